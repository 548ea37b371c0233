// The policies of this tree, read from their files.
#pragma once

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>
#include <vector>

#include "rules/policy/yaml.h"

namespace payaudit {

inline std::string read_file(const std::filesystem::path& path) {
  std::ifstream stream(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

inline std::vector<Document> policy_files() {
  const std::filesystem::path root = std::filesystem::path(PAYAUDIT_ROOT) / "policies";
  std::vector<std::filesystem::path> paths;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(root)) {
    if (entry.path().extension() == ".yaml") paths.push_back(entry.path());
  }
  std::sort(paths.begin(), paths.end());
  std::vector<Document> documents;
  for (const auto& path : paths) {
    const std::string name = path.lexically_relative(root).generic_string();
    auto document = read_yaml("policies/" + name, name, read_file(path));
    if (!document) throw std::runtime_error(document.error().message);
    documents.push_back(*std::move(document));
  }
  return documents;
}

}  // namespace payaudit

// payaudit_pack DIRECTORY OUTPUT: reads and checks all policies of a directory, and writes their packed form.
// Part of the build only: an error in a policy breaks it with the policy's own message.
#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "rules/policy/pack.h"
#include "rules/policy/policies.h"
#include "rules/policy/yaml.h"

using namespace payaudit;

namespace {

std::vector<std::string> policy_names(const std::filesystem::path& root) {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(root)) {
    if (entry.path().extension() == ".yaml")
      names.push_back(entry.path().lexically_relative(root).generic_string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

int pack_directory(const std::filesystem::path& root, const std::filesystem::path& output) {
  std::vector<Document> documents;
  bool is_sound = true;
  for (const std::string& name : policy_names(root)) {
    std::ifstream stream(root / name, std::ios::binary);
    std::string bytes{std::istreambuf_iterator<char>(stream), {}};
    auto document = read_yaml("policies/" + name, name, std::move(bytes));
    if (document) {
      documents.push_back(*std::move(document));
    } else {
      fmt::print(stderr, "{}", document.error().message);
      is_sound = false;
    }
  }
  const auto policies = load_policies(documents);
  if (!policies) fmt::print(stderr, "{}", policies.error().message);
  if (!is_sound || !policies) return 1;
  std::ofstream stream(output, std::ios::binary);
  stream << pack(documents);
  stream.close();
  if (stream) return 0;
  fmt::print(stderr, "{}: cannot be written\n", output.string());
  return 1;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) {
    fmt::print(stderr, "usage: payaudit_pack DIRECTORY OUTPUT\n");
    return 2;
  }
  try {
    return pack_directory(argv[1], argv[2]);
  } catch (const std::filesystem::filesystem_error& error) {
    fmt::print(stderr, "{}\n", error.what());
    return 1;
  }
}

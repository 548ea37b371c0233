// payaudit_pack DIRECTORY OUTPUT DATABASE: reads and checks all policies of a directory, and writes their
// packed form and the database that the text scan makes of them. Part of the build only: an error in a policy
// breaks it with the policy's own message.
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
#include "scanners/syntax/text/scanner.h"

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

bool write_file(const std::filesystem::path& output, const std::string& bytes) {
  std::ofstream stream(output, std::ios::binary);
  stream << bytes;
  stream.close();
  if (!stream) fmt::print(stderr, "{}: cannot be written\n", output.string());
  return static_cast<bool>(stream);
}

int pack_directory(const std::filesystem::path& root, const std::filesystem::path& output,
                   const std::filesystem::path& database) {
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
  const std::string compiled = compile_text_patterns(policies->text_patterns);
  if (compiled.empty()) {
    fmt::print(stderr, "the patterns of the text scan cannot be compiled\n");
    return 1;
  }
  return write_file(output, pack(documents)) && write_file(database, compiled) ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) {
    fmt::print(stderr, "usage: payaudit_pack DIRECTORY OUTPUT DATABASE\n");
    return 2;
  }
  try {
    return pack_directory(argv[1], argv[2], argv[3]);
  } catch (const std::filesystem::filesystem_error& error) {
    fmt::print(stderr, "{}\n", error.what());
    return 1;
  }
}

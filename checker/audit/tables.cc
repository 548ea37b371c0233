#include "checker/audit/tables.h"

#include <fmt/format.h>

#include <filesystem>

#include "checker/files/read.h"
#include "checker/files/walk.h"
#include "rules/policy/embedded.h"
#include "rules/policy/pack.h"
#include "rules/policy/yaml.h"

namespace payaudit {
namespace {

constexpr size_t kLargestPolicy = size_t{4} << 20;

}  // namespace

Tables::Tables(Policies all)
    : policies(std::move(all)),
      classifier(policies.classes),
      calls(policies.code_models),
      text(policies.text_patterns, embedded_text_database()) {}

Result<std::vector<Document>> read_policy_folder(const std::string& folder, int layer) {
  const Result<FileList> files = list_folder(folder);
  if (!files) return files.error();
  std::vector<Document> documents;
  for (const std::string& path : files->paths) {
    if (!path.ends_with(".yaml")) continue;
    const std::string full = (std::filesystem::path(folder) / path).string();
    Result<std::string, ReadError> bytes = read_file(full, kLargestPolicy);
    if (!bytes) return Error{fmt::format("{}: cannot read: {}", full, bytes.error().message)};
    Result<Document> document = read_yaml(full, path, *std::move(bytes), layer);
    if (!document) return document.error();
    documents.push_back(*std::move(document));
  }
  return documents;
}

Result<std::unique_ptr<Tables>> load_tables(const std::vector<std::string>& folders,
                                            const std::vector<Document>& more) {
  Result<std::vector<Document>> documents = unpack(embedded_policies());
  if (!documents) return documents.error();
  documents->insert(documents->end(), more.begin(), more.end());
  int layer = more.empty() ? 0 : more.back().layer();
  for (const std::string& folder : folders) {
    Result<std::vector<Document>> added = read_policy_folder(folder, ++layer);
    if (!added) return added.error();
    documents->insert(documents->end(), added->begin(), added->end());
  }
  Result<Policies> policies = load_policies(*std::move(documents));
  if (!policies) return policies.error();
  return std::make_unique<Tables>(*std::move(policies));
}

}  // namespace payaudit

#include "checker/gate/governing.h"

#include <fmt/format.h>

#include <filesystem>
#include <utility>
#include <vector>

#include "checker/files/git.h"
#include "checker/files/read.h"
#include "rules/policy/yaml.h"

namespace payaudit {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kSettingsName = "payaudit.yaml";
constexpr size_t kLargestGoverning = size_t{1} << 20;

bool is_inside(const std::string& relative) {
  return !relative.starts_with("..") && !relative.starts_with("/");
}

// The settings of the commit that are found upwards from the first part, as those of the disk are; empty:
// none.
std::string settings_path(const AuditOptions& options, const Target& target, const std::string& commit) {
  if (!options.settings_file.empty()) {
    std::error_code error;
    return relative_to(fs::weakly_canonical(fs::absolute(options.settings_file, error), error).string(),
                       target.root);
  }
  fs::path folder = target.parts.empty() ? fs::path() : fs::path(target.parts.front().path);
  if (!target.parts.empty() && target.parts.front().is_file) folder = folder.parent_path();
  for (;; folder = folder.parent_path()) {
    const std::string path = (folder / kSettingsName).string();
    if (read_at(target, commit, path)) return path;
    if (folder.empty()) return {};
  }
}

// The policies of a folder of the commit, or of the disk where it lies outside of the repository.
Result<bool> add_policies(const Target& target, const std::string& commit, const std::string& folder,
                          int layer, std::vector<Document>& documents) {
  if (!is_inside(folder)) {
    Result<std::vector<Document>> read =
        read_policy_folder((fs::path(target.root) / folder).lexically_normal().string(), layer);
    if (!read) return read.error();
    documents.insert(documents.end(), read->begin(), read->end());
    return true;
  }
  const auto listed =
      ask_git(target.root, {"ls-tree", "-r", "-z", "--name-only", "--full-tree", commit, "--", folder + "/"});
  if (!listed || listed->empty()) {
    return Error{
        fmt::format("the settings of the base name policies in {}, which is no folder there", folder)};
  }
  for (const std::string_view entry : entries_of(*listed)) {
    const std::string path(entry);
    if (!path.ends_with(".yaml")) continue;
    auto bytes = read_at(target, commit, path);
    if (!bytes) return Error{fmt::format("{} cannot be read at the base", path)};
    Result<Document> document = read_yaml((fs::path(target.root) / path).string(),
                                          path.substr(folder.size() + 1), *std::move(bytes), layer);
    if (!document) return document.error();
    documents.push_back(*std::move(document));
  }
  return true;
}

std::vector<std::pair<std::string, std::string>> texts_of(const std::vector<Document>& documents) {
  std::vector<std::pair<std::string, std::string>> texts;
  for (const Document& document : documents) texts.emplace_back(document.name(), document.body().source);
  return texts;
}

Result<Governing> settings_at(const AuditOptions& options, const Target& target, const BaseCommit& base) {
  Governing governing;
  governing.waivers_text = read_at(target, base.commit, std::string(kWaiversPath)).value_or("");
  const std::string path = settings_path(options, target, base.commit);
  if (path.empty()) return governing;
  if (!is_inside(path)) {
    Result<Settings> settings = load_settings(target, options.settings_file);
    if (!settings) return settings.error();
    governing.settings = *std::move(settings);
    if (auto bytes = read_file(governing.settings.file, kLargestGoverning))
      governing.settings_text = *std::move(bytes);
    // Their folders stay those of the disk.
    return governing;
  }
  const auto text = read_at(target, base.commit, path);
  if (!text) return governing;
  Result<Settings> settings = parse_settings(path, *text);
  if (!settings) {
    return Error{fmt::format("at the base {}: {}", base.commit.substr(0, 12), settings.error().message)};
  }
  governing.settings = *std::move(settings);
  governing.settings_text = *text;
  governing.settings.file = (fs::path(target.root) / path).string();
  const fs::path folder = fs::path(path).parent_path();
  if (options.settings_file.empty()) governing.settings.base = folder.string();
  int layer = 0;
  for (const std::string& policies : std::exchange(governing.settings.policies, {})) {
    const std::string own = (folder / policies).lexically_normal().string();
    const Result<bool> added =
        add_policies(target, base.commit, own.ends_with('/') ? own.substr(0, own.size() - 1) : own, ++layer,
                     governing.policies);
    if (!added) return added.error();
  }
  return governing;
}

// Policies of the command line that lie in the repository are those of the commit too; those that it lacks
// are the change's own.
Result<bool> add_named_policies(const AuditOptions& options, const Target& target, const std::string& commit,
                                Governing& governing) {
  int layer = governing.policies.empty() ? 0 : governing.policies.back().layer();
  for (const std::string& named : options.policy_folders) {
    std::error_code error;
    const std::string folder =
        relative_to(fs::weakly_canonical(fs::absolute(named, error), error).string(), target.root);
    const auto listed = is_inside(folder)
                            ? ask_git(target.root, {"ls-tree", "--full-tree", commit, "--", folder})
                            : std::optional<std::string>("outside");
    if (listed && listed->empty()) continue;
    const Result<bool> added = add_policies(target, commit, folder, ++layer, governing.policies);
    if (!added) return added;
  }
  return true;
}

}  // namespace

Result<Governing> govern_at(const AuditOptions& options, const Target& target, const BaseCommit& base) {
  Result<Governing> governing = settings_at(options, target, base);
  if (!governing) return governing;
  const Result<bool> added = add_named_policies(options, target, base.commit, *governing);
  if (!added) return added.error();
  return governing;
}

Result<OwnGovernment> govern_now(const AuditOptions& options, const Target& target, const Governing& base) {
  OwnGovernment own;
  Result<Settings> settings = load_settings(target, options.settings_file);
  if (!settings) return settings.error();
  own.settings = *std::move(settings);
  std::string text;
  if (!own.settings.file.empty()) {
    if (auto bytes = read_file(own.settings.file, kLargestGoverning)) text = *std::move(bytes);
  }
  own.has_other_settings =
      text != base.settings_text || own.settings.file.empty() != base.settings.file.empty();
  std::vector<Document> documents;
  int layer = 0;
  // Settings outside of the repository keep their folders, which are those of the disk for both.
  std::vector<std::string> folders =
      base.settings.policies.empty() ? own.settings.policies : std::vector<std::string>();
  folders.insert(folders.end(), options.policy_folders.begin(), options.policy_folders.end());
  for (const std::string& folder : folders) {
    Result<std::vector<Document>> read = read_policy_folder(folder, ++layer);
    if (!read) return read.error();
    documents.insert(documents.end(), read->begin(), read->end());
  }
  own.has_other_policies = texts_of(documents) != texts_of(base.policies);
  return own;
}

}  // namespace payaudit

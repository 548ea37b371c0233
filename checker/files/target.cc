#include "checker/files/target.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <string_view>
#include <system_error>

namespace payaudit {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kSettingsName = "payaudit.yaml";

// One path and what stands above it.
struct Found {
  fs::path path;
  fs::path folder;
  bool is_file = false;
  fs::path top;       // of the git work tree; empty: none
  fs::path settings;  // empty: none
};

Found look_up(const std::string& path) {
  std::error_code error;
  Found found;
  found.path = fs::weakly_canonical(fs::absolute(path, error), error);
  if (found.path.filename().empty()) found.path = found.path.parent_path();  // `a/`
  found.is_file = !fs::is_directory(found.path, error);
  found.folder = found.is_file ? found.path.parent_path() : found.path;
  for (fs::path at = found.folder;; at = at.parent_path()) {
    if (found.settings.empty() && fs::is_regular_file(at / kSettingsName, error))
      found.settings = at / kSettingsName;
    if (fs::exists(at / ".git", error)) {
      found.top = at;
      break;
    }
    if (at == at.parent_path()) break;
  }
  return found;
}

fs::path common_folder(const fs::path& a, const fs::path& b) {
  fs::path common;
  auto in_a = a.begin();
  for (auto in_b = b.begin(); in_a != a.end() && in_b != b.end() && *in_a == *in_b; ++in_a, ++in_b)
    common /= *in_a;
  return common;
}

Target target_of(const std::vector<Found>& all) {
  fs::path root;
  for (const Found& found : all) {
    const fs::path own = !found.top.empty()        ? found.top
                         : !found.settings.empty() ? found.settings.parent_path()
                                                   : found.folder;
    root = root.empty() ? own : common_folder(root, own);
  }
  Target target;
  target.root = root.string();
  for (const Found& found : all) {
    target.parts.push_back(
        {relative_to(found.path.string(), target.root), found.is_file, !found.top.empty()});
    if (!found.settings.empty()) target.settings = found.settings.string();
  }
  return target;
}

}  // namespace

bool Target::is_whole() const {
  return std::any_of(parts.begin(), parts.end(), [](const Part& part) { return part.path.empty(); });
}

Result<Target> find_target(const std::vector<std::string>& paths, bool has_config) {
  std::vector<Found> all;
  for (const std::string& path : paths) {
    std::error_code error;
    if (!fs::exists(path, error)) {
      return Error{fmt::format("{}: no such file or folder; name a folder to audit, or run in one", path)};
    }
    all.push_back(look_up(path));
    if (has_config || all.back().settings == all.front().settings) continue;
    const auto said = [](const fs::path& settings) {
      return settings.empty() ? std::string("no payaudit.yaml") : settings.string();
    };
    return Error{fmt::format(
        "{} is governed by {}, {} by {}; audit them one by one, or name the settings with --config",
        paths.front(), said(all.front().settings), path, said(all.back().settings))};
  }
  return target_of(all);
}

Target find_target_of_text(const std::string& name) {
  Found found = look_up(name);
  found.is_file = true;
  found.folder = found.path.parent_path();
  return target_of({found});
}

std::string relative_to(const std::string& path, const std::string& root) {
  const std::string relative = fs::path(path).lexically_relative(root).generic_string();
  return relative == "." ? std::string() : relative;
}

}  // namespace payaudit

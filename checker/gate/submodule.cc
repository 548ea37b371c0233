#include "checker/gate/submodule.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "checker/files/git.h"

namespace payaudit {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kLink = "160000 ";

std::string inside(const BaseRepository& super, const std::string& path) {
  return super.folder.empty() ? path : path.substr(super.folder.size() + 1);
}

// What .gitmodules at the commit calls the submodule: its repository has that name, wherever it is moved to.
std::string name_of(const Target& target, const BaseRepository& super, const std::string& commit,
                    const std::string& path) {
  constexpr std::string_view kBefore = "submodule.";
  constexpr std::string_view kAfter = ".path\n";
  const auto names = ask_repository(
      target, super,
      {"config", "--blob", commit + ":.gitmodules", "-z", "--get-regexp", "^submodule\\..*\\.path$"});
  if (!names) return path;
  for (const std::string_view entry : entries_of(*names)) {
    // "submodule.NAME.path\nPATH"
    const size_t end = entry.find(kAfter);
    if (end == std::string_view::npos || entry.substr(end + kAfter.size()) != path) continue;
    return std::string(entry.substr(kBefore.size(), end - kBefore.size()));
  }
  return path;
}

// A name is what somebody wrote into a file: one that leads out of the folder of all is none.
bool is_below(const fs::path& name) {
  return !name.empty() && name.is_relative() &&
         std::none_of(name.begin(), name.end(), [](const fs::path& part) { return part == ".."; });
}

bool has_tree(const Target& target, const BaseRepository& repository, const std::string& commit) {
  return ask_repository(target, repository, {"cat-file", "-e", commit + "^{tree}"}).has_value();
}

}  // namespace

LinkState state_of(const Target& target, const BaseRepository& super, const std::string& path) {
  std::error_code error;
  if (fs::exists(fs::path(target.root) / path / ".git", error)) return LinkState::checked_out;
  const auto listed = ask_repository(
      target, super, {"--literal-pathspecs", "ls-files", "-s", "-z", "--", inside(super, path)});
  return listed && listed->starts_with(kLink) ? LinkState::not_checked_out : LinkState::gone;
}

std::vector<std::string> links_now(const Target& target, const BaseRepository& super) {
  std::vector<std::string> paths;
  const auto listed = ask_repository(target, super, {"ls-files", "-s", "-z", "--full-name"});
  if (!listed) return paths;
  for (const std::string_view entry : entries_of(*listed)) {
    // "160000 HASH STAGE\tPATH"
    if (!entry.starts_with(kLink)) continue;
    const std::string path(entry.substr(entry.find('\t') + 1));
    paths.push_back(super.folder.empty() ? path : super.folder + "/" + path);
  }
  return paths;
}

std::optional<BaseRepository> find_submodule(const Target& target, const BaseRepository& super,
                                             const std::string& super_commit, const Gitlink& link) {
  std::error_code error;
  const BaseRepository own{link.path, {}};
  if (fs::exists(fs::path(target.root) / link.path / ".git", error) && has_tree(target, own, link.commit))
    return own;
  const std::string path = inside(super, link.path);
  const std::string name = name_of(target, super, super_commit, path);
  // A worktree of its own keeps repositories of its own.
  for (const char* which : {"--git-dir", "--git-common-dir"}) {
    const fs::path kept =
        fs::path(ask_repository_line(target, super, {"rev-parse", "--path-format=absolute", which})) /
        "modules";
    for (const std::string& each : {name, path}) {
      if (!is_below(each) || !fs::exists(kept / each / "HEAD", error)) continue;
      const BaseRepository other{link.path, (kept / each).string()};
      if (has_tree(target, other, link.commit)) return other;
    }
  }
  return std::nullopt;
}

std::optional<BaseRepository> find_in(const Target& target, const std::string& other, const Gitlink& link) {
  const BaseRepository repository{
      link.path, ask_repository_line(target, {other, {}}, {"rev-parse", "--absolute-git-dir"})};
  if (repository.git_dir.empty() || !has_tree(target, repository, link.commit)) return std::nullopt;
  return repository;
}

std::string how_to_get(const Target& target, const std::string& path, const Gitlink& link) {
  const std::string folder = (fs::path(target.root) / path).string();
  std::error_code error;
  std::string advice = "check the base out once, with `git submodule update --init`";
  if (fs::exists(fs::path(folder) / ".git", error)) {
    const bool is_cut = ask_git_line(folder, {"rev-parse", "--is-shallow-repository"}) == "true";
    advice = fmt::format("`git -C {} fetch {}`", path, is_cut ? "--unshallow" : "origin " + link.commit);
  }
  return fmt::format(
      "the base has the submodule {} at commit {}, which is not here: what is found in {} is of an "
      "incomplete base and may be old; to fetch it: {}",
      link.path, link.commit.substr(0, kShownHash), path, advice);
}

}  // namespace payaudit

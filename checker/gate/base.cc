#include "checker/gate/base.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <optional>
#include <string_view>

#include "checker/files/git.h"

namespace payaudit {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kLfsPointer = "version https://git-lfs.github.com/spec/";
constexpr int kMostNestedRepositories = 8;  // as many as are listed on the disk
constexpr size_t kShownHash = 12;

bool is_shallow(const std::string& folder) {
  return ask_git_line(folder, {"rev-parse", "--is-shallow-repository"}) == "true";
}

bool is_in(const std::string& path, const std::vector<Part>& parts) {
  return std::any_of(parts.begin(), parts.end(), [&](const Part& part) {
    return part.path.empty() || path == part.path || path.starts_with(part.path + "/");
  });
}

class Lister {
 public:
  Lister(const Target& target, BaseTree& base) : target_(target), base_(base) {}

  bool list(const std::string& folder, const std::string& commit, int depth) {
    const std::string there = (fs::path(target_.root) / folder).string();
    const std::string prefix = folder.empty() ? "" : folder + "/";
    const auto listing = ask_git(there, {"ls-tree", "-r", "-z", "--full-tree", commit});
    if (!listing) return false;
    for (const std::string_view entry : entries_of(*listing)) {
      // "100644 blob HASH\tPATH"
      const size_t tab = entry.find('\t');
      const size_t kind = entry.find(' ');
      const size_t hash = entry.find(' ', kind + 1);
      if (tab == std::string_view::npos || hash == std::string_view::npos || hash > tab) continue;
      const std::string_view mode = entry.substr(0, kind);
      const std::string object(entry.substr(hash + 1, tab - hash - 1));
      const std::string path = prefix + std::string(entry.substr(tab + 1));
      if (mode == "160000") {
        list_submodule(path, object, depth);
      } else if (mode != "120000" && is_in(path, target_.parts)) {  // links are read where they lead to
        base_.files.insert_or_assign(path, BaseFile{folder, object});
      }
    }
    // Renamed files count as gone and come: their pairs are found by what is in them.
    const auto differing = ask_git(there, {"--no-optional-locks", "diff", "--name-only", "--no-renames",
                                           "--no-ext-diff", "--ignore-submodules=all", "-z", commit, "--"});
    if (!differing) return false;
    for (const std::string_view path : entries_of(*differing))
      base_.changed.insert(prefix + std::string(path));
    return true;
  }

 private:
  void list_submodule(const std::string& path, const std::string& commit, int depth) {
    const bool matters = std::any_of(target_.parts.begin(), target_.parts.end(), [&](const Part& part) {
      return part.path.empty() || part.path == path || part.path.starts_with(path + "/") ||
             path.starts_with(part.path + "/");
    });
    std::error_code error;
    // One that is not checked out is no part of what is audited either.
    if (!matters || !fs::exists(fs::path(target_.root) / path / ".git", error)) return;
    if (depth < kMostNestedRepositories && list(path, commit, depth + 1)) return;
    base_.missing.insert(path + "/");
    base_.notes.push_back(
        fmt::format("the submodule {} has no commit {} here: fetch it, or all in it counts as new of an "
                    "incomplete base",
                    path, commit.substr(0, kShownHash)));
  }

  const Target& target_;
  BaseTree& base_;
};

}  // namespace

Result<BaseCommit> find_base(const Target& target, const std::string& revision) {
  BaseCommit base;
  base.asked = revision;
  const std::string& root = target.root;
  if (ask_git_line(root, {"rev-parse", "--is-inside-work-tree"}) != "true") {
    return Error{
        fmt::format("--base {}: {} is in no git repository; compare with a file instead: --baseline FILE",
                    revision, root)};
  }
  const bool is_cut = is_shallow(root);
  const std::string advice =
      is_cut ? "the clone is shallow: fetch more of it (`git fetch --unshallow`, or `fetch-depth: 0` of the "
               "checkout)"
             : fmt::format(
                   "fetch it first (`git fetch origin`), or name another (`git log --oneline {}` has to "
                   "know it)",
                   revision);
  const std::string asked =
      ask_git_line(root, {"rev-parse", "--verify", "--quiet", "--end-of-options", revision + "^{commit}"});
  if (asked.empty())
    return Error{fmt::format("--base {}: no such commit in this repository; {}", revision, advice)};
  if (ask_git_line(root, {"rev-parse", "--verify", "--quiet", "HEAD^{commit}"}).empty())
    return Error{fmt::format("--base {}: HEAD is no commit yet; commit first", revision)};
  base.commit = ask_git_line(root, {"merge-base", asked, "HEAD"});
  if (base.commit.empty()) {
    return Error{fmt::format("--base {}: it has no commit in common with HEAD that is known here; {}",
                             revision,
                             is_cut ? advice
                                    : "the two have no history in common: compare with a file instead "
                                      "(--baseline FILE)")};
  }
  base.is_merge_base = base.commit != asked;
  return base;
}

Result<BaseTree> list_base(const Target& target, const BaseCommit& commit) {
  BaseTree base;
  base.commit = commit;
  if (!Lister(target, base).list("", commit.commit, 0)) {
    return Error{fmt::format(
        "--base {}: the tree of {} cannot be listed; {}", commit.asked, commit.commit.substr(0, kShownHash),
        is_shallow(target.root) ? "the clone is shallow: `git fetch --unshallow`" : "`git fsck` says why")};
  }
  return base;
}

std::map<std::string, std::string> read_base(const Target& target, BaseTree& base,
                                             const std::vector<std::string>& paths, size_t limit) {
  std::map<std::string, std::vector<std::string>> by_repository;
  for (const std::string& path : paths) {
    if (const auto file = base.files.find(path); file != base.files.end())
      by_repository[file->second.repository].push_back(path);
  }
  std::map<std::string, std::string> contents;
  const auto miss = [&](const std::string& path, std::string_view why) {
    base.missing.insert(path);
    base.notes.push_back(fmt::format("{} {}: what is found in it may be old", path, why));
  };
  for (const auto& [repository, own] : by_repository) {
    std::string wanted;
    for (const std::string& path : own) wanted += base.files.at(path).object + '\n';
    const auto answer = ask_git((fs::path(target.root) / repository).string(),
                                {"cat-file", "--batch=%(objecttype) %(objectsize)"}, wanted);
    size_t at = 0;
    for (const std::string& path : own) {
      // "blob SIZE\nBYTES\n", or "HASH missing\n"
      const size_t line = answer ? answer->find('\n', at) : std::string::npos;
      if (line == std::string::npos) {
        miss(path, "cannot be read at the base");
        continue;
      }
      const std::string_view head = std::string_view(*answer).substr(at, line - at);
      at = line + 1;
      if (!head.starts_with("blob ")) {
        miss(path, "is not here as the base had it (a partial clone)");
        continue;
      }
      const size_t size = std::stoull(std::string(head.substr(5)));
      std::string bytes = answer->substr(at, size);
      at += size + 1;
      if (bytes.starts_with(kLfsPointer)) {
        miss(path, "is held by Git LFS, not in the base");
      } else if (size > limit) {
        miss(path, "was over the limit of size at the base");
      } else {
        contents.emplace(path, std::move(bytes));
      }
    }
  }
  return contents;
}

std::optional<std::string> read_at(const Target& target, const std::string& commit, const std::string& path) {
  const auto listed = ask_git(target.root, {"ls-tree", "-z", "--full-tree", commit, "--", path});
  if (!listed || listed->empty()) return std::nullopt;
  return ask_git(target.root, {"cat-file", "blob", commit + ":" + path});
}

}  // namespace payaudit

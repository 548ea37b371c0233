#include "checker/gate/base.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <optional>
#include <sstream>
#include <string_view>

#include "checker/files/git.h"
#include "checker/gate/submodule.h"

namespace payaudit {
namespace {

namespace fs = std::filesystem;

constexpr int kMostNestedRepositories = 8;  // as many as are listed on the disk

bool is_shallow(const std::string& folder) {
  return ask_git_line(folder, {"rev-parse", "--is-shallow-repository"}) == "true";
}

bool is_in(const std::string& path, const std::vector<Part>& parts) {
  return std::any_of(parts.begin(), parts.end(), [&](const Part& part) {
    return part.path.empty() || path == part.path || path.starts_with(part.path + "/");
  });
}

// Something below the path, or the path itself, is in one of the parts.
bool touches(const std::string& path, const std::vector<Part>& parts) {
  return is_in(path, parts) || std::any_of(parts.begin(), parts.end(), [&](const Part& part) {
           return part.path.starts_with(path + "/");
         });
}

std::vector<std::string> lines_of(const std::optional<std::string>& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text.value_or(""));
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

class Lister {
 public:
  Lister(const Target& target, BaseTree& base) : target_(target), base_(base) {}

  bool list(const BaseRepository& repository, const std::string& commit, int depth) {
    const auto listing = ask_repository(target_, repository, {"ls-tree", "-r", "-z", "--full-tree", commit});
    if (!listing) return false;
    const size_t own = base_.repositories.size();
    base_.repositories.push_back(repository);
    const std::string prefix = repository.folder.empty() ? "" : repository.folder + "/";
    std::map<std::string, std::string> links;
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
        links.emplace(path, object);
      } else if (mode != "120000") {  // links are read where they lead to
        auto& files = is_in(path, target_.parts) ? base_.files : base_.gone_elsewhere;
        files.insert_or_assign(path, BaseFile{own, object});
      }
    }
    keep_gone(repository, own, commit);
    list_submodules(repository, commit, links, depth);
    return true;
  }

 private:
  // By git, which knows what a sparse checkout leaves out: that is not gone.
  void keep_gone(const BaseRepository& repository, size_t own, const std::string& commit) {
    const auto is_own = [&](const auto& file) { return file.second.repository == own; };
    if (std::none_of(base_.gone_elsewhere.begin(), base_.gone_elsewhere.end(), is_own)) return;
    const std::string prefix = repository.folder.empty() ? "" : repository.folder + "/";
    const auto deleted =
        repository.git_dir.empty()
            ? ask_repository(target_, repository,
                             {"--no-optional-locks", "diff", "--name-only", "--no-renames", "--diff-filter=D",
                              "--no-ext-diff", "--ignore-submodules=all", "-z", commit, "--"})
            : std::nullopt;
    std::set<std::string> gone;
    for (const std::string_view path : deleted ? entries_of(*deleted) : std::vector<std::string_view>())
      gone.insert(prefix + std::string(path));
    std::erase_if(base_.gone_elsewhere, [&](const auto& file) {
      std::error_code error;
      return is_own(file) &&
             (!gone.contains(file.first) || fs::exists(fs::path(target_.root) / file.first, error));
    });
  }

  void list_submodules(const BaseRepository& super, const std::string& commit,
                       const std::map<std::string, std::string>& links, int depth) {
    std::vector<Gitlink> left;
    for (const auto& [path, own] : links) {
      const Gitlink link{path, own};
      if (!touches(path, target_.parts)) continue;
      const LinkState state = state_of(target_, super, path);
      // One that is not checked out is no part of what is audited either.
      if (state == LinkState::not_checked_out) continue;
      const auto repository =
          depth < kMostNestedRepositories ? find_submodule(target_, super, commit, link) : std::nullopt;
      if (repository && list(*repository, own, depth + 1)) continue;
      if (state == LinkState::checked_out) {
        miss(path, link);
      } else {
        left.push_back(link);
      }
    }
    if (left.empty()) return;
    // What it held may be where it was, as files; or where another came, when it was moved.
    std::vector<std::string> came = links_now(target_, super);
    std::erase_if(came, [&](const std::string& path) {
      return links.contains(path) || !touches(path, target_.parts) ||
             state_of(target_, super, path) != LinkState::checked_out;
    });
    for (const Gitlink& link : left) {
      const bool is_found = std::any_of(came.begin(), came.end(), [&](const std::string& path) {
        const auto repository = find_in(target_, path, link);
        return repository && list(*repository, link.commit, depth + 1);
      });
      if (is_found) continue;
      std::error_code error;
      if (fs::exists(fs::path(target_.root) / link.path, error)) miss(link.path, link);
      for (const std::string& path : came) miss(path, link);
    }
  }

  void miss(const std::string& path, const Gitlink& link) {
    base_.missing.insert(path + "/");
    base_.notes.push_back(how_to_get(target_, path, link));
  }

  const Target& target_;
  BaseTree& base_;
};

}  // namespace

std::optional<std::string> ask_repository(const Target& target, const BaseRepository& repository,
                                          const std::vector<std::string>& arguments, std::string_view input) {
  const fs::path folder = fs::path(target.root) / repository.folder;
  if (repository.git_dir.empty()) return ask_git(folder.string(), arguments, input);
  // Its own settings may name a work tree that is no more.
  std::error_code error;
  const std::string tree = fs::is_directory(folder, error) ? folder.string() : target.root;
  std::vector<std::string> all = {"--git-dir=" + repository.git_dir, "--work-tree=" + tree};
  all.insert(all.end(), arguments.begin(), arguments.end());
  return ask_git(tree, all, input);
}

std::string ask_repository_line(const Target& target, const BaseRepository& repository,
                                const std::vector<std::string>& arguments) {
  const auto printed = ask_repository(target, repository, arguments);
  return printed ? printed->substr(0, printed->find('\n')) : std::string();
}

Result<BaseCommit> find_base(const Target& target, const std::string& revision) {
  BaseCommit base;
  base.asked = revision;
  const std::string& root = target.root;
  if (const std::string why = why_not_git(root); !why.empty()) {
    return Error{
        fmt::format("--base {}: {}; or compare with a file instead: --baseline FILE", revision, why)};
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
  std::vector<std::string> all = lines_of(ask_git(root, {"merge-base", "--all", asked, "HEAD"}));
  if (all.empty()) {
    return Error{fmt::format("--base {}: it has no commit in common with HEAD that is known here; {}",
                             revision,
                             is_cut ? advice
                                    : "the two have no history in common: compare with a file instead "
                                      "(--baseline FILE)")};
  }
  base.commit = all.front();
  base.others.assign(all.begin() + 1, all.end());
  base.is_merge_base = base.commit != asked;
  return base;
}

Result<BaseTree> list_base(const Target& target, const BaseCommit& commit) {
  BaseTree base;
  base.commit = commit;
  if (!Lister(target, base).list({}, commit.commit, 0)) {
    return Error{fmt::format(
        "--base {}: the tree of {} cannot be listed; {}", commit.asked, commit.commit.substr(0, kShownHash),
        is_shallow(target.root) ? "the clone is shallow: `git fetch --unshallow`" : "`git fsck` says why")};
  }
  return base;
}

bool is_unknown(const BaseTree& base, std::string_view path) {
  return std::any_of(base.missing.begin(), base.missing.end(), [&](const std::string& missing) {
    return missing.ends_with('/') ? path.starts_with(missing) : path == missing;
  });
}

std::optional<std::string> read_at(const Target& target, const std::string& commit, const std::string& path) {
  const auto listed = ask_git(target.root, {"ls-tree", "-z", "--full-tree", commit, "--", path});
  if (!listed || listed->empty()) return std::nullopt;
  return ask_git(target.root, {"cat-file", "blob", commit + ":" + path});
}

}  // namespace payaudit

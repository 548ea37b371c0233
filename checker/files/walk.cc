#include "checker/files/walk.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <system_error>

#include "checker/files/git.h"

namespace payaudit {
namespace {

namespace fs = std::filesystem;

// Folders that hold other people's installed code or a tool's own state. Only the own walk needs them: git
// knows what is ignored.
constexpr std::array<std::string_view, 9> kSkippedFolders = {
    ".git", ".hg", ".svn", "node_modules", ".terraform", ".venv", "__pycache__", ".cache", ".gradle"};

// Submodules of submodules: deeper ones are told as not examined.
constexpr int kMostNestedRepositories = 8;

// What `ls-files -t` lists, each with the prefix that makes it relative to the root. What a sparse checkout
// left out is listed as well; it is not on the disk.
void add_listing(const fs::path& root, const std::string& listing, const std::string& prefix,
                 FileList& list) {
  constexpr std::string_view kLeftOut = "S ";
  for (const std::string_view entry : entries_of(listing)) {
    // "H PATH"
    std::string path = prefix + std::string(entry.substr(std::min(kLeftOut.size(), entry.size())));
    std::error_code error;
    if (entry.starts_with(kLeftOut) && !fs::exists(fs::symlink_status(root / path, error))) {
      list.skipped.push_back({std::move(path), "files that a sparse checkout leaves out"});
    } else {
      list.paths.push_back(std::move(path));
    }
  }
}

void walk(const fs::path& folder, const std::string& prefix, FileList& list) {
  std::error_code error;
  fs::directory_iterator entries(folder, error);
  if (error) {
    list.unlisted.push_back({prefix.empty() ? "." : prefix, error.message()});
    return;
  }
  for (const fs::directory_iterator end; entries != end; entries.increment(error)) {
    if (error) {
      list.unlisted.push_back({prefix.empty() ? "." : prefix, error.message()});
      return;
    }
    const std::string name = entries->path().filename().string();
    const std::string path = prefix.empty() ? name : prefix + "/" + name;
    const fs::file_status status = entries->symlink_status(error);
    if (error) {
      list.unlisted.push_back({path, error.message()});
      continue;
    }
    if (fs::is_directory(status)) {
      if (std::find(kSkippedFolders.begin(), kSkippedFolders.end(), name) == kSkippedFolders.end()) {
        walk(entries->path(), path, list);
      } else if (!name.starts_with(".")) {
        list.skipped.push_back({path + "/", "folders of installed code or a tool's own state"});
      }
    } else {
      list.paths.push_back(path);
    }
  }
}

// Takes out what is no regular file: links, sockets, files that are in git's index and gone from the disk.
void keep_regular(const fs::path& root, FileList& list) {
  std::vector<std::string> regular;
  regular.reserve(list.paths.size());
  for (std::string& path : list.paths) {
    std::error_code error;
    const fs::file_status status = fs::symlink_status(root / path, error);
    if (fs::is_regular_file(status)) {
      regular.push_back(std::move(path));
    } else if (fs::is_symlink(status)) {
      const fs::path target = fs::weakly_canonical(root / path, error);
      // A link to something inside the tree is read where it is; a loop or a link out of the tree is said.
      const fs::path inside =
          error ? fs::path() : target.lexically_relative(fs::weakly_canonical(root, error));
      const bool leads_out = error || inside.empty() || *inside.begin() == "..";
      if (leads_out)
        list.unlisted.push_back({path, "symbolic link that leads out of the tree or in a circle"});
    } else if (fs::is_directory(status)) {
      list.skipped.push_back(
          {path + (path.ends_with('/') ? "" : "/"), "submodules that are not checked out"});
    } else if (fs::exists(status)) {
      list.unlisted.push_back({path, "not a regular file"});
    }
  }
  list.paths = std::move(regular);
}

// What git knows of the repository in `folder`; a folder among its files is a submodule, whose files are
// listed with them where it is checked out. False: git says nothing.
bool list_repository(const fs::path& root, const std::string& folder, int depth, FileList& list) {
  const std::string there = (root / folder).string();
  const std::string prefix = folder.empty() ? "" : folder + "/";
  const auto listing = ask_git(there, {"ls-files", "-z", "-t", "--cached", "--others", "--exclude-standard"});
  if (!listing) return false;
  const size_t before = list.paths.size();
  add_listing(root, *listing, prefix, list);
  const auto ignored =
      ask_git(there, {"ls-files", "-z", "--others", "--ignored", "--exclude-standard", "--directory"});
  if (ignored) {
    for (const std::string_view path : entries_of(*ignored))
      list.skipped.push_back({prefix + std::string(path), "ignored by git"});
  }
  const std::vector<std::string> own(list.paths.begin() + static_cast<ptrdiff_t>(before), list.paths.end());
  for (const std::string& path : own) {
    std::error_code error;
    if (depth == kMostNestedRepositories || !fs::is_directory(fs::symlink_status(root / path, error)))
      continue;
    const std::string inside = path.ends_with('/') ? path.substr(0, path.size() - 1) : path;
    if (!fs::exists(root / inside / ".git", error)) continue;
    if (!list_repository(root, inside, depth + 1, list)) {
      const std::string why = why_not_git((root / inside).string());
      if (why.empty()) continue;
      list.unlisted.push_back({inside, why});
    }
    std::erase(list.paths, path);
  }
  return !listing->empty();
}

void list_part(const fs::path& root, const Part& part, FileList& list) {
  if (part.is_file) {
    list.paths.push_back(part.path);
    return;
  }
  if (part.is_versioned) {
    if (list_repository(root, part.path, 0, list)) return;
    const std::string why = why_not_git((root / part.path).string());
    list.notes.push_back(
        fmt::format("git listed no files of its repository: what it ignores may be among those examined{}{}",
                    why.empty() ? "" : "; ", why));
  }
  walk(root / part.path, part.path, list);
}

void sort_unique(std::vector<std::string>& texts) {
  std::sort(texts.begin(), texts.end());
  texts.erase(std::unique(texts.begin(), texts.end()), texts.end());
}

}  // namespace

void leave_out(const std::vector<Exclusion>& exclusions, FileList& list) {
  std::erase_if(list.paths, [&](const std::string& path) {
    for (const Exclusion& exclusion : exclusions) {
      const auto inside = below(path, exclusion.base);
      const auto by = inside ? exclusion.patterns.match(*inside) : std::nullopt;
      if (!by) continue;
      list.excluded.push_back({path, exclusion.patterns.text(*by), std::string(exclusion.by)});
      return true;
    }
    return false;
  });
}

void note_idle(const Exclusion& exclusion, FileList& list) {
  std::vector<bool> met(exclusion.patterns.size());
  const auto meet = [&](const std::string& path) {
    if (const auto inside = below(path, exclusion.base)) exclusion.patterns.match(*inside, &met);
  };
  for (const std::string& path : list.paths) meet(path);
  for (const Excluded& file : list.excluded) meet(file.path);
  for (size_t i = 0; i < met.size(); ++i) {
    if (!met[i])
      list.notes.push_back(
          fmt::format("`{}` of {} matches no file", exclusion.patterns.text(i), exclusion.by));
  }
}

FileList list_files(const Target& target, const std::vector<Exclusion>& exclusions) {
  FileList list;
  for (const Part& part : target.parts) list_part(target.root, part, list);
  sort_unique(list.paths);
  sort_unique(list.notes);
  keep_regular(target.root, list);
  leave_out(exclusions, list);
  for (const Exclusion& exclusion : exclusions) {
    if (target.is_whole()) note_idle(exclusion, list);  // of a part one cannot tell
  }
  std::sort(list.unlisted.begin(), list.unlisted.end(),
            [](const Unlisted& a, const Unlisted& b) { return a.path < b.path; });
  std::sort(list.skipped.begin(), list.skipped.end(),
            [](const Skipped& a, const Skipped& b) { return a.path < b.path; });
  return list;
}

FileList list_text(const Target& target, const std::vector<Exclusion>& exclusions) {
  FileList list;
  for (const Part& part : target.parts) list.paths.push_back(part.path);
  leave_out(exclusions, list);
  return list;
}

Result<FileList> list_folder(const std::string& folder) {
  std::error_code error;
  if (!fs::exists(folder, error)) return Error{fmt::format("{}: no such folder", folder)};
  const fs::path full = fs::canonical(folder, error);
  Target target;
  target.root = full.string();
  target.parts.push_back({.path = {}, .is_versioned = true});
  return list_files(target, {});
}

}  // namespace payaudit

#include "checker/files/walk.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <system_error>

namespace payaudit {
namespace {

namespace fs = std::filesystem;

// Folders that hold other people's installed code or a tool's own state. Only the own walk needs them: git
// knows what is ignored.
constexpr std::array<std::string_view, 9> kSkippedFolders = {
    ".git", ".hg", ".svn", "node_modules", ".terraform", ".venv", "__pycache__", ".cache", ".gradle"};

// Runs git without a shell and returns its output, or nullopt when it cannot say anything about this folder.
bool run_git(const std::string& folder, std::vector<const char*> arguments, std::string& output) {
  std::vector<const char*> argv = {"git", "-C", folder.c_str()};
  argv.insert(argv.end(), arguments.begin(), arguments.end());
  argv.push_back(nullptr);
  int pipe_ends[2];
  if (pipe2(pipe_ends, O_CLOEXEC) != 0) return false;
  const pid_t child = fork();
  if (child < 0) {
    close(pipe_ends[0]);
    close(pipe_ends[1]);
    return false;
  }
  if (child == 0) {
    dup2(pipe_ends[1], STDOUT_FILENO);
    const int null = open("/dev/null", O_RDWR);
    if (null >= 0) {
      dup2(null, STDERR_FILENO);
      dup2(null, STDIN_FILENO);
    }
    execvp("git", const_cast<char* const*>(argv.data()));
    _exit(127);
  }
  close(pipe_ends[1]);
  std::array<char, 65536> buffer;
  ssize_t got = 0;
  while ((got = read(pipe_ends[0], buffer.data(), buffer.size())) != 0) {
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) break;
    output.append(buffer.data(), static_cast<size_t>(got));
  }
  close(pipe_ends[0]);
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

void list_with_git(const std::string& listing, FileList& list) {
  for (size_t at = 0; at < listing.size();) {
    const size_t end = std::min(listing.find('\0', at), listing.size());
    if (end > at) list.paths.push_back(listing.substr(at, end - at));
    at = end + 1;
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
      continue;  // a submodule that is not checked out, as git lists it
    } else if (fs::exists(status)) {
      list.unlisted.push_back({path, "not a regular file"});
    }
  }
  list.paths = std::move(regular);
}

}  // namespace

bool matches_glob(std::string_view path, std::string_view pattern) {
  if (pattern.ends_with('/')) return matches_glob(path, std::string(pattern) + "**");
  if (pattern.starts_with('/')) pattern.remove_prefix(1);
  if (pattern.find('/') == std::string_view::npos) {
    path = path.substr(path.rfind('/') + 1);  // npos + 1 is 0
  }
  // Backtracking to the last `*` and the last `**` only: linear in practice, quadratic at worst, never
  // exponential.
  size_t p = 0, t = 0;
  size_t star_p = std::string_view::npos, star_t = 0;
  size_t deep_p = std::string_view::npos, deep_t = 0;
  while (t < path.size()) {
    if (p < pattern.size() && pattern.compare(p, 2, "**") == 0) {
      p += 2;
      if (p < pattern.size() && pattern[p] == '/') ++p;  // `a/**/b` matches `a/b`
      deep_p = p;
      deep_t = t;
      star_p = std::string_view::npos;
    } else if (p < pattern.size() && pattern[p] == '*') {
      star_p = ++p;
      star_t = t;
    } else if (p < pattern.size() && (pattern[p] == path[t] || (pattern[p] == '?' && path[t] != '/'))) {
      ++p;
      ++t;
    } else if (star_p != std::string_view::npos && path[star_t] != '/') {
      p = star_p;
      t = ++star_t;
    } else if (deep_p != std::string_view::npos) {
      p = deep_p;
      t = ++deep_t;
      star_p = std::string_view::npos;
    } else {
      return false;
    }
  }
  while (p < pattern.size() && (pattern[p] == '*' || (pattern[p] == '/' && pattern.substr(p + 1) == "**")))
    ++p;
  return p == pattern.size();
}

Result<FileList> list_files(const std::string& root, const std::vector<std::string>& ignore) {
  std::error_code error;
  const fs::file_status status = fs::status(root, error);
  if (!fs::exists(status)) {
    return Error{fmt::format("{}: no such file or folder; name a folder to audit, or run in one", root)};
  }
  FileList list;
  if (!fs::is_directory(status)) {
    list.paths.push_back(fs::path(root).filename().string());
    return list;
  }
  std::string listing;
  if (run_git(root, {"ls-files", "-z", "--cached", "--others", "--exclude-standard"}, listing) &&
      !listing.empty()) {
    list_with_git(listing, list);
  } else {
    walk(root, "", list);
  }
  keep_regular(root, list);
  const auto is_ignored = [&](const std::string& path) {
    return std::any_of(ignore.begin(), ignore.end(),
                       [&](const std::string& pattern) { return matches_glob(path, pattern); });
  };
  list.excluded = std::erase_if(list.paths, is_ignored);
  std::sort(list.paths.begin(), list.paths.end());
  list.paths.erase(std::unique(list.paths.begin(), list.paths.end()), list.paths.end());
  std::sort(list.unlisted.begin(), list.unlisted.end(),
            [](const Unlisted& a, const Unlisted& b) { return a.path < b.path; });
  return list;
}

}  // namespace payaudit

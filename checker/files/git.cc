#include "checker/files/git.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>

namespace payaudit {

namespace {

// What git tells its hooks of its own repository, relative to a folder that is not the one asked about.
constexpr std::array<const char*, 5> kOwn = {"GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX",
                                             "GIT_COMMON_DIR"};

// A file in memory that holds the bytes, to be read from its start: a pipe could fill up while the other side
// waits for its answer to be read. -1: there is none to be had.
int file_of(std::string_view bytes) {
  const int file = memfd_create("input", MFD_CLOEXEC);
  if (file < 0) return -1;
  while (!bytes.empty()) {
    const ssize_t written = write(file, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) {
      close(file);
      return -1;
    }
    bytes.remove_prefix(static_cast<size_t>(written));
  }
  lseek(file, 0, SEEK_SET);
  return file;
}

}  // namespace

std::optional<std::string> ask_git(const std::string& folder, const std::vector<std::string>& arguments,
                                   std::string_view input) {
  std::vector<const char*> argv = {"git", "-C", folder.c_str(), "-c", "protocol.allow=never"};
  for (const std::string& argument : arguments) argv.push_back(argument.c_str());
  argv.push_back(nullptr);
  const int given = input.empty() ? -1 : file_of(input);
  if (!input.empty() && given < 0) return std::nullopt;
  int pipe_ends[2];
  if (pipe2(pipe_ends, O_CLOEXEC) != 0) {
    if (given >= 0) close(given);
    return std::nullopt;
  }
  const pid_t child = fork();
  if (child < 0) {
    if (given >= 0) close(given);
    close(pipe_ends[0]);
    close(pipe_ends[1]);
    return std::nullopt;
  }
  if (child == 0) {
    dup2(pipe_ends[1], STDOUT_FILENO);
    for (const char* name : kOwn) unsetenv(name);
    const int null = open("/dev/null", O_RDWR);
    if (null >= 0) {
      dup2(null, STDERR_FILENO);
      dup2(null, STDIN_FILENO);
    }
    if (given >= 0) dup2(given, STDIN_FILENO);
    setenv("GIT_NO_LAZY_FETCH", "1", 1);
    setenv("GIT_TERMINAL_PROMPT", "0", 1);
    execvp("git", const_cast<char* const*>(argv.data()));
    _exit(127);
  }
  if (given >= 0) close(given);
  close(pipe_ends[1]);
  std::string output;
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
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) return std::nullopt;
  return output;
}

std::string ask_git_line(const std::string& folder, const std::vector<std::string>& arguments) {
  const auto printed = ask_git(folder, arguments);
  return printed ? printed->substr(0, printed->find('\n')) : std::string();
}

std::vector<std::string_view> entries_of(std::string_view listing) {
  std::vector<std::string_view> entries;
  for (size_t at = 0; at < listing.size();) {
    const size_t end = std::min(listing.find('\0', at), listing.size());
    if (end > at) entries.push_back(listing.substr(at, end - at));
    at = end + 1;
  }
  return entries;
}

}  // namespace payaudit

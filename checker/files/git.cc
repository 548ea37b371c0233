#include "checker/files/git.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <utility>

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

constexpr int kNoProgram = 127;

struct Ran {
  int status = -1;  // -1: it did not come to an end of its own
  std::string output;
  std::string errors;  // in English, where they were asked for
};

std::string all_of(int file) {
  std::string bytes;
  std::array<char, 4096> buffer;
  lseek(file, 0, SEEK_SET);
  for (ssize_t got = 0; (got = read(file, buffer.data(), buffer.size())) > 0;)
    bytes.append(buffer.data(), static_cast<size_t>(got));
  return bytes;
}

Ran run_git(const std::string& folder, const std::vector<std::string>& arguments, std::string_view input,
            bool keeps_errors) {
  Ran ran;
  std::vector<const char*> argv = {"git", "-C", folder.c_str(), "-c", "protocol.allow=never"};
  for (const std::string& argument : arguments) argv.push_back(argument.c_str());
  argv.push_back(nullptr);
  const int given = input.empty() ? -1 : file_of(input);
  if (!input.empty() && given < 0) return ran;
  const int errors = keeps_errors ? memfd_create("errors", MFD_CLOEXEC) : -1;
  const auto close_files = [&] {
    if (given >= 0) close(given);
    if (errors >= 0) close(errors);
  };
  int pipe_ends[2];
  if (pipe2(pipe_ends, O_CLOEXEC) != 0) {
    close_files();
    return ran;
  }
  const pid_t child = fork();
  if (child < 0) {
    close_files();
    close(pipe_ends[0]);
    close(pipe_ends[1]);
    return ran;
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
    if (errors >= 0) {
      dup2(errors, STDERR_FILENO);
      setenv("LC_ALL", "C", 1);
    }
    setenv("GIT_NO_LAZY_FETCH", "1", 1);
    setenv("GIT_TERMINAL_PROMPT", "0", 1);
    execvp("git", const_cast<char* const*>(argv.data()));
    _exit(kNoProgram);
  }
  close(pipe_ends[1]);
  std::array<char, 65536> buffer;
  ssize_t got = 0;
  while ((got = read(pipe_ends[0], buffer.data(), buffer.size())) != 0) {
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) break;
    ran.output.append(buffer.data(), static_cast<size_t>(got));
  }
  close(pipe_ends[0]);
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  if (WIFEXITED(status)) ran.status = WEXITSTATUS(status);
  if (errors >= 0) ran.errors = all_of(errors);
  close_files();
  return ran;
}

// The line that holds `part`, without what surrounds it; empty: none.
std::string line_with(const std::string& text, std::string_view part) {
  const size_t at = text.find(part);
  if (at == std::string::npos) return {};
  const size_t begin = text.find_last_of('\n', at) + 1;
  std::string line = text.substr(begin, text.find('\n', at) - begin);
  line.erase(0, line.find_first_not_of(" \t"));
  return line;
}

}  // namespace

std::optional<std::string> ask_git(const std::string& folder, const std::vector<std::string>& arguments,
                                   std::string_view input) {
  Ran ran = run_git(folder, arguments, input, false);
  if (ran.status != 0) return std::nullopt;
  return std::move(ran.output);
}

std::string ask_git_line(const std::string& folder, const std::vector<std::string>& arguments) {
  const auto printed = ask_git(folder, arguments);
  return printed ? printed->substr(0, printed->find('\n')) : std::string();
}

std::string why_not_git(const std::string& folder) {
  const Ran ran = run_git(folder, {"rev-parse", "--is-inside-work-tree"}, {}, true);
  if (ran.status == 0)
    return ran.output.starts_with("true") ? "" : folder + " is in a git repository without a work tree";
  if (ran.status == kNoProgram)
    return "the program git is not to be found: install it (`apt-get install git`), or put it on PATH";
  if (const std::string command = line_with(ran.errors, "--add safe.directory"); !command.empty()) {
    return fmt::format("git refuses the repository of {}, which belongs to another user: trust it (`{}`)",
                       folder, command);
  }
  // Of a folder below none it says so in these words; a `.git` that leads nowhere it names.
  constexpr std::string_view kNone = "fatal: not a git repository (or any";
  if (ran.errors.starts_with(kNone)) return folder + " is in no git repository";
  std::string said = ran.errors.substr(0, ran.errors.find('\n'));
  if (said.starts_with("fatal: ")) said.erase(0, 7);
  return fmt::format("git fails in {}: {}", folder, said.empty() ? "it does not say why" : said);
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

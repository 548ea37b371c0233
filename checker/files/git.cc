#include "checker/files/git.h"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>

namespace payaudit {

namespace {

// What git tells its hooks of its own repository, relative to a folder that is not the one asked about.
constexpr std::array<const char*, 5> kOwn = {"GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX",
                                             "GIT_COMMON_DIR"};

}  // namespace

std::optional<std::string> ask_git(const std::string& folder, const std::vector<std::string>& arguments) {
  std::vector<const char*> argv = {"git", "-C", folder.c_str()};
  for (const std::string& argument : arguments) argv.push_back(argument.c_str());
  argv.push_back(nullptr);
  int pipe_ends[2];
  if (pipe2(pipe_ends, O_CLOEXEC) != 0) return std::nullopt;
  const pid_t child = fork();
  if (child < 0) {
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
    execvp("git", const_cast<char* const*>(argv.data()));
    _exit(127);
  }
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

}  // namespace payaudit

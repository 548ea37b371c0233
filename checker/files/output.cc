#include "checker/files/output.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <system_error>

namespace payaudit {
namespace {

Error cannot_write(int code) {
  return Error{fmt::format("standard output: cannot write: {}", std::generic_category().message(code))};
}

}  // namespace

void hold_standard_streams() {
  for (const int stream : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    if (fcntl(stream, F_GETFD) >= 0 || errno != EBADF) continue;
    // The lowest free number is given: that of the stream. Output is opened for reading, so that writes fail.
    const int held = open("/dev/null", stream == STDERR_FILENO ? O_WRONLY : O_RDONLY);
    if (held != stream && held >= 0) close(held);
  }
}

Result<bool> write_output(std::string_view text) {
  errno = 0;
  if (std::fwrite(text.data(), 1, text.size(), stdout) == text.size()) return true;
  return cannot_write(errno == 0 ? EIO : errno);
}

Result<bool> flush_output() {
  errno = 0;
  const bool is_flushed = std::fflush(stdout) == 0;
  if (is_flushed && std::ferror(stdout) == 0) return true;
  return cannot_write(errno == 0 ? EIO : errno);
}

}  // namespace payaudit

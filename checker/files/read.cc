#include "checker/files/read.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <system_error>
#include <utility>

namespace payaudit {
namespace {

ReadError unreadable(std::string why) {
  return {ReadError::Kind::unreadable, std::move(why)};
}

}  // namespace

Result<std::string, ReadError> read_file(const std::string& path, size_t limit) {
  const int file = open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (file < 0) return unreadable(std::generic_category().message(errno));
  struct stat info {};
  if (fstat(file, &info) != 0 || !S_ISREG(info.st_mode)) {
    close(file);
    return unreadable("not a regular file");
  }
  if (static_cast<size_t>(info.st_size) > limit) {
    close(file);
    return ReadError{ReadError::Kind::over_limit,
                     fmt::format("{} MiB, larger than the limit of {} MiB",
                                 static_cast<size_t>(info.st_size) >> 20, limit >> 20)};
  }
  std::string bytes(static_cast<size_t>(info.st_size), '\0');
  size_t filled = 0;
  while (filled < bytes.size()) {
    const ssize_t got = read(file, bytes.data() + filled, bytes.size() - filled);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) {
      const int code = errno;
      close(file);
      return unreadable(std::generic_category().message(code));
    }
    if (got == 0) break;
    filled += static_cast<size_t>(got);
  }
  close(file);
  bytes.resize(filled);
  return bytes;
}

Result<std::string, ReadError> read_stream(int stream, size_t limit) {
  std::string bytes;
  std::array<char, 65536> buffer;
  while (true) {
    const ssize_t got = read(stream, buffer.data(), buffer.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return unreadable(std::generic_category().message(errno));
    if (got == 0) return bytes;
    bytes.append(buffer.data(), static_cast<size_t>(got));
    if (bytes.size() > limit)
      return ReadError{ReadError::Kind::over_limit,
                       fmt::format("larger than the limit of {} MiB", limit >> 20)};
  }
}

Result<bool> write_file(const std::string& path, std::string_view bytes) {
  std::filesystem::path target(path);
  std::error_code error;
  if (target.has_parent_path()) std::filesystem::create_directories(target.parent_path(), error);
  // A device or a pipe (/dev/null, /dev/stdout) is written to; a file put in its place would take it away. A
  // link stays one.
  const std::filesystem::file_status status = std::filesystem::status(target, error);
  const bool is_replaced = !std::filesystem::exists(status) || std::filesystem::is_regular_file(status);
  if (std::filesystem::is_symlink(target, error) && std::filesystem::exists(status))
    target = std::filesystem::canonical(target, error);
  const std::string partial = is_replaced ? target.string() + ".part" : path;
  std::FILE* file = std::fopen(partial.c_str(), "wb");
  if (file == nullptr) return Error{fmt::format("{}: cannot write: {}", path, std::strerror(errno))};
  const bool is_written = std::fwrite(bytes.data(), 1, bytes.size(), file) == bytes.size();
  const bool is_closed = std::fclose(file) == 0;
  error.clear();
  if (is_replaced && is_written && is_closed) std::filesystem::rename(partial, target, error);
  if (!is_written || !is_closed || error) {
    if (is_replaced) std::remove(partial.c_str());
    return Error{fmt::format("{}: cannot write: {}", path, error ? error.message() : std::strerror(errno))};
  }
  return true;
}

Result<bool> append_file(const std::string& path, std::string_view bytes) {
  std::FILE* file = std::fopen(path.c_str(), "ab");
  if (file == nullptr) return Error{fmt::format("{}: cannot write: {}", path, std::strerror(errno))};
  const bool is_written = std::fwrite(bytes.data(), 1, bytes.size(), file) == bytes.size();
  const bool is_closed = std::fclose(file) == 0;
  if (!is_written || !is_closed)
    return Error{fmt::format("{}: cannot write: {}", path, std::strerror(errno))};
  return true;
}

}  // namespace payaudit

// Reading files' bytes. The only place that opens an audited file.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "scanners/source/result.h"

namespace payaudit {

// Why a file's bytes were not read.
struct ReadError {
  enum class Kind : uint8_t { unreadable, over_limit };
  Kind kind;
  std::string message;  // "permission denied", "100 MiB, larger than the limit of 64 MiB"
};

// The file's bytes, or why not. Blocking files (pipes, devices) are refused.
Result<std::string, ReadError> read_file(const std::string& path, size_t limit);

// All that an open stream gives, up to the limit.
Result<std::string, ReadError> read_stream(int stream, size_t limit);

// Writes all bytes, or says why not. An existing file is replaced only when all was written; a device or pipe
// is written to as it is, and a symbolic link stays one.
Result<bool> write_file(const std::string& path, std::string_view bytes);

// Behind what the file holds, which stays as it is.
Result<bool> append_file(const std::string& path, std::string_view bytes);

}  // namespace payaudit

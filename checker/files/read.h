// Reading files' bytes. The only place that opens an audited file.
#pragma once

#include <string>

#include "scanners/source/result.h"

namespace payaudit {

// The file's bytes, or why not: "permission denied", "larger than 64 MiB". Blocking files (pipes, devices)
// are refused.
Result<std::string> read_file(const std::string& path, size_t limit);

// Writes all bytes, or says why not. An existing file is replaced only when all was written.
Result<bool> write_file(const std::string& path, std::string_view bytes);

}  // namespace payaudit

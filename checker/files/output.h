// Standard output, with the promise that what could not be written is not passed over.
#pragma once

#include <string_view>

#include "scanners/source/result.h"

namespace payaudit {

// Before anything is opened: a standard stream that is closed must not become the number of a file. What is
// written to a closed standard output fails.
void hold_standard_streams();

// Buffered. The error says why not all could be written: a full disk, a pipe whose reader went away.
Result<bool> write_output(std::string_view text);
// What is buffered goes out; also tells of an error of any write before.
Result<bool> flush_output();

}  // namespace payaudit

// The rows of a coverage as a workbook for spreadsheet programs (Office Open XML, ECMA-376).
#pragma once

#include <string>
#include <vector>

#include "scanners/source/result.h"

namespace payaudit {

// One sheet with the first row as its head, which stays in sight and can be filtered by. Texts stay texts;
// what is a number in all of its column is written as one. The same rows give the same bytes. The file at
// `path` is replaced; the error says why it could not be written.
Result<bool> write_workbook(const std::vector<std::vector<std::string>>& rows, const std::string& path);

}  // namespace payaudit

// The rows of a coverage as a workbook for spreadsheet programs (Office Open XML, ECMA-376).
#pragma once

#include <string>
#include <vector>

namespace payaudit {

// The bytes of a workbook with one sheet: the first row is its head, which stays in sight and can be filtered
// by. Texts stay texts; what is a number in all of its column is written as one. The same rows give the same
// bytes.
std::string write_workbook(const std::vector<std::vector<std::string>>& rows);

}  // namespace payaudit

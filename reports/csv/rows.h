// Rows of comma-separated values (RFC 4180), safe to open in a spreadsheet program.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace payaudit {

// One cell, quoted where it has to be. What a spreadsheet would take for a formula gets a blank before it.
std::string csv_cell(std::string_view text);

// With the line break.
std::string csv_row(const std::vector<std::string>& cells);

}  // namespace payaudit

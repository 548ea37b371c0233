#include "reports/csv/rows.h"

namespace payaudit {

std::string csv_cell(std::string_view text) {
  std::string own(text);
  if (!own.empty() && std::string_view("=+-@\t\r").find(own.front()) != std::string_view::npos)
    own.insert(0, " ");
  if (own.find_first_of(",\"\r\n") == std::string::npos) return own;
  std::string quoted = "\"";
  for (const char c : own) {
    if (c == '"') quoted += '"';
    quoted += c;
  }
  return quoted + '"';
}

std::string csv_row(const std::vector<std::string>& cells) {
  std::string row;
  for (size_t i = 0; i < cells.size(); ++i) row += (i == 0 ? "" : ",") + csv_cell(cells[i]);
  return row + "\r\n";
}

}  // namespace payaudit

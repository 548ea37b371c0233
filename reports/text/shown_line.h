// One line of a source as a terminal shows it: masked, printable, tabs as four spaces, and of a long line the
// part around the place that matters.
#pragma once

#include <string>
#include <vector>

#include "reports/excerpt/mask.h"

namespace payaudit {

class ShownLine {
 public:
  // `focus` is the part that must be seen, in bytes of the file; it may reach beyond the line.
  ShownLine(const Masks& masks, const Source& source, FileId file, uint32_t line, Span focus);

  std::string text() const;
  // Columns from 0 of where the character at `offset` is shown; what is cut off or masked has the column of
  // what is shown in its place. Characters count one column each, whatever their width.
  size_t column(uint32_t offset) const;

 private:
  std::vector<Cell> cells_;
};

}  // namespace payaudit

#include "reports/text/shown_line.h"

#include <algorithm>

#include "reports/excerpt/utf8.h"

namespace payaudit {
namespace {

constexpr size_t kWidth = 160;
constexpr size_t kBefore = 40;     // columns kept before the focus of a cut line
constexpr uint32_t kReach = 1024;  // bytes looked at on either side: enough for kWidth characters of any kind
constexpr size_t kTab = 4;
constexpr char32_t kEllipsis = 0x2026;

}  // namespace

ShownLine::ShownLine(const Masks& masks, const Source& source, FileId file, uint32_t line, Span focus) {
  const Span whole = source.line_span(line);
  const uint32_t begin = std::clamp(focus.begin, whole.begin, whole.end);
  Span window = whole;
  if (begin - whole.begin > kReach) window.begin = begin - kReach;
  if (whole.end - begin > kReach) window.end = begin + kReach;

  for (const Cell& cell : masks.cells(file, window)) {
    if (cell.character == '\t') {
      cells_.insert(cells_.end(), kTab, Cell{cell.offset, ' '});
    } else {
      cells_.push_back({cell.offset, shown(cell.character)});
    }
  }
  const bool is_cut_before = window.begin > whole.begin;
  const bool is_cut_after = window.end < whole.end;
  if (cells_.size() <= kWidth && !is_cut_before && !is_cut_after) return;

  const size_t at = column(begin);
  const size_t first =
      at > kBefore ? std::min(at - kBefore, cells_.size() - std::min(cells_.size(), kWidth)) : 0;
  const size_t last = std::min(cells_.size(), first + kWidth);
  const bool ends_early = last < cells_.size() || is_cut_after;
  const bool begins_late = first > 0 || is_cut_before;
  cells_.erase(cells_.begin() + static_cast<ptrdiff_t>(last), cells_.end());
  cells_.erase(cells_.begin(), cells_.begin() + static_cast<ptrdiff_t>(first));
  if (cells_.empty()) return;
  if (begins_late) cells_.front().character = kEllipsis;
  if (ends_early) cells_.back().character = kEllipsis;
}

std::string ShownLine::text() const {
  std::string out;
  for (const Cell& cell : cells_) append(out, cell.character);
  while (!out.empty() && out.back() == ' ') out.pop_back();
  return out;
}

size_t ShownLine::column(uint32_t offset) const {
  // A masked byte has no cell: the cell before it stands for it.
  const auto after = std::partition_point(cells_.begin(), cells_.end(),
                                          [&](const Cell& cell) { return cell.offset < offset; });
  return static_cast<size_t>(after - cells_.begin());
}

}  // namespace payaudit

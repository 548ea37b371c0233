#include "reports/text/block.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "reports/excerpt/utf8.h"
#include "reports/text/shown_line.h"

namespace payaudit {
namespace {

constexpr uint32_t kNear = 8;  // lines: nearer marks share a block

uint32_t distance(uint32_t a, uint32_t b) {
  return a > b ? a - b : b - a;
}

}  // namespace

std::string spot(const Source& source, Span span) {
  const Position at = source.position(span.begin);
  return fmt::format("{}:{}:{}", one_line(source.path()), at.line, at.column);
}

size_t Blocks::gutter(const std::vector<Mark>& marks) const {
  uint32_t largest = 0;
  for (const Mark& mark : marks) {
    largest = std::max(largest, sources_[mark.place.file].line_of(mark.place.span.begin));
  }
  return std::max<size_t>(2, fmt::formatted_size("{}", largest));
}

void Blocks::write(std::string& out, const std::vector<Mark>& marks, Colour colour) const {
  const size_t width = gutter(marks);
  std::vector<bool> is_written(marks.size(), false);
  for (size_t i = 0; i < marks.size(); ++i) {
    if (is_written[i]) continue;
    const Source& source = sources_[marks[i].place.file];
    const uint32_t line = source.line_of(marks[i].place.span.begin);
    std::vector<const Mark*> block;
    for (size_t j = i; j < marks.size(); ++j) {
      if (is_written[j] || marks[j].place.file != marks[i].place.file) continue;
      if (distance(line, source.line_of(marks[j].place.span.begin)) > kNear) continue;
      is_written[j] = true;
      block.push_back(&marks[j]);
    }
    write_one(out, block, width, colour);
  }
}

void Blocks::write_one(std::string& out, const std::vector<const Mark*>& block, size_t gutter,
                       Colour colour) const {
  const FileId file = block.front()->place.file;
  const Source& source = sources_[file];
  const auto to = std::back_inserter(out);
  const std::string bar = paint_(Colour::blue, "|");
  fmt::format_to(to, "{:>{}}{} {}\n", "", gutter, paint_(Colour::blue, "-->"),
                 spot(source, block.front()->place.span));
  fmt::format_to(to, "{:>{}} {}\n", "", gutter, bar);

  std::vector<const Mark*> marks = block;
  std::stable_sort(marks.begin(), marks.end(),
                   [](const Mark* a, const Mark* b) { return a->place.span.begin < b->place.span.begin; });
  uint32_t previous = 0;
  for (size_t i = 0; i < marks.size();) {
    const uint32_t line = source.line_of(marks[i]->place.span.begin);
    size_t end = i;
    const Mark* focus = marks[i];
    for (; end < marks.size() && source.line_of(marks[end]->place.span.begin) == line; ++end) {
      if (marks[end]->is_main) focus = marks[end];
    }
    const auto write_line = [&](uint32_t number, const ShownLine& shown) {
      const std::string text = shown.text();
      fmt::format_to(to, "{} {}{}{}\n", paint_(Colour::blue, fmt::format("{:>{}}", number, gutter)), bar,
                     text.empty() ? "" : " ", text);
    };
    if (previous != 0 && line == previous + 2) {
      write_line(line - 1, ShownLine(masks_, source, file, line - 1, source.line_span(line - 1)));
    } else if (previous != 0 && line > previous + 2) {
      out += "...\n";
    }
    previous = line;
    const ShownLine shown(masks_, source, file, line, focus->place.span);
    write_line(line, shown);
    for (; i < end; ++i) {
      const Mark& mark = *marks[i];
      const Span span = mark.place.span;
      const Span whole = source.line_span(line);
      const bool is_longer = span.end > whole.end && source.line_of(span.end) > line;
      const size_t from = shown.column(span.begin);
      const size_t until = std::max(from + 1, shown.column(std::min(span.end, whole.end)));
      std::string underline(until - from, mark.is_main ? '^' : '-');
      std::string label = one_line(mask_numbers(mark.label));
      if (is_longer) {
        label += fmt::format("{}(to line {})", label.empty() ? "" : " ", source.line_of(span.end - 1));
      }
      if (!label.empty()) underline += ' ' + label;
      fmt::format_to(to, "{:>{}} {} {:>{}}{}\n", "", gutter, bar, "", from,
                     paint_(mark.is_main ? colour : Colour::blue, underline));
    }
  }
  fmt::format_to(to, "{:>{}} {}\n", "", gutter, bar);
}

}  // namespace payaudit

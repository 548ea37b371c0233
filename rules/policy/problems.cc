#include "rules/policy/problems.h"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

#include "rules/cel/cel.h"

namespace payaudit {
namespace {

// A long line is cut: a caret far to the right helps nobody, and a minified file must not flood the terminal.
constexpr size_t kMaxLine = 160;
constexpr size_t kMaxShown = 200;

std::string_view line_of(std::string_view source, uint32_t line) {
  size_t begin = 0;
  for (uint32_t i = 1; i < line; ++i) {
    const size_t end = source.find('\n', begin);
    if (end == std::string_view::npos) return {};
    begin = end + 1;
  }
  std::string_view text = source.substr(begin, source.find('\n', begin) - begin);
  if (!text.empty() && text.back() == '\r') text.remove_suffix(1);
  return text;
}

bool is_continuation(char c) {
  return (static_cast<unsigned char>(c) & 0xC0) == 0x80;
}

size_t code_points(std::string_view text) {
  return static_cast<size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return !is_continuation(c); }));
}

// The byte at which the code point of that 1-based column begins.
size_t byte_of_column(std::string_view line, uint32_t column) {
  size_t byte = 0;
  for (uint32_t i = 1; i < column && byte < line.size(); ++i) {
    do ++byte;
    while (byte < line.size() && is_continuation(line[byte]));
  }
  return byte;
}

}  // namespace

std::string format_problem(std::string_view path, std::string_view source, uint32_t line, uint32_t column,
                           size_t length, std::string_view message, std::string_view hint) {
  std::string text = fmt::format("{}:{}:{}: {}\n", path, line, column, message);
  const std::string_view shown = line_of(source, line);
  if (!shown.empty() && column <= kMaxLine) {
    const std::string number = fmt::format("{}", line);
    const size_t cut = byte_of_column(shown, kMaxLine);
    const size_t room = code_points(shown) + 1 > column ? code_points(shown) + 1 - column : 1;
    std::string printable(shown.substr(0, cut));
    for (char& c : printable) {
      // One column for one character, and nothing that a terminal obeys.
      if (static_cast<unsigned char>(c) < ' ' || c == '\x7F') c = c == '\t' ? ' ' : '?';
    }
    text += fmt::format("  {} | {}\n", number, printable);
    text += fmt::format("  {:{}} | {:{}}^{}\n", "", number.size(), "", column - 1,
                        std::string(std::clamp<size_t>(length, 1, std::min(room, kMaxLine)) - 1, '~'));
  }
  if (!hint.empty()) text += fmt::format("{}\n", hint);
  return text;
}

std::string did_you_mean(std::string_view word, std::span<const std::string_view> candidates) {
  const std::string_view near = nearest(word, candidates);
  return near.empty() ? std::string() : fmt::format("did you mean '{}'?", near);
}

void Problems::add(const Document::Body& body, uint32_t line, uint32_t column, size_t length,
                   std::string message, std::string hint) {
  ++count_;
  if (items_.size() >= kMaxShown) return;
  std::string text = format_problem(body.path, body.source, line, column, length, message, hint);
  items_.push_back({body.path, line, column, std::move(message), std::move(hint), std::move(text)});
}

void Problems::add(YamlNode at, std::string message, std::string hint) {
  if (items_.size() >= kMaxShown) {  // what is not shown need not be found in the text
    ++count_;
    return;
  }
  const std::string_view line = line_of(at.body().source, at.line());
  size_t length = 1;
  if (at.is_scalar()) {
    const std::string_view rest = line.substr(byte_of_column(line, at.column()));
    length = code_points(at.text()) + (at.is_quoted() ? 2 : 0);
    if (at.is_quoted() && !rest.empty() && rest[0] != '"' && rest[0] != '\'') length = 1;  // a block text
  }
  add(at.body(), at.line(), at.column(), length, std::move(message), std::move(hint));
}

void Problems::add_inside(YamlNode scalar, size_t offset, size_t length, std::string message,
                          std::string hint) {
  const std::string_view text = scalar.text();
  const std::string_view line = line_of(scalar.body().source, scalar.line());
  size_t begin = byte_of_column(line, scalar.column());
  if (scalar.is_quoted()) ++begin;
  offset = std::min(offset, text.size());
  if (begin > line.size() || line.substr(begin, text.size()) != text) {
    add(scalar, std::move(message), std::move(hint));
    return;
  }
  const auto column = static_cast<uint32_t>(code_points(line.substr(0, begin + offset)) + 1);
  add(scalar.body(), scalar.line(), column, code_points(text.substr(offset, length)), std::move(message),
      std::move(hint));
}

void Problems::add(const Document& document, std::string message, std::string hint) {
  add(document.body(), 1, 1, 1, std::move(message), std::move(hint));
}

std::string Problems::text() const {
  std::vector<const Item*> sorted;
  for (const Item& item : items_) sorted.push_back(&item);
  std::stable_sort(sorted.begin(), sorted.end(), [](const Item* a, const Item* b) {
    return std::tie(a->path, a->line, a->column) < std::tie(b->path, b->line, b->column);
  });
  std::string all;
  for (const Item* item : sorted) all += item->text;
  if (count_ > items_.size()) all += fmt::format("and {} more\n", count_ - items_.size());
  return all;
}

}  // namespace payaudit

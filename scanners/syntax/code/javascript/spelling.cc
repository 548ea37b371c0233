#include "scanners/syntax/code/javascript/spelling.h"

#include <algorithm>

#include "scanners/source/characters.h"

namespace payaudit::javascript_reader {
namespace {

// Valid in texts only.
constexpr char kNoCode = '\x01';
constexpr size_t kLongestTypes = 4096;
constexpr size_t kLongestAttribute = 1024;
// Places that are looked at: the work stays linear in files of one long line too.
constexpr size_t kMostLooks = 10'000;

bool is_name(char c) {
  return is_letter(c) || is_digit(c) || c == '_' || c == '$';
}

bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

// `&copy;`, `&#169;`, as the grammar has it.
bool is_entity(std::string_view text) {
  const size_t end = text.substr(0, 33).find(';');
  if (end == std::string_view::npos || end < 2) return false;
  std::string_view name = text.substr(1, end - 1);
  if (name.front() != '#') return std::all_of(name.begin(), name.end(), is_letter);
  name.remove_prefix(1);
  return !name.empty() &&
         std::all_of(name.begin(), name.end(), [](char c) { return is_letter(c) || is_digit(c); });
}

// Whether what stands at `at` is in quotes behind a `=`: finds the opening quote on the same line.
bool is_in_attribute(std::string_view text, size_t at) {
  const size_t line = at > kLongestAttribute ? at - kLongestAttribute : 0;
  for (size_t i = at; i > line; --i) {
    const char c = text[i - 1];
    if (c == '\n') return false;
    if (c != '"' && c != '\'') continue;
    if (i < 2 || text[i - 2] != '=') continue;
    const size_t close = text.substr(at, kLongestAttribute).find(c);
    return close != std::string_view::npos && text.substr(i, at - i).find(c) == std::string_view::npos;
  }
  return false;
}

// Offset of the `<` of the types that end with the `>` at `close`; npos where it is no list of types.
size_t open_of_types(std::string_view text, size_t close) {
  const size_t first = close > kLongestTypes ? close - kLongestTypes : 0;
  int depth = 1;
  for (size_t at = close; at > first; --at) {
    const char c = text[at - 1];
    // An insertion of a template: this is text, and there may be code in it.
    if (c == '`' || (c == '{' && at >= 2 && text[at - 2] == '$')) return std::string_view::npos;
    if (c == '>' && (at < 2 || text[at - 2] != '=')) ++depth;
    if (c == '<' && --depth == 0) {
      const bool follows_name = at >= 2 && (is_name(text[at - 2]) || text[at - 2] == ')');
      return follows_name && text[at] != '/' ? at - 1 : std::string_view::npos;
    }
  }
  return std::string_view::npos;
}

class Speller {
 public:
  explicit Speller(std::string_view text) : text_(text), result_(text) {}

  std::optional<std::string> run() {
    for (size_t at = 0; at < text_.size() && looks_ < kMostLooks; ++at) {
      switch (text_[at]) {
        case '&': ampersand(at); break;
        case '`': types_before(at); break;
        case '<': modifier_after(at); break;
        case 'e': module_modifier(at, "export", "type"); break;
        case 'i': module_modifier(at, "import", "defer"); break;
        case 't':
          if (text_.substr(at).starts_with("typeof")) imported_type(at);
          break;
        default: break;
      }
    }
    return is_changed_ ? std::optional(std::move(result_)) : std::nullopt;
  }

 private:
  void fill(size_t begin, size_t end, char with) {
    for (size_t at = begin; at < end; ++at) {
      if (result_[at] != '\n') result_[at] = with;
    }
    is_changed_ = true;
  }

  void ampersand(size_t at) {
    const char next = at + 1 < text_.size() ? text_[at + 1] : ' ';
    if ((!is_letter(next) && next != '#') || is_entity(text_.substr(at))) return;
    ++looks_;
    if (!is_in_attribute(text_, at)) return;
    fill(at, at + 1, kNoCode);
  }

  void types_before(size_t at) {
    if (at == 0 || text_[at - 1] != '>') return;
    ++looks_;
    const size_t open = open_of_types(text_, at - 1);
    if (open != std::string_view::npos) fill(open, at, ' ');
  }

  void modifier_after(size_t at) {
    size_t begin = at + 1;
    for (std::string_view word : {"const", "in", "out"}) {
      if (!text_.substr(begin).starts_with(word)) continue;
      const size_t end = begin + word.size();
      if (end >= text_.size() || !is_blank(text_[end])) continue;
      fill(begin, end, ' ');
      begin = end + 1;
    }
  }

  // `export type * from "x"`, `import defer * as x from "x"`.
  void module_modifier(size_t at, std::string_view keyword, std::string_view modifier) {
    if (at > 0 && text_[at - 1] != '\n') return;
    const size_t begin = at + keyword.size() + 1;
    const size_t end = begin + modifier.size();
    if (!text_.substr(at).starts_with(keyword) || text_.substr(begin, modifier.size()) != modifier) return;
    if (text_.substr(end, 2) == " *") fill(begin, end, ' ');
  }

  void imported_type(size_t at) {
    if (at > 0 && is_name(text_[at - 1])) return;
    size_t begin = at + 6;
    while (begin < text_.size() && is_blank(text_[begin])) ++begin;
    if (begin == at + 6 || text_.substr(begin, 7) != "import(") return;
    const size_t end = text_.find_first_of(")\n", begin);
    if (end == std::string_view::npos || text_[end] != ')') return;
    fill(begin + 6, end + 1, '_');
  }

  std::string_view text_;
  std::string result_;
  size_t looks_ = 0;
  bool is_changed_ = false;
};

}  // namespace

std::optional<std::string> respelled(std::string_view text) {
  return Speller(text).run();
}

}  // namespace payaudit::javascript_reader

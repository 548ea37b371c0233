#include "scanners/syntax/yaml/templates.h"

#include <algorithm>
#include <array>
#include <cctype>

namespace payaudit::yaml_reader {

namespace {

constexpr size_t kLookAhead = 512;

enum class Action : uint8_t { output, opens, otherwise, ends, silent };

bool is_space(char c) {
  return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

// The inside of `{{ … }}` without trim marks and blanks.
std::string_view inside(std::string_view action) {
  const size_t open = action.find("{{");
  std::string_view text = action.substr(open + 2);
  if (text.ends_with("}}")) text.remove_suffix(2);
  if (text.starts_with('-')) text.remove_prefix(1);
  if (text.ends_with('-')) text.remove_suffix(1);
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  return text;
}

Action action_of(std::string_view text) {
  if (text.starts_with("/*")) return Action::silent;
  const std::string_view word = text.substr(0, std::min(text.size(), text.find_first_of(" \t\r\n(")));
  constexpr std::array<std::string_view, 5> kOpening = {"if", "with", "range", "define", "block"};
  if (std::find(kOpening.begin(), kOpening.end(), word) != kOpening.end()) return Action::opens;
  if (word == "else") return Action::otherwise;
  if (word == "end") return Action::ends;
  if (word == "break" || word == "continue") return Action::silent;
  if (word.starts_with('$')) {
    const size_t next = text.find_first_not_of(" \t", word.size());
    const std::string_view rest = next == std::string_view::npos ? std::string_view{} : text.substr(next);
    if (rest.starts_with(":=") || (rest.starts_with('=') && !rest.starts_with("=="))) return Action::silent;
  }
  return Action::output;
}

// N of `indent N` or `nindent N`; otherwise the column where the action stands.
uint32_t indent_of(std::string_view text, uint32_t column) {
  const size_t at = text.rfind("indent ");
  if (at == std::string_view::npos) return column;
  uint32_t number = 0;
  size_t digit = text.find_first_not_of(' ', at + 7);
  if (digit == std::string_view::npos || !std::isdigit(static_cast<unsigned char>(text[digit])))
    return column;
  for (; digit < text.size() && std::isdigit(static_cast<unsigned char>(text[digit])) && number < 1000;
       ++digit) {
    number = number * 10 + static_cast<uint32_t>(text[digit] - '0');
  }
  return number;
}

// Where the action that starts at `open` ends: after `}}` outside quotes, or after `*/}}` of a comment.
// npos where it never does. A quote that is not closed is not a quote, so it cannot hide the end.
size_t end_of_action(std::string_view bytes, size_t open) {
  size_t at = open + 2;
  size_t word = at;
  while (word < bytes.size() && (bytes[word] == '-' || is_space(bytes[word]))) ++word;
  if (bytes.substr(word).starts_with("/*")) {
    const size_t close = bytes.find("*/", word);
    if (close == std::string_view::npos) return close;
    at = close;
  }
  const size_t plain_end = bytes.find("}}", at);
  if (plain_end == std::string_view::npos) return plain_end;
  // Looking further is bounded: a line of nothing but odd quotes must not cost its length for each action.
  const size_t line_end = std::min({bytes.size(), bytes.find('\n', plain_end), plain_end + kLookAhead});
  char quote = 0;
  for (; at < line_end; ++at) {
    const char c = bytes[at];
    if (quote != 0) {
      if (c == '\\' && quote == '"') {
        ++at;
      } else if (c == quote) {
        quote = 0;
      }
    } else if (c == '"' || c == '`') {
      quote = c;
    } else if (c == '}' && bytes.substr(at, 2) == "}}") {
      return at + 2;
    }
  }
  return plain_end + 2;
}

class Finder {
 public:
  explicit Finder(std::string_view bytes) : bytes_(bytes) { result_.masked = bytes; }

  Templates run() {
    size_t at = 0;
    while ((at = bytes_.find("{{", at)) != std::string_view::npos) {
      const size_t end = end_of_action(bytes_, at);
      if (end == std::string_view::npos) break;
      const size_t begin = at > 0 && bytes_[at - 1] == '$' ? at - 1 : at;
      add({static_cast<uint32_t>(begin), static_cast<uint32_t>(end)});
      at = end;
    }
    for (const uint32_t begin : open_) {
      result_.conditionals.push_back({begin, static_cast<uint32_t>(bytes_.size())});
    }
    std::sort(result_.conditionals.begin(), result_.conditionals.end(),
              [](Span a, Span b) { return a.begin < b.begin; });
    mask();
    return std::move(result_);
  }

 private:
  void add(Span span) {
    result_.actions.push_back(span);
    const std::string_view text = inside(bytes_.substr(span.begin, span.end - span.begin));
    kinds_.push_back(action_of(text));
    if (kinds_.back() == Action::ends || kinds_.back() == Action::otherwise) {
      if (!open_.empty()) {
        result_.conditionals.push_back({open_.back(), span.begin});
        open_.pop_back();
      }
    }
    if (kinds_.back() == Action::opens || kinds_.back() == Action::otherwise) open_.push_back(span.end);
  }

  // Actions that stand on lines of nothing else become line breaks, as do the blanks before them: blanks
  // would set the indentation of a block scalar. Others become a word, line breaks included, so that a value
  // stays one plain scalar.
  void mask() {
    const std::vector<Span>& actions = result_.actions;
    size_t first = 0;
    while (first < actions.size()) {
      size_t last = first;  // the run of actions with only blanks of one line between them
      while (last + 1 < actions.size() && only_blanks(actions[last].end, actions[last + 1].begin)) ++last;
      size_t before = line_begin(actions[first].begin);
      // `labels: {{ include "x" . | nindent 4 }}` starts lines of its own, which more entries may follow.
      const bool starts_lines =
          before == std::string_view::npos && first == last && follows_key(actions[first]);
      if (starts_lines) before = actions[first].begin;
      const bool is_alone = before != std::string_view::npos && ends_line(actions[last].end);
      for (size_t i = first; i <= last; ++i) {
        if (is_alone && kinds_[i] == Action::output) add_insertion(actions[i], before);
        if (!is_alone) fill(actions[i].begin, actions[i].end, 'Z');
      }
      if (is_alone) fill(before, actions[last].end, '\n');
      first = last + 1;
    }
  }

  void fill(size_t begin, size_t end, char with) {
    std::fill(result_.masked.begin() + static_cast<ptrdiff_t>(begin),
              result_.masked.begin() + static_cast<ptrdiff_t>(end), with);
  }

  void add_insertion(Span span, size_t line_begin) {
    const auto column = static_cast<uint32_t>(span.begin - line_begin);
    result_.insertions.push_back({span, indent_of(bytes_.substr(span.begin, span.end - span.begin), column)});
  }

  bool only_blanks(size_t begin, size_t end) const {
    for (size_t at = begin; at < end; ++at) {
      if (bytes_[at] != ' ' && bytes_[at] != '\t') return false;
    }
    return true;
  }

  // Start of the line if only blanks precede; npos otherwise. Looks back at blanks only, so it is linear.
  size_t line_begin(size_t at) const {
    while (at > 0 && (bytes_[at - 1] == ' ' || bytes_[at - 1] == '\t')) --at;
    return at == 0 || bytes_[at - 1] == '\n' ? at : std::string_view::npos;
  }

  bool follows_key(Span action) const {
    if (bytes_.substr(action.begin, action.end - action.begin).find("nindent ") == std::string_view::npos) {
      return false;
    }
    size_t at = action.begin;
    while (at > 0 && (bytes_[at - 1] == ' ' || bytes_[at - 1] == '\t')) --at;
    return at > 0 && at < action.begin && bytes_[at - 1] == ':';
  }

  bool ends_line(size_t at) const {
    while (at < bytes_.size() && (bytes_[at] == ' ' || bytes_[at] == '\t' || bytes_[at] == '\r')) ++at;
    return at == bytes_.size() || bytes_[at] == '\n' || bytes_[at] == '#';
  }

  std::string_view bytes_;
  Templates result_;
  std::vector<Action> kinds_;
  std::vector<uint32_t> open_;  // where branches began that have not ended
};

}  // namespace

size_t Templates::first_action_after(uint32_t offset) const {
  const auto found =
      std::partition_point(actions.begin(), actions.end(), [&](Span span) { return span.end <= offset; });
  return static_cast<size_t>(found - actions.begin());
}

Templates find_templates(std::string_view bytes) {
  if (bytes.find("{{") == std::string_view::npos) return {};
  return Finder(bytes).run();
}

}  // namespace payaudit::yaml_reader

#include "scanners/syntax/yaml/templates.h"

#include <algorithm>
#include <cctype>

namespace payaudit::yaml_reader {

namespace {

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

class Finder {
 public:
  explicit Finder(std::string_view bytes) : bytes_(bytes) { result_.masked = bytes; }

  Templates run(TemplateStyle style) {
    const std::vector<TemplateAction> found = find_template_actions(bytes_, style, &result_.is_cut);
    for (const TemplateAction& each : found) {
      result_.actions.push_back(each.span);
      kinds_.push_back(each.kind);
    }
    result_.conditionals = branches(found, bytes_.size());
    mask();
    return std::move(result_);
  }

 private:
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
        if (is_alone && kinds_[i] == TemplateAction::Kind::output) add_insertion(actions[i], before);
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
  std::vector<TemplateAction::Kind> kinds_;
};

}  // namespace

size_t Templates::first_action_after(uint32_t offset) const {
  const auto found =
      std::partition_point(actions.begin(), actions.end(), [&](Span span) { return span.end <= offset; });
  return static_cast<size_t>(found - actions.begin());
}

Templates find_templates(std::string_view bytes, TemplateStyle style) {
  if (style == TemplateStyle::plain && bytes.find("{{") == std::string_view::npos &&
      bytes.find("<%") == std::string_view::npos) {
    return {};
  }
  return Finder(bytes).run(style);
}

}  // namespace payaudit::yaml_reader

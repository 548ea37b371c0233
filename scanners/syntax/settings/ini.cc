#include <algorithm>
#include <map>
#include <string>

#include "scanners/syntax/settings/lines.h"
#include "scanners/syntax/settings/settings.h"

namespace payaudit {

namespace {

using settings_reader::is_blank;
using settings_reader::Settings;
using settings_reader::span_of;
using settings_reader::trimmed;

class IniReader {
 public:
  explicit IniReader(const Source& source)
      : settings_(source, Settings::Encoding::utf8), bytes_(settings_.bytes()), section_(settings_.root()) {}

  Tree run() {
    for (size_t at = settings_.begin(); at < bytes_.size();) {
      const size_t end = std::min(bytes_.find('\n', at), bytes_.size());
      read_line(at, end);
      at = end + 1;
    }
    add_pending();
    return settings_.take();
  }

 private:
  void read_line(size_t begin, size_t end) {
    Span line = trimmed(bytes_, begin, end);
    const size_t indent = line.begin - begin;
    if (line.is_empty() || bytes_[line.begin] == ';' || bytes_[line.begin] == '#') return;
    const bool is_deeper = has_pending_ && indent > indent_;
    const bool is_continued = is_deeper && (pending_.text.empty() || !continued_.empty());
    if (bytes_[line.begin] == '[' && !is_continued) {
      add_pending();
      return read_section(line);
    }
    line = without_comment(line);
    const std::string_view text = bytes_.substr(line.begin, line.end - line.begin);
    const size_t separator = text.find_first_of("=:");
    if (is_continued || (is_deeper && separator == std::string_view::npos)) {
      if (continued_.empty()) continued_ = pending_.text;
      continued_ += '\n';
      continued_ += text;
      pending_.span.end = line.end;
      return;
    }
    add_pending();
    if (separator == 0) return settings_.add_gap(line.begin, line.end, "a value without a key");
    pending_ = {};
    pending_.key_span =
        trimmed(bytes_, line.begin, separator == std::string_view::npos ? line.end : line.begin + separator);
    pending_.key = bytes_.substr(pending_.key_span.begin, pending_.key_span.end - pending_.key_span.begin);
    if (separator == std::string_view::npos) return add_bare();
    has_pending_ = true;
    indent_ = indent;
    pending_.span = trimmed(bytes_, line.begin + separator + 1, line.end);
    pending_.text = bytes_.substr(pending_.span.begin, pending_.span.end - pending_.span.begin);
  }

  void read_section(Span line) {
    const size_t close = bytes_.find(']', line.begin);
    // Without its bracket it still is not the section before it.
    const bool is_closed = close < line.end;
    if (!is_closed) settings_.add_gap(line.begin, line.end, "a section without ']'");
    const Span name = trimmed(bytes_, line.begin + 1, is_closed ? close : line.end);
    const std::string_view key = bytes_.substr(name.begin, name.end - name.begin);
    const auto [found, is_new] = sections_.emplace(key, kNoNode);
    if (is_new) {
      Node section;
      section.kind = NodeKind::map;
      section.is_block = true;
      section.key = key;
      section.key_span = name;
      section.span = span_of(line.begin, is_closed ? close + 1 : line.end);
      found->second = settings_.tree().append(settings_.root(), section);
    }
    section_ = found->second;
  }

  // A comment within a line begins after a blank, so that `#` and `;` may stand in passwords and URLs.
  Span without_comment(Span line) const {
    char quote = 0;
    for (uint32_t at = line.begin; at < line.end; ++at) {
      const char c = bytes_[at];
      if (quote != 0) {
        if (c == quote) quote = 0;
      } else if ((c == '"' || c == '\'') && at > line.begin && is_before_value(at)) {
        quote = c;
      } else if ((c == ';' || c == '#') && at > line.begin && is_blank(bytes_[at - 1])) {
        return trimmed(bytes_, line.begin, at);
      }
    }
    return line;
  }

  // Only blanks between the separator and this place.
  bool is_before_value(uint32_t at) const {
    while (at > 0 && is_blank(bytes_[at - 1])) --at;
    return at > 0 && (bytes_[at - 1] == '=' || bytes_[at - 1] == ':');
  }

  void add_bare() {
    Node node;
    node.kind = NodeKind::null;
    node.key = pending_.key;
    node.key_span = pending_.key_span;
    node.span = span_of(pending_.key_span.end, pending_.key_span.end);
    settings_.tree().append(section_, node);
    extend_section(node.span.end);
  }

  void add_pending() {
    if (!has_pending_) return;
    has_pending_ = false;
    if (!continued_.empty()) pending_.text = settings_.tree().keep(continued_);
    continued_.clear();
    const std::string_view text = pending_.text;
    if (text.size() >= 2 && (text[0] == '"' || text[0] == '\'') && text.back() == text[0]) {
      pending_.text = text.substr(1, text.size() - 2);
      pending_.is_quoted = true;
    }
    const size_t python = pending_.text.find("%(");
    if (python != std::string_view::npos && pending_.text.find(")s", python) != std::string_view::npos) {
      add_opaque();
    } else {
      settings_.add(section_, pending_, PlaceholderStyle::spring);
    }
    extend_section(pending_.span.end);
  }

  // `%(name)s` takes another key's value, by rules of one program.
  void add_opaque() {
    Node node;
    node.kind = NodeKind::opaque;
    node.key = pending_.key;
    node.key_span = pending_.key_span;
    node.span = pending_.span;
    node.text = pending_.text;
    settings_.tree().append(section_, node);
  }

  void extend_section(uint32_t end) {
    Node& section = settings_.tree().edit(section_);
    section.span.end = std::max(section.span.end, end);
  }

  Settings settings_;
  std::string_view bytes_;
  NodeId section_;
  std::map<std::string_view, NodeId> sections_;
  Settings::Entry pending_;  // its value may go on in the next line
  bool has_pending_ = false;
  size_t indent_ = 0;  // of its line
  std::string continued_;
};

}  // namespace

Tree read_ini(const Source& source) {
  return IniReader(source).run();
}

}  // namespace payaudit

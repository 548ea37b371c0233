#include <algorithm>
#include <string>

#include "scanners/syntax/settings/lines.h"
#include "scanners/syntax/settings/settings.h"

namespace payaudit {

namespace {

using settings_reader::is_blank;
using settings_reader::Settings;
using settings_reader::span_of;
using settings_reader::trimmed;

bool is_name(std::string_view text) {
  if (text.empty() || (text[0] >= '0' && text[0] <= '9')) return false;
  for (const char c : text) {
    const bool is_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
    if (!is_letter && !(c >= '0' && c <= '9') && c != '.' && c != '-') return false;
  }
  return true;
}

// `use flake`, `dotenv .env.local`, as files of direnv have it.
bool is_command(std::string_view line) {
  size_t at = 0;
  while (at < line.size() && ((line[at] >= 'a' && line[at] <= 'z') || line[at] == '_')) ++at;
  return at > 0 && at < line.size() && is_blank(line[at]) && line.find('=') == std::string_view::npos;
}

class EnvReader {
 public:
  explicit EnvReader(const Source& source)
      : settings_(source, Settings::Encoding::utf8), bytes_(settings_.bytes()), at_(settings_.begin()) {}

  Tree run() {
    while (at_ < bytes_.size()) {
      read_line();
      at_ = std::min(bytes_.find('\n', at_), bytes_.size());
      if (at_ < bytes_.size()) ++at_;
    }
    return settings_.take();
  }

 private:
  void read_line() {
    const size_t line_end = std::min(bytes_.find('\n', at_), bytes_.size());
    Span line = trimmed(bytes_, at_, line_end);
    if (line.is_empty() || bytes_[line.begin] == '#') return;
    if (bytes_.substr(line.begin, 6) == "export" && line.begin + 6 < line.end &&
        is_blank(bytes_[line.begin + 6])) {
      line = trimmed(bytes_, line.begin + 6, line.end);
    }
    const size_t equals = bytes_.find('=', line.begin);
    Settings::Entry entry;
    entry.key_span = trimmed(bytes_, line.begin, std::min<size_t>(equals, line.end));
    entry.key = bytes_.substr(entry.key_span.begin, entry.key_span.end - entry.key_span.begin);
    if (!is_name(entry.key)) {
      if (!is_command(bytes_.substr(line.begin, line.end - line.begin)))
        return settings_.add_gap(line.begin, line.end, "not a line of KEY=value");
      return settings_.tree().add_gap({GapReason::unsupported, line, "a command of the shell"});
    }
    if (equals >= line.end) return add_inherited(entry);
    at_ = equals + 1;
    while (at_ < line.end && is_blank(bytes_[at_])) ++at_;
    const char quote = at_ < line.end ? bytes_[at_] : 0;
    if (quote == '"' || quote == '\'') return read_quoted(entry, quote);
    read_unquoted(entry, line.end);
  }

  void add_inherited(const Settings::Entry& entry) {
    Node node;
    node.kind = NodeKind::reference;
    node.key = node.text = entry.key;
    node.key_span = node.span = entry.key_span;
    settings_.tree().append(settings_.root(), node);
  }

  void add_lost(const Settings::Entry& entry, Span span) {
    Node node;
    node.kind = NodeKind::opaque;
    node.key = entry.key;
    node.key_span = entry.key_span;
    node.span = span;
    node.text = bytes_.substr(span.begin, span.end - span.begin);
    settings_.tree().append(settings_.root(), node);
  }

  void read_unquoted(Settings::Entry& entry, size_t line_end) {
    size_t end = at_;
    while (end < line_end && !(bytes_[end] == '#' && is_blank(bytes_[end - 1]))) ++end;
    entry.span = trimmed(bytes_, at_, end);
    entry.text = bytes_.substr(entry.span.begin, entry.span.end - entry.span.begin);
    settings_.add(settings_.root(), entry, PlaceholderStyle::shell);
  }

  void read_quoted(Settings::Entry& entry, char quote) {
    const size_t begin = at_++;
    size_t run = at_;
    std::string resolved;
    bool has_escapes = false;
    while (at_ < bytes_.size() && bytes_[at_] != quote) {
      if (quote == '"' && bytes_[at_] == '\\' && at_ + 1 < bytes_.size()) {
        resolved.append(bytes_, run, at_ - run);
        has_escapes = true;
        append_escaped(resolved, bytes_[at_ + 1]);
        at_ += 2;
        run = at_;
      } else {
        ++at_;
      }
    }
    if (at_ >= bytes_.size()) {
      // Only this line is lost: the rest of the file may be right.
      at_ = begin;
      const size_t line_end = std::min(bytes_.find('\n', begin), bytes_.size());
      add_lost(entry, trimmed(bytes_, begin, line_end));
      return settings_.add_gap(begin, line_end, "unterminated quote");
    }
    entry.text = bytes_.substr(begin + 1, at_ - begin - 1);
    if (has_escapes) {
      resolved.append(bytes_, run, at_ - run);
      entry.text = settings_.tree().keep(resolved);
    }
    entry.is_quoted = true;
    entry.span = span_of(begin, ++at_);
    if (quote == '\'') {
      settings_.add(settings_.root(), entry);
    } else {
      settings_.add(settings_.root(), entry, PlaceholderStyle::shell);
    }
  }

  // An escaped dollar is a dollar: `$$` in the notation of the placeholders.
  static void append_escaped(std::string& to, char c) {
    switch (c) {
      case 'n': to.push_back('\n'); break;
      case 'r': to.push_back('\r'); break;
      case 't': to.push_back('\t'); break;
      case '$': to += "$$"; break;
      case '"':
      case '\\': to.push_back(c); break;
      default: to.push_back('\\'); to.push_back(c);
    }
  }

  Settings settings_;
  std::string_view bytes_;
  size_t at_;
};

}  // namespace

Tree read_env(const Source& source) {
  return EnvReader(source).run();
}

}  // namespace payaudit

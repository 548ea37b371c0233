#include <algorithm>
#include <string>

#include "scanners/source/characters.h"
#include "scanners/syntax/settings/lines.h"
#include "scanners/syntax/settings/settings.h"

namespace payaudit {

namespace {

using settings_reader::is_blank;
using settings_reader::Settings;
using settings_reader::span_of;

class Reader {
 public:
  explicit Reader(const Source& source)
      : settings_(source, Settings::Encoding::utf8_or_latin1),
        bytes_(settings_.bytes()),
        at_(settings_.begin()) {}

  Tree run() {
    while (at_ < bytes_.size()) {
      skip_blanks();
      if (at_ == bytes_.size()) break;
      const char first = bytes_[at_];
      if (first == '\n') {
        ++at_;
      } else if (first == '#' || first == '!') {
        read_comment();
      } else {
        read_entry();
      }
    }
    return settings_.take();
  }

 private:
  void skip_blanks() {
    while (at_ < bytes_.size() && is_blank(bytes_[at_])) ++at_;
  }

  void read_comment() {
    const size_t end = std::min(bytes_.find('\n', at_), bytes_.size());
    const Span text = settings_reader::trimmed(bytes_, at_ + 1, end);
    if (bytes_.substr(text.begin, text.end - text.begin) == "---") settings_.next_root(at_, end);
    at_ = end;
  }

  // Reads up to a character of `stops` that is not escaped, or to the end of the logical line. The result is
  // a view of the source where nothing had to be resolved.
  std::string_view read_text(std::string_view stops, size_t& end) {
    const size_t begin = at_;
    size_t run = at_;
    buffer_.clear();
    bool is_changed = false;
    end = at_;
    while (at_ < bytes_.size() && bytes_[at_] != '\n') {
      const char c = bytes_[at_];
      if (c == '\r' && at_ + 1 < bytes_.size() && bytes_[at_ + 1] == '\n') break;
      if (stops.find(c) != std::string_view::npos) break;
      const bool is_high = static_cast<unsigned char>(c) >= 0x80 && settings_.is_latin1();
      if (c != '\\' && !is_high) {
        end = ++at_;
        continue;
      }
      buffer_.append(bytes_, run, at_ - run);
      is_changed = true;
      if (is_high) {
        append_utf8(buffer_, static_cast<unsigned char>(c));
        end = ++at_;
      } else {
        const bool is_continued = read_escape();
        if (!is_continued) end = at_;
      }
      run = at_;
    }
    if (!is_changed) return bytes_.substr(begin, end - begin);
    buffer_.append(bytes_, run, end > run ? end - run : 0);
    return settings_.tree().keep(buffer_);
  }

  // At a backslash. True where the logical line goes on at the next line.
  bool read_escape() {
    ++at_;
    if (at_ < bytes_.size() && bytes_[at_] == '\r') ++at_;
    if (at_ == bytes_.size()) return false;
    const char c = bytes_[at_++];
    switch (c) {
      case '\n': skip_blanks(); return true;
      case 't': buffer_.push_back('\t'); break;
      case 'n': buffer_.push_back('\n'); break;
      case 'r': buffer_.push_back('\r'); break;
      case 'f': buffer_.push_back('\f'); break;
      case 'u': read_code_unit(); break;
      default: buffer_.push_back(c);
    }
    return false;
  }

  // Four hex digits; a surrogate becomes U+FFFD, and what is no digit leaves the `u` as it is.
  void read_code_unit() {
    uint32_t code = 0;
    for (size_t i = 0; i < 4; ++i) {
      const char c = at_ + i < bytes_.size() ? bytes_[at_ + i] : ' ';
      const int digit = hex_digit(c);
      if (digit < 0) {
        buffer_.push_back('u');
        return;
      }
      code = code * 16 + static_cast<uint32_t>(digit);
    }
    at_ += 4;
    append_utf8(buffer_, code);
  }

  void read_entry() {
    Settings::Entry entry;
    const size_t key_begin = at_;
    size_t end = at_;
    entry.key = read_text("=: \t\f", end);
    entry.key_span = span_of(key_begin, end);
    skip_blanks();
    if (at_ < bytes_.size() && (bytes_[at_] == '=' || bytes_[at_] == ':')) ++at_;
    skip_blanks();
    const size_t begin = at_;
    entry.text = read_text("", end);
    entry.span = span_of(begin, end);
    settings_.add(settings_.root(), entry, PlaceholderStyle::spring);
  }

  Settings settings_;
  std::string_view bytes_;
  size_t at_;
  std::string buffer_;
};

}  // namespace

Tree read_properties(const Source& source) {
  return Reader(source).run();
}

}  // namespace payaudit

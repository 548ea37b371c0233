#include "reports/json/json_writer.h"

#include <fmt/format.h>

#include "reports/excerpt/utf8.h"

namespace payaudit {

void JsonWriter::new_line() {
  out_ += '\n';
  out_.append(closers_.size(), ' ');
}

void JsonWriter::begin_value() {
  if (has_key_) {
    has_key_ = false;
    return;
  }
  if (closers_.empty()) return;
  if (!is_first_) out_ += ',';
  is_first_ = false;
  new_line();
}

void JsonWriter::open(char bracket) {
  begin_value();
  out_ += bracket;
  closers_.push_back(bracket == '{' ? '}' : ']');
  is_first_ = true;
}

void JsonWriter::close() {
  const char bracket = closers_.back();
  closers_.pop_back();
  if (!is_first_) new_line();
  out_ += bracket;
  is_first_ = false;
}

void JsonWriter::key(std::string_view name) {
  begin_value();
  quote(name);
  out_ += ": ";
  has_key_ = true;
}

void JsonWriter::text(std::string_view value) {
  begin_value();
  quote(value);
}

void JsonWriter::number(int64_t value) {
  begin_value();
  fmt::format_to(std::back_inserter(out_), "{}", value);
}

void JsonWriter::boolean(bool value) {
  begin_value();
  out_ += value ? "true" : "false";
}

void JsonWriter::quote(std::string_view value) {
  out_ += '"';
  const auto is_plain = [](unsigned char c) { return c >= 0x20 && c < 0x7F && c != '"' && c != '\\'; };
  for (size_t at = 0; at < value.size();) {
    // Nearly all text is plain: runs of it are copied whole.
    size_t end = at;
    while (end < value.size() && is_plain(static_cast<unsigned char>(value[end]))) ++end;
    out_.append(value, at, end - at);
    at = end;
    if (at == value.size()) break;
    const unsigned char c = static_cast<unsigned char>(value[at]);
    if (c == '"' || c == '\\') {
      out_ += '\\';
      out_ += value[at++];
    } else if (c == '\n') {
      out_ += "\\n";
      ++at;
    } else if (c == '\t') {
      out_ += "\\t";
      ++at;
    } else if (c < 0x20 || c == 0x7F) {
      fmt::format_to(std::back_inserter(out_), "\\u{:04x}", c);
      ++at;
    } else {
      append(out_, decode(value, at));
    }
  }
  out_ += '"';
}

std::string JsonWriter::take() {
  out_ += '\n';
  std::string document = std::move(out_);
  *this = JsonWriter();
  return document;
}

}  // namespace payaudit

#include "rules/judge/statement.h"

#include <fmt/format.h>

#include <map>

namespace payaudit {
namespace {

bool begins_name(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '$' ||
         static_cast<unsigned char>(c) >= 0x80;
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool is_space(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\v';
}

class Statement {
 public:
  Statement(std::string_view text, Names names) : text_(text), names_(names) {}

  std::string write() {
    while (at_ < text_.size()) {
      const char c = text_[at_];
      if (is_space(c)) {
        ++at_;
      } else if (names_ != Names::kept && (c == '"' || c == '\'' || c == '`')) {
        write_quoted(c);
      } else if (names_ != Names::kept && begins_name(c)) {
        write_name();
      } else if (names_ != Names::kept && is_digit(c)) {
        // A number with its letters: `0x1F`, `10L`.
        while (at_ < text_.size() && (is_digit(text_[at_]) || begins_name(text_[at_]))) out_ += text_[at_++];
      } else {
        write_sign(c);
      }
    }
    return std::move(out_);
  }

 private:
  void write_sign(char c) {
    const bool closes = c == ')' || c == ']' || c == '}';
    if (names_ != Names::kept && closes && out_.ends_with(',')) out_.pop_back();
    out_ += c;
    ++at_;
  }

  // To the same quote in the same text; a quote that nothing closes is a sign.
  void write_quoted(char quote) {
    size_t end = at_ + 1;
    while (end < text_.size() && text_[end] != quote) end += text_[end] == '\\' ? 2 : 1;
    if (end >= text_.size()) return write_sign(quote);
    for (; at_ <= end; ++at_) {
      if (!is_space(text_[at_])) out_ += text_[at_];
    }
  }

  char next_sign(size_t from) const {
    while (from < text_.size() && is_space(text_[from])) ++from;
    return from < text_.size() ? text_[from] : '\0';
  }

  void write_name() {
    const size_t begin = at_;
    while (at_ < text_.size() && (begins_name(text_[at_]) || is_digit(text_[at_]))) ++at_;
    const std::string_view name = text_.substr(begin, at_ - begin);
    const bool is_member = out_.ends_with('.') || out_.ends_with("->") || out_.ends_with("::");
    const char next = next_sign(at_);
    const bool is_receiver = next == '.' || next == '?' || next == '-';
    const bool is_called = next == '(';
    const bool may_differ = !is_member && !is_called && (is_receiver || names_ == Names::locals);
    if (!may_differ) {
      out_ += name;
    } else if (names_ == Names::receivers) {
      out_ += '$';
    } else {
      out_ += fmt::format("${}", numbers_.try_emplace(name, numbers_.size() + 1).first->second);
    }
  }

  std::string_view text_;
  Names names_;
  size_t at_ = 0;
  std::string out_;
  std::map<std::string_view, size_t> numbers_;
};

}  // namespace

std::string normal_statement(std::string_view text, Names names) {
  return Statement(text, names).write();
}

}  // namespace payaudit

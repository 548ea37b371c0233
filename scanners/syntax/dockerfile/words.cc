#include "scanners/syntax/dockerfile/words.h"

#include <algorithm>

namespace payaudit::dockerfile_reader {

namespace {

bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\r';
}

size_t first_not_blank(std::string_view bytes, size_t at) {
  while (at < bytes.size() && is_blank(bytes[at])) ++at;
  return at;
}

}  // namespace

// At an escape that ends its line: to the next line that is neither empty nor a comment.
void Words::settle() {
  while (at_ < bytes_.size() && bytes_[at_] == escape_) {
    const size_t line_break = first_not_blank(bytes_, at_ + 1);
    if (line_break < bytes_.size() && bytes_[line_break] != '\n') return;
    at_ = std::min(line_break + 1, bytes_.size());
    while (at_ < bytes_.size()) {
      const size_t first = first_not_blank(bytes_, at_);
      const bool is_skipped = first < bytes_.size() && (bytes_[first] == '#' || bytes_[first] == '\n');
      if (!is_skipped) break;
      at_ = std::min(bytes_.find('\n', first), bytes_.size() - 1) + 1;
    }
  }
}

bool Words::is_end() {
  settle();
  return at_ >= bytes_.size() || bytes_[at_] == '\n';
}

void Words::skip_blanks() {
  while (!is_end() && is_blank(bytes_[at_])) ++at_;
}

std::optional<Word> Words::next() {
  skip_blanks();
  if (is_end()) return std::nullopt;
  Word word;
  const size_t begin = at_;
  size_t end = at_;
  char quote = 0;
  bool was_single_quoted = bytes_[at_] == '\'';
  for (; !is_end(); end = ++at_) {
    const char c = bytes_[at_];
    if (quote == 0 && is_blank(c)) break;
    if (quote == 0 && (c == '"' || c == '\'')) {
      quote = c;
    } else if (c == quote) {
      quote = 0;
    } else if (c == escape_ && quote != '\'' && at_ + 1 < bytes_.size()) {
      ++at_;
      const bool is_resolved =
          quote == 0 || bytes_[at_] == '"' || bytes_[at_] == escape_ || bytes_[at_] == '$';
      if (!is_resolved) word.text.push_back(c);
      word.text.push_back(bytes_[at_]);
    } else {
      if (quote == 0 && c == '=' && word.equals == Word::npos) {
        word.equals = word.text.size();
        word.equals_at = static_cast<uint32_t>(at_);
        was_single_quoted = at_ + 1 < bytes_.size() && bytes_[at_ + 1] == '\'';
      }
      word.text.push_back(c);
    }
  }
  word.is_literal = was_single_quoted;
  word.span = {static_cast<uint32_t>(begin), static_cast<uint32_t>(end)};
  return word;
}

Word Words::rest() {
  skip_blanks();
  Word word;
  word.span = {static_cast<uint32_t>(at_), static_cast<uint32_t>(at_)};
  size_t kept = 0;
  for (; !is_end(); ++at_) {
    word.text.push_back(bytes_[at_]);
    if (is_blank(bytes_[at_])) continue;
    kept = word.text.size();
    word.span.end = static_cast<uint32_t>(at_ + 1);
  }
  word.text.resize(kept);
  return word;
}

bool Words::read_json_string(Word& word) {
  word.span.begin = static_cast<uint32_t>(at_++);
  for (; !is_end() && bytes_[at_] != '"'; ++at_) {
    if (bytes_[at_] == '\\') {
      ++at_;
      if (at_ >= bytes_.size()) return false;
      switch (bytes_[at_]) {
        case 'n': word.text.push_back('\n'); continue;
        case 't': word.text.push_back('\t'); continue;
        case 'r': word.text.push_back('\r'); continue;
        case '"':
        case '\\':
        case '/': break;
        default: word.text.push_back('\\');  // `\u0041` and the rare others stay as written
      }
    }
    word.text.push_back(bytes_[at_]);
  }
  if (is_end()) return false;
  word.span.end = static_cast<uint32_t>(++at_);
  return true;
}

std::optional<std::vector<Word>> Words::json_array() {
  skip_blanks();
  const size_t begin = at_;
  const auto fail = [&] {
    at_ = begin;
    return std::nullopt;
  };
  if (is_end() || bytes_[at_] != '[') return fail();
  ++at_;
  std::vector<Word> words;
  skip_blanks();
  while (!is_end() && bytes_[at_] == '"') {
    Word word;
    if (!read_json_string(word)) return fail();
    words.push_back(std::move(word));
    skip_blanks();
    if (is_end() || bytes_[at_] != ',') break;
    ++at_;
    skip_blanks();
    if (is_end() || bytes_[at_] != '"') return fail();
  }
  if (is_end() || bytes_[at_] != ']') return fail();
  ++at_;
  const size_t end = at_;
  skip_blanks();
  if (!is_end()) return fail();
  at_ = end;
  return words;
}

void Words::finish() {
  while (!is_end()) ++at_;
  if (at_ < bytes_.size()) ++at_;
}

}  // namespace payaudit::dockerfile_reader

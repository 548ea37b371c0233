#include "scanners/syntax/sql/tokens.h"

#include <algorithm>
#include <cctype>
#include <string>

#include "scanners/source/characters.h"

namespace payaudit::sql {
namespace {

constexpr size_t kLongestName = 128;  // of every dialect's identifiers; also bounds the search for `]`

bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\v';
}
bool is_word_start(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '@' || c == '#' ||
         static_cast<unsigned char>(c) >= 0x80;
}
bool is_word_char(char c) {
  return is_word_start(c) || is_digit(c) || c == '$';
}
std::string_view trimmed(std::string_view text) {
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return text;
}
bool contains_ignoring_case(std::string_view text, std::string_view wanted) {
  return std::search(text.begin(), text.end(), wanted.begin(), wanted.end(),
                     [](char a, char b) { return lower(a) == lower(b); }) != text.end();
}

// `/` or GO alone on a line.
bool has_line(std::string_view bytes, std::string_view wanted) {
  for (size_t line = 0; line < bytes.size();) {
    const size_t end = std::min(bytes.find('\n', line), bytes.size());
    if (end - line < 64 && equals_ignoring_case(trimmed(bytes.substr(line, end - line)), wanted)) return true;
    line = end + 1;
  }
  return false;
}

// `'it\'s'`: where no backslash escapes, a letter does not follow a string's end. PostgreSQL escapes in E'…'
// only.
bool has_escaped_quote(std::string_view bytes) {
  for (size_t at = bytes.find("\\'"); at != std::string_view::npos; at = bytes.find("\\'", at + 2)) {
    if (at + 2 < bytes.size() && is_letter(bytes[at + 2])) {
      const auto is_escape_string = [&](std::string_view mark) {
        return bytes.find(mark) != std::string_view::npos;
      };
      return !is_escape_string(" E'") && !is_escape_string("(E'") && !is_escape_string(",E'") &&
             !is_escape_string(" e'");
    }
  }
  return false;
}

// MySQL and MariaDB: backticks, table options that only they have, or escapes.
bool looks_like_mysql(std::string_view bytes) {
  return bytes.find('`') != std::string_view::npos || contains_ignoring_case(bytes, "ENGINE=") ||
         contains_ignoring_case(bytes, "AUTO_INCREMENT") || has_escaped_quote(bytes);
}

constexpr std::string_view kDownMarks[] = {"+goose down", "migrate:down", "+migrate down", "!downs"};
constexpr std::string_view kUpMarks[] = {"+goose up", "migrate:up", "+migrate up", "!ups"};

}  // namespace

bool Token::is(std::string_view keyword) const {
  return kind == TokenKind::word && equals_ignoring_case(text, keyword);
}

Statements::Statements(const Source& source, Span part, Tree& tree)
    : source_(source),
      bytes_(source.bytes().substr(0, part.end)),
      end_(bytes_.size()),
      at_(part.begin),
      tree_(tree) {
  is_mysql_ = looks_like_mysql(bytes_.substr(std::min(at_, end_)));
  has_slash_lines_ =
      has_line(bytes_.substr(std::min(at_, end_)), "/") || has_line(bytes_.substr(std::min(at_, end_)), "GO");
}

std::string_view Statements::rest_of_line() const {
  return bytes_.substr(at_, std::min(bytes_.find('\n', at_), end_) - at_);
}

void Statements::skip_line() {
  at_ = std::min(bytes_.find('\n', at_), end_);
}

void Statements::cut(size_t begin, const char* why) {
  tree_.add_gap({GapReason::syntax, {static_cast<uint32_t>(begin), static_cast<uint32_t>(end_)}, why});
  at_ = end_;
  is_cut_ = true;
}

// What a migration tool runs only to undo the rest is no part of the schema.
void Statements::skip_down_section(std::string_view comment) {
  const auto has = [](std::string_view text, const auto& marks) {
    return std::any_of(std::begin(marks), std::end(marks),
                       [&](std::string_view mark) { return contains_ignoring_case(text, mark); });
  };
  if (!has(comment, kDownMarks)) return;
  while (at_ < end_) {
    const std::string_view line = rest_of_line();
    const std::string_view text = trimmed(line);
    if ((text.starts_with("--") || text.starts_with("#")) && has(text, kUpMarks)) return;
    at_ = std::min(at_ + line.size() + 1, end_);
  }
}

bool Statements::skip_comment() {
  const char c = at(at_);
  const char next = at(at_ + 1);
  const bool is_hash = c == '#' && (is_blank(next) || next == '#' || next == '-' || next == '!' ||
                                    next == '\0' || (is_mysql_ && is_line_start_));
  if ((c == '-' && next == '-') || is_hash) {
    const std::string_view comment = rest_of_line();
    skip_line();
    skip_down_section(comment);
    return true;
  }
  if (c != '/' || next != '*') return false;
  // MySQL runs what is in `/*!40101 … */`; its `*/` is skipped as a blank.
  if (at(at_ + 2) == '!' || (at(at_ + 2) == 'M' && at(at_ + 3) == '!')) {
    at_ += at(at_ + 2) == '!' ? 3 : 4;
    while (is_digit(at(at_))) ++at_;
    return true;
  }
  const size_t begin = at_;
  if (nests_comments_) {
    size_t depth = 1;
    for (at_ += 2; at_ < end_ && depth > 0;) {
      const size_t mark = bytes_.find_first_of("*/", at_);
      if (mark == std::string_view::npos) break;
      at_ = mark + 1;
      if (bytes_[mark] == '*' && at(at_) == '/')
        --depth, ++at_;
      else if (bytes_[mark] == '/' && at(at_) == '*')
        ++depth, ++at_;
    }
    if (depth == 0) return true;
    // Only PostgreSQL and SQL Server nest comments: this file seems not to.
    nests_comments_ = false;
    at_ = begin;
  }
  const size_t close = bytes_.find("*/", begin + 2);
  if (close == std::string_view::npos)
    cut(begin, "unterminated comment");
  else
    at_ = close + 2;
  return true;
}

// Skips blanks, comments and template lines; true if a line began.
bool Statements::skip_blank() {
  while (at_ < end_) {
    const char c = bytes_[at_];
    if (c == '\n') {
      is_line_start_ = true;
      ++at_;
    } else if (is_blank(c)) {
      ++at_;
    } else if (c == '*' && at(at_ + 1) == '/') {
      at_ += 2;
    } else if (c == '{' && at(at_ + 1) == '%') {
      const size_t close = bytes_.find("%}", at_);
      if (close == std::string_view::npos) {
        cut(at_, "a template expression without end");
        return is_line_start_;
      }
      const auto begin = static_cast<uint32_t>(at_);
      at_ = close + 2;
      if (!has_template_gap_)
        tree_.add_gap({GapReason::unsupported, {begin, static_cast<uint32_t>(at_)}, "a template statement"});
      has_template_gap_ = true;
    } else if (!skip_comment()) {
      break;
    }
  }
  return is_line_start_;
}

void Statements::lex_quoted(Token& token, char close, bool has_backslashes) {
  const size_t begin = at_++;
  const size_t first = at_;
  size_t run = at_;
  std::string resolved;
  const char stops[] = {close, has_backslashes ? '\\' : close, '\0'};
  for (;;) {
    at_ = bytes_.find_first_of(stops, at_);
    if (at_ == std::string_view::npos || (bytes_[at_] == '\\' && at_ + 1 >= end_)) {
      cut(begin, close == '\'' ? "unterminated string" : "unterminated quoted name");
      return;
    }
    const bool is_escape = bytes_[at_] != close || at(at_ + 1) == close;
    if (!is_escape) break;
    resolved.append(bytes_, run, at_ - run);
    run = at_ + 1;
    at_ += 2;
  }
  token.text = bytes_.substr(first, at_ - first);
  if (run > first) {
    resolved.append(bytes_, run, at_ - run);
    token.text = tree_.keep(resolved);
  }
  ++at_;
}

bool Statements::lex_dollar(Token& token) {
  size_t close = at_ + 1;
  while (close < end_ && is_word_char(bytes_[close]) && bytes_[close] != '$') ++close;
  if (at(close) != '$' || is_digit(at(at_ + 1))) return false;
  const std::string_view tag = bytes_.substr(at_, close + 1 - at_);
  const size_t begin = at_;
  const size_t last = bytes_.find(tag, close + 1);
  if (last == std::string_view::npos) {
    cut(begin, "unterminated dollar-quoted string");
    return true;
  }
  token.kind = TokenKind::string;
  token.is_body = true;
  token.text = bytes_.substr(close + 1, last - close - 1);
  at_ = last + tag.size();
  return true;
}

// Oracle's q'[ … ]'.
bool Statements::lex_oracle_quote(Token& token) {
  const size_t quote = at_ + (lower(at(at_)) == 'n' ? 2 : 1);
  if (lower(at(quote - 1)) != 'q' || at(quote) != '\'' || quote + 1 >= end_) return false;
  const std::string_view open = "[{(<";
  const std::string_view closing = "]})>";
  const size_t pair = open.find(bytes_[quote + 1]);
  const std::string mark{pair == std::string_view::npos ? bytes_[quote + 1] : closing[pair], '\''};
  const size_t last = bytes_.find(mark, quote + 2);
  token.kind = TokenKind::string;
  if (last == std::string_view::npos) {
    cut(at_, "unterminated string");
    return true;
  }
  token.text = bytes_.substr(quote + 2, last - quote - 2);
  at_ = last + 2;
  return true;
}

bool Statements::lex_bracket(Token& token) {
  const char before = at_ > 0 ? bytes_[at_ - 1] : ' ';
  if (is_word_char(before) || before == ']' || before == ')' || !is_word_char(at(at_ + 1))) return false;
  const std::string_view near = bytes_.substr(at_ + 1, kLongestName);
  const size_t close = near.find_first_of("]\n");
  if (close == std::string_view::npos || near[close] != ']') return false;
  token.kind = TokenKind::name;
  token.text = near.substr(0, close);
  at_ += close + 2;
  return true;
}

void Statements::lex_word(Token& token) {
  const size_t begin = at_;
  token.kind = TokenKind::word;
  if (bytes_[at_] == ':') {  // a variable of the client
    ++at_;
    token.has_placeholder = true;
  }
  while (at_ < end_) {
    const std::string_view two = bytes_.substr(at_, 2);
    if (two == "${" || two == "{{") {
      const std::string_view close = two == "${" ? "}" : "}}";
      const size_t last = bytes_.substr(at_, 1024).find(close);
      if (last == std::string_view::npos) {
        at_ += 2;
      } else {
        at_ += last + close.size();
      }
      token.has_placeholder = true;
    } else if (is_word_char(bytes_[at_]) &&
               (delimiter_ == ";" || !bytes_.substr(at_).starts_with(delimiter_))) {
      ++at_;
    } else {
      break;
    }
  }
  token.text = bytes_.substr(begin, at_ - begin);
}

bool Statements::lex(Token& token) {
  skip_blank();
  if (at_ >= end_) return false;
  token = {};
  token.starts_line = is_line_start_;
  is_line_start_ = false;
  const size_t begin = at_;
  const char c = bytes_[at_];
  const char next = at(at_ + 1);
  if (delimiter_ != ";" && bytes_.substr(at_).starts_with(delimiter_)) {
    at_ += delimiter_.size();
    token.text = bytes_.substr(begin, delimiter_.size());
  } else if (c == '\'') {
    token.kind = TokenKind::string;
    lex_quoted(token, '\'', is_mysql_);
  } else if ((lower(c) == 'e' || lower(c) == 'n' || lower(c) == 'b' || lower(c) == 'x') && next == '\'') {
    ++at_;
    token.kind = TokenKind::string;
    lex_quoted(token, '\'', is_mysql_ || lower(c) == 'e');
  } else if ((lower(c) == 'q' || (lower(c) == 'n' && lower(next) == 'q')) && lex_oracle_quote(token)) {
  } else if (c == '"' || c == '`') {
    token.kind = TokenKind::name;
    lex_quoted(token, c, is_mysql_ && c == '"');
  } else if (c == '$' && next != '{' && lex_dollar(token)) {
  } else if (c == '[' && lex_bracket(token)) {
  } else if (is_word_start(c) || (c == '$' && next == '{') || (c == '{' && next == '{') ||
             (c == ':' && is_word_start(next))) {
    lex_word(token);
  } else if (is_digit(c)) {
    token.kind = TokenKind::number;
    while (is_digit(at(at_)) || at(at_) == '.' || (std::isalnum(static_cast<unsigned char>(at(at_))) != 0))
      ++at_;
    token.text = bytes_.substr(begin, at_ - begin);
  } else {
    const std::string_view two = bytes_.substr(at_, 2);
    at_ += two == "::" || two == ":=" || two == "=>" ? 2 : 1;
    token.text = bytes_.substr(begin, at_ - begin);
  }
  token.span = {static_cast<uint32_t>(begin), static_cast<uint32_t>(at_)};
  return !is_cut_;
}

}  // namespace payaudit::sql

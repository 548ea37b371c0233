#include "rules/cel/lexer.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "scanners/source/characters.h"

namespace payaudit::cel {
namespace {

bool starts_name(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}
bool is_name(char c) {
  return starts_name(c) || is_digit(c);
}

// langdef.md, "Reserved words": not names, though nothing uses them.
constexpr std::array<std::string_view, 17> kReserved = {
    "as",  "break", "const",   "continue",  "else",   "for", "function", "if",   "import",
    "let", "loop",  "package", "namespace", "return", "var", "void",     "while"};

bool fail(CelError& error, size_t offset, size_t length, std::string message) {
  error = {static_cast<uint32_t>(offset), static_cast<uint32_t>(length), std::move(message)};
  return false;
}

}  // namespace

void Lexer::skip_space() {
  while (at_ < text_.size()) {
    const char c = text_[at_];
    if (c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f') {
      ++at_;
    } else if (c == '/' && peek(1) == '/') {
      at_ = std::min(text_.find('\n', at_), text_.size());
    } else {
      return;
    }
  }
}

bool Lexer::next(Token& token, CelError& error) {
  skip_space();
  token = {};
  token.offset = static_cast<uint32_t>(at_);
  if (at_ == text_.size()) return true;
  const char c = text_[at_];
  if (is_digit(c) || (c == '.' && is_digit(peek(1)))) return read_number(token, error);
  if (c == '"' || c == '\'') return read_text(token, at_, false, error);
  if (!starts_name(c)) return read_sign(token, error);

  size_t end = at_ + 1;
  while (end < text_.size() && is_name(text_[end])) ++end;
  token.spelling = text_.substr(at_, end - at_);
  token.length = static_cast<uint32_t>(token.spelling.size());
  if (end < text_.size() && (text_[end] == '"' || text_[end] == '\'') && token.length <= 2) {
    if (token.spelling == "r" || token.spelling == "R") return read_text(token, end, true, error);
    if (token.spelling.find_first_of("bB") != std::string_view::npos) {
      return fail(error, at_, token.length, "bytes are not supported, write a text");
    }
  }
  at_ = end;
  if (token.spelling == "true") {
    token.word = Word::true_;
  } else if (token.spelling == "false") {
    token.word = Word::false_;
  } else if (token.spelling == "null") {
    token.word = Word::null;
  } else if (token.spelling == "in") {
    token.word = Word::in;
  } else if (std::ranges::find(kReserved, token.spelling) != kReserved.end()) {
    token.word = Word::reserved;
  } else {
    token.word = Word::name;
  }
  return true;
}

bool Lexer::read_number(Token& token, CelError& error) {
  size_t end = at_;
  token.word = Word::integer;
  if (text_[at_] == '0' && (peek(1) == 'x' || peek(1) == 'X') && hex_digit(peek(2)) >= 0) {
    end = at_ + 2;
    while (end < text_.size() && hex_digit(text_[end]) >= 0) ++end;
  } else {
    const auto skip_digits = [&] {
      while (end < text_.size() && is_digit(text_[end])) ++end;
    };
    skip_digits();
    if (end + 1 < text_.size() && text_[end] == '.' && is_digit(text_[end + 1])) {
      token.word = Word::real;
      ++end;
      skip_digits();
    }
    if (end < text_.size() && (text_[end] == 'e' || text_[end] == 'E')) {
      size_t exponent = end + 1;
      if (exponent < text_.size() && (text_[exponent] == '+' || text_[exponent] == '-')) ++exponent;
      if (exponent < text_.size() && is_digit(text_[exponent])) {
        token.word = Word::real;
        end = exponent;
        skip_digits();
      }
    }
  }
  const size_t length = end - at_;
  if (end < text_.size() && (text_[end] == 'u' || text_[end] == 'U')) {
    return fail(error, at_, length + 1, "unsigned integers are not supported, leave out the `u`");
  }
  if (end < text_.size() && is_name(text_[end])) {
    return fail(error, at_, length + 1, "a number ends in a letter");
  }
  token.spelling = text_.substr(at_, length);
  token.length = static_cast<uint32_t>(length);
  at_ = end;
  return true;
}

bool Lexer::read_text(Token& token, size_t quote, bool raw, CelError& error) {
  const char mark = text_[quote];
  const bool triple = text_.substr(quote, 3) == std::string(3, mark);
  const size_t width = triple ? 3 : 1;
  const std::string closing(width, mark);
  size_t at = quote + width;
  while (true) {
    if (at >= text_.size()) return fail(error, at_, quote + width - at_, "the text has no closing quote");
    const char c = text_[at];
    if (text_.substr(at, width) == closing) break;
    if (!triple && (c == '\n' || c == '\r')) {
      return fail(error, at_, at - at_, "the text has no closing quote on its line");
    }
    if (c == '\\' && !raw) {
      if (!read_escape(at, token.decoded, error)) return false;
      continue;
    }
    token.decoded += c;
    ++at;
  }
  at += width;
  token.word = Word::text;
  token.spelling = text_.substr(at_, at - at_);
  token.length = static_cast<uint32_t>(at - at_);
  at_ = at;
  return true;
}

// `at` is at the backslash, and afterwards behind the escape.
bool Lexer::read_escape(size_t& at, std::string& decoded, CelError& error) {
  const char kind = at + 1 < text_.size() ? text_[at + 1] : '\0';
  constexpr std::string_view kLetters = "abfnrtv\\?\"'`";
  constexpr std::string_view kMeanings = "\a\b\f\n\r\t\v\\?\"'`";
  if (const size_t letter = kLetters.find(kind); kind != '\0' && letter != std::string_view::npos) {
    decoded += kMeanings[letter];
    at += 2;
    return true;
  }
  size_t first = at + 2;
  size_t count = 0;
  uint32_t base = 16;
  switch (kind) {
    case 'x':
    case 'X': count = 2; break;
    case 'u': count = 4; break;
    case 'U': count = 8; break;
    case '0':
    case '1':
    case '2':
    case '3':
      first = at + 1;
      count = 3;
      base = 8;
      break;
    default: return fail(error, at, 2, fmt::format("unknown escape, a backslash is written `\\\\`"));
  }
  uint32_t point = 0;
  for (size_t i = first; i < first + count; ++i) {
    const int digit = i < text_.size() ? hex_digit(text_[i]) : -1;
    if (digit < 0 || static_cast<uint32_t>(digit) >= base) {
      return fail(error, at, i - at, fmt::format("the escape needs {} digits", count));
    }
    point = point * base + static_cast<uint32_t>(digit);
  }
  at = first + count;
  if (point > 0x10FFFF || (point >= 0xD800 && point <= 0xDFFF)) {
    return fail(error, first - 2, count + 2, "the escape is no Unicode character");
  }
  append_utf8(decoded, point);
  return true;
}

bool Lexer::read_sign(Token& token, CelError& error) {
  struct Sign {
    std::string_view spelling;
    Word word;
  };
  // Longer ones first.
  constexpr std::array<Sign, 25> kSigns = {{
      {"&&", Word::and_},        {"||", Word::or_},          {"==", Word::equal},
      {"!=", Word::not_equal},   {"<=", Word::less_equal},   {">=", Word::greater_equal},
      {"<", Word::less},         {">", Word::greater},       {"!", Word::not_},
      {"?", Word::question},     {":", Word::colon},         {",", Word::comma},
      {".", Word::dot},          {"(", Word::left_paren},    {")", Word::right_paren},
      {"[", Word::left_bracket}, {"]", Word::right_bracket}, {"{", Word::left_brace},
      {"}", Word::right_brace},  {"+", Word::plus},          {"-", Word::minus},
      {"*", Word::times},        {"/", Word::divide},        {"%", Word::modulo},
      {"`", Word::quoted_name},
  }};
  const std::string_view rest = text_.substr(at_);
  const auto sign = std::ranges::find_if(kSigns, [&](const Sign& s) { return rest.starts_with(s.spelling); });
  if (sign == kSigns.end()) {
    const char c = rest.front();
    if (c == '=') return fail(error, at_, 1, "unexpected `=`, did you mean `==`?");
    if (c == '&' || c == '|') {
      return fail(error, at_, 1, fmt::format("unexpected `{0}`, did you mean `{0}{0}`?", c));
    }
    if (c > ' ' && c < '\x7f') return fail(error, at_, 1, fmt::format("unexpected `{}`", c));
    return fail(error, at_, 1,
                fmt::format("unexpected byte 0x{:02x} outside of a text", static_cast<unsigned char>(c)));
  }
  token.word = sign->word;
  size_t length = sign->spelling.size();
  token.spelling = rest.substr(0, length);
  if (token.word == Word::quoted_name) {
    const size_t closing = rest.find('`', 1);
    if (closing == std::string_view::npos || closing == 1) {
      return fail(error, at_, 1, "the quoted name has no closing `");
    }
    length = closing + 1;
    token.spelling = rest.substr(1, closing - 1);
    const auto plain = [](char c) { return is_name(c) || c == '.' || c == '-' || c == '/' || c == ' '; };
    if (!std::ranges::all_of(token.spelling, plain)) {
      return fail(error, at_, length, "a quoted name has letters, digits and `_.-/ ` only");
    }
  }
  token.length = static_cast<uint32_t>(length);
  at_ += length;
  return true;
}

}  // namespace payaudit::cel

// The words of an expression: CEL's lexical rules (langdef.md, "Syntax"). Knows no grammar; a text it cannot
// read is an error with its place.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "rules/cel/cel.h"

namespace payaudit::cel {

enum class Word : uint8_t {
  end,
  name,         // an identifier that is no reserved word
  reserved,     // a word CEL keeps for itself; fine after a dot
  quoted_name,  // `content-type`: only after a dot
  true_,
  false_,
  null,
  integer,
  real,
  text,
  question,
  colon,
  comma,
  dot,
  left_paren,
  right_paren,
  left_bracket,
  right_bracket,
  left_brace,
  right_brace,
  not_,
  and_,
  or_,
  equal,
  not_equal,
  less,
  less_equal,
  greater,
  greater_equal,
  in,
  plus,
  minus,
  times,
  divide,
  modulo,
};

struct Token {
  Word word = Word::end;
  uint32_t offset = 0;
  uint32_t length = 0;
  std::string_view spelling;  // a piece of the expression's text; of a quoted name, what is inside
  std::string decoded;        // of `text`: with the escapes resolved
};

// Reads one token at a time. The text must outlive the lexer.
class Lexer {
 public:
  explicit Lexer(std::string_view text) : text_(text) {}

  // False on a text that is no token; `error` then says why and where.
  bool next(Token& token, CelError& error);

 private:
  bool read_number(Token& token, CelError& error);
  bool read_text(Token& token, size_t quote, bool raw, CelError& error);
  bool read_escape(size_t& at, std::string& decoded, CelError& error);
  bool read_sign(Token& token, CelError& error);
  void skip_space();
  char peek(size_t ahead = 0) const { return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0'; }

  std::string_view text_;
  size_t at_ = 0;
};

}  // namespace payaudit::cel

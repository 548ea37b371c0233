// Tokens of SQL and the ends of statements, for all dialects at once: quotes, dollar quotes, comments,
// `DELIMITER`, `GO`, `/`, bodies from BEGIN to END. Knows no statement's meaning.
#pragma once

#include <string_view>
#include <vector>

#include "scanners/source/source.h"
#include "scanners/units/tree.h"

namespace payaudit::sql {

enum class TokenKind : uint8_t {
  word,    // keyword, name without quotes, variable (`@x`, `:x`), or with a placeholder in it (`${schema}`)
  name,    // "name", `name`, [name]; in MySQL "…" may be a string
  string,  // '…' in all its forms, $$…$$
  number,
  symbol,  // one character, or `::`, `:=`, `=>`
};

struct Token {
  TokenKind kind = TokenKind::symbol;
  bool starts_line = false;
  bool has_placeholder = false;
  bool is_body = false;   // a dollar-quoted string
  std::string_view text;  // without quotes, escapes resolved
  Span span;              // with quotes

  // Without regard to case; only for words.
  bool is(std::string_view keyword) const;
  bool is_symbol(char c) const { return kind == TokenKind::symbol && text.size() == 1 && text.front() == c; }
  bool is_name() const { return kind == TokenKind::word || kind == TokenKind::name; }
};

// Gives the statements of a part of a source one after the other. Linear; the tree gets the gaps and keeps
// the texts that differ from the source.
class Statements {
 public:
  Statements(const Source& source, Span part, Tree& tree);

  // The tokens of the next statement, without its end mark, at least one. False at the end.
  bool next(std::vector<Token>& tokens);
  // The rest could not be read.
  bool is_cut() const { return is_cut_; }

 private:
  struct State;
  bool is_end(const Token& token, State& state);
  void follow(const Token& token, State& state);
  bool begins_statement(const Token& token, const State& state);
  bool skip_line_command(bool starts_line);
  void skip_copy_data(const std::vector<Token>& tokens);
  void skip_down_section(std::string_view comment);

  bool skip_blank();
  bool skip_comment();
  bool lex(Token& token);
  void lex_quoted(Token& token, char close, bool has_backslashes);
  bool lex_dollar(Token& token);
  bool lex_oracle_quote(Token& token);
  bool lex_bracket(Token& token);
  void lex_word(Token& token);
  void cut(size_t begin, const char* why);
  std::string_view rest_of_line() const;
  void skip_line();
  char at(size_t offset) const { return offset < end_ ? bytes_[offset] : '\0'; }
  bool peek(Token& token);

  const Source& source_;
  std::string_view bytes_;  // up to the end of the part
  size_t end_;
  size_t at_;
  Tree& tree_;
  std::string_view delimiter_ = ";";
  std::vector<Token> ahead_;  // at most one
  bool is_cut_ = false;
  bool is_mysql_ = false;         // a backslash escapes in '…'
  bool has_slash_lines_ = false;  // `/` or GO alone on a line: routines end there
  bool nests_comments_ = true;
  bool is_line_start_ = true;
  bool has_template_gap_ = false;
};

}  // namespace payaudit::sql

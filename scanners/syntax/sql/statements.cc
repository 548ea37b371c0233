// Where statements end.
#include <algorithm>

#include "scanners/source/characters.h"
#include "scanners/syntax/sql/tokens.h"

namespace payaudit::sql {
namespace {

bool is_any(const Token& token, std::initializer_list<std::string_view> words) {
  return std::any_of(words.begin(), words.end(), [&](std::string_view word) { return token.is(word); });
}

}  // namespace

// What is known of the statement that is being read.
struct Statements::State {
  size_t count = 0;
  int parens = 0;
  int blocks = 0;           // open BEGIN and CASE
  bool is_ddl = false;      // begins with CREATE or ALTER
  bool is_settled = false;  // no word that would make it a routine can follow
  bool is_routine = false;
  bool is_block = false;  // an anonymous DECLARE or BEGIN … END
  bool is_grant = false;
  bool had_begin = false;
  bool expects_body = false;  // after AS or IS
  Token previous;
};

bool Statements::peek(Token& token) {
  if (ahead_.empty()) {
    Token next;
    if (!lex(next)) return false;
    ahead_.push_back(next);
  }
  token = ahead_.back();
  return true;
}

void Statements::follow(const Token& token, State& state) {
  const Token& before = state.previous;
  if (token.is_symbol('(')) ++state.parens;
  if (token.is_symbol(')')) --state.parens;
  if (state.count == 0) {
    state.is_ddl = is_any(token, {"create", "alter"});
    state.is_grant = is_any(token, {"grant", "revoke"});
    Token next;
    if (is_any(token, {"declare", "begin"}) && peek(next)) {
      const bool is_simple = next.kind == TokenKind::symbol || next.text.starts_with('@') ||
                             is_any(next, {"transaction", "tran", "work", "read", "isolation", "deferred",
                                           "immediate", "exclusive"});
      state.is_block = !is_simple;
    }
  }
  if (state.is_ddl && !state.is_settled && !state.is_routine) {
    if (is_any(token, {"function", "procedure", "proc", "trigger", "package", "event"}))
      state.is_routine = true;
    if (token.is_symbol('(') || state.count > 12 ||
        is_any(token, {"table", "index", "view", "type", "sequence", "user", "role", "schema", "database",
                       "login", "policy", "server", "domain", "extension"}))
      state.is_settled = true;
  }
  if (state.is_routine || state.is_block) {
    if (before.is("end")) {
      // END IF, END LOOP … close what was never counted.
      if (!is_any(token, {"if", "loop", "while", "repeat", "for"}))
        state.blocks = std::max(0, state.blocks - 1);
    } else if (token.is("begin") || token.is("case")) {
      ++state.blocks;
      state.had_begin |= token.is("begin");
    }
    if (token.kind != TokenKind::string && is_any(before, {"as", "is"}) && state.parens <= 0)
      state.expects_body = true;
  }
  ++state.count;
  state.previous = token;
}

// Whether the token is the statement's end mark.
bool Statements::is_end(const Token& token, State& state) {
  if (delimiter_ != ";") return token.text == delimiter_ && token.kind == TokenKind::symbol;
  if (token.starts_line && (token.is_symbol('/') || token.is("go"))) {
    const std::string_view rest = rest_of_line();
    const bool is_alone = ahead_.empty() && rest.size() < 64 &&
                          rest.find_first_not_of(" \t\r0123456789") == std::string_view::npos;
    if (is_alone) {
      if (token.is("go")) skip_line();  // GO 5
      return true;
    }
  }
  if (!token.is_symbol(';')) return false;
  if (!state.is_routine && !state.is_block) return true;
  const int open = state.previous.is("end") ? state.blocks - 1 : state.blocks;
  if (open > 0) return false;
  Token next;
  if (!peek(next) || is_any(next, {"create"})) return true;
  if (state.had_begin) return !has_slash_lines_;
  if (state.is_block) return false;  // DECLARE's own semicolons
  return !(state.expects_body && has_slash_lines_);
}

// Scripts without semicolons, and what a block of SQL Server runs: a statement that can only be a new one.
bool Statements::begins_statement(const Token& token, const State& state) {
  if (!token.starts_line || state.count == 0 || state.parens > 0 || state.is_routine || state.is_grant ||
      delimiter_ != ";")
    return false;
  if (state.previous.is_symbol(',') || state.previous.is_symbol('=')) return false;
  Token next;
  if (token.is("create")) return peek(next) && next.kind == TokenKind::word;
  if (is_any(token, {"alter", "drop"})) return peek(next) && next.is("table");
  return token.is("insert") && peek(next) && next.is("into");
}

// Lines that are for the client, not for the server. Only where a statement may begin.
bool Statements::skip_line_command(bool starts_line) {
  if (!starts_line || at_ >= end_) return false;
  if (bytes_[at_] == '\\') {
    skip_line();
    return true;
  }
  const std::string_view line = rest_of_line();
  const size_t blank = std::min(line.find_first_of(" \t\r"), line.size());
  const std::string_view word = line.substr(0, blank);
  if (equals_ignoring_case(word, "delimiter")) {
    const size_t begin = line.find_first_not_of(" \t\r", blank);
    if (begin == std::string_view::npos) return false;
    delimiter_ = line.substr(begin, std::min(line.find_first_of(" \t\r", begin), line.size()) - begin);
    skip_line();
    return true;
  }
  for (std::string_view command : {"prompt", "rem", "remark", "spool", "whenever", "exit", "quit"}) {
    if (!equals_ignoring_case(word, command)) continue;
    skip_line();
    return true;
  }
  return false;
}

// COPY … FROM stdin; is followed by rows up to a line `\.`.
void Statements::skip_copy_data(const std::vector<Token>& tokens) {
  if (!tokens.front().is("copy") || !ahead_.empty()) return;
  if (std::none_of(tokens.begin(), tokens.end(), [](const Token& token) { return token.is("stdin"); }))
    return;
  const size_t begin = at_;
  while (at_ < end_) {
    const std::string_view line = rest_of_line();
    at_ = std::min(at_ + line.size() + 1, end_);
    if (line == "\\." || line == "\\.\r") return;
  }
  cut(begin, "rows of COPY without end");
}

bool Statements::next(std::vector<Token>& tokens) {
  tokens.clear();
  State state;
  for (;;) {
    if (tokens.empty() && ahead_.empty()) {
      const bool starts_line = skip_blank();
      if (skip_line_command(starts_line)) continue;
    }
    Token token;
    if (!peek(token)) return !tokens.empty();
    ahead_.clear();
    if (is_end(token, state)) {
      if (tokens.empty()) continue;
      skip_copy_data(tokens);
      return true;
    }
    if (begins_statement(token, state)) {
      // `next` may have looked one further; both come again.
      ahead_.clear();
      at_ = token.span.begin;
      is_line_start_ = true;
      return true;
    }
    follow(token, state);
    tokens.push_back(token);
  }
}

}  // namespace payaudit::sql

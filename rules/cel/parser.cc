#include "rules/cel/parser.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <initializer_list>

#include "rules/cel/lexer.h"

namespace payaudit::cel {

std::string_view spelling(Form form) {
  switch (form) {
    case Form::literal:
    case Form::name:
    case Form::call:
    case Form::list:
    case Form::map: return "";
    case Form::select: return ".";
    case Form::index: return "[]";
    case Form::not_: return "!";
    case Form::negate: return "-";
    case Form::conditional: return "?:";
    case Form::and_: return "&&";
    case Form::or_: return "||";
    case Form::equal: return "==";
    case Form::not_equal: return "!=";
    case Form::less: return "<";
    case Form::less_equal: return "<=";
    case Form::greater: return ">";
    case Form::greater_equal: return ">=";
    case Form::in: return "in";
    case Form::add: return "+";
    case Form::subtract: return "-";
    case Form::multiply: return "*";
    case Form::divide: return "/";
    case Form::modulo: return "%";
  }
  return "";
}

namespace {

struct Binary {
  Word word;
  Form form;
  int precedence;  // higher binds tighter; all of them associate to the left
};
constexpr Binary kBinaries[] = {
    {Word::or_, Form::or_, 1},         {Word::and_, Form::and_, 2},
    {Word::equal, Form::equal, 3},     {Word::not_equal, Form::not_equal, 3},
    {Word::less, Form::less, 3},       {Word::less_equal, Form::less_equal, 3},
    {Word::greater, Form::greater, 3}, {Word::greater_equal, Form::greater_equal, 3},
    {Word::in, Form::in, 3},           {Word::plus, Form::add, 4},
    {Word::minus, Form::subtract, 4},  {Word::times, Form::multiply, 5},
    {Word::divide, Form::divide, 5},   {Word::modulo, Form::modulo, 5},
};
constexpr uint32_t kNone = UINT32_MAX;

// Recursive descent. Every function returns kNone after it has set `error_`, and callers hand that on.
class Parser {
 public:
  Parser(std::string_view text, Arena& kept) : text_(text), lexer_(text), kept_(kept) {}

  std::variant<Ast, CelError> parse() {
    if (text_.size() > kMaxText) {
      return CelError{static_cast<uint32_t>(kMaxText), 1,
                      fmt::format("the expression is longer than {} bytes", kMaxText)};
    }
    if (advance()) {
      ast_.root = expression();
      if (ast_.root != kNone && token_.word != Word::end) {
        ast_.root = token_.word == Word::question ? fail("put parentheses around what stands before it")
                                                  : fail("the expression should end here");
      }
    } else {
      ast_.root = kNone;
    }
    if (ast_.root == kNone) return std::move(error_);
    return std::move(ast_);
  }

 private:
  bool advance() {
    previous_end_ = token_.offset + token_.length;
    return lexer_.next(token_, error_);
  }

  uint32_t fail(uint32_t offset, uint32_t length, std::string message) {
    error_ = {offset, std::max(length, 1u), std::move(message)};
    return kNone;
  }

  // About the current token.
  uint32_t fail(std::string_view expected) {
    if (token_.word == Word::end) {
      return fail(token_.offset, 1, fmt::format("unexpected end, {}", expected));
    }
    if (token_.word == Word::text) {
      return fail(token_.offset, token_.length, fmt::format("unexpected text, {}", expected));
    }
    return fail(token_.offset, token_.length,
                fmt::format("unexpected `{}`, {}", text_.substr(token_.offset, token_.length), expected));
  }

  bool expect(Word word, std::string_view expected) {
    if (token_.word != word) {
      fail(expected);
      return false;
    }
    return advance();
  }

  // The expression that began at `offset` and ends with the last token read.
  uint32_t add(Expr expr, uint32_t offset) {
    for (const uint32_t child : expr.children) expr.depth = std::max(expr.depth, ast_.exprs[child].depth + 1);
    expr.offset = offset;
    expr.length = previous_end_ - offset;
    if (expr.depth > kMaxDepth) return too_deep(offset, expr.length);
    ast_.exprs.push_back(std::move(expr));
    return static_cast<uint32_t>(ast_.exprs.size() - 1);
  }

  uint32_t too_deep(uint32_t offset, uint32_t length) {
    return fail(offset, length, fmt::format("the expression is nested deeper than {} levels", kMaxDepth));
  }

  uint32_t expression() {
    if (++nesting_ > kMaxDepth) return too_deep(token_.offset, token_.length);
    const uint32_t result = conditional();
    --nesting_;
    return result;
  }

  uint32_t conditional() {
    const uint32_t offset = token_.offset;
    const uint32_t condition = binary(1);
    if (condition == kNone || token_.word != Word::question) return condition;
    const Token mark = token_;
    if (!advance()) return kNone;
    const uint32_t then = binary(1);
    if (then == kNone || !expect(Word::colon, "expected `:` of `?:`")) return kNone;
    const uint32_t otherwise = expression();
    if (otherwise == kNone) return kNone;
    return add({.form = Form::conditional,
                .mark = mark.offset,
                .mark_length = mark.length,
                .children = {condition, then, otherwise}},
               offset);
  }

  uint32_t binary(int lowest) {
    const uint32_t offset = token_.offset;
    uint32_t left = unary();
    while (left != kNone) {
      const auto* found = std::ranges::find(kBinaries, token_.word, &Binary::word);
      if (found == std::end(kBinaries) || found->precedence < lowest) return left;
      const Token mark = token_;
      if (!advance()) return kNone;
      const uint32_t right = binary(found->precedence + 1);
      if (right == kNone) return kNone;
      left = add(
          {.form = found->form, .mark = mark.offset, .mark_length = mark.length, .children = {left, right}},
          offset);
    }
    return kNone;
  }

  uint32_t unary() {
    if (token_.word != Word::not_ && token_.word != Word::minus) return member();
    const Token mark = token_;
    if (++nesting_ > kMaxDepth) return too_deep(mark.offset, mark.length);
    if (!advance()) return kNone;
    uint32_t result = kNone;
    if (mark.word == Word::minus && (token_.word == Word::integer || token_.word == Word::real)) {
      // The sign belongs to the number: the lowest integer has no positive counterpart.
      const uint32_t number = literal(true, mark.offset);
      result = number == kNone ? kNone : members_of(number, mark.offset);
    } else if (const uint32_t operand = unary(); operand != kNone) {
      result = add({.form = mark.word == Word::not_ ? Form::not_ : Form::negate,
                    .mark = mark.offset,
                    .mark_length = mark.length,
                    .children = {operand}},
                   mark.offset);
    }
    --nesting_;
    return result;
  }

  uint32_t member() {
    const uint32_t offset = token_.offset;
    const uint32_t start = primary();
    return start == kNone ? kNone : members_of(start, offset);
  }

  // `.field`, `.method(…)` and `[index]` behind `result`.
  uint32_t members_of(uint32_t result, uint32_t offset) {
    while (result != kNone) {
      if (token_.word == Word::dot) {
        if (!advance()) return kNone;
        if (token_.word == Word::question) return fail("optional fields are not supported");
        if (token_.word != Word::name && token_.word != Word::reserved && token_.word != Word::quoted_name) {
          return fail("expected a field or a method after `.`");
        }
        const Token name = token_;
        if (!advance()) return kNone;
        Expr expr{.form = Form::select,
                  .mark = name.offset,
                  .mark_length = name.length,
                  .name = name.spelling,
                  .children = {result}};
        if (token_.word == Word::left_paren && name.word != Word::quoted_name) {
          expr.form = Form::call;
          expr.is_method = true;
          if (!advance() || !items(expr, Word::right_paren, "expected `,` or `)`")) return kNone;
        }
        result = add(std::move(expr), offset);
      } else if (token_.word == Word::left_bracket) {
        const Token mark = token_;
        if (!advance()) return kNone;
        if (token_.word == Word::question) return fail("optional elements are not supported");
        const uint32_t index = expression();
        if (index == kNone || !expect(Word::right_bracket, "expected `]`")) return kNone;
        result = add({.form = Form::index,
                      .mark = mark.offset,
                      .mark_length = previous_end_ - mark.offset,
                      .children = {result, index}},
                     offset);
      } else if (token_.word == Word::left_brace && ast_.exprs[result].form == Form::select) {
        return fail("messages are not supported");
      } else {
        return result;
      }
    }
    return kNone;
  }

  // A comma list up to and with `closing`. Only `[…]` may end in a comma.
  bool items(Expr& expr, Word closing, std::string_view expected) {
    while (token_.word != closing) {
      const uint32_t item = expression();
      if (item == kNone) return false;
      expr.children.push_back(item);
      if (token_.word == closing) break;
      if (!expect(Word::comma, expected)) return false;
      if (token_.word == closing && closing == Word::right_paren) {
        fail("expected another argument");
        return false;
      }
    }
    return advance();
  }

  uint32_t primary() {
    const uint32_t offset = token_.offset;
    switch (token_.word) {
      case Word::left_paren: {
        if (!advance()) return kNone;
        const uint32_t inner = expression();
        if (inner == kNone || !expect(Word::right_paren, "expected `)`")) return kNone;
        return inner;
      }
      case Word::left_bracket: {
        Expr list{.form = Form::list};
        if (!advance() || !items(list, Word::right_bracket, "expected `,` or `]`")) return kNone;
        return add(std::move(list), offset);
      }
      case Word::left_brace: return map();
      case Word::dot:
        if (!advance()) return kNone;
        if (token_.word != Word::name) return fail("expected a name after `.`");
        return name(true, offset);
      case Word::name: return name(false, offset);
      case Word::reserved: return fail("it is a reserved word of CEL");
      case Word::true_:
      case Word::false_:
      case Word::null:
      case Word::integer:
      case Word::real:
      case Word::text: return literal(false, offset);
      case Word::end:
      case Word::quoted_name:
      case Word::question:
      case Word::colon:
      case Word::comma:
      case Word::right_paren:
      case Word::right_bracket:
      case Word::right_brace:
      case Word::not_:
      case Word::and_:
      case Word::or_:
      case Word::equal:
      case Word::not_equal:
      case Word::less:
      case Word::less_equal:
      case Word::greater:
      case Word::greater_equal:
      case Word::in:
      case Word::plus:
      case Word::minus:
      case Word::times:
      case Word::divide:
      case Word::modulo: break;
    }
    return fail("expected a value");
  }

  uint32_t map() {
    const uint32_t offset = token_.offset;
    Expr expr{.form = Form::map};
    if (!advance()) return kNone;
    while (token_.word != Word::right_brace) {
      if (token_.word == Word::question) return fail("optional entries are not supported");
      const uint32_t key = expression();
      if (key == kNone || !expect(Word::colon, "expected `:` after the key")) return kNone;
      const uint32_t value = expression();
      if (value == kNone) return kNone;
      expr.children.push_back(key);
      expr.children.push_back(value);
      if (token_.word == Word::right_brace) break;
      if (!expect(Word::comma, "expected `,` or `}`")) return kNone;
    }
    if (!advance()) return kNone;
    return add(std::move(expr), offset);
  }

  uint32_t name(bool is_rooted, uint32_t offset) {
    Expr expr{.form = Form::name,
              .is_rooted = is_rooted,
              .mark = token_.offset,
              .mark_length = token_.length,
              .name = token_.spelling};
    if (!advance()) return kNone;
    if (token_.word == Word::left_brace) return fail("messages are not supported");
    if (token_.word == Word::left_paren) {
      expr.form = Form::call;
      if (!advance() || !items(expr, Word::right_paren, "expected `,` or `)`")) return kNone;
    }
    return add(std::move(expr), offset);
  }

  uint32_t literal(bool is_negative, uint32_t offset) {
    Expr expr;
    if (token_.word == Word::integer || token_.word == Word::real) {
      if (!number(is_negative, expr.literal)) return kNone;
    } else if (token_.word == Word::text) {
      expr.literal = Value::text(kept_.keep(token_.decoded));
    } else if (token_.word != Word::null) {
      expr.literal = Value::boolean(token_.word == Word::true_);
    }
    if (!advance()) return kNone;
    return add(std::move(expr), offset);
  }

  bool number(bool is_negative, Value& value) {
    std::string_view digits = token_.spelling;
    const bool is_hex = digits.starts_with("0x") || digits.starts_with("0X");
    if (is_hex) digits.remove_prefix(2);
    const std::string signed_digits = fmt::format("{}{}", is_negative ? "-" : "", digits);
    const char* end = signed_digits.data() + signed_digits.size();
    std::from_chars_result read{};
    if (token_.word == Word::real) {
      double real = 0;
      read = std::from_chars(signed_digits.data(), end, real);
      // Below the smallest double is zero, like in IEEE 754 arithmetic.
      const size_t exponent = digits.find_first_of("eE");
      const bool is_tiny =
          exponent != std::string_view::npos && digits[exponent + 1] == '-' && digits.size() < 300;
      if (read.ec == std::errc::result_out_of_range && is_tiny) read.ec = std::errc();
      value = Value::real(real);
    } else {
      int64_t integer = 0;
      read = std::from_chars(signed_digits.data(), end, integer, is_hex ? 16 : 10);
      value = Value::integer(integer);
    }
    if (read.ec == std::errc() && read.ptr == end) return true;
    fail(token_.offset, token_.length, "the number does not fit in 64 bits");
    return false;
  }

  std::string_view text_;
  Lexer lexer_;
  Arena& kept_;
  Token token_;
  uint32_t previous_end_ = 0;
  uint32_t nesting_ = 0;
  Ast ast_;
  CelError error_;
};

}  // namespace

std::variant<Ast, CelError> parse(std::string_view text, Arena& kept) {
  return Parser(text, kept).parse();
}

}  // namespace payaudit::cel

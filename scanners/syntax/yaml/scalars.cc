#include "scanners/syntax/yaml/scalars.h"

#include "scanners/source/characters.h"

namespace payaudit::yaml_reader {

namespace {

size_t skip_digits(std::string_view text, size_t at) {
  while (at < text.size() && is_digit(text[at])) ++at;
  return at;
}

bool is_number(std::string_view text) {
  if (text == ".nan" || text == ".NaN" || text == ".NAN") return true;
  if (text.starts_with("0o") && text.size() > 2) {
    return text.find_first_not_of("01234567", 2) == std::string_view::npos;
  }
  if (text.starts_with("0x") && text.size() > 2) {
    return text.find_first_not_of("0123456789abcdefABCDEF", 2) == std::string_view::npos;
  }
  size_t at = text[0] == '-' || text[0] == '+' ? 1 : 0;
  const std::string_view unsigned_text = text.substr(at);
  if (unsigned_text == ".inf" || unsigned_text == ".Inf" || unsigned_text == ".INF") return true;
  const size_t whole = skip_digits(text, at);
  bool has_digits = whole > at;
  at = whole;
  if (at < text.size() && text[at] == '.') {
    const size_t fraction = skip_digits(text, at + 1);
    has_digits = has_digits || fraction > at + 1;
    at = fraction;
  }
  if (!has_digits) return false;
  if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
    ++at;
    if (at < text.size() && (text[at] == '-' || text[at] == '+')) ++at;
    const size_t exponent = skip_digits(text, at);
    if (exponent == at) return false;
    at = exponent;
  }
  return at == text.size();
}

}  // namespace

NodeKind plain_kind(std::string_view text) {
  if (text.empty() || text == "~" || text == "null" || text == "Null" || text == "NULL")
    return NodeKind::null;
  switch (text[0]) {
    case 't':
    case 'T':
    case 'f':
    case 'F': {
      const bool is_boolean = text == "true" || text == "True" || text == "TRUE" || text == "false" ||
                              text == "False" || text == "FALSE";
      return is_boolean ? NodeKind::boolean : NodeKind::string;
    }
    case '+':
    case '-':
    case '.':
    case '0':
    case '1':
    case '2':
    case '3':
    case '4':
    case '5':
    case '6':
    case '7':
    case '8':
    case '9': return is_number(text) ? NodeKind::number : NodeKind::string;
    default: return NodeKind::string;
  }
}

}  // namespace payaudit::yaml_reader

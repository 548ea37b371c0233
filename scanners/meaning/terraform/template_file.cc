#include "scanners/meaning/terraform/template_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <vector>

#include "scanners/meaning/resources/policies.h"
#include "scanners/meaning/terraform/functions.h"

namespace payaudit {
namespace {

using Piece = Config::Kind;

constexpr int kMaxBraceDepth = 30;

// One expression between braces.
class Expression {
 public:
  Expression(std::string_view text, const Config& names, Place use, ConfigPool& pool)
      : text_(text), names_(names), use_(use), pool_(pool) {}

  const Config& value() {
    const Config* out = read(0);
    skip();
    if (out == nullptr || at_ != text_.size()) {
      return pool_.unknown(fmt::format("`{}` is not evaluated", text_), use_);
    }
    return *out;
  }

 private:
  void skip() {
    while (at_ < text_.size() && std::isspace(static_cast<unsigned char>(text_[at_])) != 0) ++at_;
  }
  bool take(char c) {
    skip();
    if (at_ >= text_.size() || text_[at_] != c) return false;
    ++at_;
    return true;
  }
  std::string_view word() {
    skip();
    const size_t begin = at_;
    while (at_ < text_.size()) {
      const auto c = static_cast<unsigned char>(text_[at_]);
      if (std::isalnum(c) == 0 && c != '_' && c != '-') break;
      ++at_;
    }
    return text_.substr(begin, at_ - begin);
  }

  // nullptr: it is of a form that is not read here.
  const Config* read(int depth) {
    skip();
    if (at_ >= text_.size() || depth > kMaxBraceDepth) return nullptr;
    if (text_[at_] == '"') return text_value();
    const std::string_view name = word();
    if (name.empty()) return nullptr;
    if (std::isdigit(static_cast<unsigned char>(name[0])) != 0) return number_value(name);
    if (name == "true" || name == "false") {
      Config& out = pool_.make(Piece::boolean, use_);
      out.boolean = name == "true";
      return &out;
    }
    const Config* value = nullptr;
    if (take('(')) {
      std::vector<const Config*> arguments;
      while (!take(')')) {
        const Config* argument = read(depth + 1);
        if (argument == nullptr) return nullptr;
        arguments.push_back(argument);
        if (!take(',')) {
          if (!take(')')) return nullptr;
          break;
        }
      }
      value = &terraform_function(name, arguments, use_, pool_);
    } else {
      value = names_.is(Piece::map) ? names_.find(name) : nullptr;
      if (value == nullptr) value = &pool_.unknown(fmt::format("`{}` is not given", name), use_);
    }
    return suffixed(value, depth);
  }

  const Config* suffixed(const Config* value, int depth) {
    for (;;) {
      if (take('.')) {
        value = &terraform_index(*value, pool_.string(std::string(word()), use_), use_, pool_);
      } else if (take('[')) {
        const Config* index = read(depth + 1);
        if (index == nullptr || !take(']')) return nullptr;
        value = &terraform_index(*value, *index, use_, pool_);
      } else {
        return value;
      }
    }
  }

  const Config* text_value() {
    const size_t end = text_.find_first_of("\"\\$", at_ + 1);
    if (end == std::string_view::npos || text_[end] != '"') return nullptr;
    const std::string_view inner = text_.substr(at_ + 1, end - at_ - 1);
    at_ = end + 1;
    return &pool_.string(std::string(inner), use_);
  }
  const Config* number_value(std::string_view digits) {
    if (!std::all_of(digits.begin(), digits.end(), [](unsigned char c) { return std::isdigit(c) != 0; })) {
      return nullptr;
    }
    Config& out = pool_.make(Piece::number, use_);
    out.text = digits;
    out.number = std::strtod(out.text.c_str(), nullptr);
    return &out;
  }

  std::string_view text_;
  const Config& names_;
  Place use_;
  ConfigPool& pool_;
  size_t at_ = 0;
};

// The brace that ends what was opened before; npos: none does.
size_t closing_brace(std::string_view text) {
  int depth = 1;
  bool is_quoted = false;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '"' && (i == 0 || text[i - 1] != '\\')) is_quoted = !is_quoted;
    if (is_quoted) continue;
    if (text[i] == '{') ++depth;
    if (text[i] == '}' && --depth == 0) return i;
  }
  return std::string_view::npos;
}

}  // namespace

const Config& fill_template(std::string_view text, const Config& names, Place use, ConfigPool& pool) {
  std::string filled;
  std::string why;
  while (!text.empty()) {
    const size_t mark = std::min(text.find_first_of("$%"), text.size());
    filled += text.substr(0, mark);
    text.remove_prefix(mark);
    if (text.size() < 2) {
      filled += text;
      break;
    }
    if (text.substr(1).starts_with(text.substr(0, 1)) && text.substr(2).starts_with('{')) {
      filled += text.substr(1, 2);  // `$${` is written for `${`
      text.remove_prefix(3);
      continue;
    }
    if (text[1] != '{') {
      filled += text[0];
      text.remove_prefix(1);
      continue;
    }
    if (text[0] == '%') return pool.unknown("the template has directives, which are not evaluated", use);
    text.remove_prefix(2);
    const size_t end = closing_brace(text);
    if (end == std::string_view::npos) return pool.unknown("a brace of the template is not closed", use);
    std::string_view inner = text.substr(0, end);
    text.remove_prefix(end + 1);
    if (inner.starts_with('~')) inner.remove_prefix(1);
    if (inner.ends_with('~')) inner.remove_suffix(1);
    const Config& value = Expression(inner, names, use, pool).value();
    if (value.is(Piece::list) || value.is(Piece::map)) {
      filled += json_text(value);
    } else if (value.is(Piece::unknown) || value.is(Piece::null)) {
      if (why.empty()) why = value.is(Piece::unknown) ? value.text : "a part of the text is no text";
      filled += value.pattern.empty() ? std::string(1, kHole) : value.pattern;
    } else {
      filled += scalar_text(value);
    }
    if (filled.size() > kMaxTerraformText) return pool.unknown("the text is too long", use);
  }
  if (why.empty() && filled.find(kHole) != std::string::npos) why = "a part of the text is not known";
  if (why.empty()) {
    Config& out = pool.string(std::move(filled), use);
    out.origin = OriginKind::computed;
    return out;
  }
  Config& out = pool.unknown(std::move(why), use);
  out.pattern = std::move(filled);
  return out;
}

}  // namespace payaudit

#include "scanners/meaning/flow/length_guards.h"

#include <algorithm>
#include <cstdlib>
#include <string>

#include "scanners/meaning/flow/branches.h"

namespace payaudit {
namespace {

constexpr int kDeepestLengthGuard = 8;

bool is_length(std::string_view name) {
  return name == "length" || name == "len" || name == "size";
}

class LengthReader {
 public:
  LengthReader(const Resolution& resolution, FunctionId id, const Source& source)
      : function_(resolution.code().functions[id]), resolved_(resolution[id]), source_(source) {}

  std::vector<ShortText> read() {
    for (const Conditioned& way : conditioned(function_))
      add(way.begin, way.end, said(way.condition, way.holds, 0));
    return std::move(found_);
  }

 private:
  const Instruction* made(Reg reg) const {
    return reg < resolved_.definition.size() && resolved_.definition[reg] != kManyDefinitions
               ? &function_.body[resolved_.definition[reg]]
               : nullptr;
  }

  // The text that a register holds, without how long it is.
  ShortText named(Reg reg) const {
    ShortText text;
    if (reg >= function_.variables.size()) return text;
    const Instruction* from = made(reg);
    if (!function_.variables[reg].name.empty()) {
      text.reg = reg;
    } else if (from != nullptr && (from->op == Op::field || from->op == Op::call || from->op == Op::name)) {
      text.text = source_.text(from->span);
    }
    return text;
  }

  // What a register is the length of.
  ShortText measured(Reg reg) const {
    const Instruction* from = made(reg);
    if (from == nullptr || !is_length(from->text)) return {};
    if (from->op == Op::field && !from->args.empty()) return named(from->args[0].value);
    if (from->op != Op::call) return {};
    if (from->receiver != kNoReg) return from->args.empty() ? named(from->receiver) : ShortText{};
    return from->args.size() == 1 ? named(from->args[0].value) : ShortText{};
  }

  std::vector<ShortText> compared(const Instruction& now, bool holds) const {
    if (now.args.size() != 2) return {};
    std::string_view operation = now.text;
    Reg length = now.args[0].value, with = now.args[1].value;
    const auto number = [&](Reg reg) {
      return reg < resolved_.constant.size() && resolved_.constant[reg].kind == LiteralKind::number;
    };
    if (number(length)) {
      std::swap(length, with);
      operation = operation == "<"    ? ">"
                  : operation == "<=" ? ">="
                  : operation == ">"  ? "<"
                  : operation == ">=" ? "<="
                                      : operation;
    }
    if (!number(with)) return empty(now, holds);
    ShortText text = measured(length);
    const long limit =
        std::strtol(std::string(resolved_.constant[with].text.substr(0, 9)).c_str(), nullptr, 10);
    if (operation == (holds ? "<" : ">=")) {
      text.most = limit - 1;
    } else if (operation == (holds ? "<=" : ">") || operation == (holds ? "==" : "!=")) {
      text.most = limit;
    } else {
      return {};
    }
    return text.most >= 0 && is_named(text) ? std::vector<ShortText>{text} : std::vector<ShortText>{};
  }

  // `n == null`, `n != ""`: nothing is in it.
  std::vector<ShortText> empty(const Instruction& now, bool holds) const {
    if (now.text != (holds ? "==" : "!=")) return {};
    const Reg with = now.args[1].value;
    if (with >= resolved_.constant.size()) return {};
    const Constant& constant = resolved_.constant[with];
    const bool is_nothing =
        constant.kind == LiteralKind::null || (constant.kind == LiteralKind::string && constant.text.empty());
    const ShortText text = named(now.args[0].value);
    return is_nothing && is_named(text) ? std::vector<ShortText>{text} : std::vector<ShortText>{};
  }

  static bool is_named(const ShortText& text) { return text.reg != kNoReg || !text.text.empty(); }
  static bool is_same(const ShortText& a, const ShortText& b) { return a.reg == b.reg && a.text == b.text; }

  // What is short where the condition holds, or does not.
  std::vector<ShortText> said(Reg condition, bool holds, int depth) const {
    const Instruction* now = made(condition);
    const bool is_joined = now != nullptr && now->op == Op::binary && now->args.size() == 2 &&
                           (now->text == "&&" || now->text == "||");
    if (depth > kDeepestLengthGuard) return {};
    if (now != nullptr && now->op == Op::unary && now->text == "!" && !now->args.empty())
      return said(now->args[0].value, !holds, depth + 1);
    if (is_joined) {
      std::vector<ShortText> a = said(now->args[0].value, holds, depth + 1);
      const std::vector<ShortText> b = said(now->args[1].value, holds, depth + 1);
      if ((now->text == "&&") == holds) {
        a.insert(a.end(), b.begin(), b.end());
        return a;
      }
      // One of the two: short is what both say of.
      std::vector<ShortText> both;
      for (const ShortText& each : a) {
        const auto other =
            std::find_if(b.begin(), b.end(), [&](const ShortText& of) { return is_same(of, each); });
        if (other == b.end()) continue;
        both.push_back(each);
        both.back().most = std::max(each.most, other->most);
      }
      return both;
    }
    if (now != nullptr && now->op == Op::binary) return compared(*now, holds);
    const ShortText text = named(condition);
    return !holds && is_named(text) ? std::vector<ShortText>{text} : std::vector<ShortText>{};
  }

  void add(uint32_t begin, uint32_t end, const std::vector<ShortText>& texts) {
    for (ShortText each : texts) {
      // Of an empty text there is nothing to tell.
      if (each.most == 0) continue;
      each.begin = begin;
      each.end = end;
      found_.push_back(each);
    }
  }

  const Function& function_;
  const ResolvedFunction& resolved_;
  const Source& source_;
  std::vector<ShortText> found_;
};

}  // namespace

std::vector<ShortText> short_texts(const Resolution& resolution, FunctionId function, const Source& source) {
  return LengthReader(resolution, function, source).read();
}

}  // namespace payaudit

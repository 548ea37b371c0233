#include "scanners/meaning/flow/length_guards.h"

#include <algorithm>
#include <cstdlib>
#include <string>

namespace payaudit {
namespace {

constexpr int kDeepestCondition = 8;

bool is_length(std::string_view name) {
  return name == "length" || name == "len" || name == "size";
}

class Reader {
 public:
  Reader(const Resolution& resolution, FunctionId id, const Source& source)
      : function_(resolution.code().functions[id]), resolved_(resolution[id]), source_(source) {}

  std::vector<ShortText> read() {
    find_labels();
    const auto& body = function_.body;
    for (uint32_t at = 0; at < body.size(); ++at) {
      if (body[at].op != Op::branch || body[at].args.empty()) continue;
      const uint32_t other = place(body[at].target);
      if (other == kNowhere || other <= at) continue;
      const Reg condition = body[at].args[0].value;
      add(at + 1, other, said(condition, true, 0));
      if (const uint32_t end = end_of_other(at, other); end > other)
        add(other, end, said(condition, false, 0));
    }
    return std::move(found_);
  }

 private:
  static constexpr uint32_t kNowhere = ~uint32_t{0};

  void find_labels() {
    for (uint32_t at = 0; at < function_.body.size(); ++at) {
      const Instruction& now = function_.body[at];
      if (now.op == Op::label) {
        if (now.target >= places_.size()) places_.resize(now.target + 1, kNowhere);
        places_[now.target] = at;
      } else if (now.op == Op::branch || now.op == Op::jump || now.op == Op::try_begin) {
        targets_.emplace_back(now.target, at);
      }
    }
  }
  uint32_t place(uint32_t label) const { return label < places_.size() ? places_[label] : kNowhere; }

  // Something other than `from` leads to the label.
  bool is_reached_otherwise(uint32_t label, uint32_t from) const {
    return std::any_of(targets_.begin(), targets_.end(),
                       [&](const auto& each) { return each.first == label && each.second != from; });
  }

  // Up to where only what did not hold leads: the end of an `else`, or, where the other way ends, the next
  // place that something else leads to.
  uint32_t end_of_other(uint32_t branch, uint32_t begin) const {
    const auto& body = function_.body;
    if (is_reached_otherwise(body[branch].target, branch)) return begin;
    const Instruction& last = body[begin - 1];
    if (last.op == Op::jump && place(last.target) != kNowhere && place(last.target) > begin)
      return place(last.target);
    if (last.op != Op::ret && last.op != Op::throw_) return begin;
    uint32_t end = begin + 1;
    const auto is_joined = [&](uint32_t label) {
      return std::any_of(targets_.begin(), targets_.end(), [&](const auto& each) {
        return each.first == label && (each.second < begin || each.second > end);
      });
    };
    while (end < body.size() && (body[end].op != Op::label || !is_joined(body[end].target))) ++end;
    return end;
  }

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
    if (depth > kDeepestCondition) return {};
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
  std::vector<uint32_t> places_;                        // by label
  std::vector<std::pair<uint32_t, uint32_t>> targets_;  // label and what leads there
  std::vector<ShortText> found_;
};

}  // namespace

std::vector<ShortText> short_texts(const Resolution& resolution, FunctionId function, const Source& source) {
  return Reader(resolution, function, source).read();
}

}  // namespace payaudit

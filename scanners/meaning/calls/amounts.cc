#include "scanners/meaning/calls/amounts.h"

#include <algorithm>
#include <charconv>
#include <string>

#include "scanners/meaning/calls/conditions.h"
#include "scanners/source/characters.h"

namespace payaudit {
namespace {

constexpr int kDeepestAmount = 8;
// Parts of a condition that are looked at; no condition that people write has more.
constexpr int kMostAmountParts = 48;

constexpr std::string_view kTimes[] = {"multiply", "mul", "times", "Mul", "multipliedBy"};
constexpr std::string_view kSameNumber[] = {"longValue", "intValue", "longValueExact", "intValueExact",
                                            "toNumber",  "IntPart",  "toBigInteger",   "doubleValue"};
// Comparisons of decimal types, which no primitive number has.
struct Method {
  std::string_view name;
  std::string_view operator_;
};
constexpr Method kMethods[] = {{"gt", ">"},
                               {"gte", ">="},
                               {"lt", "<"},
                               {"lte", "<="},
                               {"greaterThan", ">"},
                               {"greaterThanOrEqualTo", ">="},
                               {"lessThan", "<"},
                               {"lessThanOrEqualTo", "<="},
                               {"isGreaterThan", ">"},
                               {"isGreaterThanOrEqualTo", ">="},
                               {"isLessThan", "<"},
                               {"isLessThanOrEqualTo", "<="},
                               {"GreaterThan", ">"},
                               {"GreaterThanOrEqual", ">="},
                               {"LessThan", "<"},
                               {"LessThanOrEqual", "<="}};

}  // namespace

std::string_view comparing_operator(std::string_view method) {
  const auto* found = std::find_if(std::begin(kMethods), std::end(kMethods),
                                   [&](const Method& each) { return each.name == method; });
  return found == std::end(kMethods) ? std::string_view() : found->operator_;
}

std::string_view mirrored(std::string_view operator_) {
  return operator_ == "<"    ? ">"
         : operator_ == "<=" ? ">="
         : operator_ == ">"  ? "<"
         : operator_ == ">=" ? "<="
                             : operator_;
}

std::optional<double> written_number(std::string_view text) {
  std::string digits(text);
  std::erase(digits, '_');
  while (!digits.empty() && std::string_view("LlFfDdn").find(digits.back()) != std::string_view::npos)
    digits.pop_back();
  double number = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  const bool is_whole = error == std::errc() && end == digits.data() + digits.size();
  return is_whole ? std::optional(number) : std::nullopt;
}

std::optional<double> Amounts::constant(ValueAt value, const std::optional<Step>& call) const {
  const Multiple made = multiple(value, call);
  const Constant constant = values_.constant(made.of);
  if (constant.kind != LiteralKind::number && constant.kind != LiteralKind::string) return std::nullopt;
  const std::optional<double> number = written_number(constant.text);
  return number ? std::optional(*number * made.factor) : std::nullopt;
}

Amounts::Multiple Amounts::multiple(ValueAt value, const std::optional<Step>& call) const {
  double factor = 1;
  for (int depth = 0; depth < kDeepestAmount; ++depth) {
    value = objects_.origin(value, call);
    const Instruction* made = values_.definition(value);
    if (made == nullptr) break;
    const auto number = [&](Reg reg) -> std::optional<double> {
      const Constant known = values_.constant(objects_.origin({value.function, reg}, call));
      return known.is_known() ? written_number(known.text) : std::nullopt;
    };
    if (made->op == Op::binary && made->args.size() == 2 && (made->text == "*" || made->text == "/")) {
      const Reg left = made->args[0].value, right = made->args[1].value;
      const auto by = number(right), times = number(left);
      if (by && *by > 0) {
        factor = made->text == "*" ? factor * *by : factor / *by;
        value.reg = left;
      } else if (times && *times > 0 && made->text == "*") {
        factor *= *times;
        value.reg = right;
      } else {
        break;
      }
    } else if (made->op == Op::call && made->receiver != kNoReg && made->args.size() == 1 &&
               is_one_of(made->text, kTimes)) {
      const auto by = number(made->args[0].value);
      if (!by || *by <= 0) break;
      factor *= *by;
      value.reg = made->receiver;
    } else if (made->op == Op::call && made->receiver != kNoReg && made->args.empty() &&
               is_one_of(made->text, kSameNumber)) {
      value.reg = made->receiver;
    } else {
      break;
    }
  }
  return {value, factor};
}

bool Amounts::is_assigned_once(ValueAt value) const {
  const Function& function = values_.code().functions[value.function];
  const auto sets = std::count_if(function.body.begin(), function.body.end(),
                                  [&](const Instruction& each) { return each.out == value.reg; });
  const bool is_parameter =
      value.reg == function.self || std::any_of(function.parameters.begin(), function.parameters.end(),
                                                [&](const Parameter& each) { return each.reg == value.reg; });
  return sets + (is_parameter ? 1 : 0) == 1;
}

// The same number, wherever it is read: a value that is set once, or the same member of the same thing.
bool Amounts::is_same(ValueAt a, ValueAt b, int depth) const {
  if (a.function != b.function || a.reg == kNoReg || b.reg == kNoReg || depth > kDeepestAmount) return false;
  a = values_.origin(a);
  b = values_.origin(b);
  if (a.function != b.function) return false;
  if (a.reg == b.reg) return is_assigned_once(a);
  const Instruction* left = values_.definition(a);
  const Instruction* right = values_.definition(b);
  if (left == nullptr || right == nullptr || left->op != right->op || left->text != right->text) return false;
  const auto& body = values_.code().functions[a.function].body;
  const bool is_changed = std::any_of(body.begin(), body.end(), [&](const Instruction& each) {
    const bool sets = each.op == Op::set_field || each.op == Op::set_name || each.op == Op::set_index;
    return sets && (each.text == left->text || each.op == Op::set_index);
  });
  if (is_changed) return false;
  if (left->op == Op::name) return true;
  if (left->op == Op::field)
    return is_same({a.function, left->args[0].value}, {b.function, right->args[0].value}, depth + 1);
  if (left->op == Op::index && left->args.size() == 2 && right->args.size() == 2) {
    const Constant key = values_.constant({a.function, left->args[1].value});
    const Constant other = values_.constant({b.function, right->args[1].value});
    return key.kind == LiteralKind::string && other.kind == LiteralKind::string && key.text == other.text &&
           is_same({a.function, left->args[0].value}, {b.function, right->args[0].value}, depth + 1);
  }
  // An accessor without arguments.
  return left->op == Op::call && left->args.empty() && right->args.empty() && left->receiver != kNoReg &&
         is_same({a.function, left->receiver}, {b.function, right->receiver}, depth + 1);
}

void Amounts::read(ValueAt condition, bool holds, const Multiple* amount, Guarded& into, int depth) const {
  if (depth > kDeepestAmount) {
    into.is_known = false;
    return;
  }
  condition = values_.origin(condition);
  const Instruction* made = values_.definition(condition);
  if (made == nullptr) return;
  const FunctionId in = condition.function;
  if (made->op == Op::unary && made->text == "!" && !made->args.empty())
    return read({in, made->args[0].value}, !holds, amount, into, depth + 1);
  if (made->op == Op::binary && made->text == (holds ? "&&" : "||")) {
    for (const Argument& each : made->args) read({in, each.value}, holds, amount, into, depth + 1);
    return;
  }
  std::string_view operator_;
  Reg left = kNoReg, right = kNoReg;
  if (made->op == Op::binary && made->args.size() == 2) {
    operator_ = made->text;
    left = made->args[0].value;
    right = made->args[1].value;
    // `amount.compareTo(LIMIT) <= 0`
    const Instruction* compared = values_.definition({in, left});
    if (compared != nullptr && compared->op == Op::call && compared->args.size() == 1 &&
        compared->receiver != kNoReg &&
        (compared->text == "compareTo" || compared->text == "Cmp" || compared->text == "comparedTo")) {
      if (constant({in, right}, {}) != 0.0) return;
      left = compared->receiver;
      right = compared->args[0].value;
    }
  } else if (made->op == Op::call && made->args.size() == 1 && made->receiver != kNoReg) {
    operator_ = comparing_operator(made->text);
    if (operator_.empty()) return;
    left = made->receiver;
    right = made->args[0].value;
  }
  if (amount == nullptr || left == kNoReg) return;
  std::optional<double> limit = constant({in, right}, {});
  if (!limit) {
    limit = constant({in, left}, {});
    std::swap(left, right);
    operator_ = mirrored(operator_);
  }
  if (!limit) return;
  const Multiple compared = multiple({in, left}, {});
  if (!is_same(compared.of, amount->of)) return;
  const bool is_above = holds ? (operator_ == "<" || operator_ == "<=" || operator_ == "==")
                              : (operator_ == ">" || operator_ == ">=" || operator_ == "!=");
  if (!is_above) return;
  const double highest = *limit / compared.factor * amount->factor;
  into.highest = std::min(into.highest.value_or(highest), highest);
}

bool Amounts::mentions(ValueAt value, const Multiple* amount, const std::function<bool(ValueAt)>& is_about,
                       int& budget) const {
  if (--budget < 0 || value.reg == kNoReg) return false;
  if (is_about(value) || (amount != nullptr && is_same(multiple(value, {}).of, amount->of))) return true;
  value = values_.origin(value);
  if (is_about(value)) return true;
  const Instruction* made = values_.definition(value);
  if (made == nullptr) return false;
  if (mentions({value.function, made->receiver}, amount, is_about, budget)) return true;
  return std::any_of(made->args.begin(), made->args.end(), [&](const Argument& each) {
    return mentions({value.function, each.value}, amount, is_about, budget);
  });
}

Amounts::Guarded Amounts::guarded(const Member* amount, const std::vector<Step>& steps,
                                  const std::function<bool(ValueAt)>& is_about) const {
  Guarded all;
  std::optional<Multiple> passed;
  if (amount != nullptr) passed = multiple(amount->value, amount->call);
  const Multiple* of = passed ? &*passed : nullptr;
  for (const Step& step : steps) {
    const auto conditions = conditions_at(values_.code().functions[step.function], step.at);
    if (!conditions) {
      all.is_known = false;
      continue;
    }
    for (const Condition& each : *conditions) {
      all.is_conditional = true;
      int budget = kMostAmountParts;
      all.asks_payment |= mentions({step.function, each.value}, of, is_about, budget);
      all.is_known &= budget >= 0 || all.asks_payment;
      read({step.function, each.value}, each.holds, of, all, 0);
    }
  }
  return all;
}

}  // namespace payaudit

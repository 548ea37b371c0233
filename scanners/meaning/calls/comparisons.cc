// Amounts and shares of ownership compared with constants. Tests of sign or range, loops and assertions are
// no thresholds. Does not judge whether a threshold is the right one.
#include <fmt/format.h>
#include <algorithm>
#include <cmath>

#include "scanners/facts/gaps.h"
#include "scanners/meaning/calls/amounts.h"
#include "scanners/meaning/calls/writers.h"
#include "scanners/meaning/classify/words.h"
#include "scanners/source/characters.h"

namespace payaudit {
namespace {

constexpr int kDeepestQuantity = 64;  // steps from a value to what it is made of

constexpr std::string_view kFloating[] = {"double", "float", "Double", "Float", "float64", "float32"};
constexpr std::string_view kExact[] = {"BigDecimal", "Decimal", "BigInteger", "int",   "long",     "short",
                                       "Integer",    "Long",    "int64",      "int32", "uint",     "uint64",
                                       "uint32",     "bigint",  "BigInt",     "Big",   "BigNumber"};
// Conversions that keep the quantity, by the number they give; an empty type tells nothing.
struct Conversion {
  std::string_view name;
  std::string_view type;
};
constexpr Conversion kQuantities[] = {{"float", "float"},
                                      {"parseFloat", "double"},
                                      {"float64", "float64"},
                                      {"float32", "float32"},
                                      {"doubleValue", "double"},
                                      {"floatValue", "float"},
                                      {"InexactFloat64", "float64"},
                                      {"parseDouble", "double"},
                                      {"Decimal", "Decimal"},
                                      {"BigDecimal", "BigDecimal"},
                                      {"valueOf", ""},
                                      {"int", "int"},
                                      {"longValue", "long"},
                                      {"intValue", "int"},
                                      {"int64", "int64"},
                                      {"BigInt", "bigint"},
                                      {"BigNumber", "BigNumber"},
                                      {"Big", "Big"},
                                      {"Number", ""},
                                      {"abs", ""},
                                      {"toNumber", "double"},
                                      {"NewFromInt", "Decimal"},
                                      {"NewFromFloat", "Decimal"},
                                      {"RequireFromString", "Decimal"}};
// Parts of an amount of money that are still the amount.
constexpr std::string_view kParts[] = {"value",      "amount", "units",  "cents", "minor",
                                       "minorUnits", "Value",  "Amount", "Units"};
constexpr std::string_view kCurrencyCodes[] = {"eur", "usd", "gbp", "chf", "jpy", "sek", "nok", "dkk", "pln",
                                               "czk", "huf", "inr", "cny", "cad", "aud", "sgd", "brl"};

const Conversion* find_conversion(std::string_view name) {
  return std::find_if(std::begin(kQuantities), std::end(kQuantities),
                      [&](const Conversion& each) { return each.name == name; });
}

std::optional<bool> floats(std::string_view type) {
  if (is_one_of(type, kFloating)) return true;
  if (is_one_of(type, kExact)) return false;
  return std::nullopt;
}

// Reads the comparisons of one function.
class ComparisonReader {
 public:
  ComparisonReader(CallWriter& out, const Values& values, FunctionId id)
      : out_(out), values_(values), id_(id), function_(out.code().functions[id]) {}

  void read() {
    for (size_t at = 0; at < function_.body.size(); ++at) {
      const Instruction& now = function_.body[at];
      if (now.op == Op::binary && now.args.size() == 2 && is_one_of(now.text, kOperators)) {
        read_operator(at, now);
      } else if (now.op == Op::call && now.args.size() == 1 && now.receiver != kNoReg) {
        const std::string_view operator_ = comparing_operator(now.text);
        if (!operator_.empty()) write(at, now.receiver, now.args[0].value, operator_, false);
      }
    }
    if (is_cut_) {
      add_limit_gap(out_.facts, {out_.context.file, function_.span}, "comparisons",
                    "a value that is compared comes through more steps than are followed");
    }
  }

 private:
  static constexpr std::string_view kOperators[] = {"<", "<=", ">", ">=", "=="};

  struct Limit {
    double number;
    bool has_fraction;         // a literal with a fraction, of the language's binary floating point
    std::string_view made_by;  // BigDecimal, Decimal …
  };
  struct Quantity {
    std::string_view kind;  // amount, ownership
    Reg leaf;
    std::optional<bool> is_floating;
  };

  void read_operator(size_t at, const Instruction& now) {
    Reg left = now.args[0].value, right = now.args[1].value;
    std::string_view operator_ = now.text;
    // `amount.compareTo(LIMIT) > 0`
    const Instruction* compared = values_.definition({id_, left});
    if (compared != nullptr && compared->op == Op::call && compared->args.size() == 1 &&
        compared->receiver != kNoReg &&
        (compared->text == "compareTo" || compared->text == "Cmp" || compared->text == "comparedTo")) {
      const Constant zero = values_.constant({id_, right});
      if (zero.kind == LiteralKind::number && zero.text == "0")
        write(at, compared->receiver, compared->args[0].value, operator_, std::nullopt);
      return;
    }
    if (!limit({id_, right}, 0)) {
      std::swap(left, right);
      operator_ = mirrored(operator_);
    }
    write(at, left, right, operator_, std::nullopt);
  }

  // Scripts do not tell 25.0 from 25; elsewhere the literal's form is its type.
  bool has_fraction(std::string_view written, double number) const {
    const std::string_view language = out_.code().language;
    if (language == "javascript" || language == "typescript") return number != std::floor(number);
    return written.find('.') != std::string_view::npos;
  }

  std::optional<Limit> limit(ValueAt value, int depth) const {
    value = values_.origin(value);
    const Constant constant = values_.constant(value);
    if (constant.kind == LiteralKind::number) {
      const std::optional<double> number = written_number(constant.text);
      if (!number) return std::nullopt;
      return Limit{*number, has_fraction(constant.text, *number), {}};
    }
    const Instruction* made = values_.definition(value);
    if (made == nullptr || made->args.size() != 1) return std::nullopt;
    if (made->op != Op::call && made->op != Op::construct) return std::nullopt;
    const auto* conversion = find_conversion(made->text);
    if (conversion == std::end(kQuantities)) return std::nullopt;
    if (depth > kDeepestQuantity) {
      is_cut_ = true;
      return std::nullopt;
    }
    const ValueAt inner = values_.origin({value.function, made->args[0].value});
    std::string_view made_by = conversion->type;
    if (made->text == "valueOf" && values_.name({value.function, made->receiver}) == "BigDecimal")
      made_by = "BigDecimal";
    if (const Constant text = values_.constant(inner); text.kind == LiteralKind::string) {
      const std::optional<double> number = written_number(text.text);
      return number ? std::optional(Limit{*number, false, made_by}) : std::nullopt;
    }
    std::optional<Limit> found = limit(inner, depth + 1);
    if (found) *found = {found->number, false, made_by};
    return found;
  }

  // A value that is itself an amount or a share, not something measured of it. What comes from elsewhere is
  // one if a variable on the way is named so.
  std::optional<Quantity> quantity(Reg reg) const {
    std::optional<bool> is_floating;
    Reg variable = kNoReg;
    for (int depth = 0; reg != kNoReg; ++depth) {
      if (depth == kDeepestQuantity) {
        is_cut_ = true;
        break;
      }
      if (!is_floating) is_floating = floats(values_.type({id_, reg}));
      const Instruction* made = values_.definition({id_, reg});
      if (made == nullptr) {
        const bool is_named = reg < function_.variables.size() && !function_.variables[reg].name.empty();
        return is_named ? named(reg, is_floating) : std::nullopt;
      }
      if (made->op == Op::copy && !made->args.empty()) {
        if (names_quantity(function_.variables[reg].name)) variable = reg;
        reg = made->args[0].value;
        continue;
      }
      const Reg of = made->args.empty() ? kNoReg : made->args[0].value;
      if (made->op == Op::name) return named(reg, is_floating);
      if (made->op == Op::field && (kind_of(of).empty() || is_one_of(made->text, kParts)))
        return named(reg, is_floating);
      if (made->op == Op::index && made->args.size() == 2 &&
          values_.constant({id_, made->args[1].value}).kind == LiteralKind::string) {
        return named(reg, is_floating);
      }
      if ((made->op == Op::call || made->op == Op::construct) && made->args.size() <= 1) {
        const auto* conversion = find_conversion(made->text);
        if (conversion != std::end(kQuantities)) {
          if (!is_floating) is_floating = floats(conversion->type);
          reg = made->args.empty() ? made->receiver : of;
          continue;
        }
        // A getter is named as what it gets.
        if (made->op == Op::call && made->args.empty() && names_quantity(made->text))
          return named(reg, is_floating);
      }
      break;
    }
    return variable == kNoReg ? std::nullopt : named(variable, is_floating);
  }

  std::string_view kind_of(Reg reg) const {
    for (std::string_view each : out_.context.flow.classes_of(id_, reg)) {
      if (each == "payment.amount") return "amount";
      if (each == "ownership.share") return "ownership";
    }
    return {};
  }

  bool names_quantity(std::string_view name) const {
    const std::string_view entity =
        function_.owner != kNoType ? out_.code().types[function_.owner].name : function_.name;
    if (name.starts_with("get")) name.remove_prefix(3);
    const auto found = out_.context.classifier.classify(name, {.entity = entity});
    return found && (found->data_class == "payment.amount" || found->data_class == "ownership.share");
  }

  std::optional<Quantity> named(Reg reg, std::optional<bool> is_floating) const {
    const std::string_view kind = kind_of(reg);
    return kind.empty() ? std::nullopt : std::optional(Quantity{kind, reg, is_floating});
  }

  // What decides something: a branch, a result, part of a condition. An assertion and a loop's end do not.
  bool decides(size_t at) const {
    const Reg out = function_.body[at].out;
    for (size_t next = at + 1; next < function_.body.size(); ++next) {
      const Instruction& now = function_.body[next];
      const bool uses = std::any_of(now.args.begin(), now.args.end(),
                                    [&](const Argument& each) { return each.value == out; });
      if (!uses) continue;
      if (now.op == Op::branch) return !is_loop(at, next);
      if (now.op == Op::binary || now.op == Op::unary) {
        const bool is_logic = now.text == "&&" || now.text == "||" || now.text == "!";
        return is_logic && decides(next);
      }
      return now.op == Op::ret || now.op == Op::copy;
    }
    return false;
  }

  // A branch that leads out of, or back into, a loop: a jump to before the comparison ends what it guards.
  bool is_loop(size_t at, size_t branch) const {
    const auto is_label = [&](const Instruction& each, uint32_t label) {
      return each.op == Op::label && each.target == label;
    };
    const auto jumps_back = [&](const Instruction& jump) {
      return jump.op == Op::jump &&
             std::any_of(function_.body.begin(), function_.body.begin() + static_cast<ptrdiff_t>(at),
                         [&](const Instruction& each) { return is_label(each, jump.target); });
    };
    const size_t next = branch + 1;
    if (next < function_.body.size() && jumps_back(function_.body[next]) &&
        next + 1 < function_.body.size() &&
        is_label(function_.body[next + 1], function_.body[branch].target)) {
      return true;
    }
    for (size_t to = next; to < function_.body.size(); ++to) {
      if (is_label(function_.body[to], function_.body[branch].target))
        return to > 0 && jumps_back(function_.body[to - 1]) && stands_first(at, to - 1);
    }
    return false;
  }

  // The loop's label stands right before its condition; a condition inside the body is none of the loop's.
  bool stands_first(size_t at, size_t jump) const {
    for (size_t before = at; before-- > 0;) {
      const Instruction& now = function_.body[before];
      if (now.op == Op::label) return now.target == function_.body[jump].target;
      if (now.op == Op::branch || now.op == Op::set_field || now.op == Op::ret) return false;
    }
    return false;
  }

  void write(size_t at, Reg compared, Reg constant, std::string_view operator_,
             std::optional<bool> is_floating) {
    const std::optional<Limit> limit = this->limit({id_, constant}, 0);
    // Signs and emptiness, one whole, and all of a company are ranges, not thresholds.
    if (!limit || limit->number <= 0 || limit->number == 1) return;
    const std::optional<Quantity> found = quantity(compared);
    if (!found || (found->kind == "ownership" && limit->number >= 100) || !decides(at)) return;
    if (is_tested_for_roundness(found->leaf, limit->number)) return;
    const std::string name = function_name(out_.code(), id_);
    const std::string_view source = written(found->leaf);
    Fact& fact = out_.facts.add(Kind::comparison, {out_.context.file, function_.body[at].span},
                                fmt::format("{} {}", name, source));
    fact.set(Attr::quantity, out_.facts.text(found->kind));
    fact.set(Attr::operator_, out_.facts.text(operator_));
    fact.set(Attr::limit, Value::real(limit->number));
    if (!is_floating) is_floating = found->is_floating;
    const std::string_view language = out_.code().language;
    // Such an operand makes the whole comparison one of binary floating point numbers.
    const bool promotes = language == "java" || language == "javascript" || language == "typescript";
    if (!is_floating && limit->has_fraction && promotes) is_floating = true;
    // Java compares a decimal with its own kind only.
    if (!is_floating && language == "java" && limit->made_by == "BigDecimal") is_floating = false;
    fact.set(Attr::floating, is_floating ? Value::boolean(*is_floating)
                                         : out_.facts.unknown("the number's type is not declared here"));
    write_currency(fact, *found, constant);
    fact.set(Attr::function, out_.facts.text(name));
    fact.set(Attr::source, out_.facts.text(source));
  }

  void write_currency(Fact& fact, const Quantity& quantity, Reg constant) {
    if (!has_currency_) has_currency_ = reads_currency(id_, constant);
    if (*has_currency_ || speaks_of_currency(values_.name({id_, quantity.leaf}))) {
      fact.set(Attr::has_currency, Value::boolean(true));
      return;
    }
    for (FunctionId around = function_.parent; around != kNoFunction;
         around = out_.code().functions[around].parent) {
      if (!out_.code().functions[around].name.starts_with("<") && reads_currency(around, kNoReg)) {
        fact.set(Attr::has_currency, out_.facts.unknown("the function around it handles the currency"));
        return;
      }
    }
    if (const std::string_view code = named_currency(); !code.empty()) {
      fact.set(Attr::has_currency,
               out_.facts.unknown(fmt::format(
                   "the function speaks of {}; whether its amounts are always of it is not seen", code)));
      return;
    }
    if (calls_into_currency()) {
      fact.set(Attr::has_currency, out_.facts.unknown("a function that it calls handles the currency"));
      return;
    }
    fact.set(Attr::has_currency, Value::boolean(false));
  }

  // `amount % 1000 == 0 && amount >= 1000`: the bound leaves out nothing but zero.
  bool is_tested_for_roundness(Reg leaf, double number) const {
    const WordList& remainders = out_.words("money.remainders");
    return std::any_of(function_.body.begin(), function_.body.end(), [&](const Instruction& now) {
      const bool is_operator = now.op == Op::binary && now.text == "%" && now.args.size() == 2;
      const bool is_call =
          now.op == Op::call && now.receiver != kNoReg && now.args.size() == 1 && remainders.has(now.text);
      if (!is_operator && !is_call) return false;
      const Reg divided = is_call ? now.receiver : now.args[0].value;
      const std::optional<Limit> divisor = limit({id_, now.args.back().value}, 0);
      const std::optional<Quantity> of = quantity(divided);
      return divisor && divisor->number == number && of && written(of->leaf) == written(leaf);
    });
  }

  // The code of a currency that stands in a text or comment of the function.
  std::string_view named_currency() const {
    const std::string_view text = out_.context.source.text(function_.span);
    const auto is_part = [](char c) { return is_letter(c) || is_digit(c) || c == '_'; };
    for (const std::string& code : out_.words("money.currencies").words) {
      for (size_t at = text.find(code); at != std::string_view::npos; at = text.find(code, at + 1)) {
        const size_t end = at + code.size();
        if ((at == 0 || !is_part(text[at - 1])) && (end == text.size() || !is_part(text[end]))) return code;
      }
    }
    return {};
  }

  bool calls_into_currency() {
    if (!calls_into_currency_) {
      calls_into_currency_ = false;
      for (size_t at = 0; at < function_.body.size() && !*calls_into_currency_; ++at) {
        if (function_.body[at].op != Op::call) continue;
        const FunctionId callee = values_.called(id_, at);
        if (callee != kNoFunction && callee != id_) *calls_into_currency_ |= reads_currency(callee, kNoReg);
      }
    }
    return *calls_into_currency_;
  }

  static bool speaks_of_currency(std::string_view name) {
    const std::vector<std::string> words = split_words(name);
    return std::any_of(words.begin(), words.end(), [](const std::string& word) {
      return word == "currency" || is_one_of(word, kCurrencyCodes);
    });
  }

  // A value of the class is an operand, or something named after currencies is called.
  bool reads_currency(FunctionId id, Reg except) const {
    const auto is_currency = [&](Reg reg) {
      if (reg == kNoReg || reg == except) return false;
      const auto classes = out_.context.flow.classes_of(id, reg);
      return std::find(classes.begin(), classes.end(), "payment.currency") != classes.end() ||
             speaks_of_currency(values_.name({id, reg}));
    };
    const auto& body = out_.code().functions[id].body;
    return std::any_of(body.begin(), body.end(), [&](const Instruction& now) {
      return is_currency(now.receiver) ||
             ((now.op == Op::call || now.op == Op::construct) && speaks_of_currency(now.text)) ||
             std::any_of(now.args.begin(), now.args.end(),
                         [&](const Argument& each) { return is_currency(each.value); });
    });
  }

  std::string_view written(Reg leaf) const {
    const Instruction* made = values_.definition({id_, leaf});
    if (made != nullptr && made->op != Op::copy) return out_.context.source.text(made->span);
    return values_.name({id_, leaf});
  }

  CallWriter& out_;
  const Values& values_;
  FunctionId id_;
  const Function& function_;
  std::optional<bool> has_currency_;
  std::optional<bool> calls_into_currency_;
  mutable bool is_cut_ = false;  // a value was not followed to its end
};

}  // namespace

void write_comparisons(CallWriter& out, const Values& values, FunctionId function) {
  ComparisonReader(out, values, function).read();
}

}  // namespace payaudit

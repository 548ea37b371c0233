#include <algorithm>
#include <array>

#include "rules/cel/program.h"
#include "rules/cel/values.h"

namespace payaudit::cel {
namespace {

using Type = Value::Type;

// One run of a program. Recursion is as deep as the expression's tree, which the parser bounds.
class Evaluation {
 public:
  Evaluation(const CelProgram::Body& body, const CelInputs& inputs, Arena& scratch)
      : body_(body), inputs_(inputs), scratch_(scratch) {}

  Value value(uint32_t at) {
    if (!budget_.spend(1)) return over_budget();
    const Node& node = body_.nodes[at];
    switch (node.op) {
      case Op::constant: return node.value;
      case Op::variable: return inputs_.variable(node.number);
      case Op::local: return *locals_[node.number];
      case Op::has_variable: return Value::boolean(inputs_.has(node.number));
      case Op::has_field:
        return of_one(node, [&](const Value& map) {
          return map.is(Type::map) ? cel::contains(map, node.value, budget_) : not_map();
        });
      case Op::field:
        return of_one(node, [&](const Value& map) {
          return map.is(Type::map) ? cel::index(map, node.value, budget_) : not_map();
        });
      case Op::index: return of_two(node, [&](auto& a, auto& b) { return cel::index(a, b, budget_); });
      case Op::make_list:
      case Op::make_map: return literal(node);
      case Op::not_: return of_one(node, negated);
      case Op::negate: return of_one(node, cel::negate);
      case Op::and_: return logic(node, false);
      case Op::or_: return logic(node, true);
      case Op::conditional: return conditional(node);
      case Op::equal: return of_two(node, [&](auto& a, auto& b) { return cel::equal(a, b, budget_); });
      case Op::not_equal:
        return of_two(node, [&](auto& a, auto& b) { return negated(cel::equal(a, b, budget_)); });
      case Op::less: return ordered(node, [](Order order) { return order == Order::less; });
      case Op::less_equal:
        return ordered(node, [](Order order) { return order == Order::less || order == Order::equal; });
      case Op::greater: return ordered(node, [](Order order) { return order == Order::greater; });
      case Op::greater_equal:
        return ordered(node, [](Order order) { return order == Order::greater || order == Order::equal; });
      case Op::in: return of_two(node, [&](auto& a, auto& b) { return cel::contains(b, a, budget_); });
      case Op::add: return of_two(node, [&](auto& a, auto& b) { return cel::add(a, b, scratch_, budget_); });
      case Op::subtract: return of_two(node, cel::subtract);
      case Op::multiply: return of_two(node, cel::multiply);
      case Op::divide: return of_two(node, cel::divide);
      case Op::modulo: return of_two(node, cel::modulo);
      case Op::size: return of_one(node, cel::size);
      case Op::starts_with:
        return of_texts(node,
                        [](std::string_view text, std::string_view part) { return text.starts_with(part); });
      case Op::ends_with:
        return of_texts(node,
                        [](std::string_view text, std::string_view part) { return text.ends_with(part); });
      case Op::contains:
        return of_texts(node, [](std::string_view text, std::string_view part) {
          return text.find(part) != std::string_view::npos;
        });
      case Op::matches: return of_two(node, [&](auto& a, auto& b) { return matches_any(a, b); });
      case Op::matches_constant:
        return of_one(node, [&](const Value& text) { return matches(text, body_.patterns[node.number]); });
      case Op::to_integer: return of_one(node, cel::to_integer);
      case Op::to_real: return of_one(node, cel::to_real);
      case Op::to_text:
        return of_one(node, [&](const Value& operand) { return cel::to_text(operand, scratch_); });
      case Op::to_boolean: return of_one(node, cel::to_boolean);
      case Op::all: return quantified(node, false);
      case Op::exists: return quantified(node, true);
      case Op::exists_one: return exists_one(node);
      case Op::filter:
      case Op::map:
      case Op::map_if: return collected(node);
      case Op::host: return host(node);
    }
    return Value::unknown("no value");
  }

 private:
  static Value not_boolean() { return Value::unknown("a truth value is needed here"); }
  static Value not_map() { return Value::unknown("only a map has fields"); }
  static Value not_list() { return Value::unknown("a list is needed here"); }
  static Value not_text() { return Value::unknown("a text is needed here"); }

  // Unknown for what is no truth value.
  Value condition(uint32_t at) {
    const Value result = value(at);
    return result.is(Type::boolean) || result.is_unknown() ? result : not_boolean();
  }

  static Value negated(const Value& operand) {
    if (operand.is_unknown()) return operand;
    return operand.is(Type::boolean) ? Value::boolean(!operand.as_boolean()) : not_boolean();
  }

  // `deciding`: the operand that makes the result whatever the other one is.
  Value logic(const Node& node, bool deciding) {
    const Value left = condition(node.operands[0]);
    if (left.is(Type::boolean) && left.as_boolean() == deciding) return left;
    const Value right = condition(node.operands[1]);
    if (right.is(Type::boolean) && right.as_boolean() == deciding) return right;
    return left.is_unknown() ? left : right;
  }

  Value conditional(const Node& node) {
    const Value chosen = condition(node.operands[0]);
    if (chosen.is_unknown()) return chosen;
    return value(node.operands[chosen.as_boolean() ? 1 : 2]);
  }

  Value literal(const Node& node) {
    if (!budget_.spend(node.argument_count)) return over_budget();
    const auto items = scratch_.make<Value>(node.argument_count);
    for (uint32_t i = 0; i < node.argument_count; ++i) {
      items[i] = value(body_.arguments[node.first_argument + i]);
      if (items[i].is_unknown()) return items[i];
    }
    if (node.op == Op::make_list) return Value::list(items);
    for (size_t i = 0; i < items.size(); i += 2) {
      if (!can_be_key(items[i])) return Value::unknown("a key of a map is a text, an integer or a boolean");
      const Value repeated = cel::contains(Value::map(items.first(i)), items[i], budget_);
      if (repeated.is_unknown()) return repeated;
      if (repeated.as_boolean()) return Value::unknown("a key is twice in the map");
    }
    return Value::map(items);
  }

  // Operators are strict but for the logical ones: an unknown operand is the result.
  template <typename Function>
  Value of_one(const Node& node, Function function) {
    const Value operand = value(node.operands[0]);
    return operand.is_unknown() ? operand : function(operand);
  }

  template <typename Function>
  Value of_two(const Node& node, Function function) {
    const Value a = value(node.operands[0]);
    if (a.is_unknown()) return a;
    const Value b = value(node.operands[1]);
    return b.is_unknown() ? b : function(a, b);
  }

  template <typename Holds>
  Value ordered(const Node& node, Holds holds) {
    return of_two(node, [&](const Value& a, const Value& b) {
      const auto order = compare(a, b);
      return order ? Value::boolean(holds(*order)) : Value::unknown("values of these types have no order");
    });
  }

  template <typename Holds>
  Value of_texts(const Node& node, Holds holds) {
    return of_two(node, [&](const Value& a, const Value& b) {
      if (!a.is(Type::text) || !b.is(Type::text)) return not_text();
      // The worst case of a search is the product; 256 bytes of it are about one step.
      if (!budget_.spend(a.as_text().size() * b.as_text().size() / 256)) return over_budget();
      return Value::boolean(holds(a.as_text(), b.as_text()));
    });
  }

  Value matches(const Value& text, const Regex& pattern) {
    if (!text.is(Type::text)) return not_text();
    if (!budget_.spend(text.as_text().size() / 16)) return over_budget();
    return Value::boolean(pattern.matches(text.as_text()));
  }

  // A pattern that is no constant is compiled each time, at the price of many steps.
  Value matches_any(const Value& text, const Value& pattern) {
    if (!pattern.is(Type::text)) return not_text();
    const auto written = pattern.as_text();
    if (written.size() > 1000 || !budget_.spend(1000 + written.size() * 10)) return over_budget();
    const Regex compiled(written);
    if (!compiled.error().empty()) return Value::unknown("the pattern is no regular expression");
    return matches(text, compiled);
  }

  // What a macro walks over: elements of a list, keys of a map (every second item).
  struct Range {
    std::span<const Value> items = {};
    size_t step = 1;
    Value problem = Value::null();  // unknown: there is nothing to walk over
  };

  Range range(const Node& node) {
    const Value operand = value(node.operands[0]);
    if (operand.is(Type::list)) return {.items = operand.as_list()};
    if (operand.is(Type::map)) return {.items = operand.as_map(), .step = 2};
    return {.problem = operand.is_unknown() ? operand : not_list()};
  }

  // `all` and `exists` are chains of `&&` and `||`: after an unknown, a later element may still decide.
  Value quantified(const Node& node, bool deciding) {
    const Range range = this->range(node);
    if (range.problem.is_unknown()) return range.problem;
    Value result = Value::boolean(!deciding);
    for (size_t i = 0; i < range.items.size(); i += range.step) {
      if (!budget_.spend(1)) return over_budget();
      locals_[node.number] = &range.items[i];
      const Value one = condition(node.operands[1]);
      if (one.is_unknown()) {
        if (!result.is_unknown()) result = one;
      } else if (one.as_boolean() == deciding) {
        return one;
      }
    }
    return result;
  }

  Value exists_one(const Node& node) {
    const Range range = this->range(node);
    if (range.problem.is_unknown()) return range.problem;
    size_t count = 0;
    for (size_t i = 0; i < range.items.size(); i += range.step) {
      locals_[node.number] = &range.items[i];
      const Value one = condition(node.operands[1]);
      if (one.is_unknown()) return one;
      count += one.as_boolean() ? 1 : 0;
    }
    return Value::boolean(count == 1);
  }

  // filter(condition), map(result), map(condition, result): an unknown anywhere makes the list unknown.
  Value collected(const Node& node) {
    const Range range = this->range(node);
    if (range.problem.is_unknown()) return range.problem;
    if (!budget_.spend(range.items.size())) return over_budget();
    const auto made = scratch_.make<Value>(range.items.size());
    size_t count = 0;
    for (size_t i = 0; i < range.items.size(); i += range.step) {
      locals_[node.number] = &range.items[i];
      if (node.op != Op::map) {
        const Value chosen = condition(node.operands[1]);
        if (chosen.is_unknown()) return chosen;
        if (!chosen.as_boolean()) continue;
      }
      made[count] = range.items[i];
      if (node.op != Op::filter) made[count] = value(node.operands[node.op == Op::map ? 1 : 2]);
      if (made[count].is_unknown() && node.op != Op::filter) return made[count];
      ++count;
    }
    return Value::list(made.first(count));
  }

  Value host(const Node& node) {
    const CelFunction& function = body_.functions[node.number];
    std::array<Value, 8> few;
    const auto arguments = node.argument_count <= few.size() ? std::span(few).first(node.argument_count)
                                                             : scratch_.make<Value>(node.argument_count);
    for (uint32_t i = 0; i < node.argument_count; ++i) {
      arguments[i] = value(body_.arguments[node.first_argument + i]);
      if (arguments[i].is_unknown()) return arguments[i];
      if (!is(arguments[i], function.arguments[i])) {
        return Value::unknown("an argument is of another type than the function takes");
      }
    }
    return function.call(arguments, inputs_, scratch_);
  }

  static bool is(const Value& value, CelType type) {
    switch (type) {
      case CelType::dyn: return true;
      case CelType::null: return value.is(Type::null);
      case CelType::boolean: return value.is(Type::boolean);
      case CelType::integer: return value.is(Type::integer);
      case CelType::real: return value.is(Type::real);
      case CelType::text: return value.is(Type::text);
      case CelType::texts:
      case CelType::list: return value.is(Type::list);
      case CelType::map: return value.is(Type::map);
    }
    return false;
  }

  const CelProgram::Body& body_;
  const CelInputs& inputs_;
  Arena& scratch_;
  Budget budget_;
  std::array<const Value*, kMaxMacros> locals_;  // set by the macro before its operands run
};

}  // namespace

Value evaluate(const CelProgram::Body& body, uint32_t node, const CelInputs& inputs, Arena& scratch) {
  return Evaluation(body, inputs, scratch).value(node);
}

}  // namespace payaudit::cel

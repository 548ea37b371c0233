#include "rules/cel/checker.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "rules/cel/builtins.h"
#include "rules/cel/types.h"

namespace payaudit::cel {

namespace {

// Constants have no inputs.
class NoInputs : public CelInputs {
 public:
  Value variable(uint32_t) const override { return {}; }
  bool has(uint32_t) const override { return false; }
};

class Checker {
 public:
  Checker(const Ast& ast, const CelEnvironment& environment, std::unique_ptr<CelProgram::Body> body)
      : ast_(ast), environment_(environment), body_(std::move(body)) {}

  std::variant<std::unique_ptr<CelProgram::Body>, CelError> check() {
    const auto result = visit(ast_.root);
    if (!result) return std::move(error_);
    body_->type = result->type;
    std::ranges::sort(body_->slots);
    body_->slots.erase(std::unique(body_->slots.begin(), body_->slots.end()), body_->slots.end());
    return std::move(body_);
  }

 private:
  struct Typed {
    uint32_t node;
    CelType type;
  };
  using Checked = std::optional<Typed>;  // nothing: error_ is set
  struct Local {
    std::string_view name;
    CelType type;
  };

  std::nullopt_t fail(uint32_t offset, uint32_t length, std::string message) {
    error_ = {offset, std::max(length, 1u), std::move(message)};
    return std::nullopt;
  }
  std::nullopt_t fail_at_mark(const Expr& expr, std::string message) {
    return fail(expr.mark, expr.mark_length, std::move(message));
  }
  std::nullopt_t fail_at(const Expr& expr, std::string message) {
    return fail(expr.offset, expr.length, std::move(message));
  }

  const Expr& expr(uint32_t index) const { return ast_.exprs[index]; }

  Typed add(Node node, CelType type) {
    body_->nodes.push_back(node);
    return {static_cast<uint32_t>(body_->nodes.size() - 1), type};
  }

  bool is_constant(uint32_t node) const { return body_->nodes[node].op == Op::constant; }

  // An operation on `operands`, worked out now if they are constants and it succeeds. One that fails (1/0)
  // stays: `false && 1/0 > 0` is false.
  Typed apply(Op op, const std::vector<Typed>& operands, CelType type, uint32_t number = 0,
              Value value = Value::null()) {
    Node node{.op = op, .number = number, .value = value};
    const bool has_list = op == Op::make_list || op == Op::make_map || op == Op::host;
    if (has_list) {
      node.first_argument = static_cast<uint32_t>(body_->arguments.size());
      node.argument_count = static_cast<uint32_t>(operands.size());
      for (const Typed& operand : operands) body_->arguments.push_back(operand.node);
    } else {
      for (size_t i = 0; i < operands.size(); ++i) node.operands[i] = operands[i].node;
    }
    const Typed result = add(node, type);
    const auto constant = [&](const Typed& operand) { return is_constant(operand.node); };
    if (op == Op::host || !std::ranges::all_of(operands, constant)) return result;
    const Value folded = evaluate(*body_, result.node, NoInputs(), body_->kept);
    if (folded.is_unknown()) return result;
    body_->nodes.resize(operands.empty() ? result.node : operands.front().node);
    if (has_list) body_->arguments.resize(node.first_argument);
    return add({.op = Op::constant, .value = folded}, type);
  }

  Checked visit(uint32_t index) {
    const Expr& e = expr(index);
    switch (e.form) {
      case Form::literal: return add({.op = Op::constant, .value = e.literal}, type_of(e.literal));
      case Form::name: return name(e);
      case Form::call: return call(e);
      case Form::select: {
        const Checked operand = visit(e.children[0]);
        if (!operand) return std::nullopt;
        return select(e, *operand, Op::field);
      }
      case Form::index:
        return binary(e, [this](const Expr& x, CelType a, CelType b) { return index_type(x, a, b); });
      case Form::list: return list(e);
      case Form::map: return map(e);
      case Form::not_:
      case Form::negate: return unary(e);
      case Form::conditional: return conditional(e);
      case Form::and_:
      case Form::or_: return logic(e);
      case Form::equal:
      case Form::not_equal:
      case Form::less:
      case Form::less_equal:
      case Form::greater:
      case Form::greater_equal:
      case Form::in:
      case Form::add:
      case Form::subtract:
      case Form::multiply:
      case Form::divide:
      case Form::modulo:
        return binary(e, [this](const Expr& x, CelType a, CelType b) { return operator_type(x, a, b); });
    }
    return std::nullopt;
  }

  static CelType type_of(const Value& literal) {
    switch (literal.type()) {
      case Value::Type::null: return CelType::null;
      case Value::Type::boolean: return CelType::boolean;
      case Value::Type::integer: return CelType::integer;
      case Value::Type::real: return CelType::real;
      case Value::Type::text: return CelType::text;
      case Value::Type::list: return CelType::list;
      case Value::Type::map: return CelType::map;
      case Value::Type::unknown: break;
    }
    return CelType::dyn;
  }

  const CelVariable* find_variable(std::string_view name) const {
    const auto found = std::ranges::find(environment_.variables, name, &CelVariable::name);
    return found == environment_.variables.end() ? nullptr : &*found;
  }

  std::nullopt_t fail_unknown_name(const Expr& e) {
    std::vector<std::string_view> names;
    for (const CelVariable& variable : environment_.variables) names.push_back(variable.name);
    for (const Local& local : locals_) names.push_back(local.name);
    return fail_at_mark(e, fmt::format("unknown name `{}`{}", e.name, did_you_mean(e.name, names)));
  }

  static std::string did_you_mean(std::string_view word, const std::vector<std::string_view>& names) {
    const std::string_view near = nearest(word, names);
    return near.empty() ? "" : fmt::format(", did you mean `{}`?", near);
  }

  Checked name(const Expr& e) {
    if (!e.is_rooted) {
      for (size_t i = locals_.size(); i-- > 0;) {
        if (locals_[i].name == e.name) {
          return add({.op = Op::local, .number = static_cast<uint32_t>(i)}, locals_[i].type);
        }
      }
    }
    const CelVariable* variable = find_variable(e.name);
    if (!variable) return fail_unknown_name(e);
    body_->slots.push_back(variable->slot);
    return add({.op = Op::variable, .number = variable->slot}, variable->type);
  }

  Checked select(const Expr& e, Typed operand, Op op) {
    if (!fits(operand.type, CelType::map)) {
      return fail_at_mark(e, fmt::format("a {} has no field `{}`", type_name(operand.type), e.name));
    }
    return apply(op, {operand}, op == Op::field ? CelType::dyn : CelType::boolean, 0,
                 Value::text(body_->kept.keep(e.name)));
  }

  Checked list(const Expr& e) {
    std::vector<Typed> items;
    bool all_texts = !e.children.empty();
    for (const uint32_t child : e.children) {
      const Checked item = visit(child);
      if (!item) return std::nullopt;
      all_texts = all_texts && item->type == CelType::text;
      items.push_back(*item);
    }
    return apply(Op::make_list, items, all_texts ? CelType::texts : CelType::list);
  }

  Checked map(const Expr& e) {
    std::vector<Typed> items;
    for (size_t i = 0; i < e.children.size(); ++i) {
      const Checked item = visit(e.children[i]);
      if (!item) return std::nullopt;
      const CelType type = item->type;
      if (i % 2 == 0 && type != CelType::dyn && type != CelType::text && type != CelType::integer &&
          type != CelType::boolean) {
        return fail_at(expr(e.children[i]), fmt::format("a {} is no key of a map", type_name(type)));
      }
      items.push_back(*item);
    }
    return apply(Op::make_map, items, CelType::map);
  }

  // `child` as a truth value, for the operator or macro `user`.
  Checked condition(uint32_t child, std::string_view user) {
    const Checked checked = visit(child);
    if (checked && !fits(checked->type, CelType::boolean)) {
      return fail_at(expr(child),
                     fmt::format("`{}` needs a boolean, this is {}", user, type_name(checked->type)));
    }
    return checked;
  }

  Checked unary(const Expr& e) {
    if (e.form == Form::not_) {
      const Checked operand = condition(e.children[0], "!");
      if (!operand) return std::nullopt;
      return apply(Op::not_, {*operand}, CelType::boolean);
    }
    const Checked operand = visit(e.children[0]);
    if (!operand) return std::nullopt;
    if (!is_number(operand->type) && operand->type != CelType::dyn) {
      return fail_at(expr(e.children[0]),
                     fmt::format("`-` needs a number, this is {}", type_name(operand->type)));
    }
    return apply(Op::negate, {*operand}, operand->type);
  }

  Checked logic(const Expr& e) {
    const Checked left = condition(e.children[0], spelling(e.form));
    if (!left) return std::nullopt;
    const Checked right = condition(e.children[1], spelling(e.form));
    if (!right) return std::nullopt;
    return apply(op_of(e.form), {*left, *right}, CelType::boolean);
  }

  Checked conditional(const Expr& e) {
    const Checked chosen = condition(e.children[0], "?:");
    if (!chosen) return std::nullopt;
    const Checked then = visit(e.children[1]);
    if (!then) return std::nullopt;
    const Checked otherwise = visit(e.children[2]);
    if (!otherwise) return std::nullopt;
    const auto type = common(then->type, otherwise->type);
    if (!type) {
      return fail_at_mark(e, fmt::format("the branches of `?:` are {} and {}", type_name(then->type),
                                         type_name(otherwise->type)));
    }
    return apply(Op::conditional, {*chosen, *then, *otherwise}, *type);
  }

  template <typename TypeOf>
  Checked binary(const Expr& e, TypeOf type_of_result) {
    const Checked left = visit(e.children[0]);
    if (!left) return std::nullopt;
    const Checked right = visit(e.children[1]);
    if (!right) return std::nullopt;
    const std::optional<CelType> type = type_of_result(e, left->type, right->type);
    if (!type) return std::nullopt;
    return apply(op_of(e.form), {*left, *right}, *type);
  }

  std::optional<CelType> operator_type(const Expr& e, CelType a, CelType b) {
    const Typing typing = type_of_operator(e.form, a, b);
    if (typing.type) return typing.type;
    return fail_at_mark(e, fmt::format("`{}` does not take {} and {}{}", spelling(e.form), type_name(a),
                                       type_name(b), typing.hint));
  }

  std::optional<CelType> index_type(const Expr& e, CelType a, CelType b) {
    if (is_list(a)) {
      if (b == CelType::integer || b == CelType::dyn)
        return a == CelType::texts ? CelType::text : CelType::dyn;
      return fail_at_mark(e, fmt::format("the index of a list is an integer, not {}", type_name(b)));
    }
    if (a == CelType::map || a == CelType::dyn) return CelType::dyn;
    return fail_at_mark(e, fmt::format("a {} has no elements", type_name(a)));
  }

  Checked call(const Expr& e) {
    if (!e.is_method && e.name == "has") return has(e);
    if (e.is_method) {
      for (const Macro& m : kMacros) {
        if (m.name == e.name && m.arguments == e.children.size() - 1) return macro(e, m);
      }
    }
    for (const Method& method : kMethods) {
      if (method.name == e.name) return own(e, method);
    }
    if (!e.is_method) {
      if (e.name == "dyn") {
        const Checked operand = only_argument(e);
        if (!operand) return std::nullopt;
        return Typed{operand->node, CelType::dyn};
      }
      for (const Conversion& conversion : kConversions) {
        if (conversion.name == e.name) return convert(e, conversion);
      }
    }
    return host(e);
  }

  Checked only_argument(const Expr& e) {
    if (e.children.size() != 1) {
      return fail_at_mark(e, fmt::format("`{}` takes 1 argument, not {}", e.name, e.children.size()));
    }
    return visit(e.children[0]);
  }

  Checked has(const Expr& e) {
    const bool one = e.children.size() == 1;
    const Form form = one ? expr(e.children[0]).form : Form::literal;
    if (form != Form::name && form != Form::select) {
      return fail_at_mark(e, "`has` takes a name or a field");
    }
    const Expr& argument = expr(e.children[0]);
    if (form == Form::select) {
      const Checked operand = visit(argument.children[0]);
      if (!operand) return std::nullopt;
      return select(argument, *operand, Op::has_field);
    }
    const CelVariable* variable = find_variable(argument.name);
    if (!variable) return fail_unknown_name(argument);
    body_->slots.push_back(variable->slot);
    return add({.op = Op::has_variable, .number = variable->slot}, CelType::boolean);
  }

  Checked macro(const Expr& e, const Macro& macro) {
    const Checked range = visit(e.children[0]);
    if (!range) return std::nullopt;
    if (!fits(range->type, CelType::list) && range->type != CelType::map) {
      return fail_at_mark(e, fmt::format("`{}` needs a list, this is {}", e.name, type_name(range->type)));
    }
    const Expr& variable = expr(e.children[1]);
    if (variable.form != Form::name || variable.is_rooted) {
      return fail_at(variable, fmt::format("`{}` needs a new name here, as in `{}(x, …)`", e.name, e.name));
    }
    if (locals_.size() == kMaxMacros) {
      return fail_at_mark(e, fmt::format("more than {} macros in each other", kMaxMacros));
    }
    const auto number = static_cast<uint32_t>(locals_.size());
    locals_.push_back({variable.name, range->type == CelType::texts ? CelType::text : CelType::dyn});
    std::vector<Typed> operands = {*range};
    CelType type = CelType::boolean;
    for (size_t i = 2; i < e.children.size(); ++i) {
      const bool is_result = macro.op == Op::map || (macro.op == Op::map_if && i == 3);
      const Checked part = is_result ? visit(e.children[i]) : condition(e.children[i], e.name);
      if (!part) return std::nullopt;
      if (is_result) type = part->type == CelType::text ? CelType::texts : CelType::list;
      operands.push_back(*part);
    }
    locals_.pop_back();
    if (macro.op == Op::filter) type = range->type == CelType::texts ? CelType::texts : CelType::list;
    Node node{.op = macro.op, .number = number};
    for (size_t i = 0; i < operands.size(); ++i) node.operands[i] = operands[i].node;
    return add(node, type);
  }

  Checked own(const Expr& e, const Method& method) {
    if (!e.is_method && !method.also_function) {
      return fail_at_mark(e, fmt::format("`{0}` stands behind a text, as in `x.{0}(…)`", e.name));
    }
    if (e.children.size() != method.arguments) {
      const size_t receiver = e.is_method ? 1 : 0;
      return fail_at_mark(
          e, fmt::format("`{}` takes {} argument{}, not {}", e.name, method.arguments - receiver,
                         method.arguments - receiver == 1 ? "" : "s", e.children.size() - receiver));
    }
    std::vector<Typed> operands;
    for (const uint32_t child : e.children) {
      const Checked operand = visit(child);
      if (!operand) return std::nullopt;
      const CelType type = operand->type;
      const bool fine = method.op == Op::size
                            ? fits(type, CelType::text) || fits(type, CelType::list) || type == CelType::map
                            : fits(type, CelType::text);
      if (!fine) return fail_argument(e, expr(child), method.op == Op::size ? "text or list" : "text", type);
      operands.push_back(*operand);
    }
    if (method.op == Op::matches && is_constant(operands[1].node)) {
      return matches_constant(expr(e.children[1]), operands);
    }
    return apply(method.op, operands, method.result);
  }

  std::nullopt_t fail_argument(const Expr& e, const Expr& argument, std::string_view wanted, CelType type) {
    return fail_at(argument, fmt::format("`{}` needs {}, this is {}", e.name, wanted, type_name(type)));
  }

  Checked matches_constant(const Expr& argument, const std::vector<Typed>& operands) {
    const Value& pattern = body_->nodes[operands[1].node].value;
    if (!pattern.is(Value::Type::text)) return fail_at(argument, "`matches` needs a text as pattern");
    Regex regex(pattern.as_text());
    if (const std::string why = regex.error(); !why.empty()) {
      return fail_at(argument, fmt::format("not a regular expression (RE2): {}", why));
    }
    body_->patterns.push_back(std::move(regex));
    return apply(Op::matches_constant, {operands[0]}, CelType::boolean,
                 static_cast<uint32_t>(body_->patterns.size() - 1));
  }

  Checked convert(const Expr& e, const Conversion& conversion) {
    const Checked operand = only_argument(e);
    if (!operand) return std::nullopt;
    const CelType type = operand->type;
    const bool fine = type == CelType::dyn || type == CelType::text || type == conversion.result ||
                      (conversion.result == CelType::text && type == CelType::boolean) ||
                      (conversion.result != CelType::boolean && is_number(type));
    if (!fine) {
      return fail_at(expr(e.children[0]), fmt::format("`{}` does not convert {}", e.name, type_name(type)));
    }
    return apply(conversion.op, {*operand}, conversion.result);
  }

  Checked host(const Expr& e) {
    const auto& functions = environment_.functions;
    const auto function = std::ranges::find(functions, e.name, &CelFunction::name);
    if (function == functions.end()) return fail_unknown_function(e);
    if (e.is_method) {
      return fail_at_mark(e, fmt::format("`{0}` is a function, as in `{0}(x)`", e.name));
    }
    if (e.children.size() != function->arguments.size()) {
      return fail_at_mark(e,
                          fmt::format("`{}` takes {} argument{}, not {}", e.name, function->arguments.size(),
                                      function->arguments.size() == 1 ? "" : "s", e.children.size()));
    }
    std::vector<Typed> operands;
    for (size_t i = 0; i < e.children.size(); ++i) {
      const Expr& argument = expr(e.children[i]);
      const Checked operand =
          function->name_arguments ? name_argument(e, argument, *function) : visit(e.children[i]);
      if (!operand) return std::nullopt;
      if (!fits(operand->type, function->arguments[i])) {
        return fail_argument(e, argument, type_name(function->arguments[i]), operand->type);
      }
      operands.push_back(*operand);
    }
    return apply(Op::host, operands, function->result, host_number(*function));
  }

  // The program keeps a copy of each function that it calls.
  uint32_t host_number(const CelFunction& function) {
    auto& kept = body_->functions;
    const auto found = std::ranges::find(kept, function.name, &CelFunction::name);
    if (found != kept.end()) return static_cast<uint32_t>(found - kept.begin());
    kept.push_back(function);
    kept.back().name = body_->kept.keep(function.name);
    return static_cast<uint32_t>(kept.size() - 1);
  }

  // A dotted name that stands for itself.
  Checked name_argument(const Expr& e, const Expr& argument, const CelFunction& function) {
    std::string dotted;
    const Expr* part = &argument;
    while (part->form == Form::select) {
      dotted = fmt::format(".{}{}", part->name, dotted);
      part = &expr(part->children[0]);
    }
    if (part->form != Form::name || part->is_rooted) {
      return fail_at(argument, fmt::format("`{}` takes a name, not a value", e.name));
    }
    dotted = fmt::format("{}{}", part->name, dotted);
    if (function.check_name) {
      if (std::string why = function.check_name(dotted); !why.empty())
        return fail_at(argument, std::move(why));
    }
    return add({.op = Op::constant, .value = Value::text(body_->kept.keep(dotted))}, CelType::text);
  }

  std::nullopt_t fail_unknown_function(const Expr& e) {
    std::vector<std::string_view> names;
    for (const Method& method : kMethods) {
      if (e.is_method || method.also_function) names.push_back(method.name);
    }
    if (e.is_method) {
      for (const Macro& macro : kMacros) names.push_back(macro.name);
    } else {
      for (const CelFunction& function : environment_.functions) names.push_back(function.name);
      for (const Conversion& conversion : kConversions) names.push_back(conversion.name);
      names.push_back("has");
    }
    for (const Macro& macro : kMacros) {
      if (e.name == macro.name) {
        return fail_at_mark(e, fmt::format("`{0}` is written `list.{0}(x, …)`", e.name));
      }
    }
    return fail_at_mark(e, fmt::format("unknown function `{}`{}", e.name, did_you_mean(e.name, names)));
  }

  const Ast& ast_;
  const CelEnvironment& environment_;
  std::unique_ptr<CelProgram::Body> body_;
  std::vector<Local> locals_;
  CelError error_;
};

}  // namespace

std::variant<std::unique_ptr<CelProgram::Body>, CelError> check(const Ast& ast,
                                                                const CelEnvironment& environment,
                                                                std::unique_ptr<CelProgram::Body> body) {
  return Checker(ast, environment, std::move(body)).check();
}

}  // namespace payaudit::cel

#include "rules/cel/checker.h"

#include <fmt/format.h>

#include <algorithm>

#include "rules/cel/checking.h"

namespace payaudit::cel {

namespace {

// Constants have no inputs.
class NoInputs : public CelInputs {
 public:
  Value variable(uint32_t) const override { return {}; }
  bool has(uint32_t) const override { return false; }
};

CelType type_of(const Value& literal) {
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

}  // namespace

std::variant<std::unique_ptr<CelProgram::Body>, CelError> Checker::check() {
  const auto result = visit(ast_.root);
  if (!result) return std::move(error_);
  body_->type = result->type;
  std::ranges::sort(body_->slots);
  body_->slots.erase(std::unique(body_->slots.begin(), body_->slots.end()), body_->slots.end());
  return std::move(body_);
}

std::nullopt_t Checker::fail(uint32_t offset, uint32_t length, std::string message) {
  error_ = {offset, std::max(length, 1u), std::move(message)};
  return std::nullopt;
}

std::nullopt_t Checker::fail_at_mark(const Expr& expr, std::string message) {
  return fail(expr.mark, expr.mark_length, std::move(message));
}

std::nullopt_t Checker::fail_at(const Expr& expr, std::string message) {
  return fail(expr.offset, expr.length, std::move(message));
}

std::nullopt_t Checker::fail_unknown_name(const Expr& e) {
  std::vector<std::string_view> names;
  for (const CelVariable& variable : environment_.variables) names.push_back(variable.name);
  for (const Local& local : locals_) names.push_back(local.name);
  return fail_at_mark(e, fmt::format("unknown name `{}`{}", e.name, did_you_mean(e.name, names)));
}

std::string Checker::did_you_mean(std::string_view word, const std::vector<std::string_view>& names) {
  const std::string_view near = nearest(word, names);
  return near.empty() ? "" : fmt::format(", did you mean `{}`?", near);
}

Checker::Typed Checker::add(Node node, CelType type) {
  body_->nodes.push_back(node);
  return {static_cast<uint32_t>(body_->nodes.size() - 1), type};
}

// An operation on `operands`, worked out now if they are constants and it succeeds. One that fails (1/0)
// stays: `false && 1/0 > 0` is false.
Checker::Typed Checker::apply(Op op, const std::vector<Typed>& operands, CelType type, uint32_t number,
                              Value value) {
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

template <typename TypeOf>
Checker::Checked Checker::binary(const Expr& e, TypeOf type_of_result) {
  const Checked left = visit(e.children[0]);
  if (!left) return std::nullopt;
  const Checked right = visit(e.children[1]);
  if (!right) return std::nullopt;
  const std::optional<CelType> type = type_of_result(e, left->type, right->type);
  if (!type) return std::nullopt;
  return apply(op_of(e.form), {*left, *right}, *type);
}

Checker::Checked Checker::visit(uint32_t index) {
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

const CelVariable* Checker::find_variable(std::string_view name) const {
  const auto found = std::ranges::find(environment_.variables, name, &CelVariable::name);
  return found == environment_.variables.end() ? nullptr : &*found;
}

Checker::Checked Checker::name(const Expr& e) {
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

Checker::Checked Checker::select(const Expr& e, Typed operand, Op op) {
  if (!fits(operand.type, CelType::map)) {
    return fail_at_mark(e, fmt::format("a {} has no field `{}`", type_name(operand.type), e.name));
  }
  return apply(op, {operand}, op == Op::field ? CelType::dyn : CelType::boolean, 0,
               Value::text(body_->kept.keep(e.name)));
}

Checker::Checked Checker::list(const Expr& e) {
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

Checker::Checked Checker::map(const Expr& e) {
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
Checker::Checked Checker::condition(uint32_t child, std::string_view user) {
  const Checked checked = visit(child);
  if (checked && !fits(checked->type, CelType::boolean)) {
    return fail_at(expr(child),
                   fmt::format("`{}` needs a boolean, this is {}", user, type_name(checked->type)));
  }
  return checked;
}

Checker::Checked Checker::unary(const Expr& e) {
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

Checker::Checked Checker::logic(const Expr& e) {
  const Checked left = condition(e.children[0], spelling(e.form));
  if (!left) return std::nullopt;
  const Checked right = condition(e.children[1], spelling(e.form));
  if (!right) return std::nullopt;
  return apply(op_of(e.form), {*left, *right}, CelType::boolean);
}

Checker::Checked Checker::conditional(const Expr& e) {
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

std::optional<CelType> Checker::operator_type(const Expr& e, CelType a, CelType b) {
  const Typing typing = type_of_operator(e.form, a, b);
  if (typing.type) return typing.type;
  return fail_at_mark(e, fmt::format("`{}` does not take {} and {}{}", spelling(e.form), type_name(a),
                                     type_name(b), typing.hint));
}

std::optional<CelType> Checker::index_type(const Expr& e, CelType a, CelType b) {
  if (is_list(a)) {
    if (b == CelType::integer || b == CelType::dyn) return a == CelType::texts ? CelType::text : CelType::dyn;
    return fail_at_mark(e, fmt::format("the index of a list is an integer, not {}", type_name(b)));
  }
  if (a == CelType::map || a == CelType::dyn) return CelType::dyn;
  return fail_at_mark(e, fmt::format("a {} has no elements", type_name(a)));
}

std::variant<std::unique_ptr<CelProgram::Body>, CelError> check(const Ast& ast,
                                                                const CelEnvironment& environment,
                                                                std::unique_ptr<CelProgram::Body> body) {
  return Checker(ast, environment, std::move(body)).check();
}

}  // namespace payaudit::cel

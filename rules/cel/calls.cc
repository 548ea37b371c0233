// Calls: methods and functions of the language, its macros, and the functions of the host.
#include <fmt/format.h>

#include <algorithm>

#include "rules/cel/checking.h"

namespace payaudit::cel {

Checker::Checked Checker::call(const Expr& e) {
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

Checker::Checked Checker::only_argument(const Expr& e) {
  if (e.children.size() != 1) {
    return fail_at_mark(e, fmt::format("`{}` takes 1 argument, not {}", e.name, e.children.size()));
  }
  return visit(e.children[0]);
}

Checker::Checked Checker::has(const Expr& e) {
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

Checker::Checked Checker::macro(const Expr& e, const Macro& macro) {
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

Checker::Checked Checker::own(const Expr& e, const Method& method) {
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

Checker::Checked Checker::matches_constant(const Expr& argument, const std::vector<Typed>& operands) {
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

Checker::Checked Checker::convert(const Expr& e, const Conversion& conversion) {
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

Checker::Checked Checker::host(const Expr& e) {
  const auto& functions = environment_.functions;
  const auto function = std::ranges::find(functions, e.name, &CelFunction::name);
  if (function == functions.end()) return fail_unknown_function(e);
  if (e.is_method) {
    return fail_at_mark(e, fmt::format("`{0}` is a function, as in `{0}(x)`", e.name));
  }
  if (e.children.size() != function->arguments.size()) {
    return fail_at_mark(e, fmt::format("`{}` takes {} argument{}, not {}", e.name, function->arguments.size(),
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
uint32_t Checker::host_number(const CelFunction& function) {
  auto& kept = body_->functions;
  const auto found = std::ranges::find(kept, function.name, &CelFunction::name);
  if (found != kept.end()) return static_cast<uint32_t>(found - kept.begin());
  kept.push_back(function);
  kept.back().name = body_->kept.keep(function.name);
  return static_cast<uint32_t>(kept.size() - 1);
}

// A dotted name that stands for itself.
Checker::Checked Checker::name_argument(const Expr& e, const Expr& argument, const CelFunction& function) {
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
    if (std::string why = function.check_name(dotted); !why.empty()) return fail_at(argument, std::move(why));
  }
  return add({.op = Op::constant, .value = Value::text(body_->kept.keep(dotted))}, CelType::text);
}

std::nullopt_t Checker::fail_argument(const Expr& e, const Expr& argument, std::string_view wanted,
                                      CelType type) {
  return fail_at(argument, fmt::format("`{}` needs {}, this is {}", e.name, wanted, type_name(type)));
}

std::nullopt_t Checker::fail_unknown_function(const Expr& e) {
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

}  // namespace payaudit::cel

// Python's declarations: imports, classes, functions, decorators.
#include "scanners/syntax/code/python/python.h"

#include <algorithm>
#include <cassert>

#include "scanners/syntax/code/python/lowering.h"
#include "scanners/syntax/grammars/grammars.h"

namespace payaudit {
namespace {

constexpr std::string_view kKinds[] = {
#define PAYAUDIT_KIND_NAME(name) #name,
    PAYAUDIT_PYTHON_KINDS(PAYAUDIT_KIND_NAME)
#undef PAYAUDIT_KIND_NAME
};

const Grammar& grammar() {
  static const Grammar grammar(tree_sitter_python(), kKinds, kCodeFields);
  assert(grammar.unknown_kinds().empty());
  return grammar;
}

using F = NodeField;

}  // namespace

Code read_python(const Source& source) {
  return PythonLowering(source).lower();
}

PythonLowering::PythonLowering(const Source& source) : Lowering(source, grammar(), "python") {}

Code PythonLowering::lower() {
  const SyntaxNode root = tree_.root();
  b_.code().dialect = {.modules = ModuleStyle::dotted, .constructor = "__init__", .is_type_called = true};
  b_.open_function("<module>", root.span(), {}, kNoType);
  outer_names_.emplace_back();
  statements(root);
  b_.close_function();
  return finish();
}

void PythonLowering::import(SyntaxNode node) {
  const bool is_future = kind(node) == Python::future_import_statement;
  for (const SyntaxNode each : node.children()) {
    if (!is_in(each, F::name)) continue;
    Import import;
    import.span = node.span();
    const bool has_alias = kind(each) == Python::aliased_import;
    const std::string_view name = written(has_alias ? child(each, F::name) : each);
    if (has_alias) import.alias = child(each, F::alias).text();
    if (is_future) {
      import.module = "__future__";
      import.name = name;
    } else {
      import.module = name;
      if (!has_alias && name.find('.') == std::string_view::npos) import.alias = name;
    }
    b_.code().imports.push_back(import);
  }
}

void PythonLowering::import_from(SyntaxNode node) {
  const std::string_view module = written(child(node, F::module_name));
  if (child(node, Python::wildcard_import)) {
    b_.code().imports.push_back({module, "*", {}, node.span()});
  }
  for (const SyntaxNode each : node.children()) {
    if (!is_in(each, F::name)) continue;
    const bool has_alias = kind(each) == Python::aliased_import;
    const std::string_view name = written(has_alias ? child(each, F::name) : each);
    b_.code().imports.push_back({module, name, has_alias ? child(each, F::alias).text() : name, node.span()});
  }
}

void PythonLowering::decorated(SyntaxNode node) {
  std::vector<Annotation> annotations;
  for (const SyntaxNode each : node.children()) {
    if (kind(each) == Python::decorator) annotations.push_back(annotation(each));
  }
  const SyntaxNode definition = child(node, F::definition);
  if (kind(definition) == Python::class_definition) return type(definition, std::move(annotations));
  const bool is_method = b_.is_in_function() && b_.function().name == "<fields>";
  function(definition, std::move(annotations), is_method);
}

void PythonLowering::type(SyntaxNode node, std::vector<Annotation> annotations) {
  const SyntaxNode name = child(node, F::name);
  const TypeId id = b_.open_type(name.text(), node.span(), name.span());
  b_.type().annotations = std::move(annotations);
  for (const SyntaxNode base : child(node, F::superclasses).children()) {
    if (!base.is_named() || kind(base) == Python::keyword_argument) continue;
    b_.type().bases.push_back(written(base));
  }
  const SyntaxNode body = child(node, F::body);
  for (const SyntaxNode each : body.children()) {
    if (kind(each) != Python::expression_statement) continue;
    for (const SyntaxNode inner : each.children()) declare_field(inner, id);
  }
  b_.open_function("<fields>", body.span(), {}, id);
  outer_names_.emplace_back();
  statements(body);
  outer_names_.pop_back();
  b_.close_function();
  b_.close_type();
}

void PythonLowering::declare_field(SyntaxNode assignment, TypeId type) {
  if (kind(assignment) != Python::assignment) return;
  const SyntaxNode name = child(assignment, F::left);
  if (kind(name) != Python::identifier) return;
  Field field;
  field.name = name.text();
  field.type = written(child(assignment, F::type));
  // With an annotation and no value it is a declaration of what instances have.
  field.is_static = static_cast<bool>(child(assignment, F::right));
  field.span = assignment.span();
  field.name_span = name.span();
  add_field(type, std::move(field));
}

void PythonLowering::add_field(TypeId type, Field field) {
  std::vector<Field>& fields = b_.code().types[type].fields;
  const auto same = [&](const Field& other) { return other.name == field.name; };
  if (std::none_of(fields.begin(), fields.end(), same)) fields.push_back(std::move(field));
}

void PythonLowering::function(SyntaxNode node, std::vector<Annotation> annotations, bool is_method) {
  const SyntaxNode name = child(node, F::name);
  const auto is_static = [](const Annotation& each) { return each.name == "staticmethod"; };
  const bool has_self = is_method && std::none_of(annotations.begin(), annotations.end(), is_static);
  b_.open_function(name.text(), node.span(), name.span(), is_method ? b_.current_type() : kNoType);
  outer_names_.emplace_back();
  b_.function().annotations = std::move(annotations);
  b_.function().result_type = written(child(node, F::return_type));
  for (const Annotation& each : b_.function().annotations) {
    const std::string_view mark = each.name.substr(each.name.rfind('.') + 1);  // npos + 1 is 0
    b_.function().is_getter |= is_method && (mark == "property" || mark == "cached_property");
    b_.function().is_setter |= is_method && mark == "setter";
  }
  parameters(child(node, F::parameters), has_self);
  statements(child(node, F::body));
  if (is_method && name.text() == "__init__") b_.add_fields_set_by(b_.function());
  outer_names_.pop_back();
  b_.close_function();
}

void PythonLowering::parameters(SyntaxNode list, bool is_method) {
  bool is_self = is_method;
  for (const SyntaxNode each : list.children()) {
    if (!each.is_named()) continue;
    parameter(each, is_self);
    is_self = false;
  }
}

void PythonLowering::parameter(SyntaxNode node, bool is_self) {
  SyntaxNode name = node;
  const SyntaxNode value = child(node, F::value);
  switch (kind(node)) {
    case Python::identifier:
    case Python::list_splat_pattern:
    case Python::dictionary_splat_pattern: break;
    case Python::default_parameter:
    case Python::typed_default_parameter: name = child(node, F::name); break;
    case Python::typed_parameter: name = node.first_named(); break;
    case Python::tuple_pattern: {
      const Reg tuple = b_.parameter({}, {}, node.span());
      return store_parts(node, tuple, node.span());
    }
    default: return;  // `/` and `*`
  }
  Parameter::Takes takes = Parameter::Takes::one;
  if (kind(name) == Python::list_splat_pattern || kind(name) == Python::dictionary_splat_pattern) {
    const bool is_list = kind(name) == Python::list_splat_pattern;
    takes = is_list ? Parameter::Takes::rest : Parameter::Takes::named_rest;
    name = name.first_named();
  }
  const std::string_view type = written(child(node, F::type));
  if (is_self) {
    b_.function().self = b_.declare_in_function(name.text(), type, node.span());
    return;
  }
  const Reg parameter = b_.parameter(name.text(), type, node.span());
  b_.function().parameters.back().takes = takes;
  if (value) fill_default(parameter, value, node.span(), name.span());
}

Annotation PythonLowering::annotation(SyntaxNode decorator) {
  Annotation annotation;
  annotation.span = decorator.span();
  const SyntaxNode expression = decorator.first_named();
  if (kind(expression) != Python::call) {
    annotation.name = written(expression);
    return annotation;
  }
  annotation.name = written(child(expression, F::function));
  std::vector<AnnotationArgument> arguments;
  for (const SyntaxNode each : child(expression, F::arguments).children()) {
    if (!each.is_named()) continue;
    if (kind(each) == Python::keyword_argument) {
      arguments.push_back({child(each, F::name).text(), annotation_text(child(each, F::value))});
    } else {
      arguments.push_back({{}, annotation_text(each)});
    }
  }
  annotation.arguments = b_.code().arena.keep(std::span<const AnnotationArgument>(arguments));
  return annotation;
}

std::string_view PythonLowering::annotation_text(SyntaxNode value) {
  if (kind(value) != Python::string || child(value, Python::interpolation)) return written(value);
  return string_text(value, {});
}

}  // namespace payaudit

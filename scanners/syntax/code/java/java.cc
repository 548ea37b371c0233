// Java's declarations: packages, imports, types, members, annotations.
#include "scanners/syntax/code/java/java.h"

#include <cassert>

#include "scanners/syntax/code/java/lowering.h"
#include "scanners/syntax/grammars/grammars.h"

namespace payaudit {
namespace {

constexpr std::string_view kKinds[] = {
#define PAYAUDIT_KIND_NAME(name) #name,
    PAYAUDIT_JAVA_KINDS(PAYAUDIT_KIND_NAME)
#undef PAYAUDIT_KIND_NAME
};

const Grammar& grammar() {
  static const Grammar grammar(tree_sitter_java(), kKinds, kCodeFields);
  assert(grammar.unknown_kinds().empty());
  return grammar;
}

using F = NodeField;

}  // namespace

Code read_java(const Source& source) {
  return JavaLowering(source).lower();
}

JavaLowering::JavaLowering(const Source& source) : Lowering(source, grammar(), "java") {}

Code JavaLowering::lower() {
  b_.code().dialect = {.modules = ModuleStyle::type, .has_bare_members = true};
  for (const SyntaxNode node : tree_.root().children()) top_level(node);
  return finish();
}

void JavaLowering::top_level(SyntaxNode node) {
  if (is_type_declaration(node)) return type(node);
  switch (kind(node)) {
    case Java::package_declaration: b_.code().package = written(last_named(node)); return;
    case Java::import_declaration: import(node); return;
    case Java::method_declaration: method(node, {}); return;
    default: break;
  }
  if (!node.is_error()) return;
  for (const SyntaxNode each : node.children()) top_level(each);
}

void JavaLowering::import(SyntaxNode node) {
  Import import;
  import.span = node.span();
  bool takes_everything = false;
  SyntaxNode path;
  for (const SyntaxNode each : node.children()) {
    if (kind(each) == Java::asterisk) takes_everything = true;
    if (kind(each) == Java::identifier || kind(each) == Java::scoped_identifier) path = each;
  }
  if (takes_everything) {
    import.module = written(path);
    import.name = "*";
  } else if (const SyntaxNode scope = child(path, F::scope)) {
    import.module = written(scope);
    import.name = child(path, F::name).text();
    import.alias = import.name;
  } else {
    import.module = written(path);
  }
  b_.code().imports.push_back(import);
}

bool JavaLowering::is_type_declaration(SyntaxNode node) {
  switch (kind(node)) {
    case Java::class_declaration:
    case Java::interface_declaration:
    case Java::enum_declaration:
    case Java::record_declaration:
    case Java::annotation_type_declaration: return true;
    default: return false;
  }
}

void JavaLowering::type(SyntaxNode node) {
  const SyntaxNode name = child(node, F::name);
  b_.open_type(name.text(), node.span(), name.span());
  b_.type().annotations = annotations(child(node, Java::modifiers));
  if (const SyntaxNode superclass = child(node, F::superclass)) {
    b_.type().bases.push_back(written(superclass.first_named()));
  }
  bases(child(child(node, F::interfaces), Java::type_list));
  bases(child(child(node, Java::extends_interfaces), Java::type_list));
  type_body(child(node, F::body), child(node, F::parameters));
  b_.close_type();
}

void JavaLowering::bases(SyntaxNode list) {
  for (const SyntaxNode base : list.children()) {
    if (base.is_named()) b_.type().bases.push_back(written(base));
  }
}

void JavaLowering::type_body(SyntaxNode body, SyntaxNode record_parameters) {
  for (const SyntaxNode component : record_parameters.children()) {
    if (kind(component) != Java::formal_parameter) continue;
    const SyntaxNode name = child(component, F::name);
    Field field;
    field.name = name.text();
    field.type = type_text(child(component, F::type), child(component, F::dimensions));
    field.annotations = annotations(child(component, Java::modifiers));
    field.is_constant = true;
    field.span = component.span();
    field.name_span = name.span();
    b_.type().fields.push_back(std::move(field));
  }
  for (const SyntaxNode each : body.children()) declare_fields(each);
  initializers(body);
  for (const SyntaxNode each : body.children()) member(each, record_parameters);
}

void JavaLowering::anonymous_type(SyntaxNode creation, SyntaxNode body) {
  b_.open_type({}, creation.span(), {});
  b_.type().bases.push_back(written(child(creation, F::type)));
  type_body(body, {});
  b_.close_type();
}

void JavaLowering::declare_fields(SyntaxNode member) {
  switch (kind(member)) {
    case Java::enum_body_declarations:
      for (const SyntaxNode each : member.children()) declare_fields(each);
      return;
    case Java::enum_constant: {
      const SyntaxNode name = child(member, F::name);
      Field field;
      field.name = name.text();
      field.type = b_.type().name;
      field.annotations = annotations(child(member, Java::modifiers));
      field.is_static = true;
      field.is_constant = true;
      field.span = member.span();
      field.name_span = name.span();
      b_.type().fields.push_back(std::move(field));
      return;
    }
    case Java::field_declaration:
    case Java::constant_declaration: break;
    default: return;
  }
  const SyntaxNode modifiers = child(member, Java::modifiers);
  const bool is_of_interface = kind(member) == Java::constant_declaration;
  for (const SyntaxNode declarator : member.children()) {
    if (kind(declarator) != Java::variable_declarator) continue;
    const SyntaxNode name = child(declarator, F::name);
    Field field;
    field.name = name.text();
    field.type = type_text(child(member, F::type), child(declarator, F::dimensions));
    field.annotations = annotations(modifiers);
    field.is_static = is_of_interface || has_token(modifiers, "static");
    field.is_constant = is_of_interface || has_token(modifiers, "final");
    field.span = member.span();
    field.name_span = name.span();
    b_.type().fields.push_back(std::move(field));
  }
}

// `<fields>`: everything that runs when the class is loaded or an object made, in source order.
void JavaLowering::initializers(SyntaxNode body) {
  const auto runs = [&](auto& self, SyntaxNode member) -> bool {
    switch (kind(member)) {
      case Java::enum_constant:
      case Java::static_initializer:
      case Java::block: return true;
      case Java::field_declaration:
      case Java::constant_declaration:
        for (const SyntaxNode each : member.children()) {
          if (child(each, F::value)) return true;
        }
        return false;
      case Java::enum_body_declarations:
        for (const SyntaxNode each : member.children()) {
          if (self(self, each)) return true;
        }
        return false;
      default: return false;
    }
  };
  bool runs_something = false;
  for (const SyntaxNode each : body.children()) runs_something = runs_something || runs(runs, each);
  if (!runs_something) return;
  b_.open_function("<fields>", body.span(), {}, b_.current_type());
  b_.function().self = b_.declare_in_function("this", b_.type().name, {});
  for (const SyntaxNode each : body.children()) initialize(each);
  b_.close_function();
}

void JavaLowering::initialize(SyntaxNode member) {
  switch (kind(member)) {
    case Java::enum_body_declarations:
      for (const SyntaxNode each : member.children()) initialize(each);
      return;
    case Java::enum_constant: {
      const SyntaxNode name = child(member, F::name);
      const std::string_view type = b_.type().name;
      const Reg value =
          b_.construct(type, arguments(child(member, F::arguments)), member.span(), name.span());
      const Reg constant = b_.declare_in_function(name.text(), type, member.span());
      b_.copy(constant, value, member.span(), name.span());
      if (const SyntaxNode body = child(member, F::body)) {
        b_.open_type({}, member.span(), {});
        b_.type().bases.push_back(type);
        type_body(body, {});
        b_.close_type();
      }
      return;
    }
    case Java::static_initializer: return scoped(child(member, Java::block));
    case Java::block: return scoped(member);
    case Java::field_declaration:
    case Java::constant_declaration:
      for (const SyntaxNode declarator : member.children()) {
        if (kind(declarator) != Java::variable_declarator || !child(declarator, F::value)) continue;
        const SyntaxNode name = child(declarator, F::name);
        const Reg value = named(child(declarator, F::value), child(declarator, F::name).text());
        const Reg variable = b_.declare_in_function(
            name.text(), type_text(child(member, F::type), child(declarator, F::dimensions)), name.span());
        b_.copy(variable, value, declarator.span(), name.span());
      }
      return;
    default: return;
  }
}

void JavaLowering::member(SyntaxNode node, SyntaxNode record_parameters) {
  if (is_type_declaration(node)) return type(node);
  switch (kind(node)) {
    case Java::method_declaration:
    case Java::constructor_declaration:
    case Java::annotation_type_element_declaration: return method(node, child(node, F::parameters));
    case Java::compact_constructor_declaration: return method(node, record_parameters);
    case Java::enum_body_declarations:
      for (const SyntaxNode each : node.children()) member(each, {});
      return;
    default: break;
  }
  if (!node.is_error()) return;
  for (const SyntaxNode each : node.children()) member(each, {});
}

void JavaLowering::method(SyntaxNode node, SyntaxNode parameter_list) {
  const SyntaxNode name = child(node, F::name);
  const SyntaxNode modifiers = child(node, Java::modifiers);
  b_.open_function(name.text(), node.span(), name.span(), b_.current_type());
  b_.function().annotations = annotations(modifiers);
  b_.function().result_type = type_text(child(node, F::type), child(node, F::dimensions));
  if (b_.current_type() != kNoType && !has_token(modifiers, "static")) {
    b_.function().self = b_.declare_in_function("this", b_.type().name, {});
  }
  parameters(parameter_list);
  statements(child(node, F::body));
  b_.close_function();
}

void JavaLowering::parameters(SyntaxNode list) {
  for (const SyntaxNode each : list.children()) parameter(each);
}

void JavaLowering::parameter(SyntaxNode node) {
  switch (kind(node)) {
    case Java::identifier: b_.parameter(node.text(), {}, node.span()); return;
    case Java::formal_parameter:
      b_.parameter(child(node, F::name).text(), type_text(child(node, F::type), child(node, F::dimensions)),
                   node.span());
      break;
    case Java::spread_parameter: {
      SyntaxNode name;
      SyntaxNode type;
      for (const SyntaxNode each : node.children()) {
        if (kind(each) == Java::variable_declarator) {
          name = child(each, F::name);
        } else if (each.is_named() && kind(each) != Java::modifiers) {
          type = each;
        }
      }
      b_.parameter(name.text(), b_.keep(std::string(written(type)) + "..."), node.span());
      b_.function().parameters.back().takes = Parameter::Takes::rest;
      break;
    }
    default: return;
  }
  b_.function().parameters.back().annotations = annotations(child(node, Java::modifiers));
}

std::vector<Annotation> JavaLowering::annotations(SyntaxNode modifiers) {
  std::vector<Annotation> found;
  for (const SyntaxNode each : modifiers.children()) {
    if (kind(each) == Java::annotation || kind(each) == Java::marker_annotation) {
      found.push_back(annotation(each));
    }
  }
  return found;
}

Annotation JavaLowering::annotation(SyntaxNode node) {
  Annotation annotation;
  annotation.name = written(child(node, F::name));
  annotation.span = node.span();
  std::vector<AnnotationArgument> arguments;
  for (const SyntaxNode each : child(node, F::arguments).children()) {
    if (!each.is_named()) continue;
    if (kind(each) == Java::element_value_pair) {
      arguments.push_back({child(each, F::key).text(), annotation_text(child(each, F::value))});
    } else {
      arguments.push_back({{}, annotation_text(each)});
    }
  }
  annotation.arguments = b_.code().arena.keep(std::span<const AnnotationArgument>(arguments));
  return annotation;
}

std::string_view JavaLowering::annotation_text(SyntaxNode value) {
  if (kind(value) != Java::string_literal) return written(value);
  const std::string_view text = value.text();
  return text.size() < 2 ? text : unescape(text.substr(1, text.size() - 2), b_.code().arena);
}

std::string_view JavaLowering::type_text(SyntaxNode type, SyntaxNode dimensions) {
  if (!dimensions) return written(type);
  return b_.keep(std::string(written(type)) + std::string(written(dimensions)));
}

}  // namespace payaudit

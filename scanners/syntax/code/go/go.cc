// Go's declarations: packages, imports, types, functions.
#include "scanners/syntax/code/go/go.h"

#include <algorithm>
#include <cassert>

#include "scanners/syntax/code/go/lowering.h"
#include "scanners/syntax/grammars/grammars.h"

namespace payaudit {
namespace {

constexpr std::string_view kKinds[] = {
#define PAYAUDIT_KIND_NAME(name) #name,
    PAYAUDIT_GO_KINDS(PAYAUDIT_KIND_NAME)
#undef PAYAUDIT_KIND_NAME
};

const Grammar& grammar() {
  static const Grammar grammar(tree_sitter_go(), kKinds, kCodeFields);
  assert(grammar.unknown_kinds().empty());
  return grammar;
}

using F = NodeField;

bool is_identifier(std::string_view text) {
  const auto is_part = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
  };
  return !text.empty() && std::all_of(text.begin(), text.end(), is_part);
}

bool is_version(std::string_view part) {
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  return part.size() > 1 && part[0] == 'v' && std::all_of(part.begin() + 1, part.end(), is_digit);
}

// The name that a package most likely has: the last part of its path that is no version.
std::string_view package_name(std::string_view path) {
  size_t slash = path.rfind('/');
  if (slash != std::string_view::npos && is_version(path.substr(slash + 1))) {
    path = path.substr(0, slash);
    slash = path.rfind('/');
  }
  const std::string_view last = slash == std::string_view::npos ? path : path.substr(slash + 1);
  return is_identifier(last) ? last : std::string_view();
}

}  // namespace

Code read_go(const Source& source) {
  return GoLowering(source).lower();
}

GoLowering::GoLowering(const Source& source) : Lowering(source, grammar(), "go") {}

Code GoLowering::lower() {
  const SyntaxNode root = tree_.root();
  b_.code().dialect = {.modules = ModuleStyle::folder,
                       .has_shape_interfaces = true,
                       .has_value_objects = true,
                       .returns_several = true};
  b_.open_function("<module>", root.span(), {}, kNoType);
  functions_.emplace_back();
  // Methods may stand before the type that owns them.
  for (const SyntaxNode each : root.children()) {
    if (kind(each) == Go::type_declaration) types(each);
  }
  for (const SyntaxNode each : root.children()) {
    switch (kind(each)) {
      case Go::package_clause: b_.code().package = each.first_named().text(); break;
      case Go::import_declaration: imports(each); break;
      case Go::type_declaration: break;
      default:
        if (each.is_named()) statement(each);
    }
  }
  close_function();
  return finish();
}

void GoLowering::imports(SyntaxNode node) {
  for (const SyntaxNode each : node.children()) {
    if (kind(each) == Go::import_spec) import(each);
    if (kind(each) == Go::import_spec_list) imports(each);
  }
}

void GoLowering::import(SyntaxNode spec) {
  Import import;
  import.span = spec.span();
  import.module = text_of(child(spec, F::path));
  const SyntaxNode name = child(spec, F::name);
  if (kind(name) == Go::dot) {
    import.name = "*";
  } else {
    import.alias = name ? name.text() : package_name(import.module);
  }
  b_.code().imports.push_back(import);
}

void GoLowering::types(SyntaxNode declaration) {
  for (const SyntaxNode each : declaration.children()) {
    if (kind(each) == Go::type_spec || kind(each) == Go::type_alias) type(each);
  }
}

void GoLowering::type(SyntaxNode spec) {
  const SyntaxNode name = child(spec, F::name);
  const SyntaxNode definition = child(spec, F::type);
  types_[name.text()] = b_.open_type(name.text(), spec.span(), name.span());
  switch (kind(definition)) {
    case Go::struct_type: struct_fields(child(definition, Go::field_declaration_list)); break;
    case Go::interface_type: interface_methods(definition); break;
    default:
      if (definition) b_.type().bases.push_back(written(definition));
  }
  b_.close_type();
}

void GoLowering::struct_fields(SyntaxNode list) {
  for (const SyntaxNode each : list.children()) {
    if (kind(each) != Go::field_declaration) continue;
    Field field;
    field.type = written(child(each, F::type));
    field.annotations = tags(child(each, F::tag));
    field.span = each.span();
    bool has_name = false;
    for (const SyntaxNode name : each.children()) {
      if (!is_in(name, F::name) || !name.is_named()) continue;
      field.name = name.text();
      field.name_span = name.span();
      b_.type().fields.push_back(field);
      has_name = true;
    }
    if (!has_name) b_.type().bases.push_back(field.type);
  }
}

void GoLowering::interface_methods(SyntaxNode node) {
  for (const SyntaxNode each : node.children()) {
    if (kind(each) == Go::type_elem) b_.type().bases.push_back(written(each));
    if (kind(each) != Go::method_elem) continue;
    const SyntaxNode name = child(each, F::name);
    b_.open_function(name.text(), each.span(), name.span(), b_.current_type());
    functions_.emplace_back();
    function_parts(each);
    close_function();
  }
}

// `json:"pan,omitempty" db:"pan"`: keys and quoted values.
std::vector<Annotation> GoLowering::tags(SyntaxNode literal) {
  std::vector<Annotation> found;
  const std::string_view text = text_of(literal);
  // Places are exact only where the literal has no escapes: tags are raw strings.
  const bool is_exact = kind(literal) == Go::raw_string_literal;
  const uint32_t begin = literal.span().begin + 1;
  size_t at = 0;
  while (at < text.size()) {
    at = text.find_first_not_of(" \t\r\n", at);
    if (at == std::string_view::npos) break;
    const size_t colon = text.find(":\"", at);
    if (colon == std::string_view::npos) break;
    size_t end = colon + 2;
    while (end < text.size() && text[end] != '"') end += text[end] == '\\' ? 2 : 1;
    if (end >= text.size()) break;
    Annotation annotation;
    annotation.name = text.substr(at, colon - at);
    const std::string_view value = text.substr(colon + 2, end - colon - 2);
    const AnnotationArgument argument{{}, unescape(value, b_.code().arena)};
    annotation.arguments = b_.code().arena.keep(std::span<const AnnotationArgument>(&argument, 1));
    annotation.span = is_exact
                          ? Span{begin + static_cast<uint32_t>(at), begin + static_cast<uint32_t>(end) + 1}
                          : literal.span();
    found.push_back(std::move(annotation));
    at = end + 1;
  }
  return found;
}

void GoLowering::function(SyntaxNode node) {
  const SyntaxNode name = child(node, F::name);
  SyntaxNode receiver;
  for (const SyntaxNode each : child(node, F::receiver).children()) {
    if (kind(each) == Go::parameter_declaration) receiver = each;
  }
  SyntaxNode owner = child(receiver, F::type);
  while (kind(owner) == Go::pointer_type || kind(owner) == Go::generic_type ||
         kind(owner) == Go::parenthesized_type) {
    owner = owner.first_named();
  }
  const auto at = types_.find(owner.text());
  b_.open_function(name.text(), node.span(), name.span(), at == types_.end() ? kNoType : at->second);
  functions_.emplace_back();
  if (receiver) {
    const SyntaxNode self = child(receiver, F::name);
    b_.function().self =
        b_.declare_in_function(self.text(), written(child(receiver, F::type)), receiver.span());
  }
  function_parts(node);
  close_function();
}

void GoLowering::function_parts(SyntaxNode node) {
  parameters(child(node, F::parameters));
  const SyntaxNode result = child(node, F::result);
  b_.function().result_type = written(result);
  if (kind(result) == Go::parameter_list) {
    for (const SyntaxNode each : result.children()) {
      for (const SyntaxNode name : each.children()) {
        if (!is_in(name, F::name) || !name.is_named()) continue;
        functions_.back().results.push_back(
            b_.declare_in_function(name.text(), written(child(each, F::type)), name.span()));
      }
    }
  }
  // Parameters, results and the body share one scope.
  statements(child(node, F::body));
}

void GoLowering::close_function() {
  // A label that stands nowhere is not valid Go; its jumps leave the function.
  for (const auto& [name, label] : functions_.back().labels) {
    if (!label.is_placed) b_.place(label.number, {b_.function().span.end, b_.function().span.end});
  }
  functions_.pop_back();
  b_.close_function();
}

void GoLowering::parameters(SyntaxNode list) {
  for (const SyntaxNode each : list.children()) {
    const bool is_variadic = kind(each) == Go::variadic_parameter_declaration;
    if (!is_variadic && kind(each) != Go::parameter_declaration) continue;
    std::string_view type = written(child(each, F::type));
    if (is_variadic) type = b_.keep("..." + std::string(type));
    bool has_name = false;
    for (const SyntaxNode name : each.children()) {
      if (!is_in(name, F::name) || !name.is_named()) continue;
      b_.parameter(name.text(), type, name.span());
      if (is_variadic) b_.function().parameters.back().takes = Parameter::Takes::rest;
      has_name = true;
    }
    if (has_name) continue;
    b_.parameter({}, type, each.span());
    if (is_variadic) b_.function().parameters.back().takes = Parameter::Takes::rest;
  }
}

}  // namespace payaudit

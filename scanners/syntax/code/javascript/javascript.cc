// Declarations of JavaScript and TypeScript: imports, classes, types, functions, decorators.
#include "scanners/syntax/code/javascript/javascript.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "scanners/syntax/code/javascript/lowering.h"
#include "scanners/syntax/code/javascript/spelling.h"
#include "scanners/syntax/grammars/grammars.h"

namespace payaudit {
namespace {

constexpr std::string_view kKinds[] = {
#define PAYAUDIT_KIND_NAME(name) #name,
    PAYAUDIT_JAVASCRIPT_KINDS(PAYAUDIT_KIND_NAME)
#undef PAYAUDIT_KIND_NAME
};

const Grammar& javascript() {
  static const Grammar grammar(tree_sitter_javascript(), kKinds, kCodeFields);
  return grammar;
}
const Grammar& typescript() {
  static const Grammar grammar(tree_sitter_typescript(), kKinds, kCodeFields);
  return grammar;
}
const Grammar& tsx() {
  static const Grammar grammar(tree_sitter_tsx(), kKinds, kCodeFields);
  return grammar;
}

using F = NodeField;

// The tree with the fewest errors: of the text as it is, or, where the grammar refuses some of it, of the
// text spelled as the grammar knows it.
SyntaxTree parse_best(const Source& source, const Grammar& grammar) {
  SyntaxTree tree = parse(source, grammar);
  if (tree.error_count() == 0) return tree;
  const std::optional<std::string> spelling = javascript_reader::respelled(source.bytes());
  if (!spelling) return tree;
  SyntaxTree other = parse(source, grammar, *spelling);
  const bool is_better = other.size() > 0 && other.error_count() < tree.error_count();
  return is_better ? std::move(other) : std::move(tree);
}

}  // namespace

// Flow's types are nearly those of TypeScript: a file with them is read as that, if it is valid then.
Code read_javascript(const Source& source) {
  SyntaxTree tree = parse_best(source, javascript());
  if (tree.error_count() > 0) {
    if (SyntaxTree typed = parse_best(source, tsx()); typed.gaps().empty()) tree = std::move(typed);
  }
  return JavascriptLowering(source, std::move(tree), "javascript").lower();
}
Code read_typescript(const Source& source) {
  return JavascriptLowering(source, parse_best(source, typescript()), "typescript").lower();
}
Code read_tsx(const Source& source) {
  return JavascriptLowering(source, parse_best(source, tsx()), "typescript").lower();
}

JavascriptLowering::JavascriptLowering(const Source& source, SyntaxTree tree, std::string_view language)
    : Lowering(source, std::move(tree), language) {}

Code JavascriptLowering::lower() {
  const SyntaxNode root = tree_.root();
  b_.code().dialect = {.modules = ModuleStyle::path, .constructor = "constructor"};
  b_.open_function("<module>", root.span(), {}, kNoType);
  statements(root);
  b_.close_function();
  return finish();
}

void JavascriptLowering::import(SyntaxNode node) {
  const Span span = node.span();
  std::vector<Import>& imports = b_.code().imports;
  if (const SyntaxNode required = child(node, Js::import_require_clause)) {
    imports.push_back(
        {string_text(child(required, F::source)), {}, child(required, Js::identifier).text(), span});
    return;
  }
  const std::string_view module = string_text(child(node, F::source));
  const SyntaxNode clause = child(node, Js::import_clause);
  if (!clause) imports.push_back({module, {}, {}, span});
  for (const SyntaxNode each : clause.children()) {
    switch (kind(each)) {
      case Js::identifier: imports.push_back({module, "default", each.text(), span}); break;
      case Js::namespace_import: imports.push_back({module, {}, each.first_named().text(), span}); break;
      case Js::named_imports:
        for (const SyntaxNode specifier : each.children()) {
          if (kind(specifier) != Js::import_specifier) continue;
          const std::string_view name = property_name(child(specifier, F::name));
          const SyntaxNode alias = child(specifier, F::alias);
          imports.push_back({module, name, alias ? alias.text() : name, span});
        }
        break;
      default: break;
    }
  }
}

// `const x = require("m")`, also with `.name` behind it or a pattern before it.
void JavascriptLowering::import_required(SyntaxNode declarator) {
  const SyntaxNode name = child(declarator, F::name);
  SyntaxNode value = child(declarator, F::value);
  std::string_view taken;
  if (kind(value) == Js::await_expression) value = value.first_named();
  if (kind(value) == Js::member_expression) {
    taken = child(value, F::property).text();
    value = child(value, F::object);
  }
  if (kind(value) != Js::call_expression) return;
  const SyntaxNode callee = child(value, F::function);
  const SyntaxNode module = child(value, F::arguments).first_named();
  const bool is_require =
      (kind(callee) == Js::identifier && callee.text() == "require") || kind(callee) == Js::import;
  if (!is_require || kind(module) != Js::string) return;
  Import import{string_text(module), taken, {}, declarator.span()};
  if (kind(name) != Js::object_pattern) {
    import.alias = name.text();
    b_.code().imports.push_back(import);
    return;
  }
  for (const SyntaxNode each : name.children()) {
    if (kind(each) == Js::shorthand_property_identifier_pattern) {
      import.name = import.alias = each.text();
    } else if (kind(each) == Js::pair_pattern && kind(child(each, F::value)) == Js::identifier) {
      import.name = property_name(child(each, F::key));
      import.alias = child(each, F::value).text();
    } else {
      continue;
    }
    b_.code().imports.push_back(import);
  }
}

void JavascriptLowering::re_export(SyntaxNode node) {
  const std::string_view module = string_text(child(node, F::source));
  const SyntaxNode clause = child(node, Js::export_clause);
  if (!clause) {
    b_.code().imports.push_back({module, "*", {}, node.span()});
    // `export * from "x"`, `export * as y from "x"`
    const SyntaxNode space = child(node, Js::namespace_export);
    const std::string_view name = space ? property_name(space.first_named()) : std::string_view("*");
    b_.code().exports.push_back({name, kNoReg, module, "*", node.span()});
  }
  for (const SyntaxNode each : clause.children()) {
    if (kind(each) != Js::export_specifier) continue;
    const std::string_view taken = property_name(child(each, F::name));
    b_.code().imports.push_back({module, taken, {}, node.span()});
    const SyntaxNode alias = child(each, F::alias);
    b_.code().exports.push_back({alias ? property_name(alias) : taken, kNoReg, module, taken, each.span()});
  }
}

void JavascriptLowering::export_list(SyntaxNode clause) {
  for (const SyntaxNode each : clause.children()) {
    if (kind(each) != Js::export_specifier) continue;
    const SyntaxNode name = child(each, F::name);
    const SyntaxNode alias = child(each, F::alias);
    const Reg value = b_.read(property_name(name), name.span());
    b_.code().exports.push_back({property_name(alias ? alias : name), value, {}, {}, each.span()});
  }
}

// `module.exports = …`, `exports.name = …`
void JavascriptLowering::export_assigned(SyntaxNode target, Reg value) {
  if (kind(target) != Js::member_expression || b_.function_depth() != 1) return;
  const std::string_view object = child(target, F::object).text();
  const std::string_view name = child(target, F::property).text();
  if (object == "module" && name == "exports") {
    b_.code().exports.push_back({"=", value, {}, {}, target.span()});
  } else if (object == "exports" || object == "module.exports") {
    b_.code().exports.push_back({name, value, {}, {}, target.span()});
  }
}

void JavascriptLowering::export_statement(SyntaxNode node) {
  if (child(node, F::source)) return re_export(node);
  const bool is_default = has_token(node, "default");
  if (const SyntaxNode declaration = child(node, F::declaration)) {
    std::vector<Annotation> annotations = decorators(node);
    switch (kind(declaration)) {
      case Js::class_declaration:
      case Js::abstract_class_declaration: {
        std::vector<Annotation> inner = decorators(declaration);
        annotations.insert(annotations.end(), inner.begin(), inner.end());
        type(declaration, std::move(annotations));
        break;
      }
      default: statement(declaration);
    }
    if (is_default) export_default(child(declaration, F::name), node.span());
    return;
  }
  if (const SyntaxNode clause = child(node, Js::export_clause)) return export_list(clause);
  for (const SyntaxNode each : node.children()) {
    if (!each.is_named() || kind(each) == Js::decorator) continue;
    if (is_default && is_in(each, F::value)) {
      const Reg value = expression(each);
      if (b_.function_depth() == 1) b_.code().exports.push_back({"default", value, {}, {}, node.span()});
    } else {
      statement(each);
    }
  }
}

void JavascriptLowering::export_default(SyntaxNode name, Span span) {
  if (!name || b_.function_depth() != 1) return;
  b_.code().exports.push_back({"default", b_.read(name.text(), name.span()), {}, {}, span});
}

void JavascriptLowering::type(SyntaxNode node, std::vector<Annotation> annotations) {
  const SyntaxNode name = child(node, F::name);
  b_.open_type(name.text(), node.span(), name.span());
  b_.type().annotations = std::move(annotations);
  heritage(child(node, Js::class_heritage));
  const SyntaxNode body = child(node, F::body);
  declare_fields(body);
  initializers(body);
  members(body);
  b_.close_type();
}

void JavascriptLowering::heritage(SyntaxNode node) {
  for (const SyntaxNode each : node.children()) {
    if (!each.is_named()) continue;
    switch (kind(each)) {
      case Js::extends_clause:
      case Js::implements_clause:
      case Js::extends_type_clause: heritage(each); break;
      case Js::type_arguments: {
        std::vector<std::string_view>& bases = b_.type().bases;
        if (!bases.empty()) bases.back() = b_.keep(std::string(bases.back()) + std::string(written(each)));
        break;
      }
      default: b_.type().bases.push_back(written(each));
    }
  }
}

void JavascriptLowering::declare_fields(SyntaxNode body) {
  for (const SyntaxNode each : body.children()) {
    SyntaxNode name;
    switch (kind(each)) {
      case Js::field_definition: name = child(each, F::property); break;
      case Js::public_field_definition:
      case Js::property_signature: name = child(each, F::name); break;
      default: continue;
    }
    Field field;
    field.name = property_name(name);
    field.type = type_of(each);
    field.annotations = decorators(each);
    field.is_static = has_token(each, "static");
    field.is_constant = has_token(each, "readonly");
    field.span = each.span();
    field.name_span = name.span();
    b_.type().fields.push_back(std::move(field));
  }
}

// `<fields>`: everything that runs when the class is made or an object is, in source order.
void JavascriptLowering::initializers(SyntaxNode body) {
  bool runs_something = false;
  for (const SyntaxNode each : body.children()) {
    const bool is_field = kind(each) == Js::field_definition || kind(each) == Js::public_field_definition;
    runs_something = runs_something || kind(each) == Js::class_static_block ||
                     (is_field && (child(each, F::value) || make_decorations(each, false)));
  }
  if (!runs_something) return;
  b_.open_function("<fields>", body.span(), {}, b_.current_type());
  b_.function().self = b_.declare_in_function("this", b_.type().name, {});
  for (const SyntaxNode each : body.children()) {
    if (kind(each) == Js::class_static_block) {
      statement(child(each, F::body));
      continue;
    }
    const SyntaxNode value = child(each, F::value);
    const bool is_field = kind(each) == Js::field_definition || kind(each) == Js::public_field_definition;
    if (is_field) make_decorations(each, true);
    if (!is_field || !value) continue;
    const SyntaxNode name =
        kind(each) == Js::field_definition ? child(each, F::property) : child(each, F::name);
    const Reg initial = named(value, property_name(name));
    b_.copy(b_.declare_in_function(property_name(name), type_of(each), name.span()), initial, each.span(),
            name.span());
  }
  b_.close_function();
}

// What a field's decorators are given that is made for it: `@Column({ transformer: new Transformer(…) })`.
// Whether there is any; made only where it is wanted.
bool JavascriptLowering::make_decorations(SyntaxNode node, bool is_wanted) {
  bool has_any = false;
  for (const SyntaxNode each : node.children()) {
    if (kind(each) != Js::decorator) continue;
    const SyntaxNode call = each.first_named();
    if (kind(call) != Js::call_expression) continue;
    for (const SyntaxNode argument : child(call, F::arguments).children()) {
      if (kind(argument) != Js::object) continue;
      for (const SyntaxNode pair : argument.children()) {
        const SyntaxNode value = kind(pair) == Js::pair ? child(pair, F::value) : SyntaxNode();
        if (!value || kind(value) != Js::new_expression) continue;
        has_any = true;
        if (is_wanted) expression(value);
      }
    }
  }
  return has_any;
}

void JavascriptLowering::members(SyntaxNode body) {
  std::vector<Annotation> annotations;
  for (const SyntaxNode each : body.children()) {
    switch (kind(each)) {
      case Js::decorator: annotations.push_back(annotation(each)); continue;
      case Js::method_definition:
      case Js::method_signature:
      case Js::abstract_method_signature: {
        std::vector<Annotation> inner = decorators(each);
        annotations.insert(annotations.end(), inner.begin(), inner.end());
        method(each, std::move(annotations));
        annotations = {};
        continue;
      }
      default: break;
    }
    if (each.is_error()) members(each);
  }
}

void JavascriptLowering::enum_type(SyntaxNode node) {
  const SyntaxNode name = child(node, F::name);
  const SyntaxNode body = child(node, F::body);
  b_.open_type(name.text(), node.span(), name.span());
  b_.open_function("<fields>", body.span(), {}, b_.current_type());
  for (const SyntaxNode each : body.children()) {
    if (!each.is_named()) continue;
    const bool has_value = kind(each) == Js::enum_assignment;
    const SyntaxNode constant = has_value ? child(each, F::name) : each;
    Field field;
    field.name = property_name(constant);
    field.is_static = true;
    field.is_constant = true;
    field.span = each.span();
    field.name_span = constant.span();
    b_.type().fields.push_back(field);
    if (!has_value) continue;
    const Reg value = expression(child(each, F::value));
    b_.copy(b_.declare_in_function(field.name, {}, constant.span()), value, each.span(), constant.span());
  }
  b_.close_function();
  b_.close_type();
}

// An interface, or an alias of an object type.
void JavascriptLowering::object_type(SyntaxNode node, SyntaxNode body) {
  const SyntaxNode name = child(node, F::name);
  b_.open_type(name.text(), node.span(), name.span());
  heritage(child(node, Js::extends_type_clause));
  declare_fields(body);
  members(body);
  b_.close_type();
}

void JavascriptLowering::method(SyntaxNode node, std::vector<Annotation> annotations) {
  const SyntaxNode name = child(node, F::name);
  b_.open_function(property_name(name), node.span(), name.span(), b_.current_type());
  b_.function().annotations = std::move(annotations);
  b_.function().is_getter = has_token(node, "get");
  b_.function().is_setter = has_token(node, "set");
  if (!has_token(node, "static")) {
    b_.function().self = b_.declare_in_function("this", b_.type().name, {});
  }
  function_parts(node);
  if (name.text() == "constructor") b_.add_fields_set_by(b_.function());
  b_.close_function();
}

FunctionId JavascriptLowering::function(SyntaxNode node, std::string_view name, Span name_span) {
  const FunctionId id = b_.open_function(name, node.span(), name_span, kNoType);
  function_parts(node);
  b_.close_function();
  return id;
}

void JavascriptLowering::function_parts(SyntaxNode node) {
  b_.function().result_type = written(child(node, F::return_type).first_named());
  if (const SyntaxNode single = child(node, F::parameter)) parameter(single);
  for (const SyntaxNode each : child(node, F::parameters).children()) {
    if (each.is_named()) parameter(each);
  }
  const SyntaxNode body = child(node, F::body);
  if (!body) return;
  if (kind(body) == Js::statement_block) {
    statements(body);
  } else {
    b_.ret(expression(body), body.span());
  }
}

void JavascriptLowering::parameter(SyntaxNode node) {
  SyntaxNode pattern = node;
  SyntaxNode otherwise;
  switch (kind(node)) {
    case Js::required_parameter:
    case Js::optional_parameter:
      pattern = child(node, F::pattern);
      otherwise = child(node, F::value);
      if (kind(pattern) == Js::this_) return;
      break;
    case Js::assignment_pattern:
      pattern = child(node, F::left);
      otherwise = child(node, F::right);
      break;
    default: break;
  }
  const bool is_rest = kind(pattern) == Js::rest_pattern;
  if (is_rest) pattern = pattern.first_named();
  const bool has_name = kind(pattern) == Js::identifier;
  const std::string_view type = type_of(node);
  const Reg reg = b_.parameter(has_name ? pattern.text() : std::string_view(), type, node.span());
  b_.function().parameters.back().annotations = decorators(node);
  if (is_rest) b_.function().parameters.back().takes = Parameter::Takes::rest;
  if (otherwise) fill_default(reg, otherwise, node.span(), pattern.span());
  if (!has_name) bind(pattern, reg, Binding::function, {}, node.span());
  // `constructor(private readonly pan: string)` declares and sets the field too.
  const bool is_property = child(node, Js::accessibility_modifier) || child(node, Js::override_modifier) ||
                           has_token(node, "readonly");
  if (is_property && has_name && b_.function().self != kNoReg) {
    b_.set_field(b_.function().self, pattern.text(), reg, node.span(), pattern.span());
  }
}

std::vector<Annotation> JavascriptLowering::decorators(SyntaxNode node) {
  std::vector<Annotation> found;
  for (const SyntaxNode each : node.children()) {
    if (kind(each) == Js::decorator) found.push_back(annotation(each));
  }
  return found;
}

Annotation JavascriptLowering::annotation(SyntaxNode decorator) {
  Annotation annotation;
  annotation.span = decorator.span();
  const SyntaxNode expression = decorator.first_named();
  if (kind(expression) != Js::call_expression) {
    annotation.name = written(expression);
    return annotation;
  }
  annotation.name = written(child(expression, F::function));
  std::vector<AnnotationArgument> arguments;
  for (const SyntaxNode each : child(expression, F::arguments).children()) {
    if (!each.is_named()) continue;
    if (kind(each) != Js::object) {
      arguments.push_back({{}, annotation_text(each)});
      continue;
    }
    for (const SyntaxNode pair : each.children()) {
      if (!pair.is_named()) continue;
      if (kind(pair) == Js::pair) {
        arguments.push_back({property_name(child(pair, F::key)), annotation_text(child(pair, F::value))});
      } else {
        arguments.push_back({{}, written(pair)});
      }
    }
  }
  annotation.arguments = b_.code().arena.keep(std::span<const AnnotationArgument>(arguments));
  return annotation;
}

std::string_view JavascriptLowering::annotation_text(SyntaxNode value) {
  return kind(value) == Js::string ? string_text(value) : written(value);
}

std::string_view JavascriptLowering::type_of(SyntaxNode node) {
  SyntaxNode type = child(node, F::type);
  if (!type) type = child(node, Js::type_annotation);
  if (kind(type) == Js::type_annotation) type = type.first_named();
  return written(type);
}

std::string_view JavascriptLowering::property_name(SyntaxNode name) {
  return kind(name) == Js::string ? string_text(name) : name.text();
}

}  // namespace payaudit

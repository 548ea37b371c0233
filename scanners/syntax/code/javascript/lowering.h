// The lowering of one JavaScript or TypeScript file; see javascript.h. Internal to this folder.
#pragma once

#include "scanners/syntax/code/lowering.h"

namespace payaudit {

// From `field_definition` on, kinds are in some of the grammars only.
// clang-format off
#define PAYAUDIT_JAVASCRIPT_KINDS(X) \
  X(arguments) X(array) X(array_pattern) X(arrow_function) X(assignment_expression) \
  X(assignment_pattern) X(augmented_assignment_expression) X(await_expression) X(binary_expression) \
  X(break_statement) X(call_expression) X(catch_clause) X(class_) X(class_body) X(class_declaration) \
  X(class_heritage) X(class_static_block) X(computed_property_name) X(continue_statement) X(decorator) \
  X(do_statement) X(else_clause) X(empty_statement) X(escape_sequence) X(export_clause) \
  X(export_specifier) X(export_statement) X(expression_statement) X(false_) X(finally_clause) \
  X(for_in_statement) X(for_statement) X(formal_parameters) X(function_declaration) \
  X(function_expression) X(generator_function) X(generator_function_declaration) X(identifier) \
  X(if_statement) X(import) X(import_clause) X(import_specifier) X(import_statement) \
  X(labeled_statement) X(lexical_declaration) X(member_expression) X(method_definition) X(named_imports) \
  X(namespace_export) X(namespace_import) X(new_expression) X(null) X(number) X(object) X(object_assignment_pattern) \
  X(object_pattern) X(pair) X(pair_pattern) X(parenthesized_expression) X(program) \
  X(property_identifier) X(regex) X(rest_pattern) X(return_statement) X(sequence_expression) \
  X(shorthand_property_identifier) X(shorthand_property_identifier_pattern) X(spread_element) \
  X(statement_block) X(string) X(subscript_expression) X(super_) X(switch_case) X(switch_default) \
  X(switch_statement) X(template_string) X(template_substitution) X(ternary_expression) X(this_) \
  X(throw_statement) X(true_) X(try_statement) X(unary_expression) X(undefined) X(update_expression) \
  X(variable_declaration) X(variable_declarator) X(while_statement) X(with_statement) \
  X(yield_expression) X(jsx_attribute) X(jsx_element) X(jsx_expression) X(jsx_self_closing_element) \
  X(jsx_text) X(field_definition) X(using_declaration) X(abstract_class_declaration) \
  X(abstract_method_signature) X(ambient_declaration) X(as_expression) X(enum_assignment) \
  X(enum_declaration) X(extends_clause) X(extends_type_clause) X(function_signature) \
  X(implements_clause) X(import_alias) X(import_require_clause) X(instantiation_expression) \
  X(interface_declaration) X(internal_module) X(method_signature) X(module) X(non_null_expression) \
  X(object_type) X(optional_parameter) X(property_signature) X(public_field_definition) \
  X(required_parameter) X(satisfies_expression) X(type_alias_declaration) X(type_annotation) \
  X(accessibility_modifier) X(override_modifier) X(type_arguments) X(type_assertion)
// clang-format on

enum class Js : uint16_t {
  other,
#define PAYAUDIT_ENUMERATOR_(name) name,
  PAYAUDIT_JAVASCRIPT_KINDS(PAYAUDIT_ENUMERATOR_)
#undef PAYAUDIT_ENUMERATOR_
};

class JavascriptLowering final : private Lowering<Js> {
 public:
  JavascriptLowering(const Source& source, SyntaxTree tree, std::string_view language);
  Code lower();

 private:
  // How a pattern's names get their values.
  enum class Binding : uint8_t { block, function, assign };

  // Declarations (javascript.cc).
  void import(SyntaxNode node);
  void import_required(SyntaxNode declarator);
  void re_export(SyntaxNode node);
  void export_list(SyntaxNode clause);
  void export_assigned(SyntaxNode target, Reg value);
  void export_statement(SyntaxNode node);
  void export_default(SyntaxNode name, Span span);
  void type(SyntaxNode node, std::vector<Annotation> annotations);
  void heritage(SyntaxNode node);
  void declare_fields(SyntaxNode body);
  void initializers(SyntaxNode body);
  bool make_decorations(SyntaxNode node, bool is_wanted);
  void members(SyntaxNode body);
  void enum_type(SyntaxNode node);
  void object_type(SyntaxNode node, SyntaxNode body);
  void method(SyntaxNode node, std::vector<Annotation> annotations);
  FunctionId function(SyntaxNode node, std::string_view name, Span name_span);
  void function_parts(SyntaxNode node);
  void parameter(SyntaxNode node);
  std::vector<Annotation> decorators(SyntaxNode node);
  Annotation annotation(SyntaxNode decorator);
  std::string_view annotation_text(SyntaxNode value);
  std::string_view type_of(SyntaxNode node);  // of its type annotation, as written
  std::string_view property_name(SyntaxNode name);

  // Statements (statements.cc).
  bool known_statement(SyntaxNode node) override;
  void variables(SyntaxNode node);
  void for_statement(SyntaxNode node, std::string_view label);
  void for_in(SyntaxNode node, std::string_view label);
  void labeled(SyntaxNode node);
  void try_statement(SyntaxNode node);
  void switch_statement(SyntaxNode node);

  // Patterns and assignments (patterns.cc).
  void bind(SyntaxNode pattern, Reg value, Binding binding, std::string_view type, Span span);
  void bind_name(SyntaxNode name, Reg value, Binding binding, std::string_view type, Span span);
  void bind_object(SyntaxNode pattern, Reg value, Binding binding, Span span);
  void bind_array(SyntaxNode pattern, Reg value, Binding binding, Span span);
  Reg property_of(SyntaxNode name, Reg object, Span span);
  Reg with_default(Reg value, SyntaxNode otherwise, Span span);
  Reg assignment(SyntaxNode node);
  Reg augmented_assignment(SyntaxNode node);
  Reg update(SyntaxNode node);

  // Expressions (expressions.cc).
  Reg expression(SyntaxNode node) override;
  bool is_text(SyntaxNode node) const override;
  bool is_lambda(SyntaxNode node) const override;
  void add_argument(std::vector<Argument>& args, SyntaxNode node) override;
  Reg this_value(Span span);
  std::string_view string_text(SyntaxNode node);
  Reg template_string(SyntaxNode node);
  Reg call(SyntaxNode node);
  Reg creation(SyntaxNode node);
  Reg object(SyntaxNode node);
  Reg lambda(SyntaxNode node);
  Reg element(SyntaxNode node);
  void attribute(std::vector<Argument>& args, SyntaxNode node);
};

}  // namespace payaudit

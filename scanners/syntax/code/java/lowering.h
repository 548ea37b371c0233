// The lowering of one Java file; see java.h. Internal to this folder.
#pragma once

#include "scanners/syntax/code/lowering.h"

namespace payaudit {

// clang-format off
#define PAYAUDIT_JAVA_KINDS(X) \
  X(annotation) X(annotation_type_declaration) X(annotation_type_element_declaration) X(argument_list) \
  X(array_access) X(array_creation_expression) X(array_initializer) X(assert_statement) \
  X(assignment_expression) X(asterisk) X(binary_expression) X(binary_integer_literal) X(block) \
  X(break_statement) X(cast_expression) X(catch_clause) X(catch_formal_parameter) X(catch_type) \
  X(character_literal) X(class_body) X(class_declaration) X(class_literal) \
  X(compact_constructor_declaration) X(constant_declaration) X(constructor_body) \
  X(constructor_declaration) X(continue_statement) X(decimal_floating_point_literal) \
  X(decimal_integer_literal) X(dimensions) X(do_statement) X(element_value_array_initializer) \
  X(element_value_pair) X(enhanced_for_statement) X(enum_body_declarations) X(enum_constant) \
  X(enum_declaration) X(explicit_constructor_invocation) X(expression_statement) X(extends_interfaces) \
  X(false_) X(field_access) X(field_declaration) X(finally_clause) X(for_statement) X(formal_parameter) \
  X(formal_parameters) X(generic_type) X(guard) X(hex_floating_point_literal) X(hex_integer_literal) \
  X(identifier) X(if_statement) X(import_declaration) X(inferred_parameters) X(instanceof_expression) \
  X(interface_declaration) X(labeled_statement) X(lambda_expression) X(local_variable_declaration) \
  X(marker_annotation) X(method_declaration) X(method_invocation) X(method_reference) X(modifiers) \
  X(null_literal) X(object_creation_expression) X(octal_integer_literal) X(package_declaration) \
  X(parenthesized_expression) X(pattern) X(record_declaration) X(record_pattern) X(record_pattern_body) \
  X(record_pattern_component) X(resource) X(return_statement) X(scoped_identifier) X(spread_parameter) \
  X(static_initializer) X(string_interpolation) X(string_literal) X(super_) X(switch_block) \
  X(switch_block_statement_group) X(switch_expression) X(switch_label) X(switch_rule) \
  X(synchronized_statement) X(ternary_expression) X(this_) X(throw_statement) X(true_) X(try_statement) \
  X(try_with_resources_statement) X(type_arguments) X(type_list) X(type_pattern) X(unary_expression) \
  X(update_expression) X(variable_declarator) X(while_statement) X(yield_statement)
// clang-format on

enum class Java : uint16_t {
  other,
#define PAYAUDIT_ENUMERATOR_(name) name,
  PAYAUDIT_JAVA_KINDS(PAYAUDIT_ENUMERATOR_)
#undef PAYAUDIT_ENUMERATOR_
};

class JavaLowering final : private Lowering<Java> {
 public:
  explicit JavaLowering(const Source& source);
  Code lower();

 private:
  // Declarations (java.cc).
  void top_level(SyntaxNode node);
  void import(SyntaxNode node);
  bool is_type_declaration(SyntaxNode node);
  void type(SyntaxNode node);
  void type_body(SyntaxNode body, SyntaxNode record_parameters);
  void anonymous_type(SyntaxNode creation, SyntaxNode body);
  void bases(SyntaxNode list);
  void declare_fields(SyntaxNode member);
  void initializers(SyntaxNode body);
  void initialize(SyntaxNode member);
  void member(SyntaxNode node, SyntaxNode record_parameters);
  void method(SyntaxNode node, SyntaxNode parameters);
  void parameters(SyntaxNode list);
  void parameter(SyntaxNode node);
  std::vector<Annotation> annotations(SyntaxNode modifiers);
  Annotation annotation(SyntaxNode node);
  std::string_view annotation_text(SyntaxNode value);
  std::string_view type_text(SyntaxNode type, SyntaxNode dimensions);

  // Statements (statements.cc).
  bool known_statement(SyntaxNode node) override;
  void local_variables(SyntaxNode node);
  void for_statement(SyntaxNode node, std::string_view label);
  void enhanced_for(SyntaxNode node, std::string_view label);
  void labeled(SyntaxNode node);
  void try_statement(SyntaxNode node);
  void catch_clause(SyntaxNode node, uint32_t done);
  void resource(SyntaxNode node);
  Reg switch_on(SyntaxNode node);
  Reg case_test(SyntaxNode label, Reg value);
  void yield_value(SyntaxNode node);

  // Expressions (expressions.cc).
  Reg expression(SyntaxNode node) override;
  bool is_text(SyntaxNode node) const override;
  bool is_lambda(SyntaxNode node) const override;
  Reg string(SyntaxNode node);
  Reg assignment(SyntaxNode node);
  Reg store(SyntaxNode target, Reg value, Span span);
  Reg invocation(SyntaxNode node);
  Reg creation(SyntaxNode node);
  Reg lambda(SyntaxNode node);
  Reg method_reference(SyntaxNode node);
  Reg instance_of(SyntaxNode node);
  void bind_pattern(SyntaxNode pattern, Reg value);

  struct SwitchResult {
    Reg out;
    uint32_t end;
    FunctionId function;  // `yield` in a lambda inside gives nothing to the switch around it
  };
  std::vector<SwitchResult> switches_;  // of the switches around, for `yield`
};

}  // namespace payaudit

// The lowering of one Go file; see go.h. Internal to this folder.
#pragma once

#include <map>
#include <unordered_map>

#include "scanners/syntax/code/lowering.h"

namespace payaudit {

// clang-format off
#define PAYAUDIT_GO_KINDS(X) \
  X(argument_list) X(array_type) X(assignment_statement) X(binary_expression) X(blank_identifier) \
  X(block) X(break_statement) X(call_expression) X(communication_case) X(composite_literal) \
  X(const_declaration) X(const_spec) X(continue_statement) X(dec_statement) X(default_case) \
  X(defer_statement) X(dot) X(empty_statement) X(expression_case) X(expression_list) \
  X(expression_statement) X(expression_switch_statement) X(fallthrough_statement) X(false_) \
  X(field_declaration) X(field_declaration_list) X(field_identifier) X(float_literal) X(for_clause) \
  X(for_statement) X(func_literal) X(function_declaration) X(generic_type) X(go_statement) \
  X(goto_statement) X(identifier) X(if_statement) X(imaginary_literal) X(implicit_length_array_type) \
  X(import_declaration) X(import_spec) X(import_spec_list) X(inc_statement) X(index_expression) \
  X(int_literal) X(interface_type) X(interpreted_string_literal) X(iota) X(keyed_element) X(label_name) \
  X(labeled_statement) X(literal_element) X(literal_value) X(map_type) X(method_declaration) \
  X(method_elem) X(nil) X(package_clause) X(package_identifier) X(parameter_declaration) \
  X(parameter_list) X(parenthesized_expression) X(pointer_type) X(qualified_type) X(range_clause) \
  X(raw_string_literal) X(receive_statement) X(return_statement) X(rune_literal) X(select_statement) \
  X(selector_expression) X(send_statement) X(short_var_declaration) X(slice_expression) X(slice_type) \
  X(statement_list) X(struct_type) X(true_) X(type_alias) X(type_assertion_expression) X(type_case) \
  X(type_conversion_expression) X(type_declaration) X(type_elem) X(type_identifier) \
  X(type_instantiation_expression) X(type_spec) X(type_switch_statement) X(unary_expression) \
  X(var_declaration) X(var_spec) X(var_spec_list) X(variadic_argument) X(variadic_parameter_declaration) \
  X(function_type) X(channel_type) X(parenthesized_type)
// clang-format on

enum class Go : uint16_t {
  other,
#define PAYAUDIT_ENUMERATOR_(name) name,
  PAYAUDIT_GO_KINDS(PAYAUDIT_ENUMERATOR_)
#undef PAYAUDIT_ENUMERATOR_
};

class GoLowering final : private Lowering<Go> {
 public:
  explicit GoLowering(const Source& source);
  Code lower();

 private:
  struct Label {
    uint32_t number = 0;
    bool is_placed = false;
  };
  struct Names {
    std::vector<Reg> results;                  // the named results
    std::map<std::string_view, Label> labels;  // for `goto`
  };

  // Declarations (go.cc).
  void imports(SyntaxNode node);
  void import(SyntaxNode spec);
  void types(SyntaxNode declaration);
  void type(SyntaxNode spec);
  void struct_fields(SyntaxNode list);
  void interface_methods(SyntaxNode node);
  std::vector<Annotation> tags(SyntaxNode literal);
  void function(SyntaxNode node);
  void function_parts(SyntaxNode node);
  void close_function();
  void parameters(SyntaxNode list);

  // Statements (statements.cc).
  bool known_statement(SyntaxNode node) override;
  void specs(SyntaxNode declaration);
  void spec(SyntaxNode node);
  void short_declaration(SyntaxNode node);
  void assignment(SyntaxNode node);
  std::vector<Reg> values(SyntaxNode list, const std::vector<SyntaxNode>& targets);
  void declare(SyntaxNode name, Reg value, Span span);
  void store(SyntaxNode target, Reg value, Span span);
  void for_statement(SyntaxNode node, std::string_view label);
  void range(SyntaxNode node, SyntaxNode clause, std::string_view label);
  void switch_statement(SyntaxNode node);
  void type_switch(SyntaxNode node);
  void select(SyntaxNode node);
  void labeled(SyntaxNode node);
  void returns(SyntaxNode node);
  Label& named_label(std::string_view name);

  // Expressions (expressions.cc).
  Reg expression(SyntaxNode node) override;
  bool is_text(SyntaxNode node) const override;
  bool is_lambda(SyntaxNode node) const override;
  void add_argument(std::vector<Argument>& args, SyntaxNode node) override;
  bool is_type(SyntaxNode node);
  std::string_view text_of(SyntaxNode literal);
  Reg call(SyntaxNode node);
  Reg generic_call(SyntaxNode node);
  Reg slice(SyntaxNode node);
  Reg composite(SyntaxNode type, SyntaxNode body, Span span);
  Reg element(SyntaxNode node, SyntaxNode type);
  Reg lambda(SyntaxNode node);

  std::unordered_map<std::string_view, TypeId> types_;
  std::vector<Names> functions_;  // of each open function
};

}  // namespace payaudit

// The lowering of one Python file; see python.h. Internal to this folder.
#pragma once

#include <unordered_set>

#include "scanners/syntax/code/lowering.h"

namespace payaudit {

// clang-format off
#define PAYAUDIT_PYTHON_KINDS(X) \
  X(aliased_import) X(argument_list) X(as_pattern) X(as_pattern_target) X(assert_statement) \
  X(assignment) X(attribute) X(augmented_assignment) X(await) X(binary_operator) X(block) \
  X(boolean_operator) X(break_statement) X(call) X(case_clause) X(case_pattern) X(class_definition) \
  X(class_pattern) X(comparison_operator) X(concatenated_string) X(conditional_expression) \
  X(continue_statement) X(decorated_definition) X(decorator) X(default_parameter) X(delete_statement) \
  X(dict_pattern) X(dictionary) X(dictionary_comprehension) X(dictionary_splat) \
  X(dictionary_splat_pattern) X(dotted_name) X(elif_clause) X(ellipsis) X(else_clause) \
  X(escape_interpolation) X(except_clause) X(exec_statement) X(expression_list) X(expression_statement) \
  X(false_) X(finally_clause) X(float_) X(for_in_clause) X(for_statement) X(format_specifier) \
  X(function_definition) X(future_import_statement) X(generator_expression) X(global_statement) \
  X(identifier) X(if_clause) X(if_statement) X(import_from_statement) X(import_statement) X(integer) \
  X(interpolation) X(keyword_argument) X(keyword_pattern) X(lambda) X(list) X(list_comprehension) \
  X(list_pattern) X(list_splat) X(list_splat_pattern) X(match_statement) X(module) X(named_expression) \
  X(none) X(nonlocal_statement) X(not_operator) X(pair) X(parenthesized_expression) \
  X(parenthesized_list_splat) X(pass_statement) X(pattern_list) X(print_statement) X(raise_statement) \
  X(relative_import) X(return_statement) X(set) X(set_comprehension) X(slice) X(splat_pattern) X(string) \
  X(string_content) X(string_end) X(string_start) X(subscript) X(true_) X(try_statement) X(tuple) \
  X(tuple_pattern) X(type) X(type_alias_statement) X(typed_default_parameter) X(typed_parameter) \
  X(unary_operator) X(union_pattern) X(while_statement) X(wildcard_import) X(with_clause) X(with_item) \
  X(with_statement) X(yield)
// clang-format on

enum class Python : uint16_t {
  other,
#define PAYAUDIT_ENUMERATOR_(name) name,
  PAYAUDIT_PYTHON_KINDS(PAYAUDIT_ENUMERATOR_)
#undef PAYAUDIT_ENUMERATOR_
};

class PythonLowering final : private Lowering<Python> {
 public:
  explicit PythonLowering(const Source& source);
  Code lower();

 private:
  // Declarations (python.cc).
  void import(SyntaxNode node);
  void import_from(SyntaxNode node);
  void decorated(SyntaxNode node);
  void type(SyntaxNode node, std::vector<Annotation> annotations);
  void declare_field(SyntaxNode assignment, TypeId type);
  void add_field(TypeId type, Field field);
  void function(SyntaxNode node, std::vector<Annotation> annotations, bool is_method);
  void parameters(SyntaxNode list, bool is_method);
  void parameter(SyntaxNode node, bool is_self);
  Annotation annotation(SyntaxNode decorator);
  std::string_view annotation_text(SyntaxNode value);

  // Statements (statements.cc).
  bool known_statement(SyntaxNode node) override;
  void if_statement(SyntaxNode node);
  void for_statement(SyntaxNode node);
  void try_statement(SyntaxNode node);
  void except_clause(SyntaxNode node, uint32_t done);
  void with_statement(SyntaxNode node);
  void match_statement(SyntaxNode node);
  Reg match(SyntaxNode pattern, Reg value);
  Reg assignment(SyntaxNode node);
  Reg augmented_assignment(SyntaxNode node);
  void store(SyntaxNode target, Reg value, Span span);
  void store_parts(SyntaxNode targets, Reg value, Span span);
  void store_name(SyntaxNode name, Reg value, Span span);

  // Expressions (expressions.cc).
  Reg expression(SyntaxNode node) override;
  bool is_text(SyntaxNode node) const override;
  bool is_lambda(SyntaxNode node) const override;
  Reg collection(SyntaxNode node, std::string_view what);
  void add_argument(std::vector<Argument>& args, SyntaxNode node) override;
  void add_pair(std::vector<Argument>& args, SyntaxNode pair);
  std::string_view string_text(SyntaxNode string, SyntaxNode content);
  Reg string(SyntaxNode node);
  void string_parts(SyntaxNode node, std::vector<Argument>& parts);
  Reg format(SyntaxNode node);
  Reg comparison(SyntaxNode node);
  Reg call(SyntaxNode node);
  Reg lambda(SyntaxNode node);
  Reg subscript(SyntaxNode node);
  Reg key(SyntaxNode subscript);
  Reg comprehension(SyntaxNode node, std::string_view what);

  // Names declared `global` or `nonlocal`, of each open function.
  std::vector<std::unordered_set<std::string_view>> outer_names_;
};

}  // namespace payaudit

// The lowering of one HCL file to a Tree; see hcl.h. Internal to this folder.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "scanners/source/source.h"
#include "scanners/syntax/grammars/parse.h"
#include "scanners/units/tree.h"

namespace payaudit::hcl {

// clang-format off
#define PAYAUDIT_HCL_KINDS(X) \
  X(body) X(attribute) X(block) X(identifier) X(string_lit) X(block_start) X(expression) \
  X(literal_value) X(numeric_lit) X(bool_lit) X(null_lit) X(template_expr) X(quoted_template) \
  X(heredoc_template) X(template_interpolation) X(template_directive) X(collection_value) X(tuple) \
  X(object) X(object_elem) X(variable_expr) X(get_attr) X(index) X(new_index) X(legacy_index) X(splat) \
  X(attr_splat) X(full_splat) X(function_call) X(function_arguments) X(ellipsis) X(for_expr) \
  X(for_tuple_expr) X(for_object_expr) X(for_intro) X(for_cond) X(conditional) X(operation) X(unary_operation) X(binary_operation)
// clang-format on

// Numbers start at 1; 0 is any other node.
enum HclKind : uint16_t {
  k_other,
#define PAYAUDIT_X(name) k_##name,
  PAYAUDIT_HCL_KINDS(PAYAUDIT_X)
#undef PAYAUDIT_X
};

constexpr std::string_view kKindNames[] = {
#define PAYAUDIT_X(name) #name,
    PAYAUDIT_HCL_KINDS(PAYAUDIT_X)
#undef PAYAUDIT_X
};

enum HclField : uint8_t { f_none, f_key, f_val };
constexpr std::string_view kFieldNames[] = {"key", "val"};

// `head` holds the key, labels and spans of the entry that an expression is the value of.
class Lowering {
 public:
  Lowering(const Source& source, Tree& tree) : source_(source), tree_(tree) {}
  void file(SyntaxNode root);

 private:
  // Bodies and blocks (hcl.cc).
  void entry(NodeId map, SyntaxNode node);
  void attribute(NodeId map, SyntaxNode node);
  void block(NodeId map, SyntaxNode node);
  void unreadable(NodeId map, Span span);

  // Expressions (expressions.cc).
  void expression(NodeId parent, const Node& head, SyntaxNode node);
  void term(NodeId parent, const Node& head, std::span<const SyntaxNode> terms, Span span);
  void single(NodeId parent, Node head, SyntaxNode node, Span span);
  void opaque(NodeId parent, Node head, Span span);
  void literal(NodeId parent, Node head, SyntaxNode node);
  bool reference(NodeId parent, Node head, std::span<const SyntaxNode> terms, Span span);
  bool path_part(SyntaxNode part, std::string& path, std::vector<SyntaxNode>& indices);
  void index_value(NodeId parent, SyntaxNode index);
  void suffixed(NodeId parent, Node head, std::span<const SyntaxNode> value,
                std::span<const SyntaxNode> suffixes, Span span);
  void function(NodeId parent, Node head, SyntaxNode node);
  void conditional(NodeId parent, Node head, SyntaxNode node);
  void operation(NodeId parent, Node head, SyntaxNode node);
  void for_expression(NodeId parent, Node head, SyntaxNode node);
  void collection(NodeId parent, Node head, SyntaxNode node);
  void object_entry(NodeId map, SyntaxNode element);
  std::string_view object_key(SyntaxNode key);

  // Strings, heredocs and templates (strings.cc).
  std::string_view string_text(SyntaxNode string);
  Span content(SyntaxNode node) const;
  void template_expression(NodeId parent, Node head, SyntaxNode node);
  void text_part(NodeId id, Span span, bool is_quoted);
  std::string_view unescape(std::string_view text, bool is_quoted);

  const Source& source_;
  Tree& tree_;
};

}  // namespace payaudit::hcl

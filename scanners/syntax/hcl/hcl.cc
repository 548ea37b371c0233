#include "scanners/syntax/hcl/hcl.h"

#include "scanners/syntax/grammars/grammars.h"
#include "scanners/syntax/hcl/lowering.h"

namespace payaudit {
namespace hcl {

namespace {

const Grammar& hcl_grammar() {
  static const Grammar grammar(tree_sitter_hcl(), kKindNames, kFieldNames);
  return grammar;
}

}  // namespace

void Lowering::file(SyntaxNode root) {
  Node map;
  map.kind = NodeKind::map;
  map.span = {0, static_cast<uint32_t>(source_.bytes().size())};
  const NodeId id = tree_.add_root(map);
  for (const SyntaxNode child : root.children()) {
    if (child.kind() == k_object) {
      for (const SyntaxNode element : child.children()) object_entry(id, element);
    } else {
      entry(id, child);
    }
  }
}

// One child of a file, body or block.
void Lowering::entry(NodeId map, SyntaxNode node) {
  if (node.is_error()) {
    unreadable(map, node.span());
    for (const SyntaxNode child : node.children()) entry(map, child);
    return;
  }
  switch (node.kind()) {
    case k_body:
      for (const SyntaxNode child : node.children()) entry(map, child);
      break;
    case k_attribute: attribute(map, node); break;
    case k_block: block(map, node); break;
    default: break;
  }
}

void Lowering::attribute(NodeId map, SyntaxNode node) {
  Node head;
  SyntaxNode value;
  bool is_broken = false;
  for (const SyntaxNode child : node.children()) {
    if (child.kind() == k_identifier && head.key.empty()) {
      head.key = child.text();
      head.key_span = child.span();
    } else if (child.kind() == k_expression) {
      value = child;
    } else if (child.is_error()) {
      is_broken = true;
      unreadable(map, child.span());
    }
  }
  if (value && !is_broken) {
    expression(map, head, value);
  } else {
    head.kind = NodeKind::opaque;
    head.span = node.span();
    tree_.append(map, head);
  }
}

void Lowering::block(NodeId map, SyntaxNode node) {
  Node head;
  head.kind = NodeKind::map;
  head.is_block = true;
  head.span = node.span();
  std::vector<std::string_view> labels;
  for (const SyntaxNode child : node.children()) {
    if (child.kind() == k_block_start) break;
    if (child.kind() == k_identifier && head.key_span.is_empty()) {
      head.key = child.text();
      head.key_span = child.span();
    } else if (child.kind() == k_identifier) {
      labels.push_back(child.text());
    } else if (child.kind() == k_string_lit) {
      labels.push_back(string_text(child));
    }
  }
  head.labels = tree_.keep(std::span<const std::string_view>(labels));
  const NodeId id = tree_.append(map, head);
  for (const SyntaxNode child : node.children()) entry(id, child);
}

void Lowering::unreadable(NodeId map, Span span) {
  Node node;
  node.kind = NodeKind::opaque;
  node.span = span;
  node.text = source_.text(span);
  tree_.append(map, node);
}

}  // namespace hcl

Tree read_hcl(const Source& source) {
  Tree tree;
  const SyntaxTree syntax = parse(source, hcl::hcl_grammar());
  for (const Gap& gap : syntax.gaps()) tree.add_gap(gap);
  hcl::Lowering(source, tree).file(syntax.root());
  return tree;
}

}  // namespace payaudit

// The neutral form of configuration: maps, lists and scalars with spans, and expressions left unevaluated.
//
// One form for YAML, JSON, HCL, settings, Dockerfile, nginx, HTML. It knows no format: what a map means is
// decided in scanners/meaning. It evaluates nothing: a Terraform reference or a Helm template stays what it
// is, so that nobody can mistake it for a value.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "scanners/source/arena.h"
#include "scanners/source/source.h"
#include "scanners/units/gap.h"

namespace payaudit {

enum class NodeKind : uint8_t {
  null,
  boolean,  // text is "true" or "false"
  number,   // text as written
  string,  // text with escapes resolved; `is_plain` where the format has unquoted scalars (YAML decides types
           // by that)
  list,    // children are the items
  map,  // children are the entries, in order; keys may repeat (HCL blocks, nginx directives, duplicate keys)
  reference,  // text is the path as written: `var.enc`, `aws_s3_bucket.logs.id`; children are index
              // expressions, if any
  call,  // text is the function or operator: `jsonencode`, `?:`, `==`, `+`, `!`, `[]` (index), `.*` (splat);
         // children are the operands
  template_,  // a string with parts: children are strings and expressions, in order
  opaque,  // an expression the reader cannot take apart (`for` expressions, Helm `{{ … }}`); text as written
};

using NodeId = uint32_t;
inline constexpr NodeId kNoNode = ~NodeId{0};
inline constexpr FileId kOwnFile = ~FileId{0};

// One node. Plain data in a flat array; `key`, `labels` and `key_span` are set on the entries of a map.
struct Node {
  NodeKind kind = NodeKind::null;
  bool is_plain = false;  // an unquoted scalar
  bool is_block = false;  // an HCL block, an nginx `{}` block, an HTML element: not an attribute
  NodeId parent = kNoNode;
  NodeId first_child = kNoNode;
  NodeId next_sibling = kNoNode;
  uint32_t child_count = 0;
  FileId file = kOwnFile;  // of the spans, where a tree was put together from several files
  Span span;               // the value; for a block, from its keyword to its closing brace
  Span key_span;           // the key or keyword
  std::string_view key;
  std::string_view text;
  std::string_view tag;                      // a YAML tag such as `!Ref`, without the YAML core tags
  std::span<const std::string_view> labels;  // an HCL block's labels, an nginx directive's arguments
};

// A tree owns its nodes and its own texts; texts may also point into the Source, which must outlive it.
// Several documents of one file (YAML `---`) are several roots.
class Tree {
 public:
  const std::vector<NodeId>& roots() const& { return roots_; }
  const Node& operator[](NodeId id) const& { return nodes_[id]; }
  size_t size() const { return nodes_.size(); }
  const std::vector<Gap>& gaps() const& { return gaps_; }

  // The value of the first entry of that key; kNoNode when `map` is not a map or has none.
  NodeId find(NodeId map, std::string_view key) const;
  // Follows keys, `a.b.c`; on a list, a step takes the list's first item that has the key. kNoNode when
  // absent.
  NodeId find_path(NodeId from, std::string_view dotted) const;
  // A scalar's text ("" for others, and for kNoNode).
  std::string_view text(NodeId id) const;
  // Whether a map has, besides its entries, others that nobody knows: a template brings them, or the reader
  // had to stop inside. So an absent key is not absent. They are an opaque entry with an empty key.
  bool has_unknown_entries(NodeId map) const;
  bool is(NodeId id, NodeKind kind) const { return id != kNoNode && nodes_[id].kind == kind; }

  // Iterates a node's children: `for (NodeId child : tree.children(id))`. Empty for kNoNode.
  class Children;
  Children children(NodeId id) const&;

  // Building. The reader adds parents before children; `append` links a node below its parent.
  NodeId add_root(Node node);
  NodeId append(NodeId parent, Node node);
  // Says that a map or list has more than the reader knows.
  NodeId append_unknown(NodeId container, Span span, std::string_view text = {});
  Node& edit(NodeId id) { return nodes_[id]; }
  std::string_view keep(std::string_view text) { return arena_.keep(text); }
  std::span<const std::string_view> keep(std::span<const std::string_view> texts) {
    return arena_.keep(texts);
  }
  void add_gap(Gap gap) { gaps_.push_back(std::move(gap)); }
  // Says where each span stands in another text that holds this one.
  template <typename F>
  void move_spans(F moved) {
    for (Node& node : nodes_) {
      node.span = moved(node.span);
      node.key_span = moved(node.key_span);
    }
    for (Gap& gap : gaps_) gap.span = moved(gap.span);
  }
  std::vector<Gap>& edit_gaps() { return gaps_; }

 private:
  std::vector<Node> nodes_;
  std::vector<NodeId> last_child_;  // parallel to nodes_: appending is O(1)
  std::vector<NodeId> roots_;
  std::vector<Gap> gaps_;
  Arena arena_;
};

class Tree::Children {
 public:
  struct Iterator {
    const Tree* tree;
    NodeId id;
    NodeId operator*() const { return id; }
    Iterator& operator++() {
      id = (*tree)[id].next_sibling;
      return *this;
    }
    bool operator!=(const Iterator& other) const { return id != other.id; }
  };
  Iterator begin() const { return {tree_, first_}; }
  Iterator end() const { return {tree_, kNoNode}; }

 private:
  friend class Tree;
  Children(const Tree* tree, NodeId first) : tree_(tree), first_(first) {}
  const Tree* tree_;
  NodeId first_;
};

}  // namespace payaudit

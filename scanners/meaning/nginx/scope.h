// Blocks of nginx and what directives in them inherit.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "scanners/facts/facts.h"
#include "scanners/units/tree.h"

namespace payaudit::nginx {

// A directive's arguments.
using Arguments = std::span<const std::string_view>;

// A block and those around it, innermost first. Borrows the tree.
struct Scope {
  const Tree& tree;
  FileId file;
  std::vector<NodeId> blocks;

  std::vector<NodeId> own(std::string_view directive) const;
  // Those of the innermost block that has any: one of them in a block takes away all of the blocks around it.
  std::vector<NodeId> inherited(std::string_view directive) const;
  // Whether what is inherited is of a block around this one, and something between them that is not here may
  // set it, too.
  bool may_be_set_nearer(std::string_view directive) const;
  // Something that is not here may set anything: an include, or blocks around this one that are in another
  // file.
  bool is_open() const;
  FileId file_of(NodeId node) const { return tree[node].file == kOwnFile ? file : tree[node].file; }
  Place place(NodeId node) const { return {file_of(node), tree[node].span}; }
};

Scope inside(const Scope& outer, NodeId block);

// Whether the scope, or a location in it, hands requests to an application.
bool passes_on(const Scope& scope);
// The header of that name (in lower case) among `add_header` directives; kNoNode where there is none.
NodeId find_header(const Scope& scope, const std::vector<NodeId>& headers, std::string_view name);

bool has_variable(std::string_view text);
Origin origin_of(Facts& facts, const Scope& scope, NodeId node);

inline constexpr std::string_view kIncluded = "an included or including file may set it";

}  // namespace payaudit::nginx

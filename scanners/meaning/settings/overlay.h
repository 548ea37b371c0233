// Trees put together: one laid over another, or changed at one place. What comes out is a tree of its own,
// whose nodes name the files that they are from (Node::file).
//
// Texts stay where they are: the trees that go in must outlive what comes out.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>

#include "scanners/source/source.h"
#include "scanners/units/tree.h"

namespace payaudit {

// A node of a tree, and the file of the tree.
struct Piece {
  const Tree* tree = nullptr;
  FileId file = 0;
  NodeId node = kNoNode;
};

// How two lists of the same key become one.
struct ListRule {
  enum class Kind : uint8_t { replace, append, by_key } kind = Kind::replace;
  std::string_view key;  // of by_key: items whose entries of that key are equal are laid over each other
};

struct OverlayRules {
  std::function<ListRule(std::string_view list, const Tree& tree, NodeId node)> list;
  bool null_deletes = false;    // `key: null` takes the key away
  bool has_directives = false;  // `$patch: delete`, `$patch: replace`
};

// Deep copy below `parent`; kNoNode: as a root. The key is that of the node copied.
NodeId copy_piece(Tree& out, NodeId parent, const Piece& piece);
// The upper laid over the lower, as a root.
NodeId lay_over(Tree& out, const Piece& lower, const Piece& upper, const OverlayRules& rules);

enum class EditKind : uint8_t { add, replace, remove };
// JSON Patch (RFC 6902) at one place, as a root; `steps` are the unescaped parts of its path. False: there is
// no such place, and `out` holds a copy.
bool edit_at(Tree& out, const Piece& piece, std::span<const std::string> steps, EditKind kind,
             const Piece& value);

}  // namespace payaudit

// Places in the trees of all files, and references between them: `#/components/schemas/Card`,
// `card.yaml#/Card`. Knows how references are written, not what stands behind them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>

#include "scanners/facts/facts.h"
#include "scanners/units/unit.h"

namespace payaudit::openapi {

// A node of the tree of a unit. Nowhere: `node` is kNoNode.
struct At {
  uint32_t unit = 0;  // index in Units::units
  NodeId node = kNoNode;
  explicit operator bool() const { return node != kNoNode; }
  friend bool operator==(const At&, const At&) = default;
  uint64_t key() const { return (uint64_t{unit} << 32) | node; }
};

// Views into Units, which must outlive it. Remembers what it resolved, and keeps a gap for each reference
// that leads nowhere, once for each text and file.
class Trees {
 public:
  Trees(const Units& units, Facts& facts);

  const Node& node(At at) const { return tree(at)[at.node]; }
  bool is(At at, NodeKind kind) const { return at && node(at).kind == kind; }
  // The entry of a map, found in constant time after the first question to a large map; nowhere when there is
  // none.
  At find(At map, std::string_view key);
  // A scalar's text; "" for all else.
  std::string_view text(At at) const { return at ? tree(at).text(at.node) : std::string_view(); }
  std::string_view text(At map, std::string_view key) { return text(find(map, key)); }
  bool is_true(At map, std::string_view key);
  Place place(At at) const { return {file(at), node(at).span}; }
  // Of the key where the node is the entry of a map.
  Place key_place(At at) const;
  // Calls found(child) for each child, in order; for at most `most` of them.
  template <typename Found>
  void each(At at, Found found, size_t most = SIZE_MAX) const {
    if (!at) return;
    for (NodeId child : tree(at).children(at.node)) {
      if (most-- == 0) return;
      found(At{at.unit, child});
    }
  }
  // The same for what is judged child by child: a gap says of more than `most` that the others are not.
  template <typename Found>
  void judge_each(At at, Found found, size_t most) {
    each(at, found, most);
    if (at && node(at).child_count > most)
      cut(at, "more entries than are looked at: the others are not judged");
  }
  // A bound of work was reached here: a gap, once for each place.
  void cut(At at, std::string_view detail);

  // Follows `$ref` until there is none. Nowhere, with a gap, when a reference cannot be followed or runs in a
  // circle.
  At resolve(At at);
  // What the text of a scalar refers to, as a `$ref` of that text would; nowhere, with a gap, when it leads
  // nowhere.
  At target(At reference);

 private:
  const Tree& tree(At at) const { return *units_.units[at.unit].tree(); }
  FileId file(At at) const { return units_.units[at.unit].file; }
  At document_of(At at) const;
  At follow(At from, std::string_view reference, std::string_view& problem);
  At root_of(uint32_t from_unit, std::string_view path, std::string_view& problem);

  const Units& units_;
  Facts& facts_;
  std::unordered_map<std::string, uint32_t> units_by_path_;
  std::unordered_map<uint64_t, std::unordered_map<std::string_view, NodeId>> large_maps_;
  // By the root of the document that holds the reference, then by its text.
  std::unordered_map<uint64_t, std::unordered_map<std::string_view, At>> followed_;
  std::unordered_set<uint64_t> circles_;  // where a circle was entered: each is said once
  std::unordered_set<uint64_t> cuts_;     // where a bound was reached
};

}  // namespace payaudit::openapi

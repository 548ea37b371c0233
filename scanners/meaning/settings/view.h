// A node of a tree with the way that leads to it: reads values of Kubernetes objects, Compose files and
// settings with their origins, and keeps apart "not written" from "cannot be known here".
//
// It knows no schema. What a template inserts, or sets under a condition, never counts as absent or as a
// value.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "scanners/facts/facts.h"
#include "scanners/units/tree.h"

namespace payaudit {

// Cheap to copy apart from its path. The tree and the reasons must outlive it.
class View {
 public:
  View(const Tree& tree, FileId file, NodeId id);

  // The entry of that key, or the path of keys with dots; absent when there is none.
  View at(std::string_view key) const;
  View path(std::string_view dotted) const;
  // The items of a list; of a map, its entries.
  std::vector<View> items() const;

  // The same with a reason why what is not written here or below may be set elsewhere; with `keys`, only
  // those of them.
  View opened(std::string_view why, const std::set<std::string, std::less<>>* keys = nullptr) const;
  // The same, and what is written is not known to count either.
  View overridable(std::string_view why, const std::set<std::string, std::less<>>* keys = nullptr) const;
  // The same as if the conditions that it stands under hold: for things that then exist as they are written.
  View existing() const;

  bool is_present() const { return id_ != kNoNode; }
  explicit operator bool() const { return is_present(); }
  bool is(NodeKind kind) const { return tree_->is(id_, kind); }
  // There is nothing here, and nothing can come from elsewhere.
  bool is_certainly_absent() const { return !is_present() && absent_why_.empty(); }
  // A map or list that may have entries besides those written, or a value that is not known: why; empty when
  // all is known.
  std::string_view open_why() const;
  // Why a value that is written may not be the one that counts; empty: it counts.
  std::string_view condition_why() const { return value_why_; }

  NodeId id() const { return id_; }
  FileId file() const { return file_; }
  const Tree& tree() const { return *tree_; }
  std::string_view key() const;
  // The text of a scalar, whatever its conditions; empty for others.
  std::string_view text() const { return tree_->text(id_); }
  // The value's place; of an absent one, the place of what should contain it.
  Place place() const;
  Place key_place() const;
  const std::string& written() const { return path_; }

  // Values with origins. Absent: the fallback with its note (an empty optional: Unknown "not stated"), or
  // Unknown with the reason why it may be set elsewhere. Of another type than asked for: Unknown.
  Sourced boolean(Facts& facts, std::optional<bool> fallback = {}, std::string_view note = {}) const;
  Sourced integer(Facts& facts, std::optional<int64_t> fallback = {}, std::string_view note = {}) const;
  Sourced text_value(Facts& facts, std::optional<std::string_view> fallback = {},
                     std::string_view note = {}) const;

  // An origin at this place, with the path as written.
  Origin origin(Facts& facts, OriginKind kind = OriginKind::literal, std::string_view note = {}) const;
  Sourced unknown(Facts& facts, std::string_view why) const;

 private:
  // Value of the scalar here if it is known and counts; else fills `result` with the Unknown that stands for
  // it.
  bool is_known(Facts& facts, Sourced& result) const;
  // Why another value may count instead of this one; empty: none.
  std::string_view override_why() const;
  FileId file_of(const Node& node) const;
  void enter(NodeId id);
  NodeId keyed() const;

  const Tree* tree_;
  FileId file_;
  NodeId id_;
  NodeId container_ = kNoNode;  // of an absent one
  std::string path_;
  std::string_view absent_why_;
  std::string_view value_why_;
  std::string_view open_why_;                                      // of `opened`
  const std::set<std::string, std::less<>>* open_keys_ = nullptr;  // nullptr: all keys
  bool is_overridable_ = false;                                    // of `overridable`
};

// Reasons shared by readers.
inline constexpr std::string_view kByTemplate = "set by a Helm template";
inline constexpr std::string_view kOnCondition = "set under a condition of a Helm template";

}  // namespace payaudit

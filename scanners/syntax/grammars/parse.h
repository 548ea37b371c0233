// Bytes to a syntax tree, through tree-sitter: the one place that knows its API.
//
// The tree handed out is our own flat copy: node types and fields are numbers that the reader chose, comments
// are left out, and depth is bounded, so a reader may walk it by recursion. It knows no language and no
// meaning. It evaluates nothing and never fails: what cannot be read is a gap.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "scanners/source/source.h"
#include "scanners/units/gap.h"

struct TSLanguage;

namespace payaudit {

// A reader's numbers for the node types and fields of one grammar. Immutable after construction, so shared by
// any number of threads; refers to static data only.
class Grammar {
 public:
  // `kinds[i]` is the name of the named node type that the reader knows as number i + 1, `fields` likewise;
  // one trailing `_` is dropped from a name, so that tables can be made from enumerators (`true_`). Types and
  // fields that are not listed have number 0.
  Grammar(const TSLanguage* language, std::span<const std::string_view> kinds,
          std::span<const std::string_view> fields);

  const TSLanguage* language() const { return language_; }
  uint16_t kind(uint16_t symbol) const { return symbol < kinds_.size() ? kinds_[symbol] : 0; }
  uint8_t field(uint16_t id) const { return id < fields_.size() ? fields_[id] : 0; }
  // Listed kinds that the grammar does not have: a misspelling, or a grammar that has changed.
  const std::vector<std::string_view>& unknown_kinds() const& { return unknown_; }

 private:
  const TSLanguage* language_;
  std::vector<uint16_t> kinds_;  // by tree-sitter's symbol
  std::vector<uint8_t> fields_;  // by tree-sitter's field id
  std::vector<std::string_view> unknown_;
};

class SyntaxTree;

// A node of a SyntaxTree, or none. Cheap to copy; valid as long as the tree.
class SyntaxNode {
 public:
  SyntaxNode() = default;

  explicit operator bool() const { return tree_ != nullptr; }
  friend bool operator==(const SyntaxNode&, const SyntaxNode&) = default;

  // The reader's number; 0 for types it did not list, for tokens (operators, keywords) and for no node.
  uint16_t kind() const;
  // The reader's number of the field that the node is in its parent; 0 for none.
  uint8_t field() const;
  bool is_named() const;    // not a token
  bool is_error() const;    // covers text that the grammar does not accept; its children may still be good
  bool is_missing() const;  // not in the text: the parser added it to go on
  Span span() const;
  std::string_view text() const;  // the bytes of the span

  // The first child in that field; none if there is none.
  SyntaxNode child(uint8_t field) const;
  // The first named child; none if there is none.
  SyntaxNode first_named() const;

  // `for (SyntaxNode child : node.children())`: all of them, tokens too. Empty for no node.
  class Children;
  Children children() const;

 private:
  friend class SyntaxTree;
  SyntaxNode(const SyntaxTree* tree, uint32_t index) : tree_(tree), index_(index) {}
  const SyntaxTree* tree_ = nullptr;
  uint32_t index_ = 0;
};

// Nodes in document order. Borrows the Source, which must outlive it.
class SyntaxTree {
 public:
  SyntaxNode root() const& { return nodes_.empty() ? SyntaxNode() : SyntaxNode(this, 0); }
  SyntaxNode root() const&& = delete;
  size_t size() const { return nodes_.size(); }
  // Syntax errors (one gap: the first place, and how many), limits, encoding.
  const std::vector<Gap>& gaps() const& { return gaps_; }
  // Places that the grammar does not accept.
  uint32_t error_count() const { return error_count_; }

 private:
  friend class SyntaxNode;
  friend SyntaxTree parse(const Source&, const Grammar&, std::string_view);

  enum Flag : uint8_t { kNamed = 1, kError = 2, kMissing = 4 };
  struct Entry {
    uint16_t kind;
    uint8_t field;
    uint8_t flags;
    Span span;
    uint32_t end;  // the index after the node's last descendant
  };
  const Source* source_ = nullptr;
  std::vector<Entry> nodes_;
  std::vector<Gap> gaps_;
  uint32_t error_count_ = 0;
};

class SyntaxNode::Children {
 public:
  struct Iterator {
    const SyntaxTree* tree;
    uint32_t index;
    SyntaxNode operator*() const { return SyntaxNode(tree, index); }
    Iterator& operator++() {
      index = tree->nodes_[index].end;
      return *this;
    }
    bool operator!=(const Iterator& other) const { return index != other.index; }
  };
  Iterator begin() const { return {tree_, begin_}; }
  Iterator end() const { return {tree_, end_}; }

 private:
  friend class SyntaxNode;
  Children(const SyntaxTree* tree, uint32_t begin, uint32_t end) : tree_(tree), begin_(begin), end_(end) {}
  const SyntaxTree* tree_;
  uint32_t begin_;
  uint32_t end_;
};

inline uint16_t SyntaxNode::kind() const {
  return tree_ == nullptr ? 0 : tree_->nodes_[index_].kind;
}
inline uint8_t SyntaxNode::field() const {
  return tree_ == nullptr ? 0 : tree_->nodes_[index_].field;
}
inline bool SyntaxNode::is_named() const {
  return tree_ != nullptr && (tree_->nodes_[index_].flags & SyntaxTree::kNamed) != 0;
}
inline bool SyntaxNode::is_error() const {
  return tree_ != nullptr && (tree_->nodes_[index_].flags & SyntaxTree::kError) != 0;
}
inline bool SyntaxNode::is_missing() const {
  return tree_ != nullptr && (tree_->nodes_[index_].flags & SyntaxTree::kMissing) != 0;
}
inline Span SyntaxNode::span() const {
  return tree_ == nullptr ? Span{} : tree_->nodes_[index_].span;
}
inline SyntaxNode::Children SyntaxNode::children() const {
  if (tree_ == nullptr) return {nullptr, 0, 0};
  return {tree_, index_ + 1, tree_->nodes_[index_].end};
}

// How deep a tree may be; what is deeper is left out, with a gap. A reader that recurses over the tree needs
// stack for this many of its own frames.
inline constexpr uint32_t kMaxTreeDepth = 1500;
// How many brackets or indentations may be open at once; beyond it the file is not parsed. Scanners of
// grammars keep a stack of them.
inline constexpr uint32_t kMaxNesting = 1000;

// Parses the whole source. Linear work for any valid text; text that makes the parser try too much is given
// up after a number of operations that depends on its length only, never on time. Safe to call from any
// thread.
SyntaxTree parse(const Source& source, const Grammar& grammar);
SyntaxTree parse(const Source&& source, const Grammar& grammar) = delete;

// The same for another spelling of the source, of the same length: it decides the nodes, whose texts are
// those of the source.
SyntaxTree parse(const Source& source, const Grammar& grammar, std::string_view spelling);

}  // namespace payaudit

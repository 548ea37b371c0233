// Events to nodes: anchors, merge keys, duplicate keys, template parts. One builder reads one file, possibly
// through several event streams, when an error made the reader start again at the next document.
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "scanners/syntax/yaml/events.h"
#include "scanners/syntax/yaml/templates.h"
#include "scanners/units/duplicate_keys.h"
#include "scanners/units/tree.h"

namespace payaudit::yaml_reader {

inline constexpr size_t kMaxDepth = 200;

// `source` and `templates` must outlive it.
class Builder {
 public:
  Builder(const Source& source, const Templates& templates);

  // False when nesting is over the limit: the rest of the document must be left out.
  bool accept(const Event& event);
  // Closes what is open, after an error or the limit.
  void abandon_document();
  // After an abandoned document: the next stream begins here.
  void resume_at(uint32_t offset);
  void add_gap(Gap gap) { tree_.add_gap(std::move(gap)); }
  Tree take();

 private:
  struct Open {
    NodeId node = kNoNode;
    bool is_map = false;
    bool is_flow = false;
    bool has_key = false;  // a key was read, its value not yet
    bool has_merge = false;
    bool has_column = false;
    uint32_t column = 0;
    uint32_t position = 0;  // of its key or itself: what began after it is conditional within it
    uint32_t end = 0;       // of its last item so far
    uint32_t height = 1;    // of the tree below
    NodeId last_child = kNoNode;
    std::string_view key;
    Span key_span;
    std::string anchor;
  };
  struct Anchor {
    NodeId node = kNoNode;
    uint32_t height = 0;
    bool is_open = true;  // the node is not complete: an alias to it would be a circle
  };

  void accept_scalar(const Event& event);
  void accept_alias(const Event& event);
  void skip_key(const Event& event);
  void open(const Event& event);
  void close(const Event& event);
  bool wants_key() const { return !stack_.empty() && stack_.back().is_map && !stack_.back().has_key; }
  void set_key(const Event& event, Span span, std::string_view key);
  NodeId place(Node node);
  void note_child(uint32_t end, uint32_t height, NodeId child);

  bool is_conditional(uint32_t position, uint32_t parent_position);
  uint32_t root_position(uint32_t begin);

  std::string_view keep(std::string_view text, Span span);
  std::string_view keep_tag(std::string_view tag, Span span);
  Span span_of_scalar(const Event& event) const;
  bool has_actions(Span span) const;
  NodeId place_templated(const Event& event, Span span);

  bool copy_children(NodeId from, NodeId into);
  NodeId copy_node(NodeId from, NodeId into);
  void apply_merges(const Open& map);

  void insert_before(const Event& event);
  void insert(const Insertion& insertion);
  void add_unknown(NodeId container, Span span);

  const Source& source_;
  const Templates& templates_;
  Tree tree_;
  std::vector<Open> stack_;
  std::unordered_map<std::string, Anchor> anchors_;
  size_t copies_left_;
  size_t skipped_depth_ = 0;  // inside a key that is a collection
  Span skipped_span_;
  Span scalar_span_;  // of the scalar being accepted
  DuplicateKeys duplicates_;

  size_t next_insertion_ = 0;
  size_t next_conditional_ = 0;
  std::vector<Span> conditionals_;  // those around the current position, outermost first
};

}  // namespace payaudit::yaml_reader

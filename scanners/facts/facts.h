// Facts: neutral statements about the audited tree, each with a place. What meaning makes and rules judge.
#pragma once

#include <deque>
#include <initializer_list>
#include <span>
#include <string_view>
#include <vector>

#include "scanners/facts/kinds.h"
#include "scanners/facts/value.h"
#include "scanners/source/arena.h"
#include "scanners/source/source.h"

namespace payaudit {

// A value with its origin: what evaluators of configuration return.
struct Sourced {
  Value value;
  Origin origin;
};

struct Attribute {
  Attr id;
  Value value;
  Origin origin;
};

enum class NoteRole : uint8_t { source, step, protection, sink, context };

// Another place that belongs to the statement: a step of a flow, the resource a bucket's encryption comes
// from.
struct Note {
  Place place;
  std::string_view text;  // kept: "`card.number` is read here"
  NoteRole role = NoteRole::context;
};

struct Fact {
  Kind kind;
  Place place;              // what a finding points at when the rule names no attribute
  std::string_view symbol;  // kept; a name that survives moved lines: `aws_db_instance.cards`, `table
                            // card.cvv`, `Charge.log`
  std::vector<Attribute> attributes;  // at most one of an id
  std::vector<Note> notes;            // a flow's steps in order

  // nullptr when the fact does not state it.
  const Attribute* find(Attr id) const;
  // Unknown ("not stated") when absent.
  Value value(Attr id) const;
  // Adds or replaces. The value's texts must be kept by the Facts that own this fact.
  Fact& set(Attr id, Value value, Origin origin = {});
  Fact& set(Attr id, const Sourced& sourced) { return set(id, sourced.value, sourced.origin); }
};

// The attribute's text; empty where the fact states none, or something else.
std::string_view text_of(const Fact& fact, Attr attr);

// A batch of facts that owns their texts. References to facts stay valid while facts are added. Movable, not
// copyable; one thread at a time.
class Facts {
 public:
  Facts() { arenas_.emplace_back(); }

  Fact& add(Kind kind, Place place, std::string_view symbol);
  std::string_view keep(std::string_view text) { return arenas_.front().keep(text); }
  Value text(std::string_view text) { return Value::text(keep(text)); }
  Value texts(std::span<const std::string_view> items);
  Value list(std::span<const Value> items) { return Value::list(arenas_.front().keep(items)); }
  // Key, value, key, value …
  Value map(std::span<const Value> entries) { return Value::map(arenas_.front().keep(entries)); }
  Value unknown(std::string_view why) { return Value::unknown(keep(why)); }
  Origin origin(OriginKind kind, Place place, std::string_view note = {}) {
    return {kind, true, place, keep(note), {}};
  }

  // The origin of a list with a place for each of its values.
  Origin with_items(Origin origin, std::span<const Place> places) {
    origin.items = arenas_.front().keep(places);
    return origin;
  }

  // Takes over all of another batch.
  void absorb(Facts&& other);
  // Order of file, offset, kind, symbol: the same whatever order scanners ran in.
  void sort();

  const std::deque<Fact>& all() const& { return facts_; }
  std::deque<Fact>& all() & { return facts_; }
  size_t size() const { return facts_.size(); }

 private:
  std::deque<Fact> facts_;
  std::deque<Arena> arenas_;
};

// One line, as `payaudit facts` prints it: `container{name: "api", privileged: true, root: ?(…)}`.
std::string to_string(const Fact& fact);

}  // namespace payaudit

// Rules as judging needs them: plain structs that rules/policy fills. Knows no YAML.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "rules/cel/cel.h"
#include "rules/findings/finding.h"
#include "scanners/facts/kinds.h"

namespace payaudit {

// The shapes of rules.md. `order` is not judged and refused by the loader.
enum class RuleShape : uint8_t {
  state,     // a fact in which something must not be
  flow,      // data that must not get there unless made safe
  presence,  // somewhere there must be one
};

// The roles that a flow may reach and the protections that may excuse it, as facts of kind flow name them.
inline constexpr std::string_view kFlowRoles[] = {"log",   "telemetry",       "third-party", "store",
                                                  "cache", "message",         "response",    "error",
                                                  "url",   "browser-storage", "cookie"};
inline constexpr std::string_view kProtections[] = {"truncated",    "masked",    "hashed",
                                                    "keyed-hashed", "encrypted", "tokenized"};

struct FlowPattern {
  std::vector<std::string> from;    // classes or ancestors of classes
  std::vector<std::string> to;      // roles
  std::vector<std::string> unless;  // protections that excuse
};

// Facts of which the same is said with less weight.
struct Lessening {
  CelProgram when;
  Severity severity = Severity::low;  // below the rule's own
  std::string because;                // told behind the message, with its placeholders
};

// What is said instead of the rule's own message and fix, where less than all of it is so.
struct Wording {
  CelProgram when;
  std::string message;
  std::string fix;  // empty: the rule's own
};

// A requirement of the catalogue that the rule bears on, by its place there.
struct Bearing {
  uint32_t framework = 0;
  uint32_t requirement = 0;
  std::optional<CelProgram> when;  // absent: with all of its facts
  bool is_pointer = false;         // no source of its law was read: neither evidence nor a violation of it
};

struct Rule {
  std::string id;
  std::string title;
  Severity severity = Severity::medium;
  RuleShape shape = RuleShape::state;
  // state and flow: the kind of the facts judged. presence: the kind of what must exist.
  Kind kind = Kind::store;
  // Which facts the rule is about; absent: all of its kind. presence: which facts count as the one.
  std::optional<CelProgram> when;
  std::optional<CelProgram> fail_when;  // state only
  FlowPattern flow;                     // flow only
  std::vector<Lessening> lessened;      // the first that is true; what is unknown lessens nothing
  std::vector<Wording> instead;         // the first that is true; of a violation or what is undetermined
  // presence: the rule is about trees that have a fact of this kind; absent: about every tree.
  std::optional<Kind> only_with;
  // presence: one must exist in each thing that facts of `only_with` name by this attribute; absent: one in
  // the tree is enough.
  std::optional<Attr> in_each;
  std::optional<Attr> at;
  // Violations of the rule, or those with one value of an attribute, are told as one where they are many.
  bool is_counted = false;
  std::optional<Attr> counted_by;
  // Violations in one file, in one function of it, of one thing in one line, or with one value of an
  // attribute in a file or anywhere in the tree are one defect.
  enum class Once { never, in_file, in_function, in_line, in_file_by, in_tree };
  Once once = Once::never;
  Attr once_by = Attr::name;  // in_file_by and in_tree only; facts without it stay by themselves
  // Rules whose violation at the same place, or with the same value of `once`, says this one's better: ids.
  std::vector<std::string> yields_to;
  std::vector<Bearing> bearings;  // in the order of the catalogue
  std::string message;
  std::string evidence;  // what a thing that keeps the rule shows: "{whole_name} requires TLS"; may be empty
  std::string why;
  std::string fix;
  std::string since;
  std::vector<int> cwe;
  std::string area;       // folder: storage, flow, cloud …
  std::string known_gap;  // a miss that is accepted, for the documentation; empty: none
};

struct RulePack {
  std::vector<Rule> rules;  // by id
  const Rule* find(std::string_view id) const;
};

}  // namespace payaudit

// What judging says: a verdict about one rule and one thing, at a place. Knows no format and no way of
// judging.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "scanners/source/source.h"

namespace payaudit {

enum class Verdict : uint8_t { violation, satisfied, undetermined, evidence_required, not_applicable };
enum class Severity : uint8_t { info, low, medium, high, critical };

std::string_view word(Verdict verdict);    // "violation", "evidence-required"
std::string_view word(Severity severity);  // "high"
std::optional<Severity> find_severity(std::string_view word);

enum class StepRole : uint8_t { source, step, protection, sink, context };

// Another place that explains a finding.
struct Step {
  Place place;
  std::string text;
  StepRole role = StepRole::context;
};

// A requirement that a finding bears on, by its place in the catalogue.
struct BearsOn {
  uint32_t framework = 0;
  uint32_t requirement = 0;
  bool is_certain = true;  // false: what it depends on is not known of this thing
  friend bool operator==(const BearsOn&, const BearsOn&) = default;
};

// What another rule says of the same place, told with the graver finding there.
struct Also {
  std::string rule;
  std::string message;
  std::vector<BearsOn> bears_on = {};
};

// Why a finding does not count, with who said so: a comment in the code, or a waiver of
// .payaudit/waivers.yaml.
struct Suppression {
  std::string reason;
  std::string by;             // of a waiver its owner
  std::string until;          // ISO date, inclusive
  Place place;                // of the comment, or of the waiver's entry
  std::string kind = {};      // false-positive, accepted-risk, compensating-control; empty: a comment
  std::string id = {};        // of the waiver; empty: a comment
  std::string approver = {};  // of the waiver; empty: a comment
};

// One of the things that a finding stands for, as judging found it: what is one defect is told once, and is
// compared with a base one by one all the same.
struct Identity {
  std::string fingerprint;
  std::string alone;  // the fingerprint that it would have, were none equal to it in its file
  Place place;
};

// How a finding stands to the base or the baseline that the tree was compared with.
enum class Novelty : uint8_t { not_compared, is_new, unchanged };

// Why a finding is new.
enum class Cause : uint8_t {
  code,      // the audited files
  rules,     // rules and models that the base did not have
  settings,  // payaudit.yaml
  waiver,    // what suppressed it has ended
  base,      // of the base not all could be read: it may be old
};

std::string_view word(Novelty novelty);  // "new", "unchanged"; empty: not compared
std::string_view word(Cause cause);      // "code"
std::optional<Cause> find_cause(std::string_view word);

struct Standing {
  Novelty novelty = Novelty::not_compared;
  Cause cause = Cause::code;  // of what is new
  // The changed line that made it new: the sink itself, or a masker that went, a caller that came; where it
  // is annotated. nullopt: no change is known to have made it.
  std::optional<Place> changed;
  std::string because;      // one sentence, first letter lower case, no full stop; may be empty
  bool was_waived = false;  // the base has it, and somebody waived it there
};

// How far a violation goes, for whoever has an earlier one of the same thing to compare with. In no report.
struct Extent {
  std::vector<std::string> values;  // classes of data; of lists, what breaks the rule by itself
  std::vector<std::pair<std::string, double>> sizes;  // of what has an order, by attribute: larger is worse
  std::optional<Place> secret;  // where the secret or card number itself stands, with what surrounds it
};

// A replacement of text that certainly mends a finding.
struct Edit {
  Place place;
  std::string text;
};

struct Finding {
  std::string rule;  // rule id
  Verdict verdict = Verdict::violation;
  Severity severity = Severity::medium;
  bool has_place = true;  // false: about the tree as a whole (presence rules)
  Place place;            // what is underlined
  Place thing;  // what it is said of: its first line names it; `place` is a part of it, or says why, and may
                // be in another file
  std::string message;  // one sentence, first letter lower case, no full stop; holds no full card number, key
                        // or password
  std::string symbol;   // the thing's name that survives moved lines
  std::string label;    // what the underlined text is: "`storage_encrypted` is not set: AWS provider default"
  std::string reason;   // undetermined, evidence-required, not-applicable: why
  std::string fix;      // the rule's fix with this thing's names in it
  std::vector<Step> steps;
  std::vector<Also> also;  // violations of other rules that are this one again
  std::vector<BearsOn> bears_on;
  std::string scope;  // cde, connected, out, as declared; undeclared where no pattern has the place
  // Violations of the rule that have the same text here say one thing again and again; empty: this says its
  // own.
  std::string alike;
  // What must be the same for two violations of one rule to be one; nullopt: this one stays by itself.
  std::optional<std::string> once;
  // Things that this is said of, for one reason; the places of the others, in their order.
  size_t count = 1;
  std::vector<Place> also_at;        // count - 1 of them
  std::string fingerprint;           // without line numbers; see fingerprint.h
  std::vector<Identity> stands_for;  // what it stands for; itself where it stands for no other
  std::optional<Suppression> suppression;
  bool takes_comments = true;  // false: no comment in the code can suppress it, only a waiver
  Standing standing;
  Extent extent;
  bool is_gating = false;   // it alone makes the exit status 1
  std::vector<Edit> edits;  // together they mend it; empty: what to write is not certain
};

// Where a reader of a change looks for it: on the changed line that made it new, else where it stands.
Place annotated_place(const Finding& finding);

// Violations first and the gravest of them first; then by rule, path, place. `sources` gives the paths.
void sort(std::vector<Finding>& findings, const SourceMap& sources);

}  // namespace payaudit

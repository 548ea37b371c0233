// What findings have in common is said once: the last step of judging a whole tree. Judging one rule alone,
// as its examples do, needs none of it.
#pragma once

#include <vector>

#include "rules/findings/finding.h"
#include "rules/judge/rule.h"
#include "scanners/source/source.h"

namespace payaudit {

// Joins findings that say one thing. `findings` are sorted and have fingerprints; so has the result.
//
// - What a rule that yields to others (`yields_to`) finds against something, or cannot decide, goes into the
//   finding of such a rule with that verdict at the same place, of the same value where both follow data: it
//   becomes an entry of `also`. A second violation of one rule about secrets that overlaps the first is the
//   same secret, and goes.
// - Violations of one flow rule at one place are the first of them; the others' values become places that
//   explain it.
// - Undetermined findings of one rule for one reason, more than three of them, become the first of them with
//   `count` and the places of the others. Its fingerprint is that of rule and reason: which of the places
//   comes first does not matter.
//
// No violation, and no place of one that is not decided, is lost: a finding stands for all that went into it.
// What is new against a base is never joined with what is old.
std::vector<Finding> say_once(std::vector<Finding> findings, const RulePack& pack, const SourceMap& sources);

// Joins violations of one rule at one place about things of one symbol, which differ in nothing but what they
// are called: one line of a module that several call. Joins violations that are one by their rule's `once`:
// of one rule, and where that is an attribute's value also of rules of which one yields to the other; the
// gravest stays. Joins those that are `alike`, more than three of them, as above. To be called when it is
// known which are suppressed: each of these stays by itself, and so a comment at one place excuses no other.
std::vector<Finding> count_violations(std::vector<Finding> findings, const RulePack& pack,
                                      const SourceMap& sources);

}  // namespace payaudit

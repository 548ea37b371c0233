// Whom requirements bind, and since when: what an owner declares of himself against what a catalogue asks.
//
// Three-valued like every verdict: what nobody declared leaves a row open. A row that is open is judged as if
// it bound, because it may; a law on the place of data is not, because there are many of them.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "rules/policy/catalog.h"
#include "rules/policy/document.h"
#include "rules/policy/problems.h"

namespace payaudit {

// What the words under `applies_to` ask of an owner.
struct ApplicabilityCondition {
  std::string says;                  // "binds …"
  std::vector<std::string> roles;    // one of them; empty: of whatever role
  std::string environment;           // what has to be there; empty: nothing
  std::vector<std::string> not_saq;  // questionnaires that leave the row out
};

struct ProfileDeclares {
  std::vector<std::string> roles;
  std::vector<std::string> jurisdictions;
};

// policies/data/applicability.yaml. Keys are the words that may be declared, values what they mean.
struct ApplicabilityTable {
  std::map<std::string, std::string, std::less<>> roles;
  std::vector<std::string> saq;
  std::map<std::string, std::string, std::less<>> environment;
  std::map<std::string, ProfileDeclares, std::less<>> profiles;
  std::map<std::string, ApplicabilityCondition, std::less<>> conditions;
};

void read_applicability(const Document& document, ApplicabilityTable& table, Problems& problems);

// What holds of an owner. Jurisdictions with what they are a part of: DE is of the EU too.
struct Declaration {
  std::vector<std::string> roles;  // empty: not declared
  std::string roles_by;            // who declared them: "payaudit.yaml", "profile eu-psp"
  std::string saq;                 // empty: not declared
  std::map<std::string, bool, std::less<>> environment;
  std::set<std::string, std::less<>> jurisdictions;  // empty: not declared
  std::string jurisdictions_by;
  bool is_ready_for_future = false;  // law that is adopted or agreed counts as if it applied
};

enum class Applies : uint8_t {
  yes,
  perhaps,     // nothing was declared that decides it: judged
  undeclared,  // a law of a place, and no place was declared: not judged
  later,       // it does not apply yet
  no,
};
std::string_view word(Applies applies);  // "applies", "may apply", "not declared", "future", "not applicable"

struct Applicability {
  Applies applies = Applies::yes;
  std::string reason;  // of all but yes: "binds issuers; payaudit.yaml declares roles: merchant"
  std::string declare;  // what decides it: "roles", "jurisdictions", "environment: {wireless: …}"; else empty

  // Findings of its rules are told with it and count for it.
  bool is_judged() const { return applies == Applies::yes || applies == Applies::perhaps; }
};

// On the day `on`, an ISO date.
Applicability applicability(const Requirement& requirement, const ApplicabilityTable& table,
                            const Declaration& declared, std::string_view on);

}  // namespace payaudit

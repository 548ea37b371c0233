// Frameworks and their requirements, as policies/catalog says them: which rules evidence a requirement, what
// only a record can show, and since when it binds.
//
// The texts of dates are full ISO dates; empty: none known. Whom a row binds is judged in applicability.h.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "rules/policy/document.h"
#include "rules/policy/problems.h"

namespace payaudit {

enum class Shows : uint8_t { partial, record, none };
std::string_view word(Shows shows);

enum class FrameworkStatus : uint8_t { in_force, agreed_not_adopted, industry_spec };
std::string_view word(FrameworkStatus status);

// A part of a requirement as its standard has it, in our own words.
struct Leg {
  std::string says;
  std::string procedure;           // the standard's number for the test of it; empty: none
  std::vector<std::string> rules;  // of the requirement's rules, those that test it; empty: a record shows it
  std::string since;               // where this part binds later than its row; such a part has no rules
};

struct Requirement {
  std::string id;
  std::string title;
  std::string status;  // future, standard, derived, replaced; empty: as its framework
  std::string since;
  std::string until;  // not judged from this day on
  std::string
      applies_from;  // a date, or EIF or EIF+Nm: months after an entry into force that has no date yet
  // Words of policies/data/applicability.yaml, all of which have to hold; empty: it binds all.
  std::vector<std::string> applies_to;
  std::string jurisdiction;  // empty: wherever the framework binds
  std::string law;           // id of a law of policies/places/jurisdictions.yaml
  std::string confidence = "high";
  Shows shows = Shows::none;
  std::vector<std::string> rules;
  // Of each of the rules, which of its facts bear on this: an expression over the rule's kind; empty: all.
  std::vector<std::string> rules_when;
  std::vector<Leg> legs;            // empty: it is not parted; else each of its rules tests one at least
  std::string record_ask;           // empty: no record is asked for
  int record_max_age_days = 0;      // 0: whatever its age, the one that is current
  bool is_age_by_analysis = false;  // the entity's targeted risk analysis sets it; the days are the outermost
  std::string record_series;        // one proves one period: daily, weekly, monthly …; empty: one is enough
  bool takes_comments = true;       // false: no comment in the code waives what certainly bears on it
  bool is_customizable = true;      // false: the standard excludes its customized approach
  std::string superseded_by;
  std::string note;

  bool is_superseded(std::string_view on) const {
    return !superseded_by.empty() && (until.empty() || until <= on);
  }
};

struct Framework {
  std::string id;  // pci-dss
  std::string name;
  std::string version;
  std::string organization;
  FrameworkStatus status = FrameworkStatus::in_force;
  bool is_default = false;  // judged without settings
  std::string profile;      // the profile that turns it on where it is off by default
  std::vector<Requirement> requirements;

  const Requirement* find(std::string_view id) const;
};

// nullopt: something is wrong, and `problems` says all of it. Whether rules and laws exist is checked by
// load_policies.
std::optional<Framework> read_framework(const Document& document, Problems& problems);

}  // namespace payaudit

// Whom the requirements of an audit bind: what was declared, what that makes of each row of the catalogue,
// and which findings count for it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "checker/settings/settings.h"
#include "rules/findings/finding.h"
#include "rules/policy/policies.h"
#include "scanners/source/result.h"

namespace payaudit {

// What the settings declare, and their profile where they do not. The error names the word that nobody knows.
// Jurisdictions are written back into the settings, with what they are a part of: the EU for its states.
Result<Declaration> declare(Settings& settings, const Policies& policies);

// Of each framework and requirement, by their place in the catalogue.
struct Bindings {
  std::vector<bool> is_judged;  // the framework is in force, or its profile is chosen
  std::vector<std::vector<Applicability>> rows;

  bool binds(const BearsOn& row) const {
    return is_judged[row.framework] && rows[row.framework][row.requirement].is_judged();
  }
};

Bindings law_of(const Policies& policies, const Settings& settings, const Declaration& declared,
                std::string_view on);

// Says of each finding with a place in which part of the declared scope it stands.
void set_scopes(std::vector<Finding>& findings, const Settings& settings, const SourceMap& sources);

// A finding keeps the requirements that bind. One that has none left is not applicable, with the reason;
// where some apply later it stays, as information with their date. Rules that no requirement names are no
// law, and stay.
void apply_law(std::vector<Finding>& findings, const Policies& policies, const Bindings& law);

}  // namespace payaudit

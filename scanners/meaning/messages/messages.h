// Postal addresses of payment messages (ISO 20022), in what makes such messages: XML messages and templates
// of them, YAML and JSON that has their elements, and mappings that lead to their paths. Since November 2026
// addresses need town and country of their own in SEPA and across borders. Does not check a message against
// its schema; code that builds messages is the business of calls.
#pragma once

#include "scanners/facts/facts.h"
#include "scanners/units/unit.h"

namespace payaudit {

// `address` facts. Statements and status reports, which the other side writes, give none. An address whose
// parts may come from somewhere else (an include, a condition, text that could not be read) is Unknown where
// a part is missing.
Facts message_facts(const Units& units);

}  // namespace payaudit

// Which findings a format tells, and in which order.
#pragma once

#include <array>
#include <vector>

#include "reports/outline/words.h"

namespace payaudit {

// Of a tree that was compared. What was not compared is told in full.
enum class Told : uint8_t { only_new, all };

// Open findings from the severity that is shown on: new ones first, each half in the report's order.
std::vector<const Finding*> open_findings(const Report& report, Told told);

// Of one level what a build server shows of it, and how many more there are.
struct LevelShare {
  std::vector<const Finding*> shown;
  size_t more = 0;  // not 0: one place is left for saying so
};

// Of findings of one level, in their order; `most`: its places.
LevelShare share_of(std::vector<const Finding*> findings, size_t most);

// By level. `errors_taken` of the places of errors are already used.
std::array<LevelShare, 3> shares(const std::vector<const Finding*>& findings, size_t most,
                                 size_t errors_taken);

// Identifiers for findings of which consumers ask that no two are the same: the fingerprint, and of one that
// was there before also its number. In the order of the findings.
std::vector<std::string> unique_ids(const std::vector<const Finding*>& findings);

}  // namespace payaudit

// How many findings there are, and the line that says so wherever a report ends.
#pragma once

#include <string>

#include "reports/report.h"

namespace payaudit {

// Of violations, unless it says otherwise. Open: not waived.
struct Figures {
  size_t open = 0;
  size_t at_threshold = 0;  // open, at or above the severity that gates
  size_t hidden = 0;        // open, below the severity that is shown
  size_t gating = 0;
  size_t fresh = 0;      // open and new; 0 where nothing was compared
  size_t unchanged = 0;  // open
  size_t gone = 0;
  size_t waived = 0;
  size_t undetermined = 0;  // findings of that verdict
  size_t gaps = 0;          // places that were not examined
};

Figures figures(const Report& report);

// "2 violations at or above high, 1 below, 0 waived; 1 new, 2 unchanged, 0 gone against origin/main; exit 1".
// What is waived is told even where nothing is: silence about it would not be known from none.
std::string closing_line(const Report& report);

// "origin/main", "origin/main (merge base 0123456789ab)".
std::string base_name(const Comparison& comparison);

// Why the analysis is not whole; empty: it is. Where no file mattered, that is said too.
std::string incomplete_text(const Report& report);

// "2 undetermined, 4 places not examined": what no verdict stands for; empty: nothing.
std::string open_ends(const Figures& figures);

}  // namespace payaudit

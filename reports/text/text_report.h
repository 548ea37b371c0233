// The report for a person at a terminal or in the log of a build: what is wrong and where, as compilers say
// it, then what was and was not examined.
#pragma once

#include <string>

#include "reports/outline/order.h"
#include "reports/report.h"

namespace payaudit {

// What is printed in full; violations always are.
enum class Show { violations, undetermined, satisfied, all };

struct TextOptions {
  Show show = Show::violations;
  bool is_coloured = false;
  bool is_quiet = false;  // findings and the last line, no counts, tables or notes
  Told told = Told::only_new;
};

// Findings gravest first; of one rule the first ten, unless all are shown. What is not printed in full is
// counted: where the tree was compared, also violations that the base had. Suppressed findings are printed
// with `all` only.
std::string write_text(const Report& report, const TextOptions& options = {});

}  // namespace payaudit

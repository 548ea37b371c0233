// The commands. Each prints to standard output what its format says and nothing else, messages to standard
// error, and returns the exit status.
#pragma once

#include "checker/cli/options.h"

namespace payaudit {

int run(const CheckOptions& options);
int run(const CoverageOptions& options);
int run(const FactsOptions& options);
int run(const ExplainOptions& options);
int run(const RulesOptions& options);
int run(const PolicyOptions& options);
int run(const LintSarifOptions& options);
int run(const VersionOptions& options);
int run(const Printed& printed);

}  // namespace payaudit

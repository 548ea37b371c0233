// The commands. Each prints to standard output what its format says and nothing else, messages to standard
// error, and returns the exit status.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "checker/audit/tables.h"
#include "checker/cli/options.h"

namespace payaudit {

int run(const CheckOptions& options);
int run(const CoverageOptions& options);
int run(const FactsOptions& options);
int run(const ExplainOptions& options);
int run(const FrameworksOptions& options);
int run(const InitOptions& options);
int run(const RulesOptions& options);
int run(const PolicyOptions& options);
int run(const LintSarifOptions& options);
int run(const WaiverOptions& options);
int run(const VersionOptions& options);
int run(const Printed& printed);

// The policies of the settings found upwards and of `more`, for commands that audit nothing; the error is
// told on standard error.
Result<std::unique_ptr<Tables>> tables_or_message(const std::vector<std::string>& more);

}  // namespace payaudit

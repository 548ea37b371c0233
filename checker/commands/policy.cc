// payaudit policy test, policy lint: for rule authors.
#include <fmt/format.h>

#include <cstdio>

#include "checker/audit/audit.h"
#include "checker/commands/commands.h"

namespace payaudit {
namespace {

int test_examples(const Tables& tables, const std::string& only) {
  size_t right = 0;
  size_t wrong = 0;
  const ScanFiles scan = [&](std::span<const ExampleFile> files) { return scan_texts(files, tables); };
  for (const RuleExample& example : examples_of(tables.policies, only)) {
    const ExampleOutcome outcome = check_example(*example.rule, example.example, scan);
    if (outcome.is_right) {
      ++right;
      continue;
    }
    ++wrong;
    fmt::print("FAILED {}\n{}\n", example.name, outcome.problem);
  }
  fmt::print("{} examples right, {} wrong\n", right, wrong);
  return wrong == 0 ? kExitClean : kExitFindings;
}

}  // namespace

int run(const PolicyOptions& options) {
  const Result<std::unique_ptr<Tables>> tables = load_tables(options.policy_folders);
  if (!tables) {
    fmt::print(stderr, "{}\n", tables.error().message);
    return kExitUsage;
  }
  const Policies& policies = (*tables)->policies;
  if (!options.only.empty() && policies.rules.find(options.only) == nullptr) {
    fmt::print(stderr, "error: unknown rule '{}'\n", options.only);
    return kExitUsage;
  }
  switch (options.action) {
    case PolicyOptions::Action::test: return test_examples(**tables, options.only);
    case PolicyOptions::Action::lint:
      for (const std::string& warning : policies.warnings) fmt::print("warning: {}\n", warning);
      fmt::print("{} rules, {} frameworks, {} data classes: no errors, {} warnings\n",
                 policies.rules.rules.size(), policies.catalog.size(), policies.classes.classes.size(),
                 policies.warnings.size());
      return kExitClean;
  }
  return kExitUsage;
}

}  // namespace payaudit

// payaudit policy test, policy lint: for rule authors.
#include <fmt/format.h>

#include <cstdio>

#include "checker/audit/audit.h"
#include "checker/commands/commands.h"
#include "rules/cel/cel.h"

namespace payaudit {
namespace {

// Of the layer and those above it: a folder's author wants to know of the folder.
int test_examples(const Tables& tables, const std::string& only, int from_layer) {
  size_t right = 0;
  size_t wrong = 0;
  const ScanFiles scan = [&](std::span<const ExampleFile> files) { return scan_texts(files, tables); };
  for (const RuleExample& example : examples_of(tables.policies, only, from_layer)) {
    const ExampleOutcome outcome = check_example(*example.rule, example.example, scan);
    if (outcome.is_right) {
      ++right;
      continue;
    }
    ++wrong;
    fmt::print("FAILED {}\n{}\n", example.name, outcome.problem);
  }
  if (right + wrong == 0 && only.empty()) {
    fmt::print(stderr, "error: no rule is in the folder; rules are in DIR/rules/AREA/ID.yaml\n");
    return kExitUsage;
  }
  fmt::print("{} {} right, {} wrong\n", right, right == 1 ? "example" : "examples", wrong);
  return wrong == 0 ? kExitClean : kExitFindings;
}

}  // namespace

int run(const PolicyOptions& options) {
  Result<std::vector<std::string>> folders = policies_here();
  if (!folders) {
    fmt::print(stderr, "error: {}\n", folders.error().message);
    return kExitUsage;
  }
  // A named rule is tested wherever it is; without a folder all rules are.
  const bool is_of_folder = !options.policy_folders.empty() && options.only.empty();
  const int from_layer = is_of_folder ? static_cast<int>(folders->size()) + 1 : 0;
  folders->insert(folders->end(), options.policy_folders.begin(), options.policy_folders.end());
  const Result<std::unique_ptr<Tables>> tables = load_tables(*folders);
  if (!tables) {
    fmt::print(stderr, "{}\n", tables.error().message);
    return kExitUsage;
  }
  const Policies& policies = (*tables)->policies;
  if (!options.only.empty() && policies.rules.find(options.only) == nullptr) {
    std::vector<std::string_view> known;
    for (const Rule& rule : policies.rules.rules) known.push_back(rule.id);
    const std::string_view near = nearest(options.only, known);
    fmt::print(stderr, "error: unknown rule '{}'{}\n", options.only,
               near.empty()
                   ? "; a new one is found with the folder that has it: payaudit policy test DIR --rule ID"
                   : fmt::format(", did you mean '{}'?", near));
    return kExitUsage;
  }
  switch (options.action) {
    case PolicyOptions::Action::test: return test_examples(**tables, options.only, from_layer);
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

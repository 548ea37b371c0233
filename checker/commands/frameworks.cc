// payaudit frameworks: which there are, and what an owner can declare of himself.
#include <fmt/format.h>

#include <algorithm>

#include "checker/commands/commands.h"

namespace payaudit {
namespace {

template <typename Words>
void print_words(std::string_view key, const Words& words) {
  fmt::print("\n{}\n", key);
  size_t widest = 0;
  for (const auto& [word, meaning] : words) widest = std::max(widest, word.size());
  for (const auto& [word, meaning] : words) fmt::print("  {:<{}}  {}\n", word, widest, meaning);
}

std::string judged_when(const Framework& framework) {
  if (framework.is_default) return "always";
  return framework.profile.empty() ? "never" : fmt::format("profile: {}", framework.profile);
}

}  // namespace

int run(const FrameworksOptions& options) {
  const Result<std::unique_ptr<Tables>> tables = tables_or_message(options.policy_folders);
  if (!tables) return kExitUsage;
  const Policies& policies = (*tables)->policies;
  fmt::print("{:<16} {:<36} {:<24} {:<20} {:>4} {:>9}\n", "id", "framework", "status", "judged", "rows",
             "with rules");
  for (const Framework& framework : policies.catalog) {
    const auto with_rules = std::count_if(framework.requirements.begin(), framework.requirements.end(),
                                          [](const Requirement& row) { return !row.rules.empty(); });
    fmt::print("{:<16} {:<36} {:<24} {:<20} {:>4} {:>9}\n", framework.id,
               fmt::format("{} {}", framework.name, framework.version), word(framework.status),
               judged_when(framework), framework.requirements.size(), with_rules);
  }
  fmt::print("\nWhat payaudit.yaml can declare, and a row of a framework asks:\n");
  const ApplicabilityTable& table = policies.applicability;
  print_words("roles: [role, …]", table.roles);
  fmt::print("\nsaq: one of {}\n", fmt::join(table.saq, ", "));
  print_words("environment: {what: true or false, …}", table.environment);
  fmt::print("\nprofile: what it declares where nothing else does\n");
  for (const auto& [name, profile] : table.profiles) {
    fmt::print("  {:<14} roles: [{}]{}\n", name, fmt::join(profile.roles, ", "),
               profile.jurisdictions.empty()
                   ? std::string()
                   : fmt::format(", jurisdictions: [{}]", fmt::join(profile.jurisdictions, ", ")));
  }
  return kExitClean;
}

}  // namespace payaudit

// payaudit coverage: requirement by requirement, what was examined and what only a record can show.
#include <fmt/format.h>

#include <algorithm>
#include <cstdio>

#include "checker/audit/audit.h"
#include "checker/commands/commands.h"
#include "checker/files/output.h"
#include "reports/json/json_writer.h"
#include "reports/json/requirement_fields.h"
#include "rules/cel/cel.h"
#include "rules/policy/applicability.h"

namespace payaudit {
namespace {

// `satisfied` is a verdict about one rule and one thing; for a requirement it is evidence, and no more than
// that.
std::string_view state_of(const RequirementEntry& requirement) {
  if (!requirement.superseded_by.empty()) return "superseded";
  if (requirement.applies == word(Applies::no)) return "not applicable";
  if (requirement.applies == word(Applies::later)) return "future";
  if (requirement.applies == word(Applies::undeclared)) return "not declared";
  if (requirement.violations > 0) return "violation";
  if (requirement.undetermined > 0) return "undetermined";
  if (requirement.waived > 0) return "waived";
  if (requirement.satisfied > 0) return "evidence";
  if (requirement.is_examined) return "examined";
  if (!requirement.rules.empty()) return "nothing found";
  if (!requirement.record.empty()) return "record";
  return "not shown";
}

void print_framework(const FrameworkEntry& framework) {
  fmt::print("{} {} ({}){}\n", framework.name, framework.version, framework.status,
             framework.is_judged ? "" : ": not judged");
  const auto examined = std::count_if(framework.requirements.begin(), framework.requirements.end(),
                                      [](const RequirementEntry& r) { return r.is_examined; });
  const auto covered = std::count_if(framework.requirements.begin(), framework.requirements.end(),
                                     [](const RequirementEntry& r) { return !r.rules.empty(); });
  size_t widest = std::string_view("requirement").size();
  for (const RequirementEntry& requirement : framework.requirements) {
    widest = std::max(widest, requirement.id.size());
  }
  fmt::print("  {:<{}}  {:<14} {:>4} {:>4} {:>4} {:>6}\n", "requirement", widest, "state", "viol", "sat",
             "und", "waived");
  for (const RequirementEntry& requirement : framework.requirements) {
    fmt::print("  {:<{}}  {:<14} {:>4} {:>4} {:>4} {:>6}  {}{}\n", requirement.id, widest,
               state_of(requirement), requirement.violations, requirement.satisfied, requirement.undetermined,
               requirement.waived, requirement.title,
               requirement.why.empty() ? "" : fmt::format(" [{}]", requirement.why));
  }
  fmt::print("  {} of {} requirements have rules, {} were examined here\n\n", covered,
             framework.requirements.size(), examined);
}

std::string as_json(const Report& report, std::string_view only) {
  JsonWriter json;
  json.open_array();
  for (const FrameworkEntry& framework : report.frameworks) {
    if (!only.empty() && framework.id != only) continue;
    json.open_object();
    json.field("framework", framework.id);
    json.field("version", framework.version);
    json.field("status", framework.status);
    json.field_bool("judged", framework.is_judged);
    json.array("requirements");
    for (const RequirementEntry& requirement : framework.requirements) {
      json.open_object();
      write_requirement_fields(requirement, state_of(requirement), json);
      json.field_if("record", requirement.record);
      json.close();
    }
    json.close();
    json.close();
  }
  json.close();
  return json.take();
}

}  // namespace

int run(const CoverageOptions& options) {
  const Result<std::unique_ptr<Audit>> audited = run_audit(options, true);
  if (!audited) {
    fmt::print(stderr, "error: {}\n", audited.error().message);
    return kExitUsage;
  }
  const Report& report = (*audited)->report;
  std::vector<std::string_view> ids;
  for (const FrameworkEntry& framework : report.frameworks) ids.push_back(framework.id);
  if (!options.framework.empty() && std::find(ids.begin(), ids.end(), options.framework) == ids.end()) {
    const std::string_view near = nearest(options.framework, ids);
    fmt::print(stderr, "error: no framework is called '{}'; {}\n", options.framework,
               near.empty() ? fmt::format("there are {}", fmt::join(ids, ", "))
                            : fmt::format("did you mean '{}'?", near));
    return kExitUsage;
  }
  if (options.as_json) {
    const std::string text = as_json(report, options.framework);
    const Result<bool> written = write_output(text);
    if (!written) fmt::print(stderr, "error: {}\n", written.error().message);
    return written ? kExitClean : kExitUsage;
  }
  for (const FrameworkEntry& framework : report.frameworks) {
    const bool is_wanted =
        options.framework.empty() ? framework.is_judged : framework.id == options.framework;
    if (is_wanted) print_framework(framework);
  }
  fmt::print("{} of {} lines examined in {} files, {} gaps\n", report.coverage.lines_examined,
             report.coverage.lines, report.coverage.files, report.gaps.size());
  return kExitClean;
}

}  // namespace payaudit

// payaudit check: audit, print in every wanted format, gate.
#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <string>

#include "checker/audit/audit.h"
#include "checker/audit/coverage.h"
#include "checker/audit/gate.h"
#include "checker/commands/commands.h"
#include "checker/commands/formats.h"
#include "checker/files/output.h"
#include "checker/files/read.h"
#include "checker/gate/baseline.h"
#include "checker/gate/compare.h"
#include "reports/outline/figures.h"

namespace payaudit {
namespace {

void apply_threshold(const CheckOptions& options, const Settings& settings, Report& report) {
  const std::string wanted = options.fail_on ? *options.fail_on : settings.fail_on;
  report.is_gated = wanted != "none";
  if (const auto severity = find_severity(wanted)) report.fail_on = *severity;
  report.show_from = options.show_from;
}

Result<bool> write_outputs(const CheckOptions& options, const Report& report) {
  bool has_counts = false;
  for (const Output& output : options.outputs) {
    const std::string text = write_report(output, report, options);
    const Result<bool> written = output.file.empty() ? write_output(text) : write_file(output.file, text);
    if (!written) return written.error();
    has_counts |= tells_counts(output.format);
    if (output.format != "github" || options.step_summary.empty()) continue;
    if (const Result<bool> summed = append_step_summary(options, report); !summed)
      fmt::print(stderr, "warning: {}\n", summed.error().message);
  }
  // What was waived or not examined must be said somewhere.
  if (!has_counts && !options.is_quiet) {
    const std::string open = open_ends(figures(report));
    fmt::print(stderr, "{}{}{}\n", closing_line(report), open.empty() ? "" : "; open: ", open);
  }
  return true;
}

}  // namespace

int run(const CheckOptions& options) {
  Result<std::unique_ptr<Audit>> audited = !options.base.empty()       ? run_compared(options)
                                           : !options.baseline.empty() ? run_with_baseline(options)
                                                                       : run_audit(options, true);
  if (!audited) {
    fmt::print(stderr, "error: {}\n", audited.error().message);
    return kExitUsage;
  }
  // Never taken apart: the process ends with the command, and an audit has millions of pieces.
  static Audit* kept = nullptr;
  kept = audited->release();
  Audit& audit = *kept;
  apply_threshold(options, audit.settings, audit.report);
  if (options.is_strict) judge_strictly(audit.report.gaps, audit.report.coverage);
  mark_gating(audit.report);
  audit.report.exit_status = exit_status(audit.report);
  const bool tells_provenance = std::any_of(options.outputs.begin(), options.outputs.end(),
                                            [](const Output& output) { return output.format != "text"; });
  if (tells_provenance) add_provenance(options, audit);
  if (const Result<bool> written = write_outputs(options, audit.report); !written) {
    fmt::print(stderr, "error: {}\n", written.error().message);
    return kExitUsage;
  }
  if (options.is_timed) {
    for (const auto& [stage, milliseconds] : audit.timings)
      fmt::print(stderr, "{:>9.1f} ms  {}\n", milliseconds, stage);
  }
  return audit.report.exit_status;
}

int run(const VersionOptions& options) {
  fmt::print("payaudit {} ({})\n", PAYAUDIT_VERSION, options.commit);
  return kExitClean;
}

int run(const Printed& printed) {
  fmt::print(printed.is_error ? stderr : stdout, "{}", printed.text);
  return printed.is_error ? kExitUsage : kExitClean;
}

}  // namespace payaudit

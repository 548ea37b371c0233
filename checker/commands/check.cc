// payaudit check: audit, print in every wanted format, gate.
#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <string>

#include "checker/audit/audit.h"
#include "checker/audit/coverage.h"
#include "checker/audit/gate.h"
#include "checker/commands/commands.h"
#include "checker/files/output.h"
#include "checker/files/read.h"
#include "checker/gate/baseline.h"
#include "checker/gate/compare.h"
#include "reports/baseline/baseline.h"
#include "reports/json/json_report.h"
#include "reports/sarif/sarif_report.h"
#include "reports/text/text_report.h"

namespace payaudit {
namespace {

std::string write_report(const std::string& format, const Report& report, const CheckOptions& options,
                         bool is_file) {
  if (format == "text")
    return write_text(report, {options.show, options.use_colour && !is_file, options.is_quiet});
  if (format == "json") return write_json(report, {options.with_catalogue});
  if (format == "baseline") return write_baseline(report);
  if (format == "sarif") return write_sarif(report);
  return write_sarif_full(report);
}

void apply_threshold(const CheckOptions& options, const Settings& settings, Report& report) {
  const std::string wanted = options.fail_on ? *options.fail_on : settings.fail_on;
  report.is_gated = wanted != "none";
  if (const auto severity = find_severity(wanted)) report.fail_on = *severity;
  report.show_from = options.show_from;
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
  for (const Output& output : options.outputs) {
    const std::string text = write_report(output.format, audit.report, options, !output.file.empty());
    const Result<bool> written = output.file.empty() ? write_output(text) : write_file(output.file, text);
    if (!written) {
      fmt::print(stderr, "error: {}\n", written.error().message);
      return kExitUsage;
    }
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

// payaudit coverage: requirement by requirement, what was examined and what only a record can show.
#include <fmt/format.h>

#include <algorithm>
#include <cstdio>

#include "checker/audit/audit.h"
#include "checker/commands/commands.h"
#include "checker/files/output.h"
#include "checker/files/read.h"
#include "reports/coverage/coverage_writers.h"
#include "reports/coverage/workbook.h"
#include "rules/cel/cel.h"

namespace payaudit {
namespace {

std::string write_coverage(const Report& report, const CoverageOptions& options) {
  switch (options.format) {
    case CoverageOptions::Format::csv: return write_coverage_csv(report, options.framework);
    case CoverageOptions::Format::json: return write_coverage_json(report, options.framework);
    case CoverageOptions::Format::table:
    case CoverageOptions::Format::xlsx: break;
  }
  return write_coverage_table(report, options.framework);
}

Result<bool> write_coverage_to(const Report& report, const CoverageOptions& options) {
  const bool is_workbook = options.format == CoverageOptions::Format::xlsx;
  const std::string bytes = is_workbook ? write_workbook(coverage_rows(report, options.framework))
                                        : write_coverage(report, options);
  return options.file.empty() ? write_output(bytes) : write_file(options.file, bytes);
}

}  // namespace

int run(const CoverageOptions& options) {
  if (options.format == CoverageOptions::Format::xlsx && options.file.empty()) {
    fmt::print(stderr, "error: a workbook is written to a file: add -o coverage.xlsx\n");
    return kExitUsage;
  }
  Result<std::unique_ptr<Audit>> audited = run_audit(options, true);
  if (!audited) {
    fmt::print(stderr, "error: {}\n", audited.error().message);
    return kExitUsage;
  }
  add_provenance(options, **audited);
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
  const Result<bool> written = write_coverage_to(report, options);
  if (!written) fmt::print(stderr, "error: {}\n", written.error().message);
  return written ? kExitClean : kExitUsage;
}

}  // namespace payaudit

#include "checker/commands/formats.h"

#include <cassert>
#include <filesystem>
#include <map>
#include <string_view>
#include <system_error>

#include "checker/files/read.h"
#include "reports/agent/agent_report.h"
#include "reports/azure/issues.h"
#include "reports/baseline/baseline.h"
#include "reports/bitbucket/code_insights.h"
#include "reports/csv/csv_report.h"
#include "reports/github/annotations.h"
#include "reports/gitlab/code_quality.h"
#include "reports/json/json_report.h"
#include "reports/junit/junit_report.h"
#include "reports/markdown/markdown_report.h"
#include "reports/sarif/sarif_report.h"
#include "reports/sonar/generic_issues.h"
#include "reports/text/text_report.h"

namespace payaudit {
namespace {

using Write = std::string (*)(const Output& output, const Report& report, const CheckOptions& options);

std::string write_as_text(const Output& output, const Report& report, const CheckOptions& options) {
  return write_text(report, {.show = options.show,
                             .is_coloured = options.use_colour && output.file.empty(),
                             .is_quiet = options.is_quiet,
                             .told = options.told});
}

const std::map<std::string_view, Write>& writers() {
  static const std::map<std::string_view, Write> table = {
      {"text", write_as_text},
      {"json", [](const Output&, const Report& report,
                  const CheckOptions& options) { return write_json(report, {options.with_catalogue}); }},
      {"sarif", [](const Output&, const Report& report, const CheckOptions&) { return write_sarif(report); }},
      {"sarif-full",
       [](const Output&, const Report& report, const CheckOptions&) { return write_sarif_full(report); }},
      {"github", [](const Output&, const Report& report,
                    const CheckOptions& options) { return write_annotations(report, options.told); }},
      {"github-summary",
       [](const Output&, const Report& report, const CheckOptions& options) {
         return write_markdown(report, {options.told, kLongestSummary, false, options.files_address});
       }},
      {"gitlab",
       [](const Output&, const Report& report, const CheckOptions&) { return write_code_quality(report); }},
      {"junit", [](const Output&, const Report& report, const CheckOptions&) { return write_junit(report); }},
      {"markdown",
       [](const Output&, const Report& report, const CheckOptions& options) {
         return write_markdown(report, {.told = options.told, .files_address = options.files_address});
       }},
      {"azure", [](const Output&, const Report& report,
                   const CheckOptions& options) { return write_issues(report, options.told); }},
      {"bitbucket", [](const Output&, const Report& report,
                       const CheckOptions& options) { return write_code_insights(report, options.told); }},
      {"sonar",
       [](const Output&, const Report& report, const CheckOptions&) { return write_generic_issues(report); }},
      {"csv", [](const Output&, const Report& report, const CheckOptions&) { return write_csv(report); }},
      {"baseline",
       [](const Output&, const Report& report, const CheckOptions&) { return write_baseline(report); }},
      {"agent", [](const Output&, const Report& report,
                   const CheckOptions& options) { return write_agent(report, options.told); }},
  };
  return table;
}

}  // namespace

std::string write_report(const Output& output, const Report& report, const CheckOptions& options) {
  const auto writer = writers().find(output.format);
  assert(writer != writers().end());  // the command line takes no other
  return writer->second(output, report, options);
}

bool tells_counts(const std::string& format) {
  return format != "gitlab" && format != "sonar" && format != "csv";
}

Result<bool> append_step_summary(const CheckOptions& options, const Report& report) {
  const std::string& file = options.step_summary;
  std::error_code error;
  const uintmax_t size = std::filesystem::file_size(file, error);
  const size_t taken = error ? 0 : static_cast<size_t>(size);
  // What is over the limit makes GitHub drop all of it.
  constexpr size_t kLeast = 4096;
  if (taken + kLeast > kLongestSummary)
    return Error{file + ": holds so much of other steps that no summary fits; it is not written"};
  return append_file(
      file, write_markdown(report, {options.told, kLongestSummary - taken, false, options.files_address}));
}

}  // namespace payaudit

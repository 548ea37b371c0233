// payaudit lint-sarif: what validators of SARIF miss, of any tool's files.
#include <fmt/format.h>

#include <cstdio>

#include "checker/commands/commands.h"
#include "checker/files/read.h"
#include "reports/lint/sarif_lint.h"

namespace payaudit {

int run(const LintSarifOptions& options) {
  constexpr size_t kLargest = size_t{512} << 20;
  size_t complaints = 0;
  for (const std::string& file : options.files) {
    const Result<std::string, ReadError> bytes = read_file(file, kLargest);
    if (!bytes) {
      fmt::print(stderr, "error: {}: {}\n", file, bytes.error().message);
      return kExitUsage;
    }
    for (const LintMessage& message : lint_sarif(*bytes, {.is_for_alerts = !options.is_evidence})) {
      fmt::print("{}#{}: {} [{}]\n", file, message.pointer, message.text, message.check);
      ++complaints;
    }
  }
  fmt::print("{} files, {} complaints\n", options.files.size(), complaints);
  return complaints == 0 ? kExitClean : kExitFindings;
}

}  // namespace payaudit

// Any bytes given to the lint: no crash, and every message has a check and a text.
#include <cstdint>
#include <cstdlib>

#include "reports/lint/sarif_lint.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  for (const bool is_for_alerts : {true, false}) {
    for (const payaudit::LintMessage& message :
         payaudit::lint_sarif(bytes, {.is_for_alerts = is_for_alerts})) {
      if (message.check.empty() || message.text.empty()) std::abort();
    }
  }
  return 0;
}

#include "checker/commands/commands.h"
namespace payaudit {
int run(const LintSarifOptions&) {
  return kExitUsage;
}
}  // namespace payaudit

// The program: what surrounds it, the command, and that no failure ends without a word or with another
// status.
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <new>
#include <string_view>
#include <variant>

#include "checker/cli/agents.h"
#include "checker/cli/github.h"
#include "checker/cli/version.h"
#include "checker/commands/commands.h"
#include "checker/files/output.h"

namespace {

// Nothing can be allocated here, and no half of an answer may look like a whole one.
[[noreturn]] void out_of_memory() {
  constexpr std::string_view kMessage =
      "error: not enough memory; raise the limit, use fewer threads (-j 1), or audit a part of the tree\n";
  if (write(STDERR_FILENO, kMessage.data(), kMessage.size()) < 0) _exit(payaudit::kExitUsage);
  _exit(payaudit::kExitUsage);
}

int fail(const char* why) {
  std::fputs("error: ", stderr);
  std::fputs(why, stderr);
  std::fputs("\n", stderr);
  return payaudit::kExitUsage;
}

payaudit::Outside outside() {
  const char* no_colour = std::getenv("NO_COLOR");  // no-color.org: any value but the empty one
  const char* terminal = std::getenv("TERM");
  const bool is_dumb = terminal != nullptr && std::string_view(terminal) == "dumb";
  payaudit::Outside around;
  around.takes_colour =
      isatty(STDOUT_FILENO) != 0 && !is_dumb && (no_colour == nullptr || *no_colour == '\0');
  around.takes_progress = isatty(STDERR_FILENO) != 0 && !is_dumb;
  around.is_for_agent = payaudit::is_run_by_agent([](const char* name) { return std::getenv(name); });
  if (const char* summary = std::getenv("GITHUB_STEP_SUMMARY"); summary != nullptr)
    around.step_summary = summary;
  around.files_address = payaudit::files_address([](const char* name) { return std::getenv(name); });
  around.commit = payaudit::source_commit();
  return around;
}

}  // namespace

int main(int argc, char** argv) {
  payaudit::hold_standard_streams();
  std::signal(SIGPIPE, SIG_IGN);  // a write then fails, and is told like any other
  std::set_new_handler(out_of_memory);
  try {
    const payaudit::Command command = payaudit::parse_command_line(argc, argv, outside());
    const int status = std::visit([](const auto& options) { return payaudit::run(options); }, command);
    if (status == payaudit::kExitUsage) return status;  // what went wrong was told
    if (const payaudit::Result<bool> out = payaudit::flush_output(); !out)
      return fail(out.error().message.c_str());
    return status;
  } catch (const std::exception& error) {
    return fail(error.what());
  }
}

#include <unistd.h>

#include <variant>

#include "checker/commands/commands.h"

int main(int argc, char** argv) {
  const payaudit::Command command = payaudit::parse_command_line(argc, argv, isatty(STDOUT_FILENO) != 0);
  return std::visit([](const auto& options) { return payaudit::run(options); }, command);
}

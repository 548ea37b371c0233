// What the command line takes, as plain structs: read off the parser itself by parse.cc, so that what is
// written from it (the manual, the completions of shells) can neither lack an option nor have one too many.
#pragma once

#include <string>
#include <vector>

namespace payaudit {

struct DescribedOption {
  // What may be completed where its value is due.
  enum class Completes : uint8_t { nothing, choices, files, folders, rules };

  std::vector<std::string> names;  // `-c`, `--config`; of a positional its one name, `PATH`
  std::string value;               // `FILE`; empty: a flag
  std::string text;
  std::string variable;  // of the environment, that gives it too; empty: none
  std::vector<std::string> choices;
  Completes completes = Completes::nothing;
  bool is_positional = false;
  bool is_repeatable = false;
  bool is_required = false;
};

struct DescribedCommand {
  std::string name;  // of the program itself: `payaudit`
  std::string text;
  std::vector<DescribedOption> options;  // and positionals; hidden ones are left out
  std::vector<DescribedCommand> commands;
};

}  // namespace payaudit

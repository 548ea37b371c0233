#include "scanners/meaning/flow/redaction.h"

#include <algorithm>

namespace payaudit {
namespace {

constexpr int kMostLoggerSteps = 16;

struct Where {
  FunctionId function = kNoFunction;
  const Instruction* made = nullptr;
};

const Instruction* made_by(const Resolution& resolution, FunctionId function, Reg reg) {
  const auto& definition = resolution[function].definition;
  if (reg >= definition.size() || definition[reg] == kManyDefinitions) return nullptr;
  return &resolution.code().functions[function].body[definition[reg]];
}

// The instruction that made the value: behind copies, and behind the name of a variable of the module.
Where origin(const Resolution& resolution, FunctionId function, Reg reg) {
  const Code& code = resolution.code();
  for (int step = 0; step < kMostLoggerSteps; ++step) {
    const Instruction* made = made_by(resolution, function, reg);
    if (made == nullptr) return {};
    if (made->op == Op::copy && !made->args.empty()) {
      reg = made->args[0].value;
      continue;
    }
    if (made->op != Op::name) return {function, made};
    const std::string_view name = made->text;
    bool is_found = false;
    for (FunctionId id = 0; id < code.functions.size() && !is_found; ++id) {
      if (code.functions[id].name != "<module>" && id != code.functions[function].parent) continue;
      const auto& variables = code.functions[id].variables;
      const auto at = std::find_if(variables.begin(), variables.end(),
                                   [&](const Variable& each) { return each.name == name; });
      if (at == variables.end()) continue;
      function = id;
      reg = static_cast<Reg>(at - variables.begin());
      is_found = true;
    }
    if (!is_found) return {};
  }
  return {};
}

void read_paths(const Resolution& resolution, const Where& value, Redaction& redaction) {
  if (value.made == nullptr) {
    redaction.is_known = false;
    return;
  }
  const Instruction& made = *value.made;
  if (made.op == Op::literal && made.literal == LiteralKind::string) {
    redaction.paths.push_back(made.text);
    return;
  }
  if (made.op != Op::make) {
    redaction.is_known = false;
    return;
  }
  for (const Argument& each : made.args) {
    if (!each.name.empty() && each.name != "paths" && each.name != "...") continue;  // `censor`
    read_paths(resolution, origin(resolution, value.function, each.value), redaction);
  }
}

std::string_view first_of(std::string_view& path) {
  const size_t end = std::min(path.find_first_of(".["), path.size());
  std::string_view first = path.substr(0, end);
  path.remove_prefix(std::min(end + 1, path.size()));
  if (first.ends_with(']')) first.remove_suffix(1);
  while (!first.empty() && (first.front() == '"' || first.front() == '\'')) first.remove_prefix(1);
  while (!first.empty() && (first.back() == '"' || first.back() == '\'')) first.remove_suffix(1);
  return first;
}

bool covers(std::string_view path, std::string_view member) {
  while (!path.empty()) {
    if (member.empty()) return false;
    const std::string_view wanted = first_of(path), given = first_of(member);
    if (wanted != "*" && wanted != given) return false;
  }
  return true;
}

}  // namespace

Redaction redaction_of(const Resolution& resolution, FunctionId function, Reg receiver,
                       std::string_view option) {
  Redaction redaction;
  Where logger = origin(resolution, function, receiver);
  // `pino({…}).child({…})`
  for (int step = 0; step < kMostLoggerSteps && logger.made != nullptr && logger.made->op == Op::call &&
                     logger.made->text == "child" && logger.made->receiver != kNoReg;
       ++step) {
    logger = origin(resolution, logger.function, logger.made->receiver);
  }
  if (logger.made == nullptr || (logger.made->op != Op::call && logger.made->op != Op::construct))
    return redaction;
  for (const Argument& argument : logger.made->args) {
    const Where options = origin(resolution, logger.function, argument.value);
    if (options.made == nullptr || options.made->op != Op::make) continue;
    for (const Argument& each : options.made->args) {
      if (each.name == option)
        read_paths(resolution, origin(resolution, options.function, each.value), redaction);
    }
  }
  return redaction;
}

bool is_redacted(const Redaction& redaction, std::string_view member) {
  return !member.empty() && std::any_of(redaction.paths.begin(), redaction.paths.end(),
                                        [&](std::string_view path) { return covers(path, member); });
}

}  // namespace payaudit

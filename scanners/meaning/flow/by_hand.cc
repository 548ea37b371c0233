#include "scanners/meaning/flow/by_hand.h"

#include <algorithm>

namespace payaudit {
namespace {

bool serves(const Resolution& resolution) {
  const WordList& servers = resolution.index().models().words_of("script.servers");
  const Code& code = resolution.code();
  for (FunctionId id = 0; id < code.functions.size(); ++id) {
    const auto& body = code.functions[id].body;
    for (size_t at = 0; at < body.size(); ++at) {
      if (body[at].op == Op::call && (servers.has(body[at].text) || servers.has(resolution[id].written[at])))
        return true;
    }
  }
  return false;
}

// A call whose result no other instruction of the function takes.
bool is_for_its_effect(const Function& function, const Instruction& call) {
  return call.op == Op::call &&
         std::none_of(function.body.begin(), function.body.end(), [&](const Instruction& now) {
           return now.receiver == call.out ||
                  std::any_of(now.args.begin(), now.args.end(),
                              [&](const Argument& each) { return each.value == call.out; });
         });
}

bool begins_by_itself(const Code& code) {
  for (const Function& function : code.functions) {
    if ((code.language == "go" || code.language == "java") && function.name == "main") return true;
    // Commands of click, Typer and Flask.
    if (code.language == "python" &&
        std::any_of(function.annotations.begin(), function.annotations.end(),
                    [](const Annotation& mark) { return mark.name.ends_with(".command"); }))
      return true;
    if (function.name != "<module>") continue;
    for (const Instruction& now : function.body) {
      if (code.language == "python" && now.op == Op::name && now.text == "__name__") return true;
      const bool runs_top_down = code.language == "python" || model_language(code.language) == "javascript";
      if (runs_top_down && is_for_its_effect(function, now)) return true;
    }
  }
  // Django's commands are called by `manage.py`.
  return std::any_of(code.types.begin(), code.types.end(), [](const Type& type) {
    return std::any_of(type.bases.begin(), type.bases.end(), [](std::string_view base) {
      return base == "BaseCommand" || base.ends_with(".BaseCommand");
    });
  });
}

// `if __name__ == "__main__":`, `if (require.main === module)`
bool asks_who_starts(const Resolution& resolution, const Source& source, FunctionId id, Reg condition) {
  const auto& definition = resolution[id].definition;
  if (condition >= definition.size() || definition[condition] == kManyDefinitions) return false;
  const Instruction& made = resolution.code().functions[id].body[definition[condition]];
  if (made.op == Op::binary ? made.text != "==" : made.op != Op::field) return false;
  const std::string_view written = source.text(made.span);
  const auto& marks = resolution.index().models().words_of("script.main-marks").words;
  return std::any_of(marks.begin(), marks.end(),
                     [&](const std::string& each) { return written.find(each) != std::string_view::npos; });
}

}  // namespace

std::vector<std::pair<uint32_t, uint32_t>> started_by_hand(const Resolution& resolution, const Source& source,
                                                           FunctionId function) {
  std::vector<std::pair<uint32_t, uint32_t>> parts;
  const Function& code = resolution.code().functions[function];
  if (code.name != "<module>") return parts;
  for (uint32_t at = 0; at < code.body.size(); ++at) {
    const Instruction& now = code.body[at];
    if (now.op != Op::branch || now.args.empty() ||
        !asks_who_starts(resolution, source, function, now.args[0].value))
      continue;
    uint32_t end = at + 1;
    while (end < code.body.size() && (code.body[end].op != Op::label || code.body[end].target != now.target))
      ++end;
    parts.emplace_back(at + 1, end);
  }
  if (!parts.empty() && serves(resolution)) parts.clear();
  return parts;
}

bool prints_beside_log(const Resolution& resolution) {
  const Code& code = resolution.code();
  if (code.language != "go" || !begins_by_itself(code) || serves(resolution)) return false;
  for (FunctionId id = 0; id < code.functions.size(); ++id) {
    const auto& written = resolution[id].written;
    if (std::any_of(written.begin(), written.end(),
                    [](std::string_view call) { return call.starts_with("log."); }))
      return true;
  }
  return false;
}

bool is_run_by_hand(const Resolution& resolution) {
  return begins_by_itself(resolution.code()) && !serves(resolution);
}

}  // namespace payaudit

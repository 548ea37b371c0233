// Source trees as short texts, and what a program says of them.
#pragma once

#include <fmt/format.h>

#include <deque>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "scanners/program/call_graph.h"
#include "scanners/syntax/code/go/go.h"
#include "scanners/syntax/code/java/java.h"
#include "scanners/syntax/code/javascript/javascript.h"
#include "scanners/syntax/code/python/python.h"

namespace payaudit {

struct TextFile {
  std::string path;
  std::string text;
};

struct SourceTree {
  explicit SourceTree(const std::vector<TextFile>& files) {
    for (const auto& [path, text] : files) {
      const Source& source = sources[sources.add(path, text)];
      codes.push_back(path.ends_with(".py")     ? read_python(source)
                      : path.ends_with(".go")   ? read_go(source)
                      : path.ends_with(".java") ? read_java(source)
                                                : read_typescript(source));
    }
    std::vector<ProgramUnit> units;
    for (UnitId id = 0; id < codes.size(); ++id) units.push_back({&codes[id], sources[id].path()});
    program = std::make_unique<Program>(std::move(units));
    graph = std::make_unique<CallGraph>(*program);
  }

  std::string name(FunctionRef ref) const {
    const Function& function = (*program)[ref];
    const TypeRef owner = program->owner(ref);
    const std::string type = owner.type == kNoType ? "" : std::string((*program)[owner].name) + ".";
    return fmt::format("{}:{}{}", sources[ref.unit].path(), type, function.name);
  }

  // What the calls in functions of that name run, in order.
  std::string calls_in(std::string_view wanted) const {
    std::string all;
    for (UnitId unit = 0; unit < codes.size(); ++unit) {
      for (FunctionId id = 0; id < codes[unit].functions.size(); ++id) {
        const Function& function = codes[unit].functions[id];
        if (function.name != wanted) continue;
        for (uint32_t at = 0; at < function.body.size(); ++at) {
          for (const Callee& each : graph->callees({unit, id}, at).all)
            all += fmt::format("{}{}\n", name(each.function), each.is_guessed ? " perhaps" : "");
        }
      }
    }
    return all;
  }

  SourceMap sources;
  std::deque<Code> codes;
  std::unique_ptr<Program> program;
  std::unique_ptr<CallGraph> graph;
};

}  // namespace payaudit

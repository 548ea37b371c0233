#include "scanners/meaning/classes/class_body.h"

#include <algorithm>

#include "scanners/meaning/classes/names.h"
#include "scanners/source/characters.h"

namespace payaudit {
namespace {

bool imports_any(const Code& code, const std::vector<std::string>& modules) {
  return std::any_of(code.imports.begin(), code.imports.end(), [&](const Import& import) {
    return std::any_of(modules.begin(), modules.end(), [&](const std::string& module) {
      return import.module == module || import.module.starts_with(module + ".");
    });
  });
}

bool is_boolean(const Instruction* value, std::string_view which) {
  return value != nullptr && value->op == Op::literal && value->literal == LiteralKind::boolean &&
         equals_ignoring_case(value->text, which);
}

}  // namespace

const Instruction* made_in(const Function& function, Reg reg) {
  const Instruction* made = nullptr;
  for (const Instruction& now : function.body) {
    if (now.out == reg) made = &now;
  }
  return made;
}

std::string_view text_in(const Function& function, Reg reg) {
  const Instruction* made = made_in(function, reg);
  const bool is_text = made != nullptr && made->op == Op::literal && made->literal == LiteralKind::string;
  return is_text ? made->text : std::string_view();
}

Assigned assigned_in_body(const Code& code, TypeId id, std::string_view name) {
  for (const Function& function : code.functions) {
    if (function.owner != id || function.name != "<fields>") continue;
    for (const Instruction& now : function.body) {
      const bool is_it = now.op == Op::copy && now.out < function.variables.size() && !now.args.empty() &&
                         function.variables[now.out].name == name;
      if (is_it) return {made_in(function, now.args[0].value), &function};
    }
  }
  return {};
}

MemberOptions options_of(const Code& code, TypeId id, std::string_view member, const MapperModels& models) {
  MemberOptions options;
  const BodyOptions& known = models.body_options;
  if (code.language != "python" || id == kNoType || !imports_any(code, known.needs)) return options;
  const Assigned assigned = assigned_in_body(code, id, member);
  if (assigned.value == nullptr || assigned.value->op != Op::call) return options;
  bool is_computed = false, is_stored = false;
  for (const Argument& argument : assigned.value->args) {
    is_computed |= is_in(known.computed, argument.name);
    options.is_exact |= is_in(known.exact, argument.name);
    // What is not written here may be true.
    if (is_in(known.stored, argument.name))
      is_stored = !is_boolean(made_in(*assigned.in, argument.value), "false");
  }
  options.is_kept = !is_computed || is_stored;
  return options;
}

bool has_table(const Code& code, TypeId id, const MapperModels& models) {
  const auto& marks = code.types[id].annotations;
  const bool is_view = std::any_of(marks.begin(), marks.end(), [&](const Annotation& mark) {
    return is_in(models.views, mark.name.substr(mark.name.rfind('.') + 1));
  });
  if (is_view) return false;
  const BodyOptions& known = models.body_options;
  if (code.language != "python" || !imports_any(code, known.needs)) return true;
  return std::none_of(known.table.begin(), known.table.end(), [&](const std::string& name) {
    return is_boolean(assigned_in_body(code, id, name).value, "false");
  });
}

}  // namespace payaudit

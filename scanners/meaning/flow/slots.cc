// Where data is kept that lives as long as the program: variables of modules, members of types.
#include <fmt/format.h>

#include <algorithm>

#include "scanners/meaning/flow/contexts.h"

namespace payaudit {
namespace {

// From here on, names that a module gives out are not looked for.
constexpr int kOwnModule = 5;

std::string of_variable(UnitId unit, std::string_view name) {
  return fmt::format("{}:{}", unit, name);
}

// The variable of a module that an export gives out.
std::string of_export(const Program& program, UnitId unit, const Export& given) {
  const FunctionId module = program.module_function(unit);
  if (given.value == kNoReg || module == kNoFunction) return {};
  const Function& function = program.code(unit).functions[module];
  if (given.value < function.variables.size() && !function.variables[given.value].name.empty())
    return of_variable(unit, function.variables[given.value].name);
  for (const Instruction& now : function.body) {
    if (now.out == given.value && now.op == Op::name && program.has_module_variable(unit, now.text))
      return of_variable(unit, now.text);
  }
  // An object that is made where it is given out.
  return of_variable(unit, given.name);
}

std::string of_module(const Program& program, UnitId unit, std::string_view name, int depth) {
  if (program.has_module_variable(unit, name)) return of_variable(unit, name);
  for (UnitId beside : program.modules().beside(unit)) {
    if (program.has_module_variable(beside, name)) return of_variable(beside, name);
  }
  if (depth >= kOwnModule) return {};
  for (const Export& each : program.code(unit).exports) {
    const bool is_it = each.name == name || (name == "default" && each.name == "=");
    if (!is_it) continue;
    if (each.module.empty()) return of_export(program, unit, each);
    for (UnitId other : program.modules().of(unit, each.module)) {
      if (const std::string slot = of_module(program, other, each.taken, depth + 1); !slot.empty())
        return slot;
    }
  }
  if (program.code(unit).dialect.modules == ModuleStyle::dotted) {
    if (const Import* import = program.import_of(unit, name)) {
      for (UnitId other : program.modules().of(unit, import->module)) {
        if (const std::string slot = of_module(program, other, import->name, depth + 1); !slot.empty())
          return slot;
      }
    }
  }
  return {};
}

std::string of_type(const Program& program, TypeRef type, std::string_view member) {
  // Of the type that declares it.
  std::vector<TypeRef> open{type};
  for (size_t i = 0; i < open.size() && i < kMostEntities; ++i) {
    if (field_of(program[open[i]], member) != nullptr) {
      type = open[i];
      break;
    }
    const std::vector<TypeRef>& bases = program.bases(open[i]);
    open.insert(open.end(), bases.begin(), bases.end());
  }
  return fmt::format("{}:{}.{}", type.unit, program[type].name, member);
}

}  // namespace

std::string FlowContexts::slot_of_name(FunctionRef ref, std::string_view name) const {
  const Program& all = program();
  const Code& code = all.code(ref.unit);
  if (code.dialect.has_bare_members) {
    for (TypeId type = all[ref].owner; type != kNoType; type = code.types[type].outer) {
      if (const Field* field = field_of(code.types[type], name))
        return field->is_static ? of_type(all, {ref.unit, type}, name) : std::string();
    }
  }
  // A variable of a function around it.
  for (FunctionId around = all[ref].parent; around != kNoFunction; around = code.functions[around].parent) {
    const Function& function = code.functions[around];
    if (function.name == "<module>") break;
    if (std::any_of(function.variables.begin(), function.variables.end(),
                    [&](const Variable& each) { return each.name == name; }))
      return {};
  }
  if (const std::string slot = of_module(all, ref.unit, name, kOwnModule); !slot.empty()) return slot;
  if (const Import* import = all.import_of(ref.unit, name)) {
    for (UnitId other : all.modules().of(ref.unit, import->module)) {
      const std::string_view taken = import->name.empty() ? std::string_view("default") : import->name;
      if (const std::string slot = of_module(all, other, taken, 0); !slot.empty()) return slot;
    }
  }
  return {};
}

std::string FlowContexts::slot_of_member(FunctionRef ref, Reg object, std::string_view member) const {
  for (const Entity& each : graph_.of(ref, object)) {
    if (each.kind == Entity::Kind::module) {
      const std::string slot = of_module(program(), each.unit, member, 0);
      return slot.empty() ? of_variable(each.unit, member) : slot;
    }
    if (each.kind == Entity::Kind::type) return of_type(program(), each.type(), member);
  }
  return {};
}

namespace {

// The one literal that an initializer gives a variable.
Constant constant_in(const Program& program, FunctionRef initializer, std::string_view name) {
  const Function& function = program[initializer];
  Constant found;
  int count = 0;
  for (const Instruction& now : function.body) {
    if (now.op != Op::copy || now.out >= function.variables.size() || now.args.empty()) continue;
    if (function.variables[now.out].name != name) continue;
    ++count;
    for (const Instruction& made : function.body) {
      if (made.out == now.args[0].value && made.op == Op::literal) found = {made.literal, made.text};
    }
  }
  return count == 1 ? found : Constant{};
}

}  // namespace

Constant FlowContexts::constant_named(FunctionRef ref, std::string_view name) const {
  const Program& all = program();
  const Import* import = all.import_of(ref.unit, name);
  const auto of_module = [&](UnitId unit, std::string_view wanted) -> Constant {
    const FunctionId module = all.module_function(unit);
    if (module == kNoFunction || !all.has_module_variable(unit, wanted) || all.is_assigned(unit, wanted))
      return {};
    return constant_in(all, {unit, module}, wanted);
  };
  if (import == nullptr) return of_module(ref.unit, name);
  const std::vector<UnitId> units = all.modules().of(ref.unit, import->module);
  return units.size() == 1 ? of_module(units.front(), import->name) : Constant{};
}

Constant FlowContexts::constant_member(FunctionRef ref, Reg object, std::string_view member) const {
  const Program& all = program();
  for (const Entity& each : graph_.of(ref, object)) {
    if (each.kind == Entity::Kind::module) {
      const FunctionId module = all.module_function(each.unit);
      if (module == kNoFunction || all.is_assigned(each.unit, member)) return {};
      return constant_in(all, {each.unit, module}, member);
    }
    if (each.kind == Entity::Kind::type) {
      const FunctionId initializer = all.initializer(each.type());
      if (initializer == kNoFunction || all.is_assigned(each.unit, member)) return {};
      const Field* field = field_of(all[each.type()], member);
      if (field != nullptr && field->is_constant) return constant_in(all, {each.unit, initializer}, member);
    }
    if (each.kind == Entity::Kind::object) {
      const Instruction& made = all[each.function()].body[each.at];
      for (const Argument& argument : made.args) {
        if (argument.name != member) continue;
        for (const Instruction& now : all[each.function()].body) {
          if (now.out == argument.value && now.op == Op::literal && !all.is_assigned(each.unit, member))
            return {now.literal, now.text};
        }
      }
    }
  }
  return {};
}

std::string FlowContexts::slot_of_type(TypeRef type, std::string_view member) const {
  return of_type(program(), type, member);
}

bool FlowContexts::does_something(TypeRef type) const {
  if (busy_types_.contains(type)) return true;
  const std::vector<TypeRef>& below = program().below(type);
  return std::any_of(below.begin(), below.end(),
                     [&](const TypeRef& each) { return busy_types_.contains(each); });
}

void FlowContexts::find_busy_types() {
  // So many instructions keep a value or give one.
  constexpr size_t kAccessorSize = 8;
  for (UnitId unit = 0; unit < program().size(); ++unit) {
    if (!program().has_code(unit)) continue;
    const Code& code = program().code(unit);
    for (const Function& function : code.functions) {
      if (function.owner == kNoType || function.body.size() <= kAccessorSize) continue;
      const bool is_constructor =
          function.name == code.dialect.constructor || function.name == code.types[function.owner].name;
      if (function.name != "<fields>" && !is_constructor) busy_types_.insert({unit, function.owner});
    }
  }
}

namespace {

// The instruction that gives what a function returns first; nullptr: none does.
const Instruction* returned_by(const Function& function) {
  for (const Instruction& now : function.body) {
    if (now.op != Op::ret || now.args.empty()) continue;
    for (const Instruction& made : function.body) {
      if (made.out == now.args[0].value) return &made;
    }
  }
  return nullptr;
}

}  // namespace

void FlowContexts::find_returned() {
  for (UnitId unit = 0; unit < program().size(); ++unit) {
    if (!program().has_code(unit)) continue;
    const Code& code = program().code(unit);
    for (FunctionId id = 0; id < code.functions.size(); ++id) {
      const FunctionRef ref{unit, id};
      const Function& function = code.functions[id];
      const Instruction* made = returned_by(function);
      if (made == nullptr) continue;
      Returned returned;
      if (made->op == Op::name) returned.slot = slot_of_name(ref, made->text);
      if (made->op == Op::field && !made->args.empty()) {
        returned.slot = slot_of_member(ref, made->args[0].value, made->text);
        if (function.self != kNoReg && made->args[0].value == function.self) returned.part = made->text;
      }
      if (made->op == Op::name && code.dialect.has_bare_members && function.owner != kNoType &&
          function.self != kNoReg) {
        const Field* field = field_of(code.types[function.owner], made->text);
        if (field != nullptr && !field->is_static) returned.part = made->text;
      }
      if (!returned.slot.empty() || !returned.part.empty()) returned_.emplace(ref, std::move(returned));
    }
  }
}

std::string_view FlowContexts::part_returned(FunctionRef ref) const {
  const auto known = returned_.find(ref);
  return known == returned_.end() ? std::string_view() : known->second.part;
}

std::string FlowContexts::slot_returned(FunctionRef ref) const {
  const auto known = returned_.find(ref);
  return known == returned_.end() ? std::string() : known->second.slot;
}

}  // namespace payaudit

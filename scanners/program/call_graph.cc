#include "scanners/program/call_graph.h"

#include <algorithm>
#include <string>

namespace payaudit {
namespace {

constexpr int kMostPasses = 16;
constexpr int kDeclaredPass = 2;
constexpr int kDeepestExport = 32;
constexpr int kDeepestMember = 4;
constexpr uint32_t kNowhere = ~uint32_t{0};

Entity without_exactness(Entity entity) {
  entity.is_exact = false;
  return entity;
}

// Whether so many values may be handed to the function.
bool takes(const Function& function, const Instruction& call) {
  size_t given = 0;
  for (const Argument& argument : call.args) {
    if (argument.name == "...") return true;
    ++given;
  }
  size_t most = function.parameters.size();
  for (const Parameter& parameter : function.parameters) {
    if (parameter.takes != Parameter::Takes::one) most = given;
  }
  return given <= most;
}

std::string lowered(std::string_view name) {
  std::string all;
  for (char c : name) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) all += c;
  }
  return all;
}

}  // namespace

std::vector<BoundArgument> bind(const Instruction& call, const Function& callee, size_t skipped) {
  std::vector<BoundArgument> bound;
  size_t position = 0;
  const auto find_taking = [&](Parameter::Takes takes) {
    for (size_t i = 0; i < callee.parameters.size(); ++i) {
      if (callee.parameters[i].takes == takes) return i;
    }
    return callee.parameters.size();
  };
  const auto name_of = [&](size_t i) {
    const Reg reg = callee.parameters[i].reg;
    return reg < callee.variables.size() ? callee.variables[reg].name : std::string_view();
  };
  for (size_t i = skipped; i < call.args.size(); ++i) {
    const Argument& argument = call.args[i];
    if (argument.name == "...") {
      for (size_t to = 0; to < callee.parameters.size(); ++to) {
        const bool is_one = callee.parameters[to].takes == Parameter::Takes::one;
        if (is_one && to < position) continue;
        bound.push_back({i, to, false, {}, is_one, is_one ? to - position : 0});
      }
      continue;
    }
    if (!argument.name.empty()) {
      size_t to = 0;
      while (to < callee.parameters.size() && name_of(to) != argument.name) ++to;
      if (to < callee.parameters.size()) {
        bound.push_back({i, to, false, {}, false});
      } else if (to = find_taking(Parameter::Takes::named_rest); to < callee.parameters.size()) {
        bound.push_back({i, to, false, argument.name, false});
      }
      continue;
    }
    const bool is_plain =
        position < callee.parameters.size() && callee.parameters[position].takes == Parameter::Takes::one;
    if (is_plain) {
      bound.push_back({i, position++, false, {}, false});
    } else if (const size_t rest = find_taking(Parameter::Takes::rest); rest < callee.parameters.size()) {
      bound.push_back({i, rest, true, {}, false, position++ - rest});
    }
  }
  return bound;
}

CallGraph::CallGraph(const Program& program, EventWords words)
    : program_(program), words_(std::move(words)), functions_(program.size()) {
  for (UnitId unit = 0; unit < program.size(); ++unit) {
    if (!program.has_code(unit)) continue;
    const Code& code = program.code(unit);
    functions_[unit].resize(code.functions.size());
    for (FunctionId id = 0; id < code.functions.size(); ++id) {
      const Function& function = code.functions[id];
      PerFunction& known = functions_[unit][id];
      known.by_reg.resize(function.variables.size());
      known.definition.assign(function.variables.size(), kNowhere);
      for (uint32_t at = 0; at < function.body.size(); ++at) {
        if (function.body[at].out < known.definition.size()) known.definition[function.body[at].out] = at;
      }
      if (function.parent != kNoFunction && function.owner == kNoType && !function.name.empty())
        functions_[unit][function.parent].inner[function.name].push_back(id);
      std::vector<FunctionId> named{id == program.module_function(unit) ? id : kNoFunction, function.parent};
      for (FunctionId each : named) {
        if (each == kNoFunction || !functions_[unit][each].variables.empty()) continue;
        for (Reg reg = 0; reg < code.functions[each].variables.size(); ++reg) {
          const std::string_view name = code.functions[each].variables[reg].name;
          if (!name.empty()) functions_[unit][each].variables[name].push_back(reg);
        }
      }
    }
  }
  for (UnitId unit = 0; unit < program.size(); ++unit) {
    // What a type is made of is no type above it where shapes are what is implemented.
    if (!program.has_code(unit) || program.code(unit).dialect.has_shape_interfaces) continue;
    for (const Type& type : program.code(unit).types) {
      for (std::string_view base : type.bases) {
        base = without_arguments(base);
        above_tree_.emplace(base.substr(base.rfind('.') + 1));  // npos + 1 is 0
      }
    }
  }
  const auto for_all = [&](auto work) {
    for (UnitId unit = 0; unit < program.size(); ++unit) {
      for (FunctionId id = 0; id < functions_[unit].size(); ++id) work(FunctionRef{unit, id});
    }
  };
  for (int pass = 0; pass < kMostPasses; ++pass) {
    pass_ = pass;
    // What is declared counts once all that is assigned is known.
    if (pass <= kDeclaredPass) for_all([&](FunctionRef ref) { at(ref).is_open = true; });
    is_open_ = false;
    for_all([&](FunctionRef ref) {
      if (!at(ref).is_open) return;
      at(ref).is_open = false;
      current_ = ref;
      visit(ref);
    });
    if (!is_open_ && pass > kDeclaredPass) break;
  }
  current_ = {};
  readers_.clear();
  askers_.clear();
  for_all([&](FunctionRef ref) { settle_callees(ref); });
}

const Entities& CallGraph::of(FunctionRef function, Reg reg) const {
  static const Entities kNothing;
  const auto& by_reg = at(function).by_reg;
  return reg < by_reg.size() ? by_reg[reg] : kNothing;
}

const Callees& CallGraph::callees(FunctionRef caller, uint32_t instruction) const {
  static const Callees kNothing;
  const auto& known = at(caller).callees;
  const auto found = known.find(instruction);
  return found == known.end() ? kNothing : found->second;
}

const std::vector<std::pair<FunctionRef, uint32_t>>& CallGraph::callers(FunctionRef function) const {
  static const std::vector<std::pair<FunctionRef, uint32_t>> kNothing;
  const auto found = callers_.find(function);
  return found == callers_.end() ? kNothing : found->second;
}

void CallGraph::add(FunctionRef ref, Reg reg, const Entities& entities) {
  auto& by_reg = at(ref).by_reg;
  if (reg >= by_reg.size() || !unite(by_reg[reg], entities)) return;
  open(ref);
  if (const std::string_view name = program_[ref].variables[reg].name; !name.empty()) open_readers(name);
}

// Looks at a function again, in this pass where it comes later, else in the next.
void CallGraph::open(FunctionRef ref) {
  at(ref).is_open = true;
  is_open_ = true;
}

void CallGraph::open_readers(std::string_view name) {
  const auto readers = readers_.find(name);
  if (readers == readers_.end()) return;
  for (const FunctionRef& each : readers->second) open(each);
}

// The function that is looked at reads what is called so, wherever it is.
void CallGraph::note(std::string_view name) const {
  if (current_.function != kNoFunction) readers_[name].insert(current_);
}

void CallGraph::add_member(const Entities& objects, std::string_view name, const Entities& entities) {
  if (entities.empty()) return;
  for (const Entity& each : objects) {
    if (each.kind == Entity::Kind::function || each.kind == Entity::Kind::module) continue;
    if (unite(members_[{without_exactness(each), name}], entities)) open_readers(name);
  }
}

// Elements of what a register holds; where that is nothing known, of the member or variable it was read from.
void CallGraph::put(FunctionRef ref, Reg object, const Entities& entities) {
  Entities elements;
  for (const Entity& each : entities) {
    if (each.kind != Entity::Kind::module && each.kind != Entity::Kind::type) elements.push_back(each);
  }
  if (elements.empty()) return;
  add_member(of(ref, object), {}, elements);
}

bool CallGraph::is_parameter(FunctionRef ref, Reg reg) const {
  const Function& function = program_[ref];
  for (int step = 0; step < 8; ++step) {
    if (std::any_of(function.parameters.begin(), function.parameters.end(),
                    [&](const Parameter& each) { return each.reg == reg; }))
      return true;
    const Instruction* from = made(ref, reg);
    if (from == nullptr || from->op != Op::copy || from->args.empty()) return false;
    reg = from->args[0].value;
  }
  return false;
}

// The name is a parameter of a function around.
bool CallGraph::is_outer_parameter(FunctionRef ref, std::string_view name) const {
  const Code& code = program_.code(ref.unit);
  for (FunctionId around = program_[ref].parent; around != kNoFunction;
       around = code.functions[around].parent) {
    const Function& function = code.functions[around];
    for (const Parameter& each : function.parameters) {
      if (each.reg < function.variables.size() && function.variables[each.reg].name == name) return true;
    }
  }
  return false;
}

const Instruction* CallGraph::made(FunctionRef ref, Reg reg) const {
  const auto& definition = at(ref).definition;
  return reg < definition.size() && definition[reg] != kNowhere ? &program_[ref].body[definition[reg]]
                                                                : nullptr;
}

const Entities& CallGraph::at_place(FunctionRef ref, Reg reg, uint32_t instruction) const {
  const Function& function = program_[ref];
  if (reg >= function.variables.size() || function.variables[reg].name.empty()) return of(ref, reg);
  for (uint32_t at = instruction; at-- > 0;) {
    const Instruction& now = function.body[at];
    if (now.op == Op::label || now.op == Op::try_begin) break;
    if (now.out != reg || now.op != Op::copy || now.args.empty()) continue;
    const Entities& given = of(ref, now.args[0].value);
    return given.empty() ? of(ref, reg) : given;
  }
  return of(ref, reg);
}

Entities CallGraph::instances(const Entities& types, bool is_exact) const {
  Entities all;
  for (Entity each : types) {
    if (each.kind != Entity::Kind::type) continue;
    each.kind = Entity::Kind::instance;
    each.is_exact = is_exact;
    unite(all, {each});
  }
  return all;
}

Entities CallGraph::above(FunctionRef ref) const {
  Entities all;
  const TypeRef owner = program_.owner(ref);
  if (owner.type == kNoType) return all;
  for (const TypeRef& base : program_.bases(owner))
    unite(all, {{Entity::Kind::instance, true, base.unit, base.type, 0}});
  return all;
}

Entities CallGraph::module_variable(UnitId unit, std::string_view name) const {
  Entities all;
  const auto look = [&](UnitId in) {
    const FunctionId module = program_.module_function(in);
    if (module == kNoFunction) return;
    const PerFunction& known = functions_[in][module];
    if (const auto regs = known.variables.find(name); regs != known.variables.end()) {
      for (Reg reg : regs->second) unite(all, known.by_reg[reg]);
    }
    if (const auto global = globals_.find({in, name}); global != globals_.end()) unite(all, global->second);
  };
  look(unit);
  if (!all.empty()) return all;
  for (UnitId other : program_.modules().beside(unit)) {
    if (other != unit) look(other);
  }
  return all;
}

Entities CallGraph::module_value(UnitId unit) const {
  const FunctionId module = program_.module_function(unit);
  for (const Export& each : program_.code(unit).exports) {
    if (each.name == "=" && module != kNoFunction) return of({unit, module}, each.value);
  }
  return {{Entity::Kind::module, false, unit, 0, 0}};
}

Entities CallGraph::exported(UnitId unit, std::string_view name, int depth) const {
  Entities all;
  note(name);
  if (depth > kDeepestExport) return all;
  const Code& code = program_.code(unit);
  const FunctionId module = program_.module_function(unit);
  for (const Export& each : code.exports) {
    const bool is_it = each.name == name || (name == "default" && each.name == "=");
    if (!is_it) continue;
    if (each.value != kNoReg && module != kNoFunction) unite(all, of({unit, module}, each.value));
    if (each.module.empty()) continue;
    for (UnitId other : program_.modules().of(unit, each.module))
      unite(all, each.taken == "*" ? module_value(other) : exported(other, each.taken, depth + 1));
  }
  if (!all.empty()) return all;
  all = as_wrapped(program_.defined(unit, name));
  unite(all, module_variable(unit, name));
  if (!all.empty()) return all;
  for (const Export& each : code.exports) {
    if (each.name == "=" && module != kNoFunction) unite(all, members(of({unit, module}, each.value), name));
    if (each.name != "*") continue;
    for (UnitId other : program_.modules().of(unit, each.module))
      unite(all, exported(other, name, depth + 1));
  }
  if (all.empty() && code.dialect.modules == ModuleStyle::dotted) {
    if (const Import* import = program_.import_of(unit, name)) {
      for (UnitId other : program_.modules().of(unit, import->module))
        unite(all, import->name.empty() ? module_value(other) : exported(other, import->name, depth + 1));
    }
    for (const Import& import : code.imports) {
      if (import.name != "*" || !all.empty()) continue;
      for (UnitId other : program_.modules().of(unit, import.module))
        unite(all, exported(other, name, depth + 1));
    }
  }
  return all;
}

Entities CallGraph::imported(UnitId unit, const Import& import) const {
  Entities all;
  const Code& code = program_.code(unit);
  const std::vector<UnitId> units = program_.modules().of(unit, import.module);
  if (code.dialect.modules == ModuleStyle::type) {
    if (!units.empty()) {
      for (UnitId other : units) unite(all, program_.defined(other, import.name));
      return all;
    }
    // A static member: `a.b.Type` and `member`.
    const size_t dot = import.module.rfind('.');
    if (dot == std::string_view::npos) return all;
    for (UnitId other : program_.modules().of(unit, import.module.substr(0, dot)))
      unite(all, members(program_.defined(other, import.module.substr(dot + 1)), import.name));
    return all;
  }
  const bool is_whole = import.name.empty() || import.name == "*";
  for (UnitId other : units) {
    unite(all, is_whole ? module_value(other) : exported(other, import.name, 0));
    if (is_whole && code.dialect.modules == ModuleStyle::folder) return all;  // the others are beside it
  }
  if (all.empty() && !is_whole && code.dialect.modules == ModuleStyle::dotted) {
    const std::string inner =
        std::string(import.module) + (import.module.ends_with('.') ? "" : ".") + std::string(import.name);
    for (UnitId other : program_.modules().of(unit, inner)) unite(all, module_value(other));
  }
  return all;
}

// Functions that are wrapped where they are defined, and what wraps them. Which function a wrapper goes on to
// call is not told apart, as all that it wraps would run for each.
Entities CallGraph::as_wrapped(const Entities& all) const {
  if (wrapped_.empty()) return all;
  Entities some;
  for (const Entity& each : all) {
    const auto wrappers =
        each.kind == Entity::Kind::function ? wrapped_.find(each.function()) : wrapped_.end();
    unite(some, {each});
    if (wrappers != wrapped_.end()) unite(some, wrappers->second);
  }
  return some;
}

// `@traced` or `@traced("pay")` above a function: what the maker of wrappers gives is called with what it is
// given.
void CallGraph::wrap(FunctionRef ref) {
  const Function& function = program_[ref];
  if (function.owner != kNoType || function.annotations.empty()) return;
  const FunctionRef around{ref.unit, program_.module_function(ref.unit)};
  if (around.function == kNoFunction) return;
  const Entity itself{Entity::Kind::function, false, ref.unit, ref.function, 0};
  for (const Annotation& mark : function.annotations) {
    const size_t dot = mark.name.find('.');
    Entities makers = named(around, mark.name.substr(0, dot));
    if (dot != std::string_view::npos) makers = members(makers, mark.name.substr(dot + 1));
    for (const Entity& maker : makers) {
      if (maker.kind != Entity::Kind::function) continue;
      // With arguments it makes the maker.
      const Entities inner = mark.arguments.empty() ? Entities{maker} : result(maker.function());
      for (const Entity& each : inner) {
        if (each.kind != Entity::Kind::function || program_[each.function()].parameters.empty()) continue;
        Entities wrappers;
        for (const Entity& wrapper : result(each.function())) {
          if (wrapper.kind == Entity::Kind::function && !(wrapper == itself)) unite(wrappers, {wrapper});
        }
        if (!wrappers.empty() && unite(wrapped_[ref], wrappers)) open_readers(function.name);
      }
    }
  }
}

Entities CallGraph::named(FunctionRef from, std::string_view name) const {
  const Code& code = program_.code(from.unit);
  note(name);
  if (name == "super") return above(from);
  Entities all;
  for (FunctionId around = from.function; around != kNoFunction; around = code.functions[around].parent) {
    const Function& function = code.functions[around];
    if (function.name == "<module>") break;
    const auto& inner = functions_[from.unit][around].inner;
    if (const auto named = inner.find(name); named != inner.end()) {
      for (FunctionId id : named->second) unite(all, {{Entity::Kind::function, false, from.unit, id, 0}});
    }
    const bool is_of_members = function.name == "<fields>" && !code.dialect.has_bare_members;
    if (around != from.function && !is_of_members) {
      const PerFunction& known = functions_[from.unit][around];
      if (const auto regs = known.variables.find(name); regs != known.variables.end()) {
        for (Reg reg : regs->second) unite(all, known.by_reg[reg]);
        return all;
      }
    }
    if (!all.empty()) return all;
    // `this` of the functions around, where it is no variable here; of a static one, the type.
    if (name == "this" && function.self != kNoReg) return of({from.unit, around}, function.self);
    if (name == "this" && function.owner != kNoType)
      return {{Entity::Kind::type, false, from.unit, function.owner, 0}};
  }
  if (code.dialect.has_bare_members) {
    for (TypeId type = program_[from].owner; type != kNoType; type = code.types[type].outer) {
      all = member({Entity::Kind::instance, false, from.unit, type, 0}, name);
      if (!all.empty()) return all;
    }
  }
  all = as_wrapped(program_.defined(from.unit, name));
  unite(all, module_variable(from.unit, name));
  if (!all.empty()) return all;
  if (const Import* import = program_.import_of(from.unit, name)) return imported(from.unit, *import);
  for (const Import& import : code.imports) {
    if (import.name != "*") continue;
    for (UnitId other : program_.modules().of(from.unit, import.module)) unite(all, exported(other, name, 1));
    if (!all.empty()) return all;
  }
  return all;
}

Entities CallGraph::member(const Entity& of, std::string_view name) const {
  Entities all;
  // Modules may give out each other, and functions themselves.
  if (depth_ >= kDeepestMember) return all;
  ++depth_;
  all = member_of(of, name);
  --depth_;
  return all;
}

Entities CallGraph::member_of(const Entity& of, std::string_view name) const {
  Entities all;
  note(name);
  const auto known = [&](const Entity& key) {
    if (const auto at = members_.find({without_exactness(key), name}); at != members_.end())
      unite(all, at->second);
  };
  switch (of.kind) {
    case Entity::Kind::module: return exported(of.unit, name, 0);
    case Entity::Kind::function:
      // What a maker of objects gives, where the framework calls it.
      for (const Entity& each : result(of.function())) {
        if (each.kind == Entity::Kind::instance) unite(all, member(each, name));
      }
      return all;
    case Entity::Kind::object: {
      known(of);
      const Instruction& made = program_[of.function()].body[of.at];
      for (const Argument& each : made.args) {
        if (each.name == name) unite(all, this->of(of.function(), each.value));
        if (each.name == "...") unite(all, members(this->of(of.function(), each.value), name));
      }
      return all;
    }
    case Entity::Kind::type:
    case Entity::Kind::instance: break;
  }
  std::vector<TypeRef> open{of.type()};
  bool is_field = false;
  for (size_t i = 0; i < open.size() && i < kMostEntities; ++i) {
    const TypeRef type = open[i];
    known({Entity::Kind::instance, false, type.unit, type.type, 0});
    known({Entity::Kind::type, false, type.unit, type.type, 0});
    const Code& code = program_.code(type.unit);
    if (const Field* field = all.empty() ? field_of(code.types[type.type], name) : nullptr) {
      is_field = true;
      if (!field->type.empty()) all = instances(program_.written_type(type.unit, field->type), false);
    }
    for (const TypeRef& base : program_.bases(type)) {
      open.push_back(base);
      if (program_[base].name == name) unite(all, {{Entity::Kind::instance, true, base.unit, base.type, 0}});
    }
    if (of.kind == Entity::Kind::type) {
      for (TypeId inner = 0; inner < code.types.size(); ++inner) {
        if (code.types[inner].outer == type.type && code.types[inner].name == name)
          unite(all, {{Entity::Kind::type, false, type.unit, inner, 0}});
      }
    }
  }
  if (!all.empty() || is_field) return all;
  for (const FunctionRef& each : program_.methods(of.type(), name)) {
    if (program_[each].is_getter) {
      unite(all, result(each));
    } else {
      unite(all, {{Entity::Kind::function, false, each.unit, each.function, 0}});
    }
  }
  return all;
}

Entities CallGraph::members(const Entities& of, std::string_view name) const {
  Entities all;
  for (const Entity& each : of) unite(all, member(each, name));
  return all;
}

// `com.acme.Holder`, `import app.log` and then `app.log`: written with its package.
Entities CallGraph::written_out(FunctionRef ref, const Instruction& field) const {
  std::string_view parts[8];
  size_t count = 0;
  const Instruction* now = &field;
  while (now != nullptr && now->op == Op::field && count < 7 && !now->args.empty()) {
    parts[count++] = now->text;
    now = made(ref, now->args[0].value);
  }
  if (now == nullptr || now->op != Op::name || count == 0) return {};
  std::string package(now->text);
  for (size_t i = count; i-- > 1;) package += "." + std::string(parts[i]);
  Entities all;
  if (program_.code(ref.unit).dialect.modules == ModuleStyle::type) {
    for (UnitId unit : program_.modules().of(ref.unit, package)) unite(all, program_.defined(unit, parts[0]));
  } else if (program_.code(ref.unit).dialect.modules == ModuleStyle::dotted) {
    package += "." + std::string(parts[0]);
    for (const Import& import : program_.code(ref.unit).imports) {
      if (import.module != package || !import.name.empty()) continue;
      for (UnitId unit : program_.modules().of(ref.unit, package)) unite(all, module_value(unit));
    }
  }
  return all;
}

Entities CallGraph::elements(const Entities& of) const {
  Entities all;
  note({});
  for (const Entity& each : of) {
    if (each.kind != Entity::Kind::object) {
      // A list of functions or objects is known by what went into it.
      if (each.kind == Entity::Kind::function || each.kind == Entity::Kind::instance) unite(all, {each});
      continue;
    }
    for (const Argument& argument : program_[each.function()].body[each.at].args)
      unite(all, this->of(each.function(), argument.value));
    for (auto at = members_.lower_bound({without_exactness(each), {}});
         at != members_.end() && at->first.first == without_exactness(each); ++at)
      unite(all, at->second);
  }
  return all;
}

Entities CallGraph::result(FunctionRef ref) const {
  if (current_.function != kNoFunction) askers_[ref].insert(current_);
  if (const auto at = results_.find(ref); at != results_.end()) return at->second;
  const Function& function = program_[ref];
  if (function.result_type.empty()) return {};
  return instances(program_.written_type(ref.unit, function.result_type), false);
}

std::vector<FunctionRef> CallGraph::dispatch(const Entity& object, std::string_view method,
                                             bool* is_cut) const {
  std::vector<FunctionRef> all;
  const auto take = [&](const std::vector<FunctionRef>& from) {
    for (const FunctionRef& each : from) {
      if (!program_[each].body.empty() && std::find(all.begin(), all.end(), each) == all.end())
        all.push_back(each);
    }
  };
  const std::vector<FunctionRef> known = program_.methods(object.type(), method);
  take(known);
  // What an embedded interface stands for is not told by the type around it.
  for (const FunctionRef& each : known) {
    const TypeRef of = program_.owner(each);
    if (!program_[each].body.empty() || of.type == kNoType || of == object.type()) continue;
    for (const TypeRef& below : program_.below(of)) take(program_.own_methods(below, method));
  }
  // Where shapes are what is implemented, what is embedded does not know who embeds it.
  const bool is_embedded = program_.code(object.unit).dialect.has_shape_interfaces && !all.empty();
  if (object.is_exact || is_embedded) return all;
  for (const TypeRef& below : program_.below(object.type(), is_cut))
    take(program_.own_methods(below, method));
  return all;
}

// Of an accessor or a function that is known by its name alone; empty: not known.
std::string_view CallGraph::result_type(FunctionRef ref, const Instruction& call) const {
  std::vector<FunctionRef> called;
  if (call.receiver == kNoReg) {
    const TypeRef owner = program_.owner(ref);
    if (owner.type != kNoType) called = program_.methods(owner, call.text);
  } else {
    for (const Entity& each : of(ref, call.receiver)) {
      if (each.kind == Entity::Kind::instance) called = program_.methods(each.type(), call.text);
    }
  }
  if (called.size() == 1) return program_[called.front()].result_type;
  // A record's accessor.
  if (call.receiver == kNoReg || !called.empty()) return {};
  for (const Entity& each : of(ref, call.receiver)) {
    if (each.kind != Entity::Kind::instance) continue;
    if (const Field* field = field_of(program_[each.type()], call.text)) return field->type;
  }
  return {};
}

// Of two types as written, that no value is of both: one of a language's own values and another.
bool CallGraph::has_other_types(FunctionRef ref, const Instruction& call, const Function& callee) const {
  const Function& function = program_[ref];
  const auto simple = [](std::string_view type) {
    type = type.substr(0, type.find_first_of("<[ "));
    return type.substr(type.rfind('.') + 1);  // npos + 1 is 0
  };
  // `long` and `Long` are handed to each other; types of the tree are told by what they are.
  const auto plain = [&](std::string_view type) { return lowered(simple(type)); };
  for (size_t i = 0; i < call.args.size() && i < callee.parameters.size(); ++i) {
    const Reg to = callee.parameters[i].reg;
    if (to >= callee.variables.size()) continue;
    const std::string_view wanted = callee.variables[to].type;
    std::string_view given;
    Reg reg = call.args[i].value;
    for (int step = 0; step < 4 && given.empty() && reg < function.variables.size(); ++step) {
      given = function.variables[reg].type;
      const Instruction* from = made(ref, reg);
      if (!given.empty() || from == nullptr) break;
      if (from->op == Op::literal && from->literal == LiteralKind::string) given = "String";
      if (from->op == Op::literal && from->literal == LiteralKind::boolean) given = "boolean";
      if (from->op == Op::concat) given = "String";
      if (from->op == Op::call) given = result_type(ref, *from);
      if (from->op != Op::copy || from->args.empty()) break;
      reg = from->args[0].value;
    }
    if (wanted.empty() || given.empty() || given == "var") continue;
    const std::string a = plain(wanted), b = plain(given);
    const bool is_of_tree = !program_.written_type(ref.unit, given).empty();
    const bool takes_all = a == "object" || a.size() == 1 || a == "charsequence" || a == "comparable";
    if (a != b && !takes_all && (!is_of_tree || program_.written_type(ref.unit, wanted).empty())) return true;
  }
  return false;
}

Callees CallGraph::resolve(FunctionRef ref, uint32_t instruction) const {
  const Function& function = program_[ref];
  const Code& code = program_.code(ref.unit);
  const Instruction& now = function.body[instruction];
  Callees callees;
  const auto take = [&](const FunctionRef& each, bool is_construction = false, bool is_handed = false) {
    callees.all.push_back({each, is_construction, is_handed, false});
  };
  const auto construct = [&](TypeRef type) {
    for (const FunctionRef& each : program_.constructors(type)) take(each, true);
  };
  const auto take_value = [&](const Entity& each, bool is_handed) {
    if (each.kind == Entity::Kind::function) take(each.function(), false, is_handed);
    if (each.kind == Entity::Kind::type) construct(each.type());
    if (each.kind == Entity::Kind::instance && code.dialect.is_type_called) {
      for (const FunctionRef& called : dispatch(each, "__call__", &callees.is_cut)) take(called);
    }
  };
  const auto receivers = [&](Reg reg) -> const Entities& { return at_place(ref, reg, instruction); };
  if (now.op == Op::field || now.op == Op::set_field) {
    const Reg object = now.args.empty() ? kNoReg : now.args[0].value;
    for (const Entity& each : receivers(object)) {
      if (each.kind != Entity::Kind::instance) continue;
      for (const FunctionRef& method : dispatch(each, now.text, &callees.is_cut)) {
        if (now.op == Op::field ? program_[method].is_getter : program_[method].is_setter) take(method);
      }
    }
  } else if (now.op == Op::construct) {
    for (const Entity& each : named(ref, now.text)) {
      if (each.kind == Entity::Kind::function && !code.dialect.constructor.empty())
        take(each.function(), true);
    }
    for (const Entity& each : program_.written_type(ref.unit, without_arguments(now.text)))
      construct(each.type());
  } else if (now.receiver == kNoReg) {
    const bool is_above = now.text == "super" && !code.dialect.is_type_called;
    const TypeRef owner = program_.owner(ref);
    if (is_above && owner.type != kNoType) {
      for (const TypeRef& base : program_.bases(owner)) construct(base);
      for (Callee& each : callees.all) each.is_construction = false;
    } else if (now.text == "this" && owner.type != kNoType) {
      for (const FunctionRef& each : program_.constructors(owner)) take(each);
    } else {
      bool is_found = false;
      if (code.dialect.has_bare_members) {
        for (TypeId type = function.owner; type != kNoType && !is_found; type = code.types[type].outer) {
          const Entity self{Entity::Kind::instance, false, ref.unit, type, 0};
          for (const FunctionRef& each : dispatch(self, now.text, &callees.is_cut)) {
            take(each);
            is_found = true;
          }
        }
      }
      if (!is_found) {
        const bool is_handed = is_outer_parameter(ref, now.text);
        for (const Entity& each : named(ref, now.text)) take_value(each, is_handed);
      }
    }
  } else if (const std::string_view event = event_of(ref, now, words_.emitting); !event.empty()) {
    const auto listeners = events_.find(event);
    for (const Entity& each : listeners == events_.end() ? Entities() : listeners->second) {
      take(each.function());
      callees.all.back().skipped = 1;
    }
  } else if (now.text.empty()) {
    const bool is_handed = is_parameter(ref, now.receiver);
    for (const Entity& each : receivers(now.receiver)) take_value(each, is_handed);
  } else {
    const bool is_handed = is_parameter(ref, now.receiver);
    for (const Entity& each : receivers(now.receiver)) {
      switch (each.kind) {
        case Entity::Kind::module:
        case Entity::Kind::object:
          for (const Entity& value : member(each, now.text)) take_value(value, false);
          break;
        case Entity::Kind::type: {
          const std::vector<FunctionRef> methods = program_.methods(each.type(), now.text);
          for (const FunctionRef& method : methods) take(method);
          if (methods.empty()) {
            for (const Entity& value : member(each, now.text)) take_value(value, false);
          }
          break;
        }
        case Entity::Kind::instance: {
          const std::vector<FunctionRef> methods = dispatch(each, now.text, &callees.is_cut);
          for (const FunctionRef& method : methods) take(method);
          if (methods.empty()) {
            for (const Entity& value : member(each, now.text)) take_value(value, false);
          }
          break;
        }
        case Entity::Kind::function: {
          // What a maker gives, or the one method of a function that stands for an interface.
          const Entities made = result(each.function());
          const size_t before = callees.all.size();
          for (const Entity& object : made) {
            if (object.kind != Entity::Kind::instance) continue;
            for (const FunctionRef& method : dispatch(object, now.text, &callees.is_cut)) take(method);
          }
          if (callees.all.size() == before) take(each.function(), false, is_handed);
          break;
        }
      }
    }
  }
  if (now.op == Op::call || now.op == Op::construct) {
    // Overloads that take so many values, where there are any.
    const auto exact = [&](const Callee& each) {
      return program_[each.function].parameters.size() == now.args.size();
    };
    const auto fits = [&](const Callee& each) { return takes(program_[each.function], now); };
    if (code.dialect.has_bare_members && std::any_of(callees.all.begin(), callees.all.end(), exact)) {
      std::erase_if(callees.all, [&](const Callee& each) { return !exact(each); });
      const auto is_typed = [&](const Callee& each) {
        return !has_other_types(ref, now, program_[each.function]);
      };
      if (std::any_of(callees.all.begin(), callees.all.end(), is_typed))
        std::erase_if(callees.all, [&](const Callee& each) { return !is_typed(each); });
    } else if (std::any_of(callees.all.begin(), callees.all.end(), fits)) {
      std::erase_if(callees.all, [&](const Callee& each) { return !fits(each); });
    }
  }
  std::sort(callees.all.begin(), callees.all.end());
  callees.all.erase(std::unique(callees.all.begin(), callees.all.end()), callees.all.end());
  if (callees.all.size() > kMostEntities) {
    callees.is_cut = true;
    callees.all.resize(kMostEntities);
  }
  callees.is_cut |= of(ref, now.receiver).size() >= kMostEntities;
  return callees;
}

// `paymentService.pay(…)` of a receiver that nothing tells: the one type of the tree that is called so and
// has the method.
void CallGraph::add_guesses(FunctionRef ref, const Instruction& call, Callees& callees) const {
  if (!callees.all.empty() || call.op != Op::call || call.receiver == kNoReg || call.text.empty()) return;
  const Function& function = program_[ref];
  if (!of(ref, call.receiver).empty()) return;
  std::string_view name;
  Reg reg = call.receiver;
  for (int step = 0; step < 4 && name.empty(); ++step) {
    if (reg >= function.variables.size()) return;
    name = function.variables[reg].name;
    if (!name.empty()) break;
    const Instruction* from = made(ref, reg);
    if (from == nullptr) return;
    if (from->op == Op::field || from->op == Op::name) name = from->text;
    if (from->op != Op::copy || from->args.empty()) break;
    reg = from->args[0].value;
  }
  const std::string wanted = lowered(name);
  if (wanted.size() < 3) return;
  const Code& code = program_.code(ref.unit);
  std::vector<FunctionRef> found;
  for (const FunctionRef& each : program_.methods_named(call.text)) {
    const bool is_alike = program_.code(each.unit).dialect.modules == code.dialect.modules;
    const TypeRef owner = program_.owner(each);
    if (!is_alike || owner.type == kNoType || program_[each].body.empty()) continue;
    const std::string type = lowered(program_[owner].name);
    if (type == wanted || (type.size() > wanted.size() && type.ends_with(wanted))) found.push_back(each);
  }
  if (found.size() == 1 && takes(program_[found.front()], call))
    callees.all.push_back({found.front(), false, false, true});
}

// `bus.on("paid", handler)`: the name, where the method is one of the words and nothing is known of its
// object.
std::string_view CallGraph::event_of(FunctionRef ref, const Instruction& call,
                                     const std::vector<std::string>& methods) const {
  const bool is_one = call.receiver != kNoReg && !call.args.empty() &&
                      std::find(methods.begin(), methods.end(), call.text) != methods.end();
  if (!is_one) return {};
  for (const Entity& each : of(ref, call.receiver)) {
    if (each.kind == Entity::Kind::instance && !program_.methods(each.type(), call.text).empty()) return {};
    if (each.kind == Entity::Kind::module) return {};
  }
  const Instruction* name = made(ref, call.args[0].value);
  if (name != nullptr && name->op == Op::name) {
    // A constant of the module.
    const FunctionRef module{ref.unit, program_.module_function(ref.unit)};
    if (module.function == kNoFunction) return {};
    const std::string_view constant = name->text;
    name = nullptr;
    for (Reg reg = 0; reg < program_[module].variables.size() && name == nullptr; ++reg) {
      if (program_[module].variables[reg].name != constant) continue;
      name = made(module, reg);
      if (name != nullptr && name->op == Op::copy) name = made(module, name->args[0].value);
    }
  }
  const bool is_text = name != nullptr && name->op == Op::literal && name->literal == LiteralKind::string;
  if (is_text) note(name->text);
  return is_text ? name->text : std::string_view();
}

// Of what may be handed on, what a declared type lets through.
Entities CallGraph::fitting(UnitId unit, std::string_view type, const Entities& all) const {
  if (all.empty() || type.empty() || type == "var") return all;
  const bool is_open = type.find_first_of("<[{(|&") != std::string_view::npos || type.size() <= 2 ||
                       type.starts_with("...") || type.ends_with("...");
  if (is_open) return all;
  const Entities wanted = program_.written_type(unit, type);
  Entities some;
  for (const Entity& each : all) {
    if (each.kind != Entity::Kind::instance) {
      some.push_back(each);
      continue;
    }
    const bool fits =
        wanted.empty() ? is_any(type) : std::any_of(wanted.begin(), wanted.end(), [&](const Entity& above) {
          return above.type() == each.type() || is_below(each.type(), above.type());
        });
    if (fits) some.push_back(each);
  }
  return some;
}

// A type that says nothing of its values, or one of another library, above types of the tree.
bool CallGraph::is_any(std::string_view type) const {
  const std::string_view simple = type.substr(type.rfind('.') + 1);  // npos + 1 is 0
  const std::string plain = lowered(simple);
  return plain == "object" || plain == "any" || plain == "unknown" || plain == "interface" ||
         above_tree_.contains(std::string(simple));
}

bool CallGraph::is_below(TypeRef type, TypeRef above) const {
  const std::vector<TypeRef>& all = program_.below(above);
  return std::find(all.begin(), all.end(), type) != all.end();
}

void CallGraph::visit_call(FunctionRef ref, uint32_t instruction) {
  const Instruction& now = program_[ref].body[instruction];
  const Code& code = program_.code(ref.unit);
  const Callees callees = resolve(ref, instruction);
  for (const Callee& callee : callees.all) {
    const Function& function = program_[callee.function];
    for (const BoundArgument& bound : bind(now, function, callee.skipped)) {
      const Reg to = function.parameters[bound.parameter].reg;
      const std::string_view type =
          to < function.variables.size() ? function.variables[to].type : std::string_view();
      add(callee.function, to, fitting(callee.function.unit, type, of(ref, now.args[bound.argument].value)));
    }
    if (callee.is_construction) continue;
    add(ref, now.out, result(callee.function));
  }
  if (now.op == Op::construct) {
    const Entities types = instances(program_.written_type(ref.unit, without_arguments(now.text)), true);
    add(ref, now.out, types);
    // Members of a literal of the type.
    for (const Argument& each : now.args) {
      if (!each.name.empty()) add_member(types, each.name, of(ref, each.value));
    }
    if (types.empty())
      add(ref, now.out, {{Entity::Kind::object, false, ref.unit, ref.function, instruction}});
    return;
  }
  if (now.receiver == kNoReg) {
    if (now.text == "super" && code.dialect.is_type_called) add(ref, now.out, above(ref));
    for (const Entity& each : named(ref, now.text)) add(ref, now.out, instances({each}, true));
  } else if (now.text.empty()) {
    for (const Entity& each : of(ref, now.receiver)) add(ref, now.out, instances({each}, true));
  } else {
    for (const Entity& each : of(ref, now.receiver)) {
      if (each.kind == Entity::Kind::module) add(ref, now.out, instances(member(each, now.text), true));
    }
  }
  if (!callees.all.empty()) return;
  if (const std::string_view event = event_of(ref, now, words_.listening); !event.empty()) {
    for (size_t i = 1; i < now.args.size(); ++i) {
      for (const Entity& each : of(ref, now.args[i].value)) {
        if (each.kind == Entity::Kind::function && unite(events_[std::string(event)], {each}))
          open_readers(event);
      }
    }
  }
  // Functions that it is handed are called with what its object has, and with what else it is given.
  for (const Argument& argument : now.args) {
    for (const Entity& handed : Entities(of(ref, argument.value))) {
      if (handed.kind != Entity::Kind::function) continue;
      const Function& function = program_[handed.function()];
      if (function.parameters.empty()) continue;
      if (now.receiver != kNoReg)
        add(handed.function(), function.parameters[0].reg, elements(of(ref, now.receiver)));
      for (const Argument& other : now.args) {
        if (&other == &argument) continue;
        for (const Parameter& parameter : function.parameters)
          add(handed.function(), parameter.reg, elements(of(ref, other.value)));
      }
    }
  }
  // An unknown call puts what it is given into its object, and gives that or some of it.
  Entities given;
  for (const Argument& each : now.args) unite(given, of(ref, each.value));
  if (now.receiver != kNoReg) {
    put(ref, now.receiver, given);
    Entities kept;
    for (const Entity& each : of(ref, now.receiver)) {
      if (each.kind == Entity::Kind::object) unite(kept, elements({each}));
    }
    add(ref, now.out, kept);
    if (!of(ref, now.receiver).empty()) {
      // `handlers.setdefault(name, []).append(each)`
      for (const Entity& each : given) {
        if (each.kind == Entity::Kind::object) add(ref, now.out, {each});
      }
      return;
    }
  }
  Entities passed;
  for (const Entity& each : given) {
    if (each.kind != Entity::Kind::module && each.kind != Entity::Kind::type) unite(passed, {each});
  }
  add(ref, now.out, passed);
}

void CallGraph::visit(FunctionRef ref) {
  const Function& function = program_[ref];
  const TypeRef owner = program_.owner(ref);
  wrap(ref);
  const bool is_of_type = std::any_of(function.annotations.begin(), function.annotations.end(),
                                      [](const Annotation& each) { return each.name == "classmethod"; });
  if (function.self != kNoReg && owner.type != kNoType)
    add(ref, function.self,
        {{is_of_type ? Entity::Kind::type : Entity::Kind::instance, false, owner.unit, owner.type, 0}});
  for (Reg reg = 0; reg < function.variables.size(); ++reg) {
    const std::string_view type = function.variables[reg].type;
    // What is assigned tells more.
    const bool is_assigned = made(ref, reg) != nullptr && pass_ < kDeclaredPass;
    if (!type.empty() && of(ref, reg).empty() && !is_assigned)
      add(ref, reg, instances(program_.written_type(ref.unit, type), false));
  }
  const Entities self = owner.type == kNoType
                            ? Entities()
                            : Entities{{Entity::Kind::instance, false, owner.unit, owner.type, 0}};
  Entities results;
  for (uint32_t at = 0; at < function.body.size(); ++at) {
    const Instruction& now = function.body[at];
    const auto arg = [&](size_t i) { return i < now.args.size() ? now.args[i].value : kNoReg; };
    switch (now.op) {
      case Op::name: add(ref, now.out, named(ref, now.text)); break;
      case Op::set_name: {
        const Entities& value = of(ref, arg(0));
        if (value.empty()) break;
        const Code& code = program_.code(ref.unit);
        const bool is_member = code.dialect.has_bare_members && function.owner != kNoType &&
                               field_of(code.types[function.owner], now.text) != nullptr;
        if (is_member) {
          add_member(self, now.text, value);
        } else if (unite(globals_[{ref.unit, now.text}], value)) {
          open_readers(now.text);
        }
        break;
      }
      case Op::copy: {
        const std::string_view type =
            now.out < function.variables.size() ? function.variables[now.out].type : std::string_view();
        add(ref, now.out, fitting(ref.unit, type, of(ref, arg(0))));
        // An initializer's variables are members.
        if (function.name == "<fields>" && now.out < function.variables.size() &&
            !function.variables[now.out].name.empty())
          add_member(self, function.variables[now.out].name, of(ref, now.out));
        break;
      }
      case Op::field:
        add(ref, now.out, members(of(ref, arg(0)), now.text));
        if (of(ref, now.out).empty()) add(ref, now.out, written_out(ref, now));
        break;
      case Op::set_field: add_member(of(ref, arg(0)), now.text, of(ref, arg(1))); break;
      case Op::index: {
        const Instruction* key = made(ref, arg(1));
        const bool is_named = key != nullptr && key->op == Op::literal && key->literal == LiteralKind::string;
        Entities found = is_named ? members(of(ref, arg(0)), key->text) : Entities();
        if (found.empty()) found = elements(of(ref, arg(0)));
        add(ref, now.out, found);
        break;
      }
      case Op::set_index: put(ref, arg(0), of(ref, arg(2))); break;
      case Op::call:
      case Op::construct: visit_call(ref, at); break;
      case Op::make: add(ref, now.out, {{Entity::Kind::object, false, ref.unit, ref.function, at}}); break;
      case Op::binary:
        for (const Argument& each : now.args) {
          if (now.text == "||" || now.text == "&&" || now.text == "??")
            add(ref, now.out, of(ref, each.value));
        }
        break;
      case Op::unary:
        if (now.text == "&" || now.text == "*" || now.text == "...") add(ref, now.out, of(ref, arg(0)));
        break;
      case Op::lambda: add(ref, now.out, {{Entity::Kind::function, false, ref.unit, now.function, 0}}); break;
      case Op::ret:
      case Op::yield:
        for (const Argument& each : now.args) unite(results, of(ref, each.value));
        break;
      case Op::literal:
      case Op::concat:
      case Op::throw_:
      case Op::branch:
      case Op::jump:
      case Op::label:
      case Op::try_begin:
      case Op::try_end: break;
    }
  }
  if (results.empty() || !unite(results_[ref], results)) return;
  for (const FunctionRef& each : askers_[ref]) open(each);
}

void CallGraph::settle_callees(FunctionRef ref) {
  const Function& function = program_[ref];
  for (uint32_t instruction = 0; instruction < function.body.size(); ++instruction) {
    const Instruction& now = function.body[instruction];
    const bool may_call =
        now.op == Op::call || now.op == Op::construct || now.op == Op::field || now.op == Op::set_field;
    if (!may_call) continue;
    Callees callees = resolve(ref, instruction);
    add_guesses(ref, now, callees);
    if (callees.all.empty()) continue;
    for (const Callee& each : callees.all) callers_[each.function].emplace_back(ref, instruction);
    at(ref).callees.emplace(instruction, std::move(callees));
  }
}

}  // namespace payaudit

#include "scanners/program/program.h"

#include <algorithm>
#include <set>

namespace payaudit {
namespace {

bool is_name_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '$';
}

}  // namespace

const Field* field_of(const Type& type, std::string_view name) {
  const auto found = std::find_if(type.fields.begin(), type.fields.end(),
                                  [&](const Field& each) { return each.name == name; });
  return found == type.fields.end() ? nullptr : &*found;
}

std::string_view without_arguments(std::string_view type) {
  return type.substr(0, type.find_first_of("<[("));
}

bool unite(Entities& into, const Entities& from) {
  bool is_changed = false;
  for (const Entity& each : from) {
    const auto at = std::lower_bound(into.begin(), into.end(), each);
    if (at != into.end() && *at == each) continue;
    if (into.size() >= kMostEntities) break;
    into.insert(at, each);
    is_changed = true;
  }
  return is_changed;
}

Program::Program(std::vector<ProgramUnit> units)
    : units_(std::move(units)), modules_(units_), symbols_(units_.size()) {
  for (UnitId unit = 0; unit < units_.size(); ++unit) {
    if (has_code(unit)) index(unit);
  }
  for (UnitId unit = 0; unit < units_.size(); ++unit) {
    if (has_code(unit)) share(unit);
  }
  resolve_bases();
  find_shapes();
  for (const auto& [type, direct] : below_) {
    bool is_cut = false;
    std::vector<TypeRef> all = find_below(type, &is_cut);
    all_below_.emplace(type, Below{std::move(all), is_cut});
  }
}

void Program::index(UnitId unit) {
  const Code& from = code(unit);
  Symbols& symbols = symbols_[unit];
  symbols.methods.resize(from.types.size());
  symbols.initializers.assign(from.types.size(), kNoFunction);
  for (TypeId id = 0; id < from.types.size(); ++id) {
    if (!from.types[id].name.empty()) symbols.types.emplace(from.types[id].name, id);
  }
  for (FunctionId id = 0; id < from.functions.size(); ++id) {
    const Function& function = from.functions[id];
    for (const Instruction& now : function.body) {
      if (now.op == Op::set_name || now.op == Op::set_field) symbols.assigned.insert(now.text);
    }
    if (function.name == "<module>") {
      symbols.module = id;
      for (const Variable& variable : function.variables) {
        if (!variable.name.empty()) symbols.variables.insert(variable.name);
      }
    }
    if (function.name.empty() || function.name == "<module>") continue;
    if (function.owner == kNoType && function.self != kNoReg) {
      // A method of a type that stands in another file of the folder.
      methods_named_[function.name].push_back({unit, id});
    } else if (function.owner != kNoType) {
      if (function.name == "<fields>") {
        symbols.initializers[function.owner] = id;
      } else {
        symbols.methods[function.owner].push_back(id);
        methods_named_[function.name].push_back({unit, id});
      }
    } else if (is_module_level({unit, id})) {
      symbols.functions[function.name].push_back(id);
    }
  }
  for (uint32_t i = 0; i < from.imports.size(); ++i) {
    const Import& import = from.imports[i];
    std::string_view local = !import.alias.empty() ? import.alias : import.name;
    if (local.empty() && from.dialect.modules == ModuleStyle::type)
      local = import.module.substr(import.module.rfind('.') + 1);  // npos + 1 is 0
    if (local.empty() && from.dialect.modules == ModuleStyle::dotted)
      local = import.module.substr(0, import.module.find('.'));
    if (!local.empty() && local != "*") symbols.imports.emplace(local, i);
  }
}

bool Program::is_module_level(FunctionRef ref) const {
  const Function& function = (*this)[ref];
  if (function.owner != kNoType) return false;
  return function.parent == kNoFunction || code(ref.unit).functions[function.parent].name == "<module>";
}

TypeRef Program::owner(FunctionRef ref) const {
  const Function& function = (*this)[ref];
  if (function.owner != kNoType) return {ref.unit, function.owner};
  if (function.self >= function.variables.size()) return {};
  std::string_view name = function.variables[function.self].type;
  while (name.starts_with('*') || name.starts_with(' ')) name.remove_prefix(1);
  name = name.substr(0, name.find('['));
  for (const Entity& each : defined(ref.unit, name)) {
    if (each.kind == Entity::Kind::type) return each.type();
  }
  return {};
}

const Import* Program::import_of(UnitId unit, std::string_view local) const {
  const auto at = symbols_[unit].imports.find(local);
  return at == symbols_[unit].imports.end() ? nullptr : &code(unit).imports[at->second];
}

Entities Program::defined(UnitId unit, std::string_view name) const {
  const Entities own = defined_here(unit, name);
  const auto beside = shared_.find(&modules_.beside(unit));
  if (!own.empty() || beside == shared_.end()) return own;
  const auto found = beside->second.find(name);
  return found == beside->second.end() ? Entities() : found->second;
}

Entities Program::defined_here(UnitId unit, std::string_view name) const {
  Entities found;
  const Symbols& symbols = symbols_[unit];
  if (const auto at = symbols.types.find(name); at != symbols.types.end())
    unite(found, {{Entity::Kind::type, false, unit, at->second, 0}});
  if (const auto at = symbols.functions.find(name); at != symbols.functions.end()) {
    for (FunctionId id : at->second) unite(found, {{Entity::Kind::function, false, unit, id, 0}});
  }
  return found;
}

// What the files of a folder or a package define together.
void Program::share(UnitId unit) {
  if (modules_.beside(unit).empty()) return;
  auto& names = shared_[&modules_.beside(unit)];
  for (const auto& [name, type] : symbols_[unit].types)
    unite(names[name], {{Entity::Kind::type, false, unit, type, 0}});
  for (const auto& [name, functions] : symbols_[unit].functions) {
    for (FunctionId id : functions) unite(names[name], {{Entity::Kind::function, false, unit, id, 0}});
  }
}

Entities Program::type_named(UnitId unit, std::string_view name, int depth) const {
  Entities found;
  const auto take_types = [&](const Entities& from) {
    for (const Entity& each : from) {
      if (each.kind == Entity::Kind::type) unite(found, {each});
    }
  };
  if (depth > 4) return found;
  const size_t dot = name.find('.');
  const std::string_view head = name.substr(0, dot);
  const std::string_view last = name.substr(name.rfind('.') + 1);  // npos + 1 is 0
  if (dot == std::string_view::npos) take_types(defined(unit, name));
  if (!found.empty()) return found;
  const Code& from = code(unit);
  if (const Import* import = import_of(unit, head)) {
    for (UnitId other : modules_.of(unit, import->module)) {
      if (dot != std::string_view::npos || import->name.empty()) {
        take_types(defined(other, last));
      } else {
        const std::string_view wanted = import->name;
        take_types(defined(other, wanted));
        // What the other file gives on, or gives as its own value.
        for (const Export& each : code(other).exports) {
          if (each.name != wanted && each.name != "*" && !(wanted == "default" && each.name == "=")) continue;
          if (!each.module.empty()) {
            for (UnitId further : modules_.of(other, each.module))
              take_types(defined(further, each.name == "*" ? wanted : each.taken));
          } else if (wanted == "default") {
            take_types(defined(other, head));
          }
        }
        if (found.empty() && code(other).dialect.modules == ModuleStyle::dotted)
          found = type_named(other, wanted, depth + 1);
        if (found.empty() && wanted == "default") take_types(defined(other, head));
      }
    }
    // `from app import models`, and then `models.Card`
    if (found.empty() && dot != std::string_view::npos && !import->name.empty()) {
      const std::string inner = std::string(import->module) + (import->module.ends_with('.') ? "" : ".") +
                                std::string(import->name);
      for (UnitId other : modules_.of(unit, inner)) take_types(defined(other, last));
    }
    return found;
  }
  for (const Import& import : from.imports) {
    if (import.name != "*") continue;
    for (UnitId other : modules_.of(unit, import.module)) take_types(defined(other, last));
  }
  // `Outer.Inner`
  if (found.empty() && dot != std::string_view::npos) take_types(defined(unit, last));
  return found;
}

Entities Program::written_type(UnitId unit, std::string_view text) const {
  if (text.starts_with('{')) return {};
  for (size_t at = 0; at < text.size();) {
    if (!is_name_character(text[at])) {
      ++at;
      continue;
    }
    size_t end = at;
    while (end < text.size() && (is_name_character(text[end]) || text[end] == '.')) ++end;
    std::string_view name = text.substr(at, end - at);
    while (name.ends_with('.')) name.remove_suffix(1);
    if (const Entities found = type_named(unit, name, 0); !found.empty()) return found;
    at = end + 1;
  }
  return {};
}

const std::vector<TypeRef>& Program::bases(TypeRef type) const {
  static const std::vector<TypeRef> kNothing;
  const auto at = bases_.find(type);
  return at == bases_.end() ? kNothing : at->second;
}

void Program::resolve_bases() {
  for (UnitId unit = 0; unit < units_.size(); ++unit) {
    if (!has_code(unit)) continue;
    const std::vector<Type>& types = code(unit).types;
    for (TypeId id = 0; id < types.size(); ++id) {
      for (std::string_view base : types[id].bases) {
        // Arguments of a generic type are no bases.
        for (const Entity& each : written_type(unit, without_arguments(base))) {
          const TypeRef above = each.type();
          if (above == TypeRef{unit, id}) continue;
          bases_[{unit, id}].push_back(above);
          below_[above].push_back({unit, id});
        }
      }
    }
  }
}

// Where what has an interface's methods implements it.
void Program::find_shapes() {
  for (UnitId unit = 0; unit < units_.size(); ++unit) {
    if (!has_code(unit) || !code(unit).dialect.has_shape_interfaces) continue;
    const Code& from = code(unit);
    for (TypeId id = 0; id < from.types.size(); ++id) {
      const std::vector<FunctionId>& wanted = symbols_[unit].methods[id];
      const bool is_interface =
          !wanted.empty() && std::all_of(wanted.begin(), wanted.end(), [&](FunctionId f) {
            return from.functions[f].body.empty() && from.functions[f].self == kNoReg;
          });
      if (!is_interface) continue;
      std::set<TypeRef> candidates;
      for (const FunctionRef& each : methods_named(from.functions[wanted.front()].name)) {
        const TypeRef of = owner(each);
        if (code(each.unit).dialect.has_shape_interfaces && of.type != kNoType) candidates.insert(of);
      }
      std::vector<TypeRef>& below = below_[{unit, id}];
      for (const TypeRef& candidate : candidates) {
        if (candidate == TypeRef{unit, id}) continue;
        const bool has_all = std::all_of(wanted.begin(), wanted.end(), [&](FunctionId f) {
          const Function& method = from.functions[f];
          const std::vector<FunctionRef> own = methods(candidate, method.name);
          return std::any_of(own.begin(), own.end(), [&](const FunctionRef& other) {
            return !(*this)[other].body.empty() &&
                   (*this)[other].parameters.size() == method.parameters.size();
          });
        });
        if (has_all) below.push_back(candidate);
      }
    }
  }
}

std::vector<FunctionRef> Program::own_methods(TypeRef type, std::string_view name) const {
  std::vector<FunctionRef> found;
  for (FunctionId id : symbols_[type.unit].methods[type.type]) {
    if (code(type.unit).functions[id].name == name) found.push_back({type.unit, id});
  }
  // Methods that stand in other files of the folder.
  if (code(type.unit).dialect.modules == ModuleStyle::folder) {
    for (const FunctionRef& each : methods_named(name)) {
      if ((*this)[each].owner == kNoType && owner(each) == type) found.push_back(each);
    }
  }
  return found;
}

std::vector<FunctionRef> Program::methods(TypeRef type, std::string_view name) const {
  std::vector<TypeRef> level{type};
  std::set<TypeRef> seen{type};
  while (!level.empty()) {
    std::vector<FunctionRef> found;
    std::vector<TypeRef> next;
    for (const TypeRef& each : level) {
      const std::vector<FunctionRef> own = own_methods(each, name);
      found.insert(found.end(), own.begin(), own.end());
      for (const TypeRef& base : bases(each)) {
        if (seen.insert(base).second) next.push_back(base);
      }
    }
    if (!found.empty()) return found;
    level = std::move(next);
  }
  return {};
}

std::vector<FunctionRef> Program::constructors(TypeRef type) const {
  const std::string_view written = code(type.unit).dialect.constructor;
  if (!written.empty()) return methods(type, written);
  return own_methods(type, (*this)[type].name);
}

FunctionId Program::initializer(TypeRef type) const {
  return symbols_[type.unit].initializers[type.type];
}

std::vector<TypeRef> Program::find_below(TypeRef type, bool* is_cut) const {
  std::vector<TypeRef> all;
  std::set<TypeRef> seen{type};
  std::vector<TypeRef> open{type};
  while (!open.empty()) {
    const TypeRef now = open.back();
    open.pop_back();
    const auto at = below_.find(now);
    if (at == below_.end()) continue;
    for (const TypeRef& each : at->second) {
      if (!seen.insert(each).second) continue;
      if (all.size() >= kMostEntities) {
        if (is_cut != nullptr) *is_cut = true;
        return all;
      }
      all.push_back(each);
      open.push_back(each);
    }
  }
  std::sort(all.begin(), all.end());
  return all;
}

const std::vector<TypeRef>& Program::below(TypeRef type, bool* is_cut) const {
  static const std::vector<TypeRef> kNothing;
  const auto known = all_below_.find(type);
  if (known == all_below_.end()) return kNothing;
  if (is_cut != nullptr && known->second.is_cut) *is_cut = true;
  return known->second.types;
}

const std::vector<FunctionRef>& Program::methods_named(std::string_view name) const {
  static const std::vector<FunctionRef> kNothing;
  const auto at = methods_named_.find(name);
  return at == methods_named_.end() ? kNothing : at->second;
}

}  // namespace payaudit

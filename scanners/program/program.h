// What the source code of the whole tree is: its types and functions, what names stand for across files, what
// is above and below a type. Knows no facts, no data, no libraries: what the tree does not define is nothing
// here. Built once, then read by all threads.
#pragma once

#include <compare>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "scanners/program/modules.h"
#include "scanners/units/code.h"

namespace payaudit {

struct FunctionRef {
  UnitId unit = kNoUnit;
  FunctionId function = kNoFunction;
  auto operator<=>(const FunctionRef&) const = default;
};

struct TypeRef {
  UnitId unit = kNoUnit;
  TypeId type = kNoType;
  auto operator<=>(const TypeRef&) const = default;
};

// What a name or a value stands for.
struct Entity {
  enum class Kind : uint8_t {
    module,    // `unit`
    function,  // `unit`, `id`: a FunctionId
    type,      // `unit`, `id`: a TypeId
    instance,  // of the type `unit`, `id`
    object,    // a list, map or object that the function `unit`, `id` makes in the instruction `at`
  };
  Kind kind = Kind::module;
  bool is_exact = false;  // of an instance: made here, so that it is of no type below
  UnitId unit = kNoUnit;
  uint32_t id = 0;
  uint32_t at = 0;
  auto operator<=>(const Entity&) const = default;

  FunctionRef function() const { return {unit, id}; }
  TypeRef type() const { return {unit, id}; }
};
// Sorted, each once. None: nothing is known.
using Entities = std::vector<Entity>;
// True if that added something. Beyond kMostEntities nothing is added.
bool unite(Entities& into, const Entities& from);
inline constexpr size_t kMostEntities = 32;

// The type's own declared member of that name; nullptr: it declares none.
const Field* field_of(const Type& type, std::string_view name);
// `List<Card>` to `List`, `Base[T]` to `Base`: a type as written without what it is given.
std::string_view without_arguments(std::string_view type);

class Program {
 public:
  // Everything handed in must outlive it. A UnitId is a place in `units`.
  explicit Program(std::vector<ProgramUnit> units);

  size_t size() const { return units_.size(); }
  bool has_code(UnitId unit) const { return units_[unit].code != nullptr; }
  const Code& code(UnitId unit) const { return *units_[unit].code; }
  const Function& operator[](FunctionRef ref) const { return code(ref.unit).functions[ref.function]; }
  const Type& operator[](TypeRef ref) const { return code(ref.unit).types[ref.type]; }
  const ModuleIndex& modules() const { return modules_; }

  // A type's own functions of that name; then those of the nearest types above it that have any.
  std::vector<FunctionRef> own_methods(TypeRef type, std::string_view name) const;
  std::vector<FunctionRef> methods(TypeRef type, std::string_view name) const;
  // What runs when an object of the type is made: constructors, its own or those of the types above.
  std::vector<FunctionRef> constructors(TypeRef type) const;
  // `<fields>` of a type; kNoFunction: it has none.
  FunctionId initializer(TypeRef type) const;
  FunctionId module_function(UnitId unit) const { return symbols_[unit].module; }
  const std::vector<TypeRef>& bases(TypeRef type) const;
  // All below it, at most kMostEntities of them; `is_cut` when there are more.
  const std::vector<TypeRef>& below(TypeRef type, bool* is_cut = nullptr) const;
  // All functions of that name which are methods of types, in the units' order.
  const std::vector<FunctionRef>& methods_named(std::string_view name) const;
  bool has_module_variable(UnitId unit, std::string_view name) const {
    return symbols_[unit].variables.contains(name);
  }
  // Somewhere in the unit a name or a member that is called so is set, initializers of variables left out.
  bool is_assigned(UnitId unit, std::string_view name) const {
    return symbols_[unit].assigned.contains(name);
  }
  bool is_module_level(FunctionRef ref) const;
  // The type whose method it is; without a type: it is none.
  TypeRef owner(FunctionRef ref) const;

  // Functions and types that the unit, and for Go and Java its package, defines under a name.
  Entities defined(UnitId unit, std::string_view name) const;
  // A type as written in the unit: the first of the names in it that is a type of the tree. Generic arguments
  // count where the type around them is not of the tree: `Promise<Card>`.
  Entities written_type(UnitId unit, std::string_view text) const;
  const Import* import_of(UnitId unit, std::string_view local) const;

 private:
  struct Symbols {
    std::unordered_map<std::string_view, std::vector<FunctionId>> functions;  // of the module's level
    std::unordered_map<std::string_view, TypeId> types;
    std::vector<std::vector<FunctionId>> methods;  // by type
    std::vector<FunctionId> initializers;          // by type
    std::unordered_map<std::string_view, uint32_t> imports;
    std::unordered_set<std::string_view> variables;  // of the module
    std::unordered_set<std::string_view> assigned;
    FunctionId module = kNoFunction;
  };
  struct Below {
    std::vector<TypeRef> types;
    bool is_cut = false;
  };
  void index(UnitId unit);
  void share(UnitId unit);
  Entities defined_here(UnitId unit, std::string_view name) const;
  std::vector<TypeRef> find_below(TypeRef type, bool* is_cut) const;
  void resolve_bases();
  void find_shapes();
  Entities type_named(UnitId unit, std::string_view name, int depth) const;

  std::vector<ProgramUnit> units_;
  ModuleIndex modules_;
  std::vector<Symbols> symbols_;
  std::map<TypeRef, std::vector<TypeRef>> bases_;
  std::map<TypeRef, std::vector<TypeRef>> below_;  // directly
  std::map<TypeRef, Below> all_below_;
  // By the list of the units that share them.
  std::unordered_map<const std::vector<UnitId>*, std::unordered_map<std::string_view, Entities>> shared_;
  std::unordered_map<std::string_view, std::vector<FunctionRef>> methods_named_;
};

}  // namespace payaudit

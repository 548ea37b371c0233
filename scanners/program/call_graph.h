// What the values of functions are, as far as it decides which function a call runs: functions, types,
// objects of types, modules. Follows copies, members, elements, arguments and results through the whole tree,
// without regard to the order of instructions or to who calls. Data is none of its business.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "scanners/program/program.h"

namespace payaudit {

// A function that a call may run.
struct Callee {
  FunctionRef function;
  bool is_construction = false;  // it makes the object that the call gives
  bool is_handed = false;        // the caller's own caller handed it on: others may hand on others
  bool is_guessed = false;       // only the names of receiver, method and type fit
  size_t skipped = 0;            // so many arguments are not for it
  auto operator<=>(const Callee&) const = default;
};
// Of a function that something else calls: none of the arguments is for it.
inline constexpr size_t kNoArguments = ~size_t{0};

struct Callees {
  std::vector<Callee> all;  // sorted
  bool is_cut = false;      // there may be more: a bound came first
};

// An argument and the parameter that receives it.
struct BoundArgument {
  size_t argument = 0;
  size_t parameter = 0;
  bool is_element = false;      // as one of many: the parameter takes the rest
  std::string_view member;      // under that name in a map of named arguments
  bool is_taken_apart = false;  // the argument is spread: its members and elements are what is bound
  size_t position = 0;          // of an element
};
// What of a call is bound to which parameter of the callee.
std::vector<BoundArgument> bind(const Instruction& call, const Function& callee, size_t skipped = 0);

// Methods that take the name of an event and who listens to it, or the name and what is told: of objects of
// which the tree knows nothing else.
struct EventWords {
  std::vector<std::string> listening;
  std::vector<std::string> emitting;
};

class CallGraph {
 public:
  // `program` must outlive it.
  explicit CallGraph(const Program& program, EventWords words = {});

  const Entities& of(FunctionRef function, Reg reg) const;
  // Of a variable that several instructions set, what the last of them that surely ran gave it.
  const Entities& at_place(FunctionRef ref, Reg reg, uint32_t instruction) const;
  // Of a call or construction; of a member that is read or set, the function that stands behind it.
  const Callees& callees(FunctionRef caller, uint32_t instruction) const;
  // Where a function is called: callers and their instructions, in order.
  const std::vector<std::pair<FunctionRef, uint32_t>>& callers(FunctionRef function) const;
  const Program& program() const { return program_; }
  // What values are had not come to an end when the bound of passes came.
  bool is_unsettled() const { return is_open_; }

 private:
  using MemberKey = std::pair<Entity, std::string_view>;
  struct PerFunction {
    std::vector<Entities> by_reg;
    std::vector<uint32_t> definition;  // by register: the last instruction that sets it
    std::unordered_map<std::string_view, std::vector<Reg>> variables;     // of functions with others inside
    std::unordered_map<std::string_view, std::vector<FunctionId>> inner;  // functions written inside of it
    std::map<uint32_t, Callees> callees;
    bool is_open = true;  // to be looked at again
  };

  void visit(FunctionRef ref);
  void visit_call(FunctionRef ref, uint32_t at);
  void settle_callees(FunctionRef ref);
  PerFunction& at(FunctionRef ref) { return functions_[ref.unit][ref.function]; }
  const PerFunction& at(FunctionRef ref) const { return functions_[ref.unit][ref.function]; }
  void add(FunctionRef ref, Reg reg, const Entities& entities);
  void open(FunctionRef ref);
  void open_readers(std::string_view name);
  void note(std::string_view name) const;
  void add_member(const Entities& objects, std::string_view name, const Entities& entities);
  void put(FunctionRef ref, Reg object, const Entities& entities);

  Entities named(FunctionRef from, std::string_view name) const;
  Entities imported(UnitId unit, const Import& import) const;
  Entities exported(UnitId unit, std::string_view name, int depth) const;
  Entities module_value(UnitId unit) const;
  Entities module_variable(UnitId unit, std::string_view name) const;
  Entities member(const Entity& of, std::string_view name) const;
  Entities member_of(const Entity& of, std::string_view name) const;
  Entities members(const Entities& of, std::string_view name) const;
  Entities written_out(FunctionRef ref, const Instruction& field) const;
  Entities elements(const Entities& of) const;
  Entities result(FunctionRef ref) const;
  Entities above(FunctionRef ref) const;
  Entities instances(const Entities& types, bool is_exact) const;
  std::vector<FunctionRef> dispatch(const Entity& object, std::string_view method, bool* is_cut) const;
  bool has_other_types(FunctionRef ref, const Instruction& call, const Function& callee) const;
  std::string_view result_type(FunctionRef ref, const Instruction& call) const;
  Entities as_wrapped(const Entities& all) const;
  void wrap(FunctionRef ref);
  std::string_view event_of(FunctionRef ref, const Instruction& call,
                            const std::vector<std::string>& methods) const;
  Entities fitting(UnitId unit, std::string_view type, const Entities& all) const;
  bool is_any(std::string_view type) const;
  bool is_below(TypeRef type, TypeRef above) const;
  Callees resolve(FunctionRef ref, uint32_t at) const;
  void add_guesses(FunctionRef ref, const Instruction& call, Callees& callees) const;
  bool is_parameter(FunctionRef ref, Reg reg) const;
  bool is_outer_parameter(FunctionRef ref, std::string_view name) const;
  const Instruction* made(FunctionRef ref, Reg reg) const;  // nullptr: nothing sets it

  const Program& program_;
  const EventWords words_;
  std::map<FunctionRef, Entities> wrapped_;
  std::map<std::string, Entities, std::less<>> events_;
  std::vector<std::vector<PerFunction>> functions_;
  std::map<MemberKey, Entities> members_;
  std::map<std::pair<UnitId, std::string_view>, Entities> globals_;
  std::map<FunctionRef, Entities> results_;
  std::map<FunctionRef, std::vector<std::pair<FunctionRef, uint32_t>>> callers_;
  std::set<std::string, std::less<>> above_tree_;  // names of types that types of the tree are below
  // While this is built: the function that is looked at, who reads what by name, who asks for whose results.
  FunctionRef current_;
  mutable std::map<std::string_view, std::set<FunctionRef>> readers_;
  mutable std::map<FunctionRef, std::set<FunctionRef>> askers_;
  bool is_open_ = false;
  int pass_ = 0;
  mutable int depth_ = 0;  // only while this is built
};

}  // namespace payaudit

// What the names of one file stand for: callees with their package, constants, declared types. Through
// imports, declared types, results of calls and constants of the same file; what these do not tell stays
// unknown. Does not look into other files and does not evaluate.
#pragma once

#include <deque>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "scanners/meaning/flow/call_index.h"
#include "scanners/source/arena.h"
#include "scanners/units/code.h"

namespace payaudit {

struct Constant {
  LiteralKind kind = LiteralKind::none;  // none: not known to be constant
  std::string_view text;
  bool is_known() const { return kind != LiteralKind::none; }
};

// All by Reg or by index of the instruction in the function's body.
struct ResolvedFunction {
  std::vector<std::string_view> path;  // by Reg: as CallModel::pattern writes it; empty: unknown
  std::vector<std::string_view>
      type;  // by Reg: simple type name, without package and arguments; empty: unknown
  std::vector<std::string_view>
      name;                        // by Reg: what the source calls it (variable, field, method); may be empty
  std::vector<Constant> constant;  // by Reg
  std::vector<uint32_t> definition;  // by Reg: the one instruction that sets it; kManyDefinitions otherwise
  std::vector<std::string_view> callee;    // by instruction: of calls and constructions; empty: unknown
  std::vector<std::string_view> written;   // by instruction: receiver's name and method: "logger.info"
  std::vector<FunctionId> local_function;  // by instruction: a function of this file that is called
  bool is_cut = false;  // a path grew too long: what is called at the end of its chain is not known
};
inline constexpr uint32_t kManyDefinitions = ~uint32_t{0};

// A value that the tree's own settings files give to a key. Only keys with one value in the whole tree have
// one: of several, nobody knows here which file is read.
struct SettingConstant {
  std::string value;
  Place place;
};
using SettingConstants = std::unordered_map<std::string, SettingConstant>;

// Owns its texts; `code`, `index` and `settings` must outlive it. Without settings, none are known.
class Resolution {
 public:
  Resolution(const Code& code, const CallIndex& index, const SettingConstants* settings = nullptr);

  const ResolvedFunction& operator[](FunctionId function) const& { return functions_[function]; }
  const Code& code() const { return code_; }
  const CallIndex& index() const { return index_; }

  // The models of a call or construction; `is_by_name` tells whether only its written name matched.
  std::vector<const CallModel*> models_of(FunctionId function, size_t instruction,
                                          bool* is_by_name = nullptr) const;
  // The value of `$0` or `$name` of a call; kNoReg when it is not passed.
  static Reg argument(const Instruction& call, std::string_view which);
  // What `getProperty("key")` gives, behind copies of it; nullptr: another value, or a key that is not known.
  const SettingConstant* setting(FunctionId function, Reg reg) const;
  // A type as written to its qualified name: `Logger` to `org.slf4j.Logger`. Empty: unknown.
  std::string_view qualified_type(std::string_view written);

 private:
  void resolve_imports();
  void resolve_function(FunctionId id);
  void resolve_instruction(FunctionId id, size_t at);
  std::string_view path_of_name(FunctionId id, std::string_view name, Reg out);
  // `useState(initialForm)`: the members of the object that it begins with, as a type; empty: another call,
  // or no object is seen.
  std::string_view type_of_state(const Function& function, const Instruction& call);
  std::string_view logger_field(TypeId owner, std::string_view name);
  FunctionId find_local(std::string_view name, TypeId owner, size_t argument_count) const;
  std::string_view keep(std::string_view a, std::string_view b, std::string_view c = {});
  const Field* field_of(TypeId type, std::string_view name) const;

  const Code& code_;
  const CallIndex& index_;
  const SettingConstants* settings_;
  Arena arena_;
  bool is_cut_ = false;  // of the function that is resolved
  std::deque<ResolvedFunction> functions_;
  std::unordered_map<std::string_view, std::string_view> imports_;  // local name to path
  std::vector<std::string_view> open_packages_;                     // `import java.security.*`
  std::unordered_map<std::string_view, TypeId> types_;
  std::unordered_multimap<std::string_view, FunctionId> function_names_;
  struct Shared {  // a variable of <module> or <fields>, or a member assigned in a method
    std::string_view path;
    std::string_view type;
    Constant constant;
    bool is_ambiguous = false;
  };
  std::unordered_map<std::string_view, Shared> shared_;
};

// `Map<String, Card>` to `Map`, `*models.Card` to `Card`.
std::string_view simple_type(std::string_view type);

}  // namespace payaudit

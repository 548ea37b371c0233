#include "scanners/meaning/classes/setters.h"

#include <algorithm>

#include "scanners/meaning/classes/class_body.h"
#include "scanners/source/characters.h"

namespace payaudit {
namespace {

// Calls with arguments that leave a value what it is.
constexpr std::string_view kKeeping[] = {"replace", "replaceAll", "valueOf", "toString", "orElse",
                                         "strip",   "get",        "str",     "String",   "requireNonNull"};

// The value that an instruction of the type's function keeps in the member; kNoReg: it keeps none there.
Reg kept_in(const Function& function, const Instruction& now, std::string_view member) {
  const bool keeps = (now.op == Op::set_field && now.args.size() == 2 && now.args[0].value == function.self &&
                      now.text == member) ||
                     (now.op == Op::set_name && !now.args.empty() && now.text == member);
  return keeps ? now.args.back().value : kNoReg;
}

}  // namespace

bool is_changed_before_kept(const Code& code, TypeId type, std::string_view member) {
  bool is_changed = false;
  for (const Function& function : code.functions) {
    if (function.owner != type || function.name == "<fields>") continue;
    for (const Instruction& now : function.body) {
      const Reg value = kept_in(function, now, member);
      if (value == kNoReg) continue;
      const auto made = std::find_if(function.body.begin(), function.body.end(),
                                     [&](const Instruction& each) { return each.out == value; });
      if (made == function.body.end()) return false;
      if (made->op == Op::literal) continue;
      const bool changes = made->op == Op::concat || made->op == Op::index ||
                           (made->op == Op::binary && made->text == "+") ||
                           (made->op == Op::call && !made->args.empty() && !is_one_of(made->text, kKeeping));
      if (!changes) return false;
      is_changed = true;
    }
  }
  return is_changed;
}

const Function* keeps_as_it_is(const Code& code, TypeId type, std::string_view member,
                               std::string_view data_class, const Classifier& classifier) {
  const auto is_plain = [&](const Function& function, Reg reg) {
    if (reg >= function.variables.size()) return false;
    const bool is_parameter = std::any_of(function.parameters.begin(), function.parameters.end(),
                                          [&](const Parameter& each) { return each.reg == reg; });
    if (!is_parameter || made_in(function, reg) != nullptr) return false;
    const auto found = classifier.classify(function.variables[reg].name, {.entity = code.types[type].name});
    return found && found->data_class == data_class && found->state == "clear" && found->doubt.empty();
  };
  for (const Function& function : code.functions) {
    if (function.owner != type || function.name == "<fields>") continue;
    for (const Instruction& now : function.body) {
      const Reg value = kept_in(function, now, member);
      if (value == kNoReg) continue;
      if (is_plain(function, value)) return &function;
      const Instruction* put = made_in(function, value);
      if (put == nullptr || put->op != Op::concat) continue;
      size_t plain = 0, constant = 0;
      for (const Argument& part : put->args) {
        const Instruction* from = made_in(function, part.value);
        constant += from != nullptr && from->op == Op::literal ? 1 : 0;
        plain += is_plain(function, part.value) ? 1 : 0;
      }
      if (plain > 0 && plain + constant == put->args.size()) return &function;
    }
  }
  return nullptr;
}

}  // namespace payaudit

#include "scanners/meaning/calls/values.h"

namespace payaudit {
namespace {

// Steps from a value to what it is: beyond, it is what stands there, which is no constant.
constexpr int kDeepestValue = 64;

}  // namespace

Values::Values(const Resolution& resolution) : resolution_(resolution) {
  const Code& all = code();
  for (FunctionId id = 0; id < all.functions.size(); ++id) {
    const Function& each = all.functions[id];
    if (each.name == "<module>" || each.name == "<fields>") {
      for (Reg reg = 0; reg < each.variables.size(); ++reg) {
        if (each.variables[reg].name.empty()) continue;
        const auto [place, is_new] = shared_.try_emplace(each.variables[reg].name, ValueAt{id, reg});
        if (!is_new) place->second = {};
      }
    } else if (!each.name.empty()) {
      const auto [place, is_new] = functions_.try_emplace(each.name, id);
      if (!is_new) place->second = kNoFunction;
    }
    for (const Instruction& now : each.body) {
      if (now.op == Op::set_name || now.op == Op::set_field) assigned_.insert(now.text);
    }
  }
}

const Instruction* Values::definition(ValueAt value) const {
  if (value.function >= code().functions.size()) return nullptr;
  const auto& definitions = resolution_[value.function].definition;
  if (value.reg >= definitions.size() || definitions[value.reg] == kManyDefinitions) return nullptr;
  return &code().functions[value.function].body[definitions[value.reg]];
}

ValueAt Values::origin(ValueAt value) const {
  for (int depth = 0; depth < kDeepestValue; ++depth) {
    const Instruction* made = definition(value);
    if (made == nullptr) return value;
    if (made->op == Op::copy && !made->args.empty()) {
      value.reg = made->args[0].value;
    } else if (made->op == Op::name || (made->op == Op::field && !made->args.empty())) {
      if (made->op == Op::field) {
        // A member of this object or of a type of the file.
        const Reg of = made->args[0].value;
        const Function& around = code().functions[value.function];
        const std::string_view owner =
            around.owner == kNoType ? std::string_view() : code().types[around.owner].name;
        if (of != around.self && (owner.empty() || name({value.function, of}) != owner)) return value;
      }
      const auto shared = shared_.find(made->text);
      if (shared == shared_.end() || shared->second.reg == kNoReg || assigned_.contains(made->text) ||
          definition(shared->second) == nullptr) {
        return value;
      }
      value = shared->second;
    } else {
      return value;
    }
  }
  return value;
}

Constant Values::constant(ValueAt value) const {
  const Instruction* made = definition(origin(value));
  if (made != nullptr && made->op == Op::literal) return {made->literal, made->text};
  if (value.function >= code().functions.size()) return {};
  const auto& constants = resolution_[value.function].constant;
  return value.reg < constants.size() ? constants[value.reg] : Constant{};
}

std::string_view Values::type(ValueAt value) const {
  if (value.function >= code().functions.size()) return {};
  const auto& types = resolution_[value.function].type;
  return value.reg < types.size() ? types[value.reg] : std::string_view();
}

std::string_view Values::name(ValueAt value) const {
  if (value.function >= code().functions.size()) return {};
  const auto& names = resolution_[value.function].name;
  return value.reg < names.size() ? names[value.reg] : std::string_view();
}

FunctionId Values::function(ValueAt value) const {
  const Instruction* made = definition(origin(value));
  if (made == nullptr) return kNoFunction;
  if (made->op == Op::lambda) return made->function;
  if (made->op != Op::name && made->op != Op::field) return kNoFunction;
  const auto found = functions_.find(made->text);
  return found == functions_.end() ? kNoFunction : found->second;
}

FunctionId Values::called(FunctionId function, size_t instruction) const {
  const FunctionId local = resolution_[function].local_function[instruction];
  if (local != kNoFunction) return local;
  // With fewer arguments than parameters, as scripting languages allow.
  const Instruction& call = code().functions[function].body[instruction];
  if (call.receiver != kNoReg || call.text.empty()) return kNoFunction;
  const auto found = functions_.find(call.text);
  return found == functions_.end() ? kNoFunction : found->second;
}

}  // namespace payaudit

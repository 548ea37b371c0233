#include "scanners/meaning/classes/converters.h"

#include <algorithm>
#include <set>
#include <vector>

#include "scanners/meaning/classes/names.h"
#include "scanners/meaning/flow/protection.h"
#include "scanners/source/characters.h"

namespace payaudit {
namespace {

constexpr size_t kMostFunctions = 16;

bool is_converter(const Type& type, const MapperModels& models) {
  return std::any_of(type.bases.begin(), type.bases.end(),
                     [&](std::string_view base) { return is_in(models.converter_bases, simple_type(base)); });
}

bool names(const Function& function, std::string_view constant) {
  return std::any_of(function.body.begin(), function.body.end(), [&](const Instruction& now) {
    return (now.op == Op::field || now.op == Op::name) && now.text == constant;
  });
}

// The parameter itself, behind copies of it.
bool gives_back(const Resolution& resolution, FunctionId id, Reg reg) {
  const Function& function = resolution.code().functions[id];
  for (int depth = 0; depth < 8; ++depth) {
    if (std::any_of(function.parameters.begin(), function.parameters.end(),
                    [&](const Parameter& each) { return each.reg == reg; }))
      return true;
    const auto& definition = resolution[id].definition;
    if (reg >= definition.size() || definition[reg] == kManyDefinitions) return false;
    const Instruction& made = function.body[definition[reg]];
    if (made.op != Op::copy || made.args.empty()) return false;
    reg = made.args[0].value;
  }
  return false;
}

// What holds something of the function's parameters. A call on anything else changes nothing of the value.
std::vector<bool> holds_parameter(const Function& function) {
  std::vector<bool> holds(function.variables.size(), false);
  const auto mark = [&](Reg reg) {
    if (reg >= holds.size() || holds[reg]) return false;
    holds[reg] = true;
    return true;
  };
  for (const Parameter& parameter : function.parameters) mark(parameter.reg);
  constexpr int kMostTurns = 8;
  for (int turn = 0, changed = 1; turn < kMostTurns && changed != 0; ++turn) {
    changed = 0;
    for (const Instruction& now : function.body) {
      const auto is_held = [&](Reg reg) { return reg < holds.size() && holds[reg]; };
      const bool takes =
          is_held(now.receiver) || std::any_of(now.args.begin(), now.args.end(),
                                               [&](const Argument& each) { return is_held(each.value); });
      if (takes && mark(now.out)) changed = 1;
    }
  }
  return holds;
}

std::string state_after(const Resolution& resolution, FunctionId writing) {
  const Code& code = resolution.code();
  std::string protection;
  bool is_open = false, gives_plain = false;
  std::set<FunctionId> seen{writing};
  std::vector<FunctionId> open{writing};
  while (!open.empty() && seen.size() < kMostFunctions) {
    const FunctionId id = open.back();
    open.pop_back();
    const Function& function = code.functions[id];
    const std::vector<bool> holds = holds_parameter(function);
    for (size_t at = 0; at < function.body.size(); ++at) {
      const Instruction& now = function.body[at];
      if (now.op == Op::ret && id == writing) {
        for (const Argument& value : now.args) gives_plain |= gives_back(resolution, id, value.value);
      }
      if (now.op != Op::call && now.op != Op::construct) continue;
      if (const FunctionId local = resolution[id].local_function[at]; local != kNoFunction) {
        if (seen.insert(local).second) open.push_back(local);
        continue;
      }
      bool is_by_name = false, is_known = false;
      for (const CallModel* model : resolution.models_of(id, at, &is_by_name)) {
        is_known |= model->role == "carry";
        if (model->role != "protection" || is_by_name) continue;
        const std::string_view condition = model->attribute("if");
        if (!condition.empty() && !names(function, condition)) continue;
        protection = model->attribute("protection");
        is_known = true;
      }
      const bool is_about_value = now.out < holds.size() && holds[now.out];
      is_open |= is_about_value && !is_known && effect_of_method(resolution, id, at) != TextEffect::same;
    }
  }
  is_open |= !open.empty();  // more functions than are looked at
  if (!protection.empty()) return gives_plain ? std::string() : protection;
  return is_open ? std::string() : "clear";
}

}  // namespace

bool ConverterIndex::has_converters(const Code& code, const MapperModels& models) {
  return std::any_of(code.types.begin(), code.types.end(),
                     [&](const Type& type) { return is_converter(type, models); });
}

void ConverterIndex::add(const Resolution& resolution, const MapperModels& models) {
  const Code& code = resolution.code();
  for (TypeId type = 0; type < code.types.size(); ++type) {
    if (!is_converter(code.types[type], models)) continue;
    const auto [place, is_new] = states_.try_emplace(std::string(code.types[type].name));
    if (!is_new) {
      place->second.clear();
      continue;
    }
    for (FunctionId id = 0; id < code.functions.size(); ++id) {
      if (code.functions[id].owner == type && is_in(models.converter_methods, code.functions[id].name))
        place->second = state_after(resolution, id);
    }
  }
}

std::string_view ConverterIndex::state_of(std::string_view type) const {
  const auto found = states_.find(std::string(type));
  return found == states_.end() ? std::string_view() : std::string_view(found->second);
}

}  // namespace payaudit

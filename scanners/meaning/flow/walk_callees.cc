// Calls of functions of the tree: what is bound to their parameters, and what comes back of it.
#include <fmt/format.h>

#include <algorithm>

#include "scanners/facts/data_class.h"
#include "scanners/meaning/classify/neutral_type.h"
#include "scanners/meaning/flow/contexts.h"
#include "scanners/meaning/flow/walk.h"

namespace payaudit {
namespace {

using Target = FlowOutcome::Out::Target;

constexpr size_t kLongestChain = 256;
constexpr int kDeepestHanding = 3;
// Begins the member under which a function without a name holds a variable around it, where it is a value
// that is handed on.
constexpr std::string_view kClosure = "()";

// A function that is called elsewhere, with what is here.
Callee not_called_here(FunctionRef function) {
  Callee callee{function};
  callee.skipped = kNoArguments;
  return callee;
}

bool is_inside(const Code& code, FunctionId inner, FunctionId outer) {
  for (FunctionId at = code.functions[inner].parent; at != kNoFunction; at = code.functions[at].parent) {
    if (at == outer) return true;
  }
  return false;
}

// `card` of `card.number`, and what is behind it.
std::pair<std::string_view, std::string_view> parted(std::string_view member) {
  const size_t dot = member.find('.');
  return dot == std::string_view::npos ? std::pair(member, std::string_view())
                                       : std::pair(member.substr(0, dot), member.substr(dot + 1));
}

}  // namespace

// A place in a list, a key that is not known, what a closure holds: no type declares it.
bool FunctionWalk::is_no_name(std::string_view member) {
  return is_placed(member) || member == kUnknownKey || member.starts_with(kClosure);
}

// Whether a value of a type as written in a unit may be or hold the data.
bool FunctionWalk::fits_in(const FlowContent& content, UnitId unit, std::string_view type) const {
  if (type.empty()) return true;
  std::string key = fmt::format("{}|{}|{}|{}|", unit, within(content.data_class, "account") ? 1 : 0, type,
                                content.member.empty() ? content.type : std::string_view());
  key += parted(content.member).first;
  const auto [place, is_new] = analysis_.fits_.try_emplace(std::move(key), false);
  if (is_new) place->second = may_fit_in(content, unit, type);
  return place->second;
}

bool FunctionWalk::may_fit_in(const FlowContent& content, UnitId unit, std::string_view type) const {
  const Program& program = analysis_.contexts()->program();
  const std::string_view neutral = neutral_type(type);
  const bool is_account = within(content.data_class, "account");
  if (neutral == "bool" || neutral == "date" || neutral == "enum" || neutral == "float") return false;
  if (neutral == "number") return content.member.empty() && is_account;
  std::string_view head = parted(content.member).first;
  if (head.empty()) {
    // Data in an object of the tree is in one of its members, unless the object is the data.
    const Entities types = neutral == "text" ? Entities() : program.written_type(unit, type);
    return types.empty() || content.type == simple_type(type) ||
           std::any_of(types.begin(), types.end(), [&](const Entity& each) {
             return program[each.type()].fields.empty() || is_error_type(program[each.type()].name);
           });
  }
  if (is_no_name(head)) return true;
  if (neutral == "text" && type.find_first_of("<[") == std::string_view::npos) return false;
  const Entities types = program.written_type(unit, type);
  if (types.empty()) return true;
  return std::any_of(types.begin(), types.end(),
                     [&](const Entity& each) { return may_have_member(each.type(), head); });
}

bool FunctionWalk::may_have_member(TypeRef type, std::string_view member) const {
  const Program& program = analysis_.contexts()->program();
  std::vector<TypeRef> open = program.below(type);
  open.push_back(type);
  bool has_fields = false;
  for (size_t i = 0; i < open.size() && i < 2 * kMostEntities; ++i) {
    if (field_of(program[open[i]], member) != nullptr) return true;
    has_fields |= !program[open[i]].fields.empty();
    const std::vector<TypeRef>& bases = program.bases(open[i]);
    for (const TypeRef& base : bases) {
      if (std::find(open.begin(), open.end(), base) == open.end()) open.push_back(base);
    }
    // What is above and not of the tree may have any.
    if (program[open[i]].bases.size() > bases.size()) return true;
  }
  return !has_fields;
}

void FunctionWalk::follow_only(const FlowInput& input, uint32_t seed) {
  entered_type_ = input.self_type;
  is_only_entered_ = input.place != FlowInput::Place::none;
  switch (input.place) {
    case FlowInput::Place::none: break;
    case FlowInput::Place::parameter:
      if (input.index < function_.parameters.size())
        entered_parameter_ = {function_.parameters[input.index].reg, {seed}};
      break;
    case FlowInput::Place::self: entered_self_ = {seed}; break;
    case FlowInput::Place::captured: entered_[input.name] = {seed}; break;
    case FlowInput::Place::called:
      if (input.index < function_.parameters.size())
        given_by_called_[function_.parameters[input.index].reg] = {seed};
      break;
  }
}

size_t FunctionWalk::parameter_of(Reg reg) const {
  for (size_t i = 0; i < function_.parameters.size(); ++i) {
    if (function_.parameters[i].reg == reg) return i;
  }
  return function_.parameters.size();
}

// A variable that nothing assigns is what a handler caught.
bool FunctionWalk::is_caught(Reg reg) const {
  return reg < is_assigned_.size() && !is_assigned_[reg] && !function_.variables[reg].name.empty();
}

bool FunctionWalk::is_own_member(std::string_view name) const {
  const Code& code = analysis_.resolution_.code();
  return code.dialect.has_bare_members && function_.owner != kNoType &&
         field_of(code.types[function_.owner], name) != nullptr;
}

bool FunctionWalk::calls_tree(uint32_t at) const {
  return follows_calls() && !analysis_.contexts()->graph().callees(analysis_.ref(id_), at).all.empty();
}

// Of data that is alike, what comes from a few places stands for all.
TaintSet FunctionWalk::few_alike(const TaintSet& from) const {
  constexpr int kMostAlike = 2;
  if (from.size() <= kMostAlike) return from;
  TaintSet few;
  std::map<FlowContent, int> counts;
  for (uint32_t id : from) {
    if (analysis_.is_followed(id) && ++counts[analysis_.content(id)] <= kMostAlike) unite(few, {id});
  }
  return few;
}

void FunctionWalk::effect(Target target, uint32_t index, std::string_view name, const TaintSet& taints,
                          uint32_t position) {
  if (!follows_calls() || taints.empty()) return;
  for (TaintAnalysis::Effect& known : result_.effects) {
    if (known.target == target && known.index == index && known.name == name && known.position == position) {
      unite(known.taints, taints);
      result_.is_cut |= known.taints.size() >= kMostTaints;
      return;
    }
  }
  result_.effects.push_back({target, index, position, std::string(name), taints});
}

std::string FunctionWalk::slot_of(std::string_view name) const {
  return analysis_.contexts()->slot_of_name(analysis_.ref(id_), name);
}

std::string FunctionWalk::slot_of_member(Reg object, std::string_view member) const {
  return analysis_.contexts()->slot_of_member(analysis_.ref(id_), object, member);
}

// What a slot of the whole program holds, as data of its own.
TaintSet FunctionWalk::of_slot(const std::string& slot, uint32_t at, std::string_view name) {
  if (slot.empty() || is_only_entered_) return {};
  const FlowOutcome* held = analysis_.contexts()->ask_slot(analysis_.tables_.unit, slot);
  TaintSet all;
  if (held == nullptr) return all;
  result_.is_cut |= held->is_cut;
  for (const FlowOutcome::Out& out : held->outs)
    unite(all, made_of(out, kNone, at, fmt::format("kept in `{}`", name.substr(0, 64))));
  return all;
}

bool FunctionWalk::is_making(const Instruction& made) const {
  const bool is_call = made.op == Op::call && !is_chained(made) &&
                       !calls_tree(static_cast<uint32_t>(&made - function_.body.data()));
  return made.op == Op::construct || made.op == Op::make || made.op == Op::literal || is_call;
}

bool FunctionWalk::is_member_read(Reg reg) const {
  if (reg >= resolved_.definition.size() || resolved_.definition[reg] == kManyDefinitions) return false;
  const Instruction& made = function_.body[resolved_.definition[reg]];
  return made.op == Op::field || (made.op == Op::name && is_own_member(made.text));
}

// A member of the own object, or of such a member.
bool FunctionWalk::is_of_own(Reg reg) const {
  for (int step = 0; step < 8 && reg < resolved_.definition.size(); ++step) {
    if (reg == function_.self) return true;
    if (resolved_.definition[reg] == kManyDefinitions) return false;
    const Instruction& made = function_.body[resolved_.definition[reg]];
    if (made.op == Op::name) return is_own_member(made.text);
    if (made.op != Op::field || made.args.empty()) return false;
    reg = made.args[0].value;
  }
  return false;
}

// An object that a member holds and that somebody else made is a component, shared by all who hold one: what
// is put into it is kept with its type.
bool FunctionWalk::keep_in_component(Reg object, const TaintSet& taints) {
  if (!is_member_read(object) || !is_of_own(object)) return false;
  const Entities& all = analysis_.contexts()->graph().of(analysis_.ref(id_), object);
  const bool is_component = !all.empty() && std::all_of(all.begin(), all.end(), [&](const Entity& each) {
    return each.kind == Entity::Kind::instance && !each.is_exact &&
           analysis_.contexts()->does_something(each.type());
  });
  if (!is_component) return false;
  for (uint32_t id : taints) {
    const std::string member = analysis_.taint(id).member;
    if (member.empty()) continue;
    const std::string_view head = parted(member).first;
    for (const Entity& each : all) {
      effect(Target::global, 0, analysis_.contexts()->slot_of_type(each.type(), head),
             taken({id}, at_, head));
      for (const TypeRef& below : analysis_.contexts()->program().below(each.type()))
        effect(Target::global, 0, analysis_.contexts()->slot_of_type(below, head), taken({id}, at_, head));
    }
  }
  return true;
}

// What the caller handed on is a copy here.
bool FunctionWalk::is_copied(Reg reg) const {
  if (!analysis_.resolution_.code().dialect.has_value_objects) return false;
  const std::string_view type = function_.variables[reg].type;
  if (type.empty() || type.find_first_of("*[(") == 0 || type.starts_with("...")) return false;
  // Maps, channels, functions and interfaces are handed on themselves.
  for (const Entity& each : analysis_.contexts()->graph().of(analysis_.ref(id_), reg)) {
    const bool is_struct =
        each.kind == Entity::Kind::instance && !analysis_.contexts()->program()[each.type()].fields.empty();
    if (is_struct) return true;
  }
  return false;
}

// Puts data into an object: into what else holds it, and into what it is a part of.
void FunctionWalk::put(Reg object, const TaintSet& taints) {
  TaintSet now_put = taints;
  for (size_t length = 0; object < resolved_.definition.size() && !now_put.empty(); ++length) {
    if (length == kLongestChain) {
      result_.is_cut = true;
      return;
    }
    // What an object was before it had a name is not looked at again.
    const bool is_fresh = length > 0 && follows_calls() && !is_variable(object) &&
                          resolved_.definition[object] != kManyDefinitions &&
                          is_making(function_.body[resolved_.definition[object]]);
    if (is_fresh) return;
    add(object, now_put);
    if (!follows_calls()) {
      if (is_variable(object) || resolved_.definition[object] == kManyDefinitions) return;
      const Instruction& definition = function_.body[resolved_.definition[object]];
      if (definition.op != Op::call || !is_chained(definition)) return;
      object = definition.receiver;
      continue;
    }
    if (keep_in_component(object, now_put)) return;
    if (object == function_.self) return is_copied(object) ? void() : effect(Target::self, 0, {}, now_put);
    const size_t parameter = parameter_of(object);
    if (parameter < function_.parameters.size()) {
      if (is_copied(object)) return;
      const bool is_replaced = std::any_of(function_.body.begin(), function_.body.end(),
                                           [&](const Instruction& each) { return each.out == object; });
      if (!is_replaced) effect(Target::parameter, static_cast<uint32_t>(parameter), {}, now_put);
      return;
    }
    if (resolved_.definition[object] == kManyDefinitions) return;
    const uint32_t made = resolved_.definition[object];
    const Instruction& definition = function_.body[made];
    const auto first = [&] { return definition.args.empty() ? kNoReg : definition.args[0].value; };
    switch (definition.op) {
      case Op::copy: object = first(); break;
      case Op::field:
        if (const std::string slot = slot_of_member(first(), definition.text); !slot.empty())
          return effect(Target::global, 0, slot, now_put);
        now_put = inside(now_put, at_, definition.text);
        object = first();
        break;
      case Op::index: {
        const Reg key = definition.args.size() > 1 ? definition.args[1].value : kNoReg;
        const Constant constant = key < resolved_.constant.size() ? resolved_.constant[key] : Constant{};
        if (constant.kind == LiteralKind::string) now_put = inside(now_put, at_, constant.text);
        object = first();
        break;
      }
      case Op::name:
        if (definition.text == "this") {
          // Of a function that has no object of its own.
          if (function_.owner == kNoType) effect(Target::captured, 0, "this", now_put);
          return;
        }
        if (is_own_member(definition.text) && slot_of(definition.text).empty()) {
          if (function_.self == kNoReg)
            return effect(Target::captured, 0, "this", inside(now_put, at_, definition.text));
          now_put = inside(now_put, at_, definition.text);
          object = function_.self;
          break;
        }
        if (const std::string slot = slot_of(definition.text); !slot.empty())
          return effect(Target::global, 0, slot, now_put);
        return effect(Target::captured, 0, definition.text, now_put);
      case Op::call:
        // An object that lives as long as the program, whoever asks for it.
        for (const Callee& each : analysis_.contexts()->graph().callees(analysis_.ref(id_), made).all) {
          if (const std::string slot = analysis_.contexts()->slot_returned(each.function); !slot.empty())
            return effect(Target::global, 0, slot, now_put);
        }
        if (!is_chained(definition) && !calls_tree(made)) return;
        // A part of the object that is called: `envelope.getBody().setText(…)`.
        for (const Callee& each : analysis_.contexts()->graph().callees(analysis_.ref(id_), made).all) {
          const std::string_view part = analysis_.contexts()->part_returned(each.function);
          if (part.empty()) continue;
          now_put = inside(now_put, at_, part);
          break;
        }
        object = definition.receiver == kNoReg ? function_.self : definition.receiver;
        break;
      default: return;
    }
  }
}

Reg FunctionWalk::object_of(const Instruction& call, const Callee& callee) const {
  const Program& program = analysis_.contexts()->program();
  if (program[callee.function].self == kNoReg || callee.skipped == kNoArguments) return kNoReg;
  if (call.op == Op::field || call.op == Op::set_field)
    return call.args.empty() ? kNoReg : call.args[0].value;
  if (call.receiver == kNoReg) return function_.self;
  if (call.receiver < resolved_.definition.size() &&
      resolved_.definition[call.receiver] != kManyDefinitions) {
    const Instruction& made = function_.body[resolved_.definition[call.receiver]];
    const bool is_above = made.text == "super" && (made.op == Op::name || made.op == Op::call);
    if (is_above) return function_.self;
  }
  return call.receiver;
}

TaintSet FunctionWalk::made_of(const FlowOutcome::Out& out, uint32_t id, uint32_t at, std::string_view step) {
  if (id == kNone && out.origin == nullptr) return {};
  Taint taint = id == kNone ? Taint{} : analysis_.taint(id);
  if (id == kNone) taint.source = analysis_.add_origin(out.origin);
  taint.state = out.content.state;
  taint.member = out.content.member;
  taint.type = out.content.type;
  taint.split_at = out.content.split_at;
  taint.is_part = out.content.is_part;
  taint.protection = {};
  taint.is_by_name = false;
  taint.parent = id;
  taint.way = out.way;
  taint.span = at < function_.body.size() ? function_.body[at].span : function_.span;
  taint.step = step;
  return {analysis_.intern(std::move(taint), id_, at)};
}

void FunctionWalk::ask(uint32_t at, const Callee& callee, const FlowInput& input, uint32_t taint,
                       Applied& applied) {
  if (taint != kNone && !analysis_.is_followed(taint)) return;
  FlowInput asked = input;
  asked.self_type = self_type_of(at, callee);
  const FlowOutcome* outcome = analysis_.contexts()->ask(analysis_.tables_.unit, callee.function, asked);
  if (outcome != nullptr) apply_outcome(at, callee, *outcome, taint, applied);
}

// What the object surely is that the callee is called on; without a type: not known, or it makes no
// difference.
TypeRef FunctionWalk::self_type_of(uint32_t at, const Callee& callee) const {
  const Program& program = analysis_.contexts()->program();
  const TypeRef owner = program.owner(callee.function);
  if (owner.type == kNoType || program.below(owner).empty()) return {};
  const Instruction& now = function_.body[at];
  if (now.op != Op::call && now.op != Op::construct) return {};
  if (callee.is_construction) {
    for (const Entity& each : analysis_.contexts()->graph().of(analysis_.ref(id_), now.out)) {
      if (each.kind == Entity::Kind::instance && each.is_exact) return each.type();
    }
    return {};
  }
  if (program[callee.function].self == kNoReg) return {};
  const Reg object = object_of(now, callee);
  if (object == function_.self) return entered_type_;
  const Entities& all = analysis_.contexts()->graph().at_place(analysis_.ref(id_), object, at);
  return all.size() == 1 && all.front().kind == Entity::Kind::instance && all.front().is_exact
             ? all.front().type()
             : TypeRef{};
}

// Of the functions that a call on the own object may run, those of what it surely is.
std::vector<Callee> FunctionWalk::callees_of(uint32_t at) const {
  const Program& program = analysis_.contexts()->program();
  const std::vector<Callee>& all = analysis_.contexts()->graph().callees(analysis_.ref(id_), at).all;
  const Instruction& now = function_.body[at];
  if (entered_type_.type == kNoType || all.size() < 2 || now.op != Op::call) return all;
  const bool is_own = (now.receiver == kNoReg || now.receiver == function_.self) && function_.self != kNoReg;
  if (!is_own || now.text == "super") return all;
  const std::vector<FunctionRef> own = program.methods(entered_type_, now.text);
  std::vector<Callee> some;
  for (const Callee& each : all) {
    if (std::find(own.begin(), own.end(), each.function) != own.end()) some.push_back(each);
  }
  return some.empty() ? all : some;
}

// What the variables of this function hold that the callee, which stands inside of it, reads.
void FunctionWalk::ask_captured(uint32_t at, const Callee& callee, Applied& applied) {
  const Code& code = analysis_.resolution_.code();
  if (callee.function.unit != analysis_.tables_.unit || !is_inside(code, callee.function.function, id_))
    return;
  for (std::string_view name : analysis_.names_read(callee.function.function)) {
    TaintSet all;
    bool is_variable = false;
    for (Reg reg = 0; reg < function_.variables.size(); ++reg) {
      if (function_.variables[reg].name != name) continue;
      is_variable = true;
      unite(all, held(reg));
      // A variable that is set only later, or in another branch.
      if (all.empty()) unite(all, result_.by_reg[reg]);
    }
    if (!is_variable && function_.self != kNoReg && is_own_member(name)) {
      // A member, read by its bare name.
      for (uint32_t id : held(function_.self)) {
        if (parted(analysis_.taint(id).member).first != name) continue;
        FlowInput input{FlowInput::Place::captured, 0, "this", analysis_.content(id)};
        ask(at, callee, input, id, applied);
      }
      continue;
    }
    if (!is_variable && name == "this" && function_.self != kNoReg) all = held(function_.self);
    if (!is_variable) {
      if (const auto entered = entered_.find(name); entered != entered_.end()) unite(all, entered->second);
    }
    if (keeps_captured_) {
      for (uint32_t id : few_alike(all)) {
        if (analysis_.is_followed(id))
          unite(applied.captured, inside({id}, at, fmt::format("{}{}", kClosure, name)));
      }
    }
    for (uint32_t id : few_alike(all)) {
      FlowInput input{FlowInput::Place::captured, 0, std::string(name), analysis_.content(id)};
      ask(at, callee, input, id, applied);
    }
  }
}

// Members that the callee surely gives another value: what they held is gone. Where it holds the data that it
// is given, that comes back as what it puts there.
void FunctionWalk::overwrite(uint32_t at, const Callee& callee) {
  if (analysis_.contexts()->graph().callees(analysis_.ref(id_), at).all.size() != 1) return;
  const Function& function = analysis_.contexts()->program()[callee.function];
  const Instruction& now = function_.body[at];
  if (now.op != Op::call) return;
  for (const Instruction& each : function.body) {
    if (each.op == Op::branch || each.op == Op::jump || each.op == Op::try_begin || each.op == Op::ret)
      return;
    const bool is_bare = each.op == Op::set_name && function.self != kNoReg && !each.args.empty();
    if (is_bare) {
      const Reg object = object_of(now, callee);
      const TypeRef owner = analysis_.contexts()->program().owner(callee.function);
      const Field* field = field_of(analysis_.contexts()->program()[owner], each.text);
      if (object != kNoReg && field != nullptr && !field->is_static) later_.emplace_back(object, each.text);
    }
    if (each.op != Op::set_field || each.args.size() < 2) continue;
    const Reg object = each.args[0].value;
    if (object == function.self) {
      if (const Reg own = object_of(now, callee); own != kNoReg) later_.emplace_back(own, each.text);
      continue;
    }
    for (const BoundArgument& bound : bind(now, function, callee.skipped)) {
      if (function.parameters[bound.parameter].reg == object)
        later_.emplace_back(now.args[bound.argument].value, each.text);
    }
  }
}

TaintSet FunctionWalk::members_of_type(Reg reg, uint32_t at) {
  TaintSet all;
  if (is_only_entered_ || reg >= resolved_.type.size()) return all;
  for (const ClassifiedMember& member : analysis_.members_of(resolved_.type[reg], resolved_.name[reg])) {
    if (!is_unset(reg, at, member.name) && given_to_member(reg, at, member.name) == kNoReg)
      unite(all, member_taint(member, reg, at));
  }
  return all;
}

void FunctionWalk::call(uint32_t at, const Callee& callee, Applied& applied) {
  const Program& program = analysis_.contexts()->program();
  const Instruction& now = function_.body[at];
  const Function& function = program[callee.function];
  overwrite(at, callee);
  if (!is_only_entered_) ask(at, callee, {}, kNone, applied);
  const auto give = [&](uint32_t id, size_t parameter, FlowContent content) {
    const Reg reg = function.parameters[parameter].reg;
    if (reg < function.variables.size() &&
        !fits_in(content, callee.function.unit, function.variables[reg].type))
      return;
    ask(at, callee, {FlowInput::Place::parameter, static_cast<uint32_t>(parameter), {}, std::move(content)},
        id, applied);
  };
  if (now.op == Op::set_field && now.args.size() > 1) {
    for (uint32_t id : held(now.args[1].value)) {
      if (!function.parameters.empty()) give(id, 0, analysis_.content(id));
    }
  } else if (const auto several = now.args.size() == 1 ? several_.find(now.args[0].value) : several_.end();
             several != several_.end() && function.parameters.size() > 1) {
    // The results of one call are the arguments of another.
    for (size_t i = 0; i < several->second.size() && i < function.parameters.size(); ++i) {
      for (uint32_t id : several->second[i]) give(id, i, analysis_.content(id));
    }
  } else if (now.op != Op::field) {
    for (const BoundArgument& bound : bind(now, function, callee.skipped)) {
      const Reg to = function.parameters[bound.parameter].reg;
      const bool is_typed = to >= function.variables.size() || !function.variables[to].type.empty();
      TaintSet handed = held(now.args[bound.argument].value);
      // Where the callee does not say what it takes, what the type of the object has is told here.
      if (!is_typed && !bound.is_taken_apart)
        unite(handed, members_of_type(now.args[bound.argument].value, at));
      for (uint32_t id : few_alike(handed)) {
        FlowContent content = analysis_.content(id);
        if (bound.is_taken_apart && !content.member.empty()) {
          const auto [head, rest] = parted(content.member);
          const Reg reg = function.parameters[bound.parameter].reg;
          const bool is_named = reg < function.variables.size() && function.variables[reg].name == head;
          const bool is_placed = head == std::to_string(bound.position);
          if (!is_named && !is_placed) continue;
          content.member = std::string(rest);
        }
        if (bound.is_element) {
          content.member =
              std::to_string(bound.position) + (content.member.empty() ? "" : "." + content.member);
        }
        if (!bound.member.empty())
          content.member = std::string(bound.member) + (content.member.empty() ? "" : "." + content.member);
        give(id, bound.parameter, std::move(content));
      }
    }
  }
  if (const Reg object = callee.is_construction ? kNoReg : object_of(now, callee); object != kNoReg) {
    const Dialect& dialect = program.code(callee.function.unit).dialect;
    const bool is_declared = dialect.has_bare_members || dialect.has_value_objects;
    const TypeRef owner = program.owner(callee.function);
    for (uint32_t id : few_alike(held(object))) {
      FlowInput input{FlowInput::Place::self, 0, {}, analysis_.content(id)};
      const std::string_view head = parted(input.content.member).first;
      if (is_declared && owner.type != kNoType && !head.empty() && !is_no_name(head) &&
          !may_have_member(owner, head))
        continue;
      ask(at, callee, input, id, applied);
    }
  }
  if (now.op == Op::call && takes_receiver_as_this(now, callee.function)) {
    for (uint32_t id : few_alike(held(now.receiver))) {
      FlowInput input{FlowInput::Place::captured, 0, "this", analysis_.content(id)};
      ask(at, callee, input, id, applied);
    }
  }
  ask_captured(at, callee, applied);
}

// A function that no type owns, called as a member of an object: that is what its `this` stands for.
bool FunctionWalk::takes_receiver_as_this(const Instruction& call, FunctionRef callee) {
  const Function& function = analysis_.contexts()->program()[callee];
  if (function.owner != kNoType || function.self != kNoReg) return false;
  if (call.op != Op::construct && (call.receiver == kNoReg || call.text.empty())) return false;
  return std::any_of(function.body.begin(), function.body.end(),
                     [](const Instruction& now) { return now.op == Op::name && now.text == "this"; });
}

void FunctionWalk::forget(Reg object, std::string_view member) {
  const auto held_now = now_.find(object);
  if (held_now == now_.end()) return;
  std::erase_if(held_now->second,
                [&](uint32_t id) { return is_or_inside(analysis_.taint(id).member, member); });
}

void FunctionWalk::apply_outcome(uint32_t at, const Callee& callee, const FlowOutcome& outcome,
                                 uint32_t taint, Applied& applied) {
  const Program& program = analysis_.contexts()->program();
  const Instruction& now = function_.body[at];
  const Function& function = program[callee.function];
  // What the callee does with data of its own is told where it stands.
  result_.is_cut |= outcome.is_cut && taint != kNone;
  const std::string name(function.name.substr(0, 64));
  for (const FlowOutcome::Out& out : outcome.outs) {
    switch (out.target) {
      case Target::result: {
        if (!fits_in(out.content, callee.function.unit, function.result_type)) break;
        TaintSet made = made_of(out, taint, at, name.empty() ? std::string() : "returned by `" + name + "`");
        unite(applied.result, made);
        if (out.index == FlowOutcome::kWhole) break;
        if (applied.several.size() <= out.index) applied.several.resize(out.index + 1);
        unite(applied.several[out.index], made);
        break;
      }
      case Target::parameter: {
        const TaintSet made = made_of(out, taint, at, "put into it by `" + name + "`");
        for (const BoundArgument& bound : bind(now, function, callee.skipped)) {
          if (bound.parameter == out.index && bound.member.empty())
            puts_.emplace_back(now.args[bound.argument].value, made);
        }
        break;
      }
      case Target::self: {
        const TaintSet made = made_of(out, taint, at, "kept by `" + name + "`");
        if (callee.is_construction) {
          unite(applied.result, made);
        } else if (const Reg object = object_of(now, callee); object != kNoReg) {
          puts_.emplace_back(object, made);
        }
        break;
      }
      case Target::captured: {
        const TaintSet made = made_of(out, taint, at, {});
        if (out.name == "this" && callee.skipped != kNoArguments &&
            takes_receiver_as_this(now, callee.function)) {
          if (now.op == Op::construct) {
            unite(applied.result, made);
          } else {
            puts_.emplace_back(now.receiver, made);
          }
          break;
        }
        bool is_own = false;
        for (Reg reg = 0; reg < function_.variables.size(); ++reg) {
          if (function_.variables[reg].name != out.name) continue;
          put(reg, made);
          is_own = true;
        }
        if (!is_own && out.name == "this" && function_.self != kNoReg) {
          put(function_.self, made);
        } else if (!is_own) {
          effect(Target::captured, 0, out.name, made);
        }
        break;
      }
      case Target::global:
        // What the callee has by itself it has put there by itself.
        if (taint != kNone) effect(Target::global, 0, out.name, made_of(out, taint, at, {}));
        break;
      case Target::thrown: {
        const TaintSet made = made_of(out, taint, at, "thrown by `" + name + "`");
        if (block_ != nullptr && !block_->handlers.empty()) {
          is_changed_ |= unite(caught_, made);
        } else {
          effect(Target::thrown, 0, {}, made);
        }
        break;
      }
      case Target::handed: {
        const TaintSet made = made_of(out, taint, at, {});
        for (const BoundArgument& bound : bind(now, function, callee.skipped)) {
          if (bound.parameter != out.index) continue;
          const Reg handed = now.args[bound.argument].value;
          const size_t own = parameter_of(handed);
          if (own < function_.parameters.size()) {
            effect(Target::handed, static_cast<uint32_t>(own), {}, made, out.position);
            continue;
          }
          for (const Entity& each : analysis_.contexts()->graph().of(analysis_.ref(id_), handed)) {
            if (each.kind != Entity::Kind::function) continue;
            const Callee to = not_called_here(each.function());
            Applied given;
            hand_on(at, to, out, made, given);
            // What the handed function gives is what calling the parameter gives.
            if (++handing_ <= kDeepestHanding) {
              for (uint32_t id : given.result) {
                FlowInput input{FlowInput::Place::called, out.index, {}, analysis_.content(id)};
                ask(at, callee, input, id, applied);
              }
            } else {
              result_.is_cut = true;
            }
            --handing_;
          }
        }
        break;
      }
    }
  }
  if (!is_last_round_) return;
  for (const std::shared_ptr<const SinkSite>& site : outcome.sinks) {
    FlowOutcome::Out arriving;
    arriving.content = site->content;
    arriving.way = site->way;
    for (uint32_t id :
         made_of(arriving, taint, at, name.empty() ? std::string() : "handed to `" + name + "`")) {
      TaintAnalysis::Arrival arrival{id, at, site->argument, site->sink, site->is_by_name};
      arrival.elsewhere = site;
      result_.arrivals.push_back(std::move(arrival));
    }
  }
}

// An object that a call makes without a function of the tree: its members are what it is given, by their
// names or in the order of their declaration.
TaintSet FunctionWalk::made_of_fields(uint32_t at) {
  TaintSet all;
  if (!follows_calls() || calls_tree(at)) return all;
  const Instruction& now = function_.body[at];
  const Program& program = analysis_.contexts()->program();
  for (const Entity& each : analysis_.contexts()->graph().of(analysis_.ref(id_), now.out)) {
    if (each.kind != Entity::Kind::instance || !each.is_exact) continue;
    const std::vector<Field>& fields = program[each.type()].fields;
    size_t position = 0;
    for (const Argument& argument : now.args) {
      if (argument.name == "...") {
        unite(all, held(argument.value));
      } else if (!argument.name.empty()) {
        unite(all, inside(held(argument.value), at, argument.name));
      } else if (position < fields.size()) {
        unite(all, inside(held(argument.value), at, fields[position++].name));
      }
    }
  }
  return all;
}

// Gives data to a function that was handed on, as its argument at a position.
void FunctionWalk::hand_on(uint32_t at, const Callee& to, const FlowOutcome::Out& out, const TaintSet& taints,
                           Applied& applied) {
  const Function& function = analysis_.contexts()->program()[to.function];
  size_t parameter = out.position;
  if (parameter >= function.parameters.size()) {
    if (function.parameters.empty() || function.parameters.back().takes != Parameter::Takes::rest) return;
    parameter = function.parameters.size() - 1;
  }
  for (uint32_t id : taints) {
    FlowInput input{FlowInput::Place::parameter, static_cast<uint32_t>(parameter), {}, analysis_.content(id)};
    ask(at, to, input, id, applied);
  }
}

bool FunctionWalk::holds_anything(uint32_t at) const {
  const Instruction& now = function_.body[at];
  return !held(now.receiver).empty() ||
         std::any_of(now.args.begin(), now.args.end(),
                     [&](const Argument& each) { return !held(each.value).empty(); });
}

void FunctionWalk::put_pending() {
  for (const auto& [object, member] : later_) forget(object, member);
  for (const auto& [object, taints] : puts_) put(object, taints);
  later_.clear();
  puts_.clear();
}

FunctionWalk::Applied FunctionWalk::result_of_callees(uint32_t at) {
  Applied applied;
  if (!follows_calls()) return applied;
  const Instruction& now = function_.body[at];
  const std::vector<Callee> callees = callees_of(at);
  result_.is_cut |=
      analysis_.contexts()->graph().callees(analysis_.ref(id_), at).is_cut && holds_anything(at);
  later_.clear();
  puts_.clear();
  for (const Callee& callee : callees) {
    if (!callee.is_handed) call(at, callee, applied);
  }
  put_pending();
  if (now.op == Op::call && now.receiver != kNoReg) ask_closure(at, applied);
  put_pending();
  // A function that this one is handed: whoever hands it knows which.
  if (now.op == Op::call && now.receiver != kNoReg) {
    const size_t handed = parameter_of(now.receiver);
    if (handed < function_.parameters.size()) {
      const bool may_be_function =
          now.text.empty() ||
          std::any_of(callees.begin(), callees.end(), [](const Callee& each) { return each.is_handed; });
      for (size_t i = 0; i < now.args.size() && may_be_function; ++i)
        effect(Target::handed, static_cast<uint32_t>(handed), {}, held(now.args[i].value),
               static_cast<uint32_t>(i));
      if (const auto given = given_by_called_.find(now.receiver);
          given != given_by_called_.end() && may_be_function)
        unite(applied.result, given->second);
    }
  }
  // Functions that are handed to a function of the tree: what they give goes on in it.
  for (const Callee& callee : callees) {
    if (callee.is_handed) continue;
    const Function& function = analysis_.contexts()->program()[callee.function];
    for (const BoundArgument& bound : bind(now, function, callee.skipped)) {
      for (const Entity& each :
           analysis_.contexts()->graph().of(analysis_.ref(id_), now.args[bound.argument].value)) {
        if (each.kind != Entity::Kind::function) continue;
        const Callee to = not_called_here(each.function());
        Applied given;
        if (!is_only_entered_) ask(at, to, {}, kNone, given);
        ask_captured(at, to, given);
        for (uint32_t id : given.result) {
          FlowInput input{
              FlowInput::Place::called, static_cast<uint32_t>(bound.parameter), {}, analysis_.content(id)};
          ask(at, callee, input, id, applied);
        }
      }
    }
  }
  put_pending();
  return applied;
}

// A call of a value that is a function without a name, which holds variables of where it was made.
void FunctionWalk::ask_closure(uint32_t at, Applied& applied) {
  const Instruction& now = function_.body[at];
  for (uint32_t id : few_alike(of_any_place(held(now.receiver), at))) {
    FlowContent content = analysis_.content(id);
    const auto [head, rest] = parted(content.member);
    if (!head.starts_with(kClosure)) continue;
    const std::string name(head.substr(kClosure.size()));
    content.member = std::string(rest);
    for (const Entity& each : analysis_.contexts()->graph().of(analysis_.ref(id_), now.receiver)) {
      if (each.kind != Entity::Kind::function) continue;
      FlowInput input{FlowInput::Place::captured, 0, name, content};
      ask(at, {each.function()}, input, id, applied);
    }
  }
}

// `cards.forEach(each => …)`, `promise.then(value => …)`, `submit(send, number)`: a function that is handed
// to one outside of the tree is called with what that has, and what it gives is given on.
TaintSet FunctionWalk::result_of_handed(uint32_t at) {
  if (!follows_calls()) return {};
  const Instruction& now = function_.body[at];
  Applied applied;
  for (const Argument& argument : now.args) {
    for (const Entity& each : analysis_.contexts()->graph().of(analysis_.ref(id_), argument.value)) {
      if (each.kind != Entity::Kind::function) continue;
      const Callee to = not_called_here(each.function());
      FlowOutcome::Out out;
      if (now.receiver != kNoReg) hand_on(at, to, out, held(now.receiver), applied);
      for (const Argument& other : now.args) {
        if (&other == &argument) continue;
        const size_t count = analysis_.contexts()->program()[to.function].parameters.size();
        for (out.position = 0; out.position < std::max<size_t>(count, 1); ++out.position) {
          // `args=(first, second)`: each for itself.
          TaintSet handed;
          const std::string place = std::to_string(out.position);
          for (uint32_t id : held(other.value))
            unite(handed, is_placed(analysis_.taint(id).member) ? taken({id}, at, place) : TaintSet{id});
          hand_on(at, to, out, handed, applied);
        }
      }
      if (!is_only_entered_) ask(at, to, {}, kNone, applied);
      ask_captured(at, to, applied);
    }
  }
  put_pending();
  return applied.result;
}

// What a type's own function for a form makes of an object of the tree; false: it has none.
bool FunctionWalk::shown_by_own(Reg reg, uint32_t at, Form form, TaintSet& all) {
  if (!follows_calls()) return false;
  const std::vector<std::string>& names = printing().own[static_cast<size_t>(form)];
  std::vector<FunctionRef> found;
  for (const Entity& each : analysis_.contexts()->graph().of(analysis_.ref(id_), reg)) {
    if (each.kind != Entity::Kind::instance) return false;
    std::vector<FunctionRef> own;
    for (const std::string& name : names) {
      if (own.empty()) own = analysis_.contexts()->program().methods(each.type(), name);
    }
    if (own.empty()) return false;
    found.insert(found.end(), own.begin(), own.end());
  }
  if (found.empty()) return false;
  Applied applied;
  const std::vector<std::pair<Reg, TaintSet>> before = puts_;
  for (const FunctionRef& each : found) {
    for (uint32_t id : held(reg)) {
      FlowInput input{FlowInput::Place::self, 0, {}, analysis_.content(id)};
      ask(at, not_called_here(each), input, id, applied);
    }
  }
  puts_ = before;
  unite(all, applied.result);
  return true;
}

// A function without a name may run from here on, with what the variables around it hold.
void FunctionWalk::make_lambda(uint32_t at) {
  if (!follows_calls()) return;
  Applied applied;
  keeps_captured_ = true;
  ask_captured(at, not_called_here({analysis_.tables_.unit, function_.body[at].function}), applied);
  keeps_captured_ = false;
  add(function_.body[at].out, applied.captured);
  put_pending();
}

}  // namespace payaudit

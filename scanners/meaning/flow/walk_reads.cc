// What names, copies, members and elements hold.
#include <algorithm>

#include "scanners/meaning/flow/contexts.h"
#include "scanners/meaning/flow/walk.h"
#include "scanners/source/characters.h"

namespace payaudit {
void FunctionWalk::apply_name(uint32_t at) {
  const Instruction& now = function_.body[at];
  const bool is_constant = now.out < resolved_.constant.size() && resolved_.constant[now.out].is_known();
  if (is_constant && !follows_calls()) return set(now.out, {});
  if (captured_ != nullptr) {
    if (const auto held_there = captured_->find(now.text); held_there != captured_->end())
      return set(now.out, held_there->second);
  }
  TaintSet outer;
  if (follows_calls()) {
    if (const auto entered = entered_.find(now.text); entered != entered_.end())
      unite(outer, entered->second);
    const std::string slot = slot_of(now.text);
    if (is_own_member(now.text) && slot.empty()) {
      if (function_.self != kNoReg) unite(outer, taken(held(function_.self), at, now.text));
      if (const auto entered = entered_.find("this"); entered != entered_.end())
        unite(outer, taken(entered->second, at, now.text));
      if (outer.empty()) unite(outer, of_own_slot(at, now.text));
    } else {
      unite(outer, of_slot(slot, at, now.text));
    }
    if (!outer.empty() || is_constant) return set(now.out, outer);
  }
  // Java reads its own members by their bare names.
  if (seeded_ != kNoReg && seeded_ == function_.self && function_.owner != kNoType) {
    const std::vector<Field>& fields = analysis_.resolution_.code().types[function_.owner].fields;
    if (std::any_of(fields.begin(), fields.end(), [&](const Field& each) { return each.name == now.text; }))
      return set(now.out, {seed_});
  }
  const std::string_view type =
      now.out < resolved_.type.size() ? resolved_.type[now.out] : std::string_view();
  set(now.out, sourced(now.text, entity_of(kNoReg), type, now.span, at));
}

// Go's `err := encrypt(number)`: what a call of another file gives as an error is no data that its name
// promises to protect. Functions of this file are followed.
bool FunctionWalk::is_error_of_unknown_call(Reg from, std::string_view name) {
  if (analysis_.resolution_.code().language != "go" || (name != "err" && !name.ends_with("Err")))
    return false;
  const uint32_t made = from < resolved_.definition.size() ? resolved_.definition[from] : kManyDefinitions;
  return made != kManyDefinitions && function_.body[made].op == Op::call &&
         resolved_.local_function[made] == kNoFunction && models_of(made).models.empty();
}

// A member of the own object that functions gave a value which nobody calls on an object that is known: a
// framework makes the object, and calls both.
TaintSet FunctionWalk::of_own_slot(uint32_t at, std::string_view member) {
  const TypeRef owner = analysis_.contexts()->program().owner(analysis_.ref(id_));
  if (owner.type == kNoType) return {};
  return of_slot(analysis_.contexts()->slot_of_type(owner, member), at, member);
}

// A name of a function around, of the own object, or of the module.
void FunctionWalk::set_outer(uint32_t at) {
  if (!follows_calls()) return;
  const Instruction& now = function_.body[at];
  const TaintSet value = held(now.args.empty() ? kNoReg : now.args[0].value);
  const std::string slot = slot_of(now.text);
  if (is_own_member(now.text) && slot.empty()) {
    if (function_.self != kNoReg) return set_member(function_.self, now.text, inside(value, at, now.text));
    if (value.empty()) return;
    return effect(FlowOutcome::Out::Target::captured, 0, "this", inside(value, at, now.text));
  }
  if (value.empty()) return;
  if (!slot.empty()) return effect(FlowOutcome::Out::Target::global, 0, slot, value);
  effect(FlowOutcome::Out::Target::captured, 0, now.text, value);
}

// What the member held before is there no longer, where the object is a variable.
void FunctionWalk::set_member(Reg object, std::string_view member, const TaintSet& value) {
  if (follows_calls()) {
    forget(object, member);
    if (const std::string slot = slot_of_member(object, member); !slot.empty())
      effect(FlowOutcome::Out::Target::global, 0, slot, taken(value, at_, member));
  }
  put(object, value);
}

void FunctionWalk::apply_copy(uint32_t at) {
  const Instruction& now = function_.body[at];
  if (now.out >= once_.size() || now.args.empty()) return;
  const Reg from = now.args[0].value;
  TaintSet taints = held(from);
  const Variable& variable = function_.variables[now.out];
  const std::string assigned = variable.name.empty()
                                   ? std::string()
                                   : "assigned to `" + std::string(variable.name.substr(0, 64)) + "`";
  if (is_error_of_unknown_call(from, variable.name)) taints.clear();
  if (follows_calls() && !variable.type.empty()) {
    std::erase_if(taints, [&](uint32_t id) {
      const Taint& taint = analysis_.taint(id);
      return !taint.member.empty() && !fits_in(analysis_.content(id), analysis_.tables_.unit, variable.type);
    });
  }
  // A conversion: Go's `string(number)`.
  const std::string_view type = simple_type(variable.type);
  const bool is_converted = !type.empty() && std::any_of(taints.begin(), taints.end(), [&](uint32_t id) {
    return analysis_.taint(id).type != type;
  });
  if (is_converted) {
    TaintSet converted;
    for (uint32_t id : taints) {
      Taint taint = analysis_.taint(id);
      if (taint.member.empty()) taint.type = type;
      taint.parent = id;
      taint.protection = {};
      taint.is_by_name = false;
      taint.span = now.span;
      taint.step = assigned;
      unite(converted, {analysis_.intern(std::move(taint), id_, at)});
    }
    taints = std::move(converted);
  }
  if (!variable.name.empty()) {
    if (!taints.empty()) {
      const bool is_part = is_part_just_taken(from, taints);
      if (!is_converted) taints = step(taints, at, assigned);
      const TaintSet named = !is_part ? TaintSet()
                                      : sourced(variable.name, entity_of(kNoReg), variable.type,
                                                now.name_span.is_empty() ? variable.span : now.name_span, at);
      if (!named.empty()) taints = named;
    } else if (may_carry(from) && !now.name_span.is_empty()) {
      taints = sourced(variable.name, entity_of(kNoReg), variable.type, now.name_span, at);
    } else if (may_carry(from)) {
      taints = sourced(variable.name, entity_of(kNoReg), variable.type, variable.span, at);
    } else {
      const Span span = now.name_span.is_empty() ? variable.span : now.name_span;
      taints = drawn_code(from, sourced(variable.name, entity_of(kNoReg), variable.type, span, at));
    }
  }
  set(now.out, std::move(taints));
}

void FunctionWalk::apply_field(uint32_t at) {
  const Instruction& now = function_.body[at];
  const Reg object = now.args.empty() ? kNoReg : now.args[0].value;
  if (object != kNoReg && object == seeded_ && object == function_.self) return set(now.out, {seed_});
  const TaintSet all = held(object);
  // A member read back; `.value` of a reference.
  TaintSet taints = taken(all, at, now.text);
  if (follows_calls()) {
    if (calls_tree(at)) unite(taints, result_of_callees(at).result);
    unite(taints, of_slot(slot_of_member(object, now.text), at, now.text));
    if (taints.empty() && object == function_.self) unite(taints, of_own_slot(at, now.text));
    if (taints.empty() && is_member_read(object) && is_of_own(object)) {
      for (const Entity& each : analysis_.contexts()->graph().of(analysis_.ref(id_), object)) {
        if (each.kind == Entity::Kind::instance)
          unite(taints, of_slot(analysis_.contexts()->slot_of_type(each.type(), now.text), at, now.text));
      }
    }
    // A member of what is embedded, read without its name.
    if (taints.empty() && !all.empty()) {
      const Program& program = analysis_.contexts()->program();
      for (const Entity& each : analysis_.contexts()->graph().of(analysis_.ref(id_), object)) {
        if (each.kind != Entity::Kind::instance || !program.code(each.unit).dialect.has_shape_interfaces)
          continue;
        for (const TypeRef& base : program.bases(each.type()))
          unite(taints, taken(taken(all, at, program[base].name), at, now.text));
      }
    }
    // What an error that was caught says.
    if (object < function_.variables.size() && is_caught(object)) {
      for (uint32_t id : all) {
        if (analysis_.taint(id).member.empty()) unite(taints, {id});
      }
    }
  }
  if (now.text == "value") {
    for (uint32_t id : all) {
      if (analysis_.taint(id).member.empty()) unite(taints, {id});
    }
  }
  if (taints.empty() && object < resolved_.name.size() && !is_about_data(resolved_.name[object]) &&
      !is_constant_of(object, now.text)) {
    const std::string_view type = resolved_.type[object];
    const auto& members = analysis_.members_of(type, resolved_.name[object]);
    const auto member = std::find_if(members.begin(), members.end(),
                                     [&](const ClassifiedMember& each) { return each.name == now.text; });
    const std::string_view own =
        now.out < resolved_.type.size() ? resolved_.type[now.out] : std::string_view();
    const bool is_declared = analysis_.types_.declares(type, now.text);
    const auto has = [&](const std::vector<std::string>& list) {
      return !is_declared && std::find(list.begin(), list.end(), now.text) != list.end();
    };
    // A type of this repository whose member holds nothing classified settles it.
    if (member != members.end()) {
      taints = sourced(now.text, entity_of(object),
                       member->is_masked ? printing().masking_types.front() : own, now.span, at);
      if (taints.empty()) taints = sourced_member(*member, type, now.span, at);
    } else if (!members.empty() && has(printing().all_members)) {
      taints = whole(object, at);
    } else if (!members.empty() && has(printing().serialized_members)) {
      taints = shown_members(object, at, Form::json, 0);
    } else if (!analysis_.types_.knows(type) && (members.empty() || !type.starts_with('{')) &&
               stands_beside(now.text, object, own)) {
      taints = sourced(now.text, entity_of(object), own, now.span, at);
    }
  }
  if (!taints.empty() && is_given_for_token(object))
    taints =
        unknown_state(taints, at, "what gives a card's token gives its number in a form that is not seen");
  set(now.out, std::move(taints));
}

// `fetchCardToken(…)`: the number in its answer is seldom the card's whole number.
bool FunctionWalk::is_given_for_token(Reg reg) {
  for (int step = 0; step < 8 && reg < resolved_.definition.size(); ++step) {
    if (resolved_.definition[reg] == kManyDefinitions) return false;
    const Instruction& made = function_.body[resolved_.definition[reg]];
    if (made.op == Op::call) {
      // What stands behind the verb.
      const size_t end =
          std::min(made.text.find_first_of("_ABCDEFGHIJKLMNOPQRSTUVWXYZ", 1), made.text.size());
      const Classification* found = analysis_.classify(made.text.substr(end), {}, {});
      return found != nullptr && found->data_class == "account.token";
    }
    if (made.op != Op::copy || made.args.empty()) return false;
    reg = made.args[0].value;
  }
  return false;
}

bool FunctionWalk::stands_beside(std::string_view member, Reg object, std::string_view type) const {
  const std::string_view entity = entity_of(object);
  const Classification* found = analysis_.classify(member, entity, type);
  if (found == nullptr || !found->is_weak || resolved_.name[object].empty()) return true;
  std::vector<std::string_view> others;
  for (const Instruction& now : function_.body) {
    if (now.op != Op::field || now.args.empty() || now.text == member) continue;
    const Reg read = now.args[0].value;
    if (read < resolved_.name.size() && resolved_.name[read] == resolved_.name[object])
      others.push_back(now.text);
  }
  return others.empty() ||
         analysis_.tables_.classifier
             .classify(member,
                       {.entity = entity, .siblings = others, .type = type, .file_class = found->data_class})
             .has_value();
}

// `Task.PassportScan`: a constant of an enumeration or a class is a name, not data of that name. Credentials
// among a class's constants are read so, too.
bool FunctionWalk::is_constant_of(Reg object, std::string_view member) const {
  const uint32_t at = resolved_.definition[object];
  if (at == kManyDefinitions || function_.body[at].op != Op::name) return false;
  const std::string_view type = resolved_.name[object];
  const TypeIndex& types = analysis_.types_;
  const auto found = analysis_.classify(member, type, {});
  const bool is_credential = found != nullptr && within(found->data_class, "credential");
  if (types.is_constant(type, member)) return types.is_enumeration(type) || !is_credential;
  // Of a type nobody knows, by the way it is written. Go's members are all written so.
  const bool is_written_small =
      std::any_of(member.begin(), member.end(), [](char c) { return c >= 'a' && c <= 'z'; });
  return analysis_.resolution_.code().language != "go" && (!is_credential || is_written_small) &&
         !type.empty() && !member.empty() && is_upper(type[0]) && is_upper(member[0]);
}

void FunctionWalk::apply_index(uint32_t at) {
  const Instruction& now = function_.body[at];
  const Reg object = now.args.empty() ? kNoReg : now.args[0].value;
  const Reg key = now.args.size() > 1 ? now.args[1].value : kNoReg;
  const Constant constant = key < resolved_.constant.size() ? resolved_.constant[key] : Constant{};
  const TaintSet all = held(object);
  const TextEffect slice = effect_of_slice(analysis_.resolution_, id_, object, key);
  if (slice != TextEffect::none) {
    TaintSet texts, parts;
    for (uint32_t id : all) {
      if (slice != TextEffect::same && is_list_of_parts(id)) {
        unite(parts, part(id, at, {}));
      } else {
        unite(texts, {id});
      }
    }
    texts = affected(texts, at, slice);
    unite(texts, parts);
    set(now.out, std::move(texts));
    return;
  }
  // Go's `x, err := f()`: each result for itself. An index that is written has a place of its own.
  const uint32_t called =
      object < resolved_.definition.size() ? resolved_.definition[object] : kManyDefinitions;
  if (analysis_.resolution_.code().language == "go" && constant.kind == LiteralKind::number &&
      called != kManyDefinitions && function_.body[called].op == Op::call &&
      function_.body[called].span.begin == now.span.begin &&
      function_.body[called].span.end == now.span.end) {
    const size_t position = constant.text.size() == 1 ? static_cast<size_t>(constant.text[0] - '0') : 9;
    if (const auto results = several_.find(object); results != several_.end()) {
      set(now.out, position < results->second.size() ? results->second[position] : TaintSet());
      return;
    }
    if (std::any_of(all.begin(), all.end(), [&](uint32_t id) { return is_list_of_parts(id); })) {
      // `strings.Cut` says last whether it cut.
      set(now.out, position < 2 ? element(all, at, constant) : TaintSet());
      return;
    }
    // Beside what is asked for stand errors and truth values.
    set(now.out, position == 0 || quotes_input(called) ? all : TaintSet());
    return;
  }
  if (constant.kind != LiteralKind::string) {
    // An element of a collection: any of them, where no place is told.
    TaintSet some = all;
    if (follows_calls() && constant.kind == LiteralKind::number) {
      some = taken(all, at, constant.text);
      for (uint32_t id : all) {
        if (!is_placed(analysis_.taint(id).member)) unite(some, {id});
      }
    } else if (follows_calls()) {
      some = of_any_place(all, at);
    }
    set(now.out, element(some, at, constant));
    return;
  }
  TaintSet taints = taken(all, at, constant.text);
  for (uint32_t id : all) {
    if (analysis_.taint(id).member == kUnknownKey) unite(taints, {id});
  }
  if (taints.empty() && object < resolved_.name.size() && !is_about_data(resolved_.name[object])) {
    taints = sourced(constant.text, entity_of(object), {}, now.span, at);
  }
  set(now.out, std::move(taints));
}

}  // namespace payaudit

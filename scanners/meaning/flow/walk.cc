#include "scanners/meaning/flow/walk.h"

#include <fmt/format.h>
#include <algorithm>
#include <charconv>

#include "scanners/meaning/flow/contexts.h"
#include "scanners/meaning/flow/marks.h"
#include "scanners/source/characters.h"

namespace payaudit {
namespace {

constexpr int kMostRounds = 8;
constexpr size_t kDeepestTry = 64;
constexpr size_t kLongestMember = 64;
constexpr std::ptrdiff_t kMostMembers = 3;

}  // namespace

bool unite(TaintSet& into, const TaintSet& from) {
  bool is_changed = false;
  for (uint32_t taint : from) {
    const auto at = std::lower_bound(into.begin(), into.end(), taint);
    if (at != into.end() && *at == taint) continue;
    if (into.size() >= kMostTaints) break;
    into.insert(at, taint);
    is_changed = true;
  }
  return is_changed;
}

FunctionWalk::FunctionWalk(TaintAnalysis& analysis, FunctionId id)
    : analysis_(analysis),
      id_(id),
      function_(analysis.resolution_.code().functions[id]),
      resolved_(analysis.resolution_[id]),
      asked_(analysis.asked(id)),
      short_texts_(asked_.short_texts),
      once_(function_.variables.size()) {
  result_.by_reg.resize(function_.variables.size());
}

TaintAnalysis::Asked& TaintAnalysis::asked(FunctionId id) {
  std::unique_ptr<Asked>& known = asked_[id];
  if (known == nullptr) {
    known = std::make_unique<Asked>(Asked{short_texts(resolution_, id, file_), {}});
  }
  return *known;
}

TaintAnalysis::Result FunctionWalk::run(Reg seeded, uint32_t seed) {
  find_blocks();
  entries_.resize(blocks_.size());
  reached_.assign(blocks_.size(), false);
  if (blocks_.empty()) return std::move(result_);
  seed_parameters(seeded, seed);
  enter(0, now_);
  for (int round = 0; round < kMostRounds && !is_last_round_; ++round) {
    // Sinks are looked at once everything is known. Where the bound comes first, what is known then counts.
    is_last_round_ = round > 0 && (!is_changed_ || round + 1 == kMostRounds);
    result_.is_cut |= is_last_round_ && is_changed_;
    is_changed_ = false;
    for (uint32_t i = 0; i < blocks_.size(); ++i) {
      if (!reached_[i]) continue;
      block_ = &blocks_[i];
      now_ = entries_[i];
      shorten_variables(block_->begin);
      for (at_ = block_->begin; at_ < block_->end; ++at_) apply(at_);
      for (uint32_t next : block_->next) enter(next, now_);
    }
  }
  return std::move(result_);
}

void FunctionWalk::find_blocks() {
  const auto& body = function_.body;
  std::map<uint32_t, uint32_t> label_block;
  std::vector<uint32_t> open;  // labels of handlers
  size_t beyond = 0;  // tries that are open and not in the list: one that deep is not followed outwards
  std::vector<std::vector<uint32_t>> handler_labels;
  const auto begin = [&](uint32_t at) {
    blocks_.push_back({at, at, {}, {}});
    handler_labels.push_back(open);
  };
  for (uint32_t at = 0; at < body.size(); ++at) {
    const Op before = at == 0 ? Op::ret : body[at - 1].op;
    const bool is_cut = before == Op::branch || before == Op::jump || before == Op::ret ||
                        before == Op::throw_ || before == Op::try_begin || before == Op::try_end;
    if (blocks_.empty() || is_cut || body[at].op == Op::label) begin(at);
    if (body[at].op == Op::label) label_block[body[at].target] = static_cast<uint32_t>(blocks_.size() - 1);
    if (body[at].op == Op::try_begin) {
      if (open.size() < kDeepestTry) {
        open.push_back(body[at].target);
      } else {
        ++beyond;
        result_.is_cut = true;
      }
    }
    if (body[at].op == Op::try_end && beyond > 0) {
      --beyond;
    } else if (body[at].op == Op::try_end && !open.empty()) {
      open.pop_back();
    }
    blocks_.back().end = at + 1;
  }
  const auto target = [&](uint32_t label, std::vector<uint32_t>& list) {
    if (const auto found = label_block.find(label); found != label_block.end()) list.push_back(found->second);
  };
  for (uint32_t i = 0; i < blocks_.size(); ++i) {
    Block& block = blocks_[i];
    const Instruction& last = body[block.end - 1];
    const bool falls = last.op != Op::jump && last.op != Op::ret && last.op != Op::throw_;
    bool is_always = false, is_never = false;
    if (last.op == Op::branch && !last.args.empty()) {
      const std::optional<bool> decided = decided_by(last.args[0].value);
      is_always = decided.has_value() && *decided;
      is_never = decided.has_value() && !*decided;
    }
    if (falls && i + 1 < blocks_.size() && !is_never) block.next.push_back(i + 1);
    if ((last.op == Op::branch && !is_always) || last.op == Op::jump || last.op == Op::try_begin)
      target(last.target, block.next);
    for (uint32_t label : handler_labels[i]) target(label, block.handlers);
  }
}

// A value that is the same whenever the program runs.
Constant FunctionWalk::constant_of(Reg reg) const {
  if (reg >= resolved_.constant.size()) return {};
  if (resolved_.constant[reg].is_known()) return resolved_.constant[reg];
  if (!follows_calls() || resolved_.definition[reg] == kManyDefinitions) return {};
  const Instruction& made = function_.body[resolved_.definition[reg]];
  const FunctionRef ref = analysis_.ref(id_);
  if (made.op == Op::name) return analysis_.contexts()->constant_named(ref, made.text);
  if (made.op == Op::field && !made.args.empty())
    return analysis_.contexts()->constant_member(ref, made.args[0].value, made.text);
  return {};
}

// What a condition surely comes to; nothing where it depends on what the program is given.
std::optional<bool> FunctionWalk::decided_by(Reg reg, int depth) const {
  if (!follows_calls() || depth > 4 || reg >= resolved_.definition.size()) return std::nullopt;
  const Constant constant = constant_of(reg);
  if (constant.kind == LiteralKind::boolean) return constant.text == "true" || constant.text == "True";
  if (constant.kind == LiteralKind::null) return false;
  if (resolved_.definition[reg] == kManyDefinitions) return std::nullopt;
  const Instruction& made = function_.body[resolved_.definition[reg]];
  const auto side = [&](size_t i) { return i < made.args.size() ? made.args[i].value : kNoReg; };
  if (made.op == Op::copy) return decided_by(side(0), depth + 1);
  if (made.op == Op::unary && (made.text == "!" || made.text == "not")) {
    const std::optional<bool> inner = decided_by(side(0), depth + 1);
    return inner ? std::optional(!*inner) : std::nullopt;
  }
  if (made.op != Op::binary) return std::nullopt;
  if (made.text == "&&" || made.text == "||") {
    const std::optional<bool> left = decided_by(side(0), depth + 1), right = decided_by(side(1), depth + 1);
    const bool settles = made.text == "||";
    if (left == settles || right == settles) return settles;
    return left && right ? std::optional(!settles) : std::nullopt;
  }
  const Constant left = constant_of(side(0)), right = constant_of(side(1));
  if (!left.is_known() || !right.is_known() || left.kind != right.kind) return std::nullopt;
  if (made.text == "==") return left.text == right.text;
  if (made.text == "!=") return left.text != right.text;
  if (left.kind != LiteralKind::number) return std::nullopt;
  long a = 0, b = 0;
  const auto read = [](std::string_view text, long& into) {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), into);
    return error == std::errc() && end == text.data() + text.size();
  };
  if (!read(left.text, a) || !read(right.text, b)) return std::nullopt;
  if (made.text == "<") return a < b;
  if (made.text == "<=") return a <= b;
  if (made.text == ">") return a > b;
  if (made.text == ">=") return a >= b;
  return std::nullopt;
}

bool FunctionWalk::enter(uint32_t block, const Env& env) {
  bool is_changed = !reached_[block];
  reached_[block] = true;
  for (const auto& [reg, taints] : env) {
    TaintSet& held = entries_[block][reg];
    is_changed |= unite(held, taints);
    result_.is_cut |= held.size() >= kMostTaints;
  }
  is_changed_ |= is_changed;
  return is_changed;
}

bool FunctionWalk::is_about_data(std::string_view object) const {
  return analysis_.resolution_.index().models().words_of("value.about-data").has(object);
}

std::string_view FunctionWalk::parameter_name(size_t position) const {
  const std::string_view own = function_.variables[function_.parameters[position].reg].name;
  if (function_.owner == kNoType) return own;
  const std::string language = std::string(analysis_.resolution_.code().language) + ".";
  const CodeModels& models = analysis_.resolution_.index().models();
  // The object or the class is no parameter here.
  const size_t at = position + (function_.self == kNoReg ? 0 : 1);
  for (const Annotation& mark : function_.annotations) {
    const std::string name = language + std::string(mark.name.substr(mark.name.rfind('.') + 1));
    for (const std::string& known : models.words_of("value.field-checks").words) {
      const size_t space = known.find(' ');
      if (known.substr(0, space) != name || known.substr(space + 1) != std::to_string(at)) continue;
      for (const AnnotationArgument& argument : mark.arguments) {
        if (argument.name.empty() && !argument.text.empty()) return argument.text;
      }
    }
  }
  for (const std::string& prefix : models.words_of("value.field-check-prefixes").words) {
    if (at != 1 || !prefix.starts_with(language)) continue;
    const std::string_view begins = std::string_view(prefix).substr(language.size());
    if (function_.name.starts_with(begins)) return function_.name.substr(begins.size());
  }
  return own;
}

void FunctionWalk::seed_parameters(Reg seeded, uint32_t seed) {
  seeded_ = seeded;
  seed_ = seed;
  is_assigned_.assign(function_.variables.size(), false);
  for (const Parameter& parameter : function_.parameters) {
    if (parameter.reg < is_assigned_.size()) is_assigned_[parameter.reg] = true;
  }
  if (function_.self < is_assigned_.size()) is_assigned_[function_.self] = true;
  for (const Instruction& now : function_.body) {
    if (now.out < is_assigned_.size()) is_assigned_[now.out] = true;
  }
  if (is_only_entered_) {
    add(entered_parameter_.first, entered_parameter_.second);
    add(function_.self, entered_self_);
    return;
  }
  // The object itself is of its type; what is read from it is not.
  if (seeded != kNoReg && seeded == function_.self)
    add(seeded, with_type({seed}, 0, resolved_.type[function_.self]));
  for (size_t i = 0; i < function_.parameters.size(); ++i) {
    const Parameter& parameter = function_.parameters[i];
    if (parameter.reg >= function_.variables.size()) continue;
    if (parameter.reg == seeded) {
      add(parameter.reg, {seed});
      continue;
    }
    const Variable& variable = function_.variables[parameter.reg];
    add(parameter.reg, sourced(parameter_name(i), entity_of(kNoReg), variable.type, variable.span, kNone));
  }
}

bool FunctionWalk::is_variable(Reg reg) const {
  return !function_.variables[reg].name.empty() || resolved_.definition[reg] == kManyDefinitions;
}

TaintSet FunctionWalk::held(Reg reg) const {
  if (reg >= once_.size()) return {};
  if (!is_variable(reg)) return once_[reg];
  const auto found = now_.find(reg);
  if (caught_.empty() || !is_caught(reg)) return found == now_.end() ? TaintSet() : found->second;
  TaintSet all = caught_;
  if (found != now_.end()) unite(all, found->second);
  return all;
}

void FunctionWalk::set(Reg reg, TaintSet taints) {
  if (reg >= once_.size()) return;
  if (is_variable(reg)) now_.erase(reg);
  add(reg, as_short_as_known(std::move(taints), reg));
}

void FunctionWalk::add(Reg reg, const TaintSet& taints) {
  if (reg >= once_.size() || taints.empty()) return;
  remember(reg, taints);
  TaintSet& held = is_variable(reg) ? now_[reg] : once_[reg];
  const bool is_changed = unite(held, taints);
  result_.is_cut |= held.size() >= kMostTaints;
  if (!is_variable(reg)) {
    is_changed_ |= is_changed;
    return;
  }
  // An exception may be thrown at any point from here on.
  if (block_ == nullptr) return;
  for (uint32_t handler : block_->handlers) is_changed_ |= unite(entries_[handler][reg], taints);
}

// What a register ever holds is asked for its classes: one taint of each source tells them.
void FunctionWalk::remember(Reg reg, const TaintSet& taints) {
  TaintSet& ever = result_.by_reg[reg];
  for (uint32_t id : taints) {
    const bool is_known = std::any_of(ever.begin(), ever.end(), [&](uint32_t other) {
      return analysis_.taint(other).source == analysis_.taint(id).source;
    });
    if (!is_known) unite(ever, {id});
  }
  result_.is_cut |= ever.size() >= kMostTaints;
}

std::string_view FunctionWalk::entity_of(Reg object) const {
  if (object < resolved_.type.size()) {
    if (!resolved_.type[object].empty() && !resolved_.type[object].starts_with('{'))
      return resolved_.type[object];
    if (object != function_.self) return resolved_.name[object];
  }
  const TypeId owner = function_.owner;
  return owner != kNoType ? analysis_.resolution_.code().types[owner].name : function_.name;
}

// The function's name, where it stands and what else it is given: `giftcards/redeem.ts`, `cvv`.
const std::string& FunctionWalk::around() {
  if (!around_.empty()) return around_;
  constexpr int kFolders = 2;
  const Code& code = analysis_.resolution_.code();
  const Function* named = &function_;
  while (named->name.empty() && named->parent != kNoFunction) named = &code.functions[named->parent];
  const std::string_view path = analysis_.tables_.path;
  size_t from = path.size();
  for (int part = 0; part <= kFolders && from != std::string_view::npos && from > 0; ++part)
    from = path.rfind('/', from - 1);
  const std::string_view file = from == std::string_view::npos ? path : path.substr(from);
  around_ = fmt::format("{} {} {}", named->name, code.package, file.substr(0, file.rfind('.')));
  for (const Parameter& parameter : function_.parameters) {
    if (parameter.reg < function_.variables.size())
      around_.append(" ").append(function_.variables[parameter.reg].name);
  }
  return around_;
}

// What a name says of its state is a claim, not a proof.
std::string_view initial_state(const Classification& found) {
  return found.state == "clear" && found.doubt.empty() ? "clear" : "unknown";
}

TaintSet FunctionWalk::sourced(std::string_view name, std::string_view entity, std::string_view type,
                               Span span, uint32_t at) {
  if (is_only_entered_) return {};
  const Classification* found = analysis_.classify(name, entity, type);
  // The function and its file may say what kind of card it is.
  std::string doubt;
  if (found != nullptr && found->is_of_any_card) {
    found = analysis_.classify(name, entity, type, around());
    if (found != nullptr && !found->is_of_any_card) doubt = found->doubt;
  }
  if (found == nullptr) return {};
  Classification declared;
  if (const std::string_view owner = simple_type(entity); analysis_.types_.knows(owner)) {
    // What stands beside a member in its type, and its marks, tell more than its name alone.
    std::string property(name);
    if (!analysis_.types_.declares(owner, property) && is_upper(property[0]))
      property[0] = static_cast<char>(property[0] - 'A' + 'a');
    const ClassifiedMember* member = analysis_.types_.member(owner, property);
    if (member == nullptr && !found->doubt.empty() && analysis_.types_.declares(owner, property)) return {};
    if (member != nullptr) {
      declared = *found;
      declared.data_class = member->data_class;
      declared.doubt = doubt.empty() ? member->doubt : doubt;
      if (declared.state == "clear") declared.state = member->state;
      found = &declared;
    }
  }
  const uint32_t source = analysis_.add_source(*found, span, analysis_.file_.text(span));
  Taint taint{source, initial_state(*found), {}, {}, kNone, span, {}, false};
  taint.type = simple_type(type);
  if (masks_itself(type, printing())) {
    taint.state = "truncated";
    taint.protection = "masked";
    taint.step = "masked by its type `" + std::string(type.substr(0, 64)) + "`";
  }
  return {analysis_.intern(std::move(taint), id_, at)};
}

TaintSet FunctionWalk::step(const TaintSet& from, uint32_t at, std::string_view text) {
  TaintSet to;
  for (uint32_t id : from) {
    Taint taint = analysis_.taint(id);
    taint.parent = id;
    taint.protection = {};
    taint.is_by_name = false;
    taint.span = function_.body[at].span;
    taint.step = text;
    unite(to, {analysis_.intern(std::move(taint), id_, at)});
  }
  return to;
}

TaintSet FunctionWalk::inside(const TaintSet& from, uint32_t at, std::string_view member) {
  TaintSet to;
  for (uint32_t id : from) {
    Taint taint = analysis_.taint(id);
    taint.parent = id;
    taint.protection = {};
    taint.is_by_name = false;
    taint.span = function_.body[at].span;
    taint.step.clear();
    const std::string_view head = member.substr(0, kLongestMember);
    // Objects in objects in a loop would grow without end; beyond a few the outer ones are any.
    const auto depth = std::count(taint.member.begin(), taint.member.end(), '.');
    if (!head.empty() && depth < kMostMembers) {
      taint.member = std::string(head) + (taint.member.empty() ? "" : "." + taint.member);
    } else if (!head.empty() && !is_cut_member(taint.member)) {
      taint.member.insert(0, kCutMember);
    }
    unite(to, {analysis_.intern(std::move(taint), id_, at)});
  }
  return to;
}

// What a member of an object holds, of what the object holds.
TaintSet FunctionWalk::taken(const TaintSet& from, uint32_t at, std::string_view member) {
  TaintSet to;
  for (uint32_t id : from) {
    const Taint& taint = analysis_.taint(id);
    if (is_cut_member(taint.member)) {
      unite(to, unknown_state({id}, at, kTooDeep));
      continue;
    }
    if (!is_or_inside(taint.member, member)) continue;
    const bool is_it = taint.member.size() == member.size();
    Taint plain = taint;
    plain.member = is_it ? std::string() : taint.member.substr(member.size() + 1);
    plain.parent = id;
    plain.protection = {};
    plain.is_by_name = false;
    plain.step.clear();
    plain.span = function_.body[at].span;
    unite(to, {analysis_.intern(std::move(plain), id_, at)});
  }
  return to;
}

TaintSet FunctionWalk::unknown_state(const TaintSet& from, uint32_t at, std::string_view why) {
  TaintSet to;
  for (uint32_t id : from) {
    Taint taint = analysis_.taint(id);
    if (taint.state == "clear") taint.state = "unknown";
    taint.parent = id;
    taint.protection = {};
    taint.is_by_name = false;
    taint.span = function_.body[at].span;
    taint.step = why;
    unite(to, {analysis_.intern(std::move(taint), id_, at)});
  }
  return to;
}

TaintSet FunctionWalk::protect(const TaintSet& from, uint32_t at, std::string_view protection,
                               bool is_by_name, std::string_view by) {
  TaintSet to;
  for (uint32_t id : from) {
    Taint taint = analysis_.taint(id);
    const std::string_view data_class = analysis_.source(taint.source).data_class;
    const std::string_view state = is_by_name ? "unknown" : protection == "masked" ? "truncated" : protection;
    if (taint.state == state) {
      unite(to, {id});
      continue;
    }
    // A security code or PIN has no more than four digits: there is nothing to cut off.
    if (protection == "truncated" && within(data_class, "account.sad") && data_class != "account.sad.track") {
      unite(to, {id});
      continue;
    }
    taint.parent = id;
    taint.protection = protection;
    taint.is_by_name = is_by_name;
    // A promise does not undo what is proved.
    if (!is_by_name || taint.state == "clear") taint.state = state;
    taint.span = function_.body[at].span;
    taint.step = std::string(is_by_name ? "its name promises " : "") + std::string(protection) + " by `" +
                 std::string(by) + "`";
    unite(to, {analysis_.intern(std::move(taint), id_, at)});
  }
  return to;
}

TaintSet FunctionWalk::affected(const TaintSet& from, uint32_t at, TextEffect effect) {
  const std::string_view by = function_.body[at].text;
  switch (effect) {
    case TextEffect::none: return {};
    case TextEffect::same: return from;
    case TextEffect::truncated: return protect(from, at, "truncated", false, by.empty() ? "[…]" : by);
    case TextEffect::masked: return protect(from, at, "masked", false, by);
    case TextEffect::most: {
      const auto is_account = [&](uint32_t id) {
        return within(analysis_.source(analysis_.taint(id).source).data_class, "account");
      };
      TaintSet whole, other;
      for (uint32_t id : from) unite(is_account(id) ? whole : other, {id});
      whole = step(whole, at, kTooMuchOfIt);
      unite(whole, unknown_state(other, at, "a part of it"));
      return whole;
    }
    case TextEffect::behind_at: {
      TaintSet mail, other;
      for (uint32_t id : from) {
        const bool is_mail =
            within(analysis_.source(analysis_.taint(id).source).data_class, "personal.email");
        unite(is_mail ? mail : other, {id});
      }
      mail = protect(mail, at, "truncated", false, by.empty() ? "[…]" : by);
      unite(mail, unknown_state(other, at, "a part of it, of unknown size"));
      return mail;
    }
    case TextEffect::partial: break;
  }
  return unknown_state(from, at, "a part of it, of unknown size");
}

// Values that a variable's name can tell something about: not constants, results of comparisons, functions.
bool FunctionWalk::may_carry(Reg reg) const {
  if (reg >= resolved_.definition.size() || resolved_.constant[reg].is_known()) return false;
  const uint32_t at = resolved_.definition[reg];
  if (at == kManyDefinitions) return true;
  const Instruction& definition = function_.body[at];
  switch (definition.op) {
    case Op::name: return true;
    case Op::field:
    case Op::index:
    case Op::copy: return true;
    case Op::call:
      return definition.text != "useRef" && definition.text != "useState" && definition.text != "createRef";
    case Op::construct:
    case Op::concat:
    case Op::literal:
    case Op::make:
    case Op::binary:
    case Op::unary:
    case Op::lambda:
    case Op::set_name:
    case Op::set_field:
    case Op::set_index:
    case Op::ret:
    case Op::yield:
    case Op::throw_:
    case Op::branch:
    case Op::jump:
    case Op::label:
    case Op::try_begin:
    case Op::try_end: return false;
  }
  return false;
}

// A list or tuple whose elements are told apart by their places.
bool FunctionWalk::is_sequence(const Instruction& made) const {
  constexpr size_t kMostPlaces = 16;
  return (made.text == "list" || made.text == "tuple" || made.text == "array") &&
         made.args.size() <= kMostPlaces &&
         std::none_of(made.args.begin(), made.args.end(),
                      [](const Argument& each) { return each.name == "..."; });
}

bool FunctionWalk::is_placed(std::string_view member) {
  const size_t digits = std::min(member.find_first_not_of("0123456789"), member.size());
  return digits > 0 && (digits == member.size() || member[digits] == '.');
}

// A channel, by its type or by what makes it: its elements are read as keys.
bool FunctionWalk::is_channel(Reg reg) const {
  const auto is_one = [&](std::string_view type) {
    const auto& marks = words("value.channels").words;
    return std::any_of(marks.begin(), marks.end(),
                       [&](const std::string& mark) { return type.starts_with(mark); });
  };
  for (int step = 0; step < 8 && reg < resolved_.definition.size(); ++step) {
    if (is_one(function_.variables[reg].type)) return true;
    if (resolved_.definition[reg] == kManyDefinitions) return false;
    const Instruction& made = function_.body[resolved_.definition[reg]];
    if (made.op == Op::call && !made.args.empty()) {
      const Reg of = made.args[0].value;
      return of < resolved_.definition.size() && resolved_.definition[of] != kManyDefinitions &&
             function_.body[resolved_.definition[of]].op == Op::name &&
             is_one(function_.body[resolved_.definition[of]].text);
    }
    if (made.op != Op::copy || made.args.empty()) return false;
    reg = made.args[0].value;
  }
  return false;
}

// `0.number` of an element in whatever place: `number`.
TaintSet FunctionWalk::of_any_place(const TaintSet& from, uint32_t at) {
  TaintSet to;
  for (uint32_t id : from) {
    const std::string member = analysis_.taint(id).member;
    unite(to, is_placed(member) ? taken({id}, at, std::string_view(member).substr(0, member.find('.')))
                                : TaintSet{id});
  }
  return to;
}

void FunctionWalk::apply(uint32_t at) {
  const Instruction& now = function_.body[at];
  const auto arg = [&](size_t i) { return i < now.args.size() ? now.args[i].value : kNoReg; };
  switch (now.op) {
    case Op::literal: set(now.out, {}); return;
    case Op::lambda:
      set(now.out, {});
      make_lambda(at);
      return;
    case Op::name: {
      apply_name(at);
      return;
    }
    case Op::copy: apply_copy(at); return;
    case Op::field: apply_field(at); return;
    case Op::set_field:
      set_member(arg(0), now.text, inside(held(arg(1)), at, now.text));
      if (calls_tree(at)) result_of_callees(at);
      assign(at);
      return;
    case Op::index: apply_index(at); return;
    case Op::set_index: {
      const Constant key = arg(1) < resolved_.constant.size() ? resolved_.constant[arg(1)] : Constant{};
      const std::string_view member = key.kind == LiteralKind::string ? key.text : kUnknownKey;
      const TaintSet value = inside(held(arg(2)), at, member);
      if (key.kind == LiteralKind::string) {
        set_member(arg(0), member, value);
      } else {
        put(arg(0), value);
      }
      assign(at);
      return;
    }
    case Op::call:
    case Op::construct: apply_call(at); return;
    case Op::make: {
      TaintSet all;
      if (!now.text.starts_with("<")) {
        for (const Argument& argument : now.args) {
          TaintSet held_by = held(argument.value);
          // `{cvv: form.value}`: the key names what the value does not.
          if (held_by.empty() && !argument.name.empty() && argument.name != "..." &&
              may_carry(argument.value) && resolved_.definition[argument.value] != kManyDefinitions &&
              function_.body[resolved_.definition[argument.value]].op == Op::field) {
            held_by = sourced(argument.name, entity_of(kNoReg), {}, argument.span, at);
            // `{cardNumber: card.last4}`
            const std::string_view member = function_.body[resolved_.definition[argument.value]].text;
            if (const std::string_view promise = promise_of(member); !promise.empty())
              held_by = protect(held_by, at, promise, true, member);
          }
          std::string member(argument.name == "..." ? std::string_view() : argument.name);
          const bool is_placed = follows_calls() && argument.name.empty() && is_sequence(now);
          if (is_placed) member = std::to_string(&argument - now.args.data());
          // A key that stands there again has the later value.
          if (follows_calls() && !member.empty() && !is_placed) {
            std::erase_if(all, [&](uint32_t id) { return is_or_inside(analysis_.taint(id).member, member); });
          }
          unite(all, member.empty() ? held_by : inside(held_by, at, member));
        }
      }
      set(now.out, all);
      return;
    }
    case Op::concat: {
      TaintSet all;
      // Go puts strings together as they are; only formatting asks a type for its text.
      const bool has_text = analysis_.resolution_.code().language != "go";
      for (const Argument& part : now.args)
        unite(all, has_text ? shown(part.value, at, Form::text) : held(part.value));
      set(now.out, all);
      return;
    }
    case Op::binary: {
      TaintSet all;
      if (now.text == "+" || now.text == "||" || now.text == "&&" || now.text == "??") {
        for (const Argument& part : now.args) unite(all, held(part.value));
      }
      set(now.out, all);
      return;
    }
    case Op::unary: {
      const bool is_itself = now.text == "&" || now.text == "*" || now.text == "...";
      // A key of a collection; of a channel, what it gives.
      const bool is_key = now.text == "key" && follows_calls() && is_channel(arg(0));
      set(now.out, is_itself || is_key ? held(arg(0)) : TaintSet());
      return;
    }
    case Op::ret:
      for (size_t i = 0; i < now.args.size(); ++i) {
        const TaintSet given =
            given_form_ ? shown(now.args[i].value, at, *given_form_) : held(now.args[i].value);
        unite(result_.returned, given);
        result_.is_cut |= result_.returned.size() >= kMostTaints;
        if (result_.returned_at.size() <= i) result_.returned_at.resize(i + 1);
        unite(result_.returned_at[i], given);
      }
      answer(at);
      return;
    case Op::yield: unite(result_.returned, held(arg(0))); return;
    case Op::throw_: {
      const TaintSet thrown = in_error(arg(0), held(arg(0)));
      if (block_ != nullptr && !block_->handlers.empty()) {
        if (follows_calls()) is_changed_ |= unite(caught_, thrown);
      } else {
        effect(FlowOutcome::Out::Target::thrown, 0, {}, thrown);
      }
      arrive(at, nullptr, false);
      return;
    }
    case Op::set_name: set_outer(at); return;
    case Op::branch:
    case Op::jump:
    case Op::label:
    case Op::try_begin:
    case Op::try_end: return;
  }
}

}  // namespace payaudit

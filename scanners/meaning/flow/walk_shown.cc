// What a form of a value shows: its text, its JSON, what a debugger or a log writes of it. The type's own
// functions and marks decide; they are in TypeIndex.
#include <fmt/format.h>

#include <algorithm>

#include "scanners/meaning/classify/words.h"
#include "scanners/meaning/flow/contexts.h"
#include "scanners/meaning/flow/walk.h"
#include "scanners/source/characters.h"

namespace payaudit {
namespace {

constexpr int kMostDepth = 8;

// `cardNumber`, `CardNumber` and `card_number`: what a setter is called and what it sets.
bool is_same_member(std::string_view a, std::string_view b) {
  return a == b || split_words(a) == split_words(b);
}

}  // namespace

const PrintingModel& FunctionWalk::printing() const {
  return analysis_.resolution_.index().models().printing_of(analysis_.resolution_.code().language);
}

// The form in which a sink or carrier shows what it is given.
Form FunctionWalk::form_of(const CallModel* model) const {
  const std::string_view role = model == nullptr ? std::string_view("error") : std::string_view(model->role);
  const std::string_view form = model == nullptr ? std::string_view() : model->attribute("form");
  if (form == "text") return Form::text;
  if (form == "debug") return Form::debug;
  if (form == "json") return Form::json;
  if (form == "log") return Form::log;
  if (role != "log" && role != "error") return Form::json;
  return model_language(analysis_.resolution_.code().language) == "javascript" && role == "log" ? Form::debug
                                                                                                : Form::text;
}

// The list, map or object literal that a register holds, behind copies.
const Instruction* FunctionWalk::collection(Reg reg) const {
  for (int step = 0; step < 8 && reg < resolved_.definition.size(); ++step) {
    if (resolved_.definition[reg] == kManyDefinitions) return nullptr;
    const Instruction& made = function_.body[resolved_.definition[reg]];
    if (made.op == Op::make && !made.text.starts_with('<') && made.text != "slice") return &made;
    if (made.op != Op::copy || made.args.empty()) return nullptr;
    reg = made.args[0].value;
  }
  return nullptr;
}

bool FunctionWalk::is_plain_object(Reg reg) const {
  const Instruction* made = collection(reg);
  return model_language(analysis_.resolution_.code().language) == "javascript" && made != nullptr &&
         made->text == "object";
}

TaintSet FunctionWalk::as_shown(const TaintSet& from, uint32_t at, const Shown& shown, std::string_view by) {
  switch (shown.how) {
    case Shown::How::no: return {};
    case Shown::How::changed:
      return unknown_state(from, at, "the type's own text shows what a call makes of it");
    case Shown::How::plain: break;
  }
  return shown.protection.empty() ? from : protect(from, at, shown.protection, false, by);
}

TaintSet FunctionWalk::member_taint(const ClassifiedMember& member, Reg reg, uint32_t at) {
  if (is_only_entered_) return {};
  const std::string_view type = resolved_.type[reg];
  const bool has_name = !type.starts_with('{');
  Classification found{member.data_class, member.state, member.is_weak, {}, member.doubt};
  found.why = "member `" + member.name + "`" + (has_name ? " of `" + std::string(type) + "`" : std::string());
  const Span span = function_.body[at].span;
  const std::string_view name = resolved_.name[reg];
  const uint32_t source = analysis_.add_source(
      found, span, std::string(name.empty() && has_name ? type : name) + "." + member.name,
      has_name ? type : std::string_view());
  Taint taint{source, initial_state(found), {}, member.name, kNone, span, {}, false};
  const TaintSet made{analysis_.intern(std::move(taint), id_, at)};
  return member.is_masked ? protect(made, at, "masked", false, "its type") : made;
}

// What the member was given on the straight way here; kNoReg: nothing is known to be given.
Reg FunctionWalk::given_to_member(Reg reg, uint32_t at, std::string_view member) const {
  const auto& body = function_.body;
  for (uint32_t i = at; i-- > 0;) {
    const Instruction& now = body[i];
    if (now.op == Op::label || now.op == Op::jump || now.op == Op::branch) return kNoReg;
    if (now.op == Op::set_field && now.text == member && now.args.size() > 1 && now.args[0].value == reg)
      return now.args[1].value;
    // `card.setNumber("none")`: of other values the setter's own call tells what they hold.
    const bool is_literal = now.op == Op::call && now.receiver == reg && now.args.size() == 1 &&
                            now.args[0].value < resolved_.constant.size() &&
                            resolved_.constant[now.args[0].value].is_known();
    if (is_literal && now.text.starts_with("set") && split_words(now.text.substr(3)) == split_words(member))
      return now.args[0].value;
  }
  return kNoReg;
}

// Of the member that the value came with another has taken the place.
bool FunctionWalk::is_replaced(const Taint& taint, Reg reg, uint32_t at) const {
  if (taint.member.empty()) return false;
  const Reg given = given_to_member(reg, at, taint.member);
  if (given == kNoReg) return false;
  const TaintSet instead = held(given);
  return std::none_of(instead.begin(), instead.end(), [&](uint32_t id) {
    const Taint& other = analysis_.taint(id);
    return other.source == taint.source && other.state == taint.state;
  });
}

// The classified members of what a register holds, as far as its type tells.
TaintSet FunctionWalk::shown_members(Reg reg, uint32_t at, Form form, int depth) {
  TaintSet all;
  if (reg >= resolved_.type.size()) return all;
  if (depth > kMostDepth) {
    result_.is_cut = true;
    return all;
  }
  const std::string_view language = analysis_.resolution_.code().language;
  // Inside of a text, Python shows the debug forms.
  const Form inner = language == "python" && form == Form::text ? Form::debug : form;
  if (const Instruction* made = collection(reg)) {
    for (const Argument& each : made->args) {
      const TaintSet part = shown_members(each.value, at, inner, depth + 1);
      unite(all, each.name.empty() || each.name == "..." ? part : inside(part, at, each.name));
    }
    return all;
  }
  const std::string_view type = resolved_.type[reg];
  for (const ClassifiedMember& member : analysis_.members_of(type, resolved_.name[reg])) {
    if (is_unset(reg, at, member.name) || given_to_member(reg, at, member.name) != kNoReg) continue;
    TaintSet made = as_shown(member_taint(member, reg, at), at, member.in(form), type);
    // Go's formatting cannot call methods of members that are not exported.
    const bool is_asked = language != "go" || is_upper(member.name[0]);
    const OwnForm* own = is_asked ? analysis_.types_.own(member.type, inner) : nullptr;
    if (own != nullptr) made = as_shown(made, at, own->shown, member.type + "." + own->function);
    unite(all, made);
  }
  return all;
}

// `ifPresent(user -> …)`: what a lambda of Java takes has no type that is written; the one of the tree that
// is called like it, and declares the member that it is given, is its type. Empty: there is none.
std::string FunctionWalk::type_by_name(Reg reg) {
  const std::string_view name = resolved_.name[reg];
  if (analysis_.resolution_.code().language != "java" || name.empty()) return {};
  std::string type(name);
  if (type[0] >= 'a' && type[0] <= 'z') type[0] = static_cast<char>(type[0] - 'a' + 'A');
  const auto is_declared = [&](uint32_t id) {
    const std::string& member = analysis_.taint(id).member;
    return !member.empty() && analysis_.types_.declares(type, member.substr(0, member.find('.')));
  };
  const TaintSet all = held(reg);
  return !all.empty() && std::all_of(all.begin(), all.end(), is_declared) ? type : std::string();
}

// The type of the tree of which all are that the register may hold; empty: there is none.
std::string FunctionWalk::type_by_values(Reg reg) {
  if (!follows_calls()) return {};
  const Entities& all = analysis_.contexts()->graph().of(analysis_.ref(id_), reg);
  if (all.size() != 1 || all.front().kind != Entity::Kind::instance) return {};
  return std::string(analysis_.contexts()->program()[all.front().type()].name);
}

TaintSet FunctionWalk::shown(Reg reg, uint32_t at, Form form) {
  if (reg >= resolved_.type.size()) return held(reg);
  const TypeIndex& types = analysis_.types_;
  if (form == Form::text && is_plain_object(reg)) return {};
  std::string named = resolved_.type[reg].empty() ? type_by_name(reg) : std::string();
  if (named.empty() && resolved_.type[reg].empty()) named = type_by_values(reg);
  const std::string_view type = named.empty() ? resolved_.type[reg] : std::string_view(named);
  const auto& members = analysis_.members_of(type, resolved_.name[reg]);
  TaintSet all;
  const bool is_shown = !held(reg).empty() && shown_by_own(reg, at, form, all);
  for (uint32_t id : held(reg)) {
    if (is_shown) break;
    const Taint taint = analysis_.taint(id);
    if ((taint.member.empty() || follows_calls()) && types.shows_nothing(type, form)) continue;
    if (is_replaced(taint, reg, at)) continue;
    TaintSet one{id};
    if (const OwnForm* own = types.own(taint.type, form)) {
      one = as_shown(one, at, own->shown, std::string(taint.type) + "." + own->function);
    }
    const std::string_view first = std::string_view(taint.member).substr(0, taint.member.find('.'));
    const auto member = std::find_if(members.begin(), members.end(), [&](const ClassifiedMember& each) {
      return !first.empty() && is_same_member(each.name, first);
    });
    if (member != members.end()) one = as_shown(one, at, member->in(form), type);
    unite(all, one);
  }
  unite(all, shown_members(reg, at, form, 0));
  return all;
}

// All members, whatever their marks say: `vars(card)`, `card.__dict__`.
TaintSet FunctionWalk::whole(Reg reg, uint32_t at) {
  TaintSet all = held(reg);
  if (reg >= resolved_.type.size()) return all;
  for (const ClassifiedMember& member : analysis_.members_of(resolved_.type[reg], resolved_.name[reg]))
    unite(all, member_taint(member, reg, at));
  return all;
}

// `card.model_dump(exclude={"cvv"})`
TaintSet FunctionWalk::dumped(uint32_t at) {
  const Instruction& now = function_.body[at];
  TaintSet all;
  // What a function of the tree gives of it is known already.
  TaintSet given = calls_tree(at) ? TaintSet() : held(now.receiver);
  unite(given, shown_members(now.receiver, at, Form::json, 0));
  // What the type's own method leaves out or makes of a member.
  const std::string_view type = resolved_.type[now.receiver];
  for (uint32_t id : given) {
    const std::string member = analysis_.taint(id).member;
    const Shown* own = member.empty() ? nullptr : analysis_.types_.dumped(type, now.text, member);
    unite(all,
          own == nullptr ? TaintSet{id} : as_shown({id}, at, *own, fmt::format("{}.{}", type, now.text)));
  }
  for (const Argument& argument : now.args) {
    const bool is_exclude = argument.name == "exclude";
    if (!is_exclude && argument.name != "include" && argument.name != "only") continue;
    const Instruction* list = collection(argument.value);
    if (list == nullptr) {
      all = unknown_state(all, at, "which members are left out is not known");
      continue;
    }
    const auto is_listed = [&](const std::string& member) {
      return std::any_of(list->args.begin(), list->args.end(), [&](const Argument& each) {
        return each.name == member ||
               (each.value < resolved_.constant.size() && resolved_.constant[each.value].text == member);
      });
    };
    std::erase_if(all, [&](uint32_t id) {
      const std::string& member = analysis_.taint(id).member;
      return !member.empty() && is_listed(member) == is_exclude;
    });
  }
  return all;
}

// What one argument of a call shows; the format's verbs say in which form.
TaintSet FunctionWalk::argument_taints(uint32_t at, size_t position, const CallModel& model, Form form) {
  const Instruction& now = function_.body[at];
  const Reg reg = now.args[position].value;
  const std::string_view format = model.attribute("format");
  const Reg text = format.empty() ? kNoReg : Resolution::argument(now, format);
  if (text < resolved_.constant.size() && resolved_.constant[text].kind == LiteralKind::string) {
    size_t first = 0;
    while (first < now.args.size() && now.args[first].value != text) ++first;
    if (model.attribute("verbs") == "braces") {
      const auto count = braces_in(resolved_.constant[text].text);
      const bool is_left_out = count && position > first && position - first - 1 >= *count;
      if (!is_left_out || is_structured(reg)) return shown(reg, at, form);
      switch (may_be_thrown(at, position)) {
        case Thrown::no: return {};
        case Thrown::maybe:
          return unknown_state(shown(reg, at, form), at, "it is written only if it is an exception");
        case Thrown::yes: return shown(reg, at, form);
      }
    }
    const auto verbs = format_verbs(resolved_.constant[text].text, analysis_.resolution_.code().language);
    if (position > first && position - first - 1 < verbs.size()) {
      const FormatVerb& verb = verbs[position - first - 1];
      if (!verb.shows_value) return {};
      const TaintSet all = shown(reg, at, verb.form);
      return verb.width ? affected(all, at, effect_of_first(*verb.width)) : all;
    }
  }
  return shown(reg, at, form);
}

// A structured encoder writes what these make, whether or not the format has a place for it.
bool FunctionWalk::is_structured(Reg reg) const {
  if (reg >= resolved_.definition.size() || resolved_.definition[reg] == kManyDefinitions) return false;
  const uint32_t made = resolved_.definition[reg];
  const std::string_view callee =
      made < resolved_.callee.size() ? resolved_.callee[made] : std::string_view();
  const auto& makers = analysis_.resolution_.index().models().words_of("log.structured").words;
  return std::any_of(makers.begin(), makers.end(),
                     [&](const std::string& each) { return callee.starts_with(each); });
}

// The last value of a log call that its format does not take: an exception is written all the same.
FunctionWalk::Thrown FunctionWalk::may_be_thrown(uint32_t at, size_t position) const {
  const Instruction& now = function_.body[at];
  if (position + 1 != now.args.size()) return Thrown::no;
  const Reg reg = now.args[position].value;
  if (reg >= resolved_.type.size()) return Thrown::maybe;
  const std::string_view type = resolved_.type[reg];
  if (!type.empty()) {
    return type.ends_with("Exception") || type.ends_with("Error") || type == "Throwable" ? Thrown::yes
                                                                                         : Thrown::no;
  }
  const uint32_t made = resolved_.definition[reg];
  const Op op = made == kManyDefinitions ? Op::name : function_.body[made].op;
  // A text that is put together, a number, a truth value.
  if (op == Op::concat || op == Op::literal || op == Op::binary || op == Op::unary) return Thrown::no;
  return words("log.errors").is_in(resolved_.name[reg]) ? Thrown::yes : Thrown::maybe;
}

// A member that its name does not tell: its owner marked it.
TaintSet FunctionWalk::sourced_member(const ClassifiedMember& member, std::string_view type, Span span,
                                      uint32_t at) {
  if (is_only_entered_) return {};
  Classification found{member.data_class, member.state, member.is_weak, {}, member.doubt};
  found.why = "member `" + member.name + "` of `" + std::string(type.substr(0, 64)) + "`";
  const uint32_t source = analysis_.add_source(found, span, analysis_.file_.text(span));
  Taint taint{source, initial_state(found), {}, {}, kNone, span, {}, false};
  const TaintSet made{analysis_.intern(std::move(taint), id_, at)};
  return member.is_masked ? protect(made, at, "masked", false, "its type") : made;
}

}  // namespace payaudit

// What calls do to data: sinks, protections, builders and collections, accessors, one hop into the same file.
#include <fmt/format.h>

#include <algorithm>

#include "scanners/meaning/classify/words.h"
#include "scanners/meaning/flow/contexts.h"
#include "scanners/meaning/flow/redaction.h"
#include "scanners/meaning/flow/walk.h"
#include "scanners/source/characters.h"

namespace payaudit {
namespace {

constexpr std::string_view kKeyReaders[] = {"get",      "getParameter", "getString",      "getOrDefault",
                                            "pop",      "FormValue",    "PostFormValue",  "Query",
                                            "Param",    "getHeader",    "getFirst",       "getlist",
                                            "path",     "optString",    "getProperty",    "getenv",
                                            "PostForm", "DefaultQuery", "getStringExtra", "getAttribute",
                                            "findPath", "Getenv",       "GetString"};
// Methods that put their arguments into the receiver.
constexpr std::string_view kFilling[] = {
    "append",       "add",         "put",    "push",   "set",        "insert",      "extend",
    "update",       "write",       "addAll", "putAll", "setdefault", "prepend",     "unshift",
    "addAttribute", "addProperty", "field",  "header", "Write",      "WriteString", "<-"};

// `getCardNumber` and `get_card_number` to what they get; empty for other names.
std::string_view accessed(std::string_view method) {
  for (std::string_view prefix : {"get_", "get", "Get"}) {
    if (!method.starts_with(prefix) || method.size() <= prefix.size()) continue;
    const std::string_view rest = method.substr(prefix.size());
    if (prefix == "get_" || is_upper(rest[0])) return rest;
  }
  return {};
}

// `setPan`, `withPan`, `addPan` of a builder to what they set; empty for other names.
std::string_view set_by(std::string_view method) {
  for (std::string_view prefix : {"set", "with", "Set", "With"}) {
    if (method.starts_with(prefix) && method.size() > prefix.size() && is_upper(method[prefix.size()])) {
      return method.substr(prefix.size());
    }
  }
  return {};
}

bool is_in(std::string_view text, const std::vector<std::string>& list) {
  return std::find(list.begin(), list.end(), text) != list.end();
}

// Whether the argument at a place of the call is one of `$0 $params`.
bool is_named_argument(const Instruction& call, size_t at, std::string_view names) {
  for (size_t begin = 0; begin < names.size();) {
    const size_t end = std::min(names.find(' ', begin), names.size());
    if (Resolution::argument(call, names.substr(begin, end - begin)) == call.args[at].value) return true;
    begin = end + 1;
  }
  return false;
}

// The host of a URL that leads to the public internet; empty for local, private and relative ones.
std::string_view public_host(std::string_view url) {
  const size_t scheme = url.find("://");
  if (scheme == std::string_view::npos || !url.starts_with("http")) return {};
  std::string_view host = url.substr(scheme + 3);
  host = host.substr(0, host.find_first_of("/?#:"));
  const size_t dot = host.rfind('.');
  if (dot == std::string_view::npos || dot + 1 == host.size()) return {};
  const std::string_view end = host.substr(dot + 1);
  const bool is_private = end == "local" || end == "internal" || end == "svc" || end == "localhost" ||
                          end == "test" || end == "example" || end == "invalid" || end == "lan";
  const bool is_address = end.find_first_not_of("0123456789") == std::string_view::npos;
  return is_private || is_address || host.find_first_of("{}$%<> ") != std::string_view::npos
             ? std::string_view()
             : host;
}

}  // namespace

const FunctionWalk::Modelled& FunctionWalk::models_of(uint32_t at) {
  Modelled& modelled = asked_.modelled[at];
  if (!modelled.is_known) {
    modelled.models = analysis_.resolution_.models_of(id_, at, &modelled.is_by_name);
    modelled.is_known = true;
  }
  return modelled;
}

// The protection that a function's name promises; empty: none.
std::string_view FunctionWalk::promise_of(std::string_view name) const {
  const auto [place, is_new] = analysis_.promises_.try_emplace(name);
  if (is_new) place->second = promised(name);
  return place->second;
}

std::string_view FunctionWalk::promised(std::string_view name) const {
  const std::vector<std::string> words = split_words(name);
  if (analysis_.resolution_.index().models().words_of("protection.undone").is_in(name)) return {};
  std::string joined;
  for (const std::string& word : words) joined += " " + word;
  joined += " ";
  for (const ProtectionNames& promise : analysis_.resolution_.index().models().protection_names) {
    for (const std::string& phrase : promise.phrases) {
      if (joined.find(" " + phrase + " ") != std::string::npos) return promise.protection;
    }
  }
  return {};
}

// What a register stands for: itself, or the name or member that it was read from.
std::pair<Reg, std::string_view> FunctionWalk::identity(Reg reg) const {
  for (int depth = 0; depth < 16 && reg < resolved_.definition.size(); ++depth) {
    if (resolved_.definition[reg] == kManyDefinitions) return {reg, {}};
    const Instruction& made = function_.body[resolved_.definition[reg]];
    if (made.op == Op::name) return {kNoReg, made.text};
    if (made.op == Op::field && !made.args.empty()) return {identity(made.args[0].value).first, made.text};
    if (made.op != Op::copy || made.args.empty()) return {reg, {}};
    reg = made.args[0].value;
  }
  return {reg, {}};
}

// Whether the object that is called was set up with a constant, such as a cipher's mode of use, and never
// otherwise in this function.
bool FunctionWalk::is_set_up_with(uint32_t at, std::string_view constant) const {
  const auto object = identity(function_.body[at].receiver);
  bool is_proved = false;
  for (uint32_t i = 0; i < function_.body.size(); ++i) {
    const Instruction& now = function_.body[i];
    if (now.op != Op::call || now.text != "init" || now.receiver == kNoReg || now.args.empty()) continue;
    if (identity(now.receiver) != object) continue;
    if (identity(now.args[0].value).second != constant) return false;
    is_proved |= i < at;
  }
  return is_proved;
}

// A call that gives the object that it is called on: `sb.append(a)`.
bool FunctionWalk::is_chained(const Instruction& call) const {
  return is_one_of(call.text, kFilling) || !set_by(call.text).empty();
}

// What the name of a type says of all that comes out of it: `profile.getCard().getNumber()` of a
// `ProfileMaskedType`.
std::string_view FunctionWalk::state_of_origin(Reg reg) const {
  for (int step = 0; step < 8 && reg < resolved_.type.size(); ++step) {
    const std::string_view state = analysis_.tables_.classifier.state_of_type(resolved_.type[reg]);
    if (!state.empty()) return state;
    const uint32_t made = resolved_.definition[reg];
    if (made == kManyDefinitions) return {};
    const Instruction& now = function_.body[made];
    const bool is_copy = now.op == Op::copy && !now.args.empty();
    if (!is_copy && now.op != Op::call && now.op != Op::field) return {};
    reg = is_copy                                    ? now.args[0].value
          : now.op == Op::field && !now.args.empty() ? now.args[0].value
                                                     : now.receiver;
  }
  return {};
}

TaintSet FunctionWalk::accessor_source(uint32_t at) {
  const Instruction& now = function_.body[at];
  if (const std::string_view code = code_made_by(now.text); !code.empty())
    return sourced(code, {}, {}, now.span, at);
  if (const std::string_view kept = kept_by(now.text); !kept.empty() && now.args.size() == 1)
    return sourced(kept, {}, {}, now.span, at);
  const std::string_view object =
      now.receiver < resolved_.name.size() ? resolved_.name[now.receiver] : std::string_view();
  if (is_about_data(object)) return {};
  if (now.args.empty()) {
    const std::string_view name = accessed(now.text);
    const std::string_view type =
        now.receiver < resolved_.type.size() ? resolved_.type[now.receiver] : std::string_view();
    if (!name.empty()) {
      const TaintSet named = sourced(name, entity_of(now.receiver), {}, now.span, at);
      std::string property(name);
      if (is_upper(property[0])) property[0] = static_cast<char>(property[0] - 'A' + 'a');
      const ClassifiedMember* member = analysis_.types_.member(type, property);
      if (named.empty()) return member == nullptr ? named : sourced_member(*member, type, now.span, at);
      const std::string_view claimed = state_of_origin(now.receiver);
      if (claimed.empty()) return named;
      return unknown_state(named, at, fmt::format("the type it comes from is named {}", claimed));
    }
    // A record's accessor has its component's name.
    if (analysis_.types_.member(type, now.text) != nullptr) {
      return sourced(now.text, entity_of(now.receiver), {}, now.span, at);
    }
    return {};
  }
  if (!is_one_of(now.text, kKeyReaders) || now.args[0].value >= resolved_.constant.size()) return {};
  const Constant& key = resolved_.constant[now.args[0].value];
  if (key.kind != LiteralKind::string || key.text.size() > 64 || key.text.find(' ') != std::string_view::npos)
    return {};
  // A dotted key leads to its last word: `spring.datasource.password`.
  const size_t dot = key.text.rfind('.');
  return sourced(key.text.substr(dot == std::string_view::npos ? 0 : dot + 1), entity_of(now.receiver), {},
                 now.span, at);
}

void FunctionWalk::arrive(uint32_t at, const CallModel* sink, bool is_by_name) {
  if (!is_last_round_) return;
  const Instruction& now = function_.body[at];
  // A modelled error was told where it was made.
  if (now.op == Op::throw_ && !now.args.empty() && now.args[0].value < resolved_.definition.size()) {
    const uint32_t made = resolved_.definition[now.args[0].value];
    if (made != kManyDefinitions) {
      const Op op = function_.body[made].op;
      if ((op == Op::construct || op == Op::call) && !models_of(made).models.empty()) return;
    }
  }
  static const CallModel kThrown;
  const CallModel& model = sink == nullptr ? kThrown : *sink;
  const Form form = form_of(sink);
  const std::string_view only = model.attribute("only");
  const std::string_view option = model.attribute("redacts");
  const Redaction redaction =
      option.empty() ? Redaction() : redaction_of(analysis_.resolution_, id_, now.receiver, option);
  const std::string texts = model.role == "log" ? texts_of(now) : std::string();
  for (size_t i = 0; i < now.args.size(); ++i) {
    const Argument& argument = now.args[i];
    if (!only.empty() && !is_named_argument(now, i, only)) continue;
    TaintSet arriving = argument_taints(at, i, model, form);
    // A message that is made only when it is written. Where functions are no suppliers, they are printed as
    // such.
    if (model.role == "log" &&
        (analysis_.resolution_.code().language == "java" || model.attribute("lazy") == "true"))
      unite(arriving, given_by(argument.value, form));
    if (model.role == "log") unite(arriving, spoken_of(at, argument.value, texts));
    result_.is_cut |= arriving.size() >= kMostTaints;
    TaintSet written;
    for (uint32_t id : arriving) {
      const std::string member = analysis_.taint(id).member;
      if (is_redacted(redaction, member)) {
        unite(written, protect({id}, at, "masked", false, option));
      } else if (!redaction.is_known && !member.empty()) {
        unite(written, unknown_state({id}, at, "what the logger is told to leave out is not known"));
      } else {
        unite(written, {id});
      }
    }
    for (uint32_t taint : written) {
      result_.arrivals.push_back(
          {taint, at, argument.span.is_empty() ? now.span : argument.span, sink, is_by_name});
    }
  }
}

// What the handler of a route returns. Of an object of another type nobody knows here what is left of it:
// only what is seen to go into it counts.
void FunctionWalk::answer(uint32_t at) {
  bool is_shaped = false;
  if (!is_last_round_ || seeded_ != kNoReg || given_form_ || !analysis_.answers(id_, &is_shaped)) return;
  static const CallModel kAnswer = [] {
    CallModel model;
    model.role = "response";
    return model;
  }();
  const Instruction& now = function_.body[at];
  for (const Argument& argument : now.args) {
    TaintSet given = held(argument.value);
    if (is_shaped) given = unknown_state(given, at, "the model of the answer may leave it out");
    for (uint32_t taint : given)
      result_.arrivals.push_back(
          {taint, at, argument.span.is_empty() ? now.span : argument.span, &kAnswer, false});
  }
}

// `localStorage.card = number`
void FunctionWalk::assign(uint32_t at) {
  const CallModel* sink = is_last_round_ ? analysis_.assigned_sink(id_, at) : nullptr;
  if (sink == nullptr) return;
  const Instruction& now = function_.body[at];
  const Argument& value = now.args.back();
  for (uint32_t taint : shown(value.value, at, Form::text))
    result_.arrivals.push_back({taint, at, value.span.is_empty() ? now.span : value.span, sink, false});
}

// What a function without a name gives that is passed on: `log.info(() -> "card " + number)`.
TaintSet FunctionWalk::given_by(Reg reg, Form form) {
  if (reg >= resolved_.definition.size() || resolved_.definition[reg] == kManyDefinitions) return {};
  const Instruction& made = function_.body[resolved_.definition[reg]];
  if (made.op != Op::lambda || made.function == kNoFunction) return {};
  TaintAnalysis::Captured captured;
  for (Reg each = 0; each < function_.variables.size(); ++each) {
    if (!function_.variables[each].name.empty()) captured[function_.variables[each].name] = held(each);
  }
  const TaintAnalysis::Result given = analysis_.given_by(made.function, captured, form);
  result_.is_cut |= given.is_cut;
  return given.returned;
}

// What a carrier's result holds: all that its arguments hold, or what its form shows of them.
TaintSet FunctionWalk::carried(uint32_t at, const CallModel& model) {
  const Instruction& now = function_.body[at];
  const bool has_form = !model.attribute("form").empty();
  const std::string_view only = model.attribute("only");
  TaintSet all;
  for (size_t i = 0; i < now.args.size(); ++i) {
    if (!only.empty() && !is_named_argument(now, i, only)) continue;
    if (model.attribute("form") == "all") {
      unite(all, whole(now.args[i].value, at));
      continue;
    }
    if (!has_form) unite(all, held(now.args[i].value));
    unite(all, has_form ? argument_taints(at, i, model, form_of(&model))
                        : shown(now.args[i].value, at, Form::json));
  }
  if (now.receiver != kNoReg) unite(all, held(now.receiver));
  // A text is no longer of the type that it was made from.
  if (has_form) all = with_type(all, at, {});
  return all;
}

TaintSet FunctionWalk::with_type(const TaintSet& from, uint32_t at, std::string_view type) {
  TaintSet to;
  for (uint32_t id : from) {
    Taint taint = analysis_.taint(id);
    if (taint.type == type) {
      unite(to, {id});
      continue;
    }
    taint.type = type;
    taint.parent = id;
    taint.protection = {};
    taint.is_by_name = false;
    taint.step.clear();
    unite(to, {analysis_.intern(std::move(taint), id_, at)});
  }
  return to;
}

// What the models say of a call. `is_decided`: the result is known and nothing else is to be asked.
TaintSet FunctionWalk::result_of_models(uint32_t at, const std::vector<const CallModel*>& models,
                                        bool* is_decided) {
  const Instruction& now = function_.body[at];
  TaintSet result;
  for (const CallModel* model : models) {
    if (model->role == "protection") {
      TaintSet all;
      const std::string_view only = model->attribute("only");
      for (size_t i = 0; i < now.args.size(); ++i) {
        if (only.empty() || is_named_argument(now, i, only)) unite(all, held(now.args[i].value));
      }
      if (now.receiver != kNoReg) unite(all, held(now.receiver));
      const std::string_view condition = model->attribute("if");
      const bool is_proved = condition.empty() || is_set_up_with(at, condition);
      all = with_type(all, at, {});
      unite(result, protect(all, at, model->attribute("protection"), !is_proved, resolved_.written[at]));
      *is_decided = true;
    } else if (model->role == "carry") {
      const TaintSet all = carried(at, *model);
      const std::string_view into = model->attribute("into");
      if (!into.empty()) {
        put(into == "$receiver" ? now.receiver : Resolution::argument(now, into), all);
      } else {
        unite(result, all);
      }
      if (now.receiver != kNoReg && is_one_of(now.text, kFilling)) put(now.receiver, all);
      *is_decided = true;
    }
  }
  return result;
}

bool FunctionWalk::quotes_input(uint32_t at) {
  const auto& models = models_of(at).models;
  return std::any_of(models.begin(), models.end(),
                     [](const CallModel* model) { return model->attribute("errors") == "hold"; });
}

// What an error says: texts, not the members of objects that it was made with, unless it is an object of the
// tree.
TaintSet FunctionWalk::in_error(Reg error, const TaintSet& from) const {
  if (!follows_calls()) return from;
  for (const Entity& each : analysis_.contexts()->graph().of(analysis_.ref(id_), error)) {
    if (each.kind == Entity::Kind::instance) return from;
  }
  TaintSet texts;
  for (uint32_t id : from) {
    if (analysis_.taint(id).member.empty()) unite(texts, {id});
  }
  return texts;
}

// `note.text()` of a record: there is no such function, and a member of that name.
bool FunctionWalk::is_accessor(uint32_t at) const {
  const Instruction& now = function_.body[at];
  if (now.op != Op::call || now.receiver == kNoReg || !now.args.empty() || calls_tree(at)) return false;
  for (const Entity& each : analysis_.contexts()->graph().of(analysis_.ref(id_), now.receiver)) {
    if (each.kind != Entity::Kind::instance) continue;
    if (field_of(analysis_.contexts()->program()[each.type()], now.text) != nullptr) return true;
  }
  return false;
}

// The constructor of a type that is not of the tree, called by one below: `super(message)`.
bool FunctionWalk::is_above_unknown(uint32_t at) const {
  const Instruction& now = function_.body[at];
  if (function_.self == kNoReg || calls_tree(at)) return false;
  if (now.receiver == kNoReg) return now.text == "super" && !now.args.empty();
  if (now.receiver >= resolved_.definition.size() || resolved_.definition[now.receiver] == kManyDefinitions)
    return false;
  const Instruction& made = function_.body[resolved_.definition[now.receiver]];
  return made.op == Op::call && made.text == "super" &&
         now.text == analysis_.resolution_.code().dialect.constructor;
}

TaintSet FunctionWalk::result_of_unknown(uint32_t at) {
  const Instruction& now = function_.body[at];
  TaintSet from_args, result;
  for (const Argument& argument : now.args) unite(from_args, held(argument.value));
  const TaintSet from_receiver = now.receiver == kNoReg ? TaintSet() : held(now.receiver);

  if (follows_calls()) {
    Applied applied = result_of_callees(at);
    if (applied.several.size() >= 2) several_[now.out] = std::move(applied.several);
    result = std::move(applied.result);
    if (now.op == Op::construct && is_error_type(simple_type(now.text)))
      unite(result, in_error(kNoReg, from_args));
    unite(result, made_of_fields(at));
    if (!calls_tree(at)) unite(result, result_of_handed(at));
    if (is_above_unknown(at)) put(function_.self, from_args);
    if (result.empty() && is_accessor(at)) result = taken(from_receiver, at, now.text);
    if (!result.empty()) return masked_by_function(result, at);
  } else if (const FunctionId callee = resolved_.local_function[at]; callee != kNoFunction) {
    std::vector<TaintSet>& several = several_[now.out];
    for (size_t i = 0; i < now.args.size(); ++i) {
      for (uint32_t id : held(now.args[i].value)) {
        const TaintAnalysis::Returned returned = analysis_.through(callee, i, id);
        result_.is_cut |= returned.is_cut;
        for (size_t position = 0; position < returned.results.size(); ++position) {
          const TaintSet back =
              with_type(step(returned.results[position], at, "returned by `" + std::string(now.text) + "`"),
                        at, simple_type(analysis_.resolution_.code().functions[callee].result_type));
          unite(result, back);
          if (several.size() <= position) several.resize(position + 1);
          unite(several[position], back);
        }
      }
    }
    if (several.size() < 2) several_.erase(now.out);
    if (!result.empty()) return masked_by_function(result, at);
  }
  if (const std::string_view promise = promise_of(now.text); !promise.empty() && !from_args.empty()) {
    return protect(with_type(from_args, at, {}), at, promise, true, resolved_.written[at]);
  }
  if (now.op == Op::construct) {
    if (is_error_type(now.text)) return from_args;
    // Named members of a composite literal; other constructors hide what they keep.
    for (const Argument& argument : now.args) {
      if (!argument.name.empty()) unite(result, inside(held(argument.value), at, argument.name));
    }
    return result;
  }
  if (now.receiver == kNoReg && is_error_type(now.text)) return in_error(kNoReg, from_args);

  // `"".join(parts)`
  if (now.text == "join" && now.receiver < resolved_.constant.size() &&
      resolved_.constant[now.receiver].kind == LiteralKind::string) {
    for (const Argument& argument : now.args) unite(result, shown(argument.value, at, Form::text));
    return split(result, at, {}, false);
  }
  // `"to {}".format(x)`, `"to %s".formatted(x)`
  if ((now.text == "format" || now.text == "formatted") && now.receiver < resolved_.constant.size() &&
      resolved_.constant[now.receiver].kind == LiteralKind::string) {
    for (const Argument& argument : now.args) unite(result, shown(argument.value, at, Form::text));
    return result;
  }
  if (now.receiver != kNoReg) {
    const std::string_view member = set_by(now.text);
    // What a function of the tree does with it is known.
    const bool is_filling = (is_one_of(now.text, kFilling) || !member.empty()) && !calls_tree(at);
    if (follows_calls() && now.args.size() >= 1 && now.args[0].value < resolved_.constant.size()) {
      // What stood under the key before does no longer.
      const Constant key = resolved_.constant[now.args[0].value];
      const bool is_replacing = is_filling && now.args.size() == 2 && from_args.empty();
      if (key.kind == LiteralKind::string && (is_replacing || words("object.removers").has(now.text)))
        forget(now.receiver, key.text);
    }
    if (is_filling && !from_args.empty()) {
      const Constant key = now.args.size() > 1 && now.args[0].value < resolved_.constant.size()
                               ? resolved_.constant[now.args[0].value]
                               : Constant{};
      const std::string_view name = key.kind == LiteralKind::string ? key.text : member;
      const bool is_pair = now.args.size() == 2 && !name.empty() && key.kind == LiteralKind::string;
      const TaintSet filled = inside(is_pair ? held(now.args[1].value) : from_args, at, name);
      if (is_pair) {
        set_member(now.receiver, name, filled);
      } else {
        put(now.receiver, filled);
      }
      result = from_receiver;
      unite(result, filled);
      return result;
    }
    if (const std::string_view promise = promise_of(now.text); !promise.empty() && !from_receiver.empty()) {
      // `sb.truncate()`, `card.masked()`: of what it is called on.
      return protect(with_type(from_receiver, at, {}), at, promise, true, resolved_.written[at]);
    }
    // Opens a SecretStr: what comes out is no longer masked.
    if (is_in(now.text, printing().opened_by) && now.args.empty() && !from_receiver.empty()) {
      for (uint32_t id : from_receiver) {
        Taint taint = analysis_.taint(id);
        taint.state = "clear";
        taint.protection = {};
        taint.parent = id;
        taint.span = now.span;
        taint.step = "opened by `" + std::string(now.text) + "`";
        unite(result, {analysis_.intern(std::move(taint), id_, at)});
      }
      return result;
    }
    const std::string_view type =
        now.receiver < resolved_.type.size() ? resolved_.type[now.receiver] : std::string_view();
    const bool is_text_method = now.args.empty() && (now.text == "toString" || now.text == "String");
    // `[object Object]`
    if (is_text_method && is_plain_object(now.receiver)) return {};
    if (is_text_method && analysis_.types_.own(type, Form::text) != nullptr)
      return with_type(shown(now.receiver, at, Form::text), at, {});
    if (is_in(now.text, printing().dumps) &&
        !analysis_.members_of(type, resolved_.name[now.receiver]).empty())
      return dumped(at);
    if (!from_receiver.empty()) {
      const TaintSet taken = parts_taken(from_receiver, at);
      if (!taken.empty()) return taken;
      TextEffect effect = effect_of_method(analysis_.resolution_, id_, at);
      if (effect == TextEffect::none && !splits_at(at).empty()) effect = TextEffect::same;
      // What a method gives is of another type than what it is called on.
      result = with_type(
          affected(follows_calls() ? of_any_place(from_receiver, at) : from_receiver, at, effect), at, {});
      if (now.args.size() == 1 && is_one_of(now.text, kKeyReaders)) {
        // `map.get("cvv")`: that member only.
        const Constant key = now.args[0].value < resolved_.constant.size()
                                 ? resolved_.constant[now.args[0].value]
                                 : Constant{};
        if (key.kind == LiteralKind::string) {
          TaintSet cut;
          std::erase_if(result, [&](uint32_t id) {
            const std::string& kept = analysis_.taint(id).member;
            if (is_cut_member(kept)) unite(cut, {id});
            return !kept.empty() && kept.substr(0, kept.find('.')) != key.text;
          });
          unite(result, unknown_state(cut, at, kTooDeep));
        }
      }
      if (!result.empty()) return result;
    }
    // `card.toString()`: what the type's text shows.
    if (now.args.empty() && is_text_method) return shown(now.receiver, at, Form::text);
  }
  return accessor_source(at);
}

void FunctionWalk::apply_call(uint32_t at) {
  const Modelled& modelled = models_of(at);
  const bool is_by_name = modelled.is_by_name;
  const std::vector<const CallModel*>& models = modelled.models;
  bool is_decided = false;
  TaintSet result = result_of_models(at, models, &is_decided);
  for (const CallModel* model : models) {
    const std::string_view role = model->role;
    if (!is_sink(*model)) continue;
    // A general HTTP client sends to a third party only where the address says so.
    if (role == "third-party" && model->attribute("vendor").empty()) {
      const Instruction& now = function_.body[at];
      const bool is_public = std::any_of(now.args.begin(), now.args.end(), [&](const Argument& argument) {
        return argument.value < resolved_.constant.size() &&
               resolved_.constant[argument.value].kind == LiteralKind::string &&
               !public_host(resolved_.constant[argument.value].text).empty();
      });
      if (!is_public) continue;
    }
    arrive(at, model, is_by_name && model->attribute("confidence") != "strong");
    // A log call that is given fields and used further still is one; its result holds nothing to follow. An
    // error holds its message.
    if (role == "error") {
      for (const Argument& argument : function_.body[at].args) unite(result, held(argument.value));
    }
    is_decided = true;
  }
  if (!is_decided) {
    result = result_of_unknown(at);
  } else if (!calls_tree(at)) {
    unite(result, result_of_handed(at));
  }
  const bool is_joining = function_.body[at].text == "Join" || function_.body[at].text == "join";
  if (is_joining) result = split(result, at, {}, false);
  if (const std::string_view separator = splits_at(at); !separator.empty())
    result = split(result, at, separator, false);
  set(function_.body[at].out, std::move(result));
}

}  // namespace payaudit

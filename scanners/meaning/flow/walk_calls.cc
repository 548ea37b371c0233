// What calls do to data: sinks, protections, builders and collections, accessors, one hop into the same file.
#include <algorithm>

#include "scanners/meaning/classify/words.h"
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
constexpr std::string_view kFilling[] = {"append",      "add",        "put",     "push",    "set",
                                         "insert",      "extend",     "update",  "write",   "addAll",
                                         "putAll",      "setdefault", "prepend", "unshift", "addAttribute",
                                         "addProperty", "field",      "header",  "Write",   "WriteString"};
constexpr std::string_view kAboutData[] = {"errors",       "messages",   "messageSource",
                                           "i18n",         "bundle",     "resourceBundle",
                                           "translations", "validators", "labels"};

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

bool is_error_type(std::string_view name) {
  return name.ends_with("Exception") || name.ends_with("Error");
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
  Modelled& modelled = modelled_[at];
  if (!modelled.is_known) {
    modelled.models = analysis_.resolution_.models_of(id_, at, &modelled.is_by_name);
    modelled.is_known = true;
  }
  return modelled;
}

// The protection that a function's name promises; empty: none.
std::string_view FunctionWalk::promise_of(std::string_view name) const {
  const std::vector<std::string> words = split_words(name);
  for (const std::string& word : words) {
    if (word == "is" || word == "verify" || word == "check" || word == "decrypt" || word == "unmask" ||
        word == "detokenize" || word == "match" || word == "compare") {
      return {};
    }
  }
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

// Puts data into an object, and into what a chain of calls on it began with: `sb.append(a).append(b)`.
void FunctionWalk::fill(Reg object, const TaintSet& taints) {
  for (int length = 0; length < 64 && object < resolved_.definition.size(); ++length) {
    add(object, taints);
    if (is_variable(object) || resolved_.definition[object] == kManyDefinitions) return;
    const Instruction& definition = function_.body[resolved_.definition[object]];
    if (definition.op != Op::call ||
        (!is_one_of(definition.text, kFilling) && set_by(definition.text).empty()))
      return;
    object = definition.receiver;
  }
}

TaintSet FunctionWalk::accessor_source(uint32_t at) {
  const Instruction& now = function_.body[at];
  const std::string_view object =
      now.receiver < resolved_.name.size() ? resolved_.name[now.receiver] : std::string_view();
  if (is_one_of(object, kAboutData)) return {};
  if (now.args.empty()) {
    const std::string_view name = accessed(now.text);
    const std::string_view type =
        now.receiver < resolved_.type.size() ? resolved_.type[now.receiver] : std::string_view();
    if (!name.empty()) {
      const TaintSet named = sourced(name, entity_of(now.receiver), {}, now.span, at);
      std::string property(name);
      if (is_upper(property[0])) property[0] = static_cast<char>(property[0] - 'A' + 'a');
      const ClassifiedMember* member = analysis_.tables_.types.member(type, property);
      return named.empty() && member != nullptr ? sourced_member(*member, type, now.span, at) : named;
    }
    // A record's accessor has its component's name.
    if (analysis_.tables_.types.member(type, now.text) != nullptr) {
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
  for (const Argument& argument : now.args) {
    for (uint32_t taint :
         shown(argument.value, at, sink != nullptr && sink->role != "log" && sink->role != "error")) {
      result_.arrivals.push_back(
          {taint, at, argument.span.is_empty() ? now.span : argument.span, sink, is_by_name});
    }
  }
}

// What the models say of a call. `is_decided`: the result is known and nothing else is to be asked.
TaintSet FunctionWalk::result_of_models(uint32_t at, const std::vector<const CallModel*>& models,
                                        bool* is_decided) {
  const Instruction& now = function_.body[at];
  TaintSet all, result;
  for (const Argument& argument : now.args) unite(all, held(argument.value));
  if (now.receiver != kNoReg) unite(all, held(now.receiver));
  for (const CallModel* model : models) {
    if (model->role == "protection") {
      const std::string_view condition = model->attribute("if");
      const bool is_proved = condition.empty() || is_set_up_with(at, condition);
      unite(result, protect(all, at, model->attribute("protection"), !is_proved, resolved_.written[at]));
      *is_decided = true;
    } else if (model->role == "carry") {
      for (const Argument& argument : now.args) unite(all, shown(argument.value, at, true));
      unite(result, all);
      if (now.receiver != kNoReg && is_one_of(now.text, kFilling)) fill(now.receiver, all);
      *is_decided = true;
    }
  }
  return result;
}

TaintSet FunctionWalk::result_of_unknown(uint32_t at) {
  const Instruction& now = function_.body[at];
  TaintSet from_args, result;
  for (const Argument& argument : now.args) unite(from_args, held(argument.value));
  const TaintSet from_receiver = now.receiver == kNoReg ? TaintSet() : held(now.receiver);

  if (const FunctionId callee = resolved_.local_function[at]; callee != kNoFunction) {
    for (size_t i = 0; i < now.args.size(); ++i) {
      for (uint32_t id : held(now.args[i].value)) {
        unite(result,
              step(analysis_.through(callee, i, id), at, "returned by `" + std::string(now.text) + "`"));
      }
    }
    if (!result.empty()) return result;
  }
  if (const std::string_view promise = promise_of(now.text); !promise.empty() && !from_args.empty()) {
    return protect(from_args, at, promise, true, resolved_.written[at]);
  }
  if (now.op == Op::construct) {
    if (is_error_type(now.text)) return from_args;
    // Named members of a composite literal; other constructors hide what they keep.
    for (const Argument& argument : now.args) {
      if (!argument.name.empty()) unite(result, inside(held(argument.value), at, argument.name));
    }
    return result;
  }
  if (now.receiver == kNoReg && is_error_type(now.text)) return from_args;

  // `"to {}".format(x)`, `"to %s".formatted(x)`
  if ((now.text == "format" || now.text == "formatted") && now.receiver < resolved_.constant.size() &&
      resolved_.constant[now.receiver].kind == LiteralKind::string) {
    for (const Argument& argument : now.args) unite(result, shown(argument.value, at, false));
    return result;
  }
  if (now.receiver != kNoReg) {
    const std::string_view member = set_by(now.text);
    const bool is_filling = is_one_of(now.text, kFilling) || !member.empty();
    if (is_filling && !from_args.empty()) {
      const Constant key = now.args.size() > 1 && now.args[0].value < resolved_.constant.size()
                               ? resolved_.constant[now.args[0].value]
                               : Constant{};
      const std::string_view name = key.kind == LiteralKind::string ? key.text : member;
      const TaintSet filled = inside(from_args, at, name);
      fill(now.receiver, filled);
      result = from_receiver;
      unite(result, filled);
      return result;
    }
    if (const std::string_view promise = promise_of(now.text); !promise.empty() && !from_receiver.empty()) {
      // `sb.truncate()`, `card.masked()`: of what it is called on.
      return protect(from_receiver, at, promise, true, resolved_.written[at]);
    }
    // Opens a SecretStr: what comes out is no longer masked.
    if (now.text == "get_secret_value" && now.args.empty() && !from_receiver.empty()) {
      for (uint32_t id : from_receiver) {
        Taint taint = analysis_.taint(id);
        taint.state = "clear";
        taint.protection = {};
        taint.parent = id;
        taint.span = now.span;
        taint.step = "opened by `get_secret_value`";
        unite(result, {analysis_.intern(std::move(taint), id_, at)});
      }
      return result;
    }
    if (!from_receiver.empty()) {
      result = affected(from_receiver, at, effect_of_method(analysis_.resolution_, id_, at));
      if (now.args.size() == 1 && is_one_of(now.text, kKeyReaders)) {
        // `map.get("cvv")`: that member only.
        const Constant key = now.args[0].value < resolved_.constant.size()
                                 ? resolved_.constant[now.args[0].value]
                                 : Constant{};
        if (key.kind == LiteralKind::string) {
          std::erase_if(result, [&](uint32_t id) {
            const std::string& kept = analysis_.taint(id).member;
            return !kept.empty() && kept != key.text;
          });
        }
      }
      if (!result.empty()) return result;
    }
    // `card.toString()`: what the type's text shows.
    if (now.args.empty() && (now.text == "toString" || now.text == "String"))
      return shown(now.receiver, at, false);
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
    arrive(at, model, is_by_name);
    // A log call that is given fields and used further still is one; its result holds nothing to follow. An
    // error holds its message.
    if (role == "error") {
      for (const Argument& argument : function_.body[at].args) unite(result, held(argument.value));
    }
    is_decided = true;
  }
  if (!is_decided) result = result_of_unknown(at);
  set(function_.body[at].out, std::move(result));
}

}  // namespace payaudit

// TLS of clients: verification switched off by arguments, assignments, constants that are handed on and
// checks that find everything right; lowest versions. What a check of the program's own does is not looked
// into.
#include <fmt/format.h>
#include <algorithm>
#include <optional>
#include <set>

#include "scanners/meaning/calls/conditions.h"
#include "scanners/meaning/calls/environments.h"
#include "scanners/meaning/calls/writers.h"
#include "scanners/source/characters.h"

namespace payaudit {
namespace {

// `TLSv1`, `TLSv1.2`, `VersionTLS10`, `PROTOCOL_TLSv1_1` as the table of attributes writes versions; empty:
// unknown.
std::string_view version_of(std::string_view name) {
  struct Row {
    std::string_view written;
    std::string_view version;
  };
  constexpr Row kRows[] = {{"SSL", ""},
                           {"SSLv3", "ssl3"},
                           {"VersionSSL30", "ssl3"},
                           {"PROTOCOL_SSLv3", "ssl3"},
                           {"TLSv1", "1.0"},
                           {"VersionTLS10", "1.0"},
                           {"PROTOCOL_TLSv1", "1.0"},
                           {"TLSv1.0", "1.0"},
                           {"TLSv1.1", "1.1"},
                           {"VersionTLS11", "1.1"},
                           {"PROTOCOL_TLSv1_1", "1.1"},
                           {"TLSv1.2", "1.2"},
                           {"VersionTLS12", "1.2"},
                           {"PROTOCOL_TLSv1_2", "1.2"},
                           {"TLSv1.3", "1.3"},
                           {"VersionTLS13", "1.3"}};
  for (const Row& row : kRows) {
    if (row.written == name) return row.version;
  }
  return {};
}

// What the values of one switch say together.
struct Answer {
  bool is_on = false, is_off = false, is_open = false;
  std::optional<bool> verified() const {
    return is_open || is_on == is_off ? std::nullopt : std::optional(is_on);
  }
  bool is_said() const { return is_on || is_off || is_open; }
};

class SwitchReader {
 public:
  SwitchReader(CallWriter& out, const Values& values) : out_(out), values_(values), code_(out.code()) {}

  // Of a truth value that is `on` when verification is.
  Answer flag(const Passed& passed, bool on) const {
    Answer answer;
    for (ValueAt each : passed.values) {
      const Constant constant = constant_of(each);
      const std::string text = lower(constant.text);
      if (constant.kind == LiteralKind::null || gives_context(each)) continue;
      if (constant.kind == LiteralKind::boolean || text == "true" || text == "false") {
        ((text == "true") == on ? answer.is_on : answer.is_off) = true;
      } else if (constant.kind == LiteralKind::number) {
        ((text != "0") == on ? answer.is_on : answer.is_off) = true;
      } else if (constant.kind == LiteralKind::string && on && code_.language == "python") {
        answer.is_on = true;  // the path of the authorities to trust
      } else {
        answer.is_open = true;
      }
    }
    answer.is_open |= passed.is_open && !passed.values.empty();
    return answer;
  }

  // Of a constant or a name that is `off` when verification is.
  Answer choice(const Passed& passed, std::string_view off) const {
    Answer answer;
    for (ValueAt each : passed.values) {
      const Constant constant = constant_of(each);
      if (constant.kind == LiteralKind::null) continue;
      const std::string_view written =
          constant.is_known() ? constant.text : values_.name(values_.origin(each));
      const Instruction* made = values_.definition(values_.origin(each));
      const bool is_constant =
          constant.is_known() || (made != nullptr && (made->op == Op::field || made->op == Op::name) &&
                                  !written.empty() && is_upper(written[0]));
      if (!is_constant) {
        answer.is_open = true;
      } else {
        (written == off ? answer.is_off : answer.is_on) = true;
      }
    }
    answer.is_open |= passed.is_open && !passed.values.empty();
    return answer;
  }

  // A function given as the check that never says no.
  Answer accepts(const Passed& passed) const {
    Answer answer;
    for (ValueAt each : passed.values) {
      const FunctionId check = values_.function(each);
      answer.is_off |= check != kNoFunction && says_yes(check);
    }
    return answer;
  }

  // Every way out of it gives true, and nothing in it may refuse.
  bool says_yes(FunctionId id) const {
    bool gives = false;
    for (size_t at = 0; at < code_.functions[id].body.size(); ++at) {
      const Instruction& now = code_.functions[id].body[at];
      if (now.op == Op::ret) {
        if (now.args.size() != 1) return false;
        const Constant given = values_.constant({id, now.args[0].value});
        if (given.kind != LiteralKind::boolean || lower(given.text) != "true") return false;
        gives = true;
      } else if (may_refuse(id, at)) {
        return false;
      }
    }
    return gives;
  }

  bool may_refuse(FunctionId id, size_t at) const {
    const Instruction& now = code_.functions[id].body[at];
    if (now.op == Op::throw_) return true;
    if (now.op != Op::call && now.op != Op::construct) return false;
    const auto models = out_.context.resolution.models_of(id, at);
    return std::none_of(models.begin(), models.end(),
                        [](const CallModel* model) { return model->role == "log"; });
  }

 private:
  Constant constant_of(ValueAt value) const {
    const Constant constant = values_.constant(value);
    if (constant.is_known()) return constant;
    const SettingConstant* setting = out_.context.resolution.setting(value.function, value.reg);
    return setting == nullptr ? Constant{} : Constant{LiteralKind::string, setting->value};
  }

  // What is passed says itself how it verifies, where it is made.
  bool gives_context(ValueAt value) const {
    const ValueAt origin = values_.origin(value);
    const Instruction* made = values_.definition(origin);
    if (made == nullptr || (made->op != Op::call && made->op != Op::construct)) return false;
    const auto at = static_cast<size_t>(made - code_.functions[origin.function].body.data());
    const auto models = out_.context.resolution.models_of(origin.function, at);
    return std::any_of(models.begin(), models.end(),
                       [](const CallModel* model) { return model->role == "tls"; });
  }

  CallWriter& out_;
  const Values& values_;
  const Code& code_;
};

Fact& add_override(CallWriter& out, FunctionId function, Span span, std::string_view written) {
  const std::string name = function_name(out.code(), function);
  Fact& fact = out.facts.add(Kind::tls, {out.context.file, span}, fmt::format("{} {}", name, written));
  fact.set(Attr::function, out.facts.text(name));
  fact.set(Attr::sink, out.facts.text(written));
  return fact;
}

// No verification, unless that holds for developers only: what other environments do is not said there.
Value switched_off(CallWriter& out, const Values& values, FunctionId function, size_t at) {
  const auto condition = development_only(values, out.context.source, function, at);
  return condition ? out.facts.unknown(fmt::format("it is switched off only where {}", *condition))
                   : Value::boolean(false);
}

// Behind `&config`.
ValueAt object_of(const Values& values, ValueAt value) {
  value = values.origin(value);
  for (int depth = 0; depth < 4; ++depth) {
    const Instruction* made = values.definition(value);
    if (made == nullptr || made->op != Op::unary || (made->text != "&" && made->text != "*")) break;
    value = values.origin({value.function, made->args[0].value});
  }
  return value;
}

// A check of the program's own stands beside the switch, in the same literal or set on the same object.
bool has_own_check(const Values& values, const CallSite& site, std::string_view names) {
  const Instruction& now = site.instruction();
  const ValueAt object = object_of(values, {site.function(), now.op == Op::construct ? now.out
                                                             : now.args.empty()      ? kNoReg
                                                                                     : now.args[0].value});
  const auto is_check = [&](std::string_view name) {
    return !name.empty() &&
           (" " + std::string(names) + " ").find("$" + std::string(name) + " ") != std::string::npos;
  };
  const auto is_something = [&](Reg reg) {
    return values.constant({site.function(), reg}).kind != LiteralKind::null;
  };
  const auto has_check = [&](const Instruction& literal) {
    return std::any_of(literal.args.begin(), literal.args.end(),
                       [&](const Argument& each) { return is_check(each.name) && is_something(each.value); });
  };
  if (now.op == Op::construct && has_check(now)) return true;
  const Instruction* made = values.definition(object);
  if (made != nullptr && made->op == Op::construct && has_check(*made)) return true;
  for (const Instruction& other : values.code().functions[site.function()].body) {
    if (other.op != Op::set_field || other.args.size() != 2 || !is_check(other.text)) continue;
    const ValueAt base = object_of(values, {site.function(), other.args[0].value});
    if (base.reg == object.reg && is_something(other.args[1].value)) return true;
  }
  return false;
}

// The lowest version that is set on the object after it is made: `config.MinVersion = tls.VersionTLS10`.
// Empty: none is; nullopt: which one holds is not known.
std::optional<std::string_view> version_set_later(const Values& values, const CallSite& site,
                                                  std::string_view which) {
  const Instruction& now = site.instruction();
  std::string_view version;
  if (now.op != Op::construct || which.size() < 2) return version;
  const Function& function = values.code().functions[site.function()];
  const ValueAt object = object_of(values, {site.function(), now.out});
  for (size_t at = site.at() + 1; at < function.body.size(); ++at) {
    const Instruction& later = function.body[at];
    if (later.op != Op::set_field || later.args.size() != 2 || later.text != which.substr(1)) continue;
    const ValueAt base = object_of(values, {site.function(), later.args[0].value});
    if (base.reg != object.reg || base.function != object.function) continue;
    version = version_of(values.name({site.function(), later.args[1].value}));
    const auto conditions = conditions_at(function, at);
    if (version.empty() || !conditions || !conditions->empty()) return std::nullopt;
  }
  return version;
}

// `HostnameVerifier.verify` of a list, by its type and its method.
bool is_check_of(const WordList& checks, std::string_view type, std::string_view method) {
  type = simple_type(type);
  return !type.empty() && std::any_of(checks.words.begin(), checks.words.end(), [&](std::string_view each) {
    const size_t dot = each.find('.');
    return each.substr(0, dot) == type && (method.empty() || each.substr(dot + 1) == method);
  });
}

}  // namespace

void write_tls(CallWriter& out, const Values& values, const CallSite& site, const CallModel& model) {
  const SwitchReader reader(out, values);
  Answer answer;
  const auto hear = [&](const Answer& other) {
    answer.is_on |= other.is_on;
    answer.is_off |= other.is_off && other.verified().has_value();
    answer.is_open |= other.is_open || (other.is_on && other.is_off);
  };
  if (model.attribute("verified") == "false") answer.is_off = true;
  if (const std::string_view which = model.attribute("verify"); !which.empty())
    hear(reader.flag(site.passed(values, which), true));
  if (const std::string_view which = model.attribute("skip_verify"); !which.empty())
    hear(reader.flag(site.passed(values, which), false));
  if (const std::string_view which = model.attribute("switch"); !which.empty())
    hear(reader.choice(site.passed(values, which), model.attribute("off")));
  if (const std::string_view which = model.attribute("accepts"); !which.empty())
    hear(reader.accepts(site.passed(values, which)));
  std::string_view version;
  if (const std::string_view which = model.attribute("tls_version"); !which.empty()) {
    version = version_of(site.text(which).value_or(""));
  }
  bool is_version_open = false;
  if (const std::string_view which = model.attribute("tls_name"); !which.empty()) {
    version = version_of(site.name(which));
    const std::optional<std::string_view> later = version_set_later(values, site, which);
    is_version_open = !later;
    if (later && !later->empty()) version = *later;
  }
  // A highest version that is weak bounds the lowest; one that is strong says nothing of it.
  if (const std::string_view which = model.attribute("tls_highest"); !which.empty()) {
    const std::string_view highest = version_of(site.text(which).value_or(""));
    if (highest != "1.2" && highest != "1.3") version = highest;
  }
  // A call that says nothing of TLS is no statement about it.
  if (!answer.is_said() && version.empty() && !is_version_open) return;
  Fact& fact = out.add(Kind::tls, site);
  if (answer.is_off && !model.attribute("own_check").empty() &&
      has_own_check(values, site, model.attribute("own_check"))) {
    fact.set(Attr::verified, out.facts.unknown("a check of the program's own stands in for it"));
  } else if (answer.is_off) {
    fact.set(Attr::verified, switched_off(out, values, site.function(), site.at()));
  } else if (answer.is_open) {
    fact.set(Attr::verified, out.facts.unknown("the switch is set elsewhere"));
  } else if (answer.is_on) {
    fact.set(Attr::verified, Value::boolean(true));
  }
  if (is_version_open) {
    fact.set(Attr::tls_min, out.facts.unknown("it is set again on some way"));
  } else if (!version.empty()) {
    fact.set(Attr::tls_min, out.facts.text(version));
  }
}

// Options that name the switch, whatever takes them: where no model of the call that does judges them.
void write_tls_options(CallWriter& out, const Values& values, FunctionId id) {
  const WordList& members = out.words("tls.members");
  const auto& body = out.code().functions[id].body;
  const auto names_switch = [&](const Instruction& now) {
    return now.op == Op::make && std::any_of(now.args.begin(), now.args.end(), [&](const Argument& each) {
             return !each.name.empty() && members.has(each.name);
           });
  };
  if (members.words.empty() || std::none_of(body.begin(), body.end(), names_switch)) return;
  std::set<Reg> judged;
  for (size_t at = 0; at < body.size(); ++at) {
    if (body[at].op != Op::call && body[at].op != Op::construct) continue;
    const auto models = out.context.resolution.models_of(id, at);
    const bool judges = std::any_of(models.begin(), models.end(),
                                    [](const CallModel* model) { return model->role == "tls"; });
    if (!judges && !out.words("tls.servers").has(body[at].text)) continue;
    for (const Argument& each : body[at].args) judged.insert(values.origin({id, each.value}).reg);
  }
  const SwitchReader reader(out, values);
  for (size_t at = 0; at < body.size(); ++at) {
    const Instruction& now = body[at];
    const bool is_of_server = std::any_of(now.args.begin(), now.args.end(), [&](const Argument& each) {
      return out.words("tls.servers").has(each.name);
    });
    if (!names_switch(now) || is_of_server || judged.contains(now.out)) continue;
    for (const Argument& each : now.args) {
      if (!members.has(each.name)) continue;
      const Answer answer = reader.flag({{{id, each.value}}, false}, true);
      if (!answer.is_said()) continue;
      const Span span = each.span.is_empty() ? now.span : each.span;
      Fact& fact = add_override(out, id, span, each.name);
      fact.set(Attr::verified, answer.is_open ? out.facts.unknown("the switch is set elsewhere")
                               : answer.is_on ? Value::boolean(true)
                                              : switched_off(out, values, id, at));
    }
  }
}

// A check that accepts everything: a method of a type that checks, or a lambda of such a type.
void write_trust_all(CallWriter& out, const Values& values, FunctionId id) {
  const Function& function = out.code().functions[id];
  const WordList& answering = out.words("tls.answering-checks");
  const WordList& throwing = out.words("tls.throwing-checks");
  const SwitchReader reader(out, values);
  if (function.owner != kNoType) {
    for (std::string_view base : out.code().types[function.owner].bases) {
      bool accepts = is_check_of(answering, base, function.name) && reader.says_yes(id);
      if (is_check_of(throwing, base, function.name)) {
        accepts = true;
        for (size_t at = 0; at < function.body.size(); ++at) accepts &= !reader.may_refuse(id, at);
      }
      if (!accepts) continue;
      add_override(out, id, function.name_span, function.name)
          .set(Attr::verified, switched_off(out, values, id, 0));
      return;
    }
  }
  for (size_t at = 0; at < function.body.size(); ++at) {
    const Instruction& now = function.body[at];
    std::string_view type;
    if (now.op == Op::copy && now.out < function.variables.size()) type = function.variables[now.out].type;
    if (now.op == Op::ret) type = function.result_type;
    if (type.empty() || now.args.empty() || !is_check_of(answering, type, {})) continue;
    const Instruction* made = values.definition({id, now.args[0].value});
    if (made == nullptr || made->op != Op::lambda || !reader.says_yes(made->function)) continue;
    add_override(out, id, made->span, simple_type(type))
        .set(Attr::verified, switched_off(out, values, id, at));
  }
}

}  // namespace payaudit

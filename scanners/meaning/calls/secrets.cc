// Credentials assigned as literals. What looks like a known token by its own form is found by
// scanners/syntax/text; this finds those that only their name gives away.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "scanners/meaning/calls/refusals.h"
#include "scanners/meaning/calls/secret_texts.h"
#include "scanners/meaning/calls/writers.h"
#include "scanners/meaning/classify/words.h"
#include "scanners/source/characters.h"
#include "scanners/units/mask.h"

namespace payaudit {

Looks looks_of(const WordList& placeholders, std::string_view value, std::string_view name) {
  if (value.size() < 6 || value.size() > 200) return Looks::other;
  if (value.find_first_of(" \t\n/\\<>(),;") != std::string_view::npos) return Looks::other;
  const std::string plain = lower(value);
  for (std::string_view word : placeholders.words) {
    if (plain.find(word) != std::string::npos) return Looks::placeholder;
  }
  // The name itself, a key in dotted or snake form, or one word of letters: `user_password`, `auth.password`.
  if (plain == lower(name)) return Looks::other;
  const bool has_digit = plain.find_first_of("0123456789") != std::string::npos;
  const bool has_upper = std::any_of(value.begin(), value.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
  const bool has_mark = value.find_first_of("!@#$%^&*+=~") != std::string_view::npos;
  if (has_mark || (has_digit && (has_upper || value.size() >= 8))) return Looks::secret;
  return Looks::other;
}

// The half of a pair that anybody may know: `access_key` of a table that keeps its secret beside it.
bool names_identifier(const CallWriter& out, std::string_view name) {
  const std::vector<std::string> words = split_words(name);
  return words.size() >= 2 &&
         out.words("secret.identifiers").has(fmt::format("{} {}", words[words.size() - 2], words.back())) &&
         std::find(words.begin(), words.end(), "secret") == words.end();
}

std::optional<std::string_view> clear_credential(const CallWriter& out, std::string_view name,
                                                 std::string_view entity) {
  const auto found = out.context.classifier.classify(name, {.entity = entity});
  if (!found || !within(found->data_class, "credential") || names_identifier(out, name)) return std::nullopt;
  if (found->state == "clear") return found->data_class;
  if (found->data_class != "credential.key" || found->state != "encrypted") return std::nullopt;
  const std::vector<std::string> words = split_words(name);
  const auto& ciphertext = out.words("secret.ciphertext").words;
  const auto is_in = [&](const std::string& word) {
    return std::find(ciphertext.begin(), ciphertext.end(), word) != ciphertext.end();
  };
  return words.empty() || is_in(words.front()) || is_in(words.back()) ? std::nullopt
                                                                      : std::optional(found->data_class);
}

std::string_view secret_type_of(std::string_view data_class, std::string_view name) {
  if (data_class == "credential.password") return "password";
  const std::vector<std::string> words = split_words(name);
  if (data_class == "credential.key" && std::find(words.begin(), words.end(), "api") != words.end())
    return "api-key";
  if (data_class == "credential.token") return "token";
  return "key";
}

Span written_at(const Function& function, Reg value, Span whole) {
  for (const Instruction& now : function.body) {
    if (now.op == Op::literal && now.out == value && whole.contains(now.span)) return now.span;
  }
  return whole;
}

Fact& add_secret_text(CallWriter& out, Span span, const std::string& symbol, std::string_view name,
                      std::string_view type, bool is_written) {
  Fact& fact = out.facts.add(Kind::secret, {out.context.file, span}, symbol);
  fact.set(Attr::name, out.facts.text(name));
  fact.set(Attr::type, out.facts.text(type));
  fact.set(Attr::value_kind, out.facts.text(is_written ? "literal" : "placeholder"));
  fact.set(Attr::masked, out.facts.text(is_written ? kMaskedSecret : std::string_view("placeholder")));
  return fact;
}

namespace {

// `source.setApiKey("…")`, `.password("…")` of a builder: a text that no model of the call judges.
bool is_setter(const CallWriter& out, FunctionId id, const Instruction& now) {
  if (now.op != Op::call || now.receiver == kNoReg || now.args.size() != 1 || !now.args[0].name.empty())
    return false;
  const auto& constants = out.context.resolution[id].constant;
  const Reg value = now.args[0].value;
  if (value >= constants.size() || constants[value].kind != LiteralKind::string) return false;
  const auto at = static_cast<size_t>(&now - out.code().functions[id].body.data());
  const auto models = out.context.resolution.models_of(id, at);
  return std::none_of(models.begin(), models.end(),
                      [](const CallModel* model) { return model->role == "credential"; });
}

// A constant with the name of a credential: it is told where it is written.
bool is_told_elsewhere(const CallWriter& out, FunctionId id, Reg value, std::string_view entity) {
  const Function& function = out.code().functions[id];
  std::string_view name;
  if (value < function.variables.size()) name = function.variables[value].name;
  for (const Instruction& now : function.body) {
    if (now.out == value && (now.op == Op::name || now.op == Op::field)) name = now.text;
  }
  if (name.empty()) return false;
  const auto found = out.context.classifier.classify(name, {.entity = entity});
  return found && within(found->data_class, "credential") && found->state == "clear";
}

}  // namespace

namespace {

// `flag.String("db-password", "…", "…")`: what stands under the name of a credential and looks like one.
void write_named(CallWriter& out, const Values& values, const CallSite& site, const CallModel& model) {
  std::string_view name;
  std::string_view type;
  for (ValueAt each : site.passed(values, model.attribute("name")).values) {
    const Constant constant = values.constant(each);
    if (constant.kind != LiteralKind::string) continue;
    const auto data_class = clear_credential(out, constant.text, {});
    if (!data_class) continue;
    name = constant.text;
    type = secret_type_of(*data_class, name);
  }
  if (name.empty()) return;
  for (ValueAt each : site.passed(values, model.attribute("password")).values) {
    const Constant constant = values.constant(each);
    if (constant.kind != LiteralKind::string) continue;
    const Looks looks = looks_of(out.words("secret.placeholders"), constant.text, name);
    // `setProperty` gives a value, and no default.
    const bool is_read = !site.instruction().text.starts_with("setP") &&
                         names_reader(out, out.context.resolution[site.function()].written[site.at()]);
    if (looks == Looks::other && !is_read) continue;
    const Span whole = site.instruction().span;
    const ValueAt origin = values.origin(each);
    const Instruction* literal = values.definition(origin);
    // A constant with a name of its own is told where it is written.
    if (literal == nullptr || origin.function != site.function() || !whole.contains(literal->span)) continue;
    const std::string owner = function_name(out.code(), site.function());
    if (is_read) {
      add_default_secret(out, literal->span, owner, name, constant.text);
    } else {
      add_secret_text(out, literal->span, fmt::format("{} {}", owner, name), name, type,
                      looks == Looks::secret);
    }
  }
}

}  // namespace

// What stands where a password belongs is one, whatever it looks like; an empty one is none.
void write_credential(CallWriter& out, const Values& values, const CallSite& site, const CallModel& model) {
  if (!model.attribute("name").empty()) {
    write_named(out, values, site, model);
    return;
  }
  for (ValueAt each : site.passed(values, model.attribute("password")).values) {
    const Constant constant = values.constant(each);
    if (constant.kind != LiteralKind::string || constant.text.empty() || constant.text.size() > 200) continue;
    const std::string plain = lower(constant.text);
    const auto& placeholders = out.words("secret.placeholders").words;
    const bool stands_in =
        std::any_of(placeholders.begin(), placeholders.end(),
                    [&](const std::string& word) { return plain.find(word) != std::string::npos; });
    const std::string_view written = out.context.resolution[site.function()].written[site.at()];
    const ValueAt origin = values.origin(each);
    const Instruction* literal = values.definition(origin);
    const Span whole = site.instruction().span;
    const bool is_inside =
        literal != nullptr && origin.function == site.function() && whole.contains(literal->span);
    add_secret_text(out, is_inside ? literal->span : whole,
                    fmt::format("{} {}", function_name(out.code(), site.function()), written), "password",
                    "password", !stands_in);
  }
}

namespace {

// `passwordDefault` -> `password`.
std::string_view without_suffix(const CallWriter& out, std::string_view name) {
  for (const std::string& suffix : out.words("secret.suffixes").words) {
    if (name.size() <= suffix.size() || lower(name.substr(name.size() - suffix.size())) != suffix) continue;
    name.remove_suffix(suffix.size());
    while (!name.empty() && (name.back() == '_' || name.back() == '-')) name.remove_suffix(1);
    break;
  }
  return name;
}

bool gives_default(const CallWriter& out, std::string_view call) {
  std::string name;
  for (const std::string& word : split_words(call)) name += (name.empty() ? "" : " ") + word;
  const auto& calls = out.words("secret.defaults").words;
  return std::find(calls.begin(), calls.end(), name) != calls.end();
}

// The texts that a value may be: a constant, or of `process.env.KEY || "…"` the last.
std::vector<Reg> texts_of(const CallWriter& out, const Function& function, const ResolvedFunction& resolved,
                          Reg value) {
  if (resolved.constant[value].kind == LiteralKind::string) return {value};
  std::vector<Reg> texts;
  const auto add = [&](Reg from) {
    if (from < resolved.constant.size() && resolved.constant[from].kind == LiteralKind::string)
      texts.push_back(from);
  };
  if (const uint32_t at = resolved.definition[value]; at != kManyDefinitions) {
    const Instruction& now = function.body[at];
    if (now.op == Op::binary && is_one_of(now.text, {"||", "??"}) && now.args.size() == 2)
      add(now.args[1].value);
    // `Field(default="…")`, `z.string().default("…")`
    if (now.op == Op::call && !now.args.empty() && gives_default(out, now.text)) {
      const auto named = std::find_if(now.args.begin(), now.args.end(),
                                      [](const Argument& argument) { return argument.name == "default"; });
      if (named != now.args.end()) {
        add(named->value);
      } else if (now.args[0].name.empty()) {
        add(now.args[0].value);
      }
    }
    return texts;
  }
  const bool is_named = value < function.variables.size() && !function.variables[value].name.empty();
  if (is_named) return texts;
  for (const Instruction& now : function.body) {
    if (now.op == Op::copy && now.out == value && !now.args.empty()) add(now.args[0].value);
  }
  return texts;
}

// What an object is called where it is handed on: the variable, the argument, the callee.
std::map<Reg, std::string> names_of_objects(const Function& function, const ResolvedFunction& resolved) {
  std::map<Reg, std::string> names;
  for (const Instruction& now : function.body) {
    if (now.op == Op::make) names.emplace(now.out, std::string());
  }
  for (size_t at = 0; at < function.body.size() && !names.empty(); ++at) {
    const Instruction& now = function.body[at];
    const auto is_named = now.op == Op::copy && now.out < function.variables.size();
    for (const Argument& argument : now.args) {
      const auto object = names.find(argument.value);
      if (object == names.end()) continue;
      std::string_view name = argument.name;
      if (is_named) name = function.variables[now.out].name;
      if (now.op == Op::set_field) name = now.text;
      if (name.empty() && (now.op == Op::call || now.op == Op::construct)) name = resolved.written[at];
      if (object->second.empty()) object->second = name;
    }
  }
  return names;
}

}  // namespace

void write_secrets(CallWriter& out, FunctionId id) {
  const Function& function = out.code().functions[id];
  const ResolvedFunction& resolved = out.context.resolution[id];
  const std::string_view entity =
      function.owner != kNoType ? out.code().types[function.owner].name : std::string_view(function.name);
  const auto classify = [&](std::string_view name, std::string_view context) {
    return clear_credential(out, name, context);
  };
  std::set<Reg> told;
  std::optional<std::map<Reg, std::string>> objects;  // made where a name may be asked for
  const auto consider = [&](std::string_view name, Reg value, Span span, bool only_password = false,
                            Reg object = kNoReg) {
    if (name.empty() || value >= resolved.constant.size()) return;
    const std::vector<Reg> texts = texts_of(out, function, resolved, value);
    if (texts.empty()) return;
    const std::string_view plain = without_suffix(out, name);
    auto data_class = classify(plain, entity);
    if (!data_class && object != kNoReg) {
      if (!objects) objects = names_of_objects(function, resolved);
      if (const auto known = objects->find(object); known != objects->end() && !known->second.empty())
        data_class = classify(plain, known->second);
    }
    if (!data_class || (only_password && *data_class != "credential.password")) return;
    for (const Reg text : texts) {
      if (is_told_elsewhere(out, id, text, entity)) continue;
      const Looks looks = looks_of(out.words("secret.placeholders"), resolved.constant[text].text, name);
      if (looks == Looks::other) continue;
      told.insert(text);
      Fact& fact = add_secret_text(out, written_at(function, text, span), fmt::format("{} {}", entity, name),
                                   name, secret_type_of(*data_class, name), looks == Looks::secret);
      if (text != value && refuses_in_production(out, name)) {
        doubt_refused(out.facts, fact);
        continue;
      }
      // A login that counts where nothing else is given.
      if (text != value && *data_class == "credential.password" && looks == Looks::secret)
        fact.set(Attr::stage, out.facts.text(kFallbackStage));
    }
  };
  for (const Instruction& now : function.body) {
    if (now.op == Op::copy && now.out < function.variables.size() && !now.args.empty()) {
      consider(function.variables[now.out].name, now.args[0].value, now.span);
    } else if (now.op == Op::set_field && now.args.size() == 2) {
      consider(now.text, now.args[1].value, now.span);
    } else if (now.op == Op::make || now.op == Op::call || now.op == Op::construct) {
      if (is_setter(out, id, now)) {
        std::string_view name = now.text;
        for (std::string_view prefix : {"set", "with"}) {
          if (name.starts_with(prefix) && name.size() > prefix.size()) name.remove_prefix(prefix.size());
        }
        // `cache.key("…")`, `lexer.token("…")` without a verb may be anything.
        consider(name, now.args[0].value, now.args[0].span.is_empty() ? now.span : now.args[0].span,
                 name.size() == now.text.size());
      }
      for (const Argument& argument : now.args) {
        consider(argument.name, argument.value, argument.span.is_empty() ? now.span : argument.span, false,
                 now.op == Op::make ? now.out : kNoReg);
      }
    } else if (now.op == Op::set_index && now.args.size() == 3) {
      const Reg key = now.args[1].value;
      if (key < resolved.constant.size() && resolved.constant[key].kind == LiteralKind::string)
        consider(resolved.constant[key].text, now.args[2].value, now.span);
    }
  }
  write_default_secrets(out, id, told);
}

}  // namespace payaudit

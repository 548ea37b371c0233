// Credentials assigned as literals. What looks like a known token by its own form is found by
// scanners/syntax/text; this finds those that only their name gives away.
#include <fmt/format.h>

#include <algorithm>

#include "scanners/meaning/calls/writers.h"
#include "scanners/source/characters.h"
#include "scanners/units/mask.h"

namespace payaudit {
namespace {

enum class Looks : uint8_t { secret, placeholder, other };

// Keys, labels, paths, and messages are assigned to names of credentials more often than credentials are.
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

std::string_view type_of(std::string_view data_class) {
  if (data_class == "credential.password") return "password";
  if (data_class == "credential.key") return "api-key";
  if (data_class == "credential.token") return "token";
  return "key";
}

// Where the text itself stands, if inside of what assigns it: that much is hidden, and the name is not.
Span written_at(const Function& function, Reg value, Span whole) {
  for (const Instruction& now : function.body) {
    if (now.op == Op::literal && now.out == value && whole.contains(now.span)) return now.span;
  }
  return whole;
}

// `is_written`: the secret itself, and not something that stands in for it.
void add(CallWriter& out, Span span, const std::string& symbol, std::string_view name, std::string_view type,
         bool is_written) {
  Fact& fact = out.facts.add(Kind::secret, {out.context.file, span}, symbol);
  fact.set(Attr::name, out.facts.text(name));
  fact.set(Attr::type, out.facts.text(type));
  fact.set(Attr::value_kind, out.facts.text(is_written ? "literal" : "placeholder"));
  fact.set(Attr::masked, out.facts.text(is_written ? kMaskedSecret : std::string_view("placeholder")));
}

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

// What stands where a password belongs is one, whatever it looks like; an empty one is none.
void write_credential(CallWriter& out, const Values& values, const CallSite& site, const CallModel& model) {
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
    add(out, is_inside ? literal->span : whole,
        fmt::format("{} {}", function_name(out.code(), site.function()), written), "password", "password",
        !stands_in);
  }
}

void write_secrets(CallWriter& out, FunctionId id) {
  const Function& function = out.code().functions[id];
  const ResolvedFunction& resolved = out.context.resolution[id];
  const std::string_view entity =
      function.owner != kNoType ? out.code().types[function.owner].name : std::string_view(function.name);
  const auto consider = [&](std::string_view name, Reg value, Span span, bool only_password = false) {
    if (name.empty() || value >= resolved.constant.size()) return;
    const Constant& constant = resolved.constant[value];
    if (constant.kind != LiteralKind::string) return;
    const auto found = out.context.classifier.classify(name, {.entity = entity});
    if (!found || !within(found->data_class, "credential") || found->state != "clear") return;
    if (only_password && found->data_class != "credential.password") return;
    if (is_told_elsewhere(out, id, value, entity)) return;
    const Looks looks = looks_of(out.words("secret.placeholders"), constant.text, name);
    if (looks == Looks::other) return;
    add(out, written_at(function, value, span), fmt::format("{} {}", entity, name), name,
        type_of(found->data_class), looks == Looks::secret);
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
        consider(argument.name, argument.value, argument.span.is_empty() ? now.span : argument.span);
      }
    }
  }
}

}  // namespace payaudit

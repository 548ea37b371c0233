// Credentials assigned as literals. What looks like a known token by its own form is found by
// scanners/syntax/text; this finds those that only their name gives away.
#include <fmt/format.h>
#include <algorithm>

#include "scanners/meaning/calls/writers.h"
#include "scanners/source/characters.h"
#include "scanners/units/mask.h"

namespace payaudit {
namespace {

constexpr std::string_view kPlaceholders[] = {
    "changeme", "change_me", "change-me", "placeholder", "example", "your", "dummy",
    "todo",     "xxx",       "redacted",  "secret_here", "none",    "null", "undefined",
    "insert",   "replace",   "<",         "${",          "{{",      "%s",   "***",
    "...",      "test",      "fake",      "mock",        "sample",  "foo",  "bar"};

enum class Looks : uint8_t { secret, placeholder, other };

// Keys, labels, paths, and messages are assigned to names of credentials more often than credentials are.
Looks looks_of(std::string_view value, std::string_view name) {
  if (value.size() < 6 || value.size() > 200) return Looks::other;
  if (value.find_first_of(" \t\n/\\<>(),;") != std::string_view::npos) return Looks::other;
  const std::string plain = lower(value);
  for (std::string_view word : kPlaceholders) {
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

}  // namespace

void write_secrets(CallWriter& out, FunctionId id) {
  const Function& function = out.code().functions[id];
  const ResolvedFunction& resolved = out.context.resolution[id];
  const std::string_view entity =
      function.owner != kNoType ? out.code().types[function.owner].name : std::string_view(function.name);
  const auto consider = [&](std::string_view name, Reg value, Span span) {
    if (name.empty() || value >= resolved.constant.size()) return;
    const Constant& constant = resolved.constant[value];
    if (constant.kind != LiteralKind::string) return;
    const auto found = out.context.classifier.classify(name, {.entity = entity});
    if (!found || !within(found->data_class, "credential") || found->state != "clear") return;
    const Looks looks = looks_of(constant.text, name);
    if (looks == Looks::other) return;
    Fact& fact = out.facts.add(Kind::secret, {out.context.file, written_at(function, value, span)},
                               fmt::format("{} {}", entity, name));
    fact.set(Attr::name, out.facts.text(name));
    fact.set(Attr::type, out.facts.text(type_of(found->data_class)));
    fact.set(Attr::value_kind, out.facts.text(looks == Looks::secret ? "literal" : "placeholder"));
    fact.set(Attr::masked,
             out.facts.text(looks == Looks::secret ? kMaskedSecret : std::string_view("placeholder")));
  };
  for (const Instruction& now : function.body) {
    if (now.op == Op::copy && now.out < function.variables.size() && !now.args.empty()) {
      consider(function.variables[now.out].name, now.args[0].value, now.span);
    } else if (now.op == Op::set_field && now.args.size() == 2) {
      consider(now.text, now.args[1].value, now.span);
    } else if (now.op == Op::make || now.op == Op::call || now.op == Op::construct) {
      for (const Argument& argument : now.args) {
        consider(argument.name, argument.value, argument.span.is_empty() ? now.span : argument.span);
      }
    }
  }
}

}  // namespace payaudit

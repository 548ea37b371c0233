#include "scanners/meaning/calls/calls.h"

#include <fmt/format.h>
#include <algorithm>
#include <optional>

#include "scanners/meaning/calls/writers.h"
#include "scanners/meaning/classify/words.h"

namespace payaudit {
namespace {

// Following what a payment call passes looks at its function once for each member of each object; more of
// either is no program that a person wrote.
constexpr size_t kMostPayments = 64;
constexpr size_t kLongestBody = 20'000;

}  // namespace

namespace {

std::string_view purpose_of(const CallWriter& out, std::string_view receiving_name) {
  struct Row {
    std::string_view list;
    std::string_view purpose;
  };
  constexpr Row kRows[] = {{"purpose.otp", "otp"},
                           {"purpose.session", "session"},
                           {"purpose.password", "password"},
                           {"purpose.iv", "iv"},
                           {"purpose.token", "token"}};
  const std::vector<std::string> words = split_words(receiving_name);
  const WordList& others = out.words("purpose.other");
  if (std::any_of(words.begin(), words.end(), [&](const std::string& word) { return others.has(word); }))
    return "other";
  // `token_id`, `token_type`: of a token, and not the token.
  if (words.size() > 1 && out.words("purpose.about-tokens").has(words.back()) &&
      out.words("purpose.token").has(words[words.size() - 2]))
    return "other";
  // A password reset's token is a token: the last word that says something counts.
  for (auto word = words.rbegin(); word != words.rend(); ++word) {
    for (const Row& row : kRows) {
      if (out.words(row.list).has(*word)) return row.purpose;
    }
    const auto before = std::next(word);
    if (*word == "key" && before != words.rend() && out.words("purpose.secret-keys").has(*before))
      return "token";
    if (*word == "code" && before != words.rend() && out.words("purpose.codes").has(*before)) return "otp";
  }
  return "other";
}

// The models of an assignment to a member, `set session.verify`, or of a constant that is read, `use A.B`.
std::vector<const CallModel*> models_beside_calls(const Resolution& resolution, FunctionId id, size_t at) {
  const Instruction& now = resolution.code().functions[id].body[at];
  const ResolvedFunction& resolved = resolution[id];
  const std::string_view language = resolution.code().language;
  const Reg base = now.args.empty() ? kNoReg : now.args[0].value;
  const auto text_of = [](const auto& texts, Reg reg) {
    return reg < texts.size() ? texts[reg] : std::string_view();
  };
  if (now.op == Op::field || now.op == Op::name) {
    const std::string_view path = text_of(resolved.path, now.out);
    return path.empty() ? std::vector<const CallModel*>()
                        : resolution.index().of_callee(language, fmt::format("use {}", path));
  }
  const std::string_view key = assigned_name(resolution, id, at);
  if (key.empty()) return {};
  std::string_view object = "module", path;
  if (now.op != Op::copy) {
    object = text_of(resolved.name, base);
    path = text_of(resolved.path, base);
  }
  std::vector<const CallModel*> found;
  if (!path.empty()) found = resolution.index().of_callee(language, fmt::format("set {}.{}", path, key));
  if (found.empty()) found = resolution.index().of_name(language, fmt::format("set {}.{}", object, key));
  return found;
}

// A constant that is read counts where it is handed on.
bool is_handed_on(const std::vector<Instruction>& body, Reg reg) {
  return std::any_of(body.begin(), body.end(), [&](const Instruction& now) {
    const bool hands_on = now.op == Op::call || now.op == Op::construct || now.op == Op::set_field ||
                          now.op == Op::set_name || now.op == Op::ret || now.op == Op::make ||
                          now.op == Op::copy;
    return hands_on && now.receiver != reg && takes(now, reg);
  });
}

}  // namespace

std::string_view purpose_of(const CallWriter& out, const std::vector<std::string>& receiving_names) {
  for (const std::string& name : receiving_names) {
    if (const std::string_view purpose = purpose_of(out, std::string_view(name)); purpose != "other")
      return purpose;
  }
  return "other";
}

std::string_view assigned_name(const Resolution& resolution, FunctionId id, size_t at) {
  const Function& function = resolution.code().functions[id];
  const Instruction& now = function.body[at];
  if (now.op == Op::set_field) return now.text;
  if (now.op == Op::set_index && now.args.size() == 3) {
    const auto& constants = resolution[id].constant;
    const Reg key = now.args[1].value;
    return key < constants.size() && constants[key].kind == LiteralKind::string ? constants[key].text
                                                                                : std::string_view();
  }
  // Settings that are variables of a module or a class.
  const bool is_setting = now.op == Op::copy && resolution.code().language == "python" &&
                          (function.name == "<module>" || function.name == "<fields>");
  return is_setting && now.out < function.variables.size() ? function.variables[now.out].name
                                                           : std::string_view();
}

Fact& CallWriter::add(Kind kind, const CallSite& site) {
  const Instruction& now = site.instruction();
  const bool is_call = now.op == Op::call || now.op == Op::construct;
  const std::string_view written = is_call ? context.resolution[site.function()].written[site.at()]
                                   : now.op == Op::field || now.op == Op::name
                                       ? now.text
                                       : assigned_name(context.resolution, site.function(), site.at());
  const std::string function = function_name(code(), site.function());
  Fact& fact =
      facts.add(kind, {context.file, site.instruction().span}, fmt::format("{} {}", function, written));
  fact.set(Attr::function, facts.text(function));
  fact.set(Attr::sink, facts.text(written));
  return fact;
}

Facts call_facts(const CallContext& context) {
  Facts facts;
  CallWriter out{context, facts};
  const Code& code = context.resolution.code();
  const Values values(context.resolution);
  std::optional<WebHandlers> handlers;  // few files pay
  size_t payments = 0;
  for (FunctionId id = 0; id < code.functions.size(); ++id) {
    const auto& body = code.functions[id].body;
    for (size_t at = 0; at < body.size(); ++at) {
      const Op op = body[at].op;
      const bool is_call = op == Op::call || op == Op::construct;
      const bool is_beside =
          op == Op::set_field || op == Op::set_index || op == Op::copy || op == Op::field || op == Op::name;
      if (!is_call && !is_beside) continue;
      const CallSite site(context.resolution, id, at);
      const std::vector<const CallModel*> models =
          is_call ? context.resolution.models_of(id, at) : models_beside_calls(context.resolution, id, at);
      if ((op == Op::field || op == Op::name) && (models.empty() || !is_handed_on(body, body[at].out)))
        continue;
      for (const CallModel* model : models) {
        if (model->role == "crypto") write_crypto(out, values, site, *model);
        if (model->role == "random") write_random(out, values, site, *model);
        if (model->role == "tls") write_tls(out, values, site, *model);
        if (model->role == "token-read") write_token(out, values, site, *model);
        if (model->role == "credential") write_credential(out, values, site, *model);
        if (model->role == "session-cookie") write_cookie(out, values, site, *model);
        if (model->role != "payment") continue;
        if (!handlers) handlers.emplace(values);
        const bool is_followed = ++payments <= kMostPayments && body.size() <= kLongestBody;
        write_payment(out, values, *handlers, site, *model, is_followed);
      }
    }
    write_tls_options(out, values, id);
    write_trust_all(out, values, id);
    write_secrets(out, id);
    write_fixed_codes(out, values, id);
    write_comparisons(out, values, id);
    write_roundings(out, values, id);
    write_authentication_codes(out, values, id);
    write_addresses(out, values, id);
    write_cookies(out, values, id);
    write_grpc(out, values, id);
    write_route_guards(out, values, id);
  }
  write_injected_secrets(out);
  write_retention(out, values);
  write_webhooks(out, values);
  return facts;
}

}  // namespace payaudit

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

std::string function_name(const Code& code, FunctionId id) {
  const Function* function = &code.functions[id];
  while (function->name.empty() && function->parent != kNoFunction)
    function = &code.functions[function->parent];
  if (function->owner == kNoType || code.types[function->owner].name.empty())
    return std::string(function->name);
  return fmt::format("{}.{}", code.types[function->owner].name, function->name);
}

namespace {

// Keys that must stay secret; others are those of maps, caches and lists.
constexpr std::string_view kSecretKeys[] = {"secret", "private", "api",  "encryption", "crypto",   "signing",
                                            "hmac",   "aes",     "auth", "session",    "remember", "me",
                                            "master", "access",  "jwt",  "token",      "login",    "webhook"};

std::string_view purpose_of(std::string_view receiving_name) {
  struct Row {
    std::string_view word;
    std::string_view purpose;
  };
  constexpr Row kRows[] = {{"otp", "otp"},         {"totp", "otp"},        {"passcode", "otp"},
                           {"pin", "otp"},         {"session", "session"}, {"password", "password"},
                           {"passwd", "password"}, {"iv", "iv"},           {"nonce", "iv"},
                           {"salt", "password"},   {"token", "token"},     {"secret", "token"},
                           {"csrf", "token"},      {"jwt", "token"}};
  const std::vector<std::string> words = split_words(receiving_name);
  // A password reset's token is a token: the last word that says something counts.
  for (auto word = words.rbegin(); word != words.rend(); ++word) {
    for (const Row& row : kRows) {
      if (row.word == *word) return row.purpose;
    }
    const auto before = std::next(word);
    if (*word == "key" && before != words.rend() &&
        std::find(std::begin(kSecretKeys), std::end(kSecretKeys), *before) != std::end(kSecretKeys))
      return "token";
  }
  return "other";
}

}  // namespace

std::string_view purpose_of(const std::vector<std::string>& receiving_names) {
  for (const std::string& name : receiving_names) {
    if (const std::string_view purpose = purpose_of(std::string_view(name)); purpose != "other")
      return purpose;
  }
  return "other";
}

Fact& CallWriter::add(Kind kind, const CallSite& site) {
  const std::string_view written = context.resolution[site.function()].written[site.at()];
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
      if (body[at].op != Op::call && body[at].op != Op::construct) continue;
      const CallSite site(context.resolution, id, at);
      for (const CallModel* model : context.resolution.models_of(id, at)) {
        if (model->role == "crypto") write_crypto(out, values, site, *model);
        if (model->role == "random") write_random(out, values, site, *model);
        if (model->role == "tls") write_tls(out, site, *model);
        if (model->role != "payment") continue;
        if (!handlers) handlers.emplace(values);
        const bool is_followed = ++payments <= kMostPayments && body.size() <= kLongestBody;
        write_payment(out, values, *handlers, site, *model, is_followed);
      }
    }
    write_tls_overrides(out, id);
    write_trust_all(out, id);
    write_secrets(out, id);
    write_comparisons(out, values, id);
    write_roundings(out, values, id);
    write_authentication_codes(out, values, id);
    write_addresses(out, values, id);
    write_cookies(out, values, id);
    write_grpc(out, values, id);
  }
  write_retention(out, values);
  write_webhooks(out, values);
  return facts;
}

}  // namespace payaudit

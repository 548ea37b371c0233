// Keycloak realm exports. Defaults are those of Keycloak's own RealmRepresentation import; a key that an
// export leaves out has them.
#include <fmt/format.h>

#include <charconv>

#include "scanners/meaning/settings/settings.h"
#include "scanners/meaning/settings/variables.h"
#include "scanners/meaning/settings/view.h"

namespace payaudit {
namespace {

// `length(12) and passwordHistory(4)`: the number of one part; nullopt: it is not there.
std::optional<int64_t> policy_number(std::string_view policy, std::string_view name) {
  size_t at = 0;
  while ((at = policy.find(name, at)) != std::string_view::npos) {
    const bool is_start = at == 0 || policy[at - 1] == ' ';
    at += name.size();
    if (!is_start || at >= policy.size() || policy[at] != '(') continue;
    int64_t number = 0;
    const auto [end, error] = std::from_chars(policy.data() + at + 1, policy.data() + policy.size(), number);
    if (error == std::errc{} && number >= 0) return number;
  }
  return std::nullopt;
}

void add_realm(Facts& facts, const View& realm) {
  const View name = realm.at("realm");
  Fact& fact = facts.add(Kind::auth_policy, name.place(), fmt::format("realm {}", name.text()));
  fact.set(Attr::name, name.text_value(facts))
      .set(Attr::type, facts.text("realm"))
      .set(Attr::provider, facts.text("keycloak"));
  if (const View idle = realm.at("ssoSessionIdleTimeout")) fact.set(Attr::idle_seconds, idle.integer(facts));
  const View guard = realm.at("bruteForceProtected");
  const View failures = realm.at("failureFactor");
  const Sourced is_guarded = guard.boolean(facts, false, "Keycloak default");
  if (is_guarded.value.is(Value::Type::boolean) && !is_guarded.value.as_boolean()) {
    fact.set(Attr::lockout_attempts, Value::integer(0), is_guarded.origin);
  } else {
    fact.set(Attr::lockout_attempts,
             is_guarded.value.is_unknown() ? is_guarded : failures.integer(facts, 30, "Keycloak default"));
    // Temporary lockouts grow with the failures: the first one lasts this long.
    if (const View wait = realm.at("waitIncrementSeconds"))
      fact.set(Attr::lockout_seconds, wait.integer(facts));
  }
  const View policy = realm.at("passwordPolicy");
  if (policy.is(NodeKind::string)) {
    const Origin origin = policy.origin(facts);
    const auto length = policy_number(policy.text(), "length");
    const auto history = policy_number(policy.text(), "passwordHistory");
    const auto age = policy_number(policy.text(), "forceExpiredPasswordChange");
    fact.set(Attr::password_length, Value::integer(length.value_or(0)), origin)
        .set(Attr::password_history, Value::integer(history.value_or(0)), origin)
        .set(Attr::password_age_days, Value::integer(age.value_or(0)), origin);
  }
}

// An export that leaves secrets out writes asterisks in their place.
void add_client_secret(Facts& facts, const View& secret, const std::string& owner) {
  if (!secret || secret.text().starts_with("***")) return;
  NamedValue value;
  value.name = "secret";
  value.value = secret.text();
  value.why_unknown = secret.open_why();
  value.name_place = secret.key_place();
  value.value_place = secret.place();
  add_secret(facts, owner, value, "key");
}

void add_client(Facts& facts, const View& client, std::string_view realm) {
  const View id = client.at("clientId");
  if (!id) return;
  add_client_secret(facts, client.at("secret"), fmt::format("{}/{}", realm, id.text()));
  const Sourced enabled = client.at("enabled").boolean(facts, true, "Keycloak default");
  const Sourced is_public = client.at("publicClient").boolean(facts, false, "Keycloak default");
  const View method = client.at("attributes").at("pkce.code.challenge.method");
  const auto add = [&](const View& at, std::string_view grant) -> Fact& {
    const Place place = at ? at.place() : id.place();
    Fact& fact = facts.add(Kind::auth_client, place, fmt::format("{}/{} {}", realm, id.text(), grant));
    fact.set(Attr::name, id.text_value(facts))
        .set(Attr::provider, facts.text("keycloak"))
        .set(Attr::grant, facts.text(grant), at.origin(facts))
        .set(Attr::enabled, enabled)
        .set(Attr::public_client, is_public);
    return fact;
  };
  const auto is_on = [](const View& flag, bool fallback) { return flag ? flag.text() == "true" : fallback; };
  const View standard = client.at("standardFlowEnabled");
  if (is_on(standard, true)) {
    // Without the attribute Keycloak accepts PKCE but does not ask for it.
    const Place place = id.place();
    Fact& fact = add(standard, "authorization_code");
    if (method) {
      fact.set(Attr::pkce, Value::boolean(method.text() == "S256"), method.origin(facts));
    } else {
      fact.set(Attr::pkce, Value::boolean(false),
               facts.origin(OriginKind::fallback, place, "Keycloak default"));
    }
  }
  if (is_on(client.at("implicitFlowEnabled"), false)) add(client.at("implicitFlowEnabled"), "implicit");
  if (is_on(client.at("directAccessGrantsEnabled"), false))
    add(client.at("directAccessGrantsEnabled"), "password");
}

}  // namespace

Facts keycloak_facts(const Units& units) {
  Facts facts;
  for (const Unit& unit : units.units) {
    const Tree* tree = unit.tree();
    if (tree == nullptr || unit.format != "json") continue;
    for (NodeId root : tree->roots()) {
      const View view(*tree, unit.file, root);
      // An export of all realms is a list of them.
      std::vector<View> realms = view.is(NodeKind::list) ? view.items() : std::vector<View>{view};
      for (const View& realm : realms) {
        const bool is_realm = realm.at("realm").is(NodeKind::string) &&
                              (realm.at("ssoSessionIdleTimeout") || realm.at("bruteForceProtected") ||
                               realm.at("clients").is(NodeKind::list));
        if (!is_realm) continue;
        const View whole =
            tree->gaps().empty() ? realm : realm.opened("the file could not be read to its end");
        add_realm(facts, whole);
        for (const View& client : whole.at("clients").items())
          add_client(facts, client, realm.at("realm").text());
      }
    }
  }
  return facts;
}

}  // namespace payaudit

// Keycloak realm exports. A key that an export leaves out has the default that Keycloak gives a new realm:
// RealmManager.setupRealmDefaults, the same from 1.0 to 26.
#include <fmt/format.h>

#include <charconv>
#include <optional>
#include <string>
#include <vector>

#include "scanners/meaning/settings/settings.h"
#include "scanners/meaning/settings/variables.h"
#include "scanners/meaning/settings/view.h"
#include "scanners/source/characters.h"

namespace payaudit {
namespace {

// `length(12) and passwordHistory(4)`: the number of one part, 0 where it is not there. Which of two numbers
// counts is not documented.
Value policy_number(Facts& facts, std::string_view policy, std::string_view name) {
  std::optional<int64_t> said;
  size_t at = 0;
  while ((at = policy.find(name, at)) != std::string_view::npos) {
    const bool is_start = at == 0 || policy[at - 1] == ' ';
    at += name.size();
    if (!is_start || at >= policy.size() || policy[at] != '(') continue;
    int64_t number = 0;
    const auto [end, error] = std::from_chars(policy.data() + at + 1, policy.data() + policy.size(), number);
    if (error != std::errc{} || number < 0) continue;
    if (said && *said != number) return facts.unknown(fmt::format("`{}` stands in it twice", name));
    said = number;
  }
  return Value::integer(said.value_or(0));
}

// Temporary lockouts grow with the failures: the first one lasts as long as the increment, but none longer
// than the maximum. nullopt: the lockout is for good.
std::optional<Sourced> lockout_seconds(Facts& facts, const View& realm) {
  // How many temporary ones come before; an export writes 0 for none.
  const View temporary = realm.at("maxTemporaryLockouts");
  if (realm.at("permanentLockout").text() == "true" && (!temporary || temporary.text() == "0"))
    return std::nullopt;
  const Sourced wait = realm.at("waitIncrementSeconds").integer(facts, 60, "Keycloak default");
  const Sourced most = realm.at("maxFailureWaitSeconds").integer(facts, 900, "Keycloak default");
  if (!wait.value.is(Value::Type::integer)) return wait;
  if (!most.value.is(Value::Type::integer)) return most;
  return most.value.as_integer() < wait.value.as_integer() ? most : wait;
}

// Who asks to be remembered may idle longer, where that is offered and has a time of its own.
Sourced idle_seconds(Facts& facts, const View& realm) {
  const Sourced idle = realm.at("ssoSessionIdleTimeout").integer(facts);
  const Sourced is_offered = realm.at("rememberMe").boolean(facts, false, "Keycloak default");
  const Sourced longer = realm.at("ssoSessionIdleTimeoutRememberMe").integer(facts, 0, "Keycloak default");
  const bool is_off = is_offered.value.is(Value::Type::boolean) && !is_offered.value.as_boolean();
  if (is_off || !idle.value.is(Value::Type::integer)) return idle;
  if (!longer.value.is(Value::Type::integer)) return longer;
  if (longer.value.as_integer() <= idle.value.as_integer()) return idle;
  return is_offered.value.is_unknown() ? is_offered : longer;
}

// `external` lets the own network in without TLS and nobody else.
Sourced is_plaintext(Facts& facts, const View& required) {
  const std::string word = lower(required.text());
  if (!required.open_why().empty() || (word != "none" && word != "external" && word != "all"))
    return required.unknown(facts, "filled in elsewhere");
  return {Value::boolean(word == "none"), required.origin(facts)};
}

void add_realm(Facts& facts, const View& realm) {
  const View name = realm.at("realm");
  Fact& fact = facts.add(Kind::auth_policy, name.place(), fmt::format("realm {}", name.text()));
  fact.set(Attr::name, name.text_value(facts))
      .set(Attr::type, facts.text("realm"))
      .set(Attr::provider, facts.text("keycloak"));
  if (realm.at("ssoSessionIdleTimeout")) fact.set(Attr::idle_seconds, idle_seconds(facts, realm));
  const View guard = realm.at("bruteForceProtected");
  const View failures = realm.at("failureFactor");
  const Sourced is_guarded = guard.boolean(facts, false, "Keycloak default");
  if (is_guarded.value.is(Value::Type::boolean) && !is_guarded.value.as_boolean()) {
    fact.set(Attr::lockout_attempts, Value::integer(0), is_guarded.origin);
  } else {
    fact.set(Attr::lockout_attempts,
             is_guarded.value.is_unknown() ? is_guarded : failures.integer(facts, 30, "Keycloak default"));
    if (const auto wait = lockout_seconds(facts, realm)) fact.set(Attr::lockout_seconds, *wait);
  }
  if (const View tls = realm.at("sslRequired")) fact.set(Attr::plaintext, is_plaintext(facts, tls));
  const View policy = realm.at("passwordPolicy");
  if (policy.is(NodeKind::string)) {
    const Origin origin = policy.origin(facts);
    const auto number = [&](std::string_view part) { return policy_number(facts, policy.text(), part); };
    fact.set(Attr::password_length, number("length"), origin)
        .set(Attr::password_history, number("passwordHistory"), origin)
        .set(Attr::password_age_days, number("forceExpiredPasswordChange"), origin);
  }
}

NamedValue named(const View& value, std::string_view name) {
  NamedValue named;
  named.name = name;
  named.value = value.text();
  named.why_unknown = value.open_why();
  named.name_place = value.key_place();
  named.value_place = value.place();
  return named;
}

// An export that leaves secrets out writes asterisks in their place.
bool is_there(const View& secret) {
  return secret && !secret.text().starts_with("***");
}

void add_client_secret(Facts& facts, const SettingTables& tables, const View& secret,
                       const std::string& owner) {
  if (is_there(secret)) add_secret(facts, tables, owner, named(secret, "secret"), "key");
}

// Components and identity providers have a map of settings, whose values may be lists of one.
void add_config(Facts& facts, const SettingTables& tables, const View& config, const std::string& owner) {
  for (const View& entry : config.items()) {
    const std::string_view key = entry.key();
    std::vector<View> values = entry.is(NodeKind::list) ? entry.items() : std::vector<View>{entry};
    for (const View& value : values) {
      if (!is_there(value) || value.text().empty()) continue;
      if (key == "privateKey") {
        add_secret(facts, tables, owner, named(value, key), "private-key");
      } else if (key == "bindCredential" || key == "keystorePassword" || key == "keyPassword") {
        add_password(facts, tables, owner, named(value, key), config.at("bindDn").text());
      } else if (key == "clientSecret" || key == "secret") {
        add_secret(facts, tables, owner, named(value, key), "key");
      }
    }
  }
}

// A user's credentials: with `value` the password itself, with `secretData` its hash.
void add_user(Facts& facts, const SettingTables& tables, const View& user, std::string_view realm) {
  const std::string_view name = user.at("username").text();
  for (const View& credential : user.at("credentials").items()) {
    const View value = credential.at("value");
    const View type = credential.at("type");
    if (!is_there(value) || (type && type.text() != "password")) continue;
    add_password(facts, tables, fmt::format("{}/{}", realm, name), named(value, "password"), name);
  }
}

void add_secrets(Facts& facts, const SettingTables& tables, const View& realm) {
  const std::string_view name = realm.at("realm").text();
  for (const View& user : realm.at("users").items()) add_user(facts, tables, user, name);
  const View mail = realm.at("smtpServer");
  if (const View password = mail.at("password"); is_there(password) && !password.text().empty())
    add_password(facts, tables, fmt::format("{} mail", name), named(password, "smtpServer.password"),
                 mail.at("user").text());
  for (const View& kind : realm.at("components").items()) {
    for (const View& component : kind.items())
      add_config(facts, tables, component.at("config"),
                 fmt::format("{}/{}", name, component.at("name").text()));
  }
  for (const View& provider : realm.at("identityProviders").items())
    add_config(facts, tables, provider.at("config"), fmt::format("{}/{}", name, provider.at("alias").text()));
}

void add_client(Facts& facts, const SettingTables& tables, const View& client, std::string_view realm) {
  const View id = client.at("clientId");
  if (!id) return;
  add_client_secret(facts, tables, client.at("secret"), fmt::format("{}/{}", realm, id.text()));
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
    const View back = client.at("redirectUris");
    std::vector<std::string_view> addresses;
    for (const View& each : back.items()) addresses.push_back(each.text());
    if (back && back.open_why().empty()) fact.set(Attr::servers, facts.texts(addresses), back.origin(facts));
    return fact;
  };
  // Such a client takes tokens and asks for none, whatever its flows say.
  if (client.at("bearerOnly").text() == "true") return;
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

bool is_keycloak_realm(const View& realm) {
  if (!realm.at("realm").is(NodeKind::string)) return false;
  for (std::string_view key : {"ssoSessionIdleTimeout", "bruteForceProtected", "sslRequired", "smtpServer",
                               "identityProviders", "passwordPolicy"}) {
    if (realm.at(key)) return true;
  }
  return realm.at("clients").is(NodeKind::list) || realm.at("users").is(NodeKind::list);
}

Facts keycloak_facts(const Units& units, const SettingTables& tables) {
  Facts facts;
  for (const Unit& unit : units.units) {
    const Tree* tree = unit.tree();
    if (tree == nullptr || unit.format != "json") continue;
    for (NodeId root : tree->roots()) {
      const View view(*tree, unit.file, root);
      // An export of all realms is a list of them.
      std::vector<View> realms = view.is(NodeKind::list) ? view.items() : std::vector<View>{view};
      for (const View& realm : realms) {
        if (!is_keycloak_realm(realm)) continue;
        const View whole =
            tree->gaps().empty() ? realm : realm.opened("the file could not be read to its end");
        // What is brought into a realm that is there is not all of it.
        const bool is_part = realm.at("ifResourceExists") ||
                             (!realm.at("clients") && !realm.at("sslRequired") &&
                              !realm.at("bruteForceProtected") && !realm.at("ssoSessionIdleTimeout"));
        if (!is_part) add_realm(facts, whole);
        add_secrets(facts, tables, whole);
        for (const View& client : whole.at("clients").items())
          add_client(facts, tables, client, realm.at("realm").text());
      }
    }
  }
  return facts;
}

}  // namespace payaudit

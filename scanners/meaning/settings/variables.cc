#include "scanners/meaning/settings/variables.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <charconv>
#include <optional>
#include <unordered_map>

#include "scanners/meaning/classify/periods.h"
#include "scanners/meaning/classify/words.h"
#include "scanners/meaning/settings/connections.h"
#include "scanners/meaning/settings/value_forms.h"
#include "scanners/source/characters.h"
#include "scanners/units/mask.h"
#include "scanners/units/placeholders.h"

namespace payaudit {
namespace {

// The shortest there is: 32 bytes of a curve's key, in base64.
constexpr size_t kShortestPrivateKey = 42;
constexpr size_t kShortestToken = 16;

bool has_word(const std::vector<std::string>& words, std::initializer_list<std::string_view> wanted) {
  return std::any_of(words.begin(), words.end(), [&](const std::string& word) {
    return std::find(wanted.begin(), wanted.end(), word) != wanted.end();
  });
}

// The last word says that the value is about a credential, not one: DB_PASSWORD_FILE, TOKEN_TTL.
bool is_about_credential(const std::vector<std::string>& words) {
  static constexpr std::string_view kAbout[] = {
      "file",       "path",     "name",     "url",     "uri",       "endpoint", "ref",      "id",
      "ttl",        "expiry",   "expire",   "expired", "expires",   "length",   "policy",   "header",
      "algorithm",  "alg",      "type",     "enabled", "enable",    "required", "provider", "env",
      "arn",        "field",    "prefix",   "min",     "max",       "count",    "size",     "lifetime",
      "timeout",    "issuer",   "audience", "format",  "second",    "minute",   "hour",     "day",
      "validity",   "duration", "age",      "dir",     "directory", "host",     "port",     "rotation",
      "regex",      "pattern",  "encoder",  "user",    "username",  "email",    "version",  "interval",
      "expiration", "location", "claim",    "alias",   "store",     "label",    "hint",     "mount",
      "cookie",     "service",  "addr",     "address", "limit",     "scope",    "param",    "parameter"};
  return words.empty() || std::find(std::begin(kAbout), std::end(kAbout), words.back()) != std::end(kAbout) ||
         has_word(words, {"public", "publishable", "allow", "disable"});
}

constexpr std::string_view kKeyFiles[] = {".pem", ".key", ".p12", ".pfx",     ".jks",
                                          ".der", ".p8",  ".asc", ".keystore"};

bool is_boolean_word(std::string_view value) {
  const std::string folded = lower(value);
  for (std::string_view word : {"true", "false", "yes", "no", "on", "off", "null", "none", "nil"}) {
    if (folded == word) return true;
  }
  return false;
}

// `/users/{id}/forgot`, `/login?wrong=1`: the address of a page. A password may begin with a slash too, so
// its parts are names or in braces.
bool is_route(std::string_view value) {
  if (!value.starts_with('/')) return false;
  size_t parts = 0;
  bool has_braces = false;
  for (std::string_view rest = value.substr(0, value.find('?')); !rest.empty();) {
    rest.remove_prefix(1);
    const std::string_view part = rest.substr(0, rest.find('/'));
    rest.remove_prefix(part.size());
    const bool is_parameter = (part.starts_with('{') && part.ends_with('}')) || part.starts_with(':');
    const bool is_name = std::all_of(part.begin(), part.end(),
                                     [](char c) { return is_letter(c) || c == '-' || c == '_' || c == '.'; });
    if (!is_parameter && !is_name) return false;
    has_braces = has_braces || is_parameter;
    if (!part.empty()) ++parts;
  }
  return parts > 1 || has_braces || value.find('?') != std::string_view::npos;
}

bool is_path(std::string_view value) {
  if (value.size() > 250 || value.find_first_of(" \t\n;,") != std::string_view::npos) return false;
  if (value.starts_with("classpath:") || is_route(value)) return true;
  const std::string folded = lower(value);
  return std::any_of(std::begin(kKeyFiles), std::end(kKeyFiles), [&](std::string_view end) {
    return folded.size() > end.size() && folded.ends_with(end);
  });
}

bool is_number(std::string_view value) {
  return !value.empty() &&
         std::all_of(value.begin(), value.end(), [](unsigned char c) { return std::isdigit(c) != 0; });
}

// `15m`, `72h`, `PT15M`
bool is_lifetime(std::string_view value) {
  const size_t unit = std::min(value.find_first_not_of("0123456789"), value.size());
  if (value.starts_with("PT") && value.size() > 3) return is_number(value.substr(2, value.size() - 3));
  const std::string written = lower(value.substr(unit));
  for (std::string_view known : {"ms", "s", "m", "h", "d", "w", "sec", "min"}) {
    if (unit > 0 && written == known) return true;
  }
  return false;
}

// `sha256:…`
bool is_digest(std::string_view value) {
  return value.starts_with("sha256:") || value.starts_with("sha512:");
}

bool has_label_of(const std::set<std::string, std::less<>>& labels, std::string_view host) {
  while (!host.empty()) {
    const size_t dot = std::min(host.find('.'), host.size());
    if (labels.contains(lower(host.substr(0, dot)))) return true;
    host.remove_prefix(std::min(dot + 1, host.size()));
  }
  return false;
}

Origin origin_of(Facts& facts, const NamedValue& variable, OriginKind kind = OriginKind::literal) {
  Origin origin = facts.origin(kind, variable.value_place);
  origin.written = facts.keep(variable.written.empty() ? variable.name : variable.written);
  return origin;
}

// `secret`, `oauth2`, `v2`: a word, maybe with its version.
bool is_versioned_word(std::string_view part) {
  const size_t letters = std::min(part.find_first_of("0123456789"), part.size());
  return letters > 0 && part.size() - letters <= 2 &&
         std::all_of(part.begin(), part.begin() + static_cast<ptrdiff_t>(letters), is_letter) &&
         std::all_of(part.begin() + static_cast<ptrdiff_t>(letters), part.end(), is_digit);
}

// `probe_access_token`, `app.jwt.secret`, `oauth2-proxy-secret`: words that name a key. What a program makes
// has no words in it.
bool names_a_key(std::string_view value) {
  size_t parts = 0;
  for (std::string_view rest = value; !rest.empty(); ++parts) {
    const size_t end = std::min(rest.find_first_of("_-."), rest.size());
    if (!is_versioned_word(rest.substr(0, end))) return false;
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return parts > 1 && has_word(split_words(value),
                               {"token", "secret", "key", "password", "credential", "salt", "webhook"});
}

// `userPassword=userPassword`: the name of what goes there. One word may be a password all the same.
bool is_own_name(const NamedValue& variable) {
  const std::string_view last = variable.name.substr(variable.name.rfind('.') + 1);
  std::vector<std::string> words = split_words(variable.value);
  if (words.size() < 2) return false;
  if (canonical_key(last) == canonical_key(variable.value)) return true;
  // `A challenge password`: what asks for it.
  if (variable.value.find(' ') == std::string_view::npos) return false;
  if (words.front() == "a" || words.front() == "the" || words.front() == "your") words.erase(words.begin());
  return words == split_words(last);
}

constexpr std::string_view kUserEndings[] = {"username", "user", "login"};

// Variables that name users, by canonical name. Made once for all: a file may hold many thousand passwords.
class Users {
 public:
  explicit Users(const std::vector<NamedValue>& variables) : variables_(variables) {
    for (size_t i = 0; i < variables.size(); ++i) {
      std::string name = canonical_key(variables[i].name);
      const bool is_user =
          std::any_of(std::begin(kUserEndings), std::end(kUserEndings),
                      [&](std::string_view ending) { return std::string_view(name).ends_with(ending); });
      if (is_user) first_.try_emplace(std::move(name), i);
    }
  }

  // The first that is the stem with a word for a user; nullptr: none.
  const NamedValue* find(const std::string& stem) const {
    size_t first = variables_.size();
    for (std::string_view ending : kUserEndings) {
      const auto at = first_.find(stem + std::string(ending));
      if (at != first_.end()) first = std::min(first, at->second);
    }
    return first == variables_.size() ? nullptr : &variables_[first];
  }

 private:
  const std::vector<NamedValue>& variables_;
  std::unordered_map<std::string, size_t> first_;
};

// The user of a password: a sibling whose name is the password's with a word for a user in its place.
std::optional<std::string> user_of(const SettingTables& tables, const NamedValue& password,
                                   const Users& users) {
  const std::string key = canonical_key(password.name);
  std::string stem;
  for (std::string_view ending : {"password", "passwd", "pass", "pwd"}) {
    if (key.ends_with(ending)) {
      stem = key.substr(0, key.size() - ending.size());
      break;
    }
  }
  if (const NamedValue* user = users.find(stem)) {
    if (!user->why_unknown.empty() || user->is_reference) return std::nullopt;
    return lower(user->value);
  }
  const auto known = tables.models.default_users.find(key);
  return known == tables.models.default_users.end() ? std::nullopt : std::optional(known->second);
}

Value default_pair(Facts& facts, const SettingModels& models, const std::optional<std::string>& user,
                   std::string_view password) {
  const std::string folded = lower(password);
  if (user) return Value::boolean(models.default_pairs.contains({*user, folded}));
  const bool is_ever = std::any_of(models.default_pairs.begin(), models.default_pairs.end(),
                                   [&](const auto& pair) { return pair.second == folded; });
  return is_ever ? facts.unknown("the user that the password is for is not stated") : Value::boolean(false);
}

// Names that hold addresses which nothing connects to.
bool names_no_connection(const SettingModels& models, const std::vector<std::string>& words) {
  return std::any_of(words.begin(), words.end(),
                     [&](const std::string& word) { return models.mentioned.contains(word); });
}

void add_connection(Facts& facts, const SettingTables& tables, std::string_view owner,
                    const NamedValue& variable, const Address& address, const Neighbourhood& around) {
  const Origin origin = origin_of(facts, variable);
  Fact& fact = facts.add(Kind::connection, variable.value_place, fmt::format("{} {}", owner, variable.name));
  fact.set(Attr::name, facts.text(variable.name), origin);
  set_connection(fact, address, origin, facts);
  if (std::find(around.peers.begin(), around.peers.end(), address.host) != around.peers.end()) {
    fact.set(Attr::local, Value::boolean(true), origin);
  } else if (around.is_cluster &&
             is_cluster_name(address.host, around.spaces, tables.models.public_endings)) {
    fact.set(
        Attr::local,
        facts.unknown(fmt::format("`{}` may be a service of the cluster and its namespace", address.host)),
        origin);
  } else if (const Value local = fact.value(Attr::local);
             local.is(Value::Type::boolean) && !local.as_boolean() &&
             ends_privately(address.host, tables.models.top_level)) {
    fact.set(Attr::local, facts.unknown(fmt::format("no public name ends like `{}`", address.host)), origin);
  }
  if (!address.has_password) return;
  const Value local = fact.value(Attr::local);
  const bool is_here = local.is(Value::Type::boolean) && local.as_boolean();
  NamedValue password = variable;
  password.value = address.password;
  Fact& secret = add_secret(facts, tables, owner, password, "connection-string");
  secret.set(Attr::masked,
             facts.text(fmt::format("{}://{}:***@{}", address.scheme, address.user, address.host)), origin);
  secret.set(Attr::default_pair, default_pair(facts, tables.models, lower(address.user), address.password),
             origin);
  const Value pair = secret.value(Attr::default_pair);
  const bool is_default = pair.is(Value::Type::boolean) && pair.as_boolean();
  if (is_here && !is_default && tables.models.values.stand_ins.contains(lower(address.password)))
    secret.set(Attr::value_kind, facts.text("placeholder"), origin);
}

// `kyc.document.retention.days = 1825`: a number, what it counts, and what it is kept of.
void add_retention(Facts& facts, const SettingTables& tables, std::string_view owner,
                   const NamedValue& variable, const std::vector<std::string>& words) {
  if (!has_word(words, {"retention", "retain"}) || !variable.why_unknown.empty() ||
      !is_number(variable.value))
    return;
  int64_t unit = 0;
  if (has_word(words, {"day"})) unit = 1;
  if (has_word(words, {"month"})) unit = 30;
  const bool is_in_years = has_word(words, {"year"});
  int64_t count = 0;
  const auto [end, error] =
      std::from_chars(variable.value.data(), variable.value.data() + variable.value.size(), count);
  if ((unit == 0 && !is_in_years) || error != std::errc{} || count <= 0 || count > 100'000) return;
  std::string subject;
  for (const std::string& word : words) {
    if (has_word({word}, {"retention", "retain", "day", "month", "year", "period", "in"})) continue;
    subject += (subject.empty() ? "" : " ") + word;
  }
  std::vector<std::string_view> classes = tables.classifier.classes_of_store(subject);
  if (const auto found = tables.classifier.classify(subject)) {
    if (std::find(classes.begin(), classes.end(), found->data_class) == classes.end())
      classes.push_back(found->data_class);
  }
  if (classes.empty()) return;
  const Origin origin = origin_of(facts, variable);
  facts.add(Kind::retention, variable.value_place, fmt::format("{} {}", owner, variable.name))
      .set(Attr::name, facts.text(variable.name), origin)
      .set(Attr::subject, facts.text(subject), origin)
      .set(Attr::days, Value::integer(is_in_years ? days_of_years(count) : count * unit), origin)
      .set(Attr::unlimited, Value::boolean(false), origin)
      .set(Attr::basis, facts.text("unknown"), origin)
      .set(Attr::classes, facts.texts(classes), origin);
}

void add_region(Facts& facts, std::string_view owner, const NamedValue& variable, std::string_view provider) {
  const Origin origin = origin_of(facts, variable);
  Fact& fact = facts.add(Kind::place, variable.value_place, fmt::format("{} {}", owner, variable.name));
  fact.set(Attr::provider, facts.text(provider), origin)
      .set(Attr::code,
           variable.why_unknown.empty() ? facts.text(variable.value) : facts.unknown(variable.why_unknown),
           origin)
      .set(Attr::subject, facts.text(variable.name), origin)
      .set(Attr::subject_kind, facts.text("setting"), origin);
}

}  // namespace

std::optional<std::string_view> repeated_text(const Tree& tree, NodeId id) {
  const Node& node = tree[id];
  if (node.kind != NodeKind::opaque || node.key.empty() || node.parent == kNoNode) return std::nullopt;
  std::string_view text = node.text;
  for (const std::string_view mark : {"{{", "{%", "<%", "${"}) {
    if (text.find(mark) != std::string_view::npos) return std::nullopt;
  }
  // An alias of YAML.
  if (text.starts_with('*')) return std::nullopt;
  size_t count = 0;
  for (NodeId sibling : tree.children(node.parent)) count += tree[sibling].key == node.key ? 1 : 0;
  if (count < 2) return std::nullopt;
  const bool is_quoted =
      text.size() > 1 && (text.front() == '"' || text.front() == '\'') && text.back() == text.front();
  return is_quoted ? text.substr(1, text.size() - 2) : text;
}

std::optional<std::string_view> placeholder_default(std::string_view text) {
  if (!text.starts_with("${")) return std::nullopt;
  while (true) {
    const std::vector<TextPart> parts = split_placeholders(text, PlaceholderStyle::spring);
    if (parts.size() != 1 || parts[0].kind != TextPart::Kind::reference || !parts[0].has_default)
      return std::nullopt;
    text = parts[0].default_text;
    // In shells the colon has a sign behind it: of these only `:-` gives a default.
    if (text.starts_with('?') || text.starts_with('+')) return std::nullopt;
    if (text.starts_with('-')) text.remove_prefix(1);
    if (text.empty()) return std::nullopt;
    // `${ssm:/pay/key~true}`: what stands before the colon says where to look, and the path what for.
    if (text.starts_with('/')) return std::nullopt;
    if (!text.starts_with("${")) return text;
  }
}

std::string_view credential_type(const Classifier& classifier, std::string_view name) {
  const std::vector<std::string> words = split_words(name);
  if (is_about_credential(words)) return {};
  const auto found = classifier.classify(name);
  if (!found || !within(found->data_class, "credential")) return {};
  if (found->data_class == "credential.password" && found->state != "clear") return {};
  if (found->data_class == "credential.password") return "password";
  if (found->data_class == "credential.token") return "token";
  if (has_word(words, {"api"})) return "api-key";
  if (has_word(words, {"private"})) return "private-key";
  return "key";
}

std::string_view credential_type(const SettingTables& tables, std::string_view name) {
  // The last part of a dotted name is the variable's own.
  const auto known = tables.models.credentials.find(canonical_key(name.substr(name.rfind('.') + 1)));
  if (known != tables.models.credentials.end()) return known->second;
  const std::string_view type = credential_type(tables.classifier, name);
  // Whether the value is as encrypted as its name says is told of the value.
  const bool is_ciphertext = type.empty() && names_ciphertext(tables.models.values, name);
  const auto found = is_ciphertext ? tables.classifier.classify(name) : std::nullopt;
  return found && found->data_class == "credential.password" && found->state == "encrypted" ? "password"
                                                                                            : type;
}

// `AAAAAAAAAAAAAAAA`: fills the place of a key, and nobody made it.
bool is_one_character(std::string_view value) {
  return value.size() >= kShortestToken &&
         std::all_of(value.begin(), value.end(), [&](char c) { return c == value.front(); });
}

Fact& add_secret(Facts& facts, const SettingTables& tables, std::string_view owner,
                 const NamedValue& variable, std::string_view type) {
  const ValueForms& forms = tables.models.values;
  const Origin origin = origin_of(facts, variable);
  // A word that signs with one secret on both sides is called so too.
  if (type == "private-key" && !variable.is_reference && variable.why_unknown.empty() &&
      variable.value.size() < kShortestPrivateKey)
    type = "key";
  Fact& fact = facts.add(Kind::secret, variable.value_place, fmt::format("{} {}", owner, variable.name));
  std::string_view kind = variable.is_reference ? "reference" : value_kind(forms, variable.value);
  const bool is_made = type != "password" && type != "connection-string";
  // `token_validity_units { access_token = "hours" }`: a token is never a word.
  const bool is_versioned_word = type == "token" && variable.value.size() < kShortestToken &&
                                 std::all_of(variable.value.begin(), variable.value.end(), is_letter);
  const bool is_filler = is_made && is_one_character(variable.value);
  if (kind == "literal" &&
      (is_versioned_word || is_filler || (is_made && names_a_key(variable.value)) || is_own_name(variable)))
    kind = "placeholder";
  std::string_view why = variable.is_reference ? std::string_view() : variable.why_unknown;
  if (why.empty() && kind == "literal") why = why_doubtful(forms, variable.name, variable.value);
  // What everybody who reads it knows signs and opens, where nobody gave another.
  if (why.empty() && kind == "placeholder" && variable.is_default && type != "password")
    why = "a placeholder, which counts where nothing else is given";
  fact.set(Attr::name, facts.text(variable.name), origin)
      .set(Attr::type, facts.text(type), origin)
      .set(Attr::value_kind, why.empty() ? facts.text(kind) : facts.unknown(why), origin)
      .set(Attr::source, facts.text("name"), origin);
  // What has no form of its own is on no list of test values; only passwords come in pairs with users.
  fact.set(Attr::published_test, Value::boolean(false), origin);
  if (is_made) fact.set(Attr::default_pair, Value::boolean(false), origin);
  if (kind == "literal") fact.set(Attr::masked, facts.text(kMaskedSecret), origin);
  return fact;
}

void add_password(Facts& facts, const SettingTables& tables, std::string_view owner,
                  const NamedValue& password, std::string_view user) {
  Fact& secret = add_secret(facts, tables, owner, password, "password");
  if (password.is_reference || !password.why_unknown.empty()) return;
  secret.set(Attr::default_pair, default_pair(facts, tables.models, lower(user), password.value),
             origin_of(facts, password));
}

void add_variables(Facts& facts, const SettingTables& tables, std::string_view owner,
                   const std::vector<NamedValue>& variables, const Neighbourhood& around) {
  const Users users(variables);
  for (const NamedValue& variable : variables) {
    const std::vector<std::string> words = split_words(variable.name);
    const auto region = tables.models.regions.find(canonical_key(variable.name));
    if (region != tables.models.regions.end()) {
      if (!variable.is_reference && (!variable.value.empty() || !variable.why_unknown.empty()))
        add_region(facts, owner, variable, region->second);
      continue;
    }
    if (!variable.is_reference && variable.why_unknown.empty()) {
      if (const auto address = parse_address(variable.value)) {
        // `http://0.0.0.0:8080` is what a server listens on.
        const bool is_bound = address->host == "0.0.0.0" || address->host == "::";
        // One that counts where nothing else is given may be a developer's.
        const bool is_meant =
            !is_bound && !has_label_of(tables.models.placeholder_hosts, address->host) &&
            !(variable.is_default && has_label_of(tables.models.developer_hosts, address->host));
        if (is_meant && !names_no_connection(tables.models, words))
          add_connection(facts, tables, owner, variable, *address, around);
        continue;
      }
    }
    const std::string_view type = credential_type(tables, variable.name);
    if (type.empty()) {
      add_retention(facts, tables, owner, variable, words);
      continue;
    }
    const bool is_known = variable.why_unknown.empty() && !variable.is_reference;
    // The place of a key, certificates/server.pem: what is in the file is told there. The name of another
    // setting: its value is told there.
    if (is_known && (is_path(variable.value) || is_published(tables.models.values, variable.value))) continue;
    const bool is_another = variable.is_reference && !variable.value.empty() &&
                            std::any_of(variables.begin(), variables.end(), [&](const NamedValue& other) {
                              return other.name == variable.value;
                            });
    if (is_another) continue;
    // A switch, a lifetime or the digest of an image, whatever the name says.
    const bool is_made = type != "password";
    const bool is_no_key =
        is_number(variable.value) || is_lifetime(variable.value) || is_digest(variable.value);
    if (is_known && (is_boolean_word(variable.value) || (is_made && is_no_key))) continue;
    Fact& secret = add_secret(facts, tables, owner, variable, type);
    if (is_known && type == "password") {
      secret.set(Attr::default_pair,
                 default_pair(facts, tables.models, user_of(tables, variable, users), variable.value),
                 origin_of(facts, variable));
    }
  }
}

}  // namespace payaudit

#include "scanners/meaning/resources/policies.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <optional>

namespace payaudit {
namespace {

constexpr int kMaxSources = 5;

// Keys as the JSON form writes them; a data source has its own.
struct Words {
  std::string_view sid, effect, action, not_action, resource, principal, not_principal, condition;
};
constexpr Words kJson{"Sid",      "Effect",    "Action",       "NotAction",
                      "Resource", "Principal", "NotPrincipal", "Condition"};
constexpr Words kBlocks{"sid",       "effect",     "actions",        "not_actions",
                        "resources", "principals", "not_principals", "condition"};

// Like Config::find, for keys that repeat (blocks).
std::vector<const Config*> find_all(const Config& map, std::string_view key) {
  std::vector<const Config*> out;
  for (const auto& [name, value] : map.entries) {
    if (name == key && !value->is(Config::Kind::null)) flatten(*value, out);
  }
  return out;
}

// Texts of an element. An unknown with a pattern that is more than a hole is certainly not `*`.
struct Texts {
  std::vector<Value> values;
  bool has_star = false;
  std::string unknown;  // why one of them might be `*`
};

void add_text(const Config& value, Facts& facts, Texts& texts, const auto& is_star) {
  if (value.is(Config::Kind::unknown)) {
    const bool is_certain =
        !value.pattern.empty() && value.pattern.find_first_not_of("*\xff") != std::string::npos;
    if (!is_certain && value.target == nullptr && texts.unknown.empty()) texts.unknown = value.text;
    texts.values.push_back(facts.unknown(value.text));
    return;
  }
  const std::string text = scalar_text(value);
  if (is_star(text)) texts.has_star = true;
  texts.values.push_back(facts.text(text));
}

Texts texts_of(const Config& statement, std::string_view key, Facts& facts, const auto& is_star) {
  Texts out;
  for (const Config* value : find_all(statement, key)) add_text(*value, facts, out, is_star);
  if (statement.is_partial && out.unknown.empty()) out.unknown = "a part of the statement could not be read";
  return out;
}

Value truth(const Texts& texts, Facts& facts) {
  if (texts.has_star) return Value::boolean(true);
  return texts.unknown.empty() ? Value::boolean(false) : facts.unknown(texts.unknown);
}

bool is_star(std::string_view text) {
  return text == "*";
}
bool is_all_actions(std::string_view text) {
  return text == "*" || text == "*:*";
}

// `"*"`, `{"AWS": [...]}`, or blocks with `type` and `identifiers`. A service is not anybody.
Texts principals_of(const Config& statement, std::string_view key, bool is_block, Facts& facts) {
  Texts out;
  for (const Config* principal : find_all(statement, key)) {
    if (!principal->is(Config::Kind::map)) {
      add_text(*principal, facts, out, is_star);
      continue;
    }
    if (is_block) {
      const Config* type = principal->find("type");
      const bool is_account = type == nullptr || type->text == "AWS" || type->text == "*";
      for (const Config* id : find_all(*principal, "identifiers")) {
        add_text(*id, facts, out, [&](std::string_view text) { return is_account && text == "*"; });
      }
      continue;
    }
    for (const auto& [type, value] : principal->entries) {
      std::vector<const Config*> ids;
      flatten(*value, ids);
      const bool is_account = type == "AWS" || type == "*";
      for (const Config* id : ids) {
        add_text(*id, facts, out, [&](std::string_view text) { return is_account && text == "*"; });
      }
    }
  }
  return out;
}

// Keys of conditions that say nothing about who asks, or only what anybody can claim.
constexpr std::string_view kOpenConditions[] = {
    "aws:securetransport",
    "aws:referer",
    "aws:useragent",
    "s3:tlsversion",
    "s3:x-amz-acl",
    "s3:prefix",
    "s3:delimiter",
    "s3:max-keys",
    "s3:x-amz-server-side-encryption",
    "s3:x-amz-server-side-encryption-aws-kms-key-id",
};

// Whether a condition narrows who may ask. One that is not known might.
bool narrows(const Config* key) {
  if (key == nullptr || !key->is(Config::Kind::string)) return true;
  std::string name = key->text;
  std::transform(name.begin(), name.end(), name.begin(), [](unsigned char c) { return std::tolower(c); });
  return std::find(std::begin(kOpenConditions), std::end(kOpenConditions), name) == std::end(kOpenConditions);
}

// `{"Bool": {"aws:SecureTransport": "true"}}`, or blocks with `test`, `variable` and `values`.
bool is_narrowed(const Config& statement, const Words& words, bool is_block, ConfigPool& pool) {
  for (const Config* condition : find_all(statement, words.condition)) {
    if (!condition->is(Config::Kind::map) || condition->is_partial) return true;
    if (is_block) {
      if (narrows(condition->find("variable"))) return true;
      continue;
    }
    for (const auto& [test, keys] : condition->entries) {
      if (!keys->is(Config::Kind::map) || keys->is_partial) return true;
      for (const auto& [key, value] : keys->entries) {
        if (narrows(&pool.string(key, value->place))) return true;
      }
    }
  }
  return false;
}

class Policy {
 public:
  Policy(const Resource& owner, std::string_view type, ConfigPool& pool, Facts& facts)
      : owner_(owner), type_(type), pool_(pool), facts_(facts) {}

  void document(const Config& document, int depth) {
    if (document.target != nullptr && document.target->body != nullptr &&
        document.target->type == "aws_iam_policy_document" && depth < kMaxSources) {
      const Config& body = *document.target->body;
      for (const auto& [key, value] : body.entries) {
        if (key == "statement") statement(*value, kBlocks, true);
        if (key == "source_policy_documents" || key == "override_policy_documents" || key == "source_json" ||
            key == "override_json") {
          std::vector<const Config*> others;
          flatten(*value, others);
          for (const Config* other : others) this->document(*other, depth + 1);
        }
      }
      return;
    }
    if (document.is(Config::Kind::map)) {
      const Config* statements = document.find("Statement");
      if (statements == nullptr) return;
      std::vector<const Config*> all;
      flatten(*statements, all);
      for (const Config* one : all) statement(*one, kJson, false);
      return;
    }
    const std::string_view json = document.is(Config::Kind::string) ? document.text : document.pattern;
    if (!json.empty()) {
      if (const Config* parsed = parse_policy_text(json, document.place, pool_);
          parsed != nullptr && parsed->is(Config::Kind::map)) {
        return this->document(*parsed, depth);
      }
    }
    if (document.is(Config::Kind::null)) return;
    unknown(document.is(Config::Kind::unknown) && document.pattern.empty() ? document.text
                                                                           : "the document is not JSON",
            document.place);
  }

  const PublicGrant& grant() const { return grant_; }

 private:
  Fact& add(Place place, std::string_view sid) {
    ++count_;
    Fact& fact = facts_.add(
        Kind::identity_policy, place,
        sid.empty() ? fmt::format("{}#{}", owner_.symbol, count_) : fmt::format("{}#{}", owner_.symbol, sid));
    const Origin origin = facts_.origin(OriginKind::literal, owner_.place);
    fact.set(Attr::name, facts_.text(owner_.name), origin);
    fact.set(Attr::type, facts_.text(type_), origin);
    fact.set(Attr::provider, facts_.text("aws"), origin);
    fact.set(Attr::resource_type, facts_.text(owner_.type), origin);
    return fact;
  }

  void unknown(const std::string& why, Place place) {
    Fact& fact = add(place, {});
    const Origin origin = facts_.origin(OriginKind::template_, place);
    for (const Attr attr : {Attr::allows, Attr::actions, Attr::resources, Attr::wildcard_actions,
                            Attr::wildcard_resources, Attr::any_principal, Attr::conditional}) {
      fact.set(attr, facts_.unknown(why), origin);
    }
    if (grant_.is_known) grant_ = {grant_.is_public, false, place, why};
  }

  void statement(const Config& statement, const Words& words, bool is_block) {
    if (statement.is(Config::Kind::unknown)) return unknown(statement.text, statement.place);
    if (!statement.is(Config::Kind::map)) return;
    const Config* sid = statement.find(words.sid);
    Fact& fact = add(statement.place, sid != nullptr ? scalar_text(*sid) : std::string());
    const auto origin = [&](std::string_view key) {
      const Config* value = statement.find(key);
      return facts_.origin(OriginKind::literal, value != nullptr ? value->place : statement.place);
    };
    const Config* effect = statement.find(words.effect);
    Value allows = Value::boolean(is_block);  // a block without `effect` allows
    if (effect != nullptr && effect->is(Config::Kind::unknown)) {
      allows = facts_.unknown(effect->text);
    } else if (effect != nullptr) {
      allows = Value::boolean(scalar_text(*effect) == "Allow");
    }
    fact.set(Attr::allows, allows, origin(words.effect));

    Texts actions = texts_of(statement, words.action, facts_, is_all_actions);
    const Texts not_actions = texts_of(statement, words.not_action, facts_, is_all_actions);
    Value all_actions = truth(actions, facts_);
    if (!not_actions.values.empty()) {
      all_actions = facts_.unknown("it permits everything but the actions that are listed");
    }
    fact.set(Attr::actions, facts_.list(actions.values), origin(words.action));
    fact.set(Attr::wildcard_actions, all_actions,
             origin(not_actions.values.empty() ? words.action : words.not_action));
    const Texts resources = texts_of(statement, words.resource, facts_, is_star);
    fact.set(Attr::resources, facts_.list(resources.values), origin(words.resource));
    fact.set(Attr::wildcard_resources, truth(resources, facts_), origin(words.resource));

    const Texts principals = principals_of(statement, words.principal, is_block, facts_);
    const bool has_not = statement.find(words.not_principal) != nullptr;
    Value any = truth(principals, facts_);
    // All but those who are listed, so anybody.
    if (has_not) any = Value::boolean(true);
    fact.set(Attr::principals, facts_.list(principals.values), origin(words.principal));
    fact.set(Attr::any_principal, any, origin(has_not ? words.not_principal : words.principal));
    const bool is_conditional = is_narrowed(statement, words, is_block, pool_);
    fact.set(Attr::conditional, Value::boolean(is_conditional), origin(words.condition));
    note_grant(allows, any, is_conditional, origin(words.principal).place);
  }

  void note_grant(const Value& allows, const Value& any, bool is_conditional, Place place) {
    const bool may_allow = allows.is_unknown() || allows.as_boolean();
    const bool may_be_any = any.is_unknown() || any.as_boolean();
    if (!may_allow || !may_be_any) return;
    if (!allows.is_unknown() && !any.is_unknown() && !is_conditional) {
      grant_.is_public = true;
      grant_.place = place;
      return;
    }
    if (!grant_.is_known) return;
    const std::string why = is_conditional     ? "a statement permits anybody under a condition"
                            : any.is_unknown() ? std::string(any.why_unknown())
                                               : std::string(allows.why_unknown());
    grant_ = {grant_.is_public, false, grant_.is_public ? grant_.place : place, why};
  }

  const Resource& owner_;
  std::string_view type_;
  ConfigPool& pool_;
  Facts& facts_;
  PublicGrant grant_;
  int count_ = 0;
};

}  // namespace

PublicGrant add_policy(const Config& document, const Resource& owner, std::string_view type, ConfigPool& pool,
                       Facts& facts) {
  Policy policy(owner, type, pool, facts);
  policy.document(document, 0);
  return policy.grant();
}

}  // namespace payaudit

#include "scanners/meaning/resources/policies.h"

#include <fmt/format.h>

#include <algorithm>
#include <initializer_list>

#include "scanners/meaning/resources/apply.h"
#include "scanners/meaning/resources/conditions.h"
#include "scanners/meaning/resources/powers.h"

namespace payaudit {
namespace {

constexpr int kMaxSources = 5;

// Keys as the JSON form writes them; a data source has its own.
struct Words {
  std::string_view sid, effect, action, not_action, resource, not_resource, principal, not_principal,
      condition;
};
constexpr Words kJson{"Sid",         "Effect",    "Action",       "NotAction", "Resource",
                      "NotResource", "Principal", "NotPrincipal", "Condition"};
constexpr Words kBlocks{"sid",           "effect",     "actions",        "not_actions", "resources",
                        "not_resources", "principals", "not_principals", "condition"};

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
    if (is_star(value.pattern)) texts.has_star = true;
    const bool is_certain =
        !value.pattern.empty() && value.pattern.find_first_not_of("*\xff") != std::string::npos;
    const bool is_one = value.target != nullptr || value.is_specific;
    if (!is_certain && !is_one && texts.unknown.empty()) texts.unknown = value.text;
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
// `*`, `arn:aws:*:*:*`: whatever the partition is, nothing but wildcards behind it.
bool is_all_resources(std::string_view text) {
  if (text.starts_with("arn:")) text.remove_prefix(std::min(text.find(':', 4), text.size()));
  return text.find('*') != std::string_view::npos && text.find_first_not_of("*:/") == std::string_view::npos;
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

// A statement of a document, or a document that is not known.
struct Stated {
  const Config* statement;
  const Words* words = &kJson;
  bool is_block = false;
  std::string doubt = {};    // why another may take its place
  std::string why_not = {};  // of a document that is not known
};

std::string id_of(const Stated& stated) {
  const Config* sid = stated.why_not.empty() && stated.statement->is(Config::Kind::map)
                          ? stated.statement->find(stated.words->sid)
                          : nullptr;
  return sid == nullptr ? std::string() : scalar_text(*sid);
}

// Those of the same id take the place of what is there, others come after it.
void merge(const std::vector<Stated>& others, std::vector<Stated>& into) {
  for (const Stated& other : others) {
    const std::string id = id_of(other);
    const auto same = id.empty() ? into.end()
                                 : std::find_if(into.begin(), into.end(),
                                                [&](const Stated& one) { return id_of(one) == id; });
    if (same != into.end()) {
      *same = other;
    } else {
      into.push_back(other);
    }
  }
}

class Policy {
 public:
  Policy(const Resource& owner, std::string_view type, const ResourceWords& words, ConfigPool& pool,
         Facts& facts)
      : owner_(owner), type_(type), words_(words), pool_(pool), facts_(facts) {}

  void document(const Config& document) {
    std::vector<Stated> all;
    collect(document, 0, all);
    for (const Stated& one : all) {
      if (one.why_not.empty()) {
        statement(*one.statement, *one.words, one.is_block, one.doubt);
      } else {
        unknown(one.why_not, one.statement->place);
      }
    }
  }

  const PublicGrant& grant() const { return grant_; }

 private:
  void collect(const Config& document, int depth, std::vector<Stated>& out) {
    if (depth > kMaxSources) return out.push_back({&document, &kJson, false, {}, "it is nested too deep"});
    if (document.target != nullptr && document.target->body != nullptr &&
        document.target->type == "aws_iam_policy_document") {
      return collect_blocks(*document.target->body, depth, out);
    }
    if (document.is(Config::Kind::map)) {
      const Config* statements = document.find("Statement");
      std::vector<const Config*> all;
      if (statements != nullptr) flatten(*statements, all);
      for (const Config* one : all) out.push_back({one});
      if (document.is_partial || (statements != nullptr && statements->is_partial)) {
        out.push_back({&document, &kJson, false, {}, "a part of the document is not known"});
      }
      return;
    }
    const std::string_view json = document.is(Config::Kind::string) ? document.text : document.pattern;
    if (!json.empty()) {
      if (const Config* parsed = parse_policy_text(json, document.place, pool_);
          parsed != nullptr && parsed->is(Config::Kind::map)) {
        return collect(*parsed, depth, out);
      }
    }
    if (document.is(Config::Kind::null)) return;
    const bool is_plain = document.is(Config::Kind::unknown) && document.pattern.empty();
    out.push_back({&document, &kJson, false, {}, is_plain ? document.text : "the document is not JSON"});
  }

  // The data source: sources first, then its own statements, then what overrides.
  void collect_blocks(const Config& body, int depth, std::vector<Stated>& out) {
    const auto collect_all = [&](std::initializer_list<std::string_view> keys) {
      std::vector<Stated> found;
      for (const auto& [key, value] : body.entries) {
        if (std::find(keys.begin(), keys.end(), key) == keys.end()) continue;
        std::vector<const Config*> others;
        flatten(*value, others);
        for (const Config* other : others) collect(*other, depth + 1, found);
      }
      return found;
    };
    merge(collect_all({"source_json", "source_policy_documents"}), out);
    std::vector<Stated> own;
    for (const Config* block : find_all(body, "statement")) own.push_back({block, &kBlocks, true});
    merge(own, out);
    const std::vector<Stated> overrides = collect_all({"override_json", "override_policy_documents"});
    for (const Stated& one : overrides) {
      if (one.why_not.empty()) continue;
      for (Stated& known : out) {
        if (!id_of(known).empty()) known.doubt = one.why_not;
      }
    }
    merge(overrides, out);
  }

  Fact& add(Place place, std::string_view sid) {
    ++count_;
    Fact& fact = facts_.add(
        Kind::identity_policy, place,
        sid.empty() ? fmt::format("{}#{}", owner_.symbol, count_) : fmt::format("{}#{}", owner_.symbol, sid));
    say_where_from(owner_, fact, facts_);
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

  void statement(const Config& statement, const Words& words, bool is_block, const std::string& doubt) {
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
    if (!doubt.empty() && (allows.is_unknown() || allows.as_boolean())) allows = facts_.unknown(doubt);
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
    const Texts resources = texts_of(statement, words.resource, facts_, is_all_resources);
    const bool has_not_resource = statement.find(words.not_resource) != nullptr;
    Value all_resources = truth(resources, facts_);
    if (has_not_resource)
      all_resources = facts_.unknown("it permits all resources but those that are listed");
    fact.set(Attr::resources, facts_.list(resources.values), origin(words.resource));
    fact.set(Attr::wildcard_resources, all_resources,
             origin(has_not_resource ? words.not_resource : words.resource));

    if (!actions.has_star && not_actions.values.empty())
      set_powers(fact, statement, words, is_block, actions, origin);

    const Texts principals = principals_of(statement, words.principal, is_block, facts_);
    const bool has_not = statement.find(words.not_principal) != nullptr;
    Value any = truth(principals, facts_);
    // All but those who are listed, so anybody.
    if (has_not) any = Value::boolean(true);
    fact.set(Attr::principals, facts_.list(principals.values), origin(words.principal));
    fact.set(Attr::any_principal, any, origin(has_not ? words.not_principal : words.principal));
    const Narrowed who = narrowed(find_all(statement, words.condition), is_block, words_);
    fact.set(
        Attr::conditional,
        who.is == Narrowing::unknown ? facts_.unknown(who.why) : Value::boolean(who.is == Narrowing::narrows),
        origin(words.condition));
    set_subjects(fact, statement, words, is_block, origin(words.condition));
    note_grant(allows, any, who, origin(words.principal).place);
  }

  // Stated only where an action may give a power over all of a kind.
  void set_powers(Fact& fact, const Config& statement, const Words& words, bool is_block,
                  const Texts& actions, const auto& origin) {
    std::vector<std::string_view> written;
    for (const Value& action : actions.values) {
      if (action.is(Value::Type::text)) written.push_back(action.as_text());
    }
    const Powers powers = powers_of(written, words_);
    if (powers.is_empty()) return;
    const Texts whole = texts_of(statement, words.resource, facts_,
                                 [&](std::string_view text) { return is_whole_kind(text, words_); });
    std::string why;
    if (statement.find(words.not_resource) != nullptr) {
      why = "it permits all resources but those that are listed";
    } else if (!whole.has_star) {
      why = whole.unknown;
    } else if (powers.actions.empty()) {
      why = powers.unclear;
    } else {
      why = lessened_by(find_all(statement, words.condition), is_block, words_);
    }
    const bool is_broad = why.empty() && whole.has_star;
    const auto list = [&](const std::vector<std::string_view>& all) {
      if (!why.empty()) return facts_.unknown(why);
      return is_broad ? facts_.texts(all) : facts_.texts({});
    };
    fact.set(Attr::broad_actions, list(powers.actions), origin(words.action));
    fact.set(Attr::powers, list(powers.of), origin(words.action));
  }

  void set_subjects(Fact& fact, const Config& statement, const Words& words, bool is_block,
                    const Origin& origin) {
    std::vector<const Config*> issuers;
    for (const Config* principal : find_all(statement, words.principal)) {
      if (!principal->is(Config::Kind::map)) continue;
      for (const auto& [type, value] : principal->entries) flatten(*value, issuers);
    }
    const std::vector<std::string> subjects =
        subjects_of(issuers, find_all(statement, words.condition), is_block, words_);
    if (subjects.empty()) return;
    fact.set(Attr::subjects, facts_.texts(std::vector<std::string_view>(subjects.begin(), subjects.end())),
             origin);
  }

  void note_grant(const Value& allows, const Value& any, const Narrowed& who, Place place) {
    const bool may_allow = allows.is_unknown() || allows.as_boolean();
    const bool may_be_any = any.is_unknown() || any.as_boolean();
    if (!may_allow || !may_be_any || who.is == Narrowing::narrows) return;
    if (!allows.is_unknown() && !any.is_unknown() && who.is == Narrowing::none) {
      grant_.is_public = true;
      grant_.place = place;
      return;
    }
    if (!grant_.is_known) return;
    const std::string why = any.is_unknown()               ? std::string(any.why_unknown())
                            : who.is == Narrowing::unknown ? who.why
                                                           : std::string(allows.why_unknown());
    grant_ = {grant_.is_public, false, grant_.is_public ? grant_.place : place, why};
  }

  const Resource& owner_;
  std::string_view type_;
  const ResourceWords& words_;
  ConfigPool& pool_;
  Facts& facts_;
  PublicGrant grant_;
  int count_ = 0;
};

}  // namespace

PublicGrant add_policy(const Config& document, const Resource& owner, std::string_view type,
                       const ResourceWords& words, ConfigPool& pool, Facts& facts) {
  Policy policy(owner, type, words, pool, facts);
  policy.document(document);
  return policy.grant();
}

}  // namespace payaudit

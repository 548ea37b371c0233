#include "scanners/meaning/join/join.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace payaudit {
namespace {

bool is_text(const Value& value, std::string_view text) {
  return value.is(Value::Type::text) && value.as_text() == text;
}

bool is_relational(const Fact& fact) {
  if (fact.kind != Kind::store || !is_text(fact.value(Attr::type), "database")) return false;
  const Value engine = fact.value(Attr::engine);
  if (!engine.is(Value::Type::text)) return true;
  for (std::string_view other : {"redis", "memcached", "mongodb", "dynamodb", "docdb", "neptune", "cassandra",
                                 "etcd", "kubernetes", "firestore", "bigtable"}) {
    if (engine.as_text().find(other) != std::string_view::npos) return false;
  }
  return true;
}

// Adds classes to a list attribute; what was Unknown stays Unknown, since a part of it is not known.
void add_classes(Facts& facts, Fact& fact, Attr attr, const std::set<std::string>& added,
                 const Origin& origin) {
  std::set<std::string> all = added;
  const Value before = fact.value(attr);
  if (before.is(Value::Type::list)) {
    for (const Value& item : before.as_list()) {
      if (item.is(Value::Type::text)) all.emplace(item.as_text());
    }
  }
  const std::vector<std::string_view> views(all.begin(), all.end());
  fact.set(attr, facts.texts(views), origin);
}

void join_declared(Facts& facts, const Declared& declared) {
  for (Fact& fact : facts.all()) {
    if (fact.kind != Kind::store) continue;
    auto classes = declared.store_classes.find(fact.symbol);
    // An object of Kubernetes may be named with its namespace or without.
    if (classes == declared.store_classes.end())
      classes = declared.store_classes.find(fact.symbol.substr(fact.symbol.find('/') + 1));
    if (classes == declared.store_classes.end()) continue;
    const Origin origin{OriginKind::computed, false, {}, facts.keep("declared in payaudit.yaml"), {}};
    add_classes(facts, fact, Attr::holds, {classes->second.begin(), classes->second.end()}, origin);
  }
}

// Places name the store they are about by its symbol or its name.
void join_places(Facts& facts) {
  std::map<std::string, std::set<std::string>, std::less<>> held;
  for (const Fact& fact : facts.all()) {
    const Value holds = fact.kind == Kind::store ? fact.value(Attr::holds) : Value();
    if (!holds.is(Value::Type::list)) continue;
    std::set<std::string>& classes = held[std::string(fact.symbol)];
    for (const Value& item : holds.as_list()) {
      if (item.is(Value::Type::text)) classes.emplace(item.as_text());
    }
  }
  for (Fact& fact : facts.all()) {
    const Value subject = fact.kind == Kind::place ? fact.value(Attr::subject) : Value();
    if (!subject.is(Value::Type::text)) continue;
    const auto classes = held.find(subject.as_text());
    if (classes == held.end() || classes->second.empty()) continue;
    const Origin origin{OriginKind::computed, false, {}, facts.keep("what its store holds"), {}};
    add_classes(facts, fact, Attr::classes, classes->second, origin);
  }
}

void join_columns(Facts& facts) {
  Fact* database = nullptr;
  size_t databases = 0;
  for (Fact& fact : facts.all()) {
    if (!is_relational(fact)) continue;
    ++databases;
    database = &fact;
  }
  if (databases != 1) return;
  const Value name = database->value(Attr::name);
  const Attribute* encrypted = database->find(Attr::encrypted_at_rest);
  std::set<std::string> held;
  for (Fact& fact : facts.all()) {
    if (fact.kind != Kind::field || !is_text(fact.value(Attr::medium), "column")) continue;
    const Origin origin =
        facts.origin(OriginKind::computed, database->place, "the only relational database of the tree");
    fact.set(Attr::store, name.is(Value::Type::text) ? name : facts.text(database->symbol), origin);
    if (encrypted != nullptr) fact.set(Attr::store_encrypted, encrypted->value, origin);
    fact.notes.push_back(
        {database->place,
         facts.keep(fmt::format("store `{}`, the only relational database of the tree", database->symbol)),
         NoteRole::context});
    if (const Value data_class = fact.value(Attr::class_); data_class.is(Value::Type::text))
      held.emplace(data_class.as_text());
  }
  if (held.empty()) return;
  const Origin origin{OriginKind::computed, false, {}, facts.keep("columns of the tree's migrations"), {}};
  add_classes(facts, *database, Attr::holds, held, origin);
}

void join_scripts(Facts& facts, const Declared& declared) {
  for (Fact& fact : facts.all()) {
    if (fact.kind != Kind::script) continue;
    const Value source = fact.value(Attr::source);
    const Origin origin{OriginKind::computed, false, {}, facts.keep("inventory of payaudit.yaml"), {}};
    if (!declared.scripts) {
      fact.set(Attr::inventoried, facts.unknown("payaudit.yaml has no inventory of scripts"), origin);
    } else if (source.is(Value::Type::text)) {
      const bool is_listed = std::find(declared.scripts->begin(), declared.scripts->end(),
                                       source.as_text()) != declared.scripts->end();
      fact.set(Attr::inventoried, Value::boolean(is_listed), origin);
    }
  }
}

// Pages without a policy of their own get what the server sends, where the tree has one that serves pages.
void join_pages(Facts& facts) {
  const Fact* server = nullptr;
  bool has_other = false;
  for (const Fact& fact : facts.all()) {
    if (fact.kind != Kind::listener || fact.find(Attr::policy) == nullptr) continue;
    // Listening on two ports or addresses, it is one server still.
    has_other =
        has_other || (server != nullptr && !identical(server->value(Attr::policy), fact.value(Attr::policy)));
    server = &fact;
  }
  if (server == nullptr || has_other) return;
  for (Fact& fact : facts.all()) {
    if (fact.kind != Kind::page || !fact.value(Attr::policy).is_unknown()) continue;
    const Attribute* own = fact.find(Attr::policy);
    if (own != nullptr && own->origin.has_place) continue;  // a policy in the page, set by a template
    for (const Attr attr : {Attr::policy, Attr::policy_enforced, Attr::policy_unsafe}) {
      if (const Attribute* sent = server->find(attr)) fact.set(attr, sent->value, sent->origin);
    }
    fact.notes.push_back({server->place, facts.keep("the server of the tree"), NoteRole::context});
  }
}

// Where nothing in the tree has a currency, all amounts are of one, and so is what they are compared with.
void join_comparisons(Facts& facts) {
  const bool has_currencies = std::any_of(facts.all().begin(), facts.all().end(), [](const Fact& fact) {
    return fact.kind == Kind::field && is_text(fact.value(Attr::class_), "payment.currency");
  });
  if (has_currencies) return;
  for (Fact& fact : facts.all()) {
    const Value currency = fact.kind == Kind::comparison ? fact.value(Attr::has_currency) : Value();
    if (!currency.is(Value::Type::boolean) || currency.as_boolean()) continue;
    fact.set(Attr::has_currency,
             facts.unknown("nothing in the tree has a currency: all its amounts may be of one"));
  }
}

}  // namespace

void join(Facts& facts, const Declared& declared) {
  join_declared(facts, declared);
  join_columns(facts);
  join_places(facts);
  join_scripts(facts, declared);
  join_pages(facts);
  join_comparisons(facts);
}

}  // namespace payaudit

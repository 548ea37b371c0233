// What a store's name and tags say that it holds, and where things are.
#include <fmt/format.h>

#include <algorithm>

#include "scanners/meaning/resources/apply.h"
#include "scanners/meaning/resources/attributes.h"

namespace payaudit {
namespace {

void add_words(const Config& config, std::string& words) {
  if (config.is(Config::Kind::string)) {
    words += ' ';
    words += config.text;
  }
}

// The names and tags of a resource, and of nothing else: a description may speak of what is not kept.
std::string words_of(const Resource& resource, const Fact& fact) {
  std::string words = resource.name;
  if (const Value name = fact.value(Attr::name); name.is(Value::Type::text)) {
    words += ' ';
    words += name.as_text();
  }
  for (const auto& [key, value] : resource.body->entries) {
    if (key == "tags" || key == "labels" || key == "Tags") {
      std::vector<const Config*> items;
      flatten(*value, items);
      for (const Config* item : items) {
        for (const auto& [tag, text] : item->entries) add_words(*text, words);
      }
    } else if (key == "db_name" || key == "database_name" || key == "DBName") {
      add_words(*value, words);
    }
  }
  return words;
}

std::string_view subject_kind(const Fact& fact) {
  if (fact.kind == Kind::log_sink || fact.kind == Kind::audit_trail) return "log";
  if (fact.kind == Kind::instance) return "compute";
  const Value type = fact.value(Attr::type);
  return type.is(Value::Type::text) && type.as_text() == "backup" ? "backup" : "store";
}

// A copy that follows another store, as the resource says of itself.
bool is_replica(const Resource& resource) {
  constexpr std::string_view kSources[] = {"replicate_source_db", "replication_source_identifier",
                                           "SourceDBInstanceIdentifier", "ReplicationSourceIdentifier",
                                           "master_instance_name"};
  return std::any_of(std::begin(kSources), std::end(kSources),
                     [&](std::string_view key) { return resource.body->find(key) != nullptr; });
}

void add_place(const Fact& of, std::string_view kind, const Value& code, const Origin& origin,
               const Resource& resource, Facts& facts) {
  Fact& fact = facts.add(Kind::place, origin.has_place ? origin.place : of.place,
                         fmt::format("{} {}", resource.symbol, kind));
  const Origin stated = facts.origin(OriginKind::literal, of.place);
  fact.set(Attr::provider, facts.text(provider_of(resource.type)), stated);
  fact.set(Attr::code, code, origin);
  fact.set(Attr::subject, facts.text(resource.symbol), stated);
  fact.set(Attr::subject_kind, facts.text(kind), stated);
  if (const Attribute* holds = of.find(Attr::holds)) fact.set(Attr::classes, holds->value, holds->origin);
}

}  // namespace

void add_holdings_and_places(const ResourceFacts& resources, const Classifier& classifier, Facts& facts) {
  for (const Resource& resource : resources.resources()) {
    if (resource.is_data || resource.body == nullptr) continue;
    for (Fact* fact : resources.facts_of(resource, Kind::store)) {
      const std::string words = words_of(resource, *fact);
      const auto classes = classifier.classes_of_store(words);
      if (classes.empty()) continue;
      fact->set(
          Attr::holds, facts.texts(classes),
          facts.origin(OriginKind::computed, resource.place, fmt::format("its name or tags: {}", words)));
    }
    for (const Kind kind : {Kind::store, Kind::log_sink, Kind::instance, Kind::key}) {
      for (const Fact* fact : resources.facts_of(resource, kind)) {
        if (const Attribute* region = fact->find(Attr::region)) {
          add_place(*fact, is_replica(resource) ? "replica" : subject_kind(*fact), region->value,
                    region->origin, resource, facts);
        }
        const Attribute* replicas = fact->find(Attr::replica_regions);
        if (replicas == nullptr || !replicas->value.is(Value::Type::list)) continue;
        for (const Value& code : replicas->value.as_list()) {
          add_place(*fact, "replica", code, replicas->origin, resource, facts);
        }
      }
    }
  }
}

}  // namespace payaudit

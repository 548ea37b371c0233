#include "scanners/meaning/resources/log_sinks.h"

#include <fmt/format.h>

#include <map>
#include <set>

namespace payaudit {

void add_log_sinks(std::span<const LogWriter> writers, std::string_view bucket_type,
                   const ResourceFacts& resources, Facts& facts) {
  std::map<const Resource*, const Resource*> writer_of;
  std::set<const Resource*> takes_access_logs;
  std::set<const Resource*> takes_others;
  for (const LogWriter& writer : writers) {
    for (const Resource* resource : resources.of_type(writer.type)) {
      if (resource->is_data || resource->body == nullptr) continue;
      for (const Resource* bucket : resources.referred(*resource, writer.bucket, bucket_type).targets) {
        writer_of.emplace(bucket, resource);
        (writer.is_of_access ? takes_access_logs : takes_others).insert(bucket);
      }
    }
  }
  // In the order of the files, not of addresses.
  for (const Resource* bucket : resources.of_type(bucket_type)) {
    const auto written = writer_of.find(bucket);
    if (written == writer_of.end()) continue;
    for (Fact* store : resources.facts_of(*bucket, Kind::store)) {
      // Where logs of access arrive and nothing else, a log of their arrival would be one more, without end.
      const auto is_default = [](const Attribute& attribute) {
        const bool is_stated =
            attribute.origin.kind != OriginKind::fallback && attribute.origin.kind != OriginKind::missing;
        return attribute.id == Attr::access_logged && !is_stated;
      };
      const bool takes_no_other = takes_access_logs.contains(bucket) && !takes_others.contains(bucket);
      if (takes_no_other) std::erase_if(store->attributes, is_default);
      Fact& sink = facts.add(Kind::log_sink, store->place, fmt::format("{} logs", bucket->symbol));
      sink.set(Attr::type, facts.text("object"), facts.origin(OriginKind::literal, bucket->place));
      for (const Attr attr : {Attr::name, Attr::provider, Attr::resource_type, Attr::encrypted_at_rest,
                              Attr::encryption_key, Attr::public_, Attr::region}) {
        if (const Attribute* stated = store->find(attr)) sink.set(attr, stated->value, stated->origin);
      }
      sink.notes.push_back({written->second->place,
                            facts.keep(fmt::format("`{}` writes its log there", written->second->symbol)),
                            NoteRole::context});
    }
  }
}

}  // namespace payaudit

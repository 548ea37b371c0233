#include "scanners/meaning/resources/served.h"

#include <fmt/format.h>

#include <algorithm>

#include "scanners/meaning/resources/attributes.h"

namespace payaudit {

void add_served(const Distribution& distribution, std::string_view bucket_type,
                const ResourceFacts& resources, Facts& facts) {
  for (const Resource* site : resources.of_type(distribution.type)) {
    if (site->is_data || site->body == nullptr) continue;
    const auto is_set = [&](std::string_view path) {
      const Found found = find_path(*site->body, path, *site);
      return !found.values.empty() || !found.uncertain.empty();
    };
    const bool is_reader = std::any_of(distribution.reader.begin(), distribution.reader.end(), is_set);
    const bool is_signed = std::any_of(distribution.signed_by.begin(), distribution.signed_by.end(), is_set);
    if (!is_reader || is_signed) continue;
    const bool is_logged = !find_path(*site->body, distribution.log, *site).values.empty();
    for (const Resource* bucket : resources.referred(*site, distribution.origin, bucket_type).targets) {
      for (Fact* store : resources.facts_of(*bucket, Kind::store)) {
        store->set(Attr::audience, facts.text("customer"), facts.origin(OriginKind::computed, site->place));
        const Attribute* logged = store->find(Attr::access_logged);
        if (!is_logged || logged == nullptr || logged->origin.kind != OriginKind::fallback) continue;
        const Origin origin = logged->origin;
        store->set(
            Attr::access_logged,
            facts.unknown(fmt::format("`{}` logs what is read through it, and what is done directly is "
                                      "not logged here",
                                      site->symbol)),
            origin);
      }
    }
  }
}

}  // namespace payaudit

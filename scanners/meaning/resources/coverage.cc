// Whether what watches networks, each its own, watches together all that the tree declares. The flow log of
// one network says nothing of another: while one is left out, the others are no certain evidence.
#include <fmt/format.h>

#include <map>
#include <set>

#include "scanners/meaning/resources/apply.h"

namespace payaudit {

void add_coverage(const ResourceModels& models, const ResourceFacts& resources, Facts& facts) {
  struct Watched {
    std::set<const Resource*> things;
    std::vector<Fact*> facts;
  };
  std::map<std::string_view, Watched> watched;  // by the type of what is watched
  for (const auto& [type, model] : models.by_type) {
    if (model.covers.empty()) continue;
    Watched& of_type = watched[model.covers];
    for (const Resource* resource : resources.of_type(type)) {
      if (resource->is_data || resource->body == nullptr) continue;
      const std::vector<Fact*> own = resources.facts_of(*resource, model.kind);
      if (model.extends_by.empty()) {
        // The thing watches itself, where it says so.
        if (!own.empty()) of_type.things.insert(resource);
      } else {
        const auto referred = resources.referred(*resource, model.extends_by, model.covers);
        of_type.things.insert(referred.targets.begin(), referred.targets.end());
      }
      of_type.facts.insert(of_type.facts.end(), own.begin(), own.end());
    }
  }
  for (const auto& [type, own] : watched) {
    const Resource* left_out = nullptr;
    for (const Resource* resource : resources.of_type(type)) {
      if (!resource->is_data && !own.things.contains(resource) && left_out == nullptr) left_out = resource;
    }
    if (left_out == nullptr) continue;
    for (Fact* fact : own.facts) {
      fact->set(Attr::detail, facts.text(fmt::format("nothing is seen to watch `{}`", left_out->symbol)));
    }
  }
}

}  // namespace payaudit

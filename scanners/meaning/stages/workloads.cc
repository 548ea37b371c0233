#include "scanners/meaning/stages/workloads.h"

#include <fmt/format.h>

#include <optional>
#include <string>

#include "scanners/meaning/stages/finder.h"
#include "scanners/meaning/stages/names.h"

namespace payaudit {
namespace {

// Of the files of images only the name speaks.
std::optional<Purpose> by_name(const StageModels& models, std::string_view path) {
  const NamedStage named = stage_of_path(models, path, true);
  if (named.stage.empty()) return std::nullopt;
  Purpose purpose;
  purpose.stage = std::string(named.stage);
  purpose.what = fmt::format("the name `{}`", named.part);
  return purpose;
}

}  // namespace

void set_workload_stages(Facts& facts, const Units& units, const StageModels& models, const StagePaths& paths,
                         const Purposes& purposes) {
  for (Fact& fact : facts.all()) {
    const bool is_workload = fact.kind == Kind::container || fact.kind == Kind::network_rule;
    if (!is_workload || text_of(fact, Attr::provider) == "kubernetes") continue;
    std::optional<Purpose> purpose;
    if (const Purpose* known = purposes.of(fact.place.file)) {
      purpose = *known;
    } else if (fact.kind == Kind::container) {
      purpose = by_name(models, paths.own((*units.sources)[fact.place.file].path()));
    }
    if (!purpose || purpose->stage.empty() || purpose->stage == "production") continue;
    Origin origin;
    origin.written = facts.keep(purpose->what);
    if (purpose->place) {
      origin.has_place = true;
      origin.place = *purpose->place;
    }
    fact.set(Attr::stage, facts.text(purpose->stage), origin);
  }
}

}  // namespace payaudit

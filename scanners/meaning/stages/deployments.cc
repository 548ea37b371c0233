#include "scanners/meaning/stages/deployments.h"

#include <fmt/format.h>

#include <algorithm>

#include "scanners/meaning/stages/finder.h"
#include "scanners/meaning/stages/names.h"
#include "scanners/source/characters.h"

namespace payaudit {
namespace {

// The first of the words that the text has; npos: none.
size_t find_any(std::string_view text, const std::vector<std::string>& words) {
  size_t first = std::string_view::npos;
  for (const std::string& word : words) first = std::min(first, text.find(word));
  return first;
}

}  // namespace

std::optional<Deployment> deployment_of(const Facts& facts, const Units& units, const StageModels& models,
                                        const StagePaths& paths) {
  const SourceMap& sources = *units.sources;
  for (FileId file = 0; file < sources.size(); ++file) {
    const Source& source = sources[file];
    const std::string_view path = paths.own(source.path());
    if (paths.is_test(path)) continue;
    const auto told = [&](size_t at) {
      const Span span = source.line_span(source.line_of(static_cast<uint32_t>(at)));
      return Deployment{
          fmt::format("the Compose file beside `{}`, by which the tree is deployed,", file_name(path)),
          {file, span}};
    };
    if (fits_any(file_name(path), models.deployed_by)) return told(0);
    const bool is_pipeline = fits_any(path, models.pipelines);
    const bool is_terraform = path.ends_with(".tf");
    if (!is_pipeline && !is_terraform) continue;
    const size_t at =
        find_any(source.bytes(), is_pipeline ? models.deployed_with : models.deployed_resources);
    if (at != std::string_view::npos) return told(at);
  }
  for (const Fact& fact : facts.all()) {
    const bool is_workload = fact.kind == Kind::container && text_of(fact, Attr::provider) == "kubernetes";
    const std::string_view path = paths.own(sources[fact.place.file].path());
    if (is_workload && !paths.is_test(path))
      return Deployment{
          fmt::format("the Compose file beside `{}`, by which the tree is deployed,", file_name(path)),
          fact.place};
  }
  return std::nullopt;
}

}  // namespace payaudit

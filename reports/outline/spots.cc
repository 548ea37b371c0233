#include "reports/outline/spots.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <tuple>

#include "reports/excerpt/utf8.h"
#include "reports/outline/words.h"

namespace payaudit {

Spot spot_of(const Report& report, Place place) {
  const Source& source = (*report.sources)[place.file];
  return {source.path(), source.position(place.span.begin),
          source.position(std::max(place.span.begin, place.span.end))};
}

std::string to_string(const Spot& spot) {
  return fmt::format("{}:{}:{}", one_line(spot.path), spot.begin.line, spot.begin.column);
}

bool has_annotated_place(const Finding& finding) {
  return finding.has_place || finding.standing.changed.has_value();
}

std::string default_file(const SourceMap& sources) {
  constexpr std::string_view kSettings = "payaudit.yaml";
  const auto rank = [&](std::string_view path) {
    return std::tuple(path != kSettings, std::count(path.begin(), path.end(), '/'), path);
  };
  std::string_view best;
  for (size_t i = 0; i < sources.size(); ++i) {
    const std::string_view path = sources[static_cast<FileId>(i)].path();
    if (best.empty() || rank(path) < rank(best)) best = path;
  }
  return std::string(best.empty() ? kSettings : best);
}

Spot annotated_spot(const Report& report, const Finding& finding) {
  if (has_annotated_place(finding)) return spot_of(report, annotated_place(finding));
  return {default_file(*report.sources), {1, 1}, {1, 1}};
}

std::string annotated_label(const Finding& finding) {
  if (annotated_place(finding) == finding.place && finding.has_place) return prose(finding.label);
  return finding.standing.changed ? "what changed" : "";
}

std::vector<RelatedSpot> related_spots(const Finding& finding, size_t most) {
  std::vector<RelatedSpot> spots;
  const auto add = [&](Place place, std::string text) {
    const bool is_known = std::any_of(spots.begin(), spots.end(), [&](const RelatedSpot& spot) {
      return spot.place == place && spot.text == text;
    });
    if (!is_known && spots.size() < most) spots.push_back({place, std::move(text)});
  };
  if (finding.has_place && annotated_place(finding) != finding.place) {
    add(finding.place, "where it stands");
  }
  for (const bool is_context : {true, false}) {
    for (const Step& step : finding.steps) {
      const bool is_own = finding.has_place && step.place == finding.place && !is_context;
      if ((step.role == StepRole::context) == is_context && !is_own) add(step.place, prose(step.text));
    }
  }
  for (const Place& place : finding.also_at) add(place, "the same here");
  return spots;
}

}  // namespace payaudit

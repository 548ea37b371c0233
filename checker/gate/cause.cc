#include "checker/gate/cause.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <string_view>

namespace payaudit {
namespace {

uint32_t line_of(const Place& place, const SourceMap& sources) {
  return sources[place.file].line_of(place.span.begin);
}

std::string_view without_indent(std::string_view text) {
  const size_t first = text.find_first_not_of(" \t");
  return first == std::string_view::npos ? std::string_view() : text.substr(first);
}

class Causes {
 public:
  Causes(const std::vector<Finding>& base, const Change& change) : change_(change) {
    for (const Finding& finding : base) {
      if (finding.verdict == Verdict::satisfied && finding.has_place)
        satisfied_[{finding.rule, finding.symbol}].push_back(&finding);
    }
  }

  void explain(Finding& finding) const {
    if (const auto own = own_line(finding)) return set(finding, *own);
    if (const auto step = changed_step(finding)) return set(finding, *step);
    if (const auto gone = protection_gone(finding)) return set(finding, *gone);
    if (const auto cut = lines_gone(finding)) return set(finding, *cut);
  }

 private:
  struct Explained {
    Place place;
    std::string because;
  };

  static void set(Finding& finding, const Explained& cause) {
    finding.standing.changed = cause.place;
    finding.standing.because = cause.because;
  }

  const SourceMap& now() const { return change_.after(); }
  bool is_new(const Place& place) const {
    return place.file < now().size() && change_.is_new_line(place.file, line_of(place, now()));
  }

  std::optional<Explained> own_line(const Finding& finding) const {
    if (!finding.has_place || !is_new(finding.place)) return std::nullopt;
    return Explained{finding.place, {}};
  }

  std::optional<Explained> changed_step(const Finding& finding) const {
    for (auto step = finding.steps.rbegin(); step != finding.steps.rend(); ++step) {
      if (step->place.file < now().size() && is_new(step->place))
        return Explained{step->place, "this line of the change leads there"};
    }
    return std::nullopt;
  }

  // The line now that stands where a line of the base was taken away.
  std::optional<Place> place_after(FileId before, uint32_t line) const {
    const LineMap* lines = change_.lines_before(before);
    const Hunk* hunk = lines == nullptr ? nullptr : lines->hunk_before(line);
    if (hunk == nullptr) return std::nullopt;
    return place_of(change_.after_id_of(before), hunk->after);
  }

  Place place_of(FileId file, uint32_t line) const {
    const Source& source = now()[file];
    return {file, source.line_span(std::clamp<uint32_t>(line, 1, source.line_count()))};
  }

  // In the base something made the same thing safe: it is there no more.
  std::optional<Explained> protection_gone(const Finding& finding) const {
    const auto known = satisfied_.find({finding.rule, finding.symbol});
    if (known == satisfied_.end()) return std::nullopt;
    for (const Finding* safe : known->second) {
      std::vector<Place> places = {safe->place};
      for (const Step& step : safe->steps) {
        if (step.role != StepRole::context) places.push_back(step.place);
      }
      for (const Place& place : places) {
        if (place.file >= change_.before().size()) continue;
        const Source& source = change_.before()[place.file];
        const uint32_t line = source.line_of(place.span.begin);
        const auto at = place_after(place.file, line);
        if (!at) continue;
        return Explained{*at, fmt::format("`{}` was taken away here, which made it safe",
                                          without_indent(source.text(source.line_span(line))))};
      }
    }
    return std::nullopt;
  }

  // The last place before a line where lines were taken away and others may have come.
  std::optional<Place> cut_before(const Place& place) const {
    if (place.file >= now().size()) return std::nullopt;
    const LineMap* lines = change_.lines_after(place.file);
    if (lines == nullptr || lines->hunks().empty()) return std::nullopt;
    const uint32_t line = line_of(place, now());
    const Hunk* nearest = nullptr;
    for (const Hunk& hunk : lines->hunks()) {
      if (hunk.after <= line || nearest == nullptr) nearest = &hunk;
    }
    return place_of(place.file, nearest->after);
  }

  std::optional<Explained> lines_gone(const Finding& finding) const {
    if (finding.has_place) {
      if (const auto at = cut_before(finding.place))
        return Explained{*at, "this change of the file made it so"};
    }
    for (auto step = finding.steps.rbegin(); step != finding.steps.rend(); ++step) {
      if (const auto at = cut_before(step->place))
        return Explained{*at, "this change on the way there made it so"};
    }
    return std::nullopt;
  }

  const Change& change_;
  std::map<std::pair<std::string_view, std::string_view>, std::vector<const Finding*>> satisfied_;
};

}  // namespace

void find_causes(std::vector<Finding>& now, const std::vector<Finding>& base, const Change& change) {
  const Causes causes(base, change);
  for (Finding& finding : now) {
    const Standing& standing = finding.standing;
    const bool is_to_explain = standing.novelty == Novelty::is_new && standing.cause == Cause::code;
    if (is_to_explain && standing.because.empty()) causes.explain(finding);
  }
}

}  // namespace payaudit

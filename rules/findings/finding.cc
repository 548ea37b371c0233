#include "rules/findings/finding.h"

#include <algorithm>
#include <tuple>

namespace payaudit {

std::string_view word(Verdict verdict) {
  switch (verdict) {
    case Verdict::violation: return "violation";
    case Verdict::satisfied: return "satisfied";
    case Verdict::undetermined: return "undetermined";
    case Verdict::evidence_required: return "evidence-required";
    case Verdict::not_applicable: return "not-applicable";
  }
  return "";
}

std::string_view word(Severity severity) {
  switch (severity) {
    case Severity::info: return "info";
    case Severity::low: return "low";
    case Severity::medium: return "medium";
    case Severity::high: return "high";
    case Severity::critical: return "critical";
  }
  return "";
}

std::optional<Severity> find_severity(std::string_view wanted) {
  for (Severity severity :
       {Severity::info, Severity::low, Severity::medium, Severity::high, Severity::critical}) {
    if (word(severity) == wanted) return severity;
  }
  return std::nullopt;
}

std::string_view word(Novelty novelty) {
  switch (novelty) {
    case Novelty::not_compared: return "";
    case Novelty::is_new: return "new";
    case Novelty::unchanged: return "unchanged";
  }
  return "";
}

std::string_view word(Cause cause) {
  switch (cause) {
    case Cause::code: return "code";
    case Cause::rules: return "rules";
    case Cause::settings: return "settings";
    case Cause::waiver: return "waiver";
    case Cause::base: return "base";
  }
  return "";
}

std::optional<Cause> find_cause(std::string_view wanted) {
  for (Cause cause : {Cause::code, Cause::rules, Cause::settings, Cause::waiver, Cause::base}) {
    if (word(cause) == wanted) return cause;
  }
  return std::nullopt;
}

Place annotated_place(const Finding& finding) {
  return finding.standing.changed.value_or(finding.place);
}

void sort(std::vector<Finding>& findings, const SourceMap& sources) {
  const auto path = [&](const Finding& f) -> std::string_view {
    return f.has_place ? std::string_view(sources[f.place.file].path()) : std::string_view();
  };
  std::stable_sort(findings.begin(), findings.end(), [&](const Finding& a, const Finding& b) {
    return std::tuple(a.verdict, -static_cast<int>(a.severity), std::string_view(a.rule), path(a),
                      a.place.span.begin, a.place.span.end, std::string_view(a.symbol),
                      std::string_view(a.message)) <
           std::tuple(b.verdict, -static_cast<int>(b.severity), std::string_view(b.rule), path(b),
                      b.place.span.begin, b.place.span.end, std::string_view(b.symbol),
                      std::string_view(b.message));
  });
}

}  // namespace payaudit

#include "checker/audit/gate.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <optional>

#include "checker/cli/options.h"
#include "rules/cel/cel.h"

namespace payaudit {
namespace {

constexpr std::string_view kMark = "payaudit:ignore";

bool is_iso_date(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return false;
  for (size_t i : {0, 1, 2, 3, 5, 6, 8, 9}) {
    if (std::isdigit(static_cast<unsigned char>(text[i])) == 0) return false;
  }
  const int month = (text[5] - '0') * 10 + text[6] - '0';
  const int day = (text[8] - '0') * 10 + text[9] - '0';
  return month >= 1 && month <= 12 && day >= 1 && day <= 31;
}

// The next word of `text` from `at`: up to white space, or a quoted text after `=`.
std::string next_word(std::string_view text, size_t& at) {
  while (at < text.size() && std::isspace(static_cast<unsigned char>(text[at])) != 0) ++at;
  const size_t begin = at;
  bool is_quoted = false;
  while (at < text.size() && (is_quoted || std::isspace(static_cast<unsigned char>(text[at])) == 0)) {
    if (text[at] == '"') is_quoted = !is_quoted;
    ++at;
  }
  std::string word(text.substr(begin, at - begin));
  std::erase(word, '"');
  return word;
}

void read_words(std::string_view comment, InlineSuppression& suppression) {
  size_t at = kMark.size();
  suppression.rule = next_word(comment, at);
  for (std::string word = next_word(comment, at); !word.empty(); word = next_word(comment, at)) {
    const auto value_of = [&](std::string_view key) -> std::optional<std::string> {
      if (!word.starts_with(key)) return std::nullopt;
      return word.substr(key.size());
    };
    if (const auto until = value_of("until=")) suppression.until = *until;
    if (const auto by = value_of("by=")) suppression.by = *by;
    if (const auto reason = value_of("reason=")) suppression.reason = *reason;
  }
}

std::string problem_of(const InlineSuppression& suppression,
                       const std::set<std::string, std::less<>>& rule_ids, std::string_view today) {
  if (suppression.rule.empty()) return "names no rule";
  if (!rule_ids.contains(suppression.rule)) {
    const std::vector<std::string_view> ids(rule_ids.begin(), rule_ids.end());
    const std::string_view near = nearest(suppression.rule, ids);
    return near.empty()
               ? fmt::format("names the unknown rule '{}'", suppression.rule)
               : fmt::format("names the unknown rule '{}', did you mean '{}'?", suppression.rule, near);
  }
  if (suppression.reason.empty()) return "has no reason=\"…\"";
  if (suppression.until.empty()) return "has no until=YYYY-MM-DD";
  if (!is_iso_date(suppression.until)) return fmt::format("has no valid date: until={}", suppression.until);
  if (suppression.until < today) return fmt::format("ended on {}", suppression.until);
  return {};
}

// Nothing but white space between what opens a comment and the mark: text that speaks of the mark is no
// suppression.
bool follows_comment_opener(std::string_view before) {
  while (!before.empty() && std::isspace(static_cast<unsigned char>(before.back())) != 0)
    before.remove_suffix(1);
  for (std::string_view opener : {"#", "//", "/*", "*", "--", "<!--", ";", "{{/*", "{#", "<%--"}) {
    if (before.ends_with(opener)) return true;
  }
  return false;
}

Finding suppression_finding(const InlineSuppression& suppression, std::string rule, Severity severity,
                            std::string message) {
  Finding finding;
  finding.rule = std::move(rule);
  finding.severity = severity;
  finding.place = suppression.place;
  finding.message = std::move(message);
  finding.symbol = suppression.rule;
  finding.fix = "Write `payaudit:ignore RULE until=YYYY-MM-DD by=@name reason=\"…\"`, or remove the comment.";
  return finding;
}

}  // namespace

std::vector<InlineSuppression> find_suppressions(const Corpus& corpus,
                                                 const std::set<std::string, std::less<>>& rule_ids,
                                                 std::string_view today) {
  std::vector<InlineSuppression> found;
  for (const Unit& unit : corpus.units.units) {
    const bool has_form = unit.tree() != nullptr || unit.code() != nullptr;
    if (!has_form)
      continue;  // prose may speak of suppressions; nothing is judged there that one could suppress
    const Source& source = corpus.sources[unit.file];
    for (const Hit& hit : unit.hits.hits) {
      if (hit.kind != HitKind::suppression) continue;
      InlineSuppression suppression;
      suppression.line = source.line_of(hit.span.begin);
      const Span line = source.line_span(suppression.line);
      suppression.place = {unit.file, {hit.span.begin, std::min(hit.span.end, line.end)}};
      read_words(source.text(suppression.place.span), suppression);
      const std::string_view before = source.text({line.begin, hit.span.begin});
      if (!follows_comment_opener(before)) continue;
      suppression.is_alone =
          std::all_of(before.begin(), before.end(), [](unsigned char c) { return std::isalnum(c) == 0; });
      suppression.problem = problem_of(suppression, rule_ids, today);
      found.push_back(std::move(suppression));
    }
  }
  return found;
}

void apply_suppressions(const std::vector<InlineSuppression>& suppressions, const SourceMap& sources,
                        std::vector<Finding>& findings) {
  for (const InlineSuppression& suppression : suppressions) {
    if (!suppression.problem.empty()) {
      findings.push_back(suppression_finding(suppression, "suppression-invalid", Severity::medium,
                                             fmt::format("suppression {}", suppression.problem)));
      continue;
    }
    bool is_used = false;
    const uint32_t governed = suppression.is_alone ? suppression.line + 1 : suppression.line;
    for (Finding& finding : findings) {
      if (finding.verdict != Verdict::violation || !finding.has_place || finding.rule != suppression.rule)
        continue;
      if (finding.place.file != suppression.place.file) continue;
      if (sources[finding.place.file].line_of(finding.place.span.begin) != governed) continue;
      finding.suppression =
          Suppression{suppression.reason, suppression.by, suppression.until, suppression.place};
      is_used = true;
    }
    if (!is_used) {
      findings.push_back(suppression_finding(
          suppression, "suppression-unused", Severity::low,
          fmt::format("suppression of '{}' meets no violation on line {}", suppression.rule, governed)));
    }
  }
}

int exit_status(const Report& report) {
  const bool has_findings =
      report.is_gated &&
      std::any_of(report.findings.begin(), report.findings.end(), [&](const Finding& finding) {
        return finding.verdict == Verdict::violation && !finding.suppression &&
               finding.severity >= report.fail_on;
      });
  if (has_findings) return kExitFindings;
  return report.coverage.is_incomplete ? kExitIncomplete : kExitClean;
}

}  // namespace payaudit

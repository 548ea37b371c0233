#include "checker/audit/gate.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <optional>

#include "checker/cli/options.h"
#include "rules/cel/cel.h"
#include "scanners/source/characters.h"

namespace payaudit {
namespace {

constexpr std::string_view kName = "payaudit";
constexpr std::string_view kMark = "payaudit:ignore";
constexpr std::string_view kEnded = "ended on ";

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

// What follows the mark, or nullopt: the comment does not begin with it as it has to be written.
std::optional<std::string_view> after_mark(std::string_view comment) {
  if (!comment.starts_with(kMark)) return std::nullopt;
  comment.remove_prefix(kMark.size());
  const bool is_word = comment.empty() || std::isspace(static_cast<unsigned char>(comment.front())) != 0;
  return is_word ? std::optional(comment) : std::nullopt;
}

bool is_part_of_word(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '-' || c == '_';
}

// The words of a text: letters, digits and hyphens.
std::vector<std::string_view> words_of(std::string_view text) {
  std::vector<std::string_view> words;
  for (size_t at = 0; at < text.size();) {
    const size_t begin = at;
    while (at < text.size() && is_part_of_word(text[at])) ++at;
    if (at > begin) words.push_back(text.substr(begin, at - begin));
    ++at;
  }
  return words;
}

// A comment that begins with the tool's name and is meant to suppress, but is not written so: `payaudit:
// ignore`, `payaudit-ignore`, `PAYAUDIT:IGNORE`, `payaudit:disable`, `payaudit: skip pan-logged`. One that
// only speaks of the tool, as a sentence does, is none.
bool is_near_miss(std::string_view comment, const std::set<std::string, std::less<>>& rule_ids) {
  std::string_view rest = comment.substr(kName.size());
  if (rest.empty() || rest.front() == '.' || rest.front() == '/') return false;  // a file, a path
  const bool is_directive = rest.size() > 1 && rest[0] == ':' && is_part_of_word(rest[1]);
  if (is_directive) return true;
  const std::vector<std::string_view> words = words_of(rest);
  if (words.empty()) return false;
  // Of what follows the name without a blank the hyphen belongs to no word: `payaudit-ignore`.
  const size_t letter = std::min(words.front().find_first_not_of("-_"), words.front().size());
  const std::string first = lower(words.front().substr(letter));
  constexpr std::string_view kWord[] = {"ignore"};
  const bool is_ignore = first.starts_with(kWord[0]) || nearest(first, kWord) == kWord[0];
  const bool has_key =
      rest.find("until=") != std::string_view::npos || rest.find("reason=") != std::string_view::npos;
  return is_ignore || has_key || std::any_of(words.begin(), words.end(), [&](std::string_view word) {
           return rule_ids.contains(word);
         });
}

void read_words(std::string_view comment, InlineSuppression& suppression) {
  size_t at = 0;
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
  if (suppression.until < today) return fmt::format("{}{}", kEnded, suppression.until);
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
  finding.takes_comments = false;
  finding.fix = "Write `payaudit:ignore RULE until=YYYY-MM-DD by=@name reason=\"…\"`, or remove the comment.";
  return finding;
}

uint32_t governed_line(const InlineSuppression& suppression) {
  return suppression.is_alone ? suppression.line + 1 : suppression.line;
}

bool governs(const InlineSuppression& suppression, const Finding& finding, const SourceMap& sources) {
  return finding.verdict == Verdict::violation && finding.has_place &&
         finding.place.file == suppression.place.file &&
         sources[finding.place.file].line_of(finding.place.span.begin) == governed_line(suppression);
}

// Whoever wrote the code wrote the comment: for what is grave somebody else has to agree.
Finding refusal(const InlineSuppression& suppression, const Finding& refusing, const SourceMap& sources) {
  Finding finding = suppression_finding(
      suppression, "suppression-invalid", Severity::medium,
      fmt::format("suppression of '{}' suppresses nothing: a comment cannot waive {}", suppression.rule,
                  refusing.severity == Severity::critical ? "a critical finding"
                                                          : "a finding about sensitive authentication data"));
  finding.fix = fmt::format(
      "Remove the comment. `payaudit waiver add {} {}:{} …` writes a waiver that somebody else approves.",
      suppression.rule, sources[refusing.place.file].path(), governed_line(suppression));
  return finding;
}

void mark_ended(const InlineSuppression& suppression, const SourceMap& sources,
                std::vector<Finding>& findings) {
  for (Finding& finding : findings) {
    if (finding.rule != suppression.rule || !governs(suppression, finding, sources)) continue;
    Standing& standing = finding.standing;
    if (!finding.takes_comments || finding.suppression || standing.novelty == Novelty::is_new) continue;
    if (standing.novelty == Novelty::unchanged) standing.novelty = Novelty::is_new;
    standing.cause = Cause::waiver;
    finding.standing.because = fmt::format("its suppression in the code ended on {}", suppression.until);
  }
}

}  // namespace

std::vector<InlineSuppression> find_suppressions(const Corpus& corpus,
                                                 const std::set<std::string, std::less<>>& rule_ids,
                                                 std::string_view today) {
  std::vector<InlineSuppression> found;
  for (const Unit& unit : corpus.units.units) {
    const Source& source = corpus.sources[unit.file];
    for (const Hit& hit : unit.hits.hits) {
      if (hit.kind != HitKind::suppression) continue;
      InlineSuppression suppression;
      suppression.line = source.line_of(hit.span.begin);
      const Span line = source.line_span(suppression.line);
      suppression.place = {unit.file, {hit.span.begin, std::min(hit.span.end, line.end)}};
      const std::string_view before = source.text({line.begin, hit.span.begin});
      if (!follows_comment_opener(before)) continue;
      const std::string_view comment = source.text(suppression.place.span);
      const auto rest = after_mark(comment);
      if (!rest && !is_near_miss(comment, rule_ids)) continue;
      suppression.is_in_prose = unit.tree() == nullptr && unit.code() == nullptr && unit.format == "text";
      suppression.is_alone =
          std::all_of(before.begin(), before.end(), [](unsigned char c) { return std::isalnum(c) == 0; });
      if (rest) {
        read_words(*rest, suppression);
        suppression.problem = problem_of(suppression, rule_ids, today);
        suppression.is_ended = suppression.problem.starts_with(kEnded);
      } else {
        suppression.problem = "is not written `payaudit:ignore RULE …`, and suppresses nothing";
      }
      found.push_back(std::move(suppression));
    }
  }
  return found;
}

void refuse_comments(const std::vector<Framework>& catalog, std::vector<Finding>& findings) {
  const auto is_refused = [&](const std::vector<BearsOn>& rows) {
    return std::any_of(rows.begin(), rows.end(), [&](const BearsOn& row) {
      return row.is_certain && !catalog[row.framework].requirements[row.requirement].takes_comments;
    });
  };
  for (Finding& finding : findings) {
    if (finding.verdict != Verdict::violation) continue;
    finding.takes_comments = finding.severity != Severity::critical && !is_refused(finding.bears_on) &&
                             std::none_of(finding.also.begin(), finding.also.end(),
                                          [&](const Also& also) { return is_refused(also.bears_on); });
  }
}

std::vector<Finding> apply_suppressions(const std::vector<InlineSuppression>& suppressions,
                                        const std::set<std::string, std::less<>>& judged,
                                        const SourceMap& sources, std::vector<Finding>& findings,
                                        std::string_view since) {
  std::vector<Finding> added;
  for (const InlineSuppression& suppression : suppressions) {
    if (!suppression.problem.empty()) {
      if (suppression.is_ended && suppression.until >= since) mark_ended(suppression, sources, findings);
      if (suppression.is_in_prose) continue;
      added.push_back(suppression_finding(suppression, "suppression-invalid", Severity::medium,
                                          fmt::format("suppression {}", suppression.problem)));
      continue;
    }
    if (!judged.contains(suppression.rule)) continue;
    bool is_used = false;
    const Finding* refusing = nullptr;
    for (Finding& finding : findings) {
      if (!governs(suppression, finding, sources)) continue;
      // A rule that yields here has a violation here, which is waived with the graver one only.
      is_used |= std::any_of(finding.also.begin(), finding.also.end(),
                             [&](const Also& also) { return also.rule == suppression.rule; });
      if (finding.rule != suppression.rule) continue;
      is_used = true;
      if (!finding.takes_comments) {
        refusing = &finding;
      } else if (!finding.suppression) {
        finding.suppression =
            Suppression{suppression.reason, suppression.by, suppression.until, suppression.place};
      }
    }
    if (refusing != nullptr) added.push_back(refusal(suppression, *refusing, sources));
    if (!is_used && !suppression.is_in_prose) {
      const uint32_t governed = governed_line(suppression);
      added.push_back(suppression_finding(
          suppression, "suppression-unused", Severity::low,
          fmt::format("suppression of '{}' meets no violation on line {}", suppression.rule, governed)));
    }
  }
  return added;
}

void mark_gating(Report& report) {
  for (Finding& finding : report.findings) {
    const bool is_open = finding.verdict == Verdict::violation && !finding.suppression;
    if (is_open && report.comparison) {
      const bool is_new = finding.standing.novelty == Novelty::is_new;
      ++(is_new ? report.comparison->fresh : report.comparison->unchanged);
    }
    finding.is_gating = report.is_gated && is_open && finding.severity >= report.fail_on;
    if (!finding.is_gating || !report.comparison) continue;
    const std::vector<Cause>& gating = report.comparison->gating;
    finding.is_gating = finding.standing.novelty == Novelty::is_new &&
                        std::find(gating.begin(), gating.end(), finding.standing.cause) != gating.end();
  }
}

int exit_status(const Report& report) {
  const bool has_gating = std::any_of(report.findings.begin(), report.findings.end(),
                                      [](const Finding& finding) { return finding.is_gating; });
  if (has_gating) return kExitFindings;
  return report.coverage.is_incomplete ? kExitIncomplete : kExitClean;
}

}  // namespace payaudit

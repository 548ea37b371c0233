#include "reports/csv/csv_report.h"

#include "reports/csv/rows.h"
#include "reports/outline/spots.h"
#include "reports/outline/words.h"

namespace payaudit {
namespace {

std::vector<std::string> row_of(const Report& report, const Finding& finding) {
  const bool is_violation = finding.verdict == Verdict::violation;
  const bool is_new = finding.standing.novelty == Novelty::is_new;
  const RuleEntry* rule = find_rule(report, finding.rule);
  std::vector<std::string> row = {std::string(word(finding.verdict)), std::string(word(finding.severity)),
                                  finding.rule, rule == nullptr ? "" : prose(rule->title)};
  if (finding.has_place) {
    const Spot spot = spot_of(report, finding.place);
    row.insert(row.end(),
               {prose(spot.path), std::to_string(spot.begin.line), std::to_string(spot.begin.column)});
  } else {
    row.insert(row.end(), {"", "", ""});
  }
  row.insert(row.end(),
             {message_sentences(finding), prose(finding.reason), prose(fix_of(report, finding)),
              mappings(report, finding), finding.scope, std::to_string(finding.count),
              finding.suppression ? waiver_text(*finding.suppression, "") : "",
              std::string(word(finding.standing.novelty)),
              is_new ? std::string(word(finding.standing.cause)) : "", prose(finding.standing.because)});
  row.push_back(finding.standing.changed ? to_string(spot_of(report, *finding.standing.changed)) : "");
  row.push_back(!is_violation ? "" : finding.is_gating ? "yes" : "no");
  row.push_back(finding.fingerprint);
  return row;
}

}  // namespace

std::string write_csv(const Report& report) {
  std::string out = csv_row({"verdict", "severity", "rule",    "title",   "path",  "line",       "column",
                             "message", "reason",   "fix",     "maps",    "scope", "count",      "waived",
                             "novelty", "cause",    "because", "changed", "gates", "fingerprint"});
  for (const Finding& finding : report.findings) {
    if (finding.severity >= report.show_from) out += csv_row(row_of(report, finding));
  }
  return out;
}

}  // namespace payaudit

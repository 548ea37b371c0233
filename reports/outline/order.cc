#include "reports/outline/order.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <string_view>

namespace payaudit {

std::vector<const Finding*> open_findings(const Report& report, Told told) {
  std::vector<const Finding*> findings;
  for (const Finding& finding : report.findings) {
    if (!is_open(finding) || finding.severity < report.show_from) continue;
    if (told == Told::only_new && is_unchanged(finding)) continue;
    findings.push_back(&finding);
  }
  std::stable_partition(findings.begin(), findings.end(),
                        [](const Finding* finding) { return !is_unchanged(*finding); });
  return findings;
}

LevelShare share_of(std::vector<const Finding*> findings, size_t most) {
  if (findings.size() <= most) return {std::move(findings), 0};
  const size_t more = findings.size() - (most - 1);
  findings.resize(most - 1);
  return {std::move(findings), more};
}

std::array<LevelShare, 3> shares(const std::vector<const Finding*>& findings, size_t most,
                                 size_t errors_taken) {
  std::array<std::vector<const Finding*>, 3> by_level;
  for (const Finding* finding : findings)
    by_level[static_cast<size_t>(level(finding->severity))].push_back(finding);
  return {share_of(std::move(by_level[0]), most - errors_taken), share_of(std::move(by_level[1]), most),
          share_of(std::move(by_level[2]), most)};
}

std::vector<std::string> unique_ids(const std::vector<const Finding*>& findings) {
  std::map<std::string_view, size_t> known;
  std::vector<std::string> ids;
  for (const Finding* finding : findings) {
    const size_t number = ++known[finding->fingerprint];
    ids.push_back(number == 1 ? finding->fingerprint : fmt::format("{}-{}", finding->fingerprint, number));
  }
  return ids;
}

}  // namespace payaudit

#include "checker/gate/sides.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "checker/gate/base_audit.h"
#include "checker/gate/cause.h"
#include "checker/gate/moved.h"
#include "checker/gate/worse.h"

namespace payaudit {
namespace {

// Crosswise merges part two lines at a few commits; each is audited in full.
constexpr size_t kMostBases = 4;

bool has_no_base(const Place& place, const std::vector<Side>& sides, const SourceMap& sources) {
  return place.file < sources.size() && std::any_of(sides.begin(), sides.end(), [&](const Side& side) {
           return is_unknown(side.tree, sources[place.file].path());
         });
}

// What any base has as grave, and as far, is not new.
void set_standing(Finding& finding, size_t index, const std::vector<Side>& sides, const SourceMap& sources) {
  Standing& standing = finding.standing;
  std::string worse;
  for (const Side& side : sides) {
    if (side.of_now[index] == kNew) continue;
    const Finding& was = side.audit->judged.findings[side.of_now[index]];
    std::string how;
    if (finding.verdict == Verdict::violation) {
      how = finding.severity > was.severity
                ? fmt::format("the base has it, where it weighs {}", word(was.severity))
                : how_worse(finding, was, *side.change);
    }
    if (!how.empty()) {
      if (worse.empty()) worse = std::move(how);
      continue;
    }
    standing.novelty = Novelty::unchanged;
    standing.was_waived |= was.suppression.has_value();
  }
  if (standing.novelty == Novelty::unchanged) return;
  standing.novelty = Novelty::is_new;
  if (!worse.empty()) {
    standing.because = std::move(worse);
    return;
  }
  if (!finding.has_place || !has_no_base(finding.place, sides, sources)) return;
  standing.cause = Cause::base;
  standing.because = "the base of this file is not here, so it may be old";
}

// Takes out of the first base what another has not: it was mended on the other line, so the change neither
// mended nor lost it.
void keep_common(std::vector<Side>& sides) {
  Side& first = sides.front();
  std::vector<Finding>& findings = first.audit->judged.findings;
  std::vector<bool> is_common(findings.size(), true);
  for (size_t s = 1; s < sides.size(); ++s) {
    const Audit& other = *sides[s].audit;
    const Change change(other.corpus.sources, first.audit->corpus.sources);
    const std::vector<size_t> of_first = match(findings, other.judged.findings, change);
    for (size_t i = 0; i < findings.size(); ++i) is_common[i] = is_common[i] && of_first[i] != kNew;
  }
  std::vector<size_t> now_at(findings.size(), kNew);
  std::vector<Finding> kept;
  for (size_t i = 0; i < findings.size(); ++i) {
    if (!is_common[i]) continue;
    now_at[i] = kept.size();
    kept.push_back(std::move(findings[i]));
  }
  findings = std::move(kept);
  for (size_t& at : first.of_now) at = at == kNew ? kNew : now_at[at];
}

}  // namespace

Result<std::vector<Side>> list_sides(const Target& target, const BaseCommit& commit) {
  std::vector<Side> sides;
  std::vector<std::string> commits = {commit.commit};
  commits.insert(commits.end(), commit.others.begin(), commit.others.end());
  if (commits.size() > kMostBases) commits.resize(kMostBases);
  for (const std::string& each : commits) {
    BaseCommit own = commit;
    own.commit = each;
    Result<BaseTree> tree = list_base(target, own);
    if (!tree) return tree.error();
    sides.emplace_back().tree = *std::move(tree);
  }
  return sides;
}

Result<bool> compare_sides(const CheckOptions& options, Audit& head, std::vector<Side>& sides,
                           Progress& progress) {
  for (Side& side : sides) {
    Result<std::unique_ptr<Audit>> audit = audit_base(options, side.tree, head, progress);
    if (!audit) return audit.error();
    side.audit = *std::move(audit);
    head.compared->known.merge(side.audit->compared->known);
  }
  add_left_out(options, sides, head);
  std::vector<std::string> moved = judge_where_they_were(options, sides, head, progress);
  for (Side& side : sides) {
    side.change = std::make_unique<Change>(side.audit->corpus.sources, head.corpus.sources);
    side.of_now = match(head.judged.findings, side.audit->judged.findings, *side.change);
  }
  for (size_t i = 0; i < head.judged.findings.size(); ++i)
    set_standing(head.judged.findings[i], i, sides, head.corpus.sources);
  keep_common(sides);
  find_causes(head.judged.findings, sides.front().audit->judged.findings, *sides.front().change);
  head.compared->comparison.notes = std::move(moved);
  return true;
}

}  // namespace payaudit

#include "checker/gate/unread.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <string_view>

#include "checker/gate/lost.h"
#include "scanners/units/gap.h"

namespace payaudit {
namespace {

// Of the bytes that stand there; not of a format or a type that nothing knows, now or before.
bool is_of_file(const GapEntry& gap) {
  for (const GapReason reason :
       {GapReason::syntax, GapReason::limit, GapReason::encoding, GapReason::unreadable}) {
    if (gap.counts && gap.reason == word(reason)) return true;
  }
  return gap.reason == kNowLeftOut;
}

std::string words_of_gap(const GapEntry& gap) {
  return fmt::format("{}{}{}", gap.reason, gap.detail.empty() ? "" : ": ", gap.detail);
}

// Under the path now, or under the one that it was renamed from.
std::set<std::string_view> unread_before(const std::vector<GapEntry>& gaps, const Change& change) {
  std::set<std::string_view> paths;
  for (const GapEntry& gap : gaps) {
    if (is_of_file(gap)) paths.insert(gap.path);
  }
  std::set<std::string_view> all = paths;
  for (FileId file = 0; file < change.before().size(); ++file) {
    const Source* after = paths.contains(change.before()[file].path()) ? change.after_of(file) : nullptr;
    if (after != nullptr) all.insert(after->path());
  }
  return all;
}

}  // namespace

Unread find_unread(const std::vector<GapEntry>& gaps_now, const std::vector<GapEntry>& gaps_before,
                   const std::vector<Finding>& base, const std::vector<size_t>& of_now,
                   const Change& change) {
  const std::set<std::string_view> before = unread_before(gaps_before, change);
  std::map<std::string_view, const GapEntry*> now;
  for (const GapEntry& gap : gaps_now) {
    if (is_of_file(gap)) now.emplace(gap.path, &gap);
  }
  const std::vector<bool> is_met = met_in_base(of_now, base.size());
  Unread unread;
  for (const auto& [path, gap] : now) {
    if (!before.contains(path)) unread.newly.push_back(fmt::format("{} ({})", path, words_of_gap(*gap)));
  }
  std::map<FileId, std::vector<const Finding*>> missed;
  for (size_t i = 0; i < base.size(); ++i) {
    const Finding& finding = base[i];
    const bool says = finding.verdict == Verdict::violation || finding.verdict == Verdict::satisfied;
    if (is_met[i] || !says || !finding.has_place || finding.place.file >= change.before().size()) continue;
    missed[finding.place.file].push_back(&finding);
  }
  for (const auto& [file, findings] : missed) {
    // What was not even opened is no source, and has its old path.
    const Source* after = change.after_of(file);
    const auto gap = now.find(after == nullptr ? change.before()[file].path() : after->path());
    if (gap == now.end() || before.contains(gap->first)) continue;
    unread.files.insert(file);
    Finding& lost = unread.findings.emplace_back();
    lost.rule = kEvidenceLost;
    lost.severity = Severity::info;
    for (const Finding* finding : findings) {
      lost.severity = std::max(lost.severity, finding->severity);
      lost.bears_on.insert(lost.bears_on.end(), finding->bears_on.begin(), finding->bears_on.end());
    }
    lost.has_place = after != nullptr;
    if (after != nullptr) {
      const uint32_t line = gap->second->has_position ? gap->second->position.line : 1;
      lost.place = {change.after_id_of(file),
                    after->line_span(std::clamp<uint32_t>(line, 1, after->line_count()))};
    }
    lost.symbol =
        after != nullptr ? "what the file shows" : fmt::format("what {} shows", change.before()[file].path());
    lost.message =
        fmt::format("{} of the base {} not known now: {} cannot be examined in whole ({})",
                    findings.size() == 1 ? "a verdict" : fmt::format("{} verdicts", findings.size()),
                    findings.size() == 1 ? "is" : "are",
                    after == nullptr ? fmt::format("`{}`", change.before()[file].path()) : "the file",
                    words_of_gap(*gap->second));
    lost.standing.novelty = Novelty::is_new;
  }
  return unread;
}

}  // namespace payaudit

#include "checker/gate/baseline.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <set>

#include "checker/cli/progress.h"
#include "checker/files/read.h"
#include "rules/judge/fingerprint.h"

namespace payaudit {
namespace {

namespace fs = std::filesystem;

constexpr size_t kLargest = size_t{64} << 20;

bool is_judged(const BaselineEntry& entry, const Audit& audit) {
  const auto in_parts = [&](const Part& part) {
    return part.path.empty() || entry.path == part.path || entry.path.starts_with(part.path + "/");
  };
  return audit.tables->policies.rules.find(entry.rule) != nullptr &&
         std::any_of(audit.target.parts.begin(), audit.target.parts.end(), in_parts);
}

}  // namespace

std::vector<BaselineEntry> compare_with(const Baseline& baseline, const std::string& root,
                                        const SourceMap& sources, std::vector<Finding>& findings) {
  std::map<std::string_view, const BaselineEntry*> exact;
  for (const BaselineEntry& entry : baseline.entries) exact.emplace(entry.fingerprint, &entry);
  std::vector<Finding*> left;
  for (Finding& finding : findings) {
    if (finding.verdict != Verdict::violation) continue;
    const auto same = exact.find(finding.fingerprint);
    if (same == exact.end()) {
      left.push_back(&finding);
      continue;
    }
    finding.standing.novelty = Novelty::unchanged;
    exact.erase(same);
  }
  std::set<std::string_view> paths;
  for (FileId file = 0; file < sources.size(); ++file) paths.insert(sources[file].path());
  std::multimap<std::string_view, const BaselineEntry*> moved;
  for (const auto& [fingerprint, entry] : exact) {
    // What is not audited now may be there all the same.
    std::error_code error;
    const bool is_there = paths.contains(entry->path) || fs::exists(fs::path(root) / entry->path, error);
    if (!is_there) moved.emplace(identity_of(fingerprint), entry);
  }
  for (Finding* finding : left) {
    const auto same = moved.find(identity_of(finding->fingerprint));
    if (same != moved.end()) {
      finding->standing.novelty = Novelty::unchanged;
      exact.erase(same->second->fingerprint);
      moved.erase(same);
      continue;
    }
    finding->standing.novelty = Novelty::is_new;
    if (baseline.rules.contains(finding->rule)) continue;
    finding->standing.cause = Cause::rules;
    finding->standing.because = "the baseline was written without this rule";
  }
  std::vector<BaselineEntry> stale;
  for (const auto& [fingerprint, entry] : exact) stale.push_back(*entry);
  return stale;
}

Result<std::unique_ptr<Audit>> run_with_baseline(const CheckOptions& options) {
  const Result<std::string, ReadError> bytes = read_file(options.baseline, kLargest);
  if (!bytes) {
    return Error{fmt::format("--baseline {}: {}; write it with `payaudit check -f baseline:{}`",
                             options.baseline, bytes.error().message, options.baseline)};
  }
  const Result<Baseline> baseline = parse_baseline(options.baseline, *bytes);
  if (!baseline) return baseline.error();
  Result<std::unique_ptr<Audit>> prepared = prepare_audit(options);
  if (!prepared) return prepared;
  Audit& audit = **prepared;
  Progress progress(options.shows_progress);
  if (const Result<bool> read = read_audited(options, audit, progress); !read) return read.error();
  find_facts(options, audit, progress);
  judge_facts(audit);

  audit.compared = std::make_unique<Compared>();
  Comparison& comparison = audit.compared->comparison;
  comparison.against = options.baseline;
  comparison.gating = options.gate_on;
  for (const BaselineEntry& entry : baseline->entries) audit.compared->known.insert(entry.fingerprint);
  size_t stale = 0;
  for (const BaselineEntry& entry :
       compare_with(*baseline, audit.target.root, audit.corpus.sources, audit.judged.findings)) {
    if (!is_judged(entry, audit)) continue;
    ++stale;
    GoneEntry& gone = comparison.gone.emplace_back();
    gone.rule = entry.rule;
    gone.path = entry.path;
    gone.fingerprint = entry.fingerprint;
  }
  if (stale > 0) {
    comparison.notes.push_back(fmt::format(
        "{} {} of {} {} nothing any more: write it anew with `payaudit check -f baseline:{}`", stale,
        stale == 1 ? "entry" : "entries", options.baseline, stale == 1 ? "meets" : "meet", options.baseline));
  }
  conclude(options, audit);
  return prepared;
}

}  // namespace payaudit

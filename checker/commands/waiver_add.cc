// payaudit waiver add: writes an entry for an open finding. What it writes, the file's reader has to take.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>

#include "checker/commands/waivers.h"
#include "checker/files/output.h"
#include "checker/files/read.h"
#include "checker/gate/days.h"
#include "checker/gate/waiver_file.h"
#include "rules/policy/problems.h"

namespace payaudit {
namespace {

constexpr size_t kMostListed = 20;

int refuse(std::string_view message) {
  fmt::print(stderr, "error: {}\n", message);
  return kExitUsage;
}

// PATH[:LINE] of the command line. Paths are taken from the folder one stands in and, as reports have them,
// from the root.
class Where {
 public:
  Where(const std::string& text, const std::string& root) : is_anywhere_(text.empty()) {
    std::string path = text;
    if (const size_t colon = text.rfind(':'); colon != std::string::npos && colon + 1 < text.size()) {
      const std::string_view digits = std::string_view(text).substr(colon + 1);
      if (digits.size() < 9 && digits.find_first_not_of("0123456789") == std::string_view::npos) {
        line_ = static_cast<uint32_t>(std::stoul(std::string(digits)));
        path = text.substr(0, colon);
      }
    }
    std::error_code error;
    from_here_ = relative_to(
        std::filesystem::weakly_canonical(std::filesystem::absolute(path, error), error).string(), root);
    problem_ = path.empty() ? "" : from_root_.add(path);
  }

  // What is wrong with the path, as the end of a sentence that begins with it; empty: nothing.
  const std::string& problem() const { return problem_; }

  bool has(const Finding& finding, const SourceMap& sources) const {
    if (is_anywhere_) return true;
    if (!finding.has_place) return false;
    const Source& source = sources[finding.place.file];
    if (line_ != 0 && source.line_of(finding.place.span.begin) != line_) return false;
    const auto inside = below(source.path(), from_here_);
    return inside.has_value() || from_root_.match(source.path()).has_value();
  }

 private:
  bool is_anywhere_;
  uint32_t line_ = 0;
  std::string from_here_;
  Patterns from_root_;
  std::string problem_;
};

// The fingerprints of all that a finding of the report stands for: what is told as one has several.
std::set<std::string_view> fingerprints_of(const std::string& what, const Audit& audit) {
  std::set<std::string_view> all = {what};
  for (const Finding& told : audit.report.findings) {
    if (told.fingerprint != what || told.verdict != Verdict::violation) continue;
    for (const Identity& each : told.stands_for) all.insert(each.fingerprint);
    for (const Finding& finding : audit.violations) {
      const bool is_at = finding.place == told.place || std::find(told.also_at.begin(), told.also_at.end(),
                                                                  finding.place) != told.also_at.end();
      if (told.count > 1 && finding.rule == told.rule && finding.has_place && is_at)
        all.insert(finding.fingerprint);
    }
  }
  return all;
}

std::vector<const Finding*> meant(const WaiverOptions& options, const Audit& audit, const Where& where) {
  std::vector<const Finding*> all;
  const bool is_rule = audit.rule_ids.contains(options.what);
  const std::set<std::string_view> fingerprints = fingerprints_of(options.what, audit);
  for (const Finding& finding : audit.violations) {
    if (finding.verdict != Verdict::violation) continue;
    const bool is_named = is_rule ? finding.rule == options.what : fingerprints.contains(finding.fingerprint);
    if (is_named && where.has(finding, audit.corpus.sources)) all.push_back(&finding);
  }
  return all;
}

std::string spot_of(const Finding& finding, const SourceMap& sources) {
  if (!finding.has_place) return "the whole tree";
  const Source& source = sources[finding.place.file];
  return fmt::format("{}:{}", source.path(), source.line_of(finding.place.span.begin));
}

std::string listed(const std::vector<const Finding*>& findings, const SourceMap& sources) {
  std::string all;
  for (size_t i = 0; i < std::min(findings.size(), kMostListed); ++i) {
    const Finding& finding = *findings[i];
    all += fmt::format("  {}  {}  {}: {}\n", finding.fingerprint, spot_of(finding, sources), finding.rule,
                       finding.message);
  }
  if (findings.size() > kMostListed) all += fmt::format("  and {} more\n", findings.size() - kMostListed);
  return all;
}

// The waiver of the file that is of the finding already; empty: none.
std::string known_waiver(const Finding& finding, const Audit& audit) {
  if (finding.suppression) {
    return finding.suppression->id.empty()
               ? fmt::format("a comment waives it until {}", finding.suppression->until)
               : fmt::format("{} waives it until {}", finding.suppression->id, finding.suppression->until);
  }
  for (size_t i = 0; i < audit.waivers.size(); ++i) {
    const WaiverUse& use = audit.waiver_uses[i];
    const bool is_of_it = std::any_of(use.covers.begin(), use.covers.end(), [&](const Covered& covered) {
      return covered.fingerprint == finding.fingerprint;
    });
    if (use.state == WaiverState::draft && is_of_it)
      return fmt::format("{} is a draft of it: have that approved", audit.waivers[i].id);
  }
  return {};
}

// The open findings that are meant; the error says why there is nothing to write.
Result<std::vector<const Finding*>> chosen(const WaiverOptions& options, const Audit& audit) {
  const SourceMap& sources = audit.corpus.sources;
  const bool is_rule = audit.rule_ids.contains(options.what);
  const bool may_be_fingerprint =
      options.what.size() >= 16 && options.what.find_first_not_of("0123456789abcdef-") == std::string::npos;
  if (!is_rule && !may_be_fingerprint) {
    const std::vector<std::string_view> known(audit.rule_ids.begin(), audit.rule_ids.end());
    const std::string near = did_you_mean(options.what, known);
    return Error{fmt::format("'{}' is neither a rule nor a fingerprint; {}", options.what,
                             near.empty() ? "`payaudit rules` lists the rules" : near)};
  }
  const Where where(options.where, audit.target.root);
  if (!where.problem().empty()) return Error{fmt::format("the path '{}' {}", options.where, where.problem())};
  const std::vector<const Finding*> all = meant(options, audit, where);
  std::vector<const Finding*> open;
  std::string known;
  for (const Finding* finding : all) {
    const std::string waiver = known_waiver(*finding, audit);
    if (waiver.empty()) {
      open.push_back(finding);
    } else if (known.empty()) {
      known = fmt::format("{}: {}", spot_of(*finding, sources), waiver);
    }
  }
  if (open.empty()) {
    const std::string at = options.where.empty() ? "" : fmt::format(" at {}", options.where);
    return Error{fmt::format("no open finding of '{}'{}; {}", options.what, at,
                             known.empty() ? "`payaudit check` lists those there are" : known)};
  }
  if (open.size() > 1 && !options.takes_all)
    return Error{fmt::format("{} findings are meant; name one by its fingerprint, or take --all:\n{}",
                             open.size(), listed(open, sources))};
  return open;
}

// Critical findings are waived for less long, which the reader cannot know.
std::string too_long(const Waiver& waiver, const Finding& finding, std::string_view today) {
  const auto from = day_number(waiver.approved_on.empty() ? today : waiver.approved_on);
  const auto to = day_number(waiver.expires);
  if (finding.severity != Severity::critical || !from || !to || *to - *from <= kLongestCriticalWaiver)
    return {};
  return fmt::format("it runs {} days, and for a critical finding {} are the most", *to - *from,
                     kLongestCriticalWaiver);
}

}  // namespace

int add_waiver(const WaiverOptions& options, const Audit& audit) {
  const Result<std::vector<const Finding*>> open = chosen(options, audit);
  if (!open) return refuse(open.error().message);
  Waiver waiver = options.waiver;
  if (!waiver.approver.empty() && waiver.approved_on.empty()) waiver.approved_on = audit.settings.on;
  std::vector<Waiver> known = audit.waivers;
  std::vector<std::string> entries;
  for (const Finding* finding : *open) {
    if (const std::string problem = too_long(waiver, *finding, audit.settings.on); !problem.empty())
      return refuse(fmt::format("{}: {}", spot_of(*finding, audit.corpus.sources), problem));
    waiver.id = next_id(known);
    waiver.fingerprint = finding->fingerprint;
    known.push_back(waiver);
    entries.push_back(
        entry_text(waiver, fmt::format("{} at {}: {}", finding->rule, spot_of(*finding, audit.corpus.sources),
                                       finding->message)));
  }
  const Result<std::string> text = with_entries(audit.waivers_text, entries);
  if (!text) return refuse(text.error().message);
  const Result<std::vector<Waiver>> written =
      parse_waivers(std::string(kWaiversPath), *text, audit.settings.on, audit.rule_ids);
  if (!written) return refuse(written.error().message);
  const Waiver& last = written->back();
  if (!last.problems.empty()) {
    std::vector<std::string_view> messages;
    for (const WaiverProblem& problem : last.problems) messages.push_back(problem.message);
    return refuse(
        fmt::format("nothing is written, since it would suppress nothing: {}", fmt::join(messages, "; ")));
  }
  if (last.is_ended) return refuse(fmt::format("nothing is written: {} is past", last.expires));
  const std::string file = (std::filesystem::path(audit.target.root) / kWaiversPath).string();
  if (const Result<bool> done = write_file(file, *text); !done) return refuse(done.error().message);
  std::string told;
  for (size_t i = 0; i < entries.size(); ++i) {
    const Waiver& entry = (*written)[written->size() - entries.size() + i];
    told += fmt::format("{}:{}: {} of {}\n", kWaiversPath, entry.line, entry.id,
                        spot_of(*(*open)[i], audit.corpus.sources));
  }
  if (last.is_draft)
    told += fmt::format(
        "a draft: it suppresses nothing until somebody other than {} writes `approver` and "
        "`approved_on` there\n",
        last.owner);
  if (const Result<bool> done = write_output(told); !done) return refuse(done.error().message);
  return kExitClean;
}

}  // namespace payaudit

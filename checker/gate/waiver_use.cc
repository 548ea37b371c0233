#include "checker/gate/waiver_use.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <unordered_set>

#include "checker/gate/days.h"
#include "rules/judge/fingerprint.h"

namespace payaudit {
namespace {

constexpr size_t kIdentityDigits = 32;  // of a fingerprint, those that do not hold the path
constexpr size_t kMostSpots = 3;        // named in a message

// The violations, by what waivers name them by.
class Violations {
 public:
  Violations(const std::vector<Finding>& findings, const SourceMap& sources)
      : findings_(findings), sources_(sources) {
    for (size_t i = 0; i < findings.size(); ++i) {
      if (findings[i].verdict != Verdict::violation) continue;
      by_fingerprint_[findings[i].fingerprint].push_back(i);
      by_identity_[std::string_view(findings[i].fingerprint).substr(0, kIdentityDigits)].push_back(i);
      by_rule_[findings[i].rule].push_back(i);
    }
  }

  std::vector<size_t> of(const Waiver& waiver) const {
    if (!waiver.fingerprint.empty()) return in(by_fingerprint_, waiver.fingerprint);
    std::vector<size_t> all = in(by_rule_, waiver.rule);
    std::erase_if(all, [&](size_t i) { return !is_there(waiver, findings_[i]); });
    return all;
  }

  // What only a renamed file tells apart from what the waiver names.
  std::vector<size_t> renamed(const Waiver& waiver) const {
    if (waiver.fingerprint.size() < kIdentityDigits) return {};
    std::vector<size_t> all =
        in(by_identity_, std::string_view(waiver.fingerprint).substr(0, kIdentityDigits));
    // What is new is not what was waived, wherever its like went.
    std::erase_if(all, [&](size_t i) {
      return findings_[i].suppression || findings_[i].standing.novelty == Novelty::is_new;
    });
    const bool is_one = all.size() == 1 && !is_path_there(waiver);
    return is_one ? all : std::vector<size_t>();
  }

 private:
  using Index = std::map<std::string_view, std::vector<size_t>, std::less<>>;

  static std::vector<size_t> in(const Index& index, std::string_view key) {
    const auto found = index.find(key);
    return found == index.end() ? std::vector<size_t>() : found->second;
  }

  // The file that the waiver's fingerprint names: what it waives cannot have been renamed then.
  bool is_path_there(const Waiver& waiver) const {
    const size_t hyphen = waiver.fingerprint.find('-');
    if (hyphen == std::string::npos) return false;
    if (path_parts_.empty()) {
      for (FileId file = 0; file < sources_.size(); ++file)
        path_parts_.insert(path_part(sources_[file].path()));
    }
    return path_parts_.contains(waiver.fingerprint.substr(hyphen + 1));
  }

  bool is_there(const Waiver& waiver, const Finding& finding) const {
    if (!finding.has_place || (!waiver.symbol.empty() && waiver.symbol != finding.symbol)) return false;
    return waiver.paths.match(sources_[finding.place.file].path()).has_value();
  }

  const std::vector<Finding>& findings_;
  const SourceMap& sources_;
  Index by_fingerprint_, by_identity_, by_rule_;
  mutable std::unordered_set<std::string> path_parts_;  // of all sources, once somebody asks
};

// What the waiver names, where nothing meets it.
std::string named(const Waiver& waiver) {
  if (!waiver.fingerprint.empty()) return fmt::format("the fingerprint {}", waiver.fingerprint);
  const std::string symbol = waiver.symbol.empty() ? "" : fmt::format(" of '{}'", waiver.symbol);
  return fmt::format("'{}'{} in {}", waiver.rule, symbol, waiver.path);
}

std::string name_of(const Waiver& waiver) {
  return waiver.id.empty() ? "the waiver" : fmt::format("waiver {}", waiver.id);
}

// The first line of the entry.
Place place_of(const Waiver& waiver, const WaiverScope& scope) {
  const Source& source = scope.sources[scope.file];
  Span line = source.line_span(std::min(waiver.line, source.line_count()));
  const size_t blanks = std::min(source.text(line).find_first_not_of(" \t-"), source.text(line).size());
  line.begin += static_cast<uint32_t>(blanks);
  return {scope.file, line};
}

Finding waiver_finding(const Waiver& waiver, const WaiverScope& scope, std::string rule, Severity severity,
                       std::string message, std::string fix) {
  Finding finding;
  finding.rule = std::move(rule);
  finding.severity = severity;
  finding.place = place_of(waiver, scope);
  finding.message = std::move(message);
  finding.symbol = waiver.id;
  finding.fix = std::move(fix);
  finding.takes_comments = false;
  return finding;
}

// What of the covered is waived in the end; what is critical, not for long.
void suppress(const Waiver& waiver, const WaiverScope& scope, const std::vector<size_t>& covered,
              std::vector<Finding>& findings, std::vector<Covered>& refused) {
  for (const size_t i : covered) {
    Finding& finding = findings[i];
    if (finding.severity == Severity::critical && waiver.days() > kLongestCriticalWaiver) {
      refused.push_back(payaudit::covered(finding, scope.sources));
    } else if (!finding.suppression) {
      finding.suppression = Suppression{waiver.reason,
                                        waiver.owner,
                                        waiver.expires,
                                        place_of(waiver, scope),
                                        std::string(word(waiver.kind)),
                                        waiver.id,
                                        waiver.approver};
    }
  }
}

void mark_ended(const Waiver& waiver, const WaiverScope& scope, const std::vector<size_t>& covered,
                std::vector<Finding>& findings) {
  if (waiver.expires < scope.since) return;
  for (const size_t i : covered) {
    Standing& standing = findings[i].standing;
    const bool was_there = scope.is_by_fingerprints && !waiver.fingerprint.empty();
    if (findings[i].suppression || (standing.novelty == Novelty::is_new && !was_there)) continue;
    if (standing.novelty == Novelty::unchanged) standing.novelty = Novelty::is_new;
    standing.cause = Cause::waiver;
    standing.because = fmt::format("{} ended on {}", name_of(waiver), waiver.expires);
  }
}

// What is said of a waiver that does not do what it is there for; nullopt: it does.
std::optional<Finding> said_of(const Waiver& waiver, const WaiverScope& scope, const WaiverUse& use) {
  const auto say = [&](std::string rule, Severity severity, std::string message, std::string fix) {
    return waiver_finding(waiver, scope, std::move(rule), severity, std::move(message), std::move(fix));
  };
  switch (use.state) {
    case WaiverState::active:
    case WaiverState::ending: return std::nullopt;
    case WaiverState::invalid:
      return say("waiver-invalid", Severity::medium, use.why,
                 "Mend the entry, or remove it: `payaudit waiver check` shows what is wrong, and where.");
    case WaiverState::draft:
      return say("waiver-invalid", Severity::medium,
                 fmt::format("{} is a draft that nobody approved, and suppresses nothing", name_of(waiver)),
                 "Let somebody other than the owner write `approver` and `approved_on`, or remove it.");
    case WaiverState::ended: {
      const std::string what = use.covers.empty()
                                   ? fmt::format("what it covered is not found now: {}", named(waiver))
                                   : fmt::format("it covered {}", spots(use.covers));
      return say("waiver-expired", use.covers.empty() ? Severity::low : Severity::medium,
                 fmt::format("{} ended on {}; {}", name_of(waiver), waiver.expires, what),
                 "Mend what it covered and remove the entry, or have it approved again, with new dates.");
    }
    case WaiverState::unused:
      return say("waiver-unused", Severity::low, use.why,
                 "Remove the entry: what it was written for is gone.");
  }
  return std::nullopt;
}

std::string problems_of(const Waiver& waiver) {
  std::vector<std::string_view> messages;
  for (const WaiverProblem& problem : waiver.problems) messages.push_back(problem.message);
  return fmt::format("{} suppresses nothing: {}", name_of(waiver), fmt::join(messages, "; "));
}

bool can_be_unused(const Waiver& waiver, const WaiverScope& scope) {
  return scope.is_whole && (waiver.rule.empty() || scope.judged.contains(waiver.rule));
}

void set_state(const Waiver& waiver, const WaiverScope& scope, const std::vector<Covered>& refused,
               WaiverUse& use) {
  if (!waiver.problems.empty()) {
    use.state = WaiverState::invalid;
    use.why = problems_of(waiver);
  } else if (waiver.is_draft) {
    use.state = WaiverState::draft;
  } else if (waiver.is_ended) {
    use.state = WaiverState::ended;
  } else if (!refused.empty()) {
    use.state = WaiverState::invalid;
    use.why = fmt::format("{} runs {} days from its approval, and for a critical finding {} are the most: {}",
                          name_of(waiver), waiver.days(), kLongestCriticalWaiver, spots(refused));
  } else if (use.covers.empty() && can_be_unused(waiver, scope)) {
    use.state = WaiverState::unused;
    use.why = fmt::format("{} meets no finding: {}", name_of(waiver), named(waiver));
  } else if (const auto expires = day_number(waiver.expires), now = day_number(scope.today);
             expires && now && *expires - *now <= kSoon) {
    use.state = WaiverState::ending;
  }
}

}  // namespace

std::string_view word(WaiverState state) {
  switch (state) {
    case WaiverState::active: return "active";
    case WaiverState::ending: return "ending";
    case WaiverState::ended: return "ended";
    case WaiverState::draft: return "draft";
    case WaiverState::unused: return "unused";
    case WaiverState::invalid: return "invalid";
  }
  return "";
}

std::string spot(const Covered& covered) {
  if (covered.path.empty()) return fmt::format("'{}' of the whole tree", covered.rule);
  return fmt::format("'{}' at {}:{}", covered.rule, covered.path, covered.line);
}

Covered covered(const Finding& finding, const SourceMap& sources) {
  Covered one{finding.rule, finding.fingerprint, {}, 0, finding.severity, finding.message};
  if (finding.has_place) {
    const Source& source = sources[finding.place.file];
    one.path = source.path();
    one.line = source.line_of(finding.place.span.begin);
  }
  return one;
}

std::string spots(const std::vector<Covered>& covers) {
  std::string all;
  for (size_t i = 0; i < std::min(covers.size(), kMostSpots); ++i)
    all += fmt::format("{}{}", i == 0 ? "" : ", ", spot(covers[i]));
  if (covers.size() > kMostSpots) all += fmt::format(" and {} more", covers.size() - kMostSpots);
  return all;
}

std::vector<Finding> apply_waivers(const std::vector<Waiver>& waivers, const WaiverScope& scope,
                                   std::vector<Finding>& findings, std::vector<WaiverUse>* uses) {
  const Violations violations(findings, scope.sources);
  std::vector<std::vector<size_t>> of(waivers.size());
  std::vector<std::vector<Covered>> refused(waivers.size());
  const auto each = [&](auto is_wanted, auto act) {
    for (size_t i = 0; i < waivers.size(); ++i) {
      if (waivers[i].problems.empty() && is_wanted(i)) act(i);
    }
  };
  const auto apply = [&](size_t i) {
    if (waivers[i].holds()) suppress(waivers[i], scope, of[i], findings, refused[i]);
  };
  each([](size_t) { return true; }, [&](size_t i) { of[i] = violations.of(waivers[i]), apply(i); });
  // A renamed file's finding is not taken from a waiver that names it whole.
  each([&](size_t i) { return of[i].empty(); },
       [&](size_t i) { of[i] = violations.renamed(waivers[i]), apply(i); });
  each([&](size_t i) { return waivers[i].is_ended && !waivers[i].is_draft; },
       [&](size_t i) { mark_ended(waivers[i], scope, of[i], findings); });

  std::vector<Finding> added;
  for (size_t i = 0; i < waivers.size(); ++i) {
    WaiverUse use;
    for (const size_t met : of[i]) use.covers.push_back(covered(findings[met], scope.sources));
    set_state(waivers[i], scope, refused[i], use);
    if (auto said = said_of(waivers[i], scope, use)) added.push_back(*std::move(said));
    if (uses != nullptr) uses->push_back(std::move(use));
  }
  return added;
}

}  // namespace payaudit

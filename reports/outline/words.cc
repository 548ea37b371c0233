#include "reports/outline/words.h"

#include <fmt/format.h>

#include <algorithm>

#include "reports/excerpt/mask.h"
#include "reports/excerpt/utf8.h"

namespace payaudit {
namespace {

constexpr size_t kShortVersion = 12;

}  // namespace

Level level(Severity severity) {
  switch (severity) {
    case Severity::critical:
    case Severity::high: return Level::error;
    case Severity::medium: return Level::warning;
    case Severity::low:
    case Severity::info: return Level::notice;
  }
  return Level::notice;
}

std::string prose(std::string_view text) {
  return one_line(mask_numbers(text));
}

std::string sentence(std::string_view text) {
  std::string out = prose(text);
  if (out.empty()) return out;
  // A name of the audited tree, as `account.sad.cvv`, stays as it is.
  const std::string first = out.substr(0, out.find_first_of(" :,;"));
  const bool is_word = std::all_of(first.begin(), first.end(),
                                   [](char c) { return (c >= 'a' && c <= 'z') || c == '-' || c == '\''; });
  if (is_word && out[0] >= 'a' && out[0] <= 'z') out[0] = static_cast<char>(out[0] - 'a' + 'A');
  if (out.back() != '.') out += '.';
  return out;
}

std::string cut(std::string_view text, size_t most) {
  size_t characters = 0;
  size_t last = 0;  // where the character begins that `…` would replace
  for (size_t at = 0; at < text.size();) {
    if (characters + 1 == most) last = at;
    if (characters == most) return std::string(text.substr(0, last)) + "…";
    decode(text, at);
    ++characters;
  }
  return std::string(text);
}

bool is_open(const Finding& finding) {
  return finding.is_gating || (finding.verdict == Verdict::violation && !finding.suppression);
}

bool is_unchanged(const Finding& finding) {
  return finding.standing.novelty == Novelty::unchanged;
}

std::string_view cause_text(Cause cause) {
  switch (cause) {
    case Cause::code: return "the code";
    case Cause::rules: return "other rules";
    case Cause::settings: return "other settings";
    case Cause::waiver: return "an ended waiver";
    case Cause::base: return "what of the base could not be read";
  }
  return "";
}

std::string standing_text(const Finding& finding) {
  const Standing& standing = finding.standing;
  if (standing.novelty == Novelty::not_compared) return "";
  if (standing.novelty == Novelty::unchanged) return "unchanged";
  std::string text = "new";
  if (standing.cause != Cause::code) {
    text += fmt::format(" by {}{}", cause_text(standing.cause), finding.is_gating ? "" : ", does not gate");
  }
  if (!standing.because.empty()) text += ": " + prose(standing.because);
  return text;
}

std::string message_sentences(const Finding& finding) {
  std::string text = sentence(finding.message);
  if (!finding.label.empty()) text += ' ' + sentence(finding.label);
  if (finding.count > 1) text += fmt::format(" The same of {} things in all.", finding.count);
  return text;
}

std::string waiver_text(const Suppression& why, std::string_view at) {
  std::string text = prose(why.reason) + " (";
  if (!why.id.empty()) text += fmt::format("{}, {}; ", why.id, why.kind);
  text += "by " + why.by;
  if (!why.id.empty()) text += ", approved by " + why.approver;
  text += ", until " + why.until;
  if (!at.empty()) text += fmt::format("; {}", at);
  return prose(text + ')');
}

const RuleEntry* find_rule(const Report& report, std::string_view id) {
  const auto rule =
      std::lower_bound(report.rules.begin(), report.rules.end(), id,
                       [](const RuleEntry& entry, std::string_view wanted) { return entry.id < wanted; });
  return rule != report.rules.end() && rule->id == id ? &*rule : nullptr;
}

std::string fix_of(const Report& report, const Finding& finding) {
  if (!finding.fix.empty()) return finding.fix;
  const RuleEntry* rule = find_rule(report, finding.rule);
  return rule == nullptr ? "" : rule->fix;
}

std::string way_to_waive(const Report& report, const Finding& finding) {
  const RuleEntry* rule = find_rule(report, finding.rule);
  if (rule != nullptr && rule->area == "gate") return "";
  if (finding.takes_comments)
    return fmt::format("payaudit:ignore {} until=YYYY-MM-DD by=@name reason=\"…\"", finding.rule);
  // No comment in the code silences what is grave: that takes somebody else's approval.
  std::string at;
  if (finding.has_place) {
    const Source& source = (*report.sources)[finding.place.file];
    at = fmt::format(" {}:{}", one_line(source.path()), source.line_of(finding.place.span.begin));
  }
  return fmt::format("payaudit waiver add {}{} --kind … --reason … --owner @name --expires YYYY-MM-DD",
                     finding.rule, at);
}

std::string mappings(const Report& report, const Finding& finding) {
  std::string out;
  for (size_t i = 0; i < report.frameworks.size(); ++i) {
    std::string ids;
    for (const BearsOn& row : finding.bears_on) {
      if (row.framework != i) continue;
      const RequirementEntry& requirement = report.frameworks[i].requirements[row.requirement];
      ids += (ids.empty() ? "" : ", ") + requirement.id;
      if (!row.is_certain) ids += " (perhaps)";
      if (!requirement.is_judged) ids += fmt::format(" ({})", requirement.why);
    }
    if (!ids.empty()) out += (out.empty() ? "" : "; ") + title(report.frameworks[i]) + ' ' + ids;
  }
  return out;
}

std::string title(const FrameworkEntry& framework) {
  const bool is_short = !framework.version.empty() && framework.version.size() <= kShortVersion;
  return is_short ? framework.name + ' ' + framework.version : framework.name;
}

}  // namespace payaudit

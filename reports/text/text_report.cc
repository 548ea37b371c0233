#include "reports/text/text_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <map>

#include "reports/excerpt/mask.h"
#include "reports/excerpt/utf8.h"
#include "reports/outline/figures.h"
#include "reports/outline/words.h"
#include "reports/text/block.h"
#include "reports/text/summary.h"

namespace payaudit {
namespace {

constexpr size_t kMostOfOneRule = 10;
constexpr size_t kMostSpots = 5;

std::string_view level_word(Severity severity) {
  switch (level(severity)) {
    case Level::error: return "error";
    case Level::warning: return "warning";
    case Level::notice: return "note";
  }
  return "";
}

Colour colour_of(const Finding& finding) {
  switch (finding.verdict) {
    case Verdict::violation: break;
    case Verdict::satisfied: return Colour::green;
    case Verdict::undetermined:
    case Verdict::evidence_required:
    case Verdict::not_applicable: return Colour::cyan;
  }
  switch (finding.severity) {
    case Severity::critical:
    case Severity::high: return Colour::red;
    case Severity::medium: return Colour::yellow;
    case Severity::low:
    case Severity::info: return Colour::cyan;
  }
  return Colour::plain;
}

std::string_view word(StepRole role) {
  switch (role) {
    case StepRole::source: return "from";
    case StepRole::step: return "through";
    case StepRole::protection: return "protected";
    case StepRole::sink: return "to";
    case StepRole::context: return "";
  }
  return "";
}

// Whether the label says it too: both name what is not known, in the words of rules and of the source.
bool is_told(std::string_view reason, std::string_view label) {
  const size_t why = reason.find(": ");
  const size_t same = label.find(": ");
  return why != std::string_view::npos && same != std::string_view::npos &&
         reason.substr(why) == label.substr(same);
}

class Writer {
 public:
  Writer(const Report& report, const TextOptions& options)
      : report_(report),
        show_(options.show),
        told_(options.told),
        is_quiet_(options.is_quiet),
        paint_(options.is_coloured),
        masks_(report),
        blocks_(masks_, *report.sources, paint_) {}

  std::string write() {
    write_verdict(Verdict::violation, true);
    if (!is_quiet_) write_old();
    write_verdict(Verdict::undetermined, show_ == Show::undetermined || show_ == Show::all);
    write_verdict(Verdict::evidence_required, show_ == Show::all);
    if (show_ == Show::satisfied || show_ == Show::all) write_verdict(Verdict::satisfied, true);
    if (show_ == Show::all) write_verdict(Verdict::not_applicable, true);
    write_summary(out_, report_, paint_, is_quiet_);
    return std::move(out_);
  }

 private:
  using Findings = std::vector<const Finding*>;

  bool is_only_counted(const Finding& finding) const {
    return told_ == Told::only_new && is_open(finding) && is_unchanged(finding);
  }

  // By rule, in the order of the findings: gravest rule first.
  template <typename Wanted>
  std::vector<Findings> by_rule(Wanted&& is_wanted) const {
    std::vector<Findings> rules;
    std::map<std::string_view, size_t> index;
    for (const Finding& finding : report_.findings) {
      if (finding.severity < report_.show_from || !is_wanted(finding)) continue;
      const auto [known, is_new] = index.try_emplace(finding.rule, rules.size());
      if (is_new) rules.emplace_back();
      rules[known->second].push_back(&finding);
    }
    return rules;
  }

  void write_verdict(Verdict verdict, bool in_full) {
    const std::vector<Findings> rules = by_rule([&](const Finding& finding) {
      if (finding.suppression && show_ != Show::all) return false;
      return finding.verdict == verdict && !is_only_counted(finding);
    });
    if (rules.empty()) return;
    if (!in_full) {
      const std::string_view show = verdict == Verdict::undetermined ? "--show undetermined" : "--show all";
      if (!is_quiet_) write_counts(payaudit::word(verdict), show, rules);
      return;
    }
    for (const Findings& findings : rules) {
      const size_t count = show_ == Show::all ? findings.size() : std::min(findings.size(), kMostOfOneRule);
      for (size_t i = 0; i < count; ++i) write_finding(*findings[i], i == 0 ? nullptr : findings[i - 1]);
      if (count < findings.size()) {
        fmt::format_to(std::back_inserter(out_),
                       "… and {} more of {} (all of them: --show all, -f json, -f sarif)\n\n",
                       findings.size() - count, findings.front()->rule);
      }
    }
  }

  // What the base had too, and what only the base had.
  void write_old() {
    if (!report_.comparison) return;
    const std::vector<Findings> unchanged =
        by_rule([&](const Finding& finding) { return is_only_counted(finding); });
    if (!unchanged.empty()) write_counts("unchanged", "--report all", unchanged);
    const std::vector<GoneEntry>& gone = report_.comparison->gone;
    if (gone.empty()) return;
    const auto to = std::back_inserter(out_);
    fmt::format_to(to, "{}: {} against {}\n", paint_(Colour::green, "gone"), gone.size(),
                   base_name(*report_.comparison));
    const size_t shown = show_ == Show::all ? gone.size() : std::min(gone.size(), kMostOfOneRule);
    for (size_t i = 0; i < shown; ++i) {
      const GoneEntry& entry = gone[i];
      fmt::format_to(to, "  {}  {}", entry.rule, prose(entry.message));
      if (entry.line > 0) fmt::format_to(to, " ({}:{})", one_line(entry.path), entry.line);
      out_ += '\n';
    }
    if (shown < gone.size())
      fmt::format_to(to, "  … and {} more (all of them: -f json)\n", gone.size() - shown);
    out_ += '\n';
  }

  void write_counts(std::string_view name, std::string_view option, const std::vector<Findings>& rules) {
    size_t all = 0;
    size_t widest = 0;
    for (const Findings& findings : rules) {
      all += findings.size();
      widest = std::max(widest, findings.front()->rule.size());
    }
    const auto to = std::back_inserter(out_);
    fmt::format_to(to, "{}: {} in {} {} (in full: {})\n", paint_(Colour::cyan, name), all, rules.size(),
                   rules.size() == 1 ? "rule" : "rules", option);
    for (const Findings& findings : rules) {
      const Finding& first = *findings.front();
      const std::string reason = prose(first.reason.empty() ? first.message : first.reason);
      fmt::format_to(to, "  {:<{}}  {:>4}  {}", first.rule, widest, findings.size(), reason);
      if (first.has_place) {
        fmt::format_to(to, " ({}{})", spot((*report_.sources)[first.place.file], first.place.span),
                       first.count > 1 ? fmt::format(" and {} more", first.count - 1) : "");
      }
      out_ += '\n';
    }
    out_ += '\n';
  }

  // `previous` is the finding of the same rule printed before it, if any: what both say is said once.
  void write_finding(const Finding& finding, const Finding* previous) {
    const Colour colour = colour_of(finding);
    const bool is_violation = finding.verdict == Verdict::violation;
    const std::string_view kind =
        is_violation ? level_word(finding.severity) : payaudit::word(finding.verdict);
    const auto to = std::back_inserter(out_);
    fmt::format_to(to, "{}{}\n", paint_(colour, fmt::format("{}[{}]", kind, finding.rule)),
                   paint_(Colour::bold, fmt::format(": {} ({})", prose(finding.message),
                                                    payaudit::word(finding.severity))));
    const bool is_brief = finding.verdict == Verdict::satisfied || finding.verdict == Verdict::not_applicable;
    if (is_brief) {
      if (finding.has_place) {
        fmt::format_to(to, "  {} {}\n", paint_(Colour::blue, "-->"),
                       spot((*report_.sources)[finding.place.file], finding.place.span));
      }
      write_note(2, "evidence", finding.label);
      write_flow(2, finding);
      write_note(2, "reason", finding.reason);
      write_others(2, finding);
      write_suppression(2, finding);
      out_ += '\n';
      return;
    }

    std::vector<Mark> marks;
    if (finding.has_place) marks.push_back({finding.place, finding.label, true});
    if (finding.standing.changed && annotated_place(finding) != finding.place) {
      const std::string& because = finding.standing.because;
      marks.push_back(
          {*finding.standing.changed, because.empty() ? "this change made it new" : because, false});
    }
    for (const Step& step : finding.steps) {
      if (step.role == StepRole::context) marks.push_back({step.place, step.text, false});
    }
    const size_t gutter = marks.empty() ? 2 : blocks_.gutter(marks);
    blocks_.write(out_, marks, colour);
    write_flow(gutter, finding);
    write_note(gutter, "base", standing_text(finding));
    if (!finding.has_place || !is_told(finding.reason, finding.label)) {
      write_note(gutter, "reason", finding.reason);
    }
    write_others(gutter, finding);
    const RuleEntry* rule = find_rule(report_, finding.rule);
    if (rule != nullptr && previous == nullptr) write_note(gutter, "why", rule->why);
    if (previous == nullptr || previous->fix != finding.fix) {
      write_note(gutter, "fix", !finding.fix.empty() || rule == nullptr ? finding.fix : rule->fix);
    }
    write_edits(gutter, finding);
    if (rule != nullptr && previous == nullptr) {
      write_note(gutter, "maps", mappings(report_, finding));
      if (finding.scope != "undeclared") write_note(gutter, "scope", finding.scope);
      std::string more = fmt::format("payaudit explain {}", finding.rule);
      const std::string way = is_violation ? way_to_waive(report_, finding) : "";
      if (!way.empty()) more += "      waive: " + way;
      fmt::format_to(to, "{:>{}} {} {}\n", "", gutter, paint_(Colour::blue, "="), "more: " + more);
    }
    write_suppression(gutter, finding);
    out_ += '\n';
  }

  void write_note(size_t gutter, std::string_view name, std::string_view text) {
    if (text.empty()) return;
    fmt::format_to(std::back_inserter(out_), "{:>{}} {} {}: {}\n", "", gutter, paint_(Colour::blue, "="),
                   name, prose(text));
  }

  // What would mend it; it is shown, and never done.
  void write_edits(size_t gutter, const Finding& finding) {
    for (const Edit& edit : finding.edits) {
      const std::string old = masks_.text(edit.place);
      const std::string at = spot((*report_.sources)[edit.place.file], edit.place.span);
      write_note(gutter, "edit",
                 old.empty()         ? fmt::format("{}: insert `{}`", at, edit.text)
                 : edit.text.empty() ? fmt::format("{}: remove `{}`", at, old)
                                     : fmt::format("{}: `{}` becomes `{}`", at, old, edit.text));
    }
  }

  // What is said with this finding: of other rules, and at other places for the same reason.
  void write_others(size_t gutter, const Finding& finding) {
    for (const Also& also : finding.also) {
      write_note(gutter, "also", fmt::format("{} ({})", also.message, also.rule));
    }
    if (finding.count <= 1) return;
    std::string spots;
    const size_t shown =
        show_ == Show::all ? finding.also_at.size() : std::min(finding.also_at.size(), kMostSpots);
    for (size_t i = 0; i < shown; ++i) {
      const Place& place = finding.also_at[i];
      spots += (i == 0 ? "" : ", ") + spot((*report_.sources)[place.file], place.span);
    }
    const size_t left = finding.count - 1 - shown;
    if (left > 0) spots += fmt::format(" … {} more", left);
    write_note(gutter, "same", fmt::format("{} in all; {}", finding.count, spots));
  }

  void write_flow(size_t gutter, const Finding& finding) {
    size_t widest = 0;
    for (const Step& step : finding.steps) widest = std::max(widest, word(step.role).size());
    bool is_first = true;
    for (const Step& step : finding.steps) {
      if (step.role == StepRole::context) continue;
      fmt::format_to(std::back_inserter(out_), "{:>{}} {} {:<{}}  {}  {}\n", "", gutter,
                     is_first ? paint_(Colour::blue, "=") + " path:" : "       ", word(step.role), widest,
                     step_spot(finding, step), prose(step.text));
      is_first = false;
    }
  }

  // In the finding's own file the line and column are enough.
  std::string step_spot(const Finding& finding, const Step& step) const {
    const Source& source = (*report_.sources)[step.place.file];
    if (!finding.has_place || finding.place.file != step.place.file) return spot(source, step.place.span);
    const Position at = source.position(step.place.span.begin);
    return fmt::format("{}:{}", at.line, at.column);
  }

  void write_suppression(size_t gutter, const Finding& finding) {
    if (!finding.suppression) return;
    const Suppression& why = *finding.suppression;
    write_note(gutter, "waived", waiver_text(why, spot((*report_.sources)[why.place.file], why.place.span)));
  }

  const Report& report_;
  Show show_;
  Told told_;
  bool is_quiet_;
  Paint paint_;
  Masks masks_;
  Blocks blocks_;
  std::string out_;
};

}  // namespace

std::string write_text(const Report& report, const TextOptions& options) {
  return Writer(report, options).write();
}

}  // namespace payaudit

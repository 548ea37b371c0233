#include "reports/json/json_report.h"

#include <algorithm>
#include <array>
#include <set>
#include <string_view>

#include "reports/excerpt/mask.h"
#include "reports/json/json_writer.h"
#include "reports/json/provenance_fields.h"
#include "reports/json/requirement_fields.h"

namespace payaudit {
namespace {

constexpr int kVersion = 1;
constexpr uint32_t kLongestSnippet = 400;  // bytes; a longer one says nothing more to a reader

std::string_view word(StepRole role) {
  switch (role) {
    case StepRole::source: return "source";
    case StepRole::step: return "step";
    case StepRole::protection: return "protection";
    case StepRole::sink: return "sink";
    case StepRole::context: return "context";
  }
  return "";
}

class Writer {
 public:
  Writer(const Report& report, const JsonOptions& options)
      : report_(report), options_(options), masks_(report) {}

  std::string write() {
    json_.open_object();
    json_.field("payaudit", kVersion);
    json_.object("tool");
    json_.field("name", "payaudit");
    json_.field("version", report_.tool_version);
    json_.close();
    json_.field("claim", kNoClaim);
    write_provenance(report_.provenance, json_);
    write_summary();
    write_comparison();
    write_coverage();
    write_frameworks();
    write_rules();
    json_.array("findings");
    for (const Finding& finding : report_.findings) {
      if (finding.severity >= report_.show_from) write_finding(finding);
    }
    json_.close();
    write_gaps();
    json_.array("notes");
    for (const std::string& note : report_.notes) json_.text(mask_numbers(note));
    json_.close();
    json_.close();
    return json_.take();
  }

 private:
  void write_summary() {
    std::array<int64_t, 5> by_verdict = {};
    std::array<int64_t, 5> by_severity = {};
    int64_t suppressed = 0;
    for (const Finding& finding : report_.findings) {
      if (finding.suppression) {
        ++suppressed;
        continue;
      }
      ++by_verdict[static_cast<size_t>(finding.verdict)];
      if (finding.verdict == Verdict::violation) ++by_severity[static_cast<size_t>(finding.severity)];
    }
    json_.object("summary");
    json_.object("verdicts");
    for (size_t i = 0; i < by_verdict.size(); ++i) {
      json_.field(payaudit::word(static_cast<Verdict>(i)), by_verdict[i]);
    }
    json_.close();
    json_.object("violations");
    for (size_t i = by_severity.size(); i-- > 0;) {
      json_.field(payaudit::word(static_cast<Severity>(i)), by_severity[i]);
    }
    json_.close();
    json_.field("suppressed", suppressed);
    json_.field("files_examined", report_.coverage.files);
    json_.field("lines", report_.coverage.lines);
    json_.field("lines_examined", report_.coverage.lines_examined);
    json_.field_bool("incomplete", report_.coverage.is_incomplete);
    json_.field_if("incomplete_reason", report_.coverage.reason);
    if (report_.show_from > Severity::info) json_.field("shown_from", payaudit::word(report_.show_from));
    json_.field("fail_on", report_.is_gated ? payaudit::word(report_.fail_on) : "none");
    json_.field("exit_status", report_.exit_status);
    json_.close();
  }

  void write_comparison() {
    if (!report_.comparison) return;
    const Comparison& comparison = *report_.comparison;
    json_.object("comparison");
    json_.field("against", comparison.against);
    json_.field_if("commit", comparison.commit);
    if (!comparison.commit.empty()) json_.field_bool("merge_base", comparison.is_merge_base);
    json_.field("new", comparison.fresh);
    json_.field("unchanged", comparison.unchanged);
    json_.array("gone");
    for (const GoneEntry& entry : comparison.gone) {
      json_.open_object();
      json_.field("rule", entry.rule);
      json_.field("severity", payaudit::word(entry.severity));
      json_.field("message", mask_numbers(entry.message));
      json_.field_if("path", entry.path);
      if (entry.line > 0) json_.field("line", entry.line);
      json_.field("fingerprint", entry.fingerprint);
      json_.close();
    }
    json_.close();
    json_.array("gating");
    for (const Cause cause : comparison.gating) json_.text(payaudit::word(cause));
    json_.close();
    json_.array("notes");
    for (const std::string& note : comparison.notes) json_.text(mask_numbers(note));
    json_.close();
    json_.close();
  }

  // What the comparison says of a finding, whether it gates, and what would mend it.
  void write_standing(const Finding& finding) {
    const Standing& standing = finding.standing;
    json_.field_if("novelty", payaudit::word(standing.novelty));
    if (standing.novelty == Novelty::is_new) json_.field("cause", payaudit::word(standing.cause));
    json_.field_if("because", mask_numbers(standing.because));
    if (standing.changed) {
      json_.object("changed");
      write_place(*standing.changed);
      json_.close();
    }
    if (finding.verdict == Verdict::violation) json_.field_bool("gates", finding.is_gating);
    if (finding.edits.empty()) return;
    json_.array("edits");
    for (const Edit& edit : finding.edits) {
      json_.open_object();
      write_position(edit.place);
      json_.field("text", mask_numbers(edit.text));
      json_.close();
    }
    json_.close();
  }

  void write_coverage() {
    const Coverage& coverage = report_.coverage;
    json_.object("coverage");
    json_.array("formats");
    for (const FormatCoverage& format : coverage.formats) {
      json_.open_object();
      json_.field("format", format.format);
      json_.field("kind", format.kind);
      json_.field("files", format.files);
      json_.field("lines", format.lines);
      json_.field("lines_examined", format.lines_examined);
      json_.close();
    }
    json_.close();
    json_.field("text_files", coverage.text_files);
    json_.field("test_files", coverage.test_files);
    json_.field("test_lines", coverage.test_lines);
    json_.array("left_out");
    for (const LeftOut& left : coverage.left_out) {
      json_.open_object();
      json_.field("reason", left.reason);
      json_.field("count", left.count);
      json_.texts("first", left.first);
      json_.close();
    }
    json_.close();
    json_.close();
  }

  void write_frameworks() {
    json_.array("frameworks");
    for (const FrameworkEntry& framework : report_.frameworks) {
      json_.open_object();
      json_.field("id", framework.id);
      json_.field("name", framework.name);
      json_.field("version", framework.version);
      json_.field_if("organization", framework.organization);
      json_.field_if("status", framework.status);
      json_.field_bool("judged", framework.is_judged);
      json_.field("violations", framework.violations);
      json_.field("satisfied", framework.satisfied);
      json_.field("undetermined", framework.undetermined);
      json_.field("waived", framework.waived);
      json_.field("evidence_required", framework.evidence_required);
      if (options_.with_catalogue) {
        json_.array("requirements");
        for (const RequirementEntry& requirement : framework.requirements) write_requirement(requirement);
        json_.close();
      }
      json_.close();
    }
    json_.close();
  }

  void write_requirement(const RequirementEntry& requirement) {
    json_.open_object();
    write_requirement_fields(requirement, {}, json_);
    if (!requirement.record.empty()) {
      json_.object("record");
      json_.field("ask", requirement.record);
      if (requirement.record_max_age_days > 0) {
        json_.field("max_age_days", requirement.record_max_age_days);
      }
      json_.close();
    }
    json_.close();
  }

  void write_rules() {
    std::set<std::string_view> used;
    for (const Finding& finding : report_.findings) {
      if (finding.severity >= report_.show_from) used.insert(finding.rule);
    }
    json_.array("rules");
    for (const RuleEntry& rule : report_.rules) {
      if (!options_.with_catalogue && !used.contains(rule.id)) continue;
      json_.open_object();
      json_.field("id", rule.id);
      json_.field("title", rule.title);
      json_.field("severity", payaudit::word(rule.severity));
      json_.field_if("area", rule.area);
      json_.field_if("since", rule.since);
      json_.field("why", rule.why);
      json_.field("fix", rule.fix);
      json_.array("cwe");
      for (int cwe : rule.cwe) json_.number(cwe);
      json_.close();
      json_.array("maps");
      for (const Mapping& mapping : rule.maps) {
        json_.open_object();
        json_.field("framework", report_.frameworks[mapping.framework].id);
        json_.field("requirement", mapping.requirement);
        json_.close();
      }
      json_.close();
      json_.close();
    }
    json_.close();
  }

  void write_finding(const Finding& finding) {
    json_.open_object();
    json_.field("rule", finding.rule);
    json_.field("verdict", payaudit::word(finding.verdict));
    json_.field("severity", payaudit::word(finding.severity));
    json_.field("message", mask_numbers(finding.message));
    if (finding.has_place) {
      json_.object("place");
      write_place(finding.place);
      json_.close();
    }
    json_.field_if("symbol", mask_numbers(finding.symbol));
    json_.field_if("label", mask_numbers(finding.label));
    json_.field_if("reason", mask_numbers(finding.reason));
    json_.field_if("fix", mask_numbers(finding.fix));
    json_.field_if("scope", finding.scope);
    if (!finding.bears_on.empty()) {
      json_.array("requirements");
      for (const BearsOn& row : finding.bears_on) {
        const FrameworkEntry& framework = report_.frameworks[row.framework];
        json_.open_object();
        json_.field("framework", framework.id);
        json_.field("requirement", framework.requirements[row.requirement].id);
        if (!row.is_certain) json_.field_bool("certain", false);
        json_.close();
      }
      json_.close();
    }
    if (!finding.steps.empty()) {
      json_.array("steps");
      for (const Step& step : finding.steps) {
        json_.open_object();
        json_.field("role", word(step.role));
        json_.field("text", mask_numbers(step.text));
        write_place(step.place);
        json_.close();
      }
      json_.close();
    }
    if (!finding.also.empty()) {
      json_.array("also");
      for (const Also& also : finding.also) {
        json_.open_object();
        json_.field("rule", also.rule);
        json_.field("message", mask_numbers(also.message));
        json_.close();
      }
      json_.close();
    }
    if (finding.count > 1) {
      json_.field("count", finding.count);
      json_.array("also_at");
      for (const Place& place : finding.also_at) {
        json_.open_object();
        write_position(place);
        json_.close();
      }
      json_.close();
    }
    json_.field("fingerprint", finding.fingerprint);
    if (finding.stands_for.size() > 1) {
      json_.array("identities");
      for (const Identity& identity : finding.stands_for) json_.text(identity.fingerprint);
      json_.close();
    }
    write_standing(finding);
    if (finding.suppression) {
      json_.object("suppression");
      json_.field("reason", mask_numbers(finding.suppression->reason));
      json_.field("by", finding.suppression->by);
      json_.field("until", finding.suppression->until);
      json_.field_if("kind", finding.suppression->kind);
      json_.field_if("id", finding.suppression->id);
      json_.field_if("approver", finding.suppression->approver);
      write_place(finding.suppression->place);
      json_.close();
    }
    json_.close();
  }

  // The fields of a place, into the object that is open.
  void write_place(Place place) {
    write_position(place);
    if (place.span.end - place.span.begin <= kLongestSnippet) json_.field_if("snippet", masks_.text(place));
  }

  void write_position(Place place) {
    const Source& source = (*report_.sources)[place.file];
    const Position begin = source.position(place.span.begin);
    const Position end = source.position(std::max(place.span.begin, place.span.end));
    json_.field("path", source.path());
    json_.field("line", begin.line);
    json_.field("column", begin.column);
    json_.field("end_line", end.line);
    json_.field("end_column", end.column);
  }

  void write_gaps() {
    json_.array("gaps");
    for (const GapEntry& gap : report_.gaps) {
      json_.open_object();
      json_.field("path", gap.path);
      json_.field("reason", gap.reason);
      json_.field_if("detail", mask_numbers(gap.detail));
      if (gap.has_position) {
        json_.field("line", gap.position.line);
        json_.field("column", gap.position.column);
      }
      json_.field("count", gap.count);
      json_.field_bool("counts", gap.counts);
      json_.close();
    }
    json_.close();
  }

  const Report& report_;
  const JsonOptions options_;
  Masks masks_;
  JsonWriter json_;
};

}  // namespace

std::string write_json(const Report& report, const JsonOptions& options) {
  return Writer(report, options).write();
}

}  // namespace payaudit

#include "reports/sarif/sarif_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <deque>
#include <map>
#include <unordered_map>

#include "reports/excerpt/mask.h"
#include "reports/excerpt/utf8.h"
#include "reports/json/json_writer.h"
#include "reports/json/provenance_fields.h"
#include "reports/outline/figures.h"
#include "reports/outline/order.h"
#include "reports/outline/spots.h"
#include "reports/outline/words.h"
#include "reports/sarif/descriptor.h"
#include "reports/sarif/line_hash.h"
#include "reports/sarif/location.h"
#include "reports/sarif/notifications.h"
#include "reports/sarif/taxonomies.h"

namespace payaudit {
namespace {

constexpr const char* kSchema =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";
constexpr size_t kMostResults = 5000;
constexpr size_t kMostRelated = 100;  // GitHub shows no more places of a result
constexpr size_t kMostSteps = 1000;   // nor steps of a flow

std::string_view kind_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::violation: return "fail";
    case Verdict::satisfied: return "pass";
    case Verdict::undetermined: return "open";
    case Verdict::evidence_required: return "review";
    case Verdict::not_applicable: return "notApplicable";
  }
  return "";
}

std::string_view kind_of(StepRole role) {
  switch (role) {
    case StepRole::source: return "source";
    case StepRole::protection: return "sanitizer";
    case StepRole::sink: return "sink";
    case StepRole::step:
    case StepRole::context: return "value";
  }
  return "";
}

std::string_view exit_description(int status) {
  switch (status) {
    case 0: return "clean";
    case 1: return "violations at or above the threshold";
    case 2: return "usage, configuration or policy error";
    case 3: return "the analysis is incomplete";
    case 4: return "evidence or signing error";
    default: return "unknown";
  }
}

std::string_view baseline_state(const Finding& finding) {
  // What was not compared one by one is not called new.
  return finding.standing.novelty == Novelty::is_new ? "new" : "unchanged";
}

class Writer {
 public:
  Writer(const Report& report, bool is_full)
      : report_(report),
        is_full_(is_full),
        masks_(report),
        locations_(json_, *report.sources, masks_),
        results_(choose_results()),
        rules_(choose_rules()),
        taxonomies_(report, rules_, is_full),
        notifications_(report, results_cut_, is_full) {
    for (size_t i = 0; i < rules_.size(); ++i) rule_index_.emplace(rules_[i]->id, i);
    default_file_ = default_file(*report.sources);
  }

  std::string write() {
    json_.open_object();
    json_.field("$schema", kSchema);
    json_.field("version", "2.1.0");
    json_.array("runs");
    json_.open_object();
    write_tool();
    taxonomies_.write_taxonomies(json_);
    write_invocation();
    json_.object("automationDetails");
    json_.field("id", "payaudit/");
    json_.close();
    json_.object("originalUriBaseIds");
    json_.object("%SRCROOT%");
    json_.object("description");
    json_.field("text", "The root of the audited tree.");
    json_.close();
    json_.close();
    json_.close();
    json_.field("columnKind", "unicodeCodePoints");
    json_.array("redactionTokens");
    json_.text("*");
    json_.text("…");
    json_.close();
    json_.array("results");
    for (const Finding* finding : results_) write_result(*finding);
    for (const GoneEntry& entry : gone()) write_gone(entry);
    json_.close();
    json_.close();
    json_.close();
    json_.close();
    return json_.take();
  }

 private:
  std::vector<const Finding*> choose_results() {
    std::vector<const Finding*> results;
    for (const Finding& finding : report_.findings) {
      if (!is_full_) {
        if (finding.verdict != Verdict::violation || finding.suppression) continue;
        if (finding.severity < report_.show_from) continue;
      }
      results.push_back(&finding);
    }
    if (is_full_) return results;
    // Of one severity the new ones first: of very many results the last are cut.
    const auto rank = [](const Finding* finding) {
      return std::pair(-static_cast<int>(finding->severity), is_unchanged(*finding));
    };
    std::stable_sort(results.begin(), results.end(),
                     [&](const Finding* a, const Finding* b) { return rank(a) < rank(b); });
    if (results.size() > kMostResults) {
      results_cut_ = results.size() - kMostResults;
      results.resize(kMostResults);
    }
    return results;
  }

  // Findings of the base that are no more: for evidence, never for alerts.
  const std::vector<GoneEntry>& gone() const {
    static const std::vector<GoneEntry> none;
    return is_full_ && report_.comparison ? report_.comparison->gone : none;
  }

  std::vector<const RuleEntry*> choose_rules() {
    std::map<std::string_view, const RuleEntry*> rules;
    std::map<std::string_view, const RuleEntry*> known;
    for (const RuleEntry& rule : report_.rules) {
      known.emplace(rule.id, &rule);
      if (is_full_) rules.emplace(rule.id, &rule);
    }
    const auto add = [&](const std::string& id, Severity severity) {
      if (rules.count(id) > 0) return;
      const auto found = known.find(id);
      if (found == known.end()) {
        RuleEntry& rule = unlisted_rules_.emplace_back();
        rule.id = id;
        rule.severity = severity;
      }
      const RuleEntry* rule = found == known.end() ? &unlisted_rules_.back() : found->second;
      rules.emplace(rule->id, rule);
    };
    for (const Finding* finding : results_) add(finding->rule, finding->severity);
    for (const GoneEntry& entry : gone()) add(entry.rule, entry.severity);
    std::vector<const RuleEntry*> sorted;
    for (const auto& [id, rule] : rules) sorted.push_back(rule);
    return sorted;
  }

  void write_message(std::string_view text) {
    json_.object("message");
    json_.field("text", text);
    json_.close();
  }

  void write_tool() {
    json_.object("tool");
    json_.object("driver");
    json_.field("name", "payaudit");
    json_.field("version", report_.tool_version);
    json_.field("semanticVersion", report_.tool_version);
    json_.array("rules");
    for (const RuleEntry* rule : rules_) write_rule(json_, report_, taxonomies_, *rule);
    json_.close();
    notifications_.write_descriptors(json_);
    taxonomies_.write_supported(json_);
    json_.close();
    json_.close();
  }

  void write_invocation() {
    json_.array("invocations");
    json_.open_object();
    json_.field_bool("executionSuccessful", report_.exit_status <= 1);
    json_.field("exitCode", report_.exit_status);
    json_.field("exitCodeDescription", exit_description(report_.exit_status));
    notifications_.write(json_, locations_);
    json_.object("properties");
    json_.field("filesExamined", report_.coverage.files);
    json_.field("lines", report_.coverage.lines);
    json_.field("linesExamined", report_.coverage.lines_examined);
    json_.field_bool("incomplete", report_.coverage.is_incomplete);
    json_.field_if("incompleteReason", report_.coverage.reason);
    const Figures all = figures(report_);
    json_.field("waived", all.waived);
    if (report_.comparison) {
      json_.field("comparedWith", base_name(*report_.comparison));
      json_.field("new", all.fresh);
      json_.field("unchanged", all.unchanged);
      json_.field("gone", all.gone);
    }
    json_.field("claim", kNoClaim);
    write_provenance(report_.provenance, json_);
    json_.close();
    json_.close();
    json_.close();
  }

  void write_result(const Finding& finding) {
    const size_t rule = rule_index_.at(finding.rule);
    json_.open_object();
    json_.field("ruleId", finding.rule);
    json_.field("ruleIndex", rule);
    json_.field("kind", kind_of(finding.verdict));
    json_.field("level", finding.verdict == Verdict::violation ? sarif_level(finding.severity) : "none");
    if (is_full_ && report_.comparison) json_.field("baselineState", baseline_state(finding));
    const std::vector<RelatedSpot> related = related_places(finding);
    write_message(result_text(finding, related));
    json_.array("locations");
    json_.open_object();
    if (finding.has_place) {
      locations_.write_physical(finding.place);
    } else {
      locations_.write_file(default_file_);
    }
    if (!finding.symbol.empty()) {
      json_.array("logicalLocations");
      json_.open_object();
      json_.field("fullyQualifiedName", mask_numbers(finding.symbol));
      json_.close();
      json_.close();
    }
    json_.close();
    json_.close();
    write_related(related, finding.also_at);
    write_flow(finding);
    json_.object("partialFingerprints");
    if (finding.has_place) json_.field_if("primaryLocationLineHash", line_hash(finding.place));
    json_.field("payaudit/v1", finding.fingerprint);
    json_.close();
    if (finding.verdict != Verdict::satisfied && finding.verdict != Verdict::not_applicable) {
      taxonomies_.write_taxa(json_, *rules_[rule]);
    }
    write_suppressions(finding);
    write_fixes(finding);
    json_.object("properties");
    json_.field("verdict", word(finding.verdict));
    json_.field("severity", word(finding.severity));
    json_.field_if("scope", finding.scope);
    if (is_open(finding)) json_.field_if("waive", prose(way_to_waive(report_, finding)));
    json_.texts("requirements", requirements_of(finding));
    if (!finding.has_place) json_.field("place", "the tree as a whole");
    if (report_.comparison) write_standing(finding);
    json_.close();
    json_.close();
  }

  void write_standing(const Finding& finding) {
    const Standing& standing = finding.standing;
    json_.field_if("novelty", word(standing.novelty));
    if (standing.novelty == Novelty::is_new) json_.field("cause", word(standing.cause));
    json_.field_if("because", prose(standing.because));
    if (finding.verdict == Verdict::violation) json_.field_bool("gates", finding.is_gating);
  }

  void write_gone(const GoneEntry& entry) {
    json_.open_object();
    json_.field("ruleId", entry.rule);
    json_.field("ruleIndex", rule_index_.at(entry.rule));
    json_.field("kind", "fail");
    json_.field("level", sarif_level(entry.severity));
    json_.field("baselineState", "absent");
    write_message(sentence(message_text(entry.message)));
    json_.array("locations");
    json_.open_object();
    locations_.write_position(entry.path.empty() ? default_file_ : entry.path, {std::max(entry.line, 1u), 1});
    json_.close();
    json_.close();
    json_.object("partialFingerprints");
    json_.field("payaudit/v1", entry.fingerprint);
    json_.close();
    json_.object("properties");
    json_.field("severity", word(entry.severity));
    json_.close();
    json_.close();
  }

  // All edits together are one fix. One whose text had to be masked would not mend anything.
  void write_fixes(const Finding& finding) {
    const std::vector<Edit>& edits = finding.edits;
    const bool is_shown = std::all_of(edits.begin(), edits.end(),
                                      [](const Edit& edit) { return mask_numbers(edit.text) == edit.text; });
    if (edits.empty() || !is_shown) return;
    std::map<FileId, std::vector<const Edit*>> by_file;
    for (const Edit& edit : edits) by_file[edit.place.file].push_back(&edit);
    json_.array("fixes");
    json_.open_object();
    json_.object("description");
    json_.field("text", sentence(message_text(fix_of(report_, finding))));
    json_.close();
    json_.array("artifactChanges");
    for (const auto& [file, changes] : by_file) {
      json_.open_object();
      locations_.write_artifact((*report_.sources)[file].path());
      json_.array("replacements");
      for (const Edit* edit : changes) {
        const Spot spot = spot_of(report_, edit->place);
        json_.open_object();
        json_.object("deletedRegion");
        json_.field("startLine", spot.begin.line);
        json_.field("startColumn", spot.begin.column);
        json_.field("endLine", spot.end.line);
        json_.field("endColumn", spot.end.column);
        json_.close();
        if (!edit->text.empty()) {
          json_.object("insertedContent");
          json_.field("text", edit->text);
          json_.close();
        }
        json_.close();
      }
      json_.close();
      json_.close();
    }
    json_.close();
    json_.close();
    json_.close();
  }

  // "PCI DSS 4.0.1 3.3.1.2": what it bears on for sure and binds; its rule names all that it may bear on.
  std::vector<std::string> requirements_of(const Finding& finding) const {
    std::vector<std::string> ids;
    const auto add = [&](const std::vector<BearsOn>& rows) {
      for (const BearsOn& row : rows) {
        const FrameworkEntry& framework = report_.frameworks[row.framework];
        const RequirementEntry& requirement = framework.requirements[row.requirement];
        if (!row.is_certain || !requirement.is_judged) continue;
        std::string id = fmt::format("{} {} {}", framework.name, framework.version, requirement.id);
        if (std::find(ids.begin(), ids.end(), id) == ids.end()) ids.push_back(std::move(id));
      }
    };
    add(finding.bears_on);
    for (const Also& also : finding.also) add(also.bears_on);
    return ids;
  }

  // The sink stays the one location: what consumers know it by must not move with a change.
  static std::vector<RelatedSpot> related_places(const Finding& finding) {
    std::vector<RelatedSpot> related;
    if (finding.standing.changed && annotated_place(finding) != finding.place) {
      const std::string& because = finding.standing.because;
      related.push_back({*finding.standing.changed, because.empty() ? "this change made it new" : because});
    }
    for (const Step& step : finding.steps) {
      if (step.role != StepRole::context || related.size() == kMostRelated) continue;
      const bool is_known = std::any_of(related.begin(), related.end(), [&](const RelatedSpot& other) {
        return other.place == step.place && other.text == step.text;
      });
      if (!is_known) related.push_back({step.place, step.text});
    }
    return related;
  }

  // Identifiers of related places count from 1 in their order.
  static std::string result_text(const Finding& finding, const std::vector<RelatedSpot>& related) {
    std::string text = sentence(message_text(finding.message));
    const auto add = [&](std::string_view before, std::string_view more) {
      if (!more.empty()) text += ' ' + sentence(std::string(before) + message_text(more));
    };
    add("", finding.label);
    add("Reason: ", finding.reason);
    if (finding.standing.novelty == Novelty::is_new) add("", standing_text(finding));
    if (finding.count > 1) add("", fmt::format("the same of {} things in all", finding.count));
    for (const Also& also : finding.also) add("Also: ", also.message);
    if (!related.empty()) {
      text += " See";
      for (size_t i = 0; i < related.size(); ++i) {
        const std::string name = link_text(related[i].text);
        text += fmt::format("{} [{}]({})", i == 0 ? "" : ",", name.empty() ? "here" : name, i + 1);
      }
      text += '.';
    }
    if (finding.verdict == Verdict::violation) add("Fix: ", finding.fix);
    return text;
  }

  void write_related(const std::vector<RelatedSpot>& related, const std::vector<Place>& also_at) {
    if (related.empty() && also_at.empty()) return;
    json_.array("relatedLocations");
    size_t id = 0;
    const auto write = [&](Place place, std::string_view text) {
      json_.open_object();
      json_.field("id", ++id);
      locations_.write_physical(place);
      write_message(message_text(text));
      json_.close();
    };
    for (const RelatedSpot& spot : related) write(spot.place, spot.text);
    for (const Place& place : also_at) {
      if (id == kMostRelated) break;
      write(place, "the same here");
    }
    json_.close();
  }

  void write_flow(const Finding& finding) {
    std::vector<const Step*> steps;
    for (const Step& step : finding.steps) {
      if (step.role != StepRole::context) steps.push_back(&step);
    }
    if (steps.empty()) return;
    // Of a very long flow the middle goes: where it starts and where it ends matters most.
    if (steps.size() > kMostSteps) {
      const auto middle = steps.begin() + static_cast<ptrdiff_t>(kMostSteps / 2);
      steps.erase(middle, middle + static_cast<ptrdiff_t>(steps.size() - kMostSteps));
    }
    json_.array("codeFlows");
    json_.open_object();
    json_.array("threadFlows");
    json_.open_object();
    json_.array("locations");
    for (size_t i = 0; i < steps.size(); ++i) {
      json_.open_object();
      json_.object("location");
      locations_.write_physical(steps[i]->place);
      write_message(message_text(steps[i]->text));
      json_.close();
      json_.array("kinds");
      json_.text(kind_of(steps[i]->role));
      json_.close();
      json_.field("nestingLevel", 0);
      json_.field("executionOrder", i + 1);
      json_.field("importance", steps[i]->role == StepRole::step ? "important" : "essential");
      json_.close();
    }
    json_.close();
    json_.close();
    json_.close();
    json_.close();
    json_.close();
  }

  void write_suppressions(const Finding& finding) {
    if (!finding.suppression) return;
    const Suppression& why = *finding.suppression;
    const bool is_inline = why.id.empty() && finding.has_place && why.place.file == finding.place.file;
    json_.array("suppressions");
    json_.open_object();
    json_.field("kind", is_inline ? "inSource" : "external");
    json_.field("status", "accepted");
    json_.field("justification", one_line(mask_numbers(why.reason)));
    json_.object("location");
    locations_.write_physical(why.place);
    json_.close();
    json_.object("properties");
    json_.field_if("alias", one_line(why.by));
    // The day is inclusive.
    if (!why.until.empty()) json_.field("expiryUtc", why.until + "T23:59:59Z");
    json_.close();
    json_.close();
    json_.close();
  }

  std::string line_hash(Place place) {
    const Source& source = (*report_.sources)[place.file];
    auto [hashes, is_new] = line_hashes_.try_emplace(place.file);
    if (is_new) hashes->second = line_hashes(source.bytes());
    const uint32_t line = source.line_of(place.span.begin);
    return line <= hashes->second.size() ? to_string(hashes->second[line - 1]) : "";
  }

  const Report& report_;
  bool is_full_;
  Masks masks_;
  JsonWriter json_;
  LocationWriter locations_;
  size_t results_cut_ = 0;
  std::vector<const Finding*> results_;
  std::deque<RuleEntry> unlisted_rules_;  // of findings whose rule the report does not list
  std::vector<const RuleEntry*> rules_;
  Taxonomies taxonomies_;
  std::unordered_map<std::string_view, size_t> rule_index_;
  Notifications notifications_;
  std::string default_file_;
  std::unordered_map<FileId, std::vector<LineHash>> line_hashes_;
};

}  // namespace

std::string write_sarif(const Report& report) {
  return Writer(report, false).write();
}

std::string write_sarif_full(const Report& report) {
  return Writer(report, true).write();
}

}  // namespace payaudit

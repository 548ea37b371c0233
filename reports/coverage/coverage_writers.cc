#include "reports/coverage/coverage_writers.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <map>
#include <optional>
#include <vector>

#include "reports/csv/rows.h"
#include "reports/json/json_writer.h"
#include "reports/json/provenance_fields.h"
#include "reports/json/requirement_fields.h"

namespace payaudit {
namespace {

constexpr size_t kWidth = 100;

bool is_wanted(const FrameworkEntry& framework, std::string_view wanted) {
  return wanted.empty() ? framework.is_judged : framework.id == wanted;
}

size_t length_of(std::string_view text) {
  return static_cast<size_t>(std::count_if(
      text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

// The gravest of what was found by rules; nullopt: they saw nothing.
template <typename Counted>
std::optional<std::string_view> state_of_counts(const Counted& counts, bool is_examined) {
  if (counts.violations > 0) return "violation";
  if (counts.undetermined > 0) return "undetermined";
  if (counts.waived > 0) return "waived";
  if (counts.satisfied > 0) return "evidence";
  return is_examined ? std::optional<std::string_view>("examined") : std::nullopt;
}

bool is_in(const std::vector<std::string>& list, std::string_view word) {
  return std::find(list.begin(), list.end(), word) != list.end();
}

// Words of the text in lines of `width` characters; a longer word has a line of its own.
std::vector<std::string> wrapped(std::string_view text, size_t width) {
  std::vector<std::string> lines(1);
  for (size_t at = 0; at < text.size();) {
    const size_t end = std::min(text.find(' ', at), text.size());
    const std::string_view word = text.substr(at, end - at);
    std::string& line = lines.back();
    if (line.empty()) {
      line = word;
    } else if (length_of(line) + 1 + length_of(word) <= width) {
      line += ' ';
      line += word;
    } else {
      lines.emplace_back(word);
    }
    at = end + 1;
  }
  return lines;
}

class Table {
 public:
  std::string take() { return std::move(out_); }

  void framework(const FrameworkEntry& framework, std::string_view on) {
    fmt::format_to(std::back_inserter(out_), "{} {} ({}){}, as of {}\n", framework.name, framework.version,
                   framework.status, framework.is_judged ? "" : ": not judged", on);
    widest_ = 11;
    for (const RequirementEntry& row : framework.requirements) widest_ = std::max(widest_, row.id.size());
    widest_ = std::min<size_t>(widest_, 26);
    fmt::format_to(std::back_inserter(out_), "  {:<{}}  {:<14} {:>4} {:>4} {:>5} {:>6}\n", "requirement",
                   widest_, "state", "viol", "und", "sat", "waived");
    for (const RequirementEntry& row : framework.requirements) requirement(row);
    summary(framework);
    out_ += '\n';
  }

 private:
  void requirement(const RequirementEntry& row) {
    const size_t indent = widest_ + 4 + 15;
    // An id that is longer than the column has a line of its own.
    if (row.id.size() > widest_) fmt::format_to(std::back_inserter(out_), "  {}\n", row.id);
    fmt::format_to(std::back_inserter(out_), "  {:<{}}  {:<14} {:>4} {:>4} {:>5} {:>6}\n",
                   row.id.size() > widest_ ? "" : row.id, widest_, state_of(row), row.violations,
                   row.undetermined, row.satisfied, row.waived);
    lines(indent, {}, row.title);
    if (!row.why.empty()) lines(indent, "why: ", row.why);
    if (!row.is_judged) return;
    if (!row.law.empty()) lines(indent, "law: ", row.law);
    if (!row.law.empty())
      lines(indent, "source: ", row.source.empty() ? "none was read: ask counsel" : row.source);
    for (const LegEntry& leg : row.legs) {
      const std::string procedure = leg.procedure.empty() ? "" : fmt::format(" ({})", leg.procedure);
      const std::string later = leg.is_future ? fmt::format(" from {}", leg.since) : "";
      lines(indent, "part: ", fmt::format("{}{}: {}{}", leg.says, procedure, state_of(leg, row), later));
      for (const RuleResult& rule : row.tested) {
        if (is_in(leg.rules, rule.rule)) lines(indent + 2, "rule: ", words_of(rule));
      }
    }
    for (const RuleResult& rule : row.tested) {
      if (row.legs.empty()) lines(indent, "rule: ", words_of(rule));
    }
    if (!row.record.empty()) lines(indent, "bring: ", bring(row));
    if (!row.is_customizable) lines(indent, {}, "not eligible for the customized approach");
  }

  // "pan-logged: 3 of 12 flows examined, 1 violation"
  static std::string words_of(const RuleResult& rule) {
    std::string text =
        fmt::format("{}: {} of {} {} examined", rule.rule, rule.examined, rule.seen, rule.kind);
    const auto add = [&](int count, std::string_view what) {
      if (count > 0) text += fmt::format(", {} {}", count, what);
    };
    add(rule.violations, rule.violations == 1 ? "violation" : "violations");
    add(rule.undetermined, "undetermined");
    add(rule.satisfied, "satisfied");
    add(rule.waived, "waived");
    return text;
  }

  static std::string bring(const RequirementEntry& row) {
    return fmt::format("{} ({})", row.record,
                       record_terms(row.record_max_age_days, row.is_age_by_analysis, row.record_series));
  }

  void lines(size_t indent, std::string_view before, std::string_view text) {
    const size_t width = kWidth - indent - before.size();
    bool is_first = true;
    for (const std::string& line : wrapped(text, width)) {
      fmt::format_to(std::back_inserter(out_), "{:>{}}{:<{}}{}\n", "", indent, is_first ? before : "",
                     before.size(), line);
      is_first = false;
    }
  }

  void summary(const FrameworkEntry& framework) {
    std::map<std::string_view, size_t> states;
    for (const RequirementEntry& row : framework.requirements) ++states[state_of(row)];
    std::string text = fmt::format("{} requirements:", framework.requirements.size());
    for (const auto& [state, count] : states)
      text += fmt::format("{} {} {}", text.back() == ':' ? "" : ",", count, state);
    for (const std::string& line : wrapped(text, kWidth - 2))
      fmt::format_to(std::back_inserter(out_), "  {}\n", line);
  }

  std::string out_;
  size_t widest_ = 0;
};

std::string joined(const std::vector<std::string>& words) {
  std::string all;
  for (const std::string& word : words) all += (all.empty() ? "" : " ") + word;
  return all;
}

// "not in logs: violation; deleted in memory: record"
std::string parts_of(const RequirementEntry& row) {
  std::string all;
  for (const LegEntry& leg : row.legs) {
    all += all.empty() ? "" : "; ";
    all += leg.says;
    if (row.is_judged) all += fmt::format(": {}", state_of(leg, row));
  }
  return all;
}

// "3f2a… of 2026-11-29T05:10:00Z, with changes"
std::string commit_words(const Provenance& provenance) {
  if (provenance.commit.empty()) return {};
  return fmt::format("{} of {}{}", provenance.commit, provenance.committed_at,
                     provenance.is_dirty ? ", with changes" : "");
}

// The tool, the rules, the settings: what a row was judged with.
std::string tool_words(const Report& report) {
  const auto brief = [](const std::string& digest) { return digest.empty() ? "none" : digest.substr(0, 12); };
  return fmt::format("payaudit {}, rules {}, settings {}: {}", report.tool_version,
                     brief(report.provenance.pack_digest), brief(report.provenance.settings_digest),
                     kNoClaim);
}

struct Row {
  const Report& report;
  const FrameworkEntry& framework;
  const RequirementEntry& requirement;
};

struct Column {
  std::string_view name;
  std::function<std::string(const Row&)> cell;
};

std::vector<Column> table_columns() {
  std::vector<Column> columns = {{"framework", [](const Row& row) { return row.framework.id; }},
                                 {"version", [](const Row& row) { return row.framework.version; }},
                                 {"as_of", [](const Row& row) { return row.report.on; }},
                                 {"requirement", [](const Row& row) { return row.requirement.id; }}};
  const auto add = [&](std::string_view name, auto cell) {
    columns.push_back({name, [cell](const Row& row) { return std::string(cell(row.requirement)); }});
  };
  const auto add_texts = [&](const auto& texts) {
    for (const RequirementText& each : texts)
      add(each.name, [each](const RequirementEntry& row) { return row.*each.text; });
  };
  add_texts(kBindingTexts);
  add("state", [](const RequirementEntry& row) { return state_of(row); });
  for (const VerdictCount& each : kVerdictCounts)
    add(each.name, [each](const RequirementEntry& row) { return std::to_string(row.*each.count); });
  add("parts", parts_of);
  add("rules", [](const RequirementEntry& row) { return joined(row.rules); });
  add("record", [](const RequirementEntry& row) { return row.record; });
  add("record_max_age_days", [](const RequirementEntry& row) {
    return row.record_max_age_days > 0 ? std::to_string(row.record_max_age_days) : std::string();
  });
  add("record_age_from",
      [](const RequirementEntry& row) { return row.is_age_by_analysis ? "risk-analysis" : ""; });
  add("record_series", [](const RequirementEntry& row) { return row.record_series; });
  add_texts(kSourceTexts);
  add("customized_approach",
      [](const RequirementEntry& row) { return row.is_customizable ? "" : "excluded"; });
  columns.push_back({"commit", [](const Row& row) { return commit_words(row.report.provenance); }});
  columns.push_back({"tool", [](const Row& row) { return tool_words(row.report); }});
  return columns;
}

void write_legs(const RequirementEntry& row, JsonWriter& json) {
  json.array("legs");
  for (const LegEntry& leg : row.legs) {
    json.open_object();
    json.field("says", leg.says);
    json.field_if("procedure", leg.procedure);
    json.field_if("since", leg.since);
    if (row.is_judged) json.field("state", state_of(leg, row));
    json.texts("rules", leg.rules);
    json.close();
  }
  json.close();
}

// Where the rule has said something that bears on the requirement, in the order of the findings.
void write_places(const Report& report, size_t framework, size_t requirement, std::string_view rule,
                  JsonWriter& json) {
  const auto of_row = [&](const std::vector<BearsOn>& rows) {
    return std::find_if(rows.begin(), rows.end(), [&](const BearsOn& row) {
      return row.framework == framework && row.requirement == requirement;
    });
  };
  json.array("places");
  for (const Finding& finding : report.findings) {
    const std::vector<BearsOn>* rows = finding.rule == rule ? &finding.bears_on : nullptr;
    for (const Also& also : finding.also) {
      if (also.rule == rule) rows = &also.bears_on;
    }
    if (rows == nullptr || !finding.has_place || of_row(*rows) == rows->end()) continue;
    std::vector<Place> places{finding.place};
    places.insert(places.end(), finding.also_at.begin(), finding.also_at.end());
    for (const Place& place : places) {
      const Source& source = (*report.sources)[place.file];
      const Position at = source.position(place.span.begin);
      json.open_object();
      json.field("verdict", word(finding.verdict));
      if (!of_row(*rows)->is_certain) json.field_bool("certain", false);
      if (finding.suppression) json.field_bool("waived", true);
      json.field("path", source.path());
      json.field("line", at.line);
      json.field("column", at.column);
      json.field_if("scope", finding.scope);
      json.close();
    }
  }
  json.close();
}

void write_tested(const Report& report, size_t framework, size_t requirement, JsonWriter& json) {
  json.array("tested");
  for (const RuleResult& rule : report.frameworks[framework].requirements[requirement].tested) {
    json.open_object();
    json.field("rule", rule.rule);
    json.field("of", rule.kind);
    json.field("seen", rule.seen);
    json.field("examined", rule.examined);
    json.field("violations", rule.violations);
    json.field("undetermined", rule.undetermined);
    json.field("satisfied", rule.satisfied);
    json.field("waived", rule.waived);
    write_places(report, framework, requirement, rule.rule, json);
    json.close();
  }
  json.close();
}

}  // namespace

std::string_view state_of(const RequirementEntry& requirement) {
  if (!requirement.superseded_by.empty()) return "superseded";
  // What does not bind for sure has its own word: not applicable, future, not declared.
  if (!requirement.is_judged && requirement.applies != "applies" && requirement.applies != "may apply")
    return requirement.applies;
  if (!requirement.is_judged) return "not judged";
  if (const auto state = state_of_counts(requirement, requirement.is_examined)) return *state;
  if (!requirement.rules.empty()) return "nothing found";
  if (!requirement.record.empty()) return "record";
  return "not shown";
}

std::string_view state_of(const LegEntry& leg, const RequirementEntry& requirement) {
  if (leg.is_future) return "future";
  if (leg.rules.empty()) return requirement.record.empty() ? "not shown" : "record";
  RuleResult all;
  for (const RuleResult& rule : requirement.tested) {
    if (!is_in(leg.rules, rule.rule)) continue;
    all.violations += rule.violations;
    all.undetermined += rule.undetermined;
    all.waived += rule.waived;
    all.satisfied += rule.satisfied;
    all.examined += rule.examined;
  }
  return state_of_counts(all, all.examined > 0).value_or("nothing found");
}

std::string record_terms(int max_age_days, bool is_age_by_analysis, std::string_view series) {
  std::string terms = max_age_days > 0 ? fmt::format("at most {} days old", max_age_days) : "the current one";
  if (is_age_by_analysis) terms += ", less where the risk analysis says so";
  if (!series.empty()) terms += fmt::format("; a series, {}", series);
  return terms;
}

std::string write_coverage_table(const Report& report, std::string_view framework) {
  Table table;
  for (const FrameworkEntry& each : report.frameworks) {
    if (is_wanted(each, framework)) table.framework(each, report.on);
  }
  std::string out = table.take();
  if (const std::string commit = commit_words(report.provenance); !commit.empty())
    out += fmt::format("commit {}\n", commit);
  for (const std::string& note : report.notes) {
    bool is_first = true;
    for (const std::string& line : wrapped(note, kWidth - 6)) {
      out += fmt::format("{}{}\n", is_first ? "note: " : "      ", line);
      is_first = false;
    }
  }
  out += fmt::format("{} of {} lines examined in {} files, {} gaps; {}\n", report.coverage.lines_examined,
                     report.coverage.lines, report.coverage.files, report.gaps.size(), kNoClaim);
  return out;
}

std::vector<std::vector<std::string>> coverage_rows(const Report& report, std::string_view framework) {
  const std::vector<Column> columns = table_columns();
  std::vector<std::vector<std::string>> rows(1);
  for (const Column& column : columns) rows.front().emplace_back(column.name);
  for (const FrameworkEntry& each : report.frameworks) {
    if (!is_wanted(each, framework)) continue;
    for (const RequirementEntry& row : each.requirements) {
      std::vector<std::string>& cells = rows.emplace_back();
      for (const Column& column : columns) cells.push_back(column.cell({report, each, row}));
    }
  }
  return rows;
}

std::string write_coverage_csv(const Report& report, std::string_view framework) {
  std::string out;
  for (const std::vector<std::string>& row : coverage_rows(report, framework)) out += csv_row(row);
  return out;
}

std::string write_coverage_json(const Report& report, std::string_view framework) {
  JsonWriter json;
  json.open_object();
  json.field("tool", fmt::format("payaudit {}", report.tool_version));
  json.field("as_of", report.on);
  json.field("claim", kNoClaim);
  write_provenance(report.provenance, json);
  json.field("lines", report.coverage.lines);
  json.field("lines_examined", report.coverage.lines_examined);
  json.field("gaps", report.gaps.size());
  json.array("frameworks");
  for (size_t f = 0; f < report.frameworks.size(); ++f) {
    const FrameworkEntry& each = report.frameworks[f];
    if (!framework.empty() && each.id != framework) continue;
    json.open_object();
    json.field("framework", each.id);
    json.field("name", each.name);
    json.field("version", each.version);
    json.field("status", each.status);
    json.field_bool("judged", each.is_judged);
    json.array("requirements");
    for (size_t r = 0; r < each.requirements.size(); ++r) {
      const RequirementEntry& row = each.requirements[r];
      json.open_object();
      write_requirement_fields(row, state_of(row), json);
      json.field_if("record", row.record);
      if (row.record_max_age_days > 0) json.field("record_max_age_days", row.record_max_age_days);
      if (row.is_age_by_analysis) json.field("record_age_from", "risk-analysis");
      json.field_if("record_series", row.record_series);
      write_legs(row, json);
      write_tested(report, f, r, json);
      json.close();
    }
    json.close();
    json.close();
  }
  json.close();
  json.close();
  return json.take();
}

}  // namespace payaudit

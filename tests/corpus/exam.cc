#include "tests/corpus/exam.h"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

#include "checker/audit/audit.h"
#include "tests/golden.h"

namespace payaudit {
namespace {

std::vector<std::string> split(std::string_view text, char at) {
  std::vector<std::string> parts;
  while (true) {
    const size_t end = text.find(at);
    parts.emplace_back(text.substr(0, end));
    if (end == std::string_view::npos) return parts;
    text.remove_prefix(end + 1);
  }
}

// The pipeline's results for one case, with the units that say which block a line is in.
class Run {
 public:
  Run(const ExamCase& exam, const std::string& cases, const Tables& tables) {
    std::vector<std::pair<std::string, std::string>> texts;
    for (const std::string& file : exam.files) {
      texts.emplace_back(file, read_test_file(cases + "/" + exam.folder + "/" + file));
      if (texts.back().second.empty()) throw std::runtime_error("not in the corpus: " + exam.folder);
    }
    read_texts(texts, tables, corpus_);
    facts_ = make_facts(corpus_.units, tables, settings_, 1);
    judge_settings_ = judge_settings(settings_, tables.policies);
  }

  void judge_by(const Rule& rule) {
    Judged judged = judge(rule, facts_, corpus_.sources, judge_settings_);
    for (Finding& finding : judged.findings) findings_.push_back(std::move(finding));
  }

  const std::vector<Finding>& findings() const { return findings_; }
  std::string file(const Finding& finding) const { return corpus_.sources[finding.place.file].path(); }
  uint32_t line(const Finding& finding) const {
    return corpus_.sources[finding.place.file].line_of(finding.place.span.begin);
  }

  bool is_on(const Finding& finding, const std::pair<std::string, uint32_t>& expected) const {
    if (!finding.has_place || file(finding) != expected.first) return false;
    const FileId id = finding.place.file;
    return line(finding) == expected.second || are_together(id, line(finding), expected.second) ||
           are_together(id, expected.second, line(finding));
  }

 private:
  // Whether `other` is a line of the innermost block or mapping that has `line`, its header included.
  bool are_together(FileId id, uint32_t line, uint32_t other) const {
    const Source& source = corpus_.sources[id];
    const Tree* tree = corpus_.units.units[id].tree();
    if (tree == nullptr) return false;
    std::pair<uint32_t, uint32_t> innermost{0, 0};
    for (NodeId node = 0; node < tree->size(); ++node) {
      const Node& block = (*tree)[node];
      if (block.parent == kNoNode || (block.kind != NodeKind::map && block.kind != NodeKind::list)) continue;
      const uint32_t begin =
          source.line_of(block.key_span.is_empty() ? block.span.begin : block.key_span.begin);
      const uint32_t end = source.line_of(block.span.end);
      if (begin <= line && line <= end && begin < end && begin >= innermost.first) innermost = {begin, end};
    }
    return innermost.first <= other && other <= innermost.second;
  }

  Settings settings_;
  Corpus corpus_;
  Facts facts_;
  JudgeSettings judge_settings_;
  std::vector<Finding> findings_;
};

Outcome outcome_at(const Run& run, const std::pair<std::string, uint32_t>& expected) {
  const auto says = [&](Verdict verdict) {
    return std::any_of(run.findings().begin(), run.findings().end(), [&](const Finding& finding) {
      return finding.verdict == verdict && run.is_on(finding, expected);
    });
  };
  if (says(Verdict::violation)) return Outcome::found;
  if (says(Verdict::undetermined)) return Outcome::undetermined;
  if (says(Verdict::satisfied)) return Outcome::satisfied;
  return Outcome::missed;
}

}  // namespace

std::string_view word(Outcome outcome) {
  switch (outcome) {
    case Outcome::found: return "found";
    case Outcome::wrong_line: return "wrong line";
    case Outcome::undetermined: return "undetermined";
    case Outcome::missed: return "missed";
    case Outcome::satisfied: return "SATISFIED";
  }
  return {};
}

std::vector<std::vector<std::string>> read_table(const std::string& path) {
  std::vector<std::vector<std::string>> rows;
  for (const std::string& line : split(read_test_file(path), '\n')) {
    if (!line.empty() && line.front() != '#') rows.push_back(split(line, '\t'));
  }
  if (!rows.empty()) rows.erase(rows.begin());
  return rows;
}

std::vector<ExamCase> read_cases(const std::string& index, std::string_view platform) {
  enum Column { kCheck = 1, kPlatform = 4, kProvider, kLabel, kFolder, kFiles, kLines, kColumns = 11 };
  std::vector<ExamCase> cases;
  for (const std::vector<std::string>& row : read_table(index)) {
    if (row.size() != kColumns) throw std::runtime_error(index + ": a row has not eleven columns");
    if (row[kPlatform] != platform) continue;
    ExamCase exam;
    exam.check = fmt::format("{}/{}/{}", row[kPlatform], row[kProvider], row[kCheck]);
    exam.folder = row[kFolder];
    exam.is_fail = row[kLabel] == "fail";
    exam.files = split(row[kFiles], ';');
    for (const std::string& place : exam.is_fail ? split(row[kLines], ';') : std::vector<std::string>()) {
      const size_t colon = place.rfind(':');
      exam.lines.emplace_back(place.substr(0, colon), std::stoul(place.substr(colon + 1)));
    }
    cases.push_back(std::move(exam));
  }
  return cases;
}

Answer examine(const ExamCase& exam, const std::string& cases, const std::vector<std::string>& rules,
               const Tables& tables) {
  Run run(exam, cases, tables);
  for (const Rule& rule : tables.policies.rules.rules) {
    if (std::find(rules.begin(), rules.end(), rule.id) != rules.end()) run.judge_by(rule);
  }
  Answer answer;
  for (const auto& expected : exam.lines)
    answer.outcome = std::max(answer.outcome, outcome_at(run, expected));
  for (const Finding& finding : run.findings()) {
    if (finding.verdict != Verdict::violation) continue;
    const auto is_expected = [&](const auto& expected) { return run.is_on(finding, expected); };
    if (std::any_of(exam.lines.begin(), exam.lines.end(), is_expected)) continue;
    ++answer.elsewhere;
    answer.places += fmt::format("{}{}:{} {}", answer.places.empty() ? "" : ", ", run.file(finding),
                                 run.line(finding), finding.rule);
  }
  // What is silent on the line but speaks elsewhere has found something, in the wrong place.
  if (answer.outcome == Outcome::missed && answer.elsewhere > 0) answer.outcome = Outcome::wrong_line;
  return answer;
}

}  // namespace payaudit

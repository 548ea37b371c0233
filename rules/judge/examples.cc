#include "rules/judge/examples.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "rules/judge/judge.h"

namespace payaudit {
namespace {

// Where the n-th occurrence (from 0) of a text is, counted through the files in their order.
std::optional<Place> occurrence(const SourceMap& sources, std::string_view text, int n) {
  for (FileId file = 0; file < sources.size(); ++file) {
    const std::string_view bytes = sources[file].bytes();
    for (size_t at = bytes.find(text); at != std::string_view::npos; at = bytes.find(text, at + 1)) {
      if (n-- == 0) return Place{file, {static_cast<uint32_t>(at), static_cast<uint32_t>(at + text.size())}};
    }
  }
  return std::nullopt;
}

bool is_at(const Finding& finding, Place wanted) {
  return finding.has_place && finding.place.file == wanted.file &&
         (finding.place.span.contains(wanted.span) ||
          (wanted.span.contains(finding.place.span) && !finding.place.span.is_empty()));
}

// `cards` is a part of `aws_db_instance.cards`, `card` is not.
bool is_part_of_symbol(std::string_view symbol, std::string_view text) {
  const auto is_edge = [](char c) {
    return !(c == '_' || c == '-' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
             (c >= 'A' && c <= 'Z'));
  };
  for (size_t at = symbol.find(text); at != std::string_view::npos; at = symbol.find(text, at + 1)) {
    const size_t end = at + text.size();
    if ((at == 0 || is_edge(symbol[at - 1])) && (end == symbol.size() || is_edge(symbol[end]))) return true;
  }
  return false;
}

class Check {
 public:
  Check(const Rule& rule, const Example& example, const ScanFiles& scan)
      : rule_(rule), example_(example), scanned_(scan(example.files)) {
    findings_ = judge(rule, scanned_.facts, scanned_.sources, scanned_.settings).findings;
    used_.resize(findings_.size());
  }

  std::string problem() {
    expect(Verdict::violation, "flags", example_.flags);
    expect(Verdict::violation, "lessened", example_.lessened);
    expect(Verdict::undetermined, "undetermined", example_.undetermined);
    expect(Verdict::satisfied, "satisfied", example_.satisfied);
    const bool is_silent = example_.flags.empty() && example_.lessened.empty() &&
                           example_.undetermined.empty() && example_.satisfied.empty() &&
                           !example_.evidence_required;
    bool has_record = false;
    for (size_t i = 0; i < findings_.size(); ++i) {
      const Verdict verdict = findings_[i].verdict;
      has_record |= verdict == Verdict::evidence_required;
      if (used_[i] || (verdict == Verdict::satisfied && !is_silent)) continue;
      if (verdict == Verdict::evidence_required && example_.evidence_required) continue;
      problems_ += fmt::format("  not expected: {}\n", shown(findings_[i]));
    }
    if (example_.evidence_required && !has_record) problems_ += "  evidence_required was expected\n";
    if (!problems_.empty()) add_facts();
    return problems_;
  }

 private:
  void expect(Verdict verdict, std::string_view key, const std::vector<std::string>& texts) {
    std::map<std::string_view, int> listed;
    const bool is_less = key == "lessened";
    for (const std::string& text : texts) {
      const auto place = occurrence(scanned_.sources, text, listed[text]++);
      const auto is_meant = [&](const Finding& finding) {
        if (finding.verdict != verdict) return false;
        if (verdict == Verdict::violation && is_less != (finding.severity < rule_.severity)) return false;
        if (place && is_at(finding, *place)) return true;
        return verdict == Verdict::satisfied && is_part_of_symbol(finding.symbol, text);
      };
      bool is_found = false;
      for (size_t i = 0; i < findings_.size() && !is_found; ++i) {
        if (used_[i] || !is_meant(findings_[i])) continue;
        used_[i] = is_found = true;
      }
      if (!is_found) problems_ += fmt::format("  {}: '{}' was expected\n", key, text);
    }
  }

  std::string shown(const Finding& finding) const {
    const bool is_less = finding.severity < rule_.severity;
    std::string text =
        fmt::format("{}{}: {}", word(finding.verdict), is_less ? " of less weight" : "", finding.message);
    if (finding.has_place) {
      const Source& source = scanned_.sources[finding.place.file];
      const Position position = source.position(finding.place.span.begin);
      std::string_view bytes = source.text(finding.place.span);
      bytes = bytes.substr(0, std::min<size_t>(bytes.find('\n'), 60));
      text += fmt::format(" at {}:{}:{} '{}'", source.path(), position.line, position.column, bytes);
    }
    if (!finding.reason.empty()) text += fmt::format(" ({})", finding.reason);
    return text;
  }

  void add_facts() {
    size_t count = 0;
    for (const Fact& fact : scanned_.facts.all()) {
      if (fact.kind != rule_.kind && fact.kind != Kind::gap) continue;
      problems_ += fmt::format("  fact: {}\n", to_string(fact));
      ++count;
    }
    if (count == 0) problems_ += fmt::format("  there is no fact of kind '{}'\n", row(rule_.kind).name);
  }

  const Rule& rule_;
  const Example& example_;
  Scanned scanned_;
  std::vector<Finding> findings_;
  std::vector<bool> used_;
  std::string problems_;
};

}  // namespace

ExampleOutcome check_example(const Rule& rule, const Example& example, const ScanFiles& scan) {
  ExampleOutcome outcome;
  outcome.says = example.says;
  outcome.problem = Check(rule, example, scan).problem();
  outcome.is_right = outcome.problem.empty();
  if (example.known_gap.empty()) return outcome;
  outcome.is_right = !outcome.is_right;
  outcome.problem = outcome.is_right ? "" : "  the gap is closed: remove 'known_gap'\n";
  return outcome;
}

}  // namespace payaudit

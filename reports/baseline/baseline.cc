#include "reports/baseline/baseline.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>

#include "reports/excerpt/utf8.h"

namespace payaudit {
namespace {

constexpr std::string_view kHead =
    "# Findings that payaudit knows: `payaudit check --baseline THIS` fails for others only.\n"
    "# Written by `payaudit check -f baseline:THIS`; in .gitattributes: THIS merge=union\n";

// The words of a line, the last of which is the rest of it.
template <size_t N>
std::array<std::string_view, N> split(std::string_view line) {
  std::array<std::string_view, N> words;
  for (size_t i = 0; i + 1 < N; ++i) {
    const size_t end = std::min(line.find(' '), line.size());
    words[i] = line.substr(0, end);
    line.remove_prefix(std::min(end + 1, line.size()));
  }
  words[N - 1] = line;
  return words;
}

bool is_fingerprint(std::string_view text) {
  return text.size() >= 16 && text.find_first_not_of("0123456789abcdef-") == std::string_view::npos;
}

std::string problem_of(std::string_view line) {
  for (const std::string_view mark : {"<<<<<<<", "=======", ">>>>>>>", "|||||||"}) {
    if (line.starts_with(mark)) {
      return "is the mark of a merge conflict; keep the lines of both sides, and say `merge=union` for this "
             "file "
             "in .gitattributes";
    }
  }
  return "is no line of a baseline; write it anew with `payaudit check -f baseline:FILE`";
}

}  // namespace

std::string write_baseline(const Report& report) {
  std::set<std::string> lines;
  for (const Finding& finding : report.findings) {
    if (finding.verdict != Verdict::violation) continue;
    for (const Identity& identity : finding.stands_for) {
      const bool has_path = finding.has_place && identity.place.file < report.sources->size();
      std::string line = fmt::format("finding {} {}", identity.fingerprint, finding.rule);
      if (has_path) line += ' ' + one_line((*report.sources)[identity.place.file].path());
      lines.insert(std::move(line));
    }
  }
  for (const RuleEntry& rule : report.rules) lines.insert("rule " + rule.id);
  std::string text(kHead);
  for (const std::string& line : lines) text += line + '\n';
  return text;
}

Result<Baseline> parse_baseline(std::string_view path, std::string_view text) {
  Baseline baseline;
  uint32_t number = 0;
  for (size_t at = 0; at < text.size();) {
    const size_t end = std::min(text.find('\n', at), text.size());
    std::string_view line = text.substr(at, end - at);
    at = end + 1;
    ++number;
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line.empty() || line.starts_with('#')) continue;
    if (line.starts_with("rule ")) {
      baseline.rules.emplace(line.substr(5));
      continue;
    }
    const auto [kind, fingerprint, rule, file] = split<4>(line);
    if (kind != "finding" || !is_fingerprint(fingerprint) || rule.empty())
      return Error{fmt::format("{}:{}:1: `{}` {}", path, number, one_line(line), problem_of(line))};
    baseline.entries.push_back({std::string(fingerprint), std::string(rule), std::string(file), number});
  }
  if (baseline.rules.empty()) {
    return Error{
        fmt::format("{}: names no rule, so it is cut or no baseline; write it anew with `payaudit check -f "
                    "baseline:FILE`",
                    path)};
  }
  std::stable_sort(
      baseline.entries.begin(), baseline.entries.end(),
      [](const BaselineEntry& a, const BaselineEntry& b) { return a.fingerprint < b.fingerprint; });
  baseline.entries.erase(std::unique(baseline.entries.begin(), baseline.entries.end(),
                                     [](const BaselineEntry& a, const BaselineEntry& b) {
                                       return a.fingerprint == b.fingerprint;
                                     }),
                         baseline.entries.end());
  return baseline;
}

}  // namespace payaudit

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <set>

#include "scanners/source/characters.h"

#include "reports/lint/checks.h"

namespace payaudit {
namespace {

constexpr size_t kMostResults = 25000;
constexpr size_t kShownResults = 5000;
constexpr size_t kMostLocations = 1000;
constexpr size_t kMostSteps = 10000;

int gravity(std::string_view level) {
  if (level == "error") return 3;
  if (level == "warning") return 2;
  if (level == "note") return 1;
  return 0;
}

// The numbers in `{N}`.
std::set<size_t> placeholders(std::string_view text) {
  std::set<size_t> numbers;
  for (size_t at = text.find('{'); at != std::string_view::npos; at = text.find('{', at + 1)) {
    size_t end = at + 1;
    size_t number = 0;
    for (; end < text.size() && is_digit(text[end]) && number < 1000000; ++end) {
      number = number * 10 + static_cast<size_t>(text[end] - '0');
    }
    if (end > at + 1 && end < text.size() && text[end] == '}') numbers.insert(number);
  }
  return numbers;
}

// The numbers in `](N)`: links to places.
std::set<int64_t> links(std::string_view text) {
  std::set<int64_t> numbers;
  for (size_t at = text.find("]("); at != std::string_view::npos; at = text.find("](", at + 1)) {
    if (at > 0 && text[at - 1] == '\\') continue;
    size_t end = at + 2;
    int64_t number = 0;
    for (; end < text.size() && is_digit(text[end]) && number < 1000000; ++end) {
      number = number * 10 + (text[end] - '0');
    }
    if (end > at + 2 && end < text.size() && text[end] == ')') numbers.insert(number);
  }
  return numbers;
}

bool is_line_hash(std::string_view text) {
  const size_t colon = text.find(':');
  if (colon == 0 || colon > 16 || colon + 1 >= text.size()) return false;
  const auto is_hex = [](char c) { return is_digit(c) || (c >= 'a' && c <= 'f'); };
  return std::all_of(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(colon), is_hex) &&
         std::all_of(text.begin() + static_cast<std::ptrdiff_t>(colon) + 1, text.end(), is_digit);
}

// `name` is without a version, or ends in `/v` and digits: importers take the rest for a number.
bool is_fingerprint_name(std::string_view name) {
  const size_t slash = name.rfind('/');
  if (slash == std::string_view::npos) return true;
  const std::string_view version = name.substr(slash + 1);
  return version.size() > 1 && version[0] == 'v' && std::all_of(version.begin() + 1, version.end(), is_digit);
}

class ResultChecks {
 public:
  ResultChecks(LintLog& log, const LintRun& run) : log_(log), run_(run) {}

  void check_all() {
    const JsonNode results = run_.node["results"];
    const std::string pointer = run_.pointer + "/results";
    const bool is_for_alerts = log_.options().is_for_alerts;
    if (results.size() > kMostResults) {
      log_.say(pointer, "limit",
               fmt::format("holds {} results; GitHub refuses more than {}", results.size(), kMostResults));
    } else if (is_for_alerts && results.size() > kShownResults) {
      log_.say(pointer, "limit",
               fmt::format("holds {} results; GitHub shows {}", results.size(), kShownResults));
    }
    size_t with_state = 0;
    int previous = 3;
    for (size_t i = 0; i < results.size(); ++i) {
      result_ = results.at(i);
      at_ = below(pointer, i);
      check_rule();
      check_message();
      check_locations();
      check_related();
      check_flows();
      check_kind();
      check_suppressions();
      check_fingerprints();
      check_taxa();
      check_fixes();
      if (!result_["baselineState"].is_missing()) ++with_state;
      const int now = gravity(result_["level"].text());
      if (is_for_alerts && now > previous) log_.say(at_, "order", "is graver than a result before it");
      if (now > 0) previous = std::min(previous, now);
    }
    if (with_state != 0 && with_state != results.size()) {
      log_.say(pointer, "baseline", "has a baselineState on some results only");
    }
  }

 private:
  void say(std::string_view part, std::string_view check, std::string text) {
    log_.say(at_ + std::string(part), check, std::move(text));
  }

  void check_rule() {
    const std::string_view id = result_["ruleId"].text();
    if (id.empty()) {
      say("", "rule-id", "has no ruleId");
    } else if (run_.rule_by_id.count(id) == 0) {
      say("/ruleId", "rule-id", fmt::format("names a rule that is not described: {}", id));
    }
    const JsonNode index = result_["ruleIndex"];
    if (index.is_missing()) return;
    const std::optional<int64_t> number = index.integer();
    if (!number || *number < 0 || static_cast<size_t>(*number) >= run_.rules.size()) {
      say("/ruleIndex", "rule-index", "is not that of a rule");
    } else if (run_.rules.at(static_cast<size_t>(*number))["id"].text() != id) {
      say("/ruleIndex", "rule-index", "is that of another rule than ruleId");
    }
  }

  void check_message() {
    const JsonNode message = result_["message"];
    const std::string_view text = message["text"].text();
    if (text.empty()) {
      say("/message", "message-text", "has no text; GitHub does not look up message.id");
      return;
    }
    const size_t given = message["arguments"].size();
    const std::set<size_t> wanted = placeholders(text);
    if (!wanted.empty() && *wanted.rbegin() >= given) {
      say("/message", "message-arguments", "has placeholders without an argument");
    }
    std::set<int64_t> places;
    for (const char* name : {"locations", "relatedLocations"}) {
      const JsonNode locations = result_[name];
      for (size_t i = 0; i < locations.size(); ++i) {
        if (const auto id = locations.at(i)["id"].integer()) places.insert(*id);
      }
    }
    for (const int64_t link : links(text)) {
      if (places.count(link) == 0)
        say("/message", "message-link", fmt::format("links to a place that is not there: {}", link));
    }
  }

  void check_locations() {
    const JsonNode locations = result_["locations"];
    if (locations.size() == 0) {
      say("/locations", "locations", "holds no location; GitHub refuses the file");
    } else if (locations.size() > 1) {
      say("/locations", "locations", "holds several locations, of which consumers make a finding each");
    }
    for (size_t i = 0; i < locations.size(); ++i) {
      check_physical(locations.at(i), below("/locations", i));
      if (locations.at(i)["physicalLocation"]["region"]["startLine"].is_missing()) {
        say(below("/locations", i), "locations", "has no line");
      }
    }
  }

  void check_physical(JsonNode location, const std::string& part) {
    if (location["physicalLocation"]["artifactLocation"]["uri"].text().empty()) {
      say(part, "artifact", "names no file");
    }
  }

  void check_related() {
    const JsonNode related = result_["relatedLocations"];
    if (related.size() > kMostLocations) {
      say("/relatedLocations", "limit", fmt::format("holds more than {} locations", kMostLocations));
    }
    std::set<int64_t> ids;
    std::set<std::string> places;
    for (size_t i = 0; i < related.size(); ++i) {
      const JsonNode location = related.at(i);
      const std::string part = below("/relatedLocations", i);
      check_physical(location, part);
      if (const auto id = location["id"].integer(); id && !ids.insert(*id).second) {
        say(part, "related-twice", "has the id of another location");
      }
      if (!places.insert(location["physicalLocation"].print() + location["message"].print()).second) {
        say(part, "related-twice", "stands there twice");
      }
    }
  }

  void check_flows() {
    const JsonNode flows = result_["codeFlows"];
    for (size_t i = 0; i < flows.size(); ++i) {
      const JsonNode threads = flows.at(i)["threadFlows"];
      for (size_t j = 0; j < threads.size(); ++j) {
        const std::string part = below(below("/codeFlows", i) + "/threadFlows", j) + "/locations";
        const JsonNode steps = threads.at(j)["locations"];
        if (steps.size() == 0) say(part, "flow", "holds no step");
        if (steps.size() > kMostSteps)
          say(part, "limit", fmt::format("holds more than {} steps", kMostSteps));
        std::optional<int64_t> previous;
        for (size_t k = 0; k < steps.size(); ++k) {
          const JsonNode step = steps.at(k);
          if (step["location"].is_missing()) {
            say(below(part, k), "flow", "has no location of its own; GitHub does not look up the index");
            continue;
          }
          check_physical(step["location"], below(part, k));
          if (step["location"]["message"]["text"].text().empty()) {
            say(below(part, k), "flow", "does not say what the value is there");
          }
          const std::optional<int64_t> order = step["executionOrder"].integer();
          if (order && previous && *order < *previous) say(below(part, k), "flow", "is out of order");
          if (order) previous = order;
        }
      }
    }
  }

  void check_kind() {
    const JsonNode kind = result_["kind"];
    const std::string_view level = result_["level"].text();
    const bool is_fail = kind.is_missing() || kind.text() == "fail";
    if (is_fail && gravity(level) == 0) {
      say("/level", "level",
          "is missing or none, though the result is a failure: a gate that reads it lets all pass");
    }
    if (!is_fail && !level.empty() && level != "none") {
      say("/level", "level", fmt::format("is {}, though the kind is {}", level, kind.text()));
    }
    if (log_.options().is_for_alerts && !is_fail) {
      say("/kind", "alert", fmt::format("is {}, which consumers show as an open alert", kind.text()));
    }
    if (log_.options().is_for_alerts && result_["baselineState"].text() == "absent") {
      say("/baselineState", "alert", "is absent, which consumers show as an open alert");
    }
    const JsonNode rank = result_["rank"];
    if (rank.is_missing()) return;
    const auto rule = run_.rule_by_id.find(result_["ruleId"].text());
    const std::string severity(rule == run_.rule_by_id.end()
                                   ? std::string_view()
                                   : rule->second["properties"]["security-severity"].text());
    const std::string printed = rank.print();
    const double ranked = std::strtod(printed.c_str(), nullptr);
    if (!rank.is_number() || ranked != 10 * std::strtod(severity.c_str(), nullptr)) {
      say("/rank", "rank", "is not ten times the security-severity, before which some consumers put it");
    }
  }

  void check_suppressions() {
    const JsonNode suppressions = result_["suppressions"];
    if (suppressions.size() > 0 && log_.options().is_for_alerts) {
      say("/suppressions", "alert",
          "suppresses the result, which consumers show as an open alert all the same");
    }
    for (size_t i = 0; i < suppressions.size(); ++i) {
      for (const char* name : {"status", "justification"}) {
        if (suppressions.at(i)[name].text().empty()) {
          say(below(below("/suppressions", i), name), "suppression", "is missing");
        }
      }
    }
  }

  void check_fingerprints() {
    const JsonNode prints = result_["partialFingerprints"];
    if (prints.size() == 0)
      say("/partialFingerprints", "fingerprint", "is missing: the next run doubles the alert");
    for (size_t i = 0; i < prints.size(); ++i) {
      const std::string_view name = prints.name(i);
      const std::string part = below("/partialFingerprints", name);
      if (!is_fingerprint_name(name)) say(part, "fingerprint", "has a slash and no version `/vN` after it");
      if (name == "primaryLocationLineHash") {
        if (!is_line_hash(prints.at(i).text()))
          say(part, "fingerprint", "is not hex digits, a colon and a count");
      } else if (!fingerprints_.emplace(name, prints.at(i).text()).second) {
        say(part, "fingerprint-twice", "is that of another result");
      }
    }
  }

  void check_taxa() {
    const JsonNode taxa = result_["taxa"];
    std::set<std::string> known;
    for (size_t i = 0; i < taxa.size(); ++i) {
      const std::string part = below("/taxa", i);
      check_taxon(log_, run_, taxa.at(i), at_ + part);
      if (!known.insert(taxa.at(i).print()).second) say(part, "taxon-twice", "stands there twice");
    }
  }

  void check_fixes() {
    const JsonNode fixes = result_["fixes"];
    for (size_t i = 0; i < fixes.size(); ++i) {
      const JsonNode changes = fixes.at(i)["artifactChanges"];
      const std::string part = below("/fixes", i) + "/artifactChanges";
      if (changes.size() == 0) say(part, "fix", "changes no file");
      for (size_t j = 0; j < changes.size(); ++j) {
        const JsonNode replacements = changes.at(j)["replacements"];
        if (changes.at(j)["artifactLocation"]["uri"].text().empty())
          say(below(part, j), "fix", "names no file");
        if (replacements.size() == 0) say(below(part, j), "fix", "replaces nothing");
        for (size_t k = 0; k < replacements.size(); ++k) {
          if (replacements.at(k)["deletedRegion"]["startLine"].is_missing())
            say(below(below(part, j) + "/replacements", k), "fix", "says no line");
        }
      }
    }
  }

  LintLog& log_;
  const LintRun& run_;
  JsonNode result_;
  std::string at_;
  std::set<std::pair<std::string_view, std::string_view>> fingerprints_;
};

}  // namespace

void check_results(LintLog& log, const LintRun& run) {
  ResultChecks(log, run).check_all();
}

}  // namespace payaudit

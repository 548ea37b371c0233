#include "reports/lint/sarif_lint.h"

#include <fmt/format.h>

#include <set>

#include "reports/lint/checks.h"

namespace payaudit {
namespace {

constexpr size_t kMostRuns = 20;  // GitHub refuses more

// What GitHub tells runs apart by; it refuses a second one of the same.
std::string identity(JsonNode run) {
  const JsonNode driver = run["tool"]["driver"];
  std::string key;
  for (const char* name : {"name", "fullName", "version", "semanticVersion", "guid"}) {
    key += driver[name].text();
    key += '\n';
  }
  key += run["automationDetails"]["id"].text();
  return key;
}

void check_log(LintLog& log, JsonNode root) {
  if (!root.is_object()) {
    log.say("", "log", "is not an object");
    return;
  }
  if (root["version"].text() != "2.1.0") log.say("/version", "version", "is not \"2.1.0\"");
  const JsonNode runs = root["runs"];
  if (!runs.is_array() || runs.size() == 0) {
    log.say("/runs", "runs", "holds no run");
    return;
  }
  if (runs.size() > kMostRuns) {
    log.say("/runs", "runs",
            fmt::format("holds {} runs; GitHub refuses more than {}", runs.size(), kMostRuns));
  }
  std::set<std::string> identities;
  for (size_t i = 0; i < runs.size(); ++i) {
    const std::string pointer = below("/runs", i);
    if (!runs.at(i).is_object()) {
      log.say(pointer, "runs", "is not an object");
      continue;
    }
    if (!identities.insert(identity(runs.at(i))).second) {
      log.say(pointer, "run-twice", "has the tool and the automationDetails.id of a run before it");
    }
    check_results(log, check_run(log, runs.at(i), pointer));
  }
}

}  // namespace

std::string below(std::string_view parent, std::string_view name) {
  std::string pointer(parent);
  pointer += '/';
  for (const char c : name) {
    if (c == '~') {
      pointer += "~0";
    } else if (c == '/') {
      pointer += "~1";
    } else {
      pointer += c;
    }
  }
  return pointer;
}

std::string below(std::string_view parent, size_t index) {
  return fmt::format("{}/{}", parent, index);
}

std::vector<LintMessage> lint_sarif(std::string_view bytes, const LintOptions& options) {
  LintLog log(options);
  std::string error;
  const std::optional<JsonDocument> document = JsonDocument::parse(bytes, error);
  if (!document) {
    log.say("", "json", "is not JSON: " + error);
    return log.take();
  }
  check_everywhere(log, document->root());
  check_properties(log, document->root());
  check_log(log, document->root());
  return log.take();
}

}  // namespace payaudit

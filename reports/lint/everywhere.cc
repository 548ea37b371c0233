#include <fmt/format.h>

#include <algorithm>

#include "reports/lint/checks.h"

namespace payaudit {
namespace {

bool is_hex(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

// 8-4-4-4-12 hex digits, version 1 to 5, variant of RFC 4122: what the schema of SARIF asks for.
bool is_guid(std::string_view text) {
  if (text.size() != 36) return false;
  for (size_t i = 0; i < text.size(); ++i) {
    const bool is_dash = i == 8 || i == 13 || i == 18 || i == 23;
    if (is_dash ? text[i] != '-' : !is_hex(text[i])) return false;
  }
  constexpr std::string_view kVariants = "89abAB";
  return text[14] >= '1' && text[14] <= '5' && kVariants.find(text[19]) != std::string_view::npos;
}

// RFC 3986, section 2: what may stand in a URI reference at all.
bool has_uri_characters(std::string_view text) {
  constexpr std::string_view kOthers = "-._~:/?#[]@!$&'()*+,;=";
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '%') {
      if (i + 2 >= text.size() || !is_hex(text[i + 1]) || !is_hex(text[i + 2])) return false;
      continue;
    }
    const bool is_word = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    // Brackets belong to addresses of hosts; in a path they have to be encoded.
    if (!is_word && (c == '[' || c == ']' || kOthers.find(c) == std::string_view::npos)) return false;
  }
  return true;
}

bool climbs(std::string_view uri) {
  for (size_t at = 0; at <= uri.size();) {
    const size_t end = std::min(uri.find('/', at), uri.size());
    if (uri.substr(at, end - at) == "..") return true;
    at = end + 1;
  }
  return false;
}

// A scheme, or a path from the root of a file system.
bool is_absolute(std::string_view uri) {
  const size_t colon = uri.find(':');
  return uri.substr(0, 1) == "/" || (colon != std::string_view::npos && colon < uri.find('/'));
}

void check_artifact_location(LintLog& log, JsonNode location, const std::string& pointer) {
  const JsonNode uri = location["uri"];
  if (uri.is_missing()) return;
  const std::string at = below(pointer, "uri");
  if (!has_uri_characters(uri.text())) log.say(at, "uri", "has characters that must be percent-encoded");
  if (climbs(uri.text())) log.say(at, "uri-climbs", "has a segment `..`");
  if (is_absolute(uri.text())) log.say(at, "uri-absolute", "is not relative to the root of the sources");
}

void check_region(LintLog& log, JsonNode region, const std::string& pointer) {
  const std::optional<int64_t> start_line = region["startLine"].integer();
  const std::optional<int64_t> end_line = region["endLine"].integer();
  const std::optional<int64_t> start_column = region["startColumn"].integer();
  const std::optional<int64_t> end_column = region["endColumn"].integer();
  for (const std::optional<int64_t>& number : {start_line, end_line, start_column, end_column}) {
    if (number && *number < 1) log.say(pointer, "region", "has a line or a column below 1");
  }
  if (start_line && end_line && *end_line < *start_line) {
    log.say(pointer, "region", "ends on a line before it starts");
  }
  const bool is_one_line = !end_line || (start_line && *end_line == *start_line);
  if (is_one_line && end_column && *end_column < start_column.value_or(1)) {
    log.say(pointer, "region", "ends in a column before it starts");
  }
}

void check_object(LintLog& log, JsonNode object, const std::string& pointer) {
  for (const char* name : {"guid", "correlationGuid"}) {
    const JsonNode guid = object[name];
    if (!guid.is_missing() && !is_guid(guid.text())) log.say(below(pointer, name), "guid", "is not a GUID");
  }
  check_artifact_location(log, object["artifactLocation"], below(pointer, "artifactLocation"));
  for (const char* name : {"region", "contextRegion", "deletedRegion"}) {
    if (object[name].is_object()) check_region(log, object[name], below(pointer, name));
  }
  // Both are UTC in one form, so their order is that of the texts.
  const std::string_view start = object["startTimeUtc"].text();
  const std::string_view end = object["endTimeUtc"].text();
  if (!start.empty() && !end.empty() && end < start) log.say(pointer, "times", "ends before it starts");
}

// The document is at most as deep as JsonDocument allows.
void walk(LintLog& log, JsonNode node, const std::string& pointer) {
  if (node.is_null()) log.say(pointer, "null", "is null, which no property of SARIF may be");
  if (node.is_object()) check_object(log, node, pointer);
  for (size_t i = 0; i < node.size(); ++i) {
    const JsonNode child = node.at(i);
    if (!child.is_null() && child.size() == 0) continue;
    if (node.is_object() && node.name(i) == "properties") continue;  // anything may stand there
    walk(log, child, node.is_object() ? below(pointer, node.name(i)) : below(pointer, i));
  }
}

}  // namespace

void check_everywhere(LintLog& log, JsonNode root) {
  walk(log, root, "");
}

}  // namespace payaudit

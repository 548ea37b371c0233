#include "checker/gate/waiver_file.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <filesystem>

#include "checker/files/read.h"
#include "rules/policy/yaml.h"

namespace payaudit {
namespace {

constexpr size_t kLargestFile = size_t{1} << 20;

constexpr std::string_view kHead =
    R"(# Findings that are not mended for now: each with a reason, an owner, somebody else who approved it, and a last day.
# What has no approver is a draft and suppresses nothing; nor does what has ended. `payaudit waiver check` says what is wrong here,
# `payaudit waiver list` what each covers. Let whoever may approve own this file (CODEOWNERS).
version: 1
waivers:
)";

std::string in_quotes(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (static_cast<unsigned char>(c) < ' ' || c == '\x7F') {
      out += fmt::format("\\x{:02x}", static_cast<unsigned char>(c));
    } else {
      out += c;
    }
  }
  return out + '"';
}

size_t start_of_line(const std::string& text, uint32_t wanted) {
  size_t begin = 0;
  for (uint32_t line = 1; line < wanted; ++line) begin = text.find('\n', begin) + 1;
  return begin;
}

// The indentation of a list's dashes, by its last entry.
Result<size_t> indentation(const std::string& text, YamlNode list) {
  const YamlNode last = list.item(list.size() - 1);
  const size_t begin = start_of_line(text, last.line());
  const size_t blanks = text.find_first_not_of(' ', begin);
  if (blanks != std::string::npos && text[blanks] == '-') return blanks - begin;
  return Error{
      fmt::format("{}:{}:{}: this entry does not begin with '- '", kWaiversPath, last.line(), last.column())};
}

// The entry's lines, indented, with the line breaks of the file.
std::string indented(std::string_view entry, size_t by, std::string_view line_break) {
  std::string out;
  for (size_t at = 0; at < entry.size();) {
    const size_t end = std::min(entry.find('\n', at), entry.size());
    out.append(by, ' ');
    out += entry.substr(at, end - at);
    out += line_break;
    at = end + 1;
  }
  return out;
}

}  // namespace

Result<std::string> read_waivers_text(const Target& target) {
  const std::string path = (std::filesystem::path(target.root) / kWaiversPath).string();
  std::error_code error;
  const auto status = std::filesystem::symlink_status(path, error);
  if (status.type() == std::filesystem::file_type::not_found) return std::string();
  Result<std::string, ReadError> bytes = read_file(path, kLargestFile);
  if (!bytes)
    return Error{fmt::format("{}: cannot read the waivers: {}", kWaiversPath, bytes.error().message)};
  return *std::move(bytes);
}

FileId waivers_source(const std::string& text, Corpus& corpus) {
  for (FileId file = 0; file < corpus.sources.size(); ++file) {
    if (corpus.sources[file].path() == kWaiversPath && corpus.sources[file].bytes() == text) return file;
  }
  return corpus.sources.add(std::string(kWaiversPath), text);
}

std::string next_id(const std::vector<Waiver>& waivers) {
  uint32_t highest = 0;
  for (const Waiver& waiver : waivers) {
    if (!waiver.id.starts_with("W-")) continue;
    uint32_t number = 0;
    const auto [end, error] =
        std::from_chars(waiver.id.data() + 2, waiver.id.data() + waiver.id.size(), number);
    if (error == std::errc() && end == waiver.id.data() + waiver.id.size())
      highest = std::max(highest, number);
  }
  return fmt::format("W-{}", uint64_t{highest} + 1);
}

std::string entry_text(const Waiver& waiver, std::string_view says) {
  std::string text;
  if (!says.empty()) {
    std::string line(says);
    std::replace_if(
        line.begin(), line.end(), [](unsigned char c) { return c < ' ' || c == 0x7F; }, ' ');
    text += fmt::format("# {}\n", line);
  }
  text += fmt::format("- id: {}\n", waiver.id);
  const auto add = [&](std::string_view key, const std::string& value) {
    if (!value.empty()) text += fmt::format("  {}: {}\n", key, value);
  };
  const auto add_text = [&](std::string_view key, const std::string& value) {
    if (!value.empty()) add(key, in_quotes(value));
  };
  add("fingerprint", waiver.fingerprint);
  add("rule", waiver.rule);
  add_text("path", waiver.path);
  add_text("symbol", waiver.symbol);
  add("kind", std::string(word(waiver.kind)));
  add_text("reason", waiver.reason);
  add_text("owner", waiver.owner);
  add_text("approver", waiver.approver);
  add("approved_on", waiver.approved_on);
  add("expires", waiver.expires);
  add_text("ticket", waiver.ticket);
  if (waiver.kind != WaiverKind::compensating_control) return text;
  const Worksheet& worksheet = waiver.worksheet;
  text += "  worksheet:\n";
  const std::pair<std::string_view, const std::string&> boxes[] = {{"  constraints", worksheet.constraints},
                                                                   {"  objective", worksheet.objective},
                                                                   {"  risk", worksheet.risk},
                                                                   {"  definition", worksheet.definition},
                                                                   {"  validation", worksheet.validation},
                                                                   {"  maintenance", worksheet.maintenance}};
  for (const auto& [key, value] : boxes) add(key, in_quotes(value));
  return text;
}

Result<std::string> with_entries(const std::string& text, const std::vector<std::string>& entries) {
  const std::string path(kWaiversPath);
  std::string all = text;
  size_t by = 2;
  size_t before = 0;
  const Result<Document> document = read_yaml(path, path, text);
  if (!document) return document.error();
  if (document->root().kind() == YamlKind::null) {
    // Comments alone stay, above the head.
    if (!all.empty() && all.back() != '\n') all += '\n';
    all += kHead;
  } else if (const auto list = document->root().find("waivers"); list && list->is_sequence()) {
    before = list->size();
    if (before > 0) {
      const Result<size_t> indent = indentation(text, *list);
      if (!indent) return indent.error();
      by = *indent;
    } else if (const size_t empty = all.find("[]", start_of_line(text, list->line()));
               empty != std::string::npos) {
      all.erase(empty, 2);
    }
  }
  const std::string_view line_break = all.find("\r\n") == std::string::npos ? "\n" : "\r\n";
  if (all.back() != '\n') all += line_break;
  for (const std::string& entry : entries) all += indented(entry, by, line_break);
  const Result<Document> written = read_yaml(path, path, all);
  const auto list = written ? written->root().find("waivers") : std::nullopt;
  if (!list || !list->is_sequence() || list->size() != before + entries.size())
    return Error{
        fmt::format("{}: `waivers:` is not the last key, or not a list with one '- ' below the other; "
                    "write the entry there yourself:\n{}",
                    path, fmt::join(entries, ""))};
  return all;
}

}  // namespace payaudit

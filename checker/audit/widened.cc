#include "checker/audit/widened.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "checker/files/git.h"
#include "checker/files/read.h"

namespace payaudit {
namespace {

constexpr size_t kLargestSettingsBefore = size_t{1} << 20;

// The settings at a revision; nullopt: nothing can be said of them.
std::optional<Settings> settings_at(const std::string& folder, const std::string& file,
                                    const std::string& revision) {
  if (!ask_git(folder, {"rev-parse", "--verify", "--quiet", revision + "^{commit}"})) return std::nullopt;
  const auto text = ask_git(folder, {"show", revision + ":./" + file});
  if (!text) {
    const auto listed = ask_git(folder, {"ls-tree", "--name-only", revision, "--", "./" + file});
    return listed && listed->empty() ? std::optional(Settings{}) : std::nullopt;
  }
  const Result<Settings> settings = parse_settings(file, *text);
  return settings ? std::optional(*settings) : std::nullopt;
}

// The source of that path, read from the disk where the audit left it out.
std::optional<FileId> source_of(const std::string& path, const std::string& full, Corpus& corpus) {
  for (FileId file = 0; file < corpus.sources.size(); ++file) {
    if (corpus.sources[file].path() == path) return file;
  }
  Result<std::string, ReadError> bytes = read_file(full, kLargestSettingsBefore);
  if (!bytes) return std::nullopt;
  return corpus.sources.add(path, *std::move(bytes));
}

Span span_of(const Source& source, const Loosening& entry) {
  const Span line = source.line_span(std::min<uint32_t>(entry.line, source.line_count()));
  const size_t at = source.text(line).find(entry.text);
  if (at == std::string_view::npos || entry.text.empty()) return line;
  const uint32_t begin = line.begin + static_cast<uint32_t>(at);
  return {begin, begin + static_cast<uint32_t>(entry.text.size())};
}

// A list, and what is said of its entries: `{}` is the entry, then the revision. One that begins with `!`
// takes back what others say.
struct Watched {
  std::string_view key;
  bool is_needed;         // without the list nothing of the kind is judged: a first one loosens nothing
  std::string_view came;  // an entry that comes loosens; empty: it does not
  std::string_view went;  // an entry that goes loosens
};
constexpr Watched kWatched[] = {
    {"ignore", false, "`{}` is ignored now and was not at {}",
     "`{}` kept files from being ignored at {} and does not now"},
    {"scope.cde", false, {}, "`{}` was in the cardholder data environment at {} and is not now"},
    {"scope.connected",
     false,
     {},
     "`{}` was connected to the cardholder data environment at {} and is not now"},
    {"scope.out", false, "`{}` is out of scope now and was not at {}",
     "`{}` kept files in scope at {} and does not now"},
    {"roles", false, {}, "the role {} was declared at {} and is not now"},
    {"jurisdictions", false, {}, "the laws of {} were judged at {} and are not now"},
    {"allowed_countries", true, "data may be in {} now and could not at {}", {}},
    {"allowed_regions", true, "data may be in {} now and could not at {}", {}},
    {"declared.stores", false, {}, "{} was declared at {} and is not now"},
    {"scripts.src", true, "the script {} is in the inventory now and was not at {}", {}},
    {"policies", false, "rules of the folder {} may replace others now and could not at {}", {}},
    {"rules.off", false, "rule {} is switched off now and was not at {}", {}},
    {"gaps.fail_on", false, {}, "a gap `{}` made the analysis incomplete at {} and does not now"},
};

bool is_below(std::string_view key, std::string_view watched) {
  return key == watched || (key.starts_with(watched) && key[watched.size()] == '.');
}

// The values of a list, of a map of lists as `KEY: VALUE`.
std::vector<SettingsEntry> values_of(const Settings& settings, std::string_view watched) {
  std::vector<SettingsEntry> values;
  for (const SettingsEntry& entry : settings.entries) {
    if (entry.text.empty() || !is_below(entry.key, watched)) continue;
    SettingsEntry& value = values.emplace_back(entry);
    if (entry.key.size() > watched.size())
      value.text = fmt::format("{}: {}", entry.key.substr(watched.size() + 1), entry.text);
  }
  return values;
}

bool has(const std::vector<SettingsEntry>& values, const SettingsEntry& value) {
  return std::any_of(values.begin(), values.end(),
                     [&](const SettingsEntry& other) { return other.text == value.text; });
}

// Where the key stands, or the nearest around it.
SettingsEntry place_of(const Settings& settings, std::string_view key) {
  SettingsEntry at;
  for (const SettingsEntry& entry : settings.entries) {
    if (is_below(key, entry.key) && entry.key.size() >= at.key.size() && entry.text.empty()) at = entry;
  }
  return at;
}

void compare_lists(const Watched& watched, const Settings& now, const Settings& before,
                   const std::string& revision, std::vector<Loosening>& found) {
  const std::vector<SettingsEntry> values = values_of(now, watched.key);
  std::vector<SettingsEntry> earlier = values_of(before, watched.key);
  // What holds without the key.
  if (watched.key == "gaps.fail_on" && place_of(before, watched.key).key != watched.key) {
    for (const std::string& reason : before.fatal_gaps) earlier.push_back({"gaps.fail_on", reason});
  }
  const auto say = [&](std::string_view message, const SettingsEntry& value, const SettingsEntry& at) {
    const std::string_view text = std::string_view(value.text).substr(value.text.starts_with('!') ? 1 : 0);
    found.push_back({std::string(watched.key), value.text, fmt::format(fmt::runtime(message), text, revision),
                     at.line, at.column});
  };
  const bool was_there = !watched.is_needed || !earlier.empty();
  for (const SettingsEntry& value : values) {
    const bool is_kept_back = value.text.starts_with('!');
    if (was_there && !watched.came.empty() && !is_kept_back && !has(earlier, value))
      say(watched.came, value, value);
  }
  if (watched.is_needed && values.empty() && place_of(now, watched.key).key != watched.key &&
      !earlier.empty()) {
    const SettingsEntry at = place_of(now, watched.key);
    found.push_back({std::string(watched.key),
                     {},
                     fmt::format("`{}` was declared at {} and is not now", watched.key, revision),
                     at.line,
                     at.column});
  }
  for (const SettingsEntry& value : earlier) {
    const bool is_kept_back = value.text.starts_with('!');
    if (watched.went.empty() || is_kept_back == watched.came.empty() || has(values, value)) continue;
    const bool is_default = watched.key == "gaps.fail_on" && now.fatal_gaps.contains(value.text);
    if (!is_default) say(watched.went, value, place_of(now, watched.key));
  }
}

// `high` where nothing is said; nothing fails the build at `none`, which is above all.
int fail_rank(const Settings& settings) {
  const auto severity = find_severity(settings.fail_on.empty() ? "high" : settings.fail_on);
  return severity ? static_cast<int>(*severity) : static_cast<int>(Severity::critical) + 1;
}

void compare_value(std::string_view key, std::string_view value, std::string_view earlier,
                   const Settings& now, const std::string& revision, std::vector<Loosening>& found) {
  SettingsEntry at = place_of(now, key);
  for (const SettingsEntry& entry : now.entries) {
    if (entry.key == key && !entry.text.empty()) at = entry;
  }
  found.push_back({std::string(key), std::string(value),
                   fmt::format("`{}` is {} now and was {} at {}", key, value, earlier, revision), at.line,
                   at.column});
}

}  // namespace

std::vector<Loosening> widened(const Settings& now, const Settings& before, const std::string& revision) {
  std::vector<Loosening> found;
  for (const Watched& watched : kWatched) compare_lists(watched, now, before, revision, found);
  if (fail_rank(now) > fail_rank(before)) {
    const auto said = [](const Settings& settings) {
      return settings.fail_on.empty() ? std::string("high") : settings.fail_on;
    };
    compare_value("fail_on", said(now), said(before), now, revision, found);
  }
  if (now.min_examined < before.min_examined) {
    compare_value("gaps.min_examined", fmt::format("{}", now.min_examined),
                  fmt::format("{}", before.min_examined), now, revision, found);
  }
  std::stable_sort(found.begin(), found.end(),
                   [](const Loosening& a, const Loosening& b) { return a.line < b.line; });
  return found;
}

std::vector<Finding> widened_settings(const Target& target, const Settings& settings, Corpus& corpus,
                                      const std::string& revision) {
  std::vector<Finding> findings;
  const bool is_there = !settings.file.empty();
  const std::filesystem::path file(is_there ? settings.file : target.root + "/payaudit.yaml");
  const auto before = settings_at(file.parent_path().string(), file.filename().string(), revision);
  if (!before) return findings;
  const std::vector<Loosening> added = widened(settings, *before, revision);
  if (added.empty()) return findings;
  std::optional<FileId> source;
  if (is_there) source = source_of(relative_to(settings.file, target.root), settings.file, corpus);
  for (const Loosening& entry : added) {
    Finding finding;
    finding.rule = kSettingsWidened;
    finding.severity = Severity::info;
    finding.message = entry.message;
    finding.symbol = fmt::format("{}: {}", entry.key, entry.text);
    finding.has_place = source.has_value();
    if (source) finding.place = {*source, span_of(corpus.sources[*source], entry)};
    findings.push_back(std::move(finding));
  }
  return findings;
}

}  // namespace payaudit

#include "checker/audit/widened.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "checker/files/git.h"
#include "checker/files/read.h"

namespace payaudit {
namespace {

constexpr size_t kLargestSettingsBefore = size_t{1} << 20;

// What governed the folder at HEAD: the settings there, or the nearest above; nullopt: nothing can be said of
// them.
std::optional<Settings> settings_at_head(const Target& target, const std::filesystem::path& file,
                                         const std::string& base) {
  const std::string name = file.filename().string();
  if (!ask_git(target.root, {"rev-parse", "--verify", "--quiet", "HEAD^{commit}"})) return std::nullopt;
  for (std::filesystem::path folder = file.parent_path();; folder = folder.parent_path()) {
    const std::string path = (folder / name).string();
    const auto listed = ask_git(target.root, {"ls-tree", "--name-only", "HEAD", "--", "./" + path});
    if (!listed) return std::nullopt;
    if (listed->empty() && !folder.empty()) continue;
    if (listed->empty()) return Settings{};
    const auto text = ask_git(target.root, {"show", "HEAD:./" + path});
    if (!text) return std::nullopt;
    Result<Settings> settings = parse_settings(path, *text);
    if (!settings) return std::nullopt;
    settings->base = folder == file.parent_path() ? base : folder.string();
    return *std::move(settings);
  }
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

// The pattern from the root of the tree, where it names a path at all: without a slash inside it is of any
// folder.
std::string from_root(std::string_view pattern, const std::string& base) {
  const bool takes_back = pattern.starts_with('!');
  const std::string_view body = pattern.substr(takes_back ? 1 : 0);
  const size_t slash = body.find('/');
  if (slash == std::string_view::npos || slash + 1 == body.size() || body.starts_with("**/"))
    return std::string(pattern);
  return fmt::format("{}/{}{}{}", takes_back ? "!" : "", base, base.empty() ? "" : "/",
                     body.substr(body.starts_with('/') ? 1 : 0));
}

struct Listed {
  SettingsEntry entry;
  std::string meant;  // what is the same for two that mean the same, in whichever file
};

// The values of a list, of a map of lists as `KEY: VALUE`.
std::vector<Listed> values_of(const Settings& settings, std::string_view watched) {
  std::vector<Listed> values;
  for (const SettingsEntry& entry : settings.entries) {
    if (entry.text.empty() || !is_below(entry.key, watched)) continue;
    Listed& value = values.emplace_back(Listed{entry, entry.text});
    if (watched == "ignore" || watched.starts_with("scope.")) {
      value.meant = from_root(entry.text, settings.base);
    } else if (watched == "policies") {
      value.meant = (std::filesystem::path(settings.base) / entry.text).lexically_normal().string();
    } else if (entry.key.size() > watched.size()) {
      value.entry.text = fmt::format("{}: {}", entry.key.substr(watched.size() + 1), entry.text);
      value.meant = value.entry.text;
    }
  }
  return values;
}

bool has(const std::vector<Listed>& values, const Listed& value) {
  return std::any_of(values.begin(), values.end(),
                     [&](const Listed& other) { return other.meant == value.meant; });
}

// Where settings of two folders are compared, they are of what lies in both: patterns of other paths say
// nothing there.
void leave_out_elsewhere(const std::string& folder, std::vector<Listed>& values) {
  std::erase_if(values, [&](const Listed& value) {
    const std::string_view meant = std::string_view(value.meant).substr(value.meant.starts_with('!') ? 1 : 0);
    if (!meant.starts_with('/')) return false;
    const std::string_view path = meant.substr(1, meant.find_first_of("*?[\\") - 1);
    const std::string inside = folder + "/";
    return !path.starts_with(inside) && !inside.starts_with(path);
  });
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
  std::vector<Listed> values = values_of(now, watched.key);
  std::vector<Listed> earlier = values_of(before, watched.key);
  if (now.base != before.base) {
    const std::string& inner = now.base.size() > before.base.size() ? now.base : before.base;
    leave_out_elsewhere(inner, values);
    leave_out_elsewhere(inner, earlier);
  }
  // What holds without the key.
  if (watched.key == "gaps.fail_on" && place_of(before, watched.key).key != watched.key) {
    for (const std::string& reason : before.fatal_gaps) earlier.push_back({{"gaps.fail_on", reason}, reason});
  }
  const auto say = [&](std::string_view message, const SettingsEntry& value, const SettingsEntry& at) {
    const std::string_view text = std::string_view(value.text).substr(value.text.starts_with('!') ? 1 : 0);
    found.push_back({std::string(watched.key), value.text, fmt::format(fmt::runtime(message), text, revision),
                     at.line, at.column});
  };
  const bool was_there = !watched.is_needed || !earlier.empty();
  for (const Listed& value : values) {
    const bool is_kept_back = value.meant.starts_with('!');
    if (was_there && !watched.came.empty() && !is_kept_back && !has(earlier, value))
      say(watched.came, value.entry, value.entry);
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
  for (const Listed& value : earlier) {
    const bool is_kept_back = value.meant.starts_with('!');
    if (watched.went.empty() || is_kept_back == watched.came.empty() || has(values, value)) continue;
    const bool is_default = watched.key == "gaps.fail_on" && now.fatal_gaps.contains(value.entry.text);
    if (!is_default) say(watched.went, value.entry, place_of(now, watched.key));
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

std::vector<Finding> widened_settings(const Target& target, const Settings& settings, const Settings& before,
                                      const std::string& revision, Corpus& corpus) {
  std::vector<Finding> findings;
  const std::vector<Loosening> added = widened(settings, before, revision);
  if (added.empty()) return findings;
  const bool is_there = !settings.file.empty();
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

std::vector<Finding> widened_settings(const Target& target, const Settings& settings, Corpus& corpus) {
  const bool is_there = !settings.file.empty();
  const std::filesystem::path file(is_there ? relative_to(settings.file, target.root) : "payaudit.yaml");
  const auto before = settings_at_head(target, file, settings.base);
  return before ? widened_settings(target, settings, *before, "HEAD", corpus) : std::vector<Finding>();
}

}  // namespace payaudit

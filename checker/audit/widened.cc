#include "checker/audit/widened.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "checker/files/git.h"
#include "checker/files/read.h"

namespace payaudit {
namespace {

constexpr size_t kLargest = size_t{1} << 20;

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
  Result<std::string, ReadError> bytes = read_file(full, kLargest);
  if (!bytes) return std::nullopt;
  return corpus.sources.add(path, *std::move(bytes));
}

Span span_of(const Source& source, const Loosening& entry) {
  const Span line = source.line_span(entry.line);
  const size_t at = source.text(line).find(entry.text);
  if (at == std::string_view::npos) return line;
  const uint32_t begin = line.begin + static_cast<uint32_t>(at);
  return {begin, begin + static_cast<uint32_t>(entry.text.size())};
}

}  // namespace

std::vector<Loosening> widened(const Settings& now, const Settings& before) {
  std::vector<Loosening> added;
  for (const Loosening& entry : now.loosenings) {
    const bool was_there = std::any_of(
        before.loosenings.begin(), before.loosenings.end(),
        [&](const Loosening& other) { return other.key == entry.key && other.text == entry.text; });
    if (!was_there) added.push_back(entry);
  }
  return added;
}

std::vector<Finding> widened_settings(const Target& target, const Settings& settings, Corpus& corpus,
                                      const std::string& revision) {
  std::vector<Finding> findings;
  if (settings.file.empty() || settings.loosenings.empty()) return findings;
  const std::filesystem::path file(settings.file);
  const auto before = settings_at(file.parent_path().string(), file.filename().string(), revision);
  if (!before) return findings;
  const std::vector<Loosening> added = widened(settings, *before);
  if (added.empty()) return findings;
  const auto source = source_of(relative_to(settings.file, target.root), settings.file, corpus);
  for (const Loosening& entry : added) {
    Finding finding;
    finding.rule = "settings-widened";
    finding.severity = Severity::info;
    finding.message =
        entry.key == "ignore"
            ? fmt::format("`{}` is ignored now and was not at {}", entry.text, revision)
            : fmt::format("rule {} is switched off now and was not at {}", entry.text, revision);
    finding.symbol = fmt::format("{}: {}", entry.key, entry.text);
    finding.has_place = source.has_value();
    if (source) finding.place = {*source, span_of(corpus.sources[*source], entry)};
    findings.push_back(std::move(finding));
  }
  return findings;
}

}  // namespace payaudit

#include "checker/gate/moved.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <set>
#include <tuple>
#include <utility>

#include "checker/audit/formats.h"
#include "checker/files/read.h"
#include "checker/gate/places.h"
#include "scanners/meaning/stages/names.h"
#include "scanners/units/encoding.h"

namespace payaudit {
namespace {

constexpr size_t kNamedMoves = 10;  // files in a note

struct Moved {
  std::string from;
  std::string to;
  FileId now = 0;
  std::string why;  // what hides or lessens what is found there; empty: only its weight may be another
};

// What paths alone say of how a file is judged.
class Classes {
 public:
  explicit Classes(const Audit& audit)
      : files_(audit.tables->policies.files),
        stages_(audit.tables->policies.stages),
        settings_(audit.settings) {}

  // Of text in another format nothing is known by reading it as the former one.
  bool is_comparable(const std::string& from, const std::string& to, std::string_view head) const {
    return class_of(from, head).format.name == class_of(to, head).format.name;
  }
  bool is_judged_alike(const std::string& a, const std::string& b, std::string_view head) const {
    return class_of(a, head) == class_of(b, head);
  }

  // Why the second is judged less.
  std::string lessened(const std::string& from, const std::string& to, std::string_view head) const {
    const Class before = class_of(from, head);
    const Class after = class_of(to, head);
    if (after.format.is_test && !before.format.is_test) return "test code, which is not judged";
    if (after.format.kind == FileKind::generated && before.format.kind != FileKind::generated)
      return std::string(after.format.name) + ", which are not judged";
    if (after.format.reader == Reader::none && before.format.reader != Reader::none)
      return "no format that is read";
    if (after.is_sample && !before.is_sample) return "a test, an example or a document";
    return {};
  }

 private:
  struct Class {
    Format format;
    bool is_sample = false;
    bool is_script = false;
    std::string_view stage;
    std::optional<std::string_view> scope;
    friend bool operator==(const Class&, const Class&) = default;
  };

  Class class_of(const std::string& path, std::string_view head) const {
    const std::string_view own = settings_.own_path(path);
    return {format_of(files_, own, head), files_.is_test_or_example(own), files_.scripts.covers(own),
            stage_of_path(stages_, own, true).stage, settings_.scope_of(path)};
  }

  const FileConventions& files_;
  const StageModels& stages_;
  const Settings& settings_;
};

// One of the bases has it, audited or not: the change moved nothing there.
bool has_path(const std::vector<Side>& sides, const std::string& path) {
  return std::any_of(sides.begin(), sides.end(),
                     [&](const Side& side) { return side.tree.files.contains(path); });
}

std::vector<Moved> find_moved(const std::vector<Side>& sides, const Audit& head) {
  std::map<std::string_view, const Excluded*> excluded;
  for (const Excluded& file : head.corpus.excluded) excluded.emplace(file.path, &file);
  const Classes classes(head);
  std::map<FileId, Moved> all;
  for (const Side& side : sides) {
    const Change change(side.audit->corpus.sources, head.corpus.sources);
    for (FileId file = 0; file < head.corpus.sources.size(); ++file) {
      const Source& now = head.corpus.sources[file];
      const Source* before = change.before_of(file);
      if (before == nullptr || change.is_converted(file) || has_path(sides, now.path())) continue;
      const std::string_view first = now.bytes().substr(0, kHeadBytes);
      std::string why;
      if (const auto by = excluded.find(now.path()); by != excluded.end()) {
        why = fmt::format("left out by `{}` of {}", by->second->pattern, by->second->by);
      } else {
        why = classes.lessened(before->path(), now.path(), first);
        const bool is_judged_otherwise = !classes.is_judged_alike(before->path(), now.path(), first) &&
                                         classes.is_comparable(before->path(), now.path(), first);
        if (why.empty() && !is_judged_otherwise) continue;
      }
      all.try_emplace(file, Moved{before->path(), now.path(), file, std::move(why)});
    }
  }
  std::vector<Moved> moved;
  for (auto& [file, each] : all) moved.push_back(std::move(each));
  return moved;
}

// The tree as it would be judged, had the files stayed where they were; and whose sources are whose.
class Unmoved {
 public:
  Unmoved(const std::vector<Moved>& moved, Audit& head) : head_(head) {
    for (const Moved& file : moved) moved_.emplace(file.now, &file);
    audit_.target = head.target;
    audit_.settings = head.settings;
    audit_.declared = head.declared;
    audit_.tables = head.tables;
    audit_.rule_ids = head.rule_ids;
  }

  // Calls with each violation in a moved file, its places being those of `head`.
  template <typename Take>
  void judge(const CheckOptions& options, Progress& progress, Take take) {
    read(options, progress);
    find_facts(options, audit_, progress);
    judge_facts(audit_);
    give_back(audit_.corpus, head_.corpus);
    for (Finding& finding : audit_.judged.findings) {
      if (finding.verdict != Verdict::violation || !finding.has_place) continue;
      move_places(finding, [&](Place& place) {
        if (place.file < of_head_.size()) place.file = of_head_[place.file];
      });
      const auto file = moved_.find(finding.place.file);
      if (file != moved_.end()) take(*file->second, std::move(finding));
    }
  }

 private:
  void read(const CheckOptions& options, Progress& progress) {
    std::vector<std::pair<GivenFile, FileId>> files;
    for (FileId file = 0; file < head_.corpus.formats.size(); ++file) {
      if (!moved_.contains(file)) files.push_back({{head_.corpus.sources[file].path(), {}, file}, file});
    }
    for (const auto& [file, of] : moved_)
      files.push_back({{of->from, std::string(head_.corpus.sources[file].bytes()), std::nullopt}, file});
    std::sort(files.begin(), files.end(),
              [](const auto& a, const auto& b) { return a.first.path < b.first.path; });
    std::map<std::string, FileId, std::less<>> of_path;
    std::vector<GivenFile> given;
    for (auto& [file, id] : files) {
      of_path.emplace(file.path, id);
      given.push_back(std::move(file));
    }
    read_given(std::move(given), head_.corpus, *audit_.tables, read_limits(options, audit_),
               threads_of(options), progress, audit_.corpus);
    for (FileId file = 0; file < audit_.corpus.sources.size(); ++file)
      of_head_.push_back(of_path.at(audit_.corpus.sources[file].path()));
  }

  Audit& head_;
  Audit audit_;
  std::map<FileId, const Moved*> moved_;  // by file of `head`
  std::vector<FileId> of_head_;
};

void count_thing(const std::string& rule, Judged& judged) {
  for (RuleTally& tally : judged.tallies) {
    if (tally.rule != rule) continue;
    ++tally.facts;
    ++tally.population;
  }
}

}  // namespace

void add_left_out(const CheckOptions& options, const std::vector<Side>& sides, Audit& head) {
  std::set<std::string_view> now;
  for (FileId file = 0; file < head.corpus.sources.size(); ++file)
    now.insert(head.corpus.sources[file].path());
  const bool is_any_gone = std::any_of(sides.begin(), sides.end(), [&](const Side& side) {
    const SourceMap& before = side.audit->corpus.sources;
    for (FileId file = 0; file < before.size(); ++file) {
      if (!now.contains(before[file].path())) return true;
    }
    return false;
  });
  if (!is_any_gone) return;
  const ReadLimits limits = read_limits(options, head);
  for (const Excluded& file : head.corpus.excluded) {
    if (has_path(sides, file.path)) continue;
    auto bytes = read_file((std::filesystem::path(head.target.root) / file.path).string(), limits.file_bytes);
    if (bytes) head.corpus.sources.add(file.path, normalized(*std::move(bytes)));
  }
}

std::vector<std::string> judge_where_they_were(const CheckOptions& options, const std::vector<Side>& sides,
                                               Audit& head, Progress& progress) {
  const std::vector<Moved> moved = find_moved(sides, head);
  if (moved.empty()) return {};
  using Key = std::tuple<std::string, FileId, uint32_t, std::string>;
  const auto key = [](const Finding& finding) {
    return Key(finding.rule, finding.place.file, finding.place.span.begin, finding.symbol);
  };
  std::map<Key, size_t> known;
  std::vector<Finding>& findings = head.judged.findings;
  for (size_t i = 0; i < findings.size(); ++i) {
    if (findings[i].has_place) known.emplace(key(findings[i]), i);
  }
  std::set<const Moved*> told;
  Unmoved(moved, head).judge(options, progress, [&](const Moved& file, Finding finding) {
    const auto same = known.find(key(finding));
    const bool is_there = same != known.end();
    const bool is_violation = is_there && findings[same->second].verdict == Verdict::violation;
    if (is_violation && findings[same->second].severity >= finding.severity) return;
    Finding& graver = is_violation ? findings[same->second] : findings.emplace_back(std::move(finding));
    if (is_violation) {
      graver.severity = finding.severity;
    } else {
      count_thing(graver.rule, head.judged);
    }
    graver.steps.push_back({graver.place,
                            fmt::format("judged as in {}, from where the change moved it", file.from),
                            StepRole::context});
    told.insert(&file);
  });
  sort(findings, head.corpus.sources);
  std::vector<std::string> names;
  for (const Moved& file : moved) {
    if (file.why.empty() && !told.contains(&file)) continue;
    names.push_back(fmt::format("{} to {} ({})", file.from, file.to,
                                file.why.empty() ? "where it weighs less" : file.why));
  }
  if (names.empty()) return {};
  const size_t more = names.size() - std::min(names.size(), kNamedMoves);
  const std::string count = fmt::format("{} {}", names.size(), names.size() == 1 ? "file" : "files");
  names.resize(names.size() - more);
  return {fmt::format("{} moved to where less is judged, and judged as before the move: {}{}", count,
                      fmt::join(names, ", "), more == 0 ? "" : fmt::format(" and {} more", more))};
}

}  // namespace payaudit

#include "checker/gate/base_audit.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string_view>
#include <utility>

#include "checker/audit/coverage.h"
#include "checker/audit/formats.h"
#include "checker/audit/parallel.h"
#include "checker/gate/change.h"
#include "checker/gate/contents.h"
#include "checker/gate/gate_findings.h"
#include "rules/judge/fingerprint.h"
#include "scanners/units/encoding.h"

namespace payaudit {
namespace {

std::string_view ending_of(std::string_view path) {
  const size_t dot = path.substr(path.rfind('/') + 1).rfind('.');
  return dot == std::string_view::npos ? std::string_view() : path.substr(path.rfind('/') + 1).substr(dot);
}

// Where only a part of the tree is audited: files that were moved into it are of its base too.
void add_moved_here(BaseTree& tree, const Audit& head, size_t limit) {
  SourceMap came;
  std::set<std::string_view> endings;
  for (FileId file = 0; file < head.corpus.formats.size(); ++file) {
    const Source& source = head.corpus.sources[file];
    if (tree.files.contains(source.path())) continue;
    came.add(source.path(), std::string(source.bytes()));
    endings.insert(ending_of(source.path()));
  }
  BaseTree elsewhere;
  elsewhere.repositories = tree.repositories;
  std::vector<std::string> wanted;
  for (const auto& [path, file] : tree.gone_elsewhere) {
    if (!endings.contains(ending_of(path))) continue;
    elsewhere.files.emplace(path, file);
    wanted.push_back(path);
  }
  if (wanted.empty()) return;
  SourceMap gone;
  for (auto& [path, bytes] : read_base(head.target, elsewhere, wanted, limit))
    gone.add(path, normalized(std::move(bytes)));
  const Change change(gone, came);
  for (FileId file = 0; file < gone.size(); ++file) {
    if (change.after_of(file) != nullptr)
      tree.files.emplace(gone[file].path(), elsewhere.files.at(gone[file].path()));
  }
}

// Files of the base that are to be audited: none of those that nobody can see on the disk, in a sparse
// checkout or a folder that cannot be listed; none that no reader looks at.
Result<std::vector<std::string>> list_audited(const CheckOptions& options, const BaseTree& tree,
                                              const Audit& head, const Audit& base,
                                              const ReadLimits& limits) {
  const Result<Patterns> excluded = excluded_by(options.exclude);
  if (!excluded) return excluded.error();
  std::set<std::string_view> skipped;
  for (const Skipped& each : head.corpus.skipped) skipped.insert(each.path);
  const auto is_hidden = [&](const std::string& path) {
    return skipped.contains(path) ||
           std::any_of(head.corpus.unlisted.begin(), head.corpus.unlisted.end(),
                       [&](const Unlisted& each) { return path.starts_with(each.path + "/"); });
  };
  FileList list;
  for (const auto& [path, file] : tree.files) {
    const bool is_read = format_of(base.tables->policies.files, below(path, limits.base).value_or(path), {},
                                   limits.parses_tests)
                             .is_read();
    if (is_read && !is_hidden(path)) list.paths.push_back(path);
  }
  leave_out({{base.settings.ignore, base.settings.base, "ignore"}, {*excluded, "", "--exclude"}}, list);
  return std::move(list.paths);
}

// Of each path, the file of the tree that has the same bytes as the base, where that is told by their hash.
std::vector<std::optional<FileId>> find_equal(const std::vector<std::string>& paths, const BaseTree& tree,
                                              const std::map<std::string_view, FileId>& read,
                                              const SourceMap& sources, unsigned threads) {
  std::vector<std::optional<FileId>> equal(paths.size());
  for_each_index(paths.size(), threads, [&](size_t i) {
    const auto now = read.find(paths[i]);
    const std::string& object = tree.files.at(paths[i]).object;
    if (now != read.end() && object_name(sources[now->second].bytes(), object.size()) == object)
      equal[i] = now->second;
  });
  return equal;
}

// Reads the tree of the base into `base`, with the units of `head` for what is equal.
Result<bool> read_tree(const CheckOptions& options, BaseTree& tree, Audit& head, Audit& base,
                       Progress& progress) {
  const ReadLimits limits = read_limits(options, base);
  add_moved_here(tree, head, limits.file_bytes);
  const Result<std::vector<std::string>> paths = list_audited(options, tree, head, base, limits);
  if (!paths) return paths.error();
  std::map<std::string_view, FileId> read;
  for (FileId file = 0; file < head.corpus.formats.size(); ++file)
    read.emplace(head.corpus.sources[file].path(), file);
  const std::vector<std::optional<FileId>> equal =
      find_equal(*paths, tree, read, head.corpus.sources, threads_of(options));
  std::vector<std::string> wanted;
  for (size_t i = 0; i < paths->size(); ++i) {
    if (!equal[i]) wanted.push_back((*paths)[i]);
  }
  std::map<std::string, std::string> contents = read_base(base.target, tree, wanted, limits.file_bytes);
  std::vector<GivenFile> files;
  for (size_t i = 0; i < paths->size(); ++i) {
    const std::string& path = (*paths)[i];
    if (equal[i]) {
      files.push_back({path, {}, equal[i]});
      continue;
    }
    const auto bytes = contents.find(path);
    if (bytes == contents.end()) continue;
    bytes->second = normalized(std::move(bytes->second));
    const auto now = read.find(path);
    if (now != read.end() && head.corpus.sources[now->second].bytes() == bytes->second) {
      files.push_back({path, {}, now->second});
    } else {
      files.push_back({path, std::move(bytes->second), std::nullopt});
    }
  }
  read_given(std::move(files), head.corpus, *base.tables, limits, threads_of(options), progress, base.corpus);
  return true;
}

}  // namespace

Result<std::unique_ptr<Audit>> audit_base(const CheckOptions& options, BaseTree& tree, Audit& head,
                                          Progress& progress) {
  auto base = std::make_unique<Audit>();
  base->target = head.target;
  base->settings = head.settings;
  base->declared = head.declared;
  base->tables = head.tables;
  base->rule_ids = head.rule_ids;
  if (const Result<bool> read = read_tree(options, tree, head, *base, progress); !read) return read.error();
  find_facts(options, *base, progress);
  judge_facts(*base);
  base->waivers = head.waivers;
  base->waivers_text = head.waivers_text;
  std::vector<Finding> own = waive(options, *base, base->judged.findings);
  set_fingerprints(own, std::vector<std::string>(own.size()), base->corpus.sources);
  base->compared = std::make_unique<Compared>();
  for (const Finding& finding : own) base->compared->known.insert(finding.fingerprint);
  base->gaps = collect_gaps(base->corpus, base->facts, base->settings);
  give_back(base->corpus, head.corpus);
  return base;
}

}  // namespace payaudit

#include "checker/gate/change.h"

#include <algorithm>
#include <map>
#include <string_view>
#include <tuple>
#include <unordered_map>
#include <unordered_set>
#include <utility>

namespace payaudit {
namespace {

// A line that stands in more files than this says nothing of where a file came from.
constexpr size_t kMostFilesOfLine = 8;

std::unordered_set<uint64_t> distinct_lines(const Source& source) {
  std::unordered_set<uint64_t> lines;
  for (const uint64_t line : line_digests(source.bytes())) {
    if (line != 0) lines.insert(line);
  }
  return lines;
}

// The path without the ending of its name; empty: it has none.
std::string_view stem_of(std::string_view path) {
  const size_t dot = path.rfind('.');
  const size_t name = path.rfind('/') + 1;
  return dot == std::string_view::npos || dot <= name ? std::string_view() : path.substr(0, dot);
}

}  // namespace

Change::Change(const SourceMap& before, const SourceMap& after)
    : before_(before),
      after_(after),
      of_before_(before.size(), kNone),
      of_after_(after.size(), kNone),
      is_converted_(after.size(), false) {
  pair_paths();
  pair_renamed();
  pair_converted();
  is_same_.resize(after_.size());
  for (FileId file = 0; file < after_.size(); ++file) {
    const Source* base = before_of(file);
    is_same_[file] = base != nullptr && base->bytes() == after_[file].bytes();
  }
}

void Change::pair_paths() {
  std::unordered_map<std::string_view, FileId> paths;
  for (FileId file = 0; file < after_.size(); ++file) paths.emplace(after_[file].path(), file);
  for (FileId file = 0; file < before_.size(); ++file) {
    const auto same = paths.find(before_[file].path());
    if (same == paths.end()) continue;
    of_before_[file] = same->second;
    of_after_[same->second] = file;
  }
}

void Change::pair_renamed() {
  std::unordered_map<uint64_t, std::vector<FileId>> files_of;  // of lines of files that are gone
  std::vector<size_t> size_before(before_.size(), 0);
  for (FileId file = 0; file < before_.size(); ++file) {
    if (of_before_[file] != kNone) continue;
    const std::unordered_set<uint64_t> lines = distinct_lines(before_[file]);
    size_before[file] = lines.size();
    for (const uint64_t line : lines) files_of[line].push_back(file);
  }
  if (files_of.empty()) return;
  std::vector<std::tuple<size_t, FileId, FileId>> pairs;  // lines in common, of the base, now
  for (FileId file = 0; file < after_.size(); ++file) {
    if (of_after_[file] != kNone) continue;
    const std::unordered_set<uint64_t> lines = distinct_lines(after_[file]);
    std::map<FileId, size_t> common;
    for (const uint64_t line : lines) {
      const auto found = files_of.find(line);
      if (found == files_of.end() || found->second.size() > kMostFilesOfLine) continue;
      for (const FileId each : found->second) ++common[each];
    }
    for (const auto& [each, count] : common) {
      if (2 * count >= std::max(lines.size(), size_before[each])) pairs.emplace_back(count, each, file);
    }
  }
  std::stable_sort(pairs.begin(), pairs.end(),
                   [](const auto& a, const auto& b) { return std::get<0>(a) > std::get<0>(b); });
  for (const auto& [count, before, after] : pairs) {
    if (of_before_[before] != kNone || of_after_[after] != kNone) continue;
    of_before_[before] = after;
    of_after_[after] = before;
  }
}

void Change::pair_converted() {
  std::map<std::string_view, std::pair<std::vector<FileId>, std::vector<FileId>>> by_stem;
  for (FileId file = 0; file < before_.size(); ++file) {
    if (of_before_[file] == kNone) by_stem[stem_of(before_[file].path())].first.push_back(file);
  }
  for (FileId file = 0; file < after_.size(); ++file) {
    if (of_after_[file] != kNone) continue;
    const auto same = by_stem.find(stem_of(after_[file].path()));
    if (same != by_stem.end()) same->second.second.push_back(file);
  }
  for (const auto& [stem, files] : by_stem) {
    const auto& [before, after] = files;
    if (stem.empty() || before.size() != 1 || after.size() != 1) continue;
    of_before_[before.front()] = after.front();
    of_after_[after.front()] = before.front();
    is_converted_[after.front()] = true;
  }
}

const Source* Change::before_of(FileId after) const {
  return after < of_after_.size() && of_after_[after] != kNone ? &before_[of_after_[after]] : nullptr;
}

const Source* Change::after_of(FileId before) const {
  return before < of_before_.size() && of_before_[before] != kNone ? &after_[of_before_[before]] : nullptr;
}

FileId Change::after_id_of(FileId before) const {
  return of_before_[before];
}

const LineMap* Change::lines(FileId before, FileId after) const {
  if (is_same_[after]) return nullptr;
  std::unique_ptr<LineMap>& map = maps_[after];
  if (map == nullptr) map = std::make_unique<LineMap>(before_[before].bytes(), after_[after].bytes());
  return map.get();
}

const LineMap* Change::lines_before(FileId before) const {
  return after_of(before) == nullptr ? nullptr : lines(before, of_before_[before]);
}

const LineMap* Change::lines_after(FileId after) const {
  return before_of(after) == nullptr ? nullptr : lines(of_after_[after], after);
}

uint32_t Change::line_after(FileId before, uint32_t line) const {
  if (after_of(before) == nullptr) return 0;
  const LineMap* map = lines_before(before);
  return map == nullptr ? line : map->after_of(line);
}

uint32_t Change::line_before(FileId after, uint32_t line) const {
  if (before_of(after) == nullptr) return 0;
  const LineMap* map = lines_after(after);
  return map == nullptr ? line : map->before_of(line);
}

bool Change::is_new_line(FileId after, uint32_t line) const {
  return line_before(after, line) == 0;
}

}  // namespace payaudit

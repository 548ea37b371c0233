#include "scanners/meaning/openapi/document.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "scanners/facts/gaps.h"
#include "scanners/source/characters.h"

namespace payaudit::openapi {
namespace {

// Longer chains of references are no description that anybody wrote.
constexpr int kMostHops = 32;
// From this size on a map is searched by a table.
constexpr uint32_t kLargeMap = 12;
// Items of longer lists are not referred to by number: finding them is linear.
constexpr uint32_t kLongList = 256;

// A step of a JSON pointer in a URI fragment: `%7B` and `~1` resolved (RFC 6901 section 6).
std::string unescaped(std::string_view step) {
  std::string text;
  for (size_t i = 0; i < step.size(); ++i) {
    if (step[i] == '%' && i + 2 < step.size() && hex_digit(step[i + 1]) >= 0 && hex_digit(step[i + 2]) >= 0) {
      text += static_cast<char>(hex_digit(step[i + 1]) * 16 + hex_digit(step[i + 2]));
      i += 2;
    } else {
      text += step[i];
    }
  }
  std::string plain;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '~' && i + 1 < text.size() && (text[i + 1] == '0' || text[i + 1] == '1')) {
      plain += text[++i] == '0' ? '~' : '/';
    } else {
      plain += text[i];
    }
  }
  return plain;
}

// `path` as seen from the folder of `from`, with `.` and `..` gone. Empty: it leaves the tree.
std::string joined(std::string_view from, std::string_view path) {
  const size_t slash = from.rfind('/');
  std::string all = slash == std::string_view::npos ? std::string() : std::string(from.substr(0, slash + 1));
  if (path.starts_with('/')) return {};
  all += path;
  std::vector<std::string_view> steps;
  for (std::string_view rest = all; !rest.empty();) {
    const size_t end = std::min(rest.find('/'), rest.size());
    const std::string_view step = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    if (step == "..") {
      if (steps.empty()) return {};
      steps.pop_back();
    } else if (!step.empty() && step != ".") {
      steps.push_back(step);
    }
  }
  std::string plain;
  for (std::string_view step : steps) {
    if (!plain.empty()) plain += '/';
    plain += step;
  }
  return plain;
}

}  // namespace

Trees::Trees(const Units& units, Facts& facts) : units_(units), facts_(facts) {
  for (uint32_t i = 0; i < units.units.size(); ++i) {
    if (units.units[i].tree() != nullptr) {
      units_by_path_.emplace((*units.sources)[units.units[i].file].path(), i);
    }
  }
}

At Trees::find(At map, std::string_view key) {
  if (!is(map, NodeKind::map)) return {map.unit, kNoNode};
  if (node(map).child_count < kLargeMap) return {map.unit, tree(map).find(map.node, key)};
  const auto [row, is_new] = large_maps_.try_emplace(map.key());
  if (is_new) {
    auto& entries = row->second;
    entries.reserve(node(map).child_count);
    each(map, [&](At child) { entries.emplace(node(child).key, child.node); });
  }
  const auto found = row->second.find(key);
  return {map.unit, found == row->second.end() ? kNoNode : found->second};
}

bool Trees::is_true(At map, std::string_view key) {
  const At at = find(map, key);
  return is(at, NodeKind::boolean) && node(at).text == "true";
}

Place Trees::key_place(At at) const {
  const Node& entry = node(at);
  return {file(at), entry.key_span.is_empty() ? entry.span : entry.key_span};
}

At Trees::root_of(uint32_t from_unit, std::string_view path, std::string_view& problem) {
  if (path.find("://") != std::string_view::npos) {
    problem = "is remote, which is not read";
    return {};
  }
  const std::string& from = (*units_.sources)[units_.units[from_unit].file].path();
  const auto found = units_by_path_.find(joined(from, unescaped(path)));
  if (found == units_by_path_.end() || units_.units[found->second].tree()->roots().empty()) {
    problem = "names a file that is not in the tree or not readable";
    return {};
  }
  return {found->second, units_.units[found->second].tree()->roots().front()};
}

// The root above: a file may hold several documents.
At Trees::document_of(At at) const {
  while (node(at).parent != kNoNode) at.node = node(at).parent;
  return at;
}

At Trees::follow(At from, std::string_view reference, std::string_view& problem) {
  const size_t hash = reference.find('#');
  const std::string_view path = reference.substr(0, hash);
  std::string_view pointer = hash == std::string_view::npos ? std::string_view() : reference.substr(hash + 1);
  At at;
  if (!path.empty()) {
    at = root_of(from.unit, path, problem);
    if (!at) return {};
  } else {
    at = document_of(from);
  }
  if (!pointer.empty() && !pointer.starts_with('/')) {
    problem = "names an anchor, which is not followed";
    return {};
  }
  while (!pointer.empty()) {
    pointer.remove_prefix(1);
    const size_t end = std::min(pointer.find('/'), pointer.size());
    const std::string step = unescaped(pointer.substr(0, end));
    pointer.remove_prefix(end);
    At next = find(at, step);
    if (is(at, NodeKind::list)) {
      size_t left = 0;
      bool is_index = !step.empty() && step.size() < 7 && node(at).child_count < kLongList;
      for (char c : step) {
        is_index = is_index && c >= '0' && c <= '9';
        left = left * 10 + static_cast<size_t>(c - '0');
      }
      if (is_index) {
        each(at, [&](At item) {
          if (left-- == 0) next = item;
        });
      }
    }
    if (!next) {
      problem = "names nothing";
      return {};
    }
    at = next;
  }
  return at;
}

At Trees::target(At reference) {
  const std::string_view written = text(reference);
  auto& followed = followed_[document_of(reference).key()];
  const auto [known, is_new] = followed.try_emplace(written);
  if (!is_new) return known->second;
  std::string_view problem;
  known->second = follow(reference, written, problem);
  if (!known->second) {
    facts_.add(Kind::gap, place(reference), fmt::format("reference {}", written))
        .set(Attr::reason, facts_.text(word(GapReason::unresolved)))
        .set(Attr::detail, facts_.text(fmt::format("the reference `{}` {}", written, problem)));
  }
  return known->second;
}

void Trees::cut(At at, std::string_view detail) {
  if (cuts_.insert(at.key()).second) add_limit_gap(facts_, key_place(at), "description cut", detail);
}

At Trees::resolve(At at) {
  const At first = at;
  for (int hop = 0; at && hop < kMostHops; ++hop) {
    const At reference = find(at, "$ref");
    if (!is(reference, NodeKind::string)) return at;
    at = target(reference);
  }
  if (!at) return at;
  if (!circles_.insert(first.key()).second) return {};
  facts_.add(Kind::gap, place(first), "reference in a circle")
      .set(Attr::reason, facts_.text(word(GapReason::unresolved)))
      .set(Attr::detail, facts_.text("the references run in a circle"));
  return {};
}

}  // namespace payaudit::openapi

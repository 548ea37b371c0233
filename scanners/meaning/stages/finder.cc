#include "scanners/meaning/stages/finder.h"

#include <algorithm>

#include "scanners/meaning/settings/variables.h"
#include "scanners/source/characters.h"

namespace payaudit {
namespace {

// So many entries are data: what stands beside one of them says nothing of it.
constexpr uint32_t kMostBeside = 2'000;

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kAround = " \t\r\n\"'`,";
  while (!text.empty() && kAround.find(text.front()) != std::string_view::npos) text.remove_prefix(1);
  while (!text.empty() && kAround.find(text.back()) != std::string_view::npos) text.remove_suffix(1);
  return text;
}

// Of a node with its name.
Span whole_span(const Node& node) {
  return node.key_span.is_empty() ? node.span : cover(node.key_span, node.span);
}

}  // namespace

Finder::Finder(const Units& units) : units_(units) {
  for (const Unit& unit : units.units) by_file_[unit.file].push_back(&unit);
}

Found Finder::find(const Fact& fact) {
  const auto units = by_file_.find(fact.place.file);
  if (units == by_file_.end()) return {};
  // A text inside of the file comes after it, and says more exactly what stands there.
  for (auto each = units->second.rbegin(); each != units->second.rend(); ++each) {
    const Unit* unit = *each;
    const Tree* tree = unit->tree();
    if (tree == nullptr) continue;
    const Leaves& leaves = leaves_of(*tree, fact.place.file);
    const auto behind =
        std::upper_bound(leaves.begin(), leaves.end(), std::pair(fact.place.span.begin, kNoNode));
    if (behind == leaves.begin()) continue;
    const NodeId leaf = std::prev(behind)->second;
    if (!whole_span((*tree)[leaf]).contains(fact.place.span)) continue;
    Found found{tree, leaf, leaf, unit->format == "properties" || unit->format == "env"};
    while ((*tree)[found.root].parent != kNoNode) found.root = (*tree)[found.root].parent;
    const NodeId map = (*tree)[leaf].parent;
    const bool is_crowded = (*tree)[found.root].child_count > kMostBeside ||
                            (map != kNoNode && (*tree)[map].child_count > kMostBeside);
    return is_crowded ? Found{} : found;
  }
  return {};
}

const Finder::Leaves& Finder::leaves_of(const Tree& tree, FileId file) {
  const auto [at, is_new] = leaves_.try_emplace(&tree);
  if (!is_new) return at->second;
  for (NodeId id = 0; id < tree.size(); ++id) {
    const Node& node = tree[id];
    if (node.child_count == 0 && (node.file == kOwnFile || node.file == file))
      at->second.emplace_back(whole_span(node).begin, id);
  }
  std::sort(at->second.begin(), at->second.end());
  return at->second;
}

bool Finder::is_code(const Fact& fact) const {
  const auto units = by_file_.find(fact.place.file);
  return units != by_file_.end() && std::any_of(units->second.begin(), units->second.end(),
                                                [](const Unit* unit) { return unit->code() != nullptr; });
}

std::string_view Finder::written_of(const Fact& fact) const {
  std::string_view text = trimmed(source(fact).text(fact.place.span));
  const size_t sign = std::min(text.find_first_of("=:"), text.size());
  const bool has_name = sign > 0 && sign < text.size() &&
                        std::all_of(text.begin(), text.begin() + static_cast<ptrdiff_t>(sign), [](char c) {
                          return is_letter(c) || is_digit(c) || c == '_' || c == ' ';
                        });
  // Base64 ends in such signs, and addresses begin with a scheme.
  const std::string_view rest = text.substr(sign);
  const bool is_assigned = rest.find_first_not_of('=') != std::string_view::npos && !rest.starts_with("://");
  if (has_name && is_assigned) text = trimmed(rest.substr(1));
  return text;
}

std::string_view Finder::literal_at(Place place) const {
  return trimmed((*units_.sources)[place.file].text(place.span));
}

std::string_view Finder::value_of(const Fact& fact) const {
  const std::string_view text = written_of(fact);
  return placeholder_default(text).value_or(text);
}

bool is_variable_name(std::string_view name) {
  return !name.empty() &&
         std::all_of(name.begin(), name.end(), [](char c) { return is_upper(c) || is_digit(c) || c == '_'; });
}

}  // namespace payaudit

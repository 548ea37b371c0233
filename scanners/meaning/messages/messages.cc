#include "scanners/meaning/messages/messages.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "scanners/meaning/classify/address_words.h"
#include "scanners/source/characters.h"

namespace payaudit {
namespace {

constexpr int kDeepest = 8;  // elements in elements of one address

// What of an address was seen.
struct Parts {
  int64_t lines = 0;
  bool has_town = false, has_country = false;
  bool is_open = false;  // there may be more than was seen

  bool is_structured() const { return has_town && has_country; }
};

std::string_view local_part(std::string_view name) {
  const size_t colon = name.rfind(':');
  return colon == std::string_view::npos ? name : name.substr(colon + 1);
}

class TreeReader {
 public:
  TreeReader(Facts& facts, const Unit& unit) : facts_(facts), unit_(unit), tree_(*unit.tree()) {}

  void read() {
    for (NodeId id = 0; id < tree_.size(); ++id) {
      const Node& node = tree_[id];
      if (node.kind == NodeKind::map && is_postal_address(local_part(node.key))) read_address(id);
      read_path(node.key, node.key_span);
      if (node.kind == NodeKind::string || node.kind == NodeKind::opaque) read_path(node.text, node.span);
    }
    for (const auto& [party, path] : paths_) {
      if (path.parts.lines > 0 || path.parts.is_structured()) add(path.span, party, path.parts);
    }
  }

 private:
  struct Path {
    Parts parts;
    Span span;
  };

  // An element or map of an address itself.
  void read_address(NodeId address) {
    Parts parts;
    collect(address, false, parts, 0);
    if (parts.lines == 0 && !parts.is_structured()) return;
    if (is_received(address)) return;
    const Node& node = tree_[address];
    std::string_view party = "address";
    if (node.parent != kNoNode && !tree_[node.parent].key.empty()) party = local_part(tree_[node.parent].key);
    add(node.key_span.is_empty() ? node.span : node.key_span, party, parts);
  }

  void collect(NodeId map, bool is_conditional, Parts& parts, int depth) {
    if (depth > kDeepest) {
      parts.is_open = true;
      return;
    }
    parts.is_open |= tree_.has_unknown_entries(map);
    for (NodeId child : tree_.children(map)) {
      const Node& node = tree_[child];
      const AddressWord word = address_word(local_part(node.key));
      // A mapping's `if` may leave it out.
      const bool may_be_absent = is_conditional || node.kind == NodeKind::call;
      if (word.is_iso && may_be_absent) {
        parts.is_open = true;
        if (word.part == AddressPart::line) ++parts.lines;
      } else if (word.is_iso) {
        if (word.part == AddressPart::line) {
          const bool is_list = node.kind == NodeKind::list;
          parts.lines += is_list ? std::max<int64_t>(1, node.child_count) : 1;
        }
        parts.has_town |= word.part == AddressPart::town;
        parts.has_country |= word.part == AddressPart::country;
      } else if (unit_.format == "xml" && node.is_block && is_instruction(node.key)) {
        // `<xsl:if …>` and the like stand around the elements that they make.
        parts.is_open |= has_include(node.key);
        collect(child, true, parts, depth + 1);
      }
    }
  }

  // An element of another language between those of the message.
  bool is_instruction(std::string_view name) const {
    const size_t colon = name.find(':');
    if (colon == std::string_view::npos) return false;
    const std::string_view prefix = name.substr(0, colon);
    return prefix == "xsl" || prefix == "c" || prefix == "th" || prefix == "py" || prefix == "t" ||
           prefix == "jsp" || prefix == "xi";
  }
  static bool has_include(std::string_view name) {
    const std::string folded = lower(name);
    return folded.find("include") != std::string::npos || folded.find("call") != std::string::npos ||
           folded.find("apply") != std::string::npos;
  }

  // Statements, notifications and status reports come from the bank.
  bool is_received(NodeId id) const {
    for (; id != kNoNode; id = tree_[id].parent) {
      const std::string name = lower(local_part(tree_[id].key));
      if (name.starts_with("bktocstmr") || name.find("stsrpt") != std::string::npos) return true;
      for (NodeId child : tree_.children(id)) {
        const Node& node = tree_[child];
        if (!node.key.starts_with("xmlns")) continue;
        for (std::string_view received : {"camt.", "pain.002", "pacs.002"}) {
          if (node.text.find(received) != std::string_view::npos) return true;
        }
      }
    }
    return false;
  }

  // `CdtTrfTxInf/Dbtr/PstlAdr/AdrLine`, with `/` or `.` between, prefixes and indices.
  void read_path(std::string_view text, Span span) {
    if (text.size() < 12 || text.size() > 300 || text.find("dr") == std::string_view::npos) return;
    std::vector<std::string_view> steps;
    for (size_t begin = 0; begin <= text.size();) {
      const size_t end = std::min(text.find_first_of("/.", begin), text.size());
      std::string_view step = text.substr(begin, end - begin);
      step = local_part(step.substr(0, step.find('[')));
      if (!step.empty()) steps.push_back(step);
      begin = end + 1;
    }
    if (steps.size() < 2) return;
    const AddressWord word = address_word(steps.back());
    if (!word.is_iso || !is_postal_address(steps[steps.size() - 2])) return;
    std::string party;
    for (size_t i = 0; i + 2 < steps.size(); ++i) {
      if (lower(steps[i]) == "document") continue;
      if (lower(steps[i]).starts_with("bktocstmr")) return;
      party += (party.empty() ? "" : "/") + std::string(steps[i]);
    }
    const auto [place, is_new] = paths_.try_emplace(party.empty() ? "address" : party);
    Path& path = place->second;
    if (is_new || (word.part == AddressPart::line && path.parts.lines == 0)) path.span = span;
    if (word.part == AddressPart::line) ++path.parts.lines;
    path.parts.has_town |= word.part == AddressPart::town;
    path.parts.has_country |= word.part == AddressPart::country;
  }

  void add(Span span, std::string_view name, const Parts& parts) {
    const Place place{unit_.file, span};
    const Origin origin = facts_.origin(OriginKind::literal, place);
    const bool is_known = parts.is_structured() || !parts.is_open;
    facts_.add(Kind::address, place, fmt::format("address {}", name))
        .set(Attr::name, facts_.text(name), origin)
        .set(Attr::type, Value::text("postal"), origin)
        .set(Attr::structured,
             is_known ? Value::boolean(parts.is_structured())
                      : Value::unknown("whether town and country come in too is not known"),
             origin)
        .set(Attr::address_lines, Value::integer(parts.lines), origin);
  }

  Facts& facts_;
  const Unit& unit_;
  const Tree& tree_;
  std::map<std::string, Path> paths_;  // by party
};

}  // namespace

Facts message_facts(const Units& units) {
  Facts facts;
  for (const Unit& unit : units.units) {
    const bool may_make =
        unit.format == "xml" || unit.format == "yaml" || unit.format == "json" || unit.format == "properties";
    if (may_make && unit.tree() != nullptr) TreeReader(facts, unit).read();
  }
  return facts;
}

}  // namespace payaudit

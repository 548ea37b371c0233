#include "scanners/syntax/toml/toml.h"

#include <algorithm>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

namespace {

// Some of toml++ 3.3's own assertions fail on invalid input (`[`, a line break, `[`): to us that is an error
// of the input, in every build.
[[noreturn]] void fail_assertion() {
  throw std::logic_error("not a key");
}

}  // namespace

#define TOML_ASSERT(condition) ((condition) ? void() : fail_assertion())
#define TOML_ENABLE_FORMATTERS 0
#include <toml++/toml.h>

#include "scanners/source/characters.h"
#include "scanners/units/encoding.h"

namespace payaudit {

namespace {

constexpr size_t kMaxDepth = 200;

// The library's tables end by recursion: it must not make them deeper than the stack. A line's dots before
// `=` are what makes keys deep; brackets it limits itself.
bool is_too_deep(std::string_view bytes) {
  size_t dots = 0;
  bool is_key = true;
  for (char c : bytes) {
    if (c == '\n') {
      dots = 0;
      is_key = true;
    } else if (c == '=') {
      is_key = false;
    } else if (c == '.' && is_key && ++dots > kMaxDepth) {
      return true;
    }
  }
  return false;
}

// Letters beyond ASCII outside of quotes lead toml++ 3.3 to points that its table of blanks calls
// unreachable, but not those of plane 15. So all letters of plane 0 beyond ASCII are read as the ones with
// the same number there, which keeps columns, and texts are shifted back.
constexpr uint32_t kShift = 0xF0000;

// The number of a sequence's letter. `length` is that of a well-formed one, at least 2.
uint32_t code_at(std::string_view bytes, size_t at, size_t length) {
  uint32_t code = static_cast<unsigned char>(bytes[at]) & (0xFFU >> (length + 1));
  for (size_t i = 1; i < length; ++i) code = code << 6 | (static_cast<unsigned char>(bytes[at + i]) & 0x3F);
  return code;
}

bool is_shifted(uint32_t code) {
  return code >> 16 == kShift >> 16;
}

// Nullopt: it has letters of plane 15 itself.
std::optional<std::string> shifted(std::string_view bytes) {
  std::string out;
  out.reserve(bytes.size());
  for (size_t at = 0, length = 0; at < bytes.size(); at += length) {
    length = std::max<size_t>(1, utf8_length(bytes, at));
    if (length == 4 && is_shifted(code_at(bytes, at, length))) return std::nullopt;
    if (length == 2 || length == 3) {
      append_utf8(out, kShift + code_at(bytes, at, length));
    } else {
      out += bytes.substr(at, length);
    }
  }
  return out;
}

std::string shifted_back(std::string_view bytes) {
  std::string out;
  for (size_t at = 0, length = 0; at < bytes.size(); at += length) {
    length = std::max<size_t>(1, utf8_length(bytes, at));
    const uint32_t code = length == 4 ? code_at(bytes, at, length) : 0;
    if (is_shifted(code)) {
      append_utf8(out, code - kShift);
    } else {
      out += bytes.substr(at, length);
    }
  }
  return out;
}

class Reader {
 public:
  explicit Reader(const Source& source) : source_(source), mark_(byte_order_mark(source.bytes())) {}

  Tree run() {
    if (auto gap = encoding_gap(source_.bytes())) {
      tree_.add_gap(std::move(*gap));
      return std::move(tree_);
    }
    Node root;
    root.kind = NodeKind::map;
    root.span = {0, static_cast<uint32_t>(source_.bytes().size())};
    root_ = tree_.add_root(root);
    const std::string_view bytes = source_.bytes().substr(mark_);
    const std::optional<std::string> text = shifted(bytes);
    if (!text || is_too_deep(bytes)) {
      fail(text ? Gap{GapReason::limit, {}, "nested more than 200 deep"}
                : Gap{GapReason::unsupported, {}, "holds letters of Unicode's plane 15"});
      return std::move(tree_);
    }
    try {
      const toml::table table = toml::parse(*text);
      add_entries(root_, table, 0);
    } catch (const std::logic_error& error) {
      fail({GapReason::syntax, {}, error.what()});
    } catch (const toml::parse_error& error) {
      const uint32_t at = offset(error.source().begin);
      fail({GapReason::syntax,
            {at, std::max(at, offset(error.source().end))},
            shifted_back(first_clause(error.description()))});
    }
    return std::move(tree_);
  }

 private:
  static std::string first_clause(std::string_view text) {
    return std::string(text.substr(0, text.find('\n')));
  }

  void fail(Gap gap) {
    const Span place = gap.span;
    tree_.append_unknown(root_, place);
    tree_.add_gap(std::move(gap));
  }

  // The library counts lines and code points from 1.
  uint32_t offset(toml::source_position position) const {
    const std::string_view bytes = source_.bytes();
    const Span line = source_.line_span(position.line);
    uint32_t at = line.begin + (position.line == 1 ? mark_ : 0);
    for (uint32_t column = 1; column < position.column && at < bytes.size(); ++column) {
      ++at;
      while (at < bytes.size() && (static_cast<unsigned char>(bytes[at]) & 0xC0) == 0x80) ++at;
    }
    return std::min(at, static_cast<uint32_t>(bytes.size()));
  }

  Span span_of(const toml::source_region& region) const {
    const uint32_t begin = offset(region.begin);
    return {begin, std::max(begin, offset(region.end))};
  }

  void add_entries(NodeId map, const toml::table& table, size_t depth) {
    std::vector<std::pair<const toml::key*, const toml::node*>> entries;
    for (const auto& [key, value] : table) entries.emplace_back(&key, &value);
    std::sort(entries.begin(), entries.end(), [](const auto& a, const auto& b) {
      const toml::source_position left = a.first->source().begin;
      const toml::source_position right = b.first->source().begin;
      return left.line != right.line ? left.line < right.line : left.column < right.column;
    });
    for (const auto& [key, value] : entries) {
      Node node;
      node.key = tree_.keep(shifted_back(key->str()));
      node.key_span = span_of(key->source());
      add(map, node, *value, depth + 1);
    }
  }

  void add(NodeId parent, Node node, const toml::node& value, size_t depth) {
    if (depth > kMaxDepth) {
      fail({GapReason::limit, node.key_span, "nested more than 200 deep"});
      return;
    }
    node.span = span_of(value.source());
    if (const toml::table* table = value.as_table()) {
      node.kind = NodeKind::map;
      node.is_block = !table->is_inline();
      const NodeId map = tree_.append(parent, node);
      add_entries(map, *table, depth);
      widen(map);
      return;
    }
    if (const toml::array* array = value.as_array()) {
      node.kind = NodeKind::list;
      const NodeId list = tree_.append(parent, node);
      for (const toml::node& item : *array) add(list, Node{}, item, depth + 1);
      widen(list);
      return;
    }
    node.text = source_.text(node.span);
    if (const auto* text = value.as_string()) {
      node.kind = NodeKind::string;
      node.text = tree_.keep(shifted_back(text->get()));
    } else if (value.is_boolean()) {
      node.kind = NodeKind::boolean;
    } else if (value.is_number()) {
      node.kind = NodeKind::number;
    } else {
      node.kind = NodeKind::string;
      node.is_plain = true;
    }
    tree_.append(parent, node);
  }

  // A table whose headers are scattered reaches as far as its last entry.
  void widen(NodeId id) {
    Span span = tree_[id].span;
    for (NodeId child : tree_.children(id)) {
      span = cover(span, tree_[child].span);
      if (!tree_[child].key_span.is_empty()) span = cover(span, tree_[child].key_span);
    }
    tree_.edit(id).span = span;
  }

  const Source& source_;
  const uint32_t mark_;
  Tree tree_;
  NodeId root_ = kNoNode;
};

}  // namespace

Tree read_toml(const Source& source) {
  return Reader(source).run();
}

}  // namespace payaudit

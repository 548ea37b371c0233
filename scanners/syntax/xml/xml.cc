#include "scanners/syntax/xml/xml.h"

#include <algorithm>
#include <new>
#include <optional>
#include <pugixml.hpp>
#include <string>
#include <vector>

#include "scanners/units/encoding.h"

namespace payaudit {
namespace {

constexpr size_t kMaxDepth = 200;

bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

constexpr size_t kLongestExpression = 65'536;
constexpr size_t kMostOpenExpressions = 100;  // each costs a look that far

// Behind the bracket that closes the one at `open`, texts of C# in between skipped; npos where there is none.
size_t end_of_expression(std::string_view bytes, size_t open) {
  size_t depth = 0;
  const size_t last = std::min(bytes.size(), open + kLongestExpression);
  for (size_t at = open; at < last; ++at) {
    const char c = bytes[at];
    if (c == '"') {
      const bool is_verbatim = bytes[at - 1] == '@';
      for (++at; at < last && bytes[at] != '"' && bytes[at] != '\n'; ++at) {
        if (bytes[at] == '\\' && !is_verbatim) ++at;
      }
    } else if (c == '(' || c == '{' || c == '[') {
      ++depth;
    } else if (c == ')' || c == '}' || c == ']') {
      if (--depth == 0) return at + 1;
    }
  }
  return std::string_view::npos;
}

// Puts `_` in the place of what XML would take for its own in `="@( … )"` and `>@{ … }<`. Each expression is
// looked at once, and what begins inside one is skipped.
void mask_expressions(std::string& text) {
  size_t open = 0;
  for (size_t at = text.find('@'); at != std::string::npos && open < kMostOpenExpressions;
       at = text.find('@', at + 1)) {
    if (at == 0 || at + 1 >= text.size() || (text[at + 1] != '(' && text[at + 1] != '{')) continue;
    size_t before = at;
    while (before > 0 && is_blank(text[before - 1])) --before;
    const char opening = before > 0 ? text[before - 1] : ' ';
    const bool is_attribute = opening == '"' || opening == '\'';
    if (!is_attribute && opening != '>') continue;
    const size_t end = end_of_expression(text, at + 1);
    if (end == std::string::npos) ++open;
    if (end == std::string::npos) continue;
    size_t after = end;
    while (after < text.size() && is_blank(text[after])) ++after;
    if (after == text.size() || text[after] != (is_attribute ? opening : '<')) continue;
    for (size_t i = at; i < end; ++i) {
      if (text[i] == '"' || text[i] == '\'' || text[i] == '<' || text[i] == '>' || text[i] == '&')
        text[i] = '_';
    }
    at = end - 1;
  }
}

bool has_template(std::string_view written) {
  if (written.starts_with("@(") || written.starts_with("@{")) return true;
  for (std::string_view mark : {"${", "#{", "{{", "{%"}) {
    if (written.find(mark) != std::string_view::npos) return true;
  }
  return false;
}

// A reference that XML itself does not resolve.
bool has_entity(std::string_view written) {
  for (size_t at = written.find('&'); at != std::string_view::npos; at = written.find('&', at + 1)) {
    const size_t end = written.find(';', at);
    if (end == std::string_view::npos) return false;
    const std::string_view name = written.substr(at + 1, end - at - 1);
    const bool is_own = name.starts_with('#') || name == "amp" || name == "lt" || name == "gt" ||
                        name == "quot" || name == "apos";
    if (!is_own) return true;
  }
  return false;
}

class Reader {
 public:
  // `buffer` is a copy of the bytes after the byte order mark, which the parser writes into.
  Reader(const Source& source, size_t begin) : source_(source), begin_(begin) {
    buffer_.assign(source.bytes().substr(begin));
    mask_expressions(buffer_);
    masked_.assign(source.bytes().substr(0, begin)).append(buffer_);
  }

  Tree read() {
    pugi::xml_document document;
    constexpr unsigned kFlags = pugi::parse_cdata | pugi::parse_escapes | pugi::parse_eol;
    const pugi::xml_parse_result result =
        document.load_buffer_inplace(buffer_.data(), buffer_.size(), kFlags, pugi::encoding_utf8);
    if (result.status == pugi::status_out_of_memory) throw std::bad_alloc();
    // An empty file, and one of comments, says nothing and is no error: a beans.xml of CDI is often that.
    const bool is_empty = result.status == pugi::status_no_document_element && says_nothing();
    is_broken_ = !result && !is_empty;
    Node all;
    all.kind = NodeKind::map;
    all.is_block = true;
    all.span = {static_cast<uint32_t>(begin_), static_cast<uint32_t>(source_.bytes().size())};
    const NodeId root = tree_.add_root(all);
    cursor_ = begin_;
    walk(document, root);
    if (is_broken_) {
      const auto at = static_cast<uint32_t>(std::min(
          begin_ + static_cast<size_t>(std::max<ptrdiff_t>(result.offset, 0)), source_.bytes().size()));
      tree_.append_unknown(root, {at, at});
      tree_.add_gap({GapReason::syntax, {at, at}, result.description()});
    }
    return std::move(tree_);
  }

 private:
  struct Open {
    pugi::xml_node element;
    pugi::xml_node next;  // the child to go on with
    NodeId id = kNoNode;
  };

  void walk(const pugi::xml_document& document, NodeId root) {
    std::vector<Open> open{{document, document.first_child(), root}};
    while (!open.empty()) {
      Open& now = open.back();
      if (!now.next) {
        if (open.size() > 1) close(now);
        open.pop_back();
        continue;
      }
      const pugi::xml_node child = now.next;
      now.next = child.next_sibling();
      const NodeId parent = now.id;
      if (child.type() == pugi::node_pcdata || child.type() == pugi::node_cdata) {
        add_text(parent, child);
      } else if (child.type() == pugi::node_element) {
        const NodeId id = add_element(parent, child);
        if (open.size() > kMaxDepth) {
          if (!has_too_deep_)
            tree_.add_gap({GapReason::limit, tree_[id].key_span, "elements nest more than 200 deep"});
          has_too_deep_ = true;
          tree_.append_unknown(id, tree_[id].key_span);
          open.push_back({child, {}, id});
        } else {
          open.push_back({child, child.first_child(), id});
        }
      }
    }
  }

  bool says_nothing() const {
    const std::string_view text = std::string_view(masked_).substr(begin_);
    const size_t first = text.find_first_not_of(" \t\r\n");
    return first == std::string_view::npos || text[first] == '<';
  }

  // Where a text of the parser's buffer stands in the source.
  uint32_t place_of(const char* text) const {
    return static_cast<uint32_t>(begin_ + static_cast<size_t>(text - buffer_.data()));
  }

  bool is_in_buffer(const char* text) const {
    return text >= buffer_.data() && text <= buffer_.data() + buffer_.size();
  }

  NodeId add_element(NodeId parent, pugi::xml_node element) {
    const auto name_at = static_cast<uint32_t>(begin_ + static_cast<size_t>(element.offset_debug()));
    const auto name_end = static_cast<uint32_t>(name_at + std::string_view(element.name()).size());
    Node node;
    node.kind = NodeKind::map;
    node.is_block = true;
    node.key_span = {name_at, name_end};
    node.key = source_.text(node.key_span);
    node.span = {name_at - 1, name_end};
    const NodeId id = tree_.append(parent, node);
    cursor_ = name_end;
    for (const pugi::xml_attribute attribute : element.attributes()) add_attribute(id, attribute);
    end_tag();
    tree_.edit(id).span.end = static_cast<uint32_t>(cursor_);
    return id;
  }

  void add_attribute(NodeId element, pugi::xml_attribute attribute) {
    if (!is_in_buffer(attribute.name()) || attribute.name()[0] == '\0') return;
    const std::string_view bytes = masked_;
    const uint32_t key_at = place_of(attribute.name());
    Node node;
    node.key_span = {key_at, static_cast<uint32_t>(key_at + std::string_view(attribute.name()).size())};
    node.key = source_.text(node.key_span);
    const size_t quote = bytes.find_first_of("\"'", node.key_span.end);
    const size_t end = quote == std::string_view::npos ? quote : bytes.find(bytes[quote], quote + 1);
    if (end == std::string_view::npos) return;
    node.span = {static_cast<uint32_t>(quote), static_cast<uint32_t>(end + 1)};
    const std::string_view written = source_.bytes().substr(quote + 1, end - quote - 1);
    set_value(node, written, attribute.value());
    tree_.append(element, node);
    cursor_ = end + 1;
  }

  void add_text(NodeId parent, pugi::xml_node text) {
    const std::string_view bytes = masked_;
    size_t at = begin_ + static_cast<size_t>(std::max<ptrdiff_t>(text.offset_debug(), 0));
    const bool is_cdata = text.type() == pugi::node_cdata;
    size_t end = std::min(is_cdata ? bytes.find("]]>", at) : bytes.find('<', at), bytes.size());
    cursor_ = is_cdata ? std::min(end + 3, bytes.size()) : end;
    while (at < end && is_blank(bytes[at])) ++at;
    while (end > at && is_blank(bytes[end - 1])) --end;
    if (at == end) return;
    Node node;
    node.key = "#text";
    node.span = {static_cast<uint32_t>(at), static_cast<uint32_t>(end)};
    std::string_view value = text.value();
    while (!value.empty() && is_blank(value.front())) value.remove_prefix(1);
    while (!value.empty() && is_blank(value.back())) value.remove_suffix(1);
    set_value(node, source_.text(node.span), value, is_cdata);
    tree_.append(parent, node);
  }

  void set_value(Node& node, std::string_view written, std::string_view resolved, bool is_cdata = false) {
    const bool is_open = has_template(written) || (!is_cdata && has_entity(written));
    node.kind = is_open ? NodeKind::opaque : NodeKind::string;
    node.text = is_open || written == resolved ? written : tree_.keep(resolved);
  }

  // To behind the `>` of the tag that the cursor is in; true if it has no content.
  bool end_tag() {
    const std::string_view bytes = masked_;
    const size_t end = bytes.find('>', cursor_);
    cursor_ = end == std::string_view::npos ? bytes.size() : end + 1;
    return cursor_ >= 2 && end != std::string_view::npos && bytes[end - 1] == '/';
  }

  // An element ends with its closing tag; what stands before that and is no node is left out.
  void close(const Open& now) {
    const std::string_view bytes = masked_;
    const bool is_empty = !now.element.first_child() && cursor_ >= 2 && cursor_ <= bytes.size() &&
                          bytes.substr(cursor_ - 2, 2) == "/>";
    const auto skip = [&](std::string_view begin, std::string_view end) {
      if (!bytes.substr(cursor_).starts_with(begin)) return false;
      cursor_ = std::min(bytes.find(end, cursor_ + begin.size()), bytes.size());
      cursor_ = std::min(cursor_ + end.size(), bytes.size());
      return true;
    };
    bool is_closed = is_empty;
    size_t depth = 0;  // of elements that are not in the tree
    while (!is_closed) {
      cursor_ = std::min(bytes.find('<', cursor_), bytes.size());
      if (cursor_ == bytes.size()) break;
      if (skip("<!--", "-->") || skip("<![CDATA[", "]]>") || skip("<?", "?>")) continue;
      if (bytes.substr(cursor_).starts_with("</")) {
        end_tag();
        is_closed = depth == 0;
        depth -= is_closed ? 0 : 1;
      } else {
        depth += end_tag() ? 0 : 1;
      }
    }
    if (!is_closed && is_broken_) tree_.append_unknown(now.id, tree_[now.id].key_span);
    tree_.edit(now.id).span.end = static_cast<uint32_t>(cursor_);
  }

  const Source& source_;
  const size_t begin_;
  std::string buffer_;
  std::string masked_;  // the source without what its expressions hold: where tags and values end
  Tree tree_;
  size_t cursor_ = 0;
  bool is_broken_ = false;
  bool has_too_deep_ = false;
};

}  // namespace

Tree read_xml(const Source& source) {
  if (std::optional<Gap> gap = encoding_gap(source.bytes())) {
    Tree tree;
    tree.add_gap(std::move(*gap));
    return tree;
  }
  return Reader(source, byte_order_mark(source.bytes())).read();
}

}  // namespace payaudit

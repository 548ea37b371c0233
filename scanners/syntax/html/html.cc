#include "scanners/syntax/html/html.h"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "scanners/source/characters.h"
#include "scanners/syntax/html/attributes.h"
#include "scanners/units/encoding.h"

namespace payaudit {

namespace {

using html_reader::template_end;

constexpr size_t kMaxDepth = 500;

constexpr std::array<std::string_view, 14> kVoid = {"area",  "base",   "br",    "col",  "embed",
                                                    "hr",    "img",    "input", "link", "meta",
                                                    "param", "source", "track", "wbr"};
constexpr std::array<std::string_view, 4> kRaw = {"script", "style", "textarea", "title"};
constexpr std::array<std::string_view, 8> kEndsAtNext = {"dd", "dt", "li", "option", "p", "td", "th", "tr"};

bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\f';
}

bool is_bound(std::string_view name) {
  return name.starts_with("th:") || name.starts_with("data-th-") || name.starts_with(':') ||
         name.starts_with("v-") || name.starts_with("bind:") || name.starts_with('[');
}

class Reader {
 public:
  explicit Reader(const Source& source)
      : source_(source), bytes_(source.bytes()), at_(byte_order_mark(bytes_)) {}

  Tree run() {
    Node root;
    root.kind = NodeKind::map;
    root.span = span_of(at_, bytes_.size());
    open_.push_back(tree_.add_root(root));
    while (at_ < bytes_.size()) {
      if (bytes_[at_] == '<' && read_markup()) continue;
      read_text();
    }
    while (open_.size() > 1) close(tree_[open_.back()].span.end);
    return std::move(tree_);
  }

 private:
  static Span span_of(size_t begin, size_t end) {
    return {static_cast<uint32_t>(begin), static_cast<uint32_t>(end)};
  }

  // A view of the source where that is in lower case already.
  std::string_view keep_lower(Span span) {
    const std::string_view written = source_.text(span);
    const std::string text = lower(written);
    return text == written ? written : tree_.keep(text);
  }

  // At `<`. False where it is text.
  bool read_markup() {
    const std::string_view rest = bytes_.substr(at_);
    if (rest.starts_with("<!--")) return skip_past("-->");
    if (rest.starts_with("<![CDATA[")) return skip_past("]]>");
    if (rest.starts_with("<%")) return skip_past("%>");
    if (rest.starts_with("<?")) return skip_past("?>");
    if (rest.starts_with("<!")) return skip_past(">");
    if (rest.size() > 2 && rest[1] == '/' && is_letter(rest[2])) {
      read_closing_tag();
      return true;
    }
    if (rest.size() < 2 || !is_letter(rest[1])) return false;
    read_opening_tag();
    return true;
  }

  bool skip_past(std::string_view mark) {
    const size_t found = bytes_.find(mark, at_ + 2);
    at_ = found == std::string_view::npos ? bytes_.size() : found + mark.size();
    return true;
  }

  void read_text() {
    size_t begin = at_;
    size_t end = std::min(bytes_.find('<', at_ + 1), bytes_.size());
    at_ = end;
    while (begin < end && is_blank(bytes_[begin])) ++begin;
    while (end > begin && is_blank(bytes_[end - 1])) --end;
    add_text(open_.back(), begin, end);
  }

  void add_text(NodeId parent, size_t begin, size_t end) {
    if (begin >= end) return;
    Node text;
    text.kind = NodeKind::string;
    text.is_plain = true;
    text.key = "#text";
    text.span = span_of(begin, end);
    text.key_span = span_of(begin, begin);
    text.text = source_.text(text.span);
    tree_.append(parent, text);
    extend(parent, text.span.end);
  }

  void extend(NodeId id, uint32_t end) {
    Node& node = tree_.edit(id);
    node.span.end = std::max(node.span.end, end);
  }

  Span read_name() {
    const size_t begin = at_;
    while (at_ < bytes_.size() && !is_blank(bytes_[at_]) && bytes_[at_] != '>' && bytes_[at_] != '/' &&
           bytes_[at_] != '<') {
      ++at_;
    }
    return span_of(begin, at_);
  }

  void read_opening_tag() {
    const size_t begin = at_++;
    Node node;
    node.kind = NodeKind::map;
    node.is_block = true;
    node.key_span = read_name();
    node.key = keep_lower(node.key_span);
    if (is_one_of(node.key, kEndsAtNext) && open_.size() > 1 && tree_[open_.back()].key == node.key) {
      close(tree_[open_.back()].span.end);
    }
    node.span = span_of(begin, at_);
    const NodeId id = tree_.append(open_.back(), node);
    const bool is_empty = read_attributes(id);
    extend(id, static_cast<uint32_t>(at_));
    if (is_empty || is_one_of(node.key, kVoid)) {
      extend(open_.back(), static_cast<uint32_t>(at_));
      return;
    }
    if (is_one_of(node.key, kRaw)) {
      read_raw(id, node.key);
      return;
    }
    if (open_.size() > kMaxDepth) {
      if (!is_too_deep_) tree_.add_gap({GapReason::limit, node.span, "elements nest deeper than 500"});
      is_too_deep_ = true;
      return;
    }
    open_.push_back(id);
    ++open_names_[node.key];
  }

  // The content of an element that holds no elements.
  void read_raw(NodeId id, std::string_view name) {
    const size_t begin = at_;
    size_t close = begin;
    while ((close = bytes_.find("</", close)) != std::string_view::npos) {
      const std::string_view after = bytes_.substr(close + 2, name.size());
      const auto is_same = [](char a, char b) { return lower(a) == b; };
      if (after.size() == name.size() && std::equal(after.begin(), after.end(), name.begin(), is_same)) break;
      close += 2;
    }
    const size_t end = std::min(close, bytes_.size());
    const bool has_content =
        bytes_.substr(begin, end - begin).find_first_not_of(" \t\r\n\f") != std::string_view::npos;
    if (has_content) add_text(id, begin, end);
    at_ = end == bytes_.size() ? end : std::min(bytes_.find('>', end), bytes_.size() - 1) + 1;
    extend(id, static_cast<uint32_t>(at_));
    extend(open_.back(), static_cast<uint32_t>(at_));
  }

  void read_closing_tag() {
    const size_t begin = at_;
    at_ += 2;
    const std::string_view name = keep_lower(read_name());
    at_ = std::min(bytes_.find('>', at_), bytes_.size() - 1) + 1;
    const auto found = open_names_.find(name);
    if (found == open_names_.end() || found->second == 0) return;
    while (tree_[open_.back()].key != name) close(static_cast<uint32_t>(begin));
    close(static_cast<uint32_t>(at_));
  }

  void close(uint32_t end) {
    extend(open_.back(), end);
    --open_names_[tree_[open_.back()].key];
    open_.pop_back();
    extend(open_.back(), end);
  }

  // Up to and with the `>`. True for `/>`.
  bool read_attributes(NodeId id) {
    bool is_conditional = false;
    while (at_ < bytes_.size()) {
      if (const std::optional<size_t> end = template_end(bytes_, at_)) {
        const std::string_view action = bytes_.substr(at_, *end - at_);
        if (html_reader::is_output(action)) {
          add_unknown(id, span_of(at_, *end));
        } else {
          is_conditional = !html_reader::is_end(action);
        }
        at_ = *end;
        continue;
      }
      const char c = bytes_[at_];
      if (c == '>') {
        ++at_;
        return false;
      }
      if (c == '<') return false;  // the next tag begins: this one was never closed
      if (c == '/' && at_ + 1 < bytes_.size() && bytes_[at_ + 1] == '>') {
        at_ += 2;
        return true;
      }
      if (is_blank(c) || c == '/') {
        ++at_;
        continue;
      }
      read_attribute(id, is_conditional);
    }
    return false;
  }

  void add_unknown(NodeId parent, Span span) {
    Node node;
    node.kind = NodeKind::opaque;
    node.span = span;
    node.text = source_.text(span);
    tree_.append(parent, node);
  }

  void read_attribute(NodeId id, bool is_conditional) {
    const size_t begin = at_++;
    while (at_ < bytes_.size() && !is_blank(bytes_[at_]) && bytes_[at_] != '=' && bytes_[at_] != '>' &&
           bytes_[at_] != '<' && bytes_.substr(at_, 2) != "/>") {
      at_ = template_end(bytes_, at_).value_or(at_ + 1);
    }
    Node node;
    node.key_span = span_of(begin, at_);
    const std::string_view name = keep_lower(node.key_span);
    node.key = name;
    const size_t after_name = at_;
    while (at_ < bytes_.size() && is_blank(bytes_[at_])) ++at_;
    const bool has_value = at_ < bytes_.size() && bytes_[at_] == '=';
    Span content = span_of(after_name, after_name);
    node.span = content;
    if (has_value) {
      ++at_;
      while (at_ < bytes_.size() && is_blank(bytes_[at_])) ++at_;
      const size_t value = at_;
      content = read_value();
      node.span = span_of(value, at_);
      node.is_plain = content == node.span;
    } else {
      at_ = after_name;
    }
    NodeId parent = id;
    if (is_conditional) {
      Node call = node;
      call.kind = NodeKind::call;
      call.text = "if";
      parent = tree_.append(id, call);
      node.key = {};
      node.key_span = {};
    }
    if (!has_value) {
      tree_.append(parent, node);
    } else if (is_bound(name)) {
      node.kind = NodeKind::opaque;
      node.text = source_.text(content);
      tree_.append(parent, node);
    } else {
      html_reader::append_value(tree_, source_, parent, node, content);
    }
  }

  // Steps over a value and returns where its text is, without quotes.
  Span read_value() {
    const char quote = at_ < bytes_.size() ? bytes_[at_] : 0;
    if (quote == '"' || quote == '\'') {
      const size_t begin = at_ + 1;
      const size_t end = closing_quote(begin, quote);
      at_ = end < bytes_.size() && bytes_[end] == quote ? end + 1 : end;
      return span_of(begin, end);
    }
    const size_t begin = at_;
    while (at_ < bytes_.size() && !is_blank(bytes_[at_]) && bytes_[at_] != '>') {
      const std::optional<size_t> end = template_end(bytes_, at_);
      if (end && at_ > begin && !html_reader::is_output(bytes_.substr(at_, *end - at_))) break;
      at_ = end.value_or(at_ + 1);
    }
    return span_of(begin, at_);
  }

  // The quote that ends a value, not one inside a template expression; the next `>` where there is none.
  size_t closing_quote(size_t begin, char quote) {
    // Each failure has looked at the rest of the file.
    constexpr int kMaxFailures = 16;
    for (size_t at = begin; failed_quotes_ < kMaxFailures && at < bytes_.size();) {
      if (bytes_[at] == quote) return at;
      at = template_end(bytes_, at).value_or(at + 1);
    }
    if (++failed_quotes_ == kMaxFailures) {
      tree_.add_gap(
          {GapReason::limit, span_of(begin - 1, begin),
           "more quotes without an end than are looked at: expressions in later values are not told"});
    }
    bool& has_more = quote == '"' ? has_double_quote_ : has_single_quote_;
    const size_t plain = has_more ? bytes_.find(quote, begin) : std::string_view::npos;
    if (plain != std::string_view::npos) return plain;
    has_more = false;
    return std::min(bytes_.find('>', begin), bytes_.size());
  }

  const Source& source_;
  std::string_view bytes_;
  size_t at_;
  Tree tree_;
  std::vector<NodeId> open_;
  std::map<std::string_view, size_t> open_names_;
  bool is_too_deep_ = false;
  int failed_quotes_ = 0;
  bool has_double_quote_ = true;  // from here on, as far as is known
  bool has_single_quote_ = true;
};

}  // namespace

Tree read_html(const Source& source) {
  if (std::optional<Gap> gap = encoding_gap(source.bytes())) {
    Tree tree;
    tree.add_gap(std::move(*gap));
    return tree;
  }
  return Reader(source).run();
}

}  // namespace payaudit

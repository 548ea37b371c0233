// One pass, no recursion: a hand-written scanner, because every value and key needs its offsets, which the
// events of a library's parser do not have.
#include "scanners/syntax/json/json.h"

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "scanners/units/duplicate_keys.h"
#include "scanners/units/encoding.h"

namespace payaudit {

namespace {

constexpr size_t kMaxDepth = 500;
constexpr size_t kMaxNodes = 2'000'000;

void append_utf8(std::string& to, uint32_t code) {
  const auto add = [&](uint32_t byte) { to.push_back(static_cast<char>(byte)); };
  if (code < 0x80) {
    add(code);
  } else if (code < 0x800) {
    add(0xC0 | code >> 6);
    add(0x80 | (code & 0x3F));
  } else if (code < 0x10000) {
    add(0xE0 | code >> 12);
    add(0x80 | (code >> 6 & 0x3F));
    add(0x80 | (code & 0x3F));
  } else {
    add(0xF0 | code >> 18);
    add(0x80 | (code >> 12 & 0x3F));
    add(0x80 | (code >> 6 & 0x3F));
    add(0x80 | (code & 0x3F));
  }
}

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

class Reader {
 public:
  explicit Reader(const Source& source) : source_(source), bytes_(source.bytes()) {
    at_ = byte_order_mark(bytes_);
  }

  Tree run() {
    while (skip_blanks() && at_ < bytes_.size() && read_value()) {
      if (open_.empty()) continue;
      if (!read_rest_of_root()) break;
    }
    while (!open_.empty()) {
      const auto end = static_cast<uint32_t>(at_);
      tree_.append_unknown(open_.back(), {end, end});
      close(at_);
    }
    duplicates_.finish(tree_);
    return std::move(tree_);
  }

 private:
  struct String {
    Span span;
    std::string_view text;
  };

  // Reads on until the collection that a root opened is complete. False after an error.
  bool read_rest_of_root() {
    while (!open_.empty()) {
      if (!skip_blanks()) return false;
      if (at_ == bytes_.size()) return fail("unexpected end");
      const bool is_map = tree_[open_.back()].kind == NodeKind::map;
      const char closing = is_map ? '}' : ']';
      if (bytes_[at_] == closing) {
        close(++at_);
        is_after_value_ = true;
        continue;
      }
      if (is_after_value_) {
        if (bytes_[at_] != ',') return fail(is_map ? "expected ',' or '}'" : "expected ',' or ']'");
        ++at_;
        is_after_value_ = false;
        continue;
      }
      if (is_map && !read_key()) return false;
      if (!read_value()) return false;
    }
    return true;
  }

  bool read_key() {
    if (bytes_[at_] != '"') return fail("expected a key in quotes");
    const std::optional<String> key = read_string();
    if (!key) return false;
    key_ = key->text;
    key_span_ = key->span;
    if (!skip_blanks()) return false;
    if (at_ == bytes_.size() || bytes_[at_] != ':') return fail("expected ':'");
    ++at_;
    if (!skip_blanks()) return false;
    if (at_ == bytes_.size()) return fail("unexpected end");
    return true;
  }

  // At a value's first byte. A collection is only opened.
  bool read_value() {
    Node node;
    const auto begin = static_cast<uint32_t>(at_);
    switch (bytes_[at_]) {
      case '{':
      case '[':
        if (open_.size() == kMaxDepth) return fail("nested deeper than 500", GapReason::limit);
        node.kind = bytes_[at_] == '{' ? NodeKind::map : NodeKind::list;
        node.span = {begin, begin + 1};
        ++at_;
        if (!place(node)) return false;
        open_.push_back(static_cast<NodeId>(tree_.size() - 1));
        is_after_value_ = false;
        return true;
      case '"': {
        const std::optional<String> string = read_string();
        if (!string) return false;
        node.kind = NodeKind::string;
        node.text = string->text;
        break;
      }
      case 't': node.kind = NodeKind::boolean; return read_word("true", node);
      case 'f': node.kind = NodeKind::boolean; return read_word("false", node);
      case 'n': return read_word("null", node);
      default:
        if (!skip_number()) return fail("expected a value");
        node.kind = NodeKind::number;
        node.text = bytes_.substr(begin, at_ - begin);
    }
    node.span = {begin, static_cast<uint32_t>(at_)};
    is_after_value_ = true;
    return place(node);
  }

  bool read_word(std::string_view word, Node node) {
    if (!bytes_.substr(at_).starts_with(word)) return fail("expected a value");
    node.span = {static_cast<uint32_t>(at_), static_cast<uint32_t>(at_ + word.size())};
    if (node.kind == NodeKind::boolean) node.text = bytes_.substr(at_, word.size());
    at_ += word.size();
    is_after_value_ = true;
    return place(node);
  }

  bool skip_digits() {
    const size_t begin = at_;
    while (at_ < bytes_.size() && is_digit(bytes_[at_])) ++at_;
    return at_ > begin;
  }

  bool skip_number() {
    const size_t begin = at_;
    if (bytes_[at_] == '-') ++at_;
    bool is_number = skip_digits();
    if (is_number && at_ < bytes_.size() && bytes_[at_] == '.') {
      ++at_;
      is_number = skip_digits();
    }
    if (is_number && at_ < bytes_.size() && (bytes_[at_] == 'e' || bytes_[at_] == 'E')) {
      ++at_;
      if (at_ < bytes_.size() && (bytes_[at_] == '+' || bytes_[at_] == '-')) ++at_;
      is_number = skip_digits();
    }
    if (!is_number) at_ = begin;
    return is_number;
  }

  // At the opening quote. Text without escapes stays a view of the source.
  std::optional<String> read_string() {
    const size_t begin = at_;
    size_t run = ++at_;
    bool has_escapes = false;
    buffer_.clear();
    while (true) {
      while (at_ < bytes_.size() && bytes_[at_] != '"' && bytes_[at_] != '\\' && bytes_[at_] != '\n') ++at_;
      if (at_ == bytes_.size() || bytes_[at_] == '\n') {
        fail_at(begin, "unterminated string");
        return std::nullopt;
      }
      if (bytes_[at_] == '"') break;
      has_escapes = true;
      buffer_.append(bytes_, run, at_ - run);
      if (!read_escape()) return std::nullopt;
      run = at_;
    }
    String result;
    result.text = bytes_.substr(begin + 1, at_ - begin - 1);
    if (has_escapes) {
      buffer_.append(bytes_, run, at_ - run);
      result.text = tree_.keep(buffer_);
    }
    ++at_;
    result.span = {static_cast<uint32_t>(begin), static_cast<uint32_t>(at_)};
    return result;
  }

  bool read_escape() {
    const char escaped = at_ + 1 < bytes_.size() ? bytes_[at_ + 1] : '\n';
    char plain = 0;
    switch (escaped) {
      case '"':
      case '\\':
      case '/': plain = escaped; break;
      case 'b': plain = '\b'; break;
      case 'f': plain = '\f'; break;
      case 'n': plain = '\n'; break;
      case 'r': plain = '\r'; break;
      case 't': plain = '\t'; break;
      case 'u': return read_code_unit();
      default: return fail("unknown escape");
    }
    buffer_.push_back(plain);
    at_ += 2;
    return true;
  }

  std::optional<uint32_t> code_unit(size_t at) const {
    if (at + 6 > bytes_.size() || bytes_[at] != '\\' || bytes_[at + 1] != 'u') return std::nullopt;
    uint32_t value = 0;
    for (size_t i = at + 2; i < at + 6; ++i) {
      const int digit = hex_digit(bytes_[i]);
      if (digit < 0) return std::nullopt;
      value = value * 16 + static_cast<uint32_t>(digit);
    }
    return value;
  }

  bool read_code_unit() {
    constexpr uint32_t kReplacement = 0xFFFD;
    const std::optional<uint32_t> first = code_unit(at_);
    if (!first) return fail("unknown escape");
    at_ += 6;
    uint32_t code = *first;
    if (code >= 0xD800 && code < 0xDC00) {
      const std::optional<uint32_t> second = code_unit(at_);
      if (second && *second >= 0xDC00 && *second < 0xE000) {
        code = 0x10000 + ((code - 0xD800) << 10) + (*second - 0xDC00);
        at_ += 6;
      } else {
        code = kReplacement;
      }
    } else if (code >= 0xDC00 && code < 0xE000) {
      code = kReplacement;
    }
    append_utf8(buffer_, code);
    return true;
  }

  // Blanks and comments. False for a comment without end.
  bool skip_blanks() {
    while (at_ < bytes_.size()) {
      const char c = bytes_[at_];
      if (c == ' ' || c == '\n' || c == '\r' || c == '\t') {
        ++at_;
      } else if (c == '/' && bytes_.substr(at_, 2) == "//") {
        at_ = std::min(bytes_.find('\n', at_), bytes_.size());
      } else if (c == '/' && bytes_.substr(at_, 2) == "/*") {
        const size_t end = bytes_.find("*/", at_ + 2);
        if (end == std::string_view::npos) return fail("unterminated comment");
        at_ = end + 2;
      } else {
        break;
      }
    }
    return true;
  }

  bool place(Node node) {
    if (tree_.size() == kMaxNodes) return fail("more than two million values", GapReason::limit);
    if (open_.empty()) {
      tree_.add_root(node);
      return true;
    }
    if (tree_[open_.back()].kind == NodeKind::map) {
      node.key = key_;
      node.key_span = key_span_;
    }
    tree_.append(open_.back(), node);
    return true;
  }

  void close(size_t end) {
    const NodeId id = open_.back();
    open_.pop_back();
    tree_.edit(id).span.end = static_cast<uint32_t>(end);
    if (tree_[id].kind == NodeKind::map) duplicates_.check(tree_, source_, id);
  }

  bool fail(const char* detail, GapReason reason = GapReason::syntax) { return fail_at(at_, detail, reason); }
  bool fail_at(size_t offset, const char* detail, GapReason reason = GapReason::syntax) {
    const auto begin = static_cast<uint32_t>(offset);
    tree_.add_gap({reason, {begin, begin}, detail});
    return false;
  }

  const Source& source_;
  std::string_view bytes_;
  size_t at_ = 0;
  Tree tree_;
  std::vector<NodeId> open_;
  bool is_after_value_ = false;
  std::string_view key_;
  Span key_span_;
  std::string buffer_;
  DuplicateKeys duplicates_;
};

}  // namespace

Tree read_json(const Source& source) {
  if (std::optional<Gap> gap = encoding_gap(source.bytes())) {
    Tree tree;
    tree.add_gap(std::move(*gap));
    return tree;
  }
  return Reader(source).run();
}

}  // namespace payaudit

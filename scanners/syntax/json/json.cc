// Boost.JSON decides what is JSON; its events carry no places, so a cursor goes along over the bytes. Most
// events hand out a view of the input, which moves the cursor at once; before brackets and words it steps
// over blanks, comments, commas and colons, which the parser has accepted already.
#include "scanners/syntax/json/json.h"

#include <algorithm>
#include <boost/json/basic_parser_impl.hpp>
#include <optional>
#include <string>
#include <vector>

#include "scanners/syntax/json/surrogates.h"
#include "scanners/units/duplicate_keys.h"
#include "scanners/units/encoding.h"

namespace payaudit {

namespace {

namespace json = boost::json;

constexpr size_t kMaxDepth = 500;
constexpr size_t kMaxNodes = 2'000'000;

// After blanks and comments; at a comment without end it stops.
size_t after_blanks(std::string_view bytes, size_t at) {
  while (at < bytes.size()) {
    const char c = bytes[at];
    if (c == ' ' || c == '\n' || c == '\r' || c == '\t') {
      ++at;
    } else if (c != '/') {
      break;
    } else if (bytes.substr(at, 2) == "//") {
      at = std::min(bytes.find('\n', at), bytes.size());
    } else if (bytes.substr(at, 2) == "/*") {
      const size_t end = bytes.find("*/", at + 2);
      if (end == std::string_view::npos) break;
      at = end + 2;
    } else {
      break;
    }
  }
  return at;
}

// The offset after the closing quote of the string that begins at `at`, which the parser has accepted.
size_t after_string(std::string_view bytes, size_t at) {
  for (++at; bytes[at] != '"'; ++at) {
    if (bytes[at] == '\\') ++at;
  }
  return at + 1;
}

// Makes a tree of the events of json::basic_parser. `bytes` are those of the source, and `parsed` those that
// the parser is given: of the same length, and the same outside of escapes.
class Builder {
 public:
  static constexpr size_t max_object_size = static_cast<size_t>(-1);
  static constexpr size_t max_array_size = static_cast<size_t>(-1);
  static constexpr size_t max_key_size = static_cast<size_t>(-1);
  static constexpr size_t max_string_size = static_cast<size_t>(-1);

  Builder(const Source& source, std::string_view parsed)
      : source_(source), bytes_(source.bytes()), parsed_(parsed) {}

  // The next root begins here.
  void start(size_t at) {
    at_ = at;
    last_ = Last::none;
  }
  // A gap for what the parser did not accept, and an unknown entry in what is open.
  void stop(json::error_code error) {
    if (!is_full_) explain(error);
    while (!open_.empty()) {
      const auto end = static_cast<uint32_t>(at_);
      tree_.append_unknown(open_.back(), {end, end});
      close();
    }
  }
  Tree finish() {
    duplicates_.finish(tree_);
    return std::move(tree_);
  }

  bool on_document_begin(json::error_code&) { return true; }
  bool on_document_end(json::error_code&) { return true; }
  bool on_object_begin(json::error_code& error) { return open(NodeKind::map, error); }
  bool on_array_begin(json::error_code& error) { return open(NodeKind::list, error); }
  bool on_object_end(size_t, json::error_code&) { return on_end(); }
  bool on_array_end(size_t, json::error_code&) { return on_end(); }
  bool on_key_part(json::string_view part, size_t, json::error_code&) { return on_part(part); }
  bool on_string_part(json::string_view part, size_t, json::error_code&) { return on_part(part); }
  bool on_key(json::string_view rest, size_t, json::error_code&) {
    const String key = take_string(rest);
    key_ = key.text;
    key_span_ = key.span;
    last_ = Last::key;
    return true;
  }
  bool on_string(json::string_view rest, size_t, json::error_code& error) {
    const String string = take_string(rest);
    return scalar(NodeKind::string, string.span, string.text, error);
  }
  bool on_number_part(json::string_view, json::error_code&) { return true; }  // only of input in pieces
  bool on_int64(int64_t, json::string_view text, json::error_code& error) { return number(text, error); }
  bool on_uint64(uint64_t, json::string_view text, json::error_code& error) { return number(text, error); }
  bool on_double(double, json::string_view text, json::error_code& error) { return number(text, error); }
  bool on_bool(bool value, json::error_code& error) {
    const Span span = word(value ? 4 : 5);
    return scalar(NodeKind::boolean, span, source_.text(span), error);
  }
  bool on_null(json::error_code& error) { return scalar(NodeKind::null, word(4), {}, error); }
  bool on_comment_part(json::string_view, json::error_code&) { return true; }
  bool on_comment(json::string_view, json::error_code&) { return true; }

 private:
  enum class Last : uint8_t { none, opening, key, value };
  struct String {
    Span span;
    std::string_view text;
  };

  // To the first byte of the next token.
  void skip_separators() {
    while (true) {
      at_ = after_blanks(bytes_, at_);
      if (at_ == bytes_.size() || (bytes_[at_] != ',' && bytes_[at_] != ':')) return;
      ++at_;
    }
  }

  Span span_from(size_t begin) const { return {static_cast<uint32_t>(begin), static_cast<uint32_t>(at_)}; }

  Span word(size_t length) {
    skip_separators();
    at_ += length;
    return span_from(at_ - length);
  }

  bool on_part(json::string_view part) {
    buffer_.append(part.data(), part.size());
    return true;
  }

  // A string that came in one piece, and from the input, has no escapes: its text stays a view of the source.
  String take_string(json::string_view rest) {
    const bool is_of_input = rest.data() >= parsed_.data() && rest.data() < parsed_.data() + parsed_.size();
    if (buffer_.empty() && is_of_input) {
      const size_t begin = static_cast<size_t>(rest.data() - parsed_.data());
      at_ = begin + rest.size() + 1;
      return {span_from(begin - 1), bytes_.substr(begin, rest.size())};
    }
    skip_separators();
    const size_t begin = at_;
    at_ = after_string(bytes_, at_);
    buffer_.append(rest.data(), rest.size());
    const String string{span_from(begin), tree_.keep(buffer_)};
    buffer_.clear();
    return string;
  }

  bool number(json::string_view text, json::error_code& error) {
    const size_t begin = static_cast<size_t>(text.data() - parsed_.data());
    at_ = begin + text.size();
    return scalar(NodeKind::number, span_from(begin), bytes_.substr(begin, text.size()), error);
  }

  bool scalar(NodeKind kind, Span span, std::string_view text, json::error_code& error) {
    last_ = Last::value;
    Node node;
    node.kind = kind;
    node.span = span;
    node.text = text;
    return place(node, error);
  }

  bool open(NodeKind kind, json::error_code& error) {
    Node node;
    node.kind = kind;
    node.span = word(1);
    last_ = Last::opening;
    if (!place(node, error)) return false;
    open_.push_back(static_cast<NodeId>(tree_.size() - 1));
    return true;
  }

  bool on_end() {
    word(1);
    close();
    last_ = Last::value;
    return true;
  }

  bool place(Node& node, json::error_code& error) {
    if (tree_.size() == kMaxNodes) {
      is_full_ = true;
      gap(node.span.begin, "more than two million values", GapReason::limit);
      error = json::error::array_too_large;
      return false;
    }
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

  void close() {
    const NodeId id = open_.back();
    open_.pop_back();
    tree_.edit(id).span.end = static_cast<uint32_t>(at_);
    if (tree_[id].kind == NodeKind::map) duplicates_.check(tree_, source_, id);
  }

  // The parser says that something is wrong; what and where follows from the first token that it did not
  // take.
  void explain(json::error_code error) {
    const bool is_in_map = !open_.empty() && tree_[open_.back()].kind == NodeKind::map;
    at_ = after_blanks(bytes_, at_);
    if (last_ == Last::key && is_at(':')) {
      at_ = after_blanks(bytes_, at_ + 1);
    } else if (last_ == Last::key && !is_at_problem()) {
      return gap(at_, "expected ':'");
    } else if (last_ == Last::value && !open_.empty() && is_at(',')) {
      at_ = after_blanks(bytes_, at_ + 1);
      last_ = Last::none;
    } else if (last_ == Last::value && !open_.empty() && !is_at_problem()) {
      return gap(at_, is_in_map ? "expected ',' or '}'" : "expected ',' or ']'");
    }
    if (at_ == bytes_.size()) return gap(at_, "unexpected end");
    if (bytes_.substr(at_, 2) == "/*") return gap(at_, "unterminated comment");
    if (error == json::error::too_deep) return gap(at_, "nested deeper than 500", GapReason::limit);
    if (error == json::error::exponent_overflow) {
      return gap(at_, "a number with an exponent of more than 2147483647", GapReason::limit);
    }
    if (bytes_[at_] == '"') return explain_string();
    gap(at_, is_in_map && last_ != Last::key ? "expected a key in quotes" : "expected a value");
  }

  // At something that is wrong whatever was expected here.
  bool is_at_problem() const { return at_ == bytes_.size() || bytes_.substr(at_, 2) == "/*"; }
  bool is_at(char c) const { return at_ < bytes_.size() && bytes_[at_] == c; }

  void explain_string() {
    constexpr std::string_view kEscapes = "\"\\/bfnrtu";
    for (size_t at = at_ + 1; at < bytes_.size() && bytes_[at] != '\n' && bytes_[at] != '\r'; ++at) {
      if (static_cast<unsigned char>(bytes_[at]) < ' ') return gap(at, "a control character in a string");
      if (bytes_[at] != '\\') continue;
      const bool is_unit = bytes_.substr(at + 1, 1) != "u" || code_unit(bytes_, at);
      if (at + 1 == bytes_.size() || kEscapes.find(bytes_[at + 1]) == std::string_view::npos || !is_unit) {
        return gap(at, "unknown escape");
      }
      ++at;
    }
    gap(at_, "unterminated string");
  }

  void gap(size_t at, const char* detail, GapReason reason = GapReason::syntax) {
    const auto begin = static_cast<uint32_t>(at);
    tree_.add_gap({reason, {begin, begin}, detail});
  }

  const Source& source_;
  std::string_view bytes_;
  std::string_view parsed_;
  size_t at_ = 0;  // after the last token
  Last last_ = Last::none;
  Tree tree_;
  std::vector<NodeId> open_;
  std::string_view key_;
  Span key_span_;
  std::string buffer_;  // what came of a string with escapes
  bool is_full_ = false;
  DuplicateKeys duplicates_;
};

}  // namespace

Tree read_json(const Source& source) {
  const std::string_view bytes = source.bytes();
  if (std::optional<Gap> gap = encoding_gap(bytes)) {
    Tree tree;
    tree.add_gap(std::move(*gap));
    return tree;
  }
  const std::optional<std::string> repaired = with_whole_surrogates(bytes);
  const std::string_view parsed = repaired ? std::string_view(*repaired) : bytes;
  json::parse_options options;
  options.max_depth = kMaxDepth;
  options.allow_comments = true;
  options.allow_trailing_commas = true;
  options.allow_invalid_utf8 = true;  // there is none: saves a check
  json::basic_parser<Builder> parser(options, source, parsed);
  json::error_code error;
  size_t at = after_blanks(bytes, byte_order_mark(bytes));
  while (at < bytes.size() && !error) {
    parser.reset();
    parser.handler().start(at);
    at += parser.write_some(false, parsed.data() + at, parsed.size() - at, error);
  }
  if (error) parser.handler().stop(error);
  return parser.handler().finish();
}

}  // namespace payaudit

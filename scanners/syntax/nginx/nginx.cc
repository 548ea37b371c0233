#include "scanners/syntax/nginx/nginx.h"

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "scanners/units/encoding.h"
#include "scanners/units/placeholders.h"

namespace payaudit {

namespace {

constexpr size_t kMaxDepth = 100;

bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

Span span_of(size_t begin, size_t end) {
  return {static_cast<uint32_t>(begin), static_cast<uint32_t>(end)};
}

// `]]` or `]==]`, for the `[[` or `[==[` at `at`; empty where there is none.
std::string lua_long_bracket(std::string_view bytes, size_t at) {
  size_t level = at + 1;
  while (level < bytes.size() && bytes[level] == '=') ++level;
  if (level >= bytes.size() || bytes[level] != '[') return {};
  return "]" + std::string(level - at - 1, '=') + "]";
}

// Offset of the `}` that closes a block of Lua whose inside begins at `at`; npos where there is none.
size_t end_of_lua(std::string_view bytes, size_t at) {
  int depth = 1;
  while (at < bytes.size()) {
    const char c = bytes[at];
    const bool is_comment = c == '-' && bytes.substr(at, 2) == "--";
    if (is_comment) at += 2;
    if (is_comment || c == '[') {
      const bool may_be_long = at < bytes.size() && bytes[at] == '[';
      const std::string close = may_be_long ? lua_long_bracket(bytes, at) : std::string();
      if (!close.empty()) {
        at = bytes.find(close, at);
        if (at == std::string_view::npos) return at;
        at += close.size();
      } else if (is_comment) {
        at = bytes.find('\n', at);
      } else {
        ++at;
      }
      continue;
    }
    if (c == '"' || c == '\'') {
      for (++at; at < bytes.size() && bytes[at] != c && bytes[at] != '\n'; ++at) {
        if (bytes[at] == '\\') ++at;
      }
    }
    if (c == '{') ++depth;
    if (c == '}' && --depth == 0) return at;
    ++at;
  }
  return std::string_view::npos;
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
    while (skip_blanks()) read_statement();
    // What was lost may have belonged into any block that is open.
    const auto end = static_cast<uint32_t>(bytes_.size());
    if (is_cut_) tree_.append_unknown(open_[0], {end, end});
    for (; open_.size() > 1; open_.pop_back()) {
      tree_.append_unknown(open_.back(), {end, end});
      const Node& block = tree_[open_.back()];
      add_gap(block.key_span.begin, block.key_span.end, "a block without '}'");
      tree_.edit(open_.back()).span.end = static_cast<uint32_t>(bytes_.size());
    }
    return std::move(tree_);
  }

 private:
  struct Word {
    Span span;
    std::string_view text;
    bool has_template = false;
  };

  // Blanks and comments. False at the end of the file.
  bool skip_blanks() {
    while (at_ < bytes_.size()) {
      if (bytes_[at_] == '#') {
        at_ = std::min(bytes_.find('\n', at_), bytes_.size());
      } else if (is_blank(bytes_[at_])) {
        ++at_;
      } else {
        return true;
      }
    }
    return false;
  }

  void read_statement() {
    if (bytes_[at_] == '}') return read_close();
    if (bytes_.substr(at_, 2) == "{%") {
      const size_t end = bytes_.find("%}", at_);
      const size_t after = end == std::string_view::npos ? bytes_.size() : end + 2;
      tree_.add_gap({GapReason::unsupported, span_of(at_, after), "a template line"});
      at_ = after;
      return;
    }
    std::vector<Word> words;
    while (skip_blanks() && bytes_[at_] != ';' && bytes_[at_] != '}' && !is_block_open()) {
      std::optional<Word> word = read_word();
      if (!word) return;
      words.push_back(*word);
    }
    const char stop = at_ < bytes_.size() ? bytes_[at_] : 0;
    if (words.empty()) {
      add_gap(at_, at_ + 1, stop == ';' ? "a ';' without a directive" : "a block without a name");
      ++at_;
      if (stop == '{') skipped_blocks_.push_back(open_.size());
      return;
    }
    if (stop == '{') return open_block(words);
    if (stop != ';') {
      add_gap(words[0].span.begin, words[0].span.end, "a directive without ';'");
    } else {
      ++at_;
    }
    add_directive(words);
  }

  bool is_block_open() const {
    return bytes_[at_] == '{' && bytes_.substr(at_, 2) != "{{" && bytes_.substr(at_, 2) != "{%";
  }

  void read_close() {
    ++at_;
    if (!skipped_blocks_.empty() && skipped_blocks_.back() == open_.size()) {
      skipped_blocks_.pop_back();
    } else if (open_.size() == 1) {
      add_gap(at_ - 1, at_, "a '}' without a block");
    } else {
      tree_.edit(open_.back()).span.end = static_cast<uint32_t>(at_);
      open_.pop_back();
    }
  }

  // Leaves out the rest of the file.
  std::nullopt_t cut() {
    at_ = bytes_.size();
    is_cut_ = true;
    return std::nullopt;
  }

  // Nothing after an unterminated quote: its gap has been added and the rest of the file belongs to it.
  std::optional<Word> read_word() {
    const size_t begin = at_;
    const char quote = bytes_[at_];
    if (quote == '"' || quote == '\'') return read_quoted(quote);
    Word word;
    while (at_ < bytes_.size()) {
      const char c = bytes_[at_];
      const std::string_view two = bytes_.substr(at_, 2);
      if (two == "{{" || two == "{%") {
        const size_t end = bytes_.find(two == "{{" ? "}}" : "%}", at_);
        if (end == std::string_view::npos) {
          add_gap(begin, bytes_.size(), "a template expression without end");
          return cut();
        }
        word.has_template = true;
        at_ = end + 2;
      } else if (two == "${") {
        at_ = std::min(bytes_.find('}', at_), bytes_.size() - 1) + 1;
      } else if (is_blank(c) || c == ';' || c == '{' || (c == '}' && at_ > begin)) {
        break;
      } else {
        at_ += c == '\\' && at_ + 1 < bytes_.size() ? 2 : 1;
      }
    }
    word.span = span_of(begin, at_);
    word.text = bytes_.substr(begin, at_ - begin);
    return word;
  }

  std::optional<Word> read_quoted(char quote) {
    const size_t begin = at_++;
    size_t run = at_;
    std::string resolved;
    while (at_ < bytes_.size() && bytes_[at_] != quote) {
      if (bytes_[at_] == '\\' && at_ + 1 < bytes_.size() &&
          (bytes_[at_ + 1] == quote || bytes_[at_ + 1] == '\\')) {
        resolved.append(bytes_, run, at_ - run);
        run = ++at_;
      }
      ++at_;
    }
    if (at_ >= bytes_.size()) {
      add_gap(begin, bytes_.size(), "unterminated quote");
      return cut();
    }
    Word word;
    word.text = bytes_.substr(begin + 1, at_ - begin - 1);
    word.has_template = word.text.find("{{") != std::string_view::npos;
    if (!resolved.empty() || run > begin + 1) {
      resolved.append(bytes_, run, at_ - run);
      word.text = tree_.keep(resolved);
    }
    word.span = span_of(begin, ++at_);
    return word;
  }

  void add_directive(const std::vector<Word>& words) {
    Node node = entry(words);
    node.span = span_of(words[0].span.end, words[0].span.end);
    if (words.size() == 1) {
      tree_.append(open_.back(), node);
      return;
    }
    node.kind = NodeKind::string;
    node.span = cover(words[1].span, words.back().span);
    node.is_plain = true;
    node.text = words.size() == 2 ? words[1].text : source_.text(node.span);
    const auto has_template = [](const Word& word) { return word.has_template; };
    if (std::any_of(words.begin() + 1, words.end(), has_template)) {
      node.kind = NodeKind::opaque;
      tree_.append(open_.back(), node);
      return;
    }
    const bool is_verbatim = node.text == source_.text(node.span);
    append_with_placeholders(
        tree_, open_.back(), node,
        {.style = PlaceholderStyle::shell, .has_offsets = is_verbatim, .text_begin = node.span.begin});
  }

  Node entry(const std::vector<Word>& words) {
    std::vector<std::string_view> labels;
    for (size_t i = 1; i < words.size(); ++i) labels.push_back(words[i].text);
    Node node;
    node.key = words[0].text;
    node.key_span = words[0].span;
    node.labels = tree_.keep(std::span<const std::string_view>(labels));
    return node;
  }

  void open_block(const std::vector<Word>& words) {
    Node node = entry(words);
    node.kind = NodeKind::map;
    node.is_block = true;
    node.span = span_of(words[0].span.begin, ++at_);
    if (node.key.ends_with("_by_lua_block")) {
      const size_t end = end_of_lua(bytes_, at_);
      at_ = end == std::string_view::npos ? bytes_.size() : end + 1;
      node.kind = NodeKind::opaque;
      node.span.end = static_cast<uint32_t>(at_);
      node.text = source_.text(node.span);
      tree_.append(open_.back(), node);
      tree_.add_gap({GapReason::unsupported, node.span, "Lua code"});
      return;
    }
    if (open_.size() > kMaxDepth) {
      tree_.add_gap({GapReason::limit, words[0].span, "blocks nest deeper than 100"});
      cut();
      return;
    }
    open_.push_back(tree_.append(open_.back(), node));
  }

  void add_gap(size_t begin, size_t end, const char* detail) {
    tree_.add_gap({GapReason::syntax, span_of(begin, end), detail});
  }

  const Source& source_;
  std::string_view bytes_;
  size_t at_;
  Tree tree_;
  std::vector<NodeId> open_;
  bool is_cut_ = false;
  std::vector<size_t> skipped_blocks_;  // depths at which a `{` without a name stands
};

}  // namespace

Tree read_nginx(const Source& source) {
  if (std::optional<Gap> gap = encoding_gap(source.bytes())) {
    Tree tree;
    tree.add_gap(std::move(*gap));
    return tree;
  }
  return Reader(source).run();
}

}  // namespace payaudit

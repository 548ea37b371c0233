#include "scanners/syntax/prisma/prisma.h"

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "scanners/source/characters.h"
#include "scanners/units/encoding.h"

namespace payaudit {
namespace {

bool is_name(char c) {
  return is_letter(c) || is_digit(c) || c == '_';
}

// One line of a block, word by word.
class Line {
 public:
  Line(std::string_view bytes, size_t begin, size_t end) : bytes_(bytes), at_(begin), end_(end) {}

  void skip_space() {
    while (at_ < end_ && (bytes_[at_] == ' ' || bytes_[at_] == '\t')) ++at_;
  }
  bool is_at_end() const { return at_ >= end_; }
  bool starts_with(std::string_view text) const { return bytes_.substr(at_, end_ - at_).starts_with(text); }
  Span name() {
    const size_t begin = at_;
    while (at_ < end_ && is_name(bytes_[at_])) ++at_;
    return {static_cast<uint32_t>(begin), static_cast<uint32_t>(at_)};
  }
  // `@db.VarChar`, `@@map`: behind the signs.
  Span dotted() {
    const size_t begin = at_;
    while (at_ < end_ && (is_name(bytes_[at_]) || bytes_[at_] == '.')) ++at_;
    return {static_cast<uint32_t>(begin), static_cast<uint32_t>(at_)};
  }
  // What stands in parentheses, without them; empty: there are none.
  Span parenthesised() {
    if (is_at_end() || bytes_[at_] != '(') return {};
    const size_t begin = ++at_;
    int depth = 1;
    bool is_text = false;
    for (; at_ < end_; ++at_) {
      const char c = bytes_[at_];
      if (c == '"' && bytes_[at_ - 1] != '\\') is_text = !is_text;
      if (is_text) continue;
      if (c == '(') ++depth;
      if (c == ')' && --depth == 0) break;
    }
    const Span inner{static_cast<uint32_t>(begin), static_cast<uint32_t>(at_)};
    if (at_ < end_) ++at_;
    return inner;
  }
  void skip() { ++at_; }
  size_t at() const { return at_; }

 private:
  std::string_view bytes_;
  size_t at_;
  size_t end_;
};

class SchemaReader {
 public:
  explicit SchemaReader(const Source& source) : bytes_(source.bytes()) { code_.language = "prisma"; }

  Code read() {
    for (size_t begin = byte_order_mark(bytes_); begin < bytes_.size();) {
      const size_t end = std::min(bytes_.find('\n', begin), bytes_.size());
      Line line(bytes_, begin, end > begin && bytes_[end - 1] == '\r' ? end - 1 : end);
      line.skip_space();
      if (is_open_) {
        read_inside(line);
      } else {
        read_outside(line, end);
      }
      begin = end + 1;
    }
    if (is_open_) add_gap(opened_, "block without end");
    return std::move(code_);
  }

 private:
  std::string_view text(Span span) const { return bytes_.substr(span.begin, span.end - span.begin); }

  void add_gap(Span span, std::string detail) {
    code_.gaps.push_back({GapReason::syntax, span, std::move(detail)});
  }

  // `"users"` of `("users")` and of `(name: "users")`; empty: no text.
  std::string_view quoted(Span span) const {
    std::string_view inner = text(span);
    const size_t open = inner.find('"');
    const size_t close = open == std::string_view::npos ? open : inner.find('"', open + 1);
    return close == std::string_view::npos ? std::string_view() : inner.substr(open + 1, close - open - 1);
  }

  void read_outside(Line& line, size_t end) {
    if (line.is_at_end() || line.starts_with("//") || line.starts_with("/*") || line.starts_with("*")) return;
    const Span keyword = line.name();
    line.skip_space();
    const Span name = line.name();
    line.skip_space();
    const std::string_view word = text(keyword);
    const bool is_block = line.starts_with("{") && !name.is_empty();
    if (!is_block) {
      // `model` may have its brace on the next line in no schema that Prisma reads.
      return add_gap({keyword.begin, static_cast<uint32_t>(end)}, "text outside of blocks");
    }
    line.skip();
    is_open_ = true;
    opened_ = {keyword.begin, name.end};
    type_ = nullptr;
    marks_.clear();
    const bool is_kept = word == "model" || word == "type";
    if (!is_kept && word != "view") {
      is_open_ = bytes_.substr(line.at(), end - line.at()).find('}') == std::string_view::npos;
      return;
    }
    type_ = &code_.types.emplace_back();
    type_->name = text(name);
    type_->name_span = name;
    type_->span = opened_;
    if (is_kept) type_->annotations.push_back({"Entity", {}, keyword});
    line.skip_space();
    if (!line.is_at_end() && !line.starts_with("//")) read_inside(line);
  }

  void read_inside(Line& line) {
    if (line.starts_with("}")) {
      if (type_ != nullptr) type_->span.end = static_cast<uint32_t>(line.at() + 1);
      is_open_ = false;
      return;
    }
    if (type_ == nullptr || line.is_at_end()) return;
    if (line.starts_with("//")) return read_comment(line);
    if (line.starts_with("@@")) return read_table(line);
    const Span name = line.name();
    line.skip_space();
    const Span type = line.name();
    // An attribute over several lines.
    if (name.is_empty() || type.is_empty()) return;
    Field& field = type_->fields.emplace_back();
    field.name = text(name);
    field.type = text(type);
    field.name_span = name;
    field.span = {name.begin, type.end};
    std::vector<AnnotationArgument> column;
    while (!line.is_at_end() && !line.starts_with("//")) {
      if (!line.starts_with("@")) {
        if (line.starts_with("(")) {
          line.parenthesised();
        } else {
          line.skip();
        }
        continue;
      }
      line.skip();
      const Span mark = line.dotted();
      const Span arguments = line.parenthesised();
      const std::string_view called = text(mark);
      if (called == "map" && !quoted(arguments).empty()) column.push_back({"name", quoted(arguments)});
      if (called.starts_with("db.")) {
        const uint32_t end = arguments.is_empty() ? mark.end : arguments.end + 1;
        column.push_back({"type", bytes_.substr(mark.begin + 3, end - mark.begin - 3)});
      }
    }
    if (!column.empty())
      field.annotations.push_back(
          {"Column", code_.arena.keep(std::span<const AnnotationArgument>(column)), field.span});
    if (!line.is_at_end()) read_comment(line);
    for (Annotation& mark : marks_) field.annotations.push_back(mark);
    marks_.clear();
  }

  // `/// @encrypted` is a mark of the field above whose line, or at whose end, it stands.
  void read_comment(Line& line) {
    const bool is_documentation = line.starts_with("///");
    while (is_documentation && !line.is_at_end()) {
      if (!line.starts_with("@")) {
        line.skip();
        continue;
      }
      line.skip();
      const Span mark = line.name();
      if (!mark.is_empty()) marks_.push_back({text(mark), {}, mark});
    }
  }

  // `@@map("users")`
  void read_table(Line& line) {
    line.skip();
    line.skip();
    const Span mark = line.dotted();
    const std::string_view table = quoted(line.parenthesised());
    if (text(mark) != "map" || table.empty() || type_->annotations.empty()) return;
    const AnnotationArgument named[] = {{{}, table}};
    type_->annotations.front().arguments = code_.arena.keep(std::span<const AnnotationArgument>(named));
  }

  std::string_view bytes_;
  Code code_;
  bool is_open_ = false;
  Span opened_;
  Type* type_ = nullptr;  // nullptr: a block that is left out
  std::vector<Annotation> marks_;
};

}  // namespace

Code read_prisma(const Source& source) {
  if (std::optional<Gap> gap = encoding_gap(source.bytes())) {
    Code none;
    none.language = "prisma";
    none.gaps.push_back(*std::move(gap));
    return none;
  }
  return SchemaReader(source).read();
}

}  // namespace payaudit

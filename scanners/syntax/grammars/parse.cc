#include "scanners/syntax/grammars/parse.h"

#include <fmt/core.h>
#include <tree_sitter/api.h>

#include <algorithm>
#include <cassert>
#include <cstdlib>
#include <limits>
#include <memory>
#include <new>
#include <optional>

#include "scanners/source/characters.h"

namespace payaudit {
namespace {

// The work of one parse, in bytes of memory asked for; what else costs time is counted as if it were memory.
// Of 31,000 real files none took more than 420 a byte, and a unit is one to two nanoseconds. The allowance is
// for short texts.
constexpr uint64_t kWorkAllowed = 8'000'000;
constexpr uint64_t kWorkPerByte = 1'000;
constexpr uint64_t kMostWork = 3'000'000'000;
constexpr uint64_t kWorkOfOperation = 128;
constexpr uint64_t kWorkOfAllocation = 128;
// While the parser is in an error, an operation tries every symbol.
constexpr uint64_t kWorkOfOperationInError = 16 * kWorkOfOperation;
// Text is handed out in pieces, so that a token that is read to the end of the file and given up, time after
// time, is seen.
constexpr uint32_t kPiece = 4096;
constexpr uint64_t kWorkOfReading = 64;

// The memory that this thread's parser has asked for. The core copies what it has skipped and every branch
// that it tries: where it takes quadratic time, it does so through memory; for each error it asks for what
// that costs (see where it is configured). Sizes are the same on any machine of 64 bits.
thread_local uint64_t work_of_memory = 0;

void* checked(void* memory, size_t size) {
  if (memory == nullptr && size > 0) {
    // Nothing can be thrown through the core; the handler of `new` is the program's last word.
    if (const std::new_handler handler = std::get_new_handler()) handler();
    std::abort();
  }
  work_of_memory += kWorkOfAllocation + size;
  return memory;
}
void* counted_malloc(size_t size) {
  return checked(std::malloc(size), size);
}
void* counted_calloc(size_t count, size_t size) {
  return checked(std::calloc(count, size), count * size);
}
void* counted_realloc(void* memory, size_t size) {
  return checked(std::realloc(memory, size), size);
}

// A source that is being parsed, and what may still be done to it.
struct Input {
  std::string_view bytes;
  uint64_t work_left;

  explicit Input(std::string_view text)
      : bytes(text), work_left(std::min(kWorkAllowed + text.size() * kWorkPerByte, kMostWork)) {
    work_of_memory = 0;
  }
  // False when it is more than what is left; then nothing is.
  bool spend(uint64_t work) {
    work += work_of_memory;
    work_of_memory = 0;
    work_left -= std::min(work, work_left);
    return work_left > 0;
  }
};

// Called before each operation (the interval is set where the core is configured).
bool is_over_budget(TSParseState* state) {
  return !static_cast<Input*>(state->payload)
              ->spend(state->has_error ? kWorkOfOperationInError : kWorkOfOperation);
}

// Over budget the text ends: the operation that reads it does, and the next one is not begun.
const char* read_piece(void* payload, uint32_t offset, TSPoint, uint32_t* size) {
  Input& input = *static_cast<Input*>(payload);
  *size = 0;
  if (offset >= input.bytes.size()) return "";
  const uint32_t piece = std::min(kPiece, static_cast<uint32_t>(input.bytes.size() - offset));
  if (!input.spend(piece * kWorkOfReading)) return "";
  *size = piece;
  return input.bytes.data() + offset;
}

// The offset at which more than kMaxNesting brackets or indentations are open. Counts brackets in texts and
// comments too: those rarely pile up, and telling them apart needs the grammar.
std::optional<uint32_t> too_deep_at(std::string_view bytes) {
  uint32_t open = 0;
  std::vector<uint32_t> indents;
  uint32_t column = 0;
  bool is_at_line_start = true;
  for (size_t at = 0; at < bytes.size(); ++at) {
    const char c = bytes[at];
    if (c == '\n') {
      is_at_line_start = true;
      column = 0;
      continue;
    }
    if (is_at_line_start) {
      if (c == ' ' || c == '\t' || c == '\r' || c == '\f') {
        ++column;
        continue;
      }
      is_at_line_start = false;
      while (!indents.empty() && indents.back() >= column) indents.pop_back();
      if (column > 0) indents.push_back(column);
      if (indents.size() > kMaxNesting) return static_cast<uint32_t>(at);
    }
    if (c == '(' || c == '[' || c == '{') {
      if (++open > kMaxNesting) return static_cast<uint32_t>(at);
    } else if (c == ')' || c == ']' || c == '}') {
      open -= open > 0 ? 1 : 0;
    }
  }
  return std::nullopt;
}

// Where bytes are not UTF-8, a copy with each such byte replaced by `?`: offsets stay, and a comment in an
// old encoding does not hide the code around it.
std::optional<std::string> with_valid_utf8(std::string_view bytes, uint32_t& first_bad) {
  std::optional<std::string> copy;
  for (size_t at = 0; at < bytes.size();) {
    const size_t length = utf8_length(bytes, at);
    if (length == 0) {
      if (!copy) {
        copy.emplace(bytes);
        first_bad = static_cast<uint32_t>(at);
      }
      (*copy)[at] = '?';
    }
    at += std::max<size_t>(length, 1);
  }
  return copy;
}

Span point(uint32_t offset) {
  return {offset, offset + 1};
}

}  // namespace

Grammar::Grammar(const TSLanguage* language, std::span<const std::string_view> kinds,
                 std::span<const std::string_view> fields)
    : language_(language) {
  const auto plain = [](std::string_view name) {
    return name.ends_with('_') ? name.substr(0, name.size() - 1) : name;
  };
  const uint32_t symbols = ts_language_symbol_count(language);
  kinds_.resize(symbols);
  std::vector<bool> is_found(kinds.size());
  for (uint32_t symbol = 0; symbol < symbols; ++symbol) {
    const TSSymbol id = static_cast<TSSymbol>(symbol);
    if (ts_language_symbol_type(language, id) != TSSymbolTypeRegular) continue;
    const std::string_view name = ts_language_symbol_name(language, id);
    for (size_t i = 0; i < kinds.size(); ++i) {
      if (plain(kinds[i]) != name) continue;
      kinds_[symbol] = static_cast<uint16_t>(i + 1);
      is_found[i] = true;
    }
  }
  for (size_t i = 0; i < kinds.size(); ++i) {
    if (!is_found[i]) unknown_.push_back(kinds[i]);
  }
  fields_.resize(ts_language_field_count(language) + 1);
  for (uint32_t id = 1; id < fields_.size(); ++id) {
    const std::string_view name = ts_language_field_name_for_id(language, static_cast<TSFieldId>(id));
    for (size_t i = 0; i < fields.size(); ++i) {
      if (plain(fields[i]) == name) fields_[id] = static_cast<uint8_t>(i + 1);
    }
  }
}

std::string_view SyntaxNode::text() const {
  return tree_ == nullptr ? std::string_view() : tree_->source_->text(span());
}

SyntaxNode SyntaxNode::child(uint8_t field) const {
  for (const SyntaxNode child : children()) {
    if (child.field() == field) return child;
  }
  return {};
}

SyntaxNode SyntaxNode::first_named() const {
  for (const SyntaxNode child : children()) {
    if (child.is_named()) return child;
  }
  return {};
}

SyntaxTree parse(const Source& source, const Grammar& grammar) {
  return parse(source, grammar, source.bytes());
}

SyntaxTree parse(const Source& source, const Grammar& grammar, std::string_view spelling) {
  SyntaxTree result;
  result.source_ = &source;
  const auto gap = [&](GapReason reason, Span span, std::string detail) {
    result.gaps_.push_back({reason, span, std::move(detail)});
  };

  std::string_view bytes = spelling;
  assert(bytes.size() == source.bytes().size());
  if (bytes.size() >= std::numeric_limits<uint32_t>::max()) {
    gap(GapReason::limit, {}, "file of 4 GiB or more");
    return result;
  }
  if (const size_t nul = bytes.find('\0'); nul != std::string_view::npos) {
    gap(GapReason::encoding, point(static_cast<uint32_t>(nul)), "NUL byte");
    return result;
  }
  if (const std::optional<uint32_t> at = too_deep_at(bytes)) {
    gap(GapReason::limit, point(*at), fmt::format("nested more than {} deep", kMaxNesting));
    return result;
  }
  uint32_t first_bad = 0;
  const std::optional<std::string> repaired = with_valid_utf8(bytes, first_bad);
  if (repaired) {
    gap(GapReason::encoding, point(first_bad), "not UTF-8");
    bytes = *repaired;
  }

  [[maybe_unused]] static const bool is_counted =
      (ts_set_allocator(counted_malloc, counted_calloc, counted_realloc, std::free), true);
  const std::unique_ptr<TSParser, decltype(&ts_parser_delete)> parser(ts_parser_new(), &ts_parser_delete);
  ts_parser_set_language(parser.get(), grammar.language());
  Input budgeted(bytes);
  const TSInput input{&budgeted, read_piece, TSInputEncodingUTF8, nullptr};
  const TSParseOptions options{&budgeted, is_over_budget};
  const std::unique_ptr<TSTree, decltype(&ts_tree_delete)> tree(
      ts_parser_parse_with_options(parser.get(), nullptr, input, options), &ts_tree_delete);
  if (tree == nullptr) {
    gap(GapReason::limit, {}, "too much work to parse");
    return result;
  }

  struct CursorOwner {
    TSTreeCursor cursor;
    ~CursorOwner() { ts_tree_cursor_delete(&cursor); }
  } owner{ts_tree_cursor_new(ts_tree_root_node(tree.get()))};
  TSTreeCursor* const cursor = &owner.cursor;

  uint32_t error_count = 0;
  Span first_error;
  std::optional<Span> first_too_deep;
  std::vector<uint32_t> open;  // the entries that are ancestors of the cursor
  for (bool is_done = false; !is_done;) {
    const TSNode node = ts_tree_cursor_current_node(cursor);
    const Span span{ts_node_start_byte(node), ts_node_end_byte(node)};
    const bool is_error = ts_node_is_error(node);
    const bool is_missing = ts_node_is_missing(node);
    const bool is_comment = ts_node_is_extra(node) && !is_error;
    const bool is_too_deep = open.size() >= kMaxTreeDepth;
    if ((is_error || is_missing) && error_count++ == 0) first_error = span;
    bool descends = false;
    if (!is_comment && is_too_deep && !first_too_deep) first_too_deep = span;
    if (!is_comment && !is_too_deep) {
      uint8_t flags = 0;
      if (ts_node_is_named(node)) flags |= SyntaxTree::kNamed;
      if (is_error) flags |= SyntaxTree::kError;
      if (is_missing) flags |= SyntaxTree::kMissing;
      const uint32_t index = static_cast<uint32_t>(result.nodes_.size());
      result.nodes_.push_back({is_error ? uint16_t{0} : grammar.kind(ts_node_symbol(node)),
                               grammar.field(ts_tree_cursor_current_field_id(cursor)), flags, span,
                               index + 1});
      descends = ts_tree_cursor_goto_first_child(cursor);
      if (descends) open.push_back(index);
    }
    if (descends) continue;
    while (!ts_tree_cursor_goto_next_sibling(cursor)) {
      if (!ts_tree_cursor_goto_parent(cursor)) {
        is_done = true;
        break;
      }
      result.nodes_[open.back()].end = static_cast<uint32_t>(result.nodes_.size());
      open.pop_back();
    }
  }
  result.error_count_ = error_count;
  if (error_count > 0) {
    gap(GapReason::syntax, first_error,
        error_count == 1 ? "not valid here"
                         : fmt::format("not valid here, and in {} more places", error_count - 1));
  }
  if (first_too_deep) {
    gap(GapReason::limit, *first_too_deep, fmt::format("syntax more than {} levels deep", kMaxTreeDepth));
  }
  return result;
}

}  // namespace payaudit

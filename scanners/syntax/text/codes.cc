#include "scanners/syntax/text/codes.h"

#include <algorithm>
#include <cctype>
#include <optional>
#include <string>

#include "scanners/source/characters.h"
#include "scanners/syntax/text/cards.h"

namespace payaudit {
namespace {

// A record of a card is about this long on either side of its number.
constexpr uint32_t kRecordBytes = 200;

bool is_name(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
}

bool is_quote(char c) {
  return c == '"' || c == '\'' || c == '`';
}

// `cardCvc`, `security_code`: its last words are those of a code.
bool names_code(const TextPatterns& patterns, std::string_view name) {
  const std::string folded = folded_words(name);
  return std::any_of(patterns.code_words.begin(), patterns.code_words.end(), [&](const std::string& word) {
    return folded.ends_with(word) &&
           (folded.size() == word.size() || folded[folded.size() - word.size() - 1] == ' ');
  });
}

// Three or four digits that are a value of their own.
std::optional<Span> code_at(std::string_view bytes, size_t at) {
  size_t end = at;
  while (end < bytes.size() && is_digit(bytes[end])) ++end;
  if (end - at < 3 || end - at > 4) return std::nullopt;
  const char after = end < bytes.size() ? bytes[end] : '\0';
  const bool goes_on = is_name(after) || after == '.' || after == '-' || after == '/' || after == ':';
  const bool ends_sentence = after == '.' && (end + 1 >= bytes.size() || !is_name(bytes[end + 1]));
  if (goes_on && !ends_sentence) return std::nullopt;
  return Span{static_cast<uint32_t>(at), static_cast<uint32_t>(end)};
}

// The value that the name before `at` is given: `": "123`, `=123`, `>123`, ` 123`.
std::optional<Span> value_after(std::string_view bytes, size_t at, size_t limit) {
  constexpr size_t kMostMarks = 8;
  const size_t end = std::min({bytes.size(), limit, at + kMostMarks});
  while (at < end && !is_digit(bytes[at])) {
    const char c = bytes[at];
    const bool is_mark =
        is_quote(c) || c == ' ' || c == '\t' || c == ':' || c == '=' || c == '>' || c == '\\';
    if (!is_mark) return std::nullopt;
    ++at;
  }
  return at < end ? code_at(bytes, at) : std::nullopt;
}

void add_near(const TextPatterns& patterns, std::string_view bytes, const Hit& number,
              std::vector<Hit>& found) {
  const size_t from = number.span.begin > kRecordBytes ? number.span.begin - kRecordBytes : 0;
  const size_t to = std::min<size_t>(bytes.size(), number.span.end + kRecordBytes);
  for (size_t at = from; at < to;) {
    if (!is_name(bytes[at])) {
      ++at;
      continue;
    }
    size_t end = at;
    while (end < to && is_name(bytes[end])) ++end;
    // `security code: 123` in prose.
    if (end < to && bytes[end] == ' ') {
      size_t next = end + 1;
      while (next < to && is_name(bytes[next])) ++next;
      if (std::isalpha(static_cast<unsigned char>(bytes[end + 1])) != 0 &&
          names_code(patterns, bytes.substr(at, next - at)) &&
          !names_code(patterns, bytes.substr(at, end - at)))
        end = next;
    }
    if (names_code(patterns, bytes.substr(at, end - at))) {
      if (const auto value = value_after(bytes, end, to))
        found.push_back(
            {HitKind::code, *value, number.type, true, number.is_published_test, number.is_named_test});
    }
    at = end;
  }
}

// The fields of a line, without their quotes. A quoted field keeps what it holds.
std::vector<Span> fields_of(std::string_view bytes, size_t begin, size_t end, char separator) {
  std::vector<Span> fields;
  bool is_quoted = false;
  size_t from = begin;
  for (size_t at = begin; at <= end; ++at) {
    if (at < end && bytes[at] == '"') is_quoted = !is_quoted;
    if (at < end && (is_quoted || bytes[at] != separator)) continue;
    size_t to = at;
    while (from < to && (is_quote(bytes[from]) || bytes[from] == ' ')) ++from;
    while (to > from && (is_quote(bytes[to - 1]) || bytes[to - 1] == ' ' || bytes[to - 1] == '\r')) --to;
    fields.push_back({static_cast<uint32_t>(from), static_cast<uint32_t>(to)});
    from = at + 1;
  }
  return fields;
}

// Rows below a line of headings.
void add_columns(const TextPatterns& patterns, std::string_view bytes, const std::vector<Hit>& hits,
                 std::vector<Hit>& found) {
  const size_t first_end = std::min(bytes.find('\n'), bytes.size());
  const std::string_view heading = bytes.substr(0, first_end);
  const char separator = heading.find('\t') != std::string_view::npos  ? '\t'
                         : heading.find(';') != std::string_view::npos ? ';'
                                                                       : ',';
  const std::vector<Span> names = fields_of(bytes, 0, first_end, separator);
  std::vector<size_t> columns;
  for (size_t i = 0; i < names.size(); ++i) {
    if (names_code(patterns, bytes.substr(names[i].begin, names[i].end - names[i].begin)))
      columns.push_back(i);
  }
  if (columns.empty()) return;
  for (const Hit& hit : hits) {
    if (hit.kind != HitKind::card_number || hit.span.begin < first_end) continue;
    const size_t begin = bytes.rfind('\n', hit.span.begin) + 1;
    const size_t end = std::min(bytes.find('\n', hit.span.end), bytes.size());
    const std::vector<Span> fields = fields_of(bytes, begin, end, separator);
    for (size_t column : columns) {
      if (column >= fields.size()) continue;
      const auto value = code_at(bytes, fields[column].begin);
      if (value && value->end == fields[column].end)
        found.push_back({HitKind::code, *value, hit.type, true, hit.is_published_test, hit.is_named_test});
    }
  }
}

bool ends_with_any(const std::vector<std::string>& endings, std::string_view path) {
  const std::string name = lower(path);
  return std::any_of(endings.begin(), endings.end(),
                     [&](const std::string& ending) { return name.ends_with(ending); });
}

}  // namespace

void add_security_codes(const TextPatterns& patterns, std::string_view path, std::string_view bytes,
                        std::vector<Hit>& hits) {
  const bool is_record = ends_with_any(patterns.record_files, path);
  std::vector<Hit> found;
  for (const Hit& hit : hits) {
    const bool is_card = hit.kind == HitKind::card_number || hit.kind == HitKind::track;
    if (!is_card || (hit.is_published_test && !is_record)) continue;
    if (hit.has_context) add_near(patterns, bytes, hit, found);
  }
  if (ends_with_any({".csv", ".tsv"}, path)) add_columns(patterns, bytes, hits, found);
  hits.insert(hits.end(), found.begin(), found.end());
}

}  // namespace payaudit

#include "reports/excerpt/mask.h"

#include <algorithm>

#include "reports/excerpt/utf8.h"
#include "scanners/source/characters.h"

namespace payaudit {
namespace {

constexpr size_t kLeastDigits = 13;
constexpr size_t kMostDigits = 19;
constexpr size_t kFirstShown = 6;
constexpr size_t kLastShown = 4;
constexpr char32_t kEllipsis = 0x2026;
constexpr size_t kLongestUser = 400;  // of the part of an address in front of its host
// Longer than any card number with its separators and than that part: seen around a window, neither is cut at
// its edge.
constexpr uint32_t kMargin = 512;

bool is_separator(char c) {
  return c == ' ' || c == '-' || c == '.' || c == '_';
}

// Of the digits at these offsets of `text`.
bool passes_luhn(std::string_view text, const size_t* begin, const size_t* end) {
  int sum = 0;
  bool is_doubled = false;
  bool is_all_zero = true;
  for (const size_t* at = end; at != begin; is_doubled = !is_doubled) {
    int digit = text[*--at] - '0';
    if (digit != 0) is_all_zero = false;
    if (is_doubled) digit = digit * 2 - (digit > 4 ? 9 : 0);
    sum += digit;
  }
  return sum % 10 == 0 && !is_all_zero;
}

// Offsets in `text` of the digits to hide, ascending. A number may begin and end at any group of a run, so
// that one written beside other numbers is still found; the work is at most 19 groups for each group.
std::vector<size_t> hidden_digits(std::string_view text) {
  std::vector<size_t> hidden;
  std::vector<size_t> digits;        // offsets of the run's digits
  std::vector<size_t> group_starts;  // indices into `digits`
  size_t at = 0;
  while (at < text.size()) {
    if (!is_digit(text[at])) {
      ++at;
      continue;
    }
    digits.clear();
    group_starts.clear();
    while (at < text.size() && is_digit(text[at])) {
      group_starts.push_back(digits.size());
      while (at < text.size() && is_digit(text[at])) digits.push_back(at++);
      if (at + 1 < text.size() && is_separator(text[at]) && is_digit(text[at + 1])) ++at;
    }
    for (size_t first = 0; first < group_starts.size(); ++first) {
      for (size_t last = first; last < group_starts.size(); ++last) {
        const size_t begin = group_starts[first];
        const size_t end = last + 1 < group_starts.size() ? group_starts[last + 1] : digits.size();
        if (end - begin > kMostDigits) break;
        if (end - begin < kLeastDigits || !passes_luhn(text, &digits[begin], digits.data() + end)) continue;
        hidden.insert(hidden.end(), digits.begin() + static_cast<ptrdiff_t>(begin + kFirstShown),
                      digits.begin() + static_cast<ptrdiff_t>(end - kLastShown));
      }
    }
  }
  std::sort(hidden.begin(), hidden.end());
  hidden.erase(std::unique(hidden.begin(), hidden.end()), hidden.end());
  return hidden;
}

bool ends_address(char c) {
  return static_cast<unsigned char>(c) <= ' ' ||
         std::string_view("/\"'`<>\\").find(c) != std::string_view::npos;
}

// What a template or somebody will fill in is no password.
bool is_filled_in(std::string_view password) {
  return password.empty() || password.front() == '$' || password.starts_with("%s") ||
         password.starts_with("%(") || password.find_first_of("{}*") != std::string_view::npos;
}

// Adds the offsets of passwords in addresses: `scheme://user:password@host`.
void hide_passwords(std::string_view text, std::vector<size_t>& hidden) {
  for (size_t at = text.find("://"); at != std::string_view::npos; at = text.find("://", at)) {
    at += 3;
    size_t end = at;
    size_t colon = std::string_view::npos, host = std::string_view::npos;
    for (; end < text.size() && end - at < kLongestUser && !ends_address(text[end]); ++end) {
      if (text[end] == ':' && colon == std::string_view::npos) colon = end;
      if (text[end] == '@') host = end;
    }
    if (colon == std::string_view::npos || host == std::string_view::npos || host < colon) continue;
    if (is_filled_in(text.substr(colon + 1, host - colon - 1))) continue;
    for (size_t i = colon + 1; i < host; ++i) hidden.push_back(i);
  }
}

// Offsets in `text` of all that is hidden in it, ascending.
std::vector<size_t> hidden_characters(std::string_view text) {
  std::vector<size_t> hidden = hidden_digits(text);
  hide_passwords(text, hidden);
  std::sort(hidden.begin(), hidden.end());
  hidden.erase(std::unique(hidden.begin(), hidden.end()), hidden.end());
  return hidden;
}

bool is_quote(char c) {
  return c == '"' || c == '\'' || c == '`';
}

// The part of a secret that is replaced: all but its quotes. The armour lines of a key are no secret.
Span hidden_part(const Source& source, Span secret) {
  std::string_view text = source.text(secret);
  Span hidden = {secret.begin, secret.begin + static_cast<uint32_t>(text.size())};
  if (text.size() >= 2 && is_quote(text.front()) && text.front() == text.back()) {
    text = text.substr(1, text.size() - 2);
    ++hidden.begin;
    --hidden.end;
  }
  if (text.substr(0, 10) == "-----BEGIN") {
    const size_t armour = text.find("-----", 10);
    const size_t end = text.rfind("-----END");
    if (end != std::string_view::npos && end > 10) hidden.end = hidden.begin + static_cast<uint32_t>(end);
    if (armour != std::string_view::npos && armour + 5 <= text.size()) {
      hidden.begin = std::min(hidden.end, hidden.begin + static_cast<uint32_t>(armour + 5));
    }
    return hidden;
  }
  return hidden;
}

bool is_card_number(std::string_view text) {
  const std::vector<size_t> hidden = hidden_digits(text);
  if (hidden.empty()) return false;
  // Nothing but the number and its quotes: then its mask is the better one.
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return is_digit(c) || is_separator(c) || is_quote(c); });
}

}  // namespace

std::string mask_numbers(std::string_view text) {
  std::string out(text);
  for (size_t at : hidden_characters(text)) out[at] = '*';
  return out;
}

Masks::Masks(const Report& report) : sources_(report.sources) {
  for (const Place& place : report.secrets) {
    const Source& source = (*sources_)[place.file];
    if (is_card_number(source.text(place.span))) continue;
    secrets_[place.file].push_back(hidden_part(source, place.span));
  }
  for (auto& [file, spans] : secrets_) {
    std::sort(spans.begin(), spans.end(),
              [](Span a, Span b) { return a.begin < b.begin || (a.begin == b.begin && a.end < b.end); });
    std::vector<Span> merged;
    for (Span span : spans) {
      if (span.is_empty()) continue;
      if (!merged.empty() && span.begin <= merged.back().end) {
        merged.back() = cover(merged.back(), span);
      } else {
        merged.push_back(span);
      }
    }
    spans = std::move(merged);
  }
}

std::vector<Cell> Masks::cells(FileId file, Span window) const {
  const Source& source = (*sources_)[file];
  const uint32_t size = static_cast<uint32_t>(source.bytes().size());
  window.end = std::min(window.end, size);
  std::vector<Cell> cells;
  if (window.is_empty()) return cells;

  const uint32_t scan_begin = window.begin > kMargin ? window.begin - kMargin : 0;
  const uint32_t scan_end = size - window.end > kMargin ? window.end + kMargin : size;
  const std::vector<size_t> digits = hidden_characters(source.text({scan_begin, scan_end}));
  auto digit = digits.begin();

  static const std::vector<Span> kNone;
  const auto of_file = secrets_.find(file);
  const std::vector<Span>& secrets = of_file == secrets_.end() ? kNone : of_file->second;
  auto secret = std::partition_point(secrets.begin(), secrets.end(),
                                     [&](Span span) { return span.end <= window.begin; });

  const std::string_view bytes = source.bytes();
  cells.reserve(window.end - window.begin);
  for (size_t at = window.begin; at < window.end;) {
    const uint32_t offset = static_cast<uint32_t>(at);
    if (secret != secrets.end() && secret->begin <= offset) {
      cells.push_back({offset, kEllipsis});
      at = secret->end;
      ++secret;
      continue;
    }
    while (digit != digits.end() && scan_begin + *digit < at) ++digit;
    const bool is_hidden = digit != digits.end() && scan_begin + *digit == at;
    const char32_t character = decode(bytes, at);
    cells.push_back({offset, is_hidden ? U'*' : character});
  }
  return cells;
}

std::string Masks::text(Place place) const {
  std::string out;
  for (const Cell& cell : cells(place.file, place.span)) append(out, cell.character);
  return out;
}

}  // namespace payaudit

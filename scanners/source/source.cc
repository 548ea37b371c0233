#include "scanners/source/source.h"

#include <algorithm>
#include <cstring>

namespace payaudit {
namespace {

// Bytes that go on a character of UTF-8 and so make no column. Eight at a time: where a whole file is one
// line, this is what a report of many places on it costs.
size_t continuations(std::string_view bytes) {
  constexpr uint64_t kOnes = 0x0101010101010101;
  constexpr size_t kMostWords = 255;  // until a sum of eight might not fit its byte
  size_t count = 0;
  while (bytes.size() >= sizeof(uint64_t)) {
    const size_t words = std::min(bytes.size() / sizeof(uint64_t), kMostWords);
    uint64_t sums = 0;
    for (size_t i = 0; i < words; ++i) {
      uint64_t word = 0;
      std::memcpy(&word, bytes.data() + i * sizeof word, sizeof word);
      sums += (word >> 7) & ~(word >> 6) & kOnes;
    }
    for (; sums != 0; sums >>= 8) count += sums & 0xFF;
    bytes.remove_prefix(words * sizeof(uint64_t));
  }
  for (const char c : bytes) count += (static_cast<unsigned char>(c) & 0xC0) == 0x80 ? 1 : 0;
  return count;
}

}  // namespace

Span cover(Span a, Span b) {
  return {std::min(a.begin, b.begin), std::max(a.end, b.end)};
}

Source::Source(std::string path, std::string bytes) : path_(std::move(path)), bytes_(std::move(bytes)) {
  line_starts_.push_back(0);
  const char* const data = bytes_.data();
  size_t at = 0;
  while (at < bytes_.size()) {
    const void* hit = std::memchr(data + at, '\n', bytes_.size() - at);
    if (hit == nullptr) break;
    at = static_cast<size_t>(static_cast<const char*>(hit) - data) + 1;
    line_starts_.push_back(static_cast<uint32_t>(at));
  }
}

std::string_view Source::text(Span span) const& {
  const size_t begin = std::min<size_t>(span.begin, bytes_.size());
  const size_t end = std::clamp<size_t>(span.end, begin, bytes_.size());
  return std::string_view(bytes_).substr(begin, end - begin);
}

uint32_t Source::line_of(uint32_t offset) const {
  const auto after = std::upper_bound(line_starts_.begin(), line_starts_.end(), offset);
  return static_cast<uint32_t>(after - line_starts_.begin());
}

Position Source::position(uint32_t offset) const {
  const uint32_t line = line_of(offset);
  const std::string_view before = text({line_starts_[line - 1], offset});
  return {line, static_cast<uint32_t>(1 + before.size() - continuations(before))};
}

Span Source::line_span(uint32_t line) const {
  if (line == 0 || line > line_starts_.size()) return {};
  const uint32_t begin = line_starts_[line - 1];
  uint32_t end = line < line_starts_.size() ? line_starts_[line] - 1 : static_cast<uint32_t>(bytes_.size());
  if (end > begin && bytes_[end - 1] == '\r') --end;
  return {begin, end};
}

FileId SourceMap::add(std::string path, std::string bytes) {
  sources_.emplace_back(std::move(path), std::move(bytes));
  return static_cast<FileId>(sources_.size() - 1);
}

}  // namespace payaudit

// What of the audited text may be shown. Every writer shows source text through `Masks` and prose through
// `mask_numbers`: a report must never hold a full card number, key or password (PCI DSS 3.4.1: at most the
// first six and the last four digits). Does not search for secrets: `Report::secrets` says where they are.
// Card numbers it finds itself, published test numbers included: what is a test number is not decided here.
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "reports/report.h"

namespace payaudit {

// One shown character and the offset of the byte in the file that it stands for. A mask stands for several
// bytes: their offsets have no cell.
struct Cell {
  uint32_t offset = 0;
  char32_t character = 0;
};

// `text` with the passwords of addresses (`scheme://user:password@host`) and the middle digits of every 13 to
// 19 digits that pass the Luhn check replaced by `*`; single spaces, dashes, dots and underscores between
// groups of digits are allowed. Same length as `text`.
std::string mask_numbers(std::string_view text);

// Refers to the report, which must live longer.
class Masks {
 public:
  explicit Masks(const Report& report);
  explicit Masks(Report&&) = delete;

  // The characters of a window in a file, masked: card numbers keep their length, and `…` stands for a
  // secret, of which no character stays. Control characters are not replaced here. Ordered by offset.
  std::vector<Cell> cells(FileId file, Span window) const;

  // The same as well-formed UTF-8.
  std::string text(Place place) const;

 private:
  const SourceMap* sources_;
  std::unordered_map<FileId, std::vector<Span>> secrets_;  // sorted, without overlaps
};

}  // namespace payaudit

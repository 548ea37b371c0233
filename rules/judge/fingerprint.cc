#include "rules/judge/fingerprint.h"

#include <fmt/format.h>

#include <array>
#include <cassert>
#include <cstdint>
#include <map>
#include <string_view>

namespace payaudit {
namespace {

// FNV-1a with 128 bits: the offset basis and prime of its authors' definition.
class Hash {
 public:
  void add(std::string_view text) {
    for (char c : text) byte(static_cast<unsigned char>(c));
    byte(0xFF);  // no UTF-8 text has it: fields cannot run together
  }
  void add_without_space(std::string_view text) {
    for (char c : text) {
      if (c != ' ' && c != '\t' && c != '\n' && c != '\r') byte(static_cast<unsigned char>(c));
    }
    byte(0xFF);
  }
  std::string hex() const {
    return fmt::format("{:016x}{:016x}", static_cast<uint64_t>(state_ >> 64), static_cast<uint64_t>(state_));
  }

 private:
  __extension__ using uint128 = unsigned __int128;
  static constexpr uint128 kPrime = (uint128{1} << 88) + 0x13B;

  void byte(unsigned char value) { state_ = (state_ ^ value) * kPrime; }

  uint128 state_ = (uint128{0x6C62272E07BB0142} << 64) + 0x62B821756295C58D;
};

}  // namespace

void set_fingerprints(std::vector<Finding>& findings, const std::vector<std::string>& evidence,
                      const SourceMap& sources) {
  assert(findings.size() == evidence.size());
  std::map<std::string, int> seen;
  for (size_t i = 0; i < findings.size(); ++i) {
    const Finding& finding = findings[i];
    const bool has_path = finding.has_place && finding.place.file < sources.size();
    Hash hash;
    hash.add(finding.rule);
    hash.add(word(finding.verdict));
    hash.add(has_path ? std::string_view(sources[finding.place.file].path()) : std::string_view());
    hash.add(finding.symbol);
    hash.add_without_space(evidence[i]);
    const int ordinal = seen[hash.hex()]++;
    if (ordinal > 0) hash.add(fmt::format("{}", ordinal));
    findings[i].fingerprint = hash.hex();
  }
}

}  // namespace payaudit

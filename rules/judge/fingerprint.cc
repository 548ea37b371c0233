#include "rules/judge/fingerprint.h"

#include <botan/hash.h>
#include <fmt/format.h>

#include <cassert>
#include <cstdint>
#include <map>
#include <memory>
#include <span>

namespace payaudit {
namespace {

constexpr size_t kIdentityBytes = 16;
constexpr size_t kPathBytes = 8;

class Hash {
 public:
  void add(std::string_view text) {
    hash_->update(reinterpret_cast<const uint8_t*>(text.data()), text.size());
    hash_->update(0xFF);  // no UTF-8 text has it: fields cannot run together
  }
  std::string hex(size_t bytes) {
    hash_->final(digest_);
    std::string text;
    for (size_t i = 0; i < bytes; ++i) text += fmt::format("{:02x}", digest_[i]);
    return text;
  }

 private:
  std::unique_ptr<Botan::HashFunction> hash_ = Botan::HashFunction::create_or_throw("SHA-256");
  std::vector<uint8_t> digest_;
};

// A thing that is called by the path it stands in is the same one elsewhere.
std::string without_path(std::string symbol, std::string_view path) {
  if (path.empty()) return symbol;
  for (size_t at = symbol.find(path); at != std::string::npos; at = symbol.find(path, at))
    symbol.erase(at, path.size());
  return symbol;
}

}  // namespace

void set_fingerprints(std::vector<Finding>& findings, const std::vector<std::string>& evidence,
                      const SourceMap& sources) {
  assert(findings.size() == evidence.size());
  Hash hash;
  std::map<std::string, std::string, std::less<>> paths;
  std::map<std::string, int> seen;
  for (size_t i = 0; i < findings.size(); ++i) {
    Finding& finding = findings[i];
    const bool has_path = finding.has_place && finding.place.file < sources.size();
    const std::string_view path = has_path ? std::string_view(sources[finding.place.file].path()) : "";
    auto of_path = paths.find(path);
    if (of_path == paths.end()) {
      hash.add(path);
      of_path = paths.emplace(path, hash.hex(kPathBytes)).first;
    }
    const auto identity = [&](int ordinal) {
      hash.add(finding.rule);
      hash.add(word(finding.verdict));
      hash.add(without_path(finding.symbol, path));
      hash.add(evidence[i]);
      if (ordinal > 0) hash.add(fmt::format("{}", ordinal));
      return fmt::format("{}-{}", hash.hex(kIdentityBytes), of_path->second);
    };
    const std::string alone = identity(0);
    const int ordinal = seen[alone]++;
    finding.fingerprint = ordinal > 0 ? identity(ordinal) : alone;
    finding.stands_for = {{finding.fingerprint, alone, finding.place}};
  }
}

std::string path_part(std::string_view path) {
  Hash hash;
  hash.add(path);
  return hash.hex(kPathBytes);
}

std::string_view identity_of(std::string_view fingerprint) {
  return fingerprint.substr(0, fingerprint.find('-'));
}

}  // namespace payaudit

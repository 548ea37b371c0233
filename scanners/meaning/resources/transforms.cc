#include "scanners/meaning/resources/transforms.h"

#include <algorithm>
#include <cctype>
#include <charconv>

#include "scanners/source/characters.h"

namespace payaudit {
namespace {

struct TlsPolicy {
  std::string_view name;  // lower case
  std::string_view version;
};

// AWS: "Security policies for your Application Load Balancer" and "… Network Load Balancer", CloudFront's
// "Supported protocols and ciphers between viewers and CloudFront"; Azure: "Application Gateway TLS policy
// overview", predefined policies.
constexpr TlsPolicy kExact[] = {
    {"elbsecuritypolicy-2016-08", "1.0"},
    {"elbsecuritypolicy-2015-05", "1.0"},
    {"elbsecuritypolicy-2015-03", "1.0"},
    {"elbsecuritypolicy-2015-02", "1.0"},
    {"elbsecuritypolicy-2014-10", "1.0"},
    {"elbsecuritypolicy-2014-01", "ssl3"},
    {"elbsecuritypolicy-2011-08", "ssl3"},
    {"elbsecuritypolicy-fs-2018-06", "1.0"},
    {"sslv3", "ssl3"},
    {"tlsv1", "1.0"},
    {"tlsv1_2016", "1.0"},
    {"appgwsslpolicy20150501", "1.0"},
    {"appgwsslpolicy20170401", "1.1"},
    {"appgwsslpolicy20170401s", "1.2"},
    {"appgwsslpolicy20220101", "1.2"},
    {"appgwsslpolicy20220101s", "1.2"},
};

// Names that carry their version: a marker and the version that follows from it, the first that fits.
constexpr TlsPolicy kMarked[] = {
    {"tls13-1-0", "1.0"}, {"tls13-1-1", "1.1"}, {"tls13-1-2", "1.2"}, {"tls13-1-3", "1.3"},
    {"tls-1-0", "1.0"},   {"tls-1-1", "1.1"},   {"tls-1-2", "1.2"},   {"fs-1-1", "1.1"},
    {"fs-1-2", "1.2"},    {"tlsv1.0", "1.0"},   {"tlsv1.1", "1.1"},   {"tlsv1.2", "1.2"},
    {"tlsv1.3", "1.3"},   {"tlsv1_0", "1.0"},   {"tlsv1_1", "1.1"},   {"tlsv1_2", "1.2"},
    {"tlsv1_3", "1.3"},   {"tls1_0", "1.0"},    {"tls1_1", "1.1"},    {"tls1_2", "1.2"},
    {"tls1_3", "1.3"},    {"tls_1_0", "1.0"},   {"tls_1_1", "1.1"},   {"tls_1_2", "1.2"},
    {"tls_1_3", "1.3"},   {"tls10", "1.0"},     {"tls11", "1.1"},     {"tls12", "1.2"},
    {"tls13", "1.3"},     {"tls1.0", "1.0"},    {"tls1.1", "1.1"},    {"tls1.2", "1.2"},
    {"tls1.3", "1.3"},
};

std::optional<int64_t> integer(std::string_view digits) {
  int64_t value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (error != std::errc{} || end != digits.data() + digits.size() || digits.empty()) return std::nullopt;
  if (value < 0 || value > 1'000'000'000) return std::nullopt;
  return value;
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

// "10.0.0.1"
std::optional<uint64_t> address(std::string_view text) {
  uint64_t out = 0;
  for (int part = 0; part < 4; ++part) {
    const size_t dot = std::min(text.find('.'), text.size());
    const auto byte = integer(text.substr(0, dot));
    if (!byte || *byte > 255 || (part < 3) != (dot < text.size())) return std::nullopt;
    out = out << 8 | static_cast<uint64_t>(*byte);
    text.remove_prefix(std::min(dot + 1, text.size()));
  }
  return out;
}

// The first four groups of an IPv6 address; those after `::` that fall into the lower half are passed over.
std::optional<uint64_t> upper_half(std::string_view text) {
  uint64_t out = 0;
  for (int group = 0; group < 4; ++group) {
    const size_t colon = std::min(text.find(':'), text.size());
    uint64_t value = 0;
    const std::string_view digits = text.substr(0, colon);
    if (!digits.empty()) {
      const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value, 16);
      if (error != std::errc{} || end != digits.data() + digits.size() || value > 0xffff) return std::nullopt;
    } else {
      return group == 0 && text.starts_with("::") ? std::optional<uint64_t>(0) : std::nullopt;
    }
    out = out << 16 | value;
    text.remove_prefix(std::min(colon + 1, text.size()));
    if (text.starts_with(':')) return group == 3 ? out : out << (16 * (3 - group));
  }
  return out;
}

bool is_gapless(std::vector<std::pair<uint64_t, uint64_t>>& ranges, uint64_t last) {
  std::sort(ranges.begin(), ranges.end());
  uint64_t next = 0;
  for (const auto& [from, to] : ranges) {
    if (from > next) return false;
    if (to >= last) return true;
    next = std::max(next, to + 1);
  }
  return false;
}

}  // namespace

std::string_view tls_version(std::string_view written) {
  const std::string name = lower(written);
  for (const std::string_view plain : {"1.0", "1.1", "1.2", "1.3"}) {
    if (name == plain) return plain;
  }
  for (const TlsPolicy& policy : kExact) {
    if (name == policy.name) return policy.version;
  }
  const bool is_elb = name.starts_with("elbsecuritypolicy-");
  for (const TlsPolicy& policy : kMarked) {
    if (is_elb ? name.find(policy.name) != std::string::npos : name.starts_with(policy.name)) {
      return policy.version;
    }
  }
  return {};
}

std::optional<int64_t> seconds_of(std::string_view written) {
  if (const auto plain = integer(written)) return plain;
  std::string text = lower(written);
  if (std::count(text.begin(), text.end(), ':') == 2) {
    const size_t first = text.find(':');
    const size_t second = text.find(':', first + 1);
    const auto hours = integer(std::string_view(text).substr(0, first));
    const auto minutes = integer(std::string_view(text).substr(first + 1, second - first - 1));
    const auto seconds = integer(std::string_view(text).substr(second + 1));
    if (!hours || !minutes || !seconds) return std::nullopt;
    return *hours * 3600 + *minutes * 60 + *seconds;
  }
  // ISO 8601 periods: `P7D`, `PT15M`. Months and years have no fixed length.
  const bool is_iso = !text.empty() && text[0] == 'p';
  bool is_time = !is_iso;
  int64_t total = 0;
  size_t at = is_iso ? 1 : 0;
  bool has_part = false;
  while (at < text.size()) {
    if (is_iso && text[at] == 't' && !is_time) {
      is_time = true;
      ++at;
      continue;
    }
    size_t end = at;
    while (end < text.size() && std::isdigit(static_cast<unsigned char>(text[end])) != 0) ++end;
    const auto value = integer(std::string_view(text).substr(at, end - at));
    if (!value || end == text.size()) return std::nullopt;
    int64_t unit = 0;
    switch (text[end]) {
      case 's': unit = is_time ? 1 : 0; break;
      case 'm': unit = is_time ? 60 : 0; break;
      case 'h': unit = is_time ? 3600 : 0; break;
      case 'd': unit = 86'400; break;
      case 'w': unit = 604'800; break;
      default: break;
    }
    if (unit == 0) return std::nullopt;
    total += *value * unit;
    has_part = true;
    at = end + 1;
  }
  return has_part ? std::optional(total) : std::nullopt;
}

bool is_any_cidr(std::string_view written) {
  const std::string text = lower(written);
  for (std::string_view rest = text; !rest.empty();) {
    const size_t comma = std::min(rest.find(','), rest.size());
    std::string_view one = rest.substr(0, comma);
    while (!one.empty() && one.back() == ' ') one.remove_suffix(1);
    while (!one.empty() && one.front() == ' ') one.remove_prefix(1);
    if (one.ends_with("/0") || one == "*" || one == "internet" || one == "any") return true;
    rest.remove_prefix(std::min(comma + 1, rest.size()));
  }
  return false;
}

bool covers_every_address(const std::vector<std::string>& ranges) {
  // First and last address; of IPv6, the upper half of it.
  std::vector<std::pair<uint64_t, uint64_t>> v4;
  std::vector<std::pair<uint64_t, uint64_t>> v6;
  for (const std::string& written : ranges) {
    for (std::string_view rest = written; !rest.empty();) {
      const size_t comma = std::min(rest.find(','), rest.size());
      const std::string_view one = trimmed(rest.substr(0, comma));
      rest.remove_prefix(std::min(comma + 1, rest.size()));
      const size_t slash = one.find('/');
      const auto prefix = integer(slash == one.npos ? std::string_view() : one.substr(slash + 1));
      const bool is_v6 = one.find(':') != one.npos;
      const int bits = is_v6 ? 64 : 32;
      const auto base = is_v6 ? upper_half(one.substr(0, slash)) : address(one.substr(0, slash));
      if (!prefix || !base || *prefix > bits || *prefix < 1) continue;
      const uint64_t size = uint64_t{1} << (bits - *prefix);
      const uint64_t first = *base & ~(size - 1);
      (is_v6 ? v6 : v4).emplace_back(first, first + (size - 1));
    }
  }
  return is_gapless(v4, 0xffff'ffff) || is_gapless(v6, ~uint64_t{0});
}

std::optional<bool> is_any_range(std::string_view first, std::string_view last) {
  constexpr uint64_t kHalf = uint64_t{1} << 31;
  constexpr uint64_t kLargestPrivate = uint64_t{1} << 24;  // 10.0.0.0/8 of RFC 1918
  const auto from = address(trimmed(first));
  const auto to = address(trimmed(last));
  if (!from || !to || *to < *from || (*from == 0 && *to == 0)) return std::nullopt;
  const uint64_t size = *to - *from + 1;
  if (size > kHalf) return true;
  return size > kLargestPrivate ? std::nullopt : std::optional(false);
}

std::string region_of_zone(std::string_view zone) {
  const size_t size = zone.size();
  if (size > 3 && zone[size - 2] == '-' && std::islower(static_cast<unsigned char>(zone[size - 1])) != 0) {
    return std::string(zone.substr(0, size - 2));
  }
  if (size > 3 && std::isdigit(static_cast<unsigned char>(zone[size - 2])) != 0 &&
      std::islower(static_cast<unsigned char>(zone[size - 1])) != 0) {
    return std::string(zone.substr(0, size - 1));
  }
  return std::string(zone);
}

std::string_view key_owner(const Config& key) {
  const auto is_managed = [](std::string_view text) { return text.find("alias/aws/") != text.npos; };
  if (key.target != nullptr && key.target->body != nullptr) {
    if (const Config* name = key.target->body->find("name"); key.target->is_data && name != nullptr) {
      if (name->is(Config::Kind::unknown)) return {};
      return is_managed(name->text) ? "provider" : "customer";
    }
    for (const auto& [alias, value] : key.target->body->entries) {
      if (key.target->is_data && alias == "key_id" && is_managed(value->text)) return "provider";
    }
    return "customer";
  }
  if (key.is(Config::Kind::string)) {
    if (key.text.empty()) return {};
    return is_managed(key.text) ? "provider" : "customer";
  }
  return {};
}

}  // namespace payaudit

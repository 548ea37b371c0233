#include "scanners/meaning/resources/transforms.h"

#include <algorithm>
#include <cctype>
#include <charconv>

#include "scanners/source/characters.h"

namespace payaudit {
namespace {

struct Policy {
  std::string_view name;  // lower case
  std::string_view version;
};

// AWS: "Security policies for your Application Load Balancer" and "… Network Load Balancer", CloudFront's
// "Supported protocols and ciphers between viewers and CloudFront"; Azure: "Application Gateway TLS policy
// overview", predefined policies.
constexpr Policy kExact[] = {
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
constexpr Policy kMarked[] = {
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

}  // namespace

std::string_view tls_version(std::string_view written) {
  const std::string name = lower(written);
  for (const std::string_view plain : {"1.0", "1.1", "1.2", "1.3"}) {
    if (name == plain) return plain;
  }
  for (const Policy& policy : kExact) {
    if (name == policy.name) return policy.version;
  }
  const bool is_elb = name.starts_with("elbsecuritypolicy-");
  for (const Policy& policy : kMarked) {
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

// The small transforms that a model may name. Pure; what they do not know is Unknown, never a guess.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "scanners/meaning/resources/config.h"

namespace payaudit {

// "1.0" … "1.3", "ssl3"; empty where the name is not known. Knows protocol names as the clouds write them and
// the security policies of AWS load balancers, CloudFront and API Gateway.
std::string_view tls_version(std::string_view written);
// Seconds of "900", "15m", "1h30m", "PT15M", "24:00:00"; nullopt for others.
std::optional<int64_t> seconds_of(std::string_view written);
// True where the text, or one of several between commas, is the whole internet: a prefix of length 0, `*`,
// Internet, Any.
bool is_any_cidr(std::string_view written);
// True where the ranges together are all IPv4 or all IPv6 addresses: `0.0.0.0/1` and `128.0.0.0/1`.
bool covers_every_address(const std::vector<std::string>& ranges);
// Whether the IPv4 addresses from the first to the last are more than anybody has for himself: true for more
// than half of all, nullopt for more than the largest private network, for `0.0.0.0` to `0.0.0.0` (in Azure
// every service, those of other customers too: "Azure SQL Database firewall rules"), and for other texts.
std::optional<bool> is_any_range(std::string_view first, std::string_view last);
// The region of an availability zone; the text itself where it is none.
std::string region_of_zone(std::string_view zone);
// Who controls the key that a value names: "customer", "provider", or empty where that is not known.
std::string_view key_owner(const Config& key);

}  // namespace payaudit

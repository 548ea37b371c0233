// The functions that payaudit adds to CEL and that need no facts: addresses, periods, TLS versions. Those
// that ask facts, classes or places are the policy loader's.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "rules/cel/cel.h"

namespace payaudit {

// in_cidr(text, text), days(text), tls_at_least(text, text). Unknown, with the text in question, for what
// they cannot read.
std::vector<CelFunction> own_functions();

// Whether an address or a whole network lies in a network: `10.1.0.0/16` in `10.0.0.0/8`. IPv4 and IPv6 (RFC
// 4291; an IPv4-mapped address counts as IPv4), a zone index is ignored. Nothing if one of them cannot be
// read.
std::optional<bool> in_cidr(std::string_view address, std::string_view network);

// The days of a period: `365`, `7d`, `12h`, `1h30m`, `90 days`, `5 years`, `P1Y6M`, `PT36H`. A year is 365
// days, a month a twelfth of that; `m` is a minute but for the date part of ISO 8601. Nothing for what is no
// period, a negative one included.
std::optional<double> days(std::string_view period);

// A protocol version on one scale: SSL 2 and 3 are 2 and 3, TLS 1.0 to 1.3 are 10 to 13. Reads `1.2`,
// `TLSv1.2`, `TLS1_2`, `VersionTLS12`, `TLS_1_2`, `ssl3`. Nothing for anything else: names of policies are
// not versions.
std::optional<int> tls_rank(std::string_view version);

}  // namespace payaudit

// How long a token was good for, as it says itself (JWT, RFC 7519). No clock is read: a token that its issuer
// gave for a day was of no use soon after it was committed, whenever that was.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace payaudit {

// "it was good for 60 minutes, until 2025-10-05"; nullopt: no token, one without an end, or for longer than a
// day. `value` may begin with `Bearer`.
std::optional<std::string> short_lifetime(std::string_view value);

}  // namespace payaudit

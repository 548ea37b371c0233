// Whether a private key is that of a certificate for this machine alone, as tools for developers make it. Of
// X.509 (RFC 5280) it reads names and the public key, and checks no signature.
#pragma once

#include <functional>
#include <set>
#include <string>
#include <string_view>

namespace payaudit {

// The bytes of a text in base64; what is no digit of it is left out, and line breaks written as `\n` too.
std::string decoded_base64(std::string_view text);

// `key` is the text of a PEM private key; `certificates` are texts with any number of PEM certificates. True
// where one of them has the key's public half and only names of `own_names`, or addresses of loopback. An
// encrypted key has no half that shows: false.
bool is_key_of_own_machine(std::string_view key, std::string_view certificates,
                           const std::set<std::string, std::less<>>& own_names);

}  // namespace payaudit

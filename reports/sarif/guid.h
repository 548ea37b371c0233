// Names for taxonomies that stay the same for ever: UUIDs of version 5 (RFC 4122, section 4.3).
#pragma once

#include <string>
#include <string_view>

namespace payaudit {

// In lower case, in a name space of payaudit's own.
std::string guid(std::string_view name);

}  // namespace payaudit

// A package of parts: a zip file (APPNOTE 6.3), as Office Open XML is kept in.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace payaudit {

// Parts are a name and its bytes, in the order that they are to have. All bear the day 2000-01-01, so that
// the same parts are the same bytes. Neither a part nor the package may have 4 GiB.
std::string zip(const std::vector<std::pair<std::string_view, std::string>>& parts);

}  // namespace payaudit

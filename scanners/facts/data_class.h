// Names of data classes, as facts hold them: words with dots, from the general to the special.
#pragma once

#include <string_view>

namespace payaudit {

// True if `data_class` is `ancestor` or below it: within("account.sad.cvv", "account.sad"). Nothing is
// within "".
constexpr bool within(std::string_view data_class, std::string_view ancestor) {
  if (ancestor.empty() || !data_class.starts_with(ancestor)) return false;
  return data_class.size() == ancestor.size() || data_class[ancestor.size()] == '.';
}

}  // namespace payaudit

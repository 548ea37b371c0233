#include "scanners/units/mask.h"

#include <algorithm>
#include <iterator>

namespace payaudit {

std::string mask_card_number(std::string_view number) {
  std::string digits;
  std::copy_if(number.begin(), number.end(), std::back_inserter(digits),
               [](char c) { return c >= '0' && c <= '9'; });
  if (digits.size() <= 10) return std::string(digits.size(), '*');
  return digits.substr(0, 6) + std::string(digits.size() - 10, '*') + digits.substr(digits.size() - 4);
}

}  // namespace payaudit

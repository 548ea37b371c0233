// Days of the calendar as ISO texts.
#pragma once

#include <optional>
#include <string_view>

namespace payaudit {

// The number of the day YYYY-MM-DD, counted from 1970-01-01; nullopt: there is no such day.
std::optional<int> day_number(std::string_view iso);

}  // namespace payaudit

// Periods of the calendar in days.
#pragma once

#include <cstdint>

namespace payaudit {

// With leap days: five years have one or two, and count as if they had two. `years` is below a million.
constexpr int64_t days_of_years(int64_t years) {
  return (years * 1461 + 3) / 4;
}

}  // namespace payaudit

#include "checker/gate/days.h"

#include <chrono>

#include "rules/policy/fields.h"

namespace payaudit {

std::optional<int> day_number(std::string_view iso) {
  if (iso.size() != 10 || full_date(iso) != iso) return std::nullopt;
  const auto number = [&](size_t at, size_t size) {
    unsigned value = 0;
    for (const char c : iso.substr(at, size)) value = value * 10 + static_cast<unsigned>(c - '0');
    return value;
  };
  const std::chrono::year_month_day day(std::chrono::year(static_cast<int>(number(0, 4))),
                                        std::chrono::month(number(5, 2)), std::chrono::day(number(8, 2)));
  if (!day.ok()) return std::nullopt;
  return static_cast<int>(std::chrono::sys_days(day).time_since_epoch().count());
}

}  // namespace payaudit

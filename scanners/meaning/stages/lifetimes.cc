#include "scanners/meaning/stages/lifetimes.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "scanners/meaning/stages/certificate.h"
#include "scanners/source/characters.h"

namespace payaudit {
namespace {

constexpr int64_t kDay = 86'400;

// The number under a key of a flat JSON object; nullopt: none.
std::optional<int64_t> number_of(std::string_view json, std::string_view key) {
  size_t at = json.find(fmt::format("\"{}\"", key));
  if (at == std::string_view::npos) return std::nullopt;
  at = json.find_first_not_of(": \t\n", at + key.size() + 2);
  if (at == std::string_view::npos) return std::nullopt;
  int64_t number = 0;
  const auto [end, error] = std::from_chars(json.data() + at, json.data() + json.size(), number);
  return error == std::errc() && number > 0 ? std::optional(number) : std::nullopt;
}

// Of the proleptic Gregorian calendar, from days since 1970-01-01.
std::string date_of(int64_t seconds) {
  const int64_t days = seconds / kDay + 719'468;  // since 0000-03-01
  const int64_t era = days / 146'097;
  const int64_t day_of_era = days % 146'097;
  const int64_t year_of_era =
      (day_of_era - day_of_era / 1'460 + day_of_era / 36'524 - day_of_era / 146'096) / 365;
  const int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  const int64_t shifted = (5 * day_of_year + 2) / 153;  // March is 0
  const int64_t month = shifted < 10 ? shifted + 3 : shifted - 9;
  return fmt::format("{:04}-{:02}-{:02}", year_of_era + era * 400 + (month <= 2 ? 1 : 0), month,
                     day_of_year - (153 * shifted + 2) / 5 + 1);
}

}  // namespace

std::optional<std::string> short_lifetime(std::string_view value) {
  if (value.starts_with("Bearer ")) value.remove_prefix(7);
  const size_t first = value.find('.');
  const size_t second = first == std::string_view::npos ? first : value.find('.', first + 1);
  if (!value.starts_with("eyJ") || second == std::string_view::npos) return std::nullopt;
  std::string payload(value.substr(first + 1, second - first - 1));
  std::replace(payload.begin(), payload.end(), '-', '+');
  std::replace(payload.begin(), payload.end(), '_', '/');
  const std::string claims = decoded_base64(payload);
  const auto issued = number_of(claims, "iat");
  const auto end = number_of(claims, "exp");
  if (!issued || !end || *end < *issued || *end - *issued > kDay || *end > kDay * 366 * 1000)
    return std::nullopt;
  return fmt::format("it was good for {} minutes, until {}", (*end - *issued) / 60, date_of(*end));
}

}  // namespace payaudit

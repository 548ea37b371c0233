#include "rules/cel/functions.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <string>

#include "scanners/source/characters.h"

namespace payaudit {
namespace {

// An IPv4 address is held as IPv4-mapped IPv6 (RFC 4291, 2.5.5.2), so that one comparison serves both.
struct Network {
  std::array<uint8_t, 16> address{};
  int prefix = 128;
};

template <typename Number>
bool read(std::string_view digits, Number& number, int base = 10) {
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number, base);
  return !digits.empty() && digits.front() != '-' && error == std::errc() &&
         end == digits.data() + digits.size();
}

bool read_ipv4(std::string_view text, uint8_t* bytes) {
  for (int i = 0; i < 4; ++i) {
    const size_t dot = i < 3 ? text.find('.') : text.size();
    if (dot == std::string_view::npos || dot > 3 || !read(text.substr(0, dot), bytes[i])) return false;
    // `010` is 8 to some programs and 10 to others.
    if (dot > 1 && text.front() == '0') return false;
    text.remove_prefix(std::min(dot + 1, text.size()));
  }
  return true;
}

// The groups before or after `::`; the last may be an IPv4 address. The number of bytes, or -1.
int read_groups(std::string_view text, std::array<uint8_t, 16>& bytes) {
  int count = 0;
  while (!text.empty()) {
    const size_t colon = text.find(':');
    const std::string_view group = text.substr(0, colon);
    if (colon == std::string_view::npos && group.find('.') != std::string_view::npos) {
      if (count > 12 || !read_ipv4(group, bytes.data() + count)) return -1;
      return count + 4;
    }
    uint16_t value = 0;
    if (count > 14 || group.size() > 4 || !read(group, value, 16)) return -1;
    bytes[count++] = static_cast<uint8_t>(value >> 8);
    bytes[count++] = static_cast<uint8_t>(value);
    if (colon == std::string_view::npos) return count;
    text.remove_prefix(colon + 1);
    if (text.empty()) return -1;
  }
  return count;
}

bool read_ipv6(std::string_view text, std::array<uint8_t, 16>& address) {
  const size_t gap = text.find("::");
  if (gap == std::string_view::npos) return read_groups(text, address) == 16;
  std::array<uint8_t, 16> tail{};
  const int before = read_groups(text.substr(0, gap), address);
  const int after = read_groups(text.substr(gap + 2), tail);
  if (before < 0 || after < 0 || before + after > 14) return false;
  std::copy_n(tail.begin(), after, address.end() - after);
  return true;
}

std::optional<Network> read_network(std::string_view text) {
  Network network;
  const size_t slash = text.find('/');
  std::string_view address = text.substr(0, slash);
  const bool has_dots = address.find(':') == std::string_view::npos;
  if (has_dots) {
    network.address[10] = network.address[11] = 0xFF;
    if (!read_ipv4(address, network.address.data() + 12)) return std::nullopt;
  } else if (!read_ipv6(address.substr(0, address.find('%')), network.address)) {
    return std::nullopt;
  }
  if (slash != std::string_view::npos) {
    const std::string_view digits = text.substr(slash + 1);
    if (digits.size() > 3 || !read(digits, network.prefix)) return std::nullopt;
    if (has_dots) network.prefix += 96;
    if (network.prefix > 128) return std::nullopt;
  }
  return network;
}

bool same_prefix(const Network& a, const Network& b, int bits) {
  const int whole = bits / 8;
  if (!std::equal(a.address.begin(), a.address.begin() + whole, b.address.begin())) return false;
  return bits % 8 == 0 || ((a.address[whole] ^ b.address[whole]) >> (8 - bits % 8)) == 0;
}

bool is_ipv4(const Network& network) {
  constexpr std::array<uint8_t, 12> kMapped = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF};
  return network.prefix >= 96 && std::equal(kMapped.begin(), kMapped.end(), network.address.begin());
}

// In seconds, so that sums of usual units are exact.
constexpr double kHour = 3600;
constexpr double kDay = 24 * kHour;
constexpr double kYear = 365 * kDay;

struct Unit {
  std::string_view name;
  double seconds;
};
// Letters of ISO 8601 before and behind its `T`.
constexpr Unit kIsoDate[] = {{"y", kYear}, {"m", kYear / 12}, {"w", 7 * kDay}, {"d", kDay}};
constexpr Unit kIsoTime[] = {{"h", kHour}, {"m", 60}, {"s", 1}};
constexpr Unit kUnits[] = {
    {"", kDay},         {"y", kYear},        {"yr", kYear},         {"yrs", kYear},         {"year", kYear},
    {"years", kYear},   {"mo", kYear / 12},  {"month", kYear / 12}, {"months", kYear / 12}, {"w", 7 * kDay},
    {"week", 7 * kDay}, {"weeks", 7 * kDay}, {"d", kDay},           {"day", kDay},          {"days", kDay},
    {"h", kHour},       {"hr", kHour},       {"hrs", kHour},        {"hour", kHour},        {"hours", kHour},
    {"m", 60},          {"min", 60},         {"mins", 60},          {"minute", 60},         {"minutes", 60},
    {"s", 1},           {"sec", 1},          {"second", 1},         {"seconds", 1},         {"ms", 0.001},
};

// Seconds of number and unit, number and unit … A number without a unit must be the only one.
std::optional<double> sum(std::string_view text, std::span<const Unit> units) {
  double total = 0;
  size_t parts = 0;
  bool bare = false;
  while (!text.empty()) {
    const size_t digits = std::min(text.find_first_not_of("0123456789."), text.size());
    double number = 0;
    const auto [end, error] =
        std::from_chars(text.data(), text.data() + digits, number, std::chars_format::fixed);
    if (digits == 0 || error != std::errc() || end != text.data() + digits) return std::nullopt;
    text.remove_prefix(digits);
    text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
    const size_t letters = std::min(text.find_first_of(" 0123456789."), text.size());
    const auto unit = std::ranges::find(units, text.substr(0, letters), &Unit::name);
    if (unit == units.end()) return std::nullopt;
    text.remove_prefix(letters);
    text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
    total += number * unit->seconds;
    bare = bare || unit->name.empty();
    ++parts;
  }
  if (parts == 0 || (bare && parts > 1) || !std::isfinite(total)) return std::nullopt;
  return total;
}

Value cannot_read(Arena& scratch, std::string_view what, std::string_view text) {
  return Value::unknown(scratch.keep(fmt::format("`{}` is not {}", text.substr(0, 80), what)));
}

Value call_in_cidr(std::span<const Value> arguments, const CelInputs&, Arena& scratch) {
  for (const Value& argument : arguments) {
    if (!read_network(argument.as_text())) {
      return cannot_read(scratch, "an IP address or network", argument.as_text());
    }
  }
  return Value::boolean(*in_cidr(arguments[0].as_text(), arguments[1].as_text()));
}

Value call_days(std::span<const Value> arguments, const CelInputs&, Arena& scratch) {
  const auto found = days(arguments[0].as_text());
  return found ? Value::real(*found) : cannot_read(scratch, "a period", arguments[0].as_text());
}

Value call_tls_at_least(std::span<const Value> arguments, const CelInputs&, Arena& scratch) {
  for (const Value& argument : arguments) {
    if (!tls_rank(argument.as_text())) return cannot_read(scratch, "a TLS version", argument.as_text());
  }
  return Value::boolean(*tls_rank(arguments[0].as_text()) >= *tls_rank(arguments[1].as_text()));
}

}  // namespace

std::optional<bool> in_cidr(std::string_view address, std::string_view network) {
  const auto inner = read_network(address);
  const auto outer = read_network(network);
  if (!inner || !outer) return std::nullopt;
  // `::/0` is all IPv6 addresses, not the IPv4 ones.
  if (is_ipv4(*inner) != is_ipv4(*outer)) return false;
  return inner->prefix >= outer->prefix && same_prefix(*inner, *outer, outer->prefix);
}

std::optional<double> days(std::string_view period) {
  if (period.size() > 64) return std::nullopt;
  const std::string text = lower(period);
  std::string_view rest = text;
  if (!rest.starts_with('p')) {
    const auto seconds = sum(rest, kUnits);
    return seconds ? std::optional(*seconds / kDay) : std::nullopt;
  }
  rest.remove_prefix(1);
  const size_t t = std::min(rest.find('t'), rest.size());
  const std::string_view date = rest.substr(0, t);
  const std::string_view time = rest.substr(std::min(t + 1, rest.size()));
  if (rest.find(' ') != std::string_view::npos || (date.empty() && time.empty())) return std::nullopt;
  const auto of_date = date.empty() ? 0 : sum(date, kIsoDate);
  const auto of_time = t == rest.size() ? 0 : sum(time, kIsoTime);
  if (!of_date || !of_time) return std::nullopt;
  return (*of_date + *of_time) / kDay;
}

std::optional<int> tls_rank(std::string_view version) {
  if (version.size() > 32) return std::nullopt;
  std::string plain;
  for (const char c : version) {
    if (c != '.' && c != '_' && c != '-' && c != ' ') plain += lower(c);
  }
  std::string_view rest = plain;
  const auto skip = [&](std::string_view prefix) {
    if (!rest.starts_with(prefix)) return false;
    rest.remove_prefix(prefix.size());
    return true;
  };
  skip("version");
  skip("protocol");
  const bool is_ssl = skip("ssl");
  if (!is_ssl) skip("tls");
  skip("v");
  if (is_ssl) {
    if (rest == "2" || rest == "20") return 2;
    if (rest == "3" || rest == "30") return 3;
    return std::nullopt;
  }
  if (rest == "1" || rest == "10") return 10;
  if (rest == "11") return 11;
  if (rest == "12") return 12;
  if (rest == "13") return 13;
  return std::nullopt;
}

std::vector<CelFunction> own_functions() {
  const auto text = CelType::text;
  return {
      {.name = "in_cidr",
       .arguments = {text, text},
       .result = CelType::boolean,
       .check_name = nullptr,
       .call = call_in_cidr},
      {.name = "days",
       .arguments = {text},
       .result = CelType::real,
       .check_name = nullptr,
       .call = call_days},
      {.name = "tls_at_least",
       .arguments = {text, text},
       .result = CelType::boolean,
       .check_name = nullptr,
       .call = call_tls_at_least},
  };
}

}  // namespace payaudit

#include "rules/cel/values.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstring>
#include <limits>

namespace payaudit::cel {
namespace {

using Type = Value::Type;

constexpr double kTwoTo63 = 9223372036854775808.0;
constexpr int kMaxNesting = 64;  // of lists in lists

bool is_number(const Value& v) {
  return v.is(Type::integer) || v.is(Type::real);
}

Order order(int64_t a, int64_t b) {
  return a < b ? Order::less : a > b ? Order::greater : Order::equal;
}
Order order(double a, double b) {
  return a < b ? Order::less : a > b ? Order::greater : a == b ? Order::equal : Order::none;
}

// As the conformance files have it: the integer as a double, so integers beyond 2^53 lose their last digits.
Order number_order(const Value& a, const Value& b) {
  if (a.is(Type::integer) && b.is(Type::integer)) return order(a.as_integer(), b.as_integer());
  const auto real = [](const Value& v) {
    return v.is(Type::integer) ? static_cast<double>(v.as_integer()) : v.as_real();
  };
  return order(real(a), real(b));
}

Value equal_at(const Value& a, const Value& b, Budget& budget, int depth);

Value equal_lists(const Value& a, const Value& b, Budget& budget, int depth) {
  const auto left = a.as_list();
  const auto right = b.as_list();
  if (left.size() != right.size()) return Value::boolean(false);
  Value result = Value::boolean(true);
  for (size_t i = 0; i < left.size(); ++i) {
    const Value same = equal_at(left[i], right[i], budget, depth);
    if (same.is_unknown()) {
      if (!result.is_unknown()) result = same;
    } else if (!same.as_boolean()) {
      return same;
    }
  }
  return result;
}

Value equal_maps(const Value& a, const Value& b, Budget& budget, int depth) {
  const auto left = a.as_map();
  const auto right = b.as_map();
  if (left.size() != right.size()) return Value::boolean(false);
  Value result = Value::boolean(true);
  for (size_t i = 0; i < left.size(); i += 2) {
    size_t j = 0;
    while (j < right.size()) {
      const Value same_key = equal_at(left[i], right[j], budget, depth);
      if (same_key.is_unknown()) return same_key;
      if (same_key.as_boolean()) break;
      j += 2;
    }
    if (j == right.size()) return Value::boolean(false);
    const Value same = equal_at(left[i + 1], right[j + 1], budget, depth);
    if (same.is_unknown()) {
      if (!result.is_unknown()) result = same;
    } else if (!same.as_boolean()) {
      return same;
    }
  }
  return result;
}

Value equal_at(const Value& a, const Value& b, Budget& budget, int depth) {
  if (a.is_unknown()) return a;
  if (b.is_unknown()) return b;
  if (!budget.spend(1)) return over_budget();
  if (is_number(a) && is_number(b)) return Value::boolean(number_order(a, b) == Order::equal);
  if (a.type() != b.type()) return Value::boolean(false);
  switch (a.type()) {
    case Type::null: return Value::boolean(true);
    case Type::boolean: return Value::boolean(a.as_boolean() == b.as_boolean());
    case Type::text:
      if (a.as_text().size() == b.as_text().size() && !budget.spend(a.as_text().size() / 64))
        return over_budget();
      return Value::boolean(a.as_text() == b.as_text());
    case Type::list:
    case Type::map:
      if (depth == kMaxNesting) return Value::unknown("the lists are nested too deep to compare");
      return a.is(Type::list) ? equal_lists(a, b, budget, depth + 1) : equal_maps(a, b, budget, depth + 1);
    case Type::integer:
    case Type::real:
    case Type::unknown: break;
  }
  return Value::boolean(false);
}

Value no_overload() {
  return Value::unknown("the operation does not take values of these types");
}
Value overflow() {
  return Value::unknown("the result does not fit in 64 bits");
}
Value division_by_zero() {
  return Value::unknown("division by zero");
}

bool both(Type type, const Value& a, const Value& b) {
  return a.is(type) && b.is(type);
}

}  // namespace

Value over_budget() {
  return Value::unknown("the evaluation is over its limit of work");
}

Value equal(const Value& a, const Value& b, Budget& budget) {
  return equal_at(a, b, budget, 0);
}

std::optional<Order> compare(const Value& a, const Value& b) {
  if (is_number(a) && is_number(b)) return number_order(a, b);
  if (both(Type::text, a, b))
    return order(static_cast<int64_t>(a.as_text().compare(b.as_text())), int64_t{0});
  if (both(Type::boolean, a, b)) {
    return order(static_cast<int64_t>(a.as_boolean()), static_cast<int64_t>(b.as_boolean()));
  }
  return std::nullopt;
}

bool can_be_key(const Value& value) {
  return value.is(Type::text) || value.is(Type::integer) || value.is(Type::boolean);
}

Value contains(const Value& container, const Value& item, Budget& budget) {
  if (!container.is(Type::list) && !container.is(Type::map)) return no_overload();
  const size_t step = container.is(Type::map) ? 2 : 1;
  const auto items = container.as_list();
  Value result = Value::boolean(false);
  for (size_t i = 0; i < items.size(); i += step) {
    const Value same = equal(items[i], item, budget);
    if (same.is_unknown()) {
      if (!result.is_unknown()) result = same;
    } else if (same.as_boolean()) {
      return same;
    }
  }
  return result;
}

Value index(const Value& container, const Value& key, Budget& budget) {
  if (container.is(Type::map)) {
    if (!can_be_key(key) && !key.is(Type::real)) return no_overload();
    const auto entries = container.as_map();
    for (size_t i = 0; i < entries.size(); i += 2) {
      const Value same = equal(entries[i], key, budget);
      if (same.is_unknown()) return same;
      if (same.as_boolean()) return entries[i + 1];
    }
    return Value::unknown("the map has no such key");
  }
  if (!container.is(Type::list)) return no_overload();
  int64_t position = -1;
  if (key.is(Type::integer)) {
    position = key.as_integer();
  } else if (key.is(Type::real) && key.as_real() >= 0 && key.as_real() < kTwoTo63 &&
             std::trunc(key.as_real()) == key.as_real()) {
    position = static_cast<int64_t>(key.as_real());
  } else {
    return Value::unknown("the index of the list is no whole number");
  }
  const auto items = container.as_list();
  if (position < 0 || static_cast<uint64_t>(position) >= items.size()) {
    return Value::unknown("the list has no element of that index");
  }
  return items[static_cast<size_t>(position)];
}

Value add(const Value& a, const Value& b, Arena& scratch, Budget& budget) {
  if (both(Type::integer, a, b)) {
    int64_t sum = 0;
    return __builtin_add_overflow(a.as_integer(), b.as_integer(), &sum) ? overflow() : Value::integer(sum);
  }
  if (both(Type::real, a, b)) return Value::real(a.as_real() + b.as_real());
  if (both(Type::text, a, b)) {
    const auto left = a.as_text();
    const auto right = b.as_text();
    if (left.empty()) return b;
    if (right.empty()) return a;
    const uint64_t length = uint64_t{left.size()} + right.size();
    if (length > std::numeric_limits<uint32_t>::max() || !budget.spend(length / 64)) return over_budget();
    const auto joined = scratch.make<char>(length);
    std::memcpy(joined.data(), left.data(), left.size());
    std::memcpy(joined.data() + left.size(), right.data(), right.size());
    return Value::text({joined.data(), joined.size()});
  }
  if (both(Type::list, a, b)) {
    const auto left = a.as_list();
    const auto right = b.as_list();
    const uint64_t length = uint64_t{left.size()} + right.size();
    if (length > std::numeric_limits<uint32_t>::max() || !budget.spend(length)) return over_budget();
    const auto joined = scratch.make<Value>(length);
    std::ranges::copy(left, joined.begin());
    std::ranges::copy(right, joined.begin() + static_cast<std::ptrdiff_t>(left.size()));
    return Value::list(joined);
  }
  return no_overload();
}

Value subtract(const Value& a, const Value& b) {
  if (both(Type::integer, a, b)) {
    int64_t difference = 0;
    return __builtin_sub_overflow(a.as_integer(), b.as_integer(), &difference) ? overflow()
                                                                               : Value::integer(difference);
  }
  if (both(Type::real, a, b)) return Value::real(a.as_real() - b.as_real());
  return no_overload();
}

Value multiply(const Value& a, const Value& b) {
  if (both(Type::integer, a, b)) {
    int64_t product = 0;
    return __builtin_mul_overflow(a.as_integer(), b.as_integer(), &product) ? overflow()
                                                                            : Value::integer(product);
  }
  if (both(Type::real, a, b)) return Value::real(a.as_real() * b.as_real());
  return no_overload();
}

Value divide(const Value& a, const Value& b) {
  if (both(Type::integer, a, b)) {
    if (b.as_integer() == 0) return division_by_zero();
    if (b.as_integer() == -1) return negate(a);
    return Value::integer(a.as_integer() / b.as_integer());
  }
  if (both(Type::real, a, b)) {
    // IEEE 754 division, written so that a zero divisor is no undefined behaviour of C++.
    if (b.as_real() != 0) return Value::real(a.as_real() / b.as_real());
    if (a.as_real() == 0 || std::isnan(a.as_real()) || std::isnan(b.as_real())) {
      return Value::real(std::numeric_limits<double>::quiet_NaN());
    }
    const bool negative = std::signbit(a.as_real()) != std::signbit(b.as_real());
    return Value::real(negative ? -std::numeric_limits<double>::infinity()
                                : std::numeric_limits<double>::infinity());
  }
  return no_overload();
}

Value modulo(const Value& a, const Value& b) {
  if (!both(Type::integer, a, b)) return no_overload();
  if (b.as_integer() == 0) return division_by_zero();
  // CEL calls the lowest integer modulo -1 an overflow, like its division.
  if (b.as_integer() == -1) return negate(a).is_unknown() ? overflow() : Value::integer(0);
  return Value::integer(a.as_integer() % b.as_integer());
}

Value negate(const Value& a) {
  if (a.is(Type::real)) return Value::real(-a.as_real());
  if (!a.is(Type::integer)) return no_overload();
  if (a.as_integer() == std::numeric_limits<int64_t>::min()) return overflow();
  return Value::integer(-a.as_integer());
}

Value size(const Value& value) {
  if (value.is(Type::text)) {
    const auto starts = [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; };
    return Value::integer(std::ranges::count_if(value.as_text(), starts));
  }
  if (value.is(Type::list)) return Value::integer(static_cast<int64_t>(value.as_list().size()));
  if (value.is(Type::map)) return Value::integer(static_cast<int64_t>(value.as_map().size() / 2));
  return no_overload();
}

Value to_integer(const Value& value) {
  if (value.is(Type::integer)) return value;
  if (value.is(Type::real)) {
    const double real = value.as_real();
    // The limits themselves are refused: as a double they stand for neighbours that do not fit.
    if (!(real > -kTwoTo63 && real < kTwoTo63)) return overflow();
    return Value::integer(static_cast<int64_t>(real));
  }
  if (!value.is(Type::text)) return no_overload();
  const auto text = value.as_text();
  int64_t integer = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), integer);
  if (error != std::errc() || end != text.data() + text.size())
    return Value::unknown("the text is no integer");
  return Value::integer(integer);
}

Value to_real(const Value& value) {
  if (value.is(Type::real)) return value;
  if (value.is(Type::integer)) return Value::real(static_cast<double>(value.as_integer()));
  if (!value.is(Type::text)) return no_overload();
  const auto text = value.as_text();
  double real = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), real);
  if (error != std::errc() || end != text.data() + text.size())
    return Value::unknown("the text is no number");
  return Value::real(real);
}

Value to_boolean(const Value& value) {
  if (value.is(Type::boolean)) return value;
  if (!value.is(Type::text)) return no_overload();
  const auto text = value.as_text();
  for (const std::string_view yes : {"true", "True", "TRUE", "t", "1"}) {
    if (text == yes) return Value::boolean(true);
  }
  for (const std::string_view no : {"false", "False", "FALSE", "f", "0"}) {
    if (text == no) return Value::boolean(false);
  }
  return Value::unknown("the text is neither true nor false");
}

Value to_text(const Value& value, Arena& scratch) {
  switch (value.type()) {
    case Type::text: return value;
    case Type::boolean: return Value::text(value.as_boolean() ? "true" : "false");
    case Type::integer: return Value::text(scratch.keep(fmt::format("{}", value.as_integer())));
    case Type::real: {
      // The shortest decimal that reads back the same; a whole number without a fraction, as CEL has it.
      char digits[32];
      const auto end = std::to_chars(digits, digits + sizeof digits, value.as_real()).ptr;
      return Value::text(scratch.keep({digits, static_cast<size_t>(end - digits)}));
    }
    case Type::null:
    case Type::list:
    case Type::map:
    case Type::unknown: break;
  }
  return no_overload();
}

}  // namespace payaudit::cel

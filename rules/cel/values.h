// What the operators do to values, three-valued: comparison, arithmetic, conversion, lookup. An operation
// that has no result is Unknown with a clause that says why.
#pragma once

#include <cstdint>
#include <optional>

#include "scanners/facts/value.h"
#include "scanners/source/arena.h"

namespace payaudit::cel {

// Work that one evaluation may do, about one unit an element or 64 bytes touched: nested macros over a long
// list of an audited file end in Unknown, on every machine alike.
class Budget {
 public:
  // False when it is used up.
  bool spend(uint64_t units) {
    left_ = units > left_ ? 0 : left_ - units;
    return left_ > 0;
  }

 private:
  uint64_t left_ = 1'000'000;
};

Value over_budget();

// CEL's equality: numbers by value whatever their type, other types never equal each other. Unknown where an
// unknown decides.
Value equal(const Value& a, const Value& b, Budget& budget);

enum class Order : uint8_t { less, equal, greater, none };
// Numbers, texts (by code point), booleans; `none` if one is not a number; nothing for other types or mixed
// ones.
std::optional<Order> compare(const Value& a, const Value& b);

// Whether a list has the element, a map the key.
Value contains(const Value& container, const Value& item, Budget& budget);
Value index(const Value& container, const Value& key, Budget& budget);
bool can_be_key(const Value& value);

Value add(const Value& a, const Value& b, Arena& scratch, Budget& budget);
Value subtract(const Value& a, const Value& b);
Value multiply(const Value& a, const Value& b);
Value divide(const Value& a, const Value& b);
Value modulo(const Value& a, const Value& b);
Value negate(const Value& a);

// Characters of a text, elements of a list, entries of a map.
Value size(const Value& value);
Value to_integer(const Value& value);
Value to_real(const Value& value);
Value to_boolean(const Value& value);
Value to_text(const Value& value, Arena& scratch);

}  // namespace payaudit::cel

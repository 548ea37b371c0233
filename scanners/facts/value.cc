#include "scanners/facts/value.h"

#include <fmt/format.h>

namespace payaudit {

bool identical(const Value& a, const Value& b) {
  if (a.type_ != b.type_) return false;
  switch (a.type_) {
    case Value::Type::null: return true;
    case Value::Type::boolean: return a.boolean_ == b.boolean_;
    case Value::Type::integer: return a.integer_ == b.integer_;
    case Value::Type::real: return a.real_ == b.real_;
    case Value::Type::text:
    case Value::Type::unknown: return a.as_text() == b.as_text();
    case Value::Type::list:
    case Value::Type::map: {
      const auto left = a.as_list();
      const auto right = b.as_list();
      if (left.size() != right.size()) return false;
      for (size_t i = 0; i < left.size(); ++i) {
        if (!identical(left[i], right[i])) return false;
      }
      return true;
    }
  }
  return false;
}

std::string to_string(const Value& value) {
  switch (value.type()) {
    case Value::Type::null: return "null";
    case Value::Type::boolean: return value.as_boolean() ? "true" : "false";
    case Value::Type::integer: return fmt::format("{}", value.as_integer());
    case Value::Type::real: return fmt::format("{}", value.as_real());
    case Value::Type::text: return fmt::format("\"{}\"", value.as_text());
    case Value::Type::unknown: return fmt::format("?({})", value.why_unknown());
    case Value::Type::list: {
      std::string text = "[";
      for (const Value& item : value.as_list()) {
        if (text.size() > 1) text += ", ";
        text += to_string(item);
      }
      return text + "]";
    }
    case Value::Type::map: {
      std::string text = "{";
      const auto entries = value.as_map();
      for (size_t i = 0; i + 1 < entries.size(); i += 2) {
        if (i > 0) text += ", ";
        text += to_string(entries[i]) + ": " + to_string(entries[i + 1]);
      }
      return text + "}";
    }
  }
  return "";
}

}  // namespace payaudit

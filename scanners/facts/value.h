// A value that rules see, and where it came from. Also the value type of the expression language (rules/cel).
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "scanners/source/source.h"

namespace payaudit {

// Three-valued from the start: `unknown` is a value like any other and carries its reason. Trivially
// copyable; texts and lists are owned by an Arena (of the Facts, of the rules, of an evaluation) that
// outlives the Value.
class Value {
 public:
  enum class Type : uint8_t { unknown, null, boolean, integer, real, text, list, map };

  Value() : Value(unknown("not stated")) {}
  static Value null() { return Value(Type::null); }
  static Value boolean(bool value) {
    Value v(Type::boolean);
    v.boolean_ = value;
    return v;
  }
  static Value integer(int64_t value) {
    Value v(Type::integer);
    v.integer_ = value;
    return v;
  }
  static Value real(double value) {
    Value v(Type::real);
    v.real_ = value;
    return v;
  }
  static Value text(std::string_view kept) {
    Value v(Type::text);
    v.set(kept.data(), kept.size());
    return v;
  }
  static Value list(std::span<const Value> kept) {
    Value v(Type::list);
    v.set(kept.data(), kept.size());
    return v;
  }
  // Key, value, key, value …: a map literal of an expression, or the tags of a resource. A last key that is
  // unknown stands for further entries.
  static Value map(std::span<const Value> kept) {
    Value v(Type::map);
    v.set(kept.data(), kept.size());
    return v;
  }
  // `why` is one clause for a person: "variable `enc` has no value". Must be kept as long as the Value.
  static Value unknown(std::string_view why) {
    Value v(Type::unknown);
    v.set(why.data(), why.size());
    return v;
  }

  Type type() const { return type_; }
  bool is_unknown() const { return type_ == Type::unknown; }
  bool is(Type type) const { return type_ == type; }
  // Each only for its own type.
  bool as_boolean() const { return boolean_; }
  int64_t as_integer() const { return integer_; }
  double as_real() const { return real_; }
  std::string_view as_text() const { return {static_cast<const char*>(data_), size_}; }
  std::span<const Value> as_list() const { return {static_cast<const Value*>(data_), size_}; }
  std::span<const Value> as_map() const { return as_list(); }
  std::string_view why_unknown() const { return {static_cast<const char*>(data_), size_}; }

  // Same type and same content; two unknowns are the same when their reasons are. Not the `==` of rules,
  // which is three-valued.
  friend bool identical(const Value& a, const Value& b);

 private:
  explicit Value(Type type) : type_(type), integer_(0) {}
  void set(const void* data, size_t size) {
    data_ = data;
    size_ = static_cast<uint32_t>(size);
  }

  Type type_;
  uint32_t size_ = 0;
  union {
    bool boolean_;
    int64_t integer_;
    double real_;
    const void* data_;
  };
};

// As `payaudit facts` prints it: `true`, `7`, `"eu-west-1"`, `["a", "b"]`, `?(variable `enc` has no value)`.
std::string to_string(const Value& value);

enum class OriginKind : uint8_t {
  literal,    // written here
  fallback,   // not written: the provider's or format's default; `note` names the source and version of the
              // default
  variable,   // through a variable, local, reference or setting; `place` is where the value is written
  computed,   // worked out from several places
  template_,  // a template or expression that is not evaluated
  missing,    // nothing says it
};

struct Origin {
  OriginKind kind = OriginKind::literal;
  bool has_place = false;
  Place place;            // of the attribute in the file that the fact is in, or of the value's definition
  std::string_view note;  // kept; e.g. "AWS provider default", "var.enc"
  // Kept: the attribute as its source writes it, for fixes: `storage_encrypted`, `spec.containers[0].image`.
  // Empty: the name rules use is the best there is.
  std::string_view written = {};
  // Another file says so over what the fact's own file says (a patch): what is found stands at `place`.
  bool is_override = false;
  // Kept: of a list, where each of its values is written; empty: that is not told.
  std::span<const Place> items = {};
};

}  // namespace payaudit

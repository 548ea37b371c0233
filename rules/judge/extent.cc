#include "rules/judge/extent.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <set>

#include "rules/cel/functions.h"
#include "rules/judge/message.h"
#include "rules/judge/verdict.h"

namespace payaudit {
namespace {

// On both sides of what rules compare with. Zero says "never" or "no end" as often as it says a number.
constexpr int64_t kSmall = 1;
constexpr int64_t kLarge = int64_t{1} << 40;

class Extents {
 public:
  Extents(const Rule& rule, const Fact& fact, std::string_view path, const Surroundings& around,
          Arena& scratch)
      : rule_(rule), fact_(fact), other_(fact), path_(path), around_(around), scratch_(scratch) {}

  Extent find() {
    if (fact_.kind == Kind::secret || fact_.kind == Kind::card_literal) extent_.secret = fact_.place;
    // Other data is another matter, whatever it is called.
    for (const Attr each : {Attr::class_, Attr::from}) {
      if (const std::string_view data = text_of(fact_, each); !data.empty())
        extent_.values.emplace_back(data);
    }
    std::set<Attr> attributes;
    if (rule_.fail_when) {
      for (const uint32_t slot : rule_.fail_when->slots()) attributes.insert(static_cast<Attr>(slot));
    }
    if (rule_.at) attributes.insert(*rule_.at);
    for (const Attr each : attributes) {
      const Attribute* attribute = fact_.find(each);
      if (attribute != nullptr) measure(*attribute);
    }
    return std::move(extent_);
  }

 private:
  void measure(const Attribute& attribute) {
    switch (attribute.value.type()) {
      case Value::Type::list: measure_list(attribute); break;
      case Value::Type::integer:
      case Value::Type::real: measure_number(attribute); break;
      case Value::Type::text:
        if (const auto rank =
                attribute.id == Attr::tls_min ? tls_rank(attribute.value.as_text()) : std::nullopt)
          extent_.sizes.emplace_back(cel_name(attribute.id), -*rank);
        break;
      case Value::Type::boolean:
        if (attribute.id == Attr::hard_coded_key && attribute.origin.has_place)
          extent_.secret = attribute.origin.place;
        break;
      case Value::Type::unknown:
      case Value::Type::null:
      case Value::Type::map: break;
    }
  }

  bool breaks_with(const Attribute& attribute, Value value) {
    other_.set(attribute.id, value, attribute.origin);
    const bool breaks =
        decide(rule_, FactInputs(other_, path_, around_), scratch_).verdict == Verdict::violation;
    other_.set(attribute.id, attribute.value, attribute.origin);
    return breaks;
  }

  void measure_list(const Attribute& attribute) {
    const auto values = attribute.value.as_list();
    if (values.empty() || breaks_with(attribute, Value::list({}))) return;
    for (size_t i = 0; i < values.size(); ++i) {
      if (breaks_with(attribute, Value::list(values.subspan(i, 1))))
        extent_.values.push_back(plain_text(values[i]));
    }
  }

  void measure_number(const Attribute& attribute) {
    const bool is_whole = attribute.value.is(Value::Type::integer);
    const auto number = [&](int64_t of) {
      return is_whole ? Value::integer(of) : Value::real(static_cast<double>(of));
    };
    const double value =
        is_whole ? static_cast<double>(attribute.value.as_integer()) : attribute.value.as_real();
    const bool breaks_small = breaks_with(attribute, number(kSmall));
    const bool breaks_large = breaks_with(attribute, number(kLarge));
    if (breaks_small == breaks_large) return;
    double size = breaks_small ? -value : value;
    if (value <= 0 && !breaks_small) size = std::numeric_limits<double>::infinity();
    extent_.sizes.emplace_back(cel_name(attribute.id), size);
  }

  const Rule& rule_;
  const Fact& fact_;
  Fact other_;  // with one attribute otherwise
  std::string_view path_;
  const Surroundings& around_;
  Arena& scratch_;
  Extent extent_;
};

}  // namespace

Extent extent_of(const Rule& rule, const Fact& fact, std::string_view path, const Surroundings& around,
                 Arena& scratch) {
  return Extents(rule, fact, path, around, scratch).find();
}

}  // namespace payaudit

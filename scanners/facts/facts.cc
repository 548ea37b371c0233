#include "scanners/facts/facts.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <tuple>

namespace payaudit {

const Attribute* Fact::find(Attr id) const {
  const auto at =
      std::find_if(attributes.begin(), attributes.end(), [&](const Attribute& a) { return a.id == id; });
  return at == attributes.end() ? nullptr : &*at;
}

Value Fact::value(Attr id) const {
  const Attribute* attribute = find(id);
  return attribute != nullptr ? attribute->value : Value();
}

std::string_view text_of(const Fact& fact, Attr attr) {
  const Value value = fact.value(attr);
  return value.is(Value::Type::text) ? value.as_text() : std::string_view();
}

Fact& Fact::set(Attr id, Value value, Origin origin) {
  for (Attribute& attribute : attributes) {
    if (attribute.id == id) {
      attribute.value = value;
      attribute.origin = origin;
      return *this;
    }
  }
  attributes.push_back({id, value, origin});
  return *this;
}

Fact& Facts::add(Kind kind, Place place, std::string_view symbol) {
  facts_.push_back({kind, place, keep(symbol), {}, {}});
  return facts_.back();
}

Value Facts::texts(std::span<const std::string_view> items) {
  std::vector<Value> values;
  values.reserve(items.size());
  for (std::string_view item : items) values.push_back(text(item));
  return list(values);
}

void Facts::absorb(Facts&& other) {
  std::move(other.facts_.begin(), other.facts_.end(), std::back_inserter(facts_));
  std::move(other.arenas_.begin(), other.arenas_.end(), std::back_inserter(arenas_));
  other.facts_.clear();
  other.arenas_.clear();
  other.arenas_.emplace_back();
}

void Facts::sort() {
  std::stable_sort(facts_.begin(), facts_.end(), [](const Fact& a, const Fact& b) {
    return std::tuple(a.place.file, a.place.span.begin, a.place.span.end, a.kind, a.symbol) <
           std::tuple(b.place.file, b.place.span.begin, b.place.span.end, b.kind, b.symbol);
  });
}

std::string to_string(const Fact& fact) {
  std::string text = fmt::format("{}{{", row(fact.kind).name);
  bool is_first = true;
  for (const Attribute& attribute : fact.attributes) {
    if (!is_first) text += ", ";
    is_first = false;
    text += fmt::format("{}: {}", row(attribute.id).name, to_string(attribute.value));
  }
  return text + "}";
}

}  // namespace payaudit

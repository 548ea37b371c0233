// The schemas that operations reach, their classified fields, and which medium reaches them. Makes no facts.
#pragma once

#include <array>
#include <bitset>
#include <optional>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "scanners/meaning/classify/classifier.h"
#include "scanners/meaning/openapi/schema.h"

namespace payaudit::openapi {

enum class Medium : uint8_t { request, response, event, query, path, header };
inline constexpr size_t kMediums = 6;
std::string_view word(Medium medium);

// Numbers of data classes, by their place in the classifier's table; those beyond are in no set.
using ClassSet = std::bitset<192>;

inline constexpr uint32_t kNone = ~uint32_t{0};

// A classified property or parameter.
struct Classified {
  Classification found;
  std::string_view data_class;  // of the name, else of the mark
  ValueShape shape;
};

struct Field {
  At at;  // the entry of `properties`; of a parameter, its name
  std::string_view name;
  uint32_t below = kNone;       // the schema of the value, when it is an object
  uint32_t classified = kNone;  // index in Graph::classified
  bool read_only = false;
  bool write_only = false;
  bool only_if_expanded = false;  // an id may stand in the object's place
};

struct Schema {
  At at;
  std::string container;  // as reports name it: `Card`, `PaymentRequest.card`
  std::string entity;     // the word that says what it is about: `Card`, `card`
  std::vector<Field> fields;
  std::vector<uint32_t>
      parts;  // allOf, alternatives, items, additional properties: the same value or its items
  std::vector<std::string_view> beside;  // of an inline part of allOf: the fields of its other parts
  bool is_party_address = false;         // a property of a payment's party refers to it
};

// What names an inline schema.
struct Naming {
  std::string container;
  std::string entity;
};

// What may occur in clear, and what of it certainly does.
struct ClearClasses {
  ClassSet possible;
  ClassSet certain;
  ClearClasses& operator|=(const ClearClasses& other) {
    possible |= other.possible;
    certain |= other.certain;
    return *this;
  }
};

class Graph {
 public:
  Graph(Trees& trees, const Classifier& classifier) : trees_(trees), classifier_(classifier) {}

  // The schema at a place, expanded with all that it refers to; the same for each way that leads there.
  // `kNone` where nothing is.
  uint32_t schema(At written, const Naming& naming);
  // Classifies a field; also for parameters. `entity` and `siblings` are its context.
  uint32_t classify(std::string_view name, std::string_view entity,
                    std::span<const std::string_view> siblings, ValueShape shape);

  // Marks what `root` reaches in a medium, as far as nothing did before: `by` is remembered as the first.
  void reach(uint32_t root, Medium medium, uint32_t by, bool with_expanded);
  // kNone: not reached.
  uint32_t first(uint32_t schema, Medium medium) const {
    return schema < first_[static_cast<size_t>(medium)].size() ? first_[static_cast<size_t>(medium)][schema]
                                                               : kNone;
  }
  // The classes below each schema, without what is there only when expanded. By schema.
  std::vector<ClearClasses> classes_below(Medium medium) const;
  std::string_view description(uint32_t schema) const;
  // The number of a classified field's class, when it can occur clear.
  std::optional<size_t> clear_class(const Classified& classified) const;

  const std::vector<Schema>& schemas() const { return schemas_; }
  const std::vector<Classified>& classified() const { return classified_; }
  static bool occurs(const Field& field, Medium medium);

 private:
  uint32_t intern(At written, const Naming& naming);
  void expand(uint32_t id);
  void add_properties(uint32_t id, At properties);
  void add_part(uint32_t id, At part, bool is_inherited);
  void append_property_names(At schema, int depth, std::vector<std::string_view>& names);

  Trees& trees_;
  const Classifier& classifier_;
  std::vector<Schema> schemas_;
  std::vector<Classified> classified_;
  std::vector<uint32_t> to_expand_;
  std::unordered_map<uint64_t, uint32_t> by_place_;
  std::array<std::vector<uint32_t>, kMediums> first_;
  std::array<std::array<std::vector<bool>, 2>, kMediums> seen_;  // without and with what is expanded
};

}  // namespace payaudit::openapi

#include "scanners/meaning/openapi/field_facts.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <map>

#include "scanners/meaning/classify/address_words.h"
#include "scanners/meaning/classify/words.h"
#include "scanners/meaning/openapi/descriptions.h"

namespace payaudit::openapi {
namespace {

// More of a number than this is no mask: a card number shows six and four at most, eight with newer ranges.
constexpr size_t kMostDigitsOfMask = 12;

// `****1234`, `411111XXXXXX1111`: an example that shows a part only.
bool is_masked(std::string_view example) {
  size_t digits = 0, covers = 0;
  for (size_t i = 0; i < example.size(); ++i) {
    const char c = example[i];
    if (c >= '0' && c <= '9') {
      ++digits;
    } else if (c == '*' || c == 'X' || c == 'x' || c == '#' || c == '.') {
      ++covers;
    } else if (c == '\xe2' && example.substr(i, 3) == "\xe2\x80\xa2") {  // U+2022, the bullet
      ++covers;
      i += 2;
    } else if (c != ' ' && c != '-') {
      return false;
    }
  }
  return covers >= 4 && digits <= kMostDigitsOfMask;
}

class FieldFacts {
 public:
  FieldFacts(Trees& trees, const Graph& graph, const Operations& operations, Facts& facts)
      : trees_(trees), graph_(graph), operations_(operations), facts_(facts) {}

  struct Container {
    std::string_view name;
    std::string_view description;
  };
  void add(const Field& field, Container container, Medium medium, uint32_t by,
           std::span<const std::string_view> classes, bool is_answered);

 private:
  Sourced state_of(const Classified& field, Medium medium, std::string_view container_description) const;
  Sourced floating_of(const ValueShape& shape) const;

  Trees& trees_;
  const Graph& graph_;
  const Operations& operations_;
  Facts& facts_;
};

Sourced FieldFacts::state_of(const Classified& field, Medium medium,
                             std::string_view container_description) const {
  if (!field.found.doubt.empty()) return {facts_.unknown(field.found.doubt), {}};
  const std::string_view state = field.found.state;
  if (state != "clear")
    return {facts_.text(state), {OriginKind::computed, false, {}, facts_.keep(field.found.why)}};
  if (within(field.data_class, "account.chd.pan")) {
    if (is_masked(field.shape.example)) {
      return {facts_.text("truncated"), {OriginKind::computed, false, {}, "its example shows a part only"}};
    }
  }
  if (const auto doubt = doubt_of_clear(field, container_description, medium)) {
    return {facts_.unknown(*doubt), {}};
  }
  return {facts_.text("clear"),
          {OriginKind::computed, false, {}, "neither name, length, example nor description say otherwise"}};
}

Sourced FieldFacts::floating_of(const ValueShape& shape) const {
  if (shape.written_type == "integer" || shape.written_type == "string") return {Value::boolean(false), {}};
  if (shape.written_type != "number") return {facts_.unknown("its type is not stated"), {}};
  const bool is_binary = shape.format == "float" || shape.format == "double";
  if (!is_binary) {
    return {facts_.unknown("`type: number` does not say whether programs keep it as a binary fraction"), {}};
  }
  return {Value::boolean(true), facts_.origin(OriginKind::literal, trees_.place(shape.format_at))};
}

void FieldFacts::add(const Field& field, Container container, Medium medium, uint32_t by,
                     std::span<const std::string_view> classes, bool is_answered) {
  const Classified& classified = graph_.classified()[field.classified];
  const ValueShape& shape = classified.shape;
  Fact& fact = facts_.add(Kind::field, trees_.key_place(field.at),
                          fmt::format("{} {}.{}", word(medium), container.name, field.name));
  const Origin origin{OriginKind::computed, false, {}, facts_.keep(classified.found.why)};
  fact.set(Attr::name, facts_.text(field.name))
      .set(Attr::container, facts_.text(container.name))
      .set(Attr::medium, Value::text(word(medium)))
      .set(Attr::class_, facts_.text(classified.data_class), origin)
      .set(Attr::confidence, Value::text(classified.found.is_weak ? "weak" : "strong"), origin)
      .set(Attr::state, state_of(classified, medium, container.description));
  // The type in code that is made of the schema says the same of it.
  if (medium == Medium::request)
    fact.set(Attr::column, facts_.text(fmt::format("request {}.{}", container.name, field.name)));
  if (!shape.written_type.empty()) {
    fact.set(Attr::type,
             facts_.text(shape.format.empty() ? std::string(shape.written_type)
                                              : fmt::format("{} {}", shape.written_type, shape.format)));
  }
  if (!shape.declared.empty()) {
    fact.set(Attr::declared, facts_.text(shape.declared),
             facts_.origin(OriginKind::literal, trees_.place(shape.declared_at)));
  }
  if (shape.width) {
    fact.set(Attr::width, Value::integer(*shape.width),
             shape.width_at ? facts_.origin(OriginKind::literal, trees_.place(shape.width_at)) : Origin{});
  }
  if (within(classified.data_class, "payment.amount")) fact.set(Attr::floating, floating_of(shape));
  if (field.write_only) {
    fact.set(Attr::write_only, Value::boolean(true));
  } else if (is_answered) {
    fact.set(Attr::write_only, Value::boolean(false),
             {OriginKind::fallback, false, {}, "default of OpenAPI"});
  } else {
    fact.set(Attr::write_only, Value::boolean(true),
             {OriginKind::computed, false, {}, "no response of the document has its schema"});
  }
  fact.set(Attr::siblings, facts_.texts(classes));
  if (by < operations_.operations.size()) {
    const Operation& operation = operations_.operations[by];
    fact.set(Attr::operation, facts_.text(operation.name));
    if (!operation.role.empty()) fact.set(Attr::role, facts_.text(operation.role));
  }
}

// The classes of a container's fields and how many have each, in order of their names.
using ClassCounts = std::map<std::string_view, size_t>;
ClassCounts count_classes(const Graph& graph, const std::vector<Field>& fields) {
  ClassCounts counts;
  for (const Field& field : fields) {
    if (field.classified != kNone) ++counts[graph.classified()[field.classified].data_class];
  }
  return counts;
}

// Those of the other fields.
std::vector<std::string_view> classes_beside(const ClassCounts& counts, std::string_view own) {
  std::vector<std::string_view> classes;
  for (const auto& [name, count] : counts) {
    if (name != own || count > 1) classes.push_back(name);
  }
  return classes;
}

}  // namespace

void add_field_facts(Trees& trees, const Graph& graph, const Operations& operations, Facts& facts) {
  FieldFacts writer(trees, graph, operations, facts);
  for (uint32_t id = 0; id < graph.schemas().size(); ++id) {
    const Schema& schema = graph.schemas()[id];
    const ClassCounts counts = count_classes(graph, schema.fields);
    if (counts.empty()) continue;
    const bool is_answered = graph.first(id, Medium::response) != kNone;
    const FieldFacts::Container container{schema.container, graph.description(id)};
    for (const Field& field : schema.fields) {
      if (field.classified == kNone) continue;
      const std::vector<std::string_view> others =
          classes_beside(counts, graph.classified()[field.classified].data_class);
      for (size_t i = 0; i < kMediums; ++i) {
        const Medium medium = static_cast<Medium>(i);
        const uint32_t by = graph.first(id, medium);
        if (by == kNone || !Graph::occurs(field, medium)) continue;
        writer.add(field, container, medium, by, others, is_answered);
      }
    }
  }
  for (size_t i = 0; i < operations.parameters.size(); ++i) {
    const Parameter& parameter = operations.parameters[i];
    writer.add(parameter.field, {parameter.container, {}}, parameter.medium,
               operations.parameter_operations[i], {}, false);
  }
}

void add_address_facts(Trees& trees, const Graph& graph, Facts& facts) {
  for (uint32_t id = 0; id < graph.schemas().size(); ++id) {
    const Schema& schema = graph.schemas()[id];
    bool is_reached = false;
    for (size_t i = 0; i < kMediums; ++i) is_reached |= graph.first(id, static_cast<Medium>(i)) != kNone;
    if (!is_reached) continue;
    int64_t lines = 0;
    bool has_lines = false, has_town = false, has_country = false, is_iso = false;
    for (const Field& field : schema.fields) {
      const AddressWord known = address_word(field.name);
      is_iso |= known.is_iso;
      has_town |= known.part == AddressPart::town;
      has_country |= known.part == AddressPart::country;
      if (known.part != AddressPart::line) continue;
      has_lines = true;
      int64_t most = 1;
      const std::string_view text = trees.text(trees.resolve(field.at), "maxItems");
      std::from_chars(text.data(), text.data() + text.size(), most);
      lines += std::clamp<int64_t>(most, 1, 1000);
    }
    if (!(is_iso || schema.is_party_address) || !(has_lines || (has_town && has_country))) continue;
    const Node& node = trees.node(schema.at);
    const Place place = node.key.empty() ? trees.place(schema.at) : trees.key_place(schema.at);
    facts.add(Kind::address, place, fmt::format("address {}", schema.container))
        .set(Attr::name, facts.text(schema.container))
        .set(Attr::type, Value::text("postal"))
        .set(Attr::structured, Value::boolean(has_town && has_country))
        .set(Attr::address_lines, Value::integer(lines));
  }
}

}  // namespace payaudit::openapi

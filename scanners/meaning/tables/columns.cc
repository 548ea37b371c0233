// Columns to `field` facts: what a column holds, by name and type.
#include <fmt/format.h>

#include <algorithm>

#include "scanners/facts/gaps.h"
#include "scanners/meaning/classify/neutral_type.h"
#include "scanners/meaning/classify/words.h"
#include "scanners/meaning/tables/readers.h"

namespace payaudit {
namespace {

constexpr uint32_t kLongestClear = 23;      // 19 digits in groups of four
constexpr uint32_t kLongestTruncated = 11;  // the shortest card number has 12 digits

Sourced text(Facts& facts, std::string_view value, const TableColumn& column, std::string_view note) {
  return {facts.text(value), facts.origin(OriginKind::literal, column.type_place, note)};
}

Sourced unknown(Facts& facts, std::string_view why, const TableColumn& column) {
  return {facts.unknown(why), facts.origin(OriginKind::literal, column.type_place)};
}

bool is_integer_of_at_most_ten_digits(std::string_view type) {
  const std::vector<std::string> words = split_words(type);
  static constexpr std::string_view kSmall[] = {"int",       "integer", "smallint",
                                                "mediumint", "tinyint", "serial"};
  return !words.empty() && std::find(std::begin(kSmall), std::end(kSmall), words.front()) != std::end(kSmall);
}

// A name alone proves no encryption, and a type wide enough for a cipher text leaves it open.
Sourced state_of(Facts& facts, const TableColumn& column, const Classification& found) {
  if (column.is_encrypted) return text(facts, "encrypted", column, "encrypted by the database");
  if (!found.doubt.empty()) return unknown(facts, found.doubt, column);
  const bool is_number_class = within(found.data_class, "account.chd.pan");
  const std::string_view type = neutral_type(column.type);
  const bool is_narrow = (type == "text" && column.width > 0 && column.width <= kLongestTruncated) ||
                         (type == "number" && ((column.width > 0 && column.width < 12) ||
                                               is_integer_of_at_most_ten_digits(column.type)));
  if (is_number_class && found.state == "truncated" && is_narrow)
    return text(facts, "truncated", column, "too narrow for a card number");
  // A hash without a key is no protection; whatever else a name promises is to be proved.
  const bool is_promise = found.state == "encrypted" || found.state == "keyed-hashed" ||
                          (is_number_class && (found.state == "truncated" || found.state == "tokenized"));
  if (is_promise)
    return unknown(facts, fmt::format("the name says {}; what writes it is not seen", found.state), column);
  if (!found.state.empty() && found.state != "clear") return text(facts, found.state, column, found.why);
  if (type == "number" || type == "float" || type == "date") {
    if (is_number_class &&
        (is_integer_of_at_most_ten_digits(column.type) || (column.width > 0 && column.width < 12)))
      return unknown(facts, "the type is too small for a card number", column);
    return text(facts, "clear", column, "a type for plain values");
  }
  if (type == "text" && column.width > 0 && column.width <= kLongestClear) {
    if (is_number_class && column.width <= kLongestTruncated)
      return column.width < 11 ? text(facts, "truncated", column, "too narrow for a card number")
                               : unknown(facts, "the type is too small for a card number", column);
    return text(facts, "clear", column, "too narrow for a cipher text");
  }
  return unknown(facts,
                 type.empty() ? "the type is not written"
                              : "the type may hold a cipher text; what writes it is not seen",
                 column);
}

Sourced floating(Facts& facts, const TableColumn& column) {
  const std::string_view type = neutral_type(column.type);
  const std::vector<std::string> words = split_words(column.type);
  const std::string first = words.empty() ? "" : words.front();
  const Origin origin = facts.origin(OriginKind::literal, column.type_place);
  const bool is_binary =
      type == "float" || ((first == "float" || first == "double" || first == "real") && type != "text") ||
      (words.size() > 1 && first == "binary" && (words[1] == "float" || words[1] == "double"));
  if (is_binary) return {Value::boolean(true), origin};
  if (type == "number" || type == "text") return {Value::boolean(false), origin};
  return {facts.unknown("the type is not one of those known"), origin};
}

}  // namespace

void add_columns(Facts& facts, const TableModel& table, const Classifier& classifier) {
  std::vector<std::string_view> names;
  for (const TableColumn& column : table.columns) {
    if (!column.name.empty()) names.push_back(column.name);
  }
  // Siblings are context, not data: beyond what a table of any use has, they say nothing more.
  constexpr size_t kMostSiblings = 200;
  const std::span<const std::string_view> siblings(names.data(), std::min(names.size(), kMostSiblings));
  if (names.size() > kMostSiblings) {
    Fact& gap = add_limit_gap(
        facts, table.columns.front().place, fmt::format("table {}", table.name),
        "more than 200 columns: names that need others beside them are judged beside the first 200");
    may_hold(facts, gap, {Kind::field});
  }
  std::vector<std::pair<const TableColumn*, Classification>> found;
  for (const TableColumn& column : table.columns) {
    if (column.name.empty() || column.name.find("${") != std::string_view::npos) continue;
    const auto result = classifier.classify(
        column.name,
        {.entity = table.name, .siblings = siblings, .type = column.type, .description = column.comment});
    if (result) {
      found.emplace_back(&column, *result);
      continue;
    }
    // COMMENT ON COLUMN … IS 'PII: …'
    for (const std::string& word : split_words(column.comment)) {
      const std::string_view declared = classifier.declared_class(fmt::format("comment: {}", word));
      if (declared.empty()) continue;
      found.emplace_back(
          &column, Classification{declared, "clear", false, fmt::format("its comment says `{}`", word)});
      break;
    }
  }
  std::vector<std::string_view> classes;
  for (const auto& [column, result] : found) classes.push_back(result.data_class);
  std::sort(classes.begin(), classes.end());
  classes.erase(std::unique(classes.begin(), classes.end()), classes.end());
  const Value all = facts.texts(classes);
  for (const auto& [column, result] : found) {
    const Origin origin = facts.origin(OriginKind::literal, column->place);
    Fact& fact = facts.add(Kind::field, column->place, fmt::format("table {}.{}", table.name, column->name));
    fact.set(Attr::name, facts.text(column->name), origin)
        .set(Attr::container, facts.text(table.name), origin)
        .set(Attr::medium, facts.text("column"), origin)
        .set(Attr::column, facts.text(fmt::format("{}.{}", table.name, column->name)), origin)
        .set(Attr::class_, facts.text(result.data_class),
             facts.origin(OriginKind::literal, column->place, result.why))
        .set(Attr::confidence, facts.text(result.is_weak ? "weak" : "strong"), origin)
        .set(Attr::state, state_of(facts, *column, result))
        .set(Attr::siblings, all, origin)
        .set(Attr::cascade_delete,
             table.cascades  ? Value::boolean(true)
             : table.is_open ? facts.unknown("the table has constraints that are not in the tree")
                             : Value::boolean(false),
             origin);
    if (!result.issuer_mark.empty())
      fact.set(Attr::issuing,
               facts.unknown(fmt::format("`{}` beside it speaks of an issuer, who may keep it where "
                                         "it is documented why",
                                         result.issuer_mark)),
               origin);
    if (column->type.empty()) continue;
    const Origin type = facts.origin(OriginKind::literal, column->type_place);
    fact.set(Attr::type, facts.text(column->type), type).set(Attr::floating, floating(facts, *column));
    const std::string_view neutral = neutral_type(column->type);
    if (column->width > 0 && (neutral == "text" || neutral == "bytes"))
      fact.set(Attr::width, Value::integer(column->width), type);
  }
}

}  // namespace payaudit

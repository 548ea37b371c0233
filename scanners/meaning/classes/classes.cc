#include "scanners/meaning/classes/classes.h"

#include <fmt/format.h>

#include <algorithm>

#include "scanners/meaning/classes/class_body.h"
#include "scanners/meaning/classes/definitions.h"
#include "scanners/meaning/classes/names.h"
#include "scanners/meaning/classes/setters.h"
#include "scanners/meaning/classes/table_names.h"
#include "scanners/meaning/classify/address_words.h"
#include "scanners/meaning/classify/neutral_type.h"
#include "scanners/meaning/classify/words.h"
#include "scanners/meaning/flow/marks.h"
#include "scanners/source/characters.h"

namespace payaudit {
namespace {

bool ends_with_word(std::string_view name, std::initializer_list<std::string_view> words) {
  const std::vector<std::string> all = split_words(name);
  return !all.empty() && std::find(words.begin(), words.end(), all.back()) != words.end();
}

std::string_view medium_of(const Type& type) {
  if (ends_with_word(type.name, {"event", "message", "notification"})) return "event";
  if (ends_with_word(type.name, {"request"})) return "request";
  if (ends_with_word(type.name, {"response"})) return "response";
  return "member";
}

// A type as a mapper has it, with the bound of its width where one is written.
struct ColumnType {
  std::string_view text;
  std::optional<int64_t> width;
  bool is_column = false;  // a call that describes a column says it
};

std::optional<int64_t> number_of(std::string_view text) {
  if (text.empty() || text.size() > 6) return std::nullopt;
  int64_t number = 0;
  for (char c : text) {
    if (c < '0' || c > '9') return std::nullopt;
    number = number * 10 + (c - '0');
  }
  return number;
}

// The last assignment of each register of a function.
std::vector<const Instruction*> makers(const Function& function) {
  std::vector<const Instruction*> made(function.variables.size(), nullptr);
  for (const Instruction& now : function.body) {
    if (now.out < made.size()) made[now.out] = &now;
  }
  return made;
}

const Instruction* made_by(const std::vector<const Instruction*>& made, Reg reg) {
  return reg < made.size() ? made[reg] : nullptr;
}

// `String(19)`, `CharField(max_length=19)`, `{type: STRING(19)}`.
ColumnType type_of_value(const std::vector<const Instruction*>& made, const Instruction& value,
                         const MapperModels& models) {
  ColumnType type{value.text, std::nullopt, false};
  for (const Argument& argument : value.args) {
    if (!argument.name.empty() && !is_in(models.widths, argument.name)) continue;
    const Instruction* bound = made_by(made, argument.value);
    if (bound == nullptr || bound->op != Op::literal || bound->literal != LiteralKind::number) continue;
    type.width = number_of(bound->text);
    break;
  }
  return type;
}

// `card_number = models.CharField(…)`, `Column(String(19))`: what is assigned in the class's body is the
// type.
ColumnType assigned_type(const Code& code, TypeId type, std::string_view member, const MapperModels& models) {
  for (const Function& function : code.functions) {
    if (function.owner != type || function.name != "<fields>") continue;
    const std::vector<const Instruction*> made = makers(function);
    for (const Instruction& now : function.body) {
      const bool names_member = now.op == Op::copy && now.out < made.size() &&
                                function.variables[now.out].name == member && !now.args.empty();
      if (!names_member) continue;
      const Instruction* value = made_by(made, now.args[0].value);
      const auto tells = [](const Instruction* each) {
        return each != nullptr && (each->op == Op::call || each->op == Op::construct ||
                                   each->op == Op::name || each->op == Op::field);
      };
      if (!tells(value)) return {};
      const ColumnType whole = type_of_value(made, *value, models);
      if (!is_in(models.column_calls, value->text)) return whole;
      // The first argument that is no text is the type: a column may be named first.
      ColumnType column{{}, whole.width, true};
      for (const Argument& argument : value->args) {
        const Instruction* first = made_by(made, argument.value);
        if (!argument.name.empty() || !tells(first)) continue;
        const ColumnType written = type_of_value(made, *first, models);
        return {written.text, written.width, true};
      }
      return column;
    }
  }
  return {};
}

// Constants of a type are no data of its values. In Python, what is assigned in the body is a member's
// default or its mapping.
bool is_member(const Code& code, const Field& field) {
  if (code.language != "python") return !field.is_static;
  return std::any_of(field.name.begin(), field.name.end(), [](char c) { return c >= 'a' && c <= 'z'; });
}

// The parts of a tag: GORM parts them with `;`, Bun with `,`; a comma in parentheses is a type's.
std::vector<std::string_view> parts_of_tag(std::string_view tag) {
  std::vector<std::string_view> parts;
  size_t begin = 0;
  int depth = 0;
  for (size_t at = 0; at <= tag.size(); ++at) {
    const char c = at < tag.size() ? tag[at] : ';';
    if (c == '(') ++depth;
    if (c == ')') --depth;
    if (c != ';' && (c != ',' || depth > 0)) continue;
    parts.push_back(tag.substr(begin, at - begin));
    begin = at + 1;
  }
  return parts;
}

// `aesgcm` of a tag `column:card_number;serializer:aesgcm`.
std::string_view part_of_tag(std::string_view tag, std::string_view key) {
  for (std::string_view part : parts_of_tag(tag)) {
    const size_t colon = part.find(':');
    if (colon != std::string_view::npos && equals_ignoring_case(part.substr(0, colon), key))
      return part.substr(colon + 1);
  }
  return {};
}

// A mark or tag that says that the member is not written.
bool is_transient(const Annotation& mark, const MapperModels& models) {
  if (is_in(models.transient, last_segment(mark.name))) return true;
  if (!is_in(models.tags, mark.name) || mark.arguments.empty()) return false;
  const std::vector<std::string_view> parts = parts_of_tag(mark.arguments.front().text);
  return std::any_of(parts.begin(), parts.end(),
                     [&](std::string_view part) { return is_in(models.transient_options, part); });
}

std::string converter_of(const Field& field, std::string_view written_type, const ConverterIndex& converters,
                         const MapperModels& models) {
  for (const Annotation& mark : field.annotations) {
    const bool is_column = is_in(models.columns, last_segment(mark.name));
    for (const AnnotationArgument& argument : mark.arguments) {
      if (!is_column) break;
      for (const std::string& word : models.converting) {
        if (argument.name == word) {
          // `new SealingTransformer()`, `SealingTransformer`.
          std::string_view name = argument.text;
          if (name.starts_with("new ")) name = name.substr(4, name.find('(') - 4);
          const bool is_name = name.find_first_of(" {(=") == std::string_view::npos;
          return is_name && !name.empty() ? std::string(name) : word;
        }
        const std::string_view part = part_of_tag(argument.text, word);
        if (!part.empty()) return std::string(part);
        if (argument.text.find(word + ":") != std::string_view::npos) return word;
      }
    }
    if (!is_in(models.converters, last_segment(mark.name))) continue;
    for (const AnnotationArgument& argument : mark.arguments) {
      const bool names_it = argument.name.empty() || argument.name == "converter" ||
                            argument.name == "value" || argument.name == "type" || argument.name == "write";
      if (!names_it) continue;
      std::string_view text = argument.text;
      if (text.ends_with(".class")) text.remove_suffix(6);
      return std::string(text);
    }
    return std::string(mark.name);
  }
  const std::string_view type = last_segment(written_type.substr(0, written_type.find_first_of("<(")));
  return is_in(models.encrypting_types, type) || converters.knows(type) ? std::string(type) : std::string();
}

// Members' types as the mapper has them: by a mark, a tag, or what is assigned.
ColumnType column_type(const Code& code, TypeId type, const Field& field, const MapperModels& models) {
  ColumnType found{field.type, std::nullopt, false};
  if (code.language == "python" && type != kNoType) {
    // `number: Mapped[str] = mapped_column(Sealed(200))`: the column's own type is the one that is written.
    const ColumnType assigned = assigned_type(code, type, field.name, models);
    if (field.type.empty() || (assigned.is_column && !assigned.text.empty())) found.text = assigned.text;
    if (field.type.empty() || assigned.is_column) found.width = assigned.width;
  }
  for (const Annotation& mark : field.annotations) {
    const bool is_column = is_in(models.columns, last_segment(mark.name));
    for (const AnnotationArgument& argument : mark.arguments) {
      if (is_in(models.widths, argument.name)) {
        if (const auto width = number_of(argument.text)) found.width = *width;
      }
      if (!is_column) continue;
      const bool is_unnamed_type = argument.name.empty() && code.language != "java" && code.language != "go";
      if (argument.name == "columnDefinition" || argument.name == "type" || is_unnamed_type)
        found.text = argument.text;
      if (const std::string_view part = part_of_tag(argument.text, "type"); !part.empty()) found.text = part;
      if (const auto width = number_of(part_of_tag(argument.text, "size"))) found.width = *width;
    }
  }
  if (!found.width) {
    if (const auto width = width_of_type(found.text)) found.width = *width;
  }
  return found;
}

class Writer {
 public:
  Writer(FileId file, const Code& code, const ClassTables& tables)
      : file_(file),
        code_(code),
        classifier_(tables.classifier),
        converters_(tables.converters),
        models_(tables.models),
        entities_(tables.entities) {}

  void add(TypeId id) {
    const Type& type = code_.types[id];
    const bool is_entity =
        (is_entity_itself(code_, type, models_) || entities_.extends_entity(code_, type)) &&
        has_table(code_, id, models_) && !entities_.is_embedded_nowhere(type, models_);
    add(id, type, is_entity ? "entity" : medium_of(type));
  }

  // `id`: kNoType for a type that a call defines.
  void add(TypeId id, const Type& type, std::string_view medium) {
    std::vector<std::string_view> names;
    for (const Field& field : type.fields) names.push_back(field.name);
    std::vector<std::pair<const Field*, Classification>> found;
    std::vector<std::string_view> classes;
    for (const Field& field : type.fields) {
      if (!is_member(code_, field)) continue;
      auto classification = classify(id, type, field, names);
      if (!classification) continue;
      classes.push_back(classification->data_class);
      found.emplace_back(&field, std::move(*classification));
    }
    std::sort(classes.begin(), classes.end());
    classes.erase(std::unique(classes.begin(), classes.end()), classes.end());
    for (const auto& [field, classification] : found) add(id, type, *field, classification, medium, classes);
  }

  // A type of a payment message's postal address that cannot hold town and country.
  void add_address(TypeId id) {
    const Type& type = code_.types[id];
    int64_t lines = 0;
    bool has_town = false, has_country = false;
    for (const Field& field : type.fields) {
      const AddressWord word = address_word(field.name);
      if (!word.is_iso || !is_member(code_, field)) continue;
      lines += word.part == AddressPart::line ? 1 : 0;
      has_town |= word.part == AddressPart::town;
      has_country |= word.part == AddressPart::country;
    }
    // That a type could hold a town does not prove that anybody fills it in.
    if (lines == 0 || (has_town && has_country)) return;
    const bool may_inherit = std::any_of(type.bases.begin(), type.bases.end(), [&](std::string_view base) {
      return !is_in(models_.plain_bases, last_segment(base));
    });
    const Span span = type.name_span.is_empty() ? type.span : type.name_span;
    facts_.add(Kind::address, {file_, span}, fmt::format("address {}", type.name))
        .set(Attr::name, facts_.text(type.name))
        .set(Attr::type, facts_.text("postal"))
        .set(Attr::structured, may_inherit ? facts_.unknown("the type it extends may have town and country")
                                           : Value::boolean(false))
        .set(Attr::address_lines, Value::integer(lines));
  }

  Facts take() { return std::move(facts_); }

 private:
  std::optional<Classification> classify(TypeId id, const Type& type, const Field& field,
                                         const std::vector<std::string_view>& names) const {
    const ColumnType column = column_type(code_, id, field, models_);
    return classify_field(
        field, {.entity = type.name, .siblings = names, .type = column.text, .around = code_.package},
        classifier_);
  }

  void add(TypeId id, const Type& type, const Field& field, const Classification& found,
           std::string_view medium, const std::vector<std::string_view>& classes) {
    const ColumnType column = column_type(code_, id, field, models_);
    const bool is_kept_back =
        std::any_of(field.annotations.begin(), field.annotations.end(),
                    [&](const Annotation& mark) { return is_transient(mark, models_); });
    const MemberOptions options = options_of(code_, id, field.name, models_);
    if (is_kept_back || !options.is_kept || is_in(models_.virtual_types, column.text))
      medium = medium == "entity" ? "member" : medium;
    // An amount in a row of a query is kept elsewhere; a card's number there may be all that is seen of it.
    const bool is_of_row = medium == "entity" && within(found.data_class, "payment") &&
                           entities_.is_row_of_query(code_, type, models_);
    if (is_of_row) medium = "member";
    const Span span = field.name_span.is_empty() ? field.span : field.name_span;
    Fact& fact = facts_.add(Kind::field, {file_, span}, fmt::format("{}.{}", type.name, field.name));
    fact.set(Attr::name, facts_.text(field.name));
    fact.set(Attr::container, facts_.text(type.name));
    fact.set(Attr::medium, facts_.text(medium));
    if (medium == "entity")
      fact.set(Attr::column, facts_.text(fmt::format("{}.{}", table_of(code_, id, type, models_),
                                                     column_of(code_, id, field, models_))));
    // A response by its name: what a provider answers has the same one.
    // The schema of an API's description and the type that is made of it are one.
    if (medium == "request")
      fact.set(Attr::column, facts_.text(fmt::format("request {}.{}", type.name, field.name)));
    if (medium == "request" && id != kNoType && entities_.is_only_sent(type.name))
      fact.set(Attr::direction, facts_.text("egress"));
    if (medium == "response")
      fact.set(Attr::audience, facts_.unknown("whether it is given out or got from others is not seen"));
    fact.set(Attr::class_, facts_.text(found.data_class));
    fact.set(Attr::confidence, facts_.text(found.is_weak ? "weak" : "strong"));
    if (!found.issuer_mark.empty())
      fact.set(Attr::issuing,
               facts_.unknown(fmt::format("`{}` beside it speaks of an issuer, who may keep it where "
                                          "it is documented why",
                                          found.issuer_mark)));
    if (!column.text.empty()) {
      fact.set(Attr::type, facts_.text(column.text));
      if (options.is_exact) {
        fact.set(Attr::floating, Value::boolean(false));
      } else {
        set_floating(fact, field, column.text);
      }
    }
    if (column.width) fact.set(Attr::width, Value::integer(*column.width));
    if (const auto mark = mark_of(field, classifier_)) fact.set(Attr::declared, facts_.text(mark->written));
    set_state(fact, id, field, column, found);
    fact.set(Attr::siblings, facts_.texts(classes));
    fact.notes.push_back(
        {{file_, span}, facts_.keep(fmt::format("{}: {}", found.data_class, found.why)), NoteRole::context});
  }

  // The one number type of JavaScript is what JSON gives for any number, whole ones too: alone it says
  // nothing. What the column is, its mark or call says.
  void set_floating(Fact& fact, const Field& field, std::string_view type) {
    const bool is_script = code_.language == "typescript" || code_.language == "javascript";
    const std::string_view neutral = neutral_type(type);
    const bool is_plain_number = is_script && neutral == "number" && type == field.type;
    if (is_plain_number) return;
    if (neutral == "float") fact.set(Attr::floating, Value::boolean(true));
    if (neutral == "number" || neutral == "text") fact.set(Attr::floating, Value::boolean(false));
  }

  void set_state(Fact& fact, TypeId id, const Field& field, const ColumnType& column,
                 const Classification& found) {
    if (!found.doubt.empty()) {
      fact.set(Attr::state, facts_.unknown(found.doubt));
      return;
    }
    // No card number has fewer than 12 digits.
    constexpr int64_t kLongestTruncated = 10;
    const bool is_text = neutral_type(column.text) == "text" || neutral_type(field.type) == "text";
    if (within(found.data_class, "account.chd.pan") && is_text && column.width &&
        *column.width <= kLongestTruncated) {
      fact.set(Attr::state, facts_.text("truncated"));
      return;
    }
    const std::string converter = converter_of(field, column.text, converters_, models_);
    if (!converter.empty()) {
      fact.set(Attr::converter, facts_.text(converter));
      // A type of the repository may bear a library's name.
      const bool is_library = is_in(models_.encrypting_types, converter) && !converters_.knows(converter);
      const bool only_encodes = is_in(models_.encoding, converter) && !converters_.knows(converter);
      const std::string_view state = is_library     ? "encrypted"
                                     : only_encodes ? "clear"
                                                    : converters_.state_of(last_segment(converter));
      fact.set(Attr::state, state.empty()
                                ? facts_.unknown(fmt::format("what `{}` does is not known", converter))
                                : facts_.text(state));
      return;
    }
    if (found.state != "clear" && id != kNoType) {
      // Whatever its name promises.
      if (const Function* setter = keeps_as_it_is(code_, id, field.name, found.data_class, classifier_)) {
        const Span at = setter->name_span.is_empty() ? setter->span : setter->name_span;
        fact.set(Attr::state, facts_.text("clear"));
        fact.notes.push_back({{file_, at},
                              facts_.keep(fmt::format("`{}` keeps it as it is given", setter->name)),
                              NoteRole::context});
        return;
      }
    }
    if (found.state == "clear" && id != kNoType && is_changed_before_kept(code_, id, field.name)) {
      fact.set(Attr::state,
               facts_.unknown("what a method of its type makes of it before it is kept is not followed"));
      return;
    }
    fact.set(Attr::state, found.state == "clear" ? facts_.text("clear")
                                                 : facts_.unknown(fmt::format(
                                                       "its name says {}; nothing proves it", found.state)));
  }

  const FileId file_;
  const Code& code_;
  const Classifier& classifier_;
  const ConverterIndex& converters_;
  const MapperModels& models_;
  const EntityIndex& entities_;
  Facts facts_;
};

}  // namespace

Facts class_facts(FileId file, const Code& code, const ClassTables& tables) {
  Writer writer(file, code, tables);
  for (TypeId id = 0; id < code.types.size(); ++id) {
    if (code.types[id].name.empty()) continue;
    writer.add(id);
    writer.add_address(id);
  }
  const DefinedTypes defined = defined_types(code, tables.models);
  for (const Type& type : defined.types) writer.add(kNoType, type, "entity");
  return writer.take();
}

}  // namespace payaudit

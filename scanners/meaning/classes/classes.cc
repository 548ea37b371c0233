#include "scanners/meaning/classes/classes.h"

#include <fmt/format.h>
#include <algorithm>

#include "scanners/meaning/classify/address_words.h"
#include "scanners/meaning/classify/neutral_type.h"
#include "scanners/meaning/classify/words.h"
#include "scanners/meaning/flow/marks.h"
#include "scanners/source/characters.h"

namespace payaudit {
namespace {

// Marks of persistent types: JPA, Hibernate, Spring Data, TypeORM, Sequelize, Mongoose.
constexpr std::string_view kEntityMarks[] = {"Entity",        "Embeddable",   "MappedSuperclass",
                                             "Document",      "Table",        "RedisHash",
                                             "DynamoDBTable", "DynamoDbBean", "Schema"};
// Bases of persistent types: Django, SQLAlchemy, SQLModel, MongoEngine, Sequelize, TypeORM, GORM, Panache.
constexpr std::string_view kEntityBases[] = {"models.Model",      "db.Model",      "DeclarativeBase",
                                             "BaseEntity",        "PanacheEntity", "gorm.Model",
                                             "mongoose.Document", "peewee.Model"};
constexpr std::string_view kTransient[] = {"Transient", "javax.persistence.Transient",
                                           "jakarta.persistence.Transient", "NotMapped"};
constexpr std::string_view kConverters[] = {"Convert", "Type", "ColumnTransformer", "Encrypted",
                                            "EncryptedColumn"};
// Bases that have no members of data.
constexpr std::string_view kPlainBases[] = {"BaseModel", "object",     "Serializable", "Cloneable",
                                            "Enum",      "NamedTuple", "TypedDict",    "Struct"};
// Types whose purpose is to encrypt what they hold; each of a published library.
constexpr std::string_view kEncryptingTypes[] = {"EncryptedCharField", "EncryptedTextField",
                                                 "EncryptedField",     "StringEncryptedType",
                                                 "EncryptedType",      "EncryptedEmailField"};

std::string_view last_segment(std::string_view name) {
  const size_t dot = name.rfind('.');
  return dot == std::string_view::npos ? name : name.substr(dot + 1);
}

bool imports(const Code& code, std::string_view what) {
  return std::any_of(code.imports.begin(), code.imports.end(), [&](const Import& import) {
    return import.module.find(what) != std::string_view::npos;
  });
}

const Annotation* find_mark(const std::vector<Annotation>& marks, std::string_view name) {
  for (const Annotation& mark : marks) {
    if (mark.name == name || last_segment(mark.name) == name) return &mark;
  }
  return nullptr;
}

// Whether a mapper persists values of the type. Marks of the same name mean other things elsewhere, so that a
// library that maps must be imported where the name alone does not tell.
bool is_entity(const Code& code, const Type& type) {
  for (const Annotation& mark : type.annotations) {
    const std::string_view name = last_segment(mark.name);
    if (!is_one_of(name, kEntityMarks)) continue;
    if (code.language == "java" && (imports(code, "persistence") || imports(code, "springframework.data") ||
                                    imports(code, "dynamodb") || imports(code, "hibernate"))) {
      return true;
    }
    if (imports(code, "typeorm") || imports(code, "sequelize") || imports(code, "mongoose") ||
        imports(code, "mikro-orm")) {
      return true;
    }
  }
  for (std::string_view base : type.bases) {
    const std::string_view plain = base.substr(0, base.find_first_of("<(["));
    if (is_one_of(plain, kEntityBases)) return true;
    if (plain == "Base" && imports(code, "sqlalchemy")) return true;
    if (plain == "Model" && (imports(code, "sequelize") || imports(code, "django.db") ||
                             imports(code, "peewee") || imports(code, "tortoise"))) {
      return true;
    }
  }
  // Go: tags of a mapper on its members.
  return std::any_of(type.fields.begin(), type.fields.end(), [](const Field& field) {
    return find_mark(field.annotations, "gorm") != nullptr ||
           find_mark(field.annotations, "bson") != nullptr || find_mark(field.annotations, "db") != nullptr;
  });
}

bool ends_with_word(std::string_view name, std::initializer_list<std::string_view> words) {
  const std::vector<std::string> all = split_words(name);
  return !all.empty() && std::find(words.begin(), words.end(), all.back()) != words.end();
}

std::string_view medium_of(const Code& code, const Type& type) {
  if (is_entity(code, type)) return "entity";
  if (ends_with_word(type.name, {"event", "message", "notification"})) return "event";
  if (ends_with_word(type.name, {"request"})) return "request";
  if (ends_with_word(type.name, {"response"})) return "response";
  return "member";
}

// `card_number = models.CharField(…)`, `Column(String(19))`: what is assigned in the class's body is the
// type.
std::string_view assigned_type(const Code& code, TypeId type, std::string_view member) {
  for (const Function& function : code.functions) {
    if (function.owner != type || function.name != "<fields>") continue;
    std::vector<const Instruction*> made(function.variables.size(), nullptr);
    for (const Instruction& now : function.body) {
      const bool names_member = now.op == Op::copy && now.out < made.size() &&
                                function.variables[now.out].name == member && !now.args.empty();
      if (names_member && now.args[0].value < made.size()) {
        const Instruction* value = made[now.args[0].value];
        if (value == nullptr) return {};
        const bool is_column = value->text == "Column" || value->text == "mapped_column";
        if (!is_column) return value->text;
        if (value->args.empty() || value->args[0].value >= made.size()) return {};
        const Instruction* first = made[value->args[0].value];
        return first == nullptr ? std::string_view() : first->text;
      }
      const bool tells =
          now.op == Op::call || now.op == Op::construct || now.op == Op::name || now.op == Op::field;
      if (tells && now.out < made.size()) made[now.out] = &now;
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

// The type of a member as its mapper has it.
std::string_view persisted_type(const Code& code, TypeId type, const Field& field) {
  for (const Annotation& mark : field.annotations) {
    if (mark.name != "Column" && mark.name != "gorm") continue;
    for (const AnnotationArgument& argument : mark.arguments) {
      if (argument.name == "columnDefinition" || argument.name == "type") return argument.text;
    }
  }
  return field.type.empty() && code.language == "python" ? assigned_type(code, type, field.name) : field.type;
}

std::string converter_of(const Field& field, std::string_view written_type,
                         const ConverterIndex& converters) {
  for (const Annotation& mark : field.annotations) {
    // TypeORM: @Column({transformer: …})
    for (const AnnotationArgument& argument : mark.arguments) {
      const bool transforms =
          argument.name == "transformer" || argument.text.find("transformer:") != std::string_view::npos;
      if (last_segment(mark.name) == "Column" && transforms) return "transformer";
    }
    if (!is_one_of(last_segment(mark.name), kConverters)) continue;
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
  return is_one_of(type, kEncryptingTypes) || converters.knows(type) ? std::string(type) : std::string();
}

// Calls with arguments that leave a value what it is.
constexpr std::string_view kKeeping[] = {"replace", "replaceAll", "valueOf", "toString", "orElse",
                                         "strip",   "get",        "str",     "String",   "requireNonNull"};

// Whether a type's own methods make something else of a member's value before they keep it, and none keeps
// what it is given as it is: `self.number = "…" + self.number[-4:]`, `this.pan = vault.encrypt(pan)`.
bool is_changed_before_kept(const Code& code, TypeId type, std::string_view member) {
  bool is_changed = false;
  for (const Function& function : code.functions) {
    if (function.owner != type || function.name == "<fields>") continue;
    for (const Instruction& now : function.body) {
      const bool keeps = (now.op == Op::set_field && now.args.size() == 2 &&
                          now.args[0].value == function.self && now.text == member) ||
                         (now.op == Op::set_name && !now.args.empty() && now.text == member);
      if (!keeps) continue;
      const Reg value = now.args.back().value;
      const auto made = std::find_if(function.body.begin(), function.body.end(),
                                     [&](const Instruction& each) { return each.out == value; });
      if (made == function.body.end()) return false;
      if (made->op == Op::literal) continue;
      const bool changes = made->op == Op::concat || made->op == Op::index ||
                           (made->op == Op::binary && made->text == "+") ||
                           (made->op == Op::call && !made->args.empty() && !is_one_of(made->text, kKeeping));
      if (!changes) return false;
      is_changed = true;
    }
  }
  return is_changed;
}

// `@Column(length = 19)`, `max_length=19`.
std::optional<int64_t> width_of(const Field& field, std::string_view written_type) {
  for (const Annotation& mark : field.annotations) {
    for (const AnnotationArgument& argument : mark.arguments) {
      if (argument.name != "length" && argument.name != "max_length" && argument.name != "size") continue;
      int64_t width = 0;
      for (char c : argument.text.substr(0, 6)) {
        if (c < '0' || c > '9') return std::nullopt;
        width = width * 10 + (c - '0');
      }
      if (width > 0) return width;
    }
  }
  if (const auto width = width_of_type(written_type)) return *width;
  return std::nullopt;
}

class Writer {
 public:
  Writer(FileId file, const Code& code, const Classifier& classifier, const ConverterIndex& converters)
      : file_(file), code_(code), classifier_(classifier), converters_(converters) {}

  void add(TypeId id) {
    const Type& type = code_.types[id];
    const std::string_view medium = medium_of(code_, type);
    std::vector<std::string_view> names;
    for (const Field& field : type.fields) names.push_back(field.name);
    std::vector<std::pair<const Field*, Classification>> found;
    std::vector<std::string_view> classes;
    for (const Field& field : type.fields) {
      if (!is_member(code_, field)) continue;
      auto classification = classify(id, field, names);
      if (!classification) continue;
      classes.push_back(classification->data_class);
      found.emplace_back(&field, std::move(*classification));
    }
    std::sort(classes.begin(), classes.end());
    classes.erase(std::unique(classes.begin(), classes.end()), classes.end());
    for (const auto& [field, classification] : found) add(id, *field, classification, medium, classes);
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
    const bool may_inherit = std::any_of(type.bases.begin(), type.bases.end(), [](std::string_view base) {
      return !is_one_of(last_segment(base), kPlainBases);
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
  std::optional<Classification> classify(TypeId id, const Field& field,
                                         const std::vector<std::string_view>& names) const {
    const std::string_view type = persisted_type(code_, id, field);
    return classify_field(field, {.entity = code_.types[id].name, .siblings = names, .type = type},
                          classifier_);
  }

  void add(TypeId id, const Field& field, const Classification& found, std::string_view medium,
           const std::vector<std::string_view>& classes) {
    const Type& type = code_.types[id];
    const std::string_view written_type = persisted_type(code_, id, field);
    const bool is_transient =
        std::any_of(field.annotations.begin(), field.annotations.end(), [](const Annotation& mark) {
          return is_one_of(mark.name, kTransient) ||
                 ((mark.name == "gorm" || mark.name == "db" || mark.name == "bson") &&
                  !mark.arguments.empty() && mark.arguments.front().text.starts_with("-"));
        });
    if (medium == "entity" && is_transient) medium = "member";
    const Span span = field.name_span.is_empty() ? field.span : field.name_span;
    Fact& fact = facts_.add(Kind::field, {file_, span}, fmt::format("{}.{}", type.name, field.name));
    fact.set(Attr::name, facts_.text(field.name));
    fact.set(Attr::container, facts_.text(type.name));
    fact.set(Attr::medium, facts_.text(medium));
    fact.set(Attr::class_, facts_.text(found.data_class));
    fact.set(Attr::confidence, facts_.text(found.is_weak ? "weak" : "strong"));
    if (!written_type.empty()) {
      fact.set(Attr::type, facts_.text(written_type));
      const std::string_view neutral = neutral_type(written_type);
      if (neutral == "float") fact.set(Attr::floating, Value::boolean(true));
      if (neutral == "number" || neutral == "text")
        fact.set(Attr::floating, Value::boolean(is_javascript_number(field)));
    }
    if (const auto width = width_of(field, written_type)) fact.set(Attr::width, Value::integer(*width));
    if (const auto mark = mark_of(field, classifier_)) fact.set(Attr::declared, facts_.text(mark->written));
    set_state(fact, id, field, written_type, found);
    fact.set(Attr::siblings, facts_.texts(classes));
    fact.notes.push_back(
        {{file_, span}, facts_.keep(fmt::format("{}: {}", found.data_class, found.why)), NoteRole::context});
  }

  void set_state(Fact& fact, TypeId id, const Field& field, std::string_view written_type,
                 const Classification& found) {
    const std::string converter = converter_of(field, written_type, converters_);
    if (!converter.empty()) {
      fact.set(Attr::converter, facts_.text(converter));
      // A type of the repository may bear a library's name.
      const bool is_library =
          is_one_of(std::string_view(converter), kEncryptingTypes) && !converters_.knows(converter);
      const std::string_view state = is_library ? "encrypted" : converters_.state_of(last_segment(converter));
      fact.set(Attr::state, state.empty()
                                ? facts_.unknown(fmt::format("what `{}` does is not known", converter))
                                : facts_.text(state));
      return;
    }
    if (found.state == "clear" && is_changed_before_kept(code_, id, field.name)) {
      fact.set(Attr::state,
               facts_.unknown("what a method of its type makes of it before it is kept is not followed"));
      return;
    }
    fact.set(Attr::state, found.state == "clear" ? facts_.text("clear")
                                                 : facts_.unknown(fmt::format(
                                                       "its name says {}; nothing proves it", found.state)));
  }

  // The one number type of these languages is a binary floating point type.
  bool is_javascript_number(const Field& field) const {
    return (code_.language == "typescript" || code_.language == "javascript") && field.type == "number";
  }

  const FileId file_;
  const Code& code_;
  const Classifier& classifier_;
  const ConverterIndex& converters_;
  Facts facts_;
};

}  // namespace

Facts class_facts(FileId file, const Code& code, const Classifier& classifier,
                  const ConverterIndex& converters) {
  Writer writer(file, code, classifier, converters);
  for (TypeId id = 0; id < code.types.size(); ++id) {
    if (code.types[id].name.empty()) continue;
    writer.add(id);
    writer.add_address(id);
  }
  return writer.take();
}

}  // namespace payaudit

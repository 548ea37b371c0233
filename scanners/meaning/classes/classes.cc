#include "scanners/meaning/classes/classes.h"

#include <fmt/format.h>
#include <algorithm>

#include "scanners/meaning/classify/neutral_type.h"
#include "scanners/meaning/classify/words.h"

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
// Types whose purpose is to encrypt what they hold; each of a published library.
constexpr std::string_view kEncryptingTypes[] = {"EncryptedCharField", "EncryptedTextField",
                                                 "EncryptedField",     "StringEncryptedType",
                                                 "EncryptedType",      "EncryptedEmailField"};

template <size_t n>
bool is_one_of(std::string_view word, const std::string_view (&list)[n]) {
  return std::find(std::begin(list), std::end(list), word) != std::end(list);
}

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

// The type of a member as its mapper has it: Django's and SQLAlchemy's is the call that is assigned.
std::string_view persisted_type(const Field& field) {
  for (const Annotation& mark : field.annotations) {
    if (mark.name != "Column" && mark.name != "gorm") continue;
    for (const AnnotationArgument& argument : mark.arguments) {
      if (argument.name == "columnDefinition" || argument.name == "type") return argument.text;
    }
  }
  return field.type;
}

std::string converter_of(const Field& field) {
  for (const Annotation& mark : field.annotations) {
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
  const std::string_view type = last_segment(field.type.substr(0, field.type.find_first_of("<(")));
  return is_one_of(type, kEncryptingTypes) ? std::string(type) : std::string();
}

// `@Column(length = 19)`, `max_length=19`.
std::optional<int64_t> width_of(const Field& field) {
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
  if (const auto width = width_of_type(field.type)) return *width;
  return std::nullopt;
}

class Writer {
 public:
  Writer(FileId file, const Code& code, const Classifier& classifier)
      : file_(file), code_(code), classifier_(classifier) {}

  void add(const Type& type) {
    const std::string_view medium = medium_of(code_, type);
    std::vector<std::string_view> names;
    for (const Field& field : type.fields) names.push_back(field.name);
    std::vector<std::pair<const Field*, Classification>> found;
    std::vector<std::string_view> classes;
    for (const Field& field : type.fields) {
      if (field.is_static) continue;
      auto classification = classify(type, field, names);
      if (!classification) continue;
      classes.push_back(classification->data_class);
      found.emplace_back(&field, std::move(*classification));
    }
    std::sort(classes.begin(), classes.end());
    classes.erase(std::unique(classes.begin(), classes.end()), classes.end());
    for (const auto& [field, classification] : found) add(type, *field, classification, medium, classes);
  }

  Facts take() { return std::move(facts_); }

 private:
  std::optional<Classification> classify(const Type& type, const Field& field,
                                         const std::vector<std::string_view>& names) const {
    for (const Annotation& mark : field.annotations) {
      const std::string_view declared = classifier_.declared_class(fmt::format("annotation: @{}", mark.name));
      if (!declared.empty())
        return Classification{declared, "clear", false, fmt::format("marked `@{}`", mark.name)};
    }
    return classifier_.classify(field.name,
                                {.entity = type.name, .siblings = names, .type = persisted_type(field)});
  }

  void add(const Type& type, const Field& field, const Classification& found, std::string_view medium,
           const std::vector<std::string_view>& classes) {
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
    if (!field.type.empty()) {
      fact.set(Attr::type, facts_.text(field.type));
      const std::string_view neutral = neutral_type(persisted_type(field));
      if (neutral == "float") fact.set(Attr::floating, Value::boolean(true));
      if (neutral == "number" || neutral == "text")
        fact.set(Attr::floating, Value::boolean(is_javascript_number(field)));
    }
    if (const auto width = width_of(field)) fact.set(Attr::width, Value::integer(*width));
    set_state(fact, field, found);
    fact.set(Attr::siblings, facts_.texts(classes));
    fact.notes.push_back(
        {{file_, span}, facts_.keep(fmt::format("{}: {}", found.data_class, found.why)), NoteRole::context});
  }

  void set_state(Fact& fact, const Field& field, const Classification& found) {
    const std::string converter = converter_of(field);
    if (!converter.empty()) {
      fact.set(Attr::converter, facts_.text(converter));
      const bool is_known = is_one_of(std::string_view(converter), kEncryptingTypes);
      fact.set(Attr::state, is_known ? facts_.text("encrypted")
                                     : facts_.unknown(fmt::format("what `{}` does is not known", converter)));
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
  Facts facts_;
};

}  // namespace

Facts class_facts(FileId file, const Code& code, const Classifier& classifier) {
  Writer writer(file, code, classifier);
  for (const Type& type : code.types) {
    if (!type.name.empty()) writer.add(type);
  }
  return writer.take();
}

}  // namespace payaudit

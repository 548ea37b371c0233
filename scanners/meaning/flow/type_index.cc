#include "scanners/meaning/flow/type_index.h"

#include <algorithm>
#include <optional>

#include "scanners/meaning/classify/words.h"
#include "scanners/meaning/flow/marks.h"
#include "scanners/meaning/flow/own_forms.h"
#include "scanners/meaning/flow/resolution.h"
#include "scanners/source/characters.h"

namespace payaudit {
namespace {

constexpr size_t kMostInlineMembers = 500;
constexpr size_t kMostValueMembers = 2;

const PrintingModel& printing_of(const CallIndex* calls, std::string_view language) {
  static const PrintingModel kNone;
  return calls == nullptr ? kNone : calls->models().printing_of(language);
}

// `ToString.Exclude` is written so, or as `lombok.ToString.Exclude`, or imported as `Exclude`.
bool is_named(std::string_view written, std::string_view mark) {
  if (written == mark) return true;
  const size_t dot = mark.rfind('.');
  if (dot != std::string_view::npos && written == mark.substr(dot + 1)) return true;
  return written.size() > mark.size() && written.ends_with(mark) &&
         written[written.size() - mark.size() - 1] == '.';
}

bool contains(std::string_view text, const std::vector<std::string>& list) {
  return std::find(list.begin(), list.end(), text) != list.end();
}

// The argument's text; nullopt: not there. A single value is `value`.
std::optional<std::string_view> argument_of(const Annotation& mark, std::string_view name) {
  for (const AnnotationArgument& each : mark.arguments) {
    if (each.name == name || (each.name.empty() && name == "value")) return each.text;
  }
  return std::nullopt;
}

bool applies(const Annotation& mark, const PrintingMark& model) {
  if (!is_named(mark.name, model.mark)) return false;
  if (model.value.empty()) return model.argument.empty() || argument_of(mark, model.argument).has_value();
  const auto text = argument_of(mark, model.argument.empty() ? "value" : model.argument);
  if (!text) return false;
  // `JsonProperty.Access.WRITE_ONLY`; `-,omitempty` of a struct tag.
  return *text == model.value ||
         (text->size() > model.value.size() &&
          (text->ends_with("." + model.value) || text->starts_with(model.value + ",")));
}

const PrintingMark* find_mark(const std::vector<Annotation>& marks, const PrintingModel& printing, Form form,
                              PrintingMark::Means means, const Annotation** found = nullptr) {
  for (const PrintingMark& model : printing.marks) {
    if (model.form != form || model.means != means) continue;
    for (const Annotation& mark : marks) {
      if (!applies(mark, model)) continue;
      if (found != nullptr) *found = &mark;
      return &model;
    }
  }
  return nullptr;
}

// Whether the text of an argument (`{"cvv", "cardNumber"}`) has the name as a whole word.
bool lists(std::string_view text, std::string_view name) {
  const auto is_word = [](char c) { return is_letter(c) || is_digit(c) || c == '_'; };
  for (size_t at = text.find(name); at != std::string_view::npos; at = text.find(name, at + 1)) {
    const size_t end = at + name.size();
    if ((at == 0 || !is_word(text[at - 1])) && (end == text.size() || !is_word(text[end]))) return true;
  }
  return false;
}

// The call that a member is assigned from in its type's body, when one of its keywords hides the member.
bool is_hidden_by_keyword(const Code& code, TypeId type, std::string_view member, Form form,
                          const PrintingModel& printing) {
  if (printing.keywords.empty()) return false;
  for (const Function& function : code.functions) {
    if (function.owner != type || function.name != "<fields>") continue;
    std::vector<const Instruction*> made(function.variables.size(), nullptr);
    for (const Instruction& now : function.body) {
      if (now.op == Op::copy && now.out < made.size() && function.variables[now.out].name == member &&
          !now.args.empty() && now.args[0].value < made.size()) {
        const Instruction* call = made[now.args[0].value];
        if (call == nullptr || call->op != Op::call) return false;
        for (const Argument& argument : call->args) {
          if (argument.name.empty() || argument.value >= made.size()) continue;
          const Instruction* value = made[argument.value];
          if (value == nullptr || value->op != Op::literal) continue;
          for (const PrintingMark& model : printing.keywords) {
            if (model.form == form && model.mark == argument.name &&
                equals_ignoring_case(model.value, value->text))
              return true;
          }
        }
        return false;
      }
      if (now.out < made.size()) made[now.out] = &now;
    }
  }
  return false;
}

std::vector<std::string> members_in_order(const Type& type) {
  std::vector<std::string> names;
  for (const Field& field : type.fields) {
    if (!field.is_static) names.emplace_back(field.name);
  }
  return names;
}

// Whether values of the type show their members in a form when no function of their own says how.
bool shows_by_itself(const Code& code, const Source& source, const Type& type, Form form,
                     const PrintingModel& printing) {
  if (printing.shows[static_cast<size_t>(form)]) return true;
  if (form != Form::text && form != Form::debug) return false;
  if (find_mark(type.annotations, printing, Form::text, PrintingMark::Means::shows_nothing) != nullptr)
    return false;
  // Java's records do; the neutral form does not tell them from classes.
  const std::string_view head = source.text({type.span.begin, type.name_span.begin});
  if (code.language == "java" && head.ends_with("record ")) return true;
  return std::any_of(type.bases.begin(), type.bases.end(),
                     [&](std::string_view base) { return contains(base, printing.shown_by_bases); }) ||
         std::any_of(type.annotations.begin(), type.annotations.end(), [&](const Annotation& mark) {
           return std::any_of(printing.shown_by_marks.begin(), printing.shown_by_marks.end(),
                              [&](const std::string& each) { return is_named(mark.name, each); });
         });
}

// Neither the type nor anything that it is made from says how the form is.
bool has_no_form(const Code& code, TypeId id, Form form, const PrintingModel& printing) {
  const std::vector<std::string>& own = printing.own[static_cast<size_t>(form)];
  if (own.empty() || printing.silent_bases.empty()) return false;
  const Type& type = code.types[id];
  const auto is_silent = [&](std::string_view base) {
    return contains(base.substr(0, base.find('<')), printing.silent_bases);
  };
  return std::all_of(type.bases.begin(), type.bases.end(), is_silent) &&
         std::none_of(own.begin(), own.end(),
                      [&](const std::string& name) { return own_function(code, id, name) != kNoFunction; });
}

// What marks on the type and on the member make of a form.
Shown marked(const Type& type, const Field& field, Form form, const PrintingModel& printing) {
  using Means = PrintingMark::Means;
  // What hides from the text hides from the debug form: both are made by the same generator.
  const Form asked = form == Form::debug ? Form::text : form == Form::log ? Form::text : form;
  if (find_mark(field.annotations, printing, asked, Means::hidden) != nullptr) return {};
  if (find_mark(field.annotations, printing, asked, Means::changed) != nullptr)
    return {Shown::How::changed, {}};
  const Annotation* mark = nullptr;
  if (const PrintingMark* model = find_mark(type.annotations, printing, asked, Means::hides_listed, &mark)) {
    if (lists(argument_of(*mark, model->argument).value_or(""), field.name)) return {};
  }
  if (const PrintingMark* model = find_mark(type.annotations, printing, asked, Means::shows_listed, &mark)) {
    if (!lists(argument_of(*mark, model->argument).value_or(""), field.name)) return {};
  }
  if (const PrintingMark* model = find_mark(type.annotations, printing, asked, Means::shows_marked)) {
    if (std::none_of(field.annotations.begin(), field.annotations.end(),
                     [&](const Annotation& each) { return is_named(each.name, model->by); }))
      return {};
  }
  return {Shown::How::plain, {}};
}

// Whether all members of the type are constants with names.
bool is_enumeration_type(const Source& source, const Type& type, const PrintingModel& printing) {
  const std::string_view head = source.text({type.span.begin, type.name_span.begin});
  return head.ends_with("enum ") ||
         std::any_of(type.bases.begin(), type.bases.end(), [&](std::string_view base) {
           return contains(base.substr(base.rfind('.') + 1), printing.enumerations);
         });
}

}  // namespace

TypeIndex::TypeIndex(const CallIndex* calls) : calls_(calls) {}

const TypeIndex& TypeIndex::of(std::string_view language) const {
  static const TypeIndex kNone;
  if (is_of_language_) return *this;
  const auto found = languages_.find(model_language(language));
  return found == languages_.end() ? kNone : *found->second;
}

void TypeIndex::add(const Code& code, const Source& source, const Classifier& classifier) {
  std::unique_ptr<TypeIndex>& types = languages_[std::string(model_language(code.language))];
  if (types == nullptr) {
    types = std::make_unique<TypeIndex>(calls_);
    types->is_of_language_ = true;
  }
  types->add_types(code, source, classifier);
}

namespace {

// What constructors that take something assign, by how many values they take. Those that hand on to others
// are left out.
void add_constructors(const Code& code, TypeId type, std::map<size_t, std::set<std::string>>& constructors) {
  for (const Function& function : code.functions) {
    if (function.owner != type || function.name != code.types[type].name) continue;
    const bool is_plain =
        std::none_of(function.body.begin(), function.body.end(), [&](const Instruction& now) {
          const bool is_of_object = now.text == "super" && now.args.empty();
          const bool is_own = now.receiver == kNoReg || now.receiver == function.self;
          const bool hands_on = std::any_of(now.args.begin(), now.args.end(), [&](const Argument& each) {
            return function.self != kNoReg && each.value == function.self;
          });
          return (now.op == Op::call && is_own && !is_of_object) ||
                 ((now.op == Op::call || now.op == Op::construct) && hands_on);
        });
    if (!is_plain) continue;
    std::set<std::string>& assigned = constructors[function.parameters.size()];
    for (const Instruction& now : function.body) {
      if (now.op == Op::set_field || now.op == Op::set_name) assigned.emplace(now.text);
      if (now.op == Op::copy && now.out < function.variables.size())
        assigned.emplace(function.variables[now.out].name);
    }
  }
}

// What functions of the type other than setters of that very member assign.
void add_assigned(const Code& code, TypeId type, std::unordered_set<std::string>& assigned) {
  for (const Function& function : code.functions) {
    if (function.owner != type) continue;
    // A new object that is given nothing does not run those.
    const bool is_constructor = function.name == code.types[type].name;
    if (is_constructor && !function.parameters.empty()) continue;
    for (const Instruction& now : function.body) {
      std::string_view name =
          now.op == Op::set_field || now.op == Op::set_name ? now.text : std::string_view();
      if (now.op == Op::copy && function.name == "<fields>" && now.out < function.variables.size())
        name = function.variables[now.out].name;
      // `setUser` may call `setEmail`.
      const bool is_own = now.receiver == kNoReg || now.receiver == function.self;
      if (now.op == Op::call && is_own && now.text.starts_with("set")) {
        std::string member(now.text.substr(3));
        if (!member.empty() && is_upper(member[0])) member[0] = static_cast<char>(member[0] - 'A' + 'a');
        assigned.insert(std::move(member));
      }
      if (name.empty()) continue;
      const std::string_view by = function.name.starts_with("set") ? function.name.substr(3) : function.name;
      const bool is_setter = !is_constructor && split_words(by) == split_words(name);
      if (!is_setter) assigned.emplace(name);
    }
  }
}

}  // namespace

void TypeIndex::add_types(const Code& code, const Source& source, const Classifier& classifier) {
  const PrintingModel& printing = printing_of(calls_, code.language);
  std::vector<TypeId> added;
  for (TypeId id = 0; id < code.types.size(); ++id) {
    const Type& type = code.types[id];
    if (type.name.empty()) continue;
    const auto [place, is_new] = types_.try_emplace(std::string(type.name));
    if (!is_new) {
      place->second.is_ambiguous = true;
      if (place->second.in_order != members_in_order(type)) place->second.in_order.clear();
      continue;
    }
    added.push_back(id);
    Entry& entry = place->second;
    entry.in_order = members_in_order(type);
    const bool is_enum = entry.is_enumeration = is_enumeration_type(source, type, printing);
    std::vector<std::string_view> names;
    for (const Field& field : type.fields) names.push_back(field.name);
    std::array<bool, kFormCount> shows = {};
    for (size_t form = 0; form < kFormCount; ++form)
      shows[form] = shows_by_itself(code, source, type, static_cast<Form>(form), printing);
    if (printing.language.empty()) shows[static_cast<size_t>(Form::json)] = true;
    for (const Form form : {Form::text, Form::debug})
      entry.shows_nothing[static_cast<size_t>(form)] =
          !is_enum && !shows[static_cast<size_t>(form)] && has_no_form(code, id, form, printing);
    if (code.language == "java") {
      add_assigned(code, id, entry.assigned);
      add_constructors(code, id, entry.constructors);
    }
    for (const Field& field : type.fields) {
      entry.declared.emplace(field.name);
      if (is_enum || (field.is_static && field.is_constant)) {
        entry.constants.emplace(field.name);
        continue;
      }
      // Python's members may be assigned in the class's body.
      if (field.is_static && code.language != "python") continue;
      const auto found = classify_field(
          field, {.entity = type.name, .siblings = names, .type = field.type, .around = code.package},
          classifier);
      if (!found) continue;
      ClassifiedMember member{std::string(field.name),
                              std::string(found->data_class),
                              std::string(found->state),
                              std::string(simple_type(field.type)),
                              found->is_weak,
                              masks_itself(field.type, printing),
                              {},
                              found->doubt};
      for (size_t i = 0; i < kFormCount; ++i) {
        const Form form = static_cast<Form>(i);
        const bool is_hidden = is_hidden_by_keyword(code, id, field.name,
                                                    form == Form::json ? Form::json : Form::text, printing);
        if (shows[i] && !is_hidden) member.shown[i] = marked(type, field, form, printing);
      }
      entry.members.push_back(std::move(member));
    }
  }
  // Twice, for the form of one type may show another's.
  for (int round = 0; calls_ != nullptr && round < 2; ++round) add_own_forms(code, source, classifier, added);
}

// What a type's own functions show, by following data through them.
void TypeIndex::add_own_forms(const Code& code, const Source& source, const Classifier& classifier,
                              const std::vector<TypeId>& types) {
  const PrintingModel& printing = printing_of(calls_, code.language);
  std::optional<OwnFormReader> reader;
  for (const TypeId id : types) {
    Entry& entry = types_[std::string(code.types[id].name)];
    // A type of many members, none of them classified, is no classified value.
    if (entry.members.empty() && code.types[id].fields.size() > kMostValueMembers) continue;
    for (const std::string& name : printing.dumps) {
      const FunctionId function = own_function(code, id, name);
      if (function == kNoFunction) continue;
      if (!reader) reader.emplace(code, source, *calls_, classifier, *this);
      for (const ClassifiedMember& member : entry.members)
        entry.dumps[name][member.name] = reader->member(function, member.name);
    }
    for (size_t i = 0; i < kFormCount; ++i) {
      const Form form = static_cast<Form>(i);
      FunctionId function = kNoFunction;
      for (const std::string& name : printing.own[i]) {
        function = own_function(code, id, name);
        if (function != kNoFunction) break;
      }
      // A log that finds no function of its own asks for the text, or writes JSON: nobody knows here which.
      if (function == kNoFunction && form == Form::log) {
        const auto text = entry.own[static_cast<size_t>(Form::text)];
        if (text.function.empty()) continue;
        entry.own[i] = {text.function, {Shown::How::changed, {}}};
        for (ClassifiedMember& member : entry.members) {
          if (member.shown[i].how != Shown::How::no) member.shown[i] = {Shown::How::changed, {}};
        }
        continue;
      }
      if (function == kNoFunction) continue;
      if (!reader) reader.emplace(code, source, *calls_, classifier, *this);
      for (ClassifiedMember& member : entry.members) member.shown[i] = reader->member(function, member.name);
      entry.own[i] = {std::string(code.functions[function].name), reader->self(function)};
    }
  }
}

const Shown* TypeIndex::dumped(std::string_view type, std::string_view method,
                               std::string_view member) const {
  const Entry* const entry = find(type);
  if (entry == nullptr) return nullptr;
  const auto shown = entry->dumps.find(method);
  if (shown == entry->dumps.end()) return nullptr;
  const auto found = shown->second.find(member);
  return found == shown->second.end() ? nullptr : &found->second;
}

const TypeIndex::Entry* TypeIndex::find(std::string_view type) const {
  const auto found = types_.find(std::string(type));
  return found == types_.end() || found->second.is_ambiguous ? nullptr : &found->second;
}

const std::vector<ClassifiedMember>& TypeIndex::members(std::string_view type) const {
  static const std::vector<ClassifiedMember> kNone;
  const Entry* const entry = find(type);
  return entry == nullptr ? kNone : entry->members;
}

const ClassifiedMember* TypeIndex::member(std::string_view type, std::string_view name) const {
  for (const ClassifiedMember& member : members(type)) {
    if (member.name == name) return &member;
  }
  return nullptr;
}

bool TypeIndex::knows(std::string_view type) const {
  return find(type) != nullptr;
}

bool TypeIndex::declares(std::string_view type, std::string_view member) const {
  const Entry* const entry = find(type);
  return entry != nullptr && entry->declared.contains(std::string(member));
}

const std::vector<std::string>& TypeIndex::in_order(std::string_view type) const {
  static const std::vector<std::string> kNone;
  const auto known = types_.find(std::string(type));
  return known == types_.end() ? kNone : known->second.in_order;
}

bool TypeIndex::is_constant(std::string_view type, std::string_view member) const {
  const Entry* const entry = find(type);
  return entry != nullptr && entry->constants.contains(std::string(member));
}

bool TypeIndex::is_set_by_setter_only(std::string_view type, std::string_view member) const {
  const Entry* const entry = find(type);
  return entry != nullptr && entry->declared.contains(std::string(member)) &&
         !entry->assigned.contains(std::string(member));
}

bool TypeIndex::is_left_by_constructor(std::string_view type, size_t parameters,
                                       std::string_view member) const {
  const Entry* const entry = find(type);
  if (entry == nullptr) return false;
  const auto known = entry->constructors.find(parameters);
  return known != entry->constructors.end() && !known->second.contains(std::string(member));
}

bool TypeIndex::shows_nothing(std::string_view type, Form form) const {
  const Entry* const entry = find(type);
  return entry != nullptr && entry->shows_nothing[static_cast<size_t>(form)];
}

bool TypeIndex::is_enumeration(std::string_view type) const {
  const Entry* const entry = find(type);
  return entry != nullptr && entry->is_enumeration;
}

const OwnForm* TypeIndex::own(std::string_view type, Form form) const {
  const Entry* const entry = find(type);
  if (entry == nullptr) return nullptr;
  const OwnForm& own = entry->own[static_cast<size_t>(form)];
  return own.function.empty() ? nullptr : &own;
}

std::vector<ClassifiedMember> inline_members(std::string_view type, std::string_view name,
                                             const Classifier& classifier) {
  std::vector<ClassifiedMember> members;
  if (!type.starts_with('{')) return members;
  // `name?: type;` at the outermost level; what stands deeper is passed over.
  std::vector<std::pair<std::string_view, std::string_view>> written;
  size_t begin = 1, colon = 0;
  int depth = 0;
  for (size_t at = 1; at < type.size() && written.size() < kMostInlineMembers; ++at) {
    const char c = type[at];
    const bool is_end = depth == 0 && (c == ';' || c == ',' || c == '\n' || c == '}');
    if (c == ':' && depth == 0 && colon == 0) colon = at;
    if (is_end) {
      if (colon > begin) {
        std::string_view member = type.substr(begin, colon - begin);
        const size_t first = member.find_first_not_of(" \t\r\n");
        const size_t last = member.find_last_not_of(" \t\r\n?");
        if (first != std::string_view::npos && last >= first && last != std::string_view::npos) {
          member = member.substr(first, last - first + 1);
          if (member.starts_with("readonly ")) member.remove_prefix(9);
          std::string_view of = type.substr(colon + 1, at - colon - 1);
          of = of.substr(std::min(of.find_first_not_of(" \t\r\n"), of.size()));
          written.emplace_back(member, of);
        }
      }
      begin = at + 1;
      colon = 0;
      continue;
    }
    if (c == '{' || c == '(' || c == '[' || c == '<') ++depth;
    if ((c == '}' || c == ')' || c == ']' || (c == '>' && type[at - 1] != '=')) && depth > 0) --depth;
  }
  std::vector<std::string_view> names;
  for (const auto& [member, of] : written) names.push_back(member);
  for (const auto& [member, of] : written) {
    const auto found = classifier.classify(member, {.entity = name, .siblings = names, .type = of});
    if (!found) continue;
    ClassifiedMember made{std::string(member),
                          std::string(found->data_class),
                          std::string(found->state),
                          std::string(simple_type(of)),
                          found->is_weak,
                          false,
                          {},
                          found->doubt};
    for (const Form form : {Form::debug, Form::json, Form::log})
      made.shown[static_cast<size_t>(form)] = {Shown::How::plain, {}};
    members.push_back(std::move(made));
  }
  return members;
}

}  // namespace payaudit

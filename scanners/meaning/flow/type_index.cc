#include "scanners/meaning/flow/type_index.h"

#include <algorithm>

#include "scanners/meaning/flow/marks.h"
#include "scanners/source/characters.h"

namespace payaudit {
namespace {

constexpr std::string_view kPrinting[] = {
    "Data",   "ToString",     "Value",  "dataclass",      "dataclasses.dataclass",
    "attr.s", "attrs.define", "define", "attr.dataclass", "case class"};
constexpr std::string_view kPrintingBases[] = {"BaseModel", "NamedTuple", "pydantic.BaseModel",
                                               "SQLModel",  "Record",     "record"};
constexpr std::string_view kTextFunctions[] = {"toString", "__repr__", "__str__", "String"};
constexpr std::string_view kHidden[] = {"ToString.Exclude", "JsonIgnore", "Exclude"};

// The function that makes a type's text; nullptr when it has none of its own.
const Function* text_function(const Code& code, TypeId type) {
  for (const Function& function : code.functions) {
    if (function.owner == type && is_one_of(function.name, kTextFunctions)) return &function;
  }
  return nullptr;
}

enum class Printed : uint8_t { no, changed, plain };
constexpr std::string_view kPrintingCalls[] = {"append",   "add", "format", "valueOf", "toString",
                                               "join",     "put", "push",   "Sprintf", "toStringHelper",
                                               "formatted"};

// Whether a text function puts the member into its text as it is, or only what some call makes of it, such as
// a mask. Comparing it prints nothing.
Printed how_printed(const Function& function, std::string_view member) {
  std::vector<Reg> read;
  for (const Instruction& now : function.body) {
    if ((now.op == Op::field || now.op == Op::name) && now.text == member) read.push_back(now.out);
  }
  const auto holds = [&](Reg reg) {
    return reg != kNoReg && std::find(read.begin(), read.end(), reg) != read.end();
  };
  Printed printed = Printed::no;
  for (const Instruction& now : function.body) {
    const bool takes =
        std::any_of(now.args.begin(), now.args.end(), [&](const Argument& a) { return holds(a.value); });
    if (now.op == Op::concat || now.op == Op::make || now.op == Op::ret ||
        (now.op == Op::binary && now.text == "+") ||
        (now.op == Op::call && is_one_of(now.text, kPrintingCalls))) {
      if (takes) return Printed::plain;
    }
    if (now.op == Op::copy && takes) read.push_back(now.out);
    if (now.op == Op::call && (takes || holds(now.receiver))) printed = Printed::changed;
    if (now.op == Op::index && takes) printed = Printed::changed;
  }
  return printed;
}

// Whether values of the type show their members in text when nobody says how.
bool shows_by_itself(const Code& code, const Source& source, const Type& type) {
  if (code.language == "javascript" || code.language == "typescript" || code.language == "go") return true;
  // Java's records do; the neutral form does not tell them from classes.
  const std::string_view head = source.text({type.span.begin, type.name_span.begin});
  if (code.language == "java" && head.ends_with("record ")) return true;
  const auto has = [](std::string_view base) { return is_one_of(base, kPrintingBases); };
  return std::any_of(type.bases.begin(), type.bases.end(), has) ||
         std::any_of(type.annotations.begin(), type.annotations.end(),
                     [](const Annotation& mark) { return is_one_of(mark.name, kPrinting); });
}

}  // namespace

void TypeIndex::add(const Code& code, const Source& source, const Classifier& classifier) {
  for (TypeId id = 0; id < code.types.size(); ++id) {
    const Type& type = code.types[id];
    if (type.name.empty()) continue;
    const auto [place, is_new] = types_.try_emplace(std::string(type.name));
    if (!is_new) {
      place->second.is_ambiguous = true;
      continue;
    }
    std::vector<std::string_view> names;
    for (const Field& field : type.fields) names.push_back(field.name);
    const Function* text = text_function(code, id);
    const bool shows = text == nullptr && shows_by_itself(code, source, type);
    for (const Field& field : type.fields) {
      // Python's members may be assigned in the class's body.
      if (field.is_static && code.language != "python") continue;
      const auto found =
          classify_field(field, {.entity = type.name, .siblings = names, .type = field.type}, classifier);
      if (!found) continue;
      bool is_ignored = false, is_hidden = false;
      for (const Annotation& mark : field.annotations) {
        is_hidden |= is_one_of(mark.name, kHidden);
        is_ignored |= mark.name == "JsonIgnore" || (mark.name == "json" && !mark.arguments.empty() &&
                                                    mark.arguments.front().text.starts_with("-"));
        is_ignored |=
            mark.name == "JsonProperty" &&
            std::any_of(mark.arguments.begin(), mark.arguments.end(), [](const AnnotationArgument& each) {
              return each.name == "access" && each.text.ends_with("WRITE_ONLY");
            });
      }
      const Printed printed = text == nullptr ? Printed::no : how_printed(*text, field.name);
      const bool is_masking = masks_itself(field.type);
      place->second.members.push_back({std::string(field.name), std::string(found->data_class),
                                       std::string(found->state), found->is_weak,
                                       (shows && !is_hidden) || printed != Printed::no, !is_ignored,
                                       printed == Printed::changed, is_masking});
    }
  }
}

const std::vector<ClassifiedMember>& TypeIndex::members(std::string_view type) const {
  static const std::vector<ClassifiedMember> kNone;
  const auto found = types_.find(std::string(type));
  return found == types_.end() || found->second.is_ambiguous ? kNone : found->second.members;
}

const ClassifiedMember* TypeIndex::member(std::string_view type, std::string_view name) const {
  for (const ClassifiedMember& member : members(type)) {
    if (member.name == name) return &member;
  }
  return nullptr;
}

bool TypeIndex::knows(std::string_view type) const {
  const auto found = types_.find(std::string(type));
  return found != types_.end() && !found->second.is_ambiguous;
}

}  // namespace payaudit

#include "scanners/meaning/classes/table_names.h"

#include <algorithm>

#include "scanners/meaning/classes/class_body.h"
#include "scanners/meaning/classes/names.h"
#include "scanners/source/characters.h"

namespace payaudit {
namespace {

std::string_view unquoted(std::string_view text) {
  while (!text.empty() && (text.front() == '"' || text.front() == '\'' || text.front() == '`'))
    text.remove_prefix(1);
  while (!text.empty() && (text.back() == '"' || text.back() == '\'' || text.back() == '`'))
    text.remove_suffix(1);
  return text;
}

// A plain name: no expression, no type.
bool is_name(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return is_letter(c) || is_digit(c) || c == '_' || c == '.' || c == '-';
  });
}

// `__tablename__ = "cards"`; Django writes it into a class `Meta` inside of it.
std::string_view declared_table(const Code& code, TypeId id, const MapperModels& models) {
  for (const std::string& member : models.table_members) {
    const Instruction* value = assigned_in_body(code, id, member).value;
    if (value != nullptr && value->op == Op::literal && value->literal == LiteralKind::string)
      return value->text;
  }
  return {};
}

}  // namespace

std::string_view table_of(const Code& code, TypeId id, const Type& type, const MapperModels& models) {
  for (const Annotation& mark : type.annotations) {
    if (!is_in(models.marks, last_segment(mark.name))) continue;
    for (const AnnotationArgument& argument : mark.arguments) {
      const std::string_view text = unquoted(argument.text);
      if ((argument.name.empty() || is_in(models.table_arguments, argument.name)) && is_name(text))
        return text;
    }
  }
  if (id == kNoType) return type.name;
  if (const std::string_view table = declared_table(code, id, models); is_name(table)) return table;
  for (TypeId inner = 0; inner < code.types.size(); ++inner) {
    if (code.types[inner].outer != id) continue;
    if (const std::string_view table = declared_table(code, inner, models); is_name(table)) return table;
  }
  for (const Function& function : code.functions) {
    if (function.owner != id || !is_in(models.table_functions, function.name)) continue;
    for (const Instruction& now : function.body) {
      if (now.op != Op::ret || now.args.empty()) continue;
      if (const std::string_view table = text_in(function, now.args[0].value); is_name(table)) return table;
    }
  }
  return type.name;
}

std::string_view column_of(const Code& code, TypeId id, const Field& field, const MapperModels& models) {
  for (const Annotation& mark : field.annotations) {
    if (!is_in(models.columns, last_segment(mark.name))) continue;
    for (const AnnotationArgument& argument : mark.arguments) {
      const std::string_view text = unquoted(argument.text);
      if (is_in(models.column_names, argument.name) && is_name(text)) return text;
      if (code.language != "go") continue;
      constexpr std::string_view kColumn = "column:";
      const size_t at = text.find(kColumn);
      std::string_view name = at == std::string_view::npos ? text : text.substr(at + kColumn.size());
      name = name.substr(0, name.find_first_of(";,"));
      // GORM names a column only behind its key.
      if ((at != std::string_view::npos || mark.name != "gorm") && is_name(name)) return name;
    }
  }
  if (code.language != "python" || id == kNoType) return field.name;
  const auto [value, in] = assigned_in_body(code, id, field.name);
  if (value == nullptr || value->op != Op::call) return field.name;
  for (const Argument& argument : value->args) {
    const bool is_first = argument.name.empty() && &argument == value->args.data();
    if (!(is_first && is_in(models.column_calls, value->text)) && !is_in(models.column_names, argument.name))
      continue;
    if (const std::string_view name = text_in(*in, argument.value); is_name(name)) return name;
  }
  return field.name;
}

}  // namespace payaudit

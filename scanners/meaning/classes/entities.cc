#include "scanners/meaning/classes/entities.h"

#include <algorithm>

#include "scanners/meaning/classes/names.h"
#include "scanners/source/characters.h"

namespace payaudit {
namespace {

std::string_view last_part(std::string_view name) {
  return name.substr(name.rfind('.') + 1);  // npos + 1 is 0
}

std::string_view without_arguments(std::string_view base) {
  return base.substr(0, base.find_first_of("<(["));
}

bool imports_any_like(const Code& code, const std::vector<std::string>& modules) {
  return std::any_of(code.imports.begin(), code.imports.end(), [&](const Import& import) {
    return std::any_of(modules.begin(), modules.end(), [&](const std::string& module) {
      return import.module.find(module) != std::string_view::npos;
    });
  });
}

bool has_mark(const std::vector<Annotation>& marks, const std::vector<std::string>& names) {
  return std::any_of(marks.begin(), marks.end(),
                     [&](const Annotation& mark) { return is_in(names, last_part(mark.name)); });
}

// The names in a type as written: `List<OrderRequest>`.
void add_names(std::string_view type, std::set<std::string, std::less<>>& names) {
  constexpr std::string_view kNot = "<>,[]()?&| \t\n.";
  while (!type.empty()) {
    const size_t begin = type.find_first_not_of(kNot);
    if (begin == std::string_view::npos) return;
    type.remove_prefix(begin);
    const size_t end = std::min(type.find_first_of(kNot), type.size());
    names.emplace(type.substr(0, end));
    type.remove_prefix(end);
  }
}

bool extends_by_base(std::string_view language) {
  return language != "java";
}

}  // namespace

bool is_entity_itself(const Code& code, const Type& type, const MapperModels& models) {
  for (const Annotation& mark : type.annotations) {
    if (!is_in(models.marks, last_part(mark.name))) continue;
    auto modules = models.mark_modules.find(std::string(code.language));
    if (modules == models.mark_modules.end()) modules = models.mark_modules.find("javascript");
    if (modules == models.mark_modules.end()) continue;
    // A schema imports nothing: its marks are all its own.
    if (modules->second.empty() || imports_any_like(code, modules->second)) return true;
  }
  for (std::string_view base : type.bases) {
    const std::string_view plain = without_arguments(base);
    if (is_in(models.bases, plain)) return true;
    const auto modules = models.base_modules.find(std::string(last_part(plain)));
    if (modules != models.base_modules.end() && imports_any_like(code, modules->second)) return true;
  }
  return std::any_of(type.fields.begin(), type.fields.end(), [&](const Field& field) {
    return code.language == "go" &&
           std::any_of(field.annotations.begin(), field.annotations.end(),
                       [&](const Annotation& mark) { return is_in(models.tags, last_part(mark.name)); });
  });
}

void EntityIndex::add_members(const Code& code, const MapperModels& models) {
  for (const Type& type : code.types) {
    if (!is_entity_itself(code, type, models)) continue;
    for (const Field& field : type.fields) add_names(field.type, members_);
  }
}

void EntityIndex::add_bodies(const Code& code, const MapperModels& models) {
  for (const Function& function : code.functions) {
    if (function.owner == kNoType) continue;
    const auto& marks = code.types[function.owner].annotations;
    const bool is_sent = has_mark(marks, models.clients);
    for (const Parameter& parameter : function.parameters) {
      if (parameter.reg >= function.variables.size()) continue;
      if (is_sent) {
        add_names(function.variables[parameter.reg].type, sent_);
      } else if (has_mark(parameter.annotations, models.bodies)) {
        add_names(function.variables[parameter.reg].type, taken_);
      }
    }
  }
}

bool EntityIndex::is_embedded_nowhere(const Type& type, const MapperModels& models) const {
  return has_mark(type.annotations, models.embedded) && !members_.contains(type.name);
}

namespace {

// `gorm:"column:price"`, and nothing that only a table needs.
bool names_columns_only(const Type& type, const MapperModels& models) {
  constexpr std::string_view kColumn = "column:";
  return type.bases.empty() && std::all_of(type.fields.begin(), type.fields.end(), [&](const Field& field) {
           return std::all_of(field.annotations.begin(), field.annotations.end(),
                              [&](const Annotation& mark) {
                                if (!is_in(models.tags, last_part(mark.name))) return true;
                                const std::string_view text =
                                    mark.arguments.empty() ? std::string_view() : mark.arguments.front().text;
                                return text.starts_with(kColumn) && text.find(';') == std::string_view::npos;
                              });
         });
}

bool names_its_table(const Code& code, const Type& type) {
  return std::any_of(code.functions.begin(), code.functions.end(), [&](const Function& function) {
    return function.name == "TableName" && function.owner != kNoType && &code.types[function.owner] == &type;
  });
}

}  // namespace

bool EntityIndex::is_row_of_query(const Code& code, const Type& type, const MapperModels& models) const {
  return code.language == "go" && has_tables_of_go_ && names_columns_only(type, models) &&
         !names_its_table(code, type);
}

void EntityIndex::add(const Code& code, const MapperModels& models) {
  if (code.language == "go" && !has_tables_of_go_) {
    has_tables_of_go_ = std::any_of(code.types.begin(), code.types.end(), [&](const Type& type) {
      return is_entity_itself(code, type, models) &&
             (!names_columns_only(type, models) || names_its_table(code, type));
    });
  }
  add_members(code, models);
  add_bodies(code, models);
  if (!extends_by_base(code.language)) return;
  for (const Type& type : code.types) {
    if (type.name.empty()) continue;
    Known& known = types_[std::string(type.name)];
    if (is_entity_itself(code, type, models)) continue;
    known.is_entity = false;
    std::vector<std::string> bases;
    for (std::string_view base : type.bases) bases.emplace_back(last_part(without_arguments(base)));
    known.bases.push_back(std::move(bases));
  }
}

bool EntityIndex::all_entities(const std::vector<std::string>& bases) const {
  return std::any_of(bases.begin(), bases.end(), [&](const std::string& base) {
    const auto found = types_.find(base);
    return found != types_.end() && found->second.is_entity;
  });
}

void EntityIndex::settle() {
  // Each turn settles one more level of inheritance; a deeper one is nobody's.
  for (int turn = 0; turn < 8; ++turn) {
    bool has_changed = false;
    for (auto& [name, known] : types_) {
      if (known.is_entity) continue;
      known.is_entity = std::all_of(known.bases.begin(), known.bases.end(),
                                    [&](const auto& bases) { return all_entities(bases); });
      has_changed |= known.is_entity;
    }
    if (!has_changed) return;
  }
}

bool EntityIndex::extends_entity(const Code& code, const Type& type) const {
  if (!extends_by_base(code.language)) return false;
  return std::any_of(type.bases.begin(), type.bases.end(), [&](std::string_view base) {
    const auto found = types_.find(std::string(last_part(without_arguments(base))));
    return found != types_.end() && found->second.is_entity;
  });
}

}  // namespace payaudit

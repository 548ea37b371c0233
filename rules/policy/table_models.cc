#include "rules/policy/table_models.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "rules/policy/fields.h"

namespace payaudit {
namespace {

constexpr std::array<std::string_view, 2> kTableLanguages = {"python", "javascript"};

size_t position(const Fields& fields, std::string_view key, size_t absent) {
  const auto written = fields.integer(key);
  if (!written) return absent;
  if (*written < 0 || *written > 8) fields.problems().add(*fields.find(key), "a position is 0 to 8");
  return static_cast<size_t>(std::clamp<int64_t>(*written, 0, 8));
}

SqlFunction read_function(YamlNode node, Problems& problems) {
  const Fields fields(node, "a function", {"name", "operation", "algorithm", "algorithm_at", "input", "key"},
                      problems);
  SqlFunction function;
  if (!fields.is_map()) return function;
  function.name = fields.require_text("name");
  fields.require("operation");
  if (fields.word("operation", {"encrypt", "decrypt", "hash", "hmac", "truncate", "mask"}))
    function.operation = fields.text("operation");
  function.algorithm = fields.text("algorithm");
  function.algorithm_at = position(fields, "algorithm_at", SqlFunction::kNone);
  fields.require("input");
  function.input_at = position(fields, "input", 0);
  function.key_at = position(fields, "key", SqlFunction::kNone);
  return function;
}

MigrationCall read_call(YamlNode node, std::string_view language, Problems& problems) {
  const Fields fields(
      node, "a call of a migration",
      {"call", "receiver", "needs", "is", "table", "columns", "column", "name", "type", "new_name", "batch"},
      problems);
  MigrationCall call;
  if (!fields.is_map()) return call;
  call.language = language;
  call.call = fields.require_text("call");
  call.receiver = fields.text("receiver");
  call.needs = fields.texts("needs");
  fields.require("is");
  static constexpr std::array kSteps = {
      MigrationStep::create, MigrationStep::create_more, MigrationStep::add,          MigrationStep::drop,
      MigrationStep::alter,  MigrationStep::drop_table,  MigrationStep::rename_table, MigrationStep::raw};
  if (const auto step = fields.word(
          "is", {"create", "create-more", "add", "drop", "alter", "drop-table", "rename-table", "raw"}))
    call.step = kSteps[*step];
  fields.require("table");
  call.table = fields.texts("table");
  call.columns = fields.text("columns");
  call.column = fields.texts("column");
  call.name = fields.texts("name");
  call.type = fields.texts("type");
  call.new_name = fields.texts("new_name");
  call.batch = fields.text("batch");
  return call;
}

void read_modules(const Fields& fields, std::string_view key,
                  std::map<std::string, std::vector<std::string>>& modules, Problems& problems) {
  const auto map = fields.require(key);
  modules.clear();
  if (!map) return;
  if (!map->is_map()) problems.add(*map, fmt::format("'{}' is a map of lists", key));
  for (size_t i = 0; map->is_map() && i < map->size(); ++i)
    modules[std::string(map->key(i).text())] = read_texts(map->value(i), problems);
}

TypeDefinition read_definition(YamlNode node, Problems& problems) {
  const Fields fields(node, "a definition", {"call", "needs", "members", "name"}, problems);
  TypeDefinition definition;
  if (!fields.is_map()) return definition;
  definition.call = fields.require_text("call");
  fields.require("needs");
  definition.needs = fields.texts("needs");
  fields.require("members");
  definition.members = position(fields, "members", 0);
  definition.name = position(fields, "name", TypeDefinition::kNoName);
  return definition;
}

}  // namespace

void read_sql_functions(const Document& document, TableModels& models, Problems& problems) {
  const Fields fields(document.root(), "a file of functions", {"functions"}, problems);
  models.functions.clear();
  const auto functions = fields.require("functions");
  for (size_t i = 0; functions && functions->is_sequence() && i < functions->size(); ++i)
    models.functions.push_back(read_function(functions->item(i), problems));
}

void read_migrations(const Document& document, TableModels& models, Problems& problems) {
  const Fields fields(document.root(), "a file of migrations",
                      {"calls", "columns", "builders", "undo", "widths"}, problems);
  models.calls.clear();
  const auto calls = fields.require("calls");
  for (size_t i = 0; calls && calls->is_map() && i < calls->size(); ++i) {
    const std::string_view language = calls->key(i).text();
    if (std::find(kTableLanguages.begin(), kTableLanguages.end(), language) == kTableLanguages.end()) {
      problems.add(calls->key(i), fmt::format("unknown language '{}'", language),
                   did_you_mean(language, kTableLanguages));
      continue;
    }
    const YamlNode list = calls->value(i);
    if (!list.is_sequence()) problems.add(list, "the calls of a language are a list");
    for (size_t at = 0; list.is_sequence() && at < list.size(); ++at)
      models.calls.push_back(read_call(list.item(at), language, problems));
  }
  models.column_calls = fields.texts("columns");
  models.builders = fields.texts("builders");
  models.undo = fields.texts("undo");
  models.widths = fields.texts("widths");
}

void read_mappers(const Document& document, MapperModels& models, Problems& problems) {
  const Fields fields(document.root(), "a file of mappers",
                      {"marks",
                       "mark_modules",
                       "bases",
                       "base_modules",
                       "tags",
                       "views",
                       "embedded",
                       "clients",
                       "bodies",
                       "transient",
                       "transient_options",
                       "virtual_types",
                       "converters",
                       "converting",
                       "encoding",
                       "encrypting_types",
                       "converter_bases",
                       "converter_methods",
                       "plain_bases",
                       "columns",
                       "column_calls",
                       "widths",
                       "definitions",
                       "member_setters",
                       "table_arguments",
                       "table_members",
                       "table_functions",
                       "column_names",
                       "body_options"},
                      problems);
  if (!fields.is_map()) return;
  models.marks = fields.texts("marks");
  read_modules(fields, "mark_modules", models.mark_modules, problems);
  models.views = fields.texts("views");
  models.embedded = fields.texts("embedded");
  models.clients = fields.texts("clients");
  models.bodies = fields.texts("bodies");
  models.bases = fields.texts("bases");
  read_modules(fields, "base_modules", models.base_modules, problems);
  models.tags = fields.texts("tags");
  models.transient = fields.texts("transient");
  models.transient_options = fields.texts("transient_options");
  models.virtual_types = fields.texts("virtual_types");
  models.converters = fields.texts("converters");
  models.converting = fields.texts("converting");
  models.encoding = fields.texts("encoding");
  models.encrypting_types = fields.texts("encrypting_types");
  models.converter_bases = fields.texts("converter_bases");
  models.converter_methods = fields.texts("converter_methods");
  models.plain_bases = fields.texts("plain_bases");
  models.columns = fields.texts("columns");
  models.column_calls = fields.texts("column_calls");
  models.widths = fields.texts("widths");
  models.member_setters = fields.texts("member_setters");
  if (const auto node = fields.find("body_options")) {
    const Fields options(*node, "what a class's body says", {"needs", "computed", "stored", "exact", "table"},
                         problems);
    models.body_options = {options.texts("needs"), options.texts("computed"), options.texts("stored"),
                           options.texts("exact"), options.texts("table")};
  }
  models.table_arguments = fields.texts("table_arguments");
  models.table_members = fields.texts("table_members");
  models.table_functions = fields.texts("table_functions");
  models.column_names = fields.texts("column_names");
  models.definitions.clear();
  const auto definitions = fields.require("definitions");
  for (size_t i = 0; definitions && definitions->is_sequence() && i < definitions->size(); ++i)
    models.definitions.push_back(read_definition(definitions->item(i), problems));
}

void read_columns(const Document& document, ColumnModels& models, Problems& problems) {
  const Fields fields(document.root(), "a file of columns", {"type_suffixes", "inner_folders"}, problems);
  if (!fields.is_map()) return;
  models.type_suffixes = fields.texts("type_suffixes");
  models.inner_folders = fields.texts("inner_folders");
}

}  // namespace payaudit

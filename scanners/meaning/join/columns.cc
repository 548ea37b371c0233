#include "scanners/meaning/join/columns.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <string_view>

#include "scanners/meaning/classify/words.h"
#include "scanners/source/characters.h"

namespace payaudit {
namespace {

bool is_in(const std::vector<std::string>& list, std::string_view word) {
  return std::find(list.begin(), list.end(), word) != list.end();
}

// `public.stored_cards`, `StoredCardEntity`: `storedcard`.
std::string table_key(std::string_view table, const ColumnModels& models) {
  std::vector<std::string> words = split_words(table.substr(table.rfind('.') + 1));  // npos + 1 is 0
  while (words.size() > 1 && is_in(models.type_suffixes, words.back())) words.pop_back();
  std::string key;
  for (const std::string& word : words) key += word;
  return key;
}

// Of `table.column`; empty where one of them has no letters.
std::string column_key(std::string_view written, const ColumnModels& models) {
  const size_t dot = written.rfind('.');
  if (dot == std::string_view::npos) return {};
  const std::string table = table_key(written.substr(0, dot), models);
  std::string column;
  for (const std::string& word : split_words(written.substr(dot + 1))) column += word;
  return table.empty() || column.empty() ? std::string() : table + "." + column;
}

// What stands before the first folder that services have inside of them.
std::string service_of(std::string_view path, const ColumnModels& models) {
  size_t begin = 0;
  for (size_t end = path.find('/'); end != std::string_view::npos; end = path.find('/', begin)) {
    if (is_in(models.inner_folders, lower(path.substr(begin, end - begin)))) break;
    begin = end + 1;
  }
  return std::string(path.substr(0, begin));
}

// The folder that stands for all those that have the column: the outermost above this one, where they lie one
// in the other.
std::string representative(const std::string& service, const std::set<std::string>& all) {
  for (const std::string& outer : all) {
    if (!service.starts_with(outer)) continue;
    std::vector<std::string_view> below;
    for (const std::string& each : all) {
      if (each.starts_with(outer)) below.push_back(each);
    }
    const bool is_one_way =
        std::adjacent_find(below.begin(), below.end(), [](std::string_view a, std::string_view b) {
          return !b.starts_with(a);
        }) == below.end();
    if (is_one_way) return outer;
  }
  return service;
}

}  // namespace

void join_columns_of_tables(Facts& facts, const SourceMap& sources, const ColumnModels& models) {
  const auto service = [&](const Fact& fact) { return service_of(sources[fact.place.file].path(), models); };
  std::map<std::string, std::set<std::string>> services;  // of a column
  std::map<std::string, std::set<std::string>> members;   // of classes: their columns
  for (const Fact& fact : facts.all()) {
    const std::string key = fact.kind == Kind::field ? column_key(text_of(fact, Attr::column), models) : "";
    if (key.empty()) continue;
    services[key].insert(service(fact));
    if (text_of(fact, Attr::medium) != "entity") continue;
    const std::string member =
        fmt::format("{}.{}", text_of(fact, Attr::container), text_of(fact, Attr::name));
    members[column_key(member, models)].insert(key);
  }
  for (Fact& fact : facts.all()) {
    if (fact.find(Attr::column) == nullptr) continue;
    std::string key = column_key(text_of(fact, Attr::column), models);
    if (fact.kind == Kind::flow) {
      const auto known = members.find(key);
      key = known != members.end() && known->second.size() == 1 ? *known->second.begin() : std::string();
    }
    if (key.empty()) {
      std::erase_if(fact.attributes, [](const Attribute& each) { return each.id == Attr::column; });
      continue;
    }
    const std::string own = service(fact);
    std::set<std::string> all = services[key];
    all.insert(own);
    const std::string in = representative(own, all);
    fact.set(Attr::column, facts.text(in.empty() ? key : fmt::format("{}:{}", in, key)));
  }
}

}  // namespace payaudit

#include "scanners/meaning/classify/neutral_type.h"

#include <algorithm>
#include <string>
#include <vector>

#include "scanners/meaning/classify/words.h"

namespace payaudit {
namespace {

struct TypeWord {
  std::string_view written;  // words of the type, lower case, joined
  std::string_view neutral;
};

// Looked up by the whole type name without its wrapper, its package and its arguments.
constexpr TypeWord kTypeWords[] = {
    {"bool", "bool"},
    {"boolean", "bool"},
    {"bit", "bool"},
    {"booleanfield", "bool"},
    {"atomicboolean", "bool"},
    {"nullboolean", "bool"},
    {"date", "date"},
    {"datetime", "date"},
    {"timestamp", "date"},
    {"timestamptz", "date"},
    {"localdate", "date"},
    {"localdatetime", "date"},
    {"offsetdatetime", "date"},
    {"zoneddatetime", "date"},
    {"instant", "date"},
    {"time", "date"},
    {"yearmonth", "date"},
    {"datefield", "date"},
    {"datetimefield", "date"},
    {"duration", "date"},
    {"timedelta", "date"},
    {"interval", "date"},
    {"int", "number"},
    {"integer", "number"},
    {"long", "number"},
    {"short", "number"},
    {"bigint", "number"},
    {"biginteger", "number"},
    {"smallint", "number"},
    {"tinyint", "number"},
    {"number", "number"},
    {"numeric", "number"},
    {"decimal", "number"},
    {"bigdecimal", "number"},
    {"money", "number"},
    {"int32", "number"},
    {"int64", "number"},
    {"uint32", "number"},
    {"uint64", "number"},
    {"uint", "number"},
    {"serial", "number"},
    {"bigserial", "number"},
    {"integerfield", "number"},
    {"bigintegerfield", "number"},
    {"decimalfield", "number"},
    {"atomicinteger", "number"},
    {"atomiclong", "number"},
    {"float", "float"},
    {"double", "float"},
    {"real", "float"},
    {"float32", "float"},
    {"float64", "float"},
    {"doubleprecision", "float"},
    {"floatfield", "float"},
    {"string", "text"},
    {"str", "text"},
    {"varchar", "text"},
    {"nvarchar", "text"},
    {"char", "text"},
    {"nchar", "text"},
    {"character", "text"},
    {"charactervarying", "text"},
    {"text", "text"},
    {"citext", "text"},
    {"clob", "text"},
    {"longtext", "text"},
    {"mediumtext", "text"},
    {"charsequence", "text"},
    {"charfield", "text"},
    {"textfield", "text"},
    {"emailfield", "text"},
    {"varchar2", "text"},
    {"byte", "bytes"},
    {"bytea", "bytes"},
    {"blob", "bytes"},
    {"varbinary", "bytes"},
    {"binary", "bytes"},
    {"bytestring", "bytes"},
    {"binaryfield", "bytes"},
    {"buffer", "bytes"},
    {"uint8array", "bytes"},
    {"uuid", "uuid"},
    {"uniqueidentifier", "uuid"},
    {"uuidfield", "uuid"},
    {"enum", "enum"},
};

// Types that hold another one, or add nothing to it.
constexpr std::string_view kWrappers[] = {"optional",  "nullable",        "list",    "set",    "collection",
                                          "iterable",  "sequence",        "array",   "mapped", "maybe",
                                          "arraylist", "atomicreference", "promise", "future", "readonly",
                                          "final",     "column"};

std::string_view trimmed(std::string_view text) {
  const std::string_view space = " \t\r\n*&?!";
  const size_t begin = text.find_first_not_of(space);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(space) - begin + 1);
}

}  // namespace

std::string_view neutral_type(std::string_view type) {
  // Each turn strips one wrapper, so the number of turns is bounded by it; more than a few say nothing.
  for (int turn = 0; turn < 6; ++turn) {
    type = trimmed(type);
    if (type.empty()) return {};
    if (type.starts_with("[]")) {
      type.remove_prefix(2);
      continue;
    }
    // `string | null`: the first alternative that says something.
    if (const size_t bar = type.find('|'); bar != std::string_view::npos && type.find('<') > bar) {
      const std::string_view first = trimmed(type.substr(0, bar));
      type = first == "null" || first == "undefined" || first == "None" ? type.substr(bar + 1) : first;
      continue;
    }
    const size_t open = type.find_first_of("<([{");
    const std::string_view head = trimmed(type.substr(0, open));
    const size_t dot = head.find_last_of(".:");
    const std::string name = joined_words(dot == std::string_view::npos ? head : head.substr(dot + 1));
    if (open != std::string_view::npos && (type[open] == '<' || type[open] == '[') &&
        std::find(std::begin(kWrappers), std::end(kWrappers), name) != std::end(kWrappers)) {
      const size_t close = type.find_last_of(">]");
      if (close == std::string_view::npos || close <= open) return "other";
      type = type.substr(open + 1, close - open - 1);
      continue;
    }
    // MySQL's truth value.
    if (name == "tinyint" &&
        type.substr(open == std::string_view::npos ? type.size() : open).starts_with("(1)")) {
      return "bool";
    }
    for (const TypeWord& row : kTypeWords) {
      if (row.written == name) return row.neutral;
    }
    // `character varying`, `timestamp with time zone`, `varchar not null`: the first word decides.
    const std::vector<std::string> words = split_words(head);
    if (head.find(' ') != std::string_view::npos && !words.empty()) {
      for (const TypeWord& row : kTypeWords) {
        if (row.written == words.front()) return row.neutral;
      }
    }
    return "other";
  }
  return "other";
}

bool is_small_integer(std::string_view type) {
  constexpr std::string_view kSmall[] = {"int",           "integer",
                                         "short",         "smallint",
                                         "tinyint",       "mediumint",
                                         "int8",          "int16",
                                         "int32",         "uint8",
                                         "uint16",        "uint32",
                                         "uint",          "integerfield",
                                         "atomicinteger", "smallintegerfield",
                                         "optionalint",   "positiveintegerfield"};
  if (neutral_type(type) != "number" && neutral_type(type) != "other") return false;
  const size_t begin = type.find_first_not_of(" \t*&?");
  if (begin == std::string_view::npos) return false;
  type = trimmed(type.substr(begin));
  for (std::string_view around : {"Optional[", "Optional<", "typing.Optional["}) {
    if (type.starts_with(around)) type.remove_prefix(around.size());
  }
  const std::string_view head = type.substr(0, type.find_first_of("(<[]>| "));
  const size_t dot = head.rfind('.');
  const std::string name = joined_words(dot == std::string_view::npos ? head : head.substr(dot + 1));
  return std::find(std::begin(kSmall), std::end(kSmall), name) != std::end(kSmall);
}

std::optional<uint32_t> width_of_type(std::string_view type) {
  if (neutral_type(type) != "text") return std::nullopt;
  const size_t open = type.find('(');
  if (open == std::string_view::npos) return std::nullopt;
  uint32_t width = 0;
  size_t digits = 0;
  for (char c : type.substr(open + 1)) {
    if (c < '0' || c > '9' || ++digits > 6) break;
    width = width * 10 + static_cast<uint32_t>(c - '0');
  }
  if (digits == 0 || digits > 6) return std::nullopt;
  return width;
}

}  // namespace payaudit

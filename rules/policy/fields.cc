#include "rules/policy/fields.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "scanners/source/characters.h"

namespace payaudit {
namespace {}  // namespace

Fields::Fields(YamlNode map, std::string_view what, std::initializer_list<std::string_view> known,
               Problems& problems)
    : node_(map), what_(what), problems_(problems) {
  if (!map.is_map()) {
    problems.add(map, fmt::format("{} is written as a map of keys and values", what));
    return;
  }
  // A packed document was checked when it was packed.
  if (known.size() == 0 || map.body().source.empty()) return;
  for (size_t i = 0; i < map.size(); ++i) {
    const std::string_view key = map.key(i).text();
    if (std::find(known.begin(), known.end(), key) == known.end()) {
      problems.add(map.key(i), fmt::format("unknown key '{}' of {}", key, what),
                   did_you_mean(key, std::vector<std::string_view>(known)));
    }
  }
}

std::optional<YamlNode> Fields::require(std::string_view key) const {
  const std::optional<YamlNode> value = find(key);
  if (!value && is_map()) problems_.add(node_, fmt::format("{} needs the key '{}'", what_, key));
  return value;
}

std::string Fields::text(std::string_view key) const {
  const auto value = find(key);
  return value ? read_text(*value, problems_) : std::string();
}

std::string Fields::require_text(std::string_view key) const {
  const auto value = require(key);
  if (!value) return {};
  if (value->kind() == YamlKind::null || (value->is_scalar() && value->text().empty())) {
    problems_.add(*value, fmt::format("'{}' is empty", key));
    return {};
  }
  return read_text(*value, problems_);
}

std::vector<std::string> Fields::texts(std::string_view key) const {
  const auto value = find(key);
  return value ? read_texts(*value, problems_) : std::vector<std::string>();
}

std::optional<int64_t> Fields::integer(std::string_view key) const {
  const auto value = find(key);
  return value ? read_integer(*value, problems_) : std::nullopt;
}

std::optional<bool> Fields::flag(std::string_view key) const {
  const auto value = find(key);
  return value ? read_flag(*value, problems_) : std::nullopt;
}

std::string Fields::date(std::string_view key) const {
  const auto value = find(key);
  if (!value) return {};
  const auto date = full_date(value->text());
  if (!date)
    problems_.add(*value, fmt::format("'{}' is not a date: YYYY, YYYY-MM or YYYY-MM-DD", value->text()));
  return date.value_or(std::string());
}

std::optional<size_t> Fields::word(std::string_view key,
                                   std::initializer_list<std::string_view> words) const {
  const auto value = find(key);
  if (!value) return std::nullopt;
  const auto at = std::find(words.begin(), words.end(), value->text());
  if (at != words.end()) return static_cast<size_t>(at - words.begin());
  std::string all;
  for (std::string_view word : words) all += fmt::format("{}{}", all.empty() ? "" : ", ", word);
  const std::string near = did_you_mean(value->text(), std::vector<std::string_view>(words));
  problems_.add(*value, fmt::format("unknown {} '{}'", key, value->text()),
                near.empty() ? fmt::format("it is one of: {}", all) : near);
  return std::nullopt;
}

std::vector<std::string> read_texts(YamlNode node, Problems& problems) {
  std::vector<std::string> texts;
  if (node.is_scalar()) {
    texts.emplace_back(node.text());
  } else if (node.is_sequence()) {
    for (size_t i = 0; i < node.size(); ++i) texts.push_back(read_text(node.item(i), problems));
  } else {
    problems.add(node, "a list of texts is expected here");
  }
  return texts;
}

std::string read_text(YamlNode node, Problems& problems) {
  if (!node.is_scalar()) problems.add(node, "a text is expected here");
  return std::string(node.text());
}

std::optional<bool> read_flag(YamlNode node, Problems& problems) {
  if (node.is_scalar() && !node.is_quoted()) {
    if (node.text() == "true" || node.text() == "on") return true;
    if (node.text() == "false" || node.text() == "off") return false;
  }
  problems.add(node, "true or false is expected here");
  return std::nullopt;
}

std::optional<int64_t> read_integer(YamlNode node, Problems& problems) {
  int64_t value = 0;
  const std::string_view text = node.text();
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (!text.empty() && error == std::errc() && end == text.data() + text.size()) return value;
  problems.add(node, "a whole number is expected here");
  return std::nullopt;
}

std::optional<std::string> full_date(std::string_view text) {
  if (text.size() != 4 && text.size() != 7 && text.size() != 10) return std::nullopt;
  for (size_t i = 0; i < text.size(); ++i) {
    if ((i == 4 || i == 7) ? text[i] != '-' : !is_digit(text[i])) return std::nullopt;
  }
  std::string full(text);
  if (full.size() == 4) full += "-01";
  if (full.size() == 7) full += "-01";
  const int month = (full[5] - '0') * 10 + full[6] - '0';
  const int day = (full[8] - '0') * 10 + full[9] - '0';
  if (month < 1 || month > 12 || day < 1 || day > 31) return std::nullopt;
  return full;
}

bool is_slug(std::string_view text) {
  if (text.empty() || text.front() == '-' || text.back() == '-') return false;
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    const bool is_word = (c >= 'a' && c <= 'z') || is_digit(c);
    if (!is_word && (c != '-' || text[i - 1] == '-')) return false;
  }
  return true;
}

}  // namespace payaudit

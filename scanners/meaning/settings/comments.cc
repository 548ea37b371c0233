#include "scanners/meaning/settings/comments.h"

#include <algorithm>
#include <optional>

#include "scanners/meaning/settings/value_forms.h"
#include "scanners/source/characters.h"

namespace payaudit {
namespace {

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kSpaces = " \t\r";
  while (!text.empty() && kSpaces.find(text.front()) != std::string_view::npos) text.remove_prefix(1);
  while (!text.empty() && kSpaces.find(text.back()) != std::string_view::npos) text.remove_suffix(1);
  return text;
}

// `# name: value`; nullopt: a sentence, or no comment.
struct Assignment {
  std::string_view name;
  std::string_view value;
};

std::optional<Assignment> assignment_in(std::string_view line) {
  line = trimmed(line);
  if (line.empty() || (line.front() != '#' && line.front() != ';')) return std::nullopt;
  while (!line.empty() && (line.front() == '#' || line.front() == ';')) line.remove_prefix(1);
  line = trimmed(line);
  if (line.starts_with("- ")) line = trimmed(line.substr(2));
  if (line.starts_with("export ")) line = trimmed(line.substr(7));
  const size_t sign = line.find_first_of(":=");
  if (sign == std::string_view::npos) return std::nullopt;
  const std::string_view name = trimmed(line.substr(0, sign));
  std::string_view value = trimmed(line.substr(sign + 1));
  const bool is_name = !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
    return is_letter(c) || is_digit(c) || c == '_' || c == '.' || c == '-';
  });
  if (value.size() > 2 && (value.front() == '"' || value.front() == '\'') && value.back() == value.front())
    value = value.substr(1, value.size() - 2);
  // What a comment says behind a value, and sentences, have spaces.
  if (!is_name || value.find_first_of(" \t\"'") != std::string_view::npos) return std::nullopt;
  return Assignment{name, value};
}

}  // namespace

void add_commented_secrets(Facts& facts, const SettingTables& tables, const Source& source, FileId file,
                           std::string_view owner) {
  const std::string_view bytes = source.bytes();
  for (size_t at = 0; at < bytes.size();) {
    const size_t end = std::min(bytes.find('\n', at), bytes.size());
    const auto found = assignment_in(bytes.substr(at, end - at));
    at = end + 1;
    if (!found) continue;
    const std::string_view type = credential_type(tables, found->name);
    if (type.empty() || !looks_made(found->value, type) || found->value.find("://") != std::string_view::npos)
      continue;
    if (value_kind(tables.models.values, found->value) != "literal" ||
        is_published(tables.models.values, found->value))
      continue;
    const auto begin = static_cast<uint32_t>(found->value.data() - bytes.data());
    const auto name_begin = static_cast<uint32_t>(found->name.data() - bytes.data());
    NamedValue value;
    value.name = found->name;
    value.value = found->value;
    value.why_unknown = "it is commented out: whether it is or was in use is not known";
    value.name_place = {file, {name_begin, name_begin + static_cast<uint32_t>(found->name.size())}};
    value.value_place = {file, {begin, begin + static_cast<uint32_t>(found->value.size())}};
    add_secret(facts, tables, owner, value, type)
        .set(Attr::default_pair, Value::boolean(false), facts.origin(OriginKind::literal, value.value_place));
  }
}

}  // namespace payaudit

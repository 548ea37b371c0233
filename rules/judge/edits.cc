#include "rules/judge/edits.h"

#include <array>
#include <cctype>
#include <string>
#include <utility>

namespace payaudit {
namespace {

// As the formats write truth: JSON, YAML 1.1, HCL; Python; nginx and INI.
constexpr std::array<std::pair<std::string_view, std::string_view>, 8> kSwitches = {{{"true", "false"},
                                                                                     {"True", "False"},
                                                                                     {"TRUE", "FALSE"},
                                                                                     {"yes", "no"},
                                                                                     {"Yes", "No"},
                                                                                     {"on", "off"},
                                                                                     {"On", "Off"},
                                                                                     {"ON", "OFF"}}};

bool is_letter(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
}

}  // namespace

std::string_view opposite_of(std::string_view word) {
  for (const auto& [is, is_not] : kSwitches) {
    if (word == is) return is_not;
    if (word == is_not) return is;
  }
  return {};
}

std::optional<Edit> turned_over(const Attribute& attribute, const SourceMap& sources) {
  const Origin& origin = attribute.origin;
  const bool is_written = origin.kind == OriginKind::literal && origin.has_place;
  if (!is_written || !attribute.value.is(Value::Type::boolean) || origin.place.file >= sources.size())
    return std::nullopt;
  // The place may be that of the value, or of the whole setting, whose value is its last word.
  const std::string_view text = sources[origin.place.file].text(origin.place.span);
  size_t end = text.size();
  while (end > 0 && !is_letter(text[end - 1])) {
    if (std::string_view("\"'; \t").find(text[end - 1]) == std::string_view::npos) return std::nullopt;
    --end;
  }
  size_t begin = end;
  while (begin > 0 && is_letter(text[begin - 1])) --begin;
  const std::string_view opposite = opposite_of(text.substr(begin, end - begin));
  if (opposite.empty()) return std::nullopt;
  const uint32_t at = origin.place.span.begin;
  return Edit{{origin.place.file, {at + static_cast<uint32_t>(begin), at + static_cast<uint32_t>(end)}},
              std::string(opposite)};
}

}  // namespace payaudit

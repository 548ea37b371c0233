#include "rules/judge/message.h"

#include <fmt/format.h>

#include <optional>

namespace payaudit {
namespace {

constexpr size_t kMaxText = 120;
constexpr std::string_view kPathSuffix = "_path";

bool is_name(std::string_view text) {
  if (text.empty()) return false;
  for (char c : text) {
    if ((c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '_') return false;
  }
  return true;
}

std::optional<Attr> attr_of(std::string_view name, Kind kind) {
  const auto attr = find_attr(name);
  return attr && has_attr(kind, *attr) ? attr : std::nullopt;
}

// The attribute whose path is meant; nullopt: not a path.
std::optional<Attr> path_of(std::string_view name, const Rule& rule) {
  if (name == "attribute_path") return rule.at;
  if (!name.ends_with(kPathSuffix)) return std::nullopt;
  return attr_of(name.substr(0, name.size() - kPathSuffix.size()), rule.kind);
}

std::string_view written_path(Attr attr, const Fact& fact) {
  const Attribute* attribute = fact.find(attr);
  return attribute != nullptr ? written_name(*attribute) : row(attr).name;
}

}  // namespace

std::vector<Placeholder> placeholders(std::string_view text) {
  std::vector<Placeholder> found;
  size_t at = 0;
  while ((at = text.find('{', at)) != std::string_view::npos) {
    const size_t end = text.find('}', at);
    if (end == std::string_view::npos) break;
    const std::string_view name = text.substr(at + 1, end - at - 1);
    const bool is_shell = at > 0 && text[at - 1] == '$';
    if (is_name(name) && !is_shell) found.push_back({at, name});
    ++at;
  }
  return found;
}

bool fills(std::string_view placeholder, const Rule& rule) {
  if (rule.shape == RuleShape::presence) return false;
  return placeholder == "label" || attr_of(placeholder, rule.kind) || path_of(placeholder, rule);
}

std::string fill(std::string_view text, const Rule& rule, const Fact& fact) {
  std::string filled;
  size_t done = 0;
  for (const Placeholder& placeholder : placeholders(text)) {
    if (!fills(placeholder.name, rule)) continue;
    filled += text.substr(done, placeholder.offset - done);
    done = placeholder.offset + placeholder.name.size() + 2;
    if (const auto attr = attr_of(placeholder.name, rule.kind)) {
      filled += plain_text(fact.value(*attr));
    } else if (placeholder.name == "label") {
      filled += fact.symbol.empty() ? row(fact.kind).name : fact.symbol;
    } else {
      filled += written_path(*path_of(placeholder.name, rule), fact);
    }
  }
  filled += text.substr(done);
  return filled;
}

std::string_view written_name(const Attribute& attribute) {
  return attribute.origin.written.empty() ? row(attribute.id).name : attribute.origin.written;
}

std::string describe(const Attribute& attribute) {
  const std::string_view name = written_name(attribute);
  const std::string_view note = attribute.origin.note;
  const auto with_note = [&](std::string text, std::string_view joint) {
    return note.empty() ? text : fmt::format("{}{}{}", text, joint, note);
  };
  const auto is_value = [&] { return fmt::format("`{}` is {}", name, plain_text(attribute.value)); };
  if (attribute.value.is_unknown())
    return fmt::format("`{}` is not known: {}", name, attribute.value.why_unknown());
  switch (attribute.origin.kind) {
    case OriginKind::literal: return is_value();
    case OriginKind::fallback:
      if (note.starts_with('`')) return std::string(note);  // a scanner that says itself what is not set
      return with_note(fmt::format("`{}` is not set", name), ": ");
    case OriginKind::variable: return with_note(is_value(), ", through ");
    case OriginKind::computed: return with_note(is_value(), ", worked out: ");
    case OriginKind::template_: return with_note(is_value(), ", from a template: ");
    case OriginKind::missing: return with_note(fmt::format("`{}` is not stated", name), ": ");
  }
  return {};
}

std::string plain_text(const Value& value) {
  std::string text;
  switch (value.type()) {
    case Value::Type::unknown: text = "?"; break;
    case Value::Type::text: text = value.as_text(); break;
    case Value::Type::list:
      for (const Value& item : value.as_list()) {
        if (!text.empty()) text += ", ";
        text += plain_text(item);
        if (text.size() > kMaxText) break;
      }
      if (value.as_list().empty()) text = "none";
      break;
    case Value::Type::null:
    case Value::Type::boolean:
    case Value::Type::integer:
    case Value::Type::real:
    case Value::Type::map: text = to_string(value); break;
  }
  if (text.size() <= kMaxText) return text;
  size_t cut = kMaxText;
  while (cut > 0 && (static_cast<unsigned char>(text[cut]) & 0xC0) == 0x80) --cut;
  return text.substr(0, cut) + "…";
}

}  // namespace payaudit

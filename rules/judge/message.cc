#include "rules/judge/message.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "scanners/source/characters.h"

namespace payaudit {
namespace {

constexpr size_t kMaxText = 120;
constexpr size_t kMostStated = 4;  // attributes of a sentence about what is in order
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

bool has_ports(Kind kind) {
  return has_attr(kind, Attr::from_port) && has_attr(kind, Attr::to_port);
}

std::string ports_text(const Fact& fact) {
  const std::string from = plain_text(fact.value(Attr::from_port));
  const std::string to = plain_text(fact.value(Attr::to_port));
  return from == to ? fmt::format("port {}", from) : fmt::format("ports {} to {}", from, to);
}

bool has_workload(Kind kind) {
  return has_attr(kind, Attr::name) && has_attr(kind, Attr::workload);
}

// A workload is `Deployment/shop`, `service/api`. One that is called like its only container adds nothing.
std::string whole_name(const Fact& fact) {
  // A name that is put together elsewhere stands in the symbol as far as it is known.
  const Value written = fact.value(Attr::name);
  const std::string_view known = fact.symbol.substr(fact.symbol.rfind('/') + 1);  // npos + 1 is 0
  const std::string name =
      fmt::format("'{}'", written.is_unknown() && !known.empty() ? std::string(known) : plain_text(written));
  const Value workload = fact.value(Attr::workload);
  if (!workload.is(Value::Type::text)) return name;
  const std::string_view text = workload.as_text();
  const size_t slash = text.find('/');
  if (slash == std::string_view::npos || slash + 1 == text.size()) return name;
  const std::string owner = fmt::format("'{}'", text.substr(slash + 1));
  return owner == name ? name : fmt::format("{} of {} {}", name, lower(text.substr(0, slash)), owner);
}

std::string words_of(std::string_view attribute) {
  std::string words(attribute);
  std::replace(words.begin(), words.end(), '_', ' ');
  return words;
}

std::string shown_value(const Value& value) {
  if (!value.is(Value::Type::boolean)) return plain_text(value);
  return value.as_boolean() ? "yes" : "no";
}

// What the fact says of what the rule forbids: "privileged: no".
std::string stated(const Rule& rule, const Fact& fact) {
  std::string text;
  size_t count = 0;
  for (uint32_t slot : rule.fail_when->slots()) {
    const Attribute* attribute = fact.find(static_cast<Attr>(slot));
    if (attribute == nullptr || attribute->value.is_unknown() || count == kMostStated) continue;
    text += fmt::format("{}{}: {}", count == 0 ? "" : ", ", words_of(row(attribute->id).name),
                        shown_value(attribute->value));
    ++count;
  }
  return count == 0 ? "nothing that speaks against it is stated" : text;
}

// A value that went through something is what that made of it, though its state is told with another word.
std::string protection_text(const Fact& fact) {
  const std::string state = plain_text(fact.value(Attr::state));
  const Value met = fact.value(Attr::protections);
  return state == "clear" && met.is(Value::Type::list) ? plain_text(met) : state;
}

// Whether the source calls it as rules do: `privileged`, `spec.containers[0].securityContext.privileged`.
bool is_named_alike(std::string_view written, std::string_view attribute) {
  return written.ends_with(attribute) &&
         (written.size() == attribute.size() || written[written.size() - attribute.size() - 1] == '.');
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
  return placeholder == "label" || (placeholder == "ports" && has_ports(rule.kind)) ||
         (placeholder == "whole_name" && has_workload(rule.kind)) || attr_of(placeholder, rule.kind) ||
         path_of(placeholder, rule);
}

std::string fill(std::string_view text, const Rule& rule, const Fact& fact) {
  std::string filled;
  size_t done = 0;
  for (const Placeholder& placeholder : placeholders(text)) {
    if (!fills(placeholder.name, rule)) continue;
    filled += text.substr(done, placeholder.offset - done);
    done = placeholder.offset + placeholder.name.size() + 2;
    if (const auto attr = attr_of(placeholder.name, rule.kind)) {
      const Value value = fact.value(*attr);
      const bool has_label = *attr == Attr::name && value.is_unknown() && !fact.symbol.empty();
      filled += has_label ? std::string(fact.symbol) : plain_text(value);
    } else if (placeholder.name == "label") {
      filled += fact.symbol.empty() ? row(fact.kind).name : fact.symbol;
    } else if (placeholder.name == "ports") {
      filled += ports_text(fact);
    } else if (placeholder.name == "whole_name") {
      filled += whole_name(fact);
    } else {
      filled += written_path(*path_of(placeholder.name, rule), fact);
    }
  }
  filled += text.substr(done);
  return filled;
}

std::string sentence_of(Verdict verdict, std::string_view message, const Rule& rule, const Fact& fact) {
  if (verdict != Verdict::satisfied) {
    std::string filled = fill(message, rule, fact);
    return verdict == Verdict::undetermined ? fmt::format("perhaps {}", filled) : filled;
  }
  if (!rule.evidence.empty()) return fill(rule.evidence, rule, fact);
  switch (rule.shape) {
    case RuleShape::presence: return fmt::format("found: {} {}", row(fact.kind).name, fact.symbol);
    case RuleShape::flow:
      return fmt::format("'{}' is {} when it reaches `{}`", plain_text(fact.value(Attr::source)),
                         protection_text(fact), plain_text(fact.value(Attr::sink)));
    case RuleShape::state: break;
  }
  return fmt::format("{}: {}", fact.symbol.empty() ? row(fact.kind).name : fact.symbol, stated(rule, fact));
}

std::string sentence_of(Verdict verdict, const Rule& rule) {
  return verdict == Verdict::undetermined ? fmt::format("perhaps {}", rule.message) : rule.message;
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
  // `proxy_ssl_verify off` is no `false`: what a word of the source says of ours is told in our word.
  const auto is_value = [&] {
    const std::string_view ours = row(attribute.id).name;
    const std::string value = plain_text(attribute.value);
    return attribute.value.is(Value::Type::boolean) && !is_named_alike(name, ours)
               ? fmt::format("`{}` says {}: {}", name, words_of(ours), value == "true" ? "yes" : "no")
               : fmt::format("`{}` is {}", name, value);
  };
  if (attribute.value.is_unknown()) {
    return attribute.value.why_unknown() == Value().why_unknown()
               ? fmt::format("`{}` is not stated", name)
               : fmt::format("`{}` is not known: {}", name, attribute.value.why_unknown());
  }
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

// Cut between items.
std::string list_text(std::span<const Value> items) {
  if (items.empty()) return "none";
  std::string text = plain_text(items.front());
  for (size_t i = 1; i < items.size(); ++i) {
    const std::string item = plain_text(items[i]);
    if (text.size() + item.size() > kMaxText) return fmt::format("{} and {} more", text, items.size() - i);
    text += ", " + item;
  }
  return text;
}

std::string plain_text(const Value& value) {
  std::string text;
  switch (value.type()) {
    case Value::Type::unknown: text = "?"; break;
    case Value::Type::text: text = value.as_text(); break;
    case Value::Type::list: return list_text(value.as_list());
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

#include "scanners/meaning/image/image.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <map>
#include <set>

#include "scanners/meaning/image/reference.h"
#include "scanners/meaning/settings/view.h"
#include "scanners/source/characters.h"

namespace payaudit {
namespace {

constexpr std::string_view kArgument = "set by a build argument";

struct Stage {
  View from;
  std::string_view image;  // as written; another stage's name for one built on it
  std::string name;        // lower case; empty: none
  std::vector<View> users;
};

// The stage that `image` names among those before; nullptr: an image from outside.
const Stage* base_of(const std::vector<Stage>& stages, size_t index) {
  const std::string wanted = lower(stages[index].image);
  for (size_t i = index; i-- > 0;) {
    if (!stages[i].name.empty() && stages[i].name == wanted) return &stages[i];
  }
  return nullptr;
}

const Stage* base_of(const std::vector<Stage>& stages, const Stage& stage) {
  return base_of(stages, static_cast<size_t>(&stage - stages.data()));
}

Sourced root(Facts& facts, const std::vector<Stage>& stages, Place anchor) {
  const Stage* stage = &stages.back();
  while (stage->users.empty()) {
    const Stage* base = base_of(stages, *stage);
    if (base != nullptr) {
      stage = base;
      continue;
    }
    if (lower(stage->image) == "scratch")
      return {Value::boolean(true), facts.origin(OriginKind::fallback, anchor, "no USER: root")};
    return {facts.unknown(fmt::format("no USER; that of {} is not known here", stage->image)),
            facts.origin(OriginKind::missing, anchor)};
  }
  const View& user = stage->users.back();
  const auto& labels = user.tree()[user.id()].labels;
  const Origin origin = user.origin(facts);
  if (labels.empty()) return {facts.unknown("USER names nobody"), origin};
  const std::string_view name = labels.front().substr(0, labels.front().find(':'));
  if (name.find('$') != std::string_view::npos) return {facts.unknown(kArgument), origin};
  return {Value::boolean(name == "0" || name == "root"), origin};
}

// The value that ARG gives before the first FROM; FROM may use it.
using Arguments = std::map<std::string, std::string, std::less<>>;

std::string expand(std::string_view text, const Arguments& arguments) {
  std::string result;
  size_t at = 0;
  while (at < text.size()) {
    if (text[at] != '$') {
      result += text[at++];
      continue;
    }
    const bool is_braced = at + 1 < text.size() && text[at + 1] == '{';
    const size_t begin = at + (is_braced ? 2 : 1);
    size_t end = begin;
    while (end < text.size() &&
           (std::isalnum(static_cast<unsigned char>(text[end])) != 0 || text[end] == '_'))
      ++end;
    const auto known = arguments.find(text.substr(begin, end - begin));
    const bool is_plain = !is_braced || (end < text.size() && text[end] == '}');
    if (known == arguments.end() || !is_plain) return std::string(text);
    result += known->second;
    at = end + (is_braced ? 1 : 0);
  }
  return result;
}

void add_container(Facts& facts, const std::vector<Stage>& stages, const Arguments& arguments,
                   std::string_view path) {
  const Stage& last = stages.back();
  const Place place = last.from.place();
  Fact& fact = facts.add(Kind::container, place, fmt::format("image of {}", path));
  fact.set(Attr::name, facts.text(path))
      .set(Attr::provider, facts.text("docker"))
      .set(Attr::workload, facts.text("image"));
  fact.set(Attr::root, root(facts, stages, place));
  // The image that it is made from, through the stages.
  const Stage* base = &last;
  while (const Stage* next = base_of(stages, *base)) base = next;
  const std::string image = expand(base->image, arguments);
  const Origin image_origin =
      base->from.origin(facts, base->image == image ? OriginKind::literal : OriginKind::variable);
  fact.set(Attr::image, facts.text(image), image_origin);
  if (has_placeholder(image)) {
    fact.set(Attr::pinned, facts.unknown(kArgument), image_origin)
        .set(Attr::digest, facts.unknown(kArgument), image_origin);
  } else if (lower(image) == "scratch") {
    fact.set(Attr::pinned, Value::boolean(true), image_origin)
        .set(Attr::digest, Value::boolean(true), image_origin);
  } else {
    const ImageReference reference = parse_image(image);
    fact.set(Attr::pinned, Value::boolean(reference.is_pinned()), image_origin)
        .set(Attr::digest, Value::boolean(!reference.digest.empty()), image_origin);
  }
}

// ENV and ARG assignments. A value taken from elsewhere is a reference.
void collect(const View& instruction, std::vector<NamedValue>& values) {
  for (const View& entry : instruction.items()) {
    if (entry.key().empty() || entry.is(NodeKind::null)) continue;
    NamedValue value;
    value.name = entry.key();
    value.value = entry.text();
    value.name_place = entry.key_place();
    value.value_place = entry.place();
    value.is_reference =
        !entry.is(NodeKind::string) && !entry.is(NodeKind::number) && !entry.is(NodeKind::boolean);
    // An ARG without a default holds nothing.
    if (value.is_reference && instruction.key() == "arg") continue;
    values.push_back(value);
  }
}

// What a stage is told that the image is not made from stays behind with it.
void set_left_stages(Facts& facts, const std::vector<Stage>& stages, FileId file) {
  if (stages.size() < 2) return;
  std::set<const Stage*> kept{&stages.back()};
  for (const Stage* base = base_of(stages, stages.back()); base != nullptr; base = base_of(stages, *base))
    kept.insert(base);
  for (Fact& fact : facts.all()) {
    if (fact.kind != Kind::secret || fact.place.file != file) continue;
    const auto next = std::find_if(stages.begin(), stages.end(), [&](const Stage& stage) {
      return stage.from.place().span.begin > fact.place.span.begin;
    });
    if (next == stages.begin() || kept.contains(&*std::prev(next))) continue;
    const Stage& left = *std::prev(next);
    const std::string what =
        left.name.empty() ? std::string("a stage that the image is not made from")
                          : fmt::format("the stage `{}`, which the image is not made from,", left.name);
    fact.set(Attr::stage, facts.text("build"), facts.origin(OriginKind::literal, left.from.place(), what));
  }
}

}  // namespace

Facts image_facts(const Units& units, const SettingTables& tables) {
  Facts facts;
  for (const Unit& unit : units.units) {
    const Tree* tree = unit.tree();
    if (tree == nullptr || unit.format != "dockerfile" || tree->roots().empty()) continue;
    const std::string_view path = (*units.sources)[unit.file].path();
    std::vector<Stage> stages;
    std::vector<NamedValue> values;
    Arguments arguments;
    const View root(*tree, unit.file, tree->roots().front());
    for (const View& instruction : root.items()) {
      const std::string_view key = instruction.key();
      const auto& labels = (*tree)[instruction.id()].labels;
      if (key == "from" && !labels.empty()) {
        stages.push_back({instruction, labels[0], labels.size() >= 3 ? lower(labels[2]) : std::string(), {}});
      } else if (key == "user" && !stages.empty()) {
        stages.back().users.push_back(instruction);
      } else if (key == "env" || key == "arg") {
        collect(instruction, values);
        if (stages.empty()) {
          for (const View& entry : instruction.items()) {
            if (!entry.text().empty()) arguments.emplace(entry.key(), entry.text());
          }
        }
      }
    }
    // An instruction that could not be read may have been the one that counts.
    if (!stages.empty() && tree->gaps().empty()) add_container(facts, stages, arguments, path);
    add_variables(facts, tables, fmt::format("image of {}", path), values);
    if (tree->gaps().empty()) set_left_stages(facts, stages, unit.file);
  }
  return facts;
}

}  // namespace payaudit

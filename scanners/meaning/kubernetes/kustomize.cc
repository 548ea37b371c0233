#include "scanners/meaning/kubernetes/kustomize.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "scanners/meaning/kubernetes/inner_texts.h"

namespace payaudit::kubernetes {
namespace {

constexpr size_t kLongestWay = 32;

constexpr std::string_view kPatchLists[] = {"patches", "patchesStrategicMerge", "patchesJson6902"};

std::string directory_of(std::string_view path) {
  const size_t slash = path.rfind('/');
  return slash == std::string_view::npos ? std::string() : std::string(path.substr(0, slash + 1));
}

// `a/b/../c` -> `a/c`. What leads out of the tree stays as it is and matches nothing.
std::string join(std::string_view directory, std::string_view relative) {
  std::vector<std::string_view> parts;
  const std::string whole = std::string(directory) + std::string(relative);
  std::string_view rest = whole;
  while (!rest.empty()) {
    const size_t slash = std::min(rest.find('/'), rest.size());
    const std::string_view part = rest.substr(0, slash);
    rest.remove_prefix(std::min(slash + 1, rest.size()));
    if (part.empty() || part == ".") continue;
    if (part == ".." && !parts.empty() && parts.back() != "..") {
      parts.pop_back();
    } else {
      parts.push_back(part);
    }
  }
  std::string joined;
  for (std::string_view part : parts) joined += (joined.empty() ? "" : "/") + std::string(part);
  return joined;
}

void add_words(std::string_view text, Words& words) {
  size_t at = 0;
  while (at < text.size()) {
    size_t end = at;
    while (end < text.size() && std::isalnum(static_cast<unsigned char>(text[end])) != 0) ++end;
    if (end > at) words.emplace(text.substr(at, end - at));
    at = end + 1;
  }
}

// The group of `networking.k8s.io/v1`; empty for the core.
std::string_view group_of(std::string_view api) {
  const size_t slash = api.find('/');
  return slash == std::string_view::npos ? std::string_view{} : api.substr(0, slash);
}

// A target's name is an expression that must match as a whole. Nothing but the plain forms is told apart.
std::optional<bool> name_matches(std::string_view pattern, std::string_view name) {
  if (pattern.empty() || pattern == ".*") return true;
  const bool is_plain = pattern.find_first_of("*|[(+?\\^$") == std::string_view::npos;
  if (is_plain) return pattern == name;
  if (pattern.starts_with('^')) pattern.remove_prefix(1);
  if (pattern.ends_with('$')) pattern.remove_suffix(1);
  const bool ends_open = pattern.ends_with(".*");
  if (ends_open) pattern.remove_suffix(2);
  const bool starts_open = pattern.starts_with(".*");
  if (starts_open) pattern.remove_prefix(2);
  if (pattern.find_first_of("*|[(+?\\^$") != std::string_view::npos) return std::nullopt;
  if (ends_open && starts_open) return name.find(pattern) != std::string_view::npos;
  if (ends_open) return name.starts_with(pattern);
  if (starts_open) return name.ends_with(pattern);
  return name == pattern;
}

// `app=pay,tier=web`, over labels or annotations.
std::optional<bool> selector_matches(std::string_view selector, const View& labels) {
  while (!selector.empty()) {
    const size_t end = std::min(selector.find(','), selector.size());
    const std::string_view pair = selector.substr(0, end);
    selector.remove_prefix(std::min(end + 1, selector.size()));
    const size_t equals = pair.find('=');
    if (equals == std::string_view::npos || pair.find_first_of("!() ") != std::string_view::npos)
      return std::nullopt;
    std::string_view value = pair.substr(equals + 1);
    if (value.starts_with('=')) value.remove_prefix(1);
    if (labels.at(pair.substr(0, equals)).text() != value) return false;
  }
  return true;
}

// Kubernetes' own types merge these lists item by item; others, of types that Kustomize does not know, are
// replaced.
ListRule list_rule(std::string_view list, const Tree& tree, NodeId node) {
  using enum ListRule::Kind;
  for (std::string_view named :
       {"containers", "initContainers", "ephemeralContainers", "env", "volumes", "imagePullSecrets"}) {
    if (list == named) return {by_key, "name"};
  }
  if (list == "volumeMounts") return {by_key, "mountPath"};
  if (list == "hostAliases") return {by_key, "ip"};
  if (list != "ports") return {replace, {}};
  for (NodeId item : tree.children(node)) {
    if (tree.find(item, "containerPort") != kNoNode) return {by_key, "containerPort"};
  }
  return {by_key, "port"};
}

OverlayRules rules_for(const View& object) {
  const std::string_view group = group_of(object.at("apiVersion").text());
  const bool is_own = group.find('.') == std::string_view::npos || group.ends_with(".k8s.io");
  OverlayRules rules;
  rules.null_deletes = true;
  rules.has_directives = true;
  rules.list = is_own ? list_rule : [](std::string_view, const Tree&, NodeId) { return ListRule{}; };
  return rules;
}

// The parts of `/spec/a~1b/0`, unescaped.
std::vector<std::string> steps_of(std::string_view pointer) {
  std::vector<std::string> steps;
  while (pointer.starts_with('/')) {
    pointer.remove_prefix(1);
    const size_t end = std::min(pointer.find('/'), pointer.size());
    std::string step;
    for (size_t i = 0; i < end; ++i) {
      const bool is_escape = pointer[i] == '~' && i + 1 < end;
      step += is_escape ? (pointer[++i] == '1' ? '/' : '~') : pointer[i];
    }
    steps.push_back(std::move(step));
    pointer.remove_prefix(end);
  }
  return steps;
}

}  // namespace

Kustomizations::Kustomizations(const Units& units) : units_(units) {
  for (size_t i = 0; i < units.units.size(); ++i) {
    const Unit& unit = units.units[i];
    if (unit.tree() != nullptr && unit.within.is_empty())
      units_by_path_[(*units.sources)[unit.file].path()].push_back(i);
  }
}

bool Kustomizations::is_kustomization(const View& root, std::string_view path) {
  const std::string_view kind = root.at("kind").text();
  const bool is_named = path.ends_with("kustomization.yaml") || path.ends_with("kustomization.yml");
  return is_named || ((kind == "Kustomization" || kind == "Component") &&
                      root.at("apiVersion").text().starts_with("kustomize.config.k8s.io"));
}

void Kustomizations::add(const View& root, std::string_view path) {
  Kustomization made{root, std::string(path), directory_of(path), {}, {}, {}};
  by_directory_.emplace(made.directory, all_.size());
  all_.push_back(std::move(made));
}

void Kustomizations::read_patch(Kustomization& owner, const View& entry) {
  Patch patch{entry, std::nullopt, {}, false, false};
  if (const View target = entry.at("target")) patch.target = target;
  const View written = entry.is(NodeKind::string) ? entry : entry.at("patch");
  if (written && (!entry.is(NodeKind::string) || is_inline_patch(written.text()))) {
    const Place place = written.place();
    for (const Unit& unit : units_.units) {
      if (unit.file != place.file || !(unit.within == place.span) || unit.tree() == nullptr) continue;
      for (NodeId root : unit.tree()->roots()) patch.bodies.emplace_back(*unit.tree(), unit.file, root);
    }
  } else if (const View file = entry.is(NodeKind::string) ? entry : entry.at("path")) {
    const std::string path = join(owner.directory, file.text());
    patch_files_.insert(path);
    const auto units = units_by_path_.find(path);
    if (units != units_by_path_.end()) {
      for (size_t i : units->second) {
        const Unit& unit = units_.units[i];
        for (NodeId root : unit.tree()->roots()) patch.bodies.emplace_back(*unit.tree(), unit.file, root);
      }
    }
  }
  patch.is_operations = std::any_of(patch.bodies.begin(), patch.bodies.end(),
                                    [](const View& body) { return body.is(NodeKind::list); });
  owner.patches.push_back(std::move(patch));
}

void Kustomizations::link() {
  for (size_t i = 0; i < all_.size(); ++i) {
    Kustomization& each = all_[i];
    for (std::string_view list : kPatchLists) {
      for (const View& entry : each.root.at(list).items()) read_patch(each, entry);
    }
    for (std::string_view list : {"resources", "bases", "components"}) {
      for (const View& item : each.root.at(list).items()) {
        const std::string path = join(each.directory, item.text());
        const auto used = by_directory_.find(path.empty() ? path : path + "/");
        if (used == by_directory_.end()) {
          listed_in_[path].insert(i);
        } else if (used->second != i) {
          all_[used->second].users.insert(i);
          if (list == "components") each.components.push_back(used->second);
        }
      }
    }
  }
}

// The kustomizations that an object goes through, from the one that lists its file outwards.
std::optional<std::vector<size_t>> Kustomizations::way_from(std::string_view path) const {
  std::vector<size_t> way;
  const auto listed = listed_in_.find(path);
  if (listed == listed_in_.end()) return std::nullopt;
  const std::set<size_t>* next = &listed->second;
  while (!next->empty()) {
    if (next->size() > 1 || way.size() >= kLongestWay) return std::nullopt;
    way.push_back(*next->begin());
    next = &all_[way.back()].users;
  }
  return way;
}

Kustomizations::Match Kustomizations::matches(const Patch& patch, const View& body, const View& object) {
  const std::string_view kind = object.at("kind").text();
  const std::string_view name = object.path("metadata.name").text();
  const std::string_view api = object.at("apiVersion").text();
  if (!patch.target) {
    const bool is_same = body.at("kind").text() == kind && body.path("metadata.name").text() == name &&
                         group_of(body.at("apiVersion").text()) == group_of(api);
    return is_same ? Match::yes : Match::no;
  }
  const View& target = *patch.target;
  const auto is_other = [&](std::string_view key, std::string_view value) {
    const View wanted = target.at(key);
    return wanted && !wanted.text().empty() && wanted.text() != value;
  };
  const size_t slash = api.find('/');
  const std::string_view version = slash == std::string_view::npos ? api : api.substr(slash + 1);
  if (is_other("kind", kind) || is_other("group", group_of(api)) || is_other("version", version))
    return Match::no;
  const auto named = name_matches(target.at("name").text(), name);
  const auto labelled = selector_matches(target.at("labelSelector").text(), object.path("metadata.labels"));
  const auto annotated =
      selector_matches(target.at("annotationSelector").text(), object.path("metadata.annotations"));
  for (const auto& part : {named, labelled, annotated}) {
    if (part == std::optional(false)) return Match::no;
  }
  return named && labelled && annotated ? Match::yes : Match::unknown;
}

bool Kustomizations::apply_one(const Patch& patch, const View& body, std::unique_ptr<Tree>& tree,
                               std::vector<std::unique_ptr<Tree>>& kept, const View& object) {
  const auto current = [&] {
    return tree == nullptr ? Piece{&object.tree(), object.file(), object.id()}
                           : Piece{tree.get(), object.file(), tree->roots().front()};
  };
  const auto advance = [&](std::unique_ptr<Tree> next) {
    if (tree != nullptr) kept.push_back(std::move(tree));
    tree = std::move(next);
  };
  if (!patch.is_operations) {
    auto next = std::make_unique<Tree>();
    lay_over(*next, current(), {&body.tree(), body.file(), body.id()}, rules_for(object));
    advance(std::move(next));
    return true;
  }
  for (const View& operation : body.items()) {
    const std::string_view name = operation.at("op").text();
    if (name == "test") continue;
    const View value = operation.at("value");
    if (name != "remove" && name != "add" && name != "replace") return false;
    if (name != "remove" && !value) return false;
    const EditKind kind = name == "add"      ? EditKind::add
                          : name == "remove" ? EditKind::remove
                                             : EditKind::replace;
    auto next = std::make_unique<Tree>();
    const std::vector<std::string> steps = steps_of(operation.at("path").text());
    const View& from = value ? value : operation;
    if (!edit_at(*next, current(), steps, kind, {&from.tree(), from.file(), from.id()})) return false;
    advance(std::move(next));
  }
  return true;
}

// A patch that could not be read, or is not in the tree, may set anything in what it is for.
bool Kustomizations::may_be_meant_unread(const Patch& patch, const View& object) {
  return patch.bodies.empty() && (!patch.target || matches(patch, patch.entry, object) != Match::no);
}

bool Kustomizations::may_set_anything(const View& object, std::string_view path) const {
  const auto listed = listed_in_.find(path);
  if (listed == listed_in_.end()) return false;
  std::set<size_t> reached;
  std::vector<size_t> next(listed->second.begin(), listed->second.end());
  while (!next.empty()) {
    const size_t i = next.back();
    next.pop_back();
    if (!reached.insert(i).second) continue;
    next.insert(next.end(), all_[i].users.begin(), all_[i].users.end());
    next.insert(next.end(), all_[i].components.begin(), all_[i].components.end());
  }
  return std::any_of(reached.begin(), reached.end(), [&](size_t i) {
    return std::any_of(all_[i].patches.begin(), all_[i].patches.end(),
                       [&](const Patch& patch) { return may_be_meant_unread(patch, object); });
  });
}

bool Kustomizations::apply_all(Kustomization& owner, std::unique_ptr<Tree>& tree, const View& object) {
  for (Patch& patch : owner.patches) {
    if (may_be_meant_unread(patch, object)) return false;
    for (const View& body : patch.bodies) {
      switch (matches(patch, body, object)) {
        case Match::no: continue;
        case Match::unknown: return false;
        case Match::yes: break;
      }
      if (!apply_one(patch, body, tree, kept_, object)) return false;
      patch.is_applied = true;
      applied_.emplace(body.file(), body.id());
    }
  }
  return true;
}

std::optional<Patched> Kustomizations::apply(const View& object, std::string_view path) {
  const auto way = way_from(path);
  if (!way) return std::nullopt;
  Patched patched;
  for (size_t i : *way) {
    Kustomization& each = all_[i];
    // A component changes all that its user has gathered.
    for (size_t component : each.components) {
      if (!apply_all(all_[component], patched.tree, object)) return std::nullopt;
    }
    const bool is_component = each.root.at("kind").text() == "Component";
    if (!is_component && !apply_all(each, patched.tree, object)) return std::nullopt;
    if (const View space = each.root.at("namespace")) patched.space = space.text();
  }
  return patched;
}

bool Kustomizations::is_applied(const View& document) const {
  return applied_.contains({document.file(), document.id()});
}

std::unique_ptr<Words> Kustomizations::words_for(const View& object) const {
  auto words = std::make_unique<Words>();
  for (const Kustomization& each : all_) {
    for (const Patch& patch : each.patches) {
      for (const View& body : patch.bodies) {
        if (matches(patch, body, object) == Match::no) continue;
        const Place place = body.place();
        add_words((*units_.sources)[place.file].text(place.span), *words);
      }
    }
  }
  return words->empty() ? nullptr : std::move(words);
}

std::set<std::string, std::less<>> Kustomizations::retagged() const {
  std::set<std::string, std::less<>> names;
  for (const Kustomization& each : all_) {
    for (const View& image : each.root.at("images").items()) names.emplace(image.at("name").text());
  }
  return names;
}

void Kustomizations::add_generated(Facts& facts, const SettingTables& tables,
                                   const Neighbourhood& around) const {
  for (const Kustomization& each : all_) {
    for (std::string_view list : {"secretGenerator", "configMapGenerator"}) {
      for (const View& generator : each.root.at(list).items()) {
        std::vector<NamedValue> values;
        for (const View& literal : generator.at("literals").items()) {
          const size_t equals = literal.text().find('=');
          if (equals == std::string_view::npos) continue;
          NamedValue value;
          value.name = literal.text().substr(0, equals);
          value.value = literal.text().substr(equals + 1);
          value.name_place = value.value_place = literal.place();
          values.push_back(value);
        }
        add_variables(facts, tables, fmt::format("{}/{}", list, generator.at("name").text()), values, around);
      }
    }
  }
}

void Kustomizations::add_gaps(Facts& facts) const {
  for (const Kustomization& each : all_) {
    const bool is_done = std::all_of(each.patches.begin(), each.patches.end(),
                                     [](const Patch& patch) { return patch.is_applied; });
    if (is_done) continue;
    View at = each.root;
    for (std::string_view list : kPatchLists) {
      if (at.id() == each.root.id() && !each.root.at(list).items().empty()) at = each.root.at(list);
    }
    facts.add(Kind::gap, at.key_place(), "Kustomize patch")
        .set(Attr::reason, facts.text("unresolved"))
        .set(Attr::detail, facts.text("Kustomize patch: it is not applied, what it may set is not judged"));
  }
}

}  // namespace payaudit::kubernetes

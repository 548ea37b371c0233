#include "scanners/meaning/compose/services.h"

#include <algorithm>

#include "scanners/meaning/settings/overlay.h"

namespace payaudit::compose {
namespace {

constexpr int kLongestChain = 16;

// `deploy/` and `../base.yml` -> `base.yml`.
std::string join(std::string_view folder, std::string_view relative) {
  std::string whole(folder);
  while (true) {
    if (relative.starts_with("./")) {
      relative.remove_prefix(2);
    } else if (relative.starts_with("../") && !whole.empty()) {
      relative.remove_prefix(3);
      whole.pop_back();
      whole.resize(whole.rfind('/') + 1);  // npos + 1 is 0
    } else {
      return whole + std::string(relative);
    }
  }
}

// Commands are replaced; every other list is added to.
ListRule list_rule(std::string_view list, const Tree&, NodeId) {
  const bool is_command = list == "command" || list == "entrypoint" || list == "test";
  return {is_command ? ListRule::Kind::replace : ListRule::Kind::append, {}};
}

View services_of(const View& service) {
  const Tree& tree = service.tree();
  return {tree, service.file(), tree[service.id()].parent};
}

}  // namespace

Services::Services(const Units& units) : units_(units) {
  for (size_t i = 0; i < units.units.size(); ++i) {
    const Unit& unit = units.units[i];
    if (unit.tree() != nullptr && unit.within.is_empty())
      by_path_.emplace((*units.sources)[unit.file].path(), i);
  }
}

std::optional<View> Services::base_of(const View& extends, const View& service) const {
  const std::string_view name = extends.is(NodeKind::map) ? extends.at("service").text() : extends.text();
  const View file = extends.at("file");
  if (!file) {
    const View base = services_of(service).at(name);
    return base.is(NodeKind::map) && base.id() != service.id() ? std::optional(base) : std::nullopt;
  }
  const std::string_view path = (*units_.sources)[service.file()].path();
  const auto found = by_path_.find(join(path.substr(0, path.rfind('/') + 1), file.text()));
  if (found == by_path_.end()) return std::nullopt;
  const Unit& unit = units_.units[found->second];
  for (NodeId root : unit.tree()->roots()) {
    const View base = View(*unit.tree(), unit.file, root).at("services").at(name);
    if (base.is(NodeKind::map)) return base;
  }
  return std::nullopt;
}

Service Services::extended(const View& service, int depth) {
  const View extends = service.at("extends");
  if (!extends) return {service, true};
  const std::optional<View> base = depth < kLongestChain ? base_of(extends, service) : std::nullopt;
  if (!base) return {service, false};
  const Service below = extended(*base, depth + 1);
  OverlayRules rules;
  rules.list = list_rule;
  auto tree = std::make_unique<Tree>();
  const NodeId root = lay_over(*tree, {&below.view.tree(), below.view.file(), below.view.id()},
                               {&service.tree(), service.file(), service.id()}, rules);
  // It is the service that extends, wherever its parts are from.
  const Node& own = service.tree()[service.id()];
  Node& made = tree->edit(root);
  made.key = own.key;
  made.key_span = own.key_span;
  made.span = own.span;
  made.file = own.file == kOwnFile ? service.file() : own.file;
  trees_.push_back(std::move(tree));
  return {View(*trees_.back(), service.file(), root), below.is_whole};
}

Service Services::extended(const View& service) {
  return extended(service, 0);
}

}  // namespace payaudit::compose

#include "scanners/meaning/stages/compose_signs.h"

#include <fmt/format.h>

#include <string_view>

#include "scanners/meaning/settings/models.h"
#include "scanners/meaning/stages/names.h"

namespace payaudit {
namespace {

class Signs {
 public:
  Signs(const StageModels& models, const Tree& tree) : models_(models), tree_(tree) {}

  void read(NodeId service) {
    const std::string_view name = tree_[service].key;
    if (const NodeId target = tree_.find_path(service, "build.target"); target != kNoNode) {
      // The last stage of a build is called production wherever it runs.
      const std::string_view stage = stage_of_name(models_, tree_.text(target));
      if (!stage.empty() && stage != "production")
        note(stage, fmt::format("`target` of the service {}", name), target);
    }
    const NodeId environment = tree_.find(service, "environment");
    for (NodeId entry : tree_.children(environment)) {
      std::string_view key = tree_[entry].key;
      std::string_view value = tree_.text(entry);
      if (key.empty()) {
        const size_t equals = value.find('=');
        if (equals == std::string_view::npos) continue;
        key = value.substr(0, equals);
        value = value.substr(equals + 1);
      }
      if (!models_.variables.contains(canonical_key(key))) continue;
      note(stage_of_name(models_, value), fmt::format("`{}` of the service {}", key, name), entry);
    }
    read_mounts(service, name);
    const NodeId restart = tree_.find(service, "restart");
    const std::string_view policy = tree_.text(restart);
    if ((policy == "always" || policy == "unless-stopped") && !in_use_)
      in_use_ = Sign{{}, fmt::format("`restart` of the service {}", name), tree_[restart].span};
  }

  std::optional<Sign> sign() && {
    if (production_) return production_;
    if (other_) return other_;
    return in_use_;
  }

 private:
  // The folder of the project over what the build has put there: the code is being worked at.
  void read_mounts(NodeId service, std::string_view name) {
    if (tree_.find(service, "build") == kNoNode) return;
    for (NodeId volume : tree_.children(tree_.find(service, "volumes"))) {
      const NodeId source = tree_.find(volume, "source");
      std::string_view from = tree_.text(source == kNoNode ? volume : source);
      if (source == kNoNode) from = from.substr(0, from.find(':'));
      const bool is_own =
          from == "." || from == "./" || from == "./src" || from == "./app" || from == "${PWD}";
      if (is_own) note("development", fmt::format("the source mounted into the service {}", name), volume);
    }
  }

  void note(std::string_view stage, std::string what, NodeId at) {
    std::optional<Sign>& sign = stage == "production" ? production_ : other_;
    if (!stage.empty() && !sign) sign = Sign{std::string(stage), std::move(what), tree_[at].span};
  }

  const StageModels& models_;
  const Tree& tree_;
  std::optional<Sign> production_, other_, in_use_;
};

}  // namespace

bool is_compose(const Tree& tree, NodeId root) {
  if (tree.find(root, "apiVersion") != kNoNode) return false;
  for (NodeId service : tree.children(tree.find(root, "services"))) {
    for (std::string_view key : {"image", "build", "extends"}) {
      if (tree.find(service, key) != kNoNode) return true;
    }
  }
  return false;
}

std::optional<Sign> compose_sign(const StageModels& models, const Tree& tree, NodeId root) {
  Signs signs(models, tree);
  for (NodeId service : tree.children(tree.find(root, "services"))) {
    if (tree.is(service, NodeKind::map)) signs.read(service);
  }
  return std::move(signs).sign();
}

}  // namespace payaudit

#include "scanners/meaning/stages/compose_signs.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <vector>

#include "scanners/meaning/classify/words.h"
#include "scanners/meaning/image/agents.h"
#include "scanners/meaning/settings/models.h"
#include "scanners/meaning/stages/names.h"
#include "scanners/meaning/stages/words.h"
#include "scanners/source/characters.h"

namespace payaudit {
namespace {

// All texts at and below a node, with blanks between them: a command as a list is one command.
void add_text(const Tree& tree, NodeId node, std::string& to) {
  if (node == kNoNode) return;
  to += fmt::format(" {}", tree.text(node));
  for (NodeId child : tree.children(node)) add_text(tree, child, to);
}

// With no letter or digit at either side of it.
bool has_word(std::string_view text, std::string_view word) {
  const auto is_part = [](char c) { return is_letter(c) || is_digit(c); };
  for (size_t at = text.find(word); at != std::string_view::npos; at = text.find(word, at + 1)) {
    const size_t end = at + word.size();
    const bool is_whole = (at == 0 || !is_part(text[at - 1])) && (end == text.size() || !is_part(text[end]));
    if (is_whole) return true;
  }
  return false;
}

class Signs {
 public:
  Signs(const StageModels& models, const Tree& tree, bool has_tools_only)
      : models_(models), tree_(tree), has_tools_only_(has_tools_only) {}

  void read(NodeId service) {
    name_ = tree_[service].key;
    if (const NodeId target = tree_.find_path(service, "build.target"); target != kNoNode) {
      // The last stage of a build is called production wherever it runs.
      const std::string_view stage = stage_of_name(models_, tree_.text(target));
      if (stage != kProduction) note(stage, "`target`", target);
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
      read_variable(key, value, entry);
    }
    read_files(tree_.find(service, "env_file"));
    read_mounts(service);
    read_image(service);
    read_commands(service);
    const NodeId restart = tree_.find(service, "restart");
    const std::string_view policy = tree_.text(restart);
    if ((policy == "always" || policy == "unless-stopped") && !in_use_)
      in_use_ = Sign{{}, fmt::format("`restart` of the service {}", name_), tree_[restart].span};
  }

  std::optional<Sign> sign() && {
    if (production_) return production_;
    if (other_) return other_;
    return in_use_;
  }

 private:
  void read_variable(std::string_view key, std::string_view value, NodeId entry) {
    if (models_.variables.contains(canonical_key(key))) {
      note(stage_of_name(models_, value), fmt::format("`{}`", key), entry);
    } else if (is_reached_here(key, value)) {
      note(kDevelopment, fmt::format("the address `localhost` in `{}`", key), entry);
    }
    for (const std::string& name : models_.developer_hosts) {
      if (has_word(value, name)) note(kDevelopment, fmt::format("`{}` in `{}`", name, key), entry);
    }
    for (const std::string& word : models_.developer_words) {
      if (has_word(value, word)) note(kDevelopment, fmt::format("`{}`", word), entry);
    }
  }

  // Who reaches it under `localhost` is on the same machine. A fallback may be replaced.
  bool is_reached_here(std::string_view key, std::string_view value) const {
    const std::vector<std::string> words = split_words(key);
    if (words.empty() || value.find("${") != std::string_view::npos) return false;
    if (!models_.reached_by.contains(words.back()) ||
        std::find(words.begin(), words.end(), "health") != words.end())
      return false;
    const std::string folded = lower(value);
    if (folded == "localhost") return true;
    const size_t at = folded.find("://localhost");
    if (at == std::string::npos) return false;
    // Brokers name this machine also beside the programs of a product, for who looks into them.
    const bool is_of_web = folded.starts_with("http://") || folded.starts_with("https://");
    if (!is_of_web && !has_tools_only_) return false;
    // Among addresses of other machines it is one of several that are allowed.
    return std::none_of(folded.begin(), folded.end(), [](char c) { return c == '.'; });
  }

  // `.env.local`
  void read_files(NodeId node) {
    if (node == kNoNode) return;
    const std::string_view path = tree_.text(node);
    const std::string_view stage = stage_of_name(models_, file_name(path));
    const bool is_sample = stage_of_path(models_, file_name(path), false).stage == "sample";
    if (!is_sample) note(stage, fmt::format("`{}`", path), node);
    for (NodeId child : tree_.children(node)) {
      if (tree_[child].key != "required" && tree_[child].key != "format") read_files(child);
    }
  }

  // The folder of the project over what the build has put there: the code is being worked at. And data and
  // settings that are called after developers.
  void read_mounts(NodeId service) {
    const bool is_built = tree_.find(service, "build") != kNoNode;
    for (NodeId volume : tree_.children(tree_.find(service, "volumes"))) {
      const NodeId source = tree_.find(volume, "source");
      std::string_view from = tree_.text(source == kNoNode ? volume : source);
      if (source == kNoNode) from = from.substr(0, from.find(':'));
      const bool is_own =
          from == "." || from == "./" || from == "./src" || from == "./app" || from == "${PWD}";
      if (is_own && is_built) note(kDevelopment, "the source mounted", volume);
      const bool is_of_system = from.starts_with('/') || from.find("${") != std::string_view::npos;
      if (is_of_system) continue;
      const NamedStage stage = stage_of_path(models_, from, true);
      if (stage.stage == kDevelopment || stage.stage == "test")
        note(stage.stage, fmt::format("the mounted `{}`", from), volume);
    }
  }

  void read_image(NodeId service) {
    const NodeId image = tree_.find(service, "image");
    if (is_image_of(tree_.text(image), models_.emulators)) note(kDevelopment, "the image", image);
  }

  void read_commands(NodeId service) {
    for (const std::string_view key : {"command", "entrypoint"}) {
      const NodeId command = tree_.find(service, key);
      if (command == kNoNode) continue;
      std::string text;
      add_text(tree_, command, text);
      for (const std::string& word : models_.developer_words) {
        if (has_word(text, word)) note(kDevelopment, fmt::format("`{}`", word), command);
      }
      const std::string_view image = tree_.text(tree_.find(service, "image"));
      for (const auto& [pattern, word] : models_.developer_commands) {
        if (is_image_of(image, {pattern}) && has_word(text, word))
          note(kDevelopment, fmt::format("`{}`", word), command);
      }
    }
  }

  void note(std::string_view stage, std::string_view what, NodeId at) {
    std::optional<Sign>& sign = stage == kProduction ? production_ : other_;
    if (!stage.empty() && !sign)
      sign = Sign{std::string(stage), fmt::format("{} of the service {}", what, name_), tree_[at].span};
  }

  const StageModels& models_;
  const Tree& tree_;
  bool has_tools_only_;
  std::string_view name_;
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

std::optional<Sign> compose_sign(const StageModels& models, const Tree& tree, NodeId root,
                                 bool has_tools_only) {
  Signs signs(models, tree, has_tools_only);
  for (NodeId service : tree.children(tree.find(root, "services"))) {
    if (tree.is(service, NodeKind::map)) signs.read(service);
  }
  return std::move(signs).sign();
}

}  // namespace payaudit

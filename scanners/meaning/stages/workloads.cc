#include "scanners/meaning/stages/workloads.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <string>

#include "scanners/meaning/classify/words.h"
#include "scanners/meaning/image/agents.h"
#include "scanners/meaning/stages/compose_signs.h"
#include "scanners/meaning/stages/finder.h"
#include "scanners/meaning/stages/names.h"
#include "scanners/source/characters.h"

namespace payaudit {
namespace {

constexpr std::string_view kProduction = "production";
constexpr std::string_view kDevelopment = "development";
constexpr std::string_view kLocal = "local";
constexpr uint32_t kHeaderLines = 25;

struct FileStage {
  std::string stage;
  std::string what;
  std::optional<Span> span;
};

class WorkloadStages {
 public:
  WorkloadStages(Facts& facts, const Units& units, const StageModels& models, const StagePaths& paths)
      : facts_(facts), units_(units), models_(models), paths_(paths) {}

  void run() {
    for (const Unit& unit : units_.units) {
      const Tree* tree = unit.tree();
      if (tree == nullptr || unit.format != "yaml" || !unit.within.is_empty()) continue;
      for (const NodeId root : tree->roots()) {
        if (is_compose(*tree, root)) compose_.emplace(unit.file, std::pair(tree, root));
      }
    }
    for (Fact& fact : facts_.all()) {
      const bool is_workload = fact.kind == Kind::container || fact.kind == Kind::network_rule;
      if (!is_workload || text_of(fact, Attr::provider) == "kubernetes") continue;
      const auto at = compose_.find(fact.place.file);
      // Of the files of images only the name speaks.
      if (at == compose_.end() && fact.kind != Kind::container) continue;
      const auto [known, is_new] = stages_.try_emplace(fact.place.file);
      if (is_new) {
        known->second = at == compose_.end()
                            ? by_name(fact.place.file)
                            : of_compose(fact.place.file, *at->second.first, at->second.second);
      }
      const std::optional<FileStage>& stage = known->second;
      if (!stage || stage->stage == kProduction) continue;
      Origin origin;
      origin.written = facts_.keep(stage->what);
      if (stage->span) {
        origin.has_place = true;
        origin.place = {fact.place.file, *stage->span};
      }
      fact.set(Attr::stage, facts_.text(stage->stage), origin);
    }
  }

 private:
  std::string_view path_of(FileId file) const { return paths_.own((*units_.sources)[file].path()); }

  std::optional<FileStage> by_name(FileId file) const {
    const NamedStage named = stage_of_path(models_, path_of(file), true);
    if (named.stage.empty()) return std::nullopt;
    return FileStage{std::string(named.stage), fmt::format("the name `{}`", named.part), std::nullopt};
  }

  std::optional<FileStage> of_compose(FileId file, const Tree& tree, NodeId root) const {
    if (auto named = by_name(file)) return named;
    if (is_base_of_production(file, tree, root)) return std::nullopt;
    // Programs run in their mode of production on developers' machines too.
    if (auto said = header(file)) return said;
    const std::optional<Sign> sign = compose_sign(models_, tree, root);
    if (sign && sign->stage == kProduction) return std::nullopt;
    if (sign && !sign->stage.empty()) return FileStage{sign->stage, sign->what, sign->span};
    if (auto started = developer_command(tree, root)) return started;
    if (has_production_beside(file)) {
      return FileStage{std::string(kDevelopment), "the Compose file of production beside it", std::nullopt};
    }
    if (is_infrastructure(tree, root)) {
      return FileStage{std::string(kLocal), "the Compose file", std::nullopt};
    }
    return std::nullopt;
  }

  // The first comment lines, before anything is written.
  std::optional<FileStage> header(FileId file) const {
    const Source& source = (*units_.sources)[file];
    std::string text;
    Span whole{};
    for (uint32_t line = 1; line <= std::min(source.line_count(), kHeaderLines); ++line) {
      const Span span = source.line_span(line);
      std::string_view written = source.text(span);
      const size_t begin = written.find_first_not_of(" \t\r");
      if (begin == std::string_view::npos) continue;
      written.remove_prefix(begin);
      if (written.front() != '#') {
        if (written.starts_with("version") || written.starts_with("---") || written.starts_with("name:"))
          continue;
        break;
      }
      whole = text.empty() ? span : cover(whole, span);
      text += lower(written) + "\n";
    }
    for (const auto& [phrase, stage] : models_.headers) {
      if (is_said(text, phrase)) return FileStage{stage, "the comment at its top", whole};
    }
    return std::nullopt;
  }

  // `not for local development` says the contrary.
  bool is_said(const std::string& text, const std::string& phrase) const {
    const size_t at = text.find(phrase);
    if (at == std::string::npos) return false;
    const size_t line = text.rfind('\n', at) + 1;  // npos + 1 is 0
    const std::vector<std::string> before = split_words(std::string_view(text).substr(line, at - line));
    return std::none_of(before.begin(), before.end(), [&](const std::string& word) {
      return std::find(models_.header_denials.begin(), models_.header_denials.end(), word) !=
             models_.header_denials.end();
    });
  }

  static bool says_word(const Tree& tree, NodeId command, std::string_view word) {
    if (command == kNoNode) return false;
    if (tree.is(command, NodeKind::list)) {
      for (const NodeId item : tree.children(command)) {
        if (says_word(tree, item, word)) return true;
      }
      return false;
    }
    const std::string text = fmt::format(" {} ", tree.text(command));
    const size_t at = text.find(word);
    if (at == std::string::npos) return false;
    const char after = text[at + word.size()];
    return (text[at - 1] == ' ' || text[at - 1] == '/') && (after == ' ' || after == '\n');
  }

  std::optional<FileStage> developer_command(const Tree& tree, NodeId root) const {
    for (const NodeId service : tree.children(tree.find(root, "services"))) {
      const std::string_view image = tree.text(tree.find(service, "image"));
      for (const auto& [pattern, word] : models_.developer_commands) {
        if (!is_image_of(image, {pattern})) continue;
        for (std::string_view key : {"command", "entrypoint"}) {
          const NodeId command = tree.find(service, key);
          if (!says_word(tree, command, word)) continue;
          return FileStage{std::string(kDevelopment),
                           fmt::format("`{}` of the service {}", word, tree[service].key),
                           tree[command].span};
        }
      }
    }
    return std::nullopt;
  }

  bool is_infrastructure(const Tree& tree, NodeId root) const {
    bool has_any = false;
    for (const NodeId service : tree.children(tree.find(root, "services"))) {
      const NodeId image = tree.find(service, "image");
      const bool is_own = tree.find(service, "build") != kNoNode || image == kNoNode;
      if (is_own || !is_image_of(tree.text(image), models_.infrastructure)) return false;
      has_any = true;
    }
    return has_any;
  }

  // Calls `see` with the Compose files of production of its folder.
  template <typename F>
  void each_production(FileId file, F see) const {
    const std::string_view folder = folder_of(path_of(file));
    for (const auto& [other, document] : compose_) {
      if (other == file || folder_of(path_of(other)) != folder) continue;
      if (stage_of_name(models_, file_name(path_of(other))) == kProduction)
        see(*document.first, document.second);
    }
  }

  bool has_production_beside(FileId file) const {
    bool is_there = false;
    each_production(file, [&](const Tree&, NodeId) { is_there = true; });
    return is_there;
  }

  // A service that has neither image nor build there has them from this file.
  bool is_base_of_production(FileId file, const Tree& tree, NodeId root) const {
    bool is_base = false;
    each_production(file, [&](const Tree& other, NodeId top) {
      for (const NodeId service : other.children(other.find(top, "services"))) {
        const bool is_whole =
            other.find(service, "image") != kNoNode || other.find(service, "build") != kNoNode;
        const NodeId below = tree.find(tree.find(root, "services"), other[service].key);
        const NodeId extends = other.find(service, "extends");
        if ((!is_whole && below != kNoNode) || extends != kNoNode) is_base = true;
      }
    });
    return is_base;
  }

  Facts& facts_;
  const Units& units_;
  const StageModels& models_;
  const StagePaths& paths_;
  std::map<FileId, std::pair<const Tree*, NodeId>> compose_;
  std::map<FileId, std::optional<FileStage>> stages_;
};

}  // namespace

void set_workload_stages(Facts& facts, const Units& units, const StageModels& models,
                         const StagePaths& paths) {
  WorkloadStages(facts, units, models, paths).run();
}

}  // namespace payaudit

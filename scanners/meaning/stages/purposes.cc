#include "scanners/meaning/stages/purposes.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "scanners/meaning/classify/words.h"
#include "scanners/meaning/image/agents.h"
#include "scanners/meaning/stages/compose_signs.h"
#include "scanners/meaning/stages/deployments.h"
#include "scanners/meaning/stages/finder.h"
#include "scanners/meaning/stages/names.h"
#include "scanners/meaning/stages/words.h"
#include "scanners/source/characters.h"

namespace payaudit {
namespace {

constexpr uint32_t kHeaderLines = 25;

// Somebody runs it somewhere: not every value in it is production's.
Purpose in_use() {
  Purpose unclear;
  unclear.is_in_use = true;
  return unclear;
}

}  // namespace

Purpose purpose_of(std::string_view stage, std::string what, std::optional<Place> place) {
  Purpose purpose;
  purpose.stage = std::string(stage);
  purpose.what = std::move(what);
  purpose.place = place;
  return purpose;
}

class Purposes::Reader {
 public:
  Reader(const Units& units, const StageModels& models, const StagePaths& paths,
         const std::map<FileId, Document>& documents, const StartedFiles& started,
         const std::optional<Deployment>& deployment)
      : units_(units),
        models_(models),
        paths_(paths),
        documents_(documents),
        started_(started),
        deployment_(deployment) {}

  Purpose read(FileId file, const Document& document) const {
    const auto& [tree, root] = document;
    const std::optional<Purpose> named = by_name(file);
    if (named && named->stage == kProduction) return *named;
    if (is_base_of_production(file, *tree, root) || started_.is_below_production(file))
      return purpose_of(kProduction, "what is started with it");
    if (named) return *named;
    // Programs run in their mode of production on developers' machines too.
    if (auto said = header(file)) return *said;
    const bool is_infrastructure = starts_infrastructure(*tree, root);
    const std::optional<Sign> sign = compose_sign(models_, *tree, root, is_infrastructure);
    const Purpose stated = sign ? purpose_of(sign->stage, sign->what, Place{file, sign->span}) : Purpose();
    if (stated.stage == kProduction) return stated;
    if (started_.is_in_production(file)) return in_use();
    if (const auto start = started_.for_developers(file))
      return purpose_of(start->stage, start->what, start->place);
    if (!stated.stage.empty()) return stated;
    if (has_production_beside(file))
      return purpose_of(kDevelopment, "the Compose file of production beside it");
    if (deployment_ && !started_.are_deployed() && (is_infrastructure || builds_its_own(*tree, root)))
      return purpose_of(kDevelopment, deployment_->what, deployment_->place);
    if (is_infrastructure) return purpose_of(kLocal, "the Compose file");
    return sign ? in_use() : Purpose();
  }

 private:
  std::string_view path_of(FileId file) const { return paths_.own((*units_.sources)[file].path()); }

  std::optional<Purpose> by_name(FileId file) const {
    const NamedStage named = stage_of_path(models_, path_of(file), true);
    if (named.stage.empty()) return std::nullopt;
    Purpose by_name = purpose_of(named.stage, fmt::format("the name `{}`", named.part));
    by_name.is_of_folder = named.part != file_name(path_of(file));
    return by_name;
  }

  // The first comment lines, before anything is written.
  std::optional<Purpose> header(FileId file) const {
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
    bool is_meant_for_production = false;
    for (const auto& [phrase, stage] : models_.headers) {
      if (!is_said(text, phrase)) continue;
      if (stage != kProduction) return purpose_of(stage, "the comment at its top", Place{file, whole});
      is_meant_for_production = true;
    }
    if (is_meant_for_production) return in_use();
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

  bool starts_infrastructure(const Tree& tree, NodeId root) const {
    bool has_any = false;
    for (const NodeId service : tree.children(tree.find(root, "services"))) {
      const NodeId image = tree.find(service, "image");
      const bool is_own = tree.find(service, "build") != kNoNode || image == kNoNode;
      if (is_own || !is_image_of(tree.text(image), models_.infrastructure)) return false;
      has_any = true;
    }
    return has_any;
  }

  // It makes what it runs, beside the databases that this needs: what is deployed comes from a registry.
  bool builds_its_own(const Tree& tree, NodeId root) const {
    bool builds = false;
    bool has_store = false;
    for (const NodeId service : tree.children(tree.find(root, "services"))) {
      builds = builds || tree.find(service, "build") != kNoNode;
      has_store = has_store || is_image_of(tree.text(tree.find(service, "image")), models_.infrastructure);
    }
    return builds && has_store;
  }

  // Calls `see` with the Compose files of production of its folder.
  template <typename F>
  void each_production(FileId file, F see) const {
    const std::string_view folder = folder_of(path_of(file));
    for (const auto& [other, document] : documents_) {
      if (other == file || folder_of(path_of(other)) != folder) continue;
      if (stage_of_name(models_, file_name(path_of(other))) == kProduction)
        see(*document.tree, document.root);
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

  const Units& units_;
  const StageModels& models_;
  const StagePaths& paths_;
  const std::map<FileId, Document>& documents_;
  const StartedFiles& started_;
  const std::optional<Deployment>& deployment_;
};

Purposes::Purposes(const Facts& facts, const Units& units, const StageModels& models,
                   const StagePaths& paths) {
  std::map<FileId, std::string_view> files;
  std::set<std::string, std::less<>> others;  // services of clusters
  for (const Unit& unit : units.units) {
    const Tree* tree = unit.tree();
    if (tree == nullptr || unit.format != "yaml" || !unit.within.is_empty()) continue;
    for (const NodeId root : tree->roots()) {
      if (tree->text(tree->find(root, "kind")) == "Service")
        others.emplace(tree->text(tree->find_path(root, "metadata.name")));
      if (is_compose(*tree, root) && documents_.try_emplace(unit.file, Document{tree, root}).second)
        files.emplace(unit.file, paths.own((*units.sources)[unit.file].path()));
    }
  }
  if (files.empty()) return;
  const StartedFiles started(*units.sources, models, paths, files);
  const std::optional<Deployment> deployment = deployment_of(facts, units, models, paths);
  const Reader reader(units, models, paths, documents_, started, deployment);
  for (const auto& [file, document] : documents_) {
    purposes_.emplace(file, reader.read(file, document));
    const Tree& tree = *document.tree;
    for (const NodeId service : tree.children(tree.find(document.root, "services"))) {
      std::set<std::string_view> names{tree[service].key, tree.text(tree.find(service, "container_name")),
                                       tree.text(tree.find(service, "hostname"))};
      for (const std::string_view name : names) {
        if (!name.empty() && !others.contains(name)) services_[std::string(name)].push_back(file);
      }
    }
  }
}

const Purpose* Purposes::of(FileId file) const {
  const auto found = purposes_.find(file);
  return found == purposes_.end() ? nullptr : &found->second;
}

const Purpose* Purposes::of_service(std::string_view name, FileId* file) const {
  const auto found = services_.find(name);
  if (found == services_.end()) return nullptr;
  const Purpose* gravest = nullptr;
  const auto weight = [](const Purpose& each) {
    return each.is_of_developers() ? 0 : each.stage == kLocal ? 1 : 2;
  };
  for (const FileId each : found->second) {
    const Purpose& other = purposes_.at(each);
    if (gravest != nullptr && weight(other) <= weight(*gravest)) continue;
    gravest = &other;
    if (file != nullptr) *file = each;
  }
  return gravest;
}

}  // namespace payaudit

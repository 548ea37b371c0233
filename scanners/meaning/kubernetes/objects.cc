#include "scanners/meaning/kubernetes/objects.h"

#include <algorithm>

namespace payaudit::kubernetes {
namespace {

constexpr std::string_view kPatched = "a Kustomize patch may set it";
constexpr std::string_view kFragment = "this is a patch: the object it is merged into may set it";
// The name that a patch inside a kustomization has as a text of its own.
constexpr std::string_view kInlinePatch = "patch.yaml";
constexpr std::string_view kBroken = "the document could not be read to its end";

// A gap inside this document or right after what was read of it.
bool is_cut_off(const Tree& tree, size_t index) {
  const std::vector<NodeId>& roots = tree.roots();
  const uint32_t begin = tree[roots[index]].span.begin;
  const uint32_t end = index + 1 < roots.size() ? tree[roots[index + 1]].span.begin : UINT32_MAX;
  return std::any_of(tree.gaps().begin(), tree.gaps().end(), [&](const Gap& gap) {
    return gap.reason != GapReason::unresolved && gap.span.begin >= begin && gap.span.begin < end;
  });
}

// Whether the start of each document stands between `{{ if … }}` and `{{ end }}`; ask in the order of the
// file.
class Conditions {
 public:
  explicit Conditions(std::string_view bytes) : bytes_(bytes), next_(bytes.find("{{")) {}
  bool covers(uint32_t offset) {
    while (next_ < offset) {
      std::string_view word = bytes_.substr(next_ + 2, 64);
      next_ = bytes_.find("{{", next_ + 2);
      word.remove_prefix(std::min(word.find_first_not_of("- \t\n"), word.size()));
      word = word.substr(0, word.find_first_of(" \t\n-}"));
      if (word == "if" || word == "with" || word == "range" || word == "define" || word == "block") ++depth_;
      if (word == "end") --depth_;
    }
    return depth_ > 0;
  }

 private:
  std::string_view bytes_;
  size_t next_;  // the first action that has not been looked at; found once, or every document would search
                 // again
  int depth_ = 0;
};

struct Document {
  View root;
  FileId file;
  std::string_view path;
  bool is_cut_off;
  std::string_view doubtful;
};

void collect(const View& root, const Document& document, std::vector<Document>& documents) {
  const std::string_view kind = root.at("kind").text();
  if (kind.ends_with("List") && root.at("items").is(NodeKind::list)) {
    for (const View& item : root.at("items").items()) {
      if (item.at("kind"))
        documents.push_back({item, document.file, document.path, document.is_cut_off, document.doubtful});
    }
    return;
  }
  documents.push_back(document);
}

// A name as it is written: that of a template too, so that its things can be told apart.
std::string written_name(const View& name, const Source& source) {
  if (!name) return {};
  return std::string(name.is(NodeKind::string) || name.is(NodeKind::number) ? name.text()
                                                                            : source.text(name.place().span));
}

}  // namespace

std::string_view Object::group() const {
  const size_t slash = api.find('/');
  return slash == std::string::npos ? std::string_view{} : std::string_view(api).substr(0, slash);
}

Sourced Object::space_value(Facts& facts) const {
  const View written = root.path("metadata.namespace");
  if (space.empty() || written.text() == space) return written.text_value(facts);
  return {facts.text(space),
          facts.origin(OriginKind::computed, root.at("kind").place(), "set by a kustomization")};
}

const Object* Objects::find(std::string_view kind, std::string_view name, std::string_view space) const {
  const auto [begin, end] = by_name_.equal_range({std::string(kind), std::string(name)});
  for (auto at = begin; at != end; ++at) {
    const Object& object = all[at->second];
    if (space.empty() || object.space.empty() || object.space == space) return &object;
  }
  return nullptr;
}

Objects find_objects(const Units& units, Facts& facts) {
  Objects objects;
  objects.kustomizations_ = std::make_unique<Kustomizations>(units);
  Kustomizations& kustomizations = *objects.kustomizations_;
  std::vector<Document> documents;
  for (const Unit& unit : units.units) {
    const Tree* tree = unit.tree();
    if (tree == nullptr || (unit.format != "yaml" && unit.format != "json")) continue;
    const std::string_view path = (*units.sources)[unit.file].path();
    Conditions conditions((*units.sources)[unit.file].bytes());
    for (size_t i = 0; i < tree->roots().size(); ++i) {
      const View root(*tree, unit.file, tree->roots()[i]);
      if (Kustomizations::is_kustomization(root, path)) {
        if (unit.within.is_empty()) kustomizations.add(root, path);
        continue;
      }
      const bool is_object =
          root.at("apiVersion").is(NodeKind::string) && root.at("kind").is(NodeKind::string);
      if (!is_object || unit.name == kInlinePatch) continue;
      const bool is_conditional =
          conditions.covers((*tree)[tree->roots()[i]].span.begin) || !root.condition_why().empty();
      collect(
          root,
          {root, unit.file, path, is_cut_off(*tree, i), is_conditional ? kOnCondition : std::string_view{}},
          documents);
    }
  }
  kustomizations.link();
  objects.retagged = kustomizations.retagged();
  std::vector<std::optional<Patched>> patched;
  for (const Document& document : documents) {
    const bool is_patch = kustomizations.is_patch_file(document.path) || document.root.at("$patch");
    patched.push_back(is_patch || document.is_cut_off
                          ? std::nullopt
                          : kustomizations.apply(document.root.existing(), document.path));
  }
  for (size_t i = 0; i < documents.size(); ++i) {
    const Document& document = documents[i];
    const Source& source = (*units.sources)[document.file];
    const bool is_patch = kustomizations.is_patch_file(document.path) || document.root.at("$patch");
    // What it says is in the object that it was merged into.
    if (is_patch && kustomizations.is_applied(document.root)) continue;
    View root = document.root.existing();
    std::string space;
    if (is_patch || document.is_cut_off) {
      root = root.opened(is_patch ? kFragment : kBroken);
    } else if (patched[i]) {
      space = patched[i]->space;
      if (patched[i]->tree != nullptr) {
        objects.patched_.push_back(std::move(patched[i]->tree));
        const Tree& tree = *objects.patched_.back();
        root = View(tree, document.file, tree.roots().front()).existing();
      }
    } else if (kustomizations.may_set_anything(document.root, document.path)) {
      root = root.overridable(kPatched);
    } else if (auto words = kustomizations.words_for(document.root)) {
      root = root.overridable(kPatched, words.get());
      objects.patched_keys_.push_back(std::move(words));
    }
    Object object{root, document.file, {}, {}, {}, std::move(space), {}, is_patch, document.doubtful};
    object.api = root.at("apiVersion").text();
    object.kind = root.at("kind").text();
    object.name = root.path("metadata.name").text();
    if (object.space.empty()) object.space = root.path("metadata.namespace").text();
    object.symbol = object.kind + "/" + written_name(document.root.path("metadata.name"), source);
    const View space_here = document.root.path("metadata.namespace");
    if (space_here.is(NodeKind::string)) object.own_space = space_here.text();
    objects.by_name_.emplace(std::pair(object.kind, object.name), objects.all.size());
    objects.all.push_back(std::move(object));
  }
  objects.around.is_cluster = true;
  std::set<std::string> spaces;
  for (const Object& object : objects.all)
    spaces.insert(object.kind == "Namespace" ? object.name : object.space);
  objects.around.spaces.assign(spaces.begin(), spaces.end());
  kustomizations.add_gaps(facts);
  return objects;
}

}  // namespace payaudit::kubernetes

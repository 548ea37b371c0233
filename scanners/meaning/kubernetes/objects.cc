#include "scanners/meaning/kubernetes/objects.h"

#include <algorithm>
#include <cctype>

namespace payaudit::kubernetes {
namespace {

constexpr std::string_view kPatched = "a Kustomize patch may set it";
constexpr std::string_view kFragment = "this is a patch: the object it is merged into may set it";
constexpr std::string_view kBroken = "the document could not be read to its end";

using Words = std::set<std::string, std::less<>>;

// What kustomizations say about other files and objects: the words of a patch, by what it patches.
struct Patches {
  std::map<std::string, std::vector<std::pair<std::string, std::string>>, std::less<>>
      files;  // patch files by path, each with the targets that it is given
  std::map<std::pair<std::string, std::string>, Words>
      words;  // by kind and name; an empty name or kind is any
};

void add_words(std::string_view text, Words& words) {
  size_t at = 0;
  while (at < text.size()) {
    size_t end = at;
    while (end < text.size() && std::isalnum(static_cast<unsigned char>(text[end])) != 0) ++end;
    if (end > at) words.emplace(text.substr(at, end - at));
    at = end + 1;
  }
}

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

// The value of `key:` at the start of a line of an inline patch, at the indentation asked for.
std::string_view line_value(std::string_view text, std::string_view key) {
  size_t at = 0;
  while (at < text.size()) {
    const size_t end = std::min(text.find('\n', at), text.size());
    std::string_view line = text.substr(at, end - at);
    at = end + 1;
    if (!line.starts_with(key)) continue;
    line.remove_prefix(key.size());
    while (!line.empty() && line.front() == ' ') line.remove_prefix(1);
    while (!line.empty() && (line.back() == ' ' || line.back() == '\r')) line.remove_suffix(1);
    return line;
  }
  return {};
}

// A name may be a pattern then: any name.
std::pair<std::string, std::string> target_of(std::string_view kind, std::string_view name) {
  const bool is_pattern = name.find_first_of("*.|[(") != std::string_view::npos;
  return {std::string(kind), is_pattern ? std::string() : std::string(name)};
}

void read_patch(Patches& patches, const View& patch, std::string_view directory) {
  const View target = patch.at("target");
  // `patchesStrategicMerge` lists paths or the patches themselves.
  const std::string_view written = patch.is(NodeKind::string) ? patch.text() : patch.at("patch").text();
  if (written.find('\n') != std::string_view::npos) {
    const auto to = target ? target_of(target.at("kind").text(), target.at("name").text())
                           : target_of(line_value(written, "kind:"), line_value(written, "  name:"));
    add_words(written, patches.words[to]);
    return;
  }
  const std::string_view file = patch.is(NodeKind::string) ? patch.text() : patch.at("path").text();
  if (file.empty()) return;
  auto& targets = patches.files[join(directory, file)];
  if (target) targets.push_back(target_of(target.at("kind").text(), target.at("name").text()));
}

void read_kustomization(const View& root, std::string_view path, Patches& patches, Objects& objects,
                        Facts& facts) {
  const std::string directory = directory_of(path);
  const View* first = nullptr;
  std::vector<View> lists;
  for (std::string_view key : {"patches", "patchesStrategicMerge", "patchesJson6902"})
    lists.push_back(root.at(key));
  for (const View& list : lists) {
    for (const View& patch : list.items()) read_patch(patches, patch, directory);
    if (first == nullptr && !list.items().empty()) first = &list;
  }
  for (const View& image : root.at("images").items()) objects.retagged.emplace(image.at("name").text());
  if (first == nullptr) return;
  facts.add(Kind::gap, first->key_place(), "Kustomize patch")
      .set(Attr::reason, facts.text("unresolved"))
      .set(Attr::detail,
           facts.text("Kustomize patch: patches are not applied, what they may set is not judged"));
}

bool is_kustomization(const View& root, std::string_view path) {
  const std::string_view kind = root.at("kind").text();
  const bool is_named = path.ends_with("kustomization.yaml") || path.ends_with("kustomization.yml");
  return is_named || ((kind == "Kustomization" || kind == "Component") &&
                      root.at("apiVersion").text().starts_with("kustomize.config.k8s.io"));
}

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

// The words of all patches that may be merged into the document; nullptr: none.
std::unique_ptr<Words> words_for(const Patches& patches, const Document& document) {
  const std::string kind(document.root.at("kind").text());
  const std::string name(document.root.path("metadata.name").text());
  auto words = std::make_unique<Words>();
  for (const auto& [target, said] : patches.words) {
    const bool is_kind = target.first.empty() || target.first == kind;
    if (is_kind && (target.second.empty() || target.second == name)) words->insert(said.begin(), said.end());
  }
  return words->empty() ? nullptr : std::move(words);
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
  Patches patches;
  std::vector<Document> documents;
  for (const Unit& unit : units.units) {
    const Tree* tree = unit.tree();
    if (tree == nullptr || (unit.format != "yaml" && unit.format != "json")) continue;
    const std::string_view path = (*units.sources)[unit.file].path();
    Conditions conditions((*units.sources)[unit.file].bytes());
    for (size_t i = 0; i < tree->roots().size(); ++i) {
      const View root(*tree, unit.file, tree->roots()[i]);
      if (is_kustomization(root, path)) {
        read_kustomization(root, path, patches, objects, facts);
        continue;
      }
      const bool is_object =
          root.at("apiVersion").is(NodeKind::string) && root.at("kind").is(NodeKind::string);
      if (!is_object) continue;
      const bool is_conditional =
          conditions.covers((*tree)[tree->roots()[i]].span.begin) || !root.condition_why().empty();
      collect(
          root,
          {root, unit.file, path, is_cut_off(*tree, i), is_conditional ? kOnCondition : std::string_view{}},
          documents);
    }
  }
  // A patch file patches what it names, or what it is given.
  for (const auto& [path, targets] : patches.files) {
    for (const Unit& unit : units.units) {
      const Source& source = (*units.sources)[unit.file];
      if (source.path() != path) continue;
      for (const auto& target : targets) add_words(source.bytes(), patches.words[target]);
    }
  }
  for (const Document& document : documents) {
    if (!patches.files.contains(document.path)) continue;
    const Source& source = (*units.sources)[document.file];
    const auto target =
        target_of(document.root.at("kind").text(), document.root.path("metadata.name").text());
    add_words(source.text(document.root.place().span), patches.words[target]);
  }
  for (const Document& document : documents) {
    const Source& source = (*units.sources)[document.file];
    const bool is_patch = patches.files.contains(document.path) || document.root.at("$patch");
    View root = document.root.existing();
    if (is_patch || document.is_cut_off) {
      root = root.opened(is_patch ? kFragment : kBroken);
    } else if (auto words = words_for(patches, document)) {
      root = root.opened(kPatched, words.get());
      objects.patched_keys_.push_back(std::move(words));
    }
    Object object{root, document.file, {}, {}, {}, {}, {}, is_patch, document.doubtful};
    object.api = root.at("apiVersion").text();
    object.kind = root.at("kind").text();
    object.name = root.path("metadata.name").text();
    object.space = root.path("metadata.namespace").text();
    object.symbol = object.kind + "/" + written_name(root.path("metadata.name"), source);
    objects.by_name_.emplace(std::pair(object.kind, object.name), objects.all.size());
    objects.all.push_back(std::move(object));
  }
  return objects;
}

}  // namespace payaudit::kubernetes

#include "scanners/meaning/nginx/includes.h"

#include <algorithm>
#include <set>

#include "scanners/meaning/settings/models.h"
#include "scanners/meaning/settings/overlay.h"
#include "scanners/source/glob.h"

namespace payaudit::nginx {
namespace {

constexpr int kDeepest = 16;
constexpr size_t kMostNodes = 500'000;

// Where distributions and images keep the configuration: the prefix of absolute paths in it.
constexpr std::string_view kPrefixes[] = {"/etc/nginx/", "/usr/local/nginx/conf/", "/usr/local/etc/nginx/",
                                          "/opt/bitnami/nginx/conf/", "/usr/local/openresty/nginx/conf/"};

std::string_view folder_of(std::string_view path) {
  return path.substr(0, path.rfind('/') + 1);  // npos + 1 is 0
}

// What a template becomes: `pay.conf.template`, `pay.conf.j2`.
std::string_view without_template_ending(std::string_view path) {
  for (std::string_view ending : {".template", ".j2", ".tmpl", ".tpl"}) {
    if (path.ends_with(ending)) return path.substr(0, path.size() - ending.size());
  }
  return path;
}

// A `*` matches no slash here.
bool fits(std::string_view pattern, std::string_view path) {
  if (pattern.find_first_of("*?[") == std::string_view::npos) return pattern == path;
  return folder_of(pattern) == folder_of(path) && fits_glob(std::string(path), std::string(pattern));
}

class Includer {
 public:
  explicit Includer(const Units& units) : units_(units) {
    for (size_t i = 0; i < units.units.size(); ++i) {
      const Unit& unit = units.units[i];
      if (unit.tree() == nullptr || unit.format != "nginx") continue;
      std::string path((*units.sources)[unit.file].path());
      // An entry of a ConfigMap is a file of its own beside the others.
      if (!unit.within.is_empty()) path += "/" + std::string(unit.name);
      files_.push_back({std::string(without_template_ending(path)), i});
    }
  }

  std::vector<Configuration> run() {
    std::set<size_t> included;
    for (const File& file : files_) {
      const Tree& tree = *units_.units[file.unit].tree();
      for (NodeId id = 0; id < tree.size(); ++id) {
        for (const File* found : included_by(tree, id, file.path)) {
          if (found->unit != file.unit) included.insert(found->unit);
        }
      }
    }
    // Files that include each other have no outermost one.
    const bool has_outermost = included.size() < files_.size();
    std::vector<Configuration> made;
    for (const File& file : files_) {
      if (has_outermost && included.contains(file.unit)) continue;
      const Unit& unit = units_.units[file.unit];
      Configuration configuration{std::make_unique<Tree>(), unit.file, !unit.within.is_empty()};
      for (NodeId root : unit.tree()->roots()) copy(*configuration.tree, kNoNode, file, root, 0);
      made.push_back(std::move(configuration));
    }
    return made;
  }

 private:
  struct File {
    std::string path;
    size_t unit;
  };

  std::vector<const File*> find(std::string_view pattern) const {
    std::vector<const File*> found;
    for (const File& file : files_) {
      if (fits(pattern, file.path)) found.push_back(&file);
    }
    return found;
  }

  // The files that the directive brings in; empty where it is none, or none is in the tree.
  std::vector<const File*> included_by(const Tree& tree, NodeId id, std::string_view path) const {
    const Node& node = tree[id];
    if (node.key != "include" || node.is_block || node.labels.empty()) return {};
    std::string_view wanted = node.labels.front();
    for (std::string_view prefix : kPrefixes) {
      if (wanted.starts_with(prefix)) wanted.remove_prefix(prefix.size());
    }
    if (wanted.starts_with("./")) wanted.remove_prefix(2);
    // Paths are relative to nginx's folder: that of the outermost file, which may be above.
    for (std::string_view folder = folder_of(path);;
         folder = folder_of(folder.substr(0, folder.size() - 1))) {
      for (std::string_view spelling : spellings(wanted)) {
        std::vector<const File*> found = find(std::string(folder) + std::string(spelling));
        if (!found.empty()) return found;
      }
      if (folder.empty()) break;
    }
    return by_end(wanted);
  }

  // Sites that are switched on are links to those that are there.
  std::vector<std::string> spellings_of(std::string_view wanted) const {
    std::vector<std::string> all{std::string(wanted)};
    constexpr std::string_view kEnabled = "sites-enabled/";
    if (wanted.starts_with(kEnabled))
      all.push_back("sites-available/" + std::string(wanted.substr(kEnabled.size())));
    const size_t slash = wanted.rfind('/');
    // The entries of a ConfigMap, and files that are copied into one folder, have lost theirs.
    if (slash != std::string_view::npos) all.emplace_back(wanted.substr(slash + 1));
    return all;
  }
  std::vector<std::string_view> spellings(std::string_view wanted) const {
    spelled_ = spellings_of(wanted);
    // A bare `*.conf` would be every file beside.
    if (wanted.find('*') != std::string_view::npos && spelled_.back().find('/') == std::string::npos &&
        spelled_.size() > 1) {
      spelled_.pop_back();
    }
    return {spelled_.begin(), spelled_.end()};
  }

  std::vector<const File*> by_end(std::string_view wanted) const {
    const std::string end = "/" + std::string(wanted);
    std::vector<const File*> found;
    for (const File& file : files_) {
      if (wanted.find('*') == std::string_view::npos && file.path.ends_with(end)) found.push_back(&file);
    }
    if (found.size() != 1) found.clear();
    return found;
  }

  void copy(Tree& out, NodeId parent, const File& file, NodeId id, int depth) {
    const Unit& unit = units_.units[file.unit];
    const Tree& tree = *unit.tree();
    if (depth < kDeepest && parent != kNoNode && out.size() < kMostNodes) {
      const std::vector<const File*> found = included_by(tree, id, file.path);
      way_.push_back(file.unit);
      for (const File* each : found) {
        if (std::find(way_.begin(), way_.end(), each->unit) != way_.end()) continue;
        const Tree& other = *units_.units[each->unit].tree();
        for (NodeId root : other.roots()) {
          for (NodeId entry : other.children(root)) copy(out, parent, *each, entry, depth + 1);
        }
      }
      way_.pop_back();
      if (!found.empty()) return;
    }
    Node node = tree[id];
    node.file = unit.file;
    node.parent = node.first_child = node.next_sibling = kNoNode;
    node.child_count = 0;
    const NodeId made = parent == kNoNode ? out.add_root(node) : out.append(parent, node);
    for (NodeId entry : tree.children(id)) copy(out, made, file, entry, depth);
  }

  const Units& units_;
  std::vector<File> files_;
  std::vector<size_t> way_;  // the files around what is being copied
  mutable std::vector<std::string> spelled_;
};

}  // namespace

std::vector<Configuration> configurations(const Units& units) {
  return Includer(units).run();
}

}  // namespace payaudit::nginx

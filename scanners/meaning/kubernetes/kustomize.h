// What the kustomizations of an audit do to its objects.
//
// Patches (strategic merge and JSON 6902, in files or inline) are applied along the one way that leads from
// an object to the outermost kustomization. Where several overlays share a base there is no one result: then,
// and where a patch cannot be applied, the words of the patches tell what they may set. Generators of
// files, replacements and name prefixes are not followed.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "scanners/meaning/settings/overlay.h"
#include "scanners/meaning/settings/variables.h"
#include "scanners/meaning/settings/view.h"
#include "scanners/units/unit.h"

namespace payaudit::kubernetes {

using Words = std::set<std::string, std::less<>>;

struct Patched {
  std::unique_ptr<Tree> tree;  // nullptr: no patch is for it
  std::string space;           // the namespace that kustomizations give; empty: they give none
};

class Kustomizations {
 public:
  explicit Kustomizations(const Units& units);

  static bool is_kustomization(const View& root, std::string_view path);
  void add(const View& root, std::string_view path);
  // Once all are added: which of them uses which, and what their patches are.
  void link();

  // An object with all patches applied; nullopt: what is applied cannot be told.
  std::optional<Patched> apply(const View& object, std::string_view path);
  // Whether the file holds patches, and whether one of them was applied.
  bool is_patch_file(std::string_view path) const { return patch_files_.contains(path); }
  bool is_applied(const View& document) const;
  // Whether a patch on one of the ways of the object is not known.
  bool may_set_anything(const View& object, std::string_view path) const;
  // The words of all patches that may be merged into the object; nullptr: none.
  std::unique_ptr<Words> words_for(const View& object) const;
  // Image names whose tag a kustomization sets.
  std::set<std::string, std::less<>> retagged() const;
  // What the literals of generators say: `secret`, `connection` and others.
  void add_generated(Facts& facts, const SettingTables& tables, const Neighbourhood& around) const;
  // A gap for each kustomization with patches that were applied to nothing.
  void add_gaps(Facts& facts) const;

 private:
  struct Patch {
    View entry;
    std::optional<View> target;
    std::vector<View> bodies;  // documents to merge, or the one list of operations
    bool is_operations = false;
    bool is_applied = false;
  };
  struct Kustomization {
    View root;
    std::string path;
    std::string directory;
    std::vector<Patch> patches;
    std::vector<size_t> components;
    std::set<size_t> users;
  };
  enum class Match : uint8_t { no, yes, unknown };

  void read_patch(Kustomization& owner, const View& entry);
  std::optional<std::vector<size_t>> way_from(std::string_view path) const;
  static Match matches(const Patch& patch, const View& body, const View& object);
  static bool may_be_meant_unread(const Patch& patch, const View& object);
  bool apply_all(Kustomization& owner, std::unique_ptr<Tree>& tree, const View& object);
  static bool apply_one(const Patch& patch, const View& body, std::unique_ptr<Tree>& tree,
                        std::vector<std::unique_ptr<Tree>>& kept, const View& object);

  const Units& units_;
  std::vector<Kustomization> all_;
  std::map<std::string, std::vector<size_t>, std::less<>> units_by_path_;
  std::map<std::string, size_t, std::less<>> by_directory_;
  std::map<std::string, std::set<size_t>, std::less<>> listed_in_;  // a file's path -> kustomizations
  std::set<std::string, std::less<>> patch_files_;
  std::set<std::pair<FileId, NodeId>> applied_;
  std::vector<std::unique_ptr<Tree>> kept_;  // steps between: texts and nodes of what came out point here
};

}  // namespace payaudit::kubernetes

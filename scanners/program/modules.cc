#include "scanners/program/modules.h"

#include <algorithm>

namespace payaudit {
namespace {

std::string_view folder_of(std::string_view path) {
  const size_t slash = path.rfind('/');
  return slash == std::string_view::npos ? std::string_view() : path.substr(0, slash);
}

std::string_view last_of(std::string_view path) {
  return path.substr(path.rfind('/') + 1);  // npos + 1 is 0
}

// `lib/mask.util.ts` to `lib/mask.util`, `types.d.ts` to `types`.
std::string_view stem_of(std::string_view path) {
  const size_t slash = path.rfind('/');
  const size_t from = slash == std::string_view::npos ? 0 : slash + 1;
  const size_t dot = path.rfind('.');
  if (dot == std::string_view::npos || dot <= from) return path;
  path = path.substr(0, dot);
  return path.ends_with(".d") ? path.substr(0, path.size() - 2) : path;
}

std::string joined(std::string_view folder, std::string_view rest) {
  if (folder.empty()) return std::string(rest);
  if (rest.empty()) return std::string(folder);
  return std::string(folder) + "/" + std::string(rest);
}

// `a/b` and `../c/./d` to `a/c/d`; what leads out of the tree stays as it is.
std::string normalized(std::string_view folder, std::string_view relative) {
  std::vector<std::string_view> parts;
  const auto add = [&](std::string_view path) {
    while (!path.empty()) {
      const size_t slash = std::min(path.find('/'), path.size());
      const std::string_view part = path.substr(0, slash);
      path.remove_prefix(std::min(slash + 1, path.size()));
      if (part.empty() || part == ".") continue;
      if (part == ".." && !parts.empty() && parts.back() != "..") {
        parts.pop_back();
      } else {
        parts.push_back(part);
      }
    }
  };
  add(folder);
  add(relative);
  std::string path;
  for (std::string_view part : parts) path += (path.empty() ? "" : "/") + std::string(part);
  return path;
}

size_t common_folders(std::string_view a, std::string_view b) {
  size_t count = 0;
  while (!a.empty() && !b.empty()) {
    const std::string_view of_a = a.substr(0, a.find('/')), of_b = b.substr(0, b.find('/'));
    if (of_a != of_b) break;
    ++count;
    a.remove_prefix(std::min(of_a.size() + 1, a.size()));
    b.remove_prefix(std::min(of_b.size() + 1, b.size()));
  }
  return count;
}

bool ends_with_path(std::string_view path, std::string_view tail) {
  return path == tail ||
         (path.size() > tail.size() && path.ends_with(tail) && path[path.size() - tail.size() - 1] == '/');
}

bool is_above_or_same(std::string_view folder, std::string_view below) {
  return folder.empty() || below == folder ||
         (below.size() > folder.size() && below.starts_with(folder) && below[folder.size()] == '/');
}

constexpr std::string_view kFolderKey = "folder:";
constexpr std::string_view kPackageKey = "package:";

// What stands for a folder itself where it is imported.
constexpr std::string_view kFolderFiles[] = {"index", "__init__"};

}  // namespace

ModuleIndex::ModuleIndex(const std::vector<ProgramUnit>& units) : units_(units) {
  for (UnitId id = 0; id < units.size(); ++id) {
    const Code* code = units[id].code;
    if (last_of(units[id].path) == "package.json") {
      const std::string_view folder = folder_of(units[id].path);
      package_folders_[std::string(last_of(folder))].emplace_back(folder);
    }
    if (code == nullptr) continue;
    const std::string stem(stem_of(units[id].path));
    std::vector<UnitId>& at = stems_[stem];
    if (at.empty()) stems_by_last_[std::string(last_of(stem))].push_back(stem);
    at.push_back(id);
    if (code->dialect.modules == ModuleStyle::type)
      packages_[std::string(kPackageKey) + std::string(code->package)].push_back(id);
    if (code->dialect.modules == ModuleStyle::folder)
      packages_[std::string(kFolderKey) + std::string(folder_of(units[id].path))].push_back(id);
  }
  beside_.assign(units.size(), nullptr);
  for (const auto& [key, members] : packages_) {
    for (UnitId id : members) beside_[id] = &members;
  }
}

const std::vector<UnitId>& ModuleIndex::beside(UnitId unit) const {
  return beside_[unit] == nullptr ? none_ : *beside_[unit];
}

std::vector<UnitId> ModuleIndex::of(UnitId from, std::string_view module) const {
  const Code& code = *units_[from].code;
  std::vector<UnitId> found;
  switch (code.dialect.modules) {
    case ModuleStyle::none: return {};
    case ModuleStyle::path: found = of_path(from, module); break;
    case ModuleStyle::dotted: found = of_dotted(from, module); break;
    case ModuleStyle::folder: found = of_folder(module); break;
    case ModuleStyle::type: {
      const auto at = packages_.find(std::string(kPackageKey) + std::string(module));
      if (at != packages_.end()) found = at->second;
      break;
    }
  }
  std::erase_if(found, [&](UnitId id) { return units_[id].code->dialect.modules != code.dialect.modules; });
  return found;
}

std::vector<UnitId> ModuleIndex::at_stem(const std::string& stem) const {
  if (const auto at = stems_.find(stem); at != stems_.end()) return at->second;
  for (std::string_view file : kFolderFiles) {
    if (const auto at = stems_.find(joined(stem, file)); at != stems_.end()) return at->second;
  }
  return {};
}

std::vector<UnitId> ModuleIndex::nearest(std::string_view folder, std::string_view tail,
                                         bool is_above_only) const {
  const std::string* best = nullptr;
  size_t best_common = 0;
  bool is_tied = false;
  const auto look = [&](const std::string& wanted) {
    const auto at = stems_by_last_.find(std::string(last_of(wanted)));
    if (at == stems_by_last_.end()) return;
    for (const std::string& stem : at->second) {
      if (!ends_with_path(stem, wanted)) continue;
      const std::string_view root = stem.size() == wanted.size()
                                        ? std::string_view()
                                        : std::string_view(stem).substr(0, stem.size() - wanted.size() - 1);
      if (is_above_only && !is_above_or_same(root, folder)) continue;
      const size_t common = 1 + common_folders(stem, folder);
      if (common < best_common) continue;
      is_tied = common == best_common;
      if (is_tied) continue;
      best = &stem;
      best_common = common;
    }
  };
  look(std::string(tail));
  for (std::string_view file : kFolderFiles) {
    if (best == nullptr) look(joined(tail, file));
  }
  return best == nullptr || is_tied ? std::vector<UnitId>() : stems_.at(*best);
}

std::vector<UnitId> ModuleIndex::of_path(UnitId from, std::string_view module) const {
  const std::string_view folder = folder_of(units_[from].path);
  for (std::string_view ending : {".js", ".mjs", ".cjs", ".jsx", ".ts", ".tsx"}) {
    if (module.ends_with(ending)) {
      module.remove_suffix(ending.size());
      break;
    }
  }
  if (module.starts_with('.')) return at_stem(normalized(folder, module));
  // `@/lib/x`, `~/lib/x`, `src/lib/x`: aliases of a folder, which only build files tell.
  if (module.starts_with("@/") || module.starts_with("~/")) return nearest(folder, module.substr(2), false);
  const size_t slash = module.find('/');
  if (slash == std::string_view::npos || module.starts_with('@')) {
    if (std::vector<UnitId> found = of_package(module); !found.empty()) return found;
    // `@app/common/trail`
    const bool is_alias =
        slash != std::string_view::npos && module.find('/', slash + 1) != std::string_view::npos;
    return is_alias ? nearest(folder, module.substr(slash + 1), false) : std::vector<UnitId>();
  }
  return nearest(folder, module, false);
}

// A package of the tree's own workspace: the folder of that name which has a manifest.
std::vector<UnitId> ModuleIndex::of_package(std::string_view module) const {
  const std::string_view name = last_of(module);
  const auto at = package_folders_.find(std::string(name));
  if (at == package_folders_.end() || at->second.size() != 1) return {};
  for (std::string_view main : {"", "src", "lib"}) {
    std::vector<UnitId> found = at_stem(joined(at->second.front(), main));
    if (!found.empty()) return found;
  }
  return {};
}

std::vector<UnitId> ModuleIndex::of_dotted(UnitId from, std::string_view module) const {
  std::string_view folder = folder_of(units_[from].path);
  const bool is_relative = module.starts_with('.');
  if (is_relative) {
    module.remove_prefix(1);
    while (module.starts_with('.')) {
      folder = folder_of(folder);
      module.remove_prefix(1);
    }
  }
  std::string path(module);
  std::replace(path.begin(), path.end(), '.', '/');
  if (is_relative) return at_stem(joined(folder, path));
  // One name alone may be a library's: it is the tree's only where it stands above or beside.
  const bool is_single = path.find('/') == std::string::npos;
  std::vector<UnitId> found = nearest(folder, path, true);
  if (found.empty() && !is_single) found = nearest(folder, path, false);
  return found;
}

std::vector<UnitId> ModuleIndex::of_folder(std::string_view module) const {
  const std::string_view host = module.substr(0, module.find('/'));
  const bool has_host = host.find('.') != std::string_view::npos;
  // The longest folder of the tree that the path ends with.
  for (std::string_view tail = module; !tail.empty();) {
    const bool is_single = tail.find('/') == std::string_view::npos;
    if (is_single && !has_host) return {};
    const auto at = packages_.find(std::string(kFolderKey) + std::string(tail));
    if (at != packages_.end()) return at->second;
    const size_t slash = tail.find('/');
    if (slash == std::string_view::npos) break;
    tail.remove_prefix(slash + 1);
  }
  if (!has_host) return {};
  // A module below a folder of the tree: the longest common end, of at least two folders.
  const std::vector<UnitId>* best = nullptr;
  size_t best_length = 0;
  bool is_tied = false;
  for (const auto& [key, members] : packages_) {
    if (!key.starts_with(kFolderKey)) continue;
    std::string_view folder = std::string_view(key).substr(kFolderKey.size()), rest = module;
    size_t length = 0;
    while (!folder.empty() && !rest.empty() && last_of(folder) == last_of(rest)) {
      ++length;
      folder = folder_of(folder);
      rest = folder_of(rest);
    }
    if (length < 2 || length < best_length) continue;
    is_tied = length == best_length;
    best = &members;
    best_length = length;
  }
  return best == nullptr || is_tied ? std::vector<UnitId>() : *best;
}

}  // namespace payaudit

#include "scanners/meaning/terraform/module.h"

#include <algorithm>

namespace payaudit {
namespace {

// From the keyword to before the brace.
Place header_of(const Source& source, FileId file, const Node& block) {
  Span span = block.span;
  const std::string_view text = source.text(span);
  size_t end = std::min(text.find('{'), text.size());
  while (end > 0 && (text[end - 1] == ' ' || text[end - 1] == '\t' || text[end - 1] == '\n')) --end;
  span.end = span.begin + static_cast<uint32_t>(end);
  return {file, span};
}

// `override.tf`, `x_override.tf` and the like: Terraform loads them last and merges them into what is there.
bool is_override(std::string_view path) {
  std::string_view name = path.substr(path.rfind('/') == std::string_view::npos ? 0 : path.rfind('/') + 1);
  for (const std::string_view end : {".tf", ".tofu", ".tf.json", ".tofu.json"}) {
    if (!name.ends_with(end)) continue;
    const std::string_view stem = name.substr(0, name.size() - end.size());
    if (stem == "override" || stem.ends_with("_override")) return true;
  }
  return false;
}

// A `dynamic` block makes blocks of its label.
std::string_view merged_name(const Node& entry) {
  return entry.is_block && entry.key == "dynamic" && !entry.labels.empty() ? entry.labels[0] : entry.key;
}

class Indexer {
 public:
  Indexer(const Source& source, TerraformNode root, bool overrides, TerraformModule& module)
      : source_(source), root_(root), overrides_(overrides), module_(module) {}

  void file() {
    for (const NodeId id : root_.tree->children(root_.node)) {
      const TerraformNode entry = root_.child(id);
      if ((*entry).is_block) {
        block(entry);
      } else if ((*entry).kind == NodeKind::map || (*entry).kind == NodeKind::list) {
        object((*entry).key, entry);
      }
    }
  }

 private:
  void block(TerraformNode at) {
    const Node& node = *at;
    TerraformBlock block{at, {}, {}, header_of(source_, at.file, node)};
    if (!node.labels.empty()) block.type = node.labels[0];
    if (node.labels.size() > 1) block.name = node.labels[1];
    add(node.key, std::move(block));
  }

  // `.tf.json`: labels are keys of nested objects, repeated ones are lists.
  void object(std::string_view keyword, TerraformNode at) {
    const bool has_two = keyword == "resource" || keyword == "data";
    if (keyword == "locals") return add(keyword, {at, {}, {}, at.place()});
    each_object(at, [&](TerraformNode first) {
      const std::string type((*first).key);
      if (!has_two) return each_item(first, [&](TerraformNode body) { add_object(keyword, type, {}, body); });
      each_object(first, [&](TerraformNode second) {
        const std::string name((*second).key);
        each_item(second, [&](TerraformNode body) { add_object(keyword, type, name, body); });
      });
    });
  }

  void add_object(std::string_view keyword, std::string type, std::string name, TerraformNode body) {
    const Span key = (*body).key_span;
    add(keyword, {body, std::move(type), std::move(name), {body.file, key.is_empty() ? (*body).span : key}});
  }

  template <typename Use>
  void each_object(TerraformNode at, const Use& use) {
    each_item(at, [&](TerraformNode map) {
      if ((*map).kind != NodeKind::map) return;
      for (const NodeId id : map.tree->children(map.node)) use(map.child(id));
    });
  }
  template <typename Use>
  void each_item(TerraformNode at, const Use& use) {
    if ((*at).kind != NodeKind::list) return use(at);
    for (const NodeId id : at.tree->children(at.node)) use(at.child(id));
  }

  void add(std::string_view keyword, TerraformBlock block) {
    if (keyword == "variable") {
      std::string name = block.type;
      add_to(module_.variables, std::move(name), std::move(block));
    } else if (keyword == "locals") {
      for (const NodeId id : block.at.tree->children(block.at.node)) {
        const TerraformNode value = block.at.child(id);
        set(module_.locals, std::string((*value).key), value);
      }
    } else if (keyword == "resource" && !block.type.empty()) {
      std::string name = block.type + "." + block.name;
      add_to(module_.resources, std::move(name), std::move(block));
    } else if (keyword == "data" && !block.type.empty()) {
      std::string name = block.type + "." + block.name;
      add_to(module_.data, std::move(name), std::move(block));
    } else if (keyword == "module") {
      std::string name = block.type;
      add_to(module_.calls, std::move(name), std::move(block));
    } else if (keyword == "output") {
      if (const TerraformNode value = block.at.find("value")) set(module_.outputs, block.type, value);
    } else if (keyword == "provider") {
      add_provider(std::move(block));
    }
  }

  void add_to(std::map<std::string, TerraformBlock, std::less<>>& blocks, std::string name,
              TerraformBlock block) const {
    if (const auto known = blocks.find(name); overrides_ && known != blocks.end()) {
      known->second.overrides.push_back(block.at);
    } else {
      blocks.emplace(std::move(name), std::move(block));
    }
  }
  void set(std::map<std::string, TerraformNode, std::less<>>& values, std::string name,
           TerraformNode value) const {
    if (overrides_) {
      values.insert_or_assign(std::move(name), value);
    } else {
      values.emplace(std::move(name), value);
    }
  }
  void add_provider(TerraformBlock block) {
    const auto alias = [](const TerraformBlock& provider) {
      const TerraformNode written = provider.find("alias");
      return written ? written.tree->text(written.node) : std::string_view();
    };
    for (TerraformBlock& known : module_.providers) {
      if (overrides_ && known.type == block.type && alias(known) == alias(block)) {
        known.overrides.push_back(block.at);
        return;
      }
    }
    module_.providers.push_back(std::move(block));
  }

  const Source& source_;
  TerraformNode root_;
  bool overrides_;
  TerraformModule& module_;
};

void add_settings(TerraformNode root, std::string_view file, TerraformModule& module) {
  const bool is_loaded = file == "terraform.tfvars" || file == "terraform.tfvars.json" ||
                         file.ends_with(".auto.tfvars") || file.ends_with(".auto.tfvars.json");
  for (const NodeId id : root.tree->children(root.node)) {
    const TerraformNode value = root.child(id);
    if (is_loaded) {
      module.settings.insert_or_assign(std::string((*value).key), value);
    } else {
      module.possible_settings.emplace((*value).key, value);
    }
  }
}

}  // namespace

std::string_view directory_of(std::string_view path) {
  const size_t slash = path.rfind('/');
  return slash == std::string_view::npos ? std::string_view() : path.substr(0, slash);
}

TerraformNode TerraformBlock::find(std::string_view key) const {
  for (auto part = overrides.rbegin(); part != overrides.rend(); ++part) {
    if (const TerraformNode found = part->find(key)) return found;
  }
  return at.find(key);
}

std::vector<TerraformNode> TerraformBlock::entries() const {
  std::vector<TerraformNode> merged;
  for (const NodeId id : at.tree->children(at.node)) merged.push_back(at.child(id));
  for (const TerraformNode& part : overrides) {
    const size_t before = merged.size();
    for (const NodeId id : part.tree->children(part.node)) merged.push_back(part.child(id));
    const auto is_replaced = [&](const TerraformNode& entry) {
      const std::string_view name = merged_name(*entry);
      return !name.empty() &&
             std::any_of(merged.begin() + static_cast<ptrdiff_t>(before), merged.end(),
                         [&](const TerraformNode& later) { return merged_name(*later) == name; });
    };
    std::vector<TerraformNode> kept;
    for (size_t i = 0; i < merged.size(); ++i) {
      if (i >= before || !is_replaced(merged[i])) kept.push_back(merged[i]);
    }
    merged = std::move(kept);
  }
  return merged;
}

std::map<std::string, TerraformModule, std::less<>> terraform_modules(const Units& units) {
  std::map<std::string, TerraformModule, std::less<>> modules;
  const auto module_of = [&](std::string_view path) -> TerraformModule& {
    const std::string directory(directory_of(path));
    TerraformModule& module = modules[directory];
    module.directory = directory;
    return module;
  };
  struct Settings {
    std::string path;
    TerraformNode root;
  };
  std::vector<Settings> settings;
  std::vector<Settings> overrides;
  for (const Unit& unit : units.units) {
    const Tree* tree = unit.tree();
    if (tree == nullptr || tree->roots().empty()) continue;
    const Source& source = (*units.sources)[unit.file];
    const std::string& path = source.path();
    const TerraformNode root{unit.file, tree, tree->roots().front()};
    if (path.ends_with(".tfvars") || path.ends_with(".tfvars.json")) {
      settings.push_back({path, root});
    } else if (is_override(path)) {
      overrides.push_back({path, root});
    } else if (path.ends_with(".tf") || path.ends_with(".tofu") || path.ends_with(".tf.json")) {
      Indexer(source, root, false, module_of(path)).file();
    }
  }
  std::sort(overrides.begin(), overrides.end(),
            [](const Settings& a, const Settings& b) { return a.path < b.path; });
  for (const Settings& file : overrides) {
    Indexer((*units.sources)[file.root.file], file.root, true, module_of(file.path)).file();
  }
  // terraform.tfvars first, then the automatic ones in the order of their names.
  std::sort(settings.begin(), settings.end(), [](const Settings& a, const Settings& b) {
    const auto rank = [](const std::string& path) {
      return path.find(".auto.tfvars") == std::string::npos ? 0 : 1;
    };
    return std::pair(rank(a.path), a.path) < std::pair(rank(b.path), b.path);
  });
  for (const Settings& file : settings) {
    const size_t slash = file.path.rfind('/');
    add_settings(file.root, std::string_view(file.path).substr(slash == std::string::npos ? 0 : slash + 1),
                 module_of(file.path));
  }
  return modules;
}

std::string relative_module_path(std::string_view from, std::string_view to) {
  const auto take = [](std::string_view& path) {
    const size_t slash = std::min(path.find('/'), path.size());
    const std::string_view part = path.substr(0, slash);
    path.remove_prefix(std::min(slash + 1, path.size()));
    return part;
  };
  while (!from.empty() && !to.empty()) {
    std::string_view rest_from = from;
    std::string_view rest_to = to;
    if (take(rest_from) != take(rest_to)) break;
    from = rest_from;
    to = rest_to;
  }
  std::string out;
  while (!from.empty()) {
    take(from);
    out += out.empty() ? ".." : "/..";
  }
  if (!to.empty()) {
    if (!out.empty()) out += '/';
    out += to;
  }
  return out.empty() ? "." : out;
}

std::string local_module_path(std::string_view directory, std::string_view source) {
  if (!source.starts_with("./") && !source.starts_with("../")) return "?";
  std::vector<std::string_view> parts;
  const auto walk = [&](std::string_view path) {
    while (!path.empty()) {
      const size_t slash = std::min(path.find('/'), path.size());
      const std::string_view part = path.substr(0, slash);
      path.remove_prefix(std::min(slash + 1, path.size()));
      if (part.empty() || part == ".") continue;
      if (part == "..") {
        if (parts.empty()) return false;
        parts.pop_back();
      } else {
        parts.push_back(part);
      }
    }
    return true;
  };
  if (!walk(directory) || !walk(source)) return "?";
  std::string out;
  for (const std::string_view part : parts) {
    if (!out.empty()) out += '/';
    out += part;
  }
  return out;
}

}  // namespace payaudit

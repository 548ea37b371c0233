#include "scanners/meaning/nginx/scope.h"

#include <algorithm>

#include "scanners/source/characters.h"

namespace payaudit::nginx {
namespace {

std::vector<NodeId> directives(const Tree& tree, NodeId block, std::string_view directive) {
  std::vector<NodeId> found;
  for (NodeId entry : tree.children(block)) {
    if (tree[entry].key == directive && !tree[entry].is_block) found.push_back(entry);
  }
  return found;
}

// Something that is not here may stand in it.
bool is_open_block(const Tree& tree, NodeId block) {
  if (tree.has_unknown_entries(block)) return true;
  for (NodeId entry : tree.children(block)) {
    if (tree[entry].key != "include") continue;
    const Arguments labels = tree[entry].labels;
    const bool is_types =
        !labels.empty() && (labels[0].ends_with("mime.types") || labels[0].ends_with("_params"));
    if (!is_types) return true;
  }
  return false;
}

bool is_passed_on(const Tree& tree, NodeId block) {
  for (NodeId entry : tree.children(block)) {
    const std::string_view key = tree[entry].key;
    if (key == "proxy_pass" || key == "fastcgi_pass" || key == "uwsgi_pass" || key == "scgi_pass" ||
        key == "grpc_pass") {
      return true;
    }
  }
  return false;
}

}  // namespace

bool has_variable(std::string_view text) {
  return text.find('$') != std::string_view::npos || text.find("{{") != std::string_view::npos;
}

Origin origin_of(Facts& facts, const Scope& scope, NodeId node) {
  Origin origin = facts.origin(OriginKind::literal, scope.place(node));
  origin.written = facts.keep(scope.tree[node].key);
  return origin;
}

std::vector<NodeId> Scope::own(std::string_view directive) const {
  return directives(tree, blocks.front(), directive);
}

std::vector<NodeId> Scope::inherited(std::string_view directive) const {
  for (NodeId block : blocks) {
    std::vector<NodeId> found = directives(tree, block, directive);
    if (!found.empty()) return found;
  }
  return {};
}

bool Scope::may_be_set_nearer(std::string_view directive) const {
  for (NodeId block : blocks) {
    if (!directives(tree, block, directive).empty()) return false;
    if (is_open_block(tree, block)) return true;
  }
  return false;
}

bool Scope::is_open() const {
  if (std::any_of(blocks.begin(), blocks.end(), [&](NodeId block) { return is_open_block(tree, block); }))
    return true;
  const bool has_http = std::any_of(blocks.begin(), blocks.end(), [&](NodeId block) {
    return tree[block].key == "http" || tree[block].key == "stream";
  });
  return tree[blocks.back()].parent == kNoNode && !has_http;
}

Scope inside(const Scope& outer, NodeId block) {
  Scope scope{outer.tree, outer.file, {block}};
  scope.blocks.insert(scope.blocks.end(), outer.blocks.begin(), outer.blocks.end());
  return scope;
}

bool passes_on(const Scope& scope) {
  const NodeId block = scope.blocks.front();
  if (is_passed_on(scope.tree, block)) return true;
  for (NodeId entry : scope.tree.children(block)) {
    if (scope.tree[entry].key == "location" && is_passed_on(scope.tree, entry)) return true;
  }
  return false;
}

NodeId find_header(const Scope& scope, const std::vector<NodeId>& headers, std::string_view name) {
  for (const NodeId node : headers) {
    const Arguments labels = scope.tree[node].labels;
    if (labels.size() >= 2 && lower(labels[0]) == name) return node;
  }
  return kNoNode;
}

}  // namespace payaudit::nginx

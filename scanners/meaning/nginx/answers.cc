#include "scanners/meaning/nginx/answers.h"

#include <algorithm>
#include <string>

#include "scanners/source/characters.h"

namespace payaudit::nginx {
namespace {

// `^`, `^/`, `^(.*)$`, `^/(.*)`: of a rewrite.
bool matches_every_path(std::string_view pattern) {
  if (pattern.find_first_not_of("^$()/.*+?") != std::string_view::npos) return false;
  return pattern.find(".*") != std::string_view::npos || pattern.find('$') == std::string_view::npos;
}

// What the entries of a block say, one after the other.
struct Said {
  bool redirects = false;  // some requests
  bool ends = false;       // no request goes further: all are answered by what was seen
  bool depends = false;    // that is so for those that a proxy marks
};

bool is_refusal(const Scope& scope, NodeId node) {
  const Node& entry = scope.tree[node];
  if (entry.key == "deny") {
    // Those whom an `allow` before it names are served.
    for (const NodeId sibling : scope.tree.children(entry.parent)) {
      if (scope.tree[sibling].key == "allow") return false;
    }
    return !entry.labels.empty() && entry.labels[0] == "all";
  }
  if (entry.key != "return" || entry.labels.size() != 1) return false;
  return entry.labels[0].starts_with("4") || entry.labels[0].starts_with("5");
}

// In lower case, without brackets, quotes and blanks.
std::string condition_of(const Node& block) {
  std::string condition;
  for (std::string_view label : block.labels) condition += lower(label);
  std::erase_if(condition, [](char c) { return c == '(' || c == ')' || c == '"' || c == '\'' || c == ' '; });
  return condition;
}

// `if ($scheme = http)`, `if ($scheme != "https")`: every request in plain.
bool holds_in_plain(const Node& block) {
  const std::string condition = condition_of(block);
  return condition == "$scheme=http" || condition == "$scheme!=https" || condition == "$https!=on" ||
         condition == "$https=" || condition == "$server_port=80" || condition == "$server_port!=443" ||
         condition == "$http_x_forwarded_proto!=https";
}

// Who comes without the header is served.
bool trusts_header(const Node& block) {
  return condition_of(block) == "$http_x_forwarded_proto=http";
}

Said read(const Scope& scope, NodeId block) {
  Said said;
  for (NodeId entry : scope.tree.children(block)) {
    const Node& node = scope.tree[entry];
    if (is_https_redirect(scope, entry)) {
      said.redirects = said.ends = true;
    } else if (is_refusal(scope, entry)) {
      said.ends = true;
    } else if (node.key == "if" && node.is_block) {
      const Said inner = read(scope, entry);
      said.redirects |= inner.redirects;
      if (inner.redirects && (holds_in_plain(node) || trusts_header(node))) said.ends = true;
      said.depends |= inner.depends || (said.ends && trusts_header(node));
    }
    if (said.ends) return said;
  }
  return said;
}

PlainAnswer answer_of(const Said& all) {
  if (all.depends) return PlainAnswer::depends;
  return all.redirects ? PlainAnswer::redirects : PlainAnswer::refuses;
}

}  // namespace

bool is_https_redirect(const Scope& scope, NodeId node) {
  const Arguments labels = scope.tree[node].labels;
  if (scope.tree[node].key == "return") {
    const std::string_view target = labels.empty() ? std::string_view{} : labels.back();
    return target.starts_with("https://") && (labels.size() == 1 || labels[0].starts_with("30"));
  }
  return scope.tree[node].key == "rewrite" && labels.size() >= 2 && labels[1].starts_with("https://") &&
         matches_every_path(labels[0]);
}

// At its own level, or in each of its locations apart from those for certificate challenges.
PlainAnswer answer_in_plain(const Scope& server) {
  Said all = read(server, server.blocks.front());
  if (all.ends) return answer_of(all);
  bool covers_all = false;
  for (NodeId entry : server.tree.children(server.blocks.front())) {
    const Node& node = server.tree[entry];
    if (node.key != "location" || !node.is_block) continue;
    const Arguments labels = node.labels;
    if (!labels.empty() && labels.back().find(".well-known") != std::string_view::npos) continue;
    const Said said = read(server, entry);
    all.redirects |= said.redirects;
    all.depends |= said.depends;
    if (!said.ends) return PlainAnswer::serves;
    // A server with one pattern for everything: `location /`, `location ~ .*`, `location ^~ /`. `= /` is one
    // page.
    const bool is_exact = labels.size() > 1 && labels[0] == "=";
    covers_all |= !labels.empty() && !is_exact && (labels.back() == "/" || labels.back() == ".*");
  }
  return covers_all ? answer_of(all) : PlainAnswer::serves;
}

}  // namespace payaudit::nginx

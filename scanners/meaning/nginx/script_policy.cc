#include "scanners/meaning/nginx/script_policy.h"

#include "scanners/meaning/pages/policy.h"

namespace payaudit::nginx {
namespace {

struct Sent {
  NodeId header = kNoNode;  // kNoNode: none
  bool is_enforced = false;
};

// What one block sends. A policy that is enforced counts before one that only reports.
Sent sent_by(const Scope& scope) {
  const std::vector<NodeId> headers = scope.inherited("add_header");
  const NodeId enforced = find_header(scope, headers, "content-security-policy");
  if (enforced != kNoNode) return {enforced, true};
  return {find_header(scope, headers, "content-security-policy-report-only"), false};
}

}  // namespace

bool may_hold_pages(const Tree& tree, NodeId location) {
  const Arguments labels = tree[location].labels;
  const std::string_view path = labels.empty() ? std::string_view() : labels.back();
  const bool is_pattern = !labels.empty() && labels.front().starts_with('~');
  if (is_pattern && path.find("html") == std::string_view::npos) {
    for (std::string_view asset : {"css", "js", "png", "jpg", "svg", "woff", "ico", "map"}) {
      if (path.find(asset) != std::string_view::npos) return false;
    }
  }
  for (std::string_view asset :
       {"/assets", "/static", "/images", "/img", "/fonts", "/favicon", "/robots", "/.well-known"}) {
    if (path.starts_with(asset)) return false;
  }
  return true;
}

void set_script_policy(Facts& facts, Fact& listener, const Scope& server) {
  const Tree& tree = server.tree;
  const auto unknown = [&](std::string_view why, Origin origin) {
    for (const Attr attr : {Attr::policy, Attr::policy_enforced, Attr::policy_unsafe}) {
      listener.set(attr, facts.unknown(why), origin);
    }
  };
  const Sent sent = sent_by(server);
  for (NodeId entry : tree.children(server.blocks.front())) {
    if (tree[entry].key != "location" || !may_hold_pages(tree, entry)) continue;
    const Scope location = inside(server, entry);
    if (location.own("return").empty() && sent_by(location).header != sent.header) {
      return unknown("a location has headers of its own, which take away those of its server",
                     facts.origin(OriginKind::literal, {server.file_of(entry), tree[entry].key_span}));
    }
  }
  if (sent.header == kNoNode) {
    Origin origin = facts.origin(OriginKind::fallback, listener.place, "no add_header of it");
    origin.written = "add_header Content-Security-Policy";
    if (server.is_open()) return unknown(kIncluded, origin);
    if (passes_on(server)) return unknown("the application behind may send it", origin);
    listener.set(Attr::policy, facts.text(""), origin);
    return;
  }
  const std::string_view policy = tree[sent.header].labels[1];
  const Origin origin = origin_of(facts, server, sent.header);
  listener.set(Attr::policy_enforced, Value::boolean(sent.is_enforced), origin);
  if (has_variable(policy)) {
    const Value why = facts.unknown("set by a variable");
    listener.set(Attr::policy, why, origin).set(Attr::policy_unsafe, why, origin);
    return;
  }
  listener.set(Attr::policy, facts.text(policy), origin)
      .set(Attr::policy_unsafe, Value::boolean(lets_any_script_run(policy)), origin);
}

}  // namespace payaudit::nginx

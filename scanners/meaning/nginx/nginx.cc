#include "scanners/meaning/nginx/nginx.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "scanners/meaning/nginx/answers.h"
#include "scanners/meaning/nginx/includes.h"
#include "scanners/meaning/nginx/scope.h"
#include "scanners/meaning/nginx/script_policy.h"
#include "scanners/meaning/settings/connections.h"
#include "scanners/source/characters.h"

namespace payaudit {
namespace nginx {
namespace {

Sourced tls_min(Facts& facts, const Scope& server, Place anchor) {
  const std::vector<NodeId> found = server.inherited("ssl_protocols");
  if (found.empty()) {
    Origin origin = facts.origin(OriginKind::fallback, anchor, "nginx default since 1.23.4; before, 1.0");
    origin.written = "ssl_protocols";
    // The default depends on the version of nginx and of OpenSSL, which nothing here states.
    return {facts.unknown(server.is_open() ? kIncluded
                                           : "ssl_protocols is not set: 1.2 since nginx 1.23.4, 1.0 before"),
            origin};
  }
  const NodeId node = found.back();
  if (server.may_be_set_nearer("ssl_protocols"))
    return {facts.unknown(kIncluded), origin_of(facts, server, node)};
  static constexpr std::pair<std::string_view, std::string_view> kVersions[] = {
      {"sslv2", "ssl3"},  {"sslv3", "ssl3"},  {"tlsv1", "1.0"},
      {"tlsv1.1", "1.1"}, {"tlsv1.2", "1.2"}, {"tlsv1.3", "1.3"}};
  size_t lowest = std::size(kVersions);
  for (std::string_view label : server.tree[node].labels) {
    if (has_variable(label)) return {facts.unknown("set by a variable"), origin_of(facts, server, node)};
    for (size_t i = 0; i < std::size(kVersions); ++i) {
      if (lower(label) == kVersions[i].first) lowest = std::min(lowest, i);
    }
  }
  if (lowest == std::size(kVersions))
    return {facts.unknown("no version that is known"), origin_of(facts, server, node)};
  return {facts.text(kVersions[lowest].second), origin_of(facts, server, node)};
}

void set_ciphers(Facts& facts, Fact& fact, const Scope& server) {
  const std::vector<NodeId> found = server.inherited("ssl_ciphers");
  if (found.empty() || server.tree[found.back()].labels.empty()) return;
  const std::string_view list = server.tree[found.back()].labels[0];
  if (has_variable(list)) return;
  const Origin origin = origin_of(facts, server, found.back());
  if (server.may_be_set_nearer("ssl_ciphers")) {
    fact.set(Attr::weak_ciphers, facts.unknown(kIncluded), origin);
    return;
  }
  std::vector<std::string_view> all;
  std::vector<std::string_view> weak;
  bool has_group = false;
  std::string_view rest = list;
  while (!rest.empty()) {
    const size_t end = std::min(rest.find_first_of(": ,"), rest.size());
    const std::string_view name = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    if (name.empty() || name.front() == '!' || name.front() == '-' || name.front() == '@') continue;
    all.push_back(name);
    // A group such as HIGH holds what OpenSSL's version puts in it; a suite's name has its parts joined by
    // hyphens.
    if (name.find('-') == std::string_view::npos && !name.starts_with("TLS_")) has_group = true;
    for (std::string_view part : {"RC4", "DES", "NULL", "EXP", "MD5", "ADH", "AECDH"}) {
      if (name.find(part) == std::string_view::npos) continue;
      weak.push_back(name);
      break;
    }
  }
  fact.set(Attr::ciphers, facts.texts(all), origin);
  if (has_group && weak.empty()) {
    fact.set(Attr::weak_ciphers, facts.unknown("what a group of ciphers holds depends on OpenSSL"), origin);
  } else {
    fact.set(Attr::weak_ciphers, facts.texts(weak), origin);
  }
}

Sourced hsts(Facts& facts, const Scope& server, Place anchor) {
  const std::vector<NodeId> headers = server.inherited("add_header");
  if (const NodeId node = find_header(server, headers, "strict-transport-security"); node != kNoNode) {
    // Any header of the included file takes all of these away.
    if (server.may_be_set_nearer("add_header"))
      return {facts.unknown(kIncluded), origin_of(facts, server, node)};
    const std::string_view value = server.tree[node].labels[1];
    if (has_variable(value)) return {facts.unknown("set by a variable"), origin_of(facts, server, node)};
    const bool is_off = lower(value).find("max-age=0") != std::string::npos &&
                        lower(value).find("max-age=0.") == std::string::npos;
    return {Value::boolean(!is_off), origin_of(facts, server, node)};
  }
  Origin origin = facts.origin(OriginKind::fallback, anchor, "no add_header of it");
  origin.written = "add_header Strict-Transport-Security";
  if (server.is_open()) return {facts.unknown(kIncluded), origin};
  // The application behind may send it itself.
  const bool is_proxied = passes_on(server);
  if (is_proxied) return {facts.unknown("the application behind may send it"), origin};
  return {Value::boolean(false), origin};
}

struct Listen {
  std::string_view address;
  int port = 80;
  bool is_tls = false;
  bool is_local = false;
  bool is_known = true;
};

Listen parse_listen(Arguments labels) {
  Listen listen;
  if (labels.empty()) return listen;
  std::string_view where = labels[0];
  listen.is_known = !has_variable(where);
  listen.is_local = where.starts_with("unix:") || where.starts_with("127.") ||
                    where.starts_with("localhost") || where.starts_with("[::1]");
  const size_t bracket = where.rfind(']');
  const size_t colon = where.rfind(':');
  const bool has_port = colon != std::string_view::npos &&
                        (bracket == std::string_view::npos || colon > bracket) && !where.starts_with("unix:");
  const std::string_view port = has_port ? where.substr(colon + 1) : where;
  int number = 0;
  const auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), number);
  if (error == std::errc{} && end == port.data() + port.size()) listen.port = number;
  listen.is_tls = std::any_of(labels.begin() + 1, labels.end(),
                              [](std::string_view word) { return word == "ssl" || word == "quic"; });
  return listen;
}

// Headers of its own make a location drop those of its server: it sends what it says itself.
void add_locations(Facts& facts, const Scope& outer, std::string_view server, bool is_local) {
  for (NodeId entry : outer.tree.children(outer.blocks.front())) {
    const Node& node = outer.tree[entry];
    if (node.key != "location" || !node.is_block) continue;
    const Scope location = inside(outer, entry);
    const std::string_view path = node.labels.empty() ? std::string_view("?") : node.labels.back();
    const bool answers =
        location.own("return").empty() || !is_https_redirect(location, location.own("return")[0]);
    if (!location.own("add_header").empty() && answers && may_hold_pages(outer.tree, entry)) {
      const Place place = {location.file_of(entry), node.key_span};
      Fact& fact = facts.add(Kind::listener, place, fmt::format("server {} location {}", server, path));
      fact.set(Attr::name, facts.text(fmt::format("{} of {}", path, server)))
          .set(Attr::type, facts.text("nginx"))
          .set(Attr::provider, facts.text("nginx"))
          .set(Attr::protocol, facts.text("https"))
          .set(Attr::local, Value::boolean(is_local))
          .set(Attr::hsts, hsts(facts, location, place));
    }
    add_locations(facts, location, server, is_local);
  }
}

void add_listeners(Facts& facts, const Scope& server) {
  const std::vector<NodeId> names = server.own("server_name");
  const std::string name = names.empty() || server.tree[names[0]].labels.empty()
                               ? "_"
                               : std::string(server.tree[names[0]].labels[0]);
  const std::vector<NodeId> ssl = server.inherited("ssl");
  const bool is_ssl_on =
      !ssl.empty() && !server.tree[ssl.back()].labels.empty() && server.tree[ssl.back()].labels[0] == "on";
  for (NodeId node : server.own("listen")) {
    const Listen listen = parse_listen(server.tree[node].labels);
    const bool is_tls = listen.is_tls || is_ssl_on;
    const Place place = server.place(node);
    const Origin origin = origin_of(facts, server, node);
    Fact& fact = facts.add(Kind::listener, place, fmt::format("server {}:{}", name, listen.port));
    fact.set(Attr::name, facts.text(name), origin)
        .set(Attr::type, facts.text("nginx"))
        .set(Attr::provider, facts.text("nginx"))
        .set(Attr::protocol, facts.text(is_tls ? "https" : "http"), origin)
        .set(Attr::port, listen.is_known ? Value::integer(listen.port) : facts.unknown("set by a variable"),
             origin)
        .set(Attr::local, Value::boolean(listen.is_local), origin);
    // A server that refuses everybody carries nothing.
    const PlainAnswer answer = is_tls ? PlainAnswer::serves : answer_in_plain(server);
    if (answer != PlainAnswer::refuses) fact.set(Attr::plaintext, Value::boolean(!is_tls), origin);
    if (!is_tls) {
      fact.set(Attr::redirects,
               answer == PlainAnswer::depends
                   ? facts.unknown("only requests that a proxy marks as plain are redirected")
                   : Value::boolean(answer == PlainAnswer::redirects),
               origin);
      if (answer == PlainAnswer::serves) set_script_policy(facts, fact, server);
      continue;
    }
    fact.set(Attr::tls_min, tls_min(facts, server, place));
    set_script_policy(facts, fact, server);
    set_ciphers(facts, fact, server);
    const Sourced sent = hsts(facts, server, place);
    fact.set(Attr::hsts, sent);
    const bool is_sent = sent.value.is(Value::Type::boolean) && sent.value.as_boolean();
    if (is_sent) add_locations(facts, server, fmt::format("{}:{}", name, listen.port), listen.is_local);
  }
}

// `upstream` names of the file: what they lead to is listed in their own blocks.
struct Around {
  std::vector<std::string> upstreams;
  const SettingModels* models = nullptr;
  bool is_in_cluster = false;
};

void add_proxies(Facts& facts, const Scope& scope, const Around& around) {
  const std::vector<std::string>& upstreams = around.upstreams;
  for (std::string_view directive : {"proxy_pass", "grpc_pass"}) {
    for (NodeId node : scope.own(directive)) {
      const Arguments labels = scope.tree[node].labels;
      if (labels.empty() || has_variable(labels[0])) continue;
      std::string target(labels[0]);
      if (target.find("unix:") != std::string::npos) continue;
      const bool is_grpc = target.starts_with("grpc");
      if (target.starts_with("grpcs://")) target.replace(0, 5, "https");
      if (target.starts_with("grpc://")) target.replace(0, 4, "http");
      const auto address = parse_address(target);
      if (!address) continue;
      const Origin origin = origin_of(facts, scope, node);
      Fact& fact = facts.add(Kind::connection, scope.place(node), fmt::format("{} {}", directive, labels[0]));
      fact.set(Attr::name, facts.text(directive), origin);
      set_connection(fact, *address, origin, facts);
      if (is_grpc) fact.set(Attr::protocol, facts.text("grpc"), origin);
      if (std::find(upstreams.begin(), upstreams.end(), address->host) != upstreams.end())
        fact.set(Attr::local, facts.unknown("the servers of the upstream are not followed"), origin);
      const Value local = fact.value(Attr::local);
      const bool is_outside = local.is(Value::Type::boolean) && !local.as_boolean();
      if (around.is_in_cluster && is_cluster_name(address->host, {}, around.models->public_endings))
        fact.set(Attr::local, facts.unknown("it may be a service of the cluster and its namespace"), origin);
      else if (is_outside && ends_privately(address->host, around.models->top_level))
        fact.set(Attr::local, facts.unknown(fmt::format("no public name ends like `{}`", address->host)),
                 origin);
      if (address->scheme != "https") continue;
      const std::vector<NodeId> verify = scope.inherited(is_grpc ? "grpc_ssl_verify" : "proxy_ssl_verify");
      const bool may_be_nearer = scope.may_be_set_nearer(is_grpc ? "grpc_ssl_verify" : "proxy_ssl_verify");
      if (!verify.empty() && !may_be_nearer && !scope.tree[verify.back()].labels.empty()) {
        fact.set(Attr::verified, Value::boolean(scope.tree[verify.back()].labels[0] == "on"),
                 origin_of(facts, scope, verify.back()));
      } else if (scope.is_open()) {
        fact.set(Attr::verified, facts.unknown(kIncluded), origin);
      } else {
        fact.set(Attr::verified, Value::boolean(false),
                 facts.origin(OriginKind::fallback, scope.place(node), "nginx default"));
      }
    }
  }
}

void walk(Facts& facts, const Scope& scope, const Around& around) {
  const Tree& tree = scope.tree;
  for (NodeId entry : tree.children(scope.blocks.front())) {
    if (!tree[entry].is_block || !tree.is(entry, NodeKind::map)) continue;
    const std::string_view key = tree[entry].key;
    const Scope inner = inside(scope, entry);
    if (key == "server" && tree[entry].labels.empty()) add_listeners(facts, inner);
    if (key == "location" || key == "server" || key == "if") add_proxies(facts, inner, around);
    if (key != "upstream" && key != "types" && key != "map" && key != "geo") walk(facts, inner, around);
  }
}

void collect_upstreams(const Tree& tree, std::vector<std::string>& names) {
  for (NodeId id = 0; id < tree.size(); ++id) {
    if (tree[id].key == "upstream" && tree[id].is_block && !tree[id].labels.empty())
      names.emplace_back(lower(tree[id].labels[0]));
  }
}

}  // namespace
}  // namespace nginx

Facts nginx_facts(const Units& units, const SettingModels& models) {
  Facts facts;
  for (const nginx::Configuration& each : nginx::configurations(units)) {
    nginx::Around around;
    around.models = &models;
    around.is_in_cluster = each.is_in_cluster;
    nginx::collect_upstreams(*each.tree, around.upstreams);
    for (NodeId root : each.tree->roots())
      nginx::walk(facts, nginx::Scope{*each.tree, each.file, {root}}, around);
  }
  return facts;
}

}  // namespace payaudit

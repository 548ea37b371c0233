#include "scanners/meaning/openapi/servers.h"

#include <fmt/format.h>

#include <algorithm>

#include "scanners/source/characters.h"

namespace payaudit::openapi {
namespace {

constexpr size_t kMostServers = 200;
constexpr size_t kMostValues = 16;  // of one variable of a server, and schemes

enum class Transport : uint8_t {
  secure,
  plain,
  local,    // plain, and to the own machine
  example,  // plain, and to a host that documentation reserves
  unknown,  // relative, or a template
};

// RFC 6761: what does not leave the machine or the network at hand.
bool is_local(std::string_view host) {
  for (std::string_view name : {"localhost", "127.0.0.1", "[::1]", "0.0.0.0", "host.docker.internal"}) {
    if (host == name) return true;
  }
  return host.ends_with(".localhost") || host.ends_with(".local") || host.starts_with("127.");
}

// RFC 2606 and RFC 6761: hosts that stand for one in documentation.
bool is_example(std::string_view host) {
  for (std::string_view name : {"example.com", "example.org", "example.net"}) {
    if (host == name || (host.ends_with(name) && host[host.size() - name.size() - 1] == '.')) return true;
  }
  return host.ends_with(".example") || host.ends_with(".test") || host.ends_with(".invalid");
}

Transport transport_of(std::string_view written) {
  const std::string url = lower(written);
  if (url.starts_with("https://") || url.starts_with("wss://")) return Transport::secure;
  if (!url.starts_with("http://") && !url.starts_with("ws://")) return Transport::unknown;
  std::string_view host = std::string_view(url).substr(url.find("//") + 2);
  host = host.substr(0, host.find_first_of("/?#"));
  if (const size_t at = host.rfind('@'); at != std::string_view::npos) host.remove_prefix(at + 1);
  if (!host.starts_with('[')) {
    host = host.substr(0, host.find(':'));
  } else {
    host = host.substr(0, host.find(']') + 1);
  }
  return is_local(host) ? Transport::local : is_example(host) ? Transport::example : Transport::plain;
}

// The transports that a URL may have, which is several where its scheme is a variable with a closed list.
void add_transports(Trees& trees, At server, std::string_view url, std::vector<Transport>& all) {
  if (!url.starts_with('{')) {
    all.push_back(transport_of(url));
    return;
  }
  const size_t close = url.find('}');
  if (close == std::string_view::npos) {
    all.push_back(Transport::unknown);
    return;
  }
  const At values = trees.find(trees.find(trees.find(server, "variables"), url.substr(1, close - 1)), "enum");
  if (!trees.is(values, NodeKind::list)) {
    all.push_back(Transport::unknown);
    return;
  }
  trees.each(
      values,
      [&](At value) {
        all.push_back(transport_of(fmt::format("{}{}", trees.text(value), url.substr(close + 1))));
      },
      kMostValues);
  if (trees.node(values).child_count > kMostValues) all.push_back(Transport::unknown);
}

struct Judged {
  bool has_plain = false;
  bool has_local = false;
  bool has_unknown = false;
  At plain_at;

  void add(Transport transport, At at) {
    has_unknown |= transport == Transport::unknown;
    has_local |= transport == Transport::local || transport == Transport::example;
    if (transport == Transport::plain && !has_plain) has_plain = true, plain_at = at;
  }
};

Server server_of(At at, std::string url, const std::vector<Transport>& transports, const Trees& trees,
                 std::string_view written, Facts& facts) {
  const auto has = [&](Transport wanted) {
    return std::find(transports.begin(), transports.end(), wanted) != transports.end();
  };
  Server server;
  server.at = at;
  server.url = std::move(url);
  server.is_local = has(Transport::local) && !has(Transport::plain) && !has(Transport::example);
  server.plaintext.origin = facts.origin(OriginKind::literal, trees.place(at));
  server.plaintext.origin.written = written;
  server.plaintext.value =
      has(Transport::plain) || has(Transport::local) ? Value::boolean(true)
      : has(Transport::example) ? facts.unknown("its host stands for one in documentation")
      : has(Transport::unknown)
          ? facts.unknown("it is relative or a template: it is reached as the description is")
          : Value::boolean(false);
  return server;
}

Sourced plaintext_of(const Judged& judged, const Trees& trees, At at, Facts& facts) {
  const auto origin = [&](OriginKind kind, At where) {
    Origin made = facts.origin(kind, trees.place(where));
    made.written = "servers";
    return made;
  };
  if (judged.has_plain) return {Value::boolean(true), origin(OriginKind::literal, judged.plain_at)};
  if (judged.has_unknown) {
    return {
        facts.unknown("a server is relative or a template: the description does not say how it is reached"),
        origin(OriginKind::missing, at)};
  }
  if (judged.has_local) {
    return {facts.unknown("a server without TLS is the own machine or an example"),
            origin(OriginKind::missing, at)};
  }
  return {Value::boolean(false), origin(OriginKind::literal, at)};
}

Servers servers_of_3(Trees& trees, At list, Facts& facts) {
  Servers servers;
  servers.at = list;
  Judged judged;
  trees.each(
      list,
      [&](At server) {
        const At url = trees.find(server, "url");
        const std::string_view text = trees.text(url);
        if (!url || text.empty()) {
          judged.has_unknown = true;  // a template of the file itself, or nothing
          return;
        }
        std::vector<Transport> transports;
        add_transports(trees, server, text, transports);
        if (text.find("://") != std::string_view::npos) servers.urls.emplace_back(text);
        for (Transport transport : transports) judged.add(transport, url);
        servers.all.push_back(server_of(url, std::string(text), transports, trees, "url", facts));
      },
      kMostServers);
  if (list && trees.node(list).child_count > kMostServers) {
    judged.add(Transport::unknown, list);
    trees.cut(list, "more servers than are looked at: the others are not judged");
  }
  servers.plaintext = plaintext_of(judged, trees, list, facts);
  return servers;
}

Servers servers_of_2(Trees& trees, At document, At operation, Facts& facts) {
  Servers servers;
  At schemes = trees.find(operation, "schemes");
  if (!schemes) schemes = trees.find(document, "schemes");
  const At host = trees.find(document, "host");
  const std::string base = fmt::format("{}{}", trees.text(host), trees.text(document, "basePath"));
  servers.at = schemes ? schemes : host;
  if (!trees.is(schemes, NodeKind::list) || trees.node(schemes).child_count == 0) {
    servers.plaintext = {facts.unknown("the description names no scheme: it is that of where it is served"),
                         {}};
    return servers;
  }
  Judged judged;
  trees.each(
      schemes,
      [&](At scheme) {
        const std::string_view text = trees.text(scheme);
        // Without a host it is where the description is served from: certainly not documentation's.
        const std::string url = fmt::format("{}://{}", text, trees.text(host).empty() ? "host" : base);
        if (!trees.text(host).empty()) servers.urls.push_back(url);
        const Transport transport = transport_of(url);
        judged.add(transport, scheme);
        servers.all.push_back(server_of(scheme, trees.text(host).empty() ? std::string(text) : url,
                                        {transport}, trees, "schemes", facts));
      },
      kMostValues);
  if (schemes && trees.node(schemes).child_count > kMostValues) judged.add(Transport::unknown, schemes);
  servers.plaintext = plaintext_of(judged, trees, schemes, facts);
  if (servers.plaintext.origin.has_place) servers.plaintext.origin.written = "schemes";
  return servers;
}

}  // namespace

Servers servers_of(Trees& trees, At document, At path_item, At operation, Facts& facts) {
  if (trees.find(document, "swagger")) return servers_of_2(trees, document, operation, facts);
  for (At owner : {operation, path_item, document}) {
    const At list = trees.find(owner, "servers");
    if (trees.is(list, NodeKind::list) && trees.node(list).child_count > 0) {
      return servers_of_3(trees, list, facts);
    }
  }
  Servers servers;
  servers.plaintext = {facts.unknown("the description names no server"), {}};
  return servers;
}

}  // namespace payaudit::openapi

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "scanners/meaning/kubernetes/readers.h"
#include "scanners/source/characters.h"

namespace payaudit::kubernetes {
namespace {

// `*.example.com` against `pay.example.com`, either way; one that is not stated is any.
bool have_host_in_common(std::string_view a, std::string_view b) {
  if (a.empty() || b.empty() || a == b) return true;
  if (a.starts_with("*.") && (b.ends_with(a.substr(1)) || (b.starts_with("*.") && a.ends_with(b.substr(1)))))
    return true;
  return b.starts_with("*.") && a.ends_with(b.substr(1));
}

bool is_attached(const Object& route, const Object& gateway, const View& listener) {
  const std::vector<View> parents = route.root.path("spec.parentRefs").items();
  const bool is_named = std::any_of(parents.begin(), parents.end(), [&](const View& parent) {
    const std::string_view kind = parent.at("kind").text();
    const std::string_view space =
        parent.at("namespace") ? parent.at("namespace").text() : std::string_view(route.space);
    const std::string_view section = parent.at("sectionName").text();
    const std::string_view port = parent.at("port").text();
    return parent.at("name").text() == gateway.name && (kind.empty() || kind == "Gateway") &&
           (space.empty() || gateway.space.empty() || space == gateway.space) &&
           (section.empty() || section == listener.at("name").text()) &&
           (port.empty() || port == listener.at("port").text());
  });
  if (!is_named) return false;
  const std::vector<View> hosts = route.root.path("spec.hostnames").items();
  return hosts.empty() || std::any_of(hosts.begin(), hosts.end(), [&](const View& host) {
           return have_host_in_common(host.text(), listener.at("hostname").text());
         });
}

// Whether every rule of a route answers with a redirect to https; Unknown where a template decides.
Value redirects(Facts& facts, const Object& route) {
  const View rules = route.root.path("spec.rules");
  const std::vector<View> all = rules.items();
  if (!rules.open_why().empty()) return facts.unknown(rules.open_why());
  for (const View& rule : all) {
    const View filters = rule.at("filters");
    const std::vector<View> items = filters.items();
    const bool is_redirect = std::any_of(items.begin(), items.end(), [](const View& filter) {
      return filter.at("type").text() == "RequestRedirect" &&
             filter.path("requestRedirect.scheme").text() == "https";
    });
    if (!is_redirect && !filters.open_why().empty()) return facts.unknown(filters.open_why());
    if (!is_redirect) return Value::boolean(false);
  }
  return Value::boolean(!all.empty());
}

// Whether all routes of a listener do nothing but redirect; nullopt: none is attached in the tree.
std::optional<Sourced> only_redirects(Facts& facts, const Object& gateway, const View& listener,
                                      const Objects& objects) {
  std::optional<Sourced> result;
  for (const Object& route : objects.all) {
    const bool is_route = route.kind == "HTTPRoute" || route.kind == "GRPCRoute";
    if (!is_route || route.group() != "gateway.networking.k8s.io" || !is_attached(route, gateway, listener))
      continue;
    const Value value = redirects(facts, route);
    const bool is_worse = result && !(value.is(Value::Type::boolean) && value.as_boolean());
    if (!result || is_worse)
      result = Sourced{value, facts.origin(OriginKind::computed, route.root.at("kind").place(),
                                           "what the attached routes do")};
    if (value.is(Value::Type::boolean) && !value.as_boolean()) return result;
  }
  return result;
}

}  // namespace

// One listener each.
void add_gateway(Facts& facts, const Object& object, const Objects& objects) {
  for (const View& listener : object.root.path("spec.listeners").items()) {
    const View protocol = listener.at("protocol");
    const Sourced written = protocol.text_value(facts);
    Value plaintext = written.value;
    if (written.value.is(Value::Type::text)) {
      const std::string name = lower(written.value.as_text());
      plaintext = name == "http" ? Value::boolean(true)
                  : name == "https" || name == "tls"
                      ? Value::boolean(false)
                      : facts.unknown("a protocol that may or may not carry TLS");
    }
    Fact& fact = facts
                     .add(Kind::listener, protocol ? protocol.place() : listener.place(),
                          fmt::format("{} {}", object.symbol, listener.at("name").text()))
                     .set(Attr::name, listener.at("name").text_value(facts))
                     .set(Attr::type, facts.text("gateway"))
                     .set(Attr::protocol, written)
                     .set(Attr::port, listener.at("port").integer(facts))
                     .set(Attr::plaintext, plaintext, written.origin)
                     .set(Attr::provider, facts.text("kubernetes"));
    if (const auto redirects = only_redirects(facts, object, listener, objects))
      fact.set(Attr::redirects, *redirects);
  }
}

}  // namespace payaudit::kubernetes

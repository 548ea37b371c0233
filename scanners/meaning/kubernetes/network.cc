#include <fmt/format.h>

#include <algorithm>

#include "scanners/meaning/kubernetes/readers.h"
#include "scanners/source/characters.h"

namespace payaudit::kubernetes {
namespace {

bool is_internal(const Object& object, const AnnotationWords& words) {
  return std::any_of(words.internal.begin(), words.internal.end(), [&](const auto& each) {
    const std::string value = lower(annotation(object, each.first).text());
    return std::find(each.second.begin(), each.second.end(), value) != each.second.end();
  });
}

// Who may come in through a Service.
Sourced reachable(Facts& facts, const Object& object, const View& type, const AnnotationWords& words) {
  if (type.text() == "NodePort")
    return type.unknown(facts, "who reaches the nodes' ports is decided outside the cluster");
  const View ranges = object.root.path("spec.loadBalancerSourceRanges");
  if (ranges.is(NodeKind::list)) {
    const std::vector<View> items = ranges.items();
    const bool is_any = std::any_of(items.begin(), items.end(), [](const View& item) {
      return item.text() == "0.0.0.0/0" || item.text() == "::/0";
    });
    if (!is_any && !ranges.open_why().empty()) return ranges.unknown(facts, ranges.open_why());
    return {Value::boolean(is_any), ranges.origin(facts)};
  }
  if (is_internal(object, words))
    return {Value::boolean(false), type.origin(facts, OriginKind::computed, "an internal load balancer")};
  const View annotations = object.root.path("metadata.annotations");
  const std::string_view why = !ranges.is_certainly_absent() ? ranges.open_why() : annotations.open_why();
  if (!why.empty()) return type.unknown(facts, why);
  Origin origin = type.origin(facts, OriginKind::fallback,
                              "`spec.loadBalancerSourceRanges` is not set: any address may come");
  return {Value::boolean(true), origin};
}

void add_service(Facts& facts, const Object& object, const AnnotationWords& words) {
  const View type = object.root.path("spec.type");
  if (!type.condition_why().empty() || (type.text() != "LoadBalancer" && type.text() != "NodePort")) return;
  const Sourced any = reachable(facts, object, type, words);
  for (const View& listed : object.root.path("spec.ports").items()) {
    const View port = listed.existing();
    const Sourced number = port.at("port").integer(facts);
    const std::string protocol =
        lower(port.at("protocol").text().empty() ? "TCP" : port.at("protocol").text());
    const Place place = port.at("port") ? port.at("port").place() : type.place();
    const std::string symbol = fmt::format("{}:{}", object.symbol, port.at("port").text());
    Fact& rule = facts.add(Kind::network_rule, place, symbol);
    rule.set(Attr::name, object.root.path("metadata.name").text_value(facts))
        .set(Attr::direction, facts.text("ingress"))
        .set(Attr::protocol, facts.text(protocol), number.origin)
        .set(Attr::from_port, number)
        .set(Attr::to_port, number)
        .set(Attr::any_address, any)
        .set(Attr::allows, Value::boolean(true), number.origin)
        .set(Attr::provider, facts.text("kubernetes"))
        .set(Attr::resource_type, facts.text("Service"));
    if (type.text() != "LoadBalancer") continue;
    const View told = port.at("appProtocol") ? port.at("appProtocol") : port.at("name");
    const std::string name = lower(told.text());
    const bool is_http = name == "http" || name.starts_with("http-") || name == "http2";
    const bool has_certificate = annotation(object, words.service_certificate).is_present();
    Fact& listener = facts.add(Kind::listener, place, symbol);
    listener.set(Attr::name, object.root.path("metadata.name").text_value(facts))
        .set(Attr::type, facts.text("service"))
        .set(Attr::protocol, facts.text(is_http ? "http" : protocol), told.origin(facts))
        .set(Attr::port, number)
        .set(Attr::public_, any)
        .set(Attr::provider, facts.text("kubernetes"));
    if (has_certificate) {
      listener.set(
          Attr::plaintext,
          facts.unknown("the load balancer has a certificate; which ports use it depends on its annotations"),
          number.origin);
    } else if (is_http && (port.at("port").text() == "80" || port.at("port").text() == "8080")) {
      listener.set(Attr::plaintext, Value::boolean(true), told.origin(facts));
    } else {
      listener.set(Attr::plaintext, facts.unknown("whether the pods speak TLS is not stated here"),
                   number.origin);
    }
  }
}

Value istio_version(Facts& facts, std::string_view written) {
  for (const auto& [name, version] :
       {std::pair{"TLSV1_0", "1.0"}, {"TLSV1_1", "1.1"}, {"TLSV1_2", "1.2"}, {"TLSV1_3", "1.3"}}) {
    if (written == name) return facts.text(version);
  }
  return facts.unknown(fmt::format("`{}` depends on the version of Istio", written));
}

void add_istio_gateway(Facts& facts, const Object& object) {
  for (const View& server : object.root.path("spec.servers").items()) {
    const View protocol = server.path("port.protocol");
    const View tls = server.at("tls");
    const View mode = tls.at("mode");
    const std::string name = lower(protocol.text());
    Fact& fact = facts.add(Kind::listener, protocol ? protocol.place() : server.place(),
                           fmt::format("{} {}", object.symbol, server.path("port.number").text()));
    fact.set(Attr::name, object.root.path("metadata.name").text_value(facts))
        .set(Attr::type, facts.text("gateway"))
        .set(Attr::protocol, protocol.text_value(facts))
        .set(Attr::port, server.path("port.number").integer(facts))
        .set(Attr::provider, facts.text("istio"));
    if (name == "http" || name == "http2" || name == "grpc") {
      fact.set(Attr::plaintext, Value::boolean(true), protocol.origin(facts))
          .set(Attr::redirects, tls.at("httpsRedirect").boolean(facts, false, "Istio default"));
      continue;
    }
    const bool is_tls = name == "https" || name == "tls";
    fact.set(Attr::plaintext,
             is_tls ? Value::boolean(false) : facts.unknown("a protocol that may or may not carry TLS"),
             protocol.origin(facts));
    if (!is_tls || mode.text() == "PASSTHROUGH" || mode.text() == "AUTO_PASSTHROUGH") continue;
    const View minimum = tls.at("minProtocolVersion");
    if (minimum && minimum.condition_why().empty() && !minimum.text().empty()) {
      fact.set(Attr::tls_min, istio_version(facts, minimum.text()), minimum.origin(facts));
    } else {
      fact.set(Attr::tls_min, minimum.text_value(facts, "1.2", "Istio default since 1.14"));
    }
    if (const View suites = tls.at("cipherSuites"); suites.is(NodeKind::list) && suites.open_why().empty()) {
      std::vector<std::string_view> all;
      std::vector<std::string_view> weak;
      for (const View& suite : suites.items()) {
        all.push_back(suite.text());
        for (std::string_view part : {"RC4", "DES", "NULL", "EXPORT", "MD5", "anon"}) {
          if (suite.text().find(part) == std::string_view::npos) continue;
          weak.push_back(suite.text());
          break;
        }
      }
      fact.set(Attr::ciphers, facts.texts(all), suites.origin(facts))
          .set(Attr::weak_ciphers, facts.texts(weak), suites.origin(facts));
    }
  }
}

void add_peer_authentication(Facts& facts, const Object& object) {
  const View mode = object.root.path("spec.mtls.mode");
  const Sourced written = mode.text_value(facts, "PERMISSIVE", "Istio default where no parent sets it");
  Value plaintext = written.value;
  if (written.value.is(Value::Type::text)) {
    const std::string_view text = written.value.as_text();
    plaintext = text == "STRICT"                            ? Value::boolean(false)
                : text == "PERMISSIVE" || text == "DISABLE" ? Value::boolean(true)
                                                            : facts.unknown("inherited from the mesh");
    if (!mode.is_present())
      plaintext = facts.unknown("inherited from the mesh, where no parent sets it PERMISSIVE");
  }
  facts.add(Kind::listener, mode ? mode.place() : object.root.at("kind").place(), object.symbol)
      .set(Attr::name, object.root.path("metadata.name").text_value(facts))
      .set(Attr::type, facts.text("mesh"))
      .set(Attr::plaintext, plaintext, written.origin)
      .set(Attr::local, facts.unknown("inside the cluster's network"))
      .set(Attr::provider, facts.text("istio"));
}

void add_destination(Facts& facts, const Object& object) {
  const View tls = object.root.path("spec.trafficPolicy.tls");
  const View mode = tls.at("mode");
  const std::string_view text = mode.text();
  if (text.empty() || !mode.condition_why().empty()) return;
  const Origin origin = mode.origin(facts);
  Fact& fact = facts.add(Kind::connection, mode.place(), object.symbol);
  fact.set(Attr::name, object.root.path("metadata.name").text_value(facts))
      .set(Attr::host, object.root.path("spec.host").text_value(facts))
      .set(Attr::plaintext, Value::boolean(text == "DISABLE"), origin)
      .set(Attr::local, facts.unknown("where the host is, is not stated here"));
  const View insecure = tls.at("insecureSkipVerify");
  if (insecure.text() == "true") {
    fact.set(Attr::verified, Value::boolean(false), insecure.origin(facts));
  } else if (text == "ISTIO_MUTUAL") {
    fact.set(Attr::verified, Value::boolean(true), origin);
  }
}

bool selects_all(const View& selector) {
  return (selector.is(NodeKind::map) || selector.is(NodeKind::null)) && selector.items().empty();
}

// What policies allow adds up: one that lets every pod have all traffic of the direction undoes the others.
bool is_undone(const Objects& objects, const Object& object, std::string_view direction) {
  return std::any_of(objects.all.begin(), objects.all.end(), [&](const Object& other) {
    if (other.kind != "NetworkPolicy" || other.is_patch || other.space != object.space) return false;
    const View spec = other.root.at("spec");
    const std::vector<View> rules = spec.at(direction).items();
    return selects_all(spec.at("podSelector")) &&
           std::any_of(rules.begin(), rules.end(), [](const View& rule) {
             return rule.is(NodeKind::map) && rule.items().empty() && rule.open_why().empty();
           });
  });
}

void add_policy(Facts& facts, const Object& object, const Objects& objects) {
  const View spec = object.root.at("spec");
  const View selector = spec.at("podSelector");
  const View types = spec.at("policyTypes");
  std::vector<std::string> directions;
  for (const View& type : types.items()) {
    const std::string name = lower(type.text());
    if (name == "ingress" || name == "egress") directions.push_back(name);
  }
  if (!types) {
    directions.push_back("ingress");
    if (spec.at("egress")) directions.push_back("egress");
  }
  const bool is_of_all = selects_all(selector);
  for (const std::string& direction : directions) {
    const View rules = spec.at(direction);
    const Origin origin = selector.origin(facts);
    Value denies = Value::boolean(is_of_all && rules.items().empty());
    const std::string_view why = !object.doubtful.empty()       ? object.doubtful
                                 : !selector.open_why().empty() ? selector.open_why()
                                 : !types.open_why().empty()    ? types.open_why()
                                                                : rules.open_why();
    if (!why.empty() && (denies.as_boolean() || !selector.is(NodeKind::map))) {
      denies = facts.unknown(why);
    } else if (denies.as_boolean() && is_undone(objects, object, direction)) {
      denies = facts.unknown("another policy of the namespace allows everything");
    }
    facts
        .add(Kind::network_policy, selector ? selector.key_place() : object.root.at("kind").place(),
             fmt::format("{} {}", object.symbol, direction))
        .set(Attr::name, object.root.path("metadata.name").text_value(facts))
        .set(Attr::namespace_, object.space_value(facts))
        .set(Attr::direction, facts.text(direction), types.origin(facts))
        .set(Attr::default_deny, denies, origin);
  }
}

}  // namespace

View annotation(const Object& object, std::string_view ending) {
  const View annotations = object.root.path("metadata.annotations");
  for (const View& entry : annotations.items()) {
    if (entry.key().ends_with(ending)) return entry;
  }
  return annotations.at(ending);
}

View annotation(const Object& object, const std::vector<std::string>& endings) {
  View found = object.root.path("metadata.annotations").at("");
  for (const std::string& ending : endings) {
    found = annotation(object, ending);
    if (found) break;
  }
  return found;
}

void add_network(Facts& facts, const Object& object, const Objects& objects, const AnnotationWords& words) {
  const std::string_view group = object.group();
  const bool is_istio = group.ends_with("istio.io");
  if (object.kind == "Service" && group.empty()) add_service(facts, object, words);
  if (object.is_patch) return;
  if (object.kind == "Ingress" && !is_istio && group != "config.openshift.io")
    add_ingress(facts, object, words);
  if (object.kind == "Gateway" && group == "gateway.networking.k8s.io") add_gateway(facts, object, objects);
  if (object.kind == "Gateway" && is_istio) add_istio_gateway(facts, object);
  if (object.kind == "PeerAuthentication" && is_istio) add_peer_authentication(facts, object);
  if (object.kind == "DestinationRule" && is_istio) add_destination(facts, object);
  if (object.kind == "NetworkPolicy" && group == "networking.k8s.io") add_policy(facts, object, objects);
}

}  // namespace payaudit::kubernetes

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "scanners/meaning/kubernetes/readers.h"
#include "scanners/source/characters.h"

namespace payaudit::kubernetes {
namespace {

// The annotation that makes the controller send every plain request to https, also where TLS ends in front of
// it.
std::optional<View> redirect_of_all(const Object& object, const AnnotationWords& words) {
  const auto is_on = [](const View& view) {
    const std::string text = lower(view.text());
    return view.condition_why().empty() && (text == "true" || text == "443");
  };
  for (const std::string& ending : words.redirect_all) {
    const View found = annotation(object, ending);
    if (is_on(found)) return found;
  }
  return std::nullopt;
}

}  // namespace

void add_ingress(Facts& facts, const Object& object, const AnnotationWords& words) {
  const View spec = object.root.at("spec");
  const View tls = spec.at("tls");
  // One section leaves all its hosts without TLS.
  const Value whole = object.name.empty() ? facts.unknown(kByTemplate)
                                          : facts.text(fmt::format("{}/{}", object.space, object.symbol));
  std::vector<std::string> covered;
  bool covers_all = false;
  for (const View& entry : tls.items()) {
    const std::vector<View> hosts = entry.at("hosts").items();
    if (hosts.empty()) covers_all = true;
    for (const View& host : hosts) covered.emplace_back(host.text());
  }
  // Controllers that take certificates from elsewhere than the tls section.
  const bool has_certificate = static_cast<bool>(annotation(object, words.certificate));
  const View redirect = annotation(object, words.redirect);
  const std::optional<View> forced = redirect_of_all(object, words);
  const View by_annotation = annotation(object, words.tls);
  const bool has_secure_entry =
      words.secure_entry_points.contains(lower(annotation(object, words.entry_points).text()));
  const std::string_view annotations_why = object.root.path("metadata.annotations").open_why();
  std::vector<View> rules = spec.at("rules").items();
  if (rules.empty()) rules.push_back(spec);
  for (const View& rule : rules) {
    const View host = rule.at("host");
    const std::string_view name = host.text();
    const bool is_wild_covered = std::any_of(covered.begin(), covered.end(), [&](const std::string& pattern) {
      const size_t dot = name.find('.');
      return pattern.starts_with("*.") && dot != std::string_view::npos &&
             name.substr(dot) == std::string_view(pattern).substr(1);
    });
    const bool is_tls =
        covers_all || is_wild_covered || std::find(covered.begin(), covered.end(), name) != covered.end();
    Sourced plaintext;
    if (host && (name.empty() || !host.condition_why().empty())) {
      plaintext = host.unknown(facts, kByTemplate);
    } else if (is_tls) {
      plaintext = {Value::boolean(false), tls.origin(facts)};
    } else if (lower(by_annotation.text()) == "true") {
      plaintext = {Value::boolean(false), by_annotation.origin(facts)};
    } else if (has_secure_entry) {
      plaintext = spec.unknown(facts, "whether its entry point has TLS, the controller's settings say");
    } else if (!tls.open_why().empty()) {
      plaintext = tls.unknown(facts, tls.open_why());
    } else if (has_certificate) {
      plaintext = spec.unknown(facts, "the certificate is set by an annotation of the controller");
    } else if (!annotations_why.empty()) {
      plaintext = spec.unknown(facts, annotations_why);
    } else {
      plaintext = {Value::boolean(true),
                   host.origin(facts, OriginKind::fallback, "`spec.tls` has no entry for it")};
    }
    const Place place = host ? host.place() : object.root.at("kind").place();
    if (plaintext.origin.place.span.is_empty()) plaintext.origin.place = place;
    Fact& fact = facts.add(Kind::listener, place, fmt::format("{} {}", object.symbol, name));
    fact.set(Attr::name, host ? host.text_value(facts) : object.root.path("metadata.name").text_value(facts))
        .set(Attr::type, facts.text("ingress"))
        .set(Attr::subject, whole)
        .set(Attr::protocol, facts.text(is_tls ? "https" : "http"), plaintext.origin)
        .set(Attr::plaintext, plaintext)
        .set(Attr::provider, facts.text("kubernetes"));
    if (!is_tls && forced) fact.set(Attr::redirects, Value::boolean(true), forced->origin(facts));
    if (is_tls && lower(redirect.text()) == "false") {
      facts.add(Kind::listener, redirect.place(), fmt::format("{} {} http", object.symbol, name))
          .set(Attr::name,
               host ? host.text_value(facts) : object.root.path("metadata.name").text_value(facts))
          .set(Attr::type, facts.text("ingress"))
          .set(Attr::subject, whole)
          .set(Attr::protocol, facts.text("http"), redirect.origin(facts))
          .set(Attr::plaintext, Value::boolean(true), redirect.origin(facts))
          .set(Attr::redirects, Value::boolean(false), redirect.origin(facts))
          .set(Attr::provider, facts.text("kubernetes"));
    }
  }
}

}  // namespace payaudit::kubernetes

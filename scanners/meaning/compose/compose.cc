#include "scanners/meaning/compose/compose.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <deque>
#include <optional>

#include "scanners/meaning/compose/ports.h"
#include "scanners/meaning/compose/services.h"
#include "scanners/meaning/compose/variables.h"
#include "scanners/meaning/image/agents.h"
#include "scanners/meaning/image/reference.h"
#include "scanners/meaning/settings/chart_values.h"
#include "scanners/meaning/settings/view.h"
#include "scanners/units/placeholders.h"

namespace payaudit {

using namespace compose;

namespace {

constexpr std::string_view kDefault = "Docker default";

// A scalar's value, Unknown where a variable is in it.
Sourced text_of(Facts& facts, const View& view) {
  if (has_variable(view.text())) return view.unknown(facts, kVariable);
  return view.text_value(facts);
}

Sourced flag(Facts& facts, const View& view) {
  if (has_variable(view.text())) return view.unknown(facts, kVariable);
  return view.boolean(facts, false, kDefault);
}

// Both sides of `host:container[:mode]`; nullopt: a volume that Docker keeps.
std::string_view host_side(std::string_view text) {
  const std::vector<std::string_view> parts = split_colons(text);
  return parts.size() < 2 ? std::string_view{} : parts.front();
}

Sourced host_paths(Facts& facts, const View& service) {
  std::vector<std::string> paths;
  std::vector<Place> places;
  const View volumes = service.at("volumes");
  View at = volumes;
  std::optional<Place> open_at;
  for (const View& volume : volumes.items()) {
    if (volume.is(NodeKind::map) && volume.at("type").text() != "bind") continue;
    const View source = volume.is(NodeKind::map) ? volume.at("source") : volume;
    const std::string path =
        with_defaults(volume.is(NodeKind::string) ? host_side(source.text()) : source.text());
    if (has_variable(path)) {
      if (!open_at) open_at = source.place();
    } else if (path.starts_with('/') || path.starts_with("~")) {
      // Paths below the project are its own files.
      if (paths.empty()) at = source;
      paths.push_back(without_end_slash(path));
      places.push_back(source.place());
    }
  }
  // One that a variable names may be any.
  std::vector<Value> values;
  for (const std::string& path : paths) values.push_back(facts.text(path));
  if (paths.empty() && open_at) return volumes.unknown(facts, kVariable);
  if (open_at) {
    values.push_back(facts.unknown(kVariable));
    places.push_back(*open_at);
  }
  const Origin origin =
      at.origin(facts, volumes ? OriginKind::literal : OriginKind::fallback, volumes ? "" : kDefault);
  return {facts.list(values), facts.with_items(origin, places)};
}

// What is mounted of the host, as far as it is written.
std::vector<HostMount> host_mounts(const View& service) {
  std::vector<HostMount> mounts;
  for (const View& volume : service.at("volumes").items()) {
    if (volume.is(NodeKind::map)) {
      mounts.push_back({without_end_slash(with_defaults(volume.at("source").text())),
                        volume.at("read_only").text() == "true"});
      continue;
    }
    const std::vector<std::string_view> parts = split_colons(volume.text());
    const std::string options = parts.size() > 2 ? fmt::format(",{},", parts.back()) : std::string();
    mounts.push_back({without_end_slash(with_defaults(host_side(volume.text()))),
                      options.find(",ro,") != std::string::npos});
  }
  return mounts;
}

Sourced capabilities(Facts& facts, const View& service) {
  const View added = service.at("cap_add");
  std::deque<std::string> names;
  std::vector<std::string_view> texts;
  std::vector<Place> places;
  for (const View& item : added.items()) {
    std::string& name = names.emplace_back(item.text());
    std::transform(name.begin(), name.end(), name.begin(), [](unsigned char c) { return std::toupper(c); });
    if (name.starts_with("CAP_")) name.erase(0, 4);
    texts.push_back(name);
    places.push_back(item.place());
  }
  const Origin origin =
      added.origin(facts, added ? OriginKind::literal : OriginKind::fallback, added ? "" : kDefault);
  return {facts.texts(texts), facts.with_items(origin, places)};
}

Sourced host_namespaces(Facts& facts, const View& service) {
  std::vector<std::string_view> shared;
  std::vector<Place> places;
  View at = service.at("network_mode");
  for (const auto& [key, name] : {std::pair{"network_mode", "network"}, {"pid", "pid"}, {"ipc", "ipc"}}) {
    const View mode = service.at(key);
    if (mode.text() != "host") continue;
    if (shared.empty()) at = mode;
    shared.push_back(name);
    places.push_back(mode.place());
  }
  const Origin origin = at.origin(facts, at ? OriginKind::literal : OriginKind::fallback, at ? "" : kDefault);
  return {facts.texts(shared), facts.with_items(origin, places)};
}

Sourced root(Facts& facts, const View& service) {
  const View user = service.at("user");
  if (user.is_certainly_absent()) return user.unknown(facts, "the image's USER is not known here");
  if (has_variable(user.text())) return user.unknown(facts, kVariable);
  const Sourced written = user.text_value(facts);
  if (written.value.is_unknown()) return written;
  const std::string_view name = user.text().substr(0, user.text().find(':'));
  return {Value::boolean(name == "0" || name == "root"), user.origin(facts)};
}

struct Options {
  Sourced seccomp;
  Sourced escalation;
};

Options security_options(Facts& facts, const View& service) {
  const View list = service.at("security_opt");
  Options options{{facts.text("RuntimeDefault"), list.origin(facts, OriginKind::fallback, kDefault)},
                  {Value::boolean(true), list.origin(facts, OriginKind::fallback, kDefault)}};
  for (const View& item : list.items()) {
    const std::string_view text = item.text();
    if (text.starts_with("seccomp"))
      options.seccomp = {
          facts.text(text.find("unconfined") != std::string_view::npos ? "Unconfined" : "Localhost"),
          item.origin(facts)};
    if (text.starts_with("no-new-privileges"))
      options.escalation = {Value::boolean(text.ends_with("false")), item.origin(facts)};
  }
  return options;
}

void set_image(Facts& facts, Fact& fact, const View& service) {
  const View image = service.at("image");
  if (!image) {
    fact.set(Attr::image, service.at("build").unknown(facts, "built from a Dockerfile"));
    return;
  }
  const Sourced text = text_of(facts, image);
  fact.set(Attr::image,
           text.value.is_unknown() && !image.text().empty() ? facts.text(image.text()) : text.value,
           text.origin);
  // An image that is built here carries its own name.
  if (service.at("build")) return;
  if (text.value.is_unknown()) {
    fact.set(Attr::pinned, text).set(Attr::digest, text);
    return;
  }
  if (has_placeholder(text.value.as_text())) {
    const Sourced unknown = image.unknown(facts, "the image's name has a placeholder");
    fact.set(Attr::pinned, unknown).set(Attr::digest, unknown);
    return;
  }
  const ImageReference reference = parse_image(text.value.as_text());
  fact.set(Attr::pinned, Value::boolean(reference.is_pinned()), text.origin)
      .set(Attr::digest, Value::boolean(!reference.digest.empty()), text.origin);
}

void set(Fact& fact, Attr attr, Sourced value, Place anchor) {
  const bool is_unwritten =
      value.origin.kind == OriginKind::fallback || value.origin.kind == OriginKind::missing;
  if (is_unwritten || value.origin.place.span.is_empty()) value.origin.place = anchor;
  fact.set(attr, value);
}

// `KEY=value` in a list, or entries of a map. A `${NAME:-default}` counts as its default: that is what runs
// where nobody sets the name.
void add_environment(Facts& facts, const View& service, std::string_view symbol, const SettingTables& tables,
                     const Neighbourhood& peers) {
  std::vector<NamedValue> values;
  const View environment = service.at("environment");
  for (const View& entry : environment.items()) {
    NamedValue value;
    value.value_place = entry.place();
    if (environment.is(NodeKind::list)) {
      const std::string_view text = entry.text();
      const size_t equals = text.find('=');
      if (equals == std::string_view::npos) continue;
      value.name = text.substr(0, equals);
      value.value = text.substr(equals + 1);
      value.name_place = entry.place();
    } else {
      value.name = entry.key();
      value.value = entry.text();
      value.name_place = entry.key_place();
      value.why_unknown = entry.open_why();
      if (entry.is(NodeKind::null)) continue;
    }
    const std::vector<TextPart> parts = split_placeholders(value.value, PlaceholderStyle::shell);
    const bool is_default = parts.size() == 1 && parts[0].kind == TextPart::Kind::reference &&
                            parts[0].has_default && !parts[0].default_text.empty() &&
                            !has_variable(parts[0].default_text);
    if (is_default) {
      value.value = parts[0].default_text;
      value.is_default = true;
    } else if (has_variable(value.value)) {
      value.is_reference = true;
    }
    values.push_back(value);
  }
  add_variables(facts, tables, symbol, values, peers);
}

void add_service(Facts& facts, const Service& extended, const SettingTables& tables,
                 const Neighbourhood& peers) {
  const View& service = extended.view;
  const std::string symbol = fmt::format("service/{}", service.key());
  const Place anchor = service.key_place();
  // What is merged in from elsewhere may set anything.
  const View body = extended.is_whole ? service : service.opened("this service extends one that is not here");
  Fact& fact = facts.add(Kind::container, anchor, symbol);
  fact.set(Attr::name, facts.text(service.key()));
  set_image(facts, fact, body);
  const Sourced privileged = flag(facts, body.at("privileged"));
  const bool is_privileged = privileged.value.is(Value::Type::boolean) && privileged.value.as_boolean();
  const bool is_open = !body.open_why().empty();
  set(fact, Attr::privileged, privileged, anchor);
  set(fact, Attr::root, root(facts, body), anchor);
  set(fact, Attr::root_read_only, flag(facts, body.at("read_only")), anchor);
  if (!is_open) {
    const Options options = security_options(facts, body);
    set(fact, Attr::privilege_escalation, is_privileged ? privileged : options.escalation, anchor);
    set(fact, Attr::seccomp,
        is_privileged ? Sourced{facts.text("Unconfined"), privileged.origin} : options.seccomp, anchor);
    set(fact, Attr::capabilities, capabilities(facts, body), anchor);
    set(fact, Attr::host_namespaces, host_namespaces(facts, body), anchor);
    set(fact, Attr::host_paths, host_paths(facts, body), anchor);
    set_agent(facts, fact, tables.models.agents, with_defaults(body.at("image").text()), host_mounts(body));
  }
  fact.set(Attr::token_mounted, Value::boolean(false),
           facts.origin(OriginKind::computed, anchor, "no Kubernetes here"));
  fact.set(Attr::workload, facts.text(symbol));
  fact.set(Attr::provider, facts.text("docker"));
  add_ports(facts, service, symbol);
  add_environment(facts, service, symbol, tables, peers);
}

bool is_compose(const View& root) {
  const View services = root.at("services");
  if (!services.is(NodeKind::map) || root.at("apiVersion")) return false;
  const std::vector<View> items = services.items();
  return std::any_of(items.begin(), items.end(), [](const View& service) {
    return service.at("image").is(NodeKind::string) || service.at("build") || service.at("extends");
  });
}

}  // namespace

Facts compose_facts(const Units& units, const SettingTables& tables) {
  Facts facts;
  const ChartValues chart_values(units);
  Services services(units);
  for (const Unit& unit : units.units) {
    const Tree* tree = unit.tree();
    if (tree == nullptr || unit.format != "yaml" || chart_values.is_values(unit)) continue;
    for (NodeId id : tree->roots()) {
      const View root(*tree, unit.file, id);
      if (!is_compose(root)) continue;
      const bool is_cut_off = !tree->gaps().empty();
      Neighbourhood peers;
      for (const View& service : root.at("services").items()) peers.peers.emplace_back(service.key());
      for (const View& service : root.at("services").items()) {
        if (!service.is(NodeKind::map)) continue;
        Service extended = services.extended(service);
        if (is_cut_off) extended.view = extended.view.opened("the file could not be read to its end");
        add_service(facts, extended, tables, peers);
      }
    }
  }
  return facts;
}

}  // namespace payaudit

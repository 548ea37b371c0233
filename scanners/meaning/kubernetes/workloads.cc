#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "scanners/meaning/image/agents.h"
#include "scanners/meaning/image/reference.h"
#include "scanners/meaning/kubernetes/readers.h"

namespace payaudit::kubernetes {
namespace {

constexpr std::string_view kDefault = "Kubernetes default";

// Where the pod is in an object; empty: it has none.
std::string_view pod_path(const Object& object) {
  if (object.kind == "Pod") return "spec";
  if (object.kind == "CronJob") return "spec.jobTemplate.spec.template.spec";
  if (object.kind == "PodTemplate") return "template.spec";
  for (std::string_view kind : {"Deployment", "StatefulSet", "DaemonSet", "ReplicaSet",
                                "ReplicationController", "Job", "Rollout", "DeploymentConfig"}) {
    if (object.kind == kind) return "spec.template.spec";
  }
  const bool is_knative = object.group() == "serving.knative.dev";
  if (is_knative && (object.kind == "Service" || object.kind == "Configuration")) return "spec.template.spec";
  return {};
}

// The container's own value where it has one, else the pod's. A value that may be there counts as there.
View inherited(const View& container, const View& pod, std::string_view path) {
  View own = container.path("securityContext").path(path);
  return own.is_certainly_absent() ? pod.path("securityContext").path(path) : own;
}

Sourced root(Facts& facts, const View& container, const View& pod) {
  const View non_root = inherited(container, pod, "runAsNonRoot");
  const View user = inherited(container, pod, "runAsUser");
  const Sourced refused = non_root.boolean(facts, false, kDefault);
  // Kubernetes refuses to start user 0 then.
  if (refused.value.is(Value::Type::boolean) && refused.value.as_boolean())
    return {Value::boolean(false), refused.origin};
  if (!user.is_certainly_absent()) {
    const Sourced id = user.integer(facts);
    if (id.value.is(Value::Type::integer) && id.value.as_integer() > 0)
      return {Value::boolean(false), id.origin};
    if (id.value.is_unknown()) return id;
    return refused.value.is_unknown() ? refused : Sourced{Value::boolean(true), id.origin};
  }
  if (refused.value.is_unknown()) return refused;
  return {facts.unknown("the image's USER is not known here"), user.origin(facts, OriginKind::missing)};
}

// A list that is proved as far as it goes; what more there may be is an Unknown in it.
struct Gathered {
  std::vector<std::string> texts;
  std::vector<Place> places;

  void add(std::string text, const View& at) {
    texts.push_back(std::move(text));
    places.push_back(at.place());
  }
};
Sourced gathered(Facts& facts, const Gathered& known, std::string_view why_more, const Origin& origin) {
  if (known.texts.empty() && !why_more.empty()) return {facts.unknown(why_more), origin};
  std::vector<Value> values;
  for (const std::string& text : known.texts) values.push_back(facts.text(text));
  std::vector<Place> places = known.places;
  if (!why_more.empty()) {
    values.push_back(facts.unknown(why_more));
    places.push_back(origin.place);
  }
  return {facts.list(values), facts.with_items(origin, places)};
}

Sourced capabilities(Facts& facts, const View& context) {
  const View added = context.path("capabilities.add");
  Gathered names;
  for (const View& item : added.items()) {
    std::string name(item.text());
    std::transform(name.begin(), name.end(), name.begin(), [](unsigned char c) { return std::toupper(c); });
    if (name.starts_with("CAP_")) name.erase(0, 4);
    if (!name.empty() && item.condition_why().empty()) names.add(std::move(name), item);
  }
  const bool is_written = added.is_present();
  return gathered(facts, names, added.open_why(),
                  added.origin(facts, is_written ? OriginKind::literal : OriginKind::fallback,
                               is_written ? "" : "none added: Kubernetes default"));
}

Sourced host_namespaces(Facts& facts, const View& pod) {
  Gathered shared;
  std::string why;
  View at = pod.at("hostNetwork");
  for (const auto& [key, name] :
       {std::pair{"hostNetwork", "network"}, {"hostPID", "pid"}, {"hostIPC", "ipc"}}) {
    const View flag = pod.at(key);
    const Sourced value = flag.boolean(facts, false, kDefault);
    if (value.value.is_unknown()) why = value.value.why_unknown();
    if (!value.value.is(Value::Type::boolean) || !value.value.as_boolean()) continue;
    if (shared.texts.empty()) at = flag;
    shared.add(name, flag);
  }
  return gathered(facts, shared, why,
                  at.origin(facts, at.is_present() ? OriginKind::literal : OriginKind::fallback, kDefault));
}

Sourced host_paths(Facts& facts, const View& container, const View& pod) {
  const View mounts = container.at("volumeMounts");
  const View volumes = pod.at("volumes");
  Gathered paths;
  std::string why(mounts.open_why());
  if (why.empty() && !mounts.items().empty()) why = volumes.open_why();
  View at = mounts;
  for (const View& volume : volumes.items()) {
    const View host_path = volume.path("hostPath.path");
    if (!host_path) continue;
    const std::string_view name = volume.at("name").text();
    const std::vector<View> items = mounts.items();
    const auto mount = std::find_if(items.begin(), items.end(),
                                    [&](const View& each) { return each.at("name").text() == name; });
    if (mount == items.end()) continue;
    if (host_path.text().empty() || !host_path.condition_why().empty()) {
      why = kByTemplate;
      continue;
    }
    if (paths.texts.empty()) at = host_path;
    std::string path(host_path.text());
    while (path.size() > 1 && path.ends_with('/')) path.pop_back();
    // A part of the folder only.
    const std::string_view part = mount->at("subPath").text();
    if (!part.empty()) path += (path.ends_with('/') ? "" : "/") + std::string(part);
    paths.add(std::move(path), host_path);
  }
  return gathered(facts, paths, why,
                  at.origin(facts, paths.texts.empty() ? OriginKind::computed : OriginKind::literal));
}

// What is mounted of the host and may only be read.
std::vector<HostMount> host_mounts(const View& container, const View& pod) {
  std::vector<HostMount> host;
  for (const View& mount : container.at("volumeMounts").items()) {
    for (const View& volume : pod.at("volumes").items()) {
      const std::string_view path = volume.path("hostPath.path").text();
      if (path.empty() || volume.at("name").text() != mount.at("name").text()) continue;
      std::string whole(path);
      while (whole.size() > 1 && whole.ends_with('/')) whole.pop_back();
      host.push_back({std::move(whole), mount.at("readOnly").text() == "true"});
    }
  }
  return host;
}

Sourced token_mounted(Facts& facts, const Object& object, const View& pod, const Objects& objects) {
  const View own = pod.at("automountServiceAccountToken");
  if (!own.is_certainly_absent()) return own.boolean(facts);
  const View account = pod.at("serviceAccountName");
  if (account.is_certainly_absent()) return own.boolean(facts, true, kDefault);
  const Sourced name = account.text_value(facts);
  if (name.value.is_unknown()) return name;
  const Object* found = objects.find("ServiceAccount", name.value.as_text(), object.space);
  if (found == nullptr) {
    if (name.value.as_text() == "default") return own.boolean(facts, true, kDefault);
    return account.unknown(facts, fmt::format("service account {} is not in the tree", name.value.as_text()));
  }
  return found->root.at("automountServiceAccountToken").boolean(facts, true, kDefault);
}

void set_image(Facts& facts, Fact& fact, const View& container, const Objects& objects) {
  const View image = container.at("image");
  const Sourced text = image.text_value(facts);
  fact.set(Attr::image, text);
  if (text.value.is_unknown()) {
    fact.set(Attr::pinned, text).set(Attr::digest, text);
    return;
  }
  const ImageReference reference = parse_image(text.value.as_text());
  const bool is_retagged = objects.retagged.contains(reference.name);
  if (is_retagged || has_placeholder(text.value.as_text())) {
    const Sourced unknown = image.unknown(
        facts, is_retagged ? "a kustomization sets the image's tag" : "the image's name has a placeholder");
    fact.set(Attr::pinned, unknown).set(Attr::digest, unknown);
    return;
  }
  fact.set(Attr::pinned, Value::boolean(reference.is_pinned()), text.origin)
      .set(Attr::digest, Value::boolean(!reference.digest.empty()), text.origin);
}

// What nobody wrote is shown at the container's name, not at the whole container.
void set(Fact& fact, Attr attr, Sourced value, Place anchor) {
  const OriginKind kind = value.origin.kind;
  const bool is_unwritten = kind == OriginKind::fallback || kind == OriginKind::missing;
  if (is_unwritten || value.origin.place.span.is_empty()) value.origin.place = anchor;
  fact.set(attr, value);
}

// `--db-password=…`, or `--db-password` with its value as the next argument.
void collect_flags(const View& list, std::vector<NamedValue>& variables) {
  const std::vector<View> items = list.items();
  for (size_t i = 0; i < items.size(); ++i) {
    std::string_view name = items[i].text();
    if (!name.starts_with("--") || !items[i].is(NodeKind::string)) continue;
    name.remove_prefix(2);
    const size_t equals = name.find('=');
    const bool is_next = equals == std::string_view::npos;
    if (is_next && (i + 1 == items.size() || items[i + 1].text().starts_with('-'))) continue;
    const View& value = is_next ? items[i + 1] : items[i];
    NamedValue variable;
    variable.name = name.substr(0, equals);
    variable.value = is_next ? value.text() : name.substr(equals + 1);
    variable.name_place = items[i].place();
    variable.value_place = value.place();
    variable.is_reference = !value.is(NodeKind::string);
    variables.push_back(variable);
  }
}

void add_environment(Facts& facts, const Object& object, const View& container, const Objects& objects,
                     const SettingTables& tables) {
  std::vector<NamedValue> variables;
  std::vector<View> items = container.at("env").items();
  for (const View& listed : items) {
    const View item = listed.existing();
    const View name = item.at("name");
    if (!name.is(NodeKind::string)) continue;
    NamedValue variable;
    variable.name = name.text();
    variable.name_place = name.place();
    const View value = item.at("value");
    variable.is_reference = item.at("valueFrom").is_present();
    variable.value_place = value ? value.place() : name.place();
    variable.value = value.text();
    if (!variable.is_reference) variable.why_unknown = value.open_why();
    if (value.is_certainly_absent() && !variable.is_reference) continue;
    if (variable.why_unknown.empty() && !variable.is_reference && !value.condition_why().empty())
      variable.why_unknown = value.condition_why();
    variables.push_back(variable);
  }
  for (std::string_view key : {"command", "args"}) collect_flags(container.at(key), variables);
  add_variables(facts, tables, fmt::format("{}/{}", object.symbol, container.at("name").text()), variables,
                objects.around);
}

bool runs_api_server(const View& container) {
  for (const View& list : {container.at("command"), container.at("args")}) {
    for (const View& item : list.items()) {
      const std::string_view text = item.text();
      if (text == "kube-apiserver" || text.ends_with("/kube-apiserver")) return true;
    }
  }
  return false;
}

// The labels of the pod, then those of what makes it.
Value labels(Facts& facts, const Object& object) {
  std::vector<Value> flat;
  std::string_view open;
  for (std::string_view path : {"spec.template.metadata.labels",
                                "spec.jobTemplate.spec.template.metadata.labels", "metadata.labels"}) {
    const View written = object.root.path(path);
    for (const View& label : written.items()) {
      const Value key = facts.text(label.key());
      bool is_there = false;
      for (size_t i = 0; i < flat.size(); i += 2) is_there = is_there || identical(flat[i], key);
      if (is_there) continue;
      flat.push_back(key);
      flat.push_back(open.empty() ? label.text_value(facts).value : facts.unknown(open));
    }
    if (!written.open_why().empty()) open = written.open_why();
    if (!written && !written.is_certainly_absent()) open = "labels may be set elsewhere";
  }
  if (!open.empty()) flat.insert(flat.end(), {facts.unknown(open), facts.unknown(open)});
  return facts.map(flat);
}

void add_container(Facts& facts, const Object& object, const View& pod, const View& container,
                   const Objects& objects, const SettingTables& tables) {
  if (!container.is(NodeKind::map)) return;
  const View name = container.at("name");
  const Place anchor = name                    ? name.place()
                       : container.at("image") ? container.at("image").place()
                                               : container.place();
  Fact& fact = facts.add(Kind::container, anchor,
                         fmt::format("{}/{}", object.symbol, name.text().empty() ? "?" : name.text()));
  const View context = container.at("securityContext");
  // Many workloads have a container `app`: it is called with what runs it.
  Sourced called = name.text_value(facts);
  if (called.value.is(Value::Type::text)) called.value = facts.text(fact.symbol);
  fact.set(Attr::name, called);
  set_image(facts, fact, container, objects);
  const Sourced privileged = context.at("privileged").boolean(facts, false, kDefault);
  set(fact, Attr::privileged, privileged, anchor);
  set(fact, Attr::root, root(facts, container, pod), anchor);
  const bool is_privileged = privileged.value.is(Value::Type::boolean) && privileged.value.as_boolean();
  set(fact, Attr::privilege_escalation,
      is_privileged ? Sourced{Value::boolean(true), privileged.origin}
                    : context.at("allowPrivilegeEscalation").boolean(facts, true, kDefault),
      anchor);
  set(fact, Attr::root_read_only, context.at("readOnlyRootFilesystem").boolean(facts, false, kDefault),
      anchor);
  set(fact, Attr::capabilities, capabilities(facts, context), anchor);
  set(fact, Attr::host_namespaces, host_namespaces(facts, pod), anchor);
  set(fact, Attr::host_paths, host_paths(facts, container, pod), anchor);
  set_agent(facts, fact, tables.models.agents, container.at("image").text(), host_mounts(container, pod));
  set(fact, Attr::seccomp,
      is_privileged
          ? Sourced{facts.text("Unconfined"), privileged.origin}
          : inherited(container, pod, "seccompProfile.type")
                .text_value(facts, "Unconfined", "Kubernetes default without the kubelet's seccompDefault"),
      anchor);
  set(fact, Attr::token_mounted, token_mounted(facts, object, pod, objects), anchor);
  fact.set(Attr::workload, facts.text(object.symbol));
  fact.set(Attr::namespace_, object.space_value(facts));
  fact.set(Attr::provider, facts.text("kubernetes"));
  fact.set(Attr::tags, labels(facts, object), object.root.path("metadata.labels").origin(facts));
  add_environment(facts, object, container, objects, tables);
  if (runs_api_server(container)) add_api_server(facts, object, container, objects);
}

}  // namespace

void add_workload(Facts& facts, const Object& object, const Objects& objects, const SettingTables& tables) {
  const std::string_view path = pod_path(object);
  if (path.empty()) return;
  View pod = object.root.path(path);
  for (const View& container : pod.at("containers").items()) {
    // Every container has an image; one without is a piece of one that something merges.
    if (container.is(NodeKind::map) && container.at("image").is_certainly_absent())
      pod = pod.opened("the container has no image: what this is merged into may set it");
  }
  for (std::string_view list : {"initContainers", "containers"}) {
    for (const View& container : pod.at(list).items())
      add_container(facts, object, pod, container.existing(), objects, tables);
  }
  for (std::string_view label :
       {"topology.kubernetes.io/region", "failure-domain.beta.kubernetes.io/region"}) {
    const View region = pod.at("nodeSelector").at(label);
    if (!region) continue;
    const Sourced code = region.text_value(facts);
    facts.add(Kind::place, region.place(), object.symbol)
        .set(Attr::provider, facts.unknown("the cloud below the cluster is not stated"), code.origin)
        .set(Attr::code, code)
        .set(Attr::subject, facts.text(object.symbol), code.origin)
        .set(Attr::subject_kind, facts.text("compute"), code.origin);
  }
}

}  // namespace payaudit::kubernetes

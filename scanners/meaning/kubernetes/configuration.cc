#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>

#include "scanners/meaning/kubernetes/inner_texts.h"
#include "scanners/meaning/kubernetes/readers.h"
#include "scanners/meaning/settings/chart_values.h"
#include "scanners/meaning/settings/value_forms.h"

namespace payaudit::kubernetes {
namespace {

// Keys that are credentials by the type of the Secret or by custom, whatever their words say.
std::string_view known_type(std::string_view key) {
  if (key == ".dockerconfigjson" || key == ".dockercfg") return "token";
  if (key == "tls.key" || key == "ssh-privatekey" || key.ends_with(".key")) return "private-key";
  return {};
}

// A PEM header and the shortest body that is taken for a key: policies/data/secrets.yaml.
constexpr size_t kShortestKey = 120;

void add_secret_object(Facts& facts, const Object& object, const SettingTables& tables) {
  for (std::string_view section : {"data", "stringData"}) {
    for (const View& entry : object.root.at(section).items()) {
      const std::string_view key = entry.key();
      std::string_view type = known_type(key);
      if (type.empty()) type = credential_type(tables, key);
      if (type.empty() || key.empty()) continue;
      const std::string decoded = section == "data" ? decode_base64(entry.text()) : std::string(entry.text());
      // A key that its own form gives away is stated by that, with the other texts of the file.
      if (type == "private-key" && decoded.starts_with("-----BEGIN ") && decoded.size() > kShortestKey)
        continue;
      NamedValue variable;
      variable.name = key;
      variable.name_place = entry.key_place();
      variable.value_place = entry.place();
      // What does not decode is a marker that a tool fills in: `ENC[…]`, `<path:…>`.
      const bool is_marker = decoded.empty() && !entry.text().empty();
      variable.value = is_marker ? entry.text() : std::string_view(decoded);
      variable.why_unknown = !entry.condition_why().empty() ? entry.condition_why() : entry.open_why();
      variable.is_reference =
          is_marker && value_kind(tables.models.values, entry.text()) == "literal" && section == "data";
      variable.written = entry.written();
      Fact& fact = add_secret(facts, tables, object.symbol, variable, type);
      fact.notes.push_back({object.root.at("kind").place(), facts.keep(fmt::format("in {}", object.symbol)),
                            NoteRole::context});
    }
  }
}

void add_config_map(Facts& facts, const Object& object, const Objects& objects, const SettingTables& tables) {
  std::vector<NamedValue> variables;
  for (const View& entry : object.root.at("data").items()) {
    // A whole file in a value is a unit of its own.
    if (entry.key().empty() || entry.text().find('\n') != std::string_view::npos) continue;
    NamedValue variable;
    variable.name = entry.key();
    variable.value = entry.text();
    variable.why_unknown = entry.open_why();
    variable.name_place = entry.key_place();
    variable.value_place = entry.place();
    variables.push_back(variable);
  }
  add_variables(facts, tables, object.symbol, variables, objects.around);
}

struct Driver {
  std::string_view name;
  std::string_view provider;
  bool is_always_encrypted;
  std::string_view key;  // the parameter with the customer's own key
};
// AWS: "Parameters" of the EBS driver; GCP and Azure encrypt every disk with the platform's key.
constexpr Driver kDrivers[] = {
    {"ebs.csi.aws.com", "aws", false, "kmsKeyId"},
    {"kubernetes.io/aws-ebs", "aws", false, "kmsKeyId"},
    {"efs.csi.aws.com", "aws", false, ""},
    {"pd.csi.storage.gke.io", "gcp", true, "disk-encryption-kms-key"},
    {"kubernetes.io/gce-pd", "gcp", true, "disk-encryption-kms-key"},
    {"disk.csi.azure.com", "azure", true, "diskEncryptionSetID"},
    {"kubernetes.io/azure-disk", "azure", true, "diskEncryptionSetID"},
};

void set_encryption(Facts& facts, Fact& fact, const Object& storage_class) {
  const View provisioner = storage_class.root.at("provisioner");
  const View parameters = storage_class.root.at("parameters");
  const auto driver = std::find_if(std::begin(kDrivers), std::end(kDrivers), [&](const Driver& candidate) {
    return candidate.name == provisioner.text();
  });
  const View encrypted = parameters.at("encrypted");
  if (driver == std::end(kDrivers)) {
    fact.set(Attr::encrypted_at_rest,
             provisioner.unknown(facts, "what this provisioner encrypts is not known here"));
    return;
  }
  fact.set(Attr::provider, facts.text(driver->provider), provisioner.origin(facts));
  if (driver->is_always_encrypted) {
    fact.set(Attr::encrypted_at_rest, Value::boolean(true),
             provisioner.origin(facts, OriginKind::fallback, "the provider encrypts every disk"));
  } else if (encrypted && encrypted.condition_why().empty() &&
             (encrypted.text() == "true" || encrypted.text() == "false")) {
    fact.set(Attr::encrypted_at_rest, Value::boolean(encrypted.text() == "true"), encrypted.origin(facts));
  } else {
    const std::string_view why = encrypted.open_why().empty()
                                     ? "the account's default for EBS encryption decides"
                                     : encrypted.open_why();
    fact.set(Attr::encrypted_at_rest, encrypted.unknown(facts, why));
  }
  if (!driver->key.empty()) {
    const View key = parameters.at(driver->key);
    if (key) fact.set(Attr::encryption_key, facts.text("customer"), key.origin(facts));
  }
}

void add_storage(Facts& facts, const Object& object, const Objects& objects) {
  const bool is_class = object.kind == "StorageClass";
  const View name = object.root.path("spec.storageClassName");
  const Object* storage_class = is_class ? &object : objects.find("StorageClass", name.text());
  if (storage_class == nullptr || (!is_class && name.text().empty())) return;
  const Place place = is_class ? object.root.at("provisioner").place() : name.place();
  Fact& fact = facts.add(Kind::store, place, object.symbol);
  fact.set(Attr::name, object.root.path("metadata.name").text_value(facts))
      .set(Attr::type, facts.text("disk"))
      .set(Attr::resource_type, facts.text(object.kind));
  set_encryption(facts, fact, *storage_class);
}

// A volume names its zone or region only for some drivers; the CSI driver tells whose region it is.
void add_volume_place(Facts& facts, const Object& object) {
  const std::string_view driver = object.root.path("spec.csi.driver").text();
  const auto known = std::find_if(std::begin(kDrivers), std::end(kDrivers),
                                  [&](const Driver& candidate) { return candidate.name == driver; });
  for (const View& term : object.root.path("spec.nodeAffinity.required.nodeSelectorTerms").items()) {
    for (const View& match : term.at("matchExpressions").items()) {
      if (!match.at("key").text().ends_with("/region") || match.at("operator").text() != "In") continue;
      for (const View& region : match.at("values").items()) {
        const Sourced code = region.text_value(facts);
        facts.add(Kind::place, region.place(), object.symbol)
            .set(Attr::provider,
                 known == std::end(kDrivers) ? facts.unknown("the cloud below the cluster is not stated")
                                             : facts.text(known->provider),
                 code.origin)
            .set(Attr::code, code)
            .set(Attr::subject, facts.text(object.symbol), code.origin)
            .set(Attr::subject_kind, facts.text("store"), code.origin);
      }
    }
  }
}

// The first provider of a list encrypts what is written; `identity` stores it as it is.
void add_encryption(Facts& facts, const Object& object) {
  for (const View& entry : object.root.at("resources").items()) {
    const View providers = entry.at("providers");
    const std::vector<View> items = providers.items();
    if (items.empty()) continue;
    const std::vector<View> first = items.front().items();
    if (first.empty() || !providers.open_why().empty()) continue;
    const View& provider = first.front();
    const Origin origin = facts.origin(OriginKind::literal, provider.key_place());
    std::vector<std::string_view> names;
    for (const View& resource : entry.at("resources").items()) names.push_back(resource.text());
    Fact& fact =
        facts.add(Kind::store, provider.key_place(), fmt::format("{} {}", object.symbol, entry.written()));
    fact.set(Attr::name, facts.text(fmt::format("Kubernetes {} in etcd", fmt::join(names, ", "))))
        .set(Attr::type, facts.text("database"))
        .set(Attr::engine, facts.text("etcd"))
        .set(Attr::provider, facts.text("kubernetes"))
        .set(Attr::encrypted_at_rest, Value::boolean(provider.key() != "identity"), origin);
    if (provider.key() == "kms") fact.set(Attr::encryption_key, facts.text("customer"), origin);
  }
}

void add_audit_policy(Facts& facts, const Object& object) {
  const View rules = object.root.at("rules");
  bool records = false;
  for (const View& rule : rules.items()) {
    const std::string_view level = rule.at("level").text();
    records = records || (!level.empty() && level != "None");
  }
  const std::string_view why = rules.open_why();
  facts.add(Kind::audit_trail, rules ? rules.key_place() : object.root.at("kind").place(), object.symbol)
      .set(Attr::name, facts.text("Kubernetes audit policy"))
      .set(Attr::provider, facts.text("kubernetes"))
      .set(Attr::component, facts.text("kubernetes"))
      .set(Attr::enabled,
           records
               ? facts.unknown("a policy is here; whether the API server is given it, is not stated in it")
           : why.empty() ? Value::boolean(false)
                         : facts.unknown(why),
           rules.origin(facts));
}

}  // namespace

void add_configuration(Facts& facts, const Object& object, const Objects& objects,
                       const SettingTables& tables) {
  const std::string_view group = object.group();
  if (object.kind == "Secret" && group.empty()) add_secret_object(facts, object, tables);
  if (object.kind == "ConfigMap" && group.empty()) add_config_map(facts, object, objects, tables);
  if (object.kind == "HelmRelease")
    add_chart_values(facts, tables, object.symbol, object.root.path("spec.values"), objects.around);
  if (object.kind == "Application" && group == "argoproj.io") {
    add_chart_values(facts, tables, object.symbol, object.root.path("spec.source.helm.valuesObject"),
                     objects.around);
  }
  if (object.kind == "StorageClass" || object.kind == "PersistentVolumeClaim")
    add_storage(facts, object, objects);
  if (object.kind == "PersistentVolume") add_volume_place(facts, object);
  if (object.kind == "EncryptionConfiguration" || object.kind == "EncryptionConfig")
    add_encryption(facts, object);
  if (object.kind == "Policy" && group == "audit.k8s.io") add_audit_policy(facts, object);
}

}  // namespace payaudit::kubernetes

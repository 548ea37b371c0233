#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>

#include "scanners/meaning/kubernetes/readers.h"

namespace payaudit::kubernetes {
namespace {

// A command line taken apart: `--name=value`, or `--name` for true.
struct Flags {
  struct Flag {
    std::string_view name;
    std::string_view value;
    View at;
  };
  std::vector<Flag> all;
  std::string_view why_open;  // why there may be more

  const Flag* find(std::string_view name) const {
    const auto at = std::find_if(all.begin(), all.end(), [&](const Flag& flag) { return flag.name == name; });
    return at == all.end() ? nullptr : &*at;
  }
};

Flags read_flags(const View& container) {
  Flags flags;
  for (const View& list : {container.at("command"), container.at("args")}) {
    if (flags.why_open.empty()) flags.why_open = list.open_why();
    for (const View& item : list.items()) {
      std::string_view text = item.text();
      if (!text.starts_with("--")) continue;
      text.remove_prefix(2);
      const size_t equals = text.find('=');
      flags.all.push_back(
          {text.substr(0, equals),
           equals == std::string_view::npos ? std::string_view("true") : text.substr(equals + 1), item});
    }
  }
  return flags;
}

class ApiServer {
 public:
  ApiServer(Facts& facts, const Object& object, const View& container)
      : facts_(facts), object_(object), container_(container), flags_(read_flags(container)) {}

  // The flag's value by `read`; where it is not given, the default of kube-apiserver.
  template <typename Read>
  Sourced value(std::string_view name, Value fallback, Read read) const {
    if (const Flags::Flag* flag = flags_.find(name)) {
      Origin origin = flag->at.origin(facts_);
      origin.written = facts_.keep(fmt::format("--{}", name));
      if (flag->at.condition_why().empty()) return {read(flag->value), origin};
      return {facts_.unknown(flag->at.condition_why()), origin};
    }
    Origin origin = facts_.origin(OriginKind::fallback, anchor(), "kube-apiserver default");
    origin.written = facts_.keep(fmt::format("--{}", name));
    if (!flags_.why_open.empty()) return {facts_.unknown(flags_.why_open), origin};
    return {fallback, origin};
  }

  Place place(std::string_view name) const {
    const Flags::Flag* flag = flags_.find(name);
    return flag != nullptr ? flag->at.place() : anchor();
  }

  void add_audit() const {
    const bool is_webhook =
        flags_.find("audit-log-path") == nullptr && flags_.find("audit-webhook-config-file") != nullptr;
    const std::string_view name = is_webhook ? "audit-webhook-config-file" : "audit-log-path";
    const Sourced enabled = value(name, Value::boolean(false),
                                  [](std::string_view path) { return Value::boolean(!path.empty()); });
    Fact& fact = facts_.add(Kind::audit_trail, place(name), object_.symbol + " audit");
    fact.set(Attr::name, facts_.text("kube-apiserver audit log"))
        .set(Attr::provider, facts_.text("kubernetes"))
        .set(Attr::component, facts_.text("kubernetes"))
        .set(Attr::enabled, enabled);
    if (flags_.find("audit-log-maxage") != nullptr)
      fact.set(Attr::retention_days, value("audit-log-maxage", Value(), [&](std::string_view days) {
                 int64_t count = 0;
                 std::from_chars(days.data(), days.data() + days.size(), count);
                 return count > 0 ? Value::integer(count)
                                  : facts_.unknown("0: files are kept without a limit of days");
               }));
  }

  void add_secrets(const Objects& objects) const {
    const bool is_described = std::any_of(objects.all.begin(), objects.all.end(), [](const Object& object) {
      return object.kind == "EncryptionConfiguration";
    });
    const Sourced encrypted =
        value("encryption-provider-config", Value::boolean(false), [&](std::string_view) {
          return facts_.unknown(is_described ? "the EncryptionConfiguration decides, see its own entry"
                                             : "the EncryptionConfiguration is not in the tree");
        });
    facts_.add(Kind::store, place("encryption-provider-config"), object_.symbol + " etcd")
        .set(Attr::name, facts_.text("Kubernetes secrets in etcd"))
        .set(Attr::type, facts_.text("database"))
        .set(Attr::engine, facts_.text("etcd"))
        .set(Attr::provider, facts_.text("kubernetes"))
        .set(Attr::encrypted_at_rest, encrypted);
  }

  void add_listeners() const {
    add_insecure_listener();
    // 0 switches it off: then there is nothing behind TLS.
    const Flags::Flag* secure = flags_.find("secure-port");
    if (secure != nullptr && secure->value == "0") return;
    Fact& fact = facts_.add(Kind::listener, place("tls-min-version"), object_.symbol + " https");
    const Sourced version = value("tls-min-version", facts_.text("1.2"), [&](std::string_view written) {
      for (const auto& [name, version] : {std::pair{"VersionTLS10", "1.0"},
                                          {"VersionTLS11", "1.1"},
                                          {"VersionTLS12", "1.2"},
                                          {"VersionTLS13", "1.3"}}) {
        if (written == name) return facts_.text(version);
      }
      return facts_.unknown(fmt::format("`{}` is not known", written));
    });
    fact.set(Attr::name, facts_.text("kube-apiserver"))
        .set(Attr::type, facts_.text("kube-apiserver"))
        .set(Attr::protocol, facts_.text("https"))
        .set(Attr::plaintext, Value::boolean(false), version.origin)
        .set(Attr::tls_min, version);
  }

  // Served without TLS and without any check. The flag is gone since Kubernetes 1.24.
  void add_insecure_listener() const {
    const Flags::Flag* insecure = flags_.find("insecure-port");
    if (insecure == nullptr || insecure->value == "0") return;
    const Sourced port = value("insecure-port", Value(), [&](std::string_view text) {
      int64_t number = 0;
      std::from_chars(text.data(), text.data() + text.size(), number);
      return number > 0 ? Value::integer(number) : facts_.unknown("not a port");
    });
    const Flags::Flag* address = flags_.find("insecure-bind-address");
    facts_.add(Kind::listener, insecure->at.place(), object_.symbol + " http")
        .set(Attr::name, facts_.text("kube-apiserver insecure port"))
        .set(Attr::type, facts_.text("kube-apiserver"))
        .set(Attr::protocol, facts_.text("http"))
        .set(Attr::port, port)
        .set(Attr::plaintext, Value::boolean(true), port.origin)
        .set(Attr::local, Value::boolean(address == nullptr || address->value == "127.0.0.1"), port.origin);
  }

  void add_authorization() const {
    // What is not given means AlwaysAllow, but an AuthorizationConfiguration may be given instead.
    const Flags::Flag* mode = flags_.find("authorization-mode");
    const bool is_configured = flags_.find("authorization-config") != nullptr;
    if (mode == nullptr && (is_configured || !flags_.why_open.empty())) return;
    const Sourced allows_all = value("authorization-mode", Value::boolean(true), [](std::string_view modes) {
      return Value::boolean(modes.find("AlwaysAllow") != std::string_view::npos);
    });
    facts_.add(Kind::identity_policy, place("authorization-mode"), object_.symbol + " authorization")
        .set(Attr::name, facts_.text("kube-apiserver authorization"))
        .set(Attr::type, facts_.text("role"))
        .set(Attr::provider, facts_.text("kubernetes"))
        .set(Attr::allows, Value::boolean(true), allows_all.origin)
        .set(Attr::wildcard_actions, allows_all)
        .set(Attr::wildcard_resources, allows_all)
        .set(Attr::any_principal, allows_all);
  }

 private:
  Place anchor() const {
    const View command = container_.at("command");
    const std::vector<View> items = command ? command.items() : container_.at("args").items();
    return items.empty() ? container_.place() : items.front().place();
  }

  Facts& facts_;
  const Object& object_;
  View container_;
  Flags flags_;
};

}  // namespace

void add_api_server(Facts& facts, const Object& object, const View& container, const Objects& objects) {
  const ApiServer server(facts, object, container);
  server.add_audit();
  server.add_secrets(objects);
  server.add_listeners();
  server.add_authorization();
}

void add_kubelet(Facts& facts, const Object& object) {
  if (object.kind != "KubeletConfiguration" || object.group() != "kubelet.config.k8s.io") return;
  constexpr std::string_view kDefault = "default of a kubelet that has a configuration file";
  const Sourced mode = object.root.path("authorization.mode").text_value(facts, "Webhook", kDefault);
  const Sourced anonymous =
      object.root.path("authentication.anonymous.enabled").boolean(facts, false, kDefault);
  Sourced allows_all = mode;
  if (!mode.value.is_unknown()) allows_all.value = Value::boolean(mode.value.as_text() == "AlwaysAllow");
  const Place place = mode.origin.has_place ? mode.origin.place : object.root.at("kind").place();
  facts.add(Kind::identity_policy, place, object.symbol + " authorization")
      .set(Attr::name, facts.text("kubelet authorization"))
      .set(Attr::type, facts.text("role"))
      .set(Attr::provider, facts.text("kubernetes"))
      .set(Attr::allows, Value::boolean(true), allows_all.origin)
      .set(Attr::wildcard_actions, allows_all)
      .set(Attr::wildcard_resources, allows_all)
      .set(Attr::any_principal, anonymous);
}

}  // namespace payaudit::kubernetes

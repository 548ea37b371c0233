#include "scanners/meaning/stages/clients.h"

#include <fmt/format.h>

#include <algorithm>

#include "scanners/meaning/classify/words.h"
#include "scanners/meaning/image/agents.h"
#include "scanners/meaning/settings/connections.h"
#include "scanners/meaning/settings/models.h"
#include "scanners/meaning/stages/compose_signs.h"
#include "scanners/meaning/stages/names.h"
#include "scanners/meaning/stages/words.h"
#include "scanners/source/characters.h"

namespace payaudit {
namespace {

// Calls `see` with the key and the value of each entry of the map or list that holds the secret.
template <typename F>
void each_beside(const Found& at, F see) {
  const Tree& tree = *at.tree;
  const NodeId map = tree[at.node].parent;
  if (map == kNoNode) return;
  for (const NodeId entry : tree.children(map)) {
    std::string_view key = tree[entry].key;
    std::string_view value = tree.text(entry);
    if (key.empty()) {
      const size_t equals = value.find('=');
      if (equals == std::string_view::npos) continue;
      key = value.substr(0, equals);
      value = value.substr(equals + 1);
    }
    see(key, value);
  }
}

std::string host_of(const StageModels& models, std::string_view key, std::string_view written) {
  const std::string text = with_defaults(written);
  if (const auto address = parse_address(text)) return address->host;
  const std::vector<std::string> words = split_words(key);
  if (words.empty() || !models.machines.contains(words.back())) return {};
  return lower(text.substr(0, text.find_first_of(",:/")));
}

// The service of a Compose file that the node stands in; kNoNode: none.
NodeId service_around(const Found& at) {
  const Tree& tree = *at.tree;
  const NodeId services = tree.find(at.root, "services");
  for (NodeId id = at.node; id != kNoNode && services != kNoNode; id = tree[id].parent) {
    if (tree[id].parent == services) return id;
  }
  return kNoNode;
}

bool is_emulator(const StageModels& models, const Found& at, std::string_view host) {
  if (models.own_names.contains(host) || host.starts_with("127.")) return true;
  const NodeId service = at.tree->find(at.tree->find(at.root, "services"), host);
  return service != kNoNode && is_image_of(at.tree->text(at.tree->find(service, "image")), models.emulators);
}

}  // namespace

std::string_view group_of(std::string_view name, bool is_flat) {
  if (is_variable_name(name)) return name.substr(0, name.find('_') + 1);  // npos + 1 is 0
  return is_flat ? name.substr(0, name.rfind('.') + 1) : std::string_view();
}

std::string service_beside(const StageModels& models, const Fact& fact, const Found& at,
                           std::string_view value) {
  std::string found;
  const auto take = [&](std::string_view key, std::string_view text) {
    const std::string host = host_of(models, key, text);
    const bool is_service =
        !host.empty() && !models.own_names.contains(host) && host.find('.') == std::string::npos;
    if (is_service && found.empty()) found = host;
  };
  if (text_of(fact, Attr::type) == "connection-string") {
    take({}, value);
    return found;
  }
  const std::string_view own = (*at.tree)[at.node].key;
  const std::string_view group = group_of(own, at.is_flat);
  if (own.empty() || (group.empty() && at.is_flat)) return found;
  each_beside(at, [&](std::string_view key, std::string_view text) {
    if (key.starts_with(group) && key != own) take(key, text);
  });
  return found;
}

std::string login_of(const StageModels& models, const Fact& fact, const Found& at, std::string_view value) {
  if (at.tree == nullptr) return {};
  std::string server;
  std::string user;
  const auto told = [&] {
    const bool is_own = models.own_names.contains(server) || server.starts_with("127.");
    if (is_own) server = fmt::format("{} {}", server, text_of(fact, Attr::name));
    return server.empty() ? server : fmt::format("{}@{}", user, server);
  };
  if (text_of(fact, Attr::type) == "connection-string") {
    server = host_of(models, {}, value);
    if (const auto address = parse_address(value)) user = address->user;
    return told();
  }
  if (text_of(fact, Attr::type) != "password") return {};
  const Tree& tree = *at.tree;
  if (const NodeId service = service_around(at); service != kNoNode) {
    const std::string_view name = tree.text(tree.find(service, "container_name"));
    if (is_image_of(tree.text(tree.find(service, "image")), models.infrastructure))
      server = lower(name.empty() ? tree[service].key : name);
  }
  const std::string_view own = tree[at.node].key;
  const std::string_view group = group_of(own, at.is_flat);
  if (server.empty() && (own.empty() || (group.empty() && at.is_flat))) return {};
  each_beside(at, [&](std::string_view key, std::string_view text) {
    if (!key.starts_with(group) || key == own) return;
    if (server.empty()) server = host_of(models, key, text);
    const std::vector<std::string> words = split_words(key);
    if (user.empty() && !words.empty() && models.user_words.contains(words.back()))
      user = with_defaults(text);
  });
  // `MYSQL_ROOT_PASSWORD` names whose it is.
  if (const std::vector<std::string> words = split_words(own); user.empty() && words.size() > 2)
    user = words[words.size() - 2];
  return told();
}

std::optional<Purpose> purpose_of_client(const StageModels& models, const Purposes& purposes,
                                         const Fact& fact, const Found& at, std::string_view value,
                                         std::string_view path) {
  if (!is_one_of(text_of(fact, Attr::type), {"password", "connection-string"})) return std::nullopt;
  if (at.tree->find(at.root, "apiVersion") != kNoNode) return std::nullopt;  // of a cluster
  const std::string host = service_beside(models, fact, at, value);
  const Purpose* purpose = host.empty() ? nullptr : purposes.of_service(host);
  if (purpose == nullptr) return std::nullopt;
  // What is read without a profile may be given another host elsewhere.
  if (purpose->is_of_developers() && !purpose->is_of_folder && fits_any(file_name(path), models.profiles))
    return purpose_of(kOwnMachine,
                      fmt::format("developers start the service `{}`, as {} says", host, purpose->what),
                      purpose->place);
  const bool is_unclear = purpose->stage.empty() && !purpose->is_in_use;
  if (purpose->stage != kLocal && !is_unclear && !purpose->is_of_developers()) return std::nullopt;
  return purpose_of(kLocal, fmt::format("the Compose file of the service `{}`", host));
}

std::optional<Purpose> purpose_of_emulator(const StageModels& models, const Fact& fact, const Found& at,
                                           std::string_view value) {
  const std::string name = canonical_key(text_of(fact, Attr::name));
  const bool is_of_cloud =
      name.find("accesskey") != std::string::npos || name.find("secretkey") != std::string::npos;
  const auto purpose = [](std::string what) { return purpose_of(kOwnMachine, std::move(what)); };
  // Another key may be its maker's, and open something there.
  const bool is_given =
      is_of_cloud || is_one_of(text_of(fact, Attr::type), {"password", "connection-string"});
  if (!is_given) return std::nullopt;
  if (const NodeId service = is_compose(*at.tree, at.root) ? service_around(at) : kNoNode;
      service != kNoNode) {
    const std::string_view image = at.tree->text(at.tree->find(service, "image"));
    if (is_image_of(image, models.emulators))
      return purpose(fmt::format("the service {} is an emulator", (*at.tree)[service].key));
  }
  if (!is_of_cloud) return std::nullopt;
  std::optional<Purpose> found;
  each_beside(at, [&](std::string_view key, std::string_view text) {
    const std::string other = canonical_key(key);
    const bool is_id = other != name && other.find("secret") == std::string::npos &&
                       (other.ends_with("accesskeyid") || other.ends_with("accesskey"));
    const bool is_word = std::all_of(value.begin(), value.end(), is_letter);
    if (is_id && is_word && name.find("secret") != std::string::npos && text == value)
      found = purpose("its id is the same word, as only emulators take it");
    const std::vector<std::string> words = split_words(key);
    const bool is_endpoint = std::find(words.begin(), words.end(), "endpoint") != words.end();
    const std::string host = is_endpoint ? host_of(models, key, text) : std::string();
    if (!host.empty() && is_emulator(models, at, host))
      found = purpose("the endpoint beside it is an emulator's");
  });
  return found;
}

}  // namespace payaudit

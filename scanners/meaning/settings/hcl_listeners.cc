#include "scanners/meaning/settings/hcl_listeners.h"

#include <fmt/format.h>

#include <string_view>

#include "scanners/meaning/settings/view.h"
#include "scanners/source/characters.h"

namespace payaudit {
namespace {

// `address = "127.0.0.1:8200"`: the server's own machine.
bool is_own_machine(std::string_view address) {
  return address.starts_with("127.") || address.starts_with("localhost") || address.starts_with("[::1]") ||
         address.starts_with("unix");
}

void add_listener(Facts& facts, const Tree& tree, FileId file, NodeId block, std::string_view server) {
  const View listener(tree, file, block);
  const Node& node = tree[block];
  if (!node.is_block || node.labels.empty() || node.labels.front() != "tcp") return;
  const View off = listener.at("tls_disable");
  const View address = listener.at("address");
  const std::string text = lower(off.text());
  Sourced plaintext;
  if (!off && listener.open_why().empty()) {
    plaintext = {Value::boolean(false),
                 listener.origin(facts, OriginKind::fallback, "TLS unless it is switched off")};
  } else if (text == "1" || text == "true" || text == "0" || text == "false") {
    plaintext = {Value::boolean(text == "1" || text == "true"), off.origin(facts)};
  } else {
    plaintext = off.unknown(facts, "the switch is not a plain value");
  }
  const Place place{file, node.key_span};
  if (plaintext.origin.place.span.is_empty()) plaintext.origin.place = place;
  Fact& fact = facts.add(Kind::listener, place, fmt::format("{} listener {}", server, address.text()));
  fact.set(Attr::name, facts.text(server))
      .set(Attr::type, facts.text("app"))
      .set(Attr::protocol, facts.text("tcp"))
      .set(Attr::plaintext, plaintext);
  if (is_own_machine(address.text())) fact.set(Attr::local, Value::boolean(true), address.origin(facts));
}

}  // namespace

Facts hcl_listener_facts(const Units& units) {
  Facts facts;
  for (const Unit& unit : units.units) {
    const Tree* tree = unit.tree();
    if (tree == nullptr || unit.format != "hcl") continue;
    const std::string_view path = (*units.sources)[unit.file].path();
    const std::string_view name = unit.name.empty() ? path.substr(path.rfind('/') + 1) : unit.name;
    if (!name.ends_with(".hcl") || name.ends_with(".pkr.hcl") || name.starts_with("terragrunt")) continue;
    for (const NodeId root : tree->roots()) {
      for (const NodeId entry : tree->children(root)) {
        if ((*tree)[entry].key == "listener") add_listener(facts, *tree, unit.file, entry, name);
      }
    }
  }
  return facts;
}

}  // namespace payaudit

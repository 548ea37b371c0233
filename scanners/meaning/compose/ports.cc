#include "scanners/meaning/compose/ports.h"

#include <fmt/format.h>

#include <charconv>
#include <optional>
#include <string>

#include "scanners/meaning/compose/variables.h"

namespace payaudit::compose {
namespace {

// The sides of `host:container`, `ip:host:container`, with ranges and `/udp`; of the long form its parts.
struct Published {
  std::string address;
  std::string host;       // empty: a free port of the host
  std::string container;  // a number or a range
  std::string protocol = "tcp";
  bool is_variable = false;  // a variable tells, or may bring along, the address
  View at;
};

Published short_form(const View& item) {
  Published port{{}, {}, {}, "tcp", false, item};
  std::string_view text = item.text();
  const size_t slash = text.rfind('/');
  if (slash != std::string_view::npos) {
    port.protocol = text.substr(slash + 1);
    text = text.substr(0, slash);
  }
  std::vector<std::string_view> parts = split_colons(text);
  port.container = with_defaults(parts.back());
  parts.pop_back();
  if (parts.empty()) return port;
  port.host = with_defaults(parts.back());
  port.is_variable = has_variable(parts.back());
  parts.pop_back();
  // An IPv6 address without brackets has colons of its own.
  for (const std::string_view& part : parts) {
    port.address += (&part == &parts.front() ? "" : ":") + std::string(part);
  }
  if (!parts.empty()) port.is_variable = has_variable(port.address);
  return port;
}

Published long_form(const View& item) {
  Published port{{}, {}, {}, "tcp", false, item};
  port.address = item.at("host_ip").text();
  port.host = with_defaults(item.at("published").text());
  port.container = with_defaults(item.at("target").text());
  port.is_variable = has_variable(port.address);
  if (!item.at("protocol").text().empty()) port.protocol = item.at("protocol").text();
  if (item.at("published")) {
    port.at = item.at("published");
  } else if (item.at("target")) {
    port.at = item.at("target");
  }
  return port;
}

std::optional<int64_t> number(std::string_view text) {
  int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

}  // namespace

void add_ports(Facts& facts, const View& service, std::string_view symbol) {
  for (const View& item : service.at("ports").items()) {
    const Published port = item.is(NodeKind::map) ? long_form(item) : short_form(item);
    if (port.container.empty()) continue;
    const Origin origin = port.at.origin(facts);
    const std::string_view host = port.host;
    const size_t dash = host.find('-');
    // 0 asks for a free port, and so does nothing at all.
    const auto first = host.empty() ? std::optional<int64_t>(0) : number(host.substr(0, dash));
    const auto last = dash == std::string_view::npos ? first : number(host.substr(dash + 1));
    const auto target = number(std::string_view(port.container).substr(0, port.container.find('-')));
    const Value why = facts.unknown(kVariable);
    const bool is_any =
        port.address.empty() || port.address == "0.0.0.0" || port.address == "[::]" || port.address == "::";
    const std::string_view told = host.empty() ? std::string_view(port.container) : host;
    Fact& fact = facts.add(Kind::network_rule, port.at.place(), fmt::format("{}:{}", symbol, told));
    fact.set(Attr::name, facts.text(symbol))
        .set(Attr::direction, facts.text("ingress"))
        .set(Attr::protocol, facts.text(port.protocol), origin)
        .set(Attr::from_port, first ? Value::integer(*first) : why, origin)
        .set(Attr::to_port, last ? Value::integer(*last) : why, origin)
        .set(Attr::allows, Value::boolean(true), origin)
        .set(Attr::provider, facts.text("docker"))
        .set(Attr::resource_type, facts.text("service"));
    if (target) fact.set(Attr::target_port, Value::integer(*target), origin);
    if (port.is_variable) {
      fact.set(Attr::any_address, why, origin);
    } else if (is_any) {
      // The host listens on all its addresses; whether the internet reaches them, no Compose file says.
      fact.set(Attr::any_address, Value::boolean(true), origin);
    } else {
      fact.set(Attr::any_address, Value::boolean(false), origin)
          .set(Attr::cidrs, facts.texts(std::vector<std::string_view>{port.address}), origin);
    }
  }
}

}  // namespace payaudit::compose

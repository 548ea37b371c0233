#include "scanners/meaning/settings/connections.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>

#include "scanners/source/characters.h"

namespace payaudit {
namespace {

enum class Tls : uint8_t {
  never,     // the scheme has no TLS
  always,    // the scheme is TLS
  postgres,  // sslmode
  mysql,     // sslMode, useSSL
  mssql,     // encrypt, trustServerCertificate
  mongo,     // tls, ssl
  open,      // the scheme does not tell
};

struct Scheme {
  std::string_view name;
  Tls tls;
  int port;
};

constexpr Scheme kSchemes[] = {
    {"http", Tls::never, 80},
    {"https", Tls::always, 443},
    {"ws", Tls::never, 80},
    {"wss", Tls::always, 443},
    {"ftp", Tls::never, 21},
    {"ftps", Tls::always, 990},
    {"redis", Tls::never, 6379},
    {"rediss", Tls::always, 6379},
    {"amqp", Tls::never, 5672},
    {"amqps", Tls::always, 5671},
    {"mqtt", Tls::never, 1883},
    {"mqtts", Tls::always, 8883},
    {"plaintext", Tls::never, 9092},
    {"sasl_plaintext", Tls::never, 9092},
    {"ssl", Tls::always, 0},
    {"sasl_ssl", Tls::always, 9093},
    // LDAP, SMTP and NATS can be raised to TLS on the same port.
    {"ldap", Tls::open, 389},
    {"ldaps", Tls::always, 636},
    {"smtp", Tls::open, 25},
    {"smtps", Tls::always, 465},
    {"nats", Tls::open, 4222},
    {"grpc", Tls::open, 0},
    {"tcp", Tls::open, 0},
    {"postgres", Tls::postgres, 5432},
    {"postgresql", Tls::postgres, 5432},
    {"mysql", Tls::mysql, 3306},
    {"mysql2", Tls::mysql, 3306},
    {"mariadb", Tls::mysql, 3306},
    {"sqlserver", Tls::mssql, 1433},
    {"mssql", Tls::mssql, 1433},
    {"mongodb", Tls::mongo, 27017},
    {"mongodb+srv", Tls::mongo, 27017},
    {"oracle", Tls::open, 1521},
};

const Scheme* find_scheme(std::string_view name) {
  const auto at = std::find_if(std::begin(kSchemes), std::end(kSchemes),
                               [&](const Scheme& scheme) { return scheme.name == name; });
  return at == std::end(kSchemes) ? nullptr : at;
}

// `a=1&b=2`, or with `;` between. Of one that is there twice drivers take either: it has both values, which
// no word of a setting is.
void read_parameters(std::string_view text, Address& address) {
  while (!text.empty()) {
    const size_t end = std::min(text.find_first_of("&;"), text.size());
    const std::string_view pair = text.substr(0, end);
    const size_t equals = pair.find('=');
    if (equals != std::string_view::npos) {
      const std::string value(pair.substr(equals + 1));
      const auto [at, is_new] = address.parameters.emplace(lower(pair.substr(0, equals)), value);
      if (!is_new && lower(at->second) != lower(value)) at->second += " or " + value;
    }
    text.remove_prefix(std::min(end + 1, text.size()));
  }
}

void read_host(std::string_view text, Address& address) {
  text = text.substr(0, text.find(','));
  size_t colon = text.rfind(':');
  if (text.starts_with('[')) {
    const size_t close = text.find(']');
    if (close == std::string_view::npos) return;
    address.host = lower(text.substr(1, close - 1));
    colon = close + 1 < text.size() && text[close + 1] == ':' ? close + 1 : std::string_view::npos;
  } else {
    address.host = lower(text.substr(0, colon));
  }
  if (colon == std::string_view::npos) return;
  const std::string_view port = text.substr(colon + 1);
  std::from_chars(port.data(), port.data() + port.size(), address.port);
}

bool is_host(std::string_view host) {
  return !host.empty() && host.size() <= 253 && std::all_of(host.begin(), host.end(), [](unsigned char c) {
    return std::isalnum(c) != 0 || c == '.' || c == '-' || c == '_' || c == ':';
  });
}

std::string_view parameter(const Address& address, std::initializer_list<std::string_view> names) {
  for (std::string_view name : names) {
    const auto at = address.parameters.find(name);
    if (at != address.parameters.end()) return at->second;
  }
  return {};
}

struct Protection {
  Value plaintext;
  Value verified;
};

Protection by_mode(std::string_view written, std::string_view setting, Facts& facts) {
  const std::string mode = lower(written);
  if (mode == "disable" || mode == "disabled") return {Value::boolean(true), Value()};
  if (mode == "require")
    return {Value::boolean(false), facts.unknown("sslmode=require verifies the server in some drivers only")};
  if (mode == "required" || mode == "trust") return {Value::boolean(false), Value::boolean(false)};
  if (mode == "verify-ca" || mode == "verify_ca")
    return {Value::boolean(false),
            facts.unknown(fmt::format("{}={} leaves the host name unchecked", setting, written))};
  if (mode == "verify-full" || mode == "verify_identity" || mode == "verify-identity")
    return {Value::boolean(false), Value::boolean(true)};
  if (mode == "allow" || mode == "prefer" || mode == "preferred")
    return {facts.unknown(fmt::format("{}={} takes TLS only if the server offers it", setting, written)),
            Value()};
  return {facts.unknown(fmt::format("{}={} is not known", setting, written)), Value()};
}

Protection protection(const Address& address, Facts& facts) {
  const Scheme* scheme = find_scheme(address.scheme);
  switch (scheme->tls) {
    case Tls::never: return {Value::boolean(true), Value()};
    case Tls::always: return {Value::boolean(false), Value()};
    case Tls::postgres: {
      const std::string_view mode = parameter(address, {"sslmode"});
      if (!mode.empty()) return by_mode(mode, "sslmode", facts);
      return {facts.unknown("sslmode is not set: drivers differ"), Value()};
    }
    case Tls::mysql: {
      const std::string_view mode = parameter(address, {"sslmode", "ssl-mode", "ssl_mode"});
      if (!mode.empty()) return by_mode(mode, "sslMode", facts);
      if (lower(parameter(address, {"usessl"})) == "false") return {Value::boolean(true), Value()};
      if (lower(parameter(address, {"requiressl"})) == "true") return {Value::boolean(false), Value()};
      return {facts.unknown("sslMode is not set: drivers differ"), Value()};
    }
    case Tls::mssql: {
      const std::string encrypt = lower(parameter(address, {"encrypt"}));
      if (encrypt == "false" || encrypt == "no" || encrypt == "optional")
        return {Value::boolean(true), Value()};
      if (encrypt == "true" || encrypt == "yes" || encrypt == "strict" || encrypt == "mandatory") {
        const std::string trusts = lower(parameter(address, {"trustservercertificate"}));
        if (trusts == "true" || trusts == "yes") return {Value::boolean(false), Value::boolean(false)};
        if (trusts.empty() || trusts == "false" || trusts == "no")
          return {Value::boolean(false), Value::boolean(true)};
        return {Value::boolean(false),
                facts.unknown(fmt::format("trustServerCertificate={} is not known", trusts))};
      }
      return {facts.unknown("encrypt is not set: drivers differ"), Value()};
    }
    case Tls::mongo: {
      const std::string tls = lower(parameter(address, {"tls", "ssl"}));
      const std::string other = lower(parameter(address, {"ssl", "tls"}));
      if (tls != other || (!tls.empty() && tls != "true" && tls != "false"))
        return {
            facts.unknown(fmt::format("tls={} is not known", tls == other ? tls : tls + " and ssl=" + other)),
            Value()};
      const bool is_on = tls.empty() ? address.scheme == "mongodb+srv" : tls == "true";
      bool is_insecure = false;
      for (std::string_view name : {"tlsinsecure", "tlsallowinvalidcertificates", "tlsallowinvalidhostnames",
                                    "sslallowinvalidcertificates"}) {
        const std::string said = lower(parameter(address, {name}));
        is_insecure |= !said.empty() && said != "false";
      }
      return {Value::boolean(!is_on), is_on ? Value::boolean(!is_insecure) : Value()};
    }
    case Tls::open:
      return {facts.unknown(fmt::format("{} may or may not be raised to TLS", address.scheme)), Value()};
  }
  return {};
}

bool is_private_address(std::string_view host) {
  if (host.starts_with("10.") || host.starts_with("192.168.") || host.starts_with("169.254.")) return true;
  if (!host.starts_with("172.")) return false;
  int second = 0;
  std::from_chars(host.data() + 4, host.data() + host.size(), second);
  return second >= 16 && second <= 31;
}

}  // namespace

std::optional<Address> parse_address(std::string_view text) {
  while (!text.empty() && std::isspace(static_cast<unsigned char>(text.front())) != 0) text.remove_prefix(1);
  while (!text.empty() && std::isspace(static_cast<unsigned char>(text.back())) != 0) text.remove_suffix(1);
  if (text.size() > 2000 || text.find_first_of(" \t\n\"'<>") != std::string_view::npos) return std::nullopt;
  if (text.starts_with("jdbc:")) text.remove_prefix(5);
  // `jdbc:oracle:thin:@//host` and `postgresql+psycopg2://`: the driver is of no matter.
  Address address;
  if (text.starts_with("oracle:thin:")) {
    text.remove_prefix(12);
    address.scheme = text.find("tcps:") != std::string_view::npos ? "ssl" : "oracle";
    const size_t at = text.find('@');
    if (at == std::string_view::npos) return std::nullopt;
    text.remove_prefix(at + 1);
    for (std::string_view prefix : {"tcps:", "tcp:", "//"}) {
      if (text.starts_with(prefix)) text.remove_prefix(prefix.size());
    }
    read_host(text.substr(0, text.find_first_of("/:?")), address);
    return is_host(address.host) ? std::optional(address) : std::nullopt;
  }
  const size_t separator = text.find("://");
  if (separator == std::string_view::npos) return std::nullopt;
  address.scheme = lower(text.substr(0, separator));
  const size_t plus = address.scheme.find('+');
  if (plus != std::string::npos && address.scheme != "mongodb+srv") address.scheme.resize(plus);
  if (find_scheme(address.scheme) == nullptr) return std::nullopt;
  text.remove_prefix(separator + 3);
  const size_t end =
      std::min(text.find_first_of(address.scheme == "sqlserver" ? "/?#;" : "/?#"), text.size());
  std::string_view authority = text.substr(0, end);
  const size_t at = authority.rfind('@');
  if (at != std::string_view::npos) {
    const std::string_view credentials = authority.substr(0, at);
    const size_t colon = credentials.find(':');
    address.user = credentials.substr(0, colon);
    if (colon != std::string_view::npos) {
      address.password = credentials.substr(colon + 1);
      address.has_password = true;
    }
    authority.remove_prefix(at + 1);
  }
  read_host(authority, address);
  if (!is_host(address.host)) return std::nullopt;
  const size_t query = text.find_first_of(address.scheme == "sqlserver" ? "?;" : "?", end);
  if (query != std::string_view::npos) read_parameters(text.substr(query + 1), address);
  return address;
}

bool is_cluster_name(std::string_view host, const std::vector<std::string>& spaces,
                     const std::vector<std::string>& public_endings) {
  const size_t dot = host.find('.');
  if (dot == std::string_view::npos || host.find('.', dot + 1) != std::string_view::npos) return false;
  if (host.find_first_not_of("0123456789.") == std::string_view::npos) return false;
  const std::string_view last = host.substr(dot + 1);
  if (std::find(spaces.begin(), spaces.end(), last) != spaces.end()) return true;
  // Endings of two letters are countries.
  return last.size() > 2 &&
         std::find(public_endings.begin(), public_endings.end(), last) == public_endings.end();
}

bool ends_privately(std::string_view host, const std::set<std::string, std::less<>>& top_level) {
  if (host.ends_with('.')) host.remove_suffix(1);
  const size_t dot = host.rfind('.');
  if (dot == std::string_view::npos || host.find(':') != std::string_view::npos || top_level.empty())
    return false;
  const std::string_view last = host.substr(dot + 1);
  const bool is_number = last.find_first_not_of("0123456789") == std::string_view::npos;
  return !is_number && !last.starts_with("xn--") && !top_level.contains(last);
}

Value is_local(std::string_view host, Facts& facts) {
  if (host == "localhost" || host.ends_with(".localhost") || host.starts_with("127.") || host == "::1")
    return Value::boolean(true);
  const bool is_internal = host.ends_with(".internal") || host.ends_with(".local") ||
                           host.ends_with(".svc") || host.find(".svc.") != std::string_view::npos ||
                           host.ends_with(".lan") || host.ends_with(".intranet") || host.ends_with(".corp");
  if (is_internal || is_private_address(host) ||
      (host.find('.') == std::string_view::npos && host.find(':') == std::string_view::npos))
    return facts.unknown(fmt::format("`{}` is a name of a private network", host));
  return Value::boolean(false);
}

void set_connection(Fact& fact, const Address& address, const Origin& origin, Facts& facts) {
  fact.set(Attr::protocol, facts.text(address.scheme), origin)
      .set(Attr::host, facts.text(address.host), origin)
      .set(Attr::local, is_local(address.host, facts), origin);
  const int port = address.port != 0 ? address.port : find_scheme(address.scheme)->port;
  if (port != 0) fact.set(Attr::port, Value::integer(port), origin);
  const Protection tls = protection(address, facts);
  fact.set(Attr::plaintext, tls.plaintext, origin);
  if (!tls.verified.is_unknown() || tls.verified.why_unknown() != "not stated")
    fact.set(Attr::verified, tls.verified, origin);
}

}  // namespace payaudit

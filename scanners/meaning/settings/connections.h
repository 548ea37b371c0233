// Addresses in settings: what a URL or connection string says about a connection to another system.
//
// Knows the schemes and the TLS parameters of common drivers. What depends on a driver's or server's default
// that differs between versions is Unknown. Does not resolve names.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "scanners/facts/facts.h"

namespace payaudit {

// The parts of `scheme://user:password@host:port/path?query`, and of the `jdbc:` forms.
struct Address {
  std::string scheme;  // lower case: https, postgresql, sqlserver, sasl_ssl
  std::string user;
  std::string password;
  bool has_password = false;
  std::string host;                                            // first host of a list
  int port = 0;                                                // 0: not stated
  std::map<std::string, std::string, std::less<>> parameters;  // keys in lower case
};

// nullopt: not an address of a scheme that makes a connection.
std::optional<Address> parse_address(std::string_view text);

// True for this machine; false for what has a public name or address; Unknown for names of a private network.
Value is_local(std::string_view host, Facts& facts);

// Whether a host of two parts may be a service of a cluster and its namespace: one of `spaces`, or what no
// public name ends with.
bool is_cluster_name(std::string_view host, const std::vector<std::string>& spaces,
                     const std::vector<std::string>& public_endings);

// Whether no public name ends with the last part of the host: `keycloak.prod.shopnet`, `ledger.payments`.
// Never of an address, nor where `top_level` is empty.
bool ends_privately(std::string_view host, const std::set<std::string, std::less<>>& top_level);

// Protocol, host, port, plaintext, verified and local of an address, with one origin for all.
void set_connection(Fact& fact, const Address& address, const Origin& origin, Facts& facts);

}  // namespace payaudit

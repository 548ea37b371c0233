#include "scanners/facts/kinds.h"

#include <algorithm>
#include <array>

namespace payaudit {
namespace {

constexpr std::string_view policy_name(std::string_view enumerator) {
  return enumerator.back() == '_' ? enumerator.substr(0, enumerator.size() - 1) : enumerator;
}

constexpr AttrRow kAttrRows[] = {
#define PAYAUDIT_X(name, type, meaning) {Attr::name, policy_name(#name), AttrType::type, meaning},
    PAYAUDIT_ATTRIBUTES(PAYAUDIT_X)
#undef PAYAUDIT_X
};

using enum Attr;

constexpr Attr kStore[] = {name,
                           type,
                           provider,
                           resource_type,
                           tags,
                           region,
                           engine,
                           holds,
                           encrypted_at_rest,
                           encryption_key,
                           encrypted_in_transit,
                           Attr::public_,
                           access_logged,
                           audience,
                           versioned,
                           deletion_protected,
                           backup_days,
                           object_lock,
                           object_lock_mode,
                           retention_days,
                           unlimited,
                           expires_days,
                           replica_regions};
constexpr Attr kField[] = {name,     type,     container,       medium,         class_,     confidence,
                           state,    declared, width,           floating,       write_only, converter,
                           siblings, store,    store_encrypted, cascade_delete, operation,  role,
                           host,     audience, column,          direction,      issuing};
constexpr Attr kOperation[] = {name,
                               method,
                               route,
                               role,
                               servers,
                               plaintext,
                               authenticated,
                               security,
                               request_classes,
                               response_classes,
                               idempotency_key};
constexpr Attr kAuthClient[] = {name, grant, pkce, public_client, provider, enabled, servers};
constexpr Attr kAuthPolicy[] = {name,
                                type,
                                provider,
                                idle_seconds,
                                lockout_attempts,
                                lockout_seconds,
                                plaintext,
                                password_length,
                                password_history,
                                password_age_days,
                                mfa,
                                audience};
constexpr Attr kCookie[] = {name, secure, http_only, same_site, session};
constexpr Attr kListener[] = {
    name,         authenticated,   type,          protocol,      port,  plaintext,       tls_min,  ciphers,
    weak_ciphers, redirects,       hsts,          Attr::public_, local, request_classes, provider, role,
    policy,       policy_enforced, policy_unsafe, subject};
constexpr Attr kConnection[] = {name, protocol, host, port, plaintext, verified, local, role, vendor, stage};
constexpr Attr kNetworkRule[] = {name,        type,        direction,     protocol,    from_port,
                                 to_port,     target_port, cidrs,         any_address, allows,
                                 description, provider,    resource_type, stage};
constexpr Attr kNetworkPolicy[] = {name, namespace_, default_deny, direction};
constexpr Attr kKey[] = {name,          provider, resource_type, tags,   rotation, rotation_days, symmetric,
                         any_principal, enabled,  multi_region,  region, key_bits, algorithm};
constexpr Attr kLogSink[] = {name,           type,           provider,  resource_type,
                             tags,           retention_days, unlimited, encrypted_at_rest,
                             encryption_key, Attr::public_,  region,    holds};
constexpr Attr kAuditTrail[] = {name,         provider,  resource_type,     component,      enabled,
                                multi_region, validated, encrypted_at_rest, retention_days, region};
constexpr Attr kContainer[] = {name,
                               tags,
                               image,
                               pinned,
                               digest,
                               privileged,
                               root,
                               privilege_escalation,
                               root_read_only,
                               capabilities,
                               host_namespaces,
                               host_paths,
                               seccomp,
                               token_mounted,
                               workload,
                               namespace_,
                               provider,
                               stage,
                               vendor,
                               resources};
constexpr Attr kIdentityPolicy[] = {
    name,          type,        provider,   resource_type,    allows,
    actions,       resources,   principals, wildcard_actions, wildcard_resources,
    any_principal, conditional, vendor,     powers,           broad_actions,
    subjects};
constexpr Attr kInstance[] = {name,    provider,      resource_type, tags,
                              imds_v2, Attr::public_, region,        encrypted_at_rest};
constexpr Attr kSecret[] = {name,         type,   value_kind, masked,  live,   published_test,
                            default_pair, source, stage,      repeats, same_as};
constexpr Attr kCardLiteral[] = {type, network, masked, width, published_test, context, named_test};
constexpr Attr kFlow[] = {from,   to,    state,    source, sink,   protections, function, confidence,
                          vendor, local, audience, stage,  column, level,       object,   verified};
constexpr Attr kCrypto[] = {operation, algorithm, mode,           key_bits, iterations,
                            hash,      static_iv, hard_coded_key, keyed,    of_classes,
                            purpose,   sink,      function,       same_as,  stage};
constexpr Attr kRandom[] = {secure, purpose, sink, function, stage};
constexpr Attr kTls[] = {verified, tls_min, sink, function, conditional, stage};
constexpr Attr kToken[] = {verified, sink, function};
constexpr Attr kPaymentCall[] = {
    vendor, operation, moto,     off_session,     web_handler, three_ds,    three_ds_version, exemption,
    amount, limit,     currency, idempotency_key, raw_pan,     conditional, function,         sink};
constexpr Attr kWebhook[] = {name, vendor, verified, function, route};
constexpr Attr kAuthenticationCode[] = {name, type, links_amount, links_payee, function};
constexpr Attr kRetention[] = {name, subject, days, unlimited, basis, classes, type};
constexpr Attr kComparison[] = {quantity, operator_, limit, floating, has_currency, function, source};
constexpr Attr kRounding[] = {operation, floating, function, source};
constexpr Attr kAddress[] = {name, structured, address_lines, type};
constexpr Attr kPlace[] = {provider, code, countries, eea, basis, subject, subject_kind, classes, vendor};
constexpr Attr kPlacement[] = {law,  law_name,  law_mode, permitted, provider,
                               code, countries, subject,  classes,   vendor};
constexpr Attr kThirdParty[] = {name, vendor, host, type, countries, basis, classes};
constexpr Attr kScript[] = {host,        source,    inline_,     integrity,   payment_provider,
                            same_origin, plaintext, inventoried, payment_page};
constexpr Attr kPage[] = {payment_page, policy, policy_enforced, policy_unsafe, name};
constexpr Attr kGap[] = {reason, detail, may_hold};

constexpr KindRow kKindRows[] = {
    {Kind::store, "store",
     "a place where data is kept: type is database, object, queue, topic, cache, search, disk, file, table, "
     "warehouse, backup, registry",
     kStore},
    {Kind::field, "field", "a classified field of a table, class, schema or form", kField},
    {Kind::operation, "operation", "an operation of an HTTP API", kOperation},
    {Kind::auth_client, "auth.client", "an OAuth client or flow; servers: where it may send the user back to",
     kAuthClient},
    {Kind::auth_policy, "auth.policy",
     "session, lockout and password settings of one realm, pool or application", kAuthPolicy},
    {Kind::cookie, "cookie", "a cookie that is set", kCookie},
    {Kind::listener, "listener", "an endpoint that accepts connections", kListener},
    {Kind::connection, "connection", "a connection made to another system, from settings or URLs",
     kConnection},
    {Kind::network_rule, "network.rule",
     "one permission or denial of traffic; type, where it guards one thing: store, cluster; access-list, "
     "where it "
     "keeps no state, so that answers to what goes out come in by it too",
     kNetworkRule},
    {Kind::network_policy, "network.policy", "a Kubernetes NetworkPolicy", kNetworkPolicy},
    {Kind::key, "key", "a cryptographic key in a key management service", kKey},
    {Kind::log_sink, "log.sink", "a place where logs are kept", kLogSink},
    {Kind::audit_trail, "audit.trail",
     "a recorder of who did what: cloud trail, cluster or database audit, flow log", kAuditTrail},
    {Kind::container, "container",
     "a container as a workload or image declares it; resources: what it takes of its host as the "
     "documentation "
     "of its vendor asks for: paths, namespaces",
     kContainer},
    {Kind::identity_policy, "identity.policy",
     "one statement of who may do what: type is iam, role, trust (who may take a role), resource, grant, "
     "binding",
     kIdentityPolicy},
    {Kind::instance, "instance", "a virtual machine", kInstance},
    {Kind::secret, "secret",
     "a credential in the tree: type is password, api-key, private-key, token, connection-string, key",
     kSecret},
    {Kind::card_literal, "card.literal", "card data in the tree; type is number, track, code", kCardLiteral},
    {Kind::flow, "flow", "classified data that reaches a role", kFlow},
    {Kind::crypto, "crypto", "a cryptographic operation with its resolved arguments", kCrypto},
    {Kind::random, "random", "a random number that is drawn", kRandom},
    {Kind::tls, "tls", "TLS settings of a client in code", kTls},
    {Kind::token, "token", "a signed token that is read in code", kToken},
    {Kind::payment_call, "payment.call", "a call of a payment provider's API", kPaymentCall},
    {Kind::webhook, "webhook", "a handler of a provider's notifications", kWebhook},
    {Kind::authentication_code, "authentication.code", "an authentication code or challenge that is built",
     kAuthenticationCode},
    {Kind::retention, "retention",
     "a stated period for which records are kept or after which they are deleted", kRetention},
    {Kind::comparison, "comparison", "a quantity compared with a constant threshold", kComparison},
    {Kind::rounding, "rounding", "an amount of money made minor units; operation is truncate", kRounding},
    {Kind::address, "address", "a postal address of a payment message", kAddress},
    {Kind::place, "place", "where something is: a region code or host that names a location", kPlace},
    {Kind::placement, "placement", "data in a place, as one declared law that binds it sees it", kPlacement},
    {Kind::third_party, "third_party", "another company's service that is used", kThirdParty},
    {Kind::script, "script", "a script of a page", kScript},
    {Kind::page, "page", "a page or template of one", kPage},
    {Kind::gap, "gap", "something that was not examined", kGap},
};

}  // namespace

const AttrRow& row(Attr attr) {
  return kAttrRows[static_cast<size_t>(attr)];
}
const KindRow& row(Kind kind) {
  return kKindRows[static_cast<size_t>(kind)];
}
std::span<const AttrRow> attr_rows() {
  return kAttrRows;
}
std::span<const KindRow> kind_rows() {
  return kKindRows;
}

std::optional<Attr> find_attr(std::string_view wanted) {
  for (const AttrRow& candidate : kAttrRows) {
    if (candidate.name == wanted) return candidate.id;
  }
  return std::nullopt;
}

std::optional<Kind> find_kind(std::string_view wanted) {
  for (const KindRow& candidate : kKindRows) {
    if (candidate.name == wanted) return candidate.id;
  }
  return std::nullopt;
}

bool has_attr(Kind kind, Attr attr) {
  const auto attributes = row(kind).attributes;
  return std::find(attributes.begin(), attributes.end(), attr) != attributes.end();
}

}  // namespace payaudit

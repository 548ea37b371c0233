// The one table of fact kinds and their attributes. Policies are checked against it when they load; `payaudit
// facts --kinds` prints it.
//
// An attribute has one type wherever it occurs. A fact need not have all attributes of its kind: one that is
// absent reads as Unknown
// ("not stated"). Where absence has a meaning (a provider's default), the scanner says so with an origin of
// `fallback`. Truth values are named so that `true` is the plain reading of the name; nothing here knows what
// is good or bad.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace payaudit {

enum class AttrType : uint8_t { boolean, integer, real, text, texts, map };

// X(name, type, meaning with unit)
#define PAYAUDIT_ATTRIBUTES(X)                                                                               \
  X(name, text, "the thing's own name")                                                                      \
  X(type, text, "what sort of it: see the kind")                                                             \
  X(provider, text, "aws, azure, gcp, kubernetes, stripe …")                                                 \
  X(resource_type, text, "the provider's word: aws_db_instance")                                             \
  X(tags, map, "tags or labels: tags['owner'], \"owner\" in tags")                                           \
  X(region, text, "the provider's region code")                                                              \
  X(engine, text, "database or broker engine: postgres, redis")                                              \
  X(holds, texts, "data classes known to be in it")                                                          \
  X(encrypted_at_rest, boolean, "the medium is encrypted (disk, TDE, server side)")                          \
  X(encryption_key, text, "who controls the key: customer, provider, none")                                  \
  X(encrypted_in_transit, boolean, "connections are, or must be, encrypted")                                 \
  X(public_, boolean, "reachable or readable by anybody on the internet")                                    \
  X(access_logged, boolean, "reads and writes of it are logged")                                             \
  X(versioned, boolean, "overwritten and deleted objects are kept as versions")                              \
  X(deletion_protected, boolean, "the provider refuses to delete it")                                        \
  X(backup_days, integer, "days backups are kept; 0: no backup")                                             \
  X(object_lock, boolean, "objects cannot be deleted or overwritten for a time (WORM)")                      \
  X(object_lock_mode, text, "compliance or governance (locked or unlocked)")                                 \
  X(retention_days, integer, "days that content is certain to be kept")                                      \
  X(unlimited, boolean, "content is kept without limit of time")                                             \
  X(expires_days, integer, "days after which content is deleted")                                            \
  X(replica_regions, texts, "region codes that copies go to")                                                \
  X(container, text, "table, schema, class or message that has the field")                                   \
  X(medium, text, "column, member, entity, request, response, event, query, path, header, form, setting")    \
  X(class_, text, "data class: account.chd.pan")                                                             \
  X(confidence, text, "strong, weak: how the class was recognised")                                          \
  X(state, text, "clear, truncated, hashed, keyed-hashed, encrypted, tokenized, unknown")                    \
  X(column, text,                                                                                            \
    "table and column in one spelling, the same for all in the tree that is about the column: `card.pan`")   \
  X(declared, text, "a mark by its owner: x-pii, debug_redact, @Sensitive")                                  \
  X(width, integer, "characters or bytes that it can hold")                                                  \
  X(floating, boolean, "a binary floating point type")                                                       \
  X(write_only, boolean, "OpenAPI writeOnly: never in a response")                                           \
  X(converter, text, "the converter or encrypting type that guards a member or column")                      \
  X(siblings, texts, "data classes of the other fields of its container")                                    \
  X(store, text, "name of the data store that has the container")                                            \
  X(store_encrypted, boolean, "the store's medium is encrypted at rest")                                     \
  X(cascade_delete, boolean, "rows vanish when a parent row is deleted")                                     \
  X(method, text, "HTTP method in lower case")                                                               \
  X(route, text, "path template of an operation: /payments/{id}")                                            \
  X(role, text, "what it does in the field's words: payment.create, payout.create, webhook, token.create …") \
  X(servers, texts, "server URLs")                                                                           \
  X(plaintext, boolean, "carries data without TLS")                                                          \
  X(authenticated, boolean, "a security scheme is required")                                                 \
  X(security, texts, "security scheme types: oauth2, apiKey, http, openIdConnect, mutualTLS")                \
  X(request_classes, texts, "data classes in the request")                                                   \
  X(response_classes, texts, "data classes in the response")                                                 \
  X(idempotency_key, boolean, "takes or sends an idempotency key")                                           \
  X(grant, text, "OAuth grant: implicit, password, authorization_code, client_credentials")                  \
  X(pkce, boolean, "PKCE with S256 is required")                                                             \
  X(public_client, boolean, "an OAuth client without a secret")                                              \
  X(idle_seconds, integer, "seconds of inactivity before a session ends")                                    \
  X(lockout_attempts, integer, "failed attempts before lockout; 0: no lockout")                              \
  X(lockout_seconds, integer, "seconds a lockout lasts")                                                     \
  X(password_length, integer, "minimum characters of a password")                                            \
  X(password_history, integer, "former passwords refused")                                                   \
  X(password_age_days, integer, "days before a password must be changed; 0: never")                          \
  X(mfa, boolean, "a second factor is required")                                                             \
  X(audience, text, "customer, workforce, company, unknown")                                                 \
  X(issuing, boolean,                                                                                        \
    "it belongs to the issuing of cards; unknown where what stands beside it speaks of it")                  \
  X(secure, boolean, "cookie: Secure; random: cryptographically secure")                                     \
  X(http_only, boolean, "cookie: HttpOnly")                                                                  \
  X(same_site, text, "cookie: strict, lax, none")                                                            \
  X(session, boolean, "cookie: it identifies a session")                                                     \
  X(protocol, text, "http, https, grpc, tcp, udp, all, jdbc, redis, amqp …")                                 \
  X(port, integer, "port number")                                                                            \
  X(host, text, "host name or address")                                                                      \
  X(local, boolean, "does not leave the machine, pod or private network name space")                         \
  X(tls_min, text, "lowest TLS version accepted: 1.0, 1.1, 1.2, 1.3, ssl3")                                  \
  X(ciphers, texts, "cipher suites as named by the product")                                                 \
  X(weak_ciphers, texts, "those of the suites with RC4, DES, 3DES, NULL, EXPORT, anonymous or MD5")          \
  X(redirects, boolean, "only redirects to https")                                                           \
  X(hsts, boolean, "sends Strict-Transport-Security")                                                        \
  X(verified, boolean, "peer certificate, host name or signature is verified")                               \
  X(direction, text, "ingress or egress")                                                                    \
  X(cidrs, texts, "address ranges of the other side")                                                        \
  X(any_address, boolean, "the other side may be any address")                                               \
  X(from_port, integer, "lowest port")                                                                       \
  X(to_port, integer, "highest port")                                                                        \
  X(target_port, integer, "port of the service that the traffic ends at; from_port 0: published on any")     \
  X(allows, boolean, "the rule or statement permits; false: it denies")                                      \
  X(description, text, "its description")                                                                    \
  X(default_deny, boolean, "denies by default all that is not allowed")                                      \
  X(rotation, boolean, "rotated automatically")                                                              \
  X(rotation_days, integer, "days between rotations")                                                        \
  X(symmetric, boolean, "a symmetric encryption key")                                                        \
  X(enabled, boolean, "switched on")                                                                         \
  X(multi_region, boolean, "covers all regions")                                                             \
  X(validated, boolean, "log files are protected by digests")                                                \
  X(component, text, "what it watches: cloud, kubernetes, database, network, storage, edge, dns")            \
  X(actions, texts, "permitted actions or verbs")                                                            \
  X(resources, texts, "resources they apply to")                                                             \
  X(principals, texts, "who is permitted")                                                                   \
  X(wildcard_actions, boolean, "all actions are permitted")                                                  \
  X(wildcard_resources, boolean, "on all resources")                                                         \
  X(powers, texts, "what the actions give over all of a kind: permissions, secrets, keys, data")             \
  X(broad_actions, texts, "those of the actions that give it")                                               \
  X(subjects, texts, "patterns that the subject of a token must fit; `*`: any")                              \
  X(any_principal, boolean, "for anybody")                                                                   \
  X(conditional, boolean, "under a condition")                                                               \
  X(imds_v2, boolean, "instance metadata needs a session token")                                             \
  X(image, text, "image reference as written")                                                               \
  X(pinned, boolean, "by digest, or by a tag other than latest")                                             \
  X(digest, boolean, "by digest")                                                                            \
  X(privileged, boolean, "runs privileged")                                                                  \
  X(root, boolean, "may run as user 0")                                                                      \
  X(privilege_escalation, boolean, "may gain more privileges than its parent process")                       \
  X(root_read_only, boolean, "root file system is read-only")                                                \
  X(capabilities, texts, "added capabilities")                                                               \
  X(host_namespaces, texts, "host namespaces shared: network, pid, ipc")                                     \
  X(host_paths, texts, "paths of the host mounted")                                                          \
  X(seccomp, text, "seccomp profile: RuntimeDefault, Localhost, Unconfined")                                 \
  X(token_mounted, boolean, "the service account's token is mounted")                                        \
  X(workload, text, "kind and name of what runs it: Deployment/payment")                                     \
  X(namespace_, text, "Kubernetes namespace")                                                                \
  X(value_kind, text, "literal, placeholder, reference, empty")                                              \
  X(masked, text, "the value, masked: never more than first six and last four")                              \
  X(live, boolean, "works in production, by its form")                                                       \
  X(published_test, boolean, "on a public list of test values")                                              \
  X(network, text, "card network")                                                                           \
  X(context, boolean, "a card word stands nearby")                                                           \
  X(named_test, boolean, "a name beside it says that it is for testing")                                     \
  X(default_pair, boolean, "a vendor's default user and password")                                           \
  X(stage, text,                                                                                             \
    "what the place is for, as it says: production, staging, development, test, load-test, sample, build "   \
    "(what a "                                                                                               \
    "job starts for itself), local (a Compose file that says nothing of production, a certificate for one "  \
    "machine), browser (any page shows it), off (a switch beside it), made-up (accounts for tests)")         \
  X(repeats, boolean, "the same credential stands further up in the file")                                   \
  X(same_as, text,                                                                                           \
    "where the tree has the same credential or key first, `path:line`, if it has it several times")          \
  X(from, text, "data class that flows")                                                                     \
  X(to, text,                                                                                                \
    "role it reaches: log, telemetry, third-party, store, cache, message, response, error, url, "            \
    "browser-storage, cookie")                                                                               \
  X(source, text, "where the value comes from, as written")                                                  \
  X(sink, text, "what receives it: callee or target as written")                                             \
  X(level, text, "of a log: debug, where it is written only if somebody asks for it")                        \
  X(object, text, "what is handed on: the type, `Customer`, of which all is, or the value and its function") \
  X(protections, texts, "protections on the way: truncated, masked, hashed …")                               \
  X(function, text, "enclosing function")                                                                    \
  X(operation, text, "hash, hmac, encrypt, decrypt, kdf, sign, random, charge, authorize, refund …")         \
  X(algorithm, text, "normalised: MD5, SHA-1, SHA-256, DES, 3DES, RC4, AES, RSA, PBKDF2, bcrypt")            \
  X(mode, text, "block mode: ECB, CBC, GCM")                                                                 \
  X(key_bits, integer, "key length in bits")                                                                 \
  X(iterations, integer, "KDF iterations or cost")                                                           \
  X(hash, text, "hash function inside a key derivation: SHA-1, SHA-256, SHA-512")                            \
  X(static_iv, boolean, "initialisation vector or nonce is constant")                                        \
  X(hard_coded_key, boolean, "key is a constant in the source")                                              \
  X(keyed, boolean, "false: the key of a keyed hash is a constant, so everybody can make it")                \
  X(of_classes, texts, "data classes of the input")                                                          \
  X(purpose, text,                                                                                           \
    "what the result is for, by its name: token, otp, session, password, iv, other; key-derivation: "        \
    "it only goes into slow hashes")                                                                         \
  X(moto, boolean, "marked as mail or telephone order")                                                      \
  X(off_session, boolean, "the payer is not present")                                                        \
  X(web_handler, boolean, "inside a web request handler")                                                    \
  X(three_ds_version, text, "3-D Secure message version")                                                    \
  X(three_ds, boolean, "3-D Secure is asked for or left to the provider")                                    \
  X(exemption, text, "SCA exemption asked for: low_value, tra, trusted_beneficiary, recurring, corporate")   \
  X(amount, real, "amount in major units")                                                                   \
  X(currency, text, "ISO 4217 code")                                                                         \
  X(links_amount, boolean, "the amount enters the authentication code or challenge")                         \
  X(links_payee, boolean, "the payee enters it")                                                             \
  X(raw_pan, boolean, "a full card number is passed")                                                        \
  X(days, integer, "a period in days")                                                                       \
  X(basis, text, "retention: from created, closed, unknown; places and hosts: checked or recalled")          \
  X(classes, texts, "data classes concerned")                                                                \
  X(operator_, text, "comparison operator with the quantity on the left")                                    \
  X(limit, real, "the constant compared with")                                                               \
  X(quantity, text, "what is compared: amount, ownership")                                                   \
  X(has_currency, boolean, "the currency is compared or converted in the same function")                     \
  X(structured, boolean, "the address has town and country apart")                                           \
  X(address_lines, integer, "free address lines")                                                            \
  X(code, text, "region code or host as written")                                                            \
  X(countries, texts, "ISO 3166-1 alpha-2 codes of where it is")                                             \
  X(law, text, "id of the law, in policies/places/jurisdictions.yaml")                                       \
  X(law_name, text, "the law as its reader knows it")                                                        \
  X(law_mode, text, "local-only, transfer-conditions, prohibited-destinations")                              \
  X(permitted, boolean, "the law permits the data in all of its countries")                                  \
  X(eea, boolean, "all of them in the EEA")                                                                  \
  X(subject, text, "what is there: the resource, setting or client")                                         \
  X(subject_kind, text, "store, replica, backup, log, third-party, client, setting, compute")                \
  X(vendor, text, "the third party's name")                                                                  \
  X(payment_page, boolean, "the page takes card data or hosts a payment form")                               \
  X(inline_, boolean, "script text in the page")                                                             \
  X(integrity, boolean, "has a subresource integrity hash")                                                  \
  X(payment_provider, boolean, "served by a payment provider whose terms forbid pinning it")                 \
  X(same_origin, boolean, "from the page's own origin")                                                      \
  X(inventoried, boolean, "listed in the script inventory of payaudit.yaml")                                 \
  X(policy, text, "content security policy as written")                                                      \
  X(policy_enforced, boolean, "sent as a policy, not report-only")                                           \
  X(policy_unsafe, boolean,                                                                                  \
    "allows unsafe-inline without nonce or hash, unsafe-eval, or any host for scripts")                      \
  X(detail, text, "further words for the report")                                                            \
  X(reason, text, "of a gap: unreadable, syntax, limit, unsupported, encoding, unresolved, unmodelled")      \
  X(may_hold, texts, "of a gap: the kinds of facts that may be there; not stated: any")

enum class Attr : uint16_t {
#define PAYAUDIT_X(name, type, meaning) name,
  PAYAUDIT_ATTRIBUTES(PAYAUDIT_X)
#undef PAYAUDIT_X
};

enum class Kind : uint8_t {
  store,
  field,
  operation,
  auth_client,
  auth_policy,
  cookie,
  listener,
  connection,
  network_rule,
  network_policy,
  key,
  log_sink,
  audit_trail,
  container,
  identity_policy,
  instance,
  secret,
  card_literal,
  flow,
  crypto,
  random,
  tls,
  token,
  payment_call,
  webhook,
  authentication_code,
  retention,
  comparison,
  rounding,
  address,
  place,
  placement,
  third_party,
  script,
  page,
  gap,
};

struct AttrRow {
  Attr id;
  std::string_view name;  // as policies write it; a trailing underscore of the enumerator is not part of it
  AttrType type;
  std::string_view meaning;
};

struct KindRow {
  Kind id;
  std::string_view name;  // as policies write it: `network.rule`
  std::string_view meaning;
  std::span<const Attr> attributes;
};

const AttrRow& row(Attr attr);
const KindRow& row(Kind kind);
std::span<const AttrRow> attr_rows();
std::span<const KindRow> kind_rows();
std::optional<Attr> find_attr(std::string_view name);
std::optional<Kind> find_kind(std::string_view name);
bool has_attr(Kind kind, Attr attr);

}  // namespace payaudit

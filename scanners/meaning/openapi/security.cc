#include "scanners/meaning/openapi/security.h"

#include <fmt/format.h>

#include <algorithm>

namespace payaudit::openapi {
namespace {

constexpr size_t kMostAlternatives = 64;

// The grants in OAuth's words (RFC 6749), from those of OpenAPI 2 and 3.
std::string_view grant_of(std::string_view flow) {
  if (flow == "authorizationCode" || flow == "accessCode") return "authorization_code";
  if (flow == "clientCredentials" || flow == "application") return "client_credentials";
  if (flow == "deviceAuthorization") return "device_code";
  if (flow == "implicit" || flow == "password") return flow;
  return {};
}

bool is_method(std::string_view key) {
  for (std::string_view method : {"get", "put", "post", "delete", "options", "head", "patch", "trace"}) {
    if (key == method) return true;
  }
  return false;
}

}  // namespace

Security::Security(Trees& trees, At document) : trees_(trees), document_(document) {
  schemes_ = trees_.find(trees_.find(document, "components"), "securitySchemes");
  if (!schemes_) schemes_ = trees_.find(document, "securityDefinitions");
  is_used_ = static_cast<bool>(trees_.find(document, "security"));
  trees_.each(trees_.find(document, "paths"), [&](At path) {
    trees_.each(path, [&](At operation) {
      if (is_method(trees_.node(operation).key))
        is_used_ |= static_cast<bool>(trees_.find(operation, "security"));
    });
  });
}

// "" for a scheme that is not there or not known.
std::string_view Security::type_of(std::string_view name) {
  const At scheme = trees_.resolve(trees_.find(schemes_, name));
  const std::string_view type = trees_.text(scheme, "type");
  if (type == "apiKey") return trees_.text(scheme, "in") == "query" ? "apiKey:query" : "apiKey";
  if (type == "basic") return "http";  // OpenAPI 2
  for (std::string_view known : {"oauth2", "http", "openIdConnect", "mutualTLS"}) {
    if (type == known) return known;
  }
  return {};
}

void Security::read(At list, Access& access, Facts& facts) {
  Origin origin = facts.origin(OriginKind::literal, trees_.place(list));
  origin.written = "security";
  // Not what the format asks for, but it names no scheme either.
  if (trees_.is(list, NodeKind::map) && trees_.node(list).child_count == 0) {
    access.authenticated = {Value::boolean(false), origin};
    return;
  }
  if (!trees_.is(list, NodeKind::list)) {
    access.authenticated = {facts.unknown("`security` is no list"), origin};
    return;
  }
  bool is_optional = trees_.node(list).child_count == 0;
  bool is_unclear = trees_.node(list).child_count > kMostAlternatives;
  trees_.each(
      list,
      [&](At requirement) {
        if (!trees_.is(requirement, NodeKind::map)) {
          is_unclear = true;
          return;
        }
        if (trees_.node(requirement).child_count == 0) is_optional = true;
        bool is_known = false;
        trees_.each(
            requirement,
            [&](At scheme) {
              const std::string_view type = type_of(trees_.node(scheme).key);
              access.has_unknown_scheme |= type.empty();
              if (type.empty()) return;
              is_known = true;
              if (std::find(access.schemes.begin(), access.schemes.end(), type) == access.schemes.end()) {
                access.schemes.push_back(type);
              }
            },
            kMostAlternatives);
        access.has_unknown_scheme |= trees_.node(requirement).child_count > kMostAlternatives;
        if (trees_.node(requirement).child_count > 0 && !is_known) is_unclear = true;
      },
      kMostAlternatives);
  access.has_unknown_scheme |= is_unclear;
  if (is_optional) {
    access.authenticated = {Value::boolean(false), origin};
  } else if (is_unclear) {
    access.authenticated = {facts.unknown("`security` names a scheme that the document does not define"),
                            origin};
  } else {
    access.authenticated = {Value::boolean(true), origin};
  }
}

Access Security::of(At operation, Facts& facts) {
  Access access;
  for (At owner : {operation, document_}) {
    access.at = trees_.find(owner, "security");
    if (!access.at) continue;
    read(access.at, access, facts);
    return access;
  }
  access.at = {};
  if (is_used_) {
    access.authenticated = {Value::boolean(false),
                            {OriginKind::fallback,
                             false,
                             {},
                             "no `security` for it, though other operations have one",
                             "security"}};
  } else {
    access.authenticated = {
        facts.unknown("the document asks for no security anywhere: it may be added before it"),
        {OriginKind::missing, false, {}, {}, "security"}};
  }
  return access;
}

bool Security::is_other_login(At flow) {
  std::string_view url = trees_.text(flow, "tokenUrl");
  if (url.find("://") != std::string_view::npos || url.empty()) return false;
  url = url.substr(0, url.find_first_of("?#"));
  while (url.starts_with('/') || url.starts_with('.')) url.remove_prefix(1);
  bool is_other = false;
  trees_.each(trees_.find(document_, "paths"), [&](At path) {
    std::string_view key = trees_.node(path).key;
    if (key.starts_with('/')) key.remove_prefix(1);
    if (url.empty() ||
        (key != url && !key.ends_with(fmt::format("/{}", url)) && !url.ends_with(fmt::format("/{}", key))))
      return;
    const At body = trees_.resolve(trees_.find(trees_.find(path, "post"), "requestBody"));
    const At content = trees_.find(body, "content");
    bool takes_form = false;
    size_t kinds = 0;
    trees_.each(content, [&](At kind) {
      ++kinds;
      takes_form |= trees_.node(kind).key.starts_with("application/x-www-form-urlencoded");
    });
    is_other |= kinds > 0 && !takes_form;
  });
  return is_other;
}

void Security::add_flow(At scheme, At flow, std::string_view grant, Facts& facts) {
  const std::string_view name = trees_.node(scheme).key;
  const Origin origin = facts.origin(OriginKind::literal, trees_.place(flow));
  Fact& fact =
      facts.add(Kind::auth_client, trees_.key_place(flow), fmt::format("oauth flow {} {}", name, grant));
  fact.set(Attr::name, facts.text(name), origin).set(Attr::grant, facts.text(grant), origin);
  if (grant == "password" && is_other_login(flow)) {
    fact.set(Attr::grant,
             facts.unknown("its token endpoint takes no form as OAuth's do, so that it is another login"),
             origin);
  }
  fact.set(Attr::enabled, Value::boolean(true), origin);
  if (grant != "authorization_code") return;
  Sourced pkce{Value::unknown("an API description cannot say whether PKCE is required"),
               {OriginKind::missing, false, {}, {}, {}}};
  for (At owner : {flow, trees_.resolve(scheme)}) {
    for (std::string_view key : {"x-usePkce", "x-pkce", "x-pkce-required"}) {
      const At mark = trees_.find(owner, key);
      const std::string_view text = trees_.text(mark);
      if (!mark) continue;
      const Origin at = facts.origin(OriginKind::literal, trees_.place(mark));
      if (text == "false" || text == "no" || text == "plain") pkce = {Value::boolean(false), at};
      if (text == "S256" || text == "SHA-256" || text == "required") pkce = {Value::boolean(true), at};
    }
  }
  fact.set(Attr::pkce, pkce);
}

void Security::add_flows(Facts& facts) {
  trees_.each(schemes_, [&](At written) {
    const At scheme = trees_.resolve(written);
    if (!scheme || trees_.text(scheme, "type") != "oauth2") return;
    if (const At flow = trees_.find(scheme, "flow")) {
      const std::string_view grant = grant_of(trees_.text(flow));
      if (!grant.empty()) add_flow(written, flow, grant, facts);
    }
    trees_.each(
        trees_.find(scheme, "flows"),
        [&](At flow) {
          const std::string_view grant = grant_of(trees_.node(flow).key);
          if (!grant.empty()) add_flow(written, flow, grant, facts);
        },
        16);
  });
}

}  // namespace payaudit::openapi

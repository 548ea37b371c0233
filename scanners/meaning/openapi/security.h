// Who is let in: `security` requirements and the schemes they name; OAuth flows as facts.
#pragma once

#include <string_view>
#include <vector>

#include "scanners/meaning/openapi/document.h"

namespace payaudit::openapi {

struct Access {
  Sourced authenticated;
  std::vector<std::string_view> schemes;  // oauth2, apiKey, apiKey:query, http, openIdConnect, mutualTLS
  bool has_unknown_scheme = false;        // among them are some that are not known
  At at;                                  // the `security` that holds; nowhere when none does
};

// The security of one document.
class Security {
 public:
  // Notes whether anything in the document asks for security: if nothing does, silence says nothing.
  Security(Trees& trees, At document);
  // The operation's own `security`, else the document's.
  Access of(At operation, Facts& facts);
  // `auth.client` facts.
  void add_flows(Facts& facts);

 private:
  std::string_view type_of(std::string_view scheme);
  // The flow's token endpoint is an operation of this document, and takes no form (RFC 6749 4.3.2): a login
  // of its own kind, which the description can name in no other way.
  bool is_other_login(At flow);
  void add_flow(At scheme, At flow, std::string_view grant, Facts& facts);
  void read(At list, Access& access, Facts& facts);

  Trees& trees_;
  At document_;
  At schemes_;
  bool is_used_ = false;
};

}  // namespace payaudit::openapi

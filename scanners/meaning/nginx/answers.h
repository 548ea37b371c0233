// What a server answers to a request in plain.
#pragma once

#include "scanners/meaning/nginx/scope.h"

namespace payaudit::nginx {

enum class PlainAnswer : uint8_t {
  serves,     // content, for some request at least
  redirects,  // nothing but redirects to https, and refusals
  refuses,    // nothing at all
  depends,    // on a header that a proxy in front may set: who comes past it is served
};

PlainAnswer answer_in_plain(const Scope& server);
// A `return` or `rewrite` that leads to https.
bool is_https_redirect(const Scope& scope, NodeId node);

}  // namespace payaudit::nginx

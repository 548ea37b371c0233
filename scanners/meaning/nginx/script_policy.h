// The content security policy that a server sends with its pages: `add_header` by nginx's rule of
// inheritance.
#pragma once

#include "scanners/meaning/nginx/scope.h"

namespace payaudit::nginx {

// Sets `policy`, `policy_enforced` and `policy_unsafe` of a listener. An empty policy: certainly none is
// sent. Unknown where an application behind or an included file may send one, or where locations that may
// hold pages differ.
void set_script_policy(Facts& facts, Fact& listener, const Scope& server);

// Not a location that answers with images, styles and the like.
bool may_hold_pages(const Tree& tree, NodeId location);

}  // namespace payaudit::nginx

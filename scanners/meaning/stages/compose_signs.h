// What a Compose file says that it is for, apart from its name. It knows of a service what developers and
// what operators write there: a target of a build, sources that are mounted, variables, restarts.
#pragma once

#include <optional>
#include <string>

#include "scanners/meaning/stages/models.h"
#include "scanners/source/source.h"
#include "scanners/units/tree.h"

namespace payaudit {

struct Sign {
  std::string stage;  // empty: it is in use, and says no more
  std::string what;   // "`NODE_ENV` of the service api"
  Span span;
};

bool is_compose(const Tree& tree, NodeId root);
// Of the document as a whole: production before development, and this before use; nullopt: nothing speaks.
// `has_tools_only`: it starts nothing that is made here, so that what uses it runs on the machine itself.
std::optional<Sign> compose_sign(const StageModels& models, const Tree& tree, NodeId root,
                                 bool has_tools_only);

}  // namespace payaudit

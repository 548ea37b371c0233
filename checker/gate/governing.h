// Who governs a change: settings, policies and waivers of the base, not those that the change brings.
#pragma once

#include <optional>
#include <string>

#include "checker/audit/audit.h"
#include "checker/gate/base.h"
#include "scanners/source/result.h"

namespace payaudit {

// What governs at a commit. Settings that --config names govern as they are on the disk where they lie
// outside of the repository. None in the commit: nothing is declared. The error is for settings or policies
// of the commit that cannot be read.
Result<Governing> govern_at(const AuditOptions& options, const Target& target, const BaseCommit& base);

// What the disk has in their place; of it the texts are compared.
struct OwnGovernment {
  Settings settings;
  bool has_other_settings = false;
  bool has_other_policies = false;
};
Result<OwnGovernment> govern_now(const AuditOptions& options, const Target& target, const Governing& base);

}  // namespace payaudit

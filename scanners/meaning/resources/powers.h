// What the actions of an access policy in the form of AWS give over all of a kind, short of everything:
// `iam:*` and `kms:Decrypt` on every resource. Which actions and which resources, the words of resources say.
//
// It looks at one statement alone: what two of them give together is not worked out.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "scanners/meaning/resources/config.h"
#include "scanners/meaning/resources/models.h"

namespace payaudit {

struct Powers {
  std::vector<std::string_view> actions;  // those of the actions that give a power, as written
  std::vector<std::string_view> of;       // the words of what they give, each once
  // Why it may be one too: an action whose weight depends on what is not in the statement. Empty: there is
  // none.
  std::string unclear;

  bool is_empty() const { return actions.empty() && unclear.empty(); }
};

Powers powers_of(const std::vector<std::string_view>& actions, const ResourceWords& words);

// The same of a policy that the provider keeps under that name.
Powers powers_of_managed(std::string_view name, const ResourceWords& words);

// Why the conditions may leave less of a power than its actions and resources give; empty: they leave all.
std::string lessened_by(const std::vector<const Config*>& conditions, bool is_block,
                        const ResourceWords& words);

// Whether a resource as written is every one of its kind: `*`, `arn:aws:s3:::*/*`, `arn:aws:kms:*:*:key/*`,
// also of one region and account.
bool is_whole_kind(std::string_view resource, const ResourceWords& words);

// The patterns that the subject of a token must fit for a role to be taken with it. Empty: nothing says that
// the role is taken with one, or that tokens of its issuer are given to everybody.
std::vector<std::string> subjects_of(const std::vector<const Config*>& principals,
                                     const std::vector<const Config*>& conditions, bool is_block,
                                     const ResourceWords& words);

}  // namespace payaudit

// The table of payment providers' scripts and frames. Filled by rules/policy from policies/models/pages.
#pragma once

#include <string>
#include <vector>

namespace payaudit {

struct PaymentProvider {
  std::string vendor;
  std::vector<std::string> hosts;  // `js.stripe.com`; a leading `*.` is any subdomain
};

struct PageModels {
  std::vector<PaymentProvider> providers;
  std::vector<std::string> inputs;    // elements that are fields of a form, in lower case
  std::vector<std::string> bindings;  // attributes that bind one to a property: `th:field`
};

}  // namespace payaudit

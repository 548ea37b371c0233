// Words by which operations of an API are told apart. Filled by rules/policy from
// policies/models/operations.yaml, whose comments say what each is for.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

namespace payaudit {

struct OperationWords {
  using Words = std::set<std::string, std::less<>>;
  struct Role {
    std::string role;
    Words ends;
    Words needs;  // empty: nothing
    Words forbids;
  };
  std::vector<Role> roles;
  std::map<std::string, std::string, std::less<>> names;
  Words transfers;
  Words about_transfers;
  Words reading_verbs;
  Words webhooks;
  Words webhook_senders;
  Words webhook_taken_by;
  Words webhook_managed_by;
};

}  // namespace payaudit

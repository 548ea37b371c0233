// Any bytes as each sort of policy file, and as a packed blob.
#include <algorithm>
#include <iterator>
#include <span>
#include <string>
#include <vector>

#include "rules/policy/pack.h"
#include "rules/policy/policies.h"
#include "rules/policy/yaml.h"

namespace {

void read_as(const char* name, const std::string& bytes) {
  auto document = payaudit::read_yaml(name, name, bytes);
  if (!document) return;
  const auto policies = payaudit::load_policies({*document});
  if (!policies && policies.error().message.empty()) __builtin_trap();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size == 0) return 0;
  static constexpr const char* kNames[] = {
      "rules/x/r.yaml",       "catalog/c.yaml",          "data/account.yaml",
      "data/secrets.yaml",    "data/card-networks.yaml", "models/resources/aws.yaml",
      "places/regions.yaml",  "places/hosts.yaml",       "places/jurisdictions.yaml",
      "places/adequacy.yaml",
  };
  const std::string bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  read_as(kNames[data[0] % std::size(kNames)], bytes);
  std::vector<uint64_t> aligned((bytes.size() + 7) / 8);
  std::copy(bytes.begin(), bytes.end(), reinterpret_cast<char*>(aligned.data()));
  const auto documents = payaudit::unpack(std::as_bytes(std::span(aligned)).first(bytes.size()));
  if (documents) (void)payaudit::load_policies(*documents);
  return 0;
}

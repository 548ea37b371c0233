#include "rules/policy/embedded.h"

#include "rules/policy/embed.h"

PAYAUDIT_EMBED(payaudit_packed_policies, PAYAUDIT_PACKED_POLICIES);
PAYAUDIT_EMBED(payaudit_text_database, PAYAUDIT_TEXT_DATABASE);

namespace payaudit {

std::span<const std::byte> embedded_policies() {
  return {payaudit_packed_policies, payaudit_packed_policies_end};
}

std::span<const std::byte> embedded_text_database() {
  return {payaudit_text_database, payaudit_text_database_end};
}

}  // namespace payaudit

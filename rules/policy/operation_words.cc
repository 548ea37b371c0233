#include "rules/policy/operation_words.h"

#include <fmt/format.h>

#include <algorithm>

#include "rules/policy/fields.h"

namespace payaudit {
namespace {

constexpr std::string_view kOperations[] = {"authentication",  "consent",        "payee.verify",
                                            "payment.capture", "payment.create", "payment_method.create",
                                            "payout.create",   "refund",         "token.create"};

OperationWords::Words words_of(const Fields& fields, std::string_view key) {
  OperationWords::Words words;
  for (std::string& word : fields.texts(key)) words.insert(std::move(word));
  return words;
}

void check_role(YamlNode node, std::string_view role, Problems& problems) {
  if (std::find(std::begin(kOperations), std::end(kOperations), role) != std::end(kOperations)) return;
  problems.add(node, fmt::format("unknown role '{}'", role),
               did_you_mean(role, {std::begin(kOperations), std::end(kOperations)}));
}

void read_role(YamlNode node, OperationWords& words, Problems& problems) {
  const Fields fields(node, "a role of operations", {"role", "ends", "needs", "forbids"}, problems);
  if (!fields.is_map()) return;
  OperationWords::Role role;
  role.role = fields.require_text("role");
  check_role(node, role.role, problems);
  role.ends = words_of(fields, "ends");
  role.needs = words_of(fields, "needs");
  role.forbids = words_of(fields, "forbids");
  if (role.ends.empty()) problems.add(node, "a role needs words that a path ends with: 'ends'");
  words.roles.push_back(std::move(role));
}

}  // namespace

void read_operation_words(const Document& document, OperationWords& words, Problems& problems) {
  const Fields fields(document.root(), "the words of operations",
                      {"roles", "names", "transfers", "about_transfers", "reading_verbs", "webhooks"},
                      problems);
  if (!fields.is_map()) return;
  const auto roles = fields.require("roles");
  for (size_t i = 0; roles && roles->is_sequence() && i < roles->size(); ++i)
    read_role(roles->item(i), words, problems);
  if (const auto names = fields.find("names"); names && names->is_map()) {
    for (size_t i = 0; i < names->size(); ++i) {
      const std::string role = read_text(names->value(i), problems);
      check_role(names->value(i), role, problems);
      words.names.insert_or_assign(std::string(names->key(i).text()), role);
    }
  }
  words.transfers = words_of(fields, "transfers");
  words.about_transfers = words_of(fields, "about_transfers");
  words.reading_verbs = words_of(fields, "reading_verbs");
  if (const auto node = fields.require("webhooks")) {
    const Fields webhooks(*node, "the words of webhooks", {"words", "senders", "taken_by", "managed_by"},
                          problems);
    words.webhooks = words_of(webhooks, "words");
    words.webhook_senders = words_of(webhooks, "senders");
    words.webhook_taken_by = words_of(webhooks, "taken_by");
    words.webhook_managed_by = words_of(webhooks, "managed_by");
  }
}

}  // namespace payaudit

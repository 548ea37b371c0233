// What an operation does in the field's words, told from its method, path, name and tags.
#pragma once

#include <span>
#include <string_view>

#include "scanners/meaning/openapi/operation_words.h"

namespace payaudit::openapi {

struct OperationNames {
  std::string_view method;  // lower case
  std::string_view route;
  std::string_view id;  // operationId
  std::string_view summary;
  std::span<const std::string_view> tags;
};

// "payment.create", "refund", "webhook" …, a view into `known`; "" when none of them is certain.
std::string_view role_of(const OperationWords& known, const OperationNames& names);

// "token.create" for what posts card data to `/tokens`; "" for all else. Without card data these may be a
// login's.
std::string_view role_of_card_data(std::string_view method, std::string_view route);

// "payment.create" for what posts the number of a bank account or a payee to `/transfers` and the like, of
// which there are others than of money.
std::string_view role_of_account_data(const OperationWords& known, const OperationNames& names);

}  // namespace payaudit::openapi

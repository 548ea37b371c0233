// Facts of API descriptions: OpenAPI 2 (Swagger), 3.0 and 3.1, in YAML or JSON. Reads what the description
// says and nothing of the code behind it: a protection that only the code has is not seen, and none is
// assumed.
//
// Deliberately not done: the hosts of `servers` as places, connections or third parties (others do), JSON
// Schema on its own, the payloads of `links`, `not`, `if`/`then`/`else`.
#pragma once

#include "scanners/facts/facts.h"
#include "scanners/meaning/classify/classifier.h"
#include "scanners/meaning/openapi/operation_words.h"
#include "scanners/units/unit.h"

namespace payaudit {

// Facts of the kinds
// - `operation`: one for each path and method. `request_classes` and `response_classes` hold what can occur
// clear in
//   them: what is named truncated, masked, hashed, encrypted or tokenized is left out, and so is what comes
//   only where the description offers an object instead of its id. `authenticated` is unknown in a document
//   without any `security`; `plaintext` where a server is relative, a template without a closed list, or for
//   documentation and the own machine only.
// - `field`: one for each classified property or parameter and medium it is reached in (request, response,
// query, path,
//   header, event); schemas that no operation reaches have none. `readOnly` properties are in no request,
//   `writeOnly` ones in no response.
// - `auth.client`: one for each OAuth 2 flow. A description cannot say whether PKCE is required, unless by
// extension.
// - `webhook`: operations that take a provider's notifications.
// - `address`: schemas of the postal address of a party of a payment.
// - `gap`: references that lead nowhere in the tree (remote ones too), and versions that are not known.
//
// Pure; linear in the trees' size. Deterministic: operations are taken in the order of units and of the
// document.
Facts openapi_facts(const Units& units, const Classifier& classifier, const OperationWords& words);

}  // namespace payaudit

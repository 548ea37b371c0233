// Where an API is served: `servers` of OpenAPI 3, `schemes`, `host` and `basePath` of OpenAPI 2.
#pragma once

#include <string>
#include <vector>

#include "scanners/meaning/openapi/document.h"

namespace payaudit::openapi {

struct Server {
  At at;                  // its URL or scheme
  std::string url;        // as written; of OpenAPI 2 put together
  Sourced plaintext;      // Unknown: relative, or a template
  bool is_local = false;  // the own machine
};

struct Servers {
  std::vector<Server> all;        // one for each that is stated
  std::vector<std::string> urls;  // with a host, as written; templates stay
  At at;                          // where they are stated
  // True: one of them is http to a host that is neither the own machine nor documentation's. False: all are
  // https.
  Sourced plaintext;
};

// Of an operation, else of its path, else of the document. The texts of `plaintext` are kept by `facts`.
Servers servers_of(Trees& trees, At document, At path_item, At operation, Facts& facts);

}  // namespace payaudit::openapi

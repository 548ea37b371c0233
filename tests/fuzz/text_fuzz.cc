// Any bytes: hits lie inside the file, in order.
#include <cstdlib>

#include "scanners/syntax/text/scanner.h"

using namespace payaudit;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static const TextScanner scanner = [] {
    TextPatterns tables;
    tables.networks.push_back({"visa", {{4, 4, 1}}, {13, 16, 19}, true, false});
    tables.networks.push_back({"maestro", {{50, 50, 2}, {67, 67, 2}}, {12, 13, 16}, false, true});
    tables.card_words = {"card"};
    tables.secrets.push_back({"key", "api-key", {"AKIA"}, "AKIA[A-Z2-7]{4,}", false});
    return TextScanner(std::move(tables));
  }();
  const Source source("x", std::string(reinterpret_cast<const char*>(data), size));
  uint32_t last = 0;
  for (const Hit& hit : scanner.scan(source).hits) {
    if (hit.span.begin < last || hit.span.end < hit.span.begin || hit.span.end > size) std::abort();
    last = hit.span.begin;
  }
  return 0;
}

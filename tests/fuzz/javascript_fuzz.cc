// The readers of JavaScript, TypeScript and TSX and the printer on any bytes.
#include <cstddef>
#include <cstdint>
#include <string>

#include "scanners/syntax/code/javascript/javascript.h"
#include "scanners/syntax/code/print.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const payaudit::Source source("a", std::string(reinterpret_cast<const char*>(data), size));
  payaudit::to_string(payaudit::read_javascript(source), source);
  payaudit::to_string(payaudit::read_typescript(source), source);
  payaudit::to_string(payaudit::read_tsx(source), source);
  return 0;
}

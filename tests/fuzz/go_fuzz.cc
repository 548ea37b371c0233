// The Go reader and the printer on any bytes.
#include <cstddef>
#include <cstdint>
#include <string>

#include "scanners/syntax/code/go/go.h"
#include "scanners/syntax/code/print.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const payaudit::Source source("a.go", std::string(reinterpret_cast<const char*>(data), size));
  payaudit::to_string(payaudit::read_go(source), source);
  return 0;
}

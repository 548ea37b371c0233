#include <cstddef>
#include <cstdint>
#include <string>

#include "scanners/syntax/prisma/prisma.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const payaudit::Source source("fuzz", std::string(reinterpret_cast<const char*>(data), size));
  const payaudit::Code code = payaudit::read_prisma(source);
  for (const payaudit::Type& type : code.types) {
    if (type.span.begin > type.span.end || type.span.end > size) __builtin_trap();
    for (const payaudit::Field& field : type.fields) {
      if (field.span.begin > field.span.end || field.span.end > size) __builtin_trap();
    }
  }
  return 0;
}

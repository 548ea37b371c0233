#include "scanners/syntax/settings/settings.h"

#include <cstddef>
#include <cstdint>
#include <string>

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const payaudit::Source source("fuzz", std::string(reinterpret_cast<const char*>(data), size));
  for (const auto read : {payaudit::read_properties, payaudit::read_env, payaudit::read_ini}) {
    const payaudit::Tree tree = read(source);
    for (payaudit::NodeId id = 0; id < tree.size(); ++id) {
      if (tree[id].span.begin > tree[id].span.end || tree[id].span.end > size) __builtin_trap();
    }
  }
  return 0;
}

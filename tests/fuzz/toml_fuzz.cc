#include <cstddef>
#include <cstdint>
#include <string>

#include "scanners/syntax/toml/toml.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const payaudit::Source source("fuzz", std::string(reinterpret_cast<const char*>(data), size));
  const payaudit::Tree tree = payaudit::read_toml(source);
  for (payaudit::NodeId id = 0; id < tree.size(); ++id) {
    if (tree[id].span.begin > tree[id].span.end || tree[id].span.end > size) __builtin_trap();
  }
  return 0;
}

// Any bytes give a Tree; every text and span of it is readable.
#include <cstddef>
#include <cstdint>
#include <string>

#include "scanners/syntax/hcl/hcl.h"

using namespace payaudit;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const Source source("fuzz.tf", std::string(reinterpret_cast<const char*>(data), size));
  const Tree tree = read_hcl(source);
  size_t total = 0;
  for (NodeId id = 0; id < tree.size(); ++id) {
    total += tree[id].text.size() + tree[id].key.size() + source.text(tree[id].span).size();
    if (tree[id].span.end > size) __builtin_trap();
  }
  return total == SIZE_MAX ? 1 : 0;
}

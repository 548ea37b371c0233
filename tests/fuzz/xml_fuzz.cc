#include <cstddef>
#include <cstdint>
#include <string>

#include "scanners/syntax/xml/xml.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const payaudit::Source source("fuzz.xml", std::string(reinterpret_cast<const char*>(data), size));
  const payaudit::Tree tree = payaudit::read_xml(source);
  for (payaudit::NodeId id = 0; id < tree.size(); ++id) {
    if (tree[id].span.begin > tree[id].span.end || tree[id].span.end > size) __builtin_trap();
    if (tree[id].parent != payaudit::kNoNode && tree[id].parent >= id) __builtin_trap();
  }
  return 0;
}

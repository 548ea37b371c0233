#include <cstddef>
#include <cstdint>
#include <string>

#include "scanners/meaning/pages/pages.h"
#include "scanners/syntax/html/html.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace payaudit;
  SourceMap sources;
  Units units;
  units.sources = &sources;
  Unit unit;
  unit.file = sources.add("fuzz.html", std::string(reinterpret_cast<const char*>(data), size));
  unit.format = "html";
  unit.form = read_html(sources[unit.file]);
  units.units.push_back(std::move(unit));
  static const Classifier classifier{DataClassTable()};
  const Facts facts = page_facts(units, classifier, {{{"P", {"*.psp.test"}}}, {"input"}, {"th:field"}});
  for (const Fact& fact : facts.all()) {
    if (fact.place.span.begin > fact.place.span.end || fact.place.span.end > size) __builtin_trap();
  }
  return 0;
}

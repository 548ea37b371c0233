// Any bytes as the description of an API, in YAML and JSON, with references between both: facts, never a
// crash.
#include "scanners/meaning/openapi/openapi.h"
#include "scanners/syntax/json/json.h"
#include "scanners/syntax/yaml/yaml.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace payaudit;
  static const Classifier classifier({
      {{"account.chd.pan",
        {"card number"},
        {"number"},
        {"card"},
        {"gift card"},
        {"bool"},
        {"openapi: x-pci"},
        {}},
       {"payment.amount", {"amount"}, {}, {}, {}, {}, {}, {}}},
      {{"hashed", {"hash"}}},
  });
  static const OperationWords words = [] {
    OperationWords made;
    made.roles = {{"payment.create", {"payment"}, {}, {"link"}}};
    made.transfers = {"transfer"};
    made.webhooks = {"webhook"};
    made.webhook_taken_by = {"receive"};
    return made;
  }();
  const std::string text(reinterpret_cast<const char*>(data), size);
  SourceMap sources;
  Units units;
  units.sources = &sources;
  const FileId yaml = sources.add("a.yaml", "openapi: 3.1.0\n" + text);
  const FileId json = sources.add("b.json", text);
  units.units.push_back({yaml, "yaml", read_yaml(sources[yaml]), {}, {}});
  units.units.push_back({json, "json", read_json(sources[json]), {}, {}});
  (void)openapi_facts(units, classifier, words);
  return 0;
}

// Names, entities and types of any bytes: classified or not, never a crash.
#include "scanners/meaning/classify/classifier.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace payaudit;
  static const Classifier classifier({
      {{"account.chd.pan",
        {"card number", "pan"},
        {"number"},
        {"card", "beside cvv"},
        {"gift card"},
        {"bool"},
        {},
        {"card vault"}}},
      {{"hashed", {"hash"}}},
      {.harmless_after = {"value"}, .before = {"is"}, .cuts = {"or"}, .clear = {"plain"}, .small = {"de"}},
  });
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const std::string_view name = text.substr(0, size / 2);
  const std::string_view rest = text.substr(size / 2);
  const std::string_view siblings[] = {rest, name};
  (void)classifier.classify(name, {.entity = rest, .siblings = siblings, .type = rest, .description = text});
  (void)classifier.classes_of_store(text);
  return 0;
}

// The expression language on any bytes: an expression up to the first NUL, behind it a text that the
// variables and the functions of rules/cel/functions.h get.
#include <cstdlib>
#include <string_view>

#include "rules/cel/cel.h"
#include "rules/cel/functions.h"

using namespace payaudit;

namespace {

class Inputs : public CelInputs {
 public:
  explicit Inputs(std::string_view text)
      : items_{Value::text(text), Value::unknown("fuzzed"),
               Value::integer(static_cast<int64_t>(text.size()))} {}

  Value variable(uint32_t slot) const override { return slot < 3 ? items_[slot] : Value::list(items_); }
  bool has(uint32_t slot) const override { return slot != 1; }

 private:
  Value items_[3];
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* bytes, size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(bytes), size);
  const size_t end = std::min(input.find('\0'), size);
  const std::string_view expression = input.substr(0, end);
  const std::string_view text = input.substr(std::min(end + 1, size));

  CelEnvironment environment;
  environment.variables = {{"t", CelType::text, 0},
                           {"u", CelType::boolean, 1},
                           {"n", CelType::integer, 2},
                           {"l", CelType::texts, 3}};
  environment.functions = own_functions();
  const auto compiled = compile_cel(expression, environment);
  if (const auto* error = std::get_if<CelError>(&compiled)) {
    if (error->message.empty() || error->length == 0 || error->offset > expression.size()) std::abort();
  } else {
    Arena scratch;
    to_string(std::get<CelProgram>(compiled).run(Inputs(text), scratch));
  }
  in_cidr(text, "10.0.0.0/8");
  in_cidr("::1", text);
  days(text);
  tls_rank(text);
  return 0;
}

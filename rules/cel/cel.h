// The Common Expression Language over facts: parsed and type-checked once, then run many times with
// three-valued results.
//
// Syntax, precedence, macros and functions are those of CEL's language definition
// (github.com/google/cel-spec, doc/langdef.md); tests/cel/conformance.cc runs its conformance files. Left
// out, and refused when compiling: messages, timestamps and durations, bytes, unsigned integers, types as
// values, optional values, dotted variables. Conversions are `int`, `double`, `string`, `bool` and `dyn`.
// More than CEL has: `has(name)` asks whether a variable is stated, and an integer compares with a real
// without a conversion.
//
// Unknown follows CEL's rule: an operand that is unknown makes the result unknown unless the other side
// decides
// (`false && unknown` is false). An error at run time (division by zero, overflow, a missing index) is
// Unknown with the error as its reason: a rule never fails, it admits. So is an evaluation that does too much
// work, by count and not by time.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "scanners/facts/value.h"
#include "scanners/source/arena.h"

namespace payaudit {

enum class CelType : uint8_t { dyn, null, boolean, integer, real, text, texts, list, map };

// A name an expression may use. `slot` is the host's number for it.
struct CelVariable {
  std::string_view name;
  CelType type = CelType::dyn;
  uint32_t slot = 0;
};

// What the host offers beyond CEL's own functions. A `name_arguments` function takes dotted names, not
// values: `holds(account.sad)` is called with the text "account.sad". `call` may keep texts and lists in the
// arena; it returns Unknown where it cannot know.
struct CelFunction {
  std::string_view name;
  std::vector<CelType> arguments;
  CelType result = CelType::boolean;
  bool name_arguments = false;
  // For name_arguments: an error text for a bad name (with its did-you-mean), empty if it is fine.
  std::function<std::string(std::string_view)> check_name;
  std::function<Value(std::span<const Value>, const class CelInputs&, Arena&)> call;
};

struct CelEnvironment {
  std::vector<CelVariable> variables;
  std::vector<CelFunction> functions;
};

// The values of one evaluation.
class CelInputs {
 public:
  virtual ~CelInputs() = default;
  virtual Value variable(uint32_t slot) const = 0;
  virtual bool has(uint32_t slot) const = 0;  // for `has(x)`: stated, though perhaps unknown
};

struct CelError {
  uint32_t offset = 0;  // into the expression's text; its size, where something is missing at the end
  uint32_t length = 1;  // at least 1
  std::string message;  // "unknown name `priviliged`, did you mean `privileged`?"
};

class CelProgram {
 public:
  CelProgram(CelProgram&&) noexcept;
  CelProgram& operator=(CelProgram&&) noexcept;
  ~CelProgram();

  CelType type() const;
  // The slots of all variables that the expression reads, sorted.
  std::span<const uint32_t> slots() const;
  // Thread-safe. Texts and lists of the result live in `scratch`, in the inputs or in the program.
  Value run(const CelInputs& inputs, Arena& scratch) const;

  struct Body;  // rules/cel/program.h, for the language itself

 private:
  explicit CelProgram(std::unique_ptr<Body> body);
  std::unique_ptr<Body> body_;
  friend std::variant<CelProgram, CelError> compile_cel(std::string_view, const CelEnvironment&);
};

// Compiles an expression. The environment's functions are copied into the program; nothing else of it is
// kept.
std::variant<CelProgram, CelError> compile_cel(std::string_view text, const CelEnvironment& environment);

// The candidate nearest to `word` within an edit distance that a slip of the finger explains; empty: none.
// For did-you-mean texts.
std::string_view nearest(std::string_view word, std::span<const std::string_view> candidates);

}  // namespace payaudit

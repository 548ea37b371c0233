// The checker of one expression; see checker.h. Internal to this folder.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "rules/cel/builtins.h"
#include "rules/cel/parser.h"
#include "rules/cel/program.h"
#include "rules/cel/types.h"

namespace payaudit::cel {

class Checker {
 public:
  Checker(const Ast& ast, const CelEnvironment& environment, std::unique_ptr<CelProgram::Body> body)
      : ast_(ast), environment_(environment), body_(std::move(body)) {}

  std::variant<std::unique_ptr<CelProgram::Body>, CelError> check();

 private:
  struct Typed {
    uint32_t node;
    CelType type;
  };
  using Checked = std::optional<Typed>;  // nothing: error_ is set
  struct Local {
    std::string_view name;
    CelType type;
  };

  // Failures.
  std::nullopt_t fail(uint32_t offset, uint32_t length, std::string message);
  std::nullopt_t fail_at_mark(const Expr& expr, std::string message);
  std::nullopt_t fail_at(const Expr& expr, std::string message);
  std::nullopt_t fail_argument(const Expr& e, const Expr& argument, std::string_view wanted, CelType type);
  std::nullopt_t fail_unknown_name(const Expr& e);
  std::nullopt_t fail_unknown_function(const Expr& e);
  static std::string did_you_mean(std::string_view word, const std::vector<std::string_view>& names);

  // Names, operators and collections (checker.cc).
  const Expr& expr(uint32_t index) const { return ast_.exprs[index]; }
  bool is_constant(uint32_t node) const { return body_->nodes[node].op == Op::constant; }
  Typed add(Node node, CelType type);
  Typed apply(Op op, const std::vector<Typed>& operands, CelType type, uint32_t number = 0,
              Value value = Value::null());
  Checked visit(uint32_t index);
  const CelVariable* find_variable(std::string_view name) const;
  Checked name(const Expr& e);
  Checked select(const Expr& e, Typed operand, Op op);
  Checked list(const Expr& e);
  Checked map(const Expr& e);
  Checked condition(uint32_t child, std::string_view user);
  Checked unary(const Expr& e);
  Checked logic(const Expr& e);
  Checked conditional(const Expr& e);
  template <typename TypeOf>
  Checked binary(const Expr& e, TypeOf type_of_result);
  std::optional<CelType> operator_type(const Expr& e, CelType a, CelType b);
  std::optional<CelType> index_type(const Expr& e, CelType a, CelType b);

  // Calls (calls.cc).
  Checked call(const Expr& e);
  Checked only_argument(const Expr& e);
  Checked has(const Expr& e);
  Checked macro(const Expr& e, const Macro& macro);
  Checked own(const Expr& e, const Method& method);
  Checked matches_constant(const Expr& argument, const std::vector<Typed>& operands);
  Checked convert(const Expr& e, const Conversion& conversion);
  Checked host(const Expr& e);
  uint32_t host_number(const CelFunction& function);
  Checked name_argument(const Expr& e, const Expr& argument, const CelFunction& function);

  const Ast& ast_;
  const CelEnvironment& environment_;
  std::unique_ptr<CelProgram::Body> body_;
  std::vector<Local> locals_;
  CelError error_;
};

}  // namespace payaudit::cel

#include "rules/cel/program.h"

#include "rules/cel/checker.h"
#include "rules/cel/parser.h"

namespace payaudit {

CelProgram::CelProgram(std::unique_ptr<Body> body) : body_(std::move(body)) {}
CelProgram::CelProgram(CelProgram&&) noexcept = default;
CelProgram& CelProgram::operator=(CelProgram&&) noexcept = default;
CelProgram::~CelProgram() = default;

CelType CelProgram::type() const {
  return body_->type;
}
std::span<const uint32_t> CelProgram::slots() const {
  return body_->slots;
}

Value CelProgram::run(const CelInputs& inputs, Arena& scratch) const {
  return cel::evaluate(*body_, static_cast<uint32_t>(body_->nodes.size() - 1), inputs, scratch);
}

std::variant<CelProgram, CelError> compile_cel(std::string_view text, const CelEnvironment& environment) {
  auto body = std::make_unique<CelProgram::Body>();
  auto ast = cel::parse(text, body->kept);
  if (auto* error = std::get_if<CelError>(&ast)) return std::move(*error);
  auto checked = cel::check(std::get<cel::Ast>(ast), environment, std::move(body));
  if (auto* error = std::get_if<CelError>(&checked)) return std::move(*error);
  return CelProgram(std::move(std::get<std::unique_ptr<CelProgram::Body>>(checked)));
}

}  // namespace payaudit

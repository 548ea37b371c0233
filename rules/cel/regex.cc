#include "rules/cel/regex.h"

#include <re2/re2.h>

namespace payaudit::cel {
namespace {

RE2::Options options() {
  RE2::Options options;
  options.set_log_errors(false);
  options.set_never_capture(true);
  options.set_max_mem(2 << 20);
  return options;
}

}  // namespace

Regex::Regex(std::string_view pattern)
    : compiled_(std::make_unique<RE2>(re2::StringPiece(pattern.data(), pattern.size()), options())) {}
Regex::Regex(Regex&&) noexcept = default;
Regex& Regex::operator=(Regex&&) noexcept = default;
Regex::~Regex() = default;

std::string Regex::error() const {
  return compiled_->ok() ? "" : compiled_->error();
}

bool Regex::matches(std::string_view text) const {
  return compiled_->ok() && RE2::PartialMatch(re2::StringPiece(text.data(), text.size()), *compiled_);
}

}  // namespace payaudit::cel

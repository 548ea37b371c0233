#include "scanners/meaning/flow/own_masks.h"

namespace payaudit {
namespace {

// `./lib/payment.ts`, `@/lib/payment`: `payment`.
std::string_view stem_of(std::string_view path) {
  path = path.substr(path.rfind('/') + 1);  // npos + 1 is 0
  return path.substr(0, path.find('.', path.starts_with('.') ? 1 : 0));
}

}  // namespace

void OwnMasks::add(const Code& code, std::string_view path, const CallIndex& calls) {
  const WordList& maskers = calls.models().words_of("log.maskers");
  for (const Function& function : code.functions) {
    if (maskers.is_in(function.name)) masks_.try_emplace(std::string(stem_of(path)), function.name);
  }
}

std::string_view OwnMasks::in(std::string_view file) const {
  const auto found = masks_.find(std::string(stem_of(file)));
  return found == masks_.end() ? std::string_view() : std::string_view(found->second);
}

}  // namespace payaudit

// Finds the models of a call. Built once a run, when first asked; read by all threads.
#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "scanners/meaning/flow/models.h"

namespace payaudit {

class CallIndex {
 public:
  explicit CallIndex(CodeModels models);
  ~CallIndex();
  CallIndex(CallIndex&&) noexcept;

  // The models whose pattern matches a resolved callee, in the table's order. Pointers live as long as the
  // index.
  std::vector<const CallModel*> of_callee(std::string_view language, std::string_view callee) const;
  // The same for receiver and method as written, where the callee could not be resolved.
  std::vector<const CallModel*> of_name(std::string_view language, std::string_view written) const;
  // True if some pattern of the language starts with `root` as a whole segment: tells globals and types of
  // imported packages that are worth a name from everything else.
  bool knows(std::string_view language, std::string_view root) const;

  const CodeModels& models() const;

 private:
  struct Tables;
  std::unique_ptr<Tables> tables_;
};

// `text` matches `pattern` with `*` (any but dots) and `**` (any). Linear in both for patterns of the table's
// form.
bool glob_matches(std::string_view pattern, std::string_view text);

// The model's role is one that data can flow to.
bool is_sink(const CallModel& model);

// TypeScript's and JavaScript's models are the same.
std::string_view model_language(std::string_view language);

}  // namespace payaudit

// Finds `{{ … }}` and what other engines have in YAML and masks it, so that the text can be parsed although
// it is not YAML yet. It evaluates none of it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "scanners/source/source.h"
#include "scanners/units/template_actions.h"

namespace payaudit::yaml_reader {

// A line of nothing but an output action: it brings text nobody knows at this indentation (in columns).
struct Insertion {
  Span span;  // the `{{ … }}`
  uint32_t indent = 0;
};

// Everything is in order of offsets. `masked` has the length of the source and other bytes only inside
// `{{ … }}`.
struct Templates {
  std::string masked;
  std::vector<Span> actions;          // each `{{ … }}`, with a `$` before it
  std::vector<Insertion> insertions;  //
  std::vector<Span> conditionals;  // from an `{{ if }}`, `{{ else }}` … to the action that ends the branch

  bool is_cut = false;  // as find_template_actions says

  bool any() const { return !actions.empty(); }
  // Index of the first action that ends after `offset`.
  size_t first_action_after(uint32_t offset) const;
};

Templates find_templates(std::string_view bytes, TemplateStyle style);

}  // namespace payaudit::yaml_reader

// What a template engine puts into a text or leaves out of it: `{{ … }}` of Go, Jinja and Handlebars,
// `{% … %}` and `{# … #}`, `<% … %>` of ERB and EJS, `${ … }` and `%{ … }` of Terraform. Knows the few words
// that control output and evaluates none of them; knows no format around them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "scanners/units/tree.h"

namespace payaudit {

struct TemplateAction {
  enum class Kind : uint8_t {
    output,     // a text that nobody knows
    opens,      // a condition or loop begins
    otherwise,  // another branch of it begins
    ends,
    silent,  // a comment, an assignment
  };
  Kind kind = Kind::output;
  Span span;  // a `$` before `{{` included
};

enum class TemplateStyle : uint8_t {
  plain,      // {{ … }} and <% … %>: what stands in files that are not named as templates too
  engine,     // also {% … %} and {# … #}
  terraform,  // also ${ … } and %{ … }
};

// In order of offsets, none within another. What has no end, or none within 16 KiB, is none; `is_cut` says of
// a text that is a template whether it has one of the latter. Linear.
std::vector<TemplateAction> find_template_actions(std::string_view bytes, TemplateStyle style,
                                                  bool* is_cut = nullptr);
inline constexpr std::string_view kActionTooLong = "a template with an action longer than is followed";

// From the end of what opens a branch to the begin of what ends it, in order of their begins; one without an
// end goes to the end of the text.
std::vector<Span> branches(const std::vector<TemplateAction>& actions, size_t size);

// How outputs are masked so that a reader goes on: `word` is one for readers with bare words, `number` a
// digit and blanks for those with none. Everything else becomes blanks; line ends stay.
enum class TemplateMask : uint8_t { word, number };
std::string masked(std::string_view bytes, const std::vector<TemplateAction>& actions, TemplateMask mask);

// Makes a tree that was read from a masked text one of the source: texts are those of the source; a scalar
// with an action in it is opaque; one that is there on a condition which its container is not under is the
// child of a `call` with text "if" (of an nginx directive the labels are in braces instead, for these are its
// value); a container into which something is put has unknown entries. For at most kMostActions of them.
inline constexpr size_t kMostActions = 2000;
void restore(Tree& tree, const Source& source, std::string_view masked,
             const std::vector<TemplateAction>& actions);

}  // namespace payaudit

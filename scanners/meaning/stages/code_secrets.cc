#include "scanners/meaning/stages/code_secrets.h"

#include "scanners/meaning/settings/value_forms.h"
#include "scanners/meaning/stages/finder.h"

namespace payaudit {

void set_forms_in_code(Facts& facts, const Units& units, const ValueForms& forms) {
  const Finder finder(units);
  for (Fact& fact : facts.all()) {
    const bool is_named = fact.kind == Kind::secret && text_of(fact, Attr::value_kind) == "literal" &&
                          text_of(fact, Attr::source) != "value";
    if (!is_named || !finder.is_code(fact)) continue;
    const std::string_view value = finder.value_of(fact);
    if (value.find("${") != std::string_view::npos) continue;  // what counts where the variable is not set
    const Origin origin = fact.find(Attr::value_kind)->origin;
    if (const std::string_view kind = value_kind(forms, value); kind != "literal") {
      fact.set(Attr::value_kind, facts.text(kind), origin);
    } else if (const std::string_view why = why_doubtful(forms, text_of(fact, Attr::name), value);
               !why.empty()) {
      fact.set(Attr::value_kind, facts.unknown(why), origin);
    }
  }
}

}  // namespace payaudit

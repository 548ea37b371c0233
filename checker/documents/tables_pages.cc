#include <fmt/format.h>
#include <fmt/ranges.h>

#include "checker/documents/markdown.h"
#include "checker/documents/pages.h"

namespace payaudit {
namespace {

std::string words_of(std::string_view label, const std::vector<std::string>& words) {
  return words.empty() ? std::string() : fmt::format("\n{}: {}.\n", label, markdown_codes(words));
}

std::string class_part(const DataClass& each) {
  std::string out = fmt::format("\n### {}\n", each.name);
  if (!each.made_of.empty())
    out += fmt::format("\nIt is {} when that is {}.\n", markdown_code(each.made_of), each.of_state);
  out += words_of("Words that say it by themselves", each.names);
  out += words_of("Words that say it beside words of its context", each.needs_context);
  out += words_of("Not it", each.not_names);
  out += words_of("Declared by", each.declared_by);
  out += words_of("Stores that hold it by their name", each.stores);
  return out;
}

template <typename Words>
std::string table_of(std::string_view first, const Words& words) {
  std::string out = fmt::format("\n| {} | meaning |\n|---|---|\n", first);
  for (const auto& [word, meaning] : words)
    out += fmt::format("| {} | {} |\n", markdown_code(word), page_text(meaning));
  return out;
}

std::string judged_when(const Framework& framework) {
  if (framework.is_default) return "always";
  return framework.profile.empty() ? "never" : fmt::format("with `profile: {}`", framework.profile);
}

}  // namespace

std::string data_classes_page(const DataClassTable& table) {
  std::string out =
      "# Data classes\n\n"
      "What a name says of the data in it. A class is written with dots, from the general to the special: a "
      "rule about\n`account.sad` is about every class below it. `payaudit.yaml` uses these names under "
      "`declared.stores`.\n\n"
      "Names match as whole words: `cardNumber`, `card_number` and `CARD-NUMBER` are the same. `(a|b)` is a "
      "choice, `a?` an optional word,\n`beside x` a neighbour that is called x. The words come from "
      "`policies/data`; [CONTRIBUTING.md](../CONTRIBUTING.md) says how to add one.\n";
  std::string top;
  for (const DataClass& each : table.classes) {
    const std::string first = each.name.substr(0, each.name.find('.'));
    if (first != top) out += fmt::format("\n## {}\n", top = first);
    out += class_part(each);
  }
  out += "\n## States\n\nWhat was done to a value. Words that tell it apart from the class:\n\n";
  for (const StateWords& state : table.states)
    out += fmt::format("- {}: {}\n", state.state, markdown_codes(state.names));
  return out;
}

std::string declarations_page(const Policies& policies) {
  std::string out =
      "# What an owner declares\n\n"
      "The words for `profile`, `roles`, `saq` and `environment` of `payaudit.yaml`. `payaudit frameworks` "
      "prints the same.\nWhat is not declared leaves a row of a framework open: it is judged, and the report "
      "says once what to declare.\n";
  out +=
      "\n## Frameworks\n\n| id | framework | status | judged | rows | with rules "
      "|\n|---|---|---|---|---|---|\n";
  for (const Framework& framework : policies.catalog) {
    size_t with_rules = 0;
    for (const Requirement& row : framework.requirements) with_rules += row.rules.empty() ? 0 : 1;
    out += fmt::format("| {} | {} {} | {} | {} | {} | {} |\n", markdown_code(framework.id), framework.name,
                       framework.version, word(framework.status), judged_when(framework),
                       framework.requirements.size(), with_rules);
  }
  const ApplicabilityTable& table = policies.applicability;
  out +=
      "\n## profile\n\nDeclares what nothing else in the file does.\n\n| profile | roles | jurisdictions "
      "|\n|---|---|---|\n";
  for (const auto& [name, profile] : table.profiles)
    out += fmt::format("| {} | {} | {} |\n", markdown_code(name), markdown_codes(profile.roles),
                       markdown_codes(profile.jurisdictions));
  out += "\n## roles\n" + table_of("role", table.roles);
  out += fmt::format("\n## saq\n\nThe questionnaire of PCI DSS that is filled in: {}.\n",
                     markdown_codes(table.saq));
  out += "\n## environment\n\nWhat there is, `true` or `false`.\n" + table_of("word", table.environment);
  return out;
}

}  // namespace payaudit

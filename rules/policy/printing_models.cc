#include "rules/policy/printing_models.h"

#include <fmt/format.h>

#include <algorithm>

#include "rules/policy/fields.h"

namespace payaudit {
namespace {

// In the order of the enumerations.
constexpr std::string_view kFormWords[] = {"text", "debug", "json", "log"};
static_assert(std::size(kFormWords) == kFormCount);

bool check_language(YamlNode key, Problems& problems) {
  constexpr std::string_view kLanguages[] = {"java", "python", "javascript", "go"};
  if (std::find(std::begin(kLanguages), std::end(kLanguages), key.text()) != std::end(kLanguages))
    return true;
  problems.add(key, fmt::format("unknown language '{}'", key.text()), did_you_mean(key.text(), kLanguages));
  return false;
}

std::vector<PrintingMark> read_marks(std::optional<YamlNode> node, std::string_view name,
                                     Problems& problems) {
  std::vector<PrintingMark> marks;
  if (!node) return marks;
  if (!node->is_sequence()) problems.add(*node, fmt::format("'{}s' is a list", name));
  for (size_t i = 0; node->is_sequence() && i < node->size(); ++i) {
    const Fields fields(node->item(i), fmt::format("a {}", name),
                        {name, "argument", "value", "form", "means", "by"}, problems);
    PrintingMark mark;
    mark.mark = fields.require_text(name);
    mark.argument = fields.text("argument");
    mark.value = fields.text("value");
    mark.by = fields.text("by");
    const auto form = fields.word("form", {kFormWords[0], kFormWords[1], kFormWords[2], kFormWords[3]});
    mark.form = static_cast<Form>(form.value_or(0));
    const auto means = fields.word(
        "means", {"hidden", "changed", "hides-listed", "shows-listed", "shows-marked", "shows-nothing"});
    mark.means = static_cast<PrintingMark::Means>(means.value_or(0));
    if (!form) problems.add(node->item(i), fmt::format("a {} needs a 'form'", name));
    if (mark.means == PrintingMark::Means::shows_marked && mark.by.empty())
      problems.add(node->item(i), "'shows-marked' needs the mark: 'by'");
    marks.push_back(std::move(mark));
  }
  return marks;
}

PrintingModel read_model(std::string_view language, YamlNode node, Problems& problems) {
  const Fields fields(
      node, "how a language prints",
      {"shown_by_marks", "shown_by_bases", "silent_bases", "shown", "own", "marks", "keywords", "dumps",
       "enumerations", "all_members", "all_calls", "serialized_members", "masking_types", "opened_by"},
      problems);
  PrintingModel model;
  model.language = language;
  model.shown_by_marks = fields.texts("shown_by_marks");
  model.shown_by_bases = fields.texts("shown_by_bases");
  model.silent_bases = fields.texts("silent_bases");
  model.dumps = fields.texts("dumps");
  model.enumerations = fields.texts("enumerations");
  model.all_members = fields.texts("all_members");
  model.all_calls = fields.texts("all_calls");
  model.serialized_members = fields.texts("serialized_members");
  model.masking_types = fields.texts("masking_types");
  model.opened_by = fields.texts("opened_by");
  model.marks = read_marks(fields.find("marks"), "mark", problems);
  model.keywords = read_marks(fields.find("keywords"), "keyword", problems);
  if (const auto shown = fields.find("shown")) {
    const Fields forms(*shown, "'shown'", {kFormWords[0], kFormWords[1], kFormWords[2], kFormWords[3]},
                       problems);
    for (size_t i = 0; i < kFormCount; ++i) model.shows[i] = forms.flag(kFormWords[i]).value_or(false);
    // A log shows what one of the others does.
    if (!forms.find("log")) model.shows[3] = model.shows[0] || model.shows[2];
  }
  if (const auto own = fields.find("own")) {
    const Fields forms(*own, "'own'", {kFormWords[0], kFormWords[1], kFormWords[2], kFormWords[3]}, problems);
    for (size_t i = 0; i < kFormCount; ++i) model.own[i] = forms.texts(kFormWords[i]);
  }
  return model;
}

}  // namespace

void read_printing(YamlNode node, CodeModels& models, Problems& problems) {
  if (!node.is_map()) {
    problems.add(node, "'printing' is a map of languages");
    return;
  }
  for (size_t i = 0; i < node.size(); ++i) {
    if (!check_language(node.key(i), problems)) continue;
    PrintingModel model = read_model(node.key(i).text(), node.value(i), problems);
    std::erase_if(models.printing,
                  [&](const PrintingModel& each) { return each.language == model.language; });
    models.printing.push_back(std::move(model));
  }
}

void read_logger_fields(YamlNode node, CodeModels& models, Problems& problems) {
  if (!node.is_map()) {
    problems.add(node, "'logger-fields' is a map of languages");
    return;
  }
  for (size_t i = 0; i < node.size(); ++i) {
    if (!check_language(node.key(i), problems)) continue;
    const YamlNode list = node.value(i);
    if (!list.is_sequence()) problems.add(list, "annotations that declare loggers are a list");
    for (size_t k = 0; list.is_sequence() && k < list.size(); ++k) {
      const Fields fields(list.item(k), "an annotation that declares a logger",
                          {"annotation", "field", "type"}, problems);
      models.logger_fields.push_back({std::string(node.key(i).text()), fields.require_text("annotation"),
                                      fields.require_text("field"), fields.require_text("type")});
    }
  }
}

}  // namespace payaudit

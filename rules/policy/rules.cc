#include "rules/policy/rules.h"

#include <fmt/format.h>

#include <algorithm>

#include "rules/judge/environment.h"
#include "rules/judge/message.h"
#include "rules/policy/fields.h"
#include "scanners/facts/data_class.h"

namespace payaudit {
namespace {

class RuleReader {
 public:
  RuleReader(const Document& document, const ClassCheck& class_problem, Problems& problems)
      : document_(document),
        class_problem_(class_problem),
        problems_(problems),
        fields_(document.root(), "a rule",
                {"id",       "title", "severity",  "for",      "when",    "fail_when", "flow",     "order",
                 "exists",   "at",    "yields_to", "lessened", "counted", "once",      "message",  "instead",
                 "evidence", "why",   "fix",       "since",    "cwe",     "examples",  "known_gap"},
                problems) {}

  std::optional<Rule> read() {
    const size_t before = problems_.size();
    if (!fields_.is_map()) return std::nullopt;
    read_names();
    read_shape();
    read_words();
    read_lessened();
    read_instead();
    if (!document_.body().source.empty()) check_examples();
    if (problems_.size() != before) return std::nullopt;
    return std::move(rule_);
  }

 private:
  void read_names() {
    // rules/AREA/ID.yaml
    const std::string_view name = document_.name();
    const size_t slash = name.rfind('/');
    const std::string_view file = slash == std::string_view::npos ? name : name.substr(slash + 1);
    const std::string_view stem = file.substr(0, file.rfind('.'));
    const std::string_view folder =
        slash == std::string_view::npos ? std::string_view() : name.substr(0, slash);
    rule_.area = folder.substr(folder.rfind('/') == std::string_view::npos ? 0 : folder.rfind('/') + 1);

    rule_.id = fields_.require_text("id");
    if (!rule_.id.empty() && rule_.id != stem) {
      problems_.add(*fields_.find("id"), fmt::format("the id '{}' is not the file's name", rule_.id),
                    fmt::format("write 'id: {}', or rename the file", stem));
    } else if (!rule_.id.empty() && !is_slug(rule_.id)) {
      problems_.add(*fields_.find("id"), "an id is words of lower-case letters and digits, joined by '-'");
    }
    rule_.title = fields_.require_text("title");
    if (fields_.require("severity")) {
      const auto index = fields_.word("severity", {"info", "low", "medium", "high", "critical"});
      if (index) rule_.severity = static_cast<Severity>(*index);
    }
    rule_.since = fields_.require_text("since");
    rule_.known_gap = fields_.text("known_gap");
    rule_.yields_to = fields_.texts("yields_to");
    if (const auto cwe = fields_.find("cwe")) {
      for (size_t i = 0; cwe->is_sequence() && i < cwe->size(); ++i) {
        if (const auto number = read_integer(cwe->item(i), problems_))
          rule_.cwe.push_back(static_cast<int>(*number));
      }
      if (!cwe->is_sequence()) problems_.add(*cwe, "a list of CWE numbers is expected here");
    }
  }

  std::optional<Kind> read_kind(YamlNode node) {
    const auto kind = find_kind(node.text());
    if (!kind) {
      std::vector<std::string_view> names;
      for (const KindRow& candidate : kind_rows()) names.push_back(candidate.name);
      problems_.add(node, fmt::format("unknown fact kind '{}'", node.text()),
                    did_you_mean(node.text(), names));
    }
    return kind;
  }

  void refuse(std::string_view key, std::string_view why) {
    if (const auto node = fields_.find(key)) problems_.add(*node, std::string(why));
  }

  void read_shape() {
    if (fields_.find("order")) {
      refuse("order", "order rules are not judged yet");
    } else if (fields_.find("flow")) {
      rule_.shape = RuleShape::flow;
      read_flow();
    } else if (fields_.find("exists")) {
      rule_.shape = RuleShape::presence;
      read_presence();
    } else {
      read_state();
    }
    if (const auto at = fields_.find("at"); at && has_kind_) rule_.at = read_attr(*at);
    if (const auto by = fields_.find("counted"); by && has_kind_) read_counted(*by);
    if (const auto in = fields_.find("once"); in && has_kind_) read_once(*in);
  }

  static std::optional<Attr> attr_in_file(std::string_view text) {
    constexpr std::string_view kFile = "file ";
    return text.starts_with(kFile) ? find_attr(text.substr(kFile.size())) : std::nullopt;
  }

  void read_once(YamlNode node) {
    const std::optional<Attr> attr = find_attr(node.text());
    const bool is_flow_of_attribute = rule_.shape == RuleShape::flow && attr && has_attr(rule_.kind, *attr);
    if (rule_.shape != RuleShape::state && !is_flow_of_attribute)
      problems_.add(node,
                    "only rules that say 'fail_when' are told once, and flows for a value of an attribute");
    if (node.text() == "file") {
      rule_.once = Rule::Once::in_file;
    } else if (node.text() == "line") {
      rule_.once = Rule::Once::in_line;
    } else if (node.text() == "function" && has_attr(rule_.kind, Attr::function)) {
      rule_.once = Rule::Once::in_function;
    } else if (attr && has_attr(rule_.kind, *attr)) {
      rule_.once = Rule::Once::in_tree;
      rule_.once_by = *attr;
    } else if (const std::optional<Attr> in = attr_in_file(node.text()); in && has_attr(rule_.kind, *in)) {
      rule_.once = Rule::Once::in_file_by;
      rule_.once_by = *in;
    } else {
      problems_.add(node,
                    "told once in a 'file', a 'line', a 'function' where the kind has one, or for each value "
                    "of an attribute of the kind, in the tree ('ATTRIBUTE') or in a file ('file ATTRIBUTE')");
    }
  }

  void read_counted(YamlNode node) {
    rule_.is_counted = true;
    if (node.text() != "true") rule_.counted_by = read_attr(node);
    if (rule_.shape != RuleShape::state) problems_.add(node, "only rules that say 'fail_when' are counted");
  }

  void read_state() {
    if (const auto kind = fields_.require("for")) set_kind(read_kind(*kind));
    const auto fail_when = fields_.require("fail_when");
    if (!has_kind_) return;
    if (const auto when = fields_.find("when")) rule_.when = compile(*when);
    if (fail_when) rule_.fail_when = compile(*fail_when);
  }

  void read_flow() {
    refuse("exists", "a rule is either a flow or a presence rule");
    refuse("fail_when",
           "a flow rule fails when the data arrives unprotected: 'when' may narrow it, 'fail_when' may not");
    set_kind(Kind::flow);
    if (const auto kind = fields_.find("for"); kind && read_kind(*kind) && kind->text() != "flow") {
      problems_.add(*kind, "a flow rule is for facts of kind 'flow'");
    }
    if (const auto when = fields_.find("when")) rule_.when = compile(*when);
    const Fields flow(*fields_.find("flow"), "a flow", {"from", "to", "unless"}, problems_);
    if (!flow.is_map()) return;
    bool is_authentication = false;
    if (const auto from = flow.require("from")) {
      rule_.flow.from = read_texts(*from, problems_);
      each_text(*from, [&](YamlNode node) {
        if (const std::string problem = class_problem_(node.text()); !problem.empty())
          problems_.add(node, problem);
        is_authentication |= within(node.text(), "account.sad");
      });
    }
    if (const auto to = flow.require("to")) {
      rule_.flow.to = read_texts(*to, problems_);
      each_text(*to, [&](YamlNode node) { check_word(node, "role", kFlowRoles); });
    }
    if (const auto unless = flow.find("unless")) {
      rule_.flow.unless = read_texts(*unless, problems_);
      each_text(*unless, [&](YamlNode node) {
        check_word(node, "protection", kProtections);
        if (is_authentication) {
          problems_.add(
              node,
              fmt::format("'{}' does not excuse sensitive authentication data: it must not be kept or "
                          "shown in any form",
                          node.text()),
              "remove 'unless', or judge account.sad in a rule of its own");
        }
      });
    }
  }

  void read_presence() {
    refuse("when", "in a presence rule 'exists: {where: …}' says which facts count");
    refuse("fail_when", "a presence rule asks for a record when there is none");
    if (const auto kind = fields_.find("for")) rule_.only_with = read_kind(*kind);
    const Fields exists(*fields_.find("exists"), "'exists'", {"a", "where", "in_each"}, problems_);
    if (!exists.is_map()) return;
    if (const auto kind = exists.require("a")) set_kind(read_kind(*kind));
    if (const auto where = exists.find("where"); where && has_kind_) rule_.when = compile(*where);
    const auto each = exists.find("in_each");
    if (!each || !has_kind_) return;
    rule_.in_each = read_attr(*each);
    if (!rule_.only_with || (rule_.in_each && !has_attr(*rule_.only_with, *rule_.in_each)))
      problems_.add(*each, "'in_each' is an attribute that the facts of 'for' have too");
  }

  void set_kind(std::optional<Kind> kind) {
    has_kind_ = kind.has_value();
    if (kind) rule_.kind = *kind;
  }

  template <typename F>
  static void each_text(YamlNode node, F visit) {
    if (node.is_scalar()) visit(node);
    for (size_t i = 0; node.is_sequence() && i < node.size(); ++i) visit(node.item(i));
  }

  void check_word(YamlNode node, std::string_view what, std::span<const std::string_view> words) {
    if (std::find(words.begin(), words.end(), node.text()) != words.end()) return;
    problems_.add(node, fmt::format("unknown {} '{}'", what, node.text()), did_you_mean(node.text(), words));
  }

  std::optional<Attr> read_attr(YamlNode node) {
    for (Attr attr : row(rule_.kind).attributes) {
      if (row(attr).name == node.text()) return attr;
    }
    std::vector<std::string_view> names;
    for (Attr attr : row(rule_.kind).attributes) names.push_back(row(attr).name);
    problems_.add(node, fmt::format("'{}' has no attribute '{}'", row(rule_.kind).name, node.text()),
                  did_you_mean(node.text(), names));
    return std::nullopt;
  }

  std::optional<CelProgram> compile(YamlNode node) {
    if (!node.is_scalar() || node.text().empty()) {
      problems_.add(node, "an expression is expected here");
      return std::nullopt;
    }
    if (!environment_) environment_ = environment_for(rule_.kind, class_problem_);
    auto compiled = compile_cel(node.text(), *environment_);
    if (const auto* error = std::get_if<CelError>(&compiled)) {
      problems_.add_inside(node, error->offset, error->length, error->message);
      return std::nullopt;
    }
    CelProgram program = std::get<CelProgram>(std::move(compiled));
    if (program.type() != CelType::boolean && program.type() != CelType::dyn) {
      problems_.add(node, "this expression is neither true nor false");
      return std::nullopt;
    }
    return program;
  }

  void read_words() {
    rule_.message = fields_.require_text("message");
    rule_.evidence = fields_.text("evidence");
    rule_.why = fields_.require_text("why");
    rule_.fix = fields_.require_text("fix");
    if (!has_kind_) return;
    for (std::string_view key : {"message", "evidence", "fix"}) {
      if (const auto node = fields_.find(key)) check_placeholders(*node);
    }
  }

  void read_lessened() {
    const auto list = fields_.find("lessened");
    if (!list || !has_kind_) return;
    if (rule_.shape == RuleShape::presence) refuse("lessened", "what is not there has no weight to lessen");
    if (!list->is_sequence())
      problems_.add(*list, "a list of 'when', 'severity' and 'because' is expected here");
    for (size_t i = 0; list->is_sequence() && i < list->size(); ++i) {
      const Fields fields(list->item(i), "a lessening", {"when", "severity", "because"}, problems_);
      if (!fields.is_map()) continue;
      const auto when = fields.require("when");
      fields.require("severity");
      const auto severity = fields.word("severity", {"info", "low", "medium", "high", "critical"});
      std::string because = fields.require_text("because");
      if (const auto node = fields.find("because")) check_placeholders(*node);
      if (severity && static_cast<Severity>(*severity) >= rule_.severity)
        problems_.add(*fields.find("severity"), "this is no less than the severity of the rule");
      std::optional<CelProgram> program = when ? compile(*when) : std::nullopt;
      if (program && severity)
        rule_.lessened.push_back({*std::move(program), static_cast<Severity>(*severity), std::move(because)});
    }
  }

  void read_instead() {
    const auto list = fields_.find("instead");
    if (!list || !has_kind_) return;
    if (rule_.shape == RuleShape::presence) refuse("instead", "what is not there is missing as a whole");
    if (!list->is_sequence())
      problems_.add(*list, "a list of 'when', 'message' and perhaps 'fix' is expected here");
    for (size_t i = 0; list->is_sequence() && i < list->size(); ++i) {
      const Fields fields(list->item(i), "another wording", {"when", "message", "fix"}, problems_);
      if (!fields.is_map()) continue;
      const auto when = fields.require("when");
      std::string message = fields.require_text("message");
      for (std::string_view key : {"message", "fix"}) {
        if (const auto node = fields.find(key)) check_placeholders(*node);
      }
      std::optional<CelProgram> program = when ? compile(*when) : std::nullopt;
      if (program) rule_.instead.push_back({*std::move(program), std::move(message), fields.text("fix")});
    }
  }

  void check_placeholders(YamlNode node) {
    for (const Placeholder& placeholder : placeholders(node.text())) {
      if (fills(placeholder.name, rule_)) continue;
      std::vector<std::string_view> names;
      for (Attr attr : row(rule_.kind).attributes) names.push_back(row(attr).name);
      problems_.add_inside(node, placeholder.offset, placeholder.name.size() + 2,
                           fmt::format("nothing fills the placeholder '{{{}}}'", placeholder.name),
                           did_you_mean(placeholder.name, names));
    }
  }

  void check_examples() {
    const size_t before = problems_.size();
    const std::vector<Example> examples = read_examples(document_, problems_);
    if (problems_.size() != before) return;
    const auto count = [&](auto has) { return std::count_if(examples.begin(), examples.end(), has); };
    const YamlNode at = fields_.find("examples").value_or(fields_.node());
    if (rule_.shape == RuleShape::presence) {
      if (count([](const Example& e) { return e.evidence_required; }) == 0) {
        problems_.add(at, "no example says 'evidence_required: true'");
      }
    } else if (count([](const Example& e) { return !e.flags.empty() || !e.undetermined.empty(); }) == 0) {
      // Where a record may always excuse what is seen, nothing worse than `undetermined` can be said.
      problems_.add(at, "no example is flagged: a rule needs one with 'flags', or with 'undetermined'");
    }
    if (count([](const Example& e) {
          return e.flags.empty() && e.lessened.empty() && e.undetermined.empty() && !e.evidence_required;
        }) == 0) {
      problems_.add(at, "no example is right: a rule needs one with 'satisfied', or with no verdict at all");
    }
  }

  const Document& document_;
  const ClassCheck& class_problem_;
  Problems& problems_;
  Fields fields_;
  Rule rule_;
  bool has_kind_ = false;
  std::optional<CelEnvironment> environment_;
};

Example read_example(YamlNode node, Problems& problems) {
  const Fields fields(node, "an example",
                      {"says", "file", "text", "files", "flags", "lessened", "satisfied", "undetermined",
                       "evidence_required", "known_gap"},
                      problems);
  Example example;
  if (!fields.is_map()) return example;
  example.says = fields.require_text("says");
  if (const auto files = fields.find("files")) {
    const Fields map(*files, "'files'", {}, problems);
    for (size_t i = 0; map.is_map() && i < files->size(); ++i) {
      example.files.push_back({std::string(files->key(i).text()), read_text(files->value(i), problems)});
    }
    if (fields.find("file") || fields.find("text")) {
      problems.add(*files, "an example has either 'file' and 'text', or 'files'");
    }
  } else {
    example.files.push_back({fields.require_text("file"), fields.require_text("text")});
  }
  example.flags = fields.texts("flags");
  example.lessened = fields.texts("lessened");
  example.satisfied = fields.texts("satisfied");
  example.undetermined = fields.texts("undetermined");
  example.evidence_required = fields.flag("evidence_required").value_or(false);
  example.known_gap = fields.text("known_gap");
  for (std::string_view key : {"flags", "lessened", "satisfied", "undetermined"}) {
    const auto texts = fields.find(key);
    for (size_t i = 0; texts && texts->is_sequence() && i < texts->size(); ++i) {
      const std::string_view wanted = texts->item(i).text();
      const bool is_there =
          std::any_of(example.files.begin(), example.files.end(),
                      [&](const ExampleFile& file) { return file.text.find(wanted) != std::string::npos; });
      // What is satisfied may be named by its symbol.
      if (wanted.empty() || (!is_there && key != "satisfied")) {
        problems.add(texts->item(i), fmt::format("the example's text has no '{}'", wanted));
      }
    }
  }
  return example;
}

}  // namespace

std::optional<Rule> read_rule(const Document& document, const ClassCheck& class_problem, Problems& problems) {
  return RuleReader(document, class_problem, problems).read();
}

Result<CelProgram> compile_condition(std::string_view text, Kind kind, const ClassCheck& class_problem) {
  auto compiled = compile_cel(text, environment_for(kind, class_problem));
  if (const auto* error = std::get_if<CelError>(&compiled))
    return Error{fmt::format("`{}`: {}", text, error->message)};
  CelProgram program = std::get<CelProgram>(std::move(compiled));
  if (program.type() != CelType::boolean && program.type() != CelType::dyn)
    return Error{fmt::format("`{}` is neither true nor false", text)};
  return program;
}

std::vector<Example> read_examples(const Document& document, Problems& problems) {
  std::vector<Example> examples;
  const auto node = document.root().find("examples");
  if (!node || !node->is_sequence()) {
    problems.add(node.value_or(document.root()), "a rule needs a list of examples");
    return examples;
  }
  for (size_t i = 0; i < node->size(); ++i) examples.push_back(read_example(node->item(i), problems));
  return examples;
}

}  // namespace payaudit

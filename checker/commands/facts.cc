// payaudit facts: what the scanners saw, and why a rule did or did not match.
#include <fmt/format.h>

#include <cstdio>

#include "checker/audit/audit.h"
#include "checker/commands/commands.h"
#include "scanners/syntax/code/print.h"

namespace payaudit {
namespace {

void print_kinds() {
  for (const KindRow& kind : kind_rows()) {
    fmt::print("{}: {}\n", kind.name, kind.meaning);
    for (const Attr attr : kind.attributes) {
      const AttrRow& attribute = row(attr);
      const std::string_view type = attribute.type == AttrType::boolean   ? "boolean"
                                    : attribute.type == AttrType::integer ? "integer"
                                    : attribute.type == AttrType::real    ? "number"
                                    : attribute.type == AttrType::text    ? "text"
                                    : attribute.type == AttrType::map     ? "map"
                                                                          : "texts";
      fmt::print("  {:<22} {:<8} {}\n", cel_name(attr), type, attribute.meaning);
    }
  }
}

std::string_view word_of(NodeKind kind);

void print_tree(const Tree& tree, const Source& source, NodeId id, int depth) {
  constexpr int kDeepest = 60;
  const Node& node = tree[id];
  const Position at = source.position(node.span.begin);
  fmt::print("{:>5}:{:<4} {:{}}", at.line, at.column, "", depth * 2);
  if (!node.key.empty()) fmt::print("{}", node.key);
  for (std::string_view label : node.labels) fmt::print(" \"{}\"", label);
  if (!node.key.empty()) fmt::print(": ");
  if (!node.tag.empty()) fmt::print("{} ", node.tag);
  fmt::print("{}", word_of(node.kind));
  if (!node.text.empty()) fmt::print(" {}", node.text.substr(0, 120));
  fmt::print("\n");
  if (depth >= kDeepest) return;
  for (NodeId child : tree.children(id)) print_tree(tree, source, child, depth + 1);
}

std::string_view word_of(NodeKind kind) {
  switch (kind) {
    case NodeKind::null: return "null";
    case NodeKind::boolean: return "boolean";
    case NodeKind::number: return "number";
    case NodeKind::string: return "string";
    case NodeKind::list: return "list";
    case NodeKind::map: return "map";
    case NodeKind::reference: return "reference";
    case NodeKind::call: return "call";
    case NodeKind::template_: return "template";
    case NodeKind::opaque: return "opaque";
  }
  return "";
}

void print_units(const Corpus& corpus) {
  for (const Unit& unit : corpus.units.units) {
    const Source& source = corpus.sources[unit.file];
    fmt::print("{} ({})\n", source.path(), unit.format.empty() ? "text" : unit.format);
    if (const Tree* tree = unit.tree()) {
      for (NodeId root : tree->roots()) print_tree(*tree, source, root, 0);
    }
    if (const Code* code = unit.code()) fmt::print("{}", to_string(*code, source));
  }
}

std::string place_text(const SourceMap& sources, Place place) {
  const Source& source = sources[place.file];
  const Position at = source.position(place.span.begin);
  return fmt::format("{}:{}:{}", source.path(), at.line, at.column);
}

int print_trace(const Audit& audit, const std::string& id) {
  const Rule* rule = audit.tables->policies.rules.find(id);
  if (rule == nullptr) {
    std::vector<std::string_view> known;
    for (const Rule& candidate : audit.tables->policies.rules.rules) known.push_back(candidate.id);
    const std::string_view near = nearest(id, known);
    fmt::print(stderr, "error: unknown rule '{}'{}\n", id,
               near.empty() ? std::string() : fmt::format(", did you mean '{}'?", near));
    return kExitUsage;
  }
  const JudgeSettings settings = judge_settings(audit.settings, audit.tables->policies);
  const std::vector<TraceRow> rows = trace(*rule, audit.facts, audit.corpus.sources, settings);
  for (const TraceRow& step : rows) {
    fmt::print("{}  {}  {}\n", place_text(audit.corpus.sources, step.fact->place), step.fact->symbol,
               step.outcome);
    if (!step.when.empty()) fmt::print("    when      {}\n", step.when);
    if (!step.fail_when.empty()) fmt::print("    fail_when {}\n", step.fail_when);
    for (const TraceValue& value : step.values) {
      fmt::print("    {} = {}{}{}\n", value.name, value.value, value.origin.empty() ? "" : "  # ",
                 value.origin);
    }
  }
  if (rows.empty()) fmt::print("no fact of kind {} was stated\n", row(rule->kind).name);
  return kExitClean;
}

}  // namespace

int run(const FactsOptions& options) {
  if (options.show_kinds) {
    print_kinds();
    return kExitClean;
  }
  const Result<std::unique_ptr<Audit>> audited = run_audit(options, false);
  if (!audited) {
    fmt::print(stderr, "error: {}\n", audited.error().message);
    return kExitUsage;
  }
  const Audit& audit = **audited;
  if (options.show_units) {
    print_units(audit.corpus);
    return kExitClean;
  }
  if (!options.trace_rule.empty()) return print_trace(audit, options.trace_rule);
  for (const Fact& fact : audit.facts.all()) {
    fmt::print("{}  {}  {}\n", place_text(audit.corpus.sources, fact.place), fact.symbol, to_string(fact));
    for (const Note& note : fact.notes)
      fmt::print("    {}  {}\n", place_text(audit.corpus.sources, note.place), note.text);
  }
  return kExitClean;
}

}  // namespace payaudit

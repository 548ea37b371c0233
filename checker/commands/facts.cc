// payaudit facts: what the scanners saw, and why a rule did or did not match.
#include <fmt/format.h>

#include <cstdio>
#include <iterator>
#include <map>
#include <set>

#include "checker/audit/audit.h"
#include "checker/commands/commands.h"
#include "reports/excerpt/mask.h"
#include "scanners/syntax/code/print.h"
#include "scanners/units/mask.h"

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

constexpr size_t kLongestScalar = 120;
constexpr size_t kLongestText = 100;  // of a text in source code, see print.h

struct Longer {
  bool operator()(const std::string& a, const std::string& b) const {
    return a.size() != b.size() ? a.size() > b.size() : a < b;
  }
};

std::string_view word_of(NodeKind kind);

void print_tree(std::string& text, const Tree& tree, const Source& source, NodeId id, int depth) {
  const auto to = std::back_inserter(text);
  constexpr int kDeepest = 60;
  const Node& node = tree[id];
  const Position at = source.position(node.span.begin);
  fmt::format_to(to, "{:>5}:{:<4} {:{}}", at.line, at.column, "", depth * 2);
  if (!node.key.empty()) fmt::format_to(to, "{}", node.key);
  for (std::string_view label : node.labels) fmt::format_to(to, " \"{}\"", label);
  if (!node.key.empty()) fmt::format_to(to, ": ");
  if (!node.tag.empty()) fmt::format_to(to, "{} ", node.tag);
  fmt::format_to(to, "{}", word_of(node.kind));
  if (!node.text.empty()) fmt::format_to(to, " {}", node.text.substr(0, kLongestScalar));
  fmt::format_to(to, "\n");
  if (depth >= kDeepest) {
    if (node.child_count > 0) text += "…\n";
    return;
  }
  for (NodeId child : tree.children(id)) print_tree(text, tree, source, child, depth + 1);
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

// By file, the longest first.
using Secrets = std::map<FileId, std::set<std::string, Longer>>;

// Of words that stand for a secret, only what has the form of one: a word like `changeme` may be anything
// else too.
bool may_be_secret(const Fact& fact) {
  const auto is = [&](Attr attr, std::string_view word) {
    const Value value = fact.value(attr);
    return value.is(Value::Type::text) && value.as_text() == word;
  };
  if (is(Attr::value_kind, "placeholder")) return is(Attr::source, "value");
  return !is(Attr::value_kind, "reference") && !is(Attr::value_kind, "empty");
}

// The texts of secrets: what the forms are printed from holds them as they are, long ones cut.
Secrets secrets_of(const Audit& audit) {
  Secrets secrets;
  const auto add = [&](Place place) {
    const std::string_view quotes = "\"'`";
    std::string_view text = audit.corpus.sources[place.file].text(place.span);
    // b"…", r'…'
    const size_t open = text.substr(0, 3).find_first_of(quotes);
    if (open != std::string_view::npos) text.remove_prefix(open + 1);
    while (!text.empty() && quotes.find(text.back()) != std::string_view::npos) text.remove_suffix(1);
    if (text.empty()) return;
    for (size_t length : {text.size(), kLongestScalar, kLongestText}) {
      if (length <= text.size()) secrets[place.file].emplace(text.substr(0, length));
    }
  };
  for (const Fact& fact : audit.facts.all()) {
    if (fact.kind == Kind::secret && may_be_secret(fact)) add(fact.place);
    const Attribute* key = fact.kind == Kind::crypto ? fact.find(Attr::hard_coded_key) : nullptr;
    if (key != nullptr && key->value.is(Value::Type::boolean) && key->origin.has_place)
      add(key->origin.place);
  }
  return secrets;
}

void replace_all(std::string& text, std::string_view what, std::string_view by) {
  for (size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + by.size())) {
    text.replace(at, what.size(), by);
  }
}

void print_units(const Audit& audit) {
  const auto secrets = secrets_of(audit);
  for (const Unit& unit : audit.corpus.units.units) {
    const Source& source = audit.corpus.sources[unit.file];
    fmt::print("{} ({})\n", source.path(), unit.format.empty() ? "text" : unit.format);
    std::string text;
    if (const Tree* tree = unit.tree()) {
      for (NodeId root : tree->roots()) print_tree(text, *tree, source, root, 0);
    }
    if (const Code* code = unit.code()) text += to_string(*code, source);
    if (const auto found = secrets.find(unit.file); found != secrets.end()) {
      for (const std::string& secret : found->second) replace_all(text, secret, kMaskedSecret);
    }
    fmt::print("{}", mask_numbers(text));
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
    print_units(audit);
    return kExitClean;
  }
  if (!options.trace_rule.empty()) return print_trace(audit, options.trace_rule);
  for (const Fact& fact : audit.facts.all()) {
    fmt::print("{}  {}  {}\n", place_text(audit.corpus.sources, fact.place), mask_numbers(fact.symbol),
               mask_numbers(to_string(fact)));
    for (const Note& note : fact.notes)
      fmt::print("    {}  {}\n", place_text(audit.corpus.sources, note.place), note.text);
  }
  return kExitClean;
}

}  // namespace payaudit

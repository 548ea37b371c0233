#include "scanners/meaning/places/mentions.h"

#include <algorithm>
#include <set>

#include "scanners/source/characters.h"

namespace payaudit {
namespace {

constexpr std::string_view kText = "#text";

bool is_build_file(const Mentions& mentions, std::string_view path) {
  return std::any_of(mentions.files.begin(), mentions.files.end(), [&](const std::string& file) {
    if (!file.ends_with('/')) {
      return path == file || (path.ends_with(file) && path[path.size() - file.size() - 1] == '/');
    }
    return path.starts_with(file) || path.find('/' + file) != std::string_view::npos;
  });
}

bool is_mentioning(const Mentions& mentions, std::string_view key) {
  const std::string folded = lower(key);
  if (mentions.keys.contains(folded)) return true;
  const size_t colon = folded.find(':');
  return colon != std::string::npos && mentions.keys.contains(folded.substr(0, colon + 1));
}

// Registers that something of the function takes: a text that nothing takes is a comment in quotes.
std::vector<bool> taken(const Function& function) {
  std::vector<bool> is_taken(function.variables.size(), false);
  const auto take = [&](Reg reg) {
    if (reg < is_taken.size()) is_taken[reg] = true;
  };
  for (const Instruction& now : function.body) {
    take(now.receiver);
    for (const Argument& argument : now.args) take(argument.value);
  }
  return is_taken;
}

}  // namespace

UsedTexts::UsedTexts(const Mentions& mentions, std::string_view path, const Unit& unit) {
  if (is_build_file(mentions, path)) return;
  if (const Tree* tree = unit.tree()) add_tree(mentions, *tree, unit.format == "html");
  if (const Code* code = unit.code()) add_code(mentions, *code);
  std::sort(spans_.begin(), spans_.end(), [](Span a, Span b) { return a.begin < b.begin; });
  for (Span span : spans_) longest_ = std::max(longest_, span.end - span.begin);
}

bool UsedTexts::has(Span span) const {
  auto at = std::upper_bound(spans_.begin(), spans_.end(), span.begin,
                             [](uint32_t begin, Span other) { return begin < other.begin; });
  // Values hardly nest, so the nearest one that begins before it decides; a longer one further back may hold
  // it too.
  while (at != spans_.begin()) {
    --at;
    if (at->contains(span)) return true;
    if (span.begin - at->begin > longest_) return false;
  }
  return false;
}

void UsedTexts::add_tree(const Mentions& mentions, const Tree& tree, bool is_page) {
  // Parents come before their children.
  std::vector<bool> is_mention(tree.size(), false);
  for (NodeId id = 0; id < tree.size(); ++id) {
    const Node& node = tree[id];
    const bool has_parent = node.parent != kNoNode;
    is_mention[id] = (has_parent && is_mention[node.parent]) ||
                     (!node.key.empty() && !(is_page && node.is_block) && is_mentioning(mentions, node.key));
    if (node.child_count > 0 || is_mention[id]) continue;
    if (is_page && has_parent) {
      const std::string_view element = tree[node.parent].key;
      if (mentions.elements.contains(element)) continue;
      // What a page shows is read; what a script says is run.
      if (node.key == kText && element != "script" && element != "style") continue;
    }
    spans_.push_back(node.span);
  }
}

void UsedTexts::add_code(const Mentions& mentions, const Code& code) {
  const auto add_annotations = [&](const std::vector<Annotation>& annotations) {
    for (const Annotation& annotation : annotations) spans_.push_back(annotation.span);
  };
  for (const Type& type : code.types) {
    add_annotations(type.annotations);
    for (const Field& field : type.fields) add_annotations(field.annotations);
  }
  for (const Function& function : code.functions) {
    add_annotations(function.annotations);
    for (const Parameter& parameter : function.parameters) add_annotations(parameter.annotations);
    const std::vector<bool> is_taken = taken(function);
    std::set<Reg> links;  // `<a href="…">` of JSX
    for (const Instruction& now : function.body) {
      const bool is_element = now.op == Op::make && now.text.size() > 2 && now.text.front() == '<';
      if (!is_element || !mentions.elements.contains(now.text.substr(1, now.text.size() - 2))) continue;
      for (const Argument& argument : now.args) links.insert(argument.value);
    }
    for (const Instruction& now : function.body) {
      const bool is_text =
          (now.op == Op::literal && now.literal == LiteralKind::string) || now.op == Op::concat;
      if (!is_text || links.contains(now.out)) continue;
      if (now.out < is_taken.size() && is_taken[now.out]) spans_.push_back(now.span);
    }
  }
}

}  // namespace payaudit

// What the lowerings of all languages share: the tree, the builder, and the names of fields in grammars.
// Internal to scanners/syntax/code; it knows no node types.
#pragma once

#include <string_view>
#include <vector>

#include "scanners/syntax/code/builder.h"
#include "scanners/syntax/grammars/parse.h"

namespace payaudit {

// Fields of syntax nodes, of all grammars here. A trailing `_` is no part of the name.
// clang-format off
#define PAYAUDIT_CODE_FIELDS(X) \
  X(alias) X(alternative) X(alternatives) X(argument) X(arguments) X(array) X(attribute) X(body) \
  X(capacity) X(cause) X(channel) X(close_tag) X(code) X(communication) X(condition) X(consequence) \
  X(constructor) X(decorator) X(declaration) X(declarator) X(definition) X(dimensions) X(element) X(end) \
  X(expression) X(field) X(finalizer) X(flags) X(format_specifier) X(function) X(guard) X(handler) \
  X(increment) X(index) X(init) X(initializer) X(interfaces) X(key) X(kind) X(label) X(left) X(length) \
  X(module) X(module_name) X(name) X(object) X(open_tag) X(operand) X(operator_) X(package) X(parameter) \
  X(parameters) X(path) X(pattern) X(property) X(receiver) X(resources) X(result) X(return_type) \
  X(right) X(scope) X(source) X(start) X(subject) X(subscript) X(superclass) X(superclasses) X(tag) \
  X(template_argument) X(type) X(type_arguments) X(type_conversion) X(update) X(value)
// clang-format on

enum class NodeField : uint8_t {
  none,
#define PAYAUDIT_ENUMERATOR(name) name,
  PAYAUDIT_CODE_FIELDS(PAYAUDIT_ENUMERATOR)
};

inline constexpr std::string_view kCodeFields[] = {
#define PAYAUDIT_NAME(name) #name,
    PAYAUDIT_CODE_FIELDS(PAYAUDIT_NAME)};

// The base of each language's lowering. `Kind` is the language's enum of node types; its first enumerator
// stands for all types it does not name.
template <typename Kind>
class Lowering {
 protected:
  Lowering(const Source& source, const Grammar& grammar, std::string_view language)
      : source_(source), tree_(parse(source, grammar)), b_(language) {}

  static Kind kind(SyntaxNode node) { return static_cast<Kind>(node.kind()); }
  static SyntaxNode child(SyntaxNode node, NodeField field) {
    return node.child(static_cast<uint8_t>(field));
  }
  static bool is_in(SyntaxNode node, NodeField field) { return node.field() == static_cast<uint8_t>(field); }
  static SyntaxNode child(SyntaxNode node, Kind wanted) {
    for (const SyntaxNode each : node.children()) {
      if (kind(each) == wanted) return each;
    }
    return {};
  }
  // Whether the node has a token with that text: `static`, `async`, `*`.
  static bool has_token(SyntaxNode node, std::string_view token) {
    for (const SyntaxNode each : node.children()) {
      if (!each.is_named() && each.text() == token) return true;
    }
    return false;
  }

  // The text with runs of white space made one blank, for types and expressions kept as written.
  std::string_view written(SyntaxNode node) {
    const std::string_view text = node.text();
    if (text.find_first_of("\n\r\t") == std::string_view::npos && text.find("  ") == std::string_view::npos) {
      return text;
    }
    std::string out;
    for (const char c : text) {
      const bool is_space = c == ' ' || c == '\n' || c == '\r' || c == '\t';
      if (!is_space) {
        out += c;
      } else if (!out.empty() && out.back() != ' ') {
        out += ' ';
      }
    }
    return b_.keep(out);
  }

  // The last named child: the operand of a node that has tokens before it.
  static SyntaxNode last_named(SyntaxNode node) {
    SyntaxNode last;
    for (const SyntaxNode each : node.children()) {
      if (each.is_named()) last = each;
    }
    return last;
  }

  Code finish() {
    Code code = b_.take();
    code.gaps.insert(code.gaps.begin(), tree_.gaps().begin(), tree_.gaps().end());
    return code;
  }

  const Source& source_;
  const SyntaxTree tree_;
  CodeBuilder b_;
};

}  // namespace payaudit

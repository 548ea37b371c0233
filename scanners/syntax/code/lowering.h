// What the lowerings of all languages share: the tree, the builder, the names of fields in grammars, and the
// statements and expressions that languages have alike. Internal to scanners/syntax/code; it knows no node
// types. CONTRIBUTING.md says what a language adds.
#pragma once

#include <string_view>
#include <utility>
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

// What languages lower alike. Grammars name the same parts alike (`condition`, `left`, `body`), so most of it
// takes a node and looks for those; a language calls it from its switches over the kinds of nodes.
class CommonLowering {
 protected:
  CommonLowering(const Source& source, const Grammar& grammar, std::string_view language)
      : CommonLowering(source, parse(source, grammar), language) {}
  CommonLowering(const Source& source, SyntaxTree tree, std::string_view language)
      : source_(source), tree_(std::move(tree)), b_(language) {}
  virtual ~CommonLowering() = default;

  // What each language says.
  virtual Reg expression(SyntaxNode node) = 0;
  virtual bool known_statement(SyntaxNode node) = 0;  // false, and nothing done, for what is an expression
  virtual bool is_text(SyntaxNode node) const = 0;    // a string literal: with one, `+` is a concatenation
  virtual bool is_lambda(SyntaxNode node) const = 0;  // a function without a name, or with its own
  // Spread and named arguments differ; this takes the node for a plain value.
  virtual void add_argument(std::vector<Argument>& args, SyntaxNode node);

  // Statements.
  void statement(SyntaxNode node);
  void statements(SyntaxNode block);       // one after another, in the scope around
  void scoped(SyntaxNode node);            // a statement with a scope of its own
  void return_statement(SyntaxNode node);  // of the first child, if there is one
  void if_statement(SyntaxNode node);      // fields: condition, consequence, alternative
  void while_statement(SyntaxNode node, std::string_view label);  // fields: condition, body
  void do_statement(SyntaxNode node, std::string_view label);     // fields: body, condition
  void labeled_block(SyntaxNode body, std::string_view label);    // a statement that `break` can leave

  // Expressions.
  Reg unknown(SyntaxNode node);  // lowers the children, so that nothing is lost
  Reg ternary(SyntaxNode node);  // fields: condition, consequence, alternative
  // `left op right`, of the fields with these names. `&&`, `||` and `??` leave out their right side. Chains
  // of
  // `+` are read without recursion on their left side; with a text among the operands they are one
  // concatenation.
  Reg operation(SyntaxNode node, std::string_view op);
  // What `target op right` assigns, `op` being `+=` and the like; and `target++`, `op` being `+`.
  Reg augmented(SyntaxNode target, std::string_view op, SyntaxNode right, Span span);
  Reg stepped(SyntaxNode target, std::string_view op, Span span);
  // The operand of a sign with nothing between them: `-4` is one literal.
  static bool is_signed(SyntaxNode node, SyntaxNode operand);
  std::vector<Argument> arguments(SyntaxNode list);
  // Gives a lambda the name of what it is assigned to; the language's lowering of lambdas takes it.
  Reg named(SyntaxNode value, std::string_view name);
  std::string_view take_lambda_name();
  // Sets a parameter or variable that was given no value.
  void fill_default(Reg variable, SyntaxNode otherwise, Span span, Span name_span);

  static SyntaxNode child(SyntaxNode node, NodeField field) {
    return node.child(static_cast<uint8_t>(field));
  }
  static bool is_in(SyntaxNode node, NodeField field) { return node.field() == static_cast<uint8_t>(field); }
  static Span end_of(SyntaxNode node) { return {node.span().end, node.span().end}; }
  // Whether the node has a token with that text: `static`, `async`, `*`.
  static bool has_token(SyntaxNode node, std::string_view token);
  // The last named child: the operand of a node that has tokens before it.
  static SyntaxNode last_named(SyntaxNode node);
  static std::vector<SyntaxNode> named_children(SyntaxNode node);

  // The text with runs of white space made one blank, for types and expressions kept as written.
  std::string_view written(SyntaxNode node);

  Code finish();

  const Source& source_;
  const SyntaxTree tree_;
  CodeBuilder b_;

 private:
  std::string_view lambda_name_;  // of what a lambda is about to be assigned to
};

// The base of each language's lowering. `Kind` is the language's enum of node types; its first enumerator
// stands for all types it does not name.
template <typename Kind>
class Lowering : protected CommonLowering {
 protected:
  using CommonLowering::child;
  using CommonLowering::CommonLowering;

  static Kind kind(SyntaxNode node) { return static_cast<Kind>(node.kind()); }
  static SyntaxNode child(SyntaxNode node, Kind wanted) {
    for (const SyntaxNode each : node.children()) {
      if (kind(each) == wanted) return each;
    }
    return {};
  }
};

}  // namespace payaudit

// What lowering needs in every language: functions, scopes, registers, labels, and one call an instruction.
//
// A language's reader walks its syntax tree and calls this. It knows no grammar. Texts handed in are kept as
// they are when they point into the source; others must come from `keep` or be literals.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "scanners/units/code.h"

namespace payaudit {

class CodeBuilder {
 public:
  explicit CodeBuilder(std::string_view language) { code_.language = language; }

  Code& code() { return code_; }
  // The finished unit. All functions must be closed.
  Code take();
  std::string_view keep(std::string_view text) { return code_.arena.keep(text); }

  // Types. The innermost open one is the owner of the functions opened in it.
  TypeId open_type(std::string_view name, Span span, Span name_span);
  void close_type() { open_types_.pop_back(); }
  TypeId current_type() const { return open_types_.empty() ? kNoType : open_types_.back(); }
  Type& type() { return code_.types[open_types_.back()]; }
  // Gives the open type the fields that its constructor sets and nothing else declares.
  void add_fields_set_by(const Function& constructor);

  // Functions. The innermost open one receives the instructions; it is the parent of those opened in it.
  FunctionId open_function(std::string_view name, Span span, Span name_span, TypeId owner);
  void close_function();
  bool is_in_function() const { return !open_.empty(); }
  FunctionId current_function() const { return open_.empty() ? kNoFunction : open_.back().id; }
  Function& function() { return open_.back().function; }
  // How many functions are open around the current one.
  size_t function_depth() const { return open_.size(); }

  // Variables. A name declared in a scope ends with it; `declare_in_function` lasts for the whole function.
  void open_scope() { open_.back().scopes.push_back(open_.back().undo.size()); }
  void close_scope();
  Reg declare(std::string_view name, std::string_view type, Span span);
  Reg declare_in_function(std::string_view name, std::string_view type, Span span);
  Reg parameter(std::string_view name, std::string_view type, Span span);
  Reg find(std::string_view name) const;                   // kNoReg when no variable of the current function
  bool is_declared_in_scope(std::string_view name) const;  // in the innermost one, not around it
  Reg temporary(std::string_view type = {}, Span span = {});

  // Instructions. Spans are of the whole expression or statement.
  Reg literal(LiteralKind kind, std::string_view text, Span span);
  Reg name(std::string_view text, Span span);  // always Op::name
  Reg read(std::string_view name, Span span);  // the variable's register, or Op::name
  void copy(Reg to, Reg from, Span span, Span name_span = {});
  void write(std::string_view name, Reg value, Span span, Span name_span);  // copy, or set_name
  Reg cast(std::string_view type, Reg value, Span span);
  Reg field(Reg object, std::string_view name, Span span, Span name_span);
  void set_field(Reg object, std::string_view name, Reg value, Span span, Span name_span);
  Reg index(Reg object, Reg key, Span span);
  Reg element(Reg collection, Span span);  // some element
  void set_index(Reg object, Reg key, Reg value, Span span);
  Reg call(Reg receiver, std::string_view callee, const std::vector<Argument>& args, Span span,
           Span name_span);
  Reg construct(std::string_view type, const std::vector<Argument>& args, Span span, Span name_span);
  Reg make(std::string_view what, const std::vector<Argument>& args, Span span);
  Reg concat(const std::vector<Argument>& parts, Span span);
  Reg binary(std::string_view op, Reg left, Reg right, Span span);
  Reg unary(std::string_view op, Reg operand, Span span);
  // `before op next`; the other one, where one is kNoReg. For tests that come one by one.
  Reg joined(std::string_view op, Reg before, Reg next, Span span) {
    return before == kNoReg ? next : next == kNoReg ? before : binary(op, before, next, span);
  }
  Reg lambda(FunctionId function, Span span);
  void ret(const std::vector<Argument>& values, Span span);
  void ret(Reg value, Span span);
  void yield(Reg value, Span span);
  void throw_value(Reg value, Span span);

  // Control flow.
  uint32_t new_label() { return open_.back().next_label++; }
  void place(uint32_t label, Span span);
  void jump(uint32_t label, Span span);
  void branch(Reg condition, uint32_t otherwise, Span span);
  void try_begin(uint32_t handlers, Span span);
  void try_end(Span span);

  // Where `break` and `continue` go. A label is the loop's name in the source; switch statements have no
  // continue target.
  static constexpr uint32_t kNoLabel = ~uint32_t{0};
  void open_jumps(std::string_view label, uint32_t break_to, uint32_t continue_to);
  void close_jumps() { open_.back().jumps.pop_back(); }
  void break_out(std::string_view label, Span span);
  void continue_loop(std::string_view label, Span span);

  // `condition ? then : otherwise`; also `x if c else y`. The arguments are callables giving a Reg.
  template <typename Then, typename Otherwise>
  Reg conditional(Reg condition, Then then, Otherwise otherwise, Span span) {
    const uint32_t else_label = new_label();
    const uint32_t end = new_label();
    branch(condition, else_label, span);
    const Reg out = temporary();
    copy(out, then(), span);
    jump(end, span);
    place(else_label, span);
    copy(out, otherwise(), span);
    place(end, span);
    return out;
  }

  // `left && right`, `left || right`, `left ?? right`.
  template <typename Right>
  Reg short_circuit(std::string_view op, Reg left, Right right, Span span) {
    const uint32_t end = new_label();
    const size_t begin = body().size();
    branch(op == "&&" ? left : unary("!", left, span), end, span);
    const size_t after = body().size();
    const Reg value = right();
    if (has_effects(after)) {
      place(end, span);
    } else {
      body().erase(body().begin() + static_cast<ptrdiff_t>(begin),
                   body().begin() + static_cast<ptrdiff_t>(after));
    }
    return binary(op, left, value, span);
  }

  // `while (condition) body`, and with `update` a `for`. Condition gives a Reg, or kNoReg for none.
  template <typename Condition, typename Body, typename Update>
  void loop(std::string_view label, Condition condition, Body loop_body, Update update, Span span) {
    const uint32_t start = new_label();
    const uint32_t next = new_label();
    const uint32_t end = new_label();
    place(start, span);
    const Reg holds = condition();
    if (holds != kNoReg) branch(holds, end, span);
    open_jumps(label, end, next);
    loop_body();
    close_jumps();
    place(next, span);
    update();
    jump(start, span);
    place(end, span);
  }

  // One case of a switch: several constants or patterns with one body.
  struct Case {
    Span span;
    bool is_default = false;
    bool falls_through = false;  // a body that ends goes on with the next body
  };
  // A switch: `test(i)` gives whether case i is met (kNoReg for a default), `body(i)` lowers its statements.
  // Tests and bodies alternate in source order: a failed test goes to the next test; after the last comes the
  // default's body, if there is one. A `break` goes to the new label `end`, which is placed after all.
  template <typename Test, typename Body>
  void cases(const std::vector<Case>& all, Test test, Body case_body, uint32_t end, Span end_span) {
    open_jumps({}, end, kNoLabel);
    uint32_t default_label = end;
    uint32_t body_label = new_label();
    for (size_t i = 0; i < all.size(); ++i) {
      const Span after{all[i].span.end, all[i].span.end};
      const uint32_t next_test = new_label();
      const uint32_t next_body = new_label();
      open_scope();
      const Reg matches = test(i);
      if (all[i].is_default) {
        default_label = body_label;
        jump(next_test, all[i].span);
      } else if (matches != kNoReg) {
        branch(matches, next_test, all[i].span);
      }
      place(body_label, all[i].span);
      case_body(i);
      jump(all[i].falls_through ? next_body : end, after);
      close_scope();
      place(next_test, after);
      body_label = next_body;
    }
    jump(default_label, end_span);
    place(body_label, end_span);
    close_jumps();
    place(end, end_span);
  }

  // `try body`: what fails in it goes on at `handle(done)`, which lowers the handlers; each ends with a jump
  // to `done`, and so does the last one's end. `succeed` is what is done after the body, unprotected.
  template <typename Body, typename Succeed, typename Handle>
  void protect(Body protected_body, Succeed succeed, Handle handle, Span span, Span body_span) {
    const uint32_t handlers = new_label();
    const uint32_t done = new_label();
    try_begin(handlers, span);
    protected_body();
    try_end({body_span.end, body_span.end});
    succeed();
    jump(done, span);
    place(handlers, span);
    handle(done);
    place(done, {span.end, span.end});
  }

  // A loop over a collection; `bind(element)` declares or assigns the loop's variables.
  template <typename Bind, typename Body>
  void for_each(std::string_view label, Reg collection, Span collection_span, Bind bind, Body loop_body,
                Span span) {
    loop(
        label, [&] { return unary("more", collection, collection_span); },
        [&] {
          bind(element(collection, collection_span));
          loop_body();
        },
        [] {}, span);
  }

 private:
  struct Jumps {
    std::string_view label;
    uint32_t break_to;
    uint32_t continue_to;
  };
  struct Named {
    Reg reg = kNoReg;
    size_t depth = 0;  // how many scopes were open at its declaration
  };
  struct Open {
    FunctionId id;
    Function function;
    std::unordered_map<std::string_view, Named> names;
    std::vector<std::pair<std::string_view, Named>> undo;  // what the name was before; kNoReg: nothing
    std::vector<size_t> scopes;                            // sizes of `undo` where scopes began
    std::vector<Jumps> jumps;
    uint32_t next_label = 0;
  };

  std::vector<Instruction>& body() { return open_.back().function.body; }
  Instruction& emit(Op op, Span span, std::initializer_list<Reg> args = {});
  Instruction& emit_with(Op op, Span span, const std::vector<Argument>& args);
  Reg new_variable(std::string_view name, std::string_view type, Span span);
  // Whether an instruction from `begin` on does more than compute a value.
  bool has_effects(size_t begin) const;

  Code code_;
  std::vector<TypeId> open_types_;
  std::vector<Open> open_;
};

// The text of a string literal's inside, with backslash escapes resolved: \n \t \r \b \f \v \a \0 \ooo \xHH
// \uXXXX \u{X} \UXXXXXXXX, a line break after a backslash joins lines. Another character after a backslash
// stands for itself, or, with `keeps_unknown` (Python), keeps its backslash. Points into `text` when there is
// nothing to resolve, else into the arena.
std::string_view unescape(std::string_view text, Arena& arena, bool keeps_unknown = false);

}  // namespace payaudit

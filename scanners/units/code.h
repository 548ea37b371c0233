// The neutral form of source code: types, imports, and functions whose bodies are a short list of
// instructions.
//
// One form for every programming language. A language's reader lowers its syntax tree into this and nothing
// else; data flow, order on paths, crypto use, routes and mappings are each written once, over this form. It
// holds what was written, unresolved: which library a name belongs to, which class a word stands for, is
// decided in scanners/meaning.
//
// Registers. Each function numbers its parameters, variables and intermediate values from 0. A variable keeps
// its register for its whole scope and may be assigned many times (this is not SSA); an intermediate value is
// assigned once. Control flow is labels and jumps in the same list, so instruction order is source order, and
// a control flow graph follows from the list alone.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "scanners/source/arena.h"
#include "scanners/source/source.h"
#include "scanners/units/gap.h"

namespace payaudit {

using Reg = uint32_t;
inline constexpr Reg kNoReg = ~Reg{0};
using FunctionId = uint32_t;
inline constexpr FunctionId kNoFunction = ~FunctionId{0};
using TypeId = uint32_t;
inline constexpr TypeId kNoType = ~TypeId{0};

enum class LiteralKind : uint8_t { none, string, number, boolean, null, regex };

// What only a runtime knows: `unary` with the text `more` asks whether a loop over a collection has another
// element, `key` is some key of a collection (or what a channel gives), `ok` whether a value was there, and
// `default` whether a parameter was left out; `index` with one argument is some element; a key made as `make
// slice(start:, end:, step:)` takes a part. A handler's variable has no assignment: the throw sets it. Code
// of a `finally` follows the handlers once; a return inside its try is not led through it. `with` and `defer`
// run where they are written.
enum class Op : uint8_t {
  literal,   // out = constant `text` (escapes resolved), of `literal`
  name,      // out = the value of a name that is no variable here: an import, global, class, function,
             // built-in, `this` of an outer function, or a variable of `parent`
  set_name,  // the name `text`, which is no variable here, = args[0]
  copy,      // out = args[0]: an assignment to a variable; also casts (the type is the out variable's) and
         // `x ? a : b` (one copy a branch). Parentheses and await are their operand's register; so is what a
         // yield gives back
  field,      // out = args[0].text; a method reference too
  set_field,  // args[0].text = args[1]
  index,      // out = args[0][args[1]]
  set_index,  // args[0][args[1]] = args[2]
  call,  // out = [receiver.]text(args…); a call of a value (`f()()`, a variable) has the callee as receiver
         // and empty text
  construct,  // out = new text(args…), type arguments left out; Go's composite literals too. Python's class
              // calls are calls
  make,    // out = a list, map, set, tuple, array or object literal, or an element of JSX; `text` says which
           // (`<Form>` for JSX); an arg's name is its key
  concat,  // out = text put together: interpolation, formatting with `%`, `+` where one side is a string
           // literal
  binary,  // out = args[0] `text` args[1]; the operator as most languages write it: == != < <= > >= + - * / %
           // && || & | ^ << >> in ?? instanceof (`and`, `===`, `is` are && and ==). The right side of && ||
           // ?? is jumped over where it has effects
  unary,   // out = `text` args[0]
  lambda,  // out = the function `function`; it may read this function's variables through Op::name
  ret,     // return args…
  yield,   // gives args[0] as one of the elements of what the function returns, and goes on
  throw_,  // throw args…
  branch,  // if args[0] is true go on with the next instruction, else go to label `target`
  jump,    // go to label `target`
  label,   // the place `target`
  try_begin,  // from here to the matching try_end, control may also go to label `target` (the handlers)
  try_end,    // ends the innermost open try_begin
};

// The op's word as `payaudit facts --units` prints it.
std::string_view word(Op op);

struct Argument {
  Reg value = kNoReg;
  std::string_view name;  // a keyword argument's name, a map's constant key; `...` for one that is spread;
                          // empty for a positional one
  Span span;
};

struct Instruction {
  Op op = Op::literal;
  LiteralKind literal = LiteralKind::none;
  Reg out = kNoReg;
  Reg receiver = kNoReg;              // of a call
  uint32_t target = 0;                // label number, unique in its function
  FunctionId function = kNoFunction;  // of a lambda
  std::string_view text;
  std::span<const Argument> args;
  Span span;       // the whole expression or statement
  Span name_span;  // of the callee's, field's or variable's name; else empty
};

struct Variable {
  std::string_view name;  // empty for an intermediate value
  std::string_view type;  // as declared, generics included; empty when not written
  Span span;              // of the declaration
};

struct AnnotationArgument {
  std::string_view name;  // empty for a single unnamed value
  std::string_view text;  // a literal's text, or the expression as written
};

// A Java or C# annotation, a Python decorator, a TypeScript decorator, one key of a Go struct tag.
struct Annotation {
  std::string_view name;  // as written, without `@`: `Column`, `app.route`
  std::span<const AnnotationArgument> arguments;
  Span span;
};

struct Field {
  std::string_view name;
  std::string_view type;
  std::vector<Annotation> annotations;
  bool is_static = false;
  bool is_constant = false;  // final, const, readonly
  Span span;                 // the declaration
  Span name_span;
};

struct Type {
  std::string_view name;                // simple name
  std::vector<std::string_view> bases;  // as written: superclass and interfaces, embedded structs
  std::vector<Annotation> annotations;
  std::vector<Field>
      fields;  // declared members; Python's class-level assignments and `self.x = …` of __init__ too
  TypeId outer = kNoType;
  Span span;
  Span name_span;
};

struct Parameter {
  Reg reg = kNoReg;
  std::vector<Annotation> annotations;
  enum class Takes : uint8_t { one, rest, named_rest };
  Takes takes = Takes::one;  // all further positional arguments as a list; all further named ones as a map
};

struct Function {
  std::string_view
      name;  // `<module>` for top-level statements, `<fields>` for a type's initializers (both: constants are
             // variables there); of a lambda the variable or key it is assigned to, else empty
  TypeId owner = kNoType;           // the type whose method this is
  FunctionId parent = kNoFunction;  // the function it is written inside of
  std::string_view result_type;
  std::vector<Annotation> annotations;
  std::vector<Parameter> parameters;  // a method's receiver is not one of them: see `self`
  Reg self = kNoReg;                  // `this`, `self`, Go's receiver
  bool is_getter = false;             // called where its name is read as a member
  bool is_setter = false;             // called where its name is assigned as a member
  std::vector<Variable> variables;    // by Reg
  std::vector<Instruction> body;
  Span span;
  Span name_span;
};

struct Import {
  std::string_view module;  // `org.slf4j`, `express`, `github.com/stripe/stripe-go/v76`
  std::string_view name;    // what is taken from it; empty: the module itself; `*`: everything
  std::string_view alias;   // the local name
  Span span;
};

// What a file gives others under a name of its own: a list of exports, a module's `exports`. What is exported
// where it is declared, under its own name, is not among them.
struct Export {
  std::string_view name;    // `=`: the module is that value; `default`: its default; `*`: all of `module`
  Reg value = kNoReg;       // of `<module>`; kNoReg: it comes from `module`
  std::string_view module;  // empty: this file
  std::string_view taken;   // its name in `module`; `*`: the module itself
  Span span;
};

// How imports name what they take.
enum class ModuleStyle : uint8_t {
  none,
  dotted,  // `a.b`: a file or a folder; a dot first: beside this file
  path,    // `./a`: a file beside this one, the ending left out
  type,    // `a.b.Type`: a type of the package `a.b`, which several files may share
  folder,  // `host/a/b`: all files of a folder are one
};

// What of a language's rules meaning has to know: set by its lowering.
struct Dialect {
  ModuleStyle modules = ModuleStyle::none;
  std::string_view constructor = {};  // the name of constructors; empty: that of their type
  bool has_bare_members = false;      // members of the own object are read by their bare names
  bool is_type_called = false;        // an object is made by calling its type
  bool has_shape_interfaces = false;  // what has an interface's methods implements it
  bool has_value_objects = false;     // objects are copied where they are handed on, unless by a pointer
  bool returns_several = false;       // a call may give several results, taken apart by their position
};

// One file of source code. Owns its texts; they may also point into the Source, which must outlive it.
struct Code {
  std::string_view language;  // "java", "python", "javascript", "typescript", "go"
  Dialect dialect;
  std::string_view package;  // the Java or Go package; empty elsewhere
  std::vector<Import> imports;
  std::vector<Export> exports;
  std::vector<Type> types;
  std::vector<Function> functions;
  std::vector<Gap> gaps;
  Arena arena;
};

}  // namespace payaudit

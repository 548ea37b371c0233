#include "scanners/syntax/code/builder.h"

#include <unordered_set>

#include "scanners/source/characters.h"

namespace payaudit {

TypeId CodeBuilder::open_type(std::string_view name, Span span, Span name_span) {
  const TypeId id = static_cast<TypeId>(code_.types.size());
  Type& type = code_.types.emplace_back();
  type.name = name;
  type.outer = current_type();
  type.span = span;
  type.name_span = name_span;
  open_types_.push_back(id);
  return id;
}

void CodeBuilder::add_fields_set_by(const Function& constructor) {
  std::unordered_set<std::string_view> known;
  for (const Field& field : type().fields) known.insert(field.name);
  for (const Instruction& in : constructor.body) {
    if (in.op != Op::set_field || in.args[0].value != constructor.self) continue;
    if (!known.insert(in.text).second) continue;
    Field field;
    field.name = in.text;
    field.type = constructor.variables[in.args[1].value].type;
    field.span = in.span;
    field.name_span = in.name_span;
    type().fields.push_back(std::move(field));
  }
}

Code CodeBuilder::take() {
  code_.functions.shrink_to_fit();
  code_.types.shrink_to_fit();
  return std::move(code_);
}

FunctionId CodeBuilder::open_function(std::string_view name, Span span, Span name_span, TypeId owner) {
  const FunctionId id = static_cast<FunctionId>(code_.functions.size());
  code_.functions.emplace_back();
  const FunctionId parent = current_function();
  Open& open = open_.emplace_back();
  open.id = id;
  open.function.name = name;
  open.function.owner = owner;
  open.function.parent = parent;
  open.function.span = span;
  open.function.name_span = name_span;
  return id;
}

// Without what vectors hold in reserve: units of all files are in memory at once.
void CodeBuilder::close_function() {
  Function& closed = open_.back().function;
  closed.body.shrink_to_fit();
  closed.variables.shrink_to_fit();
  code_.functions[open_.back().id] = std::move(closed);
  open_.pop_back();
}

void CodeBuilder::close_scope() {
  Open& open = open_.back();
  const size_t begin = open.scopes.back();
  open.scopes.pop_back();
  while (open.undo.size() > begin) {
    const auto [name, before] = open.undo.back();
    if (before.reg == kNoReg) {
      open.names.erase(name);
    } else {
      open.names[name] = before;
    }
    open.undo.pop_back();
  }
}

Reg CodeBuilder::new_variable(std::string_view name, std::string_view type, Span span) {
  std::vector<Variable>& variables = open_.back().function.variables;
  variables.push_back({name, type, span});
  return static_cast<Reg>(variables.size() - 1);
}

Reg CodeBuilder::declare(std::string_view name, std::string_view type, Span span) {
  const Reg reg = new_variable(name, type, span);
  Open& open = open_.back();
  Named& named = open.names[name];
  open.undo.emplace_back(name, named);
  named = {reg, open.scopes.size()};
  return reg;
}

Reg CodeBuilder::declare_in_function(std::string_view name, std::string_view type, Span span) {
  const Reg reg = new_variable(name, type, span);
  open_.back().names[name] = {reg, 0};
  return reg;
}

Reg CodeBuilder::parameter(std::string_view name, std::string_view type, Span span) {
  const Reg reg = declare_in_function(name, type, span);
  function().parameters.emplace_back().reg = reg;
  return reg;
}

Reg CodeBuilder::find(std::string_view name) const {
  if (open_.empty()) return kNoReg;
  const auto at = open_.back().names.find(name);
  return at == open_.back().names.end() ? kNoReg : at->second.reg;
}

bool CodeBuilder::is_declared_in_scope(std::string_view name) const {
  const Open& open = open_.back();
  const auto at = open.names.find(name);
  return at != open.names.end() && at->second.depth == open.scopes.size();
}

Reg CodeBuilder::temporary(std::string_view type, Span span) {
  return new_variable({}, type, span);
}

Instruction& CodeBuilder::emit(Op op, Span span, std::initializer_list<Reg> args) {
  Argument kept[3];
  size_t count = 0;
  for (const Reg reg : args) kept[count++].value = reg;
  Instruction& instruction = body().emplace_back();
  instruction.op = op;
  instruction.span = span;
  instruction.args = code_.arena.keep(std::span<const Argument>(kept, count));
  return instruction;
}

Instruction& CodeBuilder::emit_with(Op op, Span span, const std::vector<Argument>& args) {
  Instruction& instruction = body().emplace_back();
  instruction.op = op;
  instruction.span = span;
  instruction.args = code_.arena.keep(std::span<const Argument>(args));
  return instruction;
}

bool CodeBuilder::has_effects(size_t begin) const {
  const std::vector<Instruction>& body = open_.back().function.body;
  for (size_t i = begin; i < body.size(); ++i) {
    switch (body[i].op) {
      case Op::literal:
      case Op::name:
      case Op::field:
      case Op::index:
      case Op::make:
      case Op::concat:
      case Op::binary:
      case Op::unary:
      case Op::lambda: break;
      case Op::set_name:
      case Op::copy:
      case Op::set_field:
      case Op::set_index:
      case Op::call:
      case Op::construct:
      case Op::ret:
      case Op::yield:
      case Op::throw_:
      case Op::branch:
      case Op::jump:
      case Op::label:
      case Op::try_begin:
      case Op::try_end: return true;
    }
  }
  return false;
}

Reg CodeBuilder::literal(LiteralKind kind, std::string_view text, Span span) {
  const Reg out = temporary();
  Instruction& instruction = emit(Op::literal, span);
  instruction.literal = kind;
  instruction.text = text;
  instruction.out = out;
  return out;
}

Reg CodeBuilder::name(std::string_view text, Span span) {
  const Reg out = temporary();
  Instruction& instruction = emit(Op::name, span);
  instruction.text = text;
  instruction.name_span = span;
  instruction.out = out;
  return out;
}

Reg CodeBuilder::read(std::string_view text, Span span) {
  const Reg reg = find(text);
  return reg == kNoReg ? name(text, span) : reg;
}

void CodeBuilder::copy(Reg to, Reg from, Span span, Span name_span) {
  Instruction& instruction = emit(Op::copy, span, {from});
  instruction.name_span = name_span;
  instruction.out = to;
}

void CodeBuilder::write(std::string_view name, Reg value, Span span, Span name_span) {
  if (const Reg reg = find(name); reg != kNoReg) return copy(reg, value, span, name_span);
  Instruction& instruction = emit(Op::set_name, span, {value});
  instruction.text = name;
  instruction.name_span = name_span;
}

Reg CodeBuilder::cast(std::string_view type, Reg value, Span span) {
  const Reg out = temporary(type, span);
  copy(out, value, span);
  return out;
}

Reg CodeBuilder::field(Reg object, std::string_view name, Span span, Span name_span) {
  const Reg out = temporary();
  Instruction& instruction = emit(Op::field, span, {object});
  instruction.text = name;
  instruction.name_span = name_span;
  instruction.out = out;
  return out;
}

void CodeBuilder::set_field(Reg object, std::string_view name, Reg value, Span span, Span name_span) {
  Instruction& instruction = emit(Op::set_field, span, {object, value});
  instruction.text = name;
  instruction.name_span = name_span;
}

Reg CodeBuilder::index(Reg object, Reg key, Span span) {
  const Reg out = temporary();
  emit(Op::index, span, {object, key}).out = out;
  return out;
}

Reg CodeBuilder::element(Reg collection, Span span) {
  const Reg out = temporary();
  emit(Op::index, span, {collection}).out = out;
  return out;
}

void CodeBuilder::set_index(Reg object, Reg key, Reg value, Span span) {
  emit(Op::set_index, span, {object, key, value});
}

Reg CodeBuilder::call(Reg receiver, std::string_view callee, const std::vector<Argument>& args, Span span,
                      Span name_span) {
  const Reg out = temporary();
  Instruction& instruction = emit_with(Op::call, span, args);
  instruction.receiver = receiver;
  instruction.text = callee;
  instruction.name_span = name_span;
  instruction.out = out;
  return out;
}

Reg CodeBuilder::construct(std::string_view type, const std::vector<Argument>& args, Span span,
                           Span name_span) {
  const Reg out = temporary();
  Instruction& instruction = emit_with(Op::construct, span, args);
  instruction.text = type;
  instruction.name_span = name_span;
  instruction.out = out;
  return out;
}

Reg CodeBuilder::make(std::string_view what, const std::vector<Argument>& args, Span span) {
  const Reg out = temporary();
  Instruction& instruction = emit_with(Op::make, span, args);
  instruction.text = what;
  instruction.out = out;
  return out;
}

Reg CodeBuilder::concat(const std::vector<Argument>& parts, Span span) {
  const Reg out = temporary();
  emit_with(Op::concat, span, parts).out = out;
  return out;
}

Reg CodeBuilder::binary(std::string_view op, Reg left, Reg right, Span span) {
  const Reg out = temporary();
  Instruction& instruction = emit(Op::binary, span, {left, right});
  instruction.text = op;
  instruction.out = out;
  return out;
}

Reg CodeBuilder::unary(std::string_view op, Reg operand, Span span) {
  const Reg out = temporary();
  Instruction& instruction = emit(Op::unary, span, {operand});
  instruction.text = op;
  instruction.out = out;
  return out;
}

Reg CodeBuilder::lambda(FunctionId function, Span span) {
  const Reg out = temporary();
  Instruction& instruction = emit(Op::lambda, span);
  instruction.function = function;
  instruction.out = out;
  return out;
}

void CodeBuilder::ret(const std::vector<Argument>& values, Span span) {
  emit_with(Op::ret, span, values);
}

void CodeBuilder::ret(Reg value, Span span) {
  if (value == kNoReg) {
    emit(Op::ret, span);
  } else {
    emit(Op::ret, span, {value});
  }
}

void CodeBuilder::yield(Reg value, Span span) {
  emit(Op::yield, span, {value});
}

void CodeBuilder::throw_value(Reg value, Span span) {
  if (value == kNoReg) {
    emit(Op::throw_, span);
  } else {
    emit(Op::throw_, span, {value});
  }
}

void CodeBuilder::place(uint32_t label, Span span) {
  emit(Op::label, span).target = label;
}
void CodeBuilder::jump(uint32_t label, Span span) {
  emit(Op::jump, span).target = label;
}
void CodeBuilder::branch(Reg condition, uint32_t otherwise, Span span) {
  emit(Op::branch, span, {condition}).target = otherwise;
}
void CodeBuilder::try_begin(uint32_t handlers, Span span) {
  emit(Op::try_begin, span).target = handlers;
}
void CodeBuilder::try_end(Span span) {
  emit(Op::try_end, span);
}

void CodeBuilder::open_jumps(std::string_view label, uint32_t break_to, uint32_t continue_to) {
  open_.back().jumps.push_back({label, break_to, continue_to});
}

void CodeBuilder::break_out(std::string_view label, Span span) {
  const std::vector<Jumps>& jumps = open_.back().jumps;
  for (auto at = jumps.rbegin(); at != jumps.rend(); ++at) {
    // A block with a label is left by its label only.
    const bool is_block = at->continue_to == kNoLabel && !at->label.empty();
    if (label.empty() ? !is_block : at->label == label) return jump(at->break_to, span);
  }
}

void CodeBuilder::continue_loop(std::string_view label, Span span) {
  const std::vector<Jumps>& jumps = open_.back().jumps;
  for (auto at = jumps.rbegin(); at != jumps.rend(); ++at) {
    if (at->continue_to == kNoLabel) continue;
    if (label.empty() || at->label == label) return jump(at->continue_to, span);
  }
}

namespace {

// Reads at most `most` digits of `base` from `text` at `at`, and moves `at` behind them.
uint32_t read_digits(std::string_view text, size_t& at, size_t most, int base) {
  uint32_t value = 0;
  for (size_t i = 0; i < most && at < text.size(); ++i, ++at) {
    const int digit = hex_digit(text[at]);
    if (digit < 0 || digit >= base) break;
    value = value * static_cast<uint32_t>(base) + static_cast<uint32_t>(digit);
  }
  return value;
}

}  // namespace

std::string_view unescape(std::string_view text, Arena& arena, bool keeps_unknown) {
  if (text.find('\\') == std::string_view::npos) return text;
  std::string out;
  out.reserve(text.size());
  uint32_t high_surrogate = 0;
  for (size_t at = 0; at < text.size();) {
    if (text[at] != '\\' || at + 1 >= text.size()) {
      out += text[at++];
      continue;
    }
    const char c = text[at + 1];
    at += 2;
    switch (c) {
      case 'n': out += '\n'; break;
      case 't': out += '\t'; break;
      case 'r': out += '\r'; break;
      case 'b': out += '\b'; break;
      case 'f': out += '\f'; break;
      case 'v': out += '\v'; break;
      case 'a': out += '\a'; break;
      case '\r': at += at < text.size() && text[at] == '\n' ? 1 : 0; break;
      case '\n': break;
      case '0':
      case '1':
      case '2':
      case '3':
      case '4':
      case '5':
      case '6':
      case '7':
        --at;
        append_utf8(out, read_digits(text, at, 3, 8));
        break;
      case 'x': append_utf8(out, read_digits(text, at, 2, 16)); break;
      case 'U': append_utf8(out, read_digits(text, at, 8, 16)); break;
      case 'u': {
        uint32_t point = 0;
        if (at < text.size() && text[at] == '{') {
          ++at;
          point = read_digits(text, at, 6, 16);
          at += at < text.size() && text[at] == '}' ? 1 : 0;
        } else {
          point = read_digits(text, at, 4, 16);
        }
        if (point >= 0xD800 && point <= 0xDBFF && text.substr(at).starts_with("\\u")) {
          high_surrogate = point;
          break;
        }
        if (high_surrogate != 0 && point >= 0xDC00 && point <= 0xDFFF) {
          point = 0x10000 + ((high_surrogate - 0xD800) << 10) + (point - 0xDC00);
        }
        high_surrogate = 0;
        append_utf8(out, point);
        break;
      }
      case '\\':
      case '\'':
      case '"': out += c; break;
      default:
        if (keeps_unknown) out += '\\';
        out += c;
    }
  }
  return arena.keep(out);
}

}  // namespace payaudit

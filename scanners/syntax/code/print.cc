#include "scanners/syntax/code/print.h"

#include <fmt/core.h>

#include <algorithm>
#include <iterator>
#include <map>
#include <vector>

#include "scanners/source/characters.h"

namespace payaudit {
namespace {

constexpr size_t kLongestText = 100;
constexpr size_t kShortestCardNumber = 12;

// Replaces all but the first six and last four digits of each run of digits that is long enough for a card
// number, single spaces and dashes between them included.
std::string masked(std::string_view text) {
  std::string out(text);
  for (size_t begin = 0; begin < out.size();) {
    if (!is_digit(out[begin])) {
      ++begin;
      continue;
    }
    std::vector<size_t> digits;
    size_t at = begin;
    while (at < out.size()) {
      if (is_digit(out[at])) {
        digits.push_back(at);
      } else if (!((out[at] == ' ' || out[at] == '-') && at + 1 < out.size() && is_digit(out[at + 1]))) {
        break;
      }
      ++at;
    }
    if (digits.size() >= kShortestCardNumber) {
      for (size_t i = 6; i + 4 < digits.size(); ++i) out[digits[i]] = '*';
    }
    begin = at;
  }
  return out;
}

std::string quoted(std::string_view text) {
  std::string out = "\"";
  for (const char c : masked(text)) {
    const bool is_continuation = (static_cast<unsigned char>(c) & 0xC0) == 0x80;
    if (out.size() > kLongestText && !is_continuation) {
      out += "…";
      break;
    }
    switch (c) {
      case '\n': out += "\\n"; break;
      case '\t': out += "\\t"; break;
      case '\r': out += "\\r"; break;
      case '"': out += "\\\""; break;
      case '\\': out += "\\\\"; break;
      default:
        if (static_cast<unsigned char>(c) < 0x20) {
          out += fmt::format("\\x{:02x}", static_cast<unsigned char>(c));
        } else {
          out += c;
        }
    }
  }
  return out + "\"";
}

class Printer {
 public:
  Printer(const Code& code, const Source& source) : code_(code), source_(source) {
    uint32_t count = 0;
    for (size_t at = 0; at <= source.bytes().size(); ++at) {
      if (at % kBlock == 0) block_starts_.push_back(count);
      if (at < source.bytes().size()) count += starts_code_point(source.bytes()[at]);
    }
  }

  std::string print() {
    add("{}", code_.language);
    if (!code_.package.empty()) add(" package {}", code_.package);
    add("\n");
    for (const Import& import : code_.imports) {
      add("import {}", import.module);
      if (!import.name.empty()) add(" take {}", import.name);
      if (!import.alias.empty() && import.alias != import.name) add(" as {}", import.alias);
      end_line(import.span);
    }
    for (const Export& each : code_.exports) {
      add("export {}", each.name);
      if (each.value != kNoReg) add(" r{}", each.value);
      if (!each.module.empty()) add(" of {}", each.module);
      if (!each.taken.empty() && each.taken != each.name) add(" take {}", each.taken);
      end_line(each.span);
    }
    for (const Type& type : code_.types) print_type(type);
    for (FunctionId id = 0; id < code_.functions.size(); ++id) print_function(id);
    for (const Gap& gap : code_.gaps) {
      add("gap {} {}", word(gap.reason), gap.detail);
      end_line(gap.span);
    }
    return std::move(out_);
  }

 private:
  template <typename... Args>
  void add(fmt::format_string<Args...> format, Args&&... args) {
    out_ += fmt::format(format, std::forward<Args>(args)...);
  }
  void end_line(Span span) {
    const uint32_t line = source_.line_of(span.begin);
    const uint32_t line_begin = source_.line_span(line).begin;
    add("  {}:{}\n", line, code_points_before(span.begin) - code_points_before(line_begin) + 1);
  }

  // As Source::position counts columns, but without reading a long line from its start for each place on it.
  uint32_t code_points_before(uint32_t offset) const {
    const std::string_view bytes = source_.bytes();
    offset = std::min(offset, static_cast<uint32_t>(bytes.size()));
    uint32_t count = block_starts_[offset / kBlock];
    for (uint32_t at = offset - offset % kBlock; at < offset; ++at) count += starts_code_point(bytes[at]);
    return count;
  }
  static uint32_t starts_code_point(char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80 ? 1 : 0; }

  void print_annotations(const std::vector<Annotation>& annotations) {
    for (const Annotation& annotation : annotations) {
      add(" @{}", annotation.name);
      if (annotation.arguments.empty()) continue;
      const char* separator = "(";
      for (const AnnotationArgument& argument : annotation.arguments) {
        add("{}", separator);
        if (!argument.name.empty()) add("{}=", argument.name);
        add("{}", quoted(argument.text));
        separator = ", ";
      }
      add(")");
    }
  }

  void print_type(const Type& type) {
    add("type ");
    if (type.outer != kNoType) add("{}.", code_.types[type.outer].name);
    add("{}", type.name);
    const char* separator = " : ";
    for (const std::string_view base : type.bases) {
      add("{}{}", separator, base);
      separator = ", ";
    }
    print_annotations(type.annotations);
    end_line(type.span);
    for (const Field& field : type.fields) {
      add("  field {}", field.name);
      if (!field.type.empty()) add(": {}", field.type);
      if (field.is_static) add(" static");
      if (field.is_constant) add(" constant");
      print_annotations(field.annotations);
      end_line(field.span);
    }
  }

  void print_function(FunctionId id) {
    const Function& function = code_.functions[id];
    name_registers(function);
    add("fn{} ", id);
    if (function.owner != kNoType) add("{}.", code_.types[function.owner].name);
    add("{}(", function.name);
    const char* separator = "";
    if (function.self != kNoReg) {
      add("self {}", name(function.self));
      separator = ", ";
    }
    for (const Parameter& parameter : function.parameters) {
      const Variable& variable = function.variables[parameter.reg];
      add("{}{}", separator, name(parameter.reg));
      if (!variable.type.empty()) add(": {}", variable.type);
      print_annotations(parameter.annotations);
      separator = ", ";
    }
    add(")");
    if (!function.result_type.empty()) add(": {}", function.result_type);
    if (function.parent != kNoFunction) add(" in fn{}", function.parent);
    print_annotations(function.annotations);
    end_line(function.span);
    for (const Instruction& instruction : function.body) {
      if (instruction.op == Op::literal) continue;
      add("  ");
      print_instruction(function, instruction);
      end_line(instruction.span);
    }
  }

  void print_instruction(const Function& function, const Instruction& in) {
    if (in.op == Op::label) {
      add("L{}:", in.target);
      return;
    }
    if (in.out != kNoReg) {
      add("{}", name(in.out));
      const Variable& variable = function.variables[in.out];
      if (variable.name.empty() && !variable.type.empty()) add(": {}", variable.type);
      add(" = ");
    }
    add("{}", word(in.op));
    switch (in.op) {
      case Op::name: add(" {}", in.text); break;
      case Op::set_name: add(" {} = {}", in.text, arg(in, 0)); break;
      case Op::field: add(" {}.{}", arg(in, 0), in.text); break;
      case Op::set_field: add(" {}.{} = {}", arg(in, 0), in.text, arg(in, 1)); break;
      case Op::index: add(" {}[{}]", arg(in, 0), in.args.size() > 1 ? arg(in, 1) : ""); break;
      case Op::set_index: add(" {}[{}] = {}", arg(in, 0), arg(in, 1), arg(in, 2)); break;
      case Op::call:
        add(" ");
        if (in.receiver != kNoReg) add("{}{}", name(in.receiver), in.text.empty() ? "" : ".");
        add("{}", in.text);
        print_arguments(in);
        break;
      case Op::construct:
      case Op::make:
        add(" {}", in.text);
        print_arguments(in);
        break;
      case Op::binary: add(" {} {} {}", arg(in, 0), in.text, arg(in, 1)); break;
      case Op::unary: add(" {} {}", in.text, arg(in, 0)); break;
      case Op::lambda: add(" fn{}", in.function); break;
      case Op::branch: add(" {} else L{}", arg(in, 0), in.target); break;
      case Op::jump: add(" L{}", in.target); break;
      case Op::try_begin: add(" L{}", in.target); break;
      case Op::copy:
      case Op::concat:
      case Op::ret:
      case Op::yield:
      case Op::throw_:
        for (size_t i = 0; i < in.args.size(); ++i) add("{}{}", i == 0 ? " " : ", ", arg(in, i));
        break;
      case Op::literal:
      case Op::label:
      case Op::try_end: break;
    }
  }

  void print_arguments(const Instruction& in) {
    add("(");
    const char* separator = "";
    for (const Argument& argument : in.args) {
      add("{}", separator);
      if (!argument.name.empty()) add("{}: ", argument.name);
      add("{}", name(argument.value));
      separator = ", ";
    }
    add(")");
  }

  std::string arg(const Instruction& in, size_t i) const { return name(in.args[i].value); }
  const std::string& name(Reg reg) const {
    static const std::string none = "?";
    return reg < names_.size() ? names_[reg] : none;
  }

  void name_registers(const Function& function) {
    names_.assign(function.variables.size(), {});
    std::map<std::string_view, int> count;
    for (const Variable& variable : function.variables) ++count[variable.name];
    for (Reg reg = 0; reg < names_.size(); ++reg) {
      const std::string_view variable = function.variables[reg].name;
      if (variable.empty()) {
        names_[reg] = fmt::format("r{}", reg);
      } else if (count[variable] > 1) {
        names_[reg] = fmt::format("{}#{}", variable, reg);
      } else {
        names_[reg] = variable;
      }
    }
    for (const Instruction& in : function.body) {
      if (in.op != Op::literal) continue;
      names_[in.out] = in.literal == LiteralKind::string  ? quoted(in.text)
                       : in.literal == LiteralKind::regex ? std::string(in.text)
                                                          : masked(in.text);
    }
  }

  static constexpr uint32_t kBlock = 1024;
  const Code& code_;
  const Source& source_;
  std::vector<uint32_t> block_starts_;  // code points before each block of the source
  std::string out_;
  std::vector<std::string> names_;  // by Reg, of the function being printed
};

}  // namespace

std::string to_string(const Code& code, const Source& source) {
  return Printer(code, source).print();
}

}  // namespace payaudit

#include "scanners/meaning/classes/definitions.h"

#include <algorithm>
#include <optional>

namespace payaudit {
namespace {

class Definitions {
 public:
  Definitions(const Code& code, const MapperModels& models) : code_(code), models_(models) {}

  DefinedTypes run() {
    std::vector<const TypeDefinition*> known;
    for (const TypeDefinition& definition : models_.definitions) {
      if (imports_any(definition.needs)) known.push_back(&definition);
    }
    if (known.empty()) return {};
    for (const Function& function : code_.functions) {
      function_ = &function;
      made_.assign(function.variables.size(), nullptr);
      for (const Instruction& now : function.body) {
        if (now.out < made_.size()) made_[now.out] = &now;
        if (now.op != Op::call && now.op != Op::construct) continue;
        for (const TypeDefinition* definition : known) {
          if (definition->call == now.text.substr(now.text.rfind('.') + 1)) define(*definition, now);
        }
      }
    }
    return {std::move(types_), std::move(arguments_)};
  }

 private:
  // `require("sequelize")` is a call.
  bool imports_any(const std::vector<std::string>& modules) const {
    return std::any_of(code_.imports.begin(), code_.imports.end(), [&](const Import& import) {
      return std::find(modules.begin(), modules.end(), import.module) != modules.end();
    });
  }

  const Instruction* maker(Reg reg) const { return reg < made_.size() ? made_[reg] : nullptr; }

  std::string_view text_of(const Instruction& call, size_t position) const {
    if (position >= call.args.size()) return {};
    const Instruction* value = maker(call.args[position].value);
    return value != nullptr && value->op == Op::literal ? value->text : std::string_view();
  }

  // What a call or construction is named by: the model's text, the class, or the variable it goes to.
  std::string_view name_of(const TypeDefinition& definition, const Instruction& call) const {
    if (definition.name != TypeDefinition::kNoName) return text_of(call, definition.name);
    if (call.receiver != kNoReg) {
      const Instruction* receiver = maker(call.receiver);
      if (receiver != nullptr && receiver->op == Op::name) return receiver->text;
    }
    for (const Instruction& now : function_->body) {
      if (now.op == Op::copy && !now.args.empty() && now.args[0].value == call.out &&
          now.out < function_->variables.size())
        return function_->variables[now.out].name;
    }
    return "schema";
  }

  void define(const TypeDefinition& definition, const Instruction& call) {
    if (definition.members >= call.args.size()) return;
    const Instruction* members = maker(call.args[definition.members].value);
    if (members == nullptr || members->op != Op::make || members->text != "object") return;
    Type& type = types_.emplace_back();
    type.name = name_of(definition, call);
    type.span = type.name_span = call.span;
    for (const Argument& entry : members->args) {
      if (entry.name.empty() || entry.name == "...") continue;
      type.fields.push_back(member(entry));
    }
  }

  Field member(const Argument& entry) {
    Field field;
    field.name = entry.name;
    field.span = field.name_span = entry.span;
    const Instruction* value = maker(entry.value);
    if (value == nullptr) return field;
    std::vector<AnnotationArgument>& arguments = arguments_.emplace_back();
    if (value->op == Op::make && value->text == "object") {
      for (const Argument& part : value->args) {
        const Instruction* described = maker(part.value);
        if (part.name == "type" && described != nullptr) add_type(*described, arguments);
        if (is_in(models_.member_setters, part.name)) arguments.push_back({"transformer", "set"});
        if (is_in(models_.widths, part.name) && described != nullptr && described->op == Op::literal)
          arguments.push_back({part.name, described->text});
      }
    } else {
      add_column(*value, arguments);
    }
    if (!arguments.empty()) field.annotations.push_back({"Column", arguments, entry.span});
    return field;
  }

  // `DataTypes.STRING(19)`, or `varchar("card_number", { length: 19 }).notNull()`.
  void add_column(const Instruction& value, std::vector<AnnotationArgument>& arguments) {
    const Instruction* column = &value;
    while (column->op == Op::call && column->receiver != kNoReg) {
      const Instruction* before = maker(column->receiver);
      if (before == nullptr || before->op != Op::call) break;
      column = before;
    }
    add_type(*column, arguments);
    if (column->op != Op::call) return;
    // A type that this repository makes may convert.
    if (column->receiver == kNoReg && !is_imported(column->text))
      arguments.push_back({"transformer", column->text});
    for (const Argument& each : column->args) {
      const Instruction* options = maker(each.value);
      if (options == nullptr || options->op != Op::make) continue;
      for (const Argument& part : options->args) {
        const Instruction* bound = maker(part.value);
        if (is_in(models_.widths, part.name) && bound != nullptr && bound->op == Op::literal)
          arguments.push_back({part.name, bound->text});
      }
    }
  }

  bool is_imported(std::string_view name) const {
    return std::any_of(code_.imports.begin(), code_.imports.end(), [&](const Import& import) {
      const std::string_view local = import.alias.empty() ? import.name : import.alias;
      return local == name && !import.module.starts_with('.');
    });
  }

  void add_type(const Instruction& type, std::vector<AnnotationArgument>& arguments) {
    if (type.op == Op::literal || type.op == Op::name || type.op == Op::field || type.op == Op::call)
      arguments.push_back({"type", type.text});
    if (type.op != Op::call || type.args.empty()) return;
    const Instruction* bound = maker(type.args[0].value);
    if (bound != nullptr && bound->op == Op::literal && bound->literal == LiteralKind::number)
      arguments.push_back({"length", bound->text});
  }

  static bool is_in(const std::vector<std::string>& names, std::string_view name) {
    return std::find(names.begin(), names.end(), name) != names.end();
  }

  const Code& code_;
  const MapperModels& models_;
  const Function* function_ = nullptr;
  std::vector<const Instruction*> made_;
  std::deque<Type> types_;
  std::deque<std::vector<AnnotationArgument>> arguments_;
};

}  // namespace

DefinedTypes defined_types(const Code& code, const MapperModels& models) {
  return Definitions(code, models).run();
}

}  // namespace payaudit

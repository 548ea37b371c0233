#include "scanners/meaning/tables/migrations.h"

#include <algorithm>
#include <charconv>
#include <vector>

#include "scanners/meaning/tables/building.h"
#include "scanners/source/characters.h"

namespace payaudit {
namespace {

using Name = StatementBuilder::Name;

bool is_in(const std::vector<std::string>& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

class CodeMigrations {
 public:
  CodeMigrations(const Source& source, const Code& code, const TableModels& models)
      : source_(source), code_(code), models_(models) {}

  std::optional<Tree> run() {
    const std::string_view language = code_.language == "typescript" ? "javascript" : code_.language;
    for (const MigrationCall& call : models_.calls) {
      if (call.language == language && (call.needs.empty() || imports_any(call.needs)))
        calls_.push_back(&call);
    }
    if (calls_.empty()) return std::nullopt;
    for (FunctionId id = 0; id < code_.functions.size(); ++id) {
      if (!is_undone(id)) read_function(id);
    }
    if (built_.is_empty()) return std::nullopt;
    return built_.take();
  }

 private:
  bool imports_any(const std::vector<std::string>& modules) const {
    return std::any_of(code_.imports.begin(), code_.imports.end(), [&](const Import& import) {
      return std::any_of(modules.begin(), modules.end(), [&](const std::string& module) {
        return import.module.find(module) != std::string_view::npos;
      });
    });
  }

  // A downgrade, or a function inside of one.
  bool is_undone(FunctionId id) const {
    for (int depth = 0; id != kNoFunction && depth < 16; ++depth) {
      if (is_in(models_.undo, code_.functions[id].name)) return true;
      id = code_.functions[id].parent;
    }
    return false;
  }

  void read_function(FunctionId id) {
    enter(id);
    batch_ = {};
    for (const Instruction& now : function_->body) {
      if (now.op != Op::call) continue;
      const MigrationCall* model = model_of(now);
      if (model != nullptr) {
        read_call(*model, now);
        enter(id);  // a builder's function was looked into
      } else if (std::any_of(calls_.begin(), calls_.end(), [&](const MigrationCall* call) {
                   return !call->batch.empty() && call->batch == now.text;
                 })) {
        batch_ = text_of(argument(now, {"0", "table_name"}));
      }
    }
  }

  // Registers' last assignments: migrations are written straight down.
  void enter(FunctionId id) {
    function_ = &code_.functions[id];
    made_.assign(function_->variables.size(), nullptr);
    for (const Instruction& now : function_->body) {
      if (now.out < made_.size()) made_[now.out] = &now;
    }
  }

  const Instruction* maker(Reg reg) const {
    for (int depth = 0; depth < 4 && reg < made_.size(); ++depth) {
      const Instruction* now = made_[reg];
      if (now == nullptr || now->op != Op::copy || now->args.empty()) return now;
      reg = now->args[0].value;
    }
    return nullptr;
  }

  // The written name of what a call is made on.
  std::string_view receiver_name(const Instruction& call) const {
    if (call.receiver == kNoReg) return {};
    if (call.receiver < function_->variables.size() && !function_->variables[call.receiver].name.empty())
      return function_->variables[call.receiver].name;
    const Instruction* now = maker(call.receiver);
    return now != nullptr && (now->op == Op::name || now->op == Op::field) ? now->text : std::string_view();
  }

  const MigrationCall* model_of(const Instruction& call) const {
    for (const MigrationCall* model : calls_) {
      if (model->call != call.text) continue;
      if (!model->receiver.empty() && model->receiver != receiver_name(call)) continue;
      if (model->columns == "builder" && builder_of(call) == kNoFunction) continue;
      return model;
    }
    return nullptr;
  }

  Reg argument(const Instruction& call, const std::vector<std::string>& which) const {
    for (const std::string& one : which) {
      size_t position = 0;
      const bool is_position =
          std::from_chars(one.data(), one.data() + one.size(), position).ptr == one.data() + one.size();
      size_t at = 0;
      for (const Argument& each : call.args) {
        if (is_position ? each.name.empty() && at == position : each.name == one) return each.value;
        if (each.name.empty()) ++at;
      }
    }
    return kNoReg;
  }

  // A constant text; of TypeORM's `new Table({name: …})`, the object's name.
  Name text_of(Reg reg) const {
    const Instruction* now = maker(reg);
    if (now == nullptr) return {};
    if (now->op == Op::literal && now->literal == LiteralKind::string) {
      // Without its quotes.
      Span span = now->span;
      if (span.end - span.begin >= now->text.size() + 2) {
        ++span.begin;
        --span.end;
      }
      return {now->text, span};
    }
    if (now->op == Op::construct && !now->args.empty()) return text_of(now->args[0].value);
    if (now->op == Op::make && now->text == "object") {
      for (const Argument& entry : now->args) {
        if (entry.name == "name") return text_of(entry.value);
      }
    }
    return {};
  }

  void read_call(const MigrationCall& model, const Instruction& call) {
    const Reg first = argument(call, {"0"});
    const bool is_batch = !model.batch.empty() && !batch_.text.empty() &&
                          (is_column(first) || model.step != MigrationStep::add) &&
                          receiver_name(call) != "op";
    Name table = is_batch ? batch_ : text_of(argument(call, model.table));
    if (table.text.empty()) return;
    if (model.step == MigrationStep::raw) {
      const std::string text = lower(table.text);
      if (text.find("create table") != std::string::npos || text.find("alter table") != std::string::npos)
        built_.add_gap(table.span, "SQL inside of a migration");
      return;
    }
    const auto shifted = [&](const std::vector<std::string>& which) {
      return is_batch ? argument(call, {"0", which.size() > 1 ? which.back() : "0"}) : argument(call, which);
    };
    switch (model.step) {
      case MigrationStep::create:
      case MigrationStep::create_more: {
        const bool is_new = model.step == MigrationStep::create;
        add_columns(model, call, built_.statement(is_new ? "create table" : "alter table", table),
                    is_new ? "column" : "add column");
        break;
      }
      case MigrationStep::add: {
        const NodeId statement = built_.statement("alter table", table);
        if (!model.column.empty()) {
          add_column(statement, "add column", shifted(model.column));
        } else {
          add_named(statement, "add column", text_of(argument(call, model.name)), argument(call, model.type));
        }
        break;
      }
      case MigrationStep::drop: {
        const Name name = text_of(shifted(model.name));
        if (!name.text.empty()) built_.column(built_.statement("alter table", table), "drop column", name);
        break;
      }
      case MigrationStep::alter: {
        const Name name = text_of(shifted(model.name));
        if (name.text.empty()) break;
        const NodeId statement = built_.statement("alter table", table);
        if (const Reg type = argument(call, model.type); type != kNoReg)
          add_named(statement, "alter column", name, type);
        const Name renamed = text_of(argument(call, model.new_name));
        if (!renamed.text.empty()) built_.rename_column(statement, name, renamed);
        break;
      }
      case MigrationStep::raw: break;
      case MigrationStep::drop_table: built_.drop_table(table); break;
      case MigrationStep::rename_table: {
        const Name to = text_of(argument(call, model.new_name));
        if (!to.text.empty()) built_.rename_table(table, to);
        break;
      }
    }
  }

  void add_columns(const MigrationCall& model, const Instruction& call, NodeId statement,
                   std::string_view key) {
    if (model.columns == "rest") {
      for (const Argument& each : call.args) {
        if (each.name.empty() && is_column(each.value)) add_column(statement, key, each.value);
        if (each.name == "...") built_.add_unknown(statement, each.span);
      }
    } else if (model.columns == "builder") {
      read_builder(builder_of(call), statement, key);
    } else {
      add_all(statement, key, argument(call, {model.columns}), call.span);
    }
  }

  // A list of columns, an object of them, or TypeORM's `new Table({columns: […]})`.
  void add_all(NodeId statement, std::string_view key, Reg reg, Span whole) {
    const Instruction* now = maker(reg);
    if (now == nullptr) return built_.add_unknown(statement, whole);
    if (now->op == Op::construct && !now->args.empty())
      return add_all(statement, key, now->args[0].value, whole);
    if (now->op != Op::make) return built_.add_unknown(statement, now->span);
    if (now->text != "object" && now->text != "map") {
      for (const Argument& item : now->args) add_column(statement, key, item.value);
      return;
    }
    for (const Argument& entry : now->args) {
      if (entry.name == "columns") return add_all(statement, key, entry.value, whole);
    }
    const bool is_description = std::any_of(now->args.begin(), now->args.end(),
                                            [](const Argument& entry) { return entry.name == "name"; }) &&
                                std::any_of(now->args.begin(), now->args.end(),
                                            [](const Argument& entry) { return entry.name == "type"; });
    if (is_description) return;
    for (const Argument& entry : now->args) {
      if (entry.name == "..." || entry.name.empty()) {
        built_.add_unknown(statement, entry.span);
      } else {
        add_named(statement, key, {entry.name, entry.span}, entry.value);
      }
    }
  }

  bool is_column(Reg reg) const {
    const Instruction* now = maker(reg);
    return now != nullptr && (now->op == Op::call || now->op == Op::construct) &&
           is_in(models_.column_calls, now->text);
  }

  // `Column("name", Type(…))`, `("name", Type(…))`, `{name: "name", type: "varchar", length: "19"}`.
  void add_column(NodeId statement, std::string_view key, Reg reg) {
    const Instruction* now = maker(reg);
    if (now == nullptr) return;
    if (now->op == Op::construct && now->args.size() == 1)
      return add_column(statement, key, now->args[0].value);
    if (now->op == Op::make && now->text == "object") {
      Name name;
      Reg type = kNoReg;
      for (const Argument& entry : now->args) {
        if (entry.name == "name") name = text_of(entry.value);
        if (entry.name == "type") type = entry.value;
      }
      if (name.text.empty()) return;
      const NodeId column = built_.column(statement, key, name);
      if (type != kNoReg) set_type(column, type, width_in(*now));
      return;
    }
    const bool names_it = (now->op == Op::make && now->text == "tuple") || is_column(reg);
    if (!names_it || now->args.empty()) return;
    add_named(statement, key, text_of(now->args[0].value),
              now->args.size() > 1 ? now->args[1].value : kNoReg);
  }

  void add_named(NodeId statement, std::string_view key, const Name& name, Reg type) {
    if (name.text.empty()) return;
    const Instruction* now = maker(type);
    // Sequelize: `{type: STRING(4), allowNull: false}`.
    std::string_view width;
    if (now != nullptr && now->op == Op::make) {
      width = width_in(*now);
      type = kNoReg;
      for (const Argument& entry : now->args) {
        if (entry.name == "type") type = entry.value;
      }
    }
    const NodeId column = built_.column(statement, key, name);
    if (type != kNoReg) set_type(column, type, width);
  }

  std::string_view width_in(const Instruction& call) const {
    for (const Argument& each : call.args) {
      if (!is_in(models_.widths, each.name)) continue;
      const Instruction* value = maker(each.value);
      if (value != nullptr && value->op == Op::literal) return digits(value->text);
    }
    return {};
  }

  static std::string_view digits(std::string_view text) {
    return text.find_first_not_of("0123456789") == std::string_view::npos ? text : std::string_view();
  }

  void set_type(NodeId column, Reg type, std::string_view width) {
    const Instruction* now = maker(type);
    if (now == nullptr) return;
    if (now->op == Op::literal) {
      const size_t open = now->text.find('(');
      if (width.empty() && open != std::string_view::npos) {
        const size_t end = now->text.find_first_not_of("0123456789", open + 1);
        if (end != std::string_view::npos) width = now->text.substr(open + 1, end - open - 1);
      }
      return built_.type(column, now->text, width, now->span);
    }
    if (now->op == Op::call || now->op == Op::construct) {
      if (width.empty()) width = width_in(*now);
      if (width.empty() && !now->args.empty() && now->args[0].name.empty()) {
        const Instruction* value = maker(now->args[0].value);
        if (value != nullptr && value->op == Op::literal && value->literal == LiteralKind::number)
          width = digits(value->text);
      }
    }
    built_.type(column, source_.text(now->span), width, now->span);
  }

  // The function that is handed over to describe the table.
  FunctionId builder_of(const Instruction& call) const {
    for (const Argument& each : call.args) {
      const Instruction* now = maker(each.value);
      if (now != nullptr && now->op == Op::lambda && now->function != kNoFunction) return now->function;
    }
    return kNoFunction;
  }

  void read_builder(FunctionId id, NodeId statement, std::string_view key) {
    if (id == kNoFunction || code_.functions[id].parameters.empty()) return;
    enter(id);
    const Reg builder = code_.functions[id].parameters[0].reg;
    for (const Instruction& now : function_->body) {
      if (now.op != Op::call || now.receiver != builder || now.args.empty()) continue;
      const Name name = text_of(now.args[0].value);
      if (name.text.empty()) continue;
      if (now.text == "dropColumn") {
        built_.column(statement, "drop column", name);
        continue;
      }
      if (!is_in(models_.builders, now.text)) continue;
      const NodeId column = built_.column(statement, key, name);
      std::string_view width;
      if (now.args.size() > 1) {
        const Instruction* value = maker(now.args[1].value);
        if (value != nullptr && value->op == Op::literal && value->literal == LiteralKind::number)
          width = digits(value->text);
        if (now.text == "specificType" && value != nullptr && value->op == Op::literal) {
          set_type(column, now.args[1].value, {});
          continue;
        }
      }
      built_.type(column, now.text, width, now.name_span.is_empty() ? now.span : now.name_span);
    }
  }

  const Source& source_;
  const Code& code_;
  const TableModels& models_;
  std::vector<const MigrationCall*> calls_;
  const Function* function_ = nullptr;
  std::vector<const Instruction*> made_;
  Name batch_;  // the table of an open `batch_alter_table`
  StatementBuilder built_;
};

}  // namespace

std::optional<Tree> code_statements(const Source& source, const Code& code, const TableModels& models) {
  return CodeMigrations(source, code, models).run();
}

}  // namespace payaudit

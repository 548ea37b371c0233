// Amounts in major units that become minor ones and lose what lies behind them: `int(price * 100)`.
#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "scanners/meaning/calls/writers.h"
#include "scanners/meaning/classify/neutral_type.h"

namespace payaudit {
namespace {

class RoundingReader {
 public:
  RoundingReader(CallWriter& out, const Values& values, FunctionId id)
      : out_(out), values_(values), id_(id), function_(out.code().functions[id]) {}

  void read() {
    for (size_t at = 0; at < function_.body.size(); ++at) {
      const Instruction& now = function_.body[at];
      if (now.args.empty()) continue;
      if (now.op == Op::call ? cuts_off(at) : is_cast(now)) write(now, now.args[0].value);
    }
  }

 private:
  bool cuts_off(size_t at) const {
    const auto models = out_.context.resolution.models_of(id_, at);
    return std::any_of(models.begin(), models.end(),
                       [](const CallModel* model) { return model->role == "truncate"; });
  }

  // Java's `(long) (price * 100)`.
  bool is_cast(const Instruction& now) const {
    if (now.op != Op::copy || out_.code().language != "java" || now.out >= function_.variables.size())
      return false;
    return neutral_type(function_.variables[now.out].type) == "number" && floats(now.args[0].value) == true;
  }

  // Whether the value is a binary fraction; nullopt: not known.
  std::optional<bool> floats(Reg reg) const {
    const std::string_view type = values_.type({id_, reg});
    const std::string_view neutral = neutral_type(type);
    if (neutral == "float") return true;
    const bool is_script = out_.code().language == "javascript" || out_.code().language == "typescript";
    if (is_script && (type.empty() || neutral == "number")) return true;
    if (neutral == "number" || neutral == "other") return false;
    const Constant constant = values_.constant({id_, reg});
    if (constant.kind == LiteralKind::number) return constant.text.find('.') != std::string_view::npos;
    const Instruction* made = values_.definition({id_, reg});
    if (made != nullptr && made->op == Op::binary && made->args.size() == 2) {
      const auto left = floats(made->args[0].value), right = floats(made->args[1].value);
      if (left == true || right == true) return true;
      if (left == false && right == false) return false;
      return std::nullopt;
    }
    if (made != nullptr && made->op == Op::call && made->text == "float") return true;
    return std::nullopt;
  }

  bool names_amount(Reg reg) const {
    const std::string_view name = values_.name({id_, reg});
    if (name.empty()) return false;
    const auto found = out_.context.classifier.classify(name, {.entity = "payment"});
    return found && found->data_class == "payment.amount";
  }

  // The variable that the result goes to.
  bool goes_to_amount(Reg result) const {
    return std::any_of(function_.body.begin(), function_.body.end(), [&](const Instruction& now) {
      return now.op == Op::copy && !now.args.empty() && now.args[0].value == result && names_amount(now.out);
    });
  }

  void write(const Instruction& now, Reg argument) {
    const Instruction* product = values_.definition({id_, argument});
    if (product == nullptr || product->op != Op::binary || product->text != "*" || product->args.size() != 2)
      return;
    for (size_t i = 0; i < 2; ++i) {
      const Constant factor = values_.constant({id_, product->args[i].value});
      const bool is_minor = factor.kind == LiteralKind::number &&
                            (factor.text == "100" || factor.text == "100.0" || factor.text == "1000" ||
                             factor.text == "1e2" || factor.text == "100d" || factor.text == "100D");
      if (!is_minor) continue;
      const Reg amount = product->args[1 - i].value;
      if (!names_amount(amount) && !names_amount(now.out) && !goes_to_amount(now.out)) return;
      const std::optional<bool> is_floating = floats(amount);
      const std::string function = function_name(out_.code(), id_);
      const std::string_view source = out_.context.source.text(product->span);
      out_.facts.add(Kind::rounding, {out_.context.file, now.span}, fmt::format("{} {}", function, source))
          .set(Attr::operation, out_.facts.text("truncate"))
          .set(Attr::source, out_.facts.text(source))
          .set(Attr::function, out_.facts.text(function))
          .set(Attr::floating, is_floating ? Value::boolean(*is_floating)
                                           : out_.facts.unknown("the type of the amount is not written"));
      return;
    }
  }

  CallWriter& out_;
  const Values& values_;
  const FunctionId id_;
  const Function& function_;
};

}  // namespace

void write_roundings(CallWriter& out, const Values& values, FunctionId function) {
  RoundingReader(out, values, function).read();
}

}  // namespace payaudit

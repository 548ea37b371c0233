// One-time codes that are compared with a constant: who knows it passes for anybody. Looks at the comparison
// and at what is done where it holds; whether the function is ever called is not asked.
#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string>

#include "scanners/meaning/calls/environments.h"
#include "scanners/meaning/calls/secret_texts.h"
#include "scanners/meaning/calls/writers.h"
#include "scanners/meaning/classify/words.h"
#include "scanners/meaning/flow/in_browser.h"
#include "scanners/source/characters.h"

namespace payaudit {
namespace {

constexpr size_t kShortestCode = 4, kLongestCode = 8;
// From the comparison to what refuses: further away something else is decided.
constexpr size_t kNear = 16;
constexpr int kMostCodeParts = 6;

bool is_code(std::string_view text) {
  return text.size() >= kShortestCode && text.size() <= kLongestCode &&
         std::all_of(text.begin(), text.end(), [](char c) { return is_digit(c); });
}

class FixedCodes {
 public:
  FixedCodes(CallWriter& out, const Values& values, FunctionId id)
      : out_(out), values_(values), id_(id), function_(out.code().functions[id]) {}

  void read() {
    for (size_t at = 0; at < function_.body.size(); ++at) {
      const Instruction& now = function_.body[at];
      const bool is_equal = is_one_of(now.text, {"==", "==="});
      if (now.op == Op::binary && now.args.size() == 2 && (is_equal || is_one_of(now.text, {"!=", "!=="}))) {
        compare(at, now.args[0].value, now.args[1].value, is_equal);
      } else if (now.op == Op::call && now.args.size() == 1 && now.receiver != kNoReg &&
                 out_.words("call.equalities").has(now.text)) {
        compare(at, now.receiver, now.args[0].value, true);
      }
    }
  }

 private:
  void compare(size_t at, Reg left, Reg right, bool is_equal) {
    if (!is_constant_code(right)) std::swap(left, right);
    if (!is_constant_code(right) || is_constant_code(left)) return;
    const std::string_view name = name_of(left);
    if (!is_of_login(left, name) || (is_equal && is_refused(at))) return;
    const Instruction& now = function_.body[at];
    const std::string owner = function_name(out_.code(), id_);
    Fact& fact = add_secret_text(out_, written_at(function_, values_.origin({id_, right}).reg, now.span),
                                 fmt::format("{} {}", owner, name), name, "one-time-code", true);
    if (is_in_browser(out_.context.source, out_.context.resolution)) {
      fact.set(Attr::value_kind,
               out_.facts.unknown("a page compares it, and what the server asks is not seen"));
    } else if (is_of_developers(at)) {
      fact.set(Attr::value_kind, out_.facts.unknown("it counts only where a condition of developers holds"));
    }
  }

  bool is_constant_code(Reg value) const {
    const Constant constant = values_.constant({id_, value});
    return constant.kind == LiteralKind::string && is_code(constant.text);
  }

  // `otp`, `request.otp`, `request.getOtp()`, `otp.trim()`.
  std::string_view name_of(Reg value, int depth = 0) const {
    const Instruction* made = values_.definition({id_, value});
    if (made == nullptr || depth > kMostCodeParts) return values_.name({id_, value});
    if (made->op == Op::field || made->op == Op::name) return made->text;
    if (made->op == Op::call && made->args.empty()) {
      if (made->text.starts_with("get") && made->text.size() > 3) return made->text.substr(3);
      return name_of(made->receiver, depth + 1);
    }
    if (made->op == Op::copy) {
      const std::string_view own = values_.name({id_, value});
      return own.empty() && !made->args.empty() ? name_of(made->args[0].value, depth + 1) : own;
    }
    return {};
  }

  // What only its place says is a code is one where it is a plain variable: an error has a `code`, too.
  bool is_of_login(Reg value, std::string_view name) const {
    if (name.empty()) return false;
    const std::string owner = function_name(out_.code(), id_);
    const auto found = out_.context.classifier.classify(name, {.entity = owner});
    if (!found || found->state != "clear" ||
        !is_one_of(found->data_class, {"login.code", "payment.authentication_code"}))
      return false;
    const Instruction* made = values_.definition({id_, value});
    return !found->is_weak || made == nullptr || made->op == Op::copy || made->op == Op::name;
  }

  // `if (otp === "000000") return fail("invalid")`: the constant is what does not pass.
  bool is_refused(size_t at) const {
    const Reg asked = function_.body[at].out;
    const size_t end = std::min(function_.body.size(), at + kNear);
    for (size_t i = at + 1; i < end; ++i) {
      if (!refuses(i)) continue;
      const auto conditions = conditions_at(function_, i);
      if (!conditions) return true;
      const bool is_below = std::any_of(conditions->begin(), conditions->end(), [&](const Condition& each) {
        return each.holds && (each.value == asked || is_part(asked, each.value, 0));
      });
      if (is_below) return true;
    }
    return false;
  }

  // A thrown error, `return false`, `fail(…)`, `errors.New(…)`, `res.status(401)`.
  bool refuses(size_t at) const {
    const Instruction& now = function_.body[at];
    if (now.op == Op::throw_) return true;
    const WordList& refusals = out_.words("code.refusals");
    if (now.op == Op::call &&
        (refusals.is_in(now.text) || refusals.is_in(out_.context.resolution[id_].written[at])))
      return true;
    return std::any_of(now.args.begin(), now.args.end(), [&](const Argument& each) {
      const Constant given = values_.constant({id_, each.value});
      if (now.op == Op::ret) return is_one_of(given.text, {"false", "False"});
      return now.op == Op::call && given.kind == LiteralKind::number && given.text.size() == 3 &&
             given.text.front() == '4';
    });
  }

  // Whether a condition has the comparison in it, and not its contrary.
  bool is_part(Reg asked, Reg whole, int depth) const {
    const Instruction* made = values_.definition({id_, whole});
    if (made == nullptr || depth > kMostCodeParts || (made->op != Op::binary && made->op != Op::copy))
      return false;
    return std::any_of(made->args.begin(), made->args.end(), [&](const Argument& each) {
      return each.value == asked || is_part(asked, each.value, depth + 1);
    });
  }

  bool is_of_developers(size_t at) const {
    if (development_only(values_, out_.context.source, id_, at)) return true;
    const Reg asked = function_.body[at].out;
    return std::any_of(function_.body.begin(), function_.body.end(), [&](const Instruction& now) {
      const bool is_and = now.op == Op::binary && is_one_of(now.text, {"&&", "and"});
      return is_and && is_part(asked, now.out, 0) && asks_for_developers(values_, id_, {now.out, true});
    });
  }

  CallWriter& out_;
  const Values& values_;
  FunctionId id_;
  const Function& function_;
};

}  // namespace

void write_fixed_codes(CallWriter& out, const Values& values, FunctionId function) {
  FixedCodes(out, values, function).read();
}

}  // namespace payaudit

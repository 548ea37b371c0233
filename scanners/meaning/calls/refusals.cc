#include "scanners/meaning/calls/refusals.h"

#include <algorithm>
#include <set>
#include <string>

#include "scanners/meaning/calls/environments.h"
#include "scanners/meaning/classify/words.h"
#include "scanners/source/characters.h"

namespace payaudit {
namespace {

// `JWT_SECRET` and `jwtSecret` are one.
std::string canonical(std::string_view name) {
  std::string joined;
  for (const std::string& word : split_words(name)) joined += word;
  return joined;
}

std::set<std::string> names_in(std::string_view text) {
  std::set<std::string> names;
  size_t begin = 0;
  for (size_t at = 0; at <= text.size(); ++at) {
    const bool is_part = at < text.size() && (is_letter(text[at]) || is_digit(text[at]) || text[at] == '_');
    if (is_part) continue;
    if (at > begin) names.insert(std::string(text.substr(begin, at - begin)));
    begin = at + 1;
  }
  return names;
}

class Refusals {
 public:
  Refusals(const CallWriter& out, std::string_view setting)
      : out_(out),
        values_(out.context.resolution),
        refusals_(out.words("secret.refusals")),
        wanted_(canonical(setting)) {}

  bool any() const {
    const Code& code = out_.code();
    for (FunctionId id = 0; id < code.functions.size(); ++id) {
      const auto& body = code.functions[id].body;
      for (size_t at = 0; at < body.size(); ++at) {
        if (ends(id, at) && refuses(id, at)) return true;
      }
    }
    return false;
  }

 private:
  bool ends(FunctionId id, size_t at) const {
    const Instruction& now = out_.code().functions[id].body[at];
    return now.op == Op::throw_ ||
           (now.op == Op::call &&
            (refusals_.has(now.text) || refusals_.has(out_.context.resolution[id].written[at])));
  }

  bool refuses(FunctionId id, size_t at) const {
    const Function& function = out_.code().functions[id];
    const auto conditions = conditions_at(function, at);
    if (!conditions) return false;
    const bool is_of_production =
        std::any_of(conditions->begin(), conditions->end(),
                    [&](const Condition& each) { return asks_for_production(values_, id, each); });
    if (!is_of_production) return false;
    Span whole = function.body[at].span;
    for (const Condition& each : *conditions) whole = cover(whole, asked_at(function, at, each.value));
    return is_named(out_.context.source.text(whole));
  }

  // Where a condition is asked: its own text, or, of a variable that is set elsewhere, what comes behind the
  // question.
  static Span asked_at(const Function& function, size_t at, Reg condition) {
    const auto& body = function.body;
    const Span end = body[at].span;
    size_t branch = at;
    while (branch > 0 && !(body[branch].op == Op::branch && !body[branch].args.empty() &&
                           body[branch].args[0].value == condition))
      --branch;
    if (body[branch].op != Op::branch) return end;
    const bool is_variable =
        condition < function.variables.size() && !function.variables[condition].name.empty();
    for (size_t i = branch; !is_variable && i-- > 0;) {
      if (body[i].out == condition && !body[i].span.is_empty()) return body[i].span;
    }
    for (size_t i = branch + 1; i < at; ++i) {
      if (!body[i].span.is_empty()) return body[i].span;
    }
    return end;
  }

  bool is_named(std::string_view text) const {
    const std::set<std::string> names = names_in(text);
    return std::any_of(names.begin(), names.end(), [&](const std::string& name) {
      return canonical(name) == wanted_ || is_in_list(name);
    });
  }

  // `const REQUIRED = ["JWT_SECRET", …]` of the module.
  bool is_in_list(std::string_view list) const {
    const Code& code = out_.code();
    for (FunctionId id = 0; id < code.functions.size(); ++id) {
      const Function& function = code.functions[id];
      for (const Instruction& now : function.body) {
        const bool is_set = now.op == Op::copy && !now.args.empty() && now.out < function.variables.size() &&
                            function.variables[now.out].name == list;
        const Instruction* made = is_set ? values_.definition({id, now.args[0].value}) : nullptr;
        if (made == nullptr || made->op != Op::make) continue;
        if (std::any_of(made->args.begin(), made->args.end(), [&](const Argument& each) {
              const Constant text = values_.constant({id, each.value});
              return text.kind == LiteralKind::string && canonical(text.text) == wanted_;
            }))
          return true;
      }
    }
    return false;
  }

  const CallWriter& out_;
  const Values values_;
  const WordList& refusals_;
  const std::string wanted_;
};

}  // namespace

void doubt_refused(Facts& facts, Fact& secret) {
  secret
      .set(Attr::value_kind,
           facts.unknown("the program refuses to go on without another value in production"))
      .set(Attr::default_pair, Value::boolean(false));
}

bool refuses_in_production(const CallWriter& out, std::string_view setting) {
  return Refusals(out, setting).any();
}

}  // namespace payaudit

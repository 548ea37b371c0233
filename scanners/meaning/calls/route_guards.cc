// What Spring Security's chains ask of requests: which routes they open to everybody, and chains that say
// nothing of who may come in. What filters of the program's own do, or annotations of methods, is not
// followed: where there are some, an open route is not known to be open.
#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <vector>

#include "scanners/meaning/calls/environments.h"
#include "scanners/meaning/calls/writers.h"

namespace payaudit {
namespace {

constexpr std::string_view kGuardedElsewhere =
    "filters of the program's own, or annotations of its methods, may refuse";

class ChainReader {
 public:
  ChainReader(CallWriter& out, const Values& values, FunctionId id)
      : out_(out), values_(values), code_(out.code()), id_(id) {}

  void read() {
    const Function& function = code_.functions[id_];
    const bool is_chain =
        std::any_of(function.parameters.begin(), function.parameters.end(), [&](const Parameter& each) {
          return each.reg < function.variables.size() &&
                 out_.words("guard.chains").has(function.variables[each.reg].type);
        });
    if (!is_chain || development_only(values_, out_.context.source, id_, 0)) return;
    bool is_built = false, authorizes = false;
    for (const FunctionId part : parts()) {
      for (size_t at = 0; at < code_.functions[part].body.size(); ++at) {
        const Instruction& now = code_.functions[part].body[at];
        if (now.op != Op::call) continue;
        is_built |= part == id_ && now.text == "build";
        authorizes |= out_.words("guard.authorizations").has(now.text);
        may_refuse_ |= out_.words("guard.others").has(now.text);
        // What else is given the chain may say who comes in.
        may_refuse_ |=
            part == id_ && std::any_of(now.args.begin(), now.args.end(), [&](const Argument& each) {
              return std::any_of(function.parameters.begin(), function.parameters.end(),
                                 [&](const Parameter& own) {
                                   return values_.origin({part, each.value}).reg == own.reg;
                                 });
            });
        limited_ |= out_.words("guard.limits").has(now.text);
      }
    }
    for (const Type& type : code_.types) {
      for (const Annotation& mark : type.annotations)
        may_refuse_ |= out_.words("guard.others").has(mark.name);
    }
    for (const FunctionId part : parts()) {
      for (size_t at = 0; at < code_.functions[part].body.size(); ++at) read_rule(part, at);
    }
    // A chain for some paths says nothing of the others.
    if (is_built && !authorizes && !limited_) write(function.name_span, "/**", false);
  }

 private:
  // The function and those that are written inside it.
  std::vector<FunctionId> parts() const {
    std::vector<FunctionId> all{id_};
    for (FunctionId each = 0; each < code_.functions.size(); ++each) {
      if (std::find(all.begin(), all.end(), code_.functions[each].parent) != all.end() && each != id_)
        all.push_back(each);
    }
    return all;
  }

  // `.requestMatchers("/pay/**").permitAll()`, `.anyRequest().authenticated()`
  void read_rule(FunctionId part, size_t at) {
    const Instruction& now = code_.functions[part].body[at];
    if (now.op != Op::call || now.receiver == kNoReg) return;
    const bool opens = out_.words("guard.opens").has(now.text);
    const bool closes = out_.words("guard.closes").has(now.text);
    if (!opens && !closes) return;
    const Instruction* matcher = values_.definition({part, now.receiver});
    if (matcher == nullptr || matcher->op != Op::call) return;
    if (out_.words("guard.any").has(matcher->text)) return write(now.span, limited_ ? "" : "/**", closes);
    // What is guarded by name is guarded for all that the chain says of others.
    if (closes || !out_.words("guard.matchers").has(matcher->text)) return;
    for (const Argument& each : matcher->args) {
      // `HttpMethod.GET`: of what is only read, the path alone does not tell whether all may.
      if (values_.constant({part, each.value}).kind != LiteralKind::string) return;
    }
    for (const Argument& each : matcher->args)
      write(each.span.is_empty() ? now.span : each.span, values_.constant({part, each.value}).text, false);
  }

  void write(Span span, std::string_view pattern, bool is_closed) {
    if (pattern.empty()) return;
    Fact& fact = out_.facts.add(Kind::listener, {out_.context.file, span},
                                fmt::format("{} {}", function_name(code_, id_), pattern));
    fact.set(Attr::name, out_.facts.text(pattern));
    fact.set(Attr::type, out_.facts.text("routes"));
    fact.set(Attr::authenticated,
             !is_closed && may_refuse_ ? out_.facts.unknown(kGuardedElsewhere) : Value::boolean(is_closed));
  }

  CallWriter& out_;
  const Values& values_;
  const Code& code_;
  FunctionId id_;
  bool may_refuse_ = false;
  bool limited_ = false;
};

}  // namespace

void write_route_guards(CallWriter& out, const Values& values, FunctionId function) {
  if (out.code().language == "java" || out.code().language == "kotlin")
    ChainReader(out, values, function).read();
}

}  // namespace payaudit

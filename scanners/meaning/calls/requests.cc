#include "scanners/meaning/calls/requests.h"

#include <algorithm>
#include <set>

#include "scanners/meaning/classify/words.h"

namespace payaudit {
namespace {

constexpr std::string_view kMore = "more of the request is read than its body";

// An instruction that takes a part of a request which may tell who sent it; as an argument, not as its
// receiver.
struct Taken {
  FunctionId id;
  size_t at;
  bool is_given;
};

// Whether an instruction may compare what it takes of a proof. That one was sent proves nothing.
bool proves_something(const CallWriter& out, const Values& values, Taken taken) {
  const Instruction& now = out.code().functions[taken.id].body[taken.at];
  switch (now.op) {
    case Op::unary:
    case Op::branch:
    case Op::copy:
    case Op::field:
    case Op::index: return false;
    case Op::binary: {
      if (now.text == "&&" || now.text == "||" || now.text == "??") return false;
      // With nothing: `== null`, `== ""`.
      return std::none_of(now.args.begin(), now.args.end(), [&](const Argument& each) {
        const Constant constant = values.constant({taken.id, each.value});
        const Instruction* made = values.definition({taken.id, each.value});
        return constant.kind == LiteralKind::null || (constant.is_known() && constant.text.empty()) ||
               (made != nullptr && made->op == Op::name && made->text == "undefined");
      });
    }
    case Op::call: {
      const auto models = out.context.resolution.models_of(taken.id, taken.at);
      if (std::any_of(models.begin(), models.end(),
                      [](const CallModel* model) { return model->role == "log"; }))
        return false;
      // `headers.get("x-signature")`; whatever is handed on may be compared.
      return taken.is_given || out.words("webhook.checks").is_in(now.text);
    }
    case Op::literal:
    case Op::name:
    case Op::set_name:
    case Op::set_field:
    case Op::set_index:
    case Op::construct:
    case Op::make:
    case Op::concat:
    case Op::lambda:
    case Op::ret:
    case Op::yield:
    case Op::throw_:
    case Op::jump:
    case Op::label:
    case Op::try_begin:
    case Op::try_end: return true;
  }
  return true;
}

// `client.payments.get(id)`
bool may_ask(const CallWriter& out, const Values& values, FunctionId id, const Instruction& now) {
  if (now.receiver == kNoReg || now.args.empty()) return false;
  const std::vector<std::string> called = split_words(now.text);
  return !called.empty() && out.words("webhook.askers").has(called.front()) &&
         out.words("webhook.asked").is_in(values.name({id, now.receiver}));
}

}  // namespace

Seen seen_in(const CallWriter& out, const Values& values, const Checks& checks, FunctionId id) {
  const auto words = [&](std::string_view list) -> const WordList& { return out.words(list); };
  const Function& function = out.code().functions[id];
  const auto& body = function.body;
  Seen seen;
  std::set<Reg> proofs;  // parts of the request that may tell who sent it
  const auto leave_open = [&](std::string_view why) {
    if (seen.open.empty()) seen.open = why;
  };
  for (const Parameter& each : function.parameters) {
    for (const Annotation& mark : each.annotations) seen.reads_body |= words("web.body-marks").has(mark.name);
  }
  for (size_t at = 0; at < body.size(); ++at) {
    const Instruction& now = body[at];
    if (now.op == Op::literal) {
      for (std::string_view type : words("webhook.event-types").words) {
        const size_t space = std::min(type.find(' '), type.size() - 1);
        if (seen.vendor.empty() && now.text.starts_with(type.substr(0, space)))
          seen.vendor = type.substr(space + 1);
      }
      seen.speaks_of_payments |= now.literal == LiteralKind::string && now.text.size() < 80 &&
                                 words("webhook.payments").is_in(now.text);
    }
    const auto is_proof = [&](Reg reg) { return proofs.contains(reg); };
    const bool gives_proof =
        std::any_of(now.args.begin(), now.args.end(), [&](const Argument& a) { return is_proof(a.value); });
    if (gives_proof || is_proof(now.receiver)) {
      if (proves_something(out, values, {id, at, gives_proof})) {
        leave_open(kMore);
      } else if (now.out != kNoReg) {
        proofs.insert(now.out);
      }
    }
    if (now.op == Op::field && !now.args.empty() && checks.is_request(id, now.args[0].value)) {
      seen.reads_body |= words("web.bodies").has(now.text);
      if (words("web.proofs").has(now.text)) proofs.insert(now.out);
    }
    if (now.op != Op::call && now.op != Op::construct) continue;
    seen.speaks_of_payments |= words("webhook.payments").is_in(now.text);
    const bool is_modelled = !out.context.resolution.models_of(id, at).empty();
    if (now.receiver != kNoReg && checks.is_request(id, now.receiver)) {
      seen.reads_body |= words("web.body-calls").has(now.text);
      if (words("web.proofs").has(now.text) && now.out != kNoReg) {
        proofs.insert(now.out);
      } else if (words("webhook.checks").is_in(now.text)) {
        leave_open(kMore);
      }
      continue;
    }
    // Stripe's libraries build an event from any JSON with it and check nothing.
    if (now.text == "construct_from" || now.text == "constructFrom") continue;
    if (is_modelled || values.called(id, at) != kNoFunction || is_proof(now.receiver)) continue;
    // `signature: str = Header(None)` takes it and looks at nothing.
    if (words("web.header-parameters").has(now.text)) continue;
    const std::string_view written = out.context.resolution[id].written[at];
    if (words("webhook.checks").is_in(written))
      leave_open("what the function called to check does is not known");
    if (words("webhook.vendors").is_in(written) || may_ask(out, values, id, now))
      leave_open("the provider may be asked");
    for (const Argument& argument : now.args) {
      if (checks.is_request(id, argument.value))
        leave_open("the request is handed to a function of another file");
    }
  }
  // What a function inside it does with a proof is not followed.
  for (const Function& inner : out.code().functions) {
    if (inner.parent != id || proofs.empty()) continue;
    for (const Instruction& now : inner.body) {
      const auto is_named = [&](Reg reg) {
        return reg < function.variables.size() && function.variables[reg].name == now.text;
      };
      if (now.op == Op::name && std::any_of(proofs.begin(), proofs.end(), is_named)) leave_open(kMore);
    }
  }
  return seen;
}

}  // namespace payaudit

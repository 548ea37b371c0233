#include "scanners/meaning/calls/checks.h"

#include <algorithm>

#include "scanners/meaning/classify/words.h"
#include "scanners/source/characters.h"

namespace payaudit {
namespace {

constexpr std::string_view kPassedBy = "one way through it takes what was sent without the check";
constexpr std::string_view kUnheard = "what the check says is not looked at";
constexpr std::string_view kTooLong = "there are more ways through the function than are followed";
constexpr size_t kMostChecks = 64;  // in one function
// Roles of calls that do something with what they are given.
constexpr std::string_view kActing[] = {"store", "third-party", "message", "payment", "cache"};

bool is_hmac(const std::vector<const CallModel*>& models) {
  return std::any_of(models.begin(), models.end(), [](const CallModel* model) {
    return model->role == "crypto" && model->attribute("operation") == "hmac";
  });
}

}  // namespace

struct Checks::Body {
  FunctionId id;
  const Function& function;
  std::vector<Check> checks;
  std::set<size_t> at;     // of the checks
  std::set<Reg> digests;   // made of an HMAC
  std::set<Reg> sent;      // what was sent, and what was made of it
  std::vector<bool> acts;  // by instruction
  std::set<Reg> replies;   // the response, and what its methods give
  bool is_openly = false;  // one of the checks is passed where what it needs is missing
};

Checks::Checks(const CallWriter& out, const Values& values) : out_(out), values_(values), code_(out.code()) {}

bool Checks::file_makes_hmac() {
  if (file_makes_hmac_) return *file_makes_hmac_;
  file_makes_hmac_ = false;
  for (FunctionId id = 0; id < code_.functions.size() && !*file_makes_hmac_; ++id) {
    for (size_t at = 0; at < code_.functions[id].body.size(); ++at) {
      const Op op = code_.functions[id].body[at].op;
      if ((op == Op::call || op == Op::construct) && is_hmac(out_.context.resolution.models_of(id, at)))
        file_makes_hmac_ = true;
    }
  }
  return *file_makes_hmac_;
}

bool Checks::is_request(FunctionId id, Reg reg) const {
  if (reg == kNoReg) return false;
  const ValueAt value = values_.origin({id, reg});
  if (!out_.words("web.requests").has(values_.name(value))) return false;
  // `ctx.request`, `c.Request` too, but no member of anything else.
  const Instruction* made = values_.definition(value);
  return made == nullptr || made->op == Op::name || made->op == Op::field;
}

const Checked& Checks::look(FunctionId id) {
  const auto [place, is_new] = checked_.try_emplace(id);
  if (!is_new) return place->second;  // of one that calls itself: nothing yet
  Checked checked;
  look(id, checked);
  Checked& kept = checked_[id];
  kept = checked;
  return kept;
}

FunctionId Checks::given_function(FunctionId id, const Instruction& call) const {
  for (const Argument& each : call.args) {
    const FunctionId given = values_.function({id, each.value});
    if (given != kNoFunction) return given;
  }
  return kNoFunction;
}

void Checks::look(FunctionId id, Checked& checked) {
  Body body{id, code_.functions[id], {}, {}, {}, {}, {}, {}, false};
  for (const Parameter& each : body.function.parameters) body.sent.insert(each.reg);
  find_checks(body, checked);
  for (const Check& each : body.checks) body.at.insert(each.at);
  checked.has_check |= !body.checks.empty();
  body.acts.resize(body.function.body.size());
  for (size_t at = 0; at < body.acts.size(); ++at) body.acts[at] = is_act(body, at);
  judge(body, checked);
  summarise(body, checked);
}

// Where the answer is, and what it is when the check fails.
void Checks::add_answer(Body& body, size_t at, Reg answer, bool failed) const {
  const auto& instructions = body.function.body;
  // Go gives the error beside the value.
  if (code_.language == "go" && failed) {
    for (size_t next = at + 1; next < instructions.size(); ++next) {
      const Instruction& now = instructions[next];
      if (now.op != Op::index || now.args.size() != 2 || now.args[0].value != answer) continue;
      const std::string_view which = values_.constant({body.id, now.args[1].value}).text;
      if (which != "0" && !which.empty()) {
        body.checks.push_back({at, next + 1, Assumption{now.out, true}});
        return;
      }
    }
  }
  body.checks.push_back({at, at + 1, Assumption{answer, failed}});
}

// A variable of a function around it, which may hold what was sent.
bool Checks::is_captured(const Body& body, const Instruction& now) const {
  if (now.op != Op::name) return false;
  for (FunctionId around = body.function.parent; around != kNoFunction;
       around = code_.functions[around].parent) {
    const Function& function = code_.functions[around];
    if (function.name == "<module>" || function.name == "<fields>") continue;
    for (const Variable& each : function.variables) {
      if (each.name == now.text) return true;
    }
  }
  return false;
}

void Checks::find_checks(Body& body, Checked& checked) {
  const auto& instructions = body.function.body;
  for (size_t at = 0; at < instructions.size(); ++at) {
    const Instruction& now = instructions[at];
    const auto is_digest = [&](Reg reg) { return body.digests.contains(reg); };
    const auto is_sent = [&](Reg reg) { return body.sent.contains(reg) || is_request(body.id, reg); };
    const auto any_operand = [&](const auto& is) {
      return is(now.receiver) || std::any_of(now.args.begin(), now.args.end(),
                                             [&](const Argument& each) { return is(each.value); });
    };
    const bool uses_digest = any_operand(is_digest);
    if (now.op == Op::call && now.receiver != kNoReg && now.out != kNoReg &&
        (body.replies.contains(now.receiver) ||
         out_.words("web.responses").has(values_.name({body.id, now.receiver}))))
      body.replies.insert(now.out);
    if (now.out != kNoReg && (any_operand(is_sent) || is_captured(body, now))) body.sent.insert(now.out);
    if (now.op == Op::binary && (now.text == "==" || now.text == "!=")) {
      const bool is_nothing = std::any_of(now.args.begin(), now.args.end(), [&](const Argument& each) {
        return values_.constant({body.id, each.value}).is_known();
      });
      if (uses_digest && !is_nothing) add_answer(body, at, now.out, now.text == "!=");
      continue;
    }
    if (uses_digest && now.out != kNoReg && now.op != Op::construct) body.digests.insert(now.out);
    if (now.op == Op::ret) {
      checked.gives_digest |= uses_digest;
      continue;
    }
    if (now.op != Op::call && now.op != Op::construct) continue;
    const auto models = out_.context.resolution.models_of(body.id, at);
    if (is_hmac(models)) {
      checked.makes_hmac = true;
      if (now.out != kNoReg) body.digests.insert(now.out);
    }
    bool is_check = false;
    for (const CallModel* model : models) {
      if (model->role == "webhook-verify") {
        checked.vendor = model->attribute("vendor");
        const std::string_view gives = model->attribute("gives");
        if (gives.empty()) {
          body.checks.push_back({at, at + 1, std::nullopt});
        } else {
          add_answer(body, at, now.out, gives == "error");
        }
        is_check = true;
        break;
      }
    }
    if (is_check) continue;
    const bool is_time_safe = std::any_of(models.begin(), models.end(),
                                          [](const CallModel* model) { return model->role == "time-safe"; });
    if ((is_time_safe && (uses_digest || file_makes_hmac())) ||
        (uses_digest && now.args.size() == 1 && out_.words("call.equalities").has(now.text))) {
      add_answer(body, at, now.out, now.text == "compareTo");
      body.digests.erase(now.out);
      continue;
    }
    // A function of the file, or one that is written into the call.
    FunctionId callee = now.op == Op::call ? values_.called(body.id, at) : kNoFunction;
    const FunctionId inner = given_function(body.id, now);
    for (const FunctionId other : {callee, inner}) {
      if (other == kNoFunction) continue;
      const Checked& seen = look(other);
      checked.has_check |= seen.has_check;
      checked.makes_hmac |= seen.makes_hmac;
      if (checked.vendor.empty()) checked.vendor = seen.vendor;
      if (seen.has_check && !seen.is_guarded() && !seen.throws && !seen.answers && checked.why.empty())
        checked.why = seen.why.empty() ? kPassedBy : seen.why;
    }
    if (callee == kNoFunction) continue;
    const Checked& seen = look(callee);
    if (seen.gives_digest && now.out != kNoReg) body.digests.insert(now.out);
    if (seen.throws || seen.throws_openly) {
      body.checks.push_back({at, at + 1, std::nullopt});
    } else if (seen.answers || seen.answers_openly) {
      add_answer(body, at, now.out, seen.failed);
    }
    body.is_openly |= seen.throws_openly || seen.answers_openly;
  }
}

// A call that may do what was asked: not one that reads, takes apart, writes down or answers.
bool Checks::is_act(const Body& body, size_t at) {
  const Instruction& now = body.function.body[at];
  if (body.at.contains(at)) return false;
  // `new Thread(() -> …)`, `new Promise((resolve) => …)` runs what it is given.
  if (now.op == Op::construct) {
    const FunctionId run = given_function(body.id, now);
    return run != kNoFunction && look(run).acts;
  }
  if (now.op != Op::call) return false;
  const WordList& next = out_.words("webhook.next");
  const std::string_view receiver =
      now.receiver == kNoReg ? std::string_view() : values_.name({body.id, now.receiver});
  const bool is_method = now.receiver != kNoReg && !now.text.empty();
  if (next.has(is_method ? "." + std::string(now.text) : std::string(now.text.empty() ? receiver : now.text)))
    return true;
  const auto models = out_.context.resolution.models_of(body.id, at);
  if (std::any_of(models.begin(), models.end(),
                  [](const CallModel* model) { return is_one_of(model->role, kActing); }))
    return true;
  const FunctionId callee = values_.called(body.id, at);
  if (callee != kNoFunction) return look(callee).acts;
  const FunctionId inner = given_function(body.id, now);
  if (inner != kNoFunction && look(inner).acts) return true;
  if (!models.empty()) return false;
  const auto is_sent = [&](Reg reg) { return body.sent.contains(reg) || is_request(body.id, reg); };
  const bool takes_sent = std::any_of(now.args.begin(), now.args.end(),
                                      [&](const Argument& each) { return is_sent(each.value); });
  // `event.settle()` acts too; a request's own methods and a response's do not.
  const bool is_of_sent = now.receiver != kNoReg && body.sent.contains(now.receiver);
  // `items.forEach((item) => …)` does what the function does.
  if ((!takes_sent && !is_of_sent) || (!takes_sent && inner != kNoFunction)) return false;
  if (is_request(body.id, now.receiver) || out_.words("web.responses").has(receiver) ||
      body.replies.contains(now.receiver) || body.digests.contains(now.receiver))
    return false;
  const std::vector<std::string> words = split_words(now.text.empty() ? receiver : now.text);
  return !out_.words("webhook.harmless-calls").has(now.text) &&
         (words.empty() || !out_.words("webhook.harmless").has(words.front()));
}

bool Checks::acts_at(const Body& body, const Reached& reached) {
  for (size_t at = 0; at < body.acts.size(); ++at) {
    if (body.acts[at] && reached.at[at]) return true;
  }
  return false;
}

// Whether anything is decided with the answer, rather than written down or dropped.
bool Checks::is_asked(const Body& body, Reg answer) {
  std::set<Reg> held{answer};
  for (const Instruction& now : body.function.body) {
    const bool is_taken = std::any_of(held.begin(), held.end(), [&](Reg reg) { return takes(now, reg); });
    if (!is_taken) continue;
    if (now.op == Op::copy && now.out != kNoReg) held.insert(now.out);
    if (now.op == Op::branch || now.op == Op::unary || now.op == Op::binary || now.op == Op::ret) return true;
  }
  return false;
}

void Checks::judge(const Body& body, Checked& checked) const {
  const WordList& ends = out_.words("web.ending-calls");
  const Ways ways(values_, body.id, body.at, ends);
  const Reached beside = ways.from(0);
  if (!beside.is_whole || body.checks.size() > kMostChecks) {
    checked.acts = true;
    checked.why = kTooLong;
    return;
  }
  checked.acts = acts_at(body, beside);
  if (body.checks.empty()) return;
  if (checked.acts && checked.why.empty()) checked.why = kPassedBy;
  const auto passed_by = is_passed_by(values_, body.id, body.at, ends);
  if (!passed_by || *passed_by) checked.why = passed_by ? kPassedBy : kTooLong;
  checked.opens = is_open(body, ways, beside, passed_by);
  for (const Check& check : body.checks) {
    if (!check.failed) continue;
    const Reached refused = ways.from(check.from, check.failed);
    const Reached taken = ways.from(check.from, Assumption{check.failed->reg, !check.failed->value});
    if (!refused.is_whole || !taken.is_whole) {
      checked.why = kTooLong;
    } else if (acts_at(body, refused)) {
      checked.acts = true;
      checked.why = is_asked(body, check.failed->reg) ? kPassedBy : kUnheard;
    } else if (!acts_at(body, taken) && refused.exits == taken.exits) {
      checked.why = kUnheard;  // whatever it does, it does in both cases
    }
  }
}

// Whether a value, or what it is made of, is called by one of the words.
bool Checks::names_one_of(const Body& body, Reg reg, std::string_view list, int depth) const {
  constexpr int kDeepestCheck = 6;
  if (reg == kNoReg || depth > kDeepestCheck) return false;
  const WordList& words = out_.words(list);
  if (words.is_in(values_.name({body.id, reg})) || words.is_in(values_.constant({body.id, reg}).text))
    return true;
  const Instruction* made = values_.definition({body.id, reg});
  if (made == nullptr) return false;
  if ((made->op == Op::name || made->op == Op::field || made->op == Op::call) && words.is_in(made->text))
    return true;
  if (made->op == Op::field) return false;  // `process.env.KEY` is of the environment, and asks for none
  return names_one_of(body, made->receiver, list, depth + 1) ||
         std::any_of(made->args.begin(), made->args.end(),
                     [&](const Argument& each) { return names_one_of(body, each.value, list, depth + 1); });
}

// A condition that asks for an environment or a switch, or a function of another file that may check as well:
// then what is done without this check is not known to be open.
bool Checks::may_be_checked_otherwise(const Body& body, const Reached& beside) const {
  const auto& instructions = body.function.body;
  for (size_t at = 0; at < instructions.size(); ++at) {
    const Instruction& now = instructions[at];
    if (!beside.at[at]) continue;
    if (now.op == Op::branch && !now.args.empty()) {
      for (std::string_view list : {"environment.names", "environment.flags", "webhook.switches"}) {
        if (names_one_of(body, now.args[0].value, list)) return true;
      }
    }
    if (now.op == Op::call && !body.at.contains(at) && values_.called(body.id, at) == kNoFunction &&
        out_.words("webhook.other-checks").is_in(now.text))
      return true;
  }
  return false;
}

// Whether both ways on from a check come to a question for what one of them may have noted: `valid = true`.
bool Checks::is_noted(const Body& body, const Reached& refused, const Reached& taken) const {
  const auto& instructions = body.function.body;
  std::set<Reg> noted;
  for (size_t at = 0; at < instructions.size(); ++at) {
    const bool is_one_way = taken.at[at] != refused.at[at];
    if (is_one_way && instructions[at].op == Op::copy) noted.insert(instructions[at].out);
  }
  for (size_t at = 0; at < instructions.size() && !noted.empty(); ++at) {
    const Instruction& now = instructions[at];
    if (now.op != Op::branch || now.args.empty() || !taken.at[at] || !refused.at[at]) continue;
    std::vector<Reg> asked{now.args[0].value};
    for (size_t i = 0; i < asked.size() && i < 8; ++i) {
      if (noted.contains(asked[i])) return true;
      const Instruction* made = values_.definition({body.id, asked[i]});
      if (made == nullptr) continue;
      for (const Argument& each : made->args) asked.push_back(each.value);
    }
  }
  return false;
}

// Whether a question for the secret or the signature decides that an instruction, or a way out, is reached
// without the check.
bool Checks::is_open_without(const Body& body, const Ways& ways, size_t at, bool is_exit) const {
  const auto& instructions = body.function.body;
  const auto reaches = [&](const Reached& reached) {
    return is_exit ? reached.exits.contains(at) : reached.at[at];
  };
  const auto reaches_check = [&](const Reached& reached) {
    return std::any_of(body.at.begin(), body.at.end(), [&](size_t check) { return reached.at[check]; });
  };
  for (size_t branch = 0; branch < instructions.size(); ++branch) {
    const Instruction& now = instructions[branch];
    if (now.op != Op::branch || now.args.empty() || !names_one_of(body, now.args[0].value, "webhook.needed"))
      continue;
    const auto other = std::find_if(instructions.begin(), instructions.end(), [&](const Instruction& each) {
      return each.op == Op::label && each.target == now.target;
    });
    const Reached yes = ways.from(branch + 1);
    const Reached no = ways.from(static_cast<size_t>(other - instructions.begin()));
    if (!yes.is_whole || !no.is_whole || other == instructions.end()) return false;
    if (reaches(yes) && !reaches_check(yes) && !reaches(no) && reaches_check(no)) return true;
    if (reaches(no) && !reaches_check(no) && !reaches(yes) && reaches_check(yes)) return true;
  }
  return false;
}

// Whether the answer is one of several things that are asked together: `genuine || lenient`.
bool Checks::is_one_of_several(const Body& body, Reg answer) {
  std::set<Reg> held{answer};
  for (const Instruction& now : body.function.body) {
    const bool is_taken = std::any_of(held.begin(), held.end(), [&](Reg reg) { return takes(now, reg); });
    if (!is_taken) continue;
    if (now.op == Op::binary && (now.text == "&&" || now.text == "||")) return true;
    if ((now.op == Op::copy || now.op == Op::unary) && now.out != kNoReg) held.insert(now.out);
  }
  return false;
}

bool Checks::is_open(const Body& body, const Ways& ways, const Reached& beside,
                     std::optional<bool> passed_by) const {
  const auto& instructions = body.function.body;
  if (may_be_checked_otherwise(body, beside)) return false;
  for (const Check& check : body.checks) {
    const Reached taken = check.failed
                              ? ways.from(check.from, Assumption{check.failed->reg, !check.failed->value})
                              : ways.from(check.from);
    if (!taken.is_whole) return false;
    std::optional<Reached> refused;
    if (check.failed) refused = ways.from(check.from, check.failed);
    const bool is_kept = std::any_of(instructions.begin(), instructions.end(), [&](const Instruction& now) {
      return now.op == Op::copy && takes(now, instructions[check.at].out) &&
             instructions[check.at].out != kNoReg;
    });
    for (size_t at = 0; at < body.acts.size(); ++at) {
      if (!body.acts[at] || !taken.at[at]) continue;
      if (body.is_openly) return true;
      if (refused && refused->is_whole && refused->at[at] && is_asked(body, check.failed->reg) &&
          !is_noted(body, *refused, taken) && !is_one_of_several(body, check.failed->reg))
        return true;
      if (!beside.at[at]) continue;
      if (!check.failed && passed_by && *passed_by) return true;
      if (!check.failed && !is_kept && is_only_caught(body, ways, check.at, at)) return true;
      if (is_open_without(body, ways, at, false)) return true;
    }
  }
  return false;
}

// The one way to it past the check is where the check threw.
bool Checks::is_only_caught(const Body& body, const Ways& ways, size_t check, size_t at) const {
  const auto& instructions = body.function.body;
  const bool is_in_try =
      std::any_of(instructions.begin(), instructions.begin() + static_cast<ptrdiff_t>(check),
                  [](const Instruction& now) { return now.op == Op::try_begin; });
  return is_in_try && ways.from(check).at[at];
}

// What its caller learns from it.
void Checks::summarise(const Body& body, Checked& checked) const {
  if (body.checks.empty() || checked.why == kTooLong) return;
  const Ways ways(values_, body.id, body.at, out_.words("web.ending-calls"));
  using Exits = std::map<size_t, std::set<std::optional<bool>>>;
  const Exits beside = ways.from(0).exits;
  Exits refused = beside, failing, taken;
  const auto add = [](Exits& to, const Exits& more) {
    for (const auto& [at, values] : more) to[at].insert(values.begin(), values.end());
  };
  for (const Check& check : body.checks) {
    if (!check.failed) {
      add(taken, ways.from(check.from).exits);
      continue;
    }
    const Exits failed = ways.from(check.from, check.failed).exits;
    add(refused, failed);
    add(failing, failed);
    add(taken, ways.from(check.from, Assumption{check.failed->reg, !check.failed->value}).exits);
  }
  if (refused.empty()) {
    checked.throws = !taken.empty();
    return;
  }
  const bool is_left_open = std::any_of(beside.begin(), beside.end(), [&](const auto& exit) {
    return is_open_without(body, ways, exit.first, true);
  });
  if (is_left_open && !may_be_checked_otherwise(body, ways.from(0))) {
    // Of the ways past the check, and of those by which it fails.
    std::set<std::optional<bool>> past, fails, passes;
    for (const auto& [at, values] : beside) past.insert(values.begin(), values.end());
    for (const auto& [at, values] : failing) fails.insert(values.begin(), values.end());
    for (const auto& [at, values] : taken) passes.insert(values.begin(), values.end());
    checked.throws_openly = failing.empty() && !taken.empty();
    const bool is_told = fails.size() == 1 && fails.begin()->has_value();
    if (is_told && past.contains(std::optional(!**fails.begin())) && !passes.contains(*fails.begin())) {
      checked.answers_openly = true;
      checked.failed = **fails.begin();
      return;
    }
  }
  std::set<std::optional<bool>> no, yes;
  for (const auto& [at, values] : refused) no.insert(values.begin(), values.end());
  for (const auto& [at, values] : taken) yes.insert(values.begin(), values.end());
  if (no.size() != 1 || !no.begin()->has_value()) return;
  checked.failed = **no.begin();
  checked.answers = std::any_of(yes.begin(), yes.end(), [&](const std::optional<bool>& value) {
    return value != std::optional(checked.failed);
  });
  // Its own ways out are what the caller hears.
  if (checked.answers && checked.why == kUnheard) checked.why = {};
}

}  // namespace payaudit

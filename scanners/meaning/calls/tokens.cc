// Signed tokens that are read: whether their signature is verified. A key that has to be found by what the
// token's header says is no reading of it.
#include <algorithm>
#include <optional>

#include "scanners/meaning/calls/writers.h"
#include "scanners/source/characters.h"

namespace payaudit {
namespace {

// All that is taken of the result is its header.
bool reads_header_only(const WordList& parts, const std::vector<Instruction>& body, Reg result,
                       int depth = 0) {
  bool is_used = false;
  for (const Instruction& now : body) {
    if (!takes(now, result)) continue;
    if (now.op == Op::unary || now.op == Op::branch) continue;
    is_used = true;
    if (now.op == Op::copy && depth < 4) {
      if (!reads_header_only(parts, body, now.out, depth + 1)) return false;
    } else if ((now.op != Op::field && now.op != Op::call) || !parts.has(now.text)) {
      return false;
    }
  }
  return is_used;
}

// An algorithm without a signature is among those that it takes.
bool takes_unsigned(const Values& values, const CallSite& site, const CallModel& model) {
  const std::string_view which = model.attribute("algorithms");
  if (which.empty()) return false;
  const WordList& unsigned_ones = values.words("token.unsigned");
  for (ValueAt each : site.passed(values, which).values) {
    const ValueAt list = values.origin(each);
    if (unsigned_ones.has(values.constant(list).text)) return true;
    const Instruction* made = values.definition(list);
    if (made == nullptr) continue;
    for (const Argument& element : made->args) {
      if (unsigned_ones.has(values.constant({list.function, element.value}).text)) return true;
    }
  }
  return false;
}

// Where a token was got: from who issues it, who was asked for it, or from the session, which only the server
// writes. Empty: from somewhere else.
std::string_view asked_for(const CallWriter& out, const Values& values, const CallSite& site) {
  constexpr int kLongestWay = 16;
  constexpr std::string_view kIssuer = "it comes from the answer of who issues tokens, and not from a client";
  constexpr std::string_view kSession = "it was kept in the session, which only the server writes";
  const Instruction& call = site.instruction();
  ValueAt value{site.function(), call.args.empty() ? call.receiver : call.args[0].value};
  bool is_member = false;
  for (int way = 0; way < kLongestWay && value.reg != kNoReg; ++way) {
    value = values.origin(value);
    if (out.words("token.answers").has(values.type(value))) return kIssuer;
    const Instruction* made = values.definition(value);
    if (made == nullptr) return {};
    const bool is_call = made->op == Op::call || made->op == Op::construct;
    if (made->op == Op::field || is_call) {
      is_member = is_member || out.words("token.members").has(made->text);
      if (out.words("token.kept").has(made->text)) return is_member ? kSession : std::string_view();
    }
    if (is_call) {
      if (is_member && out.words("token.askers").is_in(made->text)) return kIssuer;
      // `tokens.getAccessToken()`, `response.json()`; one without an object is followed no further.
      value = {value.function, made->receiver};
      continue;
    }
    if (made->args.empty()) return {};
    ValueAt next{value.function, made->args[0].value};
    if (made->op == Op::field) {
      // `{accessToken: tokens.access_token}.accessToken`
      const Instruction* object = values.definition(values.origin(next));
      if (object != nullptr && object->op == Op::make) {
        const auto part = std::find_if(object->args.begin(), object->args.end(),
                                       [&](const Argument& each) { return each.name == made->text; });
        if (part != object->args.end()) next = {values.origin(next).function, part->value};
      }
    } else if (made->op != Op::index && made->op != Op::copy && made->op != Op::unary) {
      return {};
    }
    value = next;
  }
  return {};
}

// What one reading does about the signature.
struct Reading {
  std::optional<bool> verified;
  std::string_view open;  // why it is not known
};

Reading reading_of(const Values& values, const CallSite& site, const CallModel& model) {
  Reading reading;
  if (const std::string_view said = model.attribute("verified"); said == "true" || said == "false") {
    reading.verified = said == "true";
  } else {
    reading.open = said;
  }
  if (const std::string_view which = model.attribute("verify"); !which.empty()) {
    for (ValueAt each : site.passed(values, which).values) {
      const Constant constant = values.constant(each);
      if (constant.kind != LiteralKind::boolean) {
        reading.open = "the switch is set elsewhere";
      } else if (lower(constant.text) == "false") {
        reading.verified = false;
      }
    }
  }
  if (reading.verified && *reading.verified && takes_unsigned(values, site, model))
    reading.open = "it takes tokens without a signature too, which counts where no key is given";
  return reading;
}

}  // namespace

void write_token(CallWriter& out, const Values& values, const CallSite& site, const CallModel& model) {
  const Resolution& resolution = out.context.resolution;
  Reading reading = reading_of(values, site, model);
  const auto& body = out.code().functions[site.function()].body;
  const bool is_unverified = reading.verified && !*reading.verified;
  if (is_unverified && reads_header_only(out.words("token.header-parts"), body, site.instruction().out))
    return;
  if (is_unverified && reading.open.empty()) reading.open = asked_for(out, values, site);
  // What is read first may be verified in the end.
  for (FunctionId id = 0; is_unverified && reading.open.empty() && id < out.code().functions.size(); ++id) {
    for (size_t at = 0; at < out.code().functions[id].body.size(); ++at) {
      const Instruction& other = out.code().functions[id].body[at];
      if (other.op != Op::call || &other == &site.instruction()) continue;
      bool is_reading = false;
      for (const CallModel* each : resolution.models_of(id, at)) {
        if (each->role != "token-read") continue;
        is_reading = true;
        const Reading read = reading_of(values, CallSite(resolution, id, at), *each);
        if (read.open.empty() && read.verified && *read.verified)
          reading.open = "tokens are verified in this file too; whether this one is, is not followed";
      }
      if (!is_reading && id == site.function() && out.words("token.checks").is_in(other.text) &&
          !site.instruction().args.empty() && takes(other, site.instruction().args[0].value))
        reading.open = "what the function that gets the token too does is not known";
    }
  }
  Fact& fact = out.add(Kind::token, site);
  if (!reading.open.empty()) {
    fact.set(Attr::verified, out.facts.unknown(reading.open));
  } else if (reading.verified) {
    fact.set(Attr::verified, Value::boolean(*reading.verified));
  }
}

}  // namespace payaudit

// Authentication codes of payments: where one is made, and what enters it or is kept with it. RTS on SCA
// art. 5 wants it specific to the amount and the payee. A code of a login is none of its business. Does not
// look into what other files do with a code.
#include <fmt/format.h>
#include <algorithm>
#include <map>

#include "scanners/meaning/calls/writers.h"
#include "scanners/meaning/classify/words.h"

namespace payaudit {
namespace {

constexpr std::string_view kPayments[] = {"payment",    "transfer",   "payout",
                                          "withdrawal", "remittance", "sepa"};
constexpr std::string_view kLogins[] = {"login",    "signin", "signup", "register",   "registration", "reset",
                                        "password", "email",  "phone",  "enrollment", "enrolment"};
constexpr std::string_view kCodes[] = {"otp", "totp", "tan", "mtan"};
constexpr std::string_view kMakers[] = {"random", "generate", "totp",  "hotp",
                                        "hmac",   "digest",   "token", "secrets"};
// Names of what is known to be neither amount nor payee.
constexpr std::string_view kOthers[] = {
    "user",      "customer", "phone",    "email",   "session",   "secret",  "key",     "expiry", "expires",
    "ttl",       "time",     "now",      "date",    "timestamp", "counter", "length",  "digits", "salt",
    "algorithm", "charset",  "alphabet", "sha",     "md",        "random",  "secrets", "math",   "hashlib",
    "crypto",    "hmac",     "chars",    "seconds", "minutes",   "mobile"};

// What gives the code itself in another form.
constexpr std::string_view kCodeForms[] = {"format", "str",    "string", "value", "pad",
                                           "zfill",  "encode", "hash",   "hex",   "sprintf"};

// What a value, or all values of a place, tell of one link.
struct Links {
  bool amount = false, payee = false;
  bool is_open = false;  // something among them is not known

  void add(const Links& other) {
    amount |= other.amount;
    payee |= other.payee;
    is_open |= other.is_open;
  }
};

class CodeReader {
 public:
  CodeReader(CallWriter& out, const Values& values, FunctionId id)
      : out_(out), values_(values), id_(id), function_(out.code().functions[id]) {}

  void read() {
    if (!speaks_of_payment()) return;
    for (size_t at = 0; at < function_.body.size(); ++at) {
      const Instruction& now = function_.body[at];
      // Where a name of a code receives it.
      std::string_view name;
      Reg value = kNoReg;
      if (now.op == Op::copy && now.out < function_.variables.size() && !now.args.empty()) {
        name = function_.variables[now.out].name;
        value = now.args[0].value;
      } else if (now.op == Op::set_field && now.args.size() == 2) {
        name = now.text;
        value = now.args[1].value;
      }
      if (!name.empty() && is_code(name)) write(now, name, value, now.op == Op::copy ? now.out : kNoReg);
    }
  }

 private:
  bool speaks_of_payment() const {
    std::string_view name = function_.name;
    for (FunctionId around = function_.parent; name.empty() && around != kNoFunction;
         around = out_.code().functions[around].parent)
      name = out_.code().functions[around].name;
    const std::string_view owner =
        function_.owner == kNoType ? std::string_view() : out_.code().types[function_.owner].name;
    // A code of a payment is named so, stands in a class of payments, or is made of a payment's parts.
    const bool gets_payment =
        std::any_of(function_.parameters.begin(), function_.parameters.end(), [&](const Parameter& each) {
          return each.reg < function_.variables.size() &&
                 has_word_of(function_.variables[each.reg].name, kPayments);
        });
    return (gets_payment || has_word_of(name, kPayments) || has_word_of(owner, kPayments)) &&
           !has_word_of(name, kLogins);
  }

  bool is_code(std::string_view name) const {
    const std::string_view entity = function_.owner == kNoType ? std::string_view(function_.name)
                                                               : out_.code().types[function_.owner].name;
    const auto found = out_.context.classifier.classify(name, {.entity = entity});
    if (found && !within(found->data_class, "login"))
      return found->data_class == "payment.authentication_code" && found->state == "clear";
    const std::vector<std::string> words = split_words(name);
    return !words.empty() &&
           (words.back() == "challenge" || (words.back() == "code" && has_word_of(name, kCodes)));
  }

  // The code's value is made here: random, keyed, or by a call that says so.
  bool is_made(Reg value, int depth = 0) const {
    const Instruction* made = values_.definition({id_, value});
    if (made == nullptr || depth > 5) return false;
    if (made->op == Op::call || made->op == Op::construct) {
      const size_t at = static_cast<size_t>(made - function_.body.data());
      for (const CallModel* model : out_.context.resolution.models_of(id_, at)) {
        if (model->role == "random" || (model->role == "crypto" && model->attribute("operation") == "hmac"))
          return true;
      }
      if (has_word_of(out_.context.resolution[id_].written[at], kMakers)) return true;
      if (made->receiver != kNoReg && is_made(made->receiver, depth + 1)) return true;
    }
    // A few operands: what is put together of many is no code.
    return made->args.size() <= 4 &&
           std::any_of(made->args.begin(), made->args.end(),
                       [&](const Argument& each) { return is_made(each.value, depth + 1); });
  }

  bool is_keyed(Reg value, int depth = 0) const {
    const Instruction* made = values_.definition({id_, value});
    if (made == nullptr || made->op != Op::call || depth > 8) return false;
    const auto models =
        out_.context.resolution.models_of(id_, static_cast<size_t>(made - function_.body.data()));
    return std::any_of(models.begin(), models.end(),
                       [](const CallModel* model) { return model->attribute("operation") == "hmac"; }) ||
           is_keyed(made->receiver, depth + 1);
  }

  // What one value brings along, through all it is made of.
  Links links_of(Reg reg, int depth = 0) {
    if (reg == kNoReg) return {};
    const auto [place, is_new] = known_.try_emplace(reg, Links{});
    if (!is_new) return place->second;
    Links links;
    bool is_classified = false;
    for (std::string_view each : out_.context.flow.classes_of(id_, reg)) {
      links.amount |= each == "payment.amount";
      links.payee |= each == "payment.payee" || each == "account.iban";
      is_classified |= !within(each, "payment");
    }
    const Instruction* made = values_.definition({id_, reg});
    const std::string_view name = values_.name({id_, reg});
    if (values_.constant({id_, reg}).kind != LiteralKind::none) {
      // known
    } else if (depth > 12 || made == nullptr || made->op == Op::name || made->op == Op::field) {
      // A whole payment, its identifier, a text of unknown content: each may stand for both.
      links.is_open = !links.amount && !links.payee && !is_classified && !has_word_of(name, kOthers);
    } else {
      if (made->op == Op::call && made->receiver != kNoReg)
        links.add(links_of_receiver(made->receiver, depth));
      for (const Argument& each : made->args) links.add(links_of(each.value, depth + 1));
      const bool is_source = made->op == Op::call && made->args.empty() && made->receiver == kNoReg;
      links.is_open |= is_source && !has_word_of(made->text, kOthers) && !has_word_of(made->text, kMakers);
      const size_t at = static_cast<size_t>(made - function_.body.data());
      links.is_open |=
          made->op == Op::call && made->receiver == kNoReg && values_.called(id_, at) != kNoFunction;
    }
    known_[reg] = links;
    return links;
  }

  // A module or class of functions brings nothing along; an object that updates went into does.
  Links links_of_receiver(Reg receiver, int depth) {
    const Instruction* made = values_.definition({id_, receiver});
    const std::string_view path = receiver < out_.context.resolution[id_].path.size()
                                      ? out_.context.resolution[id_].path[receiver]
                                      : std::string_view();
    if (made != nullptr && made->op == Op::name && !path.empty()) return {};
    Links links = links_of(receiver, depth + 1);
    for (const Instruction& now : function_.body) {
      if (now.op != Op::call || now.receiver != receiver) continue;
      for (const Argument& each : now.args) links.add(links_of(each.value, depth + 1));
    }
    return links;
  }

  // What the code is kept or sent with: arguments beside it, members of the same object.
  Links companions(Reg code, Reg variable, const Instruction& where, bool is_keyed) {
    Links links;
    std::vector<Reg> held{code, variable};
    for (const Instruction& now : function_.body) {
      const auto holds = [&](Reg reg) {
        return reg != kNoReg && std::find(held.begin(), held.end(), reg) != held.end();
      };
      const bool takes =
          holds(now.receiver) || std::any_of(now.args.begin(), now.args.end(),
                                             [&](const Argument& each) { return holds(each.value); });
      if (!takes) continue;
      // A keyed code is specific to what it was made of, whoever gets it; a random one to what it is kept
      // with.
      if (now.op == Op::ret) links.is_open |= !is_keyed;
      if (now.op == Op::set_field && now.args.size() == 2) {
        links.add(links_of_object(now.args[0].value));
        continue;
      }
      // A record binds what it holds. A call or a text may only show it.
      const bool binds = now.op == Op::make || now.op == Op::construct;
      for (const Argument& each : now.args) {
        if (holds(each.value)) continue;
        const Links beside = links_of(each.value);
        links.add(binds ? beside : Links{false, false, beside.amount || beside.payee || beside.is_open});
      }
      if (now.op == Op::call && &now != &where) {
        // A function of this file may keep it with what it knows.
        const size_t at = static_cast<size_t>(&now - function_.body.data());
        links.is_open |= values_.called(id_, at) != kNoFunction;
      }
      const bool is_form = now.op == Op::call && (holds(now.receiver) || has_word_of(now.text, kCodeForms));
      const bool carries = is_form || now.op == Op::copy || now.op == Op::make || now.op == Op::construct ||
                           now.op == Op::concat || now.op == Op::binary;
      if (carries && now.out != kNoReg && !holds(now.out)) held.push_back(now.out);
    }
    return links;
  }

  // Members set on the object that receives a code; what else it has is known only where it is made here.
  Links links_of_object(Reg object) {
    Links links;
    const Instruction* made = values_.definition(values_.origin({id_, object}));
    const bool is_made_here = made != nullptr && (made->op == Op::make || made->op == Op::construct);
    links.is_open = !is_made_here;
    if (is_made_here) {
      for (const Argument& each : made->args) links.add(links_of(each.value));
    }
    for (const Instruction& now : function_.body) {
      if (now.op == Op::set_field && now.args.size() == 2 && now.args[0].value == object &&
          !is_code(now.text)) {
        links.add(links_of(now.args[1].value));
      }
    }
    return links;
  }

  void write(const Instruction& now, std::string_view name, Reg value, Reg variable) {
    // No function makes that many; each costs a look at the whole function.
    if (codes_ >= 16 || !is_made(value)) return;
    ++codes_;
    known_.clear();
    Links links = links_of(value);
    links.add(companions(value, variable, now, is_keyed(value)));
    const std::string function = function_name(out_.code(), id_);
    Fact& fact = out_.facts.add(Kind::authentication_code, {out_.context.file, now.span},
                                fmt::format("{} {}", function, name));
    fact.set(Attr::name, out_.facts.text(name));
    const auto said = [&](bool is_linked) {
      if (is_linked) return Value::boolean(true);
      return links.is_open ? out_.facts.unknown("not all that enters the code or is kept with it is known")
                           : Value::boolean(false);
    };
    fact.set(Attr::links_amount, said(links.amount));
    fact.set(Attr::links_payee, said(links.payee));
    fact.set(Attr::function, out_.facts.text(function));
  }

  CallWriter& out_;
  const Values& values_;
  FunctionId id_;
  const Function& function_;
  std::map<Reg, Links> known_;
  int codes_ = 0;
};

}  // namespace

void write_authentication_codes(CallWriter& out, const Values& values, FunctionId function) {
  CodeReader(out, values, function).read();
}

}  // namespace payaudit

#include "scanners/meaning/calls/arguments.h"

#include <algorithm>
#include <charconv>

#include "scanners/source/characters.h"

namespace payaudit {
namespace {

constexpr int kDeepest = 6;

// Calls that turn a text into bytes, or bytes into bytes, and add nothing of their own.
constexpr std::string_view kConversions[] = {"getBytes",
                                             "encode",
                                             "from",
                                             "decode",
                                             "b64decode",
                                             "fromhex",
                                             "unhexlify",
                                             "toCharArray",
                                             "alloc",
                                             "bytes",
                                             "hexStringToByteArray",
                                             "parse",
                                             "decodeHex"};

// Calls that put what they draw into their argument.
constexpr std::string_view kFillers[] = {"nextBytes", "Read", "randomFillSync", "getRandomValues"};

// Calls whose result is the value in another form.
constexpr std::string_view kForms[] = {"toString", "valueOf",   "format", "floor",          "round",
                                       "abs",      "encode",    "hex",    "encodeToString", "toHexString",
                                       "str",      "substring", "slice",  "digest",         "hexdigest",
                                       "toFixed",  "Itoa",      "Sprintf"};

}  // namespace

const Instruction* CallSite::definition(Reg reg) const {
  if (reg >= resolved_.definition.size() || resolved_.definition[reg] == kManyDefinitions) return nullptr;
  return &body_[resolved_.definition[reg]];
}

Reg CallSite::value(std::string_view which) const {
  const size_t dot = which.find('.');
  Reg reg = Resolution::argument(instruction(), which.substr(0, dot));
  if (dot == std::string_view::npos) return reg;
  // A copy into a variable stands between the literal and its use.
  const Instruction* made = definition(reg);
  for (int i = 0; made != nullptr && made->op == Op::copy && i < kDeepest; ++i)
    made = definition(made->args[0].value);
  if (made == nullptr || (made->op != Op::make && made->op != Op::construct)) return kNoReg;
  for (const Argument& member : made->args) {
    if (member.name == which.substr(dot + 1)) return member.value;
  }
  return kNoReg;
}

std::optional<std::string> CallSite::text(std::string_view which) const {
  if (which.empty()) return std::nullopt;
  Reg reg = kNoReg;
  if (which == "receiver") {
    const Instruction* made = definition(instruction().receiver);
    for (int i = 0; made != nullptr && made->op == Op::copy && i < kDeepest; ++i)
      made = definition(made->args[0].value);
    if (made == nullptr || made->op != Op::call || made->args.empty()) return std::nullopt;
    reg = made->args[0].value;
  } else if (which[0] == '$') {
    reg = value(which);
  } else {
    return std::string(which);
  }
  if (reg >= resolved_.constant.size()) return std::nullopt;
  if (!resolved_.constant[reg].is_known()) {
    const SettingConstant* setting = resolution_.setting(function_, reg);
    return setting == nullptr ? std::nullopt : std::optional(setting->value);
  }
  return std::string(resolved_.constant[reg].text);
}

std::optional<int64_t> CallSite::number(std::string_view which) const {
  std::optional<std::string> written = text(which);
  if (!written) return std::nullopt;
  std::erase(*written, '_');
  int64_t number = 0;
  const auto [end, error] = std::from_chars(written->data(), written->data() + written->size(), number);
  const bool is_whole =
      error == std::errc() && (end == written->data() + written->size() || *end == 'L' || *end == 'l');
  return is_whole ? std::optional(number) : std::nullopt;
}

std::optional<bool> CallSite::flag(std::string_view which) const {
  const std::optional<std::string> written = text(which);
  if (!written) return std::nullopt;
  if (*written == "true" || *written == "True") return true;
  if (*written == "false" || *written == "False") return false;
  return std::nullopt;
}

std::string_view CallSite::name(std::string_view which) const {
  const Reg reg = value(which);
  return reg < resolved_.name.size() ? resolved_.name[reg] : std::string_view();
}

bool CallSite::is_constant_bytes(Reg reg, int depth) const {
  if (reg >= resolved_.constant.size() || depth > kDeepest) return false;
  const Constant& constant = resolved_.constant[reg];
  if (constant.is_known()) return constant.kind == LiteralKind::string && !constant.text.empty();
  const Instruction* made = definition(reg);
  if (made == nullptr) return false;
  const auto is_constant = [&](const Argument& argument) {
    const Reg value = argument.value;
    return (value < resolved_.constant.size() && resolved_.constant[value].kind == LiteralKind::number) ||
           is_constant_bytes(value, depth + 1);
  };
  if (made->op == Op::copy) return !made->args.empty() && is_constant_bytes(made->args[0].value, depth + 1);
  if (made->op == Op::make) {
    return !made->args.empty() && std::all_of(made->args.begin(), made->args.end(), is_constant);
  }
  if (made->op != Op::call || !is_one_of(made->text, kConversions)) return false;
  // `"text".getBytes(charset)`, `Buffer.from("text", "utf8")`: the first of receiver and arguments that holds
  // data.
  if (made->receiver < resolved_.constant.size() && is_constant_bytes(made->receiver, depth + 1)) return true;
  return !made->args.empty() && is_constant(made->args[0]);
}

std::vector<std::string> CallSite::receiving_names() const {
  constexpr size_t kMostNames = 4;
  const Function& function = resolution_.code().functions[function_];
  std::vector<std::string> names;
  // Forward through what is made of the result. Once something with a name took it, only through what turns
  // it into another form: what else happens to it may be about something else.
  std::vector<Reg> from{instruction().out};
  // `random.nextBytes(salt)`: it is the argument that receives.
  if (is_one_of(instruction().text, kFillers)) {
    for (const Argument& argument : instruction().args) {
      from.push_back(argument.value);
      if (argument.value < function.variables.size() && !function.variables[argument.value].name.empty())
        names.emplace_back(function.variables[argument.value].name);
    }
  }
  for (size_t at = at_ + 1; at < body_.size() && from.size() < 12 && names.size() < kMostNames; ++at) {
    const Instruction& now = body_[at];
    const auto uses = [&](Reg reg) {
      return reg != kNoReg && std::find(from.begin(), from.end(), reg) != from.end();
    };
    const bool is_used =
        uses(now.receiver) ||
        std::any_of(now.args.begin(), now.args.end(), [&](const Argument& arg) { return uses(arg.value); });
    if (!is_used) continue;
    if (now.op == Op::set_field || now.op == Op::set_name) {
      names.emplace_back(now.text);
      continue;
    }
    if (now.op == Op::make || now.op == Op::construct) {
      for (const Argument& member : now.args) {
        if (!member.name.empty() && uses(member.value)) names.emplace_back(member.name);
      }
    }
    const bool is_named = now.op == Op::copy && now.out < function.variables.size() &&
                          !function.variables[now.out].name.empty();
    if (is_named) names.emplace_back(function.variables[now.out].name);
    if (now.op == Op::call && now.text.starts_with("set") && now.text.size() > 3 && !uses(now.receiver))
      names.emplace_back(now.text.substr(3));
    if (now.op == Op::ret) {
      if (names.empty()) break;
      continue;
    }
    const bool is_form =
        now.op == Op::copy || now.op == Op::concat || now.op == Op::index ||
        (now.op == Op::binary && now.text == "+") ||
        (now.op == Op::call && (is_one_of(now.text, kForms) || now.text.starts_with("encode")));
    if (now.out != kNoReg && (names.empty() || is_form)) from.push_back(now.out);
  }
  if (names.empty()) names.emplace_back(function.name);
  return names;
}

}  // namespace payaudit

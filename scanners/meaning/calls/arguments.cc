#include "scanners/meaning/calls/arguments.h"

#include <algorithm>
#include <charconv>

#include "scanners/meaning/calls/conditions.h"
#include "scanners/meaning/classify/words.h"
#include "scanners/source/characters.h"

namespace payaudit {
namespace {

constexpr size_t kLongestSpoken = 400;  // of a text that a value is joined with

constexpr int kDeepestArgument = 6;

// Calls that turn a text into bytes, or bytes into bytes, and add nothing of their own.
constexpr std::string_view kToBytes[] = {"getBytes",
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
constexpr std::string_view kOtherForms[] = {
    "toString", "valueOf", "format",         "floor",       "round", "abs",
    "encode",   "hex",     "encodeToString", "toHexString", "str",   "substring",
    "slice",    "digest",  "hexdigest",      "toFixed",     "Itoa",  "Sprintf"};

// Finds members of objects.
class MemberFinder {
 public:
  explicit MemberFinder(const Values& values) : values_(values) {}

  // What the object has under the name: written with it, spread into it, or set on it later.
  void add(ValueAt given, std::string_view name, Passed& to, int depth = 0) const {
    const ValueAt object = values_.origin(given);
    const Instruction* made = values_.definition(object);
    const bool is_maker =
        made != nullptr && made->op == Op::call && values_.words("call.map-makers").has(made->text);
    const bool is_made = made != nullptr && (made->op == Op::make || made->op == Op::construct || is_maker);
    if (!is_made || depth > kDeepestArgument) {
      // What it held before does not matter where it is set in any case.
      if (!add_later(object, name, to)) to.is_open = true;
      return;
    }
    for (const Argument& each : made->args) {
      if (each.name == name) {
        to.values = {{object.function, each.value}};
      } else if (each.name == "..." || (is_maker && each.name.empty())) {
        add({object.function, each.value}, name, to, depth + 1);
      }
    }
    add_later(object, name, to);
  }

 private:
  // `options["verify"] = False`, `options.cookie.secure = true` where the object is that cookie.
  // Whether it is set whatever way is taken.
  bool add_later(ValueAt object, std::string_view name, Passed& to) const {
    if (object.function >= values_.code().functions.size()) return false;
    const Function& function = values_.code().functions[object.function];
    bool is_set = false;
    for (size_t at = 0; at < function.body.size(); ++at) {
      const Instruction& now = function.body[at];
      const bool is_field = now.op == Op::set_field && now.args.size() == 2 && now.text == name;
      const bool is_index = now.op == Op::set_index && now.args.size() == 3 &&
                            values_.constant({object.function, now.args[1].value}).text == name;
      if (!is_field && !is_index) continue;
      const ValueAt base = values_.origin({object.function, now.args[0].value});
      const bool is_it = base.function == object.function && base.reg == object.reg;
      if (!is_it && !is_member(object, base)) continue;
      const auto conditions = conditions_at(function, at);
      const ValueAt value{object.function, now.args.back().value};
      if (conditions && conditions->empty()) {
        to.values = {value};
        is_set = true;
      } else {
        to.values.push_back(value);
        to.is_open = true;
      }
    }
    return is_set;
  }

  // `base` is a member that `object` was written as: `sess.cookie` of `{cookie: {…}}`.
  bool is_member(ValueAt object, ValueAt base) const {
    const Instruction* read = values_.definition(base);
    if (read == nullptr || read->op != Op::field || read->args.empty()) return false;
    const Instruction* around = values_.definition(values_.origin({base.function, read->args[0].value}));
    if (around == nullptr || around->op != Op::make) return false;
    return std::any_of(around->args.begin(), around->args.end(), [&](const Argument& each) {
      return each.name == read->text && values_.origin({object.function, each.value}).reg == object.reg;
    });
  }

  const Values& values_;
};

}  // namespace

bool takes(const Instruction& now, Reg reg) {
  return reg != kNoReg &&
         (now.receiver == reg || std::any_of(now.args.begin(), now.args.end(),
                                             [&](const Argument& each) { return each.value == reg; }));
}

Passed CallSite::passed(const Values& values, std::string_view which) const {
  const MemberFinder members(values);
  const Instruction& now = instruction();
  Passed all;
  while (!which.empty()) {
    const size_t space = std::min(which.find(' '), which.size());
    std::string_view path = which.substr(0, space);
    which.remove_prefix(std::min(space + 1, which.size()));
    size_t dot = std::min(path.find('.'), path.size());
    const std::string_view head = path.substr(0, dot);
    const bool is_assignment = now.op == Op::set_field || now.op == Op::set_index || now.op == Op::copy;
    Passed found;
    const Reg reg = is_assignment && head == "$value" && !now.args.empty() ? now.args.back().value
                                                                           : Resolution::argument(now, head);
    if (reg != kNoReg) {
      found.values.push_back({function_, reg});
    } else if (head.size() > 1 && !is_digit(head[1])) {
      for (const Argument& each : now.args) {
        if (each.name == "...") members.add({function_, each.value}, head.substr(1), found);
      }
    }
    while (dot < path.size()) {
      path.remove_prefix(dot + 1);
      dot = std::min(path.find('.'), path.size());
      Passed next;
      next.is_open = found.is_open;
      for (ValueAt each : found.values) members.add(each, path.substr(0, dot), next);
      found = std::move(next);
    }
    all.values.insert(all.values.end(), found.values.begin(), found.values.end());
    all.is_open |= found.is_open;
  }
  return all;
}

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
  for (int i = 0; made != nullptr && made->op == Op::copy && i < kDeepestArgument; ++i)
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
    for (int i = 0; made != nullptr && made->op == Op::copy && i < kDeepestArgument; ++i)
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

bool converts_its_owner(std::string_view call) {
  return is_one_of(call, {"getBytes", "encode", "toCharArray", "trim", "toString", "strip"});
}

bool CallSite::is_constant_bytes(Reg reg, int depth) const {
  if (reg >= resolved_.constant.size() || depth > kDeepestArgument) return false;
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
  if (made->op != Op::call || !is_one_of(made->text, kToBytes)) return false;
  // `"text".getBytes(charset)`, `Buffer.from("text", "utf8")`: the first of receiver and arguments that holds
  // data.
  if (made->receiver < resolved_.constant.size() && is_constant_bytes(made->receiver, depth + 1)) return true;
  if (made->receiver != kNoReg && converts_its_owner(made->text)) return false;
  return !made->args.empty() && is_constant(made->args[0]);
}

namespace {

// Whether words, each with a blank around it, call something a one-time code.
bool speaks_of_code(const CodeModels& models, const std::string& words) {
  const auto says = [&](const std::string& phrase) {
    return words.find(" " + phrase + " ") != std::string::npos;
  };
  const auto& others = models.words_of("code.others").words;
  const auto& texts = models.words_of("code.texts").words;
  return std::none_of(others.begin(), others.end(), says) && std::any_of(texts.begin(), texts.end(), says);
}

// The texts that a value is joined with, or written beside.
bool speaks_of_code(const Resolution& resolution, FunctionId function, const Instruction& joined) {
  std::string words = " ";
  for (const Argument& part : joined.args) {
    const auto& constants = resolution[function].constant;
    if (part.value >= constants.size() || constants[part.value].kind != LiteralKind::string) continue;
    for (const std::string& word : split_words(constants[part.value].text.substr(0, kLongestSpoken)))
      words += word + " ";
  }
  return speaks_of_code(resolution.index().models(), words);
}

// `code`, `generatedCode`: whose code it is says what stands around it.
bool is_bare_code(const CodeModels& models, std::string_view name) {
  const std::vector<std::string> words = split_words(name);
  const WordList& qualifiers = models.words_of("code.qualifiers");
  return !words.empty() && models.words_of("code.names").has(words.back()) &&
         std::all_of(words.begin(), words.end() - 1,
                     [&](const std::string& word) { return qualifiers.has(word); });
}

// Whether a function makes one-time codes, by its name: `generateOtp`, `sendLoginCode`. Then what is drawn in
// it under a name that says nothing is one. A bare `code` is one too in a type that speaks of them.
bool makes_codes(const Code& code, const CodeModels& models, const Function& function,
                 const std::vector<std::string>& names) {
  const WordList& neutral = models.words_of("code.neutral");
  const auto is_bare = [&](const std::string& name) { return is_bare_code(models, name); };
  const auto says_nothing = [&](const std::string& name) {
    const std::vector<std::string> words = split_words(name);
    return std::all_of(words.begin(), words.end(),
                       [&](const std::string& word) { return neutral.has(word); });
  };
  const auto words_of = [](std::string_view name) {
    std::string all = " ";
    for (const std::string& word : split_words(name)) all += word + " ";
    return all;
  };
  const Function* named = &function;
  while (named->name.empty() && named->parent != kNoFunction) named = &code.functions[named->parent];
  const std::string own = words_of(named->name);
  const std::string type = named->owner == kNoType ? std::string() : words_of(code.types[named->owner].name);
  if (std::any_of(names.begin(), names.end(), is_bare) &&
      (speaks_of_code(models, own) || speaks_of_code(models, type + own)))
    return true;
  const std::vector<std::string> words = split_words(named->name);
  return words.size() > 1 && models.words_of("code.makers").has(words.front()) &&
         std::all_of(names.begin(), names.end(), says_nothing) && speaks_of_code(models, own);
}

}  // namespace

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
    // "Your verification code is " + code
    if (now.op == Op::concat || (now.op == Op::binary && now.text == "+")) {
      if (speaks_of_code(resolution_, function_, now)) names.emplace_back("otp");
    }
    // console.log("OTP:", code)
    const bool is_beside_text = now.op == Op::call && now.args.size() > 1 && names.size() == 1 &&
                                is_bare_code(resolution_.index().models(), names[0]) &&
                                speaks_of_code(resolution_, function_, now);
    if (is_beside_text) names.emplace_back("otp");
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
        (now.op == Op::call && (is_one_of(now.text, kOtherForms) || now.text.starts_with("encode") ||
                                now.text.starts_with("hash")));
    if (now.out != kNoReg && (names.empty() || is_form)) from.push_back(now.out);
  }
  if (names.empty()) {
    names.emplace_back(function.name);
  } else if (makes_codes(resolution_.code(), resolution_.index().models(), function, names)) {
    names.emplace_back("otp");
  }
  return names;
}

}  // namespace payaudit

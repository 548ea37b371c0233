// One-time codes that no name tells: a value that is only called `code` in a log whose text speaks of one,
// one that is drawn at random into such a variable, and what a function that makes codes gives.
#include <fmt/format.h>

#include <algorithm>

#include "scanners/meaning/classify/words.h"
#include "scanners/meaning/flow/walk.h"

namespace payaudit {
namespace {

constexpr std::string_view kLoginCode = "login.code";
constexpr int kDeepestDraw = 6;
constexpr size_t kLongestText = 400;

bool is_code_class(std::string_view data_class) {
  return data_class == kLoginCode || data_class == "payment.authentication_code";
}

std::string joined(const std::vector<std::string>& words) {
  std::string all = " ";
  for (const std::string& word : words) all += word + " ";
  return all;
}

}  // namespace

// Whether a number drawn at random went into it: `100000 + random.nextInt(900000)`, `f"{randbelow(10):06d}"`.
bool FunctionWalk::draws_random(Reg reg, int depth) {
  if (depth > kDeepestDraw || reg >= resolved_.definition.size() ||
      resolved_.definition[reg] == kManyDefinitions)
    return false;
  const uint32_t at = resolved_.definition[reg];
  const Instruction& made = function_.body[at];
  if (made.op == Op::call || made.op == Op::construct) {
    const auto& models = models_of(at).models;
    if (std::any_of(models.begin(), models.end(),
                    [](const CallModel* model) { return model->role == "random"; }))
      return true;
    if (made.receiver != kNoReg && draws_random(made.receiver, depth + 1)) return true;
  } else if (made.op != Op::binary && made.op != Op::concat && made.op != Op::unary && made.op != Op::copy) {
    return false;
  }
  return std::any_of(made.args.begin(), made.args.end(),
                     [&](const Argument& each) { return draws_random(each.value, depth + 1); });
}

TaintSet FunctionWalk::drawn_code(Reg from, const TaintSet& named) {
  TaintSet codes;
  for (const uint32_t id : named) {
    if (is_code_class(analysis_.source(analysis_.taint(id).source).data_class)) codes.push_back(id);
  }
  return codes.empty() || !draws_random(from) ? TaintSet() : codes;
}

// `generateOtp()`: what it makes is what its name says after the verb.
std::string_view FunctionWalk::code_made_by(std::string_view method) const {
  const std::vector<std::string> words = split_words(method);
  const CodeModels& models = analysis_.resolution_.index().models();
  if (words.size() < 2 || !models.words_of("code.makers").has(words.front())) return {};
  size_t begin = words.front().size();
  while (begin < method.size() && method[begin] == '_') ++begin;
  const std::string_view rest = method.substr(begin);
  const Classification* found = analysis_.classify(rest, {}, {});
  const bool is_code =
      found != nullptr && !found->is_weak && found->state == "clear" && is_code_class(found->data_class);
  return is_code ? rest : std::string_view();
}

std::string_view FunctionWalk::kept_by(std::string_view function) const {
  const std::vector<std::string> words = split_words(function);
  const bool is_speller =
      words.size() > 1 && analysis_.resolution_.index().models().words_of("call.spellers").has(words.front());
  if (!is_speller) return {};
  size_t begin = words.front().size();
  while (begin < function.size() && function[begin] == '_') ++begin;
  return function.substr(begin);
}

// The words of the texts that stand in a call.
std::string FunctionWalk::texts_of(const Instruction& call) const {
  std::string all;
  const auto add_text = [&](Reg reg) {
    if (reg < resolved_.constant.size() && resolved_.constant[reg].kind == LiteralKind::string)
      all.append(resolved_.constant[reg].text.substr(0, kLongestText)).push_back(' ');
  };
  for (const Argument& argument : call.args) {
    add_text(argument.value);
    if (argument.value >= resolved_.definition.size()) continue;
    const uint32_t made = resolved_.definition[argument.value];
    if (made == kManyDefinitions || !is_joining(function_.body[made])) continue;
    for (const Argument& part : function_.body[made].args) add_text(part.value);
  }
  return joined(split_words(all));
}

bool FunctionWalk::is_joining(const Instruction& made) {
  return made.op == Op::concat || (made.op == Op::binary && made.text == "+");
}

// Nothing was made of the variable that its own name promises to protect.
bool FunctionWalk::is_kept_plain(Reg reg) const {
  for (const Instruction& now : function_.body) {
    if (now.op != Op::copy || now.out != reg || now.args.empty()) continue;
    const Reg from = now.args[0].value;
    if (from >= resolved_.definition.size() || resolved_.definition[from] == kManyDefinitions) continue;
    const Instruction& made = function_.body[resolved_.definition[from]];
    if (made.op == Op::field || made.op == Op::index) return false;  // of something that may be an answer
    if (made.op == Op::call && !promise_of(made.text).empty()) return false;
  }
  return true;
}

TaintSet FunctionWalk::spoken_of(uint32_t at, Reg reg, const std::string& texts) {
  if (is_only_entered_) return {};
  if (reg >= resolved_.name.size() || resolved_.constant[reg].is_known() || !held(reg).empty()) return {};
  if (!is_variable(reg)) {
    const uint32_t made = resolved_.definition[reg];
    if (made == kManyDefinitions) return {};
    const Instruction& definition = function_.body[made];
    TaintSet all;
    if (is_joining(definition)) {
      for (const Argument& part : definition.args) unite(all, spoken_of(at, part.value, texts));
      return all;
    }
    if (definition.op == Op::copy && !definition.args.empty())
      return spoken_of(at, definition.args[0].value, texts);
    return {};
  }
  const CodeModels& models = analysis_.resolution_.index().models();
  const std::vector<std::string> words = split_words(function_.variables[reg].name);
  if (words.empty()) return {};
  const WordList& qualifiers = models.words_of("code.qualifiers");
  const bool is_plain = std::all_of(words.begin(), words.end() - 1,
                                    [&](const std::string& word) { return qualifiers.has(word); });
  const bool is_code = models.words_of("code.names").has(words.back());
  if (!is_plain || (!is_code && !models.words_of("code.names-after").has(words.back()))) return {};
  const auto says = [&](std::string_view phrase) {
    return texts.find(fmt::format(" {} ", phrase)) != std::string::npos;
  };
  for (const std::string& other : models.words_of("code.others").words) {
    if (says(other)) return {};
  }
  for (const std::string& phrase : models.words_of("code.texts").words) {
    if (!says(is_code ? phrase : fmt::format("{} {}", phrase, words.back()))) continue;
    if (!is_kept_plain(reg)) return {};
    const Span span = function_.body[at].span;
    const Classification found{
        kLoginCode, "clear", true,
        fmt::format("the word `{}`, and the text of the log says `{}`", words.back(), phrase)};
    const uint32_t source = analysis_.add_source(found, span, function_.variables[reg].name);
    return {analysis_.intern({source, "clear", {}, {}, kNone, span, {}, false}, id_, at)};
  }
  return {};
}

}  // namespace payaudit

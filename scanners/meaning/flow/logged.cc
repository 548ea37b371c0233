#include "scanners/meaning/flow/logged.h"

#include <algorithm>
#include <string>
#include <vector>

#include "scanners/meaning/classify/words.h"
#include "scanners/meaning/flow/branches.h"
#include "scanners/source/characters.h"

namespace payaudit {
namespace {

constexpr int kDeepestCondition = 8;
constexpr size_t kLongestFormat = 400;

// What of a format stands before its verb of that number, `%s` or `{}`; all of it where it has no such verb,
// for what is written after it.
std::string_view before_verb(std::string_view format, size_t number) {
  size_t at = 0;
  for (size_t verb = 0;; ++verb) {
    at = format.find_first_of("%{", at);
    if (at == std::string_view::npos) return format;
    if (verb == number) return format.substr(0, at);
    ++at;
  }
}

// " current user ": for looking up phrases.
std::string phrase_text(std::string_view text) {
  std::string all = " ";
  for (const std::string& word : split_words(text)) all += word + " ";
  return all;
}

bool says_one_of(const std::string& words, const WordList& phrases) {
  return std::any_of(phrases.words.begin(), phrases.words.end(), [&](const std::string& phrase) {
    return words.find(" " + phrase + " ") != std::string::npos;
  });
}

// `accessToken` of `dto.getAccessToken()`, `dto.accessToken`, `accessToken`, `accessToken?: string`.
std::string last_name(std::string_view written) {
  written = written.substr(0, written.find_first_of("?:="));
  while (written.ends_with(' ')) written.remove_suffix(1);
  while (written.ends_with("()")) written.remove_suffix(2);
  size_t begin = written.size();
  while (begin > 0 && (is_letter(written[begin - 1]) || is_digit(written[begin - 1]) ||
                       written[begin - 1] == '_' || written[begin - 1] == '$'))
    --begin;
  std::string all;
  for (const std::string& word : split_words(written.substr(begin))) {
    if (word != "get" || !all.empty()) all += word + " ";
  }
  return all;
}

// Reads conditions for what they say of a value that a check was given.
class Checks {
 public:
  Checks(const LoggedValue& value, const Source& source)
      : function_(value.resolution.code().functions[value.function]),
        resolved_(value.resolution[value.function]),
        source_(source),
        accepts_(value.resolution.index().models().words_of("check.accepts")),
        refuses_(value.resolution.index().models().words_of("check.refuses")),
        name_(last_name(value.text)) {}

  bool refuse(Reg condition, bool holds, int depth = 0) const {
    const Instruction* now = made(condition);
    if (now == nullptr || depth > kDeepestCondition || name_.empty()) return false;
    const auto of = [&](size_t i, bool is_true) { return refuse(now->args[i].value, is_true, depth + 1); };
    if ((now->op == Op::copy || now->op == Op::index) && !now->args.empty()) return of(0, holds);
    if (now->op == Op::unary && now->text == "!" && !now->args.empty()) return of(0, !holds);
    if (now->op == Op::binary && now->args.size() == 2) {
      if (now->text == "&&" || now->text == "||") {
        const bool is_both = (now->text == "&&") == holds;
        return is_both ? of(0, holds) || of(1, holds) : of(0, holds) && of(1, holds);
      }
      return (now->text == "==" || now->text == "!=") && compared(*now, (now->text == "==") == holds, depth);
    }
    if (now->op != Op::call || !is_given(*now)) return false;
    // `isExpired` and `isNotValid` refuse, `validateNotExpired` accepts.
    const std::vector<std::string> words = split_words(now->text);
    const bool is_negated = std::find(words.begin(), words.end(), "not") != words.end();
    if (refuses_.is_in(now->text)) return holds != is_negated;
    return holds == is_negated && accepts_.is_in(now->text);
  }

 private:
  // `valid == false`, `err != nil`
  bool compared(const Instruction& now, bool is_same, int depth) const {
    for (size_t i = 0; i < 2; ++i) {
      const Reg with = now.args[i].value, other = now.args[1 - i].value;
      if (with >= resolved_.constant.size() || !resolved_.constant[with].is_known()) continue;
      const Constant& constant = resolved_.constant[with];
      if (constant.kind == LiteralKind::boolean)
        return refuse(other, (constant.text == "true" || constant.text == "True") == is_same, depth + 1);
      if (constant.kind != LiteralKind::null) return false;
      // An error is there, or what a check gives back is not.
      const bool is_error = is_named_error(other);
      return is_error ? !is_same && refuse(other, false, depth + 1)
                      : is_same && refuse(other, false, depth + 1);
    }
    return false;
  }

  bool is_named_error(Reg reg) const {
    const std::string_view name =
        reg < function_.variables.size() ? function_.variables[reg].name : std::string_view();
    return name.starts_with("err") || name.ends_with("Err") || name.ends_with("Error");
  }

  const Instruction* made(Reg reg) const {
    return reg < resolved_.definition.size() && resolved_.definition[reg] != kManyDefinitions
               ? &function_.body[resolved_.definition[reg]]
               : nullptr;
  }

  bool is_given(const Instruction& call) const {
    return std::any_of(call.args.begin(), call.args.end(), [&](const Argument& argument) {
      if (argument.value < function_.variables.size() && !function_.variables[argument.value].name.empty())
        return last_name(function_.variables[argument.value].name) == name_;
      const Instruction* from = made(argument.value);
      return from != nullptr && last_name(source_.text(from->span)) == name_;
    });
  }

  const Function& function_;
  const ResolvedFunction& resolved_;
  const Source& source_;
  const WordList& accepts_;
  const WordList& refuses_;
  const std::string name_;
};

}  // namespace

bool is_of_company(const LoggedValue& value, std::string_view owner) {
  const WordList& companies = value.resolution.index().models().words_of("log.companies");
  return says_one_of(phrase_text(owner), companies) || says_one_of(phrase_text(value.text), companies);
}

// `admin.email` in "tariff changed by %s", `current_user.email` in what an audit log is given.
bool is_told_as_actor(const LoggedValue& value, std::string_view function_name) {
  const Resolution& resolution = value.resolution;
  const CodeModels& models = resolution.index().models();
  if (!says_one_of(phrase_text(value.text), models.words_of("log.actors"))) return false;
  const WordList& audit = models.words_of("log.audit");
  const WordList& by = models.words_of("log.by");
  const Function& function = resolution.code().functions[value.function];
  const ResolvedFunction& resolved = resolution[value.function];
  if (audit.is_in(resolved.written[value.instruction]) || audit.is_in(function_name)) return true;
  const auto text_of = [&](Reg reg) {
    return reg < resolved.constant.size() && resolved.constant[reg].kind == LiteralKind::string
               ? resolved.constant[reg].text
               : std::string_view();
  };
  // What stands directly before the value says whether it is the one who did it.
  const auto introduces = [&](std::string_view text) {
    const std::vector<std::string> words = split_words(text);
    return audit.is_in(text) || (!words.empty() && by.has(words.back()));
  };
  const auto covers = [&](const Argument& part) {
    if (!part.span.is_empty()) return part.span.contains(value.span);
    const uint32_t made =
        part.value < resolved.definition.size() ? resolved.definition[part.value] : kManyDefinitions;
    return made != kManyDefinitions && function.body[made].span.contains(value.span);
  };
  const auto& args = function.body[value.instruction].args;
  for (size_t i = 0; i < args.size(); ++i) {
    if (value.argument.begin != args[i].span.begin) {
      if (audit.is_in(text_of(args[i].value))) return true;
      continue;
    }
    if (i > 0 && introduces(before_verb(text_of(args[0].value), i - 1))) return true;
    const uint32_t made =
        args[i].value < resolved.definition.size() ? resolved.definition[args[i].value] : kManyDefinitions;
    if (made == kManyDefinitions || function.body[made].op != Op::concat) continue;
    const auto& parts = function.body[made].args;
    for (size_t part = 0; part < parts.size(); ++part) {
      const std::string_view text = text_of(parts[part].value);
      if (audit.is_in(text)) return true;
      if (part + 1 < parts.size() && covers(parts[part + 1]) && introduces(text)) return true;
    }
  }
  return false;
}

bool is_told_as_kept_out(const LoggedValue& value) {
  const Function& function = value.resolution.code().functions[value.function];
  const ResolvedFunction& resolved = value.resolution[value.function];
  std::string text;
  const auto add = [&](Reg reg) {
    if (reg < resolved.constant.size() && resolved.constant[reg].kind == LiteralKind::string)
      text.append(resolved.constant[reg].text.substr(0, kLongestFormat)).push_back(' ');
  };
  for (const Argument& argument : function.body[value.instruction].args) {
    add(argument.value);
    const uint32_t made =
        argument.value < resolved.definition.size() ? resolved.definition[argument.value] : kManyDefinitions;
    if (made == kManyDefinitions) continue;
    const Instruction& joined = function.body[made];
    if (joined.op != Op::concat && (joined.op != Op::binary || joined.text != "+")) continue;
    for (const Argument& part : joined.args) add(part.value);
  }
  const std::string words = phrase_text(text);
  const CodeModels& models = value.resolution.index().models();
  // Where an audit log is kept beside it, the attempt is recorded there.
  const WordList& audit = models.words_of("log.audit");
  for (size_t at = 0; at < function.body.size(); ++at) {
    if (function.body[at].op == Op::call && at != value.instruction && audit.is_in(resolved.written[at]))
      return false;
  }
  if (says_one_of(words, models.words_of("log.attempt-others"))) return false;
  return says_one_of(words, models.words_of("log.refused-attempts")) ||
         (says_one_of(words, models.words_of("log.attempts")) &&
          says_one_of(words, models.words_of("log.refusals")));
}

bool is_found_bad(const LoggedValue& value, const Source& source) {
  const Checks checks(value, source);
  const std::vector<Conditioned> ways = conditioned(value.resolution.code().functions[value.function]);
  return std::any_of(ways.begin(), ways.end(), [&](const Conditioned& way) {
    return way.begin <= value.instruction && value.instruction < way.end &&
           checks.refuse(way.condition, way.holds);
  });
}

}  // namespace payaudit

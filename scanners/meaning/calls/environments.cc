#include "scanners/meaning/calls/environments.h"

#include <algorithm>

#include "scanners/meaning/calls/conditions.h"
#include "scanners/meaning/classify/words.h"
#include "scanners/source/characters.h"

namespace payaudit {
namespace {

constexpr int kDeepestCondition = 6;
constexpr size_t kLongestCondition = 120;

class Question {
 public:
  Question(const Values& values, FunctionId function)
      : values_(values),
        function_(function),
        development_(values.words("environment.development")),
        production_(values.words("environment.production")),
        names_(values.words("environment.names")),
        flags_(values.words("environment.flags")),
        asks_off_(values.words("environment.asks-off")),
        asks_on_(values.words("environment.asks-on")) {}

  // That the value is `truth` holds in an environment of developers only.
  bool says(Reg value, bool truth, int depth = 0) const {
    if (depth > kDeepestCondition) return false;
    const Instruction* made = values_.definition({function_, value});
    const std::string_view name =
        made != nullptr && (made->op == Op::name || made->op == Op::field || made->op == Op::call)
            ? made->text
            : values_.name({function_, value});
    if (made == nullptr || made->args.empty() || made->op == Op::field || made->op == Op::name)
      return is_flag(name, truth);
    const auto each = [&](bool wanted) {
      return [this, wanted, depth](const Argument& part) { return says(part.value, wanted, depth + 1); };
    };
    const std::string_view by = made->text;
    if (made->op == Op::copy) return is_flag(name, truth) || says(made->args[0].value, truth, depth + 1);
    if (made->op == Op::unary) return by == "!" && says(made->args[0].value, !truth, depth + 1);
    if (made->op == Op::call) return answers(*made, truth);
    if (made->op != Op::binary) return false;
    const bool is_and = by == "&&" || by == "and";
    if (is_and || by == "||" || by == "or") {
      return is_and == truth ? std::any_of(made->args.begin(), made->args.end(), each(truth))
                             : std::all_of(made->args.begin(), made->args.end(), each(truth));
    }
    if (made->args.size() != 2) return false;
    const Reg left = made->args[0].value, right = made->args[1].value;
    if (by == "==" || by == "===") return compares(left, right, truth) || compares(right, left, truth);
    if (by == "!=" || by == "!==") return compares(left, right, !truth) || compares(right, left, !truth);
    return by == "in" && truth && is_among(left, right);
  }

  // That the value is `truth` holds elsewhere only.
  bool excludes(Reg value, bool truth, int depth = 0) const {
    const Instruction* made = values_.definition({function_, value});
    if (made == nullptr || made->args.empty() || depth > kDeepestCondition) return says(value, !truth);
    const std::string_view by = made->text;
    if (made->op == Op::copy) return excludes(made->args[0].value, truth, depth + 1);
    if (made->op == Op::unary && by == "!") return excludes(made->args[0].value, !truth, depth + 1);
    const bool is_and = by == "&&" || by == "and";
    if (made->op != Op::binary || !(is_and || by == "||" || by == "or")) return says(value, !truth);
    const auto each = [&](const Argument& part) { return excludes(part.value, truth, depth + 1); };
    return is_and == truth ? std::any_of(made->args.begin(), made->args.end(), each)
                           : std::all_of(made->args.begin(), made->args.end(), each);
  }

  // `@Profile("dev")`, `@Profile("!prod")`
  bool says(const std::vector<Annotation>& marks) const {
    return std::any_of(marks.begin(), marks.end(), [&](const Annotation& mark) {
      return names_.is_in(mark.name) &&
             std::any_of(mark.arguments.begin(), mark.arguments.end(), [&](const AnnotationArgument& each) {
               return is_of(each.text, each.text.find('!') == std::string_view::npos);
             });
    });
  }

 private:
  // `"dev".equals(profile)`, `acceptsProfiles("dev")`, `getenv("DEBUG")`, `isDevelopment()`
  bool answers(const Instruction& call, bool truth) const {
    if (call.args.empty()) return is_flag(call.text, truth);
    const Reg first = call.args[0].value;
    const bool compares_two =
        call.text.starts_with("equals") || call.text == "contains" || call.text == "includes";
    if (call.args.size() == 1 && compares_two)
      return compares(call.receiver, first, truth) || compares(first, call.receiver, truth);
    const std::string_view given = text_of(first);
    // `pattern.test(email)` asks for no environment.
    const bool is_named = split_words(call.text).size() > 1;
    return (names_.is_in(call.text) && is_of(given, truth)) || (is_named && is_flag(call.text, truth)) ||
           is_flag(given, truth);
  }

  // `isDev`, `settings.DEBUG`, `isProduction`; not `isDebugEnabled` of a logger.
  bool is_flag(std::string_view name, bool truth) const {
    const std::vector<std::string> words = split_words(name);
    if (words.empty()) return false;
    if (asks(words, truth)) return true;
    size_t last = words.size() - 1;
    if (last > 0 && names_.has(words[last])) --last;
    if (production_.has(words[last])) return !truth;
    return truth && (development_.has(words[last]) || flags_.has(words[last]));
  }

  // `SkipTLSVerify`, and `verify_peer` that is false: whoever sets it asks for no check.
  bool asks(const std::vector<std::string>& words, bool truth) const {
    const auto& phrases = (truth ? asks_off_ : asks_on_).words;
    return std::any_of(phrases.begin(), phrases.end(), [&](const std::string& phrase) {
      const std::vector<std::string> all = split_words(phrase);
      return std::all_of(all.begin(), all.end(), [&](const std::string& word) {
        return std::find(words.begin(), words.end(), word) != words.end();
      });
    });
  }

  // An environment asked for by name, and the name of one.
  bool compares(Reg asked, Reg given, bool truth) const {
    return names_.is_in(name_of(asked)) && is_of(text_of(given), truth);
  }

  bool is_of(std::string_view environment, bool truth) const {
    if (production_.is_in(environment)) return !truth;
    return truth && (development_.is_in(environment) || flags_.is_in(environment));
  }

  bool is_among(Reg asked, Reg list) const {
    const Instruction* made = values_.definition(values_.origin({function_, list}));
    if (!names_.is_in(name_of(asked)) || made == nullptr || made->op != Op::make || made->args.empty())
      return false;
    return std::all_of(made->args.begin(), made->args.end(),
                       [&](const Argument& each) { return is_of(text_of(each.value), true); });
  }

  // What a constant says, or the name of one: `gin.DebugMode`; inside of `Profiles.of("dev")`.
  std::string_view text_of(Reg value, int depth = 0) const {
    if (value == kNoReg || depth > kDeepestCondition) return {};
    const Constant constant = values_.constant({function_, value});
    if (constant.kind == LiteralKind::string) return constant.text;
    const Instruction* made = values_.definition({function_, value});
    if (made == nullptr) return {};
    if (made->op == Op::call && !made->args.empty()) return text_of(made->args[0].value, depth + 1);
    return made->op == Op::field ? made->text : std::string_view();
  }

  // `NODE_ENV` of `process.env.NODE_ENV`, `process.env["NODE_ENV"]` and `os.getenv("NODE_ENV")`.
  std::string_view name_of(Reg value, int depth = 0) const {
    if (value == kNoReg || depth > kDeepestCondition) return {};
    const Instruction* made = values_.definition({function_, value});
    if (made == nullptr) return values_.name({function_, value});
    if (made->op == Op::name || made->op == Op::field) return made->text;
    if (made->op == Op::copy && !made->args.empty()) {
      const std::string_view own = values_.name({function_, value});
      return names_.is_in(own) ? own : name_of(made->args[0].value, depth + 1);
    }
    if (made->op == Op::index && made->args.size() == 2)
      return values_.constant({function_, made->args[1].value}).text;
    if (made->op != Op::call) return {};
    if (names_.is_in(made->text)) return made->text;
    // `os.getenv("ENV", "production").lower()`
    if (made->args.empty()) return name_of(made->receiver, depth + 1);
    const Constant key = values_.constant({function_, made->args[0].value});
    return key.is_known() ? key.text : name_of(made->args[0].value, depth + 1);
  }

  const Values& values_;
  FunctionId function_;
  const WordList& development_;
  const WordList& production_;
  const WordList& names_;
  const WordList& flags_;
  const WordList& asks_off_;
  const WordList& asks_on_;
};

}  // namespace

bool asks_for_developers(const Values& values, FunctionId function, const Condition& condition) {
  return Question(values, function).says(condition.value, condition.holds);
}

bool asks_for_production(const Values& values, FunctionId function, const Condition& condition) {
  return Question(values, function).excludes(condition.value, condition.holds);
}

std::optional<std::string> development_only(const Values& values, const Source& source, FunctionId function,
                                            size_t at) {
  const Code& code = values.code();
  for (int depth = 0; depth < kDeepestCondition; ++depth) {
    const Question question(values, function);
    if (question.says(code.functions[function].annotations)) return "the function's mark says so";
    for (TypeId type = code.functions[function].owner; type != kNoType; type = code.types[type].outer) {
      if (question.says(code.types[type].annotations)) return "the type's mark says so";
    }
    const auto conditions = conditions_at(code.functions[function], at);
    if (!conditions) return std::nullopt;
    for (const Condition& each : *conditions) {
      if (!question.says(each.value, each.holds)) continue;
      const Instruction* made = values.definition({function, each.value});
      const std::string written(made == nullptr ? std::string_view() : source.text(made->span));
      return "`" + written.substr(0, kLongestCondition) + (each.holds ? "`" : "` is false");
    }
    // A function without a name runs where it stands, or later.
    const FunctionId around = code.functions[function].parent;
    if (around == kNoFunction) return std::nullopt;
    const auto& body = code.functions[around].body;
    const auto place = std::find_if(body.begin(), body.end(), [&](const Instruction& now) {
      return now.op == Op::lambda && now.function == function;
    });
    if (place == body.end()) return std::nullopt;
    function = around;
    at = static_cast<size_t>(place - body.begin());
  }
  return std::nullopt;
}

}  // namespace payaudit

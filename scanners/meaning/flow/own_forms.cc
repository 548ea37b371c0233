#include "scanners/meaning/flow/own_forms.h"

#include <algorithm>
#include <string>

#include "scanners/meaning/classify/words.h"
#include "scanners/source/characters.h"

namespace payaudit {
namespace {

constexpr std::string_view kPrintingCalls[] = {"append",   "add", "format", "valueOf", "toString",
                                               "join",     "put", "push",   "Sprintf", "toStringHelper",
                                               "formatted"};

// Whether a function puts the member into its text as it is, or only what some call makes of it, such as a
// mask. Comparing it prints nothing. Asked for members whose data could not be followed.
Shown::How how_printed(const Function& function, std::string_view member) {
  std::vector<Reg> read;
  for (const Instruction& now : function.body) {
    if ((now.op == Op::field || now.op == Op::name) && now.text == member) read.push_back(now.out);
  }
  const auto holds = [&](Reg reg) {
    return reg != kNoReg && std::find(read.begin(), read.end(), reg) != read.end();
  };
  Shown::How printed = Shown::How::no;
  for (const Instruction& now : function.body) {
    const bool takes =
        std::any_of(now.args.begin(), now.args.end(), [&](const Argument& a) { return holds(a.value); });
    if (now.op == Op::concat || now.op == Op::make || now.op == Op::ret ||
        (now.op == Op::binary && now.text == "+") ||
        (now.op == Op::call && is_one_of(now.text, kPrintingCalls))) {
      if (takes) return Shown::How::plain;
    }
    if (now.op == Op::copy && takes) read.push_back(now.out);
    if (now.op == Op::call && (takes || holds(now.receiver))) printed = Shown::How::changed;
    if (now.op == Op::index && takes) printed = Shown::How::changed;
  }
  return printed;
}

// Whether it gives all of the object: `self.__dict__`, `getattr(self, name)`.
bool gives_all(const Function& function, const PrintingModel& printing) {
  const auto is_in = [](const std::vector<std::string>& list, std::string_view name) {
    return std::find(list.begin(), list.end(), name) != list.end();
  };
  return function.self != kNoReg &&
         std::any_of(function.body.begin(), function.body.end(), [&](const Instruction& now) {
           const bool takes_self = std::any_of(now.args.begin(), now.args.end(), [&](const Argument& each) {
             return each.value == function.self;
           });
           return takes_self && ((now.op == Op::field && is_in(printing.all_members, now.text)) ||
                                 (now.op == Op::call && is_in(printing.all_calls, now.text)));
         });
}

constexpr std::string_view kStates[] = {"truncated",    "masked",    "hashed",
                                        "keyed-hashed", "encrypted", "tokenized"};

// The worst of several: as it is, then what nobody knows, then what is protected.
void worsen(Shown& shown, std::string_view state) {
  if (shown.how == Shown::How::plain && shown.protection.empty()) return;
  if (state == "clear") {
    shown = {Shown::How::plain, {}};
  } else if (state == "unknown" || shown.how == Shown::How::changed) {
    shown = {Shown::How::changed, {}};
  } else if (shown.how == Shown::How::no) {
    for (std::string_view each : kStates) {
      if (each == state) shown = {Shown::How::plain, each};
    }
  }
}

std::string joined(std::string_view name) {
  std::string all;
  for (const std::string& word : split_words(name)) all += word;
  return all;
}

// The name that is read last in a source as written: `number` of `this.card.number`, `getNumber()`.
bool reads(std::string_view written, std::string_view member) {
  while (written.ends_with(")") || written.ends_with("(") || written.ends_with(" ")) written.remove_suffix(1);
  const std::string name = joined(written.substr(written.find_last_of(".>") + 1));
  const std::string wanted = joined(member);
  return name == wanted || name == "get" + wanted;
}

}  // namespace

FunctionId own_function(const Code& code, TypeId type, std::string_view name) {
  for (FunctionId id = 0; id < code.functions.size(); ++id) {
    if (code.functions[id].owner == type && code.functions[id].name == name) return id;
  }
  return kNoFunction;
}

OwnFormReader::OwnFormReader(const Code& code, const Source& source, const CallIndex& calls,
                             const Classifier& classifier, const TypeIndex& types)
    : code_(code),
      resolution_(code, calls),
      tables_{classifier, types},
      analysis_(source, resolution_, tables_) {}

Shown OwnFormReader::member(FunctionId function, std::string_view name) {
  auto known = results_.find(function);
  if (known == results_.end()) known = results_.emplace(function, analysis_.analyse(function)).first;
  const TaintAnalysis::Result& result = known->second;
  Shown shown;
  const auto look = [&](const TaintSet& taints) {
    for (uint32_t id : taints) {
      const Taint& taint = analysis_.taint(id);
      if (reads(analysis_.source(taint.source).text, name)) worsen(shown, taint.state);
    }
  };
  look(result.returned);
  // What is written into a parameter: `Format(state fmt.State, verb rune)`.
  for (const Parameter& parameter : code_.functions[function].parameters) {
    if (parameter.reg < result.by_reg.size()) look(result.by_reg[parameter.reg]);
  }
  if (shown.how != Shown::How::no) return shown;
  if (gives_all(code_.functions[function], resolution_.index().models().printing_of(code_.language)))
    return {Shown::How::plain, {}};
  return {how_printed(code_.functions[function], name), {}};
}

Shown OwnFormReader::self(FunctionId function) {
  const uint32_t seed = analysis_.seed(function);
  const TaintAnalysis::Result result = analysis_.analyse(function, code_.functions[function].self, seed);
  Shown shown;
  const auto look = [&](const TaintSet& taints) {
    for (uint32_t id : taints) {
      if (analysis_.taint(id).source == analysis_.taint(seed).source)
        worsen(shown, analysis_.taint(id).state);
    }
  };
  look(result.returned);
  for (const Parameter& parameter : code_.functions[function].parameters) {
    if (parameter.reg < result.by_reg.size()) look(result.by_reg[parameter.reg]);
  }
  if (shown.how != Shown::How::no) return shown;
  // What a function of another file makes of it is not known.
  const Function& body = code_.functions[function];
  const auto holds = [&](const Argument& argument) {
    return argument.value < result.by_reg.size() &&
           std::any_of(
               result.by_reg[argument.value].begin(), result.by_reg[argument.value].end(),
               [&](uint32_t id) { return analysis_.taint(id).source == analysis_.taint(seed).source; });
  };
  for (size_t at = 0; at < body.body.size(); ++at) {
    const Instruction& now = body.body[at];
    if (now.op != Op::call || now.text == "len" || now.text == "length") continue;
    if (std::any_of(now.args.begin(), now.args.end(), holds) && resolution_.models_of(function, at).empty())
      return {Shown::How::changed, {}};
  }
  return result.is_too_long ? Shown{Shown::How::changed, {}} : shown;
}

}  // namespace payaudit

#include "scanners/meaning/calls/paths.h"

#include <algorithm>
#include <string>

#include "scanners/source/characters.h"

namespace payaudit {
namespace {

// Instructions of a function that are looked at, each as often as something else is known there; beyond,
// nothing is said of it.
constexpr size_t kMostWork = 400'000;
constexpr size_t kMostKnown = 6;
constexpr uint32_t kNoLabel = ~uint32_t{0};

// By register: whether it is ever null.
std::vector<bool> nulls(const Function& function) {
  std::vector<bool> is_null(function.variables.size(), false);
  for (const Instruction& now : function.body) {
    if (now.op == Op::literal && now.literal == LiteralKind::null && now.out < is_null.size())
      is_null[now.out] = true;
  }
  return is_null;
}

// How a variable stands to the checks.
struct VariableUse {
  bool is_set_beside = false;
  bool is_set_after = false;
  bool is_used = false;  // where both ways meet
};

}  // namespace

struct Ways::State {
  size_t at;
  std::vector<Assumption> known;
  auto operator<=>(const State&) const = default;
};

Ways::Ways(const Values& values, FunctionId function, const std::set<size_t>& checks, const WordList& ends)
    : values_(values),
      id_(function),
      function_(values.code().functions[function]),
      checks_(checks),
      ends_(function_.body.size(), false),
      handlers_(function_.body.size(), kNoLabel) {
  std::vector<uint32_t> open;
  for (size_t at = 0; at < function_.body.size(); ++at) {
    const Instruction& now = function_.body[at];
    if (now.op == Op::label) labels_[now.target] = at;
    if (now.op == Op::call)
      ends_[at] = ends.has(std::string(model_language(values.code().language)) + "." + std::string(now.text));
    if (!open.empty()) handlers_[at] = open.back();
    if (now.op == Op::try_begin) open.push_back(now.target);
    if (now.op == Op::try_end && !open.empty()) open.pop_back();
    if (now.op == Op::binary && (now.text == "&&" || now.text == "||")) {
      for (const Argument& each : now.args) joined_.insert(each.value);
    }
  }
}

size_t Ways::target(uint32_t label) const {
  const auto found = labels_.find(label);
  return found == labels_.end() ? function_.body.size() : found->second;
}

std::optional<bool> Ways::truth(const std::vector<Assumption>& known, Reg reg) const {
  for (const Assumption& each : known) {
    if (each.reg == reg) return each.value;
  }
  const Constant constant = values_.constant({id_, reg});
  if (constant.kind == LiteralKind::null) return false;
  if (constant.kind == LiteralKind::boolean) return lower(constant.text) == "true";
  if (constant.kind == LiteralKind::number && (constant.text == "0" || constant.text == "1"))
    return constant.text == "1";
  return std::nullopt;
}

// What an instruction makes of what is known before it.
void Ways::go_on(const Instruction& now, std::vector<Assumption>& known) const {
  std::optional<bool> made;
  const auto arg = [&](size_t i) { return truth(known, now.args[i].value); };
  if (now.op == Op::copy && now.args.size() == 1) made = arg(0);
  if (now.op == Op::unary && now.text == "!" && now.args.size() == 1) {
    made = arg(0);
    if (made) made = !*made;
  }
  if (now.op == Op::binary && now.args.size() == 2) {
    const std::optional<bool> left = arg(0), right = arg(1);
    if (now.text == "&&") {
      if ((left && !*left) || (right && !*right)) made = false;
      if (left && *left && right && *right) made = true;
    } else if (now.text == "||") {
      if ((left && *left) || (right && *right)) made = true;
      if (left && !*left && right && !*right) made = false;
    } else if ((now.text == "==" || now.text == "!=") && left && right) {
      made = (*left == *right) == (now.text == "==");
    }
  }
  if (now.out == kNoReg) return;
  std::erase_if(known, [&](const Assumption& each) { return each.reg == now.out; });
  if (!made || values_.constant({id_, now.out}).is_known()) return;
  if (known.size() >= kMostKnown) known.erase(known.begin() + 1);  // the first is what was assumed
  known.push_back({now.out, *made});
}

std::optional<bool> Ways::result(const std::vector<Assumption>& known, const Instruction& ret) const {
  if (ret.args.empty()) return std::nullopt;
  const Reg reg = ret.args.back().value;
  if (const auto said = truth(known, reg)) return said;
  // An error that is made is one.
  const Instruction* made = values_.definition({id_, reg});
  const bool gives_error = function_.result_type.find("error") != std::string_view::npos &&
                           values_.code().language == "go" && made != nullptr &&
                           (made->op == Op::call || made->op == Op::name || made->op == Op::field ||
                            made->op == Op::unary || made->op == Op::construct);
  return gives_error ? std::optional(true) : std::nullopt;
}

Reached Ways::from(size_t start, std::optional<Assumption> assumed) const {
  const auto& body = function_.body;
  Reached reached;
  reached.at.assign(body.size(), false);
  std::set<State> seen;
  std::vector<State> open;
  const auto go = [&](size_t at, const std::vector<Assumption>& known) {
    if (at >= body.size()) {
      reached.exits[body.size()].insert(std::nullopt);
      return;
    }
    State state{at, known};
    if (seen.insert(state).second) open.push_back(std::move(state));
  };
  go(start, assumed ? std::vector<Assumption>{*assumed} : std::vector<Assumption>{});
  while (!open.empty()) {
    if (++work_ > kMostWork) {
      reached.is_whole = false;
      return reached;
    }
    State state = std::move(open.back());
    open.pop_back();
    const size_t at = state.at;
    const Instruction& now = body[at];
    reached.at[at] = true;
    const bool may_throw = now.op == Op::call || now.op == Op::construct || now.op == Op::throw_ ||
                           now.op == Op::field || now.op == Op::index;
    if (may_throw && handlers_[at] != kNoLabel) go(target(handlers_[at]), state.known);
    if (checks_.contains(at)) continue;
    if (now.op == Op::throw_) continue;
    if (ends_[at]) continue;
    if (now.op == Op::ret) {
      reached.exits[at].insert(result(state.known, now));
      continue;
    }
    if (now.op == Op::jump) {
      go(target(now.target), state.known);
      continue;
    }
    if (now.op == Op::try_begin) go(target(now.target), state.known);
    if (now.op != Op::branch || now.args.empty()) {
      go_on(now, state.known);
      go(at + 1, state.known);
      continue;
    }
    const Reg asked = now.args[0].value;
    const std::optional<bool> said = truth(state.known, asked);
    for (const bool way : {true, false}) {
      if (said && *said != way) continue;
      std::vector<Assumption> known = state.known;
      const auto learn = [&](Reg reg, bool value) {
        if (!said && joined_.contains(reg) && known.size() < kMostKnown) known.push_back({reg, value});
      };
      learn(asked, way);
      const Instruction* made = values_.definition({id_, asked});
      if (made != nullptr && made->op == Op::unary && made->text == "!") learn(made->args[0].value, !way);
      go(way ? at + 1 : target(now.target), known);
    }
  }
  return reached;
}

std::optional<bool> is_passed_by(const Values& values, FunctionId id, const std::set<size_t>& checks,
                                 const WordList& ends) {
  const Function& function = values.code().functions[id];
  const auto& body = function.body;
  if (checks.empty()) return false;
  const Reached beside_all = Ways(values, id, checks, ends).from(0);
  if (!beside_all.is_whole) return std::nullopt;
  const std::vector<bool>& beside = beside_all.at;
  std::vector<bool> after(body.size(), false);
  const std::set<size_t> none;
  const Ways ways(values, id, none, ends);
  for (size_t check : checks) {
    const Reached reached = ways.from(check + 1);
    if (!reached.is_whole) return std::nullopt;
    for (size_t at = 0; at < body.size(); ++at) after[at] = after[at] || reached.at[at];
  }
  const std::vector<bool> is_null = nulls(function);
  std::vector<VariableUse> uses(function.variables.size());
  for (size_t at = 0; at < body.size(); ++at) {
    const Instruction& now = body[at];
    const bool is_assignment = now.op == Op::copy && now.out < uses.size();
    if (is_assignment) {
      // `let event = null` is no value yet.
      const Reg value = now.args.empty() ? kNoReg : now.args[0].value;
      const bool is_nothing = now.args.empty() || (value < is_null.size() && is_null[value]);
      uses[now.out].is_set_beside |= beside[at] && !after[at] && !is_nothing;
      uses[now.out].is_set_after |= after[at] && !beside[at];
    }
    if (!beside[at] || !after[at]) continue;
    const auto use = [&](Reg reg) {
      if (reg < uses.size() && !(is_assignment && reg == now.out)) uses[reg].is_used = true;
    };
    use(now.receiver);
    for (const Argument& argument : now.args) use(argument.value);
  }
  for (Reg reg = 0; reg < uses.size(); ++reg) {
    const VariableUse& use = uses[reg];
    if (!function.variables[reg].name.empty() && use.is_set_beside && use.is_set_after && use.is_used)
      return true;
  }
  return false;
}

}  // namespace payaudit

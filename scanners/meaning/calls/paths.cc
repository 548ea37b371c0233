#include "scanners/meaning/calls/paths.h"

#include <algorithm>
#include <unordered_map>
#include <vector>

namespace payaudit {
namespace {

constexpr uint32_t kNoLabel = static_cast<uint32_t>(-1);

// Work grows with the length of the function and with nothing else, so that no function is too long to ask.
class Paths {
 public:
  explicit Paths(const std::vector<Instruction>& body) : body_(body), handlers_(body.size(), kNoLabel) {
    std::vector<uint32_t> open;
    for (size_t at = 0; at < body.size(); ++at) {
      if (body[at].op == Op::label) labels_[body[at].target] = at;
      if (!open.empty()) handlers_[at] = open.back();
      if (body[at].op == Op::try_begin) open.push_back(body[at].target);
      if (body[at].op == Op::try_end && !open.empty()) open.pop_back();
    }
  }

  // All that is reached from `starts`; past `checks` only as far as their exceptions are caught.
  std::vector<bool> reached(std::vector<size_t> starts, const std::set<size_t>& checks) const {
    std::vector<bool> seen(body_.size(), false);
    const auto go = [&](size_t at) {
      if (at >= body_.size() || seen[at]) return;
      seen[at] = true;
      starts.push_back(at);
    };
    std::vector<size_t> first;
    first.swap(starts);
    for (size_t at : first) go(at);
    while (!starts.empty()) {
      const size_t at = starts.back();
      starts.pop_back();
      const Instruction& now = body_[at];
      const bool may_throw = now.op == Op::call || now.op == Op::construct || now.op == Op::throw_ ||
                             now.op == Op::field || now.op == Op::index;
      if (may_throw && handlers_[at] != kNoLabel) go(target(handlers_[at]));
      if (checks.contains(at)) continue;
      if (now.op == Op::branch || now.op == Op::jump || now.op == Op::try_begin) go(target(now.target));
      if (now.op != Op::jump && now.op != Op::ret && now.op != Op::throw_) go(at + 1);
    }
    return seen;
  }

 private:
  size_t target(uint32_t label) const {
    const auto found = labels_.find(label);
    return found == labels_.end() ? body_.size() : found->second;
  }

  const std::vector<Instruction>& body_;
  std::vector<uint32_t> handlers_;  // by instruction: label of the innermost try around it
  std::unordered_map<uint32_t, size_t> labels_;
};

// By register: whether it is ever null.
std::vector<bool> nulls(const Function& function) {
  std::vector<bool> is_null(function.variables.size(), false);
  for (const Instruction& now : function.body) {
    if (now.op == Op::literal && now.literal == LiteralKind::null && now.out < is_null.size()) {
      is_null[now.out] = true;
    }
  }
  return is_null;
}

// How a variable stands to the checks.
struct Use {
  bool is_set_beside = false;
  bool is_set_after = false;
  bool is_used = false;  // where both ways meet
};

}  // namespace

bool is_passed_by(const Function& function, const std::set<size_t>& checks) {
  const auto& body = function.body;
  if (checks.empty()) return false;
  const Paths paths(body);
  const std::vector<bool> beside = paths.reached({0}, checks);
  std::vector<size_t> next;
  for (size_t check : checks) next.push_back(check + 1);
  const std::vector<bool> after = paths.reached(next, {});
  const std::vector<bool> is_null = nulls(function);
  std::vector<Use> uses(function.variables.size());
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
    const Use& use = uses[reg];
    if (!function.variables[reg].name.empty() && use.is_set_beside && use.is_set_after && use.is_used) {
      return true;
    }
  }
  return false;
}

}  // namespace payaudit

#include "scanners/meaning/calls/paths.h"

#include <algorithm>
#include <unordered_map>
#include <vector>

namespace payaudit {
namespace {

constexpr size_t kLongest = 4000;  // instructions; beyond, no function is a handler
constexpr size_t kDeepest = 32;

class Paths {
 public:
  explicit Paths(const std::vector<Instruction>& body) : body_(body), handlers_(body.size()) {
    std::vector<uint32_t> open;
    for (size_t at = 0; at < body.size(); ++at) {
      if (body[at].op == Op::label) labels_[body[at].target] = at;
      handlers_[at] = open;
      if (body[at].op == Op::try_begin && open.size() < kDeepest) open.push_back(body[at].target);
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
      if (may_throw && !handlers_[at].empty()) go(target(handlers_[at].back()));
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
  std::vector<std::vector<uint32_t>> handlers_;  // by instruction: labels of the tries around it
  std::unordered_map<uint32_t, size_t> labels_;
};

bool is_null(const std::vector<Instruction>& body, Reg reg) {
  return std::any_of(body.begin(), body.end(), [&](const Instruction& now) {
    return now.op == Op::literal && now.out == reg && now.literal == LiteralKind::null;
  });
}

}  // namespace

bool is_passed_by(const Function& function, const std::set<size_t>& checks) {
  const auto& body = function.body;
  if (checks.empty() || body.size() > kLongest) return false;
  const Paths paths(body);
  const std::vector<bool> beside = paths.reached({0}, checks);
  std::vector<size_t> next;
  for (size_t check : checks) next.push_back(check + 1);
  const std::vector<bool> after = paths.reached(next, {});
  for (Reg reg = 0; reg < function.variables.size(); ++reg) {
    if (function.variables[reg].name.empty()) continue;
    bool is_set_beside = false, is_set_after = false, is_used = false;
    for (size_t at = 0; at < body.size(); ++at) {
      const Instruction& now = body[at];
      if (now.op == Op::copy && now.out == reg) {
        // `let event = null` is no value yet.
        const bool is_nothing = now.args.empty() || is_null(body, now.args[0].value);
        is_set_beside |= beside[at] && !after[at] && !is_nothing;
        is_set_after |= after[at] && !beside[at];
        continue;
      }
      const bool takes =
          now.receiver == reg ||
          std::any_of(now.args.begin(), now.args.end(), [&](const Argument& a) { return a.value == reg; });
      is_used |= takes && beside[at] && after[at];
    }
    if (is_set_beside && is_set_after && is_used) return true;
  }
  return false;
}

}  // namespace payaudit

#include "scanners/meaning/calls/conditions.h"

#include <algorithm>
#include <unordered_map>

namespace payaudit {
namespace {

// Each branch costs two looks at the function.
constexpr size_t kMostConditionWork = 400'000;

using Labels = std::unordered_map<uint32_t, size_t>;

// Whether `to` can be reached from the beginning without one of a branch's two ways out.
bool is_reached_without(const Function& function, const Labels& labels, size_t to, size_t branch,
                        bool without_target) {
  const auto& body = function.body;
  std::vector<bool> seen(body.size() + 1, false);
  std::vector<size_t> open{0};
  while (!open.empty()) {
    const size_t at = open.back();
    open.pop_back();
    if (at >= body.size() || seen[at]) continue;
    if (at == to) return true;
    seen[at] = true;
    const Instruction& now = body[at];
    const bool ends = now.op == Op::ret || now.op == Op::throw_ || now.op == Op::jump;
    const bool has_target = now.op == Op::jump || now.op == Op::branch || now.op == Op::try_begin;
    if (!ends && (at != branch || without_target)) open.push_back(at + 1);
    if (!has_target || (at == branch && without_target)) continue;
    if (const auto label = labels.find(now.target); label != labels.end()) open.push_back(label->second);
  }
  return false;
}

bool asks_for_more(const Function& function, Reg value) {
  return std::any_of(function.body.begin(), function.body.end(), [&](const Instruction& now) {
    return now.out == value && now.op == Op::unary && now.text == "more";
  });
}

}  // namespace

std::optional<std::vector<Condition>> conditions_at(const Function& function, size_t at) {
  const auto& body = function.body;
  if (at >= body.size()) return std::nullopt;
  std::vector<size_t> branches;
  for (size_t i = 0; i < at; ++i) {
    if (body[i].op != Op::branch) continue;
    branches.push_back(i);
    if (branches.size() * body.size() > kMostConditionWork) return std::nullopt;
  }
  Labels labels;
  for (size_t i = 0; i < body.size() && !branches.empty(); ++i) {
    if (body[i].op == Op::label) labels.emplace(body[i].target, i);
  }
  std::vector<Condition> conditions;
  for (size_t branch : branches) {
    if (body[branch].args.empty() || asks_for_more(function, body[branch].args[0].value)) continue;
    const bool needs_false = !is_reached_without(function, labels, at, branch, true);
    const bool needs_true = !is_reached_without(function, labels, at, branch, false);
    // Neither way leads there: code that nothing reaches.
    if (needs_false != needs_true) conditions.push_back({body[branch].args[0].value, needs_true});
  }
  return conditions;
}

}  // namespace payaudit

#include "scanners/meaning/flow/branches.h"

#include <algorithm>
#include <utility>

namespace payaudit {
namespace {

class Reader {
 public:
  explicit Reader(const Function& function) : function_(function) {}

  std::vector<Conditioned> read() {
    find_labels();
    const auto& body = function_.body;
    for (uint32_t at = 0; at < body.size(); ++at) {
      if (body[at].op != Op::branch || body[at].args.empty()) continue;
      const uint32_t other = place(body[at].target);
      if (other == kNowhere || other <= at) continue;
      const Reg condition = body[at].args[0].value;
      found_.push_back({at + 1, other, condition, true});
      if (const uint32_t end = end_of_other(at, other); end > other)
        found_.push_back({other, end, condition, false});
    }
    return std::move(found_);
  }

 private:
  static constexpr uint32_t kNowhere = ~uint32_t{0};

  void find_labels() {
    for (uint32_t at = 0; at < function_.body.size(); ++at) {
      const Instruction& now = function_.body[at];
      if (now.op == Op::label) {
        if (now.target >= places_.size()) places_.resize(now.target + 1, kNowhere);
        places_[now.target] = at;
      } else if (now.op == Op::branch || now.op == Op::jump || now.op == Op::try_begin) {
        targets_.emplace_back(now.target, at);
      }
    }
  }
  uint32_t place(uint32_t label) const { return label < places_.size() ? places_[label] : kNowhere; }

  // Something other than `from` leads to the label.
  bool is_reached_otherwise(uint32_t label, uint32_t from) const {
    return std::any_of(targets_.begin(), targets_.end(),
                       [&](const auto& each) { return each.first == label && each.second != from; });
  }

  // Up to where only what did not hold leads: the end of an `else`, or, where the other way ends, the next
  // place that something else leads to.
  uint32_t end_of_other(uint32_t branch, uint32_t begin) const {
    const auto& body = function_.body;
    if (is_reached_otherwise(body[branch].target, branch)) return begin;
    const Instruction& last = body[begin - 1];
    if (last.op == Op::jump && place(last.target) != kNowhere && place(last.target) > begin)
      return place(last.target);
    if (last.op != Op::ret && last.op != Op::throw_) return begin;
    uint32_t end = begin + 1;
    const auto is_joined = [&](uint32_t label) {
      return std::any_of(targets_.begin(), targets_.end(), [&](const auto& each) {
        return each.first == label && (each.second < begin || each.second > end);
      });
    };
    while (end < body.size() && (body[end].op != Op::label || !is_joined(body[end].target))) ++end;
    return end;
  }

  const Function& function_;
  std::vector<uint32_t> places_;                        // by label
  std::vector<std::pair<uint32_t, uint32_t>> targets_;  // label and what leads there
  std::vector<Conditioned> found_;
};

}  // namespace

std::vector<Conditioned> conditioned(const Function& function) {
  return Reader(function).read();
}

}  // namespace payaudit

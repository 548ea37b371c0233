#include "scanners/meaning/calls/hash_uses.h"

#include <algorithm>
#include <set>
#include <utility>
#include <vector>

namespace payaudit {
namespace {

// Values that are looked at; of a longer way nothing is claimed.
constexpr size_t kMostUses = 64;

class Uses {
 public:
  Uses(const Resolution& resolution, const Values& values)
      : resolution_(resolution), values_(values), slow_(values.words("crypto.slow-hashes")) {}

  HashUse of(FunctionId function, Reg reg) {
    add(function, reg);
    for (size_t i = 0; i < open_.size(); ++i) follow(open_[i].first, open_[i].second);
    if (!is_slow_) return HashUse::other;
    return is_other_ ? HashUse::partly : HashUse::derived;
  }

 private:
  void add(FunctionId function, Reg reg) {
    if (reg == kNoReg || !seen_.emplace(function, reg).second) return;
    if (open_.size() == kMostUses) {
      is_other_ = true;
      return;
    }
    open_.emplace_back(function, reg);
  }

  bool is_slow(FunctionId function, size_t at) const {
    const std::string_view callee = resolution_[function].callee[at];
    const std::string_view written = resolution_[function].written[at];
    return std::any_of(slow_.words.begin(), slow_.words.end(), [&](const std::string& each) {
      return glob_matches(each, callee.empty() ? written : callee);
    });
  }

  void follow(FunctionId function, Reg reg) {
    const auto& body = values_.code().functions[function].body;
    bool is_used = false;
    for (size_t at = 0; at < body.size(); ++at) {
      const Instruction& now = body[at];
      if (now.out == reg || !takes(now, reg)) continue;
      is_used = true;
      switch (now.op) {
        case Op::copy:
        case Op::concat:
        case Op::make:
        case Op::index:
        case Op::field: add(function, now.out); break;
        case Op::call:
        case Op::construct: called(function, at, reg); break;
        case Op::ret: returned(function); break;
        case Op::literal:
        case Op::name:
        case Op::set_name:
        case Op::set_field:
        case Op::set_index:
        case Op::binary:
        case Op::unary:
        case Op::lambda:
        case Op::yield:
        case Op::throw_:
        case Op::branch:
        case Op::jump:
        case Op::label:
        case Op::try_begin:
        case Op::try_end: is_other_ = true; break;
      }
    }
    is_other_ |= !is_used;
  }

  void called(FunctionId function, size_t at, Reg reg) {
    const Instruction& now = values_.code().functions[function].body[at];
    if (is_slow(function, at)) {
      is_slow_ = true;
    } else if (now.receiver == reg || values_.called(function, at) == kNoFunction) {
      // `.update(password)` changes the object and gives nothing.
      if (now.receiver == reg && !is_taken(function, now.out)) return;
      // `.digest()`, `.encode()`, `base64.b64encode(…)`: what nothing takes further was another use.
      if (now.out == kNoReg) is_other_ = true;
      add(function, now.out);
    } else {
      is_other_ = true;
    }
  }

  bool is_taken(FunctionId function, Reg reg) const {
    const auto& body = values_.code().functions[function].body;
    return reg != kNoReg && std::any_of(body.begin(), body.end(), [&](const Instruction& each) {
             return each.out != reg && takes(each, reg);
           });
  }

  void returned(FunctionId function) {
    bool is_called = false;
    for (FunctionId id = 0; id < values_.code().functions.size(); ++id) {
      const auto& body = values_.code().functions[id].body;
      for (size_t at = 0; at < body.size(); ++at) {
        if (body[at].op != Op::call || values_.called(id, at) != function) continue;
        is_called = true;
        add(id, body[at].out);
      }
    }
    is_other_ |= !is_called;
  }

  const Resolution& resolution_;
  const Values& values_;
  const WordList& slow_;
  std::vector<std::pair<FunctionId, Reg>> open_;
  std::set<std::pair<FunctionId, Reg>> seen_;
  bool is_slow_ = false;
  bool is_other_ = false;
};

}  // namespace

HashUse use_of_hash(const Resolution& resolution, const Values& values, const CallSite& site) {
  return Uses(resolution, values).of(site.function(), site.instruction().out);
}

}  // namespace payaudit

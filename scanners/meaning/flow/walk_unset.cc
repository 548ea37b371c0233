// Members of an object made here that nobody has given a value yet: what shows the object shows nothing of
// them.
#include <algorithm>
#include <set>

#include "scanners/meaning/classify/words.h"
#include "scanners/meaning/flow/walk.h"

namespace payaudit {
namespace {

constexpr size_t kLongestWay = 2000;  // instructions from the object's making on

bool is_setter_of(std::string_view method, std::string_view member) {
  return method.starts_with("set") && split_words(method.substr(3)) == split_words(member);
}

bool is_setter(std::string_view method) {
  return method.starts_with("set") && method.size() > 3;
}

// Gives what is there and changes nothing, by its name.
bool only_reads(std::string_view method) {
  return method.starts_with("get") || method.starts_with("is") || method == "toString" ||
         method == "hashCode" || method == "equals";
}

// `Order{ID: id, Status: status}`: what is not named has the value zero.
bool leaves_out(const Instruction& literal, std::string_view member) {
  return std::none_of(literal.args.begin(), literal.args.end(), [&](const Argument& each) {
    return each.name.empty() || each.name == "..." || each.name == member;
  });
}

}  // namespace

// Where the object was made in this function by a constructor that does not assign the member, or a composite
// literal that does not name it, and between there and here it was given to nobody and the member's setter
// was not called. Java and Go: members without a value are null, or zero.
bool FunctionWalk::is_unset(Reg reg, uint32_t at, std::string_view member) {
  const std::string_view language = analysis_.resolution_.code().language;
  if (language != "java" && language != "go") return false;
  const auto& body = function_.body;
  uint32_t made = kManyDefinitions;
  for (int step = 0; step < 8 && reg < resolved_.definition.size(); ++step) {
    made = resolved_.definition[reg];
    if (made == kManyDefinitions || body[made].args.empty()) break;
    // What a store gives back is what it was given.
    const bool is_kept = body[made].op == Op::call && body[made].args.size() == 1 &&
                         words("object.keepers").has(body[made].text);
    if (body[made].op != Op::copy && !is_kept) break;
    reg = body[made].args[0].value;
  }
  if (made == kManyDefinitions || made >= at || at - made > kLongestWay || body[made].op != Op::construct)
    return false;
  if (language == "go") {
    if (!leaves_out(body[made], member)) return false;
  } else {
    if (!analysis_.types_.is_set_by_setter_only(resolved_.type[reg], member)) return false;
    // One that takes something is written in the type, or made by a mark, which assigns every member.
    const size_t count = body[made].args.size();
    if (count > 0 && !analysis_.types_.is_left_by_constructor(resolved_.type[reg], count, member))
      return false;
  }
  std::set<Reg> same{reg};
  const auto is_same = [&](Reg each) { return each != kNoReg && same.contains(each); };
  std::set<uint32_t> labels;
  for (uint32_t i = made + 1; i <= at; ++i) {
    const Instruction& now = body[i];
    if (now.op == Op::label) labels.insert(now.target);
    // A function without a name, or a loop's way back, may set it unseen.
    if (now.op == Op::lambda) return false;
    if (i == at) break;
    const bool is_passed = std::any_of(now.args.begin(), now.args.end(),
                                       [&](const Argument& each) { return is_same(each.value); });
    if (!is_passed && !is_same(now.receiver)) continue;
    switch (now.op) {
      case Op::copy: same.insert(now.out); break;
      case Op::call:
      case Op::construct: {
        if (is_same(now.receiver)) {
          if (is_passed || is_setter_of(now.text, member)) return false;
          if (!is_setter(now.text) && !only_reads(now.text)) return false;
          break;
        }
        // What keeps it changes no more than its number.
        if (words("object.keepers").has(now.text)) break;
        // A log writes it and keeps its hands off.
        const auto& models = models_of(i).models;
        const bool only_shows =
            !models.empty() && std::all_of(models.begin(), models.end(), [](const CallModel* model) {
              return model->role == "log" || (model->role == "carry" && model->attribute("into").empty());
            });
        if (!only_shows) return false;
        break;
      }
      case Op::set_field:
        if (now.args.empty() || !is_same(now.args[0].value) || now.text == member) return false;
        break;
      case Op::field:
      case Op::concat:
      case Op::binary:
      case Op::unary:
      case Op::branch: break;
      case Op::literal:
      case Op::name:
      case Op::index:
      case Op::set_name:
      case Op::set_index:
      case Op::make:
      case Op::lambda:
      case Op::ret:
      case Op::yield:
      case Op::throw_:
      case Op::jump:
      case Op::label:
      case Op::try_begin:
      case Op::try_end: return false;
    }
  }
  return std::none_of(body.begin() + at, body.end(), [&](const Instruction& now) {
    return (now.op == Op::jump || now.op == Op::branch) && labels.contains(now.target);
  });
}

}  // namespace payaudit

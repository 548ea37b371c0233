#include "scanners/meaning/flow/member_writes.h"

#include <algorithm>

#include "scanners/meaning/classify/words.h"
#include "scanners/source/characters.h"

namespace payaudit {
namespace {

class Finder {
 public:
  Finder(const FlowAnalysis& flow, const Resolution& resolution, const FlowTables& tables, FileId file)
      : flow_(flow),
        resolution_(resolution),
        classifier_(tables.classifier),
        types_(tables.types.of(resolution.code().language)),
        file_(file) {}

  std::vector<MemberWrite> take() {
    for (id_ = 0; id_ < resolution_.code().functions.size(); ++id_) {
      for (const Instruction& now : resolution_.code().functions[id_].body) look_at(now);
    }
    return std::move(writes_);
  }

 private:
  const Function& function() const { return resolution_.code().functions[id_]; }

  std::string_view type_of(Reg reg) const {
    const auto& types = resolution_[id_].type;
    const std::string_view type = reg < types.size() ? types[reg] : std::string_view();
    return type.starts_with('{') ? std::string_view() : type;
  }

  const Instruction* made(Reg reg) const {
    const auto& definition = resolution_[id_].definition;
    if (reg >= definition.size() || definition[reg] == kManyDefinitions) return nullptr;
    return &function().body[definition[reg]];
  }

  // `Card.builder().holder(name)`: `Card`, of what it gives.
  std::string_view built_by(Reg reg) const {
    for (const Instruction* before = nullptr;;) {
      const Instruction* call = made(reg);
      if (call == nullptr || call->op != Op::call) return {};
      if (before != nullptr && call >= before) return {};  // a chain goes backwards
      before = call;
      if (call->text == "builder" || call->text == "newBuilder" || call->text == "toBuilder") {
        const Instruction* of = made(call->receiver);
        return of != nullptr && of->op == Op::name ? of->text : type_of(call->receiver);
      }
      reg = call->receiver;
    }
    return {};
  }

  void look_at(const Instruction& now) {
    if (now.op == Op::set_field && now.args.size() == 2) {
      if (now.args[0].value != function().self) add(type_of(now.args[0].value), now.text, now.args[1]);
    } else if (now.op == Op::call) {
      look_at_call(now);
    } else if (now.op == Op::construct) {
      look_at_new(simple_type(now.text), now);
    }
  }

  void look_at_call(const Instruction& now) {
    const bool has_one = now.args.size() == 1 && now.receiver != kNoReg;
    if (has_one && now.text.size() > 3 && now.text.starts_with("set") && is_upper(now.text[3])) {
      if (now.receiver != function().self) add(type_of(now.receiver), now.text.substr(3), now.args[0]);
    } else if (const std::string_view type = has_one ? built_by(now.receiver) : std::string_view();
               !type.empty()) {
      add(type, now.text, now.args[0]);
    } else if (types_.knows(now.text)) {
      look_at_new(now.text, now);  // Python's classes are called
    } else if (has_one) {
      const Instruction* of = made(now.receiver);
      if (of != nullptr && of->op == Op::name) look_at_object(of->text, now.args[0]);
    }
  }

  // `Card.create({number: …})`, `new Card({number: …})`
  void look_at_object(std::string_view type, const Argument& given) {
    const Instruction* object = made(given.value);
    if (object == nullptr || object->op != Op::make || object->text != "object") return;
    if (!types_.knows(type)) type = {};  // a call defines it
    for (const Argument& each : object->args) add(type, each.name, each);
  }

  void look_at_new(std::string_view type, const Instruction& now) {
    if (now.args.size() == 1) look_at_object(type, now.args[0]);
    const std::vector<std::string>& members = types_.in_order(type);
    for (size_t i = 0; i < now.args.size(); ++i) {
      if (!now.args[i].name.empty()) {
        add(type, now.args[i].name, now.args[i]);
      } else if (members.size() == now.args.size()) {
        add(type, members[i], now.args[i]);
      }
    }
  }

  void add(std::string_view type, std::string_view member, const Argument& given) {
    if (member.empty() || member == "...") return;
    const auto found = classifier_.classify(member, {.entity = type});
    const bool is_kept_safe =
        found && (within(found->data_class, "account") || within(found->data_class, "personal.national_id"));
    if (!is_kept_safe) return;
    const Instruction* value = made(given.value);
    // Neither a constant nor an object is a card's own number.
    if (value != nullptr && (value->op == Op::literal || value->op == Op::make)) return;
    // What was kept safe is made readable for whoever asks; it is not kept so.
    const WordList& undone = resolution_.index().models().words_of("protection.undone");
    if (value != nullptr && value->op == Op::call && undone.is_in(value->text)) return;
    bool is_known = false, is_clear = false;
    for (const FlowAnalysis::Held& held : flow_.held(id_, given.value)) {
      if (held.data_class != found->data_class) continue;
      is_known = true;
      is_clear |= held.state == "clear";
    }
    const Span span = given.span.is_empty() && value != nullptr ? value->span : given.span;
    writes_.push_back({std::string(type), member_key(member), !is_known || is_clear, {file_, span}});
  }

  const FlowAnalysis& flow_;
  const Resolution& resolution_;
  const Classifier& classifier_;
  const TypeIndex& types_;
  const FileId file_;
  FunctionId id_ = 0;
  std::vector<MemberWrite> writes_;
};

}  // namespace

std::string member_key(std::string_view name) {
  std::string key;
  for (const std::string& word : split_words(name)) key += word;
  return key;
}

std::vector<MemberWrite> member_writes(const FlowAnalysis& flow, const Resolution& resolution,
                                       const FlowTables& tables, FileId file) {
  return Finder(flow, resolution, tables, file).take();
}

}  // namespace payaudit

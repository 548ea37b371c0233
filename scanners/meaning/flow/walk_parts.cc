// Parts of a text: what it is split into, what stands behind a mark in it, what a condition says is short,
// and what functions give that are named after masks.
#include <algorithm>
#include <cstdlib>

#include "scanners/meaning/classify/neutral_type.h"
#include "scanners/meaning/flow/contexts.h"
#include "scanners/meaning/flow/walk.h"

namespace payaudit {
namespace {

// No card number is shorter than 13 digits (ISO/IEC 7812).
constexpr long kNoCardNumber = 12;
// Shorter texts are no keys or tokens at all; up to the second bound they are hardly whole ones.
constexpr long kNoKey = 8;
constexpr long kHardlyKey = 24;
// The shortest address of mail has five characters, and few other data have fewer.
constexpr long kNoPersonalDatum = 4;
constexpr long kHardlyPersonalDatum = 8;

// Behind it nothing of a person's address is left but the name of a provider.
constexpr std::string_view kMailMark = "@";

bool has_blank(std::string_view separator) {
  return separator.find_first_of(" \t\r\n") != std::string_view::npos ||
         separator.find("\\s") != std::string_view::npos;
}

// Not a list of texts, which a neutral type is seen through.
bool is_text_type(std::string_view type) {
  return type.find_first_of("[<") == std::string_view::npos && neutral_type(type) == "text";
}

std::string_view unslashed(std::string_view regex) {
  const size_t end = regex.rfind('/');
  return regex.starts_with('/') && end > 0 ? regex.substr(1, end - 1) : regex;
}

}  // namespace

bool may_be_many(std::string_view written) {
  while (written.ends_with(')') || written.ends_with('(')) written.remove_suffix(1);
  return written.find_first_of("[<") != std::string_view::npos ||
         (written.ends_with('s') && !written.ends_with("ss"));
}

const WordList& FunctionWalk::words(std::string_view list) const {
  return analysis_.resolution_.index().models().words_of(list);
}

// The literal that a call splits a text at; empty: it splits none, or at blanks, behind which whole values
// stand: `Bearer …`.
std::string_view FunctionWalk::splits_at(uint32_t at) const {
  const Instruction& now = function_.body[at];
  if (now.op != Op::call || !words("value.splits").has(now.text)) return {};
  for (const Argument& argument : now.args) {
    if (argument.value >= resolved_.constant.size()) continue;
    const Constant& constant = resolved_.constant[argument.value];
    if (constant.kind != LiteralKind::string && constant.kind != LiteralKind::regex) continue;
    const std::string_view separator =
        constant.kind == LiteralKind::regex ? unslashed(constant.text) : constant.text;
    return has_blank(separator) ? std::string_view() : separator;
  }
  return {};
}

TaintSet FunctionWalk::split(const TaintSet& from, uint32_t at, std::string_view separator, bool is_part) {
  TaintSet to;
  for (uint32_t id : from) {
    Taint taint = analysis_.taint(id);
    if (taint.split_at == separator && taint.is_part == is_part) {
      unite(to, {id});
      continue;
    }
    taint.split_at = separator;
    taint.is_part = is_part;
    taint.parent = id;
    taint.protection = {};
    taint.is_by_name = false;
    taint.step.clear();
    taint.span = function_.body[at].span;
    unite(to, {analysis_.intern(std::move(taint), id_, at)});
  }
  return to;
}

bool FunctionWalk::is_list_of_parts(uint32_t id) const {
  const Taint& taint = analysis_.taint(id);
  return !taint.split_at.empty() && !taint.is_part;
}

// One of the parts; `position` as it is written, empty where it is not known.
TaintSet FunctionWalk::part(uint32_t id, uint32_t at, std::string_view position) {
  const std::string_view separator = analysis_.taint(id).split_at;
  TaintSet one = split({id}, at, separator, true);
  const bool is_behind = !position.empty() && position != "0";
  if (is_behind && separator == kMailMark &&
      within(analysis_.source(analysis_.taint(id).source).data_class, "personal.email"))
    return protect(one, at, "truncated", false, "what stands behind @");
  return unknown_state(one, at,
                       "a part of it, of what `" + std::string(separator.substr(0, 16)) + "` splits");
}

// What a call gives of lists of parts; of others, nothing.
TaintSet FunctionWalk::parts_taken(const TaintSet& from, uint32_t at) {
  const Instruction& now = function_.body[at];
  TaintSet lists;
  for (uint32_t id : from) {
    if (is_list_of_parts(id)) unite(lists, {id});
  }
  if (lists.empty()) return {};
  if (now.text == "join") return split(lists, at, {}, false);
  for (const std::string& known : words("value.parts").words) {
    const size_t space = known.find(' ');
    if (known.substr(0, space) != now.text) continue;
    std::string_view position;
    if (space != std::string::npos) {
      position = std::string_view(known).substr(space + 1);
    } else if (now.args.size() == 1 && now.args[0].value < resolved_.constant.size() &&
               resolved_.constant[now.args[0].value].kind == LiteralKind::number) {
      position = resolved_.constant[now.args[0].value].text;
    }
    TaintSet taken;
    for (uint32_t id : lists) unite(taken, part(id, at, position));
    return taken;
  }
  return {};
}

// An element or a slice of a list of parts.
TaintSet FunctionWalk::element(const TaintSet& from, uint32_t at, const Constant& key) {
  const Instruction& now = function_.body[at];
  const bool is_number = key.kind == LiteralKind::number;
  const Instruction* made = now.args.empty() ? nullptr : collection_call(now.args[0].value);
  const bool is_of_part = !now.args.empty() && is_one_part(now.args[0].value);
  const bool is_of_text = !now.args.empty() && now.args[0].value < function_.variables.size() &&
                          is_text_type(function_.variables[now.args[0].value].type);
  TaintSet all;
  for (uint32_t id : from) {
    const Taint& taint = analysis_.taint(id);
    // One character tells nothing.
    if (is_number && (is_of_text || (taint.is_part && is_of_part)) && !is_list_of_parts(id)) continue;
    // Python's `partition` gives the separator, too.
    const bool is_separator = made != nullptr && made->text.ends_with("partition") && key.text == "1";
    if (is_separator && is_list_of_parts(id)) continue;
    unite(all, is_list_of_parts(id) ? part(id, at, is_number ? key.text : std::string_view()) : TaintSet{id});
  }
  return all;
}

// Taken out of a list of parts, and nothing since: a text.
bool FunctionWalk::is_one_part(Reg reg) const {
  for (int step = 0; step < 8 && reg < resolved_.definition.size(); ++step) {
    if (resolved_.definition[reg] == kManyDefinitions) return false;
    const Instruction& made = function_.body[resolved_.definition[reg]];
    const Reg of = made.op == Op::call ? made.receiver : made.args.empty() ? kNoReg : made.args[0].value;
    if (made.op == Op::index || made.op == Op::call) {
      const TaintSet from = held(of);
      return std::any_of(from.begin(), from.end(), [&](uint32_t id) { return is_list_of_parts(id); });
    }
    if (made.op != Op::copy) return false;
    reg = of;
  }
  return false;
}

// The call that a register's value comes from, behind copies.
const Instruction* FunctionWalk::collection_call(Reg reg) const {
  for (int step = 0; step < 8 && reg < resolved_.definition.size(); ++step) {
    if (resolved_.definition[reg] == kManyDefinitions) return nullptr;
    const Instruction& made = function_.body[resolved_.definition[reg]];
    if (made.op == Op::call) return &made;
    if (made.op != Op::copy || made.args.empty()) return nullptr;
    reg = made.args[0].value;
  }
  return nullptr;
}

// `const token = header.split(":")[1]`: the name that a part is given tells what it is.
bool FunctionWalk::is_part_just_taken(Reg reg, const TaintSet& taints) const {
  if (reg >= resolved_.definition.size() || resolved_.definition[reg] == kManyDefinitions) return false;
  const Op op = function_.body[resolved_.definition[reg]].op;
  return (op == Op::index || op == Op::call) && !taints.empty() &&
         std::all_of(taints.begin(), taints.end(), [&](uint32_t id) {
           return analysis_.taint(id).is_part && analysis_.taint(id).state == "unknown";
         });
}

// In a text that is no longer than so many characters.
TaintSet FunctionWalk::shortened(const TaintSet& from, uint32_t at, long most) {
  TaintSet to;
  for (uint32_t id : from) {
    const Taint& held = analysis_.taint(id);
    const std::string_view data_class = analysis_.source(held.source).data_class;
    const bool is_code = within(data_class, "account.sad") || within(data_class, "login") ||
                         data_class == "credential.password" || data_class == "payment.authentication_code";
    const bool is_account = within(data_class, "account"), is_key = within(data_class, "credential");
    const long none = is_account ? kNoCardNumber : is_key ? kNoKey : kNoPersonalDatum;
    const long hardly = is_account ? kNoCardNumber : is_key ? kHardlyKey : kHardlyPersonalDatum;
    if (held.state != "clear" || !held.member.empty() || is_code || most > hardly) {
      unite(to, {id});
      continue;
    }
    if (most > none || may_be_many(analysis_.source(held.source).text)) {
      unite(to,
            unknown_state({id}, at, "a condition says that it is short: whether it is whole is not known"));
      continue;
    }
    Taint taint = held;
    taint.parent = id;
    taint.state = "truncated";
    taint.protection = "truncated";
    taint.is_by_name = false;
    taint.span = function_.body[at].span;
    taint.step = "of at most " + std::to_string(most) + " characters, as a condition says";
    unite(to, {analysis_.intern(std::move(taint), id_, at)});
  }
  return to;
}

// Variables that a condition says are short, where what it governs begins.
void FunctionWalk::shorten_variables(uint32_t at) {
  for (const ShortText& text : short_texts_) {
    if (text.begin != at || text.reg == kNoReg) continue;
    const auto held = now_.find(text.reg);
    if (held != now_.end()) held->second = shortened(held->second, at, text.most);
  }
}

// The same for what is no variable, where it is read.
TaintSet FunctionWalk::as_short_as_known(TaintSet taints, Reg reg) {
  const Instruction& now = function_.body[at_];
  if (taints.empty() || short_texts_.empty() || now.out != reg) return taints;
  for (const ShortText& text : short_texts_) {
    if (text.text.empty() || at_ < text.begin || at_ >= text.end) continue;
    if (analysis_.file_.text(now.span) == text.text) taints = shortened(taints, at_, text.most);
  }
  return taints;
}

// A function that a call runs cuts or replaces something.
bool FunctionWalk::is_cutting_call(uint32_t at) const {
  const WordList& cuts = words("value.cuts");
  const auto is_cutting = [&](const Function& function) {
    return std::any_of(function.body.begin(), function.body.end(), [&](const Instruction& now) {
      return (now.op == Op::call && cuts.has(now.text)) || (now.op == Op::make && now.text == "slice");
    });
  };
  if (!follows_calls()) {
    const FunctionId local = resolved_.local_function[at];
    return local != kNoFunction && is_cutting(analysis_.resolution_.code().functions[local]);
  }
  const std::vector<Callee>& all = analysis_.contexts()->graph().callees(analysis_.ref(id_), at).all;
  return std::any_of(all.begin(), all.end(), [&](const Callee& each) {
    return is_cutting(analysis_.contexts()->program()[each.function]);
  });
}

// What a function of the tree gives whose name says that it masks, and that cuts or replaces something: what
// it gives whole on one way, or in a form that nobody follows here, is not known to be whole.
TaintSet FunctionWalk::masked_by_function(const TaintSet& back, uint32_t at) {
  if (!words("value.masks").is_in(function_.body[at].text)) return back;
  const bool is_cutting = is_cutting_call(at);
  const bool is_changed = std::any_of(back.begin(), back.end(),
                                      [&](uint32_t id) { return analysis_.taint(id).state != "clear"; });
  if (!is_cutting && !is_changed) return back;
  TaintSet to;
  for (uint32_t id : back) {
    const Taint& taint = analysis_.taint(id);
    const std::string_view data_class = analysis_.source(taint.source).data_class;
    // A security code has no part that may be shown, and of a part that is too long all is known.
    bool is_understood = within(data_class, "account.sad");
    for (uint32_t from = id; from != kNone && !is_understood; from = analysis_.taint(from).parent)
      is_understood = analysis_.taint(from).step == kTooMuchOfIt;
    if (taint.state != "clear" || is_understood) {
      unite(to, {id});
    } else {
      unite(to, unknown_state({id}, at,
                              "`" + std::string(function_.body[at].text.substr(0, 64)) +
                                  "` is named after a mask and cuts or replaces something: what is left is "
                                  "not known"));
    }
  }
  return to;
}

}  // namespace payaudit

#include "scanners/meaning/calls/objects.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "scanners/meaning/classify/words.h"
#include "scanners/source/characters.h"

namespace payaudit {
namespace {

constexpr int kDeepestObject = 8;
constexpr size_t kMostRoots = 256;        // registers behind one object
constexpr size_t kMostAlternatives = 32;  // values of one member

// Give the value that they are called with, in another type.
constexpr std::string_view kToOtherTypes[] = {
    "valueOf",  "Int64",      "Int32",     "Int",      "Int64Ptr", "String",     "Bool",
    "Float64",  "Ptr",        "PtrString", "PtrInt64", "PtrInt32", "PtrBool",    "ToPtr",
    "Decimal",  "BigDecimal", "int",       "long",     "float",    "str",        "bool",
    "Number",   "BigInt",     "Long",      "Integer",  "int64",    "float64",    "longValue",
    "intValue", "round",      "parseInt",  "toString", "string",   "fromString", "parseFloat"};
// Of a builder: give the object, or go back to the object that it is a part of.
constexpr std::string_view kFinished[] = {"build", "Build", "toBuilder", "builder", "newBuilder", "create"};
constexpr std::string_view kBack[] = {"done", "end", "and"};
// Maps of keys and values in turn.
constexpr std::string_view kPairs[] = {"of", "entry", "singletonMap", "ofEntries"};
// Only hold what they are given.
constexpr std::string_view kHolders[] = {"ofEntries", "asList",          "dict", "assign", "freeze",
                                         "copyOf",    "unmodifiableMap", "list", "tuple"};
constexpr std::string_view kPutters[] = {"put", "set",         "setdefault", "putIfAbsent",
                                         "add", "__setitem__", "append"};

// `setMoto`, `withMoto`, `addMoto`, `putAdditionalDataItem` to what they set; other names are that
// themselves.
std::string_view set_by(std::string_view method) {
  for (std::string_view prefix : {"set", "with", "add", "put", "Set", "With", "Add", "get", "Get"}) {
    if (!method.starts_with(prefix) || method.size() <= prefix.size()) continue;
    const char next = method[prefix.size()];
    if (is_upper(next)) return method.substr(prefix.size());
    if (next == '_' && method.size() > prefix.size() + 1) return method.substr(prefix.size() + 1);
  }
  return method;
}

std::string joined(const std::string& path, std::string_view name) {
  const std::string words = spaced_words(name);
  return path.empty() ? words : words.empty() ? path : path + "." + words;
}

}  // namespace

std::string spaced_words(std::string_view name) {
  std::string all;
  for (const std::string& word : split_words(name)) all += (all.empty() ? "" : " ") + word;
  return all;
}

// Collects the members of one object, function by function.
class Objects::Collector {
 public:
  explicit Collector(const Objects& objects) : objects_(objects), values_(objects.values_) {}

  // Where the search stands: the steps that led to it, and the call that a function was entered by.
  struct From {
    std::string path;
    std::vector<Step> steps;
    std::optional<Step> call;
    int depth = 0;
  };

  void collect(ValueAt object, size_t before, const From& from) {
    if (object.function >= values_.code().functions.size() || object.reg == kNoReg) return;
    if (from.depth > kDeepestObject || members_.size() >= kMostMembers) {
      is_cut_ = true;
      return;
    }
    // An argument of the call by which the function was entered.
    if (const ValueAt argument = objects_.passed(object, from.call); argument.reg != kNoReg) {
      From outside = from;
      outside.call.reset();
      ++outside.depth;
      collect(argument, from.call->at, outside);
    }
    const auto& body = values_.code().functions[object.function].body;
    before = std::min(before, body.size());
    const std::set<Reg> roots = roots_of(object, before);
    const bool is_built_outside = std::exchange(is_built_, is_built(object.function, roots));

    // What each register of the function is, within the object that the search began with.
    std::map<Reg, std::string> paths;
    for (Reg root : roots) paths.emplace(root, std::string());
    std::vector<Member> found;
    for (size_t at = 0; at < before && found.size() < kMostMembers; ++at)
      read(object.function, at, roots, paths, from, found);
    is_cut_ |= found.size() >= kMostMembers;
    const auto own = paths.find(object.reg);
    const std::string prefix = own == paths.end() ? std::string() : own->second;
    for (Member& member : found) {
      if (!prefix.empty()) {
        if (!member.path.starts_with(prefix + ".")) continue;
        member.path.erase(0, prefix.size() + 1);
      }
      add(std::move(member), from);
    }
    is_built_ = is_built_outside;
  }

  void add_value(std::string_view name, ValueAt value, Span span, size_t at, const From& from) {
    Member member{joined({}, name), name, value, from.call, {}, span};
    member.set_at.push_back({value.function, at});
    add(std::move(member), from);
  }

  Members take() { return {std::move(members_), is_cut_}; }

 private:
  // Backwards through copies and chains of calls, to what the object was made by.
  std::set<Reg> roots_of(ValueAt object, size_t before) {
    const auto& body = values_.code().functions[object.function].body;
    std::set<Reg> seen{object.reg}, roots;
    std::vector<Reg> open{object.reg};
    while (!open.empty() && seen.size() < kMostRoots) {
      const Reg reg = open.back();
      open.pop_back();
      bool is_made_of_others = false;
      const auto follow = [&](Reg next) {
        is_made_of_others = true;
        if (seen.insert(next).second) open.push_back(next);
      };
      for (size_t at = 0; at < before; ++at) {
        const Instruction& now = body[at];
        if (now.out != reg || reg == kNoReg) continue;
        const bool is_same =
            now.op == Op::copy || (now.op == Op::unary && (now.text == "&" || now.text == "*"));
        if (is_same && !now.args.empty()) follow(now.args[0].value);
        if (now.op == Op::call && now.receiver != kNoReg && !is_factory(object.function, at) &&
            values_.called(object.function, at) == kNoFunction)
          follow(now.receiver);
      }
      if (!is_made_of_others) roots.insert(reg);
    }
    is_cut_ |= !open.empty();
    return roots;
  }

  // Made in this function: what is called on it then is said to it, and no question to something larger.
  bool is_built(FunctionId function, const std::set<Reg>& roots) const {
    return std::any_of(roots.begin(), roots.end(), [&](Reg root) {
      const Instruction* made = values_.definition({function, root});
      return made != nullptr && (made->op == Op::construct || made->op == Op::make || made->op == Op::call);
    });
  }

  // A call of a type or module, which is no part of the object: `Map.of(…)`, `Card.builder()`.
  bool is_factory(FunctionId function, size_t at) const {
    const Instruction& now = values_.code().functions[function].body[at];
    const Instruction* receiver = values_.definition({function, now.receiver});
    if (receiver == nullptr) return false;
    if (receiver->op == Op::name) return true;
    return receiver->op == Op::field && !receiver->text.empty() && is_upper(receiver->text[0]);
  }

  void read(FunctionId function, size_t at, const std::set<Reg>& roots, std::map<Reg, std::string>& paths,
            const From& from, std::vector<Member>& found) {
    const Instruction& now = values_.code().functions[function].body[at];
    const auto path_of = [&](Reg reg) { return reg == kNoReg ? paths.end() : paths.find(reg); };
    const auto be = [&](Reg reg, const std::string& path) {
      if (reg != kNoReg) paths.try_emplace(reg, path);
    };
    const auto member = [&](const std::string& path, std::string_view name, const Argument& value) {
      found.push_back({joined(path, name),
                       name,
                       {function, value.value},
                       from.call,
                       {{function, at}},
                       value.span.is_empty() ? now.span : value.span});
    };
    const std::string* at_root = roots.contains(now.out) ? &paths[now.out] : nullptr;
    if (at_root != nullptr) {
      const std::string path = *at_root;
      if (now.op == Op::make || now.op == Op::construct) {
        for (const Argument& each : now.args) held(path, each, function, at, from, found);
      } else if (now.op == Op::call) {
        read_made(function, at, path, from, found);
      }
    }
    if (now.op == Op::copy && !now.args.empty()) {
      if (const auto path = path_of(now.args[0].value); path != paths.end()) be(now.out, path->second);
    } else if (now.op == Op::unary && (now.text == "&" || now.text == "*") && !now.args.empty()) {
      if (const auto path = path_of(now.args[0].value); path != paths.end()) be(now.out, path->second);
    } else if (now.op == Op::field && !now.args.empty()) {
      if (const auto path = path_of(now.args[0].value); path != paths.end())
        be(now.out, joined(path->second, now.text));
    } else if (now.op == Op::index && now.args.size() == 2) {
      const Constant key = values_.constant({function, now.args[1].value});
      const auto path = path_of(now.args[0].value);
      if (path != paths.end() && key.kind == LiteralKind::string) be(now.out, joined(path->second, key.text));
    } else if (now.op == Op::set_field && now.args.size() == 2) {
      if (const auto path = path_of(now.args[0].value); path != paths.end())
        member(path->second, now.text, now.args[1]);
    } else if (now.op == Op::set_index && now.args.size() == 3) {
      const Constant key = values_.constant({function, now.args[1].value});
      const auto path = path_of(now.args[0].value);
      if (path != paths.end() && key.kind == LiteralKind::string) member(path->second, key.text, now.args[2]);
    } else if (now.op == Op::call) {
      if (const auto path = path_of(now.receiver); path != paths.end()) {
        const std::string owner = path->second;
        read_method(function, at, owner, paths, from, found);
      } else {
        enter(function, at, paths, from);
      }
    }
  }

  // A named part is a member; one without a name only holds more.
  void held(const std::string& path, const Argument& each, FunctionId function, size_t at, const From& from,
            std::vector<Member>& found) {
    if (!each.name.empty() && each.name != "...") {
      found.push_back({joined(path, each.name),
                       each.name,
                       {function, each.value},
                       from.call,
                       {{function, at}},
                       each.span});
      return;
    }
    From inside = from;
    inside.path = join_paths(from.path, path);
    ++inside.depth;
    inside.steps.push_back({function, at});
    collect({function, each.value}, at, inside);
  }

  // A call that makes the object.
  void read_made(FunctionId function, size_t at, const std::string& path, const From& from,
                 std::vector<Member>& found) {
    const Instruction& now = values_.code().functions[function].body[at];
    if (const FunctionId callee = values_.called(function, at); callee != kNoFunction) {
      if (from.call) return;  // one call deep
      const auto& body = values_.code().functions[callee].body;
      for (size_t end = 0; end < body.size(); ++end) {
        if (body[end].op != Op::ret || body[end].args.empty()) continue;
        From inside = from;
        inside.path = join_paths(from.path, path);
        inside.call = Step{function, at};
        inside.steps.push_back({function, at});
        ++inside.depth;
        collect({callee, body[end].args[0].value}, end, inside);
      }
      return;
    }
    if (is_one_of(now.text, kPairs) && now.receiver != kNoReg) {
      for (size_t i = 0; i + 1 < now.args.size(); i += 2) {
        const Constant key = values_.constant({function, now.args[i].value});
        if (key.kind != LiteralKind::string) break;
        found.push_back({joined(path, key.text),
                         key.text,
                         {function, now.args[i + 1].value},
                         from.call,
                         {{function, at}},
                         now.args[i + 1].span});
      }
    }
    // `dict(moto=True)`, a class called in a scripting language, a setter of a factory's result.
    const bool is_type = !now.text.empty() && is_upper(now.text[0]);
    for (const Argument& each : now.args) {
      const bool is_named = !each.name.empty() && each.name != "...";
      if (is_named || is_type || is_one_of(now.text, kHolders)) held(path, each, function, at, from, found);
    }
  }

  // A method of the object, or of a part of it.
  void read_method(FunctionId function, size_t at, const std::string& owner,
                   std::map<Reg, std::string>& paths, const From& from, std::vector<Member>& found) {
    const Instruction& now = values_.code().functions[function].body[at];
    const auto be = [&](const std::string& path) {
      if (now.out != kNoReg) paths.try_emplace(now.out, path);
    };
    if (now.args.empty()) {
      if (is_one_of(now.text, kFinished)) return be(owner);
      if (is_one_of(now.text, kBack)) {
        const size_t dot = owner.rfind('.');
        return be(dot == std::string::npos ? std::string() : owner.substr(0, dot));
      }
      return be(joined(owner, set_by(now.text)));
    }
    be(owner);  // most setters give the object
    const auto add_member = [&](const std::string& path, std::string_view name, const Argument& value) {
      const Span span = now.name_span.is_empty() ? now.span : Span{now.name_span.begin, now.span.end};
      found.push_back({path, name, {function, value.value}, from.call, {{function, at}}, span});
    };
    if (now.args.size() == 2) {
      const Constant key = values_.constant({function, now.args[0].value});
      if (key.kind == LiteralKind::string) {
        const std::string path = is_one_of(now.text, kPutters) ? owner : joined(owner, set_by(now.text));
        return add_member(joined(path, key.text), key.text, now.args[1]);
      }
    }
    if (now.args.size() != 1 || (!is_built_ && set_by(now.text) == now.text)) return;
    if (is_one_of(now.text, kPutters) || now.text == "putAll" || now.text == "update" || now.text == "addAll")
      return held(owner, {now.args[0].value, {}, now.args[0].span}, function, at, from, found);
    add_member(joined(owner, set_by(now.text)), now.text, now.args[0]);
  }

  // A function of this file that gets the object may fill it.
  void enter(FunctionId function, size_t at, const std::map<Reg, std::string>& paths, const From& from) {
    const Instruction& now = values_.code().functions[function].body[at];
    const FunctionId callee = values_.called(function, at);
    if (callee == kNoFunction || callee == function || from.call) return;
    const Function& entered = values_.code().functions[callee];
    for (size_t i = 0; i < now.args.size() && i < entered.parameters.size(); ++i) {
      const auto path = paths.find(now.args[i].value);
      const Reg parameter = entered.parameters[i].reg;
      if (path == paths.end() || parameter == kNoReg || !now.args[i].name.empty()) continue;
      From inside = from;
      inside.path = join_paths(from.path, path->second);
      inside.steps.push_back({function, at});
      inside.call = Step{function, at};
      inside.depth = from.depth + 1;

      Collector inner(objects_);
      inner.collect_filled({callee, parameter}, entered.body.size(), inside, members_);
      is_cut_ |= inner.is_cut_;
    }
  }

  // As `collect`, without going back to the object that was passed.
  void collect_filled(ValueAt object, size_t before, const From& from, std::vector<Member>& into) {
    std::map<Reg, std::string> paths{{object.reg, std::string()}};
    const std::set<Reg> roots;
    std::vector<Member> found;
    for (size_t at = 0; at < before; ++at) read(object.function, at, roots, paths, from, found);
    for (Member& member : found) add(std::move(member), from);
    for (Member& member : members_) into.push_back(std::move(member));
  }

  static std::string join_paths(const std::string& a, const std::string& b) {
    return a.empty() ? b : b.empty() ? a : a + "." + b;
  }

  // Keeps a member, and what its value holds.
  void add(Member member, const From& from) {
    if (members_.size() >= kMostMembers) {
      is_cut_ = true;
      return;
    }
    member.path = join_paths(from.path, member.path);
    member.set_at.insert(member.set_at.begin(), from.steps.begin(), from.steps.end());
    const auto is_same = [&](const Member& other) {
      return other.path == member.path && other.value.function == member.value.function &&
             other.value.reg == member.value.reg;
    };
    if (std::any_of(members_.begin(), members_.end(), is_same)) return;
    From inside{member.path, member.set_at, member.call, from.depth + 1};
    const ValueAt value = member.value;
    const size_t before = member.set_at.back().at;
    const bool is_plain = values_.constant(value).is_known();
    members_.push_back(std::move(member));
    if (!is_plain) collect(value, before, inside);
  }

  const Objects& objects_;
  const Values& values_;
  std::vector<Member> members_;
  bool is_built_ = true;
  bool is_cut_ = false;
};

Members Objects::of_arguments(FunctionId function, size_t call) const {
  Collector collector(*this);
  for (const Argument& argument : values_.code().functions[function].body[call].args) {
    if (argument.name.empty() || argument.name == "...") {
      collector.collect({function, argument.value}, call, {});
    } else {
      collector.add_value(argument.name, {function, argument.value}, argument.span, call, {});
    }
  }
  return collector.take();
}

std::vector<Member> Objects::alternatives(const Member& member) const {
  std::vector<Member> all, open{member};
  for (size_t tried = 0; tried < open.size(); ++tried) {
    Member now = open[tried];
    if (tried == kMostAlternatives) {
      now.value.reg = kNoReg;
      all.push_back(std::move(now));
      break;
    }
    now.value = origin(now);
    if (now.value.reg == kNoReg || values_.definition(now.value) != nullptr) {
      all.push_back(std::move(now));
      continue;
    }
    const Function& function = values_.code().functions[now.value.function];
    bool is_parameter = std::any_of(function.parameters.begin(), function.parameters.end(),
                                    [&](const Parameter& each) { return each.reg == now.value.reg; });
    bool is_split = false;
    for (size_t at = 0; at < function.body.size(); ++at) {
      const Instruction& each = function.body[at];
      if (each.out != now.value.reg) continue;
      is_split = true;
      Member part = now;
      part.value.reg = each.op == Op::copy && !each.args.empty() ? each.args[0].value : kNoReg;
      part.set_at.push_back({now.value.function, at});
      if (each.op == Op::copy)
        part.span = each.args.empty() || each.args[0].span.is_empty() ? each.span : each.args[0].span;
      open.push_back(std::move(part));
    }
    if (is_split && is_parameter) now.value.reg = kNoReg;
    if (!is_split || is_parameter) all.push_back(std::move(now));
  }
  return all;
}

ValueAt Objects::origin(const Member& member) const {
  return origin(member.value, member.call);
}

ValueAt Objects::passed(ValueAt value, const std::optional<Step>& call) const {
  if (!call || value.function >= values_.code().functions.size() || value.function == call->function)
    return {};
  const Function& function = values_.code().functions[value.function];
  const auto parameter = std::find_if(function.parameters.begin(), function.parameters.end(),
                                      [&](const Parameter& each) { return each.reg == value.reg; });
  const bool is_assigned = std::any_of(function.body.begin(), function.body.end(),
                                       [&](const Instruction& each) { return each.out == value.reg; });
  if (parameter == function.parameters.end() || value.reg == kNoReg || is_assigned) return {};
  const Instruction& now = values_.code().functions[call->function].body[call->at];
  const std::string_view name = function.variables[value.reg].name;
  for (const Argument& argument : now.args) {
    if (argument.name == "...") return {};
    if (!argument.name.empty() && argument.name == name) return {call->function, argument.value};
  }
  const auto i = static_cast<size_t>(parameter - function.parameters.begin());
  if (i < now.args.size() && now.args[i].name.empty()) return {call->function, now.args[i].value};
  return {};
}

ValueAt Objects::origin(ValueAt value, const std::optional<Step>& call) const {
  for (int depth = 0; depth < kDeepestObject; ++depth) {
    value = values_.origin(value);
    const Instruction* made = values_.definition(value);
    if (made == nullptr) {
      const ValueAt outside = passed(value, call);
      if (outside.reg == kNoReg) return value;
      value = outside;
      continue;
    }
    const bool is_conversion = (made->op == Op::call || made->op == Op::construct) &&
                               made->args.size() == 1 && is_one_of(made->text, kToOtherTypes);
    if (!is_conversion) return value;
    value.reg = made->args[0].value;
  }
  return value;
}

std::optional<std::string> Objects::text(const Member& member) const {
  const ValueAt value = origin(member);
  const Constant constant = values_.constant(value);
  if (constant.is_known()) return std::string(constant.text);
  const Instruction* made = values_.definition(value);
  if (made == nullptr || made->op != Op::field || made->args.empty()) return std::nullopt;
  // A constant is written in capitals, or belongs to something that is a type or a module by its name.
  const Instruction* owner = values_.definition({value.function, made->args[0].value});
  const bool is_of_type = owner != nullptr && (owner->op == Op::name || owner->op == Op::field) &&
                          !owner->text.empty() && is_upper(owner->text[0]);
  const bool is_in_capitals =
      std::none_of(made->text.begin(), made->text.end(), [](char c) { return c >= 'a' && c <= 'z'; });
  const bool is_go_constant = values_.code().language == "go" && owner != nullptr && owner->op == Op::name &&
                              !made->text.empty() && is_upper(made->text[0]);
  if (is_go_constant || (is_of_type && (is_in_capitals || is_upper(made->text[0]))))
    return std::string(made->text);
  return std::nullopt;
}

}  // namespace payaudit

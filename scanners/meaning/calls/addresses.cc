// Postal addresses of payment messages that code builds: objects and maps with the elements of ISO 20022,
// setters of classes made from its schemas, elements added to a tree or written to a stream, and XML put
// together as text. An object that somebody else may add to, too, is not known to lack anything.
#include <fmt/format.h>
#include <algorithm>
#include <map>
#include <utility>

#include "scanners/facts/gaps.h"
#include "scanners/meaning/calls/conditions.h"
#include "scanners/meaning/calls/writers.h"
#include "scanners/meaning/classify/address_words.h"
#include "scanners/source/characters.h"

namespace payaudit {
namespace {

constexpr int kDeepestMember = 64;  // members of members
// Addresses of one function, and parts of one address: each costs a look at the function.
constexpr size_t kMostObjects = 64;
// Of parts in parts: each `+` of a long text is one step.
constexpr int kDeepestText = 1000;
constexpr size_t kLongestText = 100'000;

// Add an element to the one that is their first argument, or to their receiver.
constexpr std::string_view kSubElements[] = {"SubElement", "sub_element", "addElement", "ele",
                                             "CreateElement"};
constexpr std::string_view kAppenders[] = {"append", "appendChild", "append_child", "addContent"};
// Write elements one after the other, wherever these belong.
constexpr std::string_view kElementWriters[] = {"createElement",       "createElementNS", "writeStartElement",
                                                "writeStartElementNS", "startElement",    "writeElement",
                                                "createTextElement"};
// Keep or print what they are given.
constexpr std::string_view kKeepers[] = {"append", "add",     "push",       "put",    "appendChild",
                                         "of",     "asList",  "insert",     "extend", "info",
                                         "debug",  "marshal", "tostring",   "dumps",  "list",
                                         "print",  "len",     "SubElement", "indent", "append_child"};

// What a setter or getter is about: `setAdrLine`, `addAdrLine`, `getAdrLine`; any other name is that itself.
std::string_view about(std::string_view method) {
  for (std::string_view prefix : {"set", "add", "get", "with", "Set", "Add", "Get", "With"}) {
    if (method.starts_with(prefix) && method.size() > prefix.size() && is_upper(method[prefix.size()]))
      return method.substr(prefix.size());
  }
  return method;
}

// `{urn:iso:…}AdrLine` and `doc:AdrLine` without what stands before.
std::string_view local_part(std::string_view name) {
  const size_t end = name.find_last_of("}:");
  return end == std::string_view::npos ? name : name.substr(end + 1);
}

class AddressReader {
 public:
  AddressReader(CallWriter& out, const Values& values, FunctionId id)
      : out_(out), values_(values), id_(id), function_(out.code().functions[id]) {}

  void read() {
    if (!speaks_of_addresses()) return;
    for (size_t at = 0; at < function_.body.size(); ++at) read(at);
    bool has_lines = false;
    for (const auto& [key, object] : objects_) has_lines |= write(key, object);
    if (!has_lines) write_stream();
    write_texts();
  }

 private:
  struct Set {
    AddressPart part;
    size_t at;
  };
  struct Object {
    std::vector<Set> sets;
    Reg root = kNoReg;
    Span span;              // of the first line, or of the first part
    bool is_inner = false;  // a part of something, by a getter or member
    bool is_open = false;   // gets elements whose names are not known
  };

  // A look at the names before anything else: few functions build messages.
  bool speaks_of_addresses() const {
    const auto speaks = [](std::string_view text) {
      return text.find("drLine") != std::string_view::npos ||
             text.find("adr_line") != std::string_view::npos || text.find("wnNm") != std::string_view::npos ||
             text.find("twn_nm") != std::string_view::npos;
    };
    return std::any_of(function_.body.begin(), function_.body.end(), [&](const Instruction& now) {
      return speaks(now.text) || std::any_of(now.args.begin(), now.args.end(),
                                             [&](const Argument& each) { return speaks(each.name); });
    });
  }

  void say_cut() const {
    if (!std::exchange(is_cut_, true)) {
      add_limit_gap(
          out_.facts, {out_.context.file, function_.span}, "addresses",
          "more addresses, or longer ones, in one function than are looked at: the others are not judged");
    }
  }

  // What an object is called in this function: the same text for the same object.
  std::string identity(Reg reg, Reg& root, bool& is_inner, int depth = 0) const {
    const Instruction* made = values_.definition({id_, reg});
    root = reg;
    if (made != nullptr && depth > kDeepestMember) say_cut();
    if (made == nullptr || depth > kDeepestMember) return fmt::format("r{}", reg);
    if (made->op == Op::copy || (made->op == Op::unary && (made->text == "&" || made->text == "*"))) {
      return made->args.empty() ? fmt::format("r{}", reg)
                                : identity(made->args[0].value, root, is_inner, depth + 1);
    }
    if (made->op == Op::field && !made->args.empty()) {
      is_inner = true;
      return identity(made->args[0].value, root, is_inner, depth + 1) + "." + std::string(made->text);
    }
    if (made->op == Op::index && made->args.size() == 2) {
      const Constant key = values_.constant({id_, made->args[1].value});
      if (key.kind == LiteralKind::string) {
        is_inner = true;
        return identity(made->args[0].value, root, is_inner, depth + 1) + "." + std::string(key.text);
      }
    }
    if (made->op == Op::name) return std::string(made->text);
    if (made->op == Op::call && made->receiver != kNoReg) {
      const bool is_getter =
          made->args.empty() && made->text.starts_with("get") && about(made->text) != made->text;
      if (is_getter) {
        is_inner = true;
        return identity(made->receiver, root, is_inner, depth + 1) + "." + std::string(about(made->text));
      }
      // Setters of a chain give the object, and so does a builder's end.
      const bool is_setter = made->args.size() == 1 && address_word(about(made->text)).is_iso;
      const bool is_fluent =
          is_setter || (about(made->text) != made->text && !made->args.empty()) || made->text == "build";
      if (is_fluent) return identity(made->receiver, root, is_inner, depth + 1);
    }
    return fmt::format("r{}", reg);
  }

  Object& object(Reg reg) {
    Reg root = kNoReg;
    bool is_inner = false;
    const std::string key = identity(reg, root, is_inner);
    Object& found = objects_[key];
    found.root = root;
    found.is_inner |= is_inner;
    return found;
  }

  void set(Reg reg, std::string_view name, size_t at, Span span) {
    const AddressWord word = address_word(local_part(name));
    if (!word.is_iso || reg == kNoReg) return;
    if (objects_.size() >= kMostObjects) {
      say_cut();
      return;
    }
    Object& found = object(reg);
    if (found.sets.size() >= kMostObjects) {
      found.is_open = true;
      return;
    }
    const bool had_line = std::any_of(found.sets.begin(), found.sets.end(),
                                      [](const Set& each) { return each.part == AddressPart::line; });
    if (found.sets.empty() || (word.part == AddressPart::line && !had_line)) found.span = span;
    found.sets.push_back({word.part, at});
  }

  void read(size_t at) {
    const Instruction& now = function_.body[at];
    const auto key_of = [&](size_t i) {
      return i < now.args.size() ? values_.constant({id_, now.args[i].value}) : Constant{};
    };
    switch (now.op) {
      case Op::make:
      case Op::construct:
        for (const Argument& each : now.args)
          set(now.out, each.name, at, each.span.is_empty() ? now.span : each.span);
        break;
      case Op::set_field:
        if (!now.args.empty()) set(now.args[0].value, now.text, at, now.span);
        break;
      case Op::set_index:
        if (key_of(1).kind == LiteralKind::string) set(now.args[0].value, key_of(1).text, at, now.span);
        break;
      case Op::call:
        if (is_one_of(now.text, kSubElements) && !now.args.empty()) {
          // `SubElement(parent, "AdrLine")`, `parent.addElement("AdrLine")`
          const bool is_first = key_of(0).kind == LiteralKind::string;
          const Constant name = is_first ? key_of(0) : key_of(1);
          if (name.kind == LiteralKind::string)
            set(is_first ? now.receiver : now.args[0].value, name.text, at, now.span);
          break;
        }
        if (is_one_of(now.text, kAppenders)) read_appended(at);
        if (now.receiver != kNoReg && key_of(0).kind == LiteralKind::string && now.args.size() == 2 &&
            (now.text == "put" || now.text == "set" || now.text == "add" || now.text == "setdefault")) {
          set(now.receiver, key_of(0).text, at, now.span);
        }
        // A class of a scripting language, called.
        if (!now.text.empty() && is_upper(now.text[0])) {
          for (const Argument& each : now.args) set(now.out, each.name, at, each.span);
        }
        if (now.receiver != kNoReg && address_word(about(now.text)).is_iso) {
          const bool gives = now.text.starts_with("get") || now.text.starts_with("Get");
          // Lines are added to the list that a getter gives; getters of the others only read.
          if (!gives || (address_word(about(now.text)).part == AddressPart::line && is_added_to(now.out)))
            set(now.receiver, about(now.text), at, now.span);
        }
        break;
      case Op::literal:
      case Op::name:
      case Op::set_name:
      case Op::copy:
      case Op::field:
      case Op::index:
      case Op::concat:
      case Op::binary:
      case Op::unary:
      case Op::lambda:
      case Op::ret:
      case Op::yield:
      case Op::throw_:
      case Op::branch:
      case Op::jump:
      case Op::label:
      case Op::try_begin:
      case Op::try_end: break;
    }
  }

  // `parent.append(Element("AdrLine"))`: a variable of a loop is what was last assigned to it.
  void read_appended(size_t at) {
    const Instruction& now = function_.body[at];
    if (now.args.size() != 1 || now.receiver == kNoReg) return;
    Reg child = now.args[0].value;
    const Instruction* made = nullptr;
    for (size_t before = at; before-- > 0;) {
      const Instruction& each = function_.body[before];
      if (each.out != child || child == kNoReg) continue;
      made = &each;
      if (each.op != Op::copy || each.args.empty()) break;
      child = each.args[0].value;
    }
    constexpr std::string_view kMakers[] = {"Element", "createElement", "createElementNS"};
    if (made == nullptr || made->op != Op::call || !is_one_of(made->text, kMakers) || made->args.empty())
      return;
    const Constant name = values_.constant({id_, made->args[made->text == "createElementNS" ? 1 : 0].value});
    if (name.kind == LiteralKind::string) {
      set(now.receiver, name.text, at, made->span);
    } else {
      object(now.receiver).is_open = true;
    }
  }

  bool is_added_to(Reg list) const {
    return std::any_of(function_.body.begin(), function_.body.end(), [&](const Instruction& now) {
      return now.op == Op::call && now.receiver == list && list != kNoReg && now.text.starts_with("add");
    });
  }

  // Made here with all that it has, so that what is not seen is not there.
  bool is_made_here(const Object& object) const {
    const Instruction* made = values_.definition({id_, object.root});
    if (made == nullptr) return false;
    const bool has_hidden = std::any_of(made->args.begin(), made->args.end(), [](const Argument& each) {
      return each.name.empty() || each.name == "...";
    });
    if (made->op == Op::make)
      return std::none_of(made->args.begin(), made->args.end(),
                          [](const Argument& each) { return each.name == "..."; });
    if (made->op == Op::construct) return !has_hidden;
    if (made->op != Op::call) return false;
    constexpr std::string_view kMakers[] = {"Element", "createElement", "createElementNS"};
    if (is_one_of(made->text, kSubElements) || is_one_of(made->text, kMakers)) return true;
    if (made->args.empty() &&
        (made->text.starts_with("create") || made->text == "builder" || made->text == "newBuilder")) {
      return true;
    }
    return !made->text.empty() && is_upper(made->text[0]) && !has_hidden &&
           values_.called(id_, static_cast<size_t>(made - function_.body.data())) == kNoFunction;
  }

  // Handed to something that may add to it.
  bool is_handed_on(const std::string& key) const {
    for (const Instruction& now : function_.body) {
      if (now.op != Op::call || is_one_of(now.text, kKeepers) || about(now.text) != now.text) continue;
      for (const Argument& each : now.args) {
        Reg root = kNoReg;
        bool is_inner = false;
        if (identity(each.value, root, is_inner) == key) return true;
      }
    }
    return false;
  }

  // The conditions of one instruction are all known to hold where another runs.
  bool is_within(size_t at, size_t base) const {
    const auto own = conditions_at(function_, at);
    const auto around = conditions_at(function_, base);
    return own && around && std::all_of(own->begin(), own->end(), [&](const Condition& each) {
             return std::any_of(around->begin(), around->end(), [&](const Condition& other) {
               return other.value == each.value && other.holds == each.holds;
             });
           });
  }

  // True if it has free lines.
  bool write(const std::string& key, const Object& object) {
    if (object.sets.empty()) return false;
    size_t lines = 0, base = object.sets.front().at;
    for (const Set& each : object.sets) {
      if (each.part != AddressPart::line) continue;
      if (lines++ == 0) base = each.at;
    }
    bool has_town = false, has_country = false, may_have = false;
    for (const Set& each : object.sets) {
      if (each.part == AddressPart::line) continue;
      const bool is_certain = is_within(each.at, base);
      may_have |= !is_certain;
      has_town |= is_certain && each.part == AddressPart::town;
      has_country |= is_certain && each.part == AddressPart::country;
    }
    if (lines == 0 && !(has_town && has_country)) return false;
    const bool is_open = !(has_town && has_country) && (may_have || object.is_open || object.is_inner ||
                                                        !is_made_here(object) || is_handed_on(key));
    add(object.span, is_open, has_town && has_country, lines);
    return lines > 0;
  }

  void add(Span span, bool is_open, bool is_structured, size_t lines) {
    const std::string function = function_name(out_.code(), id_);
    Facts& facts = out_.facts;
    Fact& fact = facts.add(Kind::address, {out_.context.file, span}, fmt::format("address {}", function));
    fact.set(Attr::name, facts.text(function));
    fact.set(Attr::type, facts.text("postal"));
    fact.set(Attr::structured,
             is_open ? facts.unknown("other code may add town and country") : Value::boolean(is_structured));
    fact.set(Attr::address_lines, Value::integer(static_cast<int64_t>(lines)));
  }

  // Elements written one after the other: whose they are is not followed.
  void write_stream() {
    const Instruction* line = nullptr;
    size_t lines = 0;
    for (const Instruction& now : function_.body) {
      if (now.op != Op::call || !is_one_of(now.text, kElementWriters)) continue;
      for (const Argument& each : now.args) {
        const Constant name = values_.constant({id_, each.value});
        if (name.kind != LiteralKind::string) continue;
        const AddressWord word = address_word(local_part(name.text));
        if (!word.is_iso || word.part != AddressPart::line) continue;
        if (line == nullptr) line = &now;
        ++lines;
      }
    }
    if (line == nullptr) return;
    bool names_town = false;
    for (const Function& each : out_.code().functions) {
      for (const Instruction& now : each.body) {
        if (now.op != Op::literal || now.literal != LiteralKind::string) continue;
        names_town |= address_word(local_part(now.text)).part == AddressPart::town;
      }
    }
    add(line->span, names_town, false, lines);
  }

  // The text that an instruction puts together; other values are a blank.
  std::string text_of(Reg reg, int depth) const {
    const Instruction* made = values_.definition({id_, reg});
    if (made != nullptr && depth > kDeepestText) say_cut();
    if (made == nullptr || depth > kDeepestText) return " ";
    return text_of(*made, depth);
  }
  std::string text_of(const Instruction& made, int depth) const {
    if (made.op == Op::literal) return made.literal == LiteralKind::string ? std::string(made.text) : " ";
    if (made.op != Op::concat && !(made.op == Op::binary && made.text == "+")) return " ";
    std::string all;
    for (const Argument& each : made.args) {
      all += text_of(each.value, depth + 1);
      if (all.size() > kLongestText) {
        say_cut();
        break;
      }
    }
    return all;
  }

  void write_texts() {
    std::vector<Reg> parts;  // of longer texts
    for (const Instruction& now : function_.body) {
      if (now.op != Op::concat && !(now.op == Op::binary && now.text == "+")) continue;
      for (const Argument& each : now.args) parts.push_back(each.value);
    }
    for (const Instruction& now : function_.body) {
      const bool is_text = (now.op == Op::literal && now.literal == LiteralKind::string) ||
                           now.op == Op::concat || (now.op == Op::binary && now.text == "+");
      if (!is_text || std::find(parts.begin(), parts.end(), now.out) != parts.end()) continue;
      const std::string text = text_of(now, 0);
      if (text.find("PstlAdr>") == std::string::npos) continue;
      for (size_t begin = text.find("PstlAdr>"); begin != std::string::npos;) {
        const size_t end = text.find("PstlAdr>", begin + 8);
        const std::string_view inside = std::string_view(text).substr(begin, end - begin);
        const auto has = [&](std::string_view element) {
          for (size_t at = inside.find(element); at != std::string_view::npos;
               at = inside.find(element, at + 1)) {
            if (at > 0 && (inside[at - 1] == '<' || inside[at - 1] == ':')) return true;
          }
          return false;
        };
        const bool is_structured = has("TwnNm>") && has("Ctry>");
        const bool is_cut = end == std::string::npos;
        if (has("AdrLine>") || (is_structured && !is_cut))
          add(now.span, is_cut && !is_structured, is_structured, has("AdrLine>") ? 1 : 0);
        begin = is_cut ? end : text.find("PstlAdr>", end + 8);
      }
    }
  }

  CallWriter& out_;
  const Values& values_;
  FunctionId id_;
  const Function& function_;
  std::map<std::string, Object> objects_;
  mutable bool is_cut_ = false;
};

}  // namespace

void write_addresses(CallWriter& out, const Values& values, FunctionId function) {
  AddressReader(out, values, function).read();
}

}  // namespace payaudit

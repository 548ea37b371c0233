#include "scanners/meaning/flow/protection.h"

#include <algorithm>
#include <cstdlib>
#include <string>

#include "scanners/meaning/flow/mask_patterns.h"
#include "scanners/source/characters.h"

namespace payaudit {
namespace {

// ISO/IEC 7812: how many digits card numbers have that are in use.
constexpr long kShortestPan = 13;
constexpr long kLongestPan = 19;

// How far a bound is from the text's beginning or end, where that is known.
struct Bound {
  enum class From : uint8_t { unknown, missing, begin, end } from = From::unknown;
  long distance = 0;
};

Bound bound_of(const Resolution& resolution, FunctionId function, Reg reg) {
  const ResolvedFunction& resolved = resolution[function];
  if (reg >= resolved.constant.size()) return {};
  const Constant& constant = resolved.constant[reg];
  if (constant.kind == LiteralKind::null) return {Bound::From::missing, 0};
  if (constant.kind == LiteralKind::number) {
    const long value = std::strtol(std::string(constant.text.substr(0, 12)).c_str(), nullptr, 10);
    return value < 0 ? Bound{Bound::From::end, -value} : Bound{Bound::From::begin, value};
  }
  // `pan.length() - 4`
  const uint32_t at = resolved.definition[reg];
  if (at == kManyDefinitions) return {};
  const auto& body = resolution.code().functions[function].body;
  const Instruction& definition = body[at];
  const auto is_length = [&](Reg of) {
    if (of >= resolved.name.size()) return false;
    const std::string_view name = resolved.name[of];
    return name == "length" || name == "len" || name == "size";
  };
  if ((definition.op == Op::call || definition.op == Op::field) && is_length(reg))
    return {Bound::From::end, 0};
  if (definition.op == Op::binary && definition.text == "-" && definition.args.size() == 2 &&
      is_length(definition.args[0].value)) {
    const Bound minus = bound_of(resolution, function, definition.args[1].value);
    if (minus.from == Bound::From::begin) return {Bound::From::end, minus.distance};
  }
  return {};
}

// What is left between two bounds of a card number, of which nobody knows here how long it is.
TextEffect effect_of_bounds(Bound begin, Bound end) {
  using From = Bound::From;
  if (begin.from == From::unknown || end.from == From::unknown) return TextEffect::partial;
  if (begin.from == From::missing) begin = {From::begin, 0};
  if (end.from == From::missing) end = {From::end, 0};
  // The fewest and the most digits that may be left.
  const auto left = [&](long length) {
    const long from = begin.from == From::begin ? begin.distance : length - begin.distance;
    const long to = end.from == From::begin ? end.distance : length - end.distance;
    return std::clamp(to, 0L, length) - std::clamp(from, 0L, length);
  };
  const long fewest = std::min(left(kShortestPan), left(kLongestPan));
  const long most = std::max(left(kShortestPan), left(kLongestPan));
  const bool is_from_first = begin.from == From::begin && begin.distance == 0;
  // A bound beyond any card number leaves all of one, and of a token a part.
  if (most == kLongestPan) {
    const bool is_to_last = end.from == From::end && end.distance == 0;
    return is_from_first && is_to_last ? TextEffect::same : TextEffect::most;
  }
  const long allowed = is_from_first ? kMostFirst : kMostLast;
  if (most <= 0) return TextEffect::none;
  if (most <= allowed) return TextEffect::truncated;
  // `pan[4:10]` stands inside the first digits.
  if (begin.from == From::begin && end.from == From::begin && end.distance <= kMostFirst)
    return TextEffect::truncated;
  return fewest > kMostFirst ||
                 (fewest > kMostLast && !is_from_first && end.from == From::end && end.distance == 0)
             ? TextEffect::most
             : TextEffect::partial;
}

bool is_mask(std::string_view replacement) {
  return !replacement.empty() && replacement.find_first_of("*xX#") != std::string_view::npos &&
         replacement.find_first_not_of("*xX#$0123456789 -") == std::string_view::npos;
}

// A mask stands somewhere in it.
bool has_mask(std::string_view replacement) {
  return replacement.find('*') != std::string_view::npos ||
         replacement.find("\u2022") != std::string_view::npos ||
         replacement.find("\u2026") != std::string_view::npos;
}

const Instruction* definition_of(const Resolution& resolution, FunctionId function, Reg reg) {
  for (int step = 0; step < 8; ++step) {
    const auto& definition = resolution[function].definition;
    if (reg >= definition.size() || definition[reg] == kManyDefinitions) return nullptr;
    const Instruction& made = resolution.code().functions[function].body[definition[reg]];
    if (made.op != Op::copy || made.args.empty()) return &made;
    reg = made.args[0].value;
  }
  return nullptr;
}

// A text's part that begins where the text has an `@` and goes to its end: `e.substring(e.indexOf("@"))`.
bool begins_at_mail_mark(const Resolution& resolution, FunctionId function, Reg begin, Reg text) {
  const Instruction* found = definition_of(resolution, function, begin);
  const ResolvedFunction& resolved = resolution[function];
  // `at + 1`
  if (found != nullptr && found->op == Op::binary && found->text == "+" && !found->args.empty())
    found = definition_of(resolution, function, found->args[0].value);
  if (found == nullptr || found->op != Op::call ||
      !resolution.index().models().words_of("value.finds").has(found->text))
    return false;
  const auto is_text = [&](Reg reg) {
    return reg < resolved.name.size() && text < resolved.name.size() &&
           (reg == text || (!resolved.name[reg].empty() && resolved.name[reg] == resolved.name[text]));
  };
  bool is_of_text = is_text(found->receiver), is_mark = false;
  for (const Argument& argument : found->args) {
    is_of_text |= is_text(argument.value);
    is_mark |= argument.value < resolved.constant.size() && resolved.constant[argument.value].text == "@";
  }
  return is_of_text && is_mark;
}

struct Bounds {
  Bound begin{Bound::From::missing, 0};
  Bound end{Bound::From::missing, 0};
};

// Of a `make` of the text "slice"; nullopt: it is none, or has a step.
std::optional<Bounds> bounds_of_slice(const Resolution& resolution, FunctionId function, Reg slice) {
  const ResolvedFunction& resolved = resolution[function];
  if (slice >= resolved.definition.size() || resolved.definition[slice] == kManyDefinitions)
    return std::nullopt;
  const Instruction& make = resolution.code().functions[function].body[resolved.definition[slice]];
  if (make.op != Op::make || make.text != "slice") return std::nullopt;
  Bounds bounds;
  for (size_t i = 0; i < make.args.size(); ++i) {
    const Argument& argument = make.args[i];
    const Bound bound = bound_of(resolution, function, argument.value);
    if (argument.name == "end" || (argument.name.empty() && i == 1)) {
      bounds.end = bound;
    } else if (argument.name == "begin" || argument.name == "start" || (argument.name.empty() && i == 0)) {
      bounds.begin = bound;
    } else {
      return std::nullopt;
    }
  }
  return bounds;
}

// Where a text was cut out of another; nullopt: it was not.
std::optional<Bounds> part_of(const Resolution& resolution, FunctionId function, Reg part, Reg whole) {
  const Instruction* made = definition_of(resolution, function, part);
  if (made == nullptr || whole == kNoReg) return std::nullopt;
  const bool is_index = made->op == Op::index && made->args.size() == 2;
  const Reg from = made->op == Op::call ? made->receiver : is_index ? made->args[0].value : kNoReg;
  if (from == kNoReg) return std::nullopt;
  const auto& name = resolution[function].name;
  if (from != whole && (name[from].empty() || name[from] != name[whole])) return std::nullopt;
  if (is_index) return bounds_of_slice(resolution, function, made->args[1].value);
  Bounds bounds;
  if (!made->args.empty()) bounds.begin = bound_of(resolution, function, made->args[0].value);
  if (made->args.size() > 1) bounds.end = bound_of(resolution, function, made->args[1].value);
  return bounds;
}

// A mask takes the place of what is between two bounds: what stays is before the one and behind the other.
TextEffect effect_of_mask_between(Bound begin, Bound end) {
  using From = Bound::From;
  if (begin.from == From::unknown || end.from == From::unknown) return TextEffect::partial;
  constexpr long kUsualLength = 16;
  const long first = begin.from == From::end ? kUsualLength - begin.distance : begin.distance;
  const long last = end.from == From::begin ? kUsualLength - end.distance : end.distance;
  return first <= kMostFirst && last <= kMostLast ? TextEffect::masked : TextEffect::partial;
}

// `"*".repeat(12)`, `"*" * 12`
bool is_repeated_mask(const Resolution& resolution, FunctionId function, Reg reg) {
  const Instruction* made = definition_of(resolution, function, reg);
  if (made == nullptr) return false;
  const auto masks = [&](Reg each) {
    return each < resolution[function].constant.size() && is_mask(resolution[function].constant[each].text);
  };
  if (made->op == Op::call && (made->text == "repeat" || made->text == "Repeat"))
    return masks(made->receiver) || (!made->args.empty() && masks(made->args[0].value));
  return made->op == Op::binary && made->text == "*" && !made->args.empty() && masks(made->args[0].value);
}

}  // namespace

TextEffect effect_of_first(int count) {
  return effect_of_bounds({Bound::From::missing, 0}, {Bound::From::begin, count});
}

TextEffect effect_of_method(const Resolution& resolution, FunctionId function, size_t instruction) {
  const Instruction& call = resolution.code().functions[function].body[instruction];
  const ResolvedFunction& resolved = resolution[function];
  const auto bound = [&](size_t i) {
    return i < call.args.size() ? bound_of(resolution, function, call.args[i].value)
                                : Bound{Bound::From::missing, 0};
  };
  const auto constant = [&](size_t i) {
    return i < call.args.size() && call.args[i].value < resolved.constant.size()
               ? resolved.constant[call.args[i].value]
               : Constant{};
  };
  const std::string_view method = call.text;
  const bool is_to_end = call.args.size() == 1;
  if ((method == "slice" || method == "substring" || method == "substr") && is_to_end &&
      begins_at_mail_mark(resolution, function, call.args[0].value, call.receiver))
    return TextEffect::behind_at;
  if (method == "slice" || method == "substring" || method == "subSequence") {
    return effect_of_bounds(bound(0), bound(1));
  }
  if (method == "substr") {
    // The second argument is a length.
    const Bound begin = bound(0), length = bound(1);
    if (begin.from == Bound::From::begin && length.from == Bound::From::begin) {
      return begin.distance == 0            ? effect_of_bounds(begin, length)
             : length.distance <= kMostLast ? TextEffect::truncated
                                            : TextEffect::partial;
    }
    return effect_of_bounds(begin, {Bound::From::missing, 0});
  }
  if (method == "replace" || method == "replaceAll" || method == "replaceFirst" || method == "replace_all") {
    // `builder.replace(0, 12, "************")`
    if (call.args.size() == 3 && is_mask(constant(2).text)) return effect_of_mask_between(bound(0), bound(1));
    const Constant what = constant(0), with = constant(1);
    // `pan.replace(pan.substring(0, 12), "************")`: a part of it gives way to a mask.
    if (call.args.size() == 2 &&
        (is_mask(with.text) || is_repeated_mask(resolution, function, call.args[1].value))) {
      if (const auto part = part_of(resolution, function, call.args[0].value, call.receiver))
        return effect_of_mask_between(part->begin, part->end);
    }
    // A mask for digits or any character; a plain text replaced leaves the rest. Java's `replace` takes its
    // text as it is, as scripts take all texts.
    const bool is_text =
        what.kind == LiteralKind::string && (resolution.code().language != "java" || method == "replace");
    // `e.replace(/(.{2}).*@/, "$1***@")`, `e.replace(name, "***")`: how much gives way is not known.
    if (!is_text && with.kind == LiteralKind::string && has_mask(with.text) &&
        (!what.is_known() || !is_mask(with.text)))
      return TextEffect::partial;
    if (!what.is_known() || is_text || with.kind != LiteralKind::string || !is_mask(with.text))
      return TextEffect::same;
    std::string_view pattern = what.text;
    bool is_global = method != "replaceFirst";
    if (what.kind == LiteralKind::regex) {  // `/pattern/flags`
      const size_t end = std::max<size_t>(pattern.rfind('/'), 1);
      is_global = pattern.substr(end).find('g') != std::string_view::npos;
      pattern = pattern.substr(1, end - 1);
    }
    return leaves_a_truncated_number(pattern, with.text, is_global) ? TextEffect::masked
                                                                    : TextEffect::partial;
  }
  if (method == "charAt" || method == "at" || method == "codePointAt") return TextEffect::none;
  return resolution.index().models().words_of("value.same").has(method) ? TextEffect::same : TextEffect::none;
}

TextEffect effect_of_slice(const Resolution& resolution, FunctionId function, Reg text, Reg bounds) {
  const ResolvedFunction& resolved = resolution[function];
  if (bounds >= resolved.definition.size() || resolved.definition[bounds] == kManyDefinitions)
    return TextEffect::none;
  const Instruction& make = resolution.code().functions[function].body[resolved.definition[bounds]];
  if (make.op != Op::make || make.text != "slice") return TextEffect::none;
  const bool is_to_end =
      make.args.size() == 1 && (make.args[0].name == "begin" || make.args[0].name == "start");
  if (is_to_end && begins_at_mail_mark(resolution, function, make.args[0].value, text))
    return TextEffect::behind_at;
  const std::optional<Bounds> between = bounds_of_slice(resolution, function, bounds);
  return between ? effect_of_bounds(between->begin, between->end) : TextEffect::partial;
}

}  // namespace payaudit

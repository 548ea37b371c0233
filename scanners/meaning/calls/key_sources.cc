#include "scanners/meaning/calls/key_sources.h"

#include <algorithm>
#include <optional>

#include "scanners/meaning/calls/arguments.h"

namespace payaudit {
namespace {

using Whence = KeySource::Kind;
constexpr int kDeepestSource = 8;
constexpr std::string_view kFromElsewhere = "it comes from elsewhere";
constexpr std::string_view kFallback = "where the environment does not give it, a constant of the source is";

// Calls whose result has the secrecy of what they are given.
constexpr std::string_view kKeepSecrecy[] = {
    "getBytes",  "encode", "from",      "decode",     "b64decode",   "fromhex",
    "unhexlify", "bytes",  "decodeHex", "parseHex",   "toCharArray", "trim",
    "toString",  "byte",   "strip",     "hexToBytes", "fromBase64",  "DecodeString"};

class SourceReader {
 public:
  SourceReader(const Resolution& resolution, const Values& values, const CallSite& site)
      : resolution_(resolution), values_(values), site_(site) {}

  KeySource read(ValueAt value, int depth = 0) const {
    if (depth > kDeepestSource) return {Whence::unknown, kFromElsewhere};
    if (is_filled(value)) return {Whence::drawn, "drawn from a secure random source"};
    const ValueAt origin = values_.origin(value);
    if (is_filled(origin)) return {Whence::drawn, "drawn from a secure random source"};
    const Instruction* made = values_.definition(origin);
    if (made == nullptr) return {Whence::unknown, kFromElsewhere};
    const auto of = [&](size_t i) { return read({origin.function, made->args[i].value}, depth + 1); };
    switch (made->op) {
      case Op::literal: return {Whence::constant, {}};
      case Op::binary:
        // `process.env.KEY || "default"`
        if ((made->text == "||" || made->text == "??") && made->args.size() == 2) {
          const KeySource first = of(0), second = of(1);
          if (first.kind == Whence::outside && second.kind == Whence::outside) return first;
          if (first.kind == Whence::outside && second.kind == Whence::constant)
            return {Whence::unknown, kFallback};
        }
        return {Whence::unknown, kFromElsewhere};
      case Op::name:
      case Op::field:
      case Op::index: {
        const std::string_view path =
            path_of({origin.function, made->args.empty() ? made->out : made->args[0].value});
        if (made->op != Op::name && (path == "process.env" || path == "os.environ"))
          return {Whence::outside, "read from the environment"};
        return made->op == Op::name ? KeySource{Whence::unknown, kFromElsewhere} : of(0);
      }
      case Op::call: return of_call(origin.function, *made, depth);
      case Op::construct:
      case Op::copy:
      case Op::concat:
      case Op::unary:
      case Op::make:
      case Op::lambda:
      case Op::set_name:
      case Op::set_field:
      case Op::set_index:
      case Op::ret:
      case Op::yield:
      case Op::throw_:
      case Op::branch:
      case Op::jump:
      case Op::label:
      case Op::try_begin:
      case Op::try_end: return {Whence::unknown, kFromElsewhere};
    }
    return {Whence::unknown, kFromElsewhere};
  }

  // Of an array that is made of zeros. Nullopt: it is none.
  std::optional<KeySource> of_zeros(ValueAt value) const {
    const ValueAt array = array_of(value);
    const Instruction* made = values_.definition(array);
    if (made == nullptr || !makes_zeros(array.function, *made)) return std::nullopt;
    if (is_filled(value) || is_filled(values_.origin(value)) || is_filled(array) || is_filled_through(array))
      return KeySource{Whence::drawn, "drawn from a secure random source"};
    if (is_written(array)) return KeySource{Whence::unknown, "what is written into it is not followed"};
    return KeySource{Whence::constant, {}};
  }

  // Where a constant is written, behind copies and conversions.
  Span literal_of(ValueAt value, int depth = 0) const {
    const ValueAt origin = values_.origin(value);
    const Instruction* made = values_.definition(origin);
    if (made == nullptr || depth > kDeepestSource) return {};
    if (made->op == Op::literal || made->op == Op::make) return made->span;
    if (made->op != Op::call) return {};
    if (made->receiver != kNoReg) {
      const Span of_receiver = literal_of({origin.function, made->receiver}, depth + 1);
      if (!of_receiver.is_empty()) return of_receiver;
    }
    return made->args.empty() ? Span{} : literal_of({origin.function, made->args[0].value}, depth + 1);
  }

 private:
  // Behind copies and whole slices: `iv[:]`.
  ValueAt array_of(ValueAt value) const {
    value = values_.origin(value);
    for (int depth = 0; depth < kDeepestSource; ++depth) {
      const Instruction* made = values_.definition(value);
      if (made == nullptr || made->op != Op::index || made->args.size() != 2) break;
      const Instruction* key = values_.definition({value.function, made->args[1].value});
      if (key == nullptr || key->op != Op::make || key->text != "slice") break;
      value = values_.origin({value.function, made->args[0].value});
    }
    return value;
  }

  bool makes_zeros(FunctionId function, const Instruction& made) const {
    const std::string_view language = values_.code().language;
    if (made.op == Op::make)
      return made.args.empty() &&
             ((language == "java" && made.text == "array") || (language == "go" && made.text == "list"));
    if (made.op != Op::call && made.op != Op::construct) return false;
    if (!values_.words("crypto.zero-makers").has(made.text) || made.args.empty()) return false;
    return std::any_of(made.args.begin(), made.args.end(), [&](const Argument& each) {
      return values_.constant({function, each.value}).kind == LiteralKind::number;
    });
  }

  bool is_of(FunctionId function, Reg reg, ValueAt array) const {
    if (reg == kNoReg) return false;
    const ValueAt other = array_of({function, reg});
    return other.function == array.function && other.reg == array.reg;
  }

  // What is written into it, or handed to something that may write: before the call; anywhere, where others
  // see it too.
  bool is_written(ValueAt array) const {
    const Code& code = values_.code();
    for (FunctionId id = 0; id < code.functions.size(); ++id) {
      const auto& body = code.functions[id].body;
      const bool is_local = array.function == site_.function();
      if (is_local && id != array.function) continue;
      for (size_t at = 0; at < body.size(); ++at) {
        if (id == site_.function() && at == site_.at()) {
          if (is_local) return false;
          continue;
        }
        const Instruction& now = body[at];
        if (now.op == Op::set_index && !now.args.empty() && is_of(id, now.args[0].value, array)) return true;
        if (now.op != Op::call && now.op != Op::construct) continue;
        const bool takes_it = is_of(id, now.receiver, array) ||
                              std::any_of(now.args.begin(), now.args.end(),
                                          [&](const Argument& each) { return is_of(id, each.value, array); });
        if (!takes_it) continue;
        const auto models = resolution_.models_of(id, at);
        if (std::none_of(models.begin(), models.end(),
                         [](const CallModel* model) { return model->role == "crypto"; }))
          return true;
      }
    }
    return false;
  }

  // `rand.Read(iv[:])`: a part of it is what is filled.
  bool is_filled_through(ValueAt array) const {
    if (array.function != site_.function()) return false;
    const auto& body = resolution_.code().functions[array.function].body;
    for (size_t at = 0; at < site_.at(); ++at) {
      for (const Argument& each : body[at].args) {
        if (body[at].op == Op::call && is_of(array.function, each.value, array) &&
            is_filled({array.function, each.value}))
          return true;
      }
    }
    return false;
  }

  std::string_view path_of(ValueAt value) const {
    const auto& path = resolution_[value.function].path;
    return value.reg < path.size() ? path[value.reg] : std::string_view();
  }

  KeySource of_call(FunctionId function, const Instruction& call, int depth) const {
    const auto at = static_cast<size_t>(&call - resolution_.code().functions[function].body.data());
    for (const CallModel* model : resolution_.models_of(function, at)) {
      if (model->role == "random" && model->attribute("secure") == "true")
        return {Whence::drawn, "drawn from a secure random source"};
      if (model->role != "secret-source") continue;
      // `os.environ.get("KEY", "default")`
      const std::string_view fallback = model->attribute("default");
      const Reg given = fallback.empty() ? kNoReg : Resolution::argument(call, fallback);
      if (given == kNoReg || values_.constant({function, given}).kind == LiteralKind::null)
        return {Whence::outside, model->attribute("from")};
      const KeySource other = read({function, given}, depth + 1);
      return other.kind == Whence::outside ? other : KeySource{Whence::unknown, kFallback};
    }
    if (std::find(std::begin(kKeepSecrecy), std::end(kKeepSecrecy), call.text) == std::end(kKeepSecrecy))
      return {Whence::unknown, kFromElsewhere};
    if (call.receiver != kNoReg) {
      const KeySource of_receiver = read({function, call.receiver}, depth + 1);
      if (of_receiver.kind != Whence::unknown || converts_its_owner(call.text)) return of_receiver;
    }
    return call.args.empty() ? KeySource{Whence::unknown, kFromElsewhere}
                             : read({function, call.args[0].value}, depth + 1);
  }

  // `random.nextBytes(iv)`, `rand.Read(iv)`, `io.ReadFull(rand.Reader, iv)` before the call that is asked
  // about.
  bool is_filled(ValueAt value) const {
    if (value.function != site_.function()) return false;
    const auto& body = resolution_.code().functions[value.function].body;
    for (size_t at = 0; at < site_.at(); ++at) {
      const Instruction& now = body[at];
      if (now.op != Op::call) continue;
      const bool takes = std::any_of(now.args.begin(), now.args.end(),
                                     [&](const Argument& each) { return each.value == value.reg; });
      if (!takes) continue;
      if (now.text == "ReadFull" && path_of({value.function, now.args[0].value}) == "crypto/rand.Reader")
        return true;
      for (const CallModel* model : resolution_.models_of(value.function, at)) {
        if (model->role == "random" && model->attribute("secure") == "true") return true;
      }
    }
    return false;
  }

  const Resolution& resolution_;
  const Values& values_;
  const CallSite& site_;
};

}  // namespace

KeySource key_source(const Resolution& resolution, const Values& values, const CallSite& site,
                     ValueAt value) {
  // A function that gives the key.
  if (const FunctionId giver = values.function(value); giver != kNoFunction) {
    const Instruction* given = nullptr;
    for (const Instruction& now : resolution.code().functions[giver].body) {
      if (now.op != Op::ret || now.args.empty()) continue;
      const bool gives_nothing = values.constant({giver, now.args[0].value}).kind == LiteralKind::null;
      if (gives_nothing) continue;
      if (given != nullptr) return {Whence::unknown, kFromElsewhere};
      given = &now;
    }
    if (given == nullptr) return {Whence::unknown, kFromElsewhere};
    value = {giver, given->args[0].value};
    if (values.function(value) != kNoFunction) return {Whence::unknown, kFromElsewhere};
  }
  // What verifies may be known to all.
  const std::string_view text = values.constant(value).text;
  for (std::string_view mark : {" PUBLIC KEY-----", "BEGIN CERTIFICATE-----"}) {
    if (text.find(mark) != std::string_view::npos) return {Whence::outside, "public"};
  }
  const SourceReader reader(resolution, values, site);
  if (const auto zeros = reader.of_zeros(value)) return *zeros;
  const CallSite around(resolution, value.function, 0);  // asked about a value of that function only
  if (around.is_constant_bytes(value.reg)) return {Whence::constant, {}, reader.literal_of(value)};
  const KeySource found = reader.read(value);
  // A text, but not one of bytes that a key can be: what stands there is not understood.
  return found.kind == Whence::constant ? KeySource{Whence::unknown, kFromElsewhere} : found;
}

}  // namespace payaudit

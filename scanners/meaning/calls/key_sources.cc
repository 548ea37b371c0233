#include "scanners/meaning/calls/key_sources.h"

#include <algorithm>

namespace payaudit {
namespace {

using Kind = KeySource::Kind;
constexpr int kDeepest = 8;
constexpr std::string_view kElsewhere = "it comes from elsewhere";
constexpr std::string_view kFallback = "where the environment does not give it, a constant of the source is";

// Calls whose result has the secrecy of what they are given.
constexpr std::string_view kConversions[] = {
    "getBytes",  "encode", "from",      "decode",     "b64decode",   "fromhex",
    "unhexlify", "bytes",  "decodeHex", "parseHex",   "toCharArray", "trim",
    "toString",  "byte",   "strip",     "hexToBytes", "fromBase64",  "DecodeString"};

class SourceReader {
 public:
  SourceReader(const Resolution& resolution, const Values& values, const CallSite& site)
      : resolution_(resolution), values_(values), site_(site) {}

  KeySource read(ValueAt value, int depth = 0) const {
    if (depth > kDeepest) return {Kind::unknown, kElsewhere};
    if (is_filled(value)) return {Kind::drawn, "drawn from a secure random source"};
    const ValueAt origin = values_.origin(value);
    if (is_filled(origin)) return {Kind::drawn, "drawn from a secure random source"};
    const Instruction* made = values_.definition(origin);
    if (made == nullptr) return {Kind::unknown, kElsewhere};
    const auto of = [&](size_t i) { return read({origin.function, made->args[i].value}, depth + 1); };
    switch (made->op) {
      case Op::literal: return {Kind::constant, {}};
      case Op::binary:
        // `process.env.KEY || "default"`
        if ((made->text == "||" || made->text == "??") && made->args.size() == 2) {
          const KeySource first = of(0), second = of(1);
          if (first.kind == Kind::outside && second.kind == Kind::outside) return first;
          if (first.kind == Kind::outside && second.kind == Kind::constant) return {Kind::unknown, kFallback};
        }
        return {Kind::unknown, kElsewhere};
      case Op::name:
      case Op::field:
      case Op::index: {
        const std::string_view path =
            path_of({origin.function, made->args.empty() ? made->out : made->args[0].value});
        if (made->op != Op::name && (path == "process.env" || path == "os.environ"))
          return {Kind::outside, "read from the environment"};
        return made->op == Op::name ? KeySource{Kind::unknown, kElsewhere} : of(0);
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
      case Op::throw_:
      case Op::branch:
      case Op::jump:
      case Op::label:
      case Op::try_begin:
      case Op::try_end: return {Kind::unknown, kElsewhere};
    }
    return {Kind::unknown, kElsewhere};
  }

 private:
  std::string_view path_of(ValueAt value) const {
    const auto& path = resolution_[value.function].path;
    return value.reg < path.size() ? path[value.reg] : std::string_view();
  }

  KeySource of_call(FunctionId function, const Instruction& call, int depth) const {
    const auto at = static_cast<size_t>(&call - resolution_.code().functions[function].body.data());
    for (const CallModel* model : resolution_.models_of(function, at)) {
      if (model->role == "random" && model->attribute("secure") == "true")
        return {Kind::drawn, "drawn from a secure random source"};
      if (model->role != "secret-source") continue;
      // `os.environ.get("KEY", "default")`
      const std::string_view fallback = model->attribute("default");
      const Reg given = fallback.empty() ? kNoReg : Resolution::argument(call, fallback);
      if (given == kNoReg || values_.constant({function, given}).kind == LiteralKind::null)
        return {Kind::outside, model->attribute("from")};
      const KeySource other = read({function, given}, depth + 1);
      return other.kind == Kind::outside ? other : KeySource{Kind::unknown, kFallback};
    }
    if (std::find(std::begin(kConversions), std::end(kConversions), call.text) == std::end(kConversions))
      return {Kind::unknown, kElsewhere};
    if (call.receiver != kNoReg) {
      const KeySource of_receiver = read({function, call.receiver}, depth + 1);
      if (of_receiver.kind != Kind::unknown) return of_receiver;
    }
    return call.args.empty() ? KeySource{Kind::unknown, kElsewhere}
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

KeySource key_source(const Resolution& resolution, const Values& values, const CallSite& site, Reg reg) {
  if (site.is_constant_bytes(reg)) return {Kind::constant, {}};
  const KeySource found = SourceReader(resolution, values, site).read({site.function(), reg});
  // A text, but not one of bytes that a key can be: what stands there is not understood.
  return found.kind == Kind::constant ? KeySource{Kind::unknown, kElsewhere} : found;
}

}  // namespace payaudit

// gRPC channels and ports whose code says whether they are encrypted. What is
// said nowhere is not stated: a server without credentials may stand behind a
// proxy that has them.
#include <fmt/format.h>
#include <algorithm>
#include <charconv>

#include "scanners/meaning/calls/writers.h"

namespace payaudit {
namespace {

struct Target {
  std::string_view host;
  std::optional<int64_t> port;
};

// "payments:50051", "dns:///payments:50051", "[::]:50051"
Target target_of(std::string_view address) {
  if (const size_t scheme = address.rfind("///"); scheme != std::string_view::npos)
    address.remove_prefix(scheme + 3);
  const size_t colon = address.rfind(':');
  if (colon == std::string_view::npos || address.ends_with(']')) return {address, {}};
  const std::string_view digits = address.substr(colon + 1);
  int64_t port = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
  if (error != std::errc() || end != digits.data() + digits.size()) return {address, {}};
  return {address.substr(0, colon), port};
}

class GrpcReader {
 public:
  GrpcReader(CallWriter& out, const Values& values, FunctionId id)
      : out_(out), values_(values), id_(id), body_(out.code().functions[id].body) {}

  void read() {
    const std::string_view language = out_.code().language;
    for (size_t at = 0; at < body_.size(); ++at) {
      const Instruction& now = body_[at];
      if (now.op != Op::call || now.receiver == kNoReg) continue;
      const std::string_view callee = out_.context.resolution[id_].callee[at];
      const Reg first = now.args.empty() ? kNoReg : now.args[0].value;
      if (language == "python") {
        const bool is_grpc = callee.starts_with("grpc.");
        if (is_grpc && now.text == "insecure_channel") write(Kind::connection, at, first, true);
        if (is_grpc && now.text == "secure_channel") write(Kind::connection, at, first, false);
        if (now.text == "add_insecure_port") write(Kind::listener, at, first, true);
        if (now.text == "add_secure_port") write(Kind::listener, at, first, false);
      } else if (language == "go") {
        const bool is_open = callee == "google.golang.org/grpc/credentials/insecure.NewCredentials" ||
                             callee == "google.golang.org/grpc.WithInsecure";
        if (is_open) read_use(at, "Creds");
        if (callee == "google.golang.org/grpc.NewServer") read_go_server(at);
      } else if (language == "java") {
        if (now.text == "usePlaintext" && (now.args.empty() || values_.constant({id_, first}).text == "true"))
          read_builder(at);
        if (now.text == "build") read_java_server(at);
      } else if (now.text == "createInsecure") {
        const bool is_server = values_.name({id_, now.receiver}) == "ServerCredentials";
        if (is_server || values_.name({id_, now.receiver}) == "credentials" ||
            values_.name({id_, now.receiver}) == "ChannelCredentials") {
          read_use(at, is_server ? "createInsecure" : std::string_view());
        }
      }
    }
  }

 private:
  // Up from credentials to what takes them, whose first argument is the
  // address. `server` is the function that makes them a server's.
  void read_use(size_t at, std::string_view server) {
    Kind kind = body_[at].text == server ? Kind::listener : Kind::connection;
    Reg held = body_[at].out;
    Reg address = kNoReg;
    size_t place = at;
    for (size_t next = at + 1; next < std::min(body_.size(), at + 200) && held != kNoReg; ++next) {
      const Instruction& now = body_[next];
      const bool takes = std::any_of(now.args.begin(), now.args.end(),
                                     [&](const Argument& each) { return each.value == held; });
      if (!takes) continue;
      if (now.op != Op::call && now.op != Op::construct && now.op != Op::copy && now.op != Op::make) break;
      if (!server.empty() && now.text == server) kind = Kind::listener;
      if (now.op == Op::construct || now.op == Op::call) {
        if (now.args[0].value != held) address = now.args[0].value;
        place = next;
      }
      if (address != kNoReg) break;
      held = now.out;
    }
    write(kind, place, address, true);
  }

  // grpc.NewServer(options…): without credentials among the options it takes calls in clear.
  void read_go_server(size_t at) {
    for (const Argument& each : body_[at].args) {
      const Instruction* option = values_.definition(values_.origin({id_, each.value}));
      // Options that are put together elsewhere may have them.
      if (option == nullptr || option->op != Op::call || each.name == "...") return;
      if (option->text == "Creds") return;
      if (!option->text.ends_with("Interceptor") && !is_plain_option(option->text)) return;
    }
    write(Kind::listener, at, kNoReg, true);
  }

  bool is_plain_option(std::string_view name) const { return out_.words("grpc.server-options").has(name); }

  // ServerBuilder.forPort(port)….build(), where one expression says all.
  void read_java_server(size_t at) {
    const Instruction* link = &body_[at];
    for (size_t links = 0; link != nullptr && link->text != "forPort"; ++links) {
      if (out_.words("grpc.server-security").has(link->text) || links == body_.size()) return;
      const bool is_call = link->op == Op::call && link->receiver != kNoReg;
      link = is_call ? values_.definition({id_, link->receiver}) : nullptr;
    }
    if (link == nullptr || link->receiver == kNoReg) return;
    if (!out_.words("grpc.server-builders").has(values_.name({id_, link->receiver}))) return;
    write(Kind::listener, at, kNoReg, true);
  }

  // ManagedChannelBuilder.forAddress(host, port).usePlaintext()
  void read_builder(size_t at) {
    const Instruction* link = &body_[at];
    for (size_t links = 0; link != nullptr; ++links) {
      if (link->text == "forTarget" || link->text == "forAddress") break;
      const bool is_cut = links == body_.size();
      link = !is_cut && link->op == Op::call ? values_.definition(values_.origin({id_, link->receiver}))
                                             : nullptr;
    }
    const bool has_address = link != nullptr && !link->args.empty();
    Fact& fact = write(Kind::connection, at, has_address ? link->args[0].value : kNoReg, true);
    if (has_address && link->args.size() == 2) {
      if (const Target port = target_of(":" + std::string(values_.constant({id_, link->args[1].value}).text));
          port.port)
        fact.set(Attr::port, Value::integer(*port.port));
    }
  }

  // `'localhost:' + port`: the host, as far as it is written.
  Constant beginning_of(ValueAt address) const {
    const ValueAt origin = values_.origin(address);
    const Instruction* made = values_.definition(origin);
    if (made == nullptr || made->args.empty() || (made->op != Op::concat && made->op != Op::binary))
      return {};
    const Constant first = values_.constant({origin.function, made->args[0].value});
    const size_t colon = first.text.rfind(':');
    if (first.kind != LiteralKind::string || colon == std::string_view::npos || colon == 0) return {};
    return {LiteralKind::string, first.text.substr(0, colon)};
  }

  // `grpc.host` of `config.String("grpc.host")`, `MARKET` of `os.environ.get("MARKET")`; empty: it is no such
  // call.
  std::string_view setting_of(ValueAt address) const {
    const ValueAt origin = values_.origin(address);
    const Instruction* made = values_.definition(origin);
    if (made == nullptr || made->op != Op::call || made->args.empty()) return {};
    const Constant key = values_.constant({origin.function, made->args[0].value});
    return key.kind == LiteralKind::string ? key.text : std::string_view();
  }

  Fact& write(Kind kind, size_t at, Reg address, bool plaintext) {
    const std::string function = function_name(out_.code(), id_);
    Constant constant = values_.constant({id_, address});
    if (!constant.is_known()) constant = beginning_of({id_, address});
    std::string_view name = constant.kind == LiteralKind::string ? constant.text : setting_of({id_, address});
    if (name.empty()) name = values_.name({id_, address});
    if (name.empty())
      name = function.starts_with("<") ? std::string_view("grpc") : std::string_view(function);
    Fact& fact = out_.facts.add(kind, {out_.context.file, body_[at].span}, fmt::format("{} grpc", function));
    fact.set(Attr::name, out_.facts.text(name));
    fact.set(Attr::protocol, out_.facts.text("grpc"));
    fact.set(Attr::plaintext, Value::boolean(plaintext));
    if (constant.kind != LiteralKind::string) return fact;
    const Target target = target_of(constant.text);
    if (target.port) fact.set(Attr::port, Value::integer(*target.port));
    if (kind == Kind::connection && !target.host.empty()) fact.set(Attr::host, out_.facts.text(target.host));
    // A client that names the address of all interfaces reaches its own machine.
    const bool is_any = target.host == "[::]" || target.host == "0.0.0.0";
    if ((kind == Kind::connection && is_any) || target.host == "localhost" ||
        target.host.starts_with("127.") || target.host == "[::1]" || constant.text.starts_with("unix:")) {
      fact.set(Attr::local, Value::boolean(true));
    }
    return fact;
  }

  CallWriter& out_;
  const Values& values_;
  FunctionId id_;
  const std::vector<Instruction>& body_;
};

}  // namespace

void write_grpc(CallWriter& out, const Values& values, FunctionId function) {
  GrpcReader(out, values, function).read();
}

}  // namespace payaudit

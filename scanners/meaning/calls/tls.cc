// TLS of clients: verification switched off, lowest versions.
#include <fmt/format.h>
#include <algorithm>

#include "scanners/meaning/calls/writers.h"

namespace payaudit {
namespace {

// `TLSv1`, `TLSv1.2`, `VersionTLS10`, `PROTOCOL_TLSv1_1` as the table of attributes writes versions; empty:
// unknown.
std::string_view version_of(std::string_view name) {
  struct Row {
    std::string_view written;
    std::string_view version;
  };
  constexpr Row kRows[] = {{"SSL", ""},
                           {"SSLv3", "ssl3"},
                           {"VersionSSL30", "ssl3"},
                           {"PROTOCOL_SSLv3", "ssl3"},
                           {"TLSv1", "1.0"},
                           {"VersionTLS10", "1.0"},
                           {"PROTOCOL_TLSv1", "1.0"},
                           {"TLSv1.0", "1.0"},
                           {"TLSv1.1", "1.1"},
                           {"VersionTLS11", "1.1"},
                           {"PROTOCOL_TLSv1_1", "1.1"},
                           {"TLSv1.2", "1.2"},
                           {"VersionTLS12", "1.2"},
                           {"PROTOCOL_TLSv1_2", "1.2"},
                           {"TLSv1.3", "1.3"},
                           {"VersionTLS13", "1.3"}};
  for (const Row& row : kRows) {
    if (row.written == name) return row.version;
  }
  return {};
}

bool is_false(const Constant& constant) {
  return constant.kind == LiteralKind::boolean && (constant.text == "false" || constant.text == "False");
}

Fact& add_override(CallWriter& out, FunctionId function, const Instruction& at, std::string_view written) {
  const std::string name = function_name(out.code(), function);
  Fact& fact = out.facts.add(Kind::tls, {out.context.file, at.span}, fmt::format("{} {}", name, written));
  fact.set(Attr::function, out.facts.text(name));
  fact.set(Attr::sink, out.facts.text(written));
  fact.set(Attr::verified, Value::boolean(false));
  return fact;
}

}  // namespace

void write_tls(CallWriter& out, const CallSite& site, const CallModel& model) {
  std::optional<bool> verified;
  bool is_open = false;  // passed, but not known here
  if (model.attribute("verified") == "false") verified = false;
  for (std::string_view key : {"verify", "skip_verify"}) {
    const std::string_view which = model.attribute(key);
    if (which.empty() || site.value(which) == kNoReg) continue;
    const std::optional<bool> flag = site.flag(which);
    is_open = !flag;
    if (flag) verified = key == "verify" ? *flag : !*flag;
  }
  std::string_view version;
  if (const std::string_view which = model.attribute("tls_version"); !which.empty()) {
    version = version_of(site.text(which).value_or(""));
  }
  if (const std::string_view which = model.attribute("tls_name"); !which.empty())
    version = version_of(site.name(which));
  // A highest version that is weak bounds the lowest; one that is strong says nothing of it.
  if (const std::string_view which = model.attribute("tls_highest"); !which.empty()) {
    const std::string_view highest = version_of(site.text(which).value_or(""));
    if (highest != "1.2" && highest != "1.3") version = highest;
  }
  // A call that says nothing of TLS is no statement about it.
  if (!verified && !is_open && version.empty()) return;
  Fact& fact = out.add(Kind::tls, site);
  if (verified || is_open) {
    fact.set(Attr::verified,
             verified ? Value::boolean(*verified) : out.facts.unknown("the switch is set elsewhere"));
  }
  if (!version.empty()) fact.set(Attr::tls_min, out.facts.text(version));
}

void write_tls_overrides(CallWriter& out, FunctionId id) {
  const Function& function = out.code().functions[id];
  const ResolvedFunction& resolved = out.context.resolution[id];
  const auto constant = [&](Reg reg) {
    return reg < resolved.constant.size() ? resolved.constant[reg] : Constant{};
  };
  for (const Instruction& now : function.body) {
    const auto arg = [&](size_t i) { return i < now.args.size() ? now.args[i].value : kNoReg; };
    const bool is_environment =
        now.text == "NODE_TLS_REJECT_UNAUTHORIZED" ||
        (now.op == Op::set_index && constant(arg(1)).text == "NODE_TLS_REJECT_UNAUTHORIZED");
    const Reg value = now.op == Op::set_index ? arg(2) : arg(1);
    if (is_environment && (now.op == Op::set_field || now.op == Op::set_index) &&
        constant(value).text == "0") {
      add_override(out, id, now, "NODE_TLS_REJECT_UNAUTHORIZED");
    }
    if (now.op != Op::set_field) continue;
    const std::string_view to = value < resolved.name.size() ? resolved.name[value] : std::string_view();
    if (now.text == "verify_mode" && to == "CERT_NONE") add_override(out, id, now, "verify_mode");
    if (now.text == "check_hostname" && is_false(constant(value)))
      add_override(out, id, now, "check_hostname");
    if (now.text == "InsecureSkipVerify" && constant(value).text == "true") {
      add_override(out, id, now, "InsecureSkipVerify");
    }
  }
}

// A trust manager that accepts every chain: its check neither throws nor calls anything.
void write_trust_all(CallWriter& out, FunctionId id) {
  const Function& function = out.code().functions[id];
  if (out.code().language != "java" || function.owner == kNoType || function.name != "checkServerTrusted")
    return;
  const auto& bases = out.code().types[function.owner].bases;
  const bool is_manager = std::any_of(bases.begin(), bases.end(), [](std::string_view base) {
    return base.ends_with("X509TrustManager") || base.ends_with("X509ExtendedTrustManager");
  });
  const bool does_something =
      std::any_of(function.body.begin(), function.body.end(), [](const Instruction& now) {
        return now.op == Op::throw_ || now.op == Op::call || now.op == Op::construct;
      });
  if (!is_manager || does_something) return;
  Instruction at;
  at.span = function.name_span;
  add_override(out, id, at, "checkServerTrusted");
}

}  // namespace payaudit

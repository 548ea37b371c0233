// One writer of facts a subject. Internal to calls; see calls.h.
#pragma once

#include <string>
#include <vector>

#include "scanners/meaning/calls/arguments.h"
#include "scanners/meaning/calls/calls.h"
#include "scanners/meaning/calls/values.h"
#include "scanners/meaning/calls/web_handlers.h"

namespace payaudit {

// What every writer adds to.
struct CallWriter {
  const CallContext& context;
  Facts& facts;

  // A fact of one call: its place is the call, its symbol the function and what is called.
  Fact& add(Kind kind, const CallSite& site);
  const Code& code() const { return context.resolution.code(); }
  // Of one of kWordLists.
  const WordList& words(std::string_view name) const {
    return context.resolution.index().models().words_of(name);
  }
};

// The member or setting that an instruction assigns; empty: it assigns none.
std::string_view assigned_name(const Resolution& resolution, FunctionId function, size_t at);
// What a random value or hash is for, in words of the table of attributes: token, otp, session, password, iv,
// other. By the first of the names that tells.
std::string_view purpose_of(const CallWriter& out, const std::vector<std::string>& receiving_names);

void write_crypto(CallWriter& out, const Values& values, const CallSite& site, const CallModel& model);
void write_random(CallWriter& out, const Values& values, const CallSite& site, const CallModel& model);
void write_tls(CallWriter& out, const Values& values, const CallSite& site, const CallModel& model);
// Signed tokens that are read.
void write_token(CallWriter& out, const Values& values, const CallSite& site, const CallModel& model);
// Passwords that a call takes by their position.
void write_credential(CallWriter& out, const Values& values, const CallSite& site, const CallModel& model);
// Cookies of calls, and of sessions that they configure.
void write_cookie(CallWriter& out, const Values& values, const CallSite& site, const CallModel& model);
// `is_followed`: what the call passes is looked at; else it is stated to be unknown.
void write_payment(CallWriter& out, const Values& values, const WebHandlers& handlers, const CallSite& site,
                   const CallModel& model, bool is_followed);
// Options and checks that switch verification off without a modelled call.
void write_tls_options(CallWriter& out, const Values& values, FunctionId function);
void write_trust_all(CallWriter& out, const Values& values, FunctionId function);
// Handlers of providers' notifications.
void write_webhooks(CallWriter& out, const Values& values);
// Credentials assigned as literals, or given as the default of a setting or a variable.
void write_secrets(CallWriter& out, FunctionId function);
void write_injected_secrets(CallWriter& out);
// One-time codes compared with a constant.
void write_fixed_codes(CallWriter& out, const Values& values, FunctionId function);
// Amounts and shares compared with constants.
void write_comparisons(CallWriter& out, const Values& values, FunctionId function);
// Amounts that lose their cents on the way to minor units.
void write_roundings(CallWriter& out, const Values& values, FunctionId function);
// Codes that authenticate payments, with what is linked to them.
void write_authentication_codes(CallWriter& out, const Values& values, FunctionId function);
// Postal addresses of payment messages that are built.
void write_addresses(CallWriter& out, const Values& values, FunctionId function);
// Dates until which records are kept.
void write_retention(CallWriter& out, const Values& values);
void write_cookies(CallWriter& out, const Values& values, FunctionId function);
// Routes that a framework's chain of filters opens to everybody, or guards.
void write_route_guards(CallWriter& out, const Values& values, FunctionId function);
// Channels and ports of gRPC.
void write_grpc(CallWriter& out, const Values& values, FunctionId function);

}  // namespace payaudit

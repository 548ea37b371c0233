// What calls do besides moving data: cryptography, random numbers, TLS of clients, payments, webhooks,
// secrets in assignments, thresholds, cookies. From the models of policies/models/code and the arguments that
// are known; what is not known stays unknown. Does not follow values between functions.
#pragma once

#include "scanners/facts/facts.h"
#include "scanners/meaning/flow/flow.h"

namespace payaudit {

// What the facts of one file are made from. All must outlive the call.
struct CallContext {
  FileId file;
  const Source& source;
  const Resolution& resolution;
  const FlowAnalysis& flow;
  const Classifier& classifier;
};

// Facts of kinds crypto, random, tls, token, payment.call, webhook, authentication.code, secret, comparison,
// cookie, and connection and listener of gRPC. Pure; any thread.
Facts call_facts(const CallContext& context);

// Of the flows of one file: what is written to a log in an environment of developers only is said so, `local`
// is unknown there.
void doubt_developer_flows(Facts& flows, const CallContext& context);

}  // namespace payaudit

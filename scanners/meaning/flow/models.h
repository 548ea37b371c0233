// The table of API models: which calls log, store, hash, encrypt, send … Filled by rules/policy from
// policies/models/code; read by flow, calls and classes through CallIndex.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace payaudit {

// One pattern of calls and what they do.
//
// A pattern is a qualified callee: the import's path, then what is taken from it, with `()` where a result is
// used further: `org.slf4j.Logger.info`, `crypto.createHash().update`,
// `github.com/stripe/stripe-go.charge.New`; `new java.util.Random` for constructions. `{a,b}` is a choice,
// `*` any characters but dots, `**` any characters. A method of an instance is named by the instance's type
// where the language declares types.
struct CallModel {
  std::string language;  // "java", "python", "javascript" (TypeScript too), "go"
  std::string pattern;
  // A sink's role (log, telemetry, third-party, store, cache, message, response, error, url, browser-storage,
  // cookie), or what the call is: protection, carry (result holds what the arguments held), crypto, random,
  // tls, payment, webhook-verify, time-safe (compares without telling time), secret-source (gives a secret
  // that is kept outside of the program), truncate (cuts off a fraction).
  std::string role;
  // True: the pattern is matched against receiver and method as written ("logger.info"), and only where the
  // callee cannot be resolved. A flow into it is of weak confidence.
  bool is_by_name = false;
  // Facts' attributes: a constant, or `$0`, `$1`, … for a positional and `$name` for a named argument.
  std::vector<std::pair<std::string, std::string>> attributes;

  // The attribute's text; empty when absent.
  std::string_view attribute(std::string_view name) const;
};

// Words, as split_words gives them, in a function's name that promise a protection. A promise is not a proof:
// the state becomes unknown.
struct ProtectionNames {
  std::string protection;  // truncated, masked, hashed, keyed-hashed, encrypted, tokenized
  std::vector<std::string> phrases;
};

struct CodeModels {
  std::vector<CallModel> calls;
  std::vector<ProtectionNames> protection_names;
};

}  // namespace payaudit

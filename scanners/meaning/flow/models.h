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
// where the language declares types. `set a.b` is an assignment to the member, `use a.B.C` a constant that is
// handed on.
struct CallModel {
  std::string language;  // "java", "python", "javascript" (TypeScript too), "go"
  std::string pattern;
  // A sink's role (log, telemetry, third-party, store, cache, message, response, error, url, browser-storage,
  // cookie), or what the call is: protection, carry (result holds what the arguments held), crypto, random,
  // tls, payment, webhook-verify, time-safe (compares without telling time), secret-source (gives a secret
  // that is kept outside of the program), credential (takes a password), token-read (reads a signed token),
  // session-cookie (sets a cookie, or says how a session's is set),
  // truncate (cuts off a fraction).
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

// Words that judgement asks for by the list's name, one of kWordLists.
struct WordList {
  std::string name;
  std::vector<std::string> words;

  // The word as it is.
  bool has(std::string_view word) const;
  // One of the words of an identifier, as split_words gives them.
  bool is_in(std::string_view identifier) const;
};

// What each list is for stands beside it in policies/models/code.
inline constexpr std::string_view kWordLists[] = {"web.route-marks",
                                                  "web.path-marks",
                                                  "web.prefix-marks",
                                                  "web.uses",
                                                  "web.around-marks",
                                                  "web.groups",
                                                  "web.wrappers",
                                                  "web.route-calls",
                                                  "web.static-routes",
                                                  "web.routers",
                                                  "web.parsers",
                                                  "web.servers",
                                                  "web.requests",
                                                  "web.responses",
                                                  "web.bodies",
                                                  "web.body-calls",
                                                  "web.body-marks",
                                                  "web.proofs",
                                                  "web.ending-calls",
                                                  "web.file-routes",
                                                  "web.file-handlers",
                                                  "web.handler-marks",
                                                  "web.handler-calls",
                                                  "web.methods",
                                                  "web.router-marks",
                                                  "web.request-types",
                                                  "web.request-packages",
                                                  "web.staff",
                                                  "webhook.names",
                                                  "webhook.notices",
                                                  "webhook.vendors",
                                                  "webhook.others",
                                                  "webhook.event-types",
                                                  "webhook.checks",
                                                  "webhook.payments",
                                                  "webhook.harmless",
                                                  "webhook.harmless-calls",
                                                  "webhook.askers",
                                                  "webhook.asked",
                                                  "webhook.next",
                                                  "cookie.session-words",
                                                  "cookie.readable",
                                                  "purpose.otp",
                                                  "purpose.session",
                                                  "purpose.password",
                                                  "purpose.iv",
                                                  "purpose.token",
                                                  "purpose.secret-keys",
                                                  "purpose.other",
                                                  "secret.placeholders",
                                                  "token.checks",
                                                  "token.header-parts",
                                                  "call.map-makers",
                                                  "call.equalities",
                                                  "tls.answering-checks",
                                                  "tls.throwing-checks",
                                                  "tls.members",
                                                  "tls.servers",
                                                  "crypto.zero-makers"};

struct CodeModels {
  std::vector<CallModel> calls;
  std::vector<ProtectionNames> protection_names;
  std::vector<WordList> words;

  // Of one of kWordLists; without words where no policy gives any.
  const WordList& words_of(std::string_view name) const;
};

}  // namespace payaudit

// The table of API models: which calls log, store, hash, encrypt, send … Filled by rules/policy from
// policies/models/code; read by flow, calls and classes through CallIndex.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
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
  // Facts' attributes: a constant, or `$0`, `$1`, … for a positional and `$name` for a named argument. Data
  // flow itself reads `protection`, `vendor`, `if`, and:
  //   form        text, debug, json, log: how a sink or a carrier shows what it is given
  //   format      the argument that is a format with verbs; the values follow it
  //   only        of all arguments these take data; several parted by a space
  //   into        the argument (or `$receiver`) that the others are put into
  //   redacts     the option of the logger's maker that names members which are not written
  //   verbs       braces: the format's verbs are `{}`, and of what has none only an exception is written
  //   level       `always`: it is written whatever its name says of a level
  //   shown       `browser`: in a page it shows what it is given to whoever looks at the page
  //   terminal    `true`: in a script it goes to the terminal of whoever runs it; `always`: everywhere
  //   lazy        `true`: functions among the arguments are called for what they give; in Java always
  //   confidence  `strong`: a sink by name that is one unless shown otherwise
  //   errors      `hold`: the error beside the result quotes the input
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
                                                  "web.around-all-marks",
                                                  "web.groups",
                                                  "code.makers",
                                                  "code.names",
                                                  "code.names-after",
                                                  "code.qualifiers",
                                                  "code.others",
                                                  "code.texts",
                                                  "code.neutral",
                                                  "web.wrappers",
                                                  "money.remainders",
                                                  "money.currencies",
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
                                                  "web.answering-marks",
                                                  "web.answer-models",
                                                  "web.given-out",
                                                  "web.request-types",
                                                  "web.request-packages",
                                                  "value.about-data",
                                                  "value.field-checks",
                                                  "value.field-check-prefixes",
                                                  "value.masks",
                                                  "object.keepers",
                                                  "value.channels",
                                                  "event.listening",
                                                  "event.emitting",
                                                  "value.same",
                                                  "flow.followed",
                                                  "object.removers",
                                                  "value.cuts",
                                                  "value.splits",
                                                  "value.parts",
                                                  "value.finds",
                                                  "web.staff",
                                                  "webhook.names",
                                                  "webhook.notices",
                                                  "webhook.vendors",
                                                  "webhook.others",
                                                  "webhook.event-types",
                                                  "webhook.checks",
                                                  "guard.chains",
                                                  "guard.authorizations",
                                                  "guard.any",
                                                  "guard.matchers",
                                                  "guard.opens",
                                                  "guard.closes",
                                                  "guard.limits",
                                                  "guard.others",
                                                  "webhook.needed",
                                                  "web.header-parameters",
                                                  "webhook.other-checks",
                                                  "webhook.switches",
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
                                                  "purpose.codes",
                                                  "purpose.about-tokens",
                                                  "purpose.secret-keys",
                                                  "purpose.other",
                                                  "secret.placeholders",
                                                  "secret.suffixes",
                                                  "secret.readers",
                                                  "secret.about",
                                                  "secret.identifiers",
                                                  "secret.ciphertext",
                                                  "secret.defaults",
                                                  "secret.default-tags",
                                                  "secret.refusals",
                                                  "code.refusals",
                                                  "token.checks",
                                                  "grpc.server-options",
                                                  "grpc.server-security",
                                                  "grpc.server-builders",
                                                  "token.unsigned",
                                                  "token.answers",
                                                  "token.members",
                                                  "token.askers",
                                                  "token.kept",
                                                  "token.header-parts",
                                                  "call.map-makers",
                                                  "call.state-holders",
                                                  "browser.storages",
                                                  "browser.cookies",
                                                  "call.equalities",
                                                  "call.spellers",
                                                  "tls.answering-checks",
                                                  "tls.throwing-checks",
                                                  "tls.members",
                                                  "environment.development",
                                                  "environment.flags",
                                                  "environment.asks-off",
                                                  "environment.asks-on",
                                                  "environment.production",
                                                  "environment.names",
                                                  "script.servers",
                                                  "script.main-marks",
                                                  "browser.folders",
                                                  "browser.endings",
                                                  "browser.directives",
                                                  "browser.calls",
                                                  "browser.server-functions",
                                                  "log.structured",
                                                  "log.audit",
                                                  "log.by",
                                                  "log.maskers",
                                                  "log.companies",
                                                  "protection.undone",
                                                  "purpose.salts",
                                                  "log.actors",
                                                  "log.attempts",
                                                  "log.warnings",
                                                  "log.refusals",
                                                  "log.refused-attempts",
                                                  "log.attempt-others",
                                                  "check.accepts",
                                                  "check.refuses",
                                                  "log.errors",
                                                  "log.debug-levels",
                                                  "tls.servers",
                                                  "crypto.zero-makers",
                                                  "crypto.slow-hashes",
                                                  "random.seeders"};

// An annotation of a class that gives it a field with a logger: Lombok's `@Slf4j`.
struct LoggerField {
  std::string language;
  std::string annotation;  // qualified
  std::string field;
  std::string type;  // qualified; what models of calls name
};

// The ways in which a value can show itself.
enum class Form : uint8_t {
  text,   // `%s`, string concatenation, Java's `{}`
  debug,  // `%r`, `%#v`, Node's inspection
  json,   // serialized, in whatever format
  log,    // what a structured log asks for; where a type has no such function, its text or its JSON
};
inline constexpr size_t kFormCount = 4;

// One mark of a type or a member and what it does to what a form shows.
struct PrintingMark {
  enum class Means : uint8_t {
    hidden,         // on a member: not shown
    changed,        // on a member: shown is what somebody makes of it
    hides_listed,   // on a type: the members that the argument names are not shown
    shows_listed,   // on a type: only those are shown
    shows_marked,   // on a type: only members with the mark `by` are shown
    shows_nothing,  // on a type: no text is made of its members
  };
  std::string mark;      // as written, with or without what stands before a dot; or a keyword of a call
  std::string argument;  // that must be there; empty: any
  std::string value;     // that it must have; empty: any
  std::string by;
  Form form = Form::text;
  Means means = Means::hidden;
};

// How values of a language's types show themselves.
struct PrintingModel {
  std::string language;
  std::vector<std::string> shown_by_marks;  // annotations that make a text of all members
  std::vector<std::string> shown_by_bases;
  std::vector<std::string> silent_bases;                 // that bring no form of their own along
  std::array<bool, kFormCount> shows = {};               // all members, without any mark
  std::array<std::vector<std::string>, kFormCount> own;  // a type's functions that make its form
  std::vector<PrintingMark> marks;
  std::vector<PrintingMark> keywords;           // of the call that a member is assigned from
  std::vector<std::string> enumerations;        // bases of types whose members are constants
  std::vector<std::string> dumps;               // methods that give what the JSON shows
  std::vector<std::string> all_members;         // members that give all of an object
  std::vector<std::string> all_calls;           // functions that give all, or any, of what they are handed
  std::vector<std::string> serialized_members;  // members that give what its JSON shows
  std::vector<std::string> masking_types;       // their text is a mask
  std::vector<std::string> opened_by;           // methods that give what is behind the mask
};

struct CodeModels {
  std::vector<CallModel> calls;
  std::vector<ProtectionNames> protection_names;
  std::vector<WordList> words = {};
  std::vector<LoggerField> logger_fields = {};
  std::vector<PrintingModel> printing = {};

  // Of one of kWordLists; without words where no policy gives any.
  const WordList& words_of(std::string_view name) const;
  // TypeScript's are JavaScript's; an empty model where there is none.
  const PrintingModel& printing_of(std::string_view language) const;
};

}  // namespace payaudit

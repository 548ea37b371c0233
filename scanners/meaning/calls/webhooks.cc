// Handlers of payment providers' notifications: marked functions, and functions given to a web server's
// routes. A check is looked for in the handler, in functions of the file that it calls, and in what is given
// to the same route. Anything else that might check, or might stand before the handler, leaves it open.
#include <algorithm>
#include <map>
#include <set>

#include "scanners/meaning/calls/paths.h"
#include "scanners/meaning/calls/writers.h"
#include "scanners/meaning/classify/words.h"
#include "scanners/source/characters.h"

namespace payaudit {
namespace {

constexpr std::string_view kWebhook[] = {"webhook", "webhooks"};
constexpr std::string_view kVendors[] = {"stripe", "adyen",    "braintree", "paypal",     "mollie",
                                         "klarna", "squareup", "worldpay",  "gocardless", "razorpay"};
// Senders of notifications that are no payments.
constexpr std::string_view kOthers[] = {"github",  "gitlab",   "slack",    "twilio", "shopify", "clerk",
                                        "mailgun", "sendgrid", "telegram", "svix",   "discord"};
struct EventType {
  std::string_view prefix;
  std::string_view vendor;
};
constexpr EventType kEventTypes[] = {{"payment_intent.", "stripe"}, {"checkout.session.", "stripe"},
                                     {"charge.", "stripe"},         {"PAYMENT.CAPTURE.", "paypal"},
                                     {"CHECKOUT.ORDER.", "paypal"}, {"notificationItems", "adyen"}};
// Marks of web handlers: Spring, JAX-RS, Flask, FastAPI, Django, NestJS.
constexpr std::string_view kRouteMarks[] = {"PostMapping", "RequestMapping", "POST",
                                            "Path",        "Post",           "csrf_exempt",
                                            "api_view",    "require_POST",   "require_http_methods"};
constexpr std::string_view kRouteCalls[] = {"post", "POST", "Post", "all", "HandleFunc", "Handle"};
constexpr std::string_view kRouters[] = {"app",   "router",  "server", "fastify", "koa", "express", "api",
                                         "mux",   "route",   "routes", "http",    "r",   "e",       "g",
                                         "group", "webhook", "chi",    "engine",  "echo"};
// Only parse, log or set headers.
constexpr std::string_view kParsers[] = {"json",        "raw",        "urlencoded", "text",   "express",
                                         "bodyParser",  "cors",       "helmet",     "morgan", "cookieParser",
                                         "compression", "bodyparser", "logger",     "static"};
// Serve an application without standing before its routes.
constexpr std::string_view kServers[] = {"createServer", "listen", "ListenAndServe", "ListenAndServeTLS",
                                         "Serve",        "serve",  "Handle",         "log",
                                         "Fatal",        "run"};
constexpr std::string_view kRequests[] = {"req", "request", "ctx", "context", "c", "r"};
constexpr std::string_view kBodies[] = {"body", "rawBody", "data", "Body", "POST", "json", "form", "values"};
constexpr std::string_view kBodyCalls[] = {"json", "get_json",   "get_data", "body",
                                           "text", "rawBody",    "BindJSON", "ShouldBindJSON",
                                           "Bind", "GetRawData", "form"};
// Parts of a request that may hold what proves its sender.
constexpr std::string_view kProofs[] = {"headers",    "header", "Header", "META", "query",
                                        "params",     "args",   "GET",    "ip",   "remote_addr",
                                        "RemoteAddr", "URL",    "get"};
constexpr std::string_view kChecks[] = {
    "verify",   "verified", "verification", "validate",   "validator",    "signature", "sign",
    "signed",   "hmac",     "construct",    "check",      "authenticate", "auth",      "authorize",
    "guard",    "retrieve", "fetch",        "secret",     "token",        "header",    "depend",
    "security", "hash",     "digest",       "permission", "middleware",   "jwt"};

std::string_view parameter_name(const Function& function, size_t i) {
  const Reg reg = function.parameters[i].reg;  // none of one that is taken apart
  return reg < function.variables.size() ? function.variables[reg].name : std::string_view();
}

struct Handler {
  FunctionId id = kNoFunction;
  std::string_view route;
  Span span;
  std::vector<ValueAt> before;  // what is given to the route besides the handler
  std::string_view open;        // why something outside may check; empty: nothing known
};

class WebhookReader {
 public:
  WebhookReader(CallWriter& out, const Values& values) : out_(out), values_(values), code_(out.code()) {}

  void read() {
    for (const Function& each : code_.functions) {
      for (const Instruction& other : each.body) {
        if (other.op != Op::call || (other.text != "use" && other.text != "Use") || other.receiver == kNoReg)
          continue;
        for (const Argument& argument : other.args) {
          const ValueAt given{static_cast<FunctionId>(&each - code_.functions.data()), argument.value};
          if (values_.constant(given).kind == LiteralKind::none && uses_.size() < 64) uses_.push_back(given);
        }
      }
    }
    for (FunctionId id = 0; id < code_.functions.size(); ++id) read_marks(id);
    for (FunctionId id = 0; id < code_.functions.size(); ++id) {
      for (const Instruction& now : code_.functions[id].body) {
        if (now.op == Op::call && is_one_of(now.text, kRouteCalls)) read_route(id, now);
      }
    }
  }

 private:
  // What was seen in a handler and in what it calls.
  struct Seen {
    std::string_view vendor;
    bool is_verified = false, makes_hmac = false, compares_safely = false, reads_body = false;
    bool is_passed_by = false;  // verified, but on one of the ways only
    std::string_view open;
  };

  void read_marks(FunctionId id) {
    const Function& function = code_.functions[id];
    Handler handler{id, {}, function.name_span, {}, {}};
    bool is_marked = false;
    for (const Annotation& mark : function.annotations) {
      if (!is_route(mark)) {
        if (handler.open.empty()) handler.open = "a decorator of the handler may check";
        continue;
      }
      is_marked = true;
      for (const AnnotationArgument& argument : mark.arguments) {
        if (argument.text.find('/') != std::string_view::npos) handler.route = argument.text;
      }
      if (const std::string_view prefix = prefix_of(function, mark);
          !prefix.empty() && !handler.route.empty())
        handler.route = out_.facts.keep(std::string(prefix) + std::string(handler.route));
    }
    const std::string_view owner =
        function.owner == kNoType ? std::string_view() : code_.types[function.owner].name;
    // Django's views are marked nowhere: routes are in another file.
    const bool is_view = code_.language == "python" && !function.parameters.empty() &&
                         parameter_name(function, 0) == "request" &&
                         (function.owner == kNoType || function.name == "post");
    const bool names_it = has_word_of(function.name, kWebhook) || has_word_of(handler.route, kWebhook) ||
                          (is_view && has_word_of(owner, kWebhook));
    if (!names_it || !(is_marked || is_view)) return;
    // Filters, guards and interceptors of these are declared elsewhere.
    if (code_.language != "python") handler.open = "no check in the handler; one may stand before it";
    write(handler);
  }

  // Where all routes of a router or controller begin: `APIRouter(prefix="/webhooks")`, `url_prefix` of a
  // blueprint, the mapping of a class.
  std::string_view prefix_of(const Function& function, const Annotation& mark) const {
    if (function.owner != kNoType) {
      for (const Annotation& each : code_.types[function.owner].annotations) {
        if (each.name != "RequestMapping" && each.name != "Path" && each.name != "Controller") continue;
        for (const AnnotationArgument& argument : each.arguments) {
          if (argument.text.find_first_not_of("/\"") != std::string_view::npos) return argument.text;
        }
      }
    }
    const std::string_view router = mark.name.substr(0, mark.name.find('.'));
    if (router.size() == mark.name.size()) return {};
    for (FunctionId id = 0; id < code_.functions.size(); ++id) {
      if (code_.functions[id].name != "<module>") continue;
      const auto& variables = code_.functions[id].variables;
      for (Reg reg = 0; reg < variables.size(); ++reg) {
        if (variables[reg].name != router) continue;
        const Instruction* made = values_.definition(values_.origin({id, reg}));
        if (made == nullptr || made->op != Op::call) return {};
        for (const Argument& argument : made->args) {
          if (argument.name != "prefix" && argument.name != "url_prefix") continue;
          const Constant prefix = values_.constant({id, argument.value});
          return prefix.kind == LiteralKind::string ? prefix.text : std::string_view();
        }
      }
    }
    return {};
  }

  void read_route(FunctionId in, const Instruction& now) {
    if (now.args.empty() || now.receiver == kNoReg) return;
    Handler handler;
    size_t first = 0;
    Constant path = values_.constant({in, now.args[0].value});
    const std::vector<std::string> router = split_words(values_.name({in, now.receiver}));
    bool is_router = !router.empty() && is_one_of(router.back(), kRouters);
    if (path.kind == LiteralKind::string) {
      first = 1;
    } else if (const Instruction* made = values_.definition({in, now.receiver});
               made != nullptr && made->op == Op::call && made->text == "route" && made->args.size() == 1) {
      path = values_.constant({in, made->args[0].value});
      is_router = true;
    }
    if (path.kind != LiteralKind::string || !is_router || now.args.size() <= first) return;
    handler.route = path.text;
    const ValueAt last{in, now.args.back().value};
    handler.id = values_.function(last);
    if (handler.id == kNoFunction || code_.functions[handler.id].parameters.empty()) return;
    if (!has_word_of(path.text, kWebhook) && !has_word_of(code_.functions[handler.id].name, kWebhook)) return;
    handler.span = now.span;
    if (is_mounted_elsewhere({in, now.receiver}))
      handler.open = "a middleware may stand before it where its router is mounted, in another file";
    for (size_t i = first; i + 1 < now.args.size(); ++i) handler.before.push_back({in, now.args[i].value});
    handler.before.insert(handler.before.end(), uses_.begin(), uses_.end());
    write(handler);
  }

  // Whether other files say what stands before the routes: of a router rather than an application, of one
  // that is passed in, or that is handed to functions that are not seen.
  bool is_mounted_elsewhere(ValueAt router) const {
    const ValueAt origin = values_.origin(router);
    const Instruction* made = values_.definition(origin);
    if (made != nullptr && made->op == Op::call && made->text == "route" && made->receiver != kNoReg)
      return is_mounted_elsewhere({origin.function, made->receiver});
    if (made == nullptr) return true;
    const ResolvedFunction& resolved = out_.context.resolution[origin.function];
    if (made->op == Op::name || made->op == Op::field)
      return resolved.path[origin.reg].empty() || resolved.path[origin.reg].starts_with(".");
    if (made->op != Op::call && made->op != Op::construct) return true;
    // A library's application; one that a function of this repository gives may have anything before it.
    const std::string_view maker =
        resolved.callee[static_cast<size_t>(made - code_.functions[origin.function].body.data())];
    if (maker.empty() || maker.starts_with(".") || made->text == "Router") return true;
    for (FunctionId id = 0; id < code_.functions.size(); ++id) {
      const auto& body = code_.functions[id].body;
      for (size_t at = 0; at < body.size(); ++at) {
        const Instruction& now = body[at];
        const bool hands_on =
            (now.op == Op::call && !is_one_of(now.text, kServers) && values_.called(id, at) == kNoFunction) ||
            now.op == Op::ret;
        if (!hands_on) continue;
        for (const Argument& argument : now.args) {
          const ValueAt given = values_.origin({id, argument.value});
          if (given.function == origin.function && given.reg == origin.reg) return true;
        }
      }
    }
    return false;
  }

  // A parser, or settings without a hook.
  bool only_parses(ValueAt given) const {
    const Instruction* made = values_.definition(values_.origin(given));
    if (made == nullptr) return false;
    const auto has_hook = [](const Argument& each) {
      return each.name == "verify" || each.name.starts_with("pre") || each.name.starts_with("on") ||
             each.name == "...";
    };
    if (made->op == Op::make) return std::none_of(made->args.begin(), made->args.end(), has_hook);
    if (made->op != Op::call || !is_one_of(made->text, kParsers)) return false;
    for (const Argument& argument : made->args) {
      const Instruction* options = values_.definition(values_.origin({given.function, argument.value}));
      if (options == nullptr) return false;
      if (options->op != Op::literal && options->op != Op::make) return false;
      if (std::any_of(options->args.begin(), options->args.end(), has_hook)) return false;
    }
    return true;
  }

  const std::vector<FunctionId>& calls_of(FunctionId id) {
    const auto [place, is_new] = calls_.try_emplace(id);
    if (!is_new) return place->second;
    std::set<FunctionId> all;
    for (size_t at = 0; at < code_.functions[id].body.size(); ++at) {
      const Instruction& now = code_.functions[id].body[at];
      if (now.op == Op::lambda) all.insert(now.function);
      if (now.op == Op::call) all.insert(values_.called(id, at));
      if (all.size() >= 64) break;
    }
    place->second.assign(all.begin(), all.end());
    return place->second;
  }

  // The function, those written inside it, and those of the file that these call.
  std::set<FunctionId> reached(std::set<FunctionId> all) {
    std::vector<FunctionId> open(all.begin(), all.end());
    while (!open.empty() && all.size() < 64) {
      const FunctionId id = open.back();
      open.pop_back();
      const auto reach = [&](FunctionId next) {
        if (next != kNoFunction && all.insert(next).second) open.push_back(next);
      };
      for (FunctionId next : calls_of(id)) reach(next);
    }
    return all;
  }

  const Seen& look(FunctionId id) {
    const auto [place, is_new] = seen_.try_emplace(id);
    if (is_new) look(id, place->second);
    return place->second;
  }

  void look(FunctionId id, Seen& seen) const {
    const auto& body = code_.functions[id].body;
    std::set<size_t> checks;  // instructions that verify
    std::set<Reg> digests;    // made of an HMAC
    const auto leave_open = [&](std::string_view why) {
      if (seen.open.empty()) seen.open = why;
    };
    for (size_t at = 0; at < body.size(); ++at) {
      const Instruction& now = body[at];
      const auto is_digest = [&](Reg reg) { return digests.contains(reg); };
      const bool uses_digest =
          is_digest(now.receiver) || std::any_of(now.args.begin(), now.args.end(),
                                                 [&](const Argument& a) { return is_digest(a.value); });
      if (uses_digest && now.op == Op::binary && (now.text == "==" || now.text == "!="))
        seen.compares_safely = true;
      if (uses_digest && (now.op == Op::call || now.op == Op::copy) && now.out != kNoReg)
        digests.insert(now.out);
      if (now.op == Op::literal) {
        for (const EventType& type : kEventTypes) {
          if (seen.vendor.empty() && now.text.starts_with(type.prefix)) seen.vendor = type.vendor;
        }
      }
      if (now.op == Op::field && !now.args.empty() && is_request(id, now.args[0].value)) {
        seen.reads_body |= is_one_of(now.text, kBodies);
        if (is_one_of(now.text, kProofs)) leave_open("more of the request is read than its body");
      }
      if (now.op != Op::call && now.op != Op::construct) continue;
      bool is_modelled = false;
      for (const CallModel* model : out_.context.resolution.models_of(id, at)) {
        if (model->role == "webhook-verify") {
          seen.vendor = model->attribute("vendor");
          // A check that answers, rather than throws, must be heard.
          if (model->attribute("gives") == "boolean" && !is_used(body, now.out)) {
            leave_open("what the check says is not looked at");
          } else {
            seen.is_verified = true;
            checks.insert(at);
          }
        }
        if (model->role == "crypto" && model->attribute("operation") == "hmac") {
          seen.makes_hmac = true;
          if (now.out != kNoReg) digests.insert(now.out);
        }
        seen.compares_safely |= model->role == "time-safe";
        is_modelled = true;
      }
      if (now.receiver != kNoReg && is_request(id, now.receiver)) {
        seen.reads_body |= is_one_of(now.text, kBodyCalls);
        if (is_one_of(now.text, kProofs) || has_word_of(now.text, kChecks))
          leave_open("more of the request is read than its body");
        continue;
      }
      // Stripe's libraries build an event from any JSON with it and check nothing.
      if (now.text == "construct_from" || now.text == "constructFrom") continue;
      if (is_modelled || values_.called(id, at) != kNoFunction) continue;
      const std::string_view written = out_.context.resolution[id].written[at];
      if (has_word_of(written, kChecks)) leave_open("what the function called to check does is not known");
      if (has_word_of(written, kVendors)) leave_open("the provider may be asked");
      for (const Argument& argument : now.args) {
        if (is_request(id, argument.value)) leave_open("the request is handed to a function of another file");
      }
    }
    seen.is_passed_by = is_passed_by(code_.functions[id], checks);
  }

  static bool is_used(const std::vector<Instruction>& body, Reg reg) {
    return std::any_of(body.begin(), body.end(), [&](const Instruction& now) {
      return now.receiver == reg || std::any_of(now.args.begin(), now.args.end(),
                                                [&](const Argument& each) { return each.value == reg; });
    });
  }

  bool is_request(FunctionId id, Reg reg) const {
    if (reg == kNoReg) return false;
    const ValueAt value = values_.origin({id, reg});
    if (!is_one_of(values_.name(value), kRequests)) return false;
    // `ctx.request`, `c.Request` too, but no member of anything else.
    const Instruction* made = values_.definition(value);
    return made == nullptr || made->op == Op::name || made->op == Op::field;
  }

  std::string_view vendor_of(const Handler& handler) const {
    const Function& function = code_.functions[handler.id];
    const std::string_view owner =
        function.owner == kNoType ? std::string_view() : code_.types[function.owner].name;
    for (std::string_view text : {std::string_view(function.name), handler.route, owner}) {
      const std::vector<std::string> words = split_words(text);
      for (std::string_view vendor : kVendors) {
        if (std::find(words.begin(), words.end(), vendor) != words.end()) return vendor;
      }
    }
    return {};
  }

  std::string_view imported_vendor() const {
    for (const Import& import : code_.imports) {
      const std::vector<std::string> words = split_words(import.module);
      for (std::string_view vendor : kVendors) {
        if (std::find(words.begin(), words.end(), vendor) != words.end()) return vendor;
      }
    }
    return {};
  }

  void write(const Handler& handler) {
    if (!written_.insert(handler.id).second) return;
    Seen seen;
    std::set<FunctionId> first{handler.id};
    seen.open = handler.open;
    for (ValueAt given : handler.before) {
      const FunctionId local = values_.function(given);
      if (local != kNoFunction) {
        first.insert(local);
      } else if (!only_parses(given) && seen.open.empty()) {
        seen.open = "a middleware before the handler may check";
      }
    }
    if (code_.language == "python") {
      for (size_t i = 0; i < code_.functions[handler.id].parameters.size(); ++i) {
        if (has_word_of(parameter_name(code_.functions[handler.id], i), kChecks))
          seen.open = "a parameter of the handler may be checked before it";
      }
    }
    for (FunctionId id : reached(std::move(first))) {
      const Seen& each = look(id);
      seen.is_verified |= each.is_verified;
      seen.is_passed_by |= each.is_passed_by;
      seen.makes_hmac |= each.makes_hmac;
      seen.compares_safely |= each.compares_safely;
      seen.reads_body |= each.reads_body;
      if (seen.vendor.empty()) seen.vendor = each.vendor;
      if (seen.open.empty()) seen.open = each.open;
    }
    // Whose notifications these are must be known, or any web hook would count.
    std::string_view vendor = vendor_of(handler);
    if (vendor.empty()) vendor = seen.vendor;
    if (vendor.empty()) vendor = imported_vendor();
    if (vendor.empty() || names_other(handler)) return;

    std::string name = function_name(code_, handler.id);
    if (name.starts_with("<") && !handler.route.empty()) name = handler.route;
    Fact& fact = out_.facts.add(Kind::webhook, {out_.context.file, handler.span}, name);
    fact.set(Attr::name, out_.facts.text(name));
    fact.set(Attr::function, out_.facts.text(name));
    fact.set(Attr::vendor, out_.facts.text(vendor));
    if (!handler.route.empty()) fact.set(Attr::route, out_.facts.text(handler.route));
    if (seen.is_passed_by) {
      fact.set(Attr::verified,
               out_.facts.unknown("one way through it takes what was sent without the check"));
    } else if (seen.is_verified || (seen.makes_hmac && seen.compares_safely)) {
      fact.set(Attr::verified, Value::boolean(true));
    } else if (seen.makes_hmac) {
      fact.set(Attr::verified, out_.facts.unknown("where the HMAC is compared is not seen"));
    } else if (!seen.open.empty()) {
      fact.set(Attr::verified, out_.facts.unknown(seen.open));
    } else if (!seen.reads_body) {
      fact.set(Attr::verified, out_.facts.unknown("where the body is read is not seen"));
    } else {
      fact.set(Attr::verified, Value::boolean(false));
    }
  }

  bool names_other(const Handler& handler) const {
    return has_word_of(handler.route, kOthers) || has_word_of(code_.functions[handler.id].name, kOthers);
  }

  CallWriter& out_;
  const Values& values_;
  const Code& code_;
  std::vector<ValueAt> uses_;  // middlewares of the file's applications; more than that are no application's
  std::set<FunctionId> written_;
  std::map<FunctionId, Seen> seen_;  // by function, for many handlers may call one
  std::map<FunctionId, std::vector<FunctionId>> calls_;
};

}  // namespace

bool is_route(const Annotation& mark) {
  return is_one_of(mark.name, kRouteMarks) || mark.name.ends_with(".route") || mark.name.ends_with(".post") ||
         mark.name.ends_with(".api_route");
}

void write_webhooks(CallWriter& out, const Values& values) {
  WebhookReader(out, values).read();
}

}  // namespace payaudit

// Handlers of payment providers' notifications: marked functions, functions given to a web server's routes,
// and functions of files whose path is the route. A check is looked for in the handler, in functions of the
// file that it calls, and in what is given to the same route; see checks.h for what counts as one. Anything
// else that might check, or might stand before the handler, leaves it open.
#include <algorithm>
#include <map>
#include <set>

#include "scanners/meaning/calls/checks.h"
#include "scanners/meaning/calls/requests.h"
#include "scanners/meaning/calls/web_handlers.h"
#include "scanners/meaning/calls/writers.h"
#include "scanners/meaning/classify/words.h"
#include "scanners/source/characters.h"

namespace payaudit {
namespace {

std::string_view parameter_name(const Function& function, size_t i) {
  const Reg reg = function.parameters[i].reg;  // none of one that is taken apart
  return reg < function.variables.size() ? function.variables[reg].name : std::string_view();
}

std::string joined_path(std::string_view prefix, std::string_view path) {
  std::string all(prefix);
  if (!all.empty() && all.back() != '/' && !path.empty() && path.front() != '/') all += '/';
  return all += path;
}

struct Handler {
  FunctionId id = kNoFunction;
  std::string_view route;
  Span span;
  std::vector<ValueAt> before;   // what is given to the route besides the handler
  std::string_view open;         // why something outside may check; empty: nothing known
  bool is_certain = true;        // that a provider sends to it
  std::string_view router = {};  // whose mark it has: `hooks` of `@hooks.post("/stripe")`
};

// What an application or a router is told to run before its handlers.
struct Registration {
  FunctionId in = kNoFunction;
  size_t at = 0;
  ValueAt router;
  std::string_view path;  // of those that it is run for; empty: of all
  ValueAt given;
};

constexpr size_t kMostRegistrations = 64;  // in one file
constexpr size_t kMostFunctions = 64;      // that one handler reaches

class WebhookReader {
 public:
  WebhookReader(CallWriter& out, const Values& values)
      : out_(out), values_(values), code_(out.code()), checks_(out, values) {}

  void read() {
    const WordList& uses = words("web.uses");
    const WordList& route_calls = words("web.route-calls");
    for (FunctionId id = 0; id < code_.functions.size(); ++id) {
      for (size_t at = 0; at < code_.functions[id].body.size(); ++at) {
        const Instruction& now = code_.functions[id].body[at];
        if (now.op == Op::call && uses.has(now.text) && now.receiver != kNoReg) read_use(id, at);
      }
    }
    for (FunctionId id = 0; id < code_.functions.size(); ++id) {
      for (const Annotation& mark : code_.functions[id].annotations) {
        const size_t dot = mark.name.rfind('.');
        const std::string_view router = dot == std::string_view::npos ? "" : mark.name.substr(0, dot);
        const std::string_view name = mark.name.substr(dot + 1);  // npos + 1 is 0
        if (words("web.around-marks").has(name))
          around_.push_back({id, words("web.around-all-marks").has(name) ? std::string_view() : router});
      }
    }
    for (FunctionId id = 0; id < code_.functions.size(); ++id) read_marks(id);
    for (FunctionId id = 0; id < code_.functions.size(); ++id) {
      for (const Instruction& now : code_.functions[id].body) {
        if (now.op == Op::call && route_calls.has(now.text)) read_route(id, now);
      }
    }
    read_file_route();
    for (FunctionId id = 0; id < code_.functions.size(); ++id) read_unrouted(id);
  }

 private:
  const WordList& words(std::string_view list) const { return out_.words(list); }

  void read_use(FunctionId in, size_t at) {
    const Instruction& now = code_.functions[in].body[at];
    Registration use{in, at, {in, now.receiver}, {}, {}};
    for (const Argument& argument : now.args) {
      use.given = {in, argument.value};
      const Constant constant = values_.constant(use.given);
      if (constant.kind == LiteralKind::string && constant.text.starts_with('/')) use.path = constant.text;
      if (constant.kind != LiteralKind::none) continue;
      if (uses_.size() < kMostRegistrations) {
        uses_.push_back(use);
      } else {
        has_more_uses_ = true;
      }
    }
  }

  bool is_same_router(ValueAt a, ValueAt b) const {
    a = values_.origin(a);
    b = values_.origin(b);
    if (a.function == b.function && a.reg == b.reg) return true;
    const Instruction* made = values_.definition(a);
    const Instruction* other = values_.definition(b);
    return made != nullptr && other != nullptr && made->op == Op::name && other->op == Op::name &&
           made->text == other->text;
  }

  // The router, or one that it was made from after that.
  bool is_told_to_router_of(const Registration& use, ValueAt router) const {
    for (size_t step = 0; step < kMostRegistrations; ++step) {
      if (is_same_router(use.router, router)) return true;
      const ValueAt origin = values_.origin(router);
      const Instruction* made = values_.definition(origin);
      const bool is_part = made != nullptr && made->op == Op::call && made->receiver != kNoReg &&
                           words("web.groups").has(made->text);
      if (!is_part || origin.function != use.in) return false;
      if (static_cast<size_t>(made - code_.functions[origin.function].body.data()) < use.at) return false;
      router = {origin.function, made->receiver};
    }
    return false;
  }

  // What runs before a route: what its own router was told before it, for all paths or for one that the
  // route's begins with. What else may run before it leaves open whether it does.
  void add_uses(Handler& handler, FunctionId in, const Instruction& now) {
    const auto at = static_cast<size_t>(&now - code_.functions[in].body.data());
    for (const Registration& use : uses_) {
      const bool is_before = use.in == in && use.at < at;
      if (use.in == in && !is_before) continue;
      const bool is_for_it = use.path.empty() || use.path == "/" || handler.route == use.path ||
                             (handler.route.starts_with(use.path) && handler.route[use.path.size()] == '/');
      if (!is_for_it) continue;
      const FunctionId local = values_.function(use.given);
      if (local == kNoFunction || (is_before && is_told_to_router_of(use, {in, now.receiver}))) {
        handler.before.push_back(use.given);
      } else if (checks_.look(local).is_guarded() && handler.open.empty()) {
        handler.open = "a middleware of another router may check before it";
      }
    }
    if (has_more_uses_ && handler.open.empty())
      handler.open = "there are more middlewares than are looked at";
  }

  bool is_route(const Annotation& mark) const {
    return words("web.route-marks").has(mark.name) || words("web.path-marks").has(mark.name) ||
           mark.name.ends_with(".route") || mark.name.ends_with(".post") || mark.name.ends_with(".api_route");
  }

  void read_marks(FunctionId id) {
    const Function& function = code_.functions[id];
    Handler handler{id, {}, function.name_span, {}, {}};
    bool is_marked = false, takes_posts = false;
    std::string_view prefix;
    for (const Annotation& mark : function.annotations) {
      if (!is_route(mark)) {
        if (handler.open.empty()) handler.open = "a decorator of the handler may check";
        continue;
      }
      is_marked |= !words("web.path-marks").has(mark.name);
      handler.router = mark.name.substr(0, std::min(mark.name.rfind('.'), mark.name.size()));
      takes_posts |= !mark.name.ends_with(".route");
      for (const AnnotationArgument& argument : mark.arguments) {
        takes_posts |= argument.text.find("POST") != std::string_view::npos;
        const bool is_path = argument.name.empty() || argument.name == "value" || argument.name == "path";
        const bool is_written = argument.text.find('/') != std::string_view::npos ||
                                (code_.language != "python" && !argument.text.empty() &&
                                 argument.text.find_first_of(" .(){}[]") == std::string_view::npos);
        if (is_path && is_written && handler.route.empty()) handler.route = argument.text;
      }
      if (prefix.empty()) prefix = prefix_of(function, mark);
    }
    if (!prefix.empty()) handler.route = out_.facts.keep(joined_path(prefix, handler.route));
    const std::string_view owner =
        function.owner == kNoType ? std::string_view() : code_.types[function.owner].name;
    // Django's views are marked nowhere: routes are in another file.
    const bool is_view = code_.language == "python" && !function.parameters.empty() &&
                         parameter_name(function, 0) == "request" &&
                         (function.owner == kNoType || function.name == "post");
    if (!is_marked && !is_view) return;
    const bool names_it = (is_view && words("webhook.names").is_in(owner)) ||
                          is_notified(handler, is_view ? owner : std::string_view(), takes_posts || is_view);
    if (!names_it) return;
    // Filters, guards and interceptors of these are declared elsewhere.
    if (code_.language != "python") handler.open = "no check in the handler; one may stand before it";
    write(handler);
  }

  // Its path or name says that it takes notifications: by a word for these, by a weaker one beside a
  // provider's name, or by the provider's own types of events in it.
  bool is_notified(Handler& handler, std::string_view owner, bool takes_posts) {
    const std::string_view name = code_.functions[handler.id].name;
    if (words("webhook.names").is_in(name) || words("webhook.names").is_in(handler.route)) return true;
    const WordList& notices = words("webhook.notices");
    const bool notices_it =
        notices.is_in(name) || notices.is_in(handler.route) || (!owner.empty() && notices.is_in(owner));
    if (!takes_posts || handler.route.empty()) return false;
    if (!look(handler.id).vendor.empty()) return true;
    handler.is_certain = false;
    return notices_it && !vendor_of(handler).empty();
  }

  // Where all routes of a router or controller begin: `APIRouter(prefix="/webhooks")`, `url_prefix` of a
  // blueprint, the mapping of a class.
  std::string_view prefix_of(const Function& function, const Annotation& mark) const {
    if (function.owner != kNoType) {
      for (const Annotation& each : code_.types[function.owner].annotations) {
        if (!words("web.prefix-marks").has(each.name)) continue;
        for (const AnnotationArgument& argument : each.arguments) {
          const bool is_path = argument.name.empty() || argument.name == "value" || argument.name == "path";
          if (is_path && argument.text.find_first_not_of("/\"") != std::string_view::npos)
            return argument.text;
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

  // `r.Group("/webhooks")` before `.POST("/stripe", …)`.
  std::string route_of(ValueAt router, std::string_view path) const {
    const ValueAt origin = values_.origin(router);
    const Instruction* made = values_.definition(origin);
    if (made == nullptr || made->op != Op::call || !words("web.groups").has(made->text) || made->args.empty())
      return std::string(path);
    const Constant prefix = values_.constant({origin.function, made->args[0].value});
    return prefix.kind == LiteralKind::string ? joined_path(prefix.text, path) : std::string(path);
  }

  bool has_static_routes() const {
    const auto& owners = words("web.static-routes").words;
    return std::any_of(code_.imports.begin(), code_.imports.end(), [&](const Import& import) {
      const std::string whole = std::string(import.module) + "." + std::string(import.name);
      return std::any_of(owners.begin(), owners.end(),
                         [&](const std::string& owner) { return whole.find(owner) != std::string::npos; });
    });
  }

  // The handler that is given last, behind what wraps it.
  FunctionId handler_of(ValueAt given, std::string_view& open) const {
    if (const FunctionId known = values_.function(given); known != kNoFunction) return known;
    const ValueAt origin = values_.origin(given);
    const Instruction* made = values_.definition(origin);
    if (made == nullptr || made->op != Op::call) return kNoFunction;
    for (const Argument& each : made->args) {
      const FunctionId inner = values_.function({origin.function, each.value});
      if (inner == kNoFunction) continue;
      if (!words("web.wrappers").has(made->text)) open = "what wraps the handler may check";
      return inner;
    }
    return kNoFunction;
  }

  // `fastify.route({ method: "POST", url: "/webhooks/stripe", handler })`. Whether it is one.
  bool read_described_route(FunctionId in, const Instruction& now) {
    const ValueAt given = values_.origin({in, now.args[0].value});
    const Instruction* options = values_.definition(given);
    if (options == nullptr || options->op != Op::make) return false;
    Handler handler;
    for (const Argument& each : options->args) {
      const ValueAt value{given.function, each.value};
      if (each.name == "url" || each.name == "path") handler.route = values_.constant(value).text;
      if (each.name == "handler") handler.id = handler_of(value, handler.open);
      if (each.name == "...") handler.open = "options that are spread may check before the handler";
      if (each.name.starts_with("pre") || each.name.starts_with("on"))
        handler.open = "a middleware before the handler may check";
    }
    if (handler.id == kNoFunction || handler.route.empty() || code_.functions[handler.id].parameters.empty())
      return true;
    handler.span = now.span;
    if (handler.open.empty() && is_mounted_elsewhere({in, now.receiver}))
      handler.open = "a middleware may stand before it where its router is mounted, in another file";
    add_uses(handler, in, now);
    if (is_notified(handler, {}, true)) write(handler);
    return true;
  }

  void read_route(FunctionId in, const Instruction& now) {
    const bool is_static = now.receiver == kNoReg;
    if (now.args.empty() || (is_static && !has_static_routes())) return;
    if (!is_static && now.args.size() == 1 && read_described_route(in, now)) return;
    Handler handler;
    size_t first = 0;
    Constant path = values_.constant({in, now.args[0].value});
    const std::vector<std::string> router =
        is_static ? std::vector<std::string>() : split_words(values_.name({in, now.receiver}));
    bool is_router = is_static || (!router.empty() && words("web.routers").has(router.back()));
    if (path.kind == LiteralKind::string) {
      first = 1;
      const Instruction* made = is_static ? nullptr : values_.definition(values_.origin({in, now.receiver}));
      is_router |= made != nullptr && made->op == Op::call && words("web.groups").has(made->text);
    } else if (const Instruction* made = values_.definition({in, now.receiver});
               made != nullptr && made->op == Op::call && made->text == "route" && made->args.size() == 1) {
      path = values_.constant({in, made->args[0].value});
      is_router = true;
    }
    if (path.kind != LiteralKind::string || !is_router || now.args.size() <= first) return;
    handler.route =
        first == 1 && !is_static ? out_.facts.keep(route_of({in, now.receiver}, path.text)) : path.text;
    handler.id = handler_of({in, now.args.back().value}, handler.open);
    if (handler.id == kNoFunction) return;
    if (code_.functions[handler.id].parameters.empty() && code_.language != "python") return;
    if (!is_notified(handler, {}, true)) return;
    handler.span = now.span;
    if (handler.open.empty() && is_static) handler.open = "a filter may stand before it";
    if (handler.open.empty() && !is_static && is_mounted_elsewhere({in, now.receiver}))
      handler.open = "a middleware may stand before it where its router is mounted, in another file";
    for (size_t i = first; i + 1 < now.args.size(); ++i) handler.before.push_back({in, now.args[i].value});
    add_uses(handler, in, now);
    write(handler);
  }

  // Next.js, SvelteKit, Remix, Nuxt: the file's path is the route, and what it exports answers.
  void read_file_route() {
    const std::string& path = out_.context.source.path();
    const auto& places = words("web.file-routes").words;
    const bool is_script = code_.language == "typescript" || code_.language == "javascript";
    if (!is_script || std::none_of(places.begin(), places.end(), [&](const std::string& each) {
          return ("/" + path).find(each) != std::string::npos;
        }))
      return;
    const WordList& handlers = words("web.file-handlers");
    for (FunctionId id = 0; id < code_.functions.size(); ++id) {
      const Function& function = code_.functions[id];
      const bool is_outer =
          function.parent != kNoFunction && code_.functions[function.parent].name == "<module>";
      if (is_outer && function.owner == kNoType && handlers.has(function.name))
        write_file_route(id, function.name_span, path);
      if (function.name != "<module>") continue;
      for (const Instruction& now : function.body) {
        // `export const POST = wrap(async (request) => …)`, `export default defineEventHandler(…)`.
        const bool is_named = now.op == Op::copy && now.out < function.variables.size() &&
                              handlers.has(function.variables[now.out].name);
        if (!is_named && (now.op != Op::call || !handlers.has(now.text))) continue;
        for (const Argument& each : now.args) {
          std::string_view open;
          const FunctionId inner = handler_of({id, each.value}, open);
          if (inner != kNoFunction) write_file_route(inner, now.span, path, open);
        }
      }
    }
  }

  // A servlet, or a function that another file gives to a route: its name says what it takes.
  void read_unrouted(FunctionId id) {
    const Function& function = code_.functions[id];
    if (code_.language == "python" || !takes_request(values_, function)) return;
    Handler handler{id, {}, function.name_span, {}, {}};
    handler.open = "no check in the handler; one may stand before it where it is given to a route";
    const std::string_view owner =
        function.owner == kNoType ? std::string_view() : code_.types[function.owner].name;
    const WordList& names = words("webhook.names");
    const WordList& notices = words("webhook.notices");
    const bool is_named = names.is_in(function.name) || names.is_in(owner);
    const bool is_noticed = notices.is_in(function.name) || notices.is_in(owner);
    handler.is_certain = is_named;
    if (is_named || (is_noticed && !vendor_of(handler).empty())) write(handler);
  }

  void write_file_route(FunctionId id, Span span, const std::string& path, std::string_view open = {}) {
    const size_t dot = path.rfind('.');
    Handler handler{id, out_.facts.keep("/" + path.substr(0, dot)), span, {}, {}};
    handler.open = open;
    if (is_notified(handler, {}, true)) write(handler);
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
        const bool hands_on = (now.op == Op::call && !words("web.servers").has(now.text) &&
                               values_.called(id, at) == kNoFunction) ||
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
    if (made->op == Op::field || made->op == Op::name) return words("web.parsers").has(made->text);
    if (made->op != Op::call || !words("web.parsers").has(made->text)) return false;
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
    }
    place->second.assign(all.begin(), all.end());
    return place->second;
  }

  // The function, those written inside it, and those of the file that these call. `is_cut`: there are more.
  std::set<FunctionId> reached(std::set<FunctionId> all, bool& is_cut) {
    std::vector<FunctionId> open(all.begin(), all.end());
    while (!open.empty()) {
      if (all.size() >= kMostFunctions) {
        is_cut = true;
        break;
      }
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
    if (is_new) place->second = seen_in(out_, values_, checks_, id);
    return place->second;
  }

  std::string_view vendor_in(std::string_view text) const {
    const std::vector<std::string> all = split_words(text);
    for (std::string_view vendor : words("webhook.vendors").words) {
      if (std::find(all.begin(), all.end(), vendor) != all.end()) return vendor;
    }
    return {};
  }

  std::string_view vendor_of(const Handler& handler) const {
    const Function& function = code_.functions[handler.id];
    const std::string_view owner =
        function.owner == kNoType ? std::string_view() : code_.types[function.owner].name;
    for (std::string_view text : {std::string_view(function.name), handler.route, owner}) {
      if (const std::string_view vendor = vendor_in(text); !vendor.empty()) return vendor;
    }
    return {};
  }

  std::string_view imported_vendor() const {
    for (const Import& import : code_.imports) {
      if (const std::string_view vendor = vendor_in(import.module); !vendor.empty()) return vendor;
    }
    return {};
  }

  void write(const Handler& handler) {
    if (!written_.insert(handler.id).second) return;
    Seen seen;
    std::set<FunctionId> first{handler.id};
    bool is_guarded = checks_.look(handler.id).is_guarded();
    seen.open = handler.open;
    for (ValueAt given : handler.before) {
      const FunctionId local = values_.function(given);
      if (local != kNoFunction) {
        first.insert(local);
        is_guarded |= checks_.look(local).is_guarded();
      } else if (!only_parses(given) && seen.open.empty()) {
        seen.open = "a middleware before the handler may check";
      }
    }
    for (const auto& [id, router] : around_) {
      const bool is_of_other = !router.empty() && !handler.router.empty() && router != handler.router;
      if (!is_of_other) {
        first.insert(id);
        is_guarded |= checks_.look(id).is_guarded();
      } else if (checks_.look(id).is_guarded() && seen.open.empty()) {
        seen.open = "what runs before the handlers of another router may check";
      }
    }
    if (code_.language == "python") {
      for (size_t i = 0; i < code_.functions[handler.id].parameters.size(); ++i) {
        const std::string_view name = parameter_name(code_.functions[handler.id], i);
        if (words("webhook.checks").is_in(name) && !is_unused_header(handler.id, i))
          seen.open = "a parameter of the handler may be checked before it";
        // FastAPI gives the body to what is no part of the path.
        seen.reads_body |= !name.empty() && !handler.route.empty() && !words("web.requests").has(name) &&
                           handler.route.find(name) == std::string_view::npos;
      }
    }
    bool has_check = false, makes_hmac = false, opens = false;
    std::string_view why, checked_vendor;
    bool is_cut = false;
    const std::set<FunctionId> all = reached(std::move(first), is_cut);
    if (is_cut && seen.open.empty()) seen.open = "it calls more functions than are looked at";
    for (FunctionId id : all) {
      const Seen& each = look(id);
      const Checked& checked = checks_.look(id);
      has_check |= checked.has_check;
      opens |= checked.opens;
      makes_hmac |= checked.makes_hmac;
      if (why.empty()) why = checked.why;
      if (checked_vendor.empty()) checked_vendor = checked.vendor;
      seen.reads_body |= each.reads_body;
      seen.speaks_of_payments |= each.speaks_of_payments;
      if (seen.vendor.empty()) seen.vendor = each.vendor;
      if (seen.open.empty()) seen.open = each.open;
    }
    // Whose notifications these are must be known, or that they are of payments; or any web hook would count.
    std::string_view vendor = vendor_of(handler);
    if (vendor.empty()) vendor = checked_vendor;
    if (vendor.empty()) vendor = seen.vendor;
    if (vendor.empty()) vendor = imported_vendor();
    if ((vendor.empty() && !seen.speaks_of_payments) || names_other(handler)) return;

    std::string name = function_name(code_, handler.id);
    if ((name.empty() || name.starts_with("<")) && !handler.route.empty()) name = handler.route;
    Fact& fact = out_.facts.add(Kind::webhook, {out_.context.file, handler.span}, name);
    fact.set(Attr::name, out_.facts.text(name));
    fact.set(Attr::function, out_.facts.text(name));
    if (!vendor.empty()) fact.set(Attr::vendor, out_.facts.text(vendor));
    if (!handler.route.empty()) fact.set(Attr::route, out_.facts.text(handler.route));
    if (is_guarded) {
      fact.set(Attr::verified, Value::boolean(true));
    } else if (opens) {
      // What it does after the check it does without: nobody has to sign anything.
      fact.set(Attr::verified, Value::boolean(false));
    } else if (has_check) {
      fact.set(Attr::verified,
               out_.facts.unknown(why.empty() ? "whether it goes through the check is not followed" : why));
    } else if (makes_hmac) {
      fact.set(Attr::verified, out_.facts.unknown("where the HMAC is compared is not seen"));
    } else if (!seen.open.empty()) {
      fact.set(Attr::verified, out_.facts.unknown(seen.open));
    } else if (!seen.reads_body) {
      fact.set(Attr::verified, out_.facts.unknown("where the body is read is not seen"));
    } else if (!handler.is_certain) {
      fact.set(Attr::verified, out_.facts.unknown("whether a provider sends to it is not certain"));
    } else {
      fact.set(Attr::verified, Value::boolean(false));
    }
  }

  // FastAPI's `signature: str = Header(None)`, which nothing looks at.
  bool is_unused_header(FunctionId id, size_t parameter) const {
    const Reg reg = code_.functions[id].parameters[parameter].reg;
    bool is_header = false;
    for (const Instruction& now : code_.functions[id].body) {
      if (now.op == Op::copy && now.out == reg && !now.args.empty()) {
        const Instruction* given = values_.definition({id, now.args[0].value});
        is_header |=
            given != nullptr && given->op == Op::call && words("web.header-parameters").has(given->text);
      } else if (now.text != "default" && takes(now, reg)) {
        return false;
      }
    }
    return is_header;
  }

  bool names_other(const Handler& handler) const {
    return words("webhook.others").is_in(handler.route) ||
           words("webhook.others").is_in(code_.functions[handler.id].name);
  }

  CallWriter& out_;
  const Values& values_;
  const Code& code_;
  Checks checks_;
  std::vector<Registration> uses_;
  bool has_more_uses_ = false;
  // What runs before every handler of a router, or of all where none is named.
  std::vector<std::pair<FunctionId, std::string_view>> around_;
  std::set<FunctionId> written_;
  std::map<FunctionId, Seen> seen_;  // by function, for many handlers may call one
  std::map<FunctionId, std::vector<FunctionId>> calls_;
};

}  // namespace

void write_webhooks(CallWriter& out, const Values& values) {
  WebhookReader(out, values).read();
}

}  // namespace payaudit

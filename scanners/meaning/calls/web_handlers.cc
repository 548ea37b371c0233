#include "scanners/meaning/calls/web_handlers.h"

#include <algorithm>
#include <string>
#include <vector>

#include "scanners/meaning/classify/words.h"
#include "scanners/source/characters.h"

namespace payaudit {
namespace {

std::string_view last_segment(std::string_view name) {
  const size_t dot = name.rfind('.');
  return dot == std::string_view::npos ? name : name.substr(dot + 1);
}

// Spring, Micronaut and NestJS, JAX-RS; Flask, FastAPI and Django.
constexpr std::string_view kMarks[] = {"RequestMapping",
                                       "GetMapping",
                                       "PostMapping",
                                       "PutMapping",
                                       "PatchMapping",
                                       "DeleteMapping",
                                       "GET",
                                       "POST",
                                       "PUT",
                                       "PATCH",
                                       "DELETE",
                                       "Post",
                                       "Get",
                                       "Put",
                                       "Patch",
                                       "Delete",
                                       "csrf_exempt",
                                       "api_view",
                                       "require_POST",
                                       "require_GET",
                                       "login_required",
                                       "require_http_methods"};
constexpr std::string_view kMethods[] = {"GET", "POST", "PUT", "PATCH", "DELETE"};
// Of a router object, which a decorator names: `@app.post("/pay")`.
constexpr std::string_view kRouterMarks[] = {"route", "api_route", "post",   "get",
                                             "put",   "patch",     "delete", "view"};
// Methods that give a handler to a route.
constexpr std::string_view kRouteCalls[] = {
    "get",  "post",  "put",        "patch",  "delete",       "all",           "use",      "GET",
    "POST", "PUT",   "PATCH",      "DELETE", "Get",          "Post",          "Put",      "Patch",
    "Any",  "route", "HandleFunc", "Handle", "add_url_rule", "add_api_route", "add_route"};
// Types of parameters that a web server passes, without package and arguments.
constexpr std::string_view kRequestTypes[] = {"HttpServletRequest",   "ServerRequest",  "ResponseWriter",
                                              "NextApiRequest",       "FastifyRequest", "HttpRequest",
                                              "APIGatewayProxyEvent", "NextRequest"};
// The same, of packages that other things have the names of.
struct TypedContext {
  std::string_view type;
  std::string_view package;
};
constexpr TypedContext kContexts[] = {{"gin.Context", "gin-gonic/gin"},
                                      {"echo.Context", "labstack/echo"},
                                      {"fiber.Ctx", "gofiber/fiber"},
                                      {"Request", "express"},
                                      {"http.Request", "net/http"}};
constexpr std::string_view kStaff[] = {
    "phone", "telephone",  "moto",     "mail", "desk",       "agent",      "staff",   "terminal", "admin",
    "clerk", "backoffice", "operator", "call", "callcenter", "callcentre", "support", "internal"};

bool imports(const Code& code, std::string_view package) {
  return std::any_of(code.imports.begin(), code.imports.end(), [&](const Import& import) {
    return import.module.find(package) != std::string_view::npos;
  });
}

bool is_mark(const Annotation& mark) {
  const std::string_view name = last_segment(mark.name);
  const bool is_of_router = name.size() < mark.name.size() && is_one_of(name, kRouterMarks);
  return is_one_of(name, kMarks) || is_of_router;
}

bool takes_request(const Code& code, const Function& function) {
  for (const Parameter& parameter : function.parameters) {
    if (parameter.reg >= function.variables.size()) continue;
    std::string_view type = function.variables[parameter.reg].type;
    type.remove_prefix(std::min(type.find_first_not_of(" *&"), type.size()));
    type = type.substr(0, type.find('<'));
    if (is_one_of(last_segment(type), kRequestTypes)) return true;
    for (const TypedContext& known : kContexts) {
      if (type == known.type && imports(code, known.package)) return true;
    }
  }
  // Django's views are marked nowhere: routes are in another file.
  const bool is_view = code.language == "python" && !function.parameters.empty() &&
                       function.parameters[0].reg < function.variables.size() &&
                       function.variables[function.parameters[0].reg].name == "request" &&
                       (imports(code, "django") || imports(code, "rest_framework"));
  return is_view && (function.owner == kNoType || function.name == "post" || function.name == "get" ||
                     function.name == "put");
}

}  // namespace

WebHandlers::WebHandlers(const Values& values) : values_(values) {
  const Code& code = values.code();
  const bool has_static_routes = code.language == "java" && imports(code, "spark.Spark");
  for (FunctionId id = 0; id < code.functions.size(); ++id) {
    const Function& function = code.functions[id];
    std::string_view route;
    bool is_handler = takes_request(code, function);
    for (const Annotation& mark : function.annotations) {
      if (!is_mark(mark)) continue;
      is_handler = true;
      for (const AnnotationArgument& argument : mark.arguments) {
        if (argument.text.find('/') != std::string_view::npos) route = argument.text;
      }
    }
    // Next.js answers with what a route's file calls by the method's name.
    const bool is_next =
        is_one_of(function.name, kMethods) && function.owner == kNoType && imports(code, "next/server");
    if (is_handler || is_next) add(id, route);
    for (const Instruction& now : function.body) {
      if (now.op != Op::call || now.args.size() < 2) continue;
      // Spark's routes are static methods; any other route belongs to a router.
      if (now.receiver == kNoReg && !has_static_routes) continue;
      if (!is_one_of(now.text, kRouteCalls)) continue;
      const Constant path = values.constant({id, now.args[0].value});
      if (path.kind != LiteralKind::string || !path.text.starts_with('/')) continue;
      for (size_t i = 1; i < now.args.size(); ++i) {
        const FunctionId handler = values.function({id, now.args[i].value});
        // A function that gets nothing answers nobody, except in Python.
        if (handler == kNoFunction) continue;
        if (code.language != "python" && code.functions[handler].parameters.empty()) continue;
        add(handler, path.text);
      }
    }
  }
  // What handlers call, and functions written inside them.
  std::vector<FunctionId> open;
  for (const auto& [handler, route] : routes_) {
    if (reached_from_.try_emplace(handler, handler).second) open.push_back(handler);
  }
  while (!open.empty()) {
    const FunctionId id = open.back();
    open.pop_back();
    const FunctionId handler = reached_from_.at(id);
    for (size_t at = 0; at < code.functions[id].body.size(); ++at) {
      const Instruction& now = code.functions[id].body[at];
      FunctionId next = kNoFunction;
      if (now.op == Op::lambda) next = now.function;
      if (now.op == Op::call) next = values.called(id, at);
      if (next != kNoFunction && reached_from_.try_emplace(next, handler).second) open.push_back(next);
    }
  }
}

void WebHandlers::add(FunctionId handler, std::string_view route) {
  std::string_view& known = routes_[handler];
  if (known.empty()) known = route;
}

FunctionId WebHandlers::of(FunctionId function) const {
  const auto found = reached_from_.find(function);
  return found == reached_from_.end() ? kNoFunction : found->second;
}

std::string_view WebHandlers::route(FunctionId handler) const {
  const auto found = routes_.find(handler);
  return found == routes_.end() ? std::string_view() : found->second;
}

bool WebHandlers::is_for_staff(FunctionId handler) const {
  const Code& code = values_.code();
  const Function& function = code.functions[handler];
  const std::string_view owner =
      function.owner == kNoType ? std::string_view() : code.types[function.owner].name;
  for (std::string_view name : {std::string_view(function.name), owner, route(handler)}) {
    for (const std::string& word : split_words(name)) {
      if (is_one_of(std::string_view(word), kStaff)) return true;
    }
  }
  return false;
}

}  // namespace payaudit

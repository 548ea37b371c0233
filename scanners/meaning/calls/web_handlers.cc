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

bool imports(const Code& code, std::string_view package) {
  return std::any_of(code.imports.begin(), code.imports.end(), [&](const Import& import) {
    return import.module.find(package) != std::string_view::npos;
  });
}

bool is_mark(const Values& values, const Annotation& mark) {
  const std::string_view name = last_segment(mark.name);
  const bool is_of_router = name.size() < mark.name.size() && values.words("web.router-marks").has(name);
  return values.words("web.handler-marks").has(name) || is_of_router;
}

}  // namespace

bool takes_request(const Values& values, const Function& function) {
  const Code& code = values.code();
  for (const Parameter& parameter : function.parameters) {
    if (parameter.reg >= function.variables.size()) continue;
    std::string_view type = function.variables[parameter.reg].type;
    type.remove_prefix(std::min(type.find_first_not_of(" *&"), type.size()));
    type = type.substr(0, type.find('<'));
    if (values.words("web.request-types").has(last_segment(type))) return true;
    // `gin.Context gin-gonic/gin`: other things have the type's name too.
    for (std::string_view known : values.words("web.request-packages").words) {
      const size_t space = known.find(' ');
      if (space != std::string_view::npos && type == known.substr(0, space) &&
          imports(code, known.substr(space + 1)))
        return true;
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

WebHandlers::WebHandlers(const Values& values) : values_(values) {
  const Code& code = values.code();
  const auto& owners = values.words("web.static-routes").words;
  const bool has_static_routes =
      code.language == "java" &&
      std::any_of(owners.begin(), owners.end(), [&](const std::string& each) { return imports(code, each); });
  const WordList& methods = values.words("web.methods");
  const WordList& route_calls = values.words("web.handler-calls");
  for (FunctionId id = 0; id < code.functions.size(); ++id) {
    const Function& function = code.functions[id];
    std::string_view route;
    bool is_handler = takes_request(values, function);
    for (const Annotation& mark : function.annotations) {
      if (!is_mark(values, mark)) continue;
      is_handler = true;
      for (const AnnotationArgument& argument : mark.arguments) {
        if (argument.text.find('/') != std::string_view::npos) route = argument.text;
      }
    }
    // Next.js answers with what a route's file calls by the method's name.
    const bool is_next =
        methods.has(function.name) && function.owner == kNoType && imports(code, "next/server");
    if (is_handler || is_next) add(id, route);
    for (const Instruction& now : function.body) {
      if (now.op != Op::call || now.args.size() < 2) continue;
      // Spark's routes are static methods; any other route belongs to a router.
      if (now.receiver == kNoReg && !has_static_routes) continue;
      if (!route_calls.has(now.text)) continue;
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
    if (values_.words("web.staff").is_in(name)) return true;
  }
  return false;
}

}  // namespace payaudit

// Which functions of a file answer requests from the web. Internal to calls. By marks of frameworks, routes
// that a function is given to, and parameters that only a web server passes. Does not look into other files:
// a function that is in no set may be a handler all the same.
#pragma once

#include <map>
#include <string_view>

#include "scanners/meaning/calls/values.h"

namespace payaudit {

// A web server passes the function a request, as the types of its parameters say.
bool takes_request(const Values& values, const Function& function);

class WebHandlers {
 public:
  explicit WebHandlers(const Values& values);

  // The handler that a function is, or is reached from by calls inside the file. kNoFunction: none known.
  FunctionId of(FunctionId function) const;
  // The path that leads to a handler; empty: not written here.
  std::string_view route(FunctionId handler) const;
  // Its names speak of orders by telephone or mail, or of staff who type them in.
  bool is_for_staff(FunctionId handler) const;

 private:
  void add(FunctionId handler, std::string_view route);

  const Values& values_;
  std::map<FunctionId, std::string_view> routes_;  // of handlers
  std::map<FunctionId, FunctionId> reached_from_;  // by function
};

}  // namespace payaudit

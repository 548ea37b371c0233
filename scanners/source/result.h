// A value or the reason there is none. For the edges only (files, packs, flags): inside the pipeline nothing
// fails.
#pragma once

#include <string>
#include <utility>
#include <variant>

namespace payaudit {

// A complete message for a person: `file:line:column: what is wrong`, the line with a caret where there is
// one, the next step.
struct Error {
  std::string message;
};

// `E` is another type where callers have to tell failures apart.
template <typename T, typename E = Error>
class Result {
 public:
  Result(T value) : state_(std::move(value)) {}  // NOLINT: implicit by design, `return value;`
  Result(E error) : state_(std::move(error)) {}  // NOLINT: implicit by design, `return Error{…};`

  explicit operator bool() const { return state_.index() == 0; }
  T& operator*() & { return std::get<0>(state_); }
  const T& operator*() const& { return std::get<0>(state_); }
  T operator*() && { return std::get<0>(std::move(state_)); }
  T* operator->() { return &std::get<0>(state_); }
  const T* operator->() const { return &std::get<0>(state_); }
  const E& error() const { return std::get<1>(state_); }

 private:
  std::variant<T, E> state_;
};

}  // namespace payaudit

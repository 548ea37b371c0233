// Regular expressions with RE2's syntax (which CEL prescribes) and its promise: time linear in the text. The
// only place that knows RE2.
#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace re2 {
class RE2;
}

namespace payaudit::cel {

// Movable; used by any number of threads at once. A pattern that needs more memory than a rule should is an
// error like a malformed one.
class Regex {
 public:
  explicit Regex(std::string_view pattern);
  Regex(Regex&&) noexcept;
  Regex& operator=(Regex&&) noexcept;
  ~Regex();

  // What is wrong with the pattern; empty if nothing is. A wrong pattern matches nothing.
  std::string error() const;
  // Anywhere in the text.
  bool matches(std::string_view text) const;

 private:
  std::unique_ptr<re2::RE2> compiled_;
};

}  // namespace payaudit::cel

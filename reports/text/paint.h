// Colours of a terminal (ECMA-48, section 8.3.117), or none.
#pragma once

#include <string>
#include <string_view>

namespace payaudit {

enum class Colour { plain, red, yellow, cyan, blue, green, bold };

class Paint {
 public:
  explicit Paint(bool is_on) : is_on_(is_on) {}

  std::string operator()(Colour colour, std::string_view text) const {
    if (!is_on_ || colour == Colour::plain || text.empty()) return std::string(text);
    return std::string(code(colour)) + std::string(text) + "\x1b[0m";
  }

 private:
  static std::string_view code(Colour colour) {
    switch (colour) {
      case Colour::plain: return "";
      case Colour::red: return "\x1b[1;31m";
      case Colour::yellow: return "\x1b[1;33m";
      case Colour::cyan: return "\x1b[1;36m";
      case Colour::blue: return "\x1b[1;34m";
      case Colour::green: return "\x1b[1;32m";
      case Colour::bold: return "\x1b[1m";
    }
    return "";
  }

  bool is_on_;
};

}  // namespace payaudit

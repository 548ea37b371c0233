#include "reports/junit/xml.h"

#include "reports/excerpt/utf8.h"

namespace payaudit {

std::string xml_text(std::string_view text) {
  std::string out;
  for (size_t at = 0; at < text.size();) {
    const char32_t character = decode(text, at);
    switch (character) {
      case '&': out += "&amp;"; break;
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '"': out += "&quot;"; break;
      case '\n': out += "&#10;"; break;
      case '\t': out += "&#9;"; break;
      case 0xFFFE:
      case 0xFFFF: append(out, kReplacement); break;
      default: append(out, shown(character));
    }
  }
  return out;
}

}  // namespace payaudit

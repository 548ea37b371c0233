#include "reports/junit/xml.h"

#include "reports/excerpt/utf8.h"

namespace payaudit {
namespace {

std::string escaped(std::string_view text, bool is_attribute) {
  std::string out;
  for (size_t at = 0; at < text.size();) {
    const char32_t character = decode(text, at);
    switch (character) {
      case '&': out += "&amp;"; break;
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '"': out += is_attribute ? "&quot;" : "\""; break;
      case '\n': out += is_attribute ? "&#10;" : "\n"; break;
      case '\t': out += is_attribute ? "&#9;" : "\t"; break;
      case 0xFFFE:
      case 0xFFFF: append(out, kReplacement); break;
      default: append(out, shown(character));
    }
  }
  return out;
}

}  // namespace

std::string xml_text(std::string_view text) {
  return escaped(text, false);
}

std::string xml_attribute(std::string_view text) {
  return escaped(text, true);
}

}  // namespace payaudit

#include "scanners/meaning/image/reference.h"

namespace payaudit {

ImageReference parse_image(std::string_view text) {
  ImageReference image;
  const size_t at = text.find('@');
  if (at != std::string_view::npos) {
    image.digest = text.substr(at + 1);
    text = text.substr(0, at);
  }
  const size_t slash = text.rfind('/');
  const size_t colon = text.rfind(':');
  // A colon before the last slash is the registry's port.
  if (colon != std::string_view::npos && (slash == std::string_view::npos || colon > slash)) {
    image.tag = text.substr(colon + 1);
    text = text.substr(0, colon);
  }
  image.name = text;
  return image;
}

bool has_placeholder(std::string_view text) {
  return text.find('$') != std::string_view::npos || text.find("{{") != std::string_view::npos ||
         text.find('<') != std::string_view::npos;
}

}  // namespace payaudit

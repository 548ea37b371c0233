#include "scanners/meaning/image/reference.h"

#include <algorithm>

#include "scanners/source/characters.h"

namespace payaudit {
namespace {

// Names of images have no capitals and begin with a letter or a digit; a registry's host may have both.
bool is_no_name(std::string_view name) {
  if (name.empty()) return true;
  const size_t slash = name.find('/');
  const std::string_view host = slash == std::string_view::npos ? std::string_view() : name.substr(0, slash);
  if (host.find('.') != std::string_view::npos && host.find('_') == std::string_view::npos)
    name.remove_prefix(slash + 1);
  return name.starts_with('_') || std::any_of(name.begin(), name.end(), is_upper);
}

// `TAG`, `__VERSION__`: words in capitals, and no number.
bool is_no_tag(std::string_view tag) {
  constexpr size_t kShortest = 3;
  return tag.size() >= kShortest &&
         std::all_of(tag.begin(), tag.end(), [](char c) { return is_upper(c) || c == '_' || c == '-'; });
}

}  // namespace

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
  if (text.find_first_of("$<%#") != std::string_view::npos || text.find("{{") != std::string_view::npos)
    return true;
  const ImageReference image = parse_image(text);
  return is_no_name(image.name) || is_no_tag(image.tag);
}

}  // namespace payaudit

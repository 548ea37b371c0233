#include "reports/sarif/location.h"

#include <algorithm>

#include "reports/excerpt/utf8.h"

namespace payaudit {
namespace {

constexpr uint32_t kLongestSnippet = 400;  // bytes

bool is_unreserved(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' ||
         c == '_' || c == '~' || c == '/';
}

std::string escape_brackets(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '[' || c == ']') out += '\\';
    out += c;
  }
  return out;
}

// `{0}` would be filled from arguments, which we never give: a space keeps it as it is to a reader.
std::string part_placeholders(std::string_view text) {
  std::string out;
  for (size_t at = 0; at < text.size(); ++at) {
    out += text[at];
    if (text[at] == '{' && at + 1 < text.size() && text[at + 1] >= '0' && text[at + 1] <= '9') out += ' ';
  }
  return out;
}

}  // namespace

std::string uri(std::string_view path) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  std::string out;
  for (const char c : path) {
    if (is_unreserved(c)) {
      out += c;
    } else {
      out += '%';
      out += kHex[static_cast<unsigned char>(c) >> 4];
      out += kHex[static_cast<unsigned char>(c) & 0xF];
    }
  }
  return out;
}

std::string message_text(std::string_view text) {
  const std::string line = part_placeholders(one_line(mask_numbers(text)));
  return line.find("](") == std::string::npos ? line : escape_brackets(line);
}

std::string link_text(std::string_view text) {
  return escape_brackets(part_placeholders(one_line(mask_numbers(text))));
}

void LocationWriter::write_artifact(std::string_view path) {
  json_.object("artifactLocation");
  json_.field("uri", uri(path));
  json_.field("uriBaseId", "%SRCROOT%");
  json_.close();
}

void LocationWriter::write_physical(Place place) {
  const Source& source = sources_[place.file];
  json_.object("physicalLocation");
  write_artifact(source.path());
  json_.object("region");
  const Position begin = source.position(place.span.begin);
  json_.field("startLine", begin.line);
  // A point has no text: its line is the region.
  if (!place.span.is_empty()) {
    const Position end = source.position(place.span.end);
    json_.field("startColumn", begin.column);
    if (end.line != begin.line) json_.field("endLine", end.line);
    json_.field("endColumn", end.column);
    if (place.span.end - place.span.begin <= kLongestSnippet) {
      const std::string text = masks_.text(place);
      if (!text.empty()) {
        json_.object("snippet");
        json_.field("text", text);
        json_.close();
      }
    }
  }
  json_.close();
  json_.close();
}

void LocationWriter::write_file(std::string_view path) {
  write_position(path, {1, 1});
}

void LocationWriter::write_position(std::string_view path, Position position) {
  json_.object("physicalLocation");
  write_artifact(path);
  json_.object("region");
  json_.field("startLine", position.line);
  if (position.column > 1) json_.field("startColumn", position.column);
  json_.close();
  json_.close();
}

}  // namespace payaudit

// Places as SARIF writes them (2.1.0, sections 3.4, 3.29, 3.30).
#pragma once

#include <string>
#include <string_view>

#include "reports/excerpt/mask.h"
#include "reports/json/json_writer.h"

namespace payaudit {

// A relative URI reference of a path: everything outside RFC 3986's unreserved characters and `/` is
// percent-encoded, byte by byte.
std::string uri(std::string_view path);

// Text for a SARIF message: well-formed, card numbers masked, and no part of it taken for a link (3.11.6) or
// a placeholder (3.11.5).
std::string message_text(std::string_view text);

// The same for the text of a link.
std::string link_text(std::string_view text);

class LocationWriter {
 public:
  LocationWriter(JsonWriter& json, const SourceMap& sources, const Masks& masks)
      : json_(json), sources_(sources), masks_(masks) {}

  // As the value of the key `physicalLocation` in the object that is open.
  void write_physical(Place place);
  // The start of a file, which need not be among the sources.
  void write_file(std::string_view path);
  // A position in a file by its path.
  void write_position(std::string_view path, Position position);
  // As the value of the key `artifactLocation` in the object that is open.
  void write_artifact(std::string_view path);

 private:
  JsonWriter& json_;
  const SourceMap& sources_;
  const Masks& masks_;
};

}  // namespace payaudit

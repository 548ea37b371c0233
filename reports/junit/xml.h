// Text in XML 1.0 documents.
#pragma once

#include <string>
#include <string_view>

namespace payaudit {

// Content: markup escaped, and what no document may hold (section 2.2) shown as something it may. Line breaks
// and tabs are kept.
std::string xml_text(std::string_view text);

// The same for an attribute in double quotes; line breaks and tabs as references, since a reader would make
// blanks of them.
std::string xml_attribute(std::string_view text);

}  // namespace payaudit

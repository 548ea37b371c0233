// Text in XML 1.0 documents.
#pragma once

#include <string>
#include <string_view>

namespace payaudit {

// For content and for attributes in double quotes: markup escaped, and what no document may hold (section 2.2)
// shown as something it may. Line breaks and tabs are kept, in attributes as references.
std::string xml_text(std::string_view text);

}  // namespace payaudit

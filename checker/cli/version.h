// Which state of the sources the program was built from. Alone in its file, and only in the program: another
// commit compiles this and links, and nothing else.
#pragma once

#include <string>

namespace payaudit {

// Twelve hex digits, with a word where files differed from the commit; "unknown" outside of a repository.
std::string source_commit();

}  // namespace payaudit

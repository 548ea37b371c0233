#include "scanners/source/glob.h"

#include <fnmatch.h>

namespace payaudit {

bool fits_glob(const std::string& text, const std::string& pattern) {
  return fnmatch(pattern.c_str(), text.c_str(), 0) == 0;
}

bool fits_glob_in_any_case(const std::string& text, const std::string& pattern) {
  return fnmatch(pattern.c_str(), text.c_str(), FNM_CASEFOLD) == 0;
}

}  // namespace payaudit

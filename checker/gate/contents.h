// What is in the files of a base, as the disk would have them, and which of them the disk has.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "checker/gate/base.h"

namespace payaudit {

// The name that git gives to a file of these bytes, in as many hexadecimal digits: 40 by SHA-1, 64 by
// SHA-256.
std::string object_name(std::string_view bytes, size_t digits);

// The bytes of files of the tree, as a checkout would write them: line ends, keywords and encodings converted
// by the attributes of the tree as it stands, and by the filters of whoever runs this; of Git LFS, whatever
// of it is on this machine. A file that is not here, is over `limit` bytes or cannot be converted is left
// out, and noted as missing.
std::map<std::string, std::string> read_base(const Target& target, BaseTree& base,
                                             const std::vector<std::string>& paths, size_t limit);

}  // namespace payaudit

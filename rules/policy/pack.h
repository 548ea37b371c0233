// The packed form of policies: what is linked into the binary, so that loading parses nothing. One blob: a
// header, a table of documents, their nodes, and one text that all of them share. Byte for byte the same for
// the same input.
//
// It belongs to the machine that built it: integers are in its byte order, and only the same build reads it.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "rules/policy/document.h"
#include "scanners/source/result.h"

namespace payaudit {

// The documents, in the order given, without their sources.
std::string pack(std::span<const Document> documents);

// The documents of a blob, which must be aligned to 8 bytes and outlive them: they point into it. The error
// says that it is damaged; any bytes may be given.
Result<std::vector<Document>> unpack(std::span<const std::byte> blob);

}  // namespace payaudit

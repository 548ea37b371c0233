// Which reader a file gets: by the conventions of policies/models/files.yaml and, where the name does not
// say, its first bytes.
#pragma once

#include <string_view>

#include "scanners/source/file_conventions.h"

namespace payaudit {

// So many of the first bytes of a file may decide on its format.
inline constexpr size_t kHeadBytes = 4096;

struct Format {
  Reader reader = Reader::none;
  std::string_view name = "text";  // "yaml", "Kotlin"; lives as long as the conventions
  FileKind kind = FileKind::data;
  bool is_known = false;           // false: no convention knows the name
  bool is_template = false;        // an engine makes a file of that format from it
  bool has_dollar_braces = false;  // and `${ … }` is the engine's
  bool is_test = false;            // test code, which is searched as text only unless somebody asks for more
  friend bool operator==(const Format&, const Format&) = default;
  bool is_read() const { return kind != FileKind::media; }
  // A format that matters, without a reader.
  bool is_unsupported() const {
    return reader == Reader::none && (matters(kind) || kind == FileKind::binary);
  }
};

// Of what belongs to others: searched as text only.
void leave_out(Format& format);

// `path` is relative, with forward slashes; `head` is the file's first bytes, up to 4 KiB, and may be empty.
// `parses_tests`: test code is treated like all other.
Format format_of(const FileConventions& conventions, std::string_view path, std::string_view head,
                 bool parses_tests = false);

}  // namespace payaudit

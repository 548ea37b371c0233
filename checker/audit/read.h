// The first stage: bytes to units, in parallel. A file that cannot be read becomes a gap, never a failure.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "checker/files/walk.h"
#include "scanners/syntax/text/scanner.h"
#include "scanners/units/unit.h"

namespace payaudit {

// Sources and their units; `units[i]` is of file i. Not movable once made: units point into the sources.
struct Corpus {
  SourceMap sources;
  Units units;
  std::vector<Unlisted> unlisted;  // what could not be opened
  size_t out_of_scope = 0;
  size_t excluded = 0;
  size_t lines = 0;
  size_t examined = 0;

  Corpus() { units.sources = &sources; }
  Corpus(const Corpus&) = delete;
  Corpus& operator=(const Corpus&) = delete;
};

struct ReadLimits {
  size_t file_bytes = size_t{64} << 20;  // a larger file is a gap
  size_t code_bytes =
      size_t{4} << 20;  // a larger source file is a gap (generated code): its text is searched all the same
};

// Reads the listed files below `root` (or `root` itself if it is a file).
void read_files(const std::string& root, const FileList& list, const TextScanner& text,
                const ReadLimits& limits, unsigned threads, Corpus& corpus);

// The same for texts in memory, as the examples of rules have them: (path, text) pairs.
void read_texts(const std::vector<std::pair<std::string, std::string>>& files, const TextScanner& text,
                Corpus& corpus);

}  // namespace payaudit

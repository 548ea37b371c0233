// The first stage: bytes to units, in parallel. A file that cannot be read becomes a gap, never a failure.
#pragma once

#include <deque>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "checker/audit/formats.h"
#include "checker/audit/tables.h"
#include "checker/cli/progress.h"
#include "checker/files/walk.h"
#include "scanners/units/unit.h"

namespace payaudit {

// Sources and their units; `units[i]` is of file i. Not movable once made: units point into the sources.
struct Corpus {
  SourceMap sources;
  Units units;
  std::vector<Format> formats;                  // of file i
  std::deque<Source> inner;                     // texts inside files, which units of theirs point into
  std::vector<Unlisted> unlisted;               // what could not be opened
  std::vector<std::string> media;               // what is not read, by its name
  std::vector<Excluded> excluded;               // what was left out because somebody said so
  std::vector<Skipped> skipped;                 // what is there and was not listed
  std::vector<std::string> notes;               // of how the list of files was made
  std::vector<std::pair<FileId, FileId>> lent;  // units that belong to another corpus: here, and there

  Corpus() { units.sources = &sources; }
  Corpus(const Corpus&) = delete;
  Corpus& operator=(const Corpus&) = delete;
};

struct ReadLimits {
  size_t file_bytes = size_t{64} << 20;  // a larger file is a gap
  size_t code_bytes =
      size_t{4} << 20;  // a larger source file is a gap (generated code): its text is searched all the same
  bool parses_tests = false;  // --tests
  std::string base;           // the folder of the settings: what paths say of files they say from there
};

// Reads the listed files below the folder `root`.
void read_files(const std::string& root, const FileList& list, const Tables& tables, const ReadLimits& limits,
                unsigned threads, Progress& progress, Corpus& corpus);

// The text on standard input in place of the one listed file. The error says why it could not be read.
Result<bool> read_standard_input(const FileList& list, const Tables& tables, const ReadLimits& limits,
                                 Corpus& corpus);

// A file of another tree: its bytes as they are stored, or the file of the lender that it equals.
struct GivenFile {
  std::string path;
  std::string bytes;
  std::optional<FileId> lent;
};

// Reads files of which the bytes are given; sorted by path. What equals a file of `lender` is not read again:
// its unit is moved over, and has to be given back before somebody asks the lender for it.
void read_given(std::vector<GivenFile> files, Corpus& lender, const Tables& tables, const ReadLimits& limits,
                unsigned threads, Progress& progress, Corpus& corpus);
void give_back(Corpus& corpus, Corpus& lender);

// The same for texts in memory, as the examples of rules have them: (path, text) pairs.
void read_texts(const std::vector<std::pair<std::string, std::string>>& files, const Tables& tables,
                Corpus& corpus, const ReadLimits& limits = {});

}  // namespace payaudit

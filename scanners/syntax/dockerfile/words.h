// The lexical level of a Dockerfile: line continuations, words with quotes, JSON arrays of strings.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "scanners/source/source.h"

namespace payaudit::dockerfile_reader {

struct Word {
  std::string text;  // quotes, escapes and line continuations resolved
  Span span;
  bool is_literal = false;  // wholly in single quotes: variables are not replaced
  size_t equals = npos;     // offset in `text` of the first `=` outside quotes
  uint32_t equals_at = 0;   // and in the source
  static constexpr size_t npos = std::string::npos;
};

// Reads one instruction at a time. Positions are byte offsets.
class Words {
 public:
  Words(std::string_view bytes, size_t begin) : bytes_(bytes), at_(begin) {}

  void set_escape(char escape) { escape_ = escape; }
  size_t at() const { return at_; }
  void go_to(size_t at) { at_ = at; }
  bool is_end_of_file() const { return at_ >= bytes_.size(); }

  // At the end of the instruction: a line break that is not continued, or the end of the file.
  bool is_end();
  // Steps over blanks and continuations. Not over the end of the instruction.
  void skip_blanks();
  // The next word; nothing at the end of the instruction.
  std::optional<Word> next();
  // All the rest as one text; `span` ends with its last character that is no blank.
  Word rest();
  // A JSON array of strings that fills the rest of the instruction; nothing, and the position unchanged,
  // where there is none.
  std::optional<std::vector<Word>> json_array();
  // Steps over the rest of the instruction and its line break.
  void finish();

 private:
  void settle();
  bool read_json_string(Word& word);

  std::string_view bytes_;
  size_t at_;
  char escape_ = '\\';
};

}  // namespace payaudit::dockerfile_reader

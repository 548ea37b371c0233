// An outside exam for configuration rules: cases that others labelled, each about one check of theirs.
//
// A case says something of its own check only, so it is judged by the rules that config-checks.tsv names for
// the check, and by no other. What a label gets wrong, or what a check means beside the rule, is in
// disputed.tsv with the reason.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "checker/audit/tables.h"

namespace payaudit {

// One labelled case of the corpus.
struct ExamCase {
  std::string check;   // platform/provider/check
  std::string folder;  // below config-cases: its name, too
  bool is_fail = false;
  std::vector<std::string> files;
  std::vector<std::pair<std::string, uint32_t>> lines;  // file and line that a finding must have
};

// How a case that must fail came out, best first; a case with several lines is as good as its worst.
enum class Outcome : uint8_t {
  found,         // a violation on each expected line
  wrong_line,    // violations, but not there
  undetermined,  // the rule says that it cannot know
  missed,        // the rule says nothing there
  satisfied,     // the rule says that all is well: the worst that can happen
};
std::string_view word(Outcome outcome);

struct Answer {
  Outcome outcome = Outcome::found;  // of a case that must fail
  size_t elsewhere = 0;              // violations that are not on an expected line
  std::string places;                // of those violations: "main.tf:4 rule-id", comma separated
};

using CheckRules = std::map<std::string, std::vector<std::string>, std::less<>>;  // check -> rule ids

// Tables of tab separated values with a header line; `#` starts a comment line.
std::vector<std::vector<std::string>> read_table(const std::string& path);
// Of one platform, in the order of the index.
std::vector<ExamCase> read_cases(const std::string& index, std::string_view platform);
// Runs the whole pipeline on the case. A violation counts for an expected line if it starts on it, or if one
// of the two is inside the innermost block or mapping around the other, the whole file not counted: of what
// is wrong with a block, others point at its header or at another attribute of it.
Answer examine(const ExamCase& exam, const std::string& cases, const std::vector<std::string>& rules,
               const Tables& tables);

}  // namespace payaudit

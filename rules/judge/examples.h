// A rule's examples as its tests: the verdicts that a rule gives on short texts, against what the example
// says.
//
// What an example expects:
//   flags: [TEXT]         a violation whose place covers TEXT or lies in it. Every violation must be listed.
//   lessened: [TEXT]      the same, with less than the rule's own severity; `flags` are of that.
//   undetermined: [TEXT]  the same for undetermined, which must all be listed too.
//   satisfied: [TEXT]     the same for satisfied, or TEXT is a part of the symbol of what is satisfied.
//   Further ones may
//                         exist, so that an example need not list all that is right in it.
//   evidence_required: true   a presence rule found nothing.
//   none of these         the rule gives no finding at all.
// TEXT is searched in the example's files in their order. Listed once it is its first occurrence, listed
// twice its first and its second, and so on. An example with `known_gap` must fail: when it passes, the mark
// is to be removed.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "rules/judge/environment.h"
#include "rules/judge/rule.h"

namespace payaudit {

struct ExampleFile {
  std::string path;
  std::string text;
};

struct Example {
  std::string says;
  std::vector<ExampleFile> files;
  std::vector<std::string> flags;
  std::vector<std::string> lessened;
  std::vector<std::string> satisfied;
  std::vector<std::string> undetermined;
  bool evidence_required = false;
  std::string known_gap;
};

// The facts of a few files, as the scanners see them. The files' ids are their indices in `sources`.
struct Scanned {
  SourceMap sources;
  Facts facts;
  JudgeSettings settings;  // what a payaudit.yaml among the files declares
};

// Given by whoever knows the scanners. Must be a pure function of the files.
using ScanFiles = std::function<Scanned(std::span<const ExampleFile>)>;

struct ExampleOutcome {
  std::string says;
  bool is_right = false;
  std::string
      problem;  // what was expected and what came instead, with the facts of the rule's kind; empty if right
};

ExampleOutcome check_example(const Rule& rule, const Example& example, const ScanFiles& scan);

}  // namespace payaudit

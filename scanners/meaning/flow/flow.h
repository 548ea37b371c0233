// Data flow inside functions: classified data that reaches a log, telemetry, another company, a store …, with
// every step, and the protections it met. Follows copies, fields, collections, concatenation, and one call
// into a function of the same file. Does not follow data between files, through fields of objects that
// outlive the function, or into callbacks; what these carry is found where it is read under its own name.
#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "scanners/facts/facts.h"
#include "scanners/meaning/classify/classifier.h"
#include "scanners/meaning/flow/call_index.h"
#include "scanners/meaning/flow/resolution.h"
#include "scanners/meaning/flow/type_index.h"
#include "scanners/source/source.h"
#include "scanners/units/code.h"

namespace payaudit {

class OwnSinks;

// What the analysis is driven by; all of the repository's. References: the tables outlive the analysis.
struct FlowTables {
  const Classifier& classifier;
  const TypeIndex& types;
  bool is_script = false;               // by its path, the file is for people to run
  const OwnSinks* own_sinks = nullptr;  // nullptr: none are known
  std::string_view path = {};           // inside of the tree
};

// The flows of one file. Pure; different files may be analysed by different threads.
class FlowAnalysis {
 public:
  // All arguments must outlive the analysis.
  FlowAnalysis(const Source& source, const Resolution& resolution, const FlowTables& tables);
  FlowAnalysis(const Source& source, const Resolution& resolution, const FlowTables&& tables) = delete;
  ~FlowAnalysis();

  // Facts of kind flow, and a gap for each function too long to follow. A flow that met a protection is a
  // fact too: it is evidence. `state` is unknown where a protection is promised by a name only.
  Facts facts(FileId file) const;

  // The data classes that a value holds anywhere in the function.
  std::vector<std::string_view> classes_of(FunctionId function, Reg reg) const;
  // The same with the states; `unknown` where a name only promises one.
  struct Held {
    std::string_view data_class;
    std::string_view state;
  };
  std::vector<Held> held(FunctionId function, Reg reg) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace payaudit

// Data flow: classified data that reaches a log, telemetry, another company, a store …, with every step, and
// the protections it met. Follows copies, fields, collections, concatenation, and, with FlowContexts, calls
// through all functions of the tree. Does not know what functions outside of the tree do beyond their models.
#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "scanners/facts/facts.h"
#include "scanners/meaning/classify/classifier.h"
#include "scanners/meaning/flow/call_index.h"
#include "scanners/meaning/flow/resolution.h"
#include "scanners/meaning/flow/summary.h"
#include "scanners/meaning/flow/type_index.h"
#include "scanners/source/source.h"
#include "scanners/units/code.h"

namespace payaudit {

class OwnMasks;
class FlowContexts;

// A function as facts name it: `Service.pay` of a method; a lambda is called by what it is written in.
std::string function_name(const Code& code, FunctionId id);

// What the analysis is driven by; all of the repository's. References: the tables outlive the analysis.
struct FlowTables {
  const Classifier& classifier;
  const TypeIndex& types;
  bool is_script = false;               // by its path, the file is for people to run
  const OwnMasks* own_masks = nullptr;  // nullptr: none are known
  std::string_view path = {};           // inside of the tree
  // Without them, calls are followed inside of the file alone, and one deep.
  FlowContexts* contexts = nullptr;
  UnitId unit = kNoUnit;
  FileId file = 0;
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

  // For FlowContexts alone. Whether the function may have data of its own, or hand on what others have.
  bool is_worth_following(FunctionId function) const;
  // What comes of the input, with what the contexts know by now of the functions that it calls.
  FlowOutcome follow(FunctionId function, const FlowInput& input);
  // The function could not be followed to its end.
  void cut(FunctionId function);
  // What reaches sinks in the functions where it comes from.
  struct OwnArrival {
    FileId file = 0;
    Span argument;
    std::string_view data_class;
    std::string_view state;
  };
  std::vector<OwnArrival> own_arrivals() const;

 private:
  void keep_in_type(FunctionRef ref, FlowOutcome& outcome) const;
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace payaudit

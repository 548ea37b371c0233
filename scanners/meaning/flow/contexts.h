// Flows through all functions of the tree: each function is followed once for each kind of data that it is
// called with, and what comes of it is used wherever it is called so.
//
// Works in rounds. In one, the functions that are open are followed, file by file and side by side, with what
// the round before found of those they call; whose result changed, opens again who asked for it. So what is
// found does not depend on threads. Bounds are of work, and whatever they cut says so.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <tuple>
#include <unordered_map>
#include <vector>

#include "scanners/meaning/flow/flow.h"
#include "scanners/meaning/flow/summary.h"
#include "scanners/program/call_graph.h"

namespace payaudit {

class FlowContexts {
 public:
  // Both must outlive it.
  explicit FlowContexts(const CallGraph& graph);
  ~FlowContexts();

  // Runs `work` for each number below the count, on any threads.
  using Run = std::function<void(size_t count, const std::function<void(size_t)>& work)>;
  // `analyses` by unit; nullptr where a unit is no source code. They must have been made with these contexts.
  void solve(const std::vector<FlowAnalysis*>& analyses, const Run& run);

  const CallGraph& graph() const { return graph_; }

  // Slots keep what lives as long as the program. Where a name that a function reads is kept, a variable of a
  // module or a static member; a member of a module or a type; what a function gives to whoever asks. Empty:
  // nothing such.
  std::string slot_of_name(FunctionRef function, std::string_view name) const;
  std::string slot_of_member(FunctionRef function, Reg object, std::string_view member) const;
  std::string slot_of_type(TypeRef type, std::string_view member) const;
  std::string slot_returned(FunctionRef function) const;
  // The type has functions that do more than keep and give its members.
  bool does_something(TypeRef type) const;
  // The member of its own object that a function gives: `body` of `getBody()`; empty: it gives none.
  std::string_view part_returned(FunctionRef function) const;
  const Program& program() const { return graph_.program(); }

  // What a variable of a module or a static member is, where one literal is all that is ever assigned to it.
  Constant constant_named(FunctionRef function, std::string_view name) const;
  Constant constant_member(FunctionRef function, Reg object, std::string_view member) const;

  // While a function of the unit is followed: what the round before found. nullptr: nothing yet.
  const FlowOutcome* ask(UnitId asker, FunctionRef function, const FlowInput& input);
  // The same of a variable of the whole program, or a member of objects that live as long.
  const FlowOutcome* ask_slot(UnitId asker, const std::string& slot);
  // Somebody calls the function on an object of which it is not known what it surely is.
  bool is_asked(FunctionRef function) const;
  // A sink that a function reaches with data of its own: what arrives there from elsewhere is told there.
  bool is_told(const SinkSite& site, std::string_view data_class, std::string_view state) const;

 private:
  struct Context {
    FunctionRef function;  // without a function: a slot
    FlowInput input;
    FlowOutcome outcome;
    std::set<uint32_t> askers;
    bool is_open = true;
    bool is_followed = false;  // at least once
  };
  struct PerUnit {
    uint32_t current = 0;                                  // the context that is followed
    std::vector<std::pair<uint32_t, uint32_t>> asked;      // by whom, what
    std::vector<std::pair<uint32_t, std::string>> wanted;  // by whom, what is not known yet
    std::unordered_map<std::string, std::pair<FunctionRef, FlowInput>> new_ones;
    std::vector<std::pair<uint32_t, FlowOutcome>> found;
  };
  const FlowOutcome* ask_key(UnitId asker, std::string key, FunctionRef function, const FlowInput& input);
  uint32_t add(const std::string& key, FunctionRef function, const FlowInput& input);
  void settle(int round, std::vector<uint32_t>& open);
  void fill_slots(const FlowOutcome& outcome, std::vector<uint32_t>& open);
  void collect_told(const std::vector<FlowAnalysis*>& analyses);

  void find_busy_types();
  void find_returned();

  const CallGraph& graph_;
  struct Returned {
    std::string slot;
    std::string_view part;
  };
  std::map<FunctionRef, Returned> returned_;
  std::set<TypeRef> busy_types_;
  std::vector<std::unique_ptr<Context>> contexts_;
  std::unordered_map<std::string, uint32_t> ids_;
  std::vector<PerUnit> units_;
  std::map<FunctionRef, size_t> inputs_;  // how many ways a function is called with data
  std::set<std::tuple<FileId, uint32_t, uint32_t, std::string_view, std::string_view>> told_;
};

}  // namespace payaudit

// What data the values of a function hold, worked out over its control flow. Internal to flow; see flow.h.
#pragma once

#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "scanners/meaning/flow/flow.h"
#include "scanners/meaning/flow/length_guards.h"
#include "scanners/meaning/flow/resolution.h"

namespace payaudit {

inline constexpr uint32_t kNone = ~uint32_t{0};
// Beyond this a function is generated or minified; its values' names say little and following them costs
// much.
inline constexpr size_t kLongestFollowed = 20000;

// A place where classified data comes from.
struct TaintSource {
  std::string_view data_class;
  std::string text;  // as written: `card.getNumber()`
  std::string why;
  bool is_weak = false;
  Span span;
  std::string doubt;            // as Classification has it
  std::string_view owner = {};  // the type of which it is a member, and of which all is shown
  std::shared_ptr<const FlowOrigin> origin = nullptr;  // it comes from another function; nullptr: from here
};

// A state of a source's data at one instruction. Interned: the same source, state, member and instruction
// give the same one, so that there are finitely many and the analysis ends.
struct Taint {
  uint32_t source = kNone;
  std::string_view state;
  std::string_view protection;  // met at this instruction; empty: none
  std::string member;  // the member of an object or key of a map that holds it, with those around it first:
                       // `card.number`; empty: the value itself
  uint32_t parent = kNone;
  Span span;
  std::string step;            // for people: "passed through `trim`"; empty: not worth telling
  bool is_by_name = false;     // a protection that only its name promises
  std::string_view type = {};  // simple name of the value's type, which may have a form of its own
  // What it was split at: it is the list of the parts, or one of them. Empty: neither.
  std::string_view split_at = {};
  bool is_part = false;
  std::shared_ptr<const FlowWay> way = nullptr;  // through other functions, before this step
};

using TaintSet = std::vector<uint32_t>;  // sorted

// One file's analysis.
class TaintAnalysis {
 public:
  // The models of a call.
  struct Modelled {
    bool is_known = false;  // looked up already
    bool is_by_name = false;
    std::vector<const CallModel*> models;
  };

  TaintAnalysis(const Source& source, const Resolution& resolution, const FlowTables& tables);

  // What reaches the sinks of a function, in the order of its instructions.
  struct Arrival {
    uint32_t taint = kNone;
    uint32_t instruction = 0;
    Span argument;
    const CallModel* sink = nullptr;                      // nullptr: thrown
    bool is_by_name = false;                              // the sink was recognised by its written name only
    std::shared_ptr<const SinkSite> elsewhere = nullptr;  // it stands in a function that is called here
  };
  // What a function does to what its caller holds.
  struct Effect {
    FlowOutcome::Out::Target target = FlowOutcome::Out::Target::self;
    uint32_t index = 0;
    uint32_t position = 0;
    std::string name;
    TaintSet taints;
  };
  struct Result {
    std::vector<Arrival> arrivals;
    std::vector<TaintSet> by_reg;  // what a register ever holds, one taint of each source
    TaintSet returned;
    std::vector<TaintSet> returned_at;  // by position, where a return gives several values
    std::vector<Effect> effects;
    bool is_too_long = false;  // not followed at all
    bool is_cut = false;       // followed, and not to the end: a bound of work came first
  };
  // `seed` puts the taint into one parameter, for one hop into a callee, or into the object of a method and
  // all that is read from it. kNone: none.
  Result analyse(FunctionId function, Reg seeded = kNoReg, uint32_t seed = kNone);
  // The sink that setting a member or element is: `localStorage.card = …`; nullptr: it is none.
  const CallModel* assigned_sink(FunctionId function, uint32_t instruction) const;
  // What the function returns is the answer to a request from the web: a mark of it names a route.
  // `is_shaped`: and leaves out what a model does not have.
  bool answers(FunctionId function, bool* is_shaped = nullptr) const;
  // A source that stands for any value.
  uint32_t seed(FunctionId function);
  // What comes of data that enters in one place, and nothing else.
  Result analyse_input(FunctionId function, const FlowInput& input, uint32_t* source);

  FlowContexts* contexts() const { return tables_.contexts; }
  FunctionRef ref(FunctionId function) const { return {tables_.unit, function}; }
  FileId file() const { return tables_.file; }
  FlowContent content(uint32_t taint) const;
  // Its class is one of those that are followed from function to function.
  bool is_followed(uint32_t taint) const;
  // The steps that lead to the taint from its source, which is none of them; see told_way.
  FlowWay way(uint32_t taint) const;
  uint32_t add_origin(const std::shared_ptr<const FlowOrigin>& origin);

  const Taint& taint(uint32_t id) const { return taints_[id]; }
  const TaintSource& source(uint32_t id) const { return sources_[id]; }

 private:
  friend class FunctionWalk;
  // `around`: as NameContext has it.
  const Classification* classify(std::string_view name, std::string_view entity, std::string_view type,
                                 std::string_view around = {});
  Result too_long(FunctionId function) const;
  bool file_has(std::string_view data_class);
  bool file_speaks_of(std::string_view data_class) const;
  uint32_t add_source(const Classification& found, Span span, std::string_view text,
                      std::string_view owner = {});
  uint32_t intern(Taint taint, FunctionId function, uint32_t instruction);
  // The variables of functions around it that a function without a name reads, with those inside of it.
  const std::vector<std::string_view>& names_read(FunctionId function);
  void find_names_read();
  struct Asked;
  Asked& asked(FunctionId function);
  // A function of this file called with classified data: what comes back, by position of the result.
  struct Returned {
    std::vector<TaintSet> results;
    bool is_cut = false;  // as Result::is_cut
  };
  const Returned& through(FunctionId callee, size_t parameter, uint32_t taint);
  // What a function without a name gives, shown in a form; it may read variables of the function around it.
  using Captured = std::map<std::string_view, TaintSet>;
  Result given_by(FunctionId lambda, const Captured& captured, Form form);
  const std::vector<ClassifiedMember>& members_of(std::string_view type, std::string_view name);

  const Source& file_;
  const Resolution& resolution_;
  const FlowTables& tables_;
  const TypeIndex& types_;
  std::vector<TaintSource> sources_;
  std::vector<Taint> taints_;
  std::unordered_map<std::string, uint32_t> interned_;
  std::unordered_map<std::string, uint32_t> source_ids_;
  std::unordered_map<std::string, std::pair<bool, Classification>> classified_;
  std::unordered_map<std::string, bool> file_classes_;
  std::unordered_map<std::string, Returned> passed_;
  std::unordered_map<std::string, std::vector<ClassifiedMember>> inline_members_;
  std::vector<std::vector<std::string_view>> names_read_;
  // What every walk of a function asks again.
  struct Asked {
    std::vector<ShortText> short_texts;
    std::unordered_map<uint32_t, Modelled> modelled;  // by instruction
  };
  std::unordered_map<FunctionId, std::unique_ptr<Asked>> asked_;
  std::unordered_map<std::string, bool> fits_;  // what may be of a type; see FunctionWalk::fits_in
  std::unordered_map<std::string_view, std::string_view> promises_;  // by names of functions
  std::set<std::string, std::less<>> kept_texts_;  // of contents, which outlive who told them
  int depth_ = 0;
};

}  // namespace payaudit

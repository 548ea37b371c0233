// One function's pass over its control flow. Internal to flow.
#pragma once

#include <optional>

#include "scanners/meaning/flow/format_verbs.h"
#include "scanners/meaning/flow/length_guards.h"
#include "scanners/meaning/flow/protection.h"
#include "scanners/meaning/flow/taint.h"
#include "scanners/program/call_graph.h"

namespace payaudit {

// Registers that are set once keep one set; variables have one per point of the control flow, so that what a
// variable held before it was overwritten or masked is not what it holds after.
class FunctionWalk {
 public:
  FunctionWalk(TaintAnalysis& analysis, FunctionId id);

  // Before `run`: the function is called for what it gives, which is shown in a form, and may read what these
  // variables of the function around it hold.
  void give(const TaintAnalysis::Captured& captured, Form form) {
    captured_ = &captured;
    given_form_ = form;
  }
  // Before `run`: nothing but what enters so is followed.
  void follow_only(const FlowInput& input, uint32_t seed);
  TaintAnalysis::Result run(Reg seeded, uint32_t seed);

 private:
  using Env = std::map<Reg, TaintSet>;
  struct Block {
    uint32_t begin = 0;
    uint32_t end = 0;
    std::vector<uint32_t> next;      // blocks
    std::vector<uint32_t> handlers;  // blocks, of the try regions around it
  };

  void find_blocks();
  bool enter(uint32_t block, const Env& env);
  void seed_parameters(Reg seeded, uint32_t seed);

  void apply(uint32_t at);
  void apply_name(uint32_t at);
  void apply_copy(uint32_t at);
  void apply_field(uint32_t at);
  void apply_index(uint32_t at);
  void apply_call(uint32_t at);
  TaintSet result_of_models(uint32_t at, const std::vector<const CallModel*>& models, bool* is_decided);
  TaintSet result_of_unknown(uint32_t at);
  // Calls of functions of the tree (walk_callees.cc).
  bool follows_calls() const { return analysis_.contexts() != nullptr; }
  struct Applied {
    TaintSet result;
    std::vector<TaintSet> several;  // by position
    TaintSet captured;              // by a function without a name
  };
  bool calls_tree(uint32_t at) const;
  Applied result_of_callees(uint32_t at);
  void call(uint32_t at, const Callee& callee, Applied& applied);
  void apply_outcome(uint32_t at, const Callee& callee, const FlowOutcome& outcome, uint32_t taint,
                     Applied& applied);
  void ask(uint32_t at, const Callee& callee, const FlowInput& input, uint32_t taint, Applied& applied);
  void ask_captured(uint32_t at, const Callee& callee, Applied& applied);
  TaintSet made_of(const FlowOutcome::Out& out, uint32_t taint, uint32_t at, std::string_view step);
  void hand_on(uint32_t at, const Callee& to, const FlowOutcome::Out& out, const TaintSet& taints,
               Applied& applied);
  TaintSet result_of_handed(uint32_t at);
  void make_lambda(uint32_t at);
  void put(Reg object, const TaintSet& taints);
  void set_outer(uint32_t at);
  void set_member(Reg object, std::string_view member, const TaintSet& value);
  bool is_above_unknown(uint32_t at) const;
  TaintSet in_error(Reg error, const TaintSet& from) const;
  bool is_channel(Reg reg) const;
  bool holds_anything(uint32_t at) const;
  TaintSet members_of_type(Reg reg, uint32_t at);
  std::string type_by_values(Reg reg);
  bool is_of_own(Reg reg) const;
  bool takes_receiver_as_this(const Instruction& call, FunctionRef callee);
  TypeRef self_type_of(uint32_t at, const Callee& callee) const;
  std::vector<Callee> callees_of(uint32_t at) const;
  TypeRef entered_type_;
  Constant constant_of(Reg reg) const;
  std::optional<bool> decided_by(Reg reg, int depth = 0) const;
  void ask_closure(uint32_t at, Applied& applied);
  bool keeps_captured_ = false;
  bool fits_in(const FlowContent& content, UnitId unit, std::string_view type) const;
  bool may_fit_in(const FlowContent& content, UnitId unit, std::string_view type) const;
  bool may_have_member(TypeRef type, std::string_view member) const;
  bool is_member_read(Reg reg) const;
  bool keep_in_component(Reg object, const TaintSet& taints);
  TaintSet few_alike(const TaintSet& from) const;
  static bool is_placed(std::string_view member);
  static bool is_no_name(std::string_view member);
  void put_pending();
  bool is_sequence(const Instruction& made) const;
  TaintSet of_any_place(const TaintSet& from, uint32_t at);
  bool is_accessor(uint32_t at) const;
  bool is_making(const Instruction& made) const;
  bool is_copied(Reg reg) const;
  void overwrite(uint32_t at, const Callee& callee);
  void forget(Reg object, std::string_view member);
  bool shown_by_own(Reg reg, uint32_t at, Form form, TaintSet& all);
  TaintSet of_own_slot(uint32_t at, std::string_view member);
  std::vector<std::pair<Reg, std::string>> later_;  // members that the call at hand overwrites
  std::vector<std::pair<Reg, TaintSet>> puts_;      // and what it puts into objects
  bool is_chained(const Instruction& call) const;
  TaintSet made_of_fields(uint32_t at);
  void effect(FlowOutcome::Out::Target target, uint32_t index, std::string_view name, const TaintSet& taints,
              uint32_t position = 0);
  TaintSet of_slot(const std::string& slot, uint32_t at, std::string_view name);
  std::string slot_of(std::string_view name) const;
  std::string slot_of_member(Reg object, std::string_view member) const;
  bool is_own_member(std::string_view name) const;
  bool is_caught(Reg reg) const;
  Reg object_of(const Instruction& call, const Callee& callee) const;
  size_t parameter_of(Reg reg) const;  // which one the register is; the count of parameters: none
  std::string_view state_of_origin(Reg reg) const;
  TaintSet accessor_source(uint32_t at);
  void arrive(uint32_t at, const CallModel* sink, bool is_by_name);
  void answer(uint32_t at);
  void assign(uint32_t at);
  // A one-time code that its name does not tell, among what a log call writes; `texts` as texts_of gives
  // them.
  TaintSet spoken_of(uint32_t at, Reg reg, const std::string& texts);
  // " otp for user ": the words of the texts in a call.
  std::string texts_of(const Instruction& call) const;
  static bool is_joining(const Instruction& made);
  bool is_kept_plain(Reg reg) const;
  std::string_view code_made_by(std::string_view method) const;
  // `normalizeEmail`: what it takes and gives, in another spelling; empty: no such function.
  std::string_view kept_by(std::string_view function) const;
  bool draws_random(Reg reg, int depth = 0);
  // Of what a variable is called by its name, one-time codes: where a random number went into it.
  TaintSet drawn_code(Reg from, const TaintSet& named);
  TaintSet carried(uint32_t at, const CallModel& model);
  TaintSet given_by(Reg reg, Form form);
  TaintSet with_type(const TaintSet& from, uint32_t at, std::string_view type);
  std::pair<Reg, std::string_view> identity(Reg reg) const;
  bool is_set_up_with(uint32_t at, std::string_view constant) const;

  bool is_variable(Reg reg) const;
  TaintSet held(Reg reg) const;
  // What a form of it shows: also the classified members of its type, and not what the type's own function
  // leaves out.
  TaintSet shown(Reg reg, uint32_t at, Form form);
  std::string type_by_name(Reg reg);
  TaintSet shown_members(Reg reg, uint32_t at, Form form, int depth);
  TaintSet whole(Reg reg, uint32_t at);
  TaintSet dumped(uint32_t at);
  TaintSet as_shown(const TaintSet& from, uint32_t at, const Shown& shown, std::string_view by);
  Reg given_to_member(Reg reg, uint32_t at, std::string_view member) const;
  bool is_replaced(const Taint& taint, Reg reg, uint32_t at) const;
  TaintSet member_taint(const ClassifiedMember& member, Reg reg, uint32_t at);
  const Instruction* collection(Reg reg) const;
  Form form_of(const CallModel* model) const;
  TaintSet argument_taints(uint32_t at, size_t position, const CallModel& model, Form form);
  bool is_structured(Reg reg) const;
  enum class Thrown : uint8_t { no, maybe, yes };
  Thrown may_be_thrown(uint32_t at, size_t position) const;
  bool is_unset(Reg reg, uint32_t at, std::string_view member);
  const PrintingModel& printing() const;
  void set(Reg reg, TaintSet taints);
  void add(Reg reg, const TaintSet& taints);
  void remember(Reg reg, const TaintSet& taints);
  TaintSet step(const TaintSet& from, uint32_t at, std::string_view text);
  TaintSet protect(const TaintSet& from, uint32_t at, std::string_view protection, bool is_by_name,
                   std::string_view by);
  TaintSet affected(const TaintSet& from, uint32_t at, TextEffect effect);
  TaintSet inside(const TaintSet& from, uint32_t at, std::string_view member);
  TaintSet taken(const TaintSet& from, uint32_t at, std::string_view member);
  TaintSet unknown_state(const TaintSet& from, uint32_t at, std::string_view why);
  TaintSet sourced(std::string_view name, std::string_view entity, std::string_view type, Span span,
                   uint32_t at);
  TaintSet sourced_member(const ClassifiedMember& member, std::string_view type, Span span, uint32_t at);
  const WordList& words(std::string_view list) const;
  std::string_view splits_at(uint32_t at) const;
  TaintSet split(const TaintSet& from, uint32_t at, std::string_view separator, bool is_part);
  bool is_list_of_parts(uint32_t id) const;
  TaintSet part(uint32_t id, uint32_t at, std::string_view position);
  TaintSet parts_taken(const TaintSet& from, uint32_t at);
  TaintSet element(const TaintSet& from, uint32_t at, const Constant& key);
  bool is_one_part(Reg reg) const;
  const Instruction* collection_call(Reg reg) const;
  bool is_part_just_taken(Reg reg, const TaintSet& taints) const;
  TaintSet shortened(const TaintSet& from, uint32_t at, long most);
  void shorten_variables(uint32_t at);
  TaintSet as_short_as_known(TaintSet taints, Reg reg);
  TaintSet masked_by_function(const TaintSet& back, uint32_t at);
  bool is_cutting_call(uint32_t at) const;
  bool may_carry(Reg reg) const;
  bool is_constant_of(Reg object, std::string_view member) const;
  bool quotes_input(uint32_t at);
  bool is_given_for_token(Reg reg);
  bool is_error_of_unknown_call(Reg from, std::string_view name);
  // An object literal of JavaScript: its text is `[object Object]`.
  bool is_plain_object(Reg reg) const;
  bool is_about_data(std::string_view object) const;
  // The name of a parameter, or that of the field which it holds by a mark or the name of the function.
  std::string_view parameter_name(size_t position) const;
  std::string_view entity_of(Reg object) const;
  const std::string& around();
  // Whether a weak name still is of its class beside the other members that the function reads of what has
  // the object's name: `card.number` beside `card.token` is a masked one.
  bool stands_beside(std::string_view member, Reg object, std::string_view type) const;
  std::string_view promise_of(std::string_view function_name) const;
  std::string_view promised(std::string_view function_name) const;

  TaintAnalysis& analysis_;
  const FunctionId id_;
  const Function& function_;
  const ResolvedFunction& resolved_;
  using Modelled = TaintAnalysis::Modelled;
  const Modelled& models_of(uint32_t at);

  TaintAnalysis::Asked& asked_;
  const std::vector<ShortText>& short_texts_;
  uint32_t at_ = 0;  // the instruction that is looked at
  std::vector<Block> blocks_;
  std::vector<Env> entries_;
  std::vector<bool> reached_;
  std::vector<TaintSet> once_;
  Env now_;
  const Block* block_ = nullptr;
  Reg seeded_ = kNoReg;
  uint32_t seed_ = kNone;
  std::string around_;
  const TaintAnalysis::Captured* captured_ = nullptr;
  TaintAnalysis::Captured entered_;          // by variables of functions around
  std::map<Reg, TaintSet> given_by_called_;  // by parameters that are called
  TaintSet entered_self_;
  std::pair<Reg, TaintSet> entered_parameter_{kNoReg, {}};
  bool is_only_entered_ = false;
  TaintSet caught_;                // thrown in a try of the function
  int handing_ = 0;                // how deep functions are handed on
  std::vector<bool> is_assigned_;  // by register
  std::optional<Form> given_form_;
  std::map<Reg, std::vector<TaintSet>> several_;  // results of a call by position
  bool is_changed_ = false;
  bool is_last_round_ = false;
  TaintAnalysis::Result result_;
};

// The state of a source as its name tells it.
std::string_view initial_state(const Classification& found);

inline constexpr size_t kMostTaints = 32;

// Told of a part of a card number that is more of it than may be shown.
inline constexpr std::string_view kTooMuchOfIt = "more of it than the first eight or the last four digits";

// The member under which a value is kept whose key is not known.
inline constexpr std::string_view kUnknownKey = "…";
// `card` and `card.number` of `card`.
inline bool is_or_inside(std::string_view path, std::string_view member) {
  return path.starts_with(member) && (path.size() == member.size() || path[member.size()] == '.');
}
// As written, it may be a list, of which a length says how many it has: `cardNumbers`, `pans: string[]`.
bool may_be_many(std::string_view written);
inline bool is_error_type(std::string_view name) {
  return name.ends_with("Exception") || name.ends_with("Error");
}

// Stands for the outer ones of more objects in objects than are told apart.
inline constexpr std::string_view kCutMember = "*.";
inline constexpr std::string_view kTooDeep =
    "it may be another member: objects in objects are deeper than is followed";
inline bool is_cut_member(std::string_view member) {
  return member.starts_with(kCutMember);
}

// Adds `from` to `into`; true if that changed it. Sets stay small: beyond kMostTaints nothing is added, and
// whoever keeps a full one says that it is cut.
bool unite(TaintSet& into, const TaintSet& from);

}  // namespace payaudit

// Whether what was sent is acted on only after a check of who sent it, as far as one file shows: in a
// handler, in the functions of the file that it calls, and in those written inside it. Internal to calls.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string_view>
#include <vector>

#include "scanners/meaning/calls/paths.h"
#include "scanners/meaning/calls/writers.h"

namespace payaudit {

// What one function does, with all that it calls in the file.
struct Checked {
  std::string_view vendor;  // whose check it is
  bool has_check = false;
  bool acts = false;     // calls something that may do what was asked, on a way without the check or past one
                         // that failed
  std::string_view why;  // it has a check that proves nothing: why
  bool makes_hmac = false;  // without comparing it: elsewhere, perhaps
  // As a check of its own. Comes back only where it was passed; or gives `failed` where it was not.
  bool throws = false;
  bool answers = false;
  bool failed = false;
  bool gives_digest = false;  // the HMAC itself
  // What it does after the check it does without one too: where the secret or the signature is missing, where
  // the check threw, or where it failed.
  bool opens = false;
  // As a check of its own that a missing secret or signature passes: it throws, or answers, only where what
  // it needs is there.
  bool throws_openly = false;
  bool answers_openly = false;
  // It has a check that nothing goes around, and that is heard.
  bool is_guarded() const { return has_check && !acts && !opens && why.empty(); }
};

class Checks {
 public:
  Checks(const CallWriter& out, const Values& values);

  const Checked& look(FunctionId function);
  // A request as frameworks call it, or a part of one that is passed on as such.
  bool is_request(FunctionId function, Reg reg) const;

 private:
  // An instruction that checks. Without an assumption it throws where the check fails.
  struct Check {
    size_t at = 0;
    size_t from = 0;  // where what follows begins
    std::optional<Assumption> failed;
  };
  struct Body;

  void look(FunctionId id, Checked& checked);
  bool file_makes_hmac();
  void find_checks(Body& body, Checked& checked);
  void add_answer(Body& body, size_t at, Reg answer, bool failed) const;
  bool is_act(const Body& body, size_t at);
  static bool acts_at(const Body& body, const Reached& reached);
  static bool is_asked(const Body& body, Reg answer);
  static bool is_one_of_several(const Body& body, Reg answer);
  void judge(const Body& body, Checked& checked) const;
  void summarise(const Body& body, Checked& checked) const;
  bool is_open(const Body& body, const Ways& ways, const Reached& beside,
               std::optional<bool> passed_by) const;
  bool is_open_without(const Body& body, const Ways& ways, size_t at, bool is_exit) const;
  bool is_only_caught(const Body& body, const Ways& ways, size_t check, size_t at) const;
  bool is_noted(const Body& body, const Reached& refused, const Reached& taken) const;
  bool may_be_checked_otherwise(const Body& body, const Reached& beside) const;
  bool names_one_of(const Body& body, Reg reg, std::string_view list, int depth = 0) const;
  bool is_captured(const Body& body, const Instruction& now) const;
  FunctionId given_function(FunctionId id, const Instruction& call) const;

  const CallWriter& out_;
  const Values& values_;
  const Code& code_;
  std::optional<bool> file_makes_hmac_;  // asked when first needed
  std::map<FunctionId, Checked> checked_;
};

}  // namespace payaudit

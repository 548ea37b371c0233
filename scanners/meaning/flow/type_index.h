// Types of the whole repository whose members hold classified data: so that `log.info(card)` is known to
// print the card's number. Built once over all units, then read by all threads.
#pragma once

#include <array>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "scanners/meaning/classify/classifier.h"
#include "scanners/meaning/flow/call_index.h"
#include "scanners/units/code.h"

namespace payaudit {

// What a form of a value shows of one thing: a member, or the value itself.
struct Shown {
  enum class How : uint8_t {
    no,
    plain,    // as it is, or as `protection` leaves it
    changed,  // what a call makes of it, which is not known
  };
  How how = How::no;
  std::string_view protection;  // truncated, masked …: proved by the type's own function; empty: none. Of
                                // static life
};

struct ClassifiedMember {
  std::string name;
  std::string data_class;
  std::string state;
  std::string type;  // simple name; empty: not written
  bool is_weak = false;
  bool is_masked = false;  // its type shows a mask in its place
  std::array<Shown, kFormCount> shown;
  std::string doubt = {};  // as Classification has it

  const Shown& in(Form form) const { return shown[static_cast<size_t>(form)]; }
};

// What a type's own function for a form makes of a value that itself is data: `type CardNumber string`.
struct OwnForm {
  std::string function;  // empty: the type has none
  Shown shown;
};

class TypeIndex {
 public:
  // `calls` knows how languages print; without it, no type shows anything but in JSON. Must outlive the
  // index.
  explicit TypeIndex(const CallIndex* calls = nullptr);

  // The types of one language, to ask all that follows: a `Card` of the page is not the service's. Lives as
  // long as the index; without types where the language has none.
  const TypeIndex& of(std::string_view language) const;

  // Reads the types of one file. Neither `code` nor `source` need outlive the call.
  void add(const Code& code, const Source& source, const Classifier& classifier);
  // Classified members of the type itself, not of its bases; empty when the name is unknown or stands for
  // several types.
  const std::vector<ClassifiedMember>& members(std::string_view type) const;
  // The class of one member, nullptr if it has none.
  const ClassifiedMember* member(std::string_view type, std::string_view name) const;
  // True once a type of that name was added: its members are known, classified or not.
  bool knows(std::string_view type) const;
  // The member is declared, classified or not.
  bool declares(std::string_view type, std::string_view member) const;
  // The members that each object has, in the order of their declaration; none where types of the name differ.
  const std::vector<std::string>& in_order(std::string_view type) const;
  // A constant that belongs to the type: a member of an enumeration. It is a name, not data.
  bool is_constant(std::string_view type, std::string_view member) const;
  bool is_enumeration(std::string_view type) const;
  // Of a new object, nothing but the member's own setter gives it a value: no initializer, constructor or
  // other function of the type assigns it.
  bool is_set_by_setter_only(std::string_view type, std::string_view member) const;
  // What a method of the type that gives its members to a dump, `to_dict`, shows of one; nullptr: the type
  // does not write the method itself.
  const Shown* dumped(std::string_view type, std::string_view method, std::string_view member) const;
  // The type itself writes a constructor that takes so many values, and assigns the member in none of those.
  // Java only.
  bool is_left_by_constructor(std::string_view type, size_t parameters, std::string_view member) const;
  // In that form a value of the type shows where it is in memory and nothing else.
  bool shows_nothing(std::string_view type, Form form) const;
  // The form that a type's own function makes; nullptr: it has none.
  const OwnForm* own(std::string_view type, Form form) const;

 private:
  struct Entry {
    std::vector<ClassifiedMember> members;
    std::unordered_set<std::string> constants;
    std::unordered_set<std::string> declared;
    std::vector<std::string> in_order;
    std::unordered_set<std::string> assigned;              // by others than their setters
    std::map<size_t, std::set<std::string>> constructors;  // by how many values they take: what they assign
    std::array<OwnForm, kFormCount> own;
    std::array<bool, kFormCount> shows_nothing = {};
    std::map<std::string, std::map<std::string, Shown, std::less<>>, std::less<>> dumps;  // by method, member
    bool is_enumeration = false;
    bool is_ambiguous = false;
  };
  const Entry* find(std::string_view type) const;
  void add_types(const Code& code, const Source& source, const Classifier& classifier);
  void add_own_forms(const Code& code, const Source& source, const Classifier& classifier,
                     const std::vector<TypeId>& types);

  const CallIndex* calls_;
  bool is_of_language_ = false;
  std::map<std::string, std::unique_ptr<TypeIndex>, std::less<>> languages_;
  std::unordered_map<std::string, Entry> types_;
};

// The members of a type that is written where it is used: `{ number: string; cvv: string }`. Classified as
// those of something that is called `name`.
std::vector<ClassifiedMember> inline_members(std::string_view type, std::string_view name,
                                             const Classifier& classifier);

}  // namespace payaudit

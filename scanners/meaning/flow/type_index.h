// Types of the whole repository whose members hold classified data: so that `log.info(card)` is known to
// print the card's number. Built once over all units, then read by all threads.
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "scanners/meaning/classify/classifier.h"
#include "scanners/units/code.h"

namespace payaudit {

struct ClassifiedMember {
  std::string name;
  std::string data_class;
  std::string state;
  bool is_weak = false;
  bool is_printed = false;     // the type's text form shows it
  bool is_serialized = false;  // JSON and the like show it
  bool is_changed = false;     // the text form shows only what a call makes of it
  bool is_masked = false;      // its type shows a mask in its place
};

class TypeIndex {
 public:
  // Reads the types of one file. Neither `code` nor `source` need outlive the call.
  void add(const Code& code, const Source& source, const Classifier& classifier);
  // Classified members of the type itself, not of its bases; empty when the name is unknown or stands for
  // several types.
  const std::vector<ClassifiedMember>& members(std::string_view type) const;
  // The class of one member, nullptr if it has none.
  const ClassifiedMember* member(std::string_view type, std::string_view name) const;
  // True once a type of that name was added: its members are known, classified or not.
  bool knows(std::string_view type) const;

 private:
  struct Entry {
    std::vector<ClassifiedMember> members;
    bool is_ambiguous = false;
  };
  std::unordered_map<std::string, Entry> types_;
};

}  // namespace payaudit

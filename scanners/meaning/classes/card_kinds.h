// Of what kind the cards of a tree are, as far as its types and names say: `cardNumber` of an order is no
// number of a payment card where the tree has loyalty cards and no others. Does not follow values from type
// to type.
#pragma once

#include <string>

#include "scanners/meaning/classify/classifier.h"
#include "scanners/units/code.h"

namespace payaudit {

// Read file by file, then asked.
class CardKinds {
 public:
  explicit CardKinds(const Classifier& classifier) : classifier_(classifier) {}

  // `code` need not outlive the call.
  void add_types(const Code& code);
  bool has_other_cards() const { return !other_.empty(); }
  // What a file's variables and members are called; costs more, and says something only beside other cards.
  void add_names(const Code& code);

  // The type whose cards are of another kind, where nothing in the tree speaks of a card to pay with; empty:
  // there is none. Of several the one whose name is first in the alphabet.
  std::string only_other_cards() const { return has_payment_ ? std::string() : other_; }

 private:
  const Classifier& classifier_;
  std::string other_;
  bool has_payment_ = false;
};

}  // namespace payaudit

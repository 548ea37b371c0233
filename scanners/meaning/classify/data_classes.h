// The table of data classes: what is sensitive, by name, context and type. Filled by rules/policy from
// policies/data; read by the Classifier.
#pragma once

#include <set>
#include <string>
#include <vector>

namespace payaudit {

// Names are written as words: "card number", "cvv", "card verification (value|number|code)". They match whole
// words of an identifier that was split at case changes, `_`, `-`, `.`, digits' edges, with accents stripped;
// never parts of words. `cardNumber`, `card_number`, `CARD-NUMBER` and `cardnumber` are the same. `(a|b)` is
// a choice, `(a|)` or `a?` an optional word.
struct DataClass {
  std::string name;  // "account.sad.cvv"
  std::vector<std::string> names;
  std::vector<std::string>
      needs_context;  // of `names`: those that count only when the entity or a sibling has a context word
  // Context phrases for them. They count in the entity, before the word in the name, and in the description;
  // one that starts with "beside " counts when a sibling is called exactly that: "beside exp month".
  std::vector<std::string> context;
  // Phrases that take the meaning away: "cvv result". One that starts with "beside " takes it from a weak
  // word with such a sibling, unless a sibling of `context` confirms it.
  std::vector<std::string> not_names;
  std::vector<std::string> never_types;  // bool, enum, date …: neutral type words, see Classifier
  std::vector<std::string>
      declared_by;  // "openapi: x-pci=sad", "proto: debug_redact", "annotation: @Sensitive"
  std::vector<std::string>
      stores;  // words in a store's name or tags that say it holds the class: "kyc documents"
  // Of `needs_context`: words such as `number`, which are of whatever stands before or follows as `of …`.
  // Before them only context words, words of state and `qualifiers` leave them the class's own: `attempt
  // number` and `number of rows` are of something else, in whatever class they stand.
  std::vector<std::string> owned = {};
  std::vector<std::string> qualifiers = {};
  // Siblings that say that the name is of an answer about the thing, even one that needs no context: `cvv`
  // beside `avs result`. Not where one of `asked_beside` stands there too.
  std::vector<std::string> answered_beside = {};
  std::vector<std::string> asked_beside = {};
  // Whole names of what has the name that leave open whether it is the thing or an answer about it:
  // `verification.cvv`. Not beside one of `asked_beside`.
  std::vector<std::string> answered_in = {};
  // Of `needs_context`: words that a name of the class elsewhere in the file confirms as well.
  std::vector<std::string> confirmed_in_file = {};
  // Words anywhere in the names of the file, its path included, that confirm those too; and words that say
  // that it is about something else.
  std::vector<std::string> confirmed_by_file = {};
  std::vector<std::string> denied_by_file = {};
  // Of `needs_context`: words that what stands around them leaves open: the account number in a card's class
  // is the card's, or that of the account behind it. They are of the class beyond doubt only beside one of
  // `settled_by`, and not at all beside a name that is of the class by itself.
  std::vector<std::string> doubted = {};
  std::vector<std::string> settled_by = {};
  std::string doubt = {};  // what is not known of them, for people
  // What another class is in a state: the hash of a password is no password. Of such a class, what was hashed
  // is clear.
  std::string made_of = {};   // the other class; empty: none
  std::string of_state = {};  // "hashed"
  // Neutral types that rule out a word that needs context, but not one that speaks for itself; also `int`, an
  // integer of 32 bits or less.
  std::vector<std::string> never_types_in_context = {};
  // Names that are of whatever card is meant: `card number`. Where CardWords speak of a card that nobody pays
  // with, these and the words that need context are not of the class. Empty: the class has nothing to do with
  // cards.
  std::vector<std::string> of_card = {};
};

// What tells cards that people pay with from cards of shops, clubs and authorities. Phrases, as names are.
struct CardWords {
  std::vector<std::string> other;  // in the name, the entity or around it: another kind of card, `loyalty`
  std::vector<std::string> perhaps_other;         // leave it open: `reward`
  std::vector<std::string> perhaps_other_beside;  // whole names of siblings that leave it open
  std::vector<std::string> payment;               // a card to pay with
  std::vector<std::string> payment_beside;        // whole names of siblings that only such a card has
  std::vector<std::string> valid_beside;   // of siblings that count as much where nothing says another kind
  std::vector<std::string> issuer_beside;  // whole names of siblings that only who issues cards keeps
};

// Words that tell the state of a value apart from its class: `encrypted_pan`, `card_last4`, `pan_hash`,
// `card_token`.
struct StateWords {
  std::string state;  // truncated, hashed, keyed-hashed, encrypted, tokenized
  std::vector<std::string> names;
};

// Words around a phrase that decide whether the name is about the thing. Lower case, one word each.
struct NameWords {
  using Words = std::set<std::string, std::less<>>;
  Words harmless_after = {};  // leave its meaning: `password value`
  Words before = {};          // make the name a question, an action or a count: `is password valid`
  Words cuts = {};            // from here on it speaks of something else: `email or phone`
  Words clear = {};           // the value is in clear, whatever the state: `decrypted pan`
  Words small = {};           // not counted inside a phrase: `numero de tarjeta` is `numero tarjeta`
  Words heads = {};           // standing last they say what the whole is: `email by user id error`
};

struct DataClassTable {
  std::vector<DataClass> classes;
  std::vector<StateWords> states;
  NameWords words = {};
  CardWords cards = {};
};

}  // namespace payaudit

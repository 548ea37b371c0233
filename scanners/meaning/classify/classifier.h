// Tells the data class and state of a name in its context. Pure; every answer explains itself.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "scanners/facts/data_class.h"
#include "scanners/meaning/classify/data_classes.h"

namespace payaudit {

struct Classification {
  std::string_view data_class;  // points into the table
  std::string_view
      state;  // clear, truncated, hashed, keyed-hashed, encrypted, tokenized: as far as the name says
  bool is_weak = false;    // a weak word that its context confirmed
  std::string why;         // "the word `cvv` in `card`"
  std::string doubt = {};  // why it may be of another class all the same; empty: there is no such doubt. With
                           // one, nothing is known of the state either
  bool is_of_any_card = false;  // neither the name nor what surrounds it says of what kind of card it is
  // Of sensitive authentication data, a sibling that only an issuer keeps, such as a PVV: an issuer may keep
  // the data too (PCI DSS 3.3.3). Points into the context; empty: there is none.
  std::string_view issuer_mark = {};
};

// What surrounds a name. All optional.
struct NameContext {
  std::string_view entity =
      {};  // table, class, schema or message; for a variable, the enclosing function or type
  std::span<const std::string_view> siblings = {};  // the entity's other field names
  std::string_view type = {};        // as written: "VARCHAR(19)", "boolean", "LocalDate", "integer"
  std::string_view file_class = {};  // a class that names elsewhere in the file are of beyond doubt
  std::string_view description =
      {};  // a comment or description; counts as context words only, never as the name
  // The function, package or file it stands in, with blanks, dots or slashes between them: only what one of
  // them says of the kind of a card counts.
  std::string_view around = {};
};

// Why a phrase of a DataClass (see there) would not be matched as it is written: it has more words, or stands
// for more phrases, than are kept. Empty: it is. Loaders ask; the Classifier leaves such phrases out.
std::string problem_of_phrase(std::string_view pattern);

// Thread-safe for reading; classifications of names are remembered per thread by the caller if it wants to (a
// name's split is cheap).
class Classifier {
 public:
  explicit Classifier(DataClassTable table);
  ~Classifier();
  Classifier(Classifier&&) noexcept;

  // nullopt: no class. Never throws.
  std::optional<Classification> classify(std::string_view name, const NameContext& context = {}) const;

  // Whether the name is of a card that nobody pays with: the card number of `LoyaltyCard`.
  bool is_of_other_card(std::string_view name, const NameContext& context) const;

  // The same table in a tree whose cards are of another kind, as far as its types say: those of the type that
  // is named here. What is of any card is in doubt then.
  Classifier among_cards_of(std::string type) const;

  // Whether the name ends in a word that is of some class in the right context: `secret`, `salt`.
  bool ends_in_weak_word(std::string_view name) const;

  // What a class is in a state: a hashed password is of a class of its own, and clear there. The class itself
  // and its state where no other is made of it.
  struct InState {
    std::string_view data_class;  // points into the table, or is what was asked
    std::string_view state;
  };
  InState in_state(std::string_view data_class, std::string_view state) const;
  // Whether a class is what another is in some state.
  bool is_made_of(std::string_view data_class, std::string_view other) const;

  // The class that would confirm the name if other names in its file are of it; empty: none would.
  std::string_view class_to_find_in_file(std::string_view name) const;
  // What another name of the file, or its path, says of such a name.
  enum class InFile : uint8_t { nothing, confirms, denies };
  InFile says_in_file(std::string_view name, std::string_view data_class) const;

  // The state that a type's name claims for its members: `EncryptedCard`, `ProfileMaskedType`. Only a
  // participle before its last word does: a `CardTokenRequest` holds what is to become a token. Empty: none.
  std::string_view state_of_type(std::string_view name) const;

  // The classes that a store's name, tags or description speak of ("kyc-documents" -> kyc.document). Empty:
  // nothing said.
  std::vector<std::string_view> classes_of_store(std::string_view words) const;

  // The class that a mark such as `x-pci=sad` or `@Sensitive` declares; `mark` as in DataClass::declared_by.
  // Empty: none.
  std::string_view declared_class(std::string_view mark) const;

  // All class names, and whether `name` is one or the ancestor of one ("account", "account.sad").
  const DataClassTable& table() const;
  bool is_class_or_ancestor(std::string_view name) const;

 private:
  std::optional<Classification> classify(std::string_view name, const NameContext& context,
                                         bool* is_of_other_card) const;
  bool is_named_beside(std::string_view name, std::string_view data_class, const NameContext& context) const;

  struct Index;
  std::shared_ptr<Index> index_;
  std::string other_cards_;  // the type whose cards are of another kind; empty: the tree has none
};

}  // namespace payaudit

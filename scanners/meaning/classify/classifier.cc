// How a name gets its class. The name is split into words; the table's phrases are looked up at every
// position; what stands before and after a phrase decides whether the name is about the thing (`oldPassword`)
// or about something else of it (`passwordLength`, `isPasswordValid`). Words that are not known to be
// harmless after a phrase take the meaning away: an identifier is innocent unless all of its head says
// otherwise.
#include "scanners/meaning/classify/classifier.h"

#include <algorithm>
#include <mutex>
#include <unordered_map>

#include <fmt/format.h>

#include "scanners/meaning/classify/neutral_type.h"
#include "scanners/meaning/classify/words.h"
#include "scanners/source/characters.h"

namespace payaudit {
namespace {

using Words = std::vector<std::string>;

constexpr size_t kLongestPhrase = 6;
constexpr size_t kMostSiblings = 200;
constexpr size_t kMostAlternatives = 64;
// A phrase matches over other word boundaries (`cardnumber`) only from this length on: shorter ones collide.
constexpr size_t kShortestJoined = 5;
constexpr std::string_view kByItsName = "the rest of the name";
// A text this narrow cannot hold a card number, so it holds a part of one.
constexpr uint32_t kNarrowerThanPan = 11;

// Of a phrase or a name, without small words in its middle.
Words words_of(const NameWords& known, std::string_view text) {
  Words words = split_words(text);
  for (size_t i = 1; i + 1 < words.size();) {
    if (known.small.contains(words[i])) {
      words.erase(words.begin() + static_cast<ptrdiff_t>(i));
    } else {
      ++i;
    }
  }
  return words;
}

// "card verification (value|number)" to the phrases it stands for. Groups do not nest; `?` makes the group or
// character before it optional. Of more than kMostAlternatives the first; `is_cut` says so.
std::vector<std::string> alternatives(std::string_view pattern, bool* is_cut = nullptr) {
  std::vector<std::string> all{""};
  for (size_t at = 0; at < pattern.size();) {
    std::vector<std::string_view> choices;
    const size_t special = std::min(pattern.find_first_of("(?", at), pattern.size());
    // Plain text goes over at once, without the character that a `?` makes optional.
    const bool is_optional_next = special < pattern.size() && pattern[special] == '?';
    const size_t plain = special - at - (is_optional_next && special > at ? 1 : 0);
    if (plain > 0) {
      for (std::string& head : all) head += pattern.substr(at, plain);
      at += plain;
      continue;
    }
    if (pattern[at] == '(') {
      const size_t close = std::min(pattern.find(')', at), pattern.size());
      std::string_view inside = pattern.substr(at + 1, close - at - 1);
      for (size_t bar = inside.find('|');; bar = inside.find('|')) {
        choices.push_back(inside.substr(0, bar));
        if (bar == std::string_view::npos) break;
        inside.remove_prefix(bar + 1);
      }
      at = close + 1;
    } else {
      choices.push_back(pattern.substr(at++, 1));
    }
    if (at < pattern.size() && pattern[at] == '?') {
      choices.emplace_back();
      ++at;
    }
    std::vector<std::string> next;
    for (const std::string& head : all) {
      for (std::string_view choice : choices) {
        if (next.size() < kMostAlternatives) {
          next.push_back(head + std::string(choice));
        } else if (is_cut != nullptr) {
          *is_cut = true;
        }
      }
    }
    all = std::move(next);
  }
  return all;
}

std::string join(const Words& words, size_t begin, size_t count) {
  std::string joined;
  for (size_t i = begin; i < begin + count; ++i) joined += words[i];
  return joined;
}

// Phrases by their joined words, each with what it stands for.
template <typename Payload>
class PhraseIndex {
 public:
  void add(const NameWords& known, std::string_view pattern, Payload payload) {
    for (const std::string& alternative : alternatives(pattern)) {
      Words words = words_of(known, alternative);
      if (words.empty() || words.size() > kLongestPhrase) continue;
      std::string key = join(words, 0, words.size());
      rows_[std::move(key)].push_back({std::move(words), payload});
    }
  }

  // Calls found(payload, number of words) for each phrase that starts at word `begin`.
  template <typename Found>
  void at(const Words& words, size_t begin, Found found) const {
    std::string key;
    for (size_t count = 1; count <= kLongestPhrase && begin + count <= words.size(); ++count) {
      key += words[begin + count - 1];
      const auto row = rows_.find(key);
      if (row == rows_.end()) continue;
      for (const Row& phrase : row->second) {
        const bool same_words = phrase.words.size() == count &&
                                std::equal(phrase.words.begin(), phrase.words.end(), words.begin() + begin);
        if (same_words || key.size() >= kShortestJoined) found(phrase.payload, count);
      }
    }
  }

  bool has_in(const Words& words, Payload payload) const {
    bool is_found = false;
    for (size_t i = 0; i < words.size() && !is_found; ++i) {
      at(words, i, [&](Payload found, size_t) { is_found |= found == payload; });
    }
    return is_found;
  }

  bool is_whole(const Words& words, Payload payload) const {
    bool is_found = false;
    if (!words.empty()) {
      at(words, 0,
         [&](Payload found, size_t count) { is_found |= found == payload && count == words.size(); });
    }
    return is_found;
  }

 private:
  struct Row {
    Words words;
    Payload payload;
  };
  std::unordered_map<std::string, std::vector<Row>> rows_;
};

// The English and the neutral type word a class may refuse; `collection` and the like never reach here.
bool is_refused(const std::vector<std::string>& refused, std::string_view neutral, std::string_view type) {
  return std::any_of(refused.begin(), refused.end(), [&](const std::string& word) {
    return word == neutral || (word == "int" && is_small_integer(type));
  });
}

}  // namespace

struct Classifier::Index {
  enum class CardWord : uint8_t {
    other,
    perhaps_other,
    perhaps_other_beside,
    payment,
    payment_beside,
    valid_beside,
    issuer_beside
  };
  // Of what kind of card a name is, as far as its surroundings say.
  struct CardKind {
    enum class Is : uint8_t { payment, unsaid, open, other };
    Is is = Is::payment;  // also of what is of no card
    std::string by = {};  // of `open`: what speaks of another kind
  };
  struct NamePhrase {
    uint32_t data_class = 0;
    bool needs_context = false;
    friend bool operator==(const NamePhrase&, const NamePhrase&) = default;
  };
  struct Match {
    NamePhrase phrase;
    size_t begin = 0;
    size_t count = 0;
  };

  std::once_flag is_built;  // the phrases below: a run that classifies nothing does not build them
  DataClassTable table;
  PhraseIndex<NamePhrase> names;
  PhraseIndex<uint32_t> not_names;  // payload: the class
  PhraseIndex<uint32_t> not_beside;
  PhraseIndex<uint32_t> context;
  PhraseIndex<uint32_t> beside;
  PhraseIndex<uint32_t> stores;
  PhraseIndex<uint32_t> owned;
  PhraseIndex<uint32_t> answered;
  PhraseIndex<uint32_t> asked;
  PhraseIndex<uint32_t> answered_in;
  PhraseIndex<uint32_t> qualifiers;
  PhraseIndex<uint32_t> in_file;
  PhraseIndex<uint32_t> by_file;
  PhraseIndex<uint32_t> not_by_file;
  PhraseIndex<uint32_t> doubted;
  PhraseIndex<uint32_t> settled_by;
  PhraseIndex<uint32_t> of_card;
  PhraseIndex<CardWord> cards;
  PhraseIndex<uint32_t> states;  // payload: the state
  std::unordered_map<std::string, uint32_t> marks;

  explicit Index(DataClassTable given) : table(std::move(given)) {}
  // With all phrases.
  const Index& built() {
    std::call_once(is_built, [&] { build(); });
    return *this;
  }
  void build();
  size_t words_after(const Words& words, size_t begin) const;
  bool stands_alone(const Words& words, const Match& match) const;
  std::string confirmed_by(uint32_t data_class, const Words& words, const Match& match,
                           const NameContext& context) const;
  bool is_beside(const PhraseIndex<uint32_t>& phrases, uint32_t data_class, const NameContext& context) const;
  std::string_view state_of(const Words& words, const Match& match) const;
  bool is_of_another(const Words& words, const Match& match) const;
  CardKind kind_of_card(const Words& words, const Match& match, const NameContext& context) const;
  // The first of the siblings that only an issuer's table has; empty: there is none.
  std::string_view issuer_mark(const NameContext& context) const;
};

void Classifier::Index::build() {
  for (uint32_t i = 0; i < table.classes.size(); ++i) {
    const DataClass& row = table.classes[i];
    for (const std::string& name : row.names) {
      const bool is_weak =
          std::find(row.needs_context.begin(), row.needs_context.end(), name) != row.needs_context.end();
      names.add(table.words, name, {i, is_weak});
    }
    // A weak word need not be repeated under `names`.
    for (const std::string& name : row.needs_context) {
      if (std::find(row.names.begin(), row.names.end(), name) == row.names.end())
        names.add(table.words, name, {i, true});
    }
    for (const std::string& name : row.not_names) {
      if (name.starts_with("beside ")) {
        not_beside.add(table.words, std::string_view(name).substr(7), i);
      } else {
        not_names.add(table.words, name, i);
      }
    }
    for (const std::string& phrase : row.context) {
      if (phrase.starts_with("beside ")) {
        beside.add(table.words, std::string_view(phrase).substr(7), i);
      } else {
        context.add(table.words, phrase, i);
      }
    }
    for (const std::string& phrase : row.stores) stores.add(table.words, phrase, i);
    for (const std::string& phrase : row.owned) owned.add(table.words, phrase, i);
    for (const std::string& phrase : row.answered_beside) answered.add(table.words, phrase, i);
    for (const std::string& phrase : row.asked_beside) asked.add(table.words, phrase, i);
    for (const std::string& phrase : row.answered_in) answered_in.add(table.words, phrase, i);
    for (const std::string& phrase : row.qualifiers) qualifiers.add(table.words, phrase, i);
    for (const std::string& phrase : row.confirmed_in_file) in_file.add(table.words, phrase, i);
    for (const std::string& phrase : row.confirmed_by_file) by_file.add(table.words, phrase, i);
    for (const std::string& phrase : row.denied_by_file) not_by_file.add(table.words, phrase, i);
    for (const std::string& phrase : row.doubted) doubted.add(table.words, phrase, i);
    for (const std::string& phrase : row.settled_by) settled_by.add(table.words, phrase, i);
    for (const std::string& phrase : row.of_card) of_card.add(table.words, phrase, i);
    for (const std::string& mark : row.declared_by) marks.emplace(mark, i);
  }
  const auto add_cards = [&](const std::vector<std::string>& phrases, CardWord means) {
    for (const std::string& phrase : phrases) cards.add(table.words, phrase, means);
  };
  add_cards(table.cards.other, CardWord::other);
  add_cards(table.cards.perhaps_other, CardWord::perhaps_other);
  add_cards(table.cards.perhaps_other_beside, CardWord::perhaps_other_beside);
  add_cards(table.cards.payment, CardWord::payment);
  add_cards(table.cards.payment_beside, CardWord::payment_beside);
  add_cards(table.cards.valid_beside, CardWord::valid_beside);
  add_cards(table.cards.issuer_beside, CardWord::issuer_beside);
  for (uint32_t i = 0; i < table.states.size(); ++i) {
    for (const std::string& name : table.states[i].names) states.add(table.words, name, i);
  }
}

// How many words from `begin` on leave the meaning of what stands before them, up to a cut or the end.
// Returns the position reached; anything short of a cut or the end takes the meaning away.
size_t Classifier::Index::words_after(const Words& words, size_t begin) const {
  size_t i = begin;
  while (i < words.size()) {
    if (table.words.cuts.contains(words[i]) && i + 1 < words.size())
      return table.words.heads.contains(words.back()) ? i : words.size();
    size_t step = 0;
    states.at(words, i, [&](uint32_t, size_t count) { step = std::max(step, count); });
    const std::string& word = words[i];
    const bool is_digits = word.find_first_not_of("0123456789") == std::string::npos;
    if (step == 0 && (is_digits || word.size() == 1 || table.words.harmless_after.contains(word))) step = 1;
    if (step == 0) return i;
    i += step;
  }
  return i;
}

bool Classifier::Index::stands_alone(const Words& words, const Match& match) const {
  for (size_t i = 0; i < match.begin; ++i) {
    if (table.words.before.contains(words[i])) return false;
  }
  return words_after(words, match.begin + match.count) == words.size();
}

// Whether a word that is of what stands around it stands beside something else than the class's own words:
// `attempt number`, `number of rows`.
bool Classifier::Index::is_of_another(const Words& words, const Match& match) const {
  const uint32_t id = match.phrase.data_class;
  const Words phrase(words.begin() + static_cast<ptrdiff_t>(match.begin),
                     words.begin() + static_cast<ptrdiff_t>(match.begin + match.count));
  if (!match.phrase.needs_context || !owned.is_whole(phrase, id)) return false;
  const size_t after = match.begin + match.count;
  if (after + 1 < words.size() && (words[after] == "of" || words[after] == "in")) return true;
  for (size_t i = 0; i < match.begin;) {
    size_t step =
        words[i].size() == 1 || words[i].find_first_not_of("0123456789") == std::string::npos ? 1 : 0;
    const auto longest = [&](uint32_t, size_t count) { step = std::max(step, count); };
    const auto of_class = [&](uint32_t found, size_t count) {
      if (found == id) step = std::max(step, count);
    };
    states.at(words, i, longest);
    context.at(words, i, of_class);
    qualifiers.at(words, i, of_class);
    if (step == 0) return true;
    i += step;
  }
  return false;
}

// What confirms a weak word, as a clause; empty: nothing does.
std::string Classifier::Index::confirmed_by(uint32_t data_class, const Words& words, const Match& match,
                                            const NameContext& name_context) const {
  const Words before(words.begin(), words.begin() + static_cast<ptrdiff_t>(match.begin));
  if (context.has_in(before, data_class)) return std::string(kByItsName);
  if (context.has_in(words_of(table.words, name_context.entity), data_class)) {
    return fmt::format("`{}`", name_context.entity.substr(0, 80));
  }
  if (name_context.file_class == table.classes[data_class].name) {
    const Words phrase(words.begin() + static_cast<ptrdiff_t>(match.begin),
                       words.begin() + static_cast<ptrdiff_t>(match.begin + match.count));
    if (in_file.is_whole(phrase, data_class)) return "other names in the file";
  }
  const size_t siblings = std::min(name_context.siblings.size(), kMostSiblings);
  for (size_t i = 0; i < siblings; ++i) {
    if (beside.is_whole(words_of(table.words, name_context.siblings[i]), data_class)) {
      return fmt::format("`{}` beside it", name_context.siblings[i].substr(0, 80));
    }
  }
  if (!name_context.description.empty() &&
      context.has_in(words_of(table.words, name_context.description), data_class)) {
    return "its description";
  }
  return {};
}

bool Classifier::Index::is_beside(const PhraseIndex<uint32_t>& phrases, uint32_t data_class,
                                  const NameContext& name_context) const {
  const size_t siblings = std::min(name_context.siblings.size(), kMostSiblings);
  return std::any_of(
      name_context.siblings.begin(), name_context.siblings.begin() + static_cast<ptrdiff_t>(siblings),
      [&](std::string_view sibling) { return phrases.is_whole(words_of(table.words, sibling), data_class); });
}

// `cardNumber` of a loyalty card, a gift card or a pass is no number of a payment card.
Classifier::Index::CardKind Classifier::Index::kind_of_card(const Words& words, const Match& match,
                                                            const NameContext& context) const {
  using Is = CardKind::Is;
  const uint32_t id = match.phrase.data_class;
  if (table.classes[id].of_card.empty()) return {};
  const Words phrase(words.begin() + static_cast<ptrdiff_t>(match.begin),
                     words.begin() + static_cast<ptrdiff_t>(match.begin + match.count));
  if (!match.phrase.needs_context && !of_card.is_whole(phrase, id)) return {};
  const Words before(words.begin(), words.begin() + static_cast<ptrdiff_t>(match.begin));
  const Words entity = words_of(table.words, context.entity);
  // Each part for itself: `findById` in `cards` speaks of no `id card`.
  std::vector<std::pair<std::string_view, Words>> around;
  for (size_t begin = 0; begin < context.around.size();) {
    const size_t end = std::min(context.around.find_first_of(" ./", begin), context.around.size());
    const std::string_view part = context.around.substr(begin, end - begin);
    if (!part.empty()) around.emplace_back(part, words_of(table.words, part));
    begin = end + 1;
  }
  const auto is_beside = [&](CardWord means) {
    const size_t siblings = std::min(context.siblings.size(), kMostSiblings);
    return std::any_of(
        context.siblings.begin(), context.siblings.begin() + static_cast<ptrdiff_t>(siblings),
        [&](std::string_view sibling) { return cards.is_whole(words_of(table.words, sibling), means); });
  };
  // What speaks of it, as written; empty: nothing does.
  const auto speaks_of = [&](CardWord means) -> std::string_view {
    // `voter card no`: the other card's name ends where that of the number begins.
    if (cards.has_in(means == CardWord::other ? words : before, means)) return kByItsName;
    if (cards.has_in(entity, means)) return context.entity;
    for (const auto& [part, its_words] : around) {
      if (cards.has_in(its_words, means)) return part;
    }
    return {};
  };
  const bool is_payment = !speaks_of(CardWord::payment).empty() || is_beside(CardWord::payment_beside);
  if (const std::string_view by = speaks_of(CardWord::other); !by.empty())
    return is_payment ? CardKind{Is::open, std::string(by.substr(0, 80))} : CardKind{Is::other};
  if (is_payment || is_beside(CardWord::valid_beside)) return {};
  if (const std::string_view by = speaks_of(CardWord::perhaps_other); !by.empty())
    return {Is::open, std::string(by.substr(0, 80))};
  if (is_beside(CardWord::perhaps_other_beside)) return {Is::open, "what stands beside it"};
  return {Is::unsaid};
}

std::string_view Classifier::Index::issuer_mark(const NameContext& context) const {
  for (const std::string_view sibling :
       context.siblings.first(std::min(context.siblings.size(), kMostSiblings))) {
    if (cards.is_whole(words_of(table.words, sibling), CardWord::issuer_beside)) return sibling;
  }
  return {};
}

std::string_view Classifier::Index::state_of(const Words& words, const Match& match) const {
  for (const std::string& word : words) {
    if (table.words.clear.contains(word)) return "clear";
  }
  const bool is_credential = within(table.classes[match.phrase.data_class].name, "credential");
  std::string_view state = "clear";
  size_t longest = 0;
  for (size_t i = 0; i < words.size(); ++i) {
    states.at(words, i, [&](uint32_t found, size_t count) {
      // `access token` is no token that stands for something else.
      if (is_credential && table.states[found].state == "tokenized") return;
      if (count > longest) {
        longest = count;
        state = table.states[found].state;
      }
    });
  }
  return state;
}

Classifier::Classifier(DataClassTable table) : index_(std::make_unique<Index>(std::move(table))) {}
Classifier::~Classifier() = default;
Classifier::Classifier(Classifier&&) noexcept = default;

Classifier Classifier::among_cards_of(std::string type) const {
  Classifier among{DataClassTable{}};
  among.index_ = index_;
  among.other_cards_ = std::move(type);
  return among;
}

std::optional<Classification> Classifier::classify(std::string_view name, const NameContext& context) const {
  return classify(name, context, nullptr);
}

bool Classifier::is_of_other_card(std::string_view name, const NameContext& context) const {
  bool is_other = false;
  classify(name, context, &is_other);
  return is_other;
}

std::optional<Classification> Classifier::classify(std::string_view name, const NameContext& context,
                                                   bool* is_of_other_card) const {
  const Words words = words_of(index_->table.words, name);
  if (words.empty()) return std::nullopt;
  const Index& index = index_->built();

  // The longest phrase wins, then the later one (a name's head comes last), then the table's order.
  std::vector<Index::Match> matches;
  for (size_t i = 0; i < words.size(); ++i) {
    index.names.at(words, i, [&](Index::NamePhrase phrase, size_t count) {
      matches.push_back({phrase, i, count});
    });
  }
  if (matches.empty()) return std::nullopt;
  std::stable_sort(matches.begin(), matches.end(), [](const Index::Match& a, const Index::Match& b) {
    if (a.count != b.count) return a.count > b.count;
    return a.begin != b.begin ? a.begin > b.begin : a.phrase.data_class < b.phrase.data_class;
  });

  const std::string_view neutral = neutral_type(context.type);
  const Words entity = words_of(index_->table.words, context.entity);
  std::optional<uint32_t> of_other_card;  // the class that the name is of, were it another card's
  for (const Index::Match& match : matches) {
    const uint32_t id = match.phrase.data_class;
    const DataClass& row = index.table.classes[id];
    if (of_other_card == id) continue;
    if (!neutral.empty() && is_refused(row.never_types, neutral, {})) continue;
    if (!index.stands_alone(words, match) || index.not_names.has_in(words, id)) continue;
    if (index.is_of_another(words, match)) continue;
    if (index.is_beside(index.answered, id, context) && !index.is_beside(index.asked, id, context)) continue;
    if (match.phrase.needs_context && !row.never_types_in_context.empty() &&
        is_refused(row.never_types_in_context, neutral, context.type))
      continue;
    // `PasswordPolicy password` holds no password: the type's own name speaks of something about it.
    if (neutral == "other") {
      const Words type =
          words_of(index_->table.words, context.type.substr(0, context.type.find_first_of("<[(")));
      bool is_about = false;
      for (size_t i = 0; i < type.size() && !is_about; ++i) {
        index.names.at(type, i, [&](Index::NamePhrase phrase, size_t count) {
          is_about |= phrase.data_class == id && index.words_after(type, i + count) != type.size();
        });
      }
      if (is_about) continue;
    }
    const Index::CardKind card = index.kind_of_card(words, match, context);
    if (card.is == Index::CardKind::Is::other) {
      of_other_card = id;
      if (is_of_other_card != nullptr) *is_of_other_card = true;
      continue;
    }
    Classification found{row.name, index.state_of(words, match), match.phrase.needs_context, {}};
    std::string phrase;
    for (size_t i = match.begin; i < match.begin + match.count; ++i) {
      if (!phrase.empty()) phrase += ' ';
      phrase += words[i];
    }
    found.why = fmt::format("the word{} `{}`", match.count > 1 ? "s" : "", phrase);
    // `MaskedNumber number`: what the type's name says of the state is a claim, as the name's own words are.
    if (found.state == "clear" && neutral == "other") {
      const Words type =
          words_of(index_->table.words, context.type.substr(0, context.type.find_first_of("<[(")));
      const std::string_view state = index.state_of(type, match);
      if (state != "clear") {
        found.state = state;
        found.why += fmt::format("; its type `{}` says {}", context.type.substr(0, 80), state);
      }
    }
    if (match.phrase.needs_context) {
      // `gift card`, `sim card`: the entity itself may take the meaning away.
      if (index.not_names.has_in(entity, id)) continue;
      // `account number` beside a routing number is one of a bank, unless a card's fields stand there too.
      if (index.is_beside(index.not_beside, id, context) && !index.is_beside(index.beside, id, context))
        continue;
      const std::string by = index.confirmed_by(id, words, match, context);
      if (by.empty()) continue;
      found.why += ", confirmed by " + by;
      const Words weak(words.begin() + static_cast<ptrdiff_t>(match.begin),
                       words.begin() + static_cast<ptrdiff_t>(match.begin + match.count));
      // `cardAccountNumber` says whose it is by itself.
      if (index.doubted.is_whole(weak, id) && by != kByItsName) {
        if (is_named_beside(name, row.name, context)) continue;
        if (!index.is_beside(index.settled_by, id, context)) found.doubt = row.doubt;
      }
    } else if (!context.entity.empty()) {
      found.why += fmt::format(" in `{}`", context.entity.substr(0, 80));
    }
    if (index.answered_in.is_whole(entity, id) && !index.is_beside(index.asked, id, context))
      found.doubt = "whether it is this or what came of checking it is not said";
    found.is_of_any_card = card.is == Index::CardKind::Is::unsaid;
    if (card.is == Index::CardKind::Is::open) {
      found.doubt = fmt::format("whether it is of a card to pay with is not said: {} of another kind",
                                card.by == kByItsName || card.by == "what stands beside it"
                                    ? fmt::format("{} speaks", card.by)
                                    : fmt::format("`{}` speaks", card.by));
    } else if (found.is_of_any_card && !other_cards_.empty()) {
      found.doubt = fmt::format(
          "whether it is of a card to pay with is not said: the cards of this tree are those of `{}`",
          other_cards_.substr(0, 80));
    }
    if (const auto width = width_of_type(context.type);
        width && *width < kNarrowerThanPan && row.name == "account.chd.pan" && found.state == "clear") {
      found.state = "truncated";
      found.why += fmt::format("; {} characters hold only a part of it", *width);
    }
    const InState is = in_state(found.data_class, found.state);
    found.data_class = is.data_class;
    found.state = is.state;
    if (within(found.data_class, "account.sad")) found.issuer_mark = index.issuer_mark(context);
    return found;
  }
  return std::nullopt;
}

bool Classifier::ends_in_weak_word(std::string_view name) const {
  const Index& index = index_->built();
  const Words words = words_of(index_->table.words, name);
  bool is_weak = false;
  for (size_t i = 0; i < words.size() && !is_weak; ++i) {
    index.names.at(words, i, [&](Index::NamePhrase phrase, size_t count) {
      is_weak |= phrase.needs_context && i + count == words.size();
    });
  }
  return is_weak;
}

// Whether a sibling is of the class by its own name: then the name in doubt is another's.
bool Classifier::is_named_beside(std::string_view name, std::string_view data_class,
                                 const NameContext& context) const {
  const size_t siblings = std::min(context.siblings.size(), kMostSiblings);
  return std::any_of(context.siblings.begin(), context.siblings.begin() + static_cast<ptrdiff_t>(siblings),
                     [&](std::string_view sibling) {
                       if (sibling == name) return false;
                       const auto found = classify(sibling, {.entity = context.entity});
                       return found && found->data_class == data_class && found->state == "clear" &&
                              found->doubt.empty();
                     });
}

Classifier::InState Classifier::in_state(std::string_view data_class, std::string_view state) const {
  for (const DataClass& row : index_->table.classes) {
    if (!row.made_of.empty() && row.made_of == data_class && row.of_state == state)
      return {row.name, "clear"};
  }
  return {data_class, state};
}

bool Classifier::is_made_of(std::string_view data_class, std::string_view other) const {
  return std::any_of(index_->table.classes.begin(), index_->table.classes.end(), [&](const DataClass& row) {
    return row.name == data_class && !row.made_of.empty() && row.made_of == other;
  });
}

std::string_view Classifier::class_to_find_in_file(std::string_view name) const {
  const Index& index = index_->built();
  const Words words = words_of(index_->table.words, name);
  std::string_view found;
  for (size_t i = 0; i < words.size() && found.empty(); ++i) {
    index.in_file.at(words, i, [&](uint32_t id, size_t) { found = index.table.classes[id].name; });
  }
  return found;
}

Classifier::InFile Classifier::says_in_file(std::string_view name, std::string_view data_class) const {
  const Index& index = index_->built();
  const Words words = words_of(index_->table.words, name);
  InFile says = InFile::nothing;
  const auto is_it = [&](uint32_t id) { return index.table.classes[id].name == data_class; };
  for (size_t i = 0; i < words.size(); ++i) {
    index.by_file.at(words, i, [&](uint32_t id, size_t) {
      if (is_it(id) && says == InFile::nothing) says = InFile::confirms;
    });
    index.not_by_file.at(words, i, [&](uint32_t id, size_t) {
      if (is_it(id)) says = InFile::denies;
    });
  }
  return says;
}

std::string_view Classifier::state_of_type(std::string_view name) const {
  const Index& index = index_->built();
  const Words words = words_of(index_->table.words, name);
  std::string_view state;
  for (size_t i = 0; i + 1 < words.size() && state.empty(); ++i) {
    if (!words[i].ends_with("ed")) continue;
    index.states.at(words, i, [&](uint32_t found, size_t) { state = index.table.states[found].state; });
  }
  return state;
}

std::vector<std::string_view> Classifier::classes_of_store(std::string_view text) const {
  const Index& index = index_->built();
  const Words words = words_of(index_->table.words, text);
  std::vector<std::string_view> classes;
  for (size_t i = 0; i < words.size(); ++i) {
    index.stores.at(words, i, [&](uint32_t id, size_t) {
      const std::string_view name = index.table.classes[id].name;
      if (std::find(classes.begin(), classes.end(), name) == classes.end()) classes.push_back(name);
    });
  }
  std::sort(classes.begin(), classes.end());
  return classes;
}

std::string_view Classifier::declared_class(std::string_view mark) const {
  const Index& index = index_->built();
  const auto found = index.marks.find(std::string(mark));
  return found == index.marks.end() ? std::string_view() : index.table.classes[found->second].name;
}

const DataClassTable& Classifier::table() const {
  return index_->table;
}

bool Classifier::is_class_or_ancestor(std::string_view name) const {
  return std::any_of(index_->table.classes.begin(), index_->table.classes.end(),
                     [&](const DataClass& row) { return within(row.name, name); });
}

std::string problem_of_phrase(std::string_view pattern) {
  bool is_cut = false;
  const std::vector<std::string> all = alternatives(pattern, &is_cut);
  if (is_cut) return fmt::format("stands for more than {} phrases: write it as several", kMostAlternatives);
  for (const std::string& alternative : all) {
    if (split_words(alternative).size() > kLongestPhrase)
      return fmt::format("is longer than {} words, which no name is compared with", kLongestPhrase);
  }
  return {};
}

}  // namespace payaudit

#include "rules/policy/data_classes.h"

#include <fmt/format.h>

#include <algorithm>

#include "rules/judge/rule.h"
#include "rules/policy/fields.h"
#include "scanners/meaning/classify/classifier.h"

namespace payaudit {
namespace {

constexpr std::string_view kStates[] = {"truncated", "hashed", "keyed-hashed", "encrypted", "tokenized"};

bool is_state(std::string_view word) {
  return std::find(std::begin(kStates), std::end(kStates), word) != std::end(kStates);
}

bool is_class_name(std::string_view text) {
  if (text.empty() || text.front() == '.' || text.back() == '.') return false;
  return std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '_';
  });
}

std::vector<std::string> read_phrases(YamlNode node, Problems& problems) {
  std::vector<std::string> phrases = read_texts(node, problems);
  for (size_t i = 0; i < phrases.size(); ++i) {
    std::string_view phrase = phrases[i];
    if (phrase.starts_with("beside ")) phrase.remove_prefix(7);
    if (const std::string problem = problem_of_phrase(phrase); !problem.empty())
      problems.add(node.is_sequence() ? node.item(i) : node, fmt::format("'{}' {}", phrase, problem));
  }
  return phrases;
}

// `known`: the classes that were read before.
DataClass read_class(std::string_view name, YamlNode node, const std::vector<DataClass>& known,
                     Problems& problems) {
  const Fields fields(node, "a data class",
                      {"names",
                       "needs_context",
                       "context",
                       "not",
                       "never_types",
                       "declared_by",
                       "stores",
                       "owned",
                       "qualifiers",
                       "confirmed_in_file",
                       "doubted",
                       "doubt",
                       "settled_by",
                       "made_of",
                       "of_state",
                       "never_types_in_context",
                       "answered_beside",
                       "asked_beside",
                       "answered_in",
                       "of_card",
                       "confirmed_by_file",
                       "denied_by_file"},
                      problems);
  const auto phrases = [&](std::string_view key) {
    const auto written = fields.find(key);
    return written ? read_phrases(*written, problems) : std::vector<std::string>();
  };
  DataClass data_class;
  data_class.name = name;
  data_class.names = phrases("names");
  data_class.needs_context = phrases("needs_context");
  data_class.context = phrases("context");
  data_class.not_names = phrases("not");
  data_class.never_types = fields.texts("never_types");
  data_class.declared_by = fields.texts("declared_by");
  data_class.stores = phrases("stores");
  data_class.owned = phrases("owned");
  data_class.qualifiers = phrases("qualifiers");
  data_class.confirmed_in_file = phrases("confirmed_in_file");
  data_class.confirmed_by_file = phrases("confirmed_by_file");
  data_class.denied_by_file = phrases("denied_by_file");
  data_class.made_of = fields.text("made_of");
  data_class.of_state = fields.text("of_state");
  data_class.never_types_in_context = fields.texts("never_types_in_context");
  data_class.answered_beside = phrases("answered_beside");
  data_class.asked_beside = phrases("asked_beside");
  data_class.answered_in = phrases("answered_in");
  data_class.of_card = phrases("of_card");
  for (const std::string& phrase : data_class.of_card) {
    if (std::find(data_class.names.begin(), data_class.names.end(), phrase) == data_class.names.end())
      problems.add(node, fmt::format("'{}' under 'of_card' is not under 'names'", phrase));
  }
  if (!data_class.asked_beside.empty() && data_class.answered_beside.empty())
    problems.add(node, "'asked_beside' without 'answered_beside': these words would never count");
  data_class.doubted = phrases("doubted");
  data_class.doubt = fields.text("doubt");
  data_class.settled_by = phrases("settled_by");
  const auto are_weak = [&](const std::vector<std::string>& phrases, std::string_view key) {
    const auto& weak = data_class.needs_context;
    for (const std::string& phrase : phrases) {
      if (std::find(weak.begin(), weak.end(), phrase) == weak.end())
        problems.add(node, fmt::format("'{}' under '{}' is not under 'needs_context'", phrase, key));
    }
  };
  are_weak(data_class.owned, "owned");
  are_weak(data_class.doubted, "doubted");
  const auto is_made_of = [&](const DataClass& other) { return other.name == data_class.made_of; };
  if (data_class.made_of.empty() != data_class.of_state.empty()) {
    problems.add(node, "'made_of' is the class, 'of_state' its state: neither without the other");
  } else if (!data_class.made_of.empty() && std::none_of(known.begin(), known.end(), is_made_of)) {
    problems.add(
        node, fmt::format("'made_of' names no class that stands before this one: '{}'", data_class.made_of));
  } else if (!data_class.of_state.empty() && !is_state(data_class.of_state)) {
    problems.add(node, fmt::format("'of_state' is no state: '{}'", data_class.of_state));
  }
  if (data_class.doubted.empty() != data_class.doubt.empty()) {
    problems.add(
        node, "'doubted' are the words, 'doubt' says what is not known of them: neither without the other");
  }
  if (!data_class.settled_by.empty() && data_class.doubted.empty()) {
    problems.add(node, "'settled_by' without 'doubted': these words would never count");
  }
  if (!data_class.qualifiers.empty() && data_class.owned.empty()) {
    problems.add(node, "'qualifiers' without 'owned': these words would never count");
  }
  if (fields.is_map() && data_class.names.empty() && data_class.needs_context.empty() &&
      data_class.declared_by.empty() && data_class.stores.empty() && data_class.made_of.empty()) {
    problems.add(node, fmt::format("nothing can be of the class '{}': it has no 'names'", name));
  }
  if (!data_class.needs_context.empty() && data_class.context.empty()) {
    problems.add(node, "'needs_context' without 'context': these words would never count");
  }
  return data_class;
}

void read_states(YamlNode node, DataClassTable& table, Problems& problems) {
  const Fields fields(node, "'states'", {kStates[0], kStates[1], kStates[2], kStates[3], kStates[4]},
                      problems);
  for (size_t i = 0; fields.is_map() && i < node.size(); ++i) {
    const std::string state(node.key(i).text());
    const auto is_same = [&](const StateWords& words) { return words.state == state; };
    auto at = std::find_if(table.states.begin(), table.states.end(), is_same);
    if (at == table.states.end()) at = table.states.insert(at, StateWords{state, {}});
    for (std::string& name : read_phrases(node.value(i), problems)) at->names.push_back(std::move(name));
  }
}

void read_words(YamlNode node, NameWords& words, Problems& problems) {
  const Fields fields(node, "'words'", {"harmless_after", "before", "cuts", "clear", "small", "heads"},
                      problems);
  if (!fields.is_map()) return;
  const auto read = [&](std::string_view key, NameWords::Words& into) {
    for (std::string& word : fields.texts(key)) into.insert(std::move(word));
  };
  read("harmless_after", words.harmless_after);
  read("before", words.before);
  read("cuts", words.cuts);
  read("clear", words.clear);
  read("small", words.small);
  read("heads", words.heads);
}

void read_cards(YamlNode node, CardWords& cards, Problems& problems) {
  const Fields fields(node, "'cards'",
                      {"other", "perhaps_other", "perhaps_other_beside", "payment", "payment_beside",
                       "valid_beside", "issuer_beside"},
                      problems);
  const auto read = [&](std::string_view key, std::vector<std::string>& into) {
    const auto written = fields.find(key);
    if (!written) return;
    for (std::string& phrase : read_phrases(*written, problems)) into.push_back(std::move(phrase));
  };
  read("other", cards.other);
  read("perhaps_other", cards.perhaps_other);
  read("perhaps_other_beside", cards.perhaps_other_beside);
  read("payment", cards.payment);
  read("payment_beside", cards.payment_beside);
  read("valid_beside", cards.valid_beside);
  read("issuer_beside", cards.issuer_beside);
}

}  // namespace

void read_data_classes(const Document& document, DataClassTable& table, std::vector<int>& layers,
                       Problems& problems) {
  const YamlNode root = document.root();
  if (!root.is_map()) {
    problems.add(root, "a file of data classes is a map of class names");
    return;
  }
  for (size_t i = 0; i < root.size(); ++i) {
    const YamlNode key = root.key(i);
    if (key.text() == "states") {
      read_states(root.value(i), table, problems);
      continue;
    }
    if (key.text() == "words") {
      read_words(root.value(i), table.words, problems);
      continue;
    }
    if (key.text() == "cards") {
      read_cards(root.value(i), table.cards, problems);
      continue;
    }
    if (!is_class_name(key.text())) {
      problems.add(key, "a class is named by lower-case words joined by dots: account.chd.pan");
      continue;
    }
    DataClass data_class = read_class(key.text(), root.value(i), table.classes, problems);
    const auto at = std::find_if(table.classes.begin(), table.classes.end(),
                                 [&](const DataClass& other) { return other.name == data_class.name; });
    if (at == table.classes.end()) {
      table.classes.push_back(std::move(data_class));
      layers.push_back(document.layer());
      continue;
    }
    int& layer = layers[static_cast<size_t>(at - table.classes.begin())];
    if (layer == document.layer()) {
      problems.add(key, fmt::format("the class '{}' is there twice", key.text()));
    } else {
      *at = std::move(data_class);
      layer = document.layer();
    }
  }
}

}  // namespace payaudit

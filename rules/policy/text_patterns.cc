#include "rules/policy/text_patterns.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>

#include "rules/policy/fields.h"

namespace payaudit {
namespace {

bool is_digits(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

uint32_t number(std::string_view digits) {
  uint32_t value = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), value);
  return value;
}

// "51-55" or "4".
std::optional<CardRange> read_range(std::string_view text) {
  const size_t dash = text.find('-');
  const std::string_view first = text.substr(0, dash);
  const std::string_view last = dash == std::string_view::npos ? first : text.substr(dash + 1);
  if (!is_digits(first) || !is_digits(last) || first.size() != last.size() || first.size() > 9)
    return std::nullopt;
  const CardRange range{number(first), number(last), static_cast<uint8_t>(first.size())};
  return range.first <= range.last ? std::optional(range) : std::nullopt;
}

CardNetwork read_network(YamlNode node, Problems& problems) {
  const Fields fields(node, "a card network", {"name", "ranges", "lengths", "check_digit", "needs_context"},
                      problems);
  CardNetwork network;
  if (!fields.is_map()) return network;
  network.name = fields.require_text("name");
  fields.require("ranges");
  for (const std::string& text : fields.texts("ranges")) {
    const auto range = read_range(text);
    if (range) {
      network.ranges.push_back(*range);
    } else {
      problems.add(*fields.find("ranges"),
                   fmt::format("'{}' is no range of leading digits: \"51-55\", \"4\"", text));
    }
  }
  if (const auto lengths = fields.require("lengths")) {
    for (size_t i = 0; lengths->is_sequence() && i < lengths->size(); ++i) {
      const auto length = read_integer(lengths->item(i), problems);
      if (length && (*length < 12 || *length > 19)) {
        problems.add(lengths->item(i), "a card number has 12 to 19 digits");
      } else if (length) {
        network.lengths.push_back(static_cast<uint8_t>(*length));
      }
    }
  }
  network.has_check_digit = fields.flag("check_digit").value_or(true);
  network.needs_context = fields.flag("needs_context").value_or(false);
  return network;
}

SecretPattern read_secret(YamlNode node, Problems& problems) {
  const Fields fields(node, "a secret", {"name", "type", "literals", "pattern", "test"}, problems);
  SecretPattern secret;
  if (!fields.is_map()) return secret;
  secret.name = fields.require_text("name");
  fields.require("type");
  if (fields.word("type", {"password", "api-key", "private-key", "token", "connection-string", "key",
                           "payment-key"})) {
    secret.type = fields.text("type");
  }
  fields.require("literals");
  secret.literals = fields.texts("literals");
  secret.pattern = fields.require_text("pattern");
  secret.is_test = fields.flag("test").value_or(false);
  return secret;
}

}  // namespace

void read_card_networks(const Document& document, TextPatterns& patterns, Problems& problems) {
  const Fields fields(document.root(), "a file of card networks",
                      {"networks", "card_words", "test_words", "code_words", "record_files"}, problems);
  patterns.networks.clear();
  const auto networks = fields.require("networks");
  for (size_t i = 0; networks && networks->is_sequence() && i < networks->size(); ++i) {
    patterns.networks.push_back(read_network(networks->item(i), problems));
  }
  fields.require("card_words");
  patterns.card_words = fields.texts("card_words");
  patterns.test_words = fields.texts("test_words");
  patterns.code_words = fields.texts("code_words");
  patterns.record_files = fields.texts("record_files");
}

void read_test_cards(const Document& document, TextPatterns& patterns, Problems& problems) {
  const Fields fields(document.root(), "a file of test cards", {"test_cards"}, problems);
  const auto sources = fields.require("test_cards");
  patterns.published_test_cards.clear();
  for (size_t i = 0; sources && sources->is_sequence() && i < sources->size(); ++i) {
    const Fields source(sources->item(i), "a list of test cards", {"provider", "page", "read", "numbers"},
                        problems);
    if (!source.is_map()) continue;
    // Who publishes them, and where and when that was read: for those who keep the lists.
    source.require_text("provider");
    source.require_text("page");
    source.require("read");
    source.date("read");
    const auto numbers = source.require("numbers");
    for (size_t at = 0; numbers && numbers->is_sequence() && at < numbers->size(); ++at) {
      const std::string_view digits = numbers->item(at).text();
      if (!is_digits(digits))
        problems.add(numbers->item(at), "a card number is written as digits only, quoted");
      patterns.published_test_cards.emplace_back(digits);
    }
  }
  std::vector<std::string>& cards = patterns.published_test_cards;
  std::sort(cards.begin(), cards.end());
  cards.erase(std::unique(cards.begin(), cards.end()), cards.end());
}

void read_secret_patterns(const Document& document, TextPatterns& patterns, Problems& problems) {
  const Fields fields(document.root(), "a file of secrets", {"secrets", "keyboard_rows"}, problems);
  patterns.keyboard_rows = fields.texts("keyboard_rows");
  const auto secrets = fields.require("secrets");
  patterns.secrets.clear();
  for (size_t i = 0; secrets && secrets->is_sequence() && i < secrets->size(); ++i) {
    patterns.secrets.push_back(read_secret(secrets->item(i), problems));
  }
}

}  // namespace payaudit

// Checked access to a map of a document: what every loader reads with. Whatever is wrong (unknown key, wrong
// shape, missing) goes to Problems once, and a harmless value is returned, so that a loader reads on and
// tells all.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "rules/policy/document.h"
#include "rules/policy/problems.h"

namespace payaudit {

class Fields {
 public:
  // `known`: all keys the map may have; any other is a problem with a did-you-mean. Empty: any key. Not
  // checked again in a packed document. `what` names the map in messages: "a rule".
  Fields(YamlNode map, std::string_view what, std::initializer_list<std::string_view> known,
         Problems& problems);

  bool is_map() const { return node_.is_map(); }
  YamlNode node() const { return node_; }
  Problems& problems() const { return problems_; }

  std::optional<YamlNode> find(std::string_view key) const { return node_.find(key); }
  // Missing is a problem.
  std::optional<YamlNode> require(std::string_view key) const;

  // Of the value of `key`; the empty value where it is absent. `require_` makes absence a problem; so is an
  // empty text then.
  std::string text(std::string_view key) const;
  std::string require_text(std::string_view key) const;
  std::vector<std::string> texts(std::string_view key) const;
  std::optional<int64_t> integer(std::string_view key) const;
  std::optional<bool> flag(std::string_view key) const;
  // YYYY, YYYY-MM or YYYY-MM-DD, made full: the start of that period.
  std::string date(std::string_view key) const;
  // The index of the value among `words`, with a did-you-mean; nullopt where absent or wrong.
  std::optional<size_t> word(std::string_view key, std::initializer_list<std::string_view> words) const;

 private:
  YamlNode node_;
  std::string what_;
  Problems& problems_;
};

// The texts of a sequence of scalars; anything else is a problem. A single scalar counts as a sequence of
// one.
std::vector<std::string> read_texts(YamlNode node, Problems& problems);
// The text of a scalar; anything else is a problem.
std::string read_text(YamlNode node, Problems& problems);
std::optional<bool> read_flag(YamlNode node, Problems& problems);
std::optional<int64_t> read_integer(YamlNode node, Problems& problems);
// "2025-03" -> "2025-03-01"; nullopt: not a date.
std::optional<std::string> full_date(std::string_view text);
// A word of lower-case letters, digits and single hyphens: `store-unencrypted`.
bool is_slug(std::string_view text);

}  // namespace payaudit

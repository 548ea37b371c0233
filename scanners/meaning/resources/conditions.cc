#include "scanners/meaning/resources/conditions.h"

#include <fmt/format.h>

#include <algorithm>

#include "scanners/meaning/resources/transforms.h"
#include "scanners/source/characters.h"

namespace payaudit {
namespace {

// A literal start as short as this is a prefix of the service: `o-*`, `vpce-*`, `arn:*`.
constexpr size_t kShortPrefix = 5;

bool has_name(const ResourceWords::Names& names, std::string_view name) {
  if (names.contains(name)) return true;
  return std::any_of(names.begin(), names.end(), [&](const std::string& one) {
    return one.ends_with('*') && name.starts_with(std::string_view(one).substr(0, one.size() - 1));
  });
}

// An ARN whose account is any: whoever asks can have one of that name.
bool is_of_any_account(std::string_view arn) {
  if (!arn.starts_with("arn:")) return false;
  for (int part = 0; part < 4; ++part) {
    const size_t colon = arn.find(':');
    if (colon == std::string_view::npos) return false;
    arn.remove_prefix(colon + 1);
  }
  const std::string_view account = arn.substr(0, arn.find(':'));
  return !account.empty() && account.find_first_not_of("*?") == std::string_view::npos;
}

// Whether a pattern with `*` and `?` names some only. `text` may have holes.
Narrowing of_pattern(std::string_view text) {
  const size_t wild = text.find_first_of("*?");
  if (wild == std::string_view::npos) return Narrowing::narrows;
  if (wild <= kShortPrefix && text.substr(0, wild).find(kHole) == std::string_view::npos) {
    const bool is_all = text.substr(wild).find_first_not_of("*?") == std::string_view::npos;
    if (is_all) return Narrowing::none;
  }
  return is_of_any_account(text) ? Narrowing::none : Narrowing::narrows;
}

struct Test {
  bool is_negated = false;
  bool is_optional = false;  // met where the request has no such key
  bool has_patterns = false;
  bool is_address = false;
  bool is_flag = false;
  bool is_null = false;
};

Test test_of(std::string_view written) {
  std::string name = lower(std::string(written));
  Test out;
  if (name.starts_with("forallvalues:")) out.is_optional = true;
  if (const size_t colon = name.find(':'); colon != std::string::npos) name.erase(0, colon + 1);
  if (name.ends_with("ifexists")) {
    out.is_optional = true;
    name.resize(name.size() - 8);
  }
  out.is_null = name == "null";
  out.is_negated = name.find("not") != std::string::npos;
  out.has_patterns = name.find("like") != std::string::npos || name.starts_with("arn");
  out.is_address = name.ends_with("ipaddress");
  out.is_flag = name == "bool";
  return out;
}

// One of the values that a key may have.
Narrowed of_value(const Test& test, const Config& value) {
  if (value.is(Config::Kind::unknown)) {
    if (value.target != nullptr || value.is_specific) return {Narrowing::narrows, {}};
    if (test.has_patterns && value.pattern.find_first_not_of("*?\xff") != std::string::npos) {
      return {of_pattern(value.pattern), {}};
    }
    // What an equality names is one, whichever.
    if (!test.has_patterns && !test.is_address && !test.is_flag) return {Narrowing::narrows, {}};
    return {Narrowing::unknown, value.text};
  }
  const std::string text = scalar_text(value);
  if (test.is_flag) return {lower(text) == "true" ? Narrowing::narrows : Narrowing::none, {}};
  if (test.is_address) return {is_any_cidr(text) ? Narrowing::none : Narrowing::narrows, {}};
  return {test.has_patterns ? of_pattern(text) : Narrowing::narrows, {}};
}

// One key of a test; any of its values is enough.
Narrowed of_key(const Test& test, std::string_view written, const Config* values,
                const ResourceWords& words) {
  const std::string key = lower(std::string(written));
  if (has_name(words.anybody_has, key) || test.is_negated || test.is_null) return {};
  if (!has_name(words.who_asks, key)) {
    return {Narrowing::unknown,
            fmt::format("whether everybody can meet the condition on `{}` is not known", written)};
  }
  if (test.is_optional) {
    return {Narrowing::unknown, fmt::format("who asks without a `{}` meets the condition too", written)};
  }
  std::vector<const Config*> all;
  if (values != nullptr) flatten(*values, all);
  if (values == nullptr || all.empty())
    return {Narrowing::unknown, "the values of a condition are not known"};
  std::vector<std::string> ranges;
  Narrowed out{Narrowing::narrows, {}};
  for (const Config* value : all) {
    const Narrowed one = of_value(test, *value);
    if (one.is == Narrowing::none) return one;
    if (one.is == Narrowing::unknown) out = one;
    if (test.is_address && value->is(Config::Kind::string)) ranges.push_back(value->text);
  }
  if (test.is_address && covers_every_address(ranges)) return {};
  if (values->is_partial && out.is == Narrowing::narrows) {
    return {Narrowing::unknown, "the list of a condition is not known completely"};
  }
  return out;
}

}  // namespace

Narrowed narrowed(const std::vector<const Config*>& conditions, bool is_block, const ResourceWords& words) {
  Narrowed out;
  const auto add = [&](const Narrowed& one) {
    if (one.is == Narrowing::narrows || (one.is == Narrowing::unknown && out.is == Narrowing::none))
      out = one;
  };
  const auto not_known = [&](const Config& what) {
    add({Narrowing::unknown, what.is(Config::Kind::unknown) ? what.text : "a condition could not be read"});
  };
  for (const Config* condition : conditions) {
    if (out.is == Narrowing::narrows) return out;
    if (!condition->is(Config::Kind::map)) {
      not_known(*condition);
      continue;
    }
    if (is_block) {
      const Config* test = condition->find("test");
      const Config* variable = condition->find("variable");
      if (test == nullptr || variable == nullptr || !variable->is(Config::Kind::string)) {
        not_known(variable != nullptr ? *variable : *condition);
      } else {
        add(of_key(test_of(scalar_text(*test)), variable->text, condition->find("values"), words));
      }
      continue;
    }
    if (condition->is_partial) not_known(*condition);
    for (const auto& [test, keys] : condition->entries) {
      if (!keys->is(Config::Kind::map) || keys->is_partial) not_known(*keys);
      if (!keys->is(Config::Kind::map)) continue;
      for (const auto& [key, values] : keys->entries) add(of_key(test_of(test), key, values, words));
    }
  }
  return out;
}

}  // namespace payaudit

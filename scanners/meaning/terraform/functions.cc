#include "scanners/meaning/terraform/functions.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cmath>
#include <cstdlib>
#include <optional>

#include "scanners/meaning/resources/policies.h"
#include "scanners/meaning/terraform/function_call.h"

namespace payaudit {
namespace {

using Piece = Config::Kind;
using Arguments = TerraformCall::Arguments;

// One call: its results are made in one place, and are `computed`.
class Call : TerraformCall {
 public:
  using TerraformCall::TerraformCall;

  const Config& value() {
    if (name_ == "?:") return conditional();
    if (name_ == "&&" || name_ == "||") return both();
    if (name_ == "==" || name_ == "!=") return equality();
    if (name_ == "coalesce" || name_ == "coalescelist" || name_ == "try") return first_usable();
    if (name_ == "merge") return merge();
    if (name_ == "concat" || name_ == "flatten" || name_ == "setunion") return concat();
    if (name_ == "jsonencode" || name_ == "yamlencode") return same(0);
    if (name_ == "format" || name_ == "join") return texts();
    if (name_ == "can") return can();
    if (name_ == "alltrue" || name_ == "anytrue") return all_or_any();
    if (name_ == "tolist" || name_ == "toset" || name_ == "tomap" || name_ == "nonsensitive" ||
        name_ == "tostring" || name_ == "tonumber" || name_ == "tobool" || name_ == "distinct" ||
        name_ == "sort" || name_ == "...") {
      return name_ == "tostring" ? to_text() : same(0);
    }
    for (const Config* argument : arguments_) {
      if (argument->is(Piece::unknown)) return unknown(*argument);
    }
    if (name_ == "[]") {
      return arguments_.size() == 2 ? terraform_index(*arguments_[0], *arguments_[1], place_, pool_)
                                    : not_known();
    }
    if (name_ == "!") return negation();
    if (name_ == "<" || name_ == "<=" || name_ == ">" || name_ == ">=") return order();
    if (name_ == "+" || name_ == "-" || name_ == "*" || name_ == "/" || name_ == "%") return arithmetic();
    if (name_ == "length") return length();
    if (name_ == "range" || name_ == "reverse" || name_ == "slice") {
      return arguments_.empty() ? not_known() : list_function();
    }
    if (name_ == "zipmap") return zipmap();
    if (name_ == "min" || name_ == "max") return least_or_most();
    if (name_ == "contains") return contains();
    if (name_ == "element") return element();
    if (name_ == "lookup") return lookup();
    if (name_ == "keys" || name_ == "values") return keys_or_values();
    if (name_ == "compact") return compact();
    if (name_ == "one") return one();
    if (name_ == "jsondecode") return decode();
    return texts();
  }

 private:
  const Config& texts() { return terraform_text_function(name_, arguments_, place_, pool_); }

  const Config& conditional() {
    if (arguments_.size() != 3) return not_known();
    if (const auto truth = truth_of(*arguments_[0])) return same(*truth ? 1 : 2);
    if (is_same(*arguments_[1], *arguments_[2])) return same(1);
    return pool_.unknown(fmt::format("it depends on a condition: {}", arguments_[0]->text), place_);
  }

  const Config& both() {
    if (arguments_.size() != 2) return not_known();
    const bool decides = name_ == "||";
    const auto left = truth_of(*arguments_[0]);
    const auto right = truth_of(*arguments_[1]);
    if ((left && *left == decides) || (right && *right == decides)) return boolean(decides);
    if (left && right) return boolean(!decides);
    return unknown(left ? *arguments_[1] : *arguments_[0]);
  }

  const Config& equality() {
    if (arguments_.size() != 2) return not_known();
    const Config& a = *arguments_[0];
    const Config& b = *arguments_[1];
    for (const Config* side : {&a, &b}) {
      if (!side->is(Piece::unknown)) continue;
      // An attribute of a resource that is there is no null.
      const Config& other = side == &a ? b : a;
      if (side->target != nullptr && other.is(Piece::null)) return boolean(name_ == "!=");
      return unknown(*side);
    }
    if (a.is_partial || b.is_partial) return pool_.unknown("a list is not known completely", place_);
    bool is_equal = is_same(a, b);
    if (!is_equal && !is_collection(a) && !is_collection(b) && !a.is(Piece::null) && !b.is(Piece::null)) {
      is_equal = scalar_text(a) == scalar_text(b);
    }
    return boolean(is_equal == (name_ == "=="));
  }

  // The first that is neither null, empty nor failed. What comes after an unknown is not certain.
  const Config& first_usable() {
    for (const Config* value : arguments_) {
      if (value->is_absent && name_ == "try") continue;
      if (value->is(Piece::unknown)) {
        return value->target != nullptr ? *value : unknown(*value);
      }
      if (value->is(Piece::null) && name_ != "try") continue;
      if (name_ == "coalesce" && value->is(Piece::string) && value->text.empty()) continue;
      if (name_ == "coalescelist" && value->entries.empty()) continue;
      return *value;
    }
    return not_known();
  }

  const Config& merge() {
    Config& out = pool_.make(Piece::map, place_, OriginKind::computed);
    for (const Config* map : spread()) {
      if (map->is(Piece::null)) continue;
      if (!map->is(Piece::map)) {
        // Any key may be overwritten by what is not known.
        out.entries.clear();
        out.is_partial = true;
        continue;
      }
      out.is_partial = out.is_partial || map->is_partial;
      for (const auto& [key, value] : map->entries) {
        const std::string_view wanted = key;
        const auto at = std::find_if(out.entries.begin(), out.entries.end(),
                                     [&](const auto& entry) { return entry.first == wanted; });
        if (at != out.entries.end()) {
          at->second = value;
        } else if (out.entries.size() < 1000) {
          out.entries.emplace_back(key, value);
        } else {
          out.is_partial = true;
        }
      }
    }
    return out;
  }

  // Arguments, with the items of an expanded last one (`merge(list...)`, which arrives as a list).
  Arguments spread() const {
    Arguments out;
    for (const Config* value : arguments_) {
      if (value->is(Piece::list) && name_ == "merge") {
        for (const auto& [none, item] : value->entries) out.push_back(item);
        continue;
      }
      out.push_back(value);
    }
    return out;
  }

  const Config& concat() {
    Config& out = pool_.make(Piece::list, place_, OriginKind::computed);
    for (const Config* list : arguments_) {
      if (list->is(Piece::null)) continue;
      if (!list->is(Piece::list)) {
        out.is_partial = true;
        continue;
      }
      out.is_partial = out.is_partial || list->is_partial;
      std::vector<const Config*> items;
      if (name_ == "flatten") {
        flatten(*list, items);
      } else {
        for (const auto& [none, item] : list->entries) items.push_back(item);
      }
      for (const Config* item : items) {
        if (out.entries.size() >= kMaxTerraformItems) {
          out.is_partial = true;
          return out;
        }
        out.entries.emplace_back("", item);
      }
    }
    return out;
  }

  const Config& to_text() {
    const Config& value = same(0);
    if (value.is(Piece::boolean) || value.is(Piece::number)) return text(scalar_text(value));
    return value;
  }

  const Config& negation() {
    const auto truth = arguments_.empty() ? std::nullopt : truth_of(*arguments_[0]);
    return truth ? boolean(!*truth) : not_known();
  }

  const Config& order() {
    if (arguments_.size() != 2) return not_known();
    const auto a = number_of(*arguments_[0]);
    const auto b = number_of(*arguments_[1]);
    if (!a || !b) return not_known();
    if (name_ == "<") return boolean(*a < *b);
    if (name_ == "<=") return boolean(*a <= *b);
    if (name_ == ">") return boolean(*a > *b);
    return boolean(*a >= *b);
  }

  const Config& arithmetic() {
    if (arguments_.size() == 1 && name_ == "-") {
      const auto value = number_of(*arguments_[0]);
      return value ? number(-*value) : not_known();
    }
    if (arguments_.size() != 2) return not_known();
    const auto a = number_of(*arguments_[0]);
    const auto b = number_of(*arguments_[1]);
    if (!a || !b) return not_known();
    if (name_ == "+") return number(*a + *b);
    if (name_ == "-") return number(*a - *b);
    if (name_ == "*") return number(*a * *b);
    if (*b == 0) return not_known();
    return number(name_ == "/" ? *a / *b : std::fmod(*a, *b));
  }

  const Config& length() {
    const Config* value = argument(0);
    if (value == nullptr || value->is_partial) return not_known();
    if (is_collection(*value)) return number(static_cast<double>(value->entries.size()));
    if (value->is(Piece::string)) return number(static_cast<double>(value->text.size()));
    return not_known();
  }

  const Config& contains() {
    if (arguments_.size() != 2 || !arguments_[0]->is(Piece::list)) return not_known();
    const Config* open = nullptr;
    for (const auto& [none, item] : arguments_[0]->entries) {
      if (is_same(*item, *arguments_[1])) return boolean(true);
      if (item->is(Piece::unknown)) open = item;
    }
    if (open != nullptr) return unknown(*open);
    return arguments_[0]->is_partial ? not_known() : boolean(false);
  }

  const Config& element() {
    const Config* list = argument(0);
    const double at = arguments_.size() == 2 ? number_of(*arguments_[1]).value_or(-1) : -1;
    if (list == nullptr || !list->is(Piece::list) || list->entries.empty() || list->is_partial || at < 0 ||
        at > 1e9) {
      return not_known();
    }
    return *list->entries[static_cast<size_t>(at) % list->entries.size()].second;
  }

  const Config& lookup() {
    const Config* map = argument(0);
    if (arguments_.size() < 2 || !map->is(Piece::map) || map->is_partial) return not_known();
    const std::string key = text_of(1);
    for (const auto& [name, value] : map->entries) {
      if (name == key) return *value;
    }
    return arguments_.size() > 2 ? same(2) : not_known();
  }

  const Config& keys_or_values() {
    const Config* map = argument(0);
    if (map == nullptr || !map->is(Piece::map)) return not_known();
    Config& out = pool_.make(Piece::list, place_, OriginKind::computed);
    out.is_partial = map->is_partial;
    for (const auto& [key, value] : map->entries) {
      out.entries.emplace_back("", name_ == "keys" ? &text(key) : value);
    }
    return out;
  }

  const Config& compact() {
    const Config* list = argument(0);
    if (list == nullptr || !list->is(Piece::list)) return not_known();
    Config& out = pool_.make(Piece::list, place_, OriginKind::computed);
    out.is_partial = list->is_partial;
    for (const auto& [none, item] : list->entries) {
      if (item->is(Piece::null) || (item->is(Piece::string) && item->text.empty())) continue;
      if (item->is(Piece::unknown) && item->target == nullptr) {
        out.is_partial = true;  // may be dropped
        continue;
      }
      out.entries.emplace_back("", item);
    }
    return out;
  }

  const Config& one() {
    const Config* list = argument(0);
    if (list == nullptr || !list->is(Piece::list) || list->is_partial) return not_known();
    if (list->entries.empty()) return pool_.make(Piece::null, place_, OriginKind::computed);
    return list->entries.size() == 1 ? *list->entries.front().second : not_known();
  }

  const Config& decode() {
    const Config* value = argument(0);
    if (value == nullptr) return not_known();
    if (is_collection(*value)) return *value;
    const Config* parsed = value->is(Piece::string) ? parse_policy_text(value->text, place_, pool_) : nullptr;
    return parsed != nullptr ? *parsed : not_known();
  }

  const Config& can() {
    const Config* value = argument(0);
    if (value == nullptr) return not_known();
    if (value->is_absent) return boolean(false);
    return value->is(Piece::unknown) ? unknown(*value) : boolean(true);
  }

  const Config& all_or_any() {
    const Config* list = argument(0);
    if (list == nullptr || !list->is(Piece::list)) return list != nullptr ? unknown(*list) : not_known();
    const bool decides = name_ == "anytrue";
    const Config* open = nullptr;
    for (const auto& [none, item] : list->entries) {
      const auto truth = truth_of(*item);
      if (truth && *truth == decides) return boolean(decides);
      if (!truth && open == nullptr) open = item;
    }
    if (open != nullptr) return unknown(*open);
    return list->is_partial ? not_known() : boolean(!decides);
  }

  // Lists made of numbers, of parts of a list, or in another order.
  const Config& list_function() {
    const Config* list = argument(0);
    Config& out = pool_.make(Piece::list, place_, OriginKind::computed);
    if (name_ == "range") {
      double from = arguments_.size() > 1 ? number_of(*arguments_[0]).value_or(NAN) : 0;
      const double to = number_of(*arguments_[arguments_.size() > 1 ? 1 : 0]).value_or(NAN);
      const double step = arguments_.size() > 2 ? number_of(*arguments_[2]).value_or(NAN) : 1;
      if (!(step > 0) || !(to - from < static_cast<double>(kMaxTerraformItems))) return not_known();
      for (; from < to; from += step) out.entries.emplace_back("", &number(from));
      return out;
    }
    if (list == nullptr || !list->is(Piece::list) || list->is_partial) return not_known();
    if (name_ == "reverse") {
      out.entries.assign(list->entries.rbegin(), list->entries.rend());
      return out;
    }
    const auto from = arguments_.size() == 3 ? number_of(*arguments_[1]) : std::nullopt;
    const auto to = arguments_.size() == 3 ? number_of(*arguments_[2]) : std::nullopt;
    if (!from || !to || *from < 0 || *to < *from || *to > static_cast<double>(list->entries.size())) {
      return not_known();
    }
    out.entries.assign(list->entries.begin() + static_cast<ptrdiff_t>(*from),
                       list->entries.begin() + static_cast<ptrdiff_t>(*to));
    return out;
  }

  const Config& zipmap() {
    if (arguments_.size() != 2 || !arguments_[0]->is(Piece::list) || !arguments_[1]->is(Piece::list) ||
        arguments_[0]->is_partial || arguments_[1]->is_partial ||
        arguments_[0]->entries.size() != arguments_[1]->entries.size()) {
      return not_known();
    }
    Config& out = pool_.make(Piece::map, place_, OriginKind::computed);
    for (size_t i = 0; i < arguments_[0]->entries.size(); ++i) {
      const Config& key = *arguments_[0]->entries[i].second;
      if (key.is(Piece::unknown)) return unknown(key);
      out.entries.emplace_back(scalar_text(key), arguments_[1]->entries[i].second);
    }
    return out;
  }

  const Config& least_or_most() {
    std::optional<double> out;
    for (const Config* argument : arguments_) {
      const auto value = number_of(*argument);
      if (!value) return not_known();
      if (!out || (name_ == "min" ? *value < *out : *value > *out)) out = value;
    }
    return out ? number(*out) : not_known();
  }
};

}  // namespace

const Config& terraform_function(std::string_view name, const std::vector<const Config*>& arguments,
                                 Place place, ConfigPool& pool) {
  return Call(name, arguments, place, pool).value();
}

const Config& terraform_index(const Config& value, const Config& key, Place place, ConfigPool& pool) {
  if (value.is(Piece::unknown)) return value;
  if (key.is(Piece::unknown)) return pool.unknown(key.text, place);
  if (value.is(Piece::map)) {
    const std::string name = scalar_text(key);
    for (const auto& [entry, item] : value.entries) {
      if (entry == name) return *item;
    }
    // The only block of its name is a list of one.
    if (key.is(Piece::number) && key.number == 0) return value;
  }
  if (value.is(Piece::list)) {
    const auto at = TerraformCall::number_of(key);
    if (at && *at >= 0 && *at < static_cast<double>(value.entries.size())) {
      return *value.entries[static_cast<size_t>(*at)].second;
    }
  }
  Config& none = pool.unknown(fmt::format("it has no item `{}`", scalar_text(key)), place);
  none.is_absent = !value.is_partial;
  return none;
}

}  // namespace payaudit

#include "scanners/meaning/terraform/functions.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cmath>
#include <cstdlib>
#include <optional>

#include "scanners/meaning/resources/policies.h"

namespace payaudit {
namespace {

using Piece = Config::Kind;
using Arguments = std::vector<const Config*>;

bool is_collection(const Config& value) {
  return value.is(Piece::list) || value.is(Piece::map);
}

std::optional<double> number_of(const Config& value) {
  if (value.is(Piece::number)) return value.number;
  if (!value.is(Piece::string) || value.text.empty()) return std::nullopt;
  char* end = nullptr;
  const double number = std::strtod(value.text.c_str(), &end);
  if (*end != '\0' || !std::isfinite(number)) return std::nullopt;
  return number;
}

std::optional<bool> truth_of(const Config& value) {
  if (value.is(Piece::boolean)) return value.boolean;
  if (value.is(Piece::string) && (value.text == "true" || value.text == "false")) return value.text == "true";
  return std::nullopt;
}

// One call: its results are made in one place, and are `computed`.
class Call {
 public:
  Call(std::string_view name, const Arguments& arguments, Place place, ConfigPool& pool)
      : name_(name), arguments_(arguments), place_(place), pool_(pool) {}

  const Config& value() {
    if (name_ == "?:") return conditional();
    if (name_ == "&&" || name_ == "||") return both();
    if (name_ == "==" || name_ == "!=") return equality();
    if (name_ == "coalesce" || name_ == "coalescelist" || name_ == "try") return first_usable();
    if (name_ == "merge") return merge();
    if (name_ == "concat" || name_ == "flatten" || name_ == "setunion") return concat();
    if (name_ == "jsonencode" || name_ == "yamlencode") return same(0);
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
    if (name_ == "contains") return contains();
    if (name_ == "element") return element();
    if (name_ == "lookup") return lookup();
    if (name_ == "keys" || name_ == "values") return keys_or_values();
    if (name_ == "compact") return compact();
    if (name_ == "one") return one();
    if (name_ == "jsondecode") return decode();
    return text_function();
  }

 private:
  const Config& not_known() { return pool_.unknown(fmt::format("`{}(…)` is not evaluated", name_), place_); }
  const Config& unknown(const Config& because) {
    Config& out = pool_.unknown(because.text, place_);
    return out;
  }
  const Config& boolean(bool value) {
    Config& out = pool_.make(Piece::boolean, place_, OriginKind::computed);
    out.boolean = value;
    return out;
  }
  const Config& number(double value) {
    Config& out = pool_.make(Piece::number, place_, OriginKind::computed);
    out.number = value;
    out.text = fmt::format("{}", value);
    return out;
  }
  const Config& text(std::string value) {
    if (value.size() > kMaxTerraformText) return pool_.unknown("the text is too long", place_);
    Config& out = pool_.make(Piece::string, place_, OriginKind::computed);
    out.text = std::move(value);
    return out;
  }
  const Config& same(size_t i) { return i < arguments_.size() ? *arguments_[i] : not_known(); }
  const Config* argument(size_t i) const { return i < arguments_.size() ? arguments_[i] : nullptr; }
  std::string text_of(size_t i) const { return i < arguments_.size() ? scalar_text(*arguments_[i]) : ""; }

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

  const Config& text_function() {
    std::string first = text_of(0);
    const auto map_chars = [&](auto change) {
      std::transform(first.begin(), first.end(), first.begin(),
                     [&](unsigned char c) { return static_cast<char>(change(c)); });
      return std::move(first);
    };
    if (arguments_.empty()) return not_known();
    if (name_ == "lower") return text(map_chars([](int c) { return std::tolower(c); }));
    if (name_ == "upper") return text(map_chars([](int c) { return std::toupper(c); }));
    if (name_ == "trimspace") return text(trim(first, " \t\r\n"));
    if (name_ == "trim") return text(trim(first, text_of(1)));
    if (name_ == "trimprefix") {
      return text(first.starts_with(text_of(1)) ? first.substr(text_of(1).size()) : first);
    }
    if (name_ == "trimsuffix") {
      return text(first.ends_with(text_of(1)) ? first.substr(0, first.size() - text_of(1).size()) : first);
    }
    if (name_ == "startswith") return boolean(first.starts_with(text_of(1)));
    if (name_ == "endswith") return boolean(first.ends_with(text_of(1)));
    if (name_ == "strcontains") return boolean(first.find(text_of(1)) != std::string::npos);
    if (name_ == "replace") return replace(first, text_of(1), text_of(2));
    if (name_ == "split" && arguments_.size() == 2) return split(first, text_of(1));
    if (name_ == "join" && arguments_.size() == 2) return join(first, *arguments_[1]);
    if (name_ == "format") return format(first);
    return not_known();
  }

  static std::string trim(std::string_view text, std::string_view what) {
    const size_t begin = text.find_first_not_of(what);
    if (begin == std::string_view::npos) return {};
    return std::string(text.substr(begin, text.find_last_not_of(what) - begin + 1));
  }

  const Config& replace(std::string_view in, const std::string& what, const std::string& with) {
    // `/…/` is a regular expression.
    if (what.empty() || (what.size() > 1 && what.front() == '/' && what.back() == '/')) return not_known();
    std::string out;
    for (size_t at = 0; at < in.size();) {
      if (in.substr(at).starts_with(what)) {
        out += with;
        at += what.size();
      } else {
        out += in[at++];
      }
      if (out.size() > kMaxTerraformText) break;
    }
    return text(std::move(out));
  }

  const Config& split(const std::string& separator, std::string_view in) {
    Config& out = pool_.make(Piece::list, place_, OriginKind::computed);
    if (separator.empty()) return not_known();
    for (;;) {
      const size_t at = in.find(separator);
      out.entries.emplace_back("", &text(std::string(in.substr(0, at))));
      if (at == std::string_view::npos) return out;
      in.remove_prefix(at + separator.size());
    }
  }

  const Config& join(const std::string& separator, const Config& list) {
    if (!list.is(Piece::list) || list.is_partial) return not_known();
    std::string out;
    bool is_first = true;
    for (const auto& [none, item] : list.entries) {
      if (item->is(Piece::unknown)) return unknown(*item);
      if (!is_first) out += separator;
      is_first = false;
      out += scalar_text(*item);
      if (out.size() > kMaxTerraformText) break;
    }
    return text(std::move(out));
  }

  // `%s`, `%d` and `%%` only.
  const Config& format(std::string_view pattern) {
    std::string out;
    size_t next = 1;
    for (size_t at = 0; at < pattern.size(); ++at) {
      if (pattern[at] != '%') {
        out += pattern[at];
        continue;
      }
      const char verb = ++at < pattern.size() ? pattern[at] : '\0';
      if (verb == '%') {
        out += '%';
      } else if ((verb == 's' || verb == 'd' || verb == 'v') && next < arguments_.size() &&
                 !is_collection(*arguments_[next])) {
        out += text_of(next++);
      } else {
        return not_known();
      }
    }
    return text(std::move(out));
  }

  std::string_view name_;
  const Arguments& arguments_;
  Place place_;
  ConfigPool& pool_;
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
    const auto at = number_of(key);
    if (at && *at >= 0 && *at < static_cast<double>(value.entries.size())) {
      return *value.entries[static_cast<size_t>(*at)].second;
    }
  }
  Config& none = pool.unknown(fmt::format("it has no item `{}`", scalar_text(key)), place);
  none.is_absent = !value.is_partial;
  return none;
}

}  // namespace payaudit

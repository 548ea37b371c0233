#include "rules/judge/environment.h"

#include <fmt/format.h>

#include <algorithm>

#include "rules/cel/functions.h"
#include "scanners/facts/data_class.h"
#include "scanners/source/characters.h"

namespace payaudit {
namespace {

// Slots below are attributes by their number.
enum Slot : uint32_t {
  kFile = 1000,
  kInTest,
  kScope,
  kDeclaredCountries,
  kDeclaredRegions,
  kProvidedJurisdictions
};

struct CommonName {
  std::string_view name;
  CelType type;
  Slot slot;
};
constexpr CommonName kCommonNames[] = {
    {"file", CelType::text, kFile},
    {"in_test", CelType::boolean, kInTest},
    {"scope", CelType::text, kScope},
    {"declared_countries", CelType::texts, kDeclaredCountries},
    {"declared_regions", CelType::texts, kDeclaredRegions},
    {"provided_jurisdictions", CelType::texts, kProvidedJurisdictions},
};

CelType cel_type(AttrType type) {
  switch (type) {
    case AttrType::boolean: return CelType::boolean;
    case AttrType::integer: return CelType::integer;
    case AttrType::real: return CelType::real;
    case AttrType::text: return CelType::text;
    case AttrType::texts: return CelType::texts;
    case AttrType::map: return CelType::map;
  }
  return CelType::dyn;
}

// The data of a fact stands under different names; the first that the kind has.
constexpr Attr kHolding[] = {Attr::holds, Attr::classes, Attr::of_classes, Attr::request_classes};
constexpr Attr kBeing[] = {Attr::class_, Attr::from};

std::optional<Attr> first_of(Kind kind, std::span<const Attr> candidates) {
  for (Attr attr : candidates) {
    if (has_attr(kind, attr)) return attr;
  }
  return std::nullopt;
}

// Unknown names the attribute, since the expression does not show which one the function read.
Value is_any_within(const Fact& fact, Attr attr, std::string_view ancestor, Arena& scratch) {
  const Value held = fact.value(attr);
  const auto unknown = [&](const Value& value) {
    return Value::unknown(
        scratch.keep(fmt::format("`{}` is not known: {}", cel_name(attr), value.why_unknown())));
  };
  if (held.is_unknown()) return unknown(held);
  if (held.is(Value::Type::text)) return Value::boolean(within(held.as_text(), ancestor));
  if (!held.is(Value::Type::list)) return Value::boolean(false);
  Value answer = Value::boolean(false);
  for (const Value& item : held.as_list()) {
    if (item.is_unknown()) {
      answer = unknown(item);
    } else if (item.is(Value::Type::text) && within(item.as_text(), ancestor)) {
      return Value::boolean(true);
    }
  }
  return answer;
}

CelFunction class_function(std::string_view name, Attr attr,
                           const std::function<std::string(std::string_view)>& class_problem) {
  CelFunction function;
  function.name = name;
  function.arguments = {CelType::text};
  function.name_arguments = true;
  function.check_name = class_problem;
  function.call = [attr](std::span<const Value> arguments, const CelInputs& inputs, Arena& scratch) {
    const Fact& fact = static_cast<const FactInputs&>(inputs).fact();
    return is_any_within(fact, attr, arguments[0].as_text(), scratch);
  };
  return function;
}

CelFunction region_country_function() {
  CelFunction function;
  function.name = "region_country";
  function.arguments = {CelType::text, CelType::text};
  function.result = CelType::text;
  function.call = [](std::span<const Value> arguments, const CelInputs& inputs, Arena& scratch) {
    for (const Value& argument : arguments) {
      if (argument.is_unknown()) return argument;
      if (!argument.is(Value::Type::text)) return Value::unknown("a region is named by texts");
    }
    const auto& look_up = static_cast<const FactInputs&>(inputs).settings().region_country;
    const auto country = look_up ? look_up(arguments[0].as_text(), arguments[1].as_text()) : std::nullopt;
    if (!country) return Value::unknown("the country of this region is not known");
    return Value::text(scratch.keep(*country));
  };
  return function;
}

Value declared(const std::optional<std::vector<std::string>>& texts, std::string_view why_not, Arena& arena) {
  if (!texts) return Value::unknown(why_not);
  std::vector<Value> values;
  for (const std::string& text : *texts) values.push_back(Value::text(text));
  return Value::list(arena.keep(std::span<const Value>(values)));
}

}  // namespace

Surroundings::Surroundings(const JudgeSettings& settings)
    : settings(settings),
      countries(declared(settings.declared_countries, "payaudit.yaml declares no allowed_countries", arena)),
      regions(declared(settings.declared_regions, "payaudit.yaml declares no allowed_regions", arena)),
      jurisdictions(
          declared(settings.provided_jurisdictions, "payaudit.yaml declares no jurisdictions", arena)) {}

std::string_view cel_name(Attr attr) {
  if (attr == Attr::function) return "function_";
  if (attr == Attr::namespace_) return "namespace_";
  return row(attr).name;
}

std::vector<std::string_view> cel_names(Kind kind) {
  std::vector<std::string_view> names;
  for (Attr attr : row(kind).attributes) names.push_back(cel_name(attr));
  for (const CommonName& common : kCommonNames) names.push_back(common.name);
  return names;
}

CelEnvironment environment_for(Kind kind, std::function<std::string(std::string_view)> class_problem) {
  CelEnvironment environment;
  for (Attr attr : row(kind).attributes) {
    environment.variables.push_back({cel_name(attr), cel_type(row(attr).type), static_cast<uint32_t>(attr)});
  }
  for (const CommonName& common : kCommonNames) {
    environment.variables.push_back({common.name, common.type, common.slot});
  }
  if (const auto attr = first_of(kind, kHolding)) {
    environment.functions.push_back(class_function("holds", *attr, class_problem));
  }
  if (const auto attr = first_of(kind, kBeing)) {
    environment.functions.push_back(class_function("is_class", *attr, class_problem));
  }
  environment.functions.push_back(region_country_function());
  for (CelFunction& function : own_functions()) environment.functions.push_back(std::move(function));
  return environment;
}

Value FactInputs::variable(uint32_t slot) const {
  switch (slot) {
    case kFile: return Value::text(path_);
    case kInTest: return Value::boolean(settings().is_test && settings().is_test(path_));
    case kScope: {
      const auto scope = settings().scope_of ? settings().scope_of(path_) : std::nullopt;
      return scope ? Value::text(*scope)
                   : Value::unknown("payaudit.yaml does not say what is in the cardholder data environment");
    }
    case kDeclaredCountries: return around_.countries;
    case kDeclaredRegions: return around_.regions;
    case kProvidedJurisdictions: return around_.jurisdictions;
  }
  return fact_.value(static_cast<Attr>(slot));
}

bool FactInputs::has(uint32_t slot) const {
  switch (slot) {
    case kFile:
    case kInTest: return true;
    case kScope: return !variable(slot).is_unknown();
    case kDeclaredCountries: return settings().declared_countries.has_value();
    case kDeclaredRegions: return settings().declared_regions.has_value();
    case kProvidedJurisdictions: return settings().provided_jurisdictions.has_value();
  }
  return fact_.find(static_cast<Attr>(slot)) != nullptr;
}

std::string_view slot_name(uint32_t slot) {
  for (const CommonName& common : kCommonNames) {
    if (common.slot == slot) return common.name;
  }
  return cel_name(static_cast<Attr>(slot));
}

}  // namespace payaudit

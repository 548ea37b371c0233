// What the functions of Terraform's language are made of; internal to functions.cc and texts.cc.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "scanners/meaning/resources/config.h"

namespace payaudit {

// One call: its results are made in one place, and are `computed`. Borrows all of what it is given.
class TerraformCall {
 public:
  using Arguments = std::vector<const Config*>;

  TerraformCall(std::string_view name, const Arguments& arguments, Place place, ConfigPool& pool)
      : name_(name), arguments_(arguments), place_(place), pool_(pool) {}

  // A number, also of a text; a truth value, also of a text. nullopt for others.
  static std::optional<double> number_of(const Config& value);
  static std::optional<bool> truth_of(const Config& value);

 protected:
  static bool is_collection(const Config& value) {
    return value.is(Config::Kind::list) || value.is(Config::Kind::map);
  }
  const Config& not_known();
  const Config& unknown(const Config& because) { return pool_.unknown(because.text, place_); }
  const Config& boolean(bool value);
  const Config& number(double value);
  const Config& text(std::string value);
  const Config& same(size_t i) { return i < arguments_.size() ? *arguments_[i] : not_known(); }
  const Config* argument(size_t i) const { return i < arguments_.size() ? arguments_[i] : nullptr; }
  std::string text_of(size_t i) const { return i < arguments_.size() ? scalar_text(*arguments_[i]) : ""; }

  std::string_view name_;
  const Arguments& arguments_;
  Place place_;
  ConfigPool& pool_;
};

// Functions of texts; Unknown for those that are not known here. Of texts that are put together, what is
// known stays as a pattern.
const Config& terraform_text_function(std::string_view name, const TerraformCall::Arguments& arguments,
                                      Place place, ConfigPool& pool);

}  // namespace payaudit

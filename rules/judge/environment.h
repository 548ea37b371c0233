// The names and functions that the expressions of a rule may use, and the values they get from a fact.
//
// Names: the attributes of the rule's kind; `function` and `namespace`, which CEL reserves, are written
// `function_` and `namespace_`. For every kind also:
//   file                    text    path of the file the fact is in
//   in_test                 boolean the path is of tests, examples, fixtures, samples or documentation, by
//                                   policies/models/files.yaml
//   scope                   text    cde, connected or out; unknown where payaudit.yaml does not say
//   declared_countries      texts   countries where data may be; unknown unless declared
//   declared_regions        texts   regions where it may be, as provider:code; unknown unless declared
//   provided_jurisdictions  texts   jurisdictions whose law binds; unknown unless declared
// Functions, beside CEL's and rules/cel's own:
//   holds(class)                   the data the fact is about has that class or one below it
//   is_class(class)                the fact itself is of that class or one below it
//   region_country(provider, code) country of a region; unknown where the table does not say or it has
//   several
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "rules/cel/cel.h"
#include "scanners/facts/facts.h"

namespace payaudit {

// What payaudit.yaml declares, as judging needs it. `checker` fills it. Nothing declared: unknown, never
// "none".
struct JudgeSettings {
  // Scope of a path: "cde", "connected", "out"; nullopt: not declared. Must be thread-safe.
  std::function<std::optional<std::string_view>(std::string_view path)> scope_of;
  // The path is of tests, examples, fixtures, documentation. Must be thread-safe; empty: none is.
  std::function<bool(std::string_view path)> is_test;
  std::optional<std::vector<std::string>>
      declared_countries;  // ISO 3166-1 alpha-2, the word EEA already spelt out
  std::optional<std::vector<std::string>> declared_regions;  // "aws:eu-central-1"
  std::optional<std::vector<std::string>> provided_jurisdictions;
  // Country of a provider's region; nullopt: not known. Must be thread-safe.
  std::function<std::optional<std::string_view>(std::string_view provider, std::string_view code)>
      region_country;
};

// The attribute as expressions write it.
std::string_view cel_name(Attr attr);
// Every name that expressions about facts of that kind may use.
std::vector<std::string_view> cel_names(Kind kind);

// `class_problem` says what is wrong with a data class's name; empty: nothing. It is copied into programs.
CelEnvironment environment_for(Kind kind, std::function<std::string(std::string_view)> class_problem);

// The declarations as values, made once for many facts. `settings` must outlive this.
struct Surroundings {
  explicit Surroundings(const JudgeSettings& settings);

  const JudgeSettings& settings;
  Arena arena;
  Value countries, regions, jurisdictions;
};

// What expressions see of one fact. The references must outlive this.
class FactInputs : public CelInputs {
 public:
  FactInputs(const Fact& fact, std::string_view path, const Surroundings& around)
      : fact_(fact), path_(path), around_(around) {}

  Value variable(uint32_t slot) const override;
  bool has(uint32_t slot) const override;

  const Fact& fact() const { return fact_; }
  const JudgeSettings& settings() const { return around_.settings; }

 private:
  const Fact& fact_;
  std::string_view path_;
  const Surroundings& around_;
};

// The name of a slot, as expressions write it.
std::string_view slot_name(uint32_t slot);

}  // namespace payaudit

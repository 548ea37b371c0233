// Reads rules: policies/rules/AREA/ID.yaml, in the form of a person's rule (see the header of a rule file's
// keys in rules.cc). Everything a rule says is checked here, so that judging can trust it.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "rules/judge/examples.h"
#include "rules/judge/rule.h"
#include "rules/policy/document.h"
#include "rules/policy/problems.h"
#include "scanners/source/result.h"

namespace payaudit {

// What is wrong with the name of a data class; empty: nothing. Copied into the rule's expressions.
using ClassCheck = std::function<std::string(std::string_view)>;

// nullopt: something is wrong, and `problems` says all of it. The examples are read too, to be checked, when
// the document still has its source: a packed one was checked when it was packed.
std::optional<Rule> read_rule(const Document& document, const ClassCheck& class_problem, Problems& problems);

// An expression that is true, false or unknown of facts of the kind. The error says what is wrong with it.
Result<CelProgram> compile_condition(std::string_view text, Kind kind, const ClassCheck& class_problem);

// The examples of a rule's document.
std::vector<Example> read_examples(const Document& document, Problems& problems);

}  // namespace payaudit

// Everything that policies fill, built once a run and then only read, by all threads.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "rules/policy/policies.h"
#include "scanners/meaning/classify/classifier.h"
#include "scanners/meaning/flow/call_index.h"
#include "scanners/source/result.h"
#include "scanners/syntax/text/scanner.h"

namespace payaudit {

struct Tables {
  Policies policies;
  Classifier classifier;
  CallIndex calls;
  TextScanner text;

  explicit Tables(Policies all);
};

// The built-in policies, with `more` and then those of `folders` added or in their place. The error tells all
// that is wrong with them.
Result<std::unique_ptr<Tables>> load_tables(const std::vector<std::string>& folders,
                                            const std::vector<Document>& more = {});

// All `.yaml` files below a folder of policies, as documents of a higher layer than the built-in ones.
Result<std::vector<Document>> read_policy_folder(const std::string& folder, int layer);

}  // namespace payaudit

// The shipped table of data classes, for tests.
#pragma once

#include "rules/policy/policies.h"
#include "scanners/meaning/classify/classifier.h"
#include "tests/policy/policy_files.h"

inline const payaudit::Policies& shipped_policies() {
  static const payaudit::Policies policies = [] {
    auto loaded = payaudit::load_policies(payaudit::policy_files());
    if (!loaded) throw std::runtime_error(loaded.error().message);
    return *std::move(loaded);
  }();
  return policies;
}

inline const payaudit::Classifier& shipped_classifier() {
  static const payaudit::Classifier classifier(shipped_policies().classes);
  return classifier;
}

// The shipped table of data classes, for tests.
#pragma once

#include <filesystem>

#include <yaml-cpp/yaml.h>

#include "scanners/meaning/classify/classifier.h"

inline const payaudit::Classifier& shipped_classifier() {
  static const payaudit::Classifier classifier = [] {
    payaudit::DataClassTable table;
    for (const auto& entry : std::filesystem::directory_iterator(PAYAUDIT_ROOT "/policies/data")) {
      for (const auto& item : YAML::LoadFile(entry.path().string())) {
        const auto list = [](const YAML::Node& node) {
          return node ? node.as<std::vector<std::string>>() : std::vector<std::string>();
        };
        if (item.first.as<std::string>() == "states") {
          for (const auto& state : item.second)
            table.states.push_back({state.first.as<std::string>(), list(state.second)});
          continue;
        }
        const YAML::Node& node = item.second;
        table.classes.push_back({item.first.as<std::string>(), list(node["names"]),
                                 list(node["needs_context"]), list(node["context"]), list(node["not"]),
                                 list(node["never_types"]), list(node["declared_by"]), list(node["stores"])});
      }
    }
    return payaudit::Classifier(std::move(table));
  }();
  return classifier;
}

// Small trees as texts, audited as the program does it.
#pragma once

#include <catch2/catch.hpp>
#include <memory>

#include "checker/audit/audit.h"
#include "checker/audit/tables.h"

namespace payaudit {

// The built-in policies, loaded once.
inline const Tables& tables() {
  static const std::unique_ptr<Tables> loaded = [] {
    auto tables = load_tables({});
    REQUIRE(tables);
    return std::move(*tables);
  }();
  return *loaded;
}

}  // namespace payaudit

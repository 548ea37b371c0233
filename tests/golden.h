// Expected outputs kept as files under tests/: reviewed as a diff, rewritten by running the tests with
// PAYAUDIT_BLESS=1.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>

namespace payaudit {

inline std::string read_test_file(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

// The expected text of `name`, a path below tests/. When blessing, `actual` becomes it.
inline std::string golden(std::string_view name, const std::string& actual) {
  const std::filesystem::path path = std::filesystem::path(PAYAUDIT_ROOT) / "tests" / name;
  if (std::getenv("PAYAUDIT_BLESS") != nullptr) {
    std::filesystem::create_directories(path.parent_path());
    std::ofstream(path, std::ios::binary) << actual;
  }
  return read_test_file(path);
}

}  // namespace payaudit

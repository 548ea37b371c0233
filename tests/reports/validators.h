// Programs that are not ours and judge what we write. Where one is not installed, that is said.
#pragma once

#include <fmt/format.h>

#include <catch2/catch.hpp>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>

namespace payaudit {

struct Ran {
  bool has_succeeded = false;
  std::string output;  // of both streams
};

// A command in a shell at the root of the repository.
inline Ran run_at_root(const std::string& command) {
  std::FILE* pipe = popen(fmt::format("cd '{}' && {} 2>&1", PAYAUDIT_ROOT, command).c_str(), "r");
  REQUIRE(pipe != nullptr);
  Ran ran;
  for (int c = std::fgetc(pipe); c != EOF; c = std::fgetc(pipe)) ran.output += static_cast<char>(c);
  ran.has_succeeded = pclose(pipe) == 0;
  return ran;
}

// `needed`: a file of the repository without which the program is of no use; may be empty.
inline bool has_validator(const std::string& program, const std::filesystem::path& needed) {
  const bool is_there = std::system(fmt::format("command -v {} >/dev/null 2>&1", program).c_str()) == 0;
  if (is_there && std::filesystem::exists(std::filesystem::path(PAYAUDIT_ROOT) / needed)) return true;
  WARN("skipped: " << program << ' ' << needed.string() << " is missing; run ci/setup");
  return false;
}

}  // namespace payaudit

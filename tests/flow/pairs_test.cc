// Pairs of small programs (tests/flow/pairs): in one the card number reaches a log, in its twin it does not.
// They were written from what the languages mean, without regard to how flows are followed here.
//
//   == what the pair is about
//   -- leak
//   >> path/of/a/file
//   its text, with SINK at the end of the line at which the number is logged
//   -- clean
//   >> …
//
// `open/<language>.txt` lists what is wrong today, and is read as a diff when it changes: `missed` where the
// leak is not found, `false` where the twin is accused.
#include <fmt/format.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "scanners/facts/data_class.h"
#include "tests/flow/trees.h"
#include "tests/golden.h"

namespace payaudit {
namespace {

struct Pair {
  std::string name;
  std::map<std::string, std::vector<ExampleFile>> sides;
};

std::vector<Pair> pairs_of(const std::filesystem::path& path) {
  std::vector<Pair> pairs;
  std::vector<ExampleFile>* side = nullptr;
  std::istringstream lines(read_test_file(path));
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("== ")) {
      pairs.push_back({line.substr(3), {}});
      side = nullptr;
    } else if (!pairs.empty() && (line == "-- leak" || line == "-- clean")) {
      side = &pairs.back().sides[line.substr(3)];
    } else if (side != nullptr && line.starts_with(">> ")) {
      side->push_back({line.substr(3), ""});
    } else if (side != nullptr && !side->empty()) {
      side->back().text += line + "\n";
    }
  }
  return pairs;
}

// The line with the mark; 0: there is none.
std::pair<std::string, uint32_t> mark_of(const std::vector<ExampleFile>& files) {
  for (const ExampleFile& file : files) {
    std::istringstream lines(file.text);
    uint32_t number = 1;
    for (std::string line; std::getline(lines, line); ++number) {
      if (line.ends_with("SINK")) return {file.path, number};
    }
  }
  return {"", 0};
}

bool is_clear_account(const Fact& fact) {
  return fact.kind == Kind::flow && within(text_of(fact, Attr::from), "account") &&
         text_of(fact, Attr::state) == "clear";
}

bool is_found(const std::vector<ExampleFile>& files) {
  const auto mark = mark_of(files);
  REQUIRE(mark.second != 0);
  const Scanned scanned = scan_texts(files, tables());
  const auto is_there = [&](const Place& place) {
    const Source& source = scanned.sources[place.file];
    return source.path() == mark.first && source.line_of(place.span.begin) == mark.second;
  };
  return std::any_of(scanned.facts.all().begin(), scanned.facts.all().end(), [&](const Fact& fact) {
    if (!is_clear_account(fact)) return false;
    return is_there(fact.place) || std::any_of(fact.notes.begin(), fact.notes.end(), [&](const Note& note) {
             return note.role == NoteRole::sink && is_there(note.place);
           });
  });
}

bool is_accused(const std::vector<ExampleFile>& files) {
  const Scanned scanned = scan_texts(files, tables());
  return std::any_of(scanned.facts.all().begin(), scanned.facts.all().end(), [](const Fact& fact) {
    return is_clear_account(fact) && text_of(fact, Attr::to) == "log";
  });
}

void check_pairs(const std::string& language) {
  const std::filesystem::path root = std::filesystem::path(PAYAUDIT_ROOT) / "tests/flow/pairs" / language;
  std::vector<std::filesystem::path> paths;
  for (const auto& entry : std::filesystem::directory_iterator(root)) paths.push_back(entry.path());
  std::sort(paths.begin(), paths.end());
  std::string open;
  size_t count = 0, right = 0;
  for (const std::filesystem::path& path : paths) {
    for (const Pair& pair : pairs_of(path)) {
      const bool is_missed = !is_found(pair.sides.at("leak"));
      const bool is_false = is_accused(pair.sides.at("clean"));
      ++count;
      right += is_missed || is_false ? 0 : 1;
      if (is_missed) open += fmt::format("missed {}: {}\n", path.stem().string(), pair.name);
      if (is_false) open += fmt::format("false {}: {}\n", path.stem().string(), pair.name);
    }
  }
  CHECK(count > 100);
  open = fmt::format("{} of {} pairs right\n{}", right, count, open);
  CHECK(open == golden(fmt::format("flow/pairs/open/{}.txt", language), open));
}

}  // namespace

TEST_CASE("pairs of Python are told apart as far as is known") {
  check_pairs("python");
}
TEST_CASE("pairs of Java are told apart as far as is known") {
  check_pairs("java");
}
TEST_CASE("pairs of JavaScript are told apart as far as is known") {
  check_pairs("javascript");
}
TEST_CASE("pairs of TypeScript are told apart as far as is known") {
  check_pairs("typescript");
}
TEST_CASE("pairs of Go are told apart as far as is known") {
  check_pairs("go");
}

}  // namespace payaudit

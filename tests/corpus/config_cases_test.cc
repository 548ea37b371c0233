// Labelled configuration cases of others, where they are at hand: beside the repository, or in the folder
// that PAYAUDIT_CORPUS names. Without them there is nothing to examine, and the test says that it is skipped.
#include <fmt/format.h>
#include <catch2/catch.hpp>

#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <set>

#include "checker/audit/audit.h"
#include "tests/corpus/exam.h"
#include "tests/golden.h"

using namespace payaudit;

namespace {

std::filesystem::path cases_folder() {
  const char* named = std::getenv("PAYAUDIT_CORPUS");
  return (named != nullptr ? std::filesystem::path(named)
                           : std::filesystem::path(PAYAUDIT_ROOT) / "../shared/corpus") /
         "config-cases";
}

std::string table_path(const std::string& name) {
  return PAYAUDIT_ROOT "/tests/corpus/" + name;
}

const Tables& tables() {
  static const std::unique_ptr<Tables> loaded = *load_tables({});
  return *loaded;
}

CheckRules check_rules() {
  CheckRules rules;
  for (const std::vector<std::string>& row : read_table(table_path("config-checks.tsv"))) {
    REQUIRE(row.size() == 2);
    std::vector<std::string>& ids = rules[row[0]];
    for (size_t from = 0; from < row[1].size();) {
      const size_t to = std::min(row[1].find(' ', from), row[1].size());
      ids.push_back(row[1].substr(from, to - from));
      from = to + 1;
    }
  }
  return rules;
}

std::set<std::string> disputed_cases() {
  std::set<std::string> names;
  for (const std::vector<std::string>& row : read_table(table_path("disputed.tsv"))) {
    INFO(row[0]);
    REQUIRE(row.size() == 2);
    REQUIRE_FALSE(row[1].empty());
    names.insert(row[0]);
  }
  return names;
}

// One row of the table.
struct Tally {
  std::map<Outcome, size_t> fail;
  size_t clean = 0;
  size_t false_violation = 0;
  size_t disputed = 0;

  void add(const Tally& other) {
    for (const auto& [outcome, count] : other.fail) fail[outcome] += count;
    clean += other.clean;
    false_violation += other.false_violation;
    disputed += other.disputed;
  }
  std::string row(std::string_view name) {
    size_t fails = 0;
    for (const auto& [outcome, count] : fail) fails += count;
    return fmt::format("{:4} {:5} {:10} {:12} {:6} {:9} | {:4} {:5} | {:8}  {}\n", fails,
                       fail[Outcome::found], fail[Outcome::wrong_line], fail[Outcome::undetermined],
                       fail[Outcome::missed], fail[Outcome::satisfied], clean + false_violation,
                       false_violation, disputed, name);
  }
};

constexpr std::string_view kHead =
    "fail found wrong line undetermined missed satisfied | pass false | disputed  check\n";

// Examines the cases of a platform and compares with its golden file.
void check(const std::string& platform) {
  const std::filesystem::path cases = cases_folder();
  if (!std::filesystem::exists(cases / "index.tsv")) {
    std::cout << "skipped: no corpus at " << cases.string() << '\n';
    return;
  }
  const CheckRules rules = check_rules();
  const std::set<std::string> disputed = disputed_cases();
  std::map<std::string, Tally> tallies;
  std::set<std::string> notes;
  std::string satisfied;
  std::set<std::string> met;
  for (const ExamCase& exam : read_cases((cases / "index.tsv").string(), platform)) {
    const auto mapped = rules.find(exam.check);
    if (mapped == rules.end()) continue;
    const Answer answer = examine(exam, cases.string(), mapped->second, tables());
    Tally& tally = tallies[exam.check];
    const bool is_right = exam.is_fail ? answer.outcome == Outcome::found : answer.elsewhere == 0;
    if (disputed.contains(exam.folder)) {
      met.insert(exam.folder);
      ++tally.disputed;
      INFO(exam.folder << " agrees with its label: nothing to dispute");
      CHECK_FALSE(is_right);
      continue;
    }
    if (exam.is_fail) {
      ++tally.fail[answer.outcome];
    } else {
      ++(answer.elsewhere == 0 ? tally.clean : tally.false_violation);
    }
    if (exam.is_fail && answer.outcome == Outcome::satisfied) satisfied += exam.folder + "\n";
    const std::string_view what = exam.is_fail ? word(answer.outcome) : "FALSE";
    if (!is_right) {
      notes.insert(
          fmt::format("{:12} {}{}\n", what, exam.folder, answer.places.empty() ? "" : "  " + answer.places));
    } else if (answer.elsewhere > 0) {
      notes.insert(fmt::format("{:12} {}  {}\n", "also", exam.folder, answer.places));
    }
  }
  for (const std::string& name : disputed) {
    if (!name.starts_with(platform + "/")) continue;
    INFO(name << " is disputed but is no case of a mapped check");
    CHECK(met.contains(name));
  }
  INFO("cases that must fail and are judged satisfied:\n" << satisfied);
  CHECK(satisfied.empty());

  REQUIRE_FALSE(tallies.empty());
  Tally total;
  std::string table(kHead);
  for (auto& [name, tally] : tallies) {
    total.add(tally);
    table += tally.row(name);
  }
  table += total.row(platform);
  std::string actual = table + "\n";
  for (const std::string& note : notes) actual += note;
  CHECK(actual == golden("corpus/config-cases/" + platform + ".golden", actual));
}

}  // namespace

TEST_CASE("every rule that a check is mapped to exists") {
  std::set<std::string> known;
  for (const Rule& rule : tables().policies.rules.rules) known.insert(rule.id);
  for (const auto& [name, ids] : check_rules()) {
    for (const std::string& id : ids) {
      INFO(name << ": " << id);
      CHECK(known.contains(id));
    }
  }
}

TEST_CASE("golden: labelled cases of Terraform") {
  check("terraform");
}
TEST_CASE("golden: labelled cases of CloudFormation") {
  check("cloudFormation");
}
TEST_CASE("golden: labelled cases of Kubernetes") {
  check("k8s");
}
TEST_CASE("golden: labelled cases of OpenAPI") {
  check("openAPI");
}

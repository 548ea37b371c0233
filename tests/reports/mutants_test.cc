// The schemas of the formats for build servers: our files keep them, and a file that is broken in any of many
// ways is refused. Where a validator is not installed, that is said.
#include <fmt/format.h>

#include <catch2/catch.hpp>

#include <filesystem>
#include <fstream>

#include <unistd.h>

#include "tests/golden.h"
#include "tests/reports/validators.h"

using namespace payaudit;
namespace fs = std::filesystem;

namespace {

const fs::path kRoot = PAYAUDIT_ROOT;
const fs::path kGoldens = kRoot / "tests/reports/golden/gate";

struct Mutation {
  std::string old;
  std::string fresh;
};

// `validator` takes files behind it and names those that are broken.
void check(const std::string& validator, const std::string& good, const std::string& clean,
           const std::vector<Mutation>& mutations) {
  const Ran ran = run_at_root(
      fmt::format("{} '{}' '{}'", validator, (kGoldens / good).string(), (kGoldens / clean).string()));
  INFO(ran.output);
  CHECK(ran.has_succeeded);
  const std::string text = read_test_file(kGoldens / good);
  const fs::path folder = fs::temp_directory_path() / fmt::format("payaudit-{}-{}", good, getpid());
  fs::create_directories(folder);
  std::string files;
  for (size_t i = 0; i < mutations.size(); ++i) {
    const size_t at = text.find(mutations[i].old);
    INFO(mutations[i].old);
    REQUIRE(at != std::string::npos);
    const fs::path file = folder / fmt::format("{}.{}", i, good);
    std::ofstream(file, std::ios::binary)
        << std::string(text).replace(at, mutations[i].old.size(), mutations[i].fresh);
    files += fmt::format(" '{}'", file.string());
  }
  const std::string complaints = run_at_root(validator + files).output;
  for (size_t i = 0; i < mutations.size(); ++i) {
    INFO(mutations[i].old << " -> " << mutations[i].fresh << "\n" << complaints);
    CHECK(complaints.find(fmt::format("/{}.{}:", i, good)) != std::string::npos);
  }
  fs::remove_all(folder);
}

void check_json(const std::string& format, const std::string& schema,
                const std::vector<Mutation>& mutations) {
  if (!has_validator("node", "node_modules/ajv")) return;
  check("node ci/schema-check.mjs docs/schemas/" + schema, fmt::format("compared.{}.json", format),
        fmt::format("clean.{}.json", format), mutations);
}

}  // namespace

TEST_CASE("a broken Code Quality report of GitLab is refused") {
  check_json("gitlab", "gitlab-code-quality.json",
             {{"\"severity\": \"blocker\"", "\"severity\": \"high\""},
              {"\"severity\": \"blocker\",", ""},
              {"\"fingerprint\": \"", "\"fingerprint\": \"?"},
              {"\"fingerprint\":", "\"print\":"},
              {"\"check_name\":", "\"name\":"},
              {"\"description\": \"", "\"description\": \"\", \"was\": \""},
              {"\"path\": \"", "\"path\": \"./"},
              {"\"path\": \"", "\"path\": \"/"},
              {"\"lines\": {", "\"was\": {"},
              {"\"begin\": ", "\"begin\": -"},
              {"\"begin\": 2", "\"begin\": \"2\""},
              {"\"type\": \"issue\"", "\"type\": \"defect\""},
              {"[", "{\"issues\": ["}});
}

TEST_CASE("a broken generic issue report of SonarQube is refused") {
  check_json("sonar", "sonar-generic-issues.json",
             {{"\"rules\": [", "\"was\": ["},
              {"\"engineId\": \"payaudit\",", ""},
              {"\"cleanCodeAttribute\": \"TRUSTWORTHY\"", "\"cleanCodeAttribute\": \"SECURE\""},
              {"\"cleanCodeAttribute\": \"TRUSTWORTHY\",", ""},
              {"\"impacts\": [", "\"impacts\": [], \"was\": ["},
              {"\"softwareQuality\": \"SECURITY\"", "\"softwareQuality\": \"SAFETY\""},
              {"\"severity\": \"BLOCKER\"", "\"severity\": \"CRITICAL!\""},
              {"\"type\": \"VULNERABILITY\"", "\"type\": \"SECURITY\""},
              {"\"primaryLocation\": {", "\"severity\": \"MAJOR\", \"primaryLocation\": {"},
              {"\"primaryLocation\": {", "\"location\": {"},
              {"\"ruleId\":", "\"rule\":"},
              {"\"textRange\": {", "\"range\": {"},
              {"\"startLine\": ", "\"startLine\": -"},
              {"\"endColumn\":", "\"until\":"},
              {"\"filePath\": \"", "\"filePath\": \"/"},
              {"\"message\": \"", "\"message\": \"\", \"was\": \""}});
}

TEST_CASE("a broken report of Bitbucket is refused") {
  check_json("bitbucket", "bitbucket-code-insights.json",
             {{"\"result\": \"FAILED\"", "\"result\": \"failed\""},
              {"\"report_type\": \"SECURITY\"", "\"report_type\": \"VULNERABILITY\""},
              {"\"details\": \"", "\"details\": \"" + std::string(2000, 'x')},
              {"\"summary\": \"", "\"summary\": \"" + std::string(450, 'x')},
              {"\"summary\": \"", "\"summary\": \"\", \"was\": \""},
              {"\"external_id\":", "\"id\":"},
              {"\"annotation_type\": \"VULNERABILITY\"", "\"annotation_type\": \"SECURITY\""},
              {"\"severity\": \"CRITICAL\"", "\"severity\": \"BLOCKER\""},
              {"\"path\": \"", "\"path\": \"./"},
              {"\"line\": ", "\"line\": -"},
              {"\"type\": \"NUMBER\"", "\"type\": \"COUNT\""},
              {"\"annotations\": [", "\"annotations\": [[], "},
              {"\"path\":", "\"file\":"}});
}

TEST_CASE("a broken report of JUnit is refused") {
  if (!has_validator("xmllint", "docs/schemas/junit.xsd")) return;
  check("xmllint --noout --nonet --schema docs/schemas/junit.xsd", "compared.junit.xml", "clean.junit.xml",
        {{"<testsuites name=\"payaudit\" tests=\"", "<testsuites name=\"payaudit\" tests=\"-"},
         {" failures=\"1\"", ""},
         {" skipped=\"", " ignored=\""},
         {"classname=\"payaudit\" ", ""},
         {" name=\"the analysis is whole\"", " name=\"\""},
         {" line=\"2\"", " line=\"two\""},
         {"<failure ", "<failed "},
         {"<skipped message=\"", "<skipped reason=\""},
         {"</testsuites>", ""},
         {"</failure>", "</failure><failure message=\"again\">x</failure>"},
         {"<testsuites ", "\x01<testsuites "},
         {"name=\"pan-logged\"", "name=\"payaudit\""},
         {"</system-out>", "&#1;</system-out>"},
         {"<testcase ", "<testcase severity=\"high\" "}});
}

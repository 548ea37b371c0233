#include "checker/cli/options.h"

#include <catch2/catch.hpp>

#include <vector>

using namespace payaudit;

namespace {

Command parse(std::vector<const char*> arguments) {
  arguments.insert(arguments.begin(), "payaudit");
  return parse_command_line(static_cast<int>(arguments.size()), arguments.data(), false);
}

}  // namespace

TEST_CASE("check takes a path, formats with files and a threshold") {
  const Command command =
      parse({"check", "src", "-f", "text", "-f", "sarif:out.sarif", "--fail-on", "critical", "-j", "2"});
  const CheckOptions& options = std::get<CheckOptions>(command);
  CHECK(options.path == "src");
  REQUIRE(options.outputs.size() == 2);
  CHECK(options.outputs[1].format == "sarif");
  CHECK(options.outputs[1].file == "out.sarif");
  CHECK(options.fail_on == "critical");
  CHECK(options.jobs == 2);
}

TEST_CASE("a path may follow a format and a folder of policies") {
  const Command command = parse({"check", "-f", "json", "--policies", PAYAUDIT_ROOT "/policies", "src"});
  const CheckOptions& options = std::get<CheckOptions>(command);
  CHECK(options.path == "src");
  CHECK(options.outputs.size() == 1);
  CHECK(options.policy_folders.size() == 1);
}

TEST_CASE("without a format, check prints text") {
  const Command command = parse({"check"});
  CHECK(std::get<CheckOptions>(command).outputs.front().format == "text");
}

TEST_CASE("an unknown format is a usage error that lists the formats") {
  const Command command = parse({"check", "-f", "pdf"});
  const Printed& printed = std::get<Printed>(command);
  CHECK(printed.is_error);
  CHECK(printed.text.find("there are text, json, sarif, sarif-full") != std::string::npos);
}

TEST_CASE("an unknown option is a usage error") {
  CHECK(std::get<Printed>(parse({"check", "--no-such-option"})).is_error);
}

TEST_CASE("help is not an error") {
  const Command command = parse({"--help"});
  CHECK_FALSE(std::get<Printed>(command).is_error);
  CHECK(std::get<Printed>(command).text.find("check") != std::string::npos);
}

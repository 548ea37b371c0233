// Quiet ways past the gate: each is told, and what it hides counts where that can be known.
#include <catch2/catch.hpp>

#include "tests/gate/repository.h"

using namespace payaudit;

namespace {

constexpr std::string_view kLogs = R"(import logging
log = logging.getLogger(__name__)

def charge(card_number):
    log.info("charging %s", card_number)

def refund(amount):
    return amount * 2

def settle(batch):
    return [refund(each) for each in batch]
)";

// The same, and one more violation.
std::string logs_twice() {
  return std::string(kLogs) + "\ndef cancel(card_number):\n    log.info(\"cancelled %s\", card_number)\n";
}

std::string waiver(std::string_view rule, std::string_view path) {
  return fmt::format(R"(version: 1
waivers:
  - id: W-7
    rule: {}
    path: {}
    kind: accepted-risk
    reason: "these are old, and are mended with the next release"
    owner: "@shop"
    approver: "@security"
    approved_on: 2026-11-01
    expires: 2027-01-15
)",
                     rule, path);
}

}  // namespace

TEST_CASE("what is new and falls under a broad waiver of the base is told, and gates nothing") {
  Repository repository;
  repository.write("pay.py", kLogs);
  repository.write(".payaudit/waivers.yaml", waiver("pan-logged", "'*.py'"));
  repository.commit();
  CHECK(repository.notes() == "");
  repository.write("pay.py", logs_twice());
  CHECK(repository.compare("HEAD", true) == "0 unchanged, 2 waived\n");
  CHECK(repository.notes() ==
        "1 new finding falls under a broad waiver of the base: W-7 ('pan-logged' at pay.py:14)\n");
}

TEST_CASE("what a waiver of the base names by its fingerprint is not told as new") {
  Repository repository;
  repository.write("pay.py", kLogs);
  repository.write(".payaudit/waivers.yaml", waiver("pan-logged", "'*.py'"));
  repository.commit();
  repository.write("pay.py", "# moved\n" + std::string(kLogs));
  CHECK(repository.notes() == "");
}

TEST_CASE("a file that comes and cannot be read is told by its name, and gates nothing") {
  Repository repository;
  repository.write("pay.py", kLogs);
  for (int i = 0; i < 20; ++i) repository.write(fmt::format("other{}.py", i), "def f(a):\n    return a\n");
  repository.commit();
  repository.write("void.py", "import logging\n" + std::string(1, '\0'));
  CHECK(repository.compare() == "");
  CHECK(repository.notes() ==
        "1 newly unread file is undetermined for every rule: void.py (encoding: holds NUL bytes)\n");
  repository.commit();
  CHECK(repository.notes() == "");
}

TEST_CASE("a file that is renamed and could not be read before is no news") {
  Repository repository;
  std::string binary;
  for (int i = 0; i < 30; ++i) binary += fmt::format("value_{} = {}\n", i, i);
  repository.write("void.py", binary + std::string(1, '\0'));
  repository.commit();
  repository.move("void.py", "cancel.py");
  CHECK(repository.notes() == "");
}

TEST_CASE("a violation that comes with a move to a folder of tests gates, and what was there stays") {
  Repository repository;
  repository.write("pay.py", kLogs);
  repository.commit();
  repository.move("pay.py", "tests/pay.py");
  CHECK(repository.compare("HEAD", true) == "1 unchanged, 0 waived\n");
  repository.write("tests/pay.py", logs_twice());
  CHECK(repository.compare("HEAD", true) == "!pan-logged tests/pay.py:14\n1 unchanged, 0 waived\n");
  CHECK(repository.notes() ==
        "1 file moved to where less is judged, and judged as before the move: pay.py to tests/pay.py (test "
        "code, which is not judged)\n");
}

TEST_CASE("a file that moves to where the settings of the base ignore it is judged as before") {
  Repository repository;
  repository.write("pay.py", kLogs);
  repository.write("payaudit.yaml", "version: 1\nignore: [legacy/**]\n");
  repository.commit();
  repository.move("pay.py", "legacy/pay.py");
  repository.write("legacy/pay.py", logs_twice());
  CHECK(repository.compare("HEAD", true) == "!pan-logged legacy/pay.py:14\n1 unchanged, 0 waived\n");
  CHECK(repository.notes() ==
        "1 file moved to where less is judged, and judged as before the move: pay.py to legacy/pay.py (left "
        "out by `legacy/**` of ignore)\n");
}

TEST_CASE("a file that goes was not moved to where an ignored copy of it was before") {
  Repository repository;
  repository.write("pay.py", kLogs);
  repository.write("legacy/pay.py", kLogs);
  repository.write("payaudit.yaml", "version: 1\nignore: [legacy/**]\n");
  repository.commit();
  repository.remove("pay.py");
  CHECK(repository.compare() == "gone pan-logged pay.py:5\n");
  CHECK(repository.notes() == "");
}

TEST_CASE("settings that were converted to another format are not judged as they were before") {
  Repository repository;
  repository.write("src/main/resources/application-prod.properties",
                   "spring.datasource.url=jdbc:postgresql://db.example.org/pay\n"
                   "spring.datasource.username=pay\nspring.datasource.password=Vq7-tRm2-Kx9p\n");
  repository.commit();
  repository.remove("src/main/resources/application-prod.properties");
  repository.write("src/main/resources/application-prod.yml",
                   "spring:\n  datasource:\n    url: jdbc:postgresql://db.example.org/pay\n"
                   "    username: pay\n    password: Vq7-tRm2-Kx9p\n");
  CHECK(repository.compare() == "");
  CHECK(repository.notes() == "");
}

TEST_CASE("a password that comes with a move to another stage weighs as before the move") {
  const std::string production =
      "services:\n  db:\n    image: postgres:16\n    environment:\n      POSTGRES_DB: pay\n"
      "      POSTGRES_USER: pay\n    networks: [inner]\nnetworks:\n  inner: {}\n";
  Repository repository;
  repository.write("docker-compose.prod.yml", production);
  repository.commit();
  repository.move("docker-compose.prod.yml", "docker-compose.dev.yml");
  repository.replace("docker-compose.dev.yml", "POSTGRES_USER: pay\n",
                     "POSTGRES_USER: pay\n      POSTGRES_PASSWORD: postgres\n");
  const std::string told = repository.compare();
  INFO(told);
  CHECK(told.find("!secret-hard-coded docker-compose.dev.yml:7\n") != std::string::npos);
  CHECK(repository.notes().find("docker-compose.prod.yml to docker-compose.dev.yml (where it weighs less)") !=
        std::string::npos);
}

TEST_CASE("a file that moves among places that are judged alike is no news") {
  Repository repository;
  repository.write("pay.py", kLogs);
  repository.commit();
  repository.move("pay.py", "checkout/pay.py");
  CHECK(repository.notes() == "");
}

TEST_CASE("settings of an inner folder that come with the change do not govern it") {
  Repository repository;
  repository.write("payaudit.yaml", "version: 1\nignore: [shop/old/**, \"*.tmp.py\", infra/**]\n");
  repository.write("shop/pay.py", kLogs);
  repository.commit();
  const auto audited = [&] {
    CheckOptions options = repository.options();
    options.paths = {repository.path() + "/shop"};
    return run_compared(options);
  };
  // It says what those of the base say: nothing is widened.
  repository.write("shop/payaudit.yaml", "version: 1\nignore: [old/**, \"*.tmp.py\"]\n");
  CHECK(Repository::told(audited(), false) == "");
  CHECK(Repository::notes_of(audited()) ==
        "shop/payaudit.yaml governs nothing yet: it comes with the change, and the settings of the base "
        "govern, payaudit.yaml\n");
  repository.write("shop/payaudit.yaml", "version: 1\nignore: [old/**, pay.py, void.py]\n");
  repository.write("shop/void.py", logs_twice());
  const std::string told = Repository::told(audited(), false);
  INFO(told);
  CHECK(told.find("!pan-logged shop/void.py:5\n") != std::string::npos);
  CHECK(told.find("settings-widened shop/payaudit.yaml:2 [settings]\n") != std::string::npos);
}

TEST_CASE("settings of an inner folder that go with the change still govern it") {
  Repository repository;
  repository.write("payaudit.yaml", "version: 1\nfail_on: none\n");
  repository.write("shop/payaudit.yaml", "version: 1\nfail_on: high\n");
  repository.write("shop/pay.py", kLogs);
  repository.commit();
  repository.remove("shop/payaudit.yaml");
  CheckOptions options = repository.options();
  options.paths = {repository.path() + "/shop"};
  const std::string told = Repository::told(run_compared(options), false);
  INFO(told);
  CHECK(told.find("settings-widened payaudit.yaml:2 [settings]\n") != std::string::npos);
}

TEST_CASE("a script that is made to look like a bundle does not lose what was found in it") {
  Repository repository;
  const std::string script = "function charge(cardNumber) {\n  console.log(cardNumber);\n}\n";
  repository.write("pay.js", script);
  repository.commit();
  repository.write("pay.js", "var __defProp = Object.defineProperty;\n" + script);
  const std::string told = repository.compare();
  INFO(told);
  CHECK(told.find("!evidence-lost pay.js:1") != std::string::npos);
  CHECK(told.find("gone") == std::string::npos);
  CHECK(repository.notes().find(
            "1 newly unread file is undetermined for every rule: pay.js (left out: bundled scripts)\n") !=
        std::string::npos);
}

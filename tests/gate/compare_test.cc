#include "checker/gate/compare.h"

#include "tests/gate/repository.h"

using namespace payaudit;

namespace {

constexpr std::string_view kLogs = R"(import logging
log = logging.getLogger(__name__)

def mask(card_number):
    return "*" * 12 + card_number[-4:]

def charge(card_number):
    log.info("charging %s", card_number)

def refund(card_number):
    log.info("refunding %s", mask(card_number))
)";

constexpr std::string_view kBuckets = R"(resource "aws_db_instance" "ledger" {
  storage_encrypted   = true
  publicly_accessible = false
}
resource "aws_db_instance" "reports" {
  storage_encrypted   = false
  publicly_accessible = false
}
)";

std::string rule_of_house(std::string_view id, std::string_view kind, std::string_view example,
                          std::string_view flagged) {
  return fmt::format(R"(id: {}
title: Rule of the house
severity: critical
for: {}
fail_when: "true"
message: "'{{name}}' is one"
why: It is one.
fix: Remove it.
since: 0.1.0
cwe: [1]
examples:
  - says: one is flagged
    file: main.tf
    text: |
      {}
    flags: ['{}']
  - says: none is right
    file: main.tf
    text: |
      locals {{ a = 1 }}
)",
                     id, kind, example, flagged);
}

}  // namespace

TEST_CASE("nothing changed, nothing is new") {
  Repository repository;
  repository.write("pay.py", kLogs);
  repository.commit();
  CHECK(repository.compare() == "");
}

TEST_CASE("what a change brings is new, and what stays is not") {
  Repository repository;
  repository.write("pay.py", kLogs);
  repository.commit();
  repository.write("void.py", "import logging\n\ndef cancel(card_number):\n    logging.info(card_number)\n");
  CHECK(repository.compare("HEAD", true) == "!pan-logged void.py:4\n1 unchanged, 0 waived\n");
}

TEST_CASE("a masker that is taken away is where the change is annotated") {
  Repository repository;
  repository.write("pay.py", R"(import logging

def refund(card_number):
    number = card_number[-4:]
    logging.info("refunding %s", number)
)");
  repository.commit();
  repository.replace("pay.py", "    number = card_number[-4:]\n", "    number = card_number\n");
  CHECK(repository.compare() == "!pan-logged pay.py:5 by pay.py:4: this line of the change leads there\n");
}

TEST_CASE("one fixed and one added of the same rule in the same file is one that is new") {
  Repository repository;
  repository.write(
      "schema.sql",
      "CREATE TABLE orders (card_number VARCHAR(19));\nCREATE TABLE refunds (token VARCHAR(64));\n");
  repository.commit();
  repository.write(
      "schema.sql",
      "CREATE TABLE orders (token VARCHAR(64));\nCREATE TABLE refunds (card_number VARCHAR(19));\n");
  CHECK(repository.compare() == "!pan-column-clear schema.sql:2\ngone pan-column-clear schema.sql:1\n");
}

TEST_CASE("evidence that is not known any more is a finding") {
  Repository repository;
  repository.write("main.tf", kBuckets);
  repository.commit();
  repository.replace("main.tf", "storage_encrypted   = true", "storage_encrypted   = var.encrypted");
  CHECK(repository.compare().find("evidence-lost main.tf:2") != std::string::npos);
}

TEST_CASE("lost evidence can be waived in the base") {
  Repository repository;
  repository.write("main.tf", kBuckets);
  repository.write(".payaudit/waivers.yaml", R"(version: 1
waivers:
  - id: W-1
    rule: evidence-lost
    path: main.tf
    kind: accepted-risk
    reason: "the module is being split, and is looked at by hand"
    owner: "@shop"
    approver: "@security"
    approved_on: 2026-11-01
    expires: 2026-12-31
)");
  repository.commit();
  repository.replace("main.tf", "storage_encrypted   = true", "storage_encrypted   = var.encrypted");
  const std::string told = repository.compare("HEAD", true);
  INFO(told);
  CHECK(told.find("evidence-lost") == std::string::npos);
  CHECK(told.ends_with("1 waived\n"));
}

TEST_CASE("evidence that went with its thing is none that is lost") {
  Repository repository;
  repository.write("main.tf", kBuckets);
  repository.commit();
  repository.write("main.tf", "");
  const std::string told = repository.compare();
  INFO(told);
  CHECK(told.find("gone store-unencrypted main.tf:6\n") != std::string::npos);
  CHECK(told.find("evidence-lost") == std::string::npos);
}

TEST_CASE("settings of the change do not govern it") {
  Repository repository;
  repository.write("pay.py", kLogs);
  repository.write("payaudit.yaml", "version: 1\n");
  repository.commit();
  repository.write("payaudit.yaml", "version: 1\nignore: [\"**\"]\nfail_on: none\n");
  repository.write("void.py", "import logging\n\ndef cancel(card_number):\n    logging.info(card_number)\n");
  const std::string told = repository.compare();
  INFO(told);
  CHECK(told.find("!pan-logged void.py:4\n") != std::string::npos);
  CHECK(told.find("settings-widened payaudit.yaml:2 [settings]\n") != std::string::npos);
}

TEST_CASE("a comment of the change waives nothing yet, one of the base does") {
  Repository repository;
  const std::string waived =
      "import logging\n\ndef cancel(card_number):\n"
      "    # payaudit:ignore personal-data-logged until=2027-01-31 by=@a reason=\"x\"\n"
      "    logging.info(birth_date)\n";
  repository.write("a.py", "import logging\n\ndef a(birth_date):\n    logging.info(birth_date)\n");
  repository.commit();
  repository.write("b.py",
                   "import logging\n\ndef b(birth_date):\n"
                   "    # payaudit:ignore personal-data-logged until=2027-01-31 by=@a reason=\"x\"\n"
                   "    logging.info(birth_date)\n");
  CHECK(
      repository.compare("HEAD", true) ==
      "personal-data-logged b.py:5: a comment of this change waives it, which counts once it is part of the "
      "base\n1 unchanged, 0 waived\n");
  repository.commit();
  CHECK(repository.compare("HEAD", true) == "1 unchanged, 1 waived\n");
}

TEST_CASE("a pack that a change upgrades gates nothing, and lists what it finds") {
  Repository repository;
  repository.write("main.tf", kBuckets);
  repository.write("payaudit.yaml", "version: 1\npolicies: [rules]\n");
  repository.write("rules/rules/house/trail-of-house.yaml",
                   rule_of_house("trail-of-house", "audit.trail", "resource \"aws_cloudtrail\" \"a\" {}",
                                 "aws_cloudtrail"));
  repository.commit();
  repository.write(
      "rules/rules/house/store-of-house.yaml",
      rule_of_house("store-of-house", "store", "resource \"aws_db_instance\" \"a\" {}", "aws_db_instance"));
  const std::string told = repository.compare();
  INFO(told);
  CHECK(told.find("store-of-house main.tf:1 [rules]\n") != std::string::npos);
  CHECK(told.find('!') == std::string::npos);
}

TEST_CASE("mended here and broken in a function that comes is new, though the line is the same") {
  Repository repository;
  repository.write("app.py",
                   "import logging\ndef pay(card_number):\n    logging.info(\"card %s\", card_number)\n");
  repository.commit();
  repository.write("app.py",
                   "import logging\ndef pay(card_number):\n    logging.info(\"card %s\", card_number[-4:])\n"
                   "def refund(card_number):\n    logging.info(\"card %s\", card_number)\n");
  CHECK(repository.compare() ==
        "!pan-logged app.py:5 by app.py:4: this line of the change leads there\ngone pan-logged app.py:3\n");
}

TEST_CASE("mended in one file and broken in another that was there is no move") {
  const auto pod = [](std::string_view value) {
    return fmt::format(
        "apiVersion: v1\nkind: Pod\nmetadata:\n  name: pay\nspec:\n  containers:\n    - name: app\n"
        "      image: example.org/app:1.2\n      securityContext:\n        privileged: {}\n",
        value);
  };
  Repository repository;
  repository.write("staging/pod.yaml", pod("true"));
  repository.write("prod/pod.yaml", pod("false"));
  repository.commit();
  repository.write("staging/pod.yaml", pod("false"));
  repository.write("prod/pod.yaml", pod("true"));
  const std::string told = repository.compare();
  INFO(told);
  CHECK(told.find("!container-privileged prod/pod.yaml:10\n") != std::string::npos);
  CHECK(told.find("gone container-privileged staging/pod.yaml:10\n") != std::string::npos);
}

TEST_CASE("a copy is new though what it was made from is mended") {
  Repository repository;
  repository.write("app.py", kLogs);
  repository.commit();
  repository.write("other.py", kLogs);
  repository.replace("app.py", "log.info(\"charging %s\", card_number)", "log.info(\"charging\")");
  CHECK(repository.compare() == "!pan-logged other.py:8\ngone pan-logged app.py:8\n");
}

TEST_CASE("what weighs more than in the base is new") {
  Repository repository;
  const std::string compose =
      "services:\n  db:\n    image: postgres:16\n    environment:\n"
      "      POSTGRES_PASSWORD: postgres\n";
  repository.write("docker-compose.dev.yml", compose);
  repository.commit();
  repository.move("docker-compose.dev.yml", "docker-compose.prod.yml");
  const std::string told = repository.compare();
  INFO(told);
  CHECK(told.find("default-credentials docker-compose.prod.yml:5: the base has it, where it weighs low\n") !=
        std::string::npos);
}

TEST_CASE("what a file that cannot be read any more showed is neither gone nor kept") {
  Repository repository;
  repository.write("pay.py", kLogs);
  for (int i = 0; i < 20; ++i) repository.write(fmt::format("other{}.py", i), "def f(a):\n    return a\n");
  repository.commit();
  repository.write("pay.py", std::string(kLogs) + std::string(1, '\0') + "\n");
  CHECK(repository.compare() == "!evidence-lost pay.py:1 by pay.py:12: this change of the file made it so\n");
}

TEST_CASE("policies of the command line that lie in the tree are those of the base") {
  Repository repository;
  repository.write("main.tf", kBuckets);
  repository.write(
      "pol/rules/house/store-of-house.yaml",
      rule_of_house("store-of-house", "store", "resource \"aws_db_instance\" \"a\" {}", "aws_db_instance"));
  repository.commit();
  repository.replace("pol/rules/house/store-of-house.yaml", "fail_when: \"true\"",
                     "fail_when: \"name == 'none'\"");
  repository.write("new.tf", "resource \"aws_db_instance\" \"new\" {}\n");
  CheckOptions options = repository.options();
  options.policy_folders = {repository.path() + "/pol"};
  const std::string told = Repository::told(run_compared(options), false);
  INFO(told);
  CHECK(told.find("!store-of-house new.tf:1") != std::string::npos);
}

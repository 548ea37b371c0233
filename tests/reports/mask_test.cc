#include "reports/excerpt/mask.h"

#include <catch2/catch.hpp>

#include "tests/reports/fixture.h"

using namespace payaudit;

namespace {

void check(std::string_view text, std::string_view expected) {
  CHECK(mask_numbers(text) == expected);
}

// A file with one secret, as it is shown.
void check_secret(const std::string& file, std::string_view secret, const std::string& expected) {
  Audit audit;
  const FileId id = audit.add("f", file);
  audit.report.secrets = {audit.find(id, secret)};
  const Masks masks(audit.report);
  CHECK(masks.text({id, {0, static_cast<uint32_t>(file.size())}}) == expected);
}

}  // namespace

TEST_CASE("of a card number the first six and the last four digits stay") {
  check("4111111111111111", "411111******1111");
  check("pan=4111-1111-1111-1111;", "pan=4111-11**-****-1111;");
  check("4111 1111 1111 1111", "4111 11** **** 1111");
  check("4111_1111_1111_1111L", "4111_11**_****_1111L");
  check("378282246310005", "378282*****0005");
  check(";4111111111111111=2512101", ";411111******1111=2512101");
}

TEST_CASE("a card number beside other numbers is found") {
  check("7 4111111111111111", "7 411111******1111");
  check("4111111111111111 12-25", "411111******1111 12-25");
  check("4111111111111111 5555555555554444", "411111******1111 555555******4444");
}

TEST_CASE("other numbers stay as they are") {
  check("4111111111111112", "4111111111111112");
  check("0000000000000000", "0000000000000000");
  check("41111111111111111111", "41111111111111111111");
  check("123456789012", "123456789012");
  check("", "");
}

TEST_CASE("of a secret nothing stays") {
  check_secret("password=not-a-secret\n", "not-a-secret", "password=…\n");
  check_secret("p = \"not-a-secret\"", "\"not-a-secret\"", "p = \"…\"");
  check_secret("password=fake123\n", "fake123", "password=…\n");
}

TEST_CASE("of a key only the armour stays") {
  check_secret("-----BEGIN FAKE KEY-----\nMIIfake\nfake\n-----END FAKE KEY-----\n",
               "-----BEGIN FAKE KEY-----\nMIIfake\nfake\n-----END FAKE KEY-----",
               "-----BEGIN FAKE KEY-----…-----END FAKE KEY-----\n");
}

TEST_CASE("a secret that is a card number is masked as one") {
  check_secret("pan: '4111111111111111'", "'4111111111111111'", "pan: '411111******1111'");
}

TEST_CASE("overlapping secrets hide what any of them hides") {
  Audit audit;
  const FileId id = audit.add("f", "x=abcdefghijklmnop!");
  audit.report.secrets = {audit.find(id, "abcdefghijkl"), audit.find(id, "efghijklmnop")};
  CHECK(Masks(audit.report).text({id, {0, 19}}) == "x=…!");
}

TEST_CASE("a window that begins inside a secret or a number shows nothing more of it") {
  Audit audit;
  const FileId id = audit.add("f", "key=abcdefghijkl pan=4111111111111111");
  audit.report.secrets = {audit.find(id, "abcdefghijkl")};
  const Masks masks(audit.report);
  CHECK(masks.text(audit.find(id, "ghij")) == "…");
  CHECK(masks.text(audit.find(id, "11111111")) == "11111***");
}

TEST_CASE("the password of an address is hidden, in prose and in sources") {
  check("see http://app:s3cret@db.eu/x and postgres://u:p@ss@h",
        "see http://app:******@db.eu/x and postgres://u:****@h");
  check("http://app:${PASSWORD}@db.eu http://u:{{ .p }}@h http://db.eu:80/a@b",
        "http://app:${PASSWORD}@db.eu http://u:{{ .p }}@h http://db.eu:80/a@b");
  Audit audit;
  const FileId id = audit.add("f", "url: http://app:s3cret@db.eu/x");
  CHECK(Masks(audit.report).text({id, {0, 40}}) == "url: http://app:******@db.eu/x");
  CHECK(Masks(audit.report).text({id, {18, 40}}) == "****@db.eu/x");
}

#include <catch2/catch.hpp>

#include "tests/calls/call_lines.h"

using namespace payaudit;

namespace {

std::string retentions(Read read, const std::string& text) {
  std::string all;
  each_call_fact(read, text, Kind::retention, [&](const Fact& fact) {
    all += to_string(fact.value(Attr::basis)) + " " + to_string(fact.value(Attr::days)) + "\n";
  });
  return all;
}

}  // namespace

TEST_CASE("an end of keeping knows from which date it is counted, and for how long") {
  CHECK(retentions(read_python,
                   "import datetime\nKEEP = datetime.timedelta(days=5 * 365 + 2)\nBUCKET = 'kyc-results'\n"
                   "def keep_screening_until(s):\n  return s['created_at'] + KEEP\n") ==
        "\"created\" 1827\n");
  CHECK(retentions(read_java,
                   "class A { Object deleteKycDocumentOn(Customer c) { return "
                   "c.getClosedAt().plus(Period.ofYears(5)); } }") == "\"closed\" 1827\n");
}

TEST_CASE("a date that ends nothing of that kind, or a period that is not known, is no end of keeping") {
  CHECK(retentions(read_python,
                   "import datetime\nKEEP = datetime.timedelta(days=30)\n"
                   "def offer_ends(s):\n  return s['created_at'] + KEEP\n") == "");
  CHECK(retentions(read_python, "def keep_screening_until(s, days):\n  return s['created_at'] + days\n") ==
        "");
}

#include "rules/cel/functions.h"

#include <catch2/catch.hpp>

using namespace payaudit;

namespace {

class NoInputs : public CelInputs {
 public:
  Value variable(uint32_t) const override { return {}; }
  bool has(uint32_t) const override { return false; }
};

void check(std::string_view expression, std::string_view expected) {
  INFO(expression);
  CelEnvironment environment;
  environment.functions = own_functions();
  const auto compiled = compile_cel(expression, environment);
  REQUIRE(std::holds_alternative<CelProgram>(compiled));
  Arena scratch;
  CHECK(to_string(std::get<CelProgram>(compiled).run(NoInputs(), scratch)) == expected);
}

}  // namespace

TEST_CASE("an address or a network lies in a network") {
  check("in_cidr('10.1.2.3', '10.0.0.0/8')", "true");
  check("in_cidr('11.1.2.3', '10.0.0.0/8')", "false");
  check("in_cidr('10.1.0.0/16', '10.0.0.0/8')", "true");
  check("in_cidr('10.0.0.0/8', '10.1.0.0/16')", "false");
  check("in_cidr('0.0.0.0/0', '0.0.0.0/0')", "true");
  check("in_cidr('192.168.1.129', '192.168.1.128/25')", "true");
  check("in_cidr('192.168.1.127', '192.168.1.128/25')", "false");
  check("in_cidr('2001:db8::1', '2001:db8::/32')", "true");
  check("in_cidr('2001:db9::1', '2001:db8::/32')", "false");
  check("in_cidr('fe80::1%eth0', 'fe80::/10')", "true");
  check("in_cidr('::ffff:10.0.0.1', '10.0.0.0/8')", "true");
  check("in_cidr('1:2:3:4:5:6:7:8', '1:2:3:4::/64')", "true");
}

TEST_CASE("the networks of all IPv4 and all IPv6 addresses do not lie in each other") {
  check("in_cidr('::/0', '0.0.0.0/0')", "false");
  check("in_cidr('0.0.0.0/0', '::/0')", "false");
  check("in_cidr('10.0.0.1', '::/0')", "false");
  check("in_cidr('2001:db8::1', '0.0.0.0/0')", "false");
}

TEST_CASE("what is no address is unknown, with its text") {
  check("in_cidr('sg-12', '10.0.0.0/8')", "?(`sg-12` is not an IP address or network)");
  for (const std::string wrong : {"",
                                  "10.0.0",
                                  "10.0.0.0.0",
                                  "10.0.0.256",
                                  "010.0.0.1",
                                  "10.0.0.0/33",
                                  "10.0.0.0/",
                                  "10.0.0.0/-1",
                                  "10.0.0.0/8/8",
                                  "1::2::3",
                                  ":::",
                                  "12345::",
                                  "1:2:3:4:5:6:7:8:9",
                                  "1:",
                                  ":1",
                                  "::1.2.3",
                                  "1:2:3:4:5:6:7:1.2.3.4",
                                  "::/129",
                                  "g::",
                                  "+1.2.3.4"}) {
    INFO(wrong);
    CHECK_FALSE(in_cidr(wrong, "::/0").has_value());
  }
}

TEST_CASE("a period is read in the usual spellings") {
  check("days('365') == 365", "true");
  check("days('7d') == 7", "true");
  check("days('12h') == 0.5", "true");
  check("days('1d12h') == 1.5", "true");
  check("days('90 days') == 90", "true");
  check("days('5 years') == 5 * 365", "true");
  check("days('5y') >= 1825", "true");
  check("days('12 months') == 365", "true");
  check("days('2w') == 14", "true");
  check("days('P1Y') == 365", "true");
  check("days('P1Y6M') == 547.5", "true");
  check("days('PT36H') == 1.5", "true");
  check("days('P1DT12H') == 1.5", "true");
  check("days('86400s') == 1", "true");
  check("days('1440m') == 1", "true");
}

TEST_CASE("what is no period is unknown, with its text") {
  check("days('forever')", "?(`forever` is not a period)");
  for (const std::string wrong : {"", "-1", "-7d", "7x", "d", "1d 2", "1 2", "P", "PT", "P1", "P1H", "P1DT",
                                  "PT1Y", "P1D 1", "1..5d", "1e9", "inf"}) {
    INFO(wrong);
    CHECK_FALSE(days(wrong).has_value());
  }
}

TEST_CASE("TLS versions are ordered in every spelling, and SSL is below them") {
  check("tls_at_least('1.2', '1.2')", "true");
  check("tls_at_least('TLSv1.3', '1.2')", "true");
  check("tls_at_least('TLS1_1', '1.2')", "false");
  check("tls_at_least('VersionTLS12', '1.2')", "true");
  check("tls_at_least('TLS_1_0', 'TLSv1.1')", "false");
  check("tls_at_least('TLSv1', '1.0')", "true");
  check("tls_at_least('ssl3', '1.0')", "false");
  check("tls_at_least('SSLv2', 'SSLv3')", "false");
}

TEST_CASE("what is no TLS version is unknown, with its text") {
  check("tls_at_least('modern', '1.2')", "?(`modern` is not a TLS version)");
  for (const std::string wrong :
       {"", "1.4", "TLS", "ssl", "ssl1", "Policy-Min-TLS-1-2-2019-07", "1.2.3", "TLSv1.2_2021"}) {
    INFO(wrong);
    CHECK_FALSE(tls_rank(wrong).has_value());
  }
}

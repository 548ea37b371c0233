#include "scanners/meaning/resources/transforms.h"

#include <catch2/catch.hpp>

#include "scanners/meaning/resources/models.h"

using namespace payaudit;

TEST_CASE("a TLS version is known by the names that clouds give it, and by no other") {
  const auto check = [](std::string_view name, std::string_view version) {
    INFO(name);
    CHECK(tls_version(name) == version);
  };
  check("TLS1_2", "1.2");
  check("TLSv1.2_2021", "1.2");
  check("TLSv1_2016", "1.0");
  check("TLSv1", "1.0");
  check("TLS_1_0", "1.0");
  check("1.2", "1.2");
  check("ELBSecurityPolicy-2016-08", "1.0");
  check("ELBSecurityPolicy-TLS13-1-2-2021-06", "1.2");
  check("ELBSecurityPolicy-TLS-1-1-2017-01", "1.1");
  check("ELBSecurityPolicy-FS-1-2-Res-2020-10", "1.2");
  check("AppGwSslPolicy20150501", "1.0");
  check("my-tls12-policy", "");
  check("", "");
}

TEST_CASE("periods come to seconds") {
  CHECK(seconds_of("900") == 900);
  CHECK(seconds_of("15m") == 900);
  CHECK(seconds_of("1h30m") == 5400);
  CHECK(seconds_of("PT15M") == 900);
  CHECK(seconds_of("P7D") == 604'800);
  CHECK(seconds_of("24:00:00") == 86'400);
  CHECK(seconds_of("7776000s") == 7'776'000);
  CHECK_FALSE(seconds_of("P1M").has_value());
  CHECK_FALSE(seconds_of("soon").has_value());
  CHECK_FALSE(seconds_of("99999999999999999999").has_value());
}

TEST_CASE("a zone names its region") {
  CHECK(region_of_zone("eu-west-1a") == "eu-west-1");
  CHECK(region_of_zone("europe-west1-b") == "europe-west1");
  CHECK(region_of_zone("europe-west1") == "europe-west1");
}

TEST_CASE("transforms are found by their words") {
  CHECK(find_transform("any_cidr") == Transform::any_cidr);
  CHECK_FALSE(find_transform("none_such").has_value());
}

TEST_CASE("ranges that together leave no address out are every address") {
  CHECK(covers_every_address({"0.0.0.0/1", "128.0.0.0/1"}));
  CHECK(covers_every_address({"128.0.0.0/1", "0.0.0.0/2, 64.0.0.0/2"}));
  CHECK(covers_every_address({"::/1", "8000::/1"}));
  CHECK(covers_every_address({"10.0.0.0/8", "8000::/1", "::/2", "4000:0::/2"}));
  CHECK_FALSE(covers_every_address({"0.0.0.0/1"}));
  CHECK_FALSE(covers_every_address({"0.0.0.0/1", "8000::/1"}));
  CHECK_FALSE(covers_every_address({"0.0.0.0/1", "128.0.0.0/2"}));
  CHECK_FALSE(covers_every_address({"10.0.0.0/8", "2001:db8::/32", "x/1", "::ffff:1.2.3.4/96", ""}));
  CHECK_FALSE(covers_every_address({}));
}

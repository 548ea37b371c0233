#include "scanners/meaning/stages/certificate.h"

#include <catch2/catch.hpp>

using namespace payaudit;

namespace {

// Made for these tests alone, on the curve P-256.
const std::string kKey =
    "-----BEGIN PRIVATE KEY"
    "-----\n"
    "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgZ/qNpvtB65SzBrLl\n"
    "ivU9ommT7MaS+MPDYOs5qDWjD2ahRANCAAQnSX52aKjUs+0QFFNgY9H6j9DPf4tD\n"
    "oRHiLgalyE7MemfxlHzROtwwF697ZD2+TkWhjaCbH8AK01wcgmhu8dZD\n"
    "-----END PRIVATE KEY-----\n";
const std::string kForLocalhost =
    "-----BEGIN CERTIFICATE-----\n"
    "MIIBmTCCAT+gAwIBAgIUPvks7Km60st+UTR7s4WIsLj8HxgwCgYIKoZIzj0EAwIw\n"
    "FDESMBAGA1UEAwwJbG9jYWxob3N0MB4XDTI2MTEyODE2MDU1M1oXDTM2MTEyNTE2\n"
    "MDU1M1owFDESMBAGA1UEAwwJbG9jYWxob3N0MFkwEwYHKoZIzj0CAQYIKoZIzj0D\n"
    "AQcDQgAEJ0l+dmio1LPtEBRTYGPR+o/Qz3+LQ6ER4i4GpchOzHpn8ZR80TrcMBev\n"
    "e2Q9vk5FoY2gmx/ACtNcHIJobvHWQ6NvMG0wHQYDVR0OBBYEFOGpTUK/1sF+2s38\n"
    "OYDqHUkPN33cMB8GA1UdIwQYMBaAFOGpTUK/1sF+2s38OYDqHUkPN33cMA8GA1Ud\n"
    "EwEB/wQFMAMBAf8wGgYDVR0RBBMwEYIJbG9jYWxob3N0hwR/AAABMAoGCCqGSM49\n"
    "BAMCA0gAMEUCIHZ9BkgFvoeFK7TlUa+l0L4Dku+8Jt7lWH6A2wQzIaKLAiEAgiuh\n"
    "OmQkBhRJJ0ZDxS2sUxyrVHcLy057G8ADlyXGQsM=\n"
    "-----END CERTIFICATE-----\n";
// The same key, also for pay.example.com.
const std::string kForOthersToo =
    "-----BEGIN CERTIFICATE-----\n"
    "MIIBpTCCAUqgAwIBAgIUN4v690OycjFwts7snGYcr6NnIx8wCgYIKoZIzj0EAwIw\n"
    "FDESMBAGA1UEAwwJbG9jYWxob3N0MB4XDTI2MTEyODE2MDU1M1oXDTM2MTEyNTE2\n"
    "MDU1M1owFDESMBAGA1UEAwwJbG9jYWxob3N0MFkwEwYHKoZIzj0CAQYIKoZIzj0D\n"
    "AQcDQgAEJ0l+dmio1LPtEBRTYGPR+o/Qz3+LQ6ER4i4GpchOzHpn8ZR80TrcMBev\n"
    "e2Q9vk5FoY2gmx/ACtNcHIJobvHWQ6N6MHgwHQYDVR0OBBYEFOGpTUK/1sF+2s38\n"
    "OYDqHUkPN33cMB8GA1UdIwQYMBaAFOGpTUK/1sF+2s38OYDqHUkPN33cMA8GA1Ud\n"
    "EwEB/wQFMAMBAf8wJQYDVR0RBB4wHIIJbG9jYWxob3N0gg9wYXkuZXhhbXBsZS5j\n"
    "b20wCgYIKoZIzj0EAwIDSQAwRgIhAIAEl+A4fn3t5zPEyFfHKKIwBKjN8yTY6zw1\n"
    "1+gl8lMWAiEAw15ZkTbZgR9kDUSNWAFNChm9d2OomrkTAp9ccMuEluU=\n"
    "-----END CERTIFICATE-----\n";

bool check(std::string_view key, std::string_view certificates) {
  return is_key_of_own_machine(key, certificates, {"localhost"});
}

}  // namespace

TEST_CASE("the key of a certificate for localhost is of no use to anybody else") {
  CHECK(check(kKey, kForLocalhost));
  CHECK(check(kKey, "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n" + kForLocalhost));
}

TEST_CASE("a certificate that names a public host too is one for others") {
  CHECK_FALSE(check(kKey, kForOthersToo));
}

TEST_CASE("a certificate of another key says nothing of this one") {
  std::string other = kKey;
  other[other.find("SX52aKj")] = 'K';
  CHECK_FALSE(check(other, kForLocalhost));
  CHECK_FALSE(check(kKey, ""));
}

TEST_CASE("what is cut off is no certificate") {
  for (size_t size = 0; size < kForLocalhost.size(); size += 7) check(kKey, kForLocalhost.substr(0, size));
  CHECK_FALSE(check(kKey, kForLocalhost.substr(0, 300)));
  CHECK_FALSE(check(kKey.substr(0, 60), kForLocalhost));
}

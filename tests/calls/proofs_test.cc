// What looks like a proof and may be none.
#include <catch2/catch.hpp>

#include "tests/calls/call_lines.h"

using namespace payaudit;

TEST_CASE("Java: a secure source that is seeded with a constant is not known to be secure") {
  const auto secure = [](const std::string& body) {
    std::string lines;
    each_call_fact(
        read_java,
        "import java.security.SecureRandom;\nclass A { void f(byte[] token, long seed) throws Exception { " +
            body + " } }",
        Kind::random, [&](const Fact& fact) { lines += to_string(fact.value(Attr::secure)) + "\n"; });
    return lines;
  };
  const std::string seeded = "?(it is seeded with a constant: some sources then draw the same)\n";
  CHECK(secure("SecureRandom r = new SecureRandom(); r.nextBytes(token);") == "true\n");
  CHECK(secure("SecureRandom r = new SecureRandom(); r.setSeed(42L); r.nextBytes(token);") == seeded);
  CHECK(secure("SecureRandom r = new SecureRandom(new byte[]{1, 2}); r.nextBytes(token);") == seeded);
  CHECK(secure("SecureRandom r = new SecureRandom(); r.setSeed(seed); r.nextBytes(token);") == "true\n");
}

TEST_CASE("Go: the lowest version is the one that is set last") {
  const auto version = [](const std::string& body) {
    std::string lines;
    each_call_fact(read_go,
                   "package a\nimport \"crypto/tls\"\nfunc f(old bool) {\n  c := &tls.Config{MinVersion: "
                   "tls.VersionTLS12}\n  " +
                       body + "\n  use(c)\n}\n",
                   Kind::tls,
                   [&](const Fact& fact) { lines += to_string(fact.value(Attr::tls_min)) + "\n"; });
    return lines;
  };
  CHECK(version("") == "\"1.2\"\n");
  CHECK(version("c.MinVersion = tls.VersionTLS10") == "\"1.0\"\n");
  CHECK(version("if old { c.MinVersion = tls.VersionTLS10 }") == "?(it is set again on some way)\n");
}

TEST_CASE("a spread may set again what stands before it") {
  const auto secure = [](const std::string& options) {
    std::string lines;
    each_call_fact(
        read_typescript, "function f(res, token, more) { res.cookie('session', token, {" + options + "}); }",
        Kind::cookie, [&](const Fact& fact) { lines += to_string(fact.value(Attr::secure)) + "\n"; });
    return lines;
  };
  CHECK(secure("secure: true, httpOnly: true") == "true\n");
  CHECK(secure("...more, secure: true, httpOnly: true") == "true\n");
  CHECK(secure("secure: true, httpOnly: true, ...more")[0] == '?');
}

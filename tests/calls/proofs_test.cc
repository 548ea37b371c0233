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

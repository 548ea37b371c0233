#include <catch2/catch.hpp>

#include "scanners/syntax/code/java/java.h"
#include "tests/flow/flows.h"

using namespace payaudit;

namespace {

Found flows(const std::string& text) {
  return find_flows([](const Source& source) { return read_java(source); }, "A.java", text);
}

// Statements in a method of a class with a logger.
void check(const std::string& statements, const std::string& expected) {
  const std::string text =
      "import org.slf4j.Logger;\nimport java.util.*;\nimport java.security.*;\nimport javax.crypto.*;\n"
      "class PaymentService {\n  private final Logger log = null;\n"
      "  void pay(Card card, String cardNumber, String cvv, String name) throws Exception {\n" +
      statements + "\n  }\n  static String tail(String s) { return s.substring(s.length() - 4); }\n" +
      "  static String same(String s) { return s.trim(); }\n}\n";
  INFO(statements);
  CHECK(flows(text).flows == expected);
}

}  // namespace

TEST_CASE("Java: what is logged as it is, is clear") {
  check(R"(log.info("paying with {}", cardNumber);)", "account.chd.pan log clear\n");
  check(R"(log.info("paying with " + cardNumber + cvv);)",
        "account.chd.pan log clear\naccount.sad.cvv log clear\n");
  check(R"(log.debug(String.format("%s", card.getCardNumber().trim()));)", "account.chd.pan log clear\n");
  check(R"(String x = cardNumber; String y = x; log.warn(y);)", "account.chd.pan log clear\n");
  check(R"(System.out.println(cvv);)", "account.sad.cvv log clear\n");
}

TEST_CASE("Java: names and words that hold no data are no flows") {
  check(R"(log.info("card number is missing", name);)", "");
  check(R"(log.info("{}", cardNumber.length());)", "");
  check(R"(log.info("{}", cardNumber == null);)", "");
  check(R"(boolean cvvValid = cvv.equals("1"); log.info("{}", cvvValid);)", "");
  check(R"(String password = "none"; log.info(password);)", "");
}

TEST_CASE("Java: a protection moves the state and stays as evidence") {
  check(R"(log.info(cardNumber.substring(cardNumber.length() - 4));)",
        "account.chd.pan log truncated +truncated\n");
  check(R"(log.info(cardNumber.substring(0, 6));)", "account.chd.pan log truncated +truncated\n");
  check(R"-(log.info(cardNumber.replaceAll("\\d(?=\\d{4})", "*"));)-",
        "account.chd.pan log truncated +masked\n");
  check(
      R"(MessageDigest md = MessageDigest.getInstance("SHA-256"); byte[] d = md.digest(cardNumber.getBytes()); log.info("{}", d);)",
      "account.chd.pan log hashed +hashed\n");
  check(
      R"(Cipher c = Cipher.getInstance("AES"); c.init(Cipher.ENCRYPT_MODE, null); log.info("{}", c.doFinal(cardNumber.getBytes()));)",
      "account.chd.pan log encrypted +encrypted\n");
}

TEST_CASE("Java: a cipher encrypts where it was set up to, and nowhere else") {
  const std::string two = R"(Cipher a = Cipher.getInstance("AES"); a.init(Cipher.ENCRYPT_MODE, k);)"
                          R"(Cipher b = Cipher.getInstance("AES"); b.init(Cipher.DECRYPT_MODE, k);)";
  check(two + R"(log.info("{}", a.doFinal(cardNumber.getBytes()));)",
        "account.chd.pan log encrypted +encrypted\n");
  check(two + R"(log.info("{}", b.doFinal(cardNumber.getBytes()));)", "account.chd.pan log ? weak\n");
  check(R"(Cipher c = Cipher.getInstance("AES"); if (back) { c.init(Cipher.DECRYPT_MODE, k); } else {)"
        R"( c.init(Cipher.ENCRYPT_MODE, k); } log.info("{}", c.doFinal(cardNumber.getBytes()));)",
        "account.chd.pan log ? weak\n");
  check(R"(Cipher c = Cipher.getInstance("AES"); c.init(mode, k); int other = Cipher.ENCRYPT_MODE;)"
        R"( log.info("{}", c.doFinal(cardNumber.getBytes()));)",
        "account.chd.pan log ? weak\n");
  check(R"(int mode = Cipher.ENCRYPT_MODE; Cipher c = Cipher.getInstance("AES"); c.init(mode, k);)"
        R"( Cipher same = c; log.info("{}", same.doFinal(cardNumber.getBytes()));)",
        "account.chd.pan log encrypted +encrypted\n");
}

TEST_CASE("Java: what only a name promises leaves the state unknown") {
  check(R"(log.info(Masker.mask(cardNumber));)", "account.chd.pan log ? weak\n");
  check(R"(Cipher c = Cipher.getInstance("AES"); log.info("{}", c.doFinal(cardNumber.getBytes()));)",
        "account.chd.pan log ? weak\n");
  check(R"(log.info(cardNumber.substring(10));)", "account.chd.pan log ?\n");
  check(R"(log.info(card.getMaskedPan());)", "account.chd.pan log ?\n");
}

TEST_CASE("Java: the last digits of a security code are all of it") {
  check(R"(log.info(cvv.substring(cvv.length() - 3));)", "account.sad.cvv log clear\n");
}

TEST_CASE("Java: one hop into the same file proves what a helper does") {
  check(R"(log.info(tail(cardNumber));)", "account.chd.pan log truncated +truncated\n");
  check(R"(log.info(same(cardNumber));)", "account.chd.pan log clear\n");
}

TEST_CASE("Java: order on the list and branches count") {
  check(R"(cardNumber = ""; log.info(cardNumber);)", "");
  check(R"(String x = ""; log.info(x); x = cardNumber;)", "");
  check(R"(String x = ""; if (name != null) { x = cardNumber; } log.info(x);)",
        "account.chd.pan log clear\n");
  check(R"(String x = ""; for (int i = 0; i < 3; i++) { log.info(x); x = cardNumber; })",
        "account.chd.pan log clear\n");
  check(R"(String x = ""; try { x = cardNumber; run(); } catch (Exception e) { log.info(x); })",
        "account.chd.pan log clear\n");
}

TEST_CASE("Java: builders, maps and thrown messages hold what is put into them") {
  check(
      R"(StringBuilder sb = new StringBuilder(); sb.append("n").append(cardNumber); log.info(sb.toString());)",
      "account.chd.pan log clear\n");
  check(R"(Map<String, Object> m = new HashMap<>(); m.put("n", cardNumber); log.info("{}", m);)",
        "account.chd.pan log clear\n");
  check(R"(Map<String, Object> m = new HashMap<>(); m.put("n", cardNumber); log.info("{}", m.get("other"));)",
        "");
  check(R"(throw new IllegalStateException("bad card " + cardNumber);)", "account.chd.pan error clear\n");
}

TEST_CASE("Java: an object shows in a log what its text shows") {
  const std::string head = "import org.slf4j.Logger;\n";
  const std::string tail = "class A { Logger log; void f(CreditCard c) { log.info(\"{}\", c); } }\n";
  CHECK(flows(head + "record CreditCard(String number, String holder) {}\n" + tail).flows ==
        "account.chd.pan log clear weak\naccount.chd.name log clear weak\n");
  CHECK(flows(head + "class CreditCard { String cardNumber; }\n" + tail).flows == "");
  CHECK(flows(head + "@Data class CreditCard { String cardNumber; @ToString.Exclude String cvv; }\n" + tail)
            .flows == "account.chd.pan log clear\n");
  CHECK(
      flows(head +
            "class CreditCard { String cardNumber; String cvv; public String toString() { return cvv; } }\n" +
            tail)
          .flows == "account.sad.cvv log clear\n");
}

TEST_CASE("Java: what is called a logger and has the methods of one is a log") {
  CHECK(flows("class A { void f(String cvv) { log.info(cvv); } }").flows == "account.sad.cvv log clear\n");
  CHECK(flows("class A { void f(String cvv) { blog.info(cvv); } }").flows == "");
}

TEST_CASE("Java: every step is told with its place") {
  CHECK(flows("import org.slf4j.Logger;\n"
              "class A {\n"
              "  Logger log;\n"
              "  void f(Card card) {\n"
              "    String n = card.getCardNumber();\n"
              "    String last = n.substring(n.length() - 4);\n"
              "    log.info(last);\n"
              "  }\n"
              "}\n")
            .notes ==
        "5: `card.getCardNumber()` is account.chd.pan: the words `card number` in `Card`\n"
        "5: assigned to `n`\n"
        "6: truncated by `substring`\n"
        "6: assigned to `last`\n"
        "7: reaches `log.info` (log)\n");
}

TEST_CASE("Java: comments and test words are no code") {
  check("// log.info(cardNumber)\n/* log.info(cvv) */", "");
}

// What types show of themselves in text, JSON and logs, in each language.
#include <catch2/catch.hpp>

#include "scanners/syntax/code/go/go.h"
#include "scanners/syntax/code/java/java.h"
#include "scanners/syntax/code/javascript/javascript.h"
#include "scanners/syntax/code/python/python.h"
#include "tests/flow/flows.h"

using namespace payaudit;

namespace {

void check_java(const std::string& type, const std::string& expected) {
  const std::string text = "import org.slf4j.Logger;\nimport lombok.*;\n" + type +
                           "\nclass A { Logger log; void f(Request c) { log.info(\"{}\", c); } }\n";
  INFO(text);
  CHECK(find_flows([](const Source& source) { return read_java(source); }, "A.java", text).flows == expected);
}

void check_python(const std::string& text, const std::string& expected) {
  INFO(text);
  CHECK(find_flows(
            [](const Source& source) { return read_python(source); }, "a.py",
            "import logging\nfrom dataclasses import dataclass, field\nlog = logging.getLogger()\n" + text)
            .flows == expected);
}

void check_typescript(const std::string& text, const std::string& expected) {
  INFO(text);
  CHECK(find_flows([](const Source& source) { return read_typescript(source); }, "a.ts",
                   "import pino from 'pino';\n" + text)
            .flows == expected);
}

void check_go(const std::string& text, const std::string& expected) {
  INFO(text);
  CHECK(find_flows([](const Source& source) { return read_go(source); }, "a.go",
                   "package a\nimport (\"fmt\"; \"log\"; \"log/slog\")\n" + text)
            .flows == expected);
}

}  // namespace

TEST_CASE("Java: Lombok's lists and marks say what is printed") {
  check_java(
      "@ToString(exclude = {\"cvv\", \"cardNumber\"}) class Request { String cardNumber; String cvv; }", "");
  check_java("@ToString(exclude = \"cvv\") class Request { String cardNumber; String cvv; }",
             "account.chd.pan log clear\n");
  check_java("@ToString(of = \"order\") class Request { String cardNumber; String order; }", "");
  check_java(
      "@ToString(onlyExplicitlyIncluded = true) class Request { String cardNumber; "
      "@ToString.Include String cvv; }",
      "account.sad.cvv log clear\n");
}

TEST_CASE("what shows all of an object names its type, what shows one value the value and its function") {
  const auto objects = [](const std::string& logged) {
    const std::string text =
        "import org.slf4j.Logger;\nrecord Request(String cardNumber) {}\n"
        "class A { Logger log; void f(Request c, String cardNumber) { log.info(\"{}\", " +
        logged + "); } }\n";
    return find_flows([](const Source& source) { return read_java(source); }, "A.java", text).objects;
  };
  CHECK(objects("c") == "Request\n");
  CHECK(objects("\"made \" + c") == "Request\n");
  CHECK(objects("new Request(cardNumber)") == "Request\n");
  CHECK(objects("c.cardNumber()") == "c.cardNumber() of A.f\n");
  CHECK(objects("cardNumber") == "String cardNumber of A.f\n");
}

TEST_CASE("Java: a text of its own is followed") {
  check_java("class Request { String cardNumber; public String toString() { return \"r\"; } }", "");
  check_java("class Request { String cardNumber; public String toString() { return \"r\" + cardNumber; } }",
             "account.chd.pan log clear\n");
  check_java(
      "class Request { String cardNumber; public String toString() { return \"r\" + "
      "cardNumber.substring(cardNumber.length() - 4); } }",
      "account.chd.pan log truncated +truncated\n");
  check_java(
      "class Request { String cardNumber; public String toString() { return Masks.middle(cardNumber); } }",
      "account.chd.pan log ?\n");
}

TEST_CASE("Java: annotations of a class declare loggers") {
  const auto flows = [](const std::string& text) {
    return find_flows([](const Source& source) { return read_java(source); }, "A.java", text).flows;
  };
  CHECK(
      flows(
          "import lombok.extern.log4j.Log4j2;\n@Log4j2 class A { void f(String cvv) { log.fatal(cvv); } }") ==
      "account.sad.cvv log clear\n");
  CHECK(
      flows("import lombok.extern.java.*;\n@Log class A { void f(String cvv) { this.log.finest(cvv); } }") ==
      "account.sad.cvv log clear\n");
  CHECK(
      flows(
          "import com.shop.audit.Audited;\n@Audited class A { void f(String cvv) { entry.finest(cvv); } }") ==
      "");
}

TEST_CASE("Java: suppliers are called for what they give") {
  check_java("class Request { Logger log; void g(String cvv) { log.info(() -> \"code \" + cvv); } }",
             "account.sad.cvv log clear\n");
  check_java("class Request { Logger log; void g(String cvv) { String x = \"\"; log.info(() -> x); } }", "");
}

TEST_CASE("Python: a field may be left out of the printed form") {
  check_python(
      "@dataclass\nclass R:\n  card_number: str = field(repr=False)\n  cvv: str\n"
      "def f(r: R):\n  log.info('%s', r)\n",
      "account.sad.cvv log clear\n");
  check_python("@dataclass(repr=False)\nclass R:\n  cvv: str\ndef f(r: R):\n  log.info('%s', r)\n", "");
  check_python("@dataclass(repr=False)\nclass R:\n  cvv: str\ndef f(r: R):\n  log.info('%s', vars(r))\n",
               "account.sad.cvv log clear\n");
}

TEST_CASE("Python: `%r` asks for another form than `%s`") {
  const std::string type =
      "@dataclass\nclass R:\n  card_number: str\n  def __str__(self):\n    return self.card_number[-4:]\n";
  check_python(type + "def f(r: R):\n  log.info('%s', r)\n", "account.chd.pan log truncated +truncated\n");
  check_python(type + "def f(r: R):\n  log.info('%r', r)\n", "account.chd.pan log clear\n");
}

TEST_CASE("TypeScript: types without a name, JSON forms and plain texts") {
  check_typescript("function f(card: { number: string; brand: string }) { console.log(card); }",
                   "account.chd.pan log clear weak\n");
  check_typescript("function f(card: { number: string }) { console.log(card.number); }",
                   "account.chd.pan log clear weak\n");
  check_typescript(
      "class R { constructor(public cvv: string) {} toJSON() { return {}; } }\n"
      "function f(r: R) { pino().info(r); console.log(r); }",
      "account.sad.cvv log clear\n");
  check_typescript("interface R { cvv: string }\nfunction f(r: R) { console.log(`x ${r}`); }", "");
}

TEST_CASE("TypeScript: what the logger is told to leave out is masked") {
  const std::string type = "interface R { cardNumber: string }\n";
  check_typescript(type +
                       "const log = pino({ redact: ['card.cardNumber'] });\n"
                       "function f(card: R) { log.info({ card }, 'x'); }",
                   "account.chd.pan log truncated +masked\n");
  check_typescript(type +
                       "const log = pino({ redact: { paths: ['*.cvv'] } });\n"
                       "function f(card: R) { log.info({ card }, 'x'); }",
                   "account.chd.pan log clear\n");
  check_typescript(
      type + "const log = pino({ redact: paths() });\nfunction f(card: R) { log.info({ card }, 'x'); }",
      "account.chd.pan log ?\n");
}

TEST_CASE("a member of an enumeration is a name") {
  check_typescript("enum Task { PassportScan = 'p' }\nfunction f() { console.log(Task.PassportScan); }", "");
  check_python("import enum\nclass Step(enum.Enum):\n  selfie = 1\ndef f():\n  log.info('%s', Step.selfie)\n",
               "");
}

TEST_CASE("Go: verbs, own texts and what a log asks for") {
  check_go("func f(cvv string) { log.Printf(\"%T at %p\", cvv, &cvv) }", "");
  check_go("func f(cvv string) { log.Printf(\"%T %s\", 1, cvv) }", "account.sad.cvv log clear\n");
  const std::string type =
      "type PAN string\nfunc (p PAN) String() string { return string(p[len(p)-4:]) }\n"
      "type Card struct { CardNumber PAN }\n";
  check_go(type + "func f(c Card) { log.Printf(\"%s\", c.CardNumber) }",
           "account.chd.pan log truncated +truncated\n");
  check_go(type + "func f(c Card) { log.Printf(\"%v\", c) }", "account.chd.pan log truncated +truncated\n");
  check_go(type + "func f(c Card) { log.Println(string(c.CardNumber)) }", "account.chd.pan log clear\n");
  // A text handler asks for the text, a JSON handler does not.
  check_go(type + "func f(c Card) { slog.Info(\"x\", \"n\", c.CardNumber) }", "account.chd.pan log ?\n");
}

TEST_CASE("Go: the error beside a result holds nothing of the input") {
  check_go("func f(cardNumber string) { x, err := fmt.Sscan(cardNumber); log.Println(err, x) }", "");
  check_go(
      "func last(n string) (string, error) { return n[len(n)-4:], nil }\n"
      "func f(cardNumber string) { x, err := last(cardNumber); log.Println(err); log.Println(x) }",
      "account.chd.pan log truncated +truncated\n");
  check_go("func f(cardNumber string) { err := encryptAll(cardNumber); log.Println(err) }", "");
  check_go("func f(cardNumber string) { b, err := json.Marshal(cardNumber); log.Println(err); use(b) }", "");
}

TEST_CASE("a type of another language with the same name is another type") {
  const Source page("a.ts", "interface Card { cvv: string }\nfunction f(c: Card) { console.log(c); }");
  const Source service("A.java", "class Card { String order; }");
  const Code of_page = read_typescript(page);
  const Code of_service = read_java(service);
  TypeIndex types(&shipped_calls());
  types.add(of_service, service, shipped_classifier());
  types.add(of_page, page, shipped_classifier());
  CHECK(types.of("typescript").members("Card").size() == 1);
  CHECK(types.of("java").members("Card").empty());
  CHECK(types.of("java").knows("Card"));
  CHECK_FALSE(types.of("go").knows("Card"));
}

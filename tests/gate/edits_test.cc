// What an edit does to findings that are there: as a person would say.
#include <fmt/format.h>

#include "tests/gate/repository.h"

namespace {

constexpr std::string_view kJava = R"(package shop;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

class Checkout {
  private static final Logger log = LoggerFactory.getLogger(Checkout.class);

  void pay(Card card) {
    log.info("paying with " + card.getCardNumber());
  }

  void refund(Card card) {
    log.warn("refunding " + card.getCardNumber());
  }
}
)";

// What comparing says when `edit` is done to the class.
template <typename F>
std::string after(F edit) {
  Repository repository;
  repository.write("src/Checkout.java", kJava);
  repository.commit();
  edit(repository);
  return repository.compare("HEAD", true);
}

constexpr const char* kBothStay = "2 unchanged, 0 waived\n";

}  // namespace

TEST_CASE("inserted lines move findings and make none") {
  CHECK(after([](const Repository& r) {
          r.replace("src/Checkout.java", "package shop;\n", "// a\n// b\n\npackage shop;\n\n\n");
        }) == kBothStay);
}

TEST_CASE("indenting and carriage returns make none") {
  CHECK(after([](const Repository& r) {
          std::string text;
          for (const char c : std::string(kJava)) {
            if (c == '\n') text += '\r';
            text += c;
            if (c == '\n') text += "    ";
          }
          r.write("src/Checkout.java", text);
        }) == kBothStay);
}

TEST_CASE("a statement that is broken into lines stays the same") {
  CHECK(after([](const Repository& r) {
          r.replace("src/Checkout.java", "log.info(\"paying with \" + card.getCardNumber());",
                    "log.info(\n        \"paying with \"\n            + card.getCardNumber());");
        }) == kBothStay);
}

TEST_CASE("a renamed file keeps its findings") {
  CHECK(after([](const Repository& r) { r.move("src/Checkout.java", "src/main/java/shop/Checkout.java"); }) ==
        kBothStay);
}

TEST_CASE("a renamed class in a renamed file keeps them too") {
  CHECK(after([](const Repository& r) {
          r.move("src/Checkout.java", "src/Payments.java");
          r.replace("src/Payments.java", "class Checkout", "class Payments");
          r.replace("src/Payments.java", "getLogger(Checkout", "getLogger(Payments");
        }) == kBothStay);
}

TEST_CASE("a method that moved to another place of the file keeps its finding") {
  CHECK(after([](const Repository& r) {
          const std::string method =
              "  void pay(Card card) {\n    log.info(\"paying with \" + card.getCardNumber());\n  }\n";
          r.replace("src/Checkout.java", method, "");
          r.replace("src/Checkout.java", "  void refund",
                    "  int other() {\n    return 1;\n  }\n\n  void refund");
          std::string text = r.read("src/Checkout.java");
          text.insert(text.rfind('}'), "\n" + method);
          r.write("src/Checkout.java", text);
        }) == kBothStay);
}

TEST_CASE("a renamed method keeps its finding") {
  CHECK(after([](const Repository& r) { r.replace("src/Checkout.java", "void pay(", "void payNow("); }) ==
        kBothStay);
}

TEST_CASE("a renamed local variable keeps its finding") {
  CHECK(after([](const Repository& r) {
          r.replace("src/Checkout.java", "void pay(Card card)", "void pay(Card paid)");
          r.replace("src/Checkout.java", "\"paying with \" + card.", "\"paying with \" + paid.");
        }) == kBothStay);
}

TEST_CASE("other words in the message keep the finding") {
  CHECK(after([](const Repository& r) { r.replace("src/Checkout.java", "paying with ", "card: "); }) ==
        kBothStay);
}

TEST_CASE("a duplicate is one that is new, at its own line") {
  const std::string statement = "    log.info(\"paying with \" + card.getCardNumber());\n";
  CHECK(after([&](const Repository& r) {
          r.replace("src/Checkout.java", statement, statement + statement);
        }) == "!pan-logged src/Checkout.java:11\n2 unchanged, 0 waived\n");
}

TEST_CASE("one of two duplicates that is taken away is gone, and the other is the one that was") {
  Repository repository;
  const std::string statement = "    log.info(\"paying with \" + card.getCardNumber());\n";
  std::string text(kJava);
  text.insert(text.find(statement), statement);
  repository.write("Checkout.java", text);
  repository.commit();
  repository.write("Checkout.java", kJava);
  const std::string told = repository.compare("HEAD", true);
  INFO(told);
  CHECK(told.ends_with(kBothStay));
  CHECK(told.starts_with("gone pan-logged Checkout.java:1"));
}

TEST_CASE("fixed in one method and added in another is one that is new") {
  CHECK(after([](const Repository& r) {
          r.replace("src/Checkout.java", "    log.info(\"paying with \" + card.getCardNumber());\n", "");
          std::string text = r.read("src/Checkout.java");
          text.insert(
              text.rfind('}'),
              "\n  void settle(Card card) {\n    log.info(\"paying with \" + card.getCardNumber());\n  }\n");
          r.write("src/Checkout.java", text);
        }) ==
        "!pan-logged src/Checkout.java:17\ngone pan-logged src/Checkout.java:10\n1 unchanged, 0 waived\n");
}

TEST_CASE("a file of 5,000 lines that is split in two has nothing new") {
  Repository repository;
  std::string head = "import logging\nlog = logging.getLogger(__name__)\n\n";
  std::string first, second;
  for (int i = 0; i < 1250; ++i) {
    std::string& half = i < 625 ? first : second;
    half += fmt::format(
        "def step_{0}(card_number):\n    total = {0}\n    log.info(card_number)\n    return total\n", i);
  }
  repository.write("all.py", head + first + second);
  repository.commit();
  repository.write("all.py", head + first);
  repository.write("rest.py", head + second);
  const std::string told = repository.compare("HEAD");
  CHECK(told == "");
}

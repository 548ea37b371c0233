#include "scanners/meaning/pages/pages.h"

#include <catch2/catch.hpp>

#include "scanners/syntax/html/html.h"
#include "tests/classify/policy_data.h"

using namespace payaudit;

namespace {

std::string check(const std::string& html, std::string_view kind,
                  std::initializer_list<std::string_view> attributes) {
  SourceMap sources;
  Units units;
  units.sources = &sources;
  Unit unit;
  unit.file = sources.add("pay.html", html);
  unit.format = "html";
  unit.form = read_html(sources[0]);
  units.units.push_back(std::move(unit));
  const Facts facts = page_facts(units, shipped_classifier(), shipped_policies().pages);
  std::string result;
  for (const Fact& fact : facts.all()) {
    if (row(fact.kind).name != kind) continue;
    for (std::string_view name : attributes) {
      result +=
          (result.empty() ? "" : ", ") + std::string(name) + ": " + to_string(fact.value(*find_attr(name)));
    }
  }
  return result;
}

std::string unsafe(const std::string& policy) {
  return check("<meta http-equiv=\"Content-Security-Policy\" content=\"" + policy + "\">", "page",
               {"policy_unsafe"});
}

}  // namespace

TEST_CASE("a page with a card field, or a provider's script or frame, is a payment page") {
  CHECK(check("<form><input name=\"x\" autocomplete=\"cc-number\"></form>", "page", {"payment_page"}) ==
        "payment_page: true");
  CHECK(check("<form><input name=\"cvv\"></form>", "page", {"payment_page"}) == "payment_page: true");
  CHECK(check("<script src=\"https://js.stripe.com/v3/\"></script>", "page", {"payment_page"}) ==
        "payment_page: true");
  CHECK(check("<iframe src=\"https://js.stripe.com/x\"></iframe>", "page", {"payment_page"}) ==
        "payment_page: true");
  CHECK(check("<html><p>news</p><input name=\"q\"></html>", "page", {"payment_page"}) ==
        "payment_page: false");
  CHECK(check("<script src=\"https://cdn.shop.test/a.js\"></script>", "script", {"payment_page"}) ==
        "payment_page: ?(a part of a page: what it is put into is not known here)");
}

TEST_CASE("a part of a page without a card's fields needs no policy of its own") {
  CHECK(check("<p>news</p>", "page", {"payment_page"}).empty());
}

TEST_CASE("what a template binds a field to names it") {
  CHECK(check("<form><input th:field=\"*{cardNumber}\"></form>", "field", {"name", "class"}) ==
        "name: \"cardNumber\", class: \"account.chd.pan\"");
  CHECK(check("<form><form:input path=\"card.cvv\"/></form>", "field", {"name", "class"}) ==
        "name: \"cvv\", class: \"account.sad.cvv\"");
  CHECK(check("<input v-model=\"form.cardNumber\">", "page", {"payment_page"}) == "payment_page: true");
  CHECK(check("<html><input th:field=\"*{giftCard}\"></html>", "page", {"payment_page"}) ==
        "payment_page: false");
}

TEST_CASE("card fields of a form are classified, by autocomplete before their name") {
  CHECK(check("<form name=\"checkout\"><input name=\"f1\" autocomplete=\"section-a cc-csc\"></form>", "field",
              {"name", "container", "medium", "class", "declared"}) ==
        "name: \"f1\", container: \"checkout\", medium: \"form\", class: \"account.sad.cvv\", declared: "
        "\"autocomplete=section-a cc-csc\"");
  CHECK(check("<form><input type=\"hidden\" name=\"cardNumber\"></form>", "field", {"name"}).empty());
}

TEST_CASE("a script from another host has a host, its hash and its provider") {
  CHECK(check("<script src=\"https://cdn.shop.test/a.js\" integrity=\"sha384-abc\"></script>", "script",
              {"host", "integrity", "same_origin", "payment_provider", "plaintext"}) ==
        "host: \"cdn.shop.test\", integrity: true, same_origin: false, payment_provider: false, plaintext: "
        "false");
  CHECK(check("<script src=\"https://js.stripe.com/v3/\"></script>", "script",
              {"integrity", "payment_provider"}) == "integrity: false, payment_provider: true");
  CHECK(check("<script src=\"/app.js\"></script>", "script", {"same_origin"}) == "same_origin: true");
  CHECK(check("<script src=\"http://cdn.shop.test/a.js\"></script>", "script", {"plaintext"}) ==
        "plaintext: true");
}

TEST_CASE("a script whose address a template sets is unknown") {
  CHECK(
      check("<script src=\"{{ asset('a.js') }}\"></script>", "script", {"same_origin", "payment_provider"}) ==
      "same_origin: ?(set by a template), payment_provider: ?(set by a template)");
}

TEST_CASE("data in a script element is no script") {
  CHECK(check("<script type=\"application/ld+json\">{}</script>", "script", {"inline"}).empty());
  CHECK(check("<script>go()</script>", "script", {"inline"}) == "inline: true");
}

TEST_CASE("a policy is unsafe where scripts may come from anywhere or run inline") {
  CHECK(unsafe("default-src 'self'") == "policy_unsafe: false");
  CHECK(unsafe("script-src 'self' 'unsafe-inline'") == "policy_unsafe: true");
  CHECK(unsafe("script-src 'nonce-abc' 'unsafe-inline'") == "policy_unsafe: false");
  CHECK(unsafe("script-src * ") == "policy_unsafe: true");
  CHECK(unsafe("img-src 'self'") == "policy_unsafe: true");
  CHECK(check("<html><p>x</p></html>", "page", {"policy"}) ==
        "policy: ?(not in the page; the server may send one as a header)");
}

TEST_CASE("a policy in a meta element has only the directives that browsers heed there") {
  CHECK(check("<meta http-equiv=\"Content-Security-Policy\" content=\"script-src 'self'; Report-URI /csp; "
              "frame-ancestors 'none'; sandbox\">",
              "page", {"policy"}) == "policy: \"script-src 'self'\"");
}

#include <catch2/catch.hpp>

#include "tests/openapi/openapi_facts.h"

using namespace payaudit;

namespace {

// A document with one schema `Card`, posted and not answered, unless `paths` says otherwise.
std::string document(const std::string& properties, const std::string& paths = {}) {
  return "openapi: 3.0.3\ninfo: {title: t, version: '1'}\ncomponents: {schemas: {Card: {type: object, "
         "properties: " +
         properties + "}}}\n" +
         (paths.empty() ? "paths: {/p: {post: {requestBody: {content: {application/json: {schema: {$ref: "
                          "'#/components/schemas/Card'}}}}}}}"
                        : paths);
}
const std::string kAnswered =
    "paths: {/p: {post: {requestBody: {content: {application/json: {schema: {$ref: "
    "'#/components/schemas/Card'}}}}, "
    "responses: {'200': {content: {application/json: {schema: {$ref: '#/components/schemas/Card'}}}}}}}}";

std::string check(const std::string& text, const std::vector<Attr>& attributes) {
  return facts_of({{"api.yaml", text}}, Kind::field, attributes);
}

}  // namespace

TEST_CASE("a number in a card's schema is a card number in the request") {
  CHECK(check(document("{number: {type: string}}"), {Attr::class_, Attr::state, Attr::operation}) ==
        "request Card.number: \"account.chd.pan\" \"clear\" \"POST /p\"");
}

TEST_CASE("a weak name counts beside a masked card number, and by its description") {
  CHECK(check(document("{pan: {type: string}, maskedPan: {type: string}}"), {Attr::class_, Attr::state}) ==
        "request Card.pan: \"account.chd.pan\" \"clear\"\n"
        "request Card.maskedPan: \"account.chd.pan\" \"truncated\"");
  const auto account = [](const std::string& schema) {
    return check(
        "openapi: 3.0.3\ninfo: {title: t, version: '1'}\ncomponents: {schemas: {Account: {type: object, " +
            schema +
            "}}}\npaths: {/p: {post: {requestBody: {content: {application/json: {schema: {$ref: "
            "'#/components/schemas/Account'}}}}}}}",
        {Attr::class_, Attr::state});
  };
  CHECK(account("properties: {pan: {type: string, description: Primary Account Number}}") ==
        "request Account.pan: \"account.chd.pan\" \"clear\"");
  CHECK(account("description: 'An IBAN, or a card number, which the bank may have tokenised.', "
                "properties: {pan: {type: string, description: Primary Account Number}}") ==
        "request Account.pan: \"account.chd.pan\" ?(the description of its container speaks of masking, "
        "truncation or "
        "encryption)");
  CHECK(account("properties: {pan: {type: string}}").empty());
}

TEST_CASE("an operation takes a number for certain only where no description gives a reason for doubt") {
  const auto request = [](const std::string& description) {
    return facts_of(
        {{"api.yaml",
          "openapi: 3.0.3\ninfo: {title: t, version: '1'}\npaths: {/p: {post: {requestBody: {content: "
          "{application/json: {schema: {type: object, properties: {cardNumber: {type: string, "
          "description: '" +
              description + "'}}}}}}}}}"}},
        Kind::operation, {Attr::request_classes});
  };
  CHECK(request("The number.") == "post /p: [\"account.chd.pan\"]");
  CHECK(request("Tokenised by the bank.") ==
        "post /p: [?(a description speaks of masking, truncation or encryption of account.chd.pan)]");
}

TEST_CASE("a number elsewhere is none") {
  CHECK(
      check(
          "openapi: 3.0.0\ninfo: {}\npaths: {/p: {post: {requestBody: {content: {x/y: {schema: {properties: "
          "{invoice: "
          "{properties: {number: {type: string}}}, gift_card: {properties: {number: {type: string}}}}}}}}}}}",
          {Attr::class_})
          .empty());
}

TEST_CASE("a schema used both ways has one fact for each medium") {
  CHECK(check(document("{cvc: {type: string}}", kAnswered), {Attr::medium, Attr::write_only}) ==
        "request Card.cvc: \"request\" false\nresponse Card.cvc: \"response\" false");
}

TEST_CASE("a write-only property is in no response, a read-only one in no request") {
  CHECK(check(document("{cvc: {type: string, writeOnly: true}, cardNumber: {type: string, readOnly: true}}",
                       kAnswered),
              {Attr::write_only}) == "request Card.cvc: true\nresponse Card.cardNumber: false");
}

TEST_CASE("a property of a schema that no response has is never answered") {
  CHECK(check(document("{cvc: {type: string}}"), {Attr::write_only}) == "request Card.cvc: true");
}

TEST_CASE("four digits, a masked example and the name make a card number truncated") {
  CHECK(check(document("{number: {type: string, maxLength: 4}}"), {Attr::state}) ==
        "request Card.number: \"truncated\"");
  CHECK(check(document("{number: {type: string, pattern: '^[0-9]{4}$'}}"), {Attr::state, Attr::width}) ==
        "request Card.number: \"truncated\" 4");
  CHECK(check(document("{number: {type: string, example: '****1111'}}"), {Attr::state}) ==
        "request Card.number: \"truncated\"");
  CHECK(check(document("{masked_card_number: {type: string}}"), {Attr::state}) ==
        "request Card.masked_card_number: \"truncated\"");
}

TEST_CASE("a description that speaks of masking makes the state unknown, never safe") {
  CHECK(check(document("{number: {type: string, description: The masked card number.}}"), {Attr::state})
            .starts_with("request Card.number: ?("));
}

TEST_CASE("what a description says of the response does not hold for the request") {
  const std::string facts = check(document("{number: {type: string, description: 'The number. In a response "
                                           "only the last 4 digits are returned.'}}",
                                           kAnswered),
                                  {Attr::state});
  CHECK(facts.starts_with("request Card.number: \"clear\"\nresponse Card.number: ?("));
}

TEST_CASE("marks of the owner and `format: password` are stated") {
  CHECK(check(document("{email: {type: string, x-pii: true}, password: {type: string, format: password}}"),
              {Attr::declared}) ==
        "request Card.email: \"x-pii\"\nrequest Card.password: \"format: password\"");
}

TEST_CASE("a field knows the classes beside it") {
  CHECK(check(document("{number: {type: string}, cvc: {type: string}}"), {Attr::siblings}) ==
        "request Card.number: [\"account.sad.cvv\"]\nrequest Card.cvc: [\"account.chd.pan\"]");
}

TEST_CASE("parts of allOf are context of each other, alternatives and items are followed") {
  CHECK(check("openapi: 3.0.0\ninfo: {}\npaths: {/p: {post: {requestBody: {content: {x/y: {schema: {allOf: "
              "[{properties: "
              "{number: {type: string}}}, {properties: {cvc: {type: string}}}]}}}}}}}",
              {Attr::class_}) ==
        "request POST /p.number: \"account.chd.pan\"\nrequest POST /p.cvc: \"account.sad.cvv\"");
  CHECK(check("openapi: 3.0.0\ninfo: {}\npaths: {/p: {post: {requestBody: {content: {x/y: {schema: {oneOf: "
              "[{type: array, "
              "items: {properties: {cvv: {type: string}}}}]}}}}}}}",
              {Attr::class_}) == "request POST /p.cvv: \"account.sad.cvv\"");
}

TEST_CASE("card numbers in paths and queries are seen") {
  CHECK(check("openapi: 3.0.0\ninfo: {}\npaths: {'/cards/{number}': {get: {parameters: [{name: number, in: "
              "path, schema: "
              "{type: string}}, {name: cardNumber, in: query, schema: {type: string}}]}}}",
              {Attr::class_, Attr::medium}) ==
        "path /cards/{number}.number: \"account.chd.pan\" \"path\"\n"
        "query /cards/{number}.cardNumber: \"account.chd.pan\" \"query\"");
}

TEST_CASE("OpenAPI 2 has its schemas in body parameters, and form fields") {
  CHECK(check("swagger: '2.0'\ninfo: {}\ndefinitions: {Card: {properties: {cvv: {type: string}}}}\npaths: "
              "{/p: {post: "
              "{parameters: [{in: body, name: b, schema: {$ref: '#/definitions/Card'}}]}}, /q: {post: "
              "{parameters: [{in: "
              "formData, name: card_number, type: string}]}}}",
              {Attr::class_}) ==
        "request Card.cvv: \"account.sad.cvv\"\nrequest /q.card_number: \"account.chd.pan\"");
}

TEST_CASE("payloads of webhooks and callbacks are events") {
  CHECK(check("openapi: 3.1.0\ninfo: {}\nwebhooks: {paid: {post: {requestBody: {content: {x/y: {schema: "
              "{properties: "
              "{card_number: {type: string}}}}}}}}}",
              {Attr::medium}) == "event POST paid.card_number: \"event\"");
}

TEST_CASE("money as a binary fraction is seen, and a plain number says nothing") {
  CHECK(check(document("{refund_amount: {type: number, format: double}, total_amount: {type: integer}}"),
              {Attr::floating}) == "request Card.refund_amount: true\nrequest Card.total_amount: false");
  CHECK(check(document("{refund_amount: {type: number}}"), {Attr::floating})
            .starts_with("request Card.refund_amount: ?("));
}

TEST_CASE("references into other files of the tree are followed, from YAML to JSON too") {
  CHECK(facts_of({{"api/openapi.yaml", "openapi: 3.0.0\ninfo: {}\npaths: {/p: {$ref: 'paths/p.yaml'}}"},
                  {"api/paths/p.yaml",
                   "post: {requestBody: {content: {x/y: {schema: {$ref: "
                   "'../../shared/card.json#/Card'}}}}}"},
                  {"shared/card.json", R"({"Card": {"properties": {"cvv": {"type": "string"}}}})"}},
                 Kind::field, {Attr::class_}) == "request Card.cvv: \"account.sad.cvv\"");
}

TEST_CASE("a reference that leads nowhere is a gap, said once") {
  const std::string text =
      "openapi: 3.0.0\ninfo: {}\npaths: {/p: {post: {requestBody: {content: {x/y: {schema: {properties: {a: "
      "{$ref: "
      "'#/nowhere'}, b: {$ref: '#/nowhere'}, c: {$ref: 'https://a.eu/x.yaml'}, d: {$ref: "
      "'../../up.yaml'}}}}}}}}}";
  CHECK(
      facts_of({{"api.yaml", text}}, Kind::gap, {Attr::detail}) ==
      "reference #/nowhere: \"the reference `#/nowhere` names nothing\"\n"
      "reference https://a.eu/x.yaml: \"the reference `https://a.eu/x.yaml` is remote, which is not read\"\n"
      "reference ../../up.yaml: \"the reference `../../up.yaml` names a file that is not in the tree or not "
      "readable\"");
}

TEST_CASE("references in a circle end") {
  CHECK(
      facts_of({{"api.yaml",
                 "openapi: 3.0.0\ninfo: {}\npaths: {/p: {post: {requestBody: {content: {x/y: {schema: {$ref: "
                 "'#/a'}}}}}}}\na: {$ref: '#/b'}\nb: {$ref: '#/a'}"}},
               Kind::gap, {Attr::reason}) == "reference in a circle: \"unresolved\"");
}

TEST_CASE("a party's address is structured when town and country are apart") {
  const auto address = [](const std::string& properties) {
    return facts_of({{"api.yaml",
                      "openapi: 3.0.0\ninfo: {}\npaths: {/p: {post: {requestBody: {content: {x/y: {schema: "
                      "{properties: {creditorAddress: {properties: " +
                          properties + "}}}}}}}}}"}},
                    Kind::address, {Attr::structured, Attr::address_lines});
  };
  CHECK(address("{streetName: {}, townName: {}, country: {}}") == "address POST /p.creditorAddress: true 0");
  CHECK(address("{addressLine: {type: array, maxItems: 7}}") == "address POST /p.creditorAddress: false 7");
  CHECK(address("{AdrLine: {type: string}, TwnNm: {}, Ctry: {}}") ==
        "address POST /p.creditorAddress: true 1");
}

TEST_CASE("a description longer than is read may speak of a protection") {
  const std::string lengthy(2500, 'x');
  CHECK(check(document("{card_number: {type: string, description: '" + lengthy + "'}}"), {Attr::state})
            .find("?(") != std::string::npos);
}

// kMostSiblings of graph.cc
TEST_CASE("an object of more fields than are compared is a gap") {
  const auto gaps = [](size_t count) {
    std::string properties;
    for (size_t i = 0; i < count; ++i) properties += "f" + std::to_string(i) + ": {type: string}, ";
    return facts_of({{"api.yaml", document("{" + properties + "}")}}, Kind::gap, {Attr::reason});
  };
  CHECK(gaps(10).empty());
  CHECK(gaps(401) == "description cut: \"limit\"");
}

// kDeepestPart of graph.cc, kMostParts of graph.cc
TEST_CASE("parts of an object that are more or deeper than are compared are a gap") {
  const auto gaps = [](const std::string& card) {
    return facts_of(
        {{"api.yaml", "openapi: 3.0.3\ninfo: {title: t, version: '1'}\ncomponents: {schemas: {Card: " + card +
                          "}}\npaths: {/p: {post: {requestBody: {content: {application/json: {schema: {$ref: "
                          "'#/components/schemas/Card'}}}}}}}"}},
        Kind::gap, {Attr::reason});
  };
  const std::string part = "{type: object, properties: {number: {type: string}}}";
  const auto parts = [&](size_t count) {
    std::string all = "{allOf: [";
    for (size_t i = 0; i < count; ++i) all += part + ", ";
    return all + "]}";
  };
  std::string deep = part;
  for (int i = 0; i < 5; ++i) deep = "{allOf: [" + deep + "]}";
  CHECK(gaps(parts(3)).empty());
  CHECK(gaps(parts(17)).find("limit") != std::string::npos);
  CHECK(gaps(deep).find("limit") != std::string::npos);
}

// kMostChildren of schema.cc, kMostSchemas of schema.cc, kDeepest of schema.cc
TEST_CASE("a value with more schemas than are followed is a gap") {
  const auto gaps = [](const std::string& number) {
    return facts_of({{"api.yaml", document("{cardNumber: " + number + "}")}}, Kind::gap, {Attr::reason});
  };
  std::string many = "{anyOf: [";
  for (int i = 0; i < 130; ++i) many += "{type: string}, ";
  std::string deep = "{type: string}";
  for (int i = 0; i < 8; ++i) deep = "{allOf: [" + deep + "]}";
  CHECK(gaps("{anyOf: [{type: string}]}").empty());
  CHECK(gaps(many + "]}").find("limit") != std::string::npos);
  CHECK(gaps(deep).find("limit") != std::string::npos);
}

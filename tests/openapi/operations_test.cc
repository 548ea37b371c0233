#include <catch2/catch.hpp>

#include "tests/openapi/openapi_facts.h"

using namespace payaudit;

namespace {

const std::string kHead = "openapi: 3.1.0\ninfo: {title: t, version: '1'}\n";

std::string check(const std::string& rest, const std::vector<Attr>& attributes) {
  return facts_of({{"api.yaml", kHead + rest}}, Kind::operation, attributes);
}
std::string check_2(const std::string& rest, Kind kind, const std::vector<Attr>& attributes) {
  return facts_of({{"api.yaml", "swagger: '2.0'\ninfo: {title: t, version: '1'}\n" + rest}}, kind,
                  attributes);
}

}  // namespace

TEST_CASE("a server without TLS carries data in plain text") {
  CHECK(check("servers: [{url: 'http://pay.shop.eu/v1'}]\npaths: {/p: {get: {}}}",
              {Attr::plaintext, Attr::servers}) == "get /p: true [\"http://pay.shop.eu/v1\"]");
  CHECK(check("servers: [{url: 'https://pay.shop.eu'}]\npaths: {/p: {get: {}}}", {Attr::plaintext}) ==
        "get /p: false");
}

TEST_CASE("the own machine and documentation's hosts say nothing of TLS") {
  for (const std::string url : {"http://localhost:8080", "http://127.0.0.1/x", "http://api.example.com"}) {
    CHECK(check("servers: [{url: '" + url + "'}]\npaths: {/p: {get: {}}}", {Attr::plaintext})
              .starts_with("get /p: ?("));
  }
}

TEST_CASE("a relative server, a template and no server leave TLS unknown") {
  CHECK(check("servers: [{url: /v1}]\npaths: {/p: {get: {}}}", {Attr::plaintext}).starts_with("get /p: ?("));
  CHECK(check("servers: [{url: '{scheme}://a.eu'}]\npaths: {/p: {get: {}}}", {Attr::plaintext})
            .starts_with("get /p: ?("));
  CHECK(check("paths: {/p: {get: {}}}", {Attr::plaintext}) == "get /p: ?(the description names no server)");
}

TEST_CASE("a scheme with a closed list is judged by the list") {
  CHECK(check("servers: [{url: '{s}://a.eu', variables: {s: {default: https, enum: [https, http]}}}]\n"
              "paths: {/p: {get: {}}}",
              {Attr::plaintext}) == "get /p: true");
}

TEST_CASE("an operation's servers replace those of the path and the document") {
  CHECK(check("servers: [{url: 'http://a.eu'}]\npaths: {/p: {servers: [{url: 'https://b.eu'}], get: {}}}",
              {Attr::plaintext}) == "get /p: false");
}

TEST_CASE("in OpenAPI 2 the schemes say whether there is TLS") {
  CHECK(check_2("host: a.eu\nschemes: [https, http]\npaths: {/p: {get: {}}}", Kind::operation,
                {Attr::plaintext, Attr::servers}) == "get /p: true [\"https://a.eu\", \"http://a.eu\"]");
  CHECK(check_2("host: a.eu\npaths: {/p: {get: {}}}", Kind::operation, {Attr::plaintext})
            .starts_with("get /p: ?("));
}

TEST_CASE("security of the operation counts before that of the document") {
  const std::string schemes = "components: {securitySchemes: {k: {type: apiKey, in: query, name: key}}}\n";
  CHECK(check(schemes + "security: [{k: []}]\npaths: {/p: {get: {}, post: {security: []}}}",
              {Attr::authenticated, Attr::security}) == "get /p: true [\"apiKey:query\"]\npost /p: false []");
}

TEST_CASE("an empty requirement among others makes authentication optional") {
  CHECK(check("components: {securitySchemes: {o: {type: openIdConnect}}}\nsecurity: [{}, {o: []}]\n"
              "paths: {/p: {get: {}}}",
              {Attr::authenticated}) == "get /p: false");
}

TEST_CASE("an empty map in place of the list of requirements names no scheme") {
  CHECK(check("security: {}\npaths: {/p: {get: {}}}", {Attr::authenticated}) == "get /p: false");
}

TEST_CASE("a document that never speaks of security leaves it unknown") {
  CHECK(check("paths: {/p: {get: {}}}", {Attr::authenticated}).starts_with("get /p: ?("));
}

TEST_CASE("an operation left out of the security that others have is unauthenticated") {
  CHECK(check("components: {securitySchemes: {m: {type: mutualTLS}}}\n"
              "paths: {/a: {get: {security: [{m: []}]}}, /b: {get: {}}}",
              {Attr::authenticated}) == "get /a: true\nget /b: false");
}

TEST_CASE("a scheme that is not defined leaves authentication unknown") {
  CHECK(check("security: [{nobody: []}]\npaths: {/p: {get: {}}}", {Attr::authenticated})
            .starts_with("get /p: ?("));
}

TEST_CASE("an idempotency key is a header for it, shared or not") {
  CHECK(check("components: {parameters: {k: {name: Idempotency-Key, in: header, schema: {type: string}}}}\n"
              "paths: {/payments: {post: {parameters: [{$ref: '#/components/parameters/k'}]}}}",
              {Attr::role, Attr::idempotency_key}) == "post /payments: \"payment.create\" true");
  CHECK(check("paths: {/payments: {post: {}}}", {Attr::idempotency_key}) == "post /payments: false");
}

TEST_CASE("a request's number is an idempotency key in the Berlin Group's framework only") {
  const std::string id = "{name: X-Request-ID, in: header, schema: {type: string}}";
  CHECK(check("paths: {/p: {post: {parameters: [" + id + ", {name: PSU-IP-Address, in: header}]}}}",
              {Attr::idempotency_key}) == "post /p: true");
  CHECK(check("paths: {/p: {post: {parameters: [" + id + "]}}}", {Attr::idempotency_key})
            .starts_with("post /p: ?("));
}

TEST_CASE("an operation has the classes of all that its request and responses reach, in a circle too") {
  CHECK(check("components: {schemas: {Payer: {properties: {email: {type: string}, card: {$ref: "
              "'#/components/schemas/Card'}}},"
              " Card: {properties: {cvc: {type: string}, payer: {$ref: '#/components/schemas/Payer'}}}}}\n"
              "paths: {/p: {post: {requestBody: {content: {application/json: {schema: {$ref: "
              "'#/components/schemas/Card'}}}},"
              " responses: {'200': {content: {application/json: {schema: {type: object, properties: {iban: "
              "{type: string}}}}}}}}}}",
              {Attr::request_classes, Attr::response_classes}) ==
        "post /p: [\"account.sad.cvv\", \"personal.email\"] [\"account.iban\"]");
}

TEST_CASE("an object that may stand in place of its id is not counted for the operation") {
  CHECK(
      check(
          "components: {schemas: {Payer: {properties: {email: {type: string}}}}}\n"
          "paths: {/p: {get: {responses: {'200': {content: {application/json: {schema: {properties: {payer: "
          "{anyOf: [{type: string}, {$ref: '#/components/schemas/Payer'}]}}}}}}}}}}",
          {Attr::response_classes}) == "get /p: []");
}

TEST_CASE("OAuth flows become clients, and PKCE cannot be stated") {
  const std::string flows =
      "components: {securitySchemes: {o: {type: oauth2, flows: {implicit: {}, authorizationCode: "
      "{}}}}}\npaths: {}";
  CHECK(facts_of({{"api.yaml", kHead + flows}}, Kind::auth_client, {Attr::grant, Attr::pkce}) ==
        "oauth flow o implicit: \"implicit\" -\n"
        "oauth flow o authorization_code: \"authorization_code\" ?(an API description cannot say whether "
        "PKCE is "
        "required)");
  CHECK(check_2("securityDefinitions: {o: {type: oauth2, flow: password}}\npaths: {}", Kind::auth_client,
                {Attr::grant}) == "oauth flow o password: \"password\"");
}

TEST_CASE("an operation that takes notifications is a webhook whose verification is unknown") {
  CHECK(facts_of({{"api.yaml", kHead + "paths: {/webhooks/adyen: {post: {operationId: notify}}}"}},
                 Kind::webhook, {Attr::name, Attr::verified})
            .starts_with("webhook /webhooks/adyen: \"notify\" ?("));
}

TEST_CASE("a version that is not known is a gap") {
  CHECK(facts_of({{"api.yaml", "openapi: 4.0.0\ninfo: {}\npaths: {}"}}, Kind::gap, {Attr::reason}) ==
        "openapi version: \"unsupported\"");
}

TEST_CASE("settings with a key `openapi` are no description") {
  CHECK(facts_of({{"gen.yaml", "openapi: {url: x}\npaths: {/p: {get: {}}}"}}, Kind::operation, {}).empty());
}

TEST_CASE("a server is one listener, however many operations it has") {
  const auto listeners = [](const std::string& text) {
    return facts_of({{"api.yaml", kHead + text}}, Kind::listener, {Attr::name, Attr::plaintext, Attr::local});
  };
  CHECK(listeners("servers: [{url: 'https://a.eu'}, {url: 'http://b.eu'}]\n"
                  "paths: {/p: {get: {}, put: {}}, /q: {get: {}}}") ==
        "server https://a.eu: \"https://a.eu\" false -\nserver http://b.eu: \"http://b.eu\" true -");
  CHECK(listeners("servers: [{url: 'http://localhost:8080'}]\npaths: {/p: {get: {}}}") ==
        "server http://localhost:8080: \"http://localhost:8080\" true true");
  CHECK(listeners("paths: {/p: {get: {}}}") == "server t: \"t\" ?(the description names no server) -");
}

TEST_CASE("more servers than are looked at leave open how it is reached") {
  std::string servers;
  for (int i = 0; i < 201; ++i) servers += "{url: 'https://a" + std::to_string(i) + ".eu'}, ";
  CHECK(check("servers: [" + servers + "]\npaths: {/p: {get: {}}}", {Attr::plaintext})
            .starts_with("get /p: ?("));
  std::string hosts;
  for (int i = 0; i < 17; ++i) hosts += "a" + std::to_string(i) + ".eu, ";
  CHECK(check("servers: [{url: 'https://{h}', variables: {h: {default: a0.eu, enum: [" + hosts +
                  "]}}}]\npaths: {/p: {get: {}}}",
              {Attr::plaintext}) == "get /p: false");
  CHECK(check("servers: [{url: '{h}', variables: {h: {default: 'https://a.eu', enum: [" +
                  [] {
                    std::string all;
                    for (int i = 0; i < 17; ++i) all += "'https://a" + std::to_string(i) + ".eu', ";
                    return all;
                  }() +
                  "]}}}]\npaths: {/p: {get: {}}}",
              {Attr::plaintext})
            .starts_with("get /p: ?("));
}

// kMostParameters of operations.cc
TEST_CASE("more responses, parameters or content than are looked at are a gap") {
  const auto gaps = [](const std::string& operation) {
    return facts_of({{"api.yaml", "openapi: 3.0.0\ninfo: {title: t, version: '1'}\npaths: {/p: {get: {" +
                                      operation + "}}}"}},
                    Kind::gap, {Attr::reason, Attr::detail});
  };
  const std::string cut =
      "description cut: \"limit\" \"more entries than are looked at: the others are not judged\"";
  std::string responses, parameters, media;
  for (int i = 0; i < 501; ++i) {
    responses += "'" + std::to_string(i) + "': {description: d}, ";
    parameters += "{name: p" + std::to_string(i) + ", in: query}, ";
    media += "a/m" + std::to_string(i) + ": {}, ";
  }
  CHECK(gaps("responses: {" + responses + "}") == cut);
  CHECK(gaps("parameters: [" + parameters + "]") == cut);
  CHECK(gaps("requestBody: {content: {" + media + "}}") == cut);
  CHECK(gaps("responses: {'200': {description: d}}").empty());
}

// kMostServers of servers.cc, kMostAlternatives of security.cc
TEST_CASE("more servers or alternatives of security than are looked at are not known") {
  const auto document = [](const std::string& more) {
    return "openapi: 3.0.0\ninfo: {title: t, version: '1'}\ncomponents: {securitySchemes: {s: {type: http, "
           "scheme: "
           "bearer}}}\n" +
           more;
  };
  std::string servers, alternatives;
  for (int i = 0; i < 201; ++i) servers += "{url: 'https://h" + std::to_string(i) + ".example.com'}, ";
  for (int i = 0; i < 65; ++i) alternatives += "{s: []}, ";
  CHECK(
      facts_of({{"api.yaml", document("servers: [" + servers + "]\npaths: {/p: {get: {responses: {}}}}\n")}},
               Kind::gap, {Attr::reason})
          .find("limit") != std::string::npos);
  const auto security = [&](const std::string& list) {
    return facts_of(
        {{"api.yaml", document("paths: {/p: {get: {security: [" + list + "], responses: {}}}}\n")}},
        Kind::operation, {Attr::security, Attr::authenticated});
  };
  CHECK(security("{s: []}") == "get /p: [\"http\"] true");
  CHECK(security(alternatives).find("?(") != std::string::npos);
  CHECK(security("{s: []}, {other: []}").find("[\"http\", ?(") != std::string::npos);
}

#include <catch2/catch.hpp>

#include "scanners/syntax/code/javascript/javascript.h"
#include "tests/flow/flows.h"

using namespace payaudit;

namespace {

void check(const std::string& text, const std::string& expected) {
  INFO(text);
  CHECK(find_flows([](const Source& source) { return read_typescript(source); }, "a.ts", text).flows ==
        expected);
}

}  // namespace

TEST_CASE("TypeScript: console and libraries imported in every way are loggers") {
  check("function f(req) { console.log('pay', req.body.cardNumber); }", "account.chd.pan log clear\n");
  check(
      "import winston from 'winston';\nconst logger = winston.createLogger({});\n"
      "function f(cvv: string) { logger.info(`code ${cvv}`); }",
      "account.sad.cvv log clear\n");
  check("const pino = require('pino');\nconst l = pino();\nfunction f(cvv) { l.error({ cvv }); }",
        "account.sad.cvv log clear\n");
  check("function f(res, cvv) { res.json({ c: cvv }); }", "account.sad.cvv response clear weak\n");
}

TEST_CASE("TypeScript: slices, hashes and masks are told apart") {
  check("function f(cardNumber) { console.log(cardNumber.slice(-4)); }",
        "account.chd.pan log truncated +truncated\n");
  check(
      "import { createHash } from 'crypto';\nfunction f(cardNumber) {\n"
      "  console.log(createHash('sha256').update(cardNumber).digest('hex')); }",
      "account.chd.pan log hashed +hashed\n");
  check("function f(cardNumber) { console.log(cardNumber.replace(/\\d(?=\\d{4})/g, '*')); }",
        "account.chd.pan log truncated +masked\n");
  check("const f = (cardNumber) => console.log(redact(cardNumber));", "account.chd.pan log ? weak\n");
}

TEST_CASE("TypeScript: browser storage, serialised objects and typed values") {
  check("function f(cvv) { localStorage.setItem('x', cvv); }", "account.sad.cvv browser-storage clear\n");
  check("function f(cvv) { const o = { code: cvv }; console.log(JSON.stringify(o)); }",
        "account.sad.cvv log clear\n");
  check(
      "interface CardForm { cardNumber: string; brand: string }\n"
      "function f(form: CardForm) { console.log(form); }",
      "account.chd.pan log clear\n");
}

TEST_CASE("TypeScript: form errors, labels and schemas are about data, not data") {
  check("function f(errors) { console.log(errors.cardNumber); }", "");
  check("function f(cardNumber) { console.log(cardNumber.length, typeof cardNumber, !cardNumber); }", "");
  check("const password = useRef(null); console.log(password);", "");
}

// Parts of split texts, helpers named after masks, conditions that say how long a text is.
#include <catch2/catch.hpp>

#include "scanners/syntax/code/go/go.h"
#include "scanners/syntax/code/java/java.h"
#include "scanners/syntax/code/javascript/javascript.h"
#include "scanners/syntax/code/python/python.h"
#include "tests/flow/flows.h"

using namespace payaudit;

namespace {

// What a helper with this body, over `v`, leaves of an address that it is given and that is logged.
std::string typescript(const std::string& body, const std::string& datum = "customerEmail",
                       const std::string& name = "shown") {
  INFO(body);
  return find_flows([](const Source& source) { return read_typescript(source); }, "a.ts",
                    "function " + name + "(v) { " + body + " }\nfunction f(" + datum + ") { console.log(" +
                        name + "(" + datum + ")); }")
      .flows;
}

std::string python(const std::string& body, const std::string& datum = "customer_email") {
  return find_flows([](const Source& source) { return read_python(source); }, "a.py",
                    "def shown(v):\n  " + body + "\ndef f(" + datum + "):\n  print(shown(" + datum + "))\n")
      .flows;
}

std::string java(const std::string& body, const std::string& datum = "customerEmail") {
  return find_flows([](const Source& source) { return read_java(source); }, "A.java",
                    "class A { org.slf4j.Logger log; static String shown(String v) { " + body +
                        " } void f(String " + datum + ") { log.info(\"{}\", shown(" + datum + ")); } }")
      .flows;
}

std::string go(const std::string& body, const std::string& datum = "customerEmail") {
  return find_flows([](const Source& source) { return read_go(source); }, "a.go",
                    "package a\nimport (\"log\"; \"strings\")\nfunc shown(v string) string { " + body +
                        " }\nfunc f(" + datum + " string) { log.Println(shown(" + datum + ")) }\n")
      .flows;
}

const std::string kCut = "personal.email log truncated +truncated\n";
const std::string kOpen = "personal.email log clear\n";
const std::string kUnknown = "personal.email log ?\n";
const std::string kCard = "account.chd.pan log clear\n";
const std::string kCardCut = "account.chd.pan log truncated +truncated\n";

}  // namespace

TEST_CASE("behind the @ of an address stands no person's name") {
  CHECK(
      typescript(
          "const [name, domain] = String(v || '').split('@'); return name.slice(0, 2) + '***@' + domain;") ==
      kCut);
  CHECK(typescript("const parts = v.split('@'); return parts[0][0] + '***@' + parts[1];") == kCut);
  CHECK(typescript("return '***@' + v.split('@').pop();") == kCut);
  CHECK(typescript("return v.charAt(0) + '***' + v.substring(v.indexOf('@'));") == kCut);
  CHECK(python("name, domain = v.split('@')\n  return name[:2] + '***@' + domain") == kCut);
  CHECK(python("name, _, domain = v.partition('@')\n  return f'{name[0]}***@{domain}'") == kCut);
  CHECK(python("name, domain = v.rsplit('@', 1)\n  return name[:2] + '***@' + domain") == kCut);
  CHECK(python("return '***@' + v.split('@')[-1]") == kCut);
  CHECK(python("return '***' + v[v.index('@'):]") == kCut);
  CHECK(java("String[] parts = v.split(\"@\"); return parts[0].substring(0, 2) + \"***@\" + parts[1];") ==
        kCut);
  CHECK(java("int at = v.indexOf('@'); return v.substring(0, 2) + \"***\" + v.substring(at);") == kCut);
  CHECK(go("parts := strings.Split(v, \"@\")\nreturn parts[0][:2] + \"***@\" + parts[1]") == kCut);
  CHECK(go("name, domain, _ := strings.Cut(v, \"@\")\nreturn name[:1] + \"***@\" + domain") == kCut);
  CHECK(go("return \"***\" + v[strings.LastIndex(v, \"@\"):]") == kCut);
}

TEST_CASE("one character of a text tells nothing, an element of a list is one of its data") {
  const auto flows = [](const std::string& parameter) {
    return find_flows([](const Source& source) { return read_typescript(source); }, "a.ts",
                      "function f(" + parameter + ") { console.log(customerEmail[0]); }")
        .flows;
  };
  CHECK(flows("customerEmail: string").empty());
  CHECK(flows("customerEmail: string[]") == kOpen);
  CHECK(flows("customerEmail") == kOpen);
}

TEST_CASE("what stands before it is a part of which nobody knows how much it tells") {
  CHECK(typescript("return v.split('@')[0];") == kUnknown);
  CHECK(typescript("return v.substring(0, v.indexOf('@'));") == kUnknown);
  CHECK(python("return v.split('@')[0]") == kUnknown);
  CHECK(typescript("const [name, domain] = v.split('@'); return name + '@' + domain;") == kUnknown);
}

TEST_CASE("all parts together are the datum") {
  CHECK(typescript("return v.split('@').join(' at ');") == kOpen);
  CHECK(typescript("return v.split('@');") == kOpen);
  CHECK(typescript("return v.split('-').join('');", "cardNumber") == kCard);
  CHECK(typescript("return v.split(' ').join('');", "cardNumber") == kCard);
  CHECK(python("return ''.join(v.split('-'))", "card_number") == kCard);
  CHECK(go("return strings.Join(strings.Split(v, \"-\"), \"\")", "cardNumber") == kCard);
}

TEST_CASE("a separator with a blank leaves whole values behind it") {
  CHECK(typescript("return v.split(' ')[1];", "authToken") == "credential.token log clear\n");
  CHECK(typescript("return v.split('Bearer ')[1];", "authToken") == "credential.token log clear\n");
  CHECK(typescript("return v.split('.')[1];", "authToken") == "credential.token log ?\n");
}

TEST_CASE("a mask in place of something unknown leaves something unknown") {
  CHECK(typescript("return v.replace(/(.{2}).*@/, '$1***@');") == kUnknown);
  CHECK(typescript("return v.replace(hidden, '***');") == kUnknown);
  CHECK(typescript("return v.replace(/\\s/g, '');") == kOpen);
  CHECK(typescript("return v.replace('+test', '***');") == kOpen);
}

TEST_CASE("a function's name alone masks nothing") {
  CHECK(typescript("return v;", "customerEmail", "maskEmail") == kOpen);
  CHECK(typescript("return v.replace(hidden, '');", "customerEmail", "maskEmail") == kUnknown);
  CHECK(typescript("return v.replace(hidden, '');", "customerEmail", "cleaned") == kOpen);
  CHECK(typescript("if (isStaff()) return v; return v.slice(0, 2);", "customerEmail", "redactEmail") ==
        kUnknown);
  CHECK(typescript("return v.slice(0, 12) + '****';", "cardNumber", "maskCard") == kCard);
  CHECK(typescript("return v.slice(0, 1);", "cvv", "maskCvv") == "account.sad.cvv log clear\n");
}

TEST_CASE("a text that a condition says is short is no card number") {
  CHECK(typescript("if (!v || v.length < 4) return v; return v.slice(-4);", "cardNumber") == kCardCut);
  CHECK(typescript("return v.length > 4 ? v.slice(-4) : v;", "cardNumber") == kCardCut);
  CHECK(typescript("if (4 <= v.length) { return v.slice(-4); } return v;", "cardNumber") == kCardCut);
  CHECK(python("if not v or len(v) < 4:\n    return v\n  return v[-4:]", "card_number") == kCardCut);
  CHECK(python("return v[-4:] if len(v) >= 4 else v", "card_number") == kCardCut);
  CHECK(java("if (v == null || v.length() < 4) return v; return v.substring(v.length() - 4);",
             "cardNumber") == kCardCut);
  CHECK(go("if len(v) >= 4 { return v[len(v)-4:] } else { return v }", "cardNumber") == kCardCut);
}

TEST_CASE("it is one where the condition is of another text, of another way round, or too wide") {
  CHECK(typescript("if (v.length > 4) return v; return v.slice(-4);", "cardNumber") == kCard);
  CHECK(typescript("if (w.length < 4) return v; return v.slice(-4);", "cardNumber") == kCard);
  CHECK(typescript("if (v.length < 19) return v; return v.slice(-4);", "cardNumber") == kCard);
  CHECK(typescript("if (isOld || v.length < 4) return v; return v.slice(-4);", "cardNumber") == kCard);
  CHECK(typescript("if (v.length < 4) { note(); } return v;", "cardNumber") == kCard);
  CHECK(python("for c in v:\n    if len(v) >= 4:\n      return v[-4:]\n    break\n  return v",
               "card_number") == kCard);
}

TEST_CASE("a list with few elements may have whole ones") {
  CHECK(typescript("if (v.length < 4) return v; return v.slice(-4);", "cardNumbers") ==
        "account.chd.pan log ?\n");
}

TEST_CASE("short codes and passwords are whole ones") {
  CHECK(typescript("if (v.length < 4) return v; return '';", "cvv") == "account.sad.cvv log clear\n");
  CHECK(typescript("if (v.length < 8) return v; return '';", "password") ==
        "credential.password log clear\n");
}

TEST_CASE("a preview of a token is a part of it, and a short one may be whole") {
  CHECK(typescript("if (v.length < 24) return `${v}`; return `${v.slice(0, 20)}`;", "accessToken") ==
        "credential.token log ?\n");
  CHECK(typescript("if (v.length > 24) return `${v}`; return `${v.slice(0, 20)}`;", "accessToken") ==
        "credential.token log clear\ncredential.token log ?\n");
}

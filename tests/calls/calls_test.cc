#include "scanners/meaning/calls/calls.h"

#include <catch2/catch.hpp>

#include "scanners/syntax/code/go/go.h"
#include "scanners/syntax/code/java/java.h"
#include "scanners/syntax/code/javascript/javascript.h"
#include "scanners/syntax/code/python/python.h"
#include "tests/flow/flows.h"

using namespace payaudit;

namespace {

// Facts as `payaudit facts` prints them, without function and sink.
void check(Code (*read)(const Source&), const std::string& text, const std::string& expected) {
  const Source source("a", text);
  const Code code = read(source);
  TypeIndex types;
  types.add(code, source, shipped_classifier());
  const Resolution resolution(code, shipped_calls());
  const FlowTables tables{shipped_classifier(), types};
  const FlowAnalysis flow(source, resolution, tables);
  Facts facts = call_facts({0, source, resolution, flow, shipped_classifier()});
  std::string lines;
  for (Fact& fact : facts.all()) {
    std::erase_if(fact.attributes,
                  [](const Attribute& each) { return each.id == Attr::function || each.id == Attr::sink; });
    lines += to_string(fact) + "\n";
  }
  INFO(text);
  CHECK(lines == expected);
}

void check_java(const std::string& statements, const std::string& expected) {
  check(read_java,
        "import java.security.*;\nimport javax.crypto.*;\nimport javax.crypto.spec.*;\nimport "
        "java.util.Random;\n"
        "class A { void f(String cardNumber, String userPassword) throws Exception {\n" +
            statements + "\n} }\n",
        expected);
}

}  // namespace

TEST_CASE("Java: hashes know their algorithm and what is hashed") {
  check_java(R"(MessageDigest md = MessageDigest.getInstance("MD5"); md.update(cardNumber.getBytes());)",
             "crypto{operation: \"hash\", algorithm: \"MD5\", of_classes: [\"account.chd.pan\"], purpose: "
             "\"other\"}\n");
  check_java(
      R"(MessageDigest md = MessageDigest.getInstance(algorithmName());)",
      "crypto{operation: \"hash\", algorithm: ?(the algorithm is not written here), purpose: \"other\"}\n");
}

TEST_CASE("Java: a name with its package needs no import") {
  check(read_java,
        "class A { void f() { java.security.MessageDigest d = "
        "java.security.MessageDigest.getInstance(\"SHA1\"); } "
        "}",
        "crypto{operation: \"hash\", algorithm: \"SHA-1\", purpose: \"other\"}\n");
}

TEST_CASE("Java: a cipher's mode is taken apart, and is ECB where none is written") {
  check_java(R"(Cipher c = Cipher.getInstance("AES/GCM/NoPadding");)",
             "crypto{operation: \"encrypt\", algorithm: \"AES\", mode: \"GCM\", purpose: \"other\"}\n");
  check_java(R"(Cipher c = Cipher.getInstance("DESede");)",
             "crypto{operation: \"encrypt\", algorithm: \"3DES\", mode: \"ECB\", purpose: \"other\"}\n");
}

TEST_CASE("Java: constant keys and vectors are proved, others stay open") {
  check_java(
      R"(var k = new SecretKeySpec("not-a-real-key-1".getBytes(), "AES");)",
      "crypto{operation: \"encrypt\", algorithm: \"AES\", hard_coded_key: true, purpose: \"other\"}\n");
  check_java(R"(var v = new IvParameterSpec(load());)",
             "crypto{operation: \"encrypt\", static_iv: ?(it comes from elsewhere), purpose: \"other\"}\n");
}

TEST_CASE("Java: random numbers are told apart by library, and by what they are for") {
  check_java(R"(Random r = new Random(); int otp = r.nextInt(999999);)",
             "random{secure: false, purpose: \"otp\"}\n");
  check_java(R"(SecureRandom r = new SecureRandom(); int delay = r.nextInt(10);)",
             "random{secure: true, purpose: \"other\"}\n");
}

TEST_CASE("Java: what was given to a variable counts, not the base class that it is declared as") {
  check_java(R"(Random r = new SecureRandom(); int otp = r.nextInt(9);)",
             "random{secure: true, purpose: \"otp\"}\n");
  check(read_java,
        "import java.util.Random;\nclass A { int f(Random r) { int otp = r.nextInt(9); return otp; } }",
        "random{secure: ?(a secure source may be passed as one of this type), purpose: \"otp\"}\n");
  check(read_java,
        "import java.util.Random;\nimport java.security.SecureRandom;\n"
        "class A { private final Random r = new SecureRandom(); int f() { int otp = r.nextInt(9); return "
        "otp; } }",
        "random{secure: true, purpose: \"otp\"}\n");
}

TEST_CASE("keys from outside and fresh vectors are proved too") {
  const std::string head = "import crypto from 'crypto';\n";
  const std::string begin =
      "crypto{operation: \"encrypt\", algorithm: \"AES\", mode: \"GCM\", key_bits: 256, ";
  check(read_typescript,
        head +
            "const seal = () => crypto.createCipheriv('aes-256-gcm', Buffer.from(process.env.KEY, 'hex'), "
            "crypto.randomBytes(12));",
        "random{secure: true, purpose: \"other\"}\n" + begin +
            "static_iv: false, hard_coded_key: false, purpose: \"other\"}\n");
  check(read_typescript,
        head +
            "const seal = (k, v) => crypto.createCipheriv('aes-256-gcm', process.env.KEY || "
            "'not-a-real-key', v);",
        begin +
            "static_iv: ?(it comes from elsewhere), hard_coded_key: ?(where the environment does not give "
            "it, a "
            "constant of the source is), purpose: \"other\"}\n");
  // A vector from the environment is the same each time.
  check(read_typescript,
        head + "const seal = (k) => crypto.createCipheriv('aes-256-gcm', k, process.env.VECTOR);",
        begin +
            "static_iv: ?(read from the environment), hard_coded_key: ?(it comes from elsewhere), purpose: "
            "\"other\"}\n");
}

TEST_CASE("Python: iterations, keys and vectors of libraries") {
  check(read_python,
        "import hashlib\ndef f(password, salt):\n  return hashlib.pbkdf2_hmac('sha256', password, salt, "
        "1000)\n",
        "crypto{operation: \"kdf\", algorithm: \"PBKDF2\", iterations: 1000, hash: \"SHA-256\", of_classes: "
        "[\"credential.password\"], "
        "purpose: \"other\"}\n");
  check(read_python, "from Crypto.Cipher import AES\ndef f(k):\n  return AES.new(k, AES.MODE_ECB)\n",
        "crypto{operation: \"encrypt\", algorithm: \"AES\", mode: \"ECB\", hard_coded_key: ?(it comes from "
        "elsewhere), "
        "purpose: \"other\"}\n");
}

TEST_CASE("switched off verification is found where it is written") {
  check(read_python, "import requests\ndef f(u):\n  requests.get(u, verify=False)\n",
        "tls{verified: false}\n");
  check(read_python, "import requests\ndef f(u, v):\n  requests.get(u, verify=v)\n",
        "tls{verified: ?(the switch is set elsewhere)}\n");
  check(read_python, "import requests\ndef f(u):\n  requests.get(u)\n", "");
  check(read_typescript,
        "import https from 'https';\nconst a = new https.Agent({ rejectUnauthorized: false });",
        "tls{verified: false}\n");
  check(read_java,
        "class A implements X509TrustManager { public void checkServerTrusted(X509Certificate[] c, String t) "
        "{ } }",
        "tls{verified: false}\n");
}

TEST_CASE("switches are found in maps, assignments, constants and checks that say yes to all") {
  const std::string off = "tls{verified: false}\n";
  check(read_python, "import requests\ndef f(u):\n  o = dict(verify=False)\n  requests.get(u, **o)\n", off);
  check(read_python, "import requests\ndef f(u):\n  o = {}\n  o['verify'] = False\n  requests.get(u, **o)\n",
        off);
  check(read_python,
        "import requests\ndef f(u, loose):\n  o = {}\n  if loose:\n    o['verify'] = False\n"
        "  requests.get(u, **o)\n",
        "tls{verified: ?(the switch is set elsewhere)}\n");
  check(read_python, "import requests\ndef f(u, **more):\n  requests.get(u, **more)\n", "");
  check(read_python, "import requests\ns = requests.Session()\ns.verify = False\n", off);
  check(read_python, "import ssl\nssl._create_default_https_context = ssl._create_unverified_context\n", off);
  check(read_python, "import ssl\nctx = ssl.create_default_context()\nctx.verify_mode = ssl.CERT_NONE\n",
        off);
  check(read_python, "import ssl\nctx = ssl.create_default_context()\nctx.verify_mode = ssl.CERT_REQUIRED\n",
        "tls{verified: true}\n");
  check(read_typescript, "process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0';", off);
  check(read_typescript, "process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = 0;", off);
  check(read_typescript, "const o = { rejectUnauthorized: process.env.STRICT };",
        "tls{verified: ?(the switch is set elsewhere)}\n");
  check(read_java, "class A { HostnameVerifier v() { return (h, s) -> { log.info(h); return true; }; } }",
        off);
  check(read_java, "class A { HostnameVerifier v() { return (h, s) -> h.equals(\"psp\"); } }", "");
  check(read_java,
        "class A { void f() { c.setHostnameVerifier(new HostnameVerifier() { public boolean verify(String h, "
        "SSLSession s) { return true; } }); } }",
        off);
  check(read_go,
        "package a\nimport \"crypto/tls\"\nfunc f(check func(tls.ConnectionState) error) {\n"
        "c := &tls.Config{InsecureSkipVerify: true}\nc.VerifyConnection = check\nuse(c)\n}\n",
        "tls{verified: ?(a check of the program's own stands in for it)}\n");
}

TEST_CASE("payment calls tell their options") {
  check(read_typescript,
        "import Stripe from 'stripe';\nconst stripe = new Stripe(key);\nasync function f(n) {\n"
        "  await stripe.paymentIntents.create({ amount: n, currency: 'eur', off_session: true });\n}",
        "payment.call{vendor: \"stripe\", operation: \"charge\", currency: \"eur\", off_session: true}\n");
  check(read_python,
        "import stripe\ndef f(n, cvc):\n  stripe.PaymentMethod.create(type='card', card={'number': n, 'cvc': "
        "cvc})\n",
        "payment.call{vendor: \"stripe\", operation: \"tokenize\", raw_pan: true}\n");
}

TEST_CASE("a webhook's check proves it; none in the handler leaves it open") {
  const std::string head = "import stripe\n@app.route('/webhook', methods=['POST'])\ndef stripe_webhook():\n";
  check(read_python, head + "  return stripe.Webhook.construct_event(body(), sig(), s)\n",
        "webhook{name: \"stripe_webhook\", vendor: \"stripe\", route: \"/webhook\", verified: true}\n");
  check(read_python, head + "  return handle(body())\n",
        "webhook{name: \"stripe_webhook\", vendor: \"stripe\", route: \"/webhook\", verified: ?(where the "
        "body is read is "
        "not seen)}\n");
}

TEST_CASE("credentials assigned as literals are secrets, keys and labels are not") {
  check(read_python, "db_password = 'not-Real-9!'\n",
        "secret{name: \"db_password\", type: \"password\", value_kind: \"literal\", masked: \"***\"}\n");
  check(read_python, "db_password = 'changeme123'\n",
        "secret{name: \"db_password\", type: \"password\", value_kind: \"placeholder\", masked: "
        "\"placeholder\"}\n");
  check(read_python,
        "PASSWORD = 'password'\napi_key = os.environ['API_KEY']\npassword = ''\nPASSWORD_FIELD = "
        "'pass1!word'\n",
        "");
}

#include <catch2/catch.hpp>

#include "tests/calls/call_lines.h"

using namespace payaudit;

namespace {

// Handlers as "name vendor verified", with the reason of what is unknown.
void check(Read read, const std::string& text, const std::string& expected) {
  std::string lines;
  each_call_fact(read, text, Kind::webhook, [&](const Fact& fact) {
    lines += fmt::format("{} {} {}\n", fact.value(Attr::name).as_text(), fact.value(Attr::vendor).as_text(),
                         to_string(fact.value(Attr::verified)));
  });
  INFO(text);
  CHECK(lines == expected);
}

const std::string kExpress =
    "import Stripe from 'stripe';\nimport crypto from 'crypto';\nconst stripe = new Stripe(key);\n"
    "const app = express();\n";

}  // namespace

TEST_CASE("Express: a handler that reads the body and nothing else is not verified") {
  check(read_typescript,
        kExpress +
            "app.post('/webhook', express.json(), (req, res) => { markPaid(req.body.data); res.json({}); });",
        "/webhook stripe false\n");
  check(read_typescript,
        kExpress + "app.post('/hooks', stripeWebhook);\nfunction stripeWebhook(req, res) { book(req.body); }",
        "stripeWebhook stripe false\n");
}

TEST_CASE("Express: a check in the handler, in a function it calls or in a middleware proves it") {
  check(
      read_typescript,
      kExpress +
          "app.post('/webhook', express.raw(), (req, res) => {\n"
          "  const event = stripe.webhooks.constructEvent(req.body, req.headers['stripe-signature'], s); });",
      "/webhook stripe true\n");
  const std::string check_function =
      "function isGenuine(req) {\n"
      "  const mac = crypto.createHmac('sha256', s).update(req.body).digest('hex');\n"
      "  return mac === req.headers['x-signature']; }\n";
  check(read_typescript,
        kExpress + check_function +
            "app.post('/webhook', (req, res) => { if (!isGenuine(req)) return; book(req.body); });",
        "/webhook stripe true\n");
  check(read_typescript,
        kExpress + check_function + "app.post('/webhook', isGenuine, (req, res) => { book(req.body); });",
        "/webhook stripe true\n");
}

TEST_CASE("Express: what may check stays open") {
  check(read_typescript, kExpress + "app.post('/webhook', genuine, (req, res) => { book(req.body); });",
        "/webhook stripe ?(a middleware before the handler may check)\n");
  check(read_typescript,
        kExpress + "app.post('/webhook', express.json({ verify: keep }), (req, res) => { book(req.body); });",
        "/webhook stripe ?(a middleware before the handler may check)\n");
  check(read_typescript, kExpress + "app.post('/webhook', (req, res) => { book(req.body); handle(req); });",
        "/webhook stripe ?(the request is handed to a function of another file)\n");
  check(
      read_typescript,
      kExpress + "app.post('/webhook', (req, res) => { book(req.body, req.headers['stripe-signature']); });",
      "/webhook stripe ?(more of the request is read than its body)\n");
  check(read_typescript, kExpress + "app.post('/webhook', (req, res) => { enqueue(); });",
        "/webhook stripe ?(where the body is read is not seen)\n");
}

TEST_CASE("Express: before a router stands what another file mounts there") {
  const std::string open =
      "/webhook stripe ?(a middleware may stand before it where its router is mounted, in another file)\n";
  const std::string handler = ".post('/webhook', (req, res) => { book(req.body); });";
  check(read_typescript, kExpress + "const router = express.Router();\nrouter" + handler, open);
  check(read_typescript, kExpress + "export function addWebhook(server) { server" + handler + " }",
        "addWebhook" + open.substr(open.find(' ')));
  check(read_typescript, kExpress + "import { server } from './server';\nserver" + handler, open);
  check(read_typescript, kExpress + "import { guard } from './guard';\nguard(app);\napp" + handler, open);
  check(read_typescript, kExpress + "http.createServer(app).listen(80);\napp" + handler,
        "/webhook stripe false\n");
}

TEST_CASE("a check that a missing secret or a caught error goes around is open to anybody") {
  const std::string head = "import stripe\n@app.route('/webhook', methods=['POST'])\ndef hook():\n";
  const std::string passed = "hook stripe false\n";
  check(
      read_python,
      head +
          "  data = request.data\n  if secret:\n    event = stripe.Webhook.construct_event(data, s, secret)\n"
          "  else:\n    event = json.loads(data)\n  book(event)\n",
      passed);
  check(read_python,
        head +
            "  event = json.loads(request.data)\n  try:\n    event = "
            "stripe.Webhook.construct_event(request.data, "
            "s, k)\n  except ValueError:\n    note()\n  book(event)\n",
        passed);
  check(read_python,
        head +
            "  if not s:\n    return 400\n  try:\n    event = stripe.Webhook.construct_event(request.data, "
            "s, k)\n"
            "  except ValueError:\n    return 400\n  book(event)\n",
        "hook stripe true\n");
}

TEST_CASE("a check in a handler of any length is asked for ways around it") {
  std::string body =
      "import stripe\n@app.route('/webhook', methods=['POST'])\ndef hook():\n  data = request.data\n";
  for (int i = 0; i < 3000; ++i) body += "  note(data)\n";
  body +=
      "  if secret:\n    event = stripe.Webhook.construct_event(data, s, secret)\n"
      "  else:\n    event = json.loads(data)\n  book(event)\n";
  check(read_python, body, "hook stripe false\n");
}

TEST_CASE("a check whose answer nobody looks at is none") {
  const std::string head =
      "const { hmacValidator } = require('@adyen/api-library');\nconst validator = new hmacValidator();\n"
      "const app = express();\n";
  check(read_javascript,
        head +
            "app.post('/webhooks/adyen', (req, res) => { validator.validateHMAC(req.body, k); "
            "book(req.body); });",
        "/webhooks/adyen adyen ?(what the check says is not looked at)\n");
  check(read_javascript,
        head +
            "app.post('/webhooks/adyen', (req, res) => { if (validator.validateHMAC(req.body, k)) "
            "book(req.body); });",
        "/webhooks/adyen adyen true\n");
}

TEST_CASE("web hooks of others, and clients, are no handlers of payments") {
  check(read_typescript, "app.post('/webhook', (req, res) => { book(req.body); });", "");
  check(read_typescript, kExpress + "app.post('/webhook/github', (req, res) => { book(req.body); });", "");
  check(read_typescript, kExpress + "axios.post('/webhook', (body) => body);", "");
}

TEST_CASE("an event's type tells the provider") {
  check(read_typescript,
        "const app = express();\n"
        "app.post('/webhook', (req, res) => { if (req.body.type === 'payment_intent.succeeded') paid(); });",
        "/webhook stripe false\n");
}

TEST_CASE("Python: routes and Django's views are read alike") {
  check(read_python,
        "import stripe\n@app.route('/webhook', methods=['POST'])\ndef hook():\n  paid(request.get_json())\n",
        "hook stripe false\n");
  check(read_python,
        "import stripe\n@router.post('/webhook')\nasync def hook(request: Request):\n"
        "  stripe.Webhook.construct_event(await request.body(), s, k)\n",
        "hook stripe true\n");
  check(read_python,
        "import json\n@csrf_exempt\ndef stripe_webhook(request):\n  paid(json.loads(request.body))\n",
        "stripe_webhook stripe false\n");
  check(
      read_python,
      "import json\n@signed\n@csrf_exempt\ndef stripe_webhook(request):\n  paid(json.loads(request.body))\n",
      "stripe_webhook stripe ?(a decorator of the handler may check)\n");
  check(read_python,
        "import json\ndef adyen_webhook(request):\n  paid(json.loads(request.body), request.META['X'])\n",
        "adyen_webhook adyen ?(more of the request is read than its body)\n");
}

TEST_CASE("an event built from any JSON is not verified") {
  check(read_python,
        "import json, stripe\n@app.route('/webhook')\ndef hook():\n"
        "  handle(stripe.Event.construct_from(json.loads(request.data), stripe.api_key))\n",
        "hook stripe false\n");
}

TEST_CASE("Go: handlers are given to a mux") {
  const std::string head =
      "package a\nimport (\"net/http\"; \"io\"; \"github.com/stripe/stripe-go/v76/webhook\")\n";
  check(read_go,
        head +
            "func main() { http.HandleFunc(\"/webhook\", func(w http.ResponseWriter, r *http.Request) { b, _ "
            ":= "
            "io.ReadAll(r.Body); paid(b) }) }\n",
        "main stripe false\n");
  check(read_go,
        head +
            "func main() { http.HandleFunc(\"/webhook\", onHook) }\nfunc onHook(w http.ResponseWriter, r "
            "*http.Request) { b, _ := io.ReadAll(r.Body); e, err := webhook.ConstructEvent(b, sig, key)\n"
            "if err != nil { return }\nbook(e) }\n",
        "onHook stripe true\n");
  check(read_go,
        head +
            "func main() { http.HandleFunc(\"/webhook\", onHook) }\nfunc onHook(w http.ResponseWriter, r "
            "*http.Request) { b, _ := io.ReadAll(r.Body); e, _ := webhook.ConstructEvent(b, sig, key)\n"
            "book(e) }\n",
        "onHook stripe ?(what the check says is not looked at)\n");
}

TEST_CASE("Java: a filter may stand before a marked handler") {
  check(read_java,
        "class StripeHooks { @PostMapping(\"/webhook\") void on(@RequestBody String body) { paid(body); } }",
        "StripeHooks.on stripe ?(no check in the handler; one may stand before it)\n");
}

TEST_CASE("what is done before the check is done for anybody") {
  check(read_typescript,
        kExpress +
            "app.post('/webhook', (req, res) => { book(JSON.parse(req.body));\n"
            "  const event = stripe.webhooks.constructEvent(req.body, sig, s); });",
        "/webhook stripe ?(one way through it takes what was sent without the check)\n");
  check(read_typescript,
        kExpress +
            "app.post('/webhook', (req, res) => { setImmediate(() => book(req.body));\n"
            "  const event = stripe.webhooks.constructEvent(req.body, sig, s); });",
        "/webhook stripe ?(one way through it takes what was sent without the check)\n");
}

TEST_CASE("an answer that decides nothing is none") {
  const std::string head =
      "import hmac, hashlib, stripe\n@app.route('/webhook', methods=['POST'])\ndef hook():\n"
      "  mac = hmac.new(k, request.data, hashlib.sha256).hexdigest()\n"
      "  genuine = hmac.compare_digest(mac, request.headers['X'])\n";
  check(read_python, head + "  print(genuine)\n  book(request.data)\n",
        "hook stripe ?(what the check says is not looked at)\n");
  check(read_python, head + "  if not genuine:\n    print('no')\n  book(request.data)\n",
        "hook stripe false\n");
  check(read_python, head + "  if not genuine:\n    abort(403)\n  book(request.data)\n",
        "hook stripe true\n");
  check(read_python, head + "  if genuine and ready:\n    book(request.data)\n", "hook stripe true\n");
  check(read_python, head + "  if genuine or lenient:\n    book(request.data)\n",
        "hook stripe ?(one way through it takes what was sent without the check)\n");
}

TEST_CASE("each item of a notification is checked before it counts") {
  const std::string head =
      "import com.adyen.util.HMACValidator;\nclass AdyenHooks { HMACValidator validator;\n"
      "@PostMapping(\"/webhook\") void on(@RequestBody Notice notice) { for (Item item : notice.items()) {\n";
  check(read_java, head + "if (!validator.validateHMAC(item, key)) continue; book(item); } } }",
        "AdyenHooks.on adyen true\n");
  check(read_java, head + "if (!validator.validateHMAC(item, key)) log.warn(item); book(item); } } }",
        "AdyenHooks.on adyen false\n");
}

TEST_CASE("a function of the file that checks may answer or throw") {
  const std::string head =
      "import com.adyen.util.HMACValidator;\nclass AdyenHooks { HMACValidator validator;\n";
  const std::string hook = "@PostMapping(\"/webhook\") void on(@RequestBody Item item) { ";
  check(read_java,
        head + "void require(Item item) { if (!validator.validateHMAC(item, key)) throw new Refused(); }\n" +
            hook + "require(item); book(item); } }",
        "AdyenHooks.on adyen true\n");
  check(read_java,
        head + "boolean forged(Item item) { return !validator.validateHMAC(item, key); }\n" + hook +
            "if (forged(item)) return; book(item); } }",
        "AdyenHooks.on adyen true\n");
  check(read_java,
        head +
            "boolean genuine(Item item) { if (!validator.validateHMAC(item, key)) warn(); return true; }\n" +
            hook + "if (!genuine(item)) return; book(item); } }",
        "AdyenHooks.on adyen ?(what the check says is not looked at)\n");
}

TEST_CASE("a check at the end of a long handler proves it") {
  std::string text = kExpress + "app.post('/webhook', (req, res) => {\n";
  for (int i = 0; i < 2500; ++i) text += "  note(a.b);\n";
  check(read_typescript,
        text + "  const event = stripe.webhooks.constructEvent(req.body, sig, s); book(event); });",
        "/webhook stripe true\n");
  check(read_typescript,
        text + "  book(req.body); const event = stripe.webhooks.constructEvent(req.body, sig, s); });",
        "/webhook stripe ?(one way through it takes what was sent without the check)\n");
}

TEST_CASE("a provider that signs nothing is asked") {
  check(read_typescript,
        kExpress +
            "app.post('/webhooks/mollie', async (req, res) => {\n"
            "  const payment = await client.payments.get(req.body.id); if (payment.isPaid()) book(payment); "
            "});",
        "/webhooks/mollie mollie ?(the provider may be asked)\n");
}

TEST_CASE("a header that is only there is no check") {
  check(read_typescript,
        kExpress +
            "app.post('/webhook', (req, res) => { if (!req.headers['stripe-signature']) return res.end();\n"
            "  book(req.body); });",
        "/webhook stripe false\n");
  check(read_typescript,
        kExpress +
            "app.post('/webhook', (req, res) => { if (req.query.key !== shared) return res.end();\n"
            "  book(req.body); });",
        "/webhook stripe ?(more of the request is read than its body)\n");
}

TEST_CASE("what an application runs before its handlers may check") {
  check(read_typescript,
        kExpress +
            "app.addHook('preHandler', signed);\napp.post('/webhook', (req, res) => { book(req.body); });",
        "/webhook stripe ?(a middleware before the handler may check)\n");
  check(read_python,
        "import stripe\n@app.before_request\ndef check():\n  verify(request)\n"
        "@app.route('/webhook', methods=['POST'])\ndef hook():\n  paid(request.get_json())\n",
        "hook stripe ?(what the function called to check does is not known)\n");
}

TEST_CASE("a route may be described by an object, and a handler be wrapped") {
  check(
      read_typescript,
      kExpress +
          "app.route({ method: 'POST', url: '/webhook', handler: async (req, res) => { book(req.body); } });",
      "handler stripe false\n");
  check(read_typescript,
        kExpress + "app.post('/webhook', asyncHandler(async (req, res) => { book(req.body); }));",
        "/webhook stripe false\n");
  check(read_typescript, kExpress + "app.post('/webhook', signed(async (req, res) => { book(req.body); }));",
        "/webhook stripe ?(what wraps the handler may check)\n");
}

TEST_CASE("paths of classes and groups belong to a route") {
  check(read_java,
        "@Path(\"/notifications\") class Notices { @POST @Path(\"/stripe\") Response on(String body) { "
        "paid(body); } }",
        "Notices.on stripe ?(no check in the handler; one may stand before it)\n");
  check(read_typescript,
        "@Controller('webhooks') class Hooks { @Post('paypal') on(@Body() event: any) { paid(event); } }",
        "Hooks.on paypal ?(no check in the handler; one may stand before it)\n");
  check(read_java,
        "@Path(\"/notifications\") class Notices { @GET @Path(\"/stripe\") Response list() { return all(); } "
        "}",
        "");
}

TEST_CASE(
    "a function that another file gives to a route is one by its name, and what stands before it is not "
    "seen") {
  const std::string open =
      "?(no check in the handler; one may stand before it where it is given to a route)\n";
  check(read_java,
        "import jakarta.servlet.http.HttpServletRequest;\nclass PaymentWebhookServlet extends HttpServlet {\n"
        "  void doPost(HttpServletRequest request, HttpServletResponse response) {\n"
        "    orders.markPaid(new String(request.getInputStream().readAllBytes())); } }\n",
        "PaymentWebhookServlet.doPost not stated " + open);
  check(read_go,
        "package a\nimport \"net/http\"\nfunc (h *Hooks) StripeCallback(w http.ResponseWriter, r "
        "*http.Request) {\n"
        "  h.orders.MarkPaid(read(r.Body)) }\n",
        "StripeCallback stripe " + open);
  check(read_go,
        "package a\nimport \"net/http\"\nfunc (h *Hooks) LoginCallback(w http.ResponseWriter, r "
        "*http.Request) {\n"
        "  h.users.Enter(read(r.Body)) }\n",
        "");
}

TEST_CASE("a middleware counts for the routes that it runs before") {
  const std::string check_function =
      "function isGenuine(req) {\n"
      "  const mac = crypto.createHmac('sha256', s).update(req.body).digest('hex');\n"
      "  return mac === req.headers['x-signature']; }\n";
  const std::string route = "app.post('/webhook', (req, res) => { book(req.body); });\n";
  const auto told = [&](const std::string& text, const std::string& expected) {
    check(read_typescript, kExpress + check_function + text, expected);
  };
  told("app.use(isGenuine);\n" + route, "/webhook stripe true\n");
  told("app.use('/webhook', isGenuine);\n" + route, "/webhook stripe true\n");
  told("app.use('/admin', isGenuine);\n" + route, "/webhook stripe false\n");
  told("app.use('/web', isGenuine);\n" + route, "/webhook stripe false\n");
  told(route + "app.use(isGenuine);\n", "/webhook stripe false\n");
  told("const admin = express.Router();\nadmin.use(isGenuine);\n" + route,
       "/webhook stripe ?(a middleware of another router may check before it)\n");
}

TEST_CASE("what runs before the handlers of one router is not before those of another") {
  const std::string check_function =
      "import stripe\n@ROUTER.before_request\ndef check():\n"
      "  stripe.Webhook.construct_event(request.data, request.headers['Stripe-Signature'], s)\n";
  const std::string handler =
      "@hooks.route('/webhook', methods=['POST'])\ndef hook():\n  paid(request.get_json())\n";
  const auto with = [&](std::string router) {
    std::string text = check_function + handler;
    return text.replace(text.find("ROUTER"), 6, router);
  };
  check(read_python, with("hooks"), "hook stripe true\n");
  check(read_python, with("admin"),
        "hook stripe ?(what runs before the handlers of another router may check)\n");
}

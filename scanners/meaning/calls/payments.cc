// Calls of payment providers, and handlers of their notifications.
#include <fmt/format.h>
#include <algorithm>

#include "scanners/meaning/calls/writers.h"
#include "scanners/meaning/classify/words.h"

namespace payaudit {
namespace {

std::string joined_words(std::string_view name) {
  std::string all;
  for (const std::string& word : split_words(name)) all += (all.empty() ? "" : " ") + word;
  return all;
}

// The parameter that one of the phrases names, however the library's language writes it.
Reg find_parameter(const std::map<std::string, Reg>& parameters,
                   std::initializer_list<std::string_view> phrases) {
  for (const auto& [name, reg] : parameters) {
    const std::string words = joined_words(name);
    if (std::find(phrases.begin(), phrases.end(), words) != phrases.end()) return reg;
  }
  return kNoReg;
}

bool has_word(std::string_view name, std::string_view word) {
  const std::vector<std::string> words = split_words(name);
  return std::find(words.begin(), words.end(), word) != words.end();
}

constexpr std::string_view kVendors[] = {"stripe", "adyen",    "braintree", "paypal",
                                         "mollie", "checkout", "square",    "worldpay",
                                         "klarna", "razorpay", "gocardless"};
// Marks of web handlers: Spring, JAX-RS, Flask, FastAPI, Django, NestJS.
constexpr std::string_view kRouteMarks[] = {"PostMapping", "RequestMapping",  "POST",        "Path",
                                            "Post",        "app.route",       "app.post",    "router.post",
                                            "bp.route",    "blueprint.route", "csrf_exempt", "api_view",
                                            "require_POST"};

}  // namespace

void write_payment(CallWriter& out, const CallSite& site, const CallModel& model) {
  Facts& facts = out.facts;
  const ResolvedFunction& resolved = out.context.resolution[site.function()];
  Fact& fact = out.add(Kind::payment_call, site);
  fact.set(Attr::vendor, facts.text(model.attribute("vendor")));
  fact.set(Attr::operation, facts.text(model.attribute("operation")));
  const std::map<std::string, Reg> parameters = site.parameters();

  const auto set_flag = [&](Attr attr, Reg reg) {
    if (reg >= resolved.constant.size()) return;
    const Constant& constant = resolved.constant[reg];
    if (constant.kind == LiteralKind::boolean) {
      fact.set(attr, Value::boolean(constant.text == "true" || constant.text == "True"));
    } else {
      fact.set(attr, facts.unknown("it is decided elsewhere"));
    }
  };
  set_flag(Attr::moto, find_parameter(parameters, {"moto", "is moto"}));
  set_flag(Attr::off_session, find_parameter(parameters, {"off session"}));

  const auto set_text = [&](Attr attr, Reg reg) {
    if (reg >= resolved.constant.size()) return;
    const Constant& constant = resolved.constant[reg];
    fact.set(attr, constant.kind == LiteralKind::string ? facts.text(constant.text)
                                                        : facts.unknown("it is decided elsewhere"));
  };
  set_text(Attr::currency, find_parameter(parameters, {"currency"}));
  set_text(Attr::three_ds_version,
           find_parameter(parameters, {"three d version", "three ds version", "message version",
                                       "3 ds version", "threeds version"}));
  set_text(Attr::exemption,
           find_parameter(parameters, {"exemption", "sca exemption", "requested exemption"}));
  if (const Reg request = find_parameter(parameters, {"request three d secure", "request 3 d secure"});
      request < resolved.constant.size() && resolved.constant[request].is_known()) {
    fact.set(Attr::three_ds, Value::boolean(true));
  }
  if (find_parameter(parameters, {"idempotency key"}) != kNoReg)
    fact.set(Attr::idempotency_key, Value::boolean(true));

  // A card number among what is passed, by its key or by what the value holds.
  for (const auto& [name, reg] : parameters) {
    const auto by_name = out.context.classifier.classify(name, {.entity = "card"});
    const std::vector<std::string_view> classes = out.context.flow.classes_of(site.function(), reg);
    const bool holds_pan = std::find(classes.begin(), classes.end(), "account.chd.pan") != classes.end();
    const bool is_pan = by_name && by_name->data_class == "account.chd.pan" && by_name->state == "clear";
    if (is_pan && (!by_name->is_weak ||
                   find_parameter(parameters, {"exp month", "expiry month", "cvc", "cvv"}) != kNoReg)) {
      fact.set(Attr::raw_pan, Value::boolean(true));
    } else if (holds_pan && fact.find(Attr::raw_pan) == nullptr) {
      fact.set(Attr::raw_pan, facts.unknown("a value that may be a card number is passed"));
    }
  }
  const Function& function = out.code().functions[site.function()];
  if (std::any_of(function.annotations.begin(), function.annotations.end(), [](const Annotation& mark) {
        return std::find(std::begin(kRouteMarks), std::end(kRouteMarks), mark.name) != std::end(kRouteMarks);
      })) {
    fact.set(Attr::web_handler, Value::boolean(true));
  }
}

void write_webhooks(CallWriter& out) {
  const Code& code = out.code();
  for (FunctionId id = 0; id < code.functions.size(); ++id) {
    const Function& function = code.functions[id];
    // A handler: its name or its route says webhook, and a mark makes it one.
    std::string route;
    bool is_marked = false;
    for (const Annotation& mark : function.annotations) {
      if (std::find(std::begin(kRouteMarks), std::end(kRouteMarks), mark.name) == std::end(kRouteMarks))
        continue;
      is_marked = true;
      for (const AnnotationArgument& argument : mark.arguments) {
        if (argument.text.find('/') != std::string_view::npos) route = argument.text;
      }
    }
    const bool names_it = has_word(function.name, "webhook") || has_word(route, "webhook");
    if (!is_marked || !names_it) continue;
    std::string_view vendor;
    bool is_verified = false, is_hmac = false, is_compared = false, calls_own_check = false;
    for (size_t at = 0; at < function.body.size(); ++at) {
      for (const CallModel* model : out.context.resolution.models_of(id, at)) {
        if (model->role == "webhook-verify") {
          is_verified = true;
          vendor = model->attribute("vendor");
        }
        is_hmac |= model->role == "crypto" && model->attribute("operation") == "hmac";
        is_compared |= model->role == "time-safe";
      }
      const std::string_view called =
          function.body[at].op == Op::call ? function.body[at].text : std::string_view();
      calls_own_check |= has_word(called, "verify") || has_word(called, "validate") ||
                         has_word(called, "signature") || has_word(called, "construct");
    }
    for (std::string_view candidate : kVendors) {
      const bool is_named =
          has_word(function.name, candidate) || has_word(route, candidate) ||
          (function.owner != kNoType && has_word(code.types[function.owner].name, candidate));
      if (vendor.empty() && is_named) vendor = candidate;
    }
    // Whose notifications these are must be known, or any web hook would count.
    if (vendor.empty()) continue;
    const std::string name = function_name(code, id);
    Fact& fact = out.facts.add(Kind::webhook, {out.context.file, function.name_span}, name);
    fact.set(Attr::name, out.facts.text(name));
    fact.set(Attr::function, out.facts.text(name));
    fact.set(Attr::vendor, out.facts.text(vendor));
    if (!route.empty()) fact.set(Attr::route, out.facts.text(route));
    if (is_verified || (is_hmac && is_compared)) {
      fact.set(Attr::verified, Value::boolean(true));
    } else {
      // A check may stand in a filter, a middleware or the function that is called.
      fact.set(Attr::verified,
               out.facts.unknown(calls_own_check ? "what the function called to check does is not known"
                                                 : "no check in the handler; one may stand before it"));
    }
  }
}

}  // namespace payaudit

// Calls of payment providers.
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
  if (std::any_of(function.annotations.begin(), function.annotations.end(), is_route)) {
    fact.set(Attr::web_handler, Value::boolean(true));
  }
}

}  // namespace payaudit

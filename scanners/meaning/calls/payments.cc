// Calls of payment providers: what they ask of the payer's authentication, for how much, and with what data.
// The providers' words are made ours here. What is set elsewhere stays unknown.
#include <fmt/format.h>
#include <algorithm>
#include <map>

#include "scanners/meaning/calls/amounts.h"
#include "scanners/meaning/calls/conditions.h"
#include "scanners/meaning/calls/writers.h"
#include "scanners/meaning/classify/words.h"
#include "scanners/source/characters.h"

namespace payaudit {
namespace {

// Names of the argument that holds all that is asked for.
constexpr std::string_view kWholes[] = {"request", "param",   "payment request",    "body",
                                        "json",    "payload", "transaction request"};

// The providers' words for the exemptions of the RTS on SCA, art. 10 to 18, as spaced words.
struct ExemptionWord {
  std::string_view written;
  std::string_view exemption;
};
constexpr ExemptionWord kExemptions[] = {{"low value", "low_value"},
                                         {"low value payment", "low_value"},
                                         {"lv", "low_value"},
                                         {"transaction risk analysis", "tra"},
                                         {"transaction risk analysi", "tra"},
                                         {"transaction risk assessment", "tra"},
                                         {"low risk", "tra"},
                                         {"tra", "tra"},
                                         {"trusted beneficiary", "trusted_beneficiary"},
                                         {"trusted listing", "trusted_beneficiary"},
                                         {"secure corporate", "corporate"},
                                         {"secure corporate payment", "corporate"},
                                         {"corporate", "corporate"},
                                         {"recurring operation", "recurring"},
                                         {"recurring", "recurring"}};
constexpr std::string_view kNoExemption[] = {"none", "no exemption", "undefined", ""};

// Currencies whose smallest unit the providers do not agree about, or that has three digits after the point.
constexpr std::string_view kNoMinor[] = {"bif", "djf", "gnf", "jpy", "kmf", "krw", "pyg",
                                         "rwf", "vnd", "vuv", "xaf", "xof", "xpf"};
constexpr std::string_view kOddMinor[] = {"isk", "ugx", "clp", "mga", "cve", "idr", "huf",
                                          "twd", "mru", "iqd", "lyd", "bhd", "jod", "kwd",
                                          "omr", "tnd", "cop", "crc", "lak", "clf"};

// Units of a currency's amount that the provider counts in one of it. Nullopt: not sure.
std::optional<double> units_of(std::string_view unit, std::string_view currency) {
  if (unit == "major") return 1;
  if (unit != "minor" || is_one_of(currency, kOddMinor)) return std::nullopt;
  return is_one_of(currency, kNoMinor) ? 1 : 100;
}

// Of a call with more around it than is followed.
void say_unknown(CallWriter& out, Fact& fact) {
  for (Attr attr : {Attr::moto, Attr::three_ds, Attr::three_ds_version, Attr::exemption, Attr::raw_pan})
    fact.set(attr, out.facts.unknown("there is more code around it than is followed"));
}

// Values of one setting; more are not told apart.
constexpr size_t kMostValues = 12;

class PaymentReader {
 public:
  PaymentReader(CallWriter& out, const Values& values, const WebHandlers& handlers, const CallSite& site,
                const CallModel& model)
      : out_(out),
        values_(values),
        handlers_(handlers),
        site_(site),
        model_(model),
        objects_(values),
        amounts_(values, objects_) {
    Members found = objects_.of_arguments(site.function(), site.at());
    members_ = std::move(found.all);
    is_cut_ = found.is_cut;
    for (Member& each : members_) {
      for (std::string_view whole : kWholes) {
        if (each.path.starts_with(whole) && each.path.size() > whole.size() &&
            each.path[whole.size()] == '.') {
          each.path.erase(0, whole.size() + 1);
          break;
        }
      }
    }
  }

  void write() {
    Fact& fact = start();
    if (is_cut_) return say_unknown(out_, fact);
    set_amount(fact);
    set_channel(fact);
    set_authentication(fact);
    if (find({"idempotency key"}) != nullptr) fact.set(Attr::idempotency_key, Value::boolean(true));
    set_card(fact);
    const std::vector<Member> exemptions = settings({"exemption", "sca exemption", "requested exemption",
                                                     "exemption indicator", "requested exemption type"});
    bool is_first = true;
    for (const Member& each : exemptions) {
      const std::string_view exemption = exemption_of(each);
      if (exemption == "none") continue;
      // Each exemption has an amount and conditions of its own.
      Fact* stated = &fact;
      if (!is_first) {
        stated = &start();
        set_amount(*stated);
      }
      is_first = false;
      set_exemption(*stated, each, exemption);
    }
  }

 private:
  Fact& start() {
    Fact& fact = out_.add(Kind::payment_call, site_);
    fact.set(Attr::vendor, out_.facts.text(model_.attribute("vendor")));
    fact.set(Attr::operation, out_.facts.text(model_.attribute("operation")));
    return fact;
  }

  // The last member whose path is, or ends with, one of the phrases.
  const Member* find(std::initializer_list<std::string_view> phrases) const {
    const Member* found = nullptr;
    for (const Member& each : members_) {
      for (std::string_view phrase : phrases) {
        const bool ends = each.path.size() > phrase.size() && each.path.ends_with(phrase) &&
                          each.path[each.path.size() - phrase.size() - 1] == '.';
        if (each.path == phrase || ends) found = &each;
      }
    }
    return found;
  }

  const Member* find_exactly(std::string_view path) const {
    const Member* found = nullptr;
    for (const Member& each : members_) {
      if (each.path == path) found = &each;
    }
    return found;
  }

  // The values that the last of a path's members may have. More than one where an earlier one may stay.
  std::vector<Member> values_of(const Member& last) const {
    std::vector<Member> all = objects_.alternatives(last);
    const bool is_first = find_first(last.path) == &last;
    if (!is_first && !is_certain(last.set_at)) all.push_back(*find_first(last.path));
    return all;
  }

  const Member* find_first(std::string_view path) const {
    const auto found =
        std::find_if(members_.begin(), members_.end(), [&](const Member& each) { return each.path == path; });
    return found == members_.end() ? nullptr : &*found;
  }

  // The values that a setting may have when the call runs: those that nothing overwrites on every way.
  std::vector<Member> settings(std::initializer_list<std::string_view> phrases) const {
    std::vector<Member> all;
    for (const Member& each : members_) {
      for (std::string_view phrase : phrases) {
        const bool ends = each.path.size() > phrase.size() && each.path.ends_with(phrase) &&
                          each.path[each.path.size() - phrase.size() - 1] == '.';
        if (each.path != phrase && !ends) continue;
        if (all.size() >= kMostValues) {
          Member unknown = each;
          unknown.value.reg = kNoReg;
          return {std::move(unknown)};
        }
        std::vector<Member> values = objects_.alternatives(each);
        if (is_certain(each.set_at)) {
          std::erase_if(all, [&](const Member& other) { return other.path == each.path; });
        }
        all.insert(all.end(), std::make_move_iterator(values.begin()), std::make_move_iterator(values.end()));
        break;
      }
    }
    return all;
  }

  // The steps run whenever the call does: under none but its own conditions.
  bool is_certain(const std::vector<Step>& steps) const {
    const auto& around = conditions({site_.function(), site_.at()});
    return around && std::all_of(steps.begin(), steps.end(), [&](const Step& step) {
             const auto& own = conditions(step);
             return own && std::all_of(own->begin(), own->end(), [&](const Condition& each) {
                      return step.function == site_.function() &&
                             std::any_of(around->begin(), around->end(), [&](const Condition& other) {
                               return other.value == each.value && other.holds == each.holds;
                             });
                    });
           });
  }

  const std::optional<std::vector<Condition>>& conditions(const Step& step) const {
    const auto [place, is_new] = conditions_.try_emplace({step.function, step.at});
    if (is_new) place->second = conditions_at(out_.code().functions[step.function], step.at);
    return place->second;
  }

  Origin origin(const Member& member) const {
    return out_.facts.origin(OriginKind::literal, {out_.context.file, member.span});
  }

  // true, false, or why it is not known; nothing when it is not set.
  void set_flag(Fact& fact, Attr attr, const std::vector<Member>& members,
                const std::function<std::optional<bool>(const std::string&)>& read) {
    const Member* known = nullptr;
    std::optional<bool> value;
    bool is_open = false;
    for (const Member& each : members) {
      const std::optional<std::string> text = objects_.text(each);
      const std::optional<bool> now = text ? read(*text) : std::nullopt;
      if (!now) {
        is_open |= !text.has_value();
      } else if (!value) {
        value = now;
        known = &each;
      } else if (*value != *now) {
        is_open = true;
      }
    }
    if (value && !is_open) {
      fact.set(attr, Value::boolean(*value), origin(*known));
    } else if (is_open) {
      fact.set(attr, out_.facts.unknown("it is decided elsewhere"), origin(members.front()));
    }
  }

  static std::optional<bool> truth(const std::string& text) {
    if (text == "true" || text == "True") return true;
    if (text == "false" || text == "False") return false;
    return std::nullopt;
  }

  // Telephone orders, payments without the payer, and where the call stands.
  void set_channel(Fact& fact) {
    set_flag(fact, Attr::moto, settings({"moto", "is moto"}), truth);
    // Of several channels the one of telephone orders says so.
    const auto channel = [](const std::string& text) -> std::optional<bool> { return lower(text) == "moto"; };
    if (fact.find(Attr::moto) == nullptr) {
      std::vector<Member> channels =
          settings({"shopper interaction", "transaction source", "payment type", "payment channel"});
      std::erase_if(channels, [&](const Member& each) {
        const auto text = objects_.text(each);
        return !text || lower(*text) != "moto";
      });
      if (!channels.empty()) set_flag(fact, Attr::moto, channels, channel);
    }
    if (const Attribute* moto = fact.find(Attr::moto); moto != nullptr &&
                                                       moto->value.is(Value::Type::boolean) &&
                                                       moto->value.as_boolean() && is_conditional_moto()) {
      fact.set(Attr::moto, out_.facts.unknown("a condition decides"), moto->origin);
    }
    set_flag(fact, Attr::off_session, settings({"off session"}), truth);

    const FunctionId handler = handlers_.of(site_.function());
    if (handler == kNoFunction) return;
    fact.set(Attr::web_handler, handlers_.is_for_staff(handler)
                                    ? out_.facts.unknown("staff may type in orders by telephone here")
                                    : Value::boolean(true));
  }

  bool is_conditional_moto() const {
    for (const Member& each :
         settings({"moto", "is moto", "shopper interaction", "transaction source", "payment type"})) {
      const auto text = objects_.text(each);
      if (!text || (*text != "true" && *text != "True" && lower(*text) != "moto")) continue;
      std::vector<Step> steps = each.set_at;
      steps.push_back({site_.function(), site_.at()});
      // A handler that returns early on bad input makes no choice between channels.
      const auto guarded = amounts_.guarded(nullptr, steps, [&](ValueAt value) {
        const std::vector<std::string> words = split_words(values_.name(value));
        constexpr std::string_view kChoices[] = {"moto",    "phone", "telephone", "mail",
                                                 "channel", "staff", "agent"};
        return std::any_of(words.begin(), words.end(), [&](const std::string& word) {
          return is_one_of(std::string_view(word), kChoices);
        });
      });
      if (guarded.asks_payment || !guarded.is_known) return true;
      if (!is_certain(each.set_at)) return true;
    }
    return false;
  }

  void set_authentication(Fact& fact) {
    // A version is a number with points.
    for (const Member& each :
         settings({"three d version", "three ds version", "message version", "3 ds version", "3 d version",
                   "threeds version", "three d secure version", "three d secure.version", "3 d.version",
                   "3 ds.version", "three d.version", "three ds.version"})) {
      const auto text = objects_.text(each);
      fact.set(Attr::three_ds_version,
               text ? out_.facts.text(*text) : out_.facts.unknown("it is decided elsewhere"), origin(each));
    }
    set_flag(fact, Attr::three_ds, settings({"request three d secure", "request 3 d secure"}),
             [](const std::string&) -> std::optional<bool> { return true; });
    if (fact.find(Attr::three_ds) != nullptr) return;
    std::vector<Member> attempts = settings({"attempt authentication"});
    // One way on which it is never attempted is enough.
    std::vector<Member> never = attempts;
    std::erase_if(never, [&](const Member& each) {
      const auto text = objects_.text(each);
      return !text || !lower(*text).ends_with("never");
    });
    set_flag(fact, Attr::three_ds, never.empty() ? attempts : never,
             [](const std::string& text) -> std::optional<bool> { return !lower(text).ends_with("never"); });
    if (fact.find(Attr::three_ds) != nullptr) return;
    set_flag(fact, Attr::three_ds,
             settings({"three d secure.required", "3 d secure.required", "three d.enabled", "3 d.enabled",
                       "three ds.enabled", "3 ds.enabled", "execute three d"}),
             truth);
  }

  const Member* amount() const {
    if (const Member* part = find_exactly("amount.value")) return part;
    return find_exactly("amount");
  }

  const Member* currency() const {
    for (std::string_view path :
         {"amount.currency", "currency", "currency iso code", "amount.currency code"}) {
      if (const Member* found = find_exactly(path)) return found;
    }
    return nullptr;
  }

  std::optional<std::string> currency_code() const {
    const Member* found = currency();
    if (found == nullptr) return std::nullopt;
    std::optional<std::string> code;
    for (const Member& each : values_of(*found)) {
      std::optional<std::string> text = objects_.text(each);
      // Constants of Go are named CurrencyEUR.
      if (text && text->starts_with("Currency")) text->erase(0, std::string_view("Currency").size());
      if (!text || text->size() != 3 || (code && *code != *text)) return std::nullopt;
      code = std::move(text);
    }
    return code;
  }

  void set_amount(Fact& fact) {
    if (const Member* each = currency(); each != nullptr) {
      const auto code = currency_code();
      fact.set(Attr::currency,
               code ? out_.facts.text(*code) : out_.facts.unknown("the currency is decided elsewhere"),
               origin(*each));
    }
    const Member* each = amount();
    if (each == nullptr) return;
    const auto number = constant_amount();
    if (!number || !is_one_amount()) return;
    const auto units = unit();
    fact.set(Attr::amount, units ? Value::real(*number / *units) : out_.facts.unknown(why_no_unit()),
             origin(*each));
  }

  // The highest of the constants that it may be.
  std::optional<double> constant_amount() const {
    const Member* last = amount();
    if (last == nullptr) return std::nullopt;
    std::optional<double> highest;
    for (const Member& each : values_of(*last)) {
      const std::optional<double> number = amounts_.constant(each.value, each.call);
      if (!number) return std::nullopt;
      highest = std::max(highest.value_or(*number), *number);
    }
    return highest;
  }

  std::optional<double> unit() const {
    if (model_.attribute("unit") == "major") return 1;
    const auto code = currency_code();
    return code ? units_of(model_.attribute("unit"), lower(*code)) : std::nullopt;
  }

  std::string_view why_no_unit() const {
    return currency_code() ? "how many units of the currency the provider counts in one is not known"
                           : "the currency is decided elsewhere";
  }

  std::string_view exemption_of(const Member& member) const {
    const std::optional<std::string> text = objects_.text(member);
    if (!text) return {};
    const Constant constant = values_.constant(objects_.origin(member));
    if (constant.kind == LiteralKind::null || constant.kind == LiteralKind::boolean) return "none";
    std::string words = spaced_words(*text);
    // Constants of Go carry their type's name.
    for (std::string_view head : {"sca exemption ", "exemption "}) {
      if (words.starts_with(head)) words.erase(0, head.size());
    }
    if (is_one_of(std::string_view(words), kNoExemption)) return "none";
    for (const ExemptionWord& known : kExemptions) {
      if (words == known.written) return known.exemption;
    }
    return "other";
  }

  void set_exemption(Fact& fact, const Member& member, std::string_view exemption) {
    Facts& facts = out_.facts;
    fact.set(Attr::exemption,
             exemption.empty() ? facts.unknown("which exemption is asked for is decided elsewhere")
                               : facts.text(exemption),
             origin(member));
    std::vector<Step> steps = member.set_at;
    steps.push_back({site_.function(), site_.at()});
    const auto is_about = [&](ValueAt value) {
      for (std::string_view each : out_.context.flow.classes_of(value.function, value.reg)) {
        if (each == "payment.amount") return true;
      }
      constexpr std::string_view kReasons[] = {"risk",   "score",     "trusted", "whitelisted",
                                               "exempt", "exemption", "sca",     "beneficiary",
                                               "amount", "fraud",     "low",     "small"};
      const std::vector<std::string> words = split_words(values_.name(value));
      return std::any_of(words.begin(), words.end(), [&](const std::string& word) {
        return is_one_of(std::string_view(word), kReasons);
      });
    };
    const Amounts::Guarded guarded = amounts_.guarded(amount(), steps, is_about);
    const auto constant = constant_amount();
    std::optional<double> highest = constant;
    if (!highest && guarded.highest && is_one_amount()) highest = guarded.highest;
    const auto units = unit();
    fact.set(Attr::limit,
             highest && units ? Value::real(*highest / *units)
             : highest        ? facts.unknown(why_no_unit())
                              : facts.unknown("the amount is decided elsewhere"),
             origin(member));
    // A constant amount needs no look at it.
    if (constant) return;
    if (guarded.asks_payment) {
      fact.set(Attr::conditional, Value::boolean(true), origin(member));
    } else if (!guarded.is_known || guarded.is_conditional) {
      fact.set(Attr::conditional, facts.unknown("what the condition has to do with the payment is not known"),
               origin(member));
    } else if (handlers_.of(site_.function()) == site_.function()) {
      fact.set(Attr::conditional, Value::boolean(false), origin(member));
    } else {
      fact.set(Attr::conditional, facts.unknown("who calls the function may decide"), origin(member));
    }
  }

  // Not one of several amounts that a variable may have.
  bool is_one_amount() const {
    const Member* each = amount();
    return each != nullptr && values_of(*each).size() == 1;
  }

  // A card number among what is passed, by its key or by what the value holds.
  void set_card(Fact& fact) {
    const bool has_card_words =
        find({"exp month", "expiry month", "cvc", "cvv", "expiration month"}) != nullptr;
    for (const Member& each : members_) {
      std::string_view name = each.name;
      if (name.starts_with("set") && name.size() > 3) name.remove_prefix(3);
      const auto by_name = out_.context.classifier.classify(name, {.entity = "card"});
      const auto classes = out_.context.flow.classes_of(each.value.function, each.value.reg);
      const bool holds_pan = std::find(classes.begin(), classes.end(), "account.chd.pan") != classes.end();
      const bool is_pan = by_name && by_name->data_class == "account.chd.pan" && by_name->state == "clear";
      if (is_pan && (!by_name->is_weak || has_card_words)) {
        fact.set(Attr::raw_pan, Value::boolean(true));
      } else if (holds_pan && fact.find(Attr::raw_pan) == nullptr) {
        fact.set(Attr::raw_pan, out_.facts.unknown("a value that may be a card number is passed"));
      }
    }
  }

  CallWriter& out_;
  const Values& values_;
  const WebHandlers& handlers_;
  const CallSite& site_;
  const CallModel& model_;
  const Objects objects_;
  const Amounts amounts_;
  std::vector<Member> members_;
  bool is_cut_ = false;  // there may be more members
  mutable std::map<std::pair<FunctionId, size_t>, std::optional<std::vector<Condition>>> conditions_;
};

}  // namespace

void write_payment(CallWriter& out, const Values& values, const WebHandlers& handlers, const CallSite& site,
                   const CallModel& model, bool is_followed) {
  if (is_followed) {
    PaymentReader(out, values, handlers, site, model).write();
    return;
  }
  Fact& fact = out.add(Kind::payment_call, site);
  fact.set(Attr::vendor, out.facts.text(model.attribute("vendor")));
  fact.set(Attr::operation, out.facts.text(model.attribute("operation")));
  say_unknown(out, fact);
}

}  // namespace payaudit

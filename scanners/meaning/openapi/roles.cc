#include "scanners/meaning/openapi/roles.h"

#include <algorithm>
#include <string>
#include <vector>

#include "scanners/meaning/classify/words.h"

namespace payaudit::openapi {
namespace {

// A role by the last words of the path that are no parameter: `/v1/payments/{id}/captures` ends with
// "captures". The first row that fits counts, so the narrow ones come first.
struct Row {
  std::string_view role;
  std::string_view ends;     // the words of the path's last step, joined, in the singular
  std::string_view needs;    // one of these words elsewhere in path, name or tags; "" for none
  std::string_view forbids;  // none of these words there
};

constexpr Row kRows[] = {
    // PSR art. 50: the payee's name is compared with the account's before the order is given.
    {"payee.verify",
     "verificationofpayee payeeverification verifypayee confirmationofpayee namecheck vop "
     "payeenamecheck verificationofpayeerequest",
     "", ""},
    {"payee.verify", "verification verify check", "payee", ""},
    // PSD2: access to accounts and payment orders under a consent.
    {"consent",
     "consent accountaccessconsent domesticpaymentconsent internationalpaymentconsent "
     "fundsconfirmationconsent consentrequest",
     "", "cookie marketing gdpr"},
    // OAuth's endpoints are words of payments as well: `token`, `authorize`.
    {"authentication", "token authorize authorise authorization introspect par",
     "oauth oauth2 oidc openid connect sso", ""},
    {"authentication", "login signin logon authenticate session otp mfa totp password",
     "auth authentication login "
     "signin user identity account customer otp mfa",
     "checkout payment applepay cart"},
    {"authentication", "login signin logon authenticate", "", ""},
    {"refund", "refund cancelorrefund reversal refundpayment", "", "list search policy reason"},
    {"refund", "reverse", "payment charge transaction", ""},
    {"payment.capture", "capture capturepayment", "", "screen lead pokemon image video"},
    {"payout.create", "payout payoutbatch disbursement payoutrequest", "",
     "schedule setting method eligibility"},
    {"token.create", "token tokenize tokenise cardtoken paymenttoken",
     "card payment vault tokenize tokenise tokenization",
     "oauth oauth2 auth login session access refresh user csrf"},
    {"token.create", "tokenize tokenise cardtoken paymenttoken", "", ""},
    {"payment_method.create", "paymentmethod storedpaymentmethod paymentinstrument", "",
     "setting config configuration domain available"},
    {"payment_method.create", "card", "customer wallet vault payment billing",
     "gift report loyalty issuing business"},
    {"payment.create",
     "payment charge paymentintent paymentorder paymentrequest sepacredittransfer "
     "instantsepacredittransfer crossbordercredittransfer domesticpayment internationalpayment "
     "authorise3d authorise3ds2 credittransfer",
     "", "setting method link terms"},
    {"payment.create", "authorise authorize confirm", "payment charge checkout", "oauth oauth2"},
    {"payment.create", "order", "checkout paypal", "track tracker book cancel"},
    {"payment.create", "transfer", "payment bank account money sepa wire", "reversal file ownership domain"},
};

// Where the path is made of parameters only, as the Berlin Group's `/{payment-service}/{payment-product}`.
struct NamedRow {
  std::string_view id;  // the words of the operation's name, joined
  std::string_view role;
};
constexpr NamedRow kNamedRows[] = {
    {"initiatepayment", "payment.create"},
    {"createpayment", "payment.create"},
    {"makepayment", "payment.create"},
    {"submitpayment", "payment.create"},
    {"createcharge", "payment.create"},
    {"refundpayment", "refund"},
    {"createrefund", "refund"},
    {"createpayout", "payout.create"},
    {"capturepayment", "payment.capture"},
    {"createconsent", "consent"},
};

// Words for orders to move money where an account is named with them; and words for what is about one.
constexpr std::string_view kTransfers =
    "transfer remittance remit wire payment debit credit standing withdrawal";
constexpr std::string_view kAboutTransfers =
    "list search validate validation check quote estimate fee status report template card file reverse "
    "reversal cancel account beneficiary payee recipient method profile purchase track";

constexpr std::string_view kVendors[] = {
    "stripe",   "adyen",       "paypal",   "braintree", "worldpay",   "mollie", "klarna",
    "checkout", "square",      "razorpay", "psp",       "gocardless", "fiserv", "worldline",
    "nuvei",    "cybersource", "payu",     "plaid",     "tink",       "wise",   "provider"};

using Words = std::vector<std::string>;

bool has(const Words& words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

// Calls each(word) for the words of a row's cell.
template <typename Each>
bool any(std::string_view cell, Each each) {
  while (!cell.empty()) {
    const size_t end = std::min(cell.find(' '), cell.size());
    if (end > 0 && each(cell.substr(0, end))) return true;
    cell.remove_prefix(std::min(end + 1, cell.size()));
  }
  return false;
}

std::string joined(const Words& words) {
  std::string all;
  for (const std::string& word : words) all += word;
  return all;
}

// The steps of a path that are no parameter and no version.
std::vector<std::string_view> steps_of(std::string_view route) {
  std::vector<std::string_view> steps;
  while (!route.empty()) {
    const size_t end = std::min(route.find('/'), route.size());
    const std::string_view step = route.substr(0, end);
    route.remove_prefix(std::min(end + 1, route.size()));
    const bool is_version =
        step.size() > 1 && step.size() < 5 && step[0] == 'v' && step[1] >= '0' && step[1] <= '9';
    if (!step.empty() && step[0] != '{' && step[0] != ':' && !is_version) steps.push_back(step);
  }
  return steps;
}

// A handler of notifications, not the management of subscriptions to them: a provider's name stands with the
// word, or the name of the operation says that it takes them.
bool is_webhook(const std::vector<std::string_view>& steps, const Words& id) {
  bool names_webhook = false, names_vendor = false;
  for (std::string_view step : steps) {
    const Words words = split_words(step);
    names_webhook |= has(words, "webhook") || joined(words) == "ipn" || joined(words) == "webhook";
    for (const std::string& word : words) {
      names_vendor |= std::find(std::begin(kVendors), std::end(kVendors), word) != std::end(kVendors);
    }
  }
  if (!names_webhook) return false;
  if (has(id, "create") || has(id, "register") || has(id, "update") || has(id, "subscribe")) return false;
  return names_vendor || has(id, "receive") || has(id, "handle") || has(id, "process") || has(id, "handler");
}

// `POST /paymentMethods` with the summary "Get a list of payment methods" makes none.
bool says_it_reads(std::string_view summary) {
  const Words words = split_words(summary.substr(0, summary.find(' ')));
  if (words.size() != 1) return false;
  for (std::string_view verb : {"get", "list", "retrieve", "search", "fetch", "find", "query", "read"}) {
    if (words.front() == verb || words.front() == std::string(verb) + "s") return true;
  }
  return false;
}

}  // namespace

std::string_view role_of(const OperationNames& names) {
  const std::vector<std::string_view> steps = steps_of(names.route);
  const Words id = split_words(names.id);
  if (names.method == "post" && is_webhook(steps, id)) return "webhook";
  const std::string last = steps.empty() ? std::string() : joined(split_words(steps.back()));
  // A step that ends the path counts; before a parameter it names a collection, of which an item is changed.
  const bool ends_with_parameter = names.route.ends_with('}');
  Words all = id;
  for (std::string_view step : steps) {
    for (std::string& word : split_words(step)) all.push_back(std::move(word));
  }
  for (std::string_view tag : names.tags) {
    for (std::string& word : split_words(tag)) all.push_back(std::move(word));
  }
  for (const Row& row : kRows) {
    if (!any(row.ends, [&](std::string_view end) { return end == last; })) continue;
    if (!row.needs.empty() && !any(row.needs, [&](std::string_view word) { return has(all, word); }))
      continue;
    if (any(row.forbids, [&](std::string_view word) { return has(all, word); })) continue;
    // Reading one is not making one; only OAuth's authorization is asked for with a GET.
    const bool is_made = names.method == "post" || names.method == "put";
    const bool is_authorization =
        row.role == "authentication" && names.method == "get" && last.starts_with("authori");
    if (!is_made && !is_authorization) return {};
    if (says_it_reads(names.summary)) return {};
    if (ends_with_parameter && names.method == "post") return {};  // `POST /refunds/{id}` updates one
    return row.role;
  }
  if (names.method == "post") {
    const std::string name = joined(id);
    for (const NamedRow& row : kNamedRows) {
      if (row.id == name) return row.role;
    }
  }
  return {};
}

std::string_view role_of_card_data(std::string_view method, std::string_view route) {
  if (method != "post") return {};
  return route.ends_with("/tokens") || route.ends_with("/token") ? "token.create" : std::string_view();
}

std::string_view role_of_account_data(const OperationNames& names) {
  if (names.method != "post" || names.route.ends_with('}') || says_it_reads(names.summary)) return {};
  const std::vector<std::string_view> steps = steps_of(names.route);
  Words words = steps.empty() ? split_words(names.id) : split_words(steps.back());
  if (!steps.empty() && !any(kTransfers, [&](std::string_view word) { return has(words, word); }))
    words = split_words(names.id);
  const bool is_transfer = any(kTransfers, [&](std::string_view word) { return has(words, word); });
  const bool is_about = any(kAboutTransfers, [&](std::string_view word) { return has(words, word); });
  return is_transfer && !is_about ? "payment.create" : std::string_view();
}

}  // namespace payaudit::openapi

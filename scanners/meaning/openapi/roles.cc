#include "scanners/meaning/openapi/roles.h"

#include <algorithm>
#include <string>
#include <vector>

#include "scanners/meaning/classify/words.h"

namespace payaudit::openapi {
namespace {

using Words = std::vector<std::string>;
using Known = OperationWords::Words;

// Whether one of the words is known.
bool has_any(const Words& words, const Known& known) {
  return std::any_of(words.begin(), words.end(),
                     [&](const std::string& word) { return known.contains(word); });
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

bool is_webhook(const OperationWords& known, const std::vector<std::string_view>& steps, const Words& id) {
  bool names_webhook = false, names_sender = false;
  for (std::string_view step : steps) {
    const Words words = split_words(step);
    names_webhook |= has_any(words, known.webhooks) || known.webhooks.contains(joined(words));
    names_sender |= has_any(words, known.webhook_senders);
  }
  if (!names_webhook || has_any(id, known.webhook_managed_by)) return false;
  return names_sender || has_any(id, known.webhook_taken_by);
}

bool says_it_reads(const OperationWords& known, std::string_view summary) {
  const Words words = split_words(summary.substr(0, summary.find(' ')));
  if (words.size() != 1) return false;
  const std::string_view verb = words.front();
  return known.reading_verbs.contains(verb) ||
         (verb.ends_with('s') && known.reading_verbs.contains(verb.substr(0, verb.size() - 1)));
}

}  // namespace

std::string_view role_of(const OperationWords& known, const OperationNames& names) {
  const std::vector<std::string_view> steps = steps_of(names.route);
  const Words id = split_words(names.id);
  if (names.method == "post" && is_webhook(known, steps, id)) return "webhook";
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
  for (const OperationWords::Role& row : known.roles) {
    if (!row.ends.contains(last)) continue;
    if (!row.needs.empty() && !has_any(all, row.needs)) continue;
    if (has_any(all, row.forbids)) continue;
    // Reading one is not making one; only OAuth's authorization is asked for with a GET.
    const bool is_made = names.method == "post" || names.method == "put";
    const bool is_authorization =
        row.role == "authentication" && names.method == "get" && last.starts_with("authori");
    if (!is_made && !is_authorization) return {};
    if (says_it_reads(known, names.summary)) return {};
    if (ends_with_parameter && names.method == "post") return {};  // `POST /refunds/{id}` updates one
    return row.role;
  }
  if (names.method == "post") {
    if (const auto at = known.names.find(joined(id)); at != known.names.end()) return at->second;
  }
  return {};
}

std::string_view role_of_card_data(std::string_view method, std::string_view route) {
  if (method != "post") return {};
  return route.ends_with("/tokens") || route.ends_with("/token") ? "token.create" : std::string_view();
}

std::string_view role_of_account_data(const OperationWords& known, const OperationNames& names) {
  if (names.method != "post" || names.route.ends_with('}') || says_it_reads(known, names.summary)) return {};
  const std::vector<std::string_view> steps = steps_of(names.route);
  Words words = steps.empty() ? split_words(names.id) : split_words(steps.back());
  if (!steps.empty() && !has_any(words, known.transfers)) words = split_words(names.id);
  const bool is_transfer = has_any(words, known.transfers);
  const bool is_about = has_any(words, known.about_transfers);
  return is_transfer && !is_about ? "payment.create" : std::string_view();
}

}  // namespace payaudit::openapi

#include "scanners/meaning/openapi/openapi.h"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_set>

#include "scanners/meaning/openapi/field_facts.h"
#include "scanners/meaning/openapi/operations.h"
#include "scanners/meaning/openapi/roles.h"
#include "scanners/meaning/openapi/security.h"
#include "scanners/meaning/openapi/servers.h"

namespace payaudit {
namespace openapi {
namespace {

// An OpenAPI document of a version that is known; a gap for one of a version that is not.
bool is_document(Trees& trees, At root, Facts& facts) {
  const At openapi = trees.find(root, "openapi");
  const At version = openapi ? openapi : trees.find(root, "swagger");
  // Other formats have maps with such a key (settings of a generator); a description has `info` or `paths` as
  // well.
  if (!version || trees.text(version).empty()) return false;
  if (!trees.find(root, "paths") && !trees.find(root, "info")) return false;
  const std::string_view text = trees.text(version);
  if (openapi ? text.starts_with("3.") || text == "3" : text == "2.0" || text == "2") return true;
  facts.add(Kind::gap, trees.place(version), "openapi version")
      .set(Attr::reason, facts.text(word(GapReason::unsupported)))
      .set(Attr::detail, facts.text(fmt::format("version `{}` of OpenAPI is not known", text)));
  return false;
}

std::vector<std::string_view> names(const ClassSet& set, const Classifier& classifier) {
  std::vector<std::string_view> all;
  for (size_t i = 0; i < set.size(); ++i) {
    if (set[i]) all.push_back(classifier.table().classes[i].name);
  }
  std::sort(all.begin(), all.end());
  return all;
}

// One OpenAPI document after the other, over one graph: schemas in files that several documents share are
// read once.
class Reader {
 public:
  Reader(const Units& units, const Classifier& classifier, const OperationWords& words, Facts& facts)
      : facts_(facts),
        classifier_(classifier),
        words_(words),
        trees_(units, facts),
        graph_(trees_, classifier) {}

  void read(const Units& units);

 private:
  void reach();
  void add_operations();
  void add_operation(const Operation& operation, const ClearClasses& request, const ClearClasses& response);
  Value list_of(const ClearClasses& classes);
  void add_webhook(const Operation& operation);
  void add_listeners(const Operation& operation, const Servers& servers);

  Facts& facts_;
  const Classifier& classifier_;
  const OperationWords& words_;
  Trees trees_;
  Graph graph_;
  Operations operations_;
  std::vector<Security> security_;       // of each document
  std::vector<uint32_t> documents_;      // parallel to operations_: index in security_
  std::unordered_set<uint64_t> served_;  // servers and documents that have their listener
};

void Reader::read(const Units& units) {
  OperationReader reader(words_, trees_, graph_, operations_);
  for (uint32_t unit = 0; unit < units.units.size(); ++unit) {
    const Tree* tree = units.units[unit].tree();
    if (tree == nullptr) continue;
    const std::string_view format = units.units[unit].format;
    if (format != "yaml" && format != "json") continue;
    for (NodeId root : tree->roots()) {
      if (!is_document(trees_, {unit, root}, facts_)) continue;
      security_.emplace_back(trees_, At{unit, root});
      security_.back().add_flows(facts_);
      reader.read({unit, root});
      documents_.resize(operations_.operations.size(), static_cast<uint32_t>(security_.size() - 1));
    }
  }
  reach();
  add_operations();
  add_field_facts(trees_, graph_, operations_, facts_);
  add_address_facts(trees_, graph_, facts_);
}

// First what is certain to be there, so that a field's operation is one that has it without being asked to
// expand.
void Reader::reach() {
  for (bool with_expanded : {false, true}) {
    for (uint32_t i = 0; i < operations_.operations.size(); ++i) {
      for (const Root& root : operations_.operations[i].roots)
        graph_.reach(root.schema, root.medium, i, with_expanded);
    }
  }
}

void Reader::add_operations() {
  const std::vector<ClearClasses> requests = graph_.classes_below(Medium::request);
  const std::vector<ClearClasses> responses = graph_.classes_below(Medium::response);
  for (Operation& operation : operations_.operations) {
    if (operation.is_event) continue;
    ClearClasses request, response;
    for (const Root& root : operation.roots) {
      (root.medium == Medium::response ? response |= responses[root.schema]
                                       : request |= requests[root.schema]);
    }
    for (uint32_t parameter : operation.parameters) {
      if (const auto number = graph_.clear_class(graph_.classified()[parameter])) {
        request.possible.set(*number);
        request.certain.set(*number);
      }
    }
    const std::vector<std::string_view> classes = names(request.possible, classifier_);
    if (operation.role.empty() && std::count(classes.begin(), classes.end(), "account.chd.pan") > 0) {
      operation.role = role_of_card_data(operation.method, operation.route);
    }
    const bool names_account = std::count(classes.begin(), classes.end(), "account.iban") > 0 ||
                               std::count(classes.begin(), classes.end(), "payment.payee") > 0;
    if (operation.role.empty() && names_account) {
      operation.role = role_of_account_data(words_, {operation.method,
                                                     operation.route,
                                                     trees_.text(operation.at, "operationId"),
                                                     trees_.text(operation.at, "summary"),
                                                     {}});
    }
    add_operation(operation, request, response);
    if (operation.role == "webhook") add_webhook(operation);
  }
}

// Classes that are only possible are unknown entries of the list.
Value Reader::list_of(const ClearClasses& classes) {
  std::vector<Value> values;
  for (std::string_view name : names(classes.certain, classifier_)) values.push_back(facts_.text(name));
  for (std::string_view name : names(classes.possible & ~classes.certain, classifier_)) {
    values.push_back(
        facts_.unknown(fmt::format("a description speaks of masking, truncation or encryption of {}", name)));
  }
  return facts_.list(values);
}

void Reader::add_operation(const Operation& operation, const ClearClasses& request,
                           const ClearClasses& response) {
  const size_t index = static_cast<size_t>(&operation - operations_.operations.data());
  Fact& fact = facts_.add(Kind::operation, trees_.key_place(operation.at),
                          fmt::format("{} {}", operation.method, operation.route));
  fact.set(Attr::name, facts_.text(operation.name))
      .set(Attr::method, facts_.text(operation.method))
      .set(Attr::route, facts_.text(operation.route));
  if (!operation.role.empty()) fact.set(Attr::role, facts_.text(operation.role));

  const Servers servers = servers_of(trees_, operation.document, operation.path_item, operation.at, facts_);
  const std::vector<std::string_view> urls(servers.urls.begin(), servers.urls.end());
  fact.set(Attr::servers, facts_.texts(urls),
           servers.at ? facts_.origin(OriginKind::literal, trees_.place(servers.at))
                      : Origin{OriginKind::missing, false, {}, {}, {}});
  fact.set(Attr::plaintext, servers.plaintext);
  add_listeners(operation, servers);

  const Access access = security_[documents_[index]].of(operation.at, facts_);
  std::vector<Value> schemes;
  for (const std::string_view each : access.schemes) schemes.push_back(facts_.text(each));
  if (access.has_unknown_scheme)
    schemes.push_back(facts_.unknown("`security` names a scheme that is not known"));
  fact.set(Attr::authenticated, access.authenticated)
      .set(Attr::security, facts_.list(schemes), access.authenticated.origin);
  fact.set(Attr::request_classes, list_of(request)).set(Attr::response_classes, list_of(response));

  // Other methods are idempotent by their definition (RFC 9110 section 9.2.2).
  if (operation.method != "post" && operation.method != "patch") return;
  switch (operation.idempotency) {
    case Idempotency::key:
      fact.set(Attr::idempotency_key, Value::boolean(true),
               facts_.origin(OriginKind::literal, trees_.place(operation.idempotency_at)));
      break;
    case Idempotency::none:
      fact.set(Attr::idempotency_key, Value::boolean(false),
               {OriginKind::fallback, false, {}, "`Idempotency-Key` or a field like it is not declared", {}});
      break;
    case Idempotency::unclear: fact.set(Attr::idempotency_key, facts_.unknown(operation.reason)); break;
  }
}

// One for each server, however many operations it has; one for a description that names none.
void Reader::add_listeners(const Operation& operation, const Servers& servers) {
  const auto add = [&](At at, Place place, std::string_view name) -> Fact* {
    if (!served_.insert(at.key()).second) return nullptr;
    Fact& fact = facts_.add(Kind::listener, place, fmt::format("server {}", name));
    return &fact.set(Attr::name, facts_.text(name)).set(Attr::type, facts_.text("api"));
  };
  for (const Server& server : servers.all) {
    Fact* fact = add(server.at, trees_.place(server.at), server.url);
    if (fact == nullptr) continue;
    fact->set(Attr::plaintext, server.plaintext);
    if (server.is_local) fact->set(Attr::local, Value::boolean(true));
  }
  if (!servers.all.empty()) return;
  const At openapi = trees_.find(operation.document, "openapi");
  const At version = openapi ? openapi : trees_.find(operation.document, "swagger");
  const std::string_view title = trees_.text(trees_.find(operation.document, "info"), "title");
  Fact* fact = add(operation.document, trees_.key_place(version), title.empty() ? "the API" : title);
  if (fact != nullptr) fact->set(Attr::plaintext, servers.plaintext);
}

void Reader::add_webhook(const Operation& operation) {
  facts_.add(Kind::webhook, trees_.key_place(operation.at), fmt::format("webhook {}", operation.route))
      .set(Attr::name, facts_.text(operation.name))
      .set(Attr::route, facts_.text(operation.route))
      .set(Attr::verified, Value::unknown("an API description does not say whether signatures are verified"));
}

}  // namespace
}  // namespace openapi

Facts openapi_facts(const Units& units, const Classifier& classifier, const OperationWords& words) {
  Facts facts;
  openapi::Reader(units, classifier, words, facts).read(units);
  facts.sort();
  return facts;
}

}  // namespace payaudit

#include "scanners/meaning/openapi/operations.h"

#include <fmt/format.h>

#include <algorithm>

#include "scanners/meaning/classify/words.h"
#include "scanners/meaning/openapi/roles.h"

namespace payaudit::openapi {
namespace {

constexpr std::string_view kMethods[] = {"get", "put", "post", "delete", "options", "head", "patch", "trace"};
constexpr size_t kMostParameters = 500;

std::string joined(std::string_view name) {
  std::string all;
  for (const std::string& word : split_words(name)) all += word;
  return all;
}

// The word that a path gives to what hangs on it: `cards` for `/cards/{number}` and what is posted to
// `/cards`.
std::string_view subject_of(std::string_view route, std::string_view before_parameter = {}) {
  if (!before_parameter.empty()) {
    const std::string braced = fmt::format("{{{}}}", before_parameter);
    route = route.substr(0, route.find(braced));
  }
  while (!route.empty()) {
    const size_t slash = route.rfind('/');
    const std::string_view step = slash == std::string_view::npos ? route : route.substr(slash + 1);
    if (!step.empty() && step.front() != '{') return step;
    if (slash == std::string_view::npos) break;
    route = route.substr(0, slash);
  }
  return {};
}

bool speaks_of_idempotency(std::string_view text) {
  return text.find("idempoten") != std::string_view::npos || text.find("Idempoten") != std::string_view::npos;
}

}  // namespace

void OperationReader::read(At document) {
  document_ = document;
  trees_.each(trees_.find(document, "paths"),
              [&](At item) { read_path_item(item, trees_.node(item).key, false); });
  trees_.each(trees_.find(document, "webhooks"),
              [&](At item) { read_path_item(item, trees_.node(item).key, true); });
}

void OperationReader::read_path_item(At written, std::string_view route, bool is_event) {
  const At item = trees_.resolve(written);
  if (!item || route.starts_with("x-")) return;
  trees_.judge_each(
      item,
      [&](At operation) {
        const std::string_view key = trees_.node(operation).key;
        const bool is_method = std::find(std::begin(kMethods), std::end(kMethods), key) != std::end(kMethods);
        if (is_method && trees_.is(operation, NodeKind::map))
          read_operation(item, operation, route, is_event);
      },
      64);
}

void OperationReader::read_operation(At path_item, At at, std::string_view route, bool is_event) {
  Operation operation;
  operation.document = document_;
  operation.path_item = path_item;
  operation.at = at;
  operation.method = trees_.node(at).key;
  operation.route = route;
  operation.is_event = is_event;
  const std::string_view id = trees_.text(at, "operationId");
  std::string upper(operation.method);
  std::transform(upper.begin(), upper.end(), upper.begin(),
                 [](char c) { return static_cast<char>(c - 'a' + 'A'); });
  operation.name = id.empty() ? fmt::format("{} {}", upper, route) : std::string(id);
  std::vector<std::string_view> tags;
  trees_.each(
      trees_.find(at, "tags"), [&](At tag) { tags.push_back(trees_.text(tag)); }, 16);
  if (!is_event)
    operation.role = role_of(words_, {operation.method, route, id, trees_.text(at, "summary"), tags});

  // The operation's own parameters come first; both lists hold for it.
  std::vector<At> parameters;
  bool has_unresolved = false;
  for (At owner : {at, path_item}) {
    trees_.judge_each(
        trees_.find(owner, "parameters"),
        [&](At written) {
          const At parameter = trees_.resolve(written);
          if (parameter) parameters.push_back(parameter);
          has_unresolved |= !parameter;
        },
        kMostParameters);
  }
  read_parameters(parameters, operation);
  const Medium request = is_event ? Medium::event : Medium::request;
  if (const At body = trees_.find(at, "requestBody")) read_content(trees_.resolve(body), request, operation);
  trees_.judge_each(
      trees_.find(at, "responses"),
      [&](At response) { read_content(trees_.resolve(response), Medium::response, operation); }, 100);
  if (has_unresolved) {
    operation.idempotency = Idempotency::unclear;
    operation.reason = "a parameter could not be read";
  }
  read_idempotency(parameters, operation);
  into_.operations.push_back(std::move(operation));
  trees_.judge_each(
      trees_.find(at, "callbacks"),
      [&](At callback) {
        trees_.judge_each(
            trees_.resolve(callback), [&](At item) { read_path_item(item, trees_.node(item).key, true); },
            100);
      },
      100);
}

void OperationReader::read_parameters(const std::vector<At>& parameters, Operation& operation) {
  std::vector<std::string_view> names;
  for (At parameter : parameters) names.push_back(trees_.text(parameter, "name"));
  for (At parameter : parameters) read_parameter(parameter, names, operation);
}

void OperationReader::read_parameter(At parameter, std::span<const std::string_view> names,
                                     Operation& operation) {
  const std::string_view in = trees_.text(parameter, "in");
  const At name = trees_.find(parameter, "name");
  if (in == "body") return add_root(trees_.find(parameter, "schema"), Medium::request, operation);
  Medium medium = operation.is_event ? Medium::event : Medium::request;  // formData
  if (in == "query") medium = Medium::query;
  if (in == "path") medium = Medium::path;
  if (in == "header" || in == "cookie") medium = Medium::header;
  if (trees_.text(name).empty()) return;

  At schema = trees_.find(parameter, "schema");
  if (!schema) {
    trees_.each(
        trees_.find(parameter, "content"), [&](At media) { schema = trees_.find(media, "schema"); }, 1);
  }
  ValueShape shape = shape_of(trees_, schema ? schema : parameter);
  const bool is_cut = shape.is_cut;
  if (shape.is_object) return add_root(schema, medium, operation);
  const auto [seen, is_new] = seen_parameters_.try_emplace(parameter.key(), kNone);
  if (is_new) {
    if (const At description = trees_.find(parameter, "description"))
      shape.description = trees_.text(description);
    if (const At example = trees_.find(parameter, "example")) shape.example = trees_.text(example);
    const std::string_view text = trees_.text(name);
    const std::string_view entity = subject_of(operation.route, in == "path" ? text : std::string_view());
    seen->second = graph_.classify(text, entity, names, std::move(shape));
    if (seen->second != kNone) {
      if (is_cut) trees_.cut(parameter, "the schemas of one value are more or deeper than are followed");
      Field field;
      field.at = name;
      field.name = text;
      field.classified = seen->second;
      into_.parameters.push_back({field, medium, operation.route});
      into_.parameter_operations.push_back(static_cast<uint32_t>(into_.operations.size()));
    }
  }
  if (seen->second != kNone) operation.parameters.push_back(seen->second);
}

void OperationReader::read_content(At owner, Medium medium, Operation& operation) {
  if (!owner) return;
  if (const At schema = trees_.find(owner, "schema")) add_root(schema, medium, operation);  // OpenAPI 2
  trees_.judge_each(
      trees_.find(owner, "content"),
      [&](At media) {
        if (const At schema = trees_.find(media, "schema")) add_root(schema, medium, operation);
      },
      32);
}

void OperationReader::add_root(At schema, Medium medium, Operation& operation) {
  const uint32_t id = graph_.schema(schema, {operation.name, std::string(subject_of(operation.route))});
  if (id != kNone) operation.roots.push_back({id, medium});
}

// A header or field made for it. `X-Request-ID` is one in the Berlin Group's framework only; elsewhere it is
// for tracing.
void OperationReader::read_idempotency(const std::vector<At>& parameters, Operation& operation) {
  bool is_berlin_group = false;
  At request_id;
  const auto found = [&](At at) {
    operation.idempotency = Idempotency::key;
    operation.idempotency_at = at;
  };
  for (At parameter : parameters) {
    const At at = trees_.find(parameter, "name");
    const std::string name = joined(trees_.text(at));
    if (name.find("idempotency") != std::string::npos || name == "paypalrequestid") return found(at);
    if (name == "xrequestid") request_id = at;
    is_berlin_group |= name.starts_with("psu") || name.starts_with("tpp");
  }
  if (request_id && is_berlin_group) return found(request_id);
  for (const Root& root : operation.roots) {
    if (root.medium != Medium::request) continue;
    for (const Field& field : graph_.schemas()[root.schema].fields) {
      const std::string name = joined(field.name);
      if (name.starts_with("idempotency")) return found(field.at);
    }
  }
  if (operation.idempotency == Idempotency::unclear) return;
  if (request_id) {
    operation.idempotency = Idempotency::unclear;
    operation.reason = "`X-Request-ID` may be for tracing only";
  } else if (speaks_of_idempotency(trees_.text(operation.at, "description")) ||
             speaks_of_idempotency(trees_.text(trees_.find(document_, "info"), "description"))) {
    operation.idempotency = Idempotency::unclear;
    operation.reason = "the description speaks of idempotency, but no parameter is for it";
  }
}

}  // namespace payaudit::openapi

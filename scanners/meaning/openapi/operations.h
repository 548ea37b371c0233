// Reads the operations of a document: what they are called, what they take and give, as roots in the graph of
// schemas. Makes no facts.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "scanners/meaning/openapi/graph.h"
#include "scanners/meaning/openapi/operation_words.h"

namespace payaudit::openapi {

// A root of the graph, in the medium that it is reached by.
struct Root {
  uint32_t schema = kNone;
  Medium medium = Medium::request;
};

// A classified parameter. One that several operations share is listed with the first of them only.
struct Parameter {
  Field field;
  Medium medium = Medium::query;
  std::string_view container;  // the path
};

enum class Idempotency : uint8_t {
  none,     // no parameter for it
  key,      // takes one
  unclear,  // `reason` says why
};

struct Operation {
  At document;
  At path_item;
  At at;  // the entry of the method
  std::string_view method;
  std::string_view route;
  std::string name;       // operationId, else "POST /payments"
  std::string_view role;  // "" for none
  bool is_event = false;  // of `webhooks` or `callbacks`: a request that the API makes itself
  std::vector<Root> roots;
  std::vector<uint32_t> parameters;  // indices of Graph::classified
  Idempotency idempotency = Idempotency::none;
  At idempotency_at;
  std::string_view reason;
};

struct Operations {
  std::vector<Operation> operations;  // in the order of the document
  std::vector<Parameter> parameters;
  std::vector<uint32_t> parameter_operations;  // parallel: index of the first operation
};

// Adds the operations of `paths`, `webhooks` and `callbacks`. `document` is the root of an OpenAPI document.
class OperationReader {
 public:
  OperationReader(const OperationWords& words, Trees& trees, Graph& graph, Operations& into)
      : words_(words), trees_(trees), graph_(graph), into_(into) {}
  void read(At document);

 private:
  void read_path_item(At written, std::string_view route, bool is_event);
  void read_operation(At path_item, At at, std::string_view route, bool is_event);
  void read_parameters(const std::vector<At>& parameters, Operation& operation);
  void read_parameter(At parameter, std::span<const std::string_view> names, Operation& operation);
  void read_content(At owner, Medium medium, Operation& operation);
  void add_root(At schema, Medium medium, Operation& operation);
  void read_idempotency(const std::vector<At>& parameters, Operation& operation);

  const OperationWords& words_;
  Trees& trees_;
  Graph& graph_;
  Operations& into_;
  At document_;
  std::unordered_map<uint64_t, uint32_t> seen_parameters_;  // to the index in Graph::classified, or kNone
};

}  // namespace payaudit::openapi

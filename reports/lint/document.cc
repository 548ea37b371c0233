#include "reports/lint/document.h"

#include <fmt/format.h>

#include <boost/json.hpp>

namespace payaudit {
namespace json = boost::json;
namespace {

constexpr size_t kDepth = 64;

const json::value* as_value(const void* value) {
  return static_cast<const json::value*>(value);
}

}  // namespace

bool JsonNode::is_null() const {
  return value_ != nullptr && as_value(value_)->is_null();
}

bool JsonNode::is_object() const {
  return value_ != nullptr && as_value(value_)->is_object();
}

bool JsonNode::is_array() const {
  return value_ != nullptr && as_value(value_)->is_array();
}

bool JsonNode::is_text() const {
  return value_ != nullptr && as_value(value_)->is_string();
}

bool JsonNode::is_number() const {
  return value_ != nullptr && as_value(value_)->is_number();
}

JsonNode JsonNode::operator[](std::string_view name) const {
  if (!is_object()) return {};
  return JsonNode(as_value(value_)->get_object().if_contains({name.data(), name.size()}));
}

size_t JsonNode::size() const {
  if (is_array()) return as_value(value_)->get_array().size();
  if (is_object()) return as_value(value_)->get_object().size();
  return 0;
}

JsonNode JsonNode::at(size_t index) const {
  if (index >= size()) return {};
  if (is_array()) return JsonNode(&as_value(value_)->get_array()[index]);
  return JsonNode(&(as_value(value_)->get_object().begin() + static_cast<std::ptrdiff_t>(index))->value());
}

std::string_view JsonNode::name(size_t index) const {
  if (!is_object() || index >= size()) return {};
  const auto key = (as_value(value_)->get_object().begin() + static_cast<std::ptrdiff_t>(index))->key();
  return {key.data(), key.size()};
}

std::string_view JsonNode::text() const {
  if (!is_text()) return {};
  const json::string& text = as_value(value_)->get_string();
  return {text.data(), text.size()};
}

std::optional<int64_t> JsonNode::integer() const {
  if (value_ == nullptr || !as_value(value_)->is_int64()) return std::nullopt;
  return as_value(value_)->get_int64();
}

std::string JsonNode::print() const {
  return value_ == nullptr ? "" : json::serialize(*as_value(value_));
}

std::optional<JsonDocument> JsonDocument::parse(std::string_view bytes, std::string& error) {
  json::parse_options options;
  options.max_depth = kDepth;
  json::stream_parser parser({}, options);
  json::error_code failure;
  const size_t read = parser.write_some(bytes.data(), bytes.size(), failure);
  if (!failure && read < bytes.size()) failure = json::error::extra_data;
  if (!failure) parser.finish(failure);
  if (failure) {
    error = fmt::format("byte {}: {}", read, failure.message());
    return std::nullopt;
  }
  JsonDocument document;
  document.value_ = std::make_shared<const json::value>(parser.release());
  return document;
}

}  // namespace payaudit

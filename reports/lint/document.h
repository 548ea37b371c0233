// A JSON document to look into, of any origin. Missing members are nodes too, so that a check can ask for
// `run["tool"]["driver"]` of a document that is not what it should be.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace payaudit {

// A view into a JsonDocument; ends with it. Cheap to copy.
class JsonNode {
 public:
  JsonNode() = default;

  bool is_missing() const { return value_ == nullptr; }
  bool is_null() const;
  bool is_object() const;
  bool is_array() const;
  bool is_text() const;
  bool is_number() const;

  // Missing, if this is no object or has no such member.
  JsonNode operator[](std::string_view name) const;
  // Elements of an array or members of an object, in their order; 0 of anything else.
  size_t size() const;
  JsonNode at(size_t index) const;            // missing, if out of range
  std::string_view name(size_t index) const;  // of a member; empty, if this is no object

  std::string_view text() const;           // empty, if this is no text
  std::optional<int64_t> integer() const;  // nothing, if this is no integer of 64 bits
  std::string print() const;               // as JSON, in the order of the document

 private:
  friend class JsonDocument;
  explicit JsonNode(const void* value) : value_(value) {}

  const void* value_ = nullptr;
};

class JsonDocument {
 public:
  // Nothing, if the bytes are not JSON (RFC 8259) or nested deeper than 64; then `error` says what and where.
  // Of members with the same name the last one counts.
  static std::optional<JsonDocument> parse(std::string_view bytes, std::string& error);

  JsonNode root() const& { return JsonNode(value_.get()); }
  JsonNode root() const&& = delete;

 private:
  std::shared_ptr<const void> value_;
};

}  // namespace payaudit

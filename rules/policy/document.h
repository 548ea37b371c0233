// Our own YAML files as data: policies and settings, one document a file. A document is the same whether it
// was read from YAML (yaml.h) or from the packed form in the binary (pack.h); loaders cannot tell and need
// not.
//
// Scalars stay texts: what a text means (number, date, word) is the loader's to say, so `2.10` never
// becomes 2.1. Not here: anchors, aliases, tags, several documents (yaml.h refuses them), writing YAML.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace payaudit {

enum class YamlKind : uint8_t { null, scalar, sequence, map };

// How a node lies in memory and in the binary. A node's children follow each other: items of a sequence; key,
// value, key, value … of a map.
struct PackedNode {
  uint32_t text = 0;  // scalar: offset and size in the texts
  uint32_t size = 0;
  uint32_t first = 0;  // index of the first child
  uint32_t count = 0;  // number of children
  uint32_t line = 1;
  uint16_t column = 1;  // 65535: that or more
  YamlKind kind = YamlKind::null;
  bool is_quoted = false;
};
static_assert(sizeof(PackedNode) == 24);

class YamlNode;

// Cheap to copy: copies share the same immutable body. Nodes stay valid as long as a copy of their document
// lives.
class Document {
 public:
  struct Body {
    std::string path;  // as messages show it: policies/rules/container/container-privileged.yaml
    std::string name;  // inside the pack, with forward slashes: rules/container/container-privileged.yaml
    int layer = 0;     // a higher layer replaces what a lower one defines under the same id
    std::span<const PackedNode> nodes;  // the first is the root
    std::string_view texts;
    std::string source;  // whole input, for carets; empty when it came from the packed form
    std::vector<PackedNode> own_nodes;
    std::string own_texts;
  };

  explicit Document(std::shared_ptr<const Body> body) : body_(std::move(body)) {}

  const std::string& path() const& { return body_->path; }
  const std::string& path() const&& = delete;
  const std::string& name() const& { return body_->name; }
  const std::string& name() const&& = delete;
  int layer() const { return body_->layer; }
  YamlNode root() const&;
  const Body& body() const& { return *body_; }
  const Body& body() const&& = delete;

 private:
  std::shared_ptr<const Body> body_;
};

// One value of a document.
class YamlNode {
 public:
  YamlNode(const Document::Body& body, uint32_t index) : body_(&body), index_(index) {}

  YamlKind kind() const { return packed().kind; }
  bool is_map() const { return kind() == YamlKind::map; }
  bool is_sequence() const { return kind() == YamlKind::sequence; }
  bool is_scalar() const { return kind() == YamlKind::scalar; }
  bool is_quoted() const { return packed().is_quoted; }
  // Of a scalar; empty for all else.
  std::string_view text() const { return body_->texts.substr(packed().text, packed().size); }
  // 1-based; the column counts Unicode code points.
  uint32_t line() const { return packed().line; }
  uint32_t column() const { return packed().column; }

  // Items of a sequence or pairs of a map, in the order they are written.
  size_t size() const { return is_map() ? packed().count / 2 : packed().count; }
  YamlNode item(size_t i) const { return child(i); }
  YamlNode key(size_t i) const { return child(2 * i); }
  YamlNode value(size_t i) const { return child(2 * i + 1); }
  // The first value of that key.
  std::optional<YamlNode> find(std::string_view key) const;

  const Document::Body& body() const { return *body_; }

 private:
  const PackedNode& packed() const { return body_->nodes[index_]; }
  YamlNode child(size_t i) const { return {*body_, packed().first + static_cast<uint32_t>(i)}; }

  const Document::Body* body_;
  uint32_t index_;
};

inline YamlNode Document::root() const& {
  return {*body_, 0};
}

// What a reader of events fills: nodes in the order of their beginnings, children linked by `finish`.
class DocumentBuilder {
 public:
  void scalar(std::string_view text, uint32_t line, uint32_t column, bool is_quoted);
  void null(uint32_t line, uint32_t column);
  void open(YamlKind kind, uint32_t line, uint32_t column);
  void close();
  size_t depth() const { return open_.size(); }
  bool has_root() const { return !drafts_.empty(); }

  // Every map must have as many keys as values; an empty input is a null document.
  Document finish(std::string path, std::string name, int layer, std::string source);

 private:
  struct Draft {
    PackedNode node;
    std::vector<uint32_t> children;
  };
  void add(PackedNode node);

  std::vector<Draft> drafts_;
  std::vector<uint32_t> open_;
  std::string texts_;
};

}  // namespace payaudit

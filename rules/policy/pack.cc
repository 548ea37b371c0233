#include "rules/policy/pack.h"

#include <cstring>
#include <map>
#include <string_view>

namespace payaudit {
namespace {

constexpr uint64_t kMagic = 0x31304B4341505950;  // "PYPACK01"

struct Header {
  uint64_t magic;
  uint32_t documents;
  uint32_t nodes;
  uint32_t texts;
  uint32_t reserved;
};

struct Entry {
  uint32_t path, path_size;
  uint32_t name, name_size;
  uint32_t first_node, node_count;
};

static_assert(sizeof(Header) % alignof(Entry) == 0 && alignof(Header) == 8);
static_assert(sizeof(Entry) % alignof(PackedNode) == 0);

// Every text once: names of keys are most of them.
class Texts {
 public:
  uint32_t add(std::string_view text) {
    const auto [at, is_new] = offsets_.try_emplace(std::string(text), static_cast<uint32_t>(all_.size()));
    if (is_new) all_ += text;
    return at->second;
  }
  const std::string& all() const { return all_; }

 private:
  std::map<std::string, uint32_t, std::less<>> offsets_;
  std::string all_;
};

template <typename T>
void append(std::string& blob, const T* items, size_t count) {
  blob.append(reinterpret_cast<const char*>(items), count * sizeof(T));
}

bool is_inside(uint64_t begin, uint64_t size, uint64_t whole) {
  return begin <= whole && size <= whole - begin;
}

// Children lie after their parent, so no damaged tree has a cycle.
bool is_sound(std::span<const PackedNode> nodes, size_t texts) {
  for (size_t i = 0; i < nodes.size(); ++i) {
    const PackedNode& node = nodes[i];
    if (static_cast<uint8_t>(node.kind) > static_cast<uint8_t>(YamlKind::map)) return false;
    if (!is_inside(node.text, node.size, texts) || !is_inside(node.first, node.count, nodes.size()))
      return false;
    if (node.count > 0 && node.first <= i) return false;
    if (node.kind == YamlKind::map && node.count % 2 != 0) return false;
  }
  return !nodes.empty();
}

}  // namespace

std::string pack(std::span<const Document> documents) {
  Texts texts;
  std::vector<Entry> entries;
  std::vector<PackedNode> nodes;
  for (const Document& document : documents) {
    const Document::Body& body = document.body();
    entries.push_back({texts.add(body.path), static_cast<uint32_t>(body.path.size()), texts.add(body.name),
                       static_cast<uint32_t>(body.name.size()), static_cast<uint32_t>(nodes.size()),
                       static_cast<uint32_t>(body.nodes.size())});
    for (PackedNode node : body.nodes) {
      node.text = texts.add(body.texts.substr(node.text, node.size));
      nodes.push_back(node);
    }
  }
  const Header header{kMagic, static_cast<uint32_t>(entries.size()), static_cast<uint32_t>(nodes.size()),
                      static_cast<uint32_t>(texts.all().size()), 0};
  std::string blob;
  append(blob, &header, 1);
  append(blob, entries.data(), entries.size());
  append(blob, nodes.data(), nodes.size());
  return blob + texts.all();
}

Result<std::vector<Document>> unpack(std::span<const std::byte> blob) {
  const Error damaged{"the packed policies are damaged: build again"};
  Header header;
  if (blob.size() < sizeof(header)) return damaged;
  std::memcpy(&header, blob.data(), sizeof(header));
  const uint64_t entries_at = sizeof(Header);
  const uint64_t nodes_at = entries_at + uint64_t{header.documents} * sizeof(Entry);
  const uint64_t texts_at = nodes_at + uint64_t{header.nodes} * sizeof(PackedNode);
  if (header.magic != kMagic || texts_at + header.texts != blob.size()) return damaged;
  const std::span entries(reinterpret_cast<const Entry*>(blob.data() + entries_at), header.documents);
  const std::span nodes(reinterpret_cast<const PackedNode*>(blob.data() + nodes_at), header.nodes);
  const std::string_view texts(reinterpret_cast<const char*>(blob.data() + texts_at), header.texts);
  std::vector<Document> documents;
  for (const Entry& entry : entries) {
    if (!is_inside(entry.path, entry.path_size, texts.size()) ||
        !is_inside(entry.name, entry.name_size, texts.size()) ||
        !is_inside(entry.first_node, entry.node_count, nodes.size()) ||
        !is_sound(nodes.subspan(entry.first_node, entry.node_count), texts.size())) {
      return damaged;
    }
    auto body = std::make_shared<Document::Body>();
    body->path = texts.substr(entry.path, entry.path_size);
    body->name = texts.substr(entry.name, entry.name_size);
    body->nodes = nodes.subspan(entry.first_node, entry.node_count);
    body->texts = texts;
    documents.emplace_back(std::move(body));
  }
  return documents;
}

}  // namespace payaudit

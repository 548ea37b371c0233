#include "rules/policy/pack.h"

#include <catch2/catch.hpp>

#include <cstring>

#include "rules/policy/embedded.h"
#include "rules/policy/policies.h"
#include "tests/policy/policy_files.h"

using namespace payaudit;

namespace {

// A blob as the binary has it: aligned.
struct Blob {
  explicit Blob(const std::string& bytes) : words((bytes.size() + 7) / 8), size(bytes.size()) {
    std::memcpy(words.data(), bytes.data(), size);
  }
  std::span<const std::byte> bytes() const { return std::as_bytes(std::span(words)).first(size); }
  std::vector<uint64_t> words;
  size_t size;
};

bool is_same(YamlNode a, YamlNode b) {
  if (a.kind() != b.kind() || a.text() != b.text() || a.line() != b.line() || a.column() != b.column() ||
      a.is_quoted() != b.is_quoted() || a.size() != b.size()) {
    return false;
  }
  for (size_t i = 0; i < a.size(); ++i) {
    if (a.is_sequence() && !is_same(a.item(i), b.item(i))) return false;
    if (a.is_map() && (!is_same(a.key(i), b.key(i)) || !is_same(a.value(i), b.value(i)))) return false;
  }
  return true;
}

}  // namespace

TEST_CASE("packed documents are the same as those read from YAML") {
  const auto written = policy_files();
  const Blob blob(pack(written));
  const auto read = unpack(blob.bytes());
  REQUIRE(read);
  REQUIRE(read->size() == written.size());
  for (size_t i = 0; i < written.size(); ++i) {
    CHECK((*read)[i].name() == written[i].name());
    CHECK(is_same((*read)[i].root(), written[i].root()));
  }
}

TEST_CASE("the same policies give the same bytes") {
  CHECK(pack(policy_files()) == pack(policy_files()));
}

TEST_CASE("the binary holds the policies of this tree, and they load") {
  const auto documents = unpack(embedded_policies());
  REQUIRE(documents);
  CHECK(documents->size() == policy_files().size());
  const auto policies = load_policies(*documents);
  REQUIRE(policies);
  CHECK(policies->rules.find("container-privileged") != nullptr);
  CHECK(examples_of(*policies, "container-privileged").size() >= 2);
}

TEST_CASE("a damaged blob is refused, whichever byte is wrong") {
  const auto document = read_yaml("a", "a", "a: [b, {c: d}]");
  const std::string good = pack(std::vector{*document});
  CHECK_FALSE(unpack({}));
  for (size_t cut = 0; cut < good.size(); ++cut) CHECK_FALSE(unpack(Blob(good.substr(0, cut)).bytes()));
  for (size_t i = 0; i < good.size(); ++i) {
    std::string bad = good;
    bad[i] = static_cast<char>(bad[i] ^ 0x7F);
    const Blob blob(bad);
    const auto read = unpack(blob.bytes());
    // Whatever is accepted must be safe to walk.
    if (read && !read->empty()) CHECK(is_same(read->front().root(), read->front().root()));
  }
}

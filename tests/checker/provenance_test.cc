#include "checker/audit/provenance.h"

#include <catch2/catch.hpp>

#include "checker/files/git.h"
#include "tests/checker/folder.h"

using namespace payaudit;

namespace {

void commit(const Folder& folder) {
  REQUIRE(ask_git(folder.path(), {"init", "-q"}));
  REQUIRE(ask_git(folder.path(), {"add", "."}));
  REQUIRE(ask_git(folder.path(), {"-c", "user.name=a", "-c", "user.email=a@example.com", "commit", "-q", "-m",
                                  "one", "--date=2026-11-28T10:00:00Z"}));
}

Provenance provenance(const Folder& folder, const std::vector<std::string>& policies = {}) {
  Target target;
  target.root = folder.path();
  return provenance_of(target, folder.at("payaudit.yaml"), policies);
}

}  // namespace

TEST_CASE("a tree without a commit has digests, and no commit") {
  const Folder folder;
  folder.write("payaudit.yaml", "version: 1\n");
  const Provenance made = provenance(folder);
  CHECK(made.commit.empty());
  CHECK(!made.is_dirty);
  CHECK(made.pack_digest.size() == 64);
  // printf 'version: 1\n' | sha256sum
  CHECK(made.settings_digest == "09bfcc6a14b83e2192b8673677725c84883ee9cd0c70e45c9ec09daa8f2b2847");
}

TEST_CASE("a tree is dirty where something differs from its commit, an unknown file too") {
  const Folder folder;
  folder.write("payaudit.yaml", "version: 1\n");
  commit(folder);
  const Provenance clean = provenance(folder);
  CHECK(clean.commit.size() == 40);
  CHECK(clean.committed_at.size() >= 20);
  CHECK(!clean.is_dirty);
  folder.write("new.tf", "");
  CHECK(provenance(folder).is_dirty);
}

TEST_CASE("rules of one's own change the digest of the rules, settings that of the settings") {
  const Folder folder;
  folder.write("payaudit.yaml", "version: 1\n");
  const Provenance before = provenance(folder);
  folder.write("rules/a.yaml", "id: a\n");
  const Provenance with_rules = provenance(folder, {folder.at("rules")});
  CHECK(with_rules.pack_digest != before.pack_digest);
  CHECK(with_rules.settings_digest == before.settings_digest);
  folder.write("rules/a.yaml", "id: b\n");
  CHECK(provenance(folder, {folder.at("rules")}).pack_digest != with_rules.pack_digest);
  folder.write("payaudit.yaml", "version: 1\nroles: [issuer]\n");
  CHECK(provenance(folder).settings_digest != before.settings_digest);
}

#include "checker/files/target.h"

#include <fmt/format.h>

#include <catch2/catch.hpp>

#include "tests/checker/folder.h"

using namespace payaudit;

namespace {

// Root, parts and settings of the target of `paths` below the folder, each relative to the folder.
std::string check(const Folder& folder, const std::vector<std::string>& paths) {
  std::vector<std::string> full;
  for (const std::string& path : paths) full.push_back(folder.at(path));
  const Result<Target> target = find_target(full);
  if (!target) return target.error().message;
  const std::string top = std::filesystem::canonical(folder.path()).string();
  std::string text = fmt::format("root '{}'", relative_to(target->root, top));
  for (const Part& part : target->parts) text += fmt::format(" part '{}'", part.path);
  if (!target->settings.empty()) text += fmt::format(" settings '{}'", relative_to(target->settings, top));
  return text;
}

}  // namespace

TEST_CASE("in a repository the root is its top, whatever part is named") {
  const Folder folder;
  folder.write("repo/.git/HEAD", "");
  folder.write("repo/payaudit.yaml", "");
  folder.write("repo/a/b/x.tf", "");
  CHECK(check(folder, {"repo"}) == "root 'repo' part '' settings 'repo/payaudit.yaml'");
  CHECK(check(folder, {"repo/a/b/"}) == "root 'repo' part 'a/b' settings 'repo/payaudit.yaml'");
  CHECK(check(folder, {"repo/a/b/x.tf", "repo/a"}) ==
        "root 'repo' part 'a/b/x.tf' part 'a' settings 'repo/payaudit.yaml'");
}

TEST_CASE("settings above the top of the repository are not its own") {
  const Folder folder;
  folder.write("payaudit.yaml", "");
  folder.write("repo/.git", "gitdir: elsewhere");
  folder.write("repo/a/x.tf", "");
  CHECK(check(folder, {"repo/a"}) == "root 'repo' part 'a'");
}

TEST_CASE("without a repository the root is the folder of the settings") {
  const Folder folder;
  folder.write("tree/payaudit.yaml", "");
  folder.write("tree/a/b/x.tf", "");
  CHECK(check(folder, {"tree/a/b"}) == "root 'tree' part 'a/b' settings 'tree/payaudit.yaml'");
}

TEST_CASE("without either the root is what was named, or what all that was named lies in") {
  const Folder folder;
  folder.write("a/x.tf", "");
  folder.write("b/y.tf", "");
  CHECK(check(folder, {"a"}) == "root 'a' part ''");
  CHECK(check(folder, {"a/x.tf"}) == "root 'a' part 'x.tf'");
  CHECK(check(folder, {"a", "b"}) == "root '' part 'a' part 'b'");
}

TEST_CASE("parts that different settings govern are refused") {
  const Folder folder;
  folder.write(".git/HEAD", "");
  folder.write("a/payaudit.yaml", "");
  folder.write("b/y.tf", "");
  CHECK(check(folder, {"a", "b"}).find("audit them one by one, or name the settings with --config") !=
        std::string::npos);
}

TEST_CASE("a path that does not exist is an error with a next step") {
  const Result<Target> target = find_target({"no/such/folder"});
  REQUIRE_FALSE(target);
  CHECK(target.error().message ==
        "no/such/folder: no such file or folder; name a folder to audit, or run in one");
}

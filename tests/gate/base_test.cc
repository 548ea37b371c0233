#include "checker/gate/base.h"

#include <fmt/format.h>
#include <stdlib.h>

#include "checker/gate/contents.h"
#include "tests/gate/repository.h"

using namespace payaudit;

namespace {

BaseCommit base_of(const Repository& repository, const std::string& revision) {
  const Result<Target> target = find_target({repository.path()});
  REQUIRE(target);
  const Result<BaseCommit> base = find_base(*target, revision);
  REQUIRE(base);
  return *base;
}

std::string error_of(const std::string& path, const std::string& revision) {
  const Result<Target> target = find_target({path});
  REQUIRE(target);
  const Result<BaseCommit> base = find_base(*target, revision);
  return base ? "found " + base->commit : base.error().message;
}

}  // namespace

TEST_CASE("a branch is compared with where it began") {
  Repository repository;
  repository.write("a.tf", "a\n");
  repository.commit();
  repository.git("checkout -q -b feature");
  repository.git("checkout -q main");
  repository.write("b.tf", "b\n");
  repository.commit();
  repository.git("checkout -q feature");
  repository.write("c.tf", "c\n");
  repository.commit();
  const BaseCommit base = base_of(repository, "main");
  CHECK(base.is_merge_base);
  CHECK(base.commit == base_of(repository, "HEAD~1").commit);
  CHECK_FALSE(base_of(repository, "HEAD~1").is_merge_base);
}

TEST_CASE("the tree of a commit is listed and read without touching the disk") {
  Repository repository;
  repository.write("a.tf", "one\n");
  repository.write("sub/b.tf", "two\n");
  repository.write("same.tf", "three\n");
  repository.commit();
  repository.write("a.tf", "changed\n");
  repository.remove("sub/b.tf");
  repository.write("new.tf", "new\n");
  const Result<Target> target = find_target({repository.path()});
  Result<BaseTree> tree = list_base(*target, base_of(repository, "HEAD"));
  REQUIRE(tree);
  CHECK(tree->files.size() == 3);
  const auto contents = read_base(*target, *tree, {"a.tf", "sub/b.tf"}, 100);
  CHECK(contents.at("a.tf") == "one\n");
  CHECK(contents.at("sub/b.tf") == "two\n");
  CHECK(tree->missing.empty());
  CHECK(read_at(*target, tree->commit.commit, "sub/b.tf") == "two\n");
  CHECK_FALSE(read_at(*target, tree->commit.commit, "sub/c.tf"));
}

TEST_CASE("what is over the limit or held elsewhere is missing, not empty") {
  Repository repository;
  repository.write("big.tf", "0123456789\n");
  repository.write("lfs.sql", "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n");
  repository.commit();
  repository.write("big.tf", "1\n");
  repository.write("lfs.sql", "select 1;\n");
  const Result<Target> target = find_target({repository.path()});
  Result<BaseTree> tree = list_base(*target, base_of(repository, "HEAD"));
  REQUIRE(tree);
  CHECK(read_base(*target, *tree, {"big.tf"}, 4).empty());
  CHECK(read_base(*target, *tree, {"lfs.sql"}, 400).empty());
  CHECK(tree->missing == std::set<std::string>{"big.tf", "lfs.sql"});
}

TEST_CASE("a base that is not there is an error that says how to get it") {
  Repository repository;
  repository.write("a.tf", "a\n");
  repository.commit();
  has(error_of(repository.path(), "origin/main"), "no such commit in this repository; fetch it first");
  has(error_of(repository.path(), "--all"), "no such commit");
  Folder plain;
  plain.write("a.tf", "a\n");
  has(error_of(plain.path(), "main"),
      "in no git repository; or compare with a file instead: --baseline FILE");
}

TEST_CASE("a repository that git refuses, and a git that is not there, are told as that") {
  Repository repository;
  repository.write("a.tf", "a\n");
  repository.commit();
  const Result<Target> target = find_target({repository.path()});
  const auto error = [&] {
    const Result<BaseCommit> base = find_base(*target, "HEAD");
    return base ? "found " + base->commit : base.error().message;
  };
  setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1", 1);
  setenv("GIT_CONFIG_GLOBAL", "/dev/null", 1);
  setenv("GIT_CONFIG_SYSTEM", "/dev/null", 1);
  const std::string refused = error();
  for (const char* name : {"GIT_TEST_ASSUME_DIFFERENT_OWNER", "GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM"})
    unsetenv(name);
  has(refused, "git refuses the repository of " + repository.path() + ", which belongs to another user");
  has(refused, "`git config --global --add safe.directory " + repository.path() + "`");
  const std::string path = getenv("PATH");
  setenv("PATH", "/nowhere", 1);
  const std::string missing = error();
  setenv("PATH", path.c_str(), 1);
  has(missing, "the program git is not to be found: install it");
  has(error(), "found ");
}

TEST_CASE("a repository that leads nowhere, and one without a tree, are told as that") {
  Repository repository;
  repository.write("sub/.git", "gitdir: ../nowhere\n");
  repository.write("sub/a.tf", "a\n");
  has(error_of(repository.path() + "/sub", "main"), "not a git repository: ");
  repository.git("config core.bare true");
  has(error_of(repository.path(), "main"), "is in a git repository without a work tree");
}

TEST_CASE("a clone that is too shallow is told as that") {
  Repository origin;
  for (const char* text : {"1\n", "2\n", "3\n"}) {
    origin.write("a.tf", text);
    origin.commit();
  }
  origin.git("branch old HEAD~2");
  Folder folder;
  const std::string clone =
      fmt::format("git clone -q --depth 1 --no-single-branch file://{} {}/clone >/dev/null 2>&1",
                  origin.path(), folder.path());
  REQUIRE(std::system(clone.c_str()) == 0);
  has(error_of(folder.at("clone"), "origin/old"), "no commit in common with HEAD that is known here");
  has(error_of(folder.at("clone"), "origin/old"), "the clone is shallow");
  has(error_of(folder.at("clone"), "HEAD~2"), "the clone is shallow");
}

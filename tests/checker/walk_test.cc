#include "checker/files/walk.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <catch2/catch.hpp>

#include "tests/checker/folder.h"

using namespace payaudit;

namespace {

std::string check(const Folder& folder, const std::vector<std::string>& ignore = {}) {
  const Result<FileList> list = list_files(folder.path(), ignore);
  REQUIRE(list);
  std::string text = fmt::format("{}", fmt::join(list->paths, " "));
  for (const Unlisted& unlisted : list->unlisted)
    text += fmt::format(" [{}: {}]", unlisted.path, unlisted.detail);
  return text;
}

}  // namespace

TEST_CASE("files are listed by path, without what belongs to tools") {
  const Folder folder;
  folder.write("b.tf", "");
  folder.write("a/c.sql", "");
  folder.write("node_modules/x/index.js", "");
  folder.write(".git/config", "");
  CHECK(check(folder) == "a/c.sql b.tf");
}

TEST_CASE("a folder that links to itself is said and does not hang") {
  const Folder folder;
  folder.write("a.tf", "");
  std::filesystem::create_directory_symlink(folder.path() + "/loop", folder.path() + "/loop");
  CHECK(check(folder) == "a.tf [loop: symbolic link that leads out of the tree or in a circle]");
}

TEST_CASE("a link to a file of the tree is that file already") {
  const Folder folder;
  folder.write("a.tf", "");
  std::filesystem::create_symlink("a.tf", folder.path() + "/b.tf");
  CHECK(check(folder) == "a.tf");
}

TEST_CASE("ignored globs leave files out and count them") {
  const Folder folder;
  folder.write("a.tf", "");
  folder.write("third_party/x/b.tf", "");
  const Result<FileList> list = list_files(folder.path(), {"third_party/**"});
  REQUIRE(list);
  CHECK(list->paths.size() == 1);
  CHECK(list->excluded == 1);
}

TEST_CASE("a path that does not exist is an error with a next step") {
  const Result<FileList> list = list_files("no/such/folder", {});
  REQUIRE_FALSE(list);
  CHECK(list.error().message ==
        "no/such/folder: no such file or folder; name a folder to audit, or run in one");
}

TEST_CASE("globs match steps, depths and names") {
  CHECK(matches_glob("a/b.tf", "a/*.tf"));
  CHECK_FALSE(matches_glob("a/c/b.tf", "a/*.tf"));
  CHECK(matches_glob("a/c/b.tf", "a/**"));
  CHECK(matches_glob("a/c/b.tf", "**/b.tf"));
  CHECK(matches_glob("b.tf", "**/b.tf"));
  CHECK(matches_glob("a/c/b.tf", "a/**/b.tf"));
  CHECK(matches_glob("a/b.tf", "a/**/b.tf"));
  CHECK(matches_glob("x/y/b.tf", "b.tf"));
  CHECK(matches_glob("x/y/b.tf", "x/"));
  CHECK(matches_glob("ab.tf", "?b.tf"));
  CHECK_FALSE(matches_glob("a/b.tf", "c/**"));
  CHECK_FALSE(matches_glob("ab", "a"));
}

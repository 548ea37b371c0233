#include "checker/files/walk.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <catch2/catch.hpp>
#include <cstdlib>

#include "tests/checker/folder.h"

using namespace payaudit;

namespace {

FileList list_of(const Folder& folder, const std::vector<std::string>& ignore = {}) {
  Patterns patterns;
  for (const std::string& pattern : ignore) REQUIRE(patterns.add(pattern) == "");
  const Result<Target> target = find_target({folder.path()});
  REQUIRE(target);
  return list_files(*target, {{patterns, "", "ignore"}});
}

std::string check(const Folder& folder, const std::vector<std::string>& ignore = {}) {
  const FileList list = list_of(folder, ignore);
  std::string text = fmt::format("{}", fmt::join(list.paths, " "));
  for (const Unlisted& unlisted : list.unlisted)
    text += fmt::format(" [{}: {}]", unlisted.path, unlisted.detail);
  for (const Excluded& file : list.excluded) text += fmt::format(" -{} ({})", file.path, file.pattern);
  for (const std::string& note : list.notes) text += fmt::format(" ({})", note);
  return text;
}

}  // namespace

TEST_CASE("files are listed by path, without what belongs to tools") {
  const Folder folder;
  folder.write("b.tf", "");
  folder.write("a/c.sql", "");
  folder.write("node_modules/x/index.js", "");
  folder.write(".svn/config", "");
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

TEST_CASE("submodules that are checked out are listed, others and what git ignores are told") {
  const Folder folder;
  folder.write("a.tf", "");
  folder.write(".gitignore", "build/\n");
  folder.write("build/x.tf", "");
  folder.write("lib/b.tf", "");
  std::filesystem::create_directories(folder.at("gone"));
  const std::string git = "git -C '" + folder.path() + "' -c user.name=x -c user.email=x@example.com ";
  const auto run = [&](const std::string& command) {
    REQUIRE(std::system((command + " >/dev/null 2>&1").c_str()) == 0);
  };
  run(git + "init -q");
  run("git -C '" + folder.at("lib") + "' init -q");
  const std::string commit = "1111111111111111111111111111111111111111";
  run(git + "update-index --add --cacheinfo 160000," + commit + ",gone");
  const FileList list = list_of(folder);
  CHECK(fmt::format("{}", fmt::join(list.paths, " ")) == ".gitignore a.tf lib/b.tf");
  std::string skipped;
  for (const Skipped& each : list.skipped) skipped += fmt::format("[{}: {}]", each.path, each.reason);
  CHECK(skipped == "[build/: ignored by git][gone/: submodules that are not checked out]");
}

TEST_CASE("ignored files are left out and listed with what left them out") {
  const Folder folder;
  folder.write("a.tf", "");
  folder.write("third_party/x/b.tf", "");
  CHECK(check(folder, {"third_party/**"}) == "a.tf -third_party/x/b.tf (third_party/**)");
}

TEST_CASE("a pattern that matches no file is said") {
  const Folder folder;
  folder.write("a.tf", "");
  CHECK(check(folder, {"static"}) == "a.tf (`static` of ignore matches no file)");
}

TEST_CASE("of several parts each file is listed once, by its path from their common folder") {
  const Folder folder;
  folder.write("a/x.tf", "");
  folder.write("b/y.tf", "");
  folder.write("c/z.tf", "");
  const Result<Target> target = find_target({folder.at("b"), folder.at("a/x.tf"), folder.at("b/y.tf")});
  REQUIRE(target);
  CHECK(list_files(*target, {}).paths == std::vector<std::string>{"a/x.tf", "b/y.tf"});
}

// States of git in which a base is easily misread: bits of the index, filters, crosswise merges.
#include "checker/gate/base.h"
#include "checker/gate/contents.h"
#include "tests/gate/repository.h"

using namespace payaudit;

namespace {

constexpr std::string_view kClean = "import logging\n\ndef pay(card_number):\n    return 1\n";
constexpr std::string_view kLeaks =
    "import logging\n\ndef pay(card_number):\n    logging.info(card_number)\n";

std::string with_crlf(std::string_view text) {
  std::string ended;
  for (const char c : text) ended += c == '\n' ? std::string("\r\n") : std::string(1, c);
  return ended;
}

// What the base is taken to have had in a file.
std::string base_text(const Repository& repository, const std::string& path) {
  const Result<Target> target = find_target({repository.path()});
  REQUIRE(target);
  const Result<BaseCommit> commit = find_base(*target, "HEAD");
  REQUIRE(commit);
  Result<BaseTree> tree = list_base(*target, *commit);
  REQUIRE(tree);
  const auto contents = read_base(*target, *tree, {path}, 1000);
  return contents.contains(path) ? contents.at(path) : "missing";
}

// Breaks pay.py on main, and merges main and change into each other.
void break_and_merge_crosswise(const Repository& repository) {
  repository.git("checkout -q main");
  repository.write("pay.py", kLeaks);
  repository.commit();
  repository.git("branch one");
  repository.git("merge -q --no-edit change");
  repository.git("checkout -q change");
  repository.git("merge -q --no-edit one");
}

// Main and change are merged into each other, so that they part at two commits. One of these has the leak in
// pay.py, the other the one in void.py.
void merge_crosswise(const Repository& repository) {
  repository.write("pay.py", kClean);
  repository.write("void.py", kClean);
  repository.commit();
  repository.git("checkout -q -b change");
  repository.write("void.py", kLeaks);
  repository.commit();
  break_and_merge_crosswise(repository);
}

}  // namespace

TEST_CASE("git names a file by its bytes") {
  CHECK(object_name("", 40) == "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391");
  CHECK(object_name("a\n", 40) == "78981922613b2afb6025042ff6bd878ac1994e85");
  CHECK(object_name("", 64) == "473a0f4c3be8a93681a267e3b1e9a7dcda1185436fe141f7749120a303721813");
}

TEST_CASE("a change is seen that the index was told not to look for") {
  const auto bit = GENERATE("--assume-unchanged", "--skip-worktree");
  Repository repository;
  repository.write("pay.py", kClean);
  repository.commit();
  repository.git(fmt::format("update-index {} pay.py", bit));
  repository.write("pay.py", kLeaks);
  CHECK(repository.compare() == "!pan-logged pay.py:4\n");
}

TEST_CASE("files that a sparse checkout leaves out are neither gone nor passed over in silence") {
  Repository repository;
  repository.write("app/pay.py", kLeaks);
  repository.write("old/void.py", kLeaks);
  repository.commit();
  repository.git("sparse-checkout set app");
  REQUIRE_FALSE(std::filesystem::exists(repository.path() + "/old/void.py"));
  CHECK(repository.compare("HEAD", true) == "1 unchanged, 0 waived\n");
  const auto audited = run_compared(repository.options());
  REQUIRE(audited);
  REQUIRE((*audited)->corpus.skipped.size() == 1);
  CHECK((*audited)->corpus.skipped[0].path == "old/void.py");
  CHECK((*audited)->corpus.skipped[0].reason == "files that a sparse checkout leaves out");
}

TEST_CASE("what a sparse checkout leaves out was not moved to where a copy of it comes") {
  Repository repository;
  repository.write("old/void.py", kLeaks);
  repository.write("app/pay.py", kClean);
  repository.commit();
  repository.git("sparse-checkout set app");
  repository.write("app/void.py", kLeaks);
  CheckOptions options = repository.options();
  options.paths = {repository.path() + "/app"};
  CHECK(Repository::told(run_compared(options), true) ==
        "!pan-logged app/void.py:4\n0 unchanged, 0 waived\n");
}

TEST_CASE("the base is what a checkout would have written") {
  Repository repository;
  repository.write(".gitattributes", "*.py text eol=crlf ident\n*.bin filter=broken\n");
  repository.write("pay.py", with_crlf("# $Id$\n") + with_crlf(kLeaks));
  repository.git("config filter.broken.clean cat");
  repository.write("b.bin", "b");
  repository.commit();
  repository.git("config filter.broken.smudge false");
  repository.git("config filter.broken.required true");
  CHECK(base_text(repository, "pay.py").starts_with("# $Id: "));
  CHECK(base_text(repository, "pay.py").ends_with("(card_number)\r\n"));
  CHECK(base_text(repository, "b.bin") == "missing");
  CHECK(repository.compare("HEAD", true) == "1 unchanged, 0 waived\n");
  repository.write("pay.py",
                   with_crlf("# $Id$\n" + std::string(kLeaks) + "    logging.warning(card_number)\n"));
  CHECK(repository.compare("HEAD", true) == "!pan-logged pay.py:6\n1 unchanged, 0 waived\n");
}

TEST_CASE("a filter of one's own is undone before anything is compared") {
  Repository repository;
  repository.git("config filter.rot.clean 'tr a-z n-za-m'");
  repository.git("config filter.rot.smudge 'tr a-z n-za-m'");
  repository.write(".gitattributes", "*.py filter=rot\n");
  repository.write("pay.py", kLeaks);
  repository.commit();
  CHECK(base_text(repository, "pay.py") == kLeaks);
  repository.write("pay.py", "# moved\n" + std::string(kLeaks));
  CHECK(repository.compare("HEAD", true) == "1 unchanged, 0 waived\n");
}

TEST_CASE("what Git LFS holds is the base where it is on this machine") {
  // sha256 of "select 1;\n"
  const std::string object = "4a45092ccf992ea92250053a80b931b787924ba61648f420555511b84f10ab6c";
  Repository repository;
  repository.write("a.sql",
                   "version https://git-lfs.github.com/spec/v1\noid sha256:" + object + "\nsize 10\n");
  repository.commit();
  repository.write("a.sql", "select 1;\n");
  CHECK(base_text(repository, "a.sql") == "select 1;\n");
  repository.write("a.sql", "select 2;\n");
  CHECK(base_text(repository, "a.sql") == "missing");
  repository.write(".git/lfs/objects/" + object.substr(0, 2) + "/" + object.substr(2, 2) + "/" + object,
                   "select 1;\n");
  CHECK(base_text(repository, "a.sql") == "select 1;\n");
}

TEST_CASE("a file that cannot be opened any more is no file that is gone") {
  Repository repository;
  repository.write("pay.py", kLeaks);
  repository.commit();
  repository.write("pay.py", std::string(kLeaks) + std::string(size_t{65} << 20, '#'));
  CHECK(repository.compare() == "!evidence-lost\n");
}

TEST_CASE("lines that were merged crosswise have what any of their merge bases has") {
  Repository repository;
  merge_crosswise(repository);
  const Result<Target> target = find_target({repository.path()});
  const Result<BaseCommit> base = find_base(*target, "main");
  REQUIRE(base);
  CHECK(base->others.size() == 1);
  CHECK(repository.compare("main", true) == "2 unchanged, 0 waived\n");
  repository.write("new.py", kLeaks);
  CHECK(repository.compare("main", true) == "!pan-logged new.py:4\n2 unchanged, 0 waived\n");
}

TEST_CASE("what only one of the merge bases has is not gone with the change") {
  Repository repository;
  merge_crosswise(repository);
  repository.write("pay.py", kClean);
  repository.write("void.py", kClean);
  CHECK(repository.compare("main", true) == "0 unchanged, 0 waived\n");
}

TEST_CASE("a file that a change moves to tests is judged as where any of the merge bases has it") {
  Repository repository;
  merge_crosswise(repository);
  repository.move("pay.py", "tests/pay.py");
  CHECK(repository.compare("main", true) == "2 unchanged, 0 waived\n");
  repository.write("tests/pay.py",
                   std::string(kLeaks) + "\ndef void(card_number):\n    logging.info(card_number)\n");
  CHECK(repository.compare("main", true) == "!pan-logged tests/pay.py:7\n2 unchanged, 0 waived\n");
}

TEST_CASE("what one line moved before it was merged, the change did not move") {
  Repository repository;
  repository.write("pay.py", kClean);
  repository.write("void.py", kLeaks);
  repository.commit();
  repository.git("checkout -q -b change");
  repository.move("void.py", "tests/void.py");
  repository.commit();
  break_and_merge_crosswise(repository);
  CHECK(repository.compare("main", true) == "1 unchanged, 0 waived\n");
  CHECK(repository.notes("main").find("moved") == std::string::npos);
}

TEST_CASE("several merge bases are told") {
  Repository repository;
  merge_crosswise(repository);
  const auto audited = run_compared(repository.options("main"));
  REQUIRE(audited);
  const std::vector<std::string>& notes = (*audited)->report.comparison->notes;
  REQUIRE_FALSE(notes.empty());
  CHECK(notes[0].starts_with("HEAD and main have 2 merge bases: what one of them has is not new"));
}

// kMostBases of sides.cc
TEST_CASE("of many merge bases the first are audited, and the report says so") {
  Repository repository;
  repository.write("a.tf", "locals { a = 1 }\n");
  repository.commit();
  for (int i = 1; i <= 5; ++i) {
    repository.git(fmt::format("checkout -q -b b{} main", i));
    repository.write(fmt::format("f{}.tf", i), "locals { a = 1 }\n");
    repository.commit();
  }
  repository.git("checkout -q -b change main");
  repository.git("merge -q --no-ff -m one b1 b2 b3 b4 b5");
  repository.git("checkout -q main");
  repository.git("merge -q --no-ff -m two b1 b2 b3 b4 b5");
  repository.git("checkout -q change");
  const auto audited = run_compared(repository.options("main"));
  REQUIRE(audited);
  const std::vector<std::string>& notes = (*audited)->report.comparison->notes;
  REQUIRE_FALSE(notes.empty());
  CHECK(notes[0].starts_with("HEAD and main have 5 merge bases: what one of the first 4 has is not new"));
}

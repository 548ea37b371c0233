// What a base holds in submodules, wherever git keeps their commits.
#include "checker/gate/submodule.h"

#include "tests/gate/repository.h"

using namespace payaudit;

namespace {

constexpr std::string_view kClean = "import logging\n\ndef pay(card_number):\n    return 1\n";
constexpr std::string_view kLeaks =
    "import logging\n\ndef pay(card_number):\n    logging.info(card_number)\n";
constexpr std::string_view kUnknown = " [base]: the base of this file is not here, so it may be old\n";

// A project with a leak, and one that has it as a submodule.
struct Pair {
  Repository library;
  Repository shop;

  Pair() {
    library.write("pay.py", kLeaks);
    library.commit();
    shop.write("a.tf", "locals { a = 1 }\n");
    add_library("lib");
    shop.commit();
  }

  void add_library(const std::string& folder) const {
    shop.git(fmt::format("-c protocol.file.allow=always submodule --quiet add file://{} {}", library.path(),
                         folder));
  }
  void library_git(const std::string& command) const { shop.git("-C lib " + command); }
  void commit_in_library() const {
    library_git("add -A");
    library_git("commit -q -m y");
  }
  // Leaves only the commit that is checked out, as a build server clones it.
  void make_shallow() const {
    const std::string own = shop.path() + "/lib";
    const std::string command =
        fmt::format("git clone -q --depth 1 file://{} {}.new >/dev/null 2>&1", own, own);
    REQUIRE(std::system(command.c_str()) == 0);
    std::filesystem::remove_all(own);
    std::filesystem::remove_all(shop.path() + "/.git/modules");
    shop.move("lib.new", "lib");
  }
  std::string notes() const {
    const auto audited = run_compared(shop.options());
    REQUIRE(audited);
    std::string text;
    for (const std::string& note : (*audited)->report.comparison->notes) text += note + '\n';
    return text;
  }
};

}  // namespace

TEST_CASE("what is in a submodule that did not change is not new") {
  const Pair pair;
  CHECK(pair.shop.compare("HEAD", true) == "1 unchanged, 0 waived\n");
  CHECK(pair.notes() == "");
}

TEST_CASE("a submodule that is moved on is compared with the commit that the base names") {
  const Pair pair;
  pair.shop.write("lib/void.py", kLeaks);
  CHECK(pair.shop.compare("HEAD", true) == "!pan-logged lib/void.py:4\n1 unchanged, 0 waived\n");
  pair.commit_in_library();
  CHECK(pair.shop.compare("HEAD", true) == "!pan-logged lib/void.py:4\n1 unchanged, 0 waived\n");
  pair.shop.git("add lib");
  CHECK(pair.shop.compare("HEAD", true) == "!pan-logged lib/void.py:4\n1 unchanged, 0 waived\n");
}

TEST_CASE("a submodule whose former commit is not here makes the base incomplete, and is told") {
  const Pair pair;
  pair.shop.write("lib/pay.py", "# moved\n" + std::string(kLeaks));
  pair.shop.write("lib/void.py", kLeaks);
  pair.commit_in_library();
  pair.make_shallow();
  pair.shop.write("new.py", kLeaks);
  CHECK(pair.shop.compare("HEAD", true) == "pan-logged lib/pay.py:5" + std::string(kUnknown) +
                                               "pan-logged lib/void.py:4" + std::string(kUnknown) +
                                               "!pan-logged new.py:4\n0 unchanged, 0 waived\n");
  const std::string notes = pair.notes();
  INFO(notes);
  CHECK(notes.starts_with("the base has the submodule lib at commit "));
  CHECK(notes.find("which is not here: what is found in lib is of an incomplete base") != std::string::npos);
  CHECK(notes.find("`git -C lib fetch --unshallow`") != std::string::npos);
}

TEST_CASE("the former commit is read from where the super-project keeps it") {
  const Pair pair;
  // Another clone stands in place of the submodule.
  std::filesystem::remove_all(pair.shop.path() + "/lib");
  pair.shop.write("lib/pay.py", "# other\n" + std::string(kLeaks));
  pair.library_git("init -q");
  pair.commit_in_library();
  CHECK(pair.shop.compare("HEAD", true) == "1 unchanged, 0 waived\n");
}

TEST_CASE("a submodule that is moved keeps its findings old") {
  const Pair pair;
  pair.shop.git("mv lib vendor");
  CHECK(pair.shop.compare("HEAD", true) == "1 unchanged, 0 waived\n");
}

TEST_CASE("a submodule that is removed takes its findings along") {
  const Pair pair;
  pair.shop.git("rm -q -f lib");
  CHECK(pair.shop.compare("HEAD", true) == "gone pan-logged lib/pay.py:4\n0 unchanged, 0 waived\n");
}

TEST_CASE("a submodule that becomes part of its super-project keeps its findings old") {
  const Pair pair;
  pair.shop.git("rm -q -f lib");
  pair.shop.write("lib/pay.py", kLeaks);
  CHECK(pair.shop.compare("HEAD", true) == "1 unchanged, 0 waived\n");
  // Without its commits nobody knows.
  std::filesystem::remove_all(pair.shop.path() + "/.git/modules");
  CHECK(pair.shop.compare("HEAD", true) ==
        "pan-logged lib/pay.py:4" + std::string(kUnknown) + "0 unchanged, 0 waived\n");
}

TEST_CASE("a submodule that comes with the change is new with all that is in it") {
  const Pair pair;
  pair.add_library("again");
  CHECK(pair.shop.compare("HEAD", true) == "!pan-logged again/pay.py:4\n1 unchanged, 0 waived\n");
}

TEST_CASE("a submodule that is not checked out is neither new nor gone") {
  const Pair pair;
  pair.shop.git("submodule --quiet deinit -f lib");
  CHECK(pair.shop.compare("HEAD", true) == "0 unchanged, 0 waived\n");
  CHECK(pair.notes() == "");
}

TEST_CASE("a submodule whose repository is gone is told as unread, not as gone") {
  const Pair pair;
  std::filesystem::remove_all(pair.shop.path() + "/.git/modules");
  CHECK(pair.shop.compare("HEAD", true) == "0 unchanged, 0 waived\n");
  const auto audited = run_compared(pair.shop.options());
  REQUIRE(audited);
  const std::vector<Unlisted>& unlisted = (*audited)->corpus.unlisted;
  REQUIRE(unlisted.size() == 1);
  CHECK(unlisted[0].path == "lib");
  CHECK(unlisted[0].detail.find("not a git repository: ") != std::string::npos);
}

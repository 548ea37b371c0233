#include "checker/gate/baseline.h"

#include "tests/gate/repository.h"

using namespace payaudit;

namespace {

// The baseline of the tree as it is.
void write_it(const Repository& repository) {
  CheckOptions options = repository.options("");
  const auto audited = run_audit(options, true);
  REQUIRE(audited);
  repository.write("known", write_baseline((*audited)->report));
}

std::string compare(const Repository& repository) {
  CheckOptions options = repository.options("");
  options.baseline = repository.path() + "/known";
  return Repository::told(run_with_baseline(options), true);
}

constexpr std::string_view kCode = "import logging\n\ndef pay(card_number):\n    logging.info(card_number)\n";

std::string parse(std::string_view text) {
  const Result<Baseline> baseline = parse_baseline("known", text);
  if (!baseline) return baseline.error().message;
  std::string told;
  for (const BaselineEntry& entry : baseline->entries)
    told += fmt::format("{} {} '{}'; ", entry.fingerprint, entry.rule, entry.path);
  for (const std::string& rule : baseline->rules) told += rule + "; ";
  return told;
}

}  // namespace

TEST_CASE("what the file knows is old, what it does not is new") {
  Repository repository;
  repository.write("a b.py", kCode);
  write_it(repository);
  CHECK(compare(repository) == "1 unchanged, 0 waived\n");
  repository.write("b.py", "import logging\n\ndef void(card_number):\n    logging.info(card_number)\n");
  CHECK(compare(repository) == "!pan-logged b.py:4\n1 unchanged, 0 waived\n");
}

TEST_CASE("lines that moved and a file that was renamed keep what is known") {
  Repository repository;
  repository.write("a.py", kCode);
  write_it(repository);
  repository.move("a.py", "pay/card.py");
  repository.replace("pay/card.py", "import logging\n", "import logging\n\n\n");
  CHECK(compare(repository) == "1 unchanged, 0 waived\n");
}

TEST_CASE("a copy is new, though the file knows its like") {
  Repository repository;
  repository.write("a.py", kCode);
  write_it(repository);
  repository.write("b.py", kCode);
  CHECK(compare(repository) == "!pan-logged b.py:4\n1 unchanged, 0 waived\n");
}

TEST_CASE("a copy is new also where what it was made from is not audited") {
  Repository repository;
  repository.write("a/pay.py", kCode);
  write_it(repository);
  repository.write("b/pay.py", kCode);
  CheckOptions options = repository.options("");
  options.paths = {repository.path() + "/b"};
  options.baseline = repository.path() + "/known";
  CHECK(Repository::told(run_with_baseline(options), true) ==
        "!pan-logged b/pay.py:4\n0 unchanged, 0 waived\n");
}

TEST_CASE("the next version of an image is no other image, another image is") {
  const auto pod = [](std::string_view image) {
    return fmt::format(
        "apiVersion: v1\nkind: Pod\nmetadata: {{name: pay}}\nspec:\n  containers:\n"
        "    - {{name: app, image: \"{}\"}}\n",
        image);
  };
  Repository repository;
  repository.write("pod.yaml", pod("example.org:5000/app:1.2"));
  write_it(repository);
  repository.write("pod.yaml", pod("example.org:5000/app:1.3"));
  CHECK(compare(repository).find("container-image-unpinned") == std::string::npos);
  repository.write("pod.yaml", pod("example.org:5000/web:1.3"));
  CHECK(compare(repository).find("container-image-unpinned pod.yaml:6\ngone container-image-unpinned") !=
        std::string::npos);
}

TEST_CASE("one fixed and one added are never counted against each other") {
  Repository repository;
  repository.write("a.py", kCode);
  write_it(repository);
  repository.write("a.py", "import logging\n\ndef void(card_number):\n    logging.info(card_number)\n");
  CHECK(compare(repository) == "!pan-logged a.py:4\ngone pan-logged a.py:0\n0 unchanged, 0 waived\n");
}

TEST_CASE("what a rule finds that the file does not list is new for the rules, and gates not") {
  Repository repository;
  repository.write("a.py", kCode);
  repository.write("known", "rule cipher-ecb\n");
  CHECK(compare(repository) ==
        "pan-logged a.py:4 [rules]: the baseline was written without this rule\n0 unchanged, 0 waived\n");
}

TEST_CASE("a file that is not there is an error, not a tree without known findings") {
  Repository repository;
  const std::string told = compare(repository);
  CHECK(told.find("No such file or directory; write it with `payaudit check -f baseline:") !=
        std::string::npos);
}

TEST_CASE("lines in any order and twice are read, as merging leaves them") {
  CHECK(parse("rule b\nfinding bbbbbbbbbbbbbbbb-1 r p q\n\n# x\nfinding aaaaaaaaaaaaaaaa-1 r\r\n"
              "finding bbbbbbbbbbbbbbbb-1 r p q\nrule a\n") ==
        "aaaaaaaaaaaaaaaa-1 r ''; bbbbbbbbbbbbbbbb-1 r 'p q'; a; b; ");
}

TEST_CASE("what is no baseline is told with line and next step") {
  CHECK(parse("rule a\nhello\n") ==
        "known:2:1: `hello` is no line of a baseline; write it anew with `payaudit check -f baseline:FILE`");
  CHECK(parse("<<<<<<< HEAD\n") ==
        "known:1:1: `<<<<<<< HEAD` is the mark of a merge conflict; keep the lines of both sides, and say "
        "`merge=union` for this file in .gitattributes");
}

TEST_CASE("two branches merge by the lines of both") {
  Repository repository;
  repository.write("a.py", kCode);
  repository.write(".gitattributes", "known merge=union\n");
  write_it(repository);
  repository.commit();
  repository.git("checkout -q -b other");
  repository.write("b.py", "import logging\n\ndef b(card_number):\n    logging.info(card_number)\n");
  write_it(repository);
  repository.commit();
  repository.git("checkout -q main");
  repository.write("c.py", "import logging\n\ndef c(card_number):\n    logging.info(card_number)\n");
  write_it(repository);
  repository.commit();
  repository.git("merge -q other");
  CHECK(compare(repository) == "3 unchanged, 0 waived\n");
}

TEST_CASE("a file that names no rule is cut, and no baseline of nothing") {
  CHECK(parse("").find("known: names no rule, so it is cut or no baseline") == 0);
  CHECK(parse("finding bbbbbbbbbbbbbbbb-1 r p\n").find("known: names no rule") == 0);
}

TEST_CASE("a copy is new though what it was made from is mended, and its file is still there") {
  Repository repository;
  repository.write("a.py", kCode);
  write_it(repository);
  repository.write("b.py", kCode);
  repository.write("a.py", "import logging\n\ndef pay(card_number):\n    logging.info(1)\n");
  CHECK(compare(repository) == "!pan-logged b.py:4\ngone pan-logged a.py:0\n0 unchanged, 0 waived\n");
}

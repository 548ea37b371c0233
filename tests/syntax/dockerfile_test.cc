#include "scanners/syntax/dockerfile/dockerfile.h"

#include <catch2/catch.hpp>

#include "tests/syntax/tree_text.h"

using payaudit::NodeId;
using payaudit::read_dockerfile;
using payaudit::Source;
using payaudit::Tree;

namespace {

void check(std::string text, const std::string& expected, const std::string& gaps = "") {
  const Source source("Dockerfile", std::move(text));
  const Tree tree = read_dockerfile(source);
  CHECK(payaudit::show(tree) == expected);
  CHECK(payaudit::show_gaps(source, tree) == gaps);
  CHECK(payaudit::wrong_spans(source, tree) == "");
}

}  // namespace

TEST_CASE("each instruction is an entry with its arguments") {
  check("# build\nFROM golang:1.22 AS build\nrun go build ./...\nUSER 1000:1000\nEXPOSE 80 443/tcp\n",
        "{from(golang:1.22|as|build){}, run(go|build|./...){}, user(1000:1000){}, expose(80|443/tcp){}}");
}

TEST_CASE("the array form gives its strings and is not plain") {
  const Source source("Dockerfile", "CMD [\"sh\", \"-c\", \"a \\\"b\\\"\"]\nRUN [ -f x ]\n");
  const Tree tree = read_dockerfile(source);
  CHECK(payaudit::show(tree) == "{cmd(sh|-c|a \"b\"){}, run([|-f|x|]){}}");
  const NodeId command = tree.find(tree.roots()[0], "cmd");
  CHECK(!tree[command].is_plain);
  CHECK(source.text(tree[command].span) == "CMD [\"sh\", \"-c\", \"a \\\"b\\\"\"]");
  CHECK(tree[tree.find(tree.roots()[0], "run")].is_plain);
}

TEST_CASE("flags are entries") {
  check(
      "FROM --platform=$BUILDPLATFORM alpine\nCOPY --link --from=build /a /b\nHEALTHCHECK --interval=5m CMD "
      "curl -f x\n",
      "{from(alpine){--platform: ref(BUILDPLATFORM)}, copy(/a|/b){--link: ~, --from: build}, "
      "healthcheck(CMD|curl|-f|x){--interval: 5m}}");
}

TEST_CASE("an instruction goes on after a backslash, over comments and empty lines") {
  const Source source("Dockerfile",
                      "RUN apt-get update \\\n  # why\n\n  && apt-get install -y cu\\\nrl  \nUSER app\n");
  const Tree tree = read_dockerfile(source);
  CHECK(payaudit::show(tree) == "{run(apt-get|update|&&|apt-get|install|-y|curl){}, user(app){}}");
  const NodeId run = tree.find(tree.roots()[0], "run");
  CHECK(source.text(tree[run].span) == "RUN apt-get update \\\n  # why\n\n  && apt-get install -y cu\\\nrl");
}

TEST_CASE("the escape directive changes what continues a line") {
  check("# escape=`\nRUN dir C:\\ `\n  x\n", "{run(dir|C:\\|x){}}");
}

TEST_CASE("ENV, ARG and LABEL are assignments") {
  check(
      "ENV A=1 B=\"two words\" C=${D:-e} F='$g'\nENV OLD some value $X\nARG TOKEN\nARG V=1.2\nLABEL "
      "a.b=\"c\"\n",
      "{env{A: 1, B: \"two words\", C: ref(D, e), F: \"$g\"}, env{OLD: template(\"some value \", ref(X))}, "
      "arg{TOKEN: ref(TOKEN)}, arg{V: 1.2}, label{a.b: \"c\"}}");
}

TEST_CASE("a heredoc is an entry") {
  check("RUN <<EOF\napk add x\nEOF\nCOPY <<-\"A\" /x\n\tone\n\tA\nUSER u\n",
        "{run(<<EOF){EOF: \"apk add x\n\"}, copy(<<-A|/x){A: \"\tone\n\"}, user(u){}}");
  check("RUN cat <<EOF\nx\n", "{run(cat|<<EOF){}, : <>}", "syntax 1:9 a heredoc without end");
}

TEST_CASE("ONBUILD holds its instruction") {
  check("ONBUILD USER root\n", "{onbuild{user(root){}}}");
}

TEST_CASE("what is no instruction is a gap") {
  check("FORM x\n{{ if }}\nUSER a\n", "{user(a){}}",
        "syntax 1:1 an unknown instruction\nunsupported 2:1 a template line");
  check(std::string("FROM a\0", 7), "", "encoding 1:7 a NUL byte");
  check(
      "\xEF\xBB\xBF"
      "FROM a\r\nUSER b\r\n",
      "{from(a){}, user(b){}}");
}

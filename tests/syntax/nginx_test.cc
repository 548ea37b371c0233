#include "scanners/syntax/nginx/nginx.h"

#include <catch2/catch.hpp>

#include "tests/syntax/tree_text.h"

using payaudit::read_nginx;
using payaudit::Source;
using payaudit::Tree;

namespace {

void check(std::string text, const std::string& expected, const std::string& gaps = "") {
  const Source source("nginx.conf", std::move(text));
  const Tree tree = read_nginx(source);
  CHECK(payaudit::show(tree) == expected);
  CHECK(payaudit::show_gaps(source, tree) == gaps);
  CHECK(payaudit::wrong_spans(source, tree) == "");
}

}  // namespace

TEST_CASE("directives have arguments and blocks nest") {
  check(
      "http {\n  server { # c\n    listen 443 ssl;\n    ssl_protocols TLSv1.2;\n    location ~ \\.php$ { "
      "deny all; }\n  }\n}\n",
      "{http{server{listen(443|ssl): 443 ssl, ssl_protocols(TLSv1.2): TLSv1.2, "
      "location(~|\\.php$){deny(all): all}}}}");
}

TEST_CASE("spans cover arguments, names and whole blocks") {
  const Source source("nginx.conf", "server {\n  listen  443   ssl;\n}\nx;");
  const Tree tree = read_nginx(source);
  CHECK(payaudit::value_source(source, tree, "server") == "server {\n  listen  443   ssl;\n}");
  CHECK(payaudit::value_source(source, tree, "server.listen") == "443   ssl");
  CHECK(payaudit::key_source(source, tree, "server.listen") == "listen");
}

TEST_CASE("quotes hold blanks, semicolons and braces") {
  check("add_header A \"max-age=1; {x}\";\nlog_format m 'a \\'b\\'';\ng off;\n",
        "{add_header(A|max-age=1; {x}): A \"max-age=1; {x}\", log_format(m|a 'b'): m 'a \\'b\\'', g(off): "
        "off}");
}

TEST_CASE("a variable is not a value") {
  check("proxy_pass https://$backend/x;\nlisten ${PORT};\nset $a 1;\n",
        "{proxy_pass(https://$backend/x): template(\"https://\", ref(backend), \"/x\"), "
        "listen(${PORT}): ref(PORT), set($a|1): template(ref(a), \" 1\")}");
}

TEST_CASE("templates are opaque or a gap") {
  check("listen {{ .Values.port }};\n{% if x %}\nssl on;\n",
        "{listen({{ .Values.port }}): <{{ .Values.port }}>, ssl(on): on}", "unsupported 2:1 a template line");
}

TEST_CASE("Lua is skipped with a gap") {
  check(
      "access_by_lua_block {\n local s = \"}\" -- }\n if x then t = {1} end\n local l = [[ } ]]\n}\nssl "
      "on;\n",
      "{access_by_lua_block{}, ssl(on): on}", "unsupported 1:1 Lua code");
}

TEST_CASE("errors are gaps and reading goes on") {
  check("a 1\n", "{a(1): 1}", "syntax 1:1 a directive without ';'");
  check("} ; { x 1; }\nb 2;", "{x(1): 1, b(2): 2}",
        "syntax 1:1 a '}' without a block\nsyntax 1:3 a ';' without a directive\nsyntax 1:5 a block without "
        "a name");
  check("s { a 1;", "{s{a(1): 1, : <>}}", "syntax 1:1 a block without '}'");
  check("a 'x;\n", "{: <>}", "syntax 1:3 unterminated quote");
  check("s { a 1 }", "{s{a(1): 1}}", "syntax 1:5 a directive without ';'");
}

TEST_CASE("deep nesting and bytes that are not text are gaps") {
  std::string deep;
  for (int i = 0; i < 100000; ++i) deep += "a{";
  const Source source("nginx.conf", deep);
  const Tree tree = read_nginx(source);
  CHECK(tree.gaps()[0].detail == "blocks nest deeper than 100");
  CHECK(tree.size() == 202);
  check("a \xC0;", "", "encoding 1:3 not UTF-8");
}

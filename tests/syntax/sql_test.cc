#include "scanners/syntax/sql/sql.h"

#include <catch2/catch.hpp>

#include "tests/syntax/tree_text.h"

using payaudit::read_sql;
using payaudit::Source;
using payaudit::Tree;

namespace {

void check(std::string text, const std::string& expected, const std::string& gaps = "") {
  const Source source("schema.sql", std::move(text));
  const Tree tree = read_sql(source);
  CHECK(payaudit::show(tree) == expected);
  CHECK(payaudit::show_gaps(source, tree) == gaps);
  if (source.bytes().find_first_of("`[") ==
      std::string_view::npos)  // names of quoted tokens are without quotes
    CHECK(payaudit::wrong_spans(source, tree) == "");
}

}  // namespace

TEST_CASE("a table has columns with types") {
  check(
      "CREATE TABLE shop.card (\n  id BIGINT PRIMARY KEY, -- the key\n  pan VARCHAR(19) NOT NULL,\n"
      "  amount DOUBLE PRECISION,\n  price numeric(12, 2),\n  at timestamp with time zone\n);",
      "{create table(shop|card){name: \"card\", column(id){name: \"id\", type: \"BIGINT\", primary_key: "
      "true}, "
      "column(pan){name: \"pan\", type: \"VARCHAR(19)\", width: 19, not_null: true}, "
      "column(amount){name: \"amount\", type: \"DOUBLE PRECISION\"}, "
      "column(price){name: \"price\", type: \"numeric(12, 2)\", width: 12, scale: 2}, "
      "column(at){name: \"at\", type: \"timestamp with time zone\"}}}");
}

TEST_CASE("what follows a type is not of it") {
  check(
      "create table t (a varchar(9) CHARACTER SET utf8 COLLATE utf8_bin DEFAULT 'x' COMMENT 'it''s', "
      "b int unsigned default (1 + f(2)) unique, c text GENERATED ALWAYS AS (lower(a)) STORED, "
      "d char(16) ENCRYPTED WITH (COLUMN_ENCRYPTION_KEY = k), e int REFERENCES u(id) ON DELETE CASCADE);",
      "{create table(t){name: \"t\", column(a){name: \"a\", type: \"varchar(9)\", width: 9, collate: "
      "\"utf8_bin\", default: \"x\", comment: \"it's\"}, column(b){name: \"b\", type: \"int unsigned\", "
      "default: <1 "
      "+ f(2)>, unique: true}, column(c){name: \"c\", type: \"text\", generated: true, generated: true}, "
      "column(d){name: \"d\", type: \"char(16)\", width: 16, encrypted: true}, column(e){name: \"e\", type: "
      "\"int\", references(u){columns: [\"id\"]}, on_delete: \"CASCADE\"}}}");
}

TEST_CASE("constraints and indexes are no columns, but a column may be called key") {
  check(
      "create table t (key varchar(3), PRIMARY KEY (key), KEY by_a (a), CONSTRAINT f FOREIGN KEY (a) "
      "REFERENCES "
      "u (id) ON DELETE SET NULL);",
      "{create table(t){name: \"t\", column(key){name: \"key\", type: \"varchar(3)\", width: 3}, primary "
      "key{columns: [\"key\"]}, index{columns: [\"a\"]}, foreign key{columns: [\"a\"], "
      "references(u){columns: "
      "[\"id\"]}, on_delete: \"SET NULL\"}}}");
}

TEST_CASE("every dialect's quotes are taken off") {
  check("create table `a`.`b` (`c` int) COMMENT='d'; create table [e].[f] ([g] [nvarchar](50), \"h i\" int)",
        "{create table(a|b){name: \"b\", column(c){name: \"c\", type: \"int\"}, comment: \"d\"}, create "
        "table(e|f){name: \"f\", column(g){name: \"g\", type: \"nvarchar(50)\", width: 50}, column(h "
        "i){name: \"h "
        "i\", type: \"int\"}}}");
}

TEST_CASE("a table made from another has columns that nobody knows") {
  check(
      "create table a as select * from b; create table c (like d); create table e partition of f for values "
      "in (1);",
      "{create table(a){name: \"a\", : <as>}, create table(c){name: \"c\", : <like d>}, create "
      "table(e){name: "
      "\"e\", : <of>}}");
}

TEST_CASE("a table is altered in each dialect's words") {
  check(
      "alter table t add column a int, drop column b, rename column c to d, alter column e type text, rename "
      "to u;\n"
      "ALTER TABLE t ADD a int, b int; ALTER TABLE t MODIFY (c varchar(3)); alter table t change d e text;",
      "{alter table(t){name: \"t\", add column(a){name: \"a\", type: \"int\"}, drop column(b){name: \"b\"}, "
      "rename "
      "column(c|d){name: \"d\"}, alter column(e){name: \"e\", type: \"text\"}, rename to(u){name: \"u\"}}, "
      "alter "
      "table(t){name: \"t\", add column(a){name: \"a\", type: \"int\"}, add column(b){name: \"b\", type: "
      "\"int\"}}, "
      "alter table(t){name: \"t\", alter column(c){name: \"c\", type: \"varchar(3)\", width: 3}}, alter "
      "table(t){name: \"t\", change column(d|e){name: \"e\", type: \"text\"}}}");
}

TEST_CASE("semicolons in strings, comments and bodies end nothing") {
  check("select 'a;b'; /* ; */ select $x$ ; $x$; -- ;\n", "{select{}, select{}}");
  check(
      "create trigger t after insert on c begin update c set a = case when 1 then 2 end; delete from d; end; "
      "commit;",
      "{create trigger(t){name: \"t\", update(c){}}, transaction{}}");
  check("DELIMITER $$\ncreate procedure p() begin call q(); end$$\nDELIMITER ;\ncommit;",
        "{create procedure(p){name: \"p\", call: call q()}, transaction{}}");
  check("create procedure p is x number; begin if a then b(x); end if; end p;\n/\ndrop view v;",
        "{create procedure(p){name: \"p\", call: call b(ref(x))}, drop{}}");
}

TEST_CASE("GO, a slash and a new CREATE on its line end a statement") {
  check("create table a (b int)\nGO\ncreate table c (d int)\ncreate table e (f int)\n/\n",
        "{create table(a){name: \"a\", column(b){name: \"b\", type: \"int\"}}, create table(c){name: \"c\", "
        "column(d){name: \"d\", type: \"int\"}}, create table(e){name: \"e\", column(f){name: \"f\", type: "
        "\"int\"}}}");
}

TEST_CASE("what only undoes a migration is left out") {
  check("-- +goose Up\nalter table t drop column a;\n-- +goose Down\ndrop table t;\n",
        "{alter table(t){name: \"t\", drop column(a){name: \"a\"}}}");
}

TEST_CASE("statements of a DO body are statements") {
  check("do $$ begin\nif x then\nalter table t drop column a;\nend if; end $$;",
        "{block{}, block{}, alter table(t){name: \"t\", drop column(a){name: \"a\"}}, transaction{}, "
        "transaction{}}");
}

TEST_CASE("rows of COPY are no SQL") {
  check("COPY t (a) FROM stdin;\n1'\n\\.\ncommit;", "{copy(t){name: \"t\"}, transaction{}}");
  check("COPY t FROM stdin;\n1", "{copy(t){name: \"t\"}, : <>}", "syntax 1:19 rows of COPY without end");
}

TEST_CASE("calls keep their arguments") {
  check(
      "update t set pan = encode(digest(t.pan, 'sha1'), 'hex') || x where id = 1; insert into t (a, b) "
      "values (1, "
      "md5('c'));",
      "{update(t){name: \"t\", assign(pan): <encode(digest(t.pan, 'sha1'), 'hex') || x>}, insert(t){name: "
      "\"t\", "
      "assign(b): call md5(\"c\")}}");
  check(
      "create function f() returns trigger as $$ begin new.a := pgp_sym_encrypt(new.a, 'k'); end $$ language "
      "plpgsql;",
      "{create function(f){name: \"f\", body: \" begin new.a := pgp_sym_encrypt(new.a, 'k'); end \", call: "
      "call "
      "pgp_sym_encrypt(ref(new.a), \"k\")}}");
}

TEST_CASE("grants, users, servers, settings and comments say what they say") {
  check("GRANT SELECT, INSERT ON t TO app, PUBLIC WITH GRANT OPTION;",
        "{grant(t){on: \"t\", privileges: [\"SELECT\", \"INSERT\"], to: [\"app\", \"PUBLIC\"]}}");
  check(
      "create user app with superuser password 'fake'; alter login sa with password = 'fake'; create user b "
      "identified "
      "by fake; create role c password '${P}';",
      "{create user(app){name: \"app\", superuser: true, password: \"fake\"}, alter login(sa){name: \"sa\", "
      "password: \"fake\"}, create user(b){name: \"b\", password: \"fake\"}, create role(c){name: \"c\", "
      "password: "
      "<${P}>}}");
  check(
      "create server s foreign data wrapper w options (host 'db.example', port '5432'); set a.b = 'c'; alter "
      "system "
      "set d to off; comment on column t.a is 'b';",
      "{create server(s){name: \"s\", host: \"db.example\", port: \"5432\"}, set(a|b){setting: \"a.b\", "
      "value: "
      "\"c\"}, alter system(d){setting: \"d\", value: ref(off)}, comment on(t|a){name: \"a\", object: "
      "\"column\", "
      "comment: \"b\"}}");
}

TEST_CASE("a placeholder stays what is written") {
  check("create table ${s}.t (a int, ${more}); {% if x %} drop table {{ ref('u') }};",
        "{create table(${s}|t){name: \"t\", column(a){name: \"a\", type: \"int\"}, : <${more}>}, drop "
        "table{table({{ ref('u') }}){}}}",
        "unsupported 1:39 a template statement");
}

TEST_CASE("a backslash escapes where the file is MySQL's") {
  check("select 'C:\\'; commit;", "{select{}, transaction{}}");
  check("select `a`, 'it\\'s;'; commit;", "{select{}, transaction{}}");
  check("select 'it\\'s;'; commit;", "{select{}, transaction{}}");
  check("select E'it\\'s;', 'C:\\'; commit;", "{select{}, transaction{}}");
}

TEST_CASE("damage is a gap and the rest is unknown") {
  check("commit; select 'a;\ncommit;", "{transaction{}, select{}, : <>}", "syntax 1:16 unterminated string");
  check("/* a", "{: <>}", "syntax 1:1 unterminated comment");
  check("create table (", "{other{}}");
  check(") ) ; ( ; create table t (a int",
        "{other{}, select{}, create table(t){name: \"t\", column(a){name: \"a\", "
        "type: \"int\"}}}");
}

TEST_CASE("deep nesting and long lines of marks end") {
  const auto many = [](std::string_view text) {
    std::string all;
    for (int i = 0; i < 50000; ++i) all += text;
    return all;
  };
  for (std::string_view text :
       {"f(", "[a", "create ", "begin ", "$a$", "/*", "{{", "q'", "((", "case\n", "\ncreate a"}) {
    const Source source("schema.sql", many(text));
    CHECK(payaudit::wrong_spans(source, read_sql(source)).size() < source.bytes().size());
  }
  check("a \xC0;", "", "encoding 1:3 not UTF-8");
}

TEST_CASE("calls that nest deeper than is followed are a gap, once") {
  std::string text = "insert into card (pan) values (";
  for (int i = 0; i < 40; ++i) text += "upper(";
  text += "'x'";
  for (int i = 0; i < 40; ++i) text += ")";
  const Source source("schema.sql", text + "), (1);");
  CHECK(payaudit::show_gaps(source, read_sql(source)).find("calls nest deeper than 32") != std::string::npos);
}

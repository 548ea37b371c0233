#include <catch2/catch.hpp>

#include "tests/terraform/facts_of.h"

using namespace payaudit;

namespace {

// `encrypted_at_rest` of aws_db_instance.d, whose `storage_encrypted` is the expression.
void check(const std::string& expression, const std::string& expected, const std::string& rest = "") {
  const Facts facts = terraform_facts_of(
      {{"main.tf",
        "resource \"aws_db_instance\" \"d\" {\n  storage_encrypted = " + expression + "\n}\n" + rest}});
  CHECK(said(facts, "aws_db_instance.d", "encrypted_at_rest") == expected);
}

// The engine of the same.
void check_text(const std::string& expression, const std::string& expected, const std::string& rest = "") {
  const Facts facts = terraform_facts_of(
      {{"main.tf", "resource \"aws_db_instance\" \"d\" {\n  engine = " + expression + "\n}\n" + rest}});
  CHECK(said(facts, "aws_db_instance.d", "engine") == expected);
}

}  // namespace

TEST_CASE("a literal is its value, and null is as if it were not written") {
  check("true", "true");
  check("\"true\"", "true");
  check("null", "false");
}

TEST_CASE("a variable has its default, and without one it is unknown") {
  check("var.e", "true", "variable \"e\" {\n  default = true\n}");
  check("var.e", "?(variable `e` has no value)", "variable \"e\" {}");
  check("var.e", "?(variable `e` is not declared here)");
}

TEST_CASE("settings that Terraform loads by itself come before the default, others make it uncertain") {
  const std::string main =
      "variable \"e\" { default = true }\nresource \"aws_db_instance\" \"d\" { storage_encrypted = var.e }";
  const auto with = [&](const std::string& file) {
    return said(terraform_facts_of({{"main.tf", main}, {file, "e = false\n"}}), "aws_db_instance.d",
                "encrypted_at_rest");
  };
  CHECK(with("terraform.tfvars") == "false");
  CHECK(with("x.auto.tfvars") == "false");
  CHECK(with("prod.tfvars") == "?(variable `e` is set differently by `prod.tfvars`)");
  CHECK(with("other/terraform.tfvars") == "true");
}

TEST_CASE("locals, conditions and operators are worked out") {
  check("local.e", "true", "locals {\n  n = 3\n  e = local.n > 2 && !false\n}");
  check("local.e", "?(`e` refers to itself)", "locals {\n  e = local.f\n  f = local.e\n}");
  check("var.prod ? true : true", "true", "variable \"prod\" {}");
  check("var.prod ? true : false", "?(it depends on a condition: variable `prod` has no value)",
        "variable \"prod\" {}");
  check("false && var.prod", "false", "variable \"prod\" {}");
}

TEST_CASE("functions are worked out where their arguments are known") {
  check_text("lower(\"POSTGRES\")", "\"postgres\"");
  check_text("join(\"-\", concat([\"a\"], split(\",\", \"b,c\")))", "\"a-b-c\"");
  check_text("lookup({ a = \"x\" }, \"b\", \"y\")", "\"y\"");
  check_text("merge({ a = \"x\" }, { a = \"z\" }).a", "\"z\"");
  check_text("format(\"%s-%d\", \"a\", 3)", "\"a-3\"");
  check_text("coalesce(null, \"\", \"c\")", "\"c\"");
  check_text("try(local.m.none, \"f\")", "\"f\"", "locals {\n  m = { a = 1 }\n}");
  check_text("element([\"a\", \"b\"], 3)", "\"b\"");
  check_text("replace(trimspace(\" a.b \"), \".\", \"-\")", "\"a-b\"");
  check_text("file(\"x\")", "?(the file `x` is not in the tree)");
  check_text("filebase64(\"x\")", "?(`filebase64(…)` is not evaluated)");
}

TEST_CASE("a template with an unknown part is unknown") {
  check_text("\"a-${local.x}\"", "\"a-b\"", "locals {\n  x = \"b\"\n}");
  check_text("\"a-${var.x}\"", "?(variable `x` has no value)", "variable \"x\" {}");
}

TEST_CASE("a sensitive variable is never printed") {
  check_text("var.x", "?(variable `x` is sensitive)",
             "variable \"x\" {\n  default = \"hidden\"\n  sensitive = true\n}");
}

TEST_CASE("a resource whose count is nought does not exist") {
  const Facts facts = terraform_facts_of({{"main.tf",
                                           "variable \"on\" { default = false }\n"
                                           "resource \"aws_db_instance\" \"d\" { count = var.on ? 1 : 0 }"}});
  CHECK(facts.size() == 0);
}

TEST_CASE("a known for_each gives one resource a key, an unknown one stands for all") {
  const Facts known =
      terraform_facts_of({{"main.tf",
                           "resource \"aws_db_instance\" \"d\" {\n  for_each = { a = true, b = false }\n"
                           "  storage_encrypted = each.value\n}"}});
  CHECK(said(known, "aws_db_instance.d[\"a\"]", "encrypted_at_rest") == "true");
  CHECK(said(known, "aws_db_instance.d[\"b\"]", "encrypted_at_rest") == "false");
  const Facts open =
      terraform_facts_of({{"main.tf",
                           "variable \"m\" {}\nresource \"aws_db_instance\" \"d\" {\n  for_each = var.m\n"
                           "  storage_encrypted = each.value\n}"}});
  CHECK(said(open, "aws_db_instance.d", "encrypted_at_rest") == "?(`each.value` is not known)");
}

TEST_CASE("dynamic blocks are unrolled where their list is known, and never certain where it is not") {
  const std::string block =
      "resource \"aws_dax_cluster\" \"d\" {\n  dynamic \"server_side_encryption\" {\n    for_each = L\n"
      "    content { enabled = true }\n  }\n}\nvariable \"l\" {}\n";
  const auto with = [&](const std::string& list) {
    std::string text = block;
    text.replace(text.find('L'), 1, list);
    return said(terraform_facts_of({{"main.tf", text}}), "aws_dax_cluster.d", "encrypted_at_rest");
  };
  CHECK(with("[1]") == "true");
  CHECK(with("[]") == "false");
  CHECK(with("var.l") == "?(it is in a block that is repeated for a list which is not known)");
}

TEST_CASE("an index that a block asks for gives one resource an index") {
  const auto all = [](const std::string& count) {
    const Facts facts = terraform_facts_of(
        {{"main.tf",
          "locals { l = [true, false] }\nvariable \"n\" {}\nresource \"aws_ebs_volume\" \"d\" {\n"
          "  count = " +
              count + "\n  encrypted = local.l[count.index]\n}"}});
    std::string out;
    for (const Fact& fact : facts.all()) {
      if (fact.kind == Kind::store) out += to_string(fact.value(Attr::encrypted_at_rest)) + " ";
    }
    return out;
  };
  CHECK(all("2") == "true false ");
  CHECK(all("length(local.l)") == "true false ");
  CHECK(all("1") == "true ");
  CHECK(all("0").empty());
  CHECK(all("var.n") == "?(`count.index` is not known) ");
}

TEST_CASE("for expressions go through lists and maps, and leave out what their condition says") {
  check_text("join(\",\", [for x in [\"a\", \"b\"] : upper(x)])", "\"A,B\"");
  check_text("join(\",\", [for i, x in [\"a\", \"b\"] : \"${i}${x}\"])", "\"0a,1b\"");
  check_text("join(\",\", [for k, v in { a = 1, b = 2 } : k if v > 1])", "\"b\"");
  check_text("{ for x in [\"a\", \"b\"] : x => upper(x) }.b", "\"B\"");
  check_text("join(\",\", { for x in [\"a\", \"b\", \"a\"] : x => x... }[\"a\"])", "\"a,a\"");
  check_text("join(\",\", [for x in var.l : x])", "?(variable `l` has no value)", "variable \"l\" {}");
}

TEST_CASE("the type of a variable gives the defaults of what is left out") {
  const std::string type =
      "variable \"v\" {\n  type = object({ e = optional(bool, true), f = optional(string) })\n  default = "
      "D\n}";
  const auto with = [&](const std::string& fallback, const std::string& expected) {
    std::string text = type;
    text.replace(text.find('D'), 1, fallback);
    check("var.v.e", expected, text);
  };
  with("{}", "true");
  with("{ e = false }", "false");
  with("{ e = null }", "true");
  check("var.m[\"a\"].e", "false",
        "variable \"m\" {\n  type = map(object({ e = optional(bool, false) }))\n  default = { a = {} }\n}");
}

TEST_CASE("files of the tree are read from the folder that Terraform is run in") {
  const auto engine = [](Files files, const std::string& expression) {
    files["main.tf"] = "module \"db\" { source = \"./db\" }\n";
    files["db/main.tf"] = "resource \"aws_db_instance\" \"d\" { engine = " + expression + " }\n";
    return said(terraform_facts_of(files), "aws_db_instance.d", "engine");
  };
  CHECK(engine({{"e.txt", "postgres"}}, "file(\"e.txt\")") == "\"postgres\"");
  CHECK(engine({{"db/e.txt", "mysql"}}, "file(\"${path.module}/e.txt\")") == "\"mysql\"");
  CHECK(engine({{"e.txt", "mysql"}}, "file(\"${path.root}/e.txt\")") == "\"mysql\"");
  CHECK(engine({{"db/e.tftpl", "${n}-${upper(m[0])} $${x}"}},
               "templatefile(\"${path.module}/e.tftpl\", { n = 1, m = [\"a\"] })") == "\"1-A ${x}\"");
  CHECK(engine({{"e.txt", "%{ if on }a%{ endif }"}}, "templatefile(\"e.txt\", { on = true })") ==
        "?(the template has directives, which are not evaluated)");
  CHECK(engine({{"e.txt", "x"}}, "file(\"../e.txt\")") == "?(the file `../e.txt` is not in the tree)");
}

TEST_CASE("override files are merged: arguments one by one, nested blocks by their type") {
  const Facts facts = terraform_facts_of(
      {{"main.tf",
        "resource \"aws_db_instance\" \"d\" {\n  storage_encrypted = true\n  engine = local.e\n}\n"
        "locals { e = \"mysql\" }\nresource \"aws_dax_cluster\" \"c\" {\n  server_side_encryption { enabled "
        "= "
        "true }\n}"},
       {"x_override.tf",
        "resource \"aws_db_instance\" \"d\" { publicly_accessible = true }\nlocals { e = \"postgres\" }\n"
        "resource \"aws_dax_cluster\" \"c\" {\n  server_side_encryption { enabled = false }\n}"}});
  CHECK(said(facts, "aws_db_instance.d", "encrypted_at_rest") == "true");
  CHECK(said(facts, "aws_db_instance.d", "public") == "true");
  CHECK(said(facts, "aws_db_instance.d", "engine") == "\"postgres\"");
  CHECK(said(facts, "aws_dax_cluster.c", "encrypted_at_rest") == "false");
}

TEST_CASE("a module is made once for each call, and each key of a call") {
  const std::string child =
      "variable \"e\" { default = true }\nresource \"aws_db_instance\" \"d\" { storage_encrypted = var.e }";
  const auto with = [&](const std::string& calls) {
    return said(terraform_facts_of({{"main.tf", calls}, {"db/main.tf", child}}), "aws_db_instance.d",
                "encrypted_at_rest");
  };
  CHECK(with("module \"a\" {\n  source = \"./db\"\n  e = false\n}") == "false");
  CHECK(with("module \"a\" { source = \"./db\" }") == "true");
  const auto all = [&](const std::string& calls) {
    std::string out;
    const Facts facts = terraform_facts_of({{"main.tf", calls}, {"db/main.tf", child}});
    for (const Fact& fact : facts.all()) {
      if (fact.kind == Kind::store) out += to_string(fact.value(Attr::encrypted_at_rest)) + " ";
    }
    return out;
  };
  CHECK(all("module \"a\" { source = \"./db\" }\nmodule \"b\" {\n  source = \"./db\"\n  e = false\n}") ==
        "true false ");
  CHECK(all("module \"a\" {\n  source = \"./db\"\n  for_each = toset([\"x\", \"y\"])\n  e = each.key == "
            "\"x\"\n}") == "true false ");
  CHECK(all("module \"a\" {\n  source = \"./db\"\n  count = 2\n  e = count.index > 0\n}") == "false true ");
  CHECK(all("module \"a\" {\n  source = \"./db\"\n  count = 0\n}").empty());
}

TEST_CASE("null is passed on to a variable, unless it takes none") {
  const auto with = [](const std::string& variable) {
    return said(
        terraform_facts_of(
            {{"main.tf", "module \"a\" {\n  source = \"./db\"\n  e = null\n}"},
             {"db/main.tf", "variable \"e\" {\n  default = true\n" + variable +
                                "}\nresource \"aws_db_instance\" \"d\" { storage_encrypted = var.e }"}}),
        "aws_db_instance.d", "encrypted_at_rest");
  };
  CHECK(with("") == "false");
  CHECK(with("  nullable = false\n") == "true");
}

TEST_CASE("what modules that call each other give is not known") {
  const Facts facts = terraform_facts_of(
      {{"a/main.tf", "variable \"e\" {}\nmodule \"b\" {\n  source = \"../b\"\n  e = var.e\n}"},
       {"b/main.tf",
        "variable \"e\" {}\nmodule \"a\" {\n  source = \"../a\"\n  e = var.e\n}\n"
        "resource \"aws_db_instance\" \"d\" { storage_encrypted = var.e }"}});
  CHECK(said(facts, "aws_db_instance.d", "encrypted_at_rest") == "?(variable `e` refers to itself)");
}

TEST_CASE("outputs of a module that is called with keys are by key") {
  const auto with = [](const std::string& expression) {
    return said(
        terraform_facts_of(
            {{"main.tf",
              "module \"n\" {\n  source = \"./n\"\n  for_each = toset([\"x\", \"y\"])\n  k = each.key\n}\n"
              "resource \"aws_db_instance\" \"d\" { engine = " +
                  expression + " }"},
             {"n/main.tf", "variable \"k\" {}\noutput \"name\" { value = \"db-${var.k}\" }"}}),
        "aws_db_instance.d", "engine");
  };
  CHECK(with("module.n[\"y\"].name") == "\"db-y\"");
  CHECK(with("join(\",\", [for m in module.n : m.name])") == "\"db-x,db-y\"");
}

TEST_CASE("a module that is not in the tree is a gap") {
  const Facts facts =
      terraform_facts_of({{"main.tf", "module \"v\" { source = \"terraform-aws-modules/vpc/aws\" }"}});
  REQUIRE(facts.size() == 1);
  CHECK(to_string(facts.all().front()) ==
        "gap{reason: \"unresolved\", detail: \"module `terraform-aws-modules/vpc/aws` is not in the tree\"}");
}

TEST_CASE("what is passed to a module of the registry is judged like a resource") {
  const auto said_of = [](const std::string& arguments, std::string_view attribute) {
    return said(terraform_facts_of(
                    {{"main.tf",
                      "provider \"aws\" { region = \"eu-west-1\" }\nprovider \"aws\" {\n  alias = \"us\"\n  "
                      "region = \"us-east-1\"\n}\nlocals { on = true }\nmodule \"db\" {\n  source = "
                      "\"terraform-aws-modules/rds/aws\"\n  " +
                          arguments + "\n}\n"}}),
                "module.db", attribute);
  };
  CHECK(said_of("storage_encrypted = local.on", "encrypted_at_rest") == "true");
  CHECK(said_of("", "encrypted_at_rest") == "?(`storage_encrypted` is not set)");
  CHECK(said_of("", "region") == "\"eu-west-1\"");
  CHECK(said_of("providers = { aws = aws.us }", "region") == "\"us-east-1\"");
  CHECK(said_of("create = false", "encrypted_at_rest") == "none");
}

TEST_CASE("a value's origin is where it is written") {
  const std::string text =
      "variable \"e\" {\n  default = true\n}\nresource \"aws_db_instance\" \"d\" {\n  storage_encrypted = "
      "var.e\n"
      "  publicly_accessible = true\n}\n";
  const Facts facts = terraform_facts_of({{"main.tf", text}});
  const Source source("main.tf", text);
  for (const Fact& fact : facts.all()) {
    if (fact.kind != Kind::store) continue;
    CHECK(source.text(fact.place.span) == "resource \"aws_db_instance\" \"d\"");
    const Attribute* encrypted = fact.find(Attr::encrypted_at_rest);
    CHECK(encrypted->origin.kind == OriginKind::variable);
    CHECK(source.text(encrypted->origin.place.span) == "true");
    CHECK(encrypted->origin.note == "var.e");
    const Attribute* open = fact.find(Attr::public_);
    CHECK(open->origin.kind == OriginKind::literal);
    CHECK(source.text(open->origin.place.span) == "publicly_accessible = true");
    const Attribute* backup = fact.find(Attr::backup_days);
    CHECK(backup->origin.kind == OriginKind::fallback);
    CHECK(backup->origin.note == "`backup_retention_period` is not set: aws default");
  }
}

TEST_CASE("a block with a part that could not be read has no defaults") {
  const Facts facts = terraform_facts_of(
      {{"main.tf", "resource \"aws_db_instance\" \"d\" {\n  engine = \"x\"\n  = 4 4\n}\n"}});
  CHECK(said(facts, "aws_db_instance.d", "encrypted_at_rest") == "?(a part of it could not be read)");
}

TEST_CASE("regions come from the provider, by alias") {
  const std::string providers =
      "provider \"aws\" { region = \"eu-central-1\" }\n"
      "provider \"aws\" {\n  alias = \"w\"\n  region = \"us-west-2\"\n}\n";
  const Facts facts = terraform_facts_of(
      {{"main.tf", providers + "resource \"aws_db_instance\" \"d\" {}\n"
                               "resource \"aws_db_instance\" \"e\" { provider = aws.w }"}});
  CHECK(said(facts, "aws_db_instance.d", "region") == "\"eu-central-1\"");
  CHECK(said(facts, "aws_db_instance.e", "region") == "\"us-west-2\"");
  CHECK(said(facts, "aws_db_instance.e store", "code") == "\"us-west-2\"");
  CHECK(said(facts, "aws_db_instance.e store", "subject_kind") == "\"store\"");
}

TEST_CASE("values that double again and again end in unknown, not in memory") {
  std::string text =
      "resource \"aws_db_instance\" \"d\" { engine = local.a60 }\nlocals {\n  a0 = \"0123456789\"\n";
  for (int i = 1; i <= 60; ++i) {
    const std::string last = "local.a" + std::to_string(i - 1);
    text += "  a" + std::to_string(i) + " = \"${" + last + "}${" + last + "}\"\n";
  }
  const Facts facts = terraform_facts_of({{"main.tf", text + "}\n"}});
  CHECK(said(facts, "aws_db_instance.d", "engine") == "?(the text is too long)");
}

TEST_CASE("a long chain of locals ends in unknown, not on the stack") {
  std::string text = "resource \"aws_db_instance\" \"d\" { engine = local.a0 }\nlocals {\n";
  for (int i = 0; i < 20'000; ++i) {
    text += "  a" + std::to_string(i) + " = local.a" + std::to_string(i + 1) + "\n";
  }
  const Facts facts = terraform_facts_of({{"main.tf", text + "}\n"}});
  CHECK(said(facts, "aws_db_instance.d", "engine") == "?(it is nested too deep)");
}

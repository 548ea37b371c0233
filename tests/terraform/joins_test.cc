#include <catch2/catch.hpp>

#include "tests/terraform/facts_of.h"

using namespace payaudit;

namespace {

void check(const std::string& text, std::string_view symbol, std::string_view attribute,
           const std::string& expected) {
  CHECK(said(terraform_facts_of({{"main.tf", text}}), symbol, attribute) == expected);
}

const std::string kBucket = "resource \"aws_s3_bucket\" \"b\" { bucket = \"docs\" }\n";
const std::string kBlock =
    "resource \"aws_s3_bucket_public_access_block\" \"b\" {\n  bucket = aws_s3_bucket.b.id\n"
    "  block_public_acls = true\n  ignore_public_acls = true\n  block_public_policy = true\n"
    "  restrict_public_buckets = true\n}\n";
const std::string kPublicPolicy =
    "resource \"aws_s3_bucket_policy\" \"b\" {\n  bucket = aws_s3_bucket.b.id\n  policy = jsonencode({\n"
    "    Statement = [{ Effect = \"Allow\", Principal = \"*\", Action = \"s3:GetObject\", Resource = \"x\" "
    "}]\n"
    "  })\n}\n";

}  // namespace

TEST_CASE("a name that is written and not known is not the name of the resource in its file") {
  check(kBucket, "aws_s3_bucket.b", "name", "\"docs\"");
  check("variable \"n\" {}\nresource \"aws_s3_bucket\" \"audit\" { bucket = var.n }\n", "aws_s3_bucket.audit",
        "name", "?(variable `n` has no value)");
  check("resource \"aws_s3_bucket\" \"audit\" {}\n", "aws_s3_bucket.audit", "name", "\"audit\"");
}

TEST_CASE("a side resource sets its bucket, by reference or by name") {
  const auto versioning = [](const std::string& bucket) {
    return kBucket + "resource \"aws_s3_bucket_versioning\" \"v\" {\n  bucket = " + bucket +
           "\n  versioning_configuration { status = \"Enabled\" }\n}\nvariable \"v\" {}\n";
  };
  check(kBucket, "aws_s3_bucket.b", "versioned", "false");
  check(versioning("aws_s3_bucket.b.id"), "aws_s3_bucket.b", "versioned", "true");
  check(versioning("\"docs\""), "aws_s3_bucket.b", "versioned", "true");
  check(versioning("\"other\""), "aws_s3_bucket.b", "versioned", "false");
  check(versioning("var.v"), "aws_s3_bucket.b", "versioned",
        "?(`aws_s3_bucket_versioning.v` may set it, for what is not known)");
}

TEST_CASE("side resources made for each bucket find their own") {
  check(
      "locals {\n  names = toset([\"a\", \"b\"])\n}\nresource \"aws_s3_bucket\" \"b\" {\n  for_each = "
      "local.names\n"
      "  bucket = each.key\n}\nresource \"aws_s3_bucket_versioning\" \"v\" {\n  for_each = local.names\n"
      "  bucket = aws_s3_bucket.b[each.key].id\n  versioning_configuration {\n"
      "    status = each.key == \"a\" ? \"Enabled\" : \"Suspended\"\n  }\n}\n",
      "aws_s3_bucket.b[\"b\"]", "versioned", "false");
}

TEST_CASE("who controls the key of a bucket") {
  const auto with = [](const std::string& key) {
    return kBucket + "resource \"aws_kms_key\" \"k\" {}\n" +
           "resource \"aws_s3_bucket_server_side_encryption_configuration\" \"e\" {\n  bucket = "
           "aws_s3_bucket.b.id\n"
           "  rule {\n    apply_server_side_encryption_by_default {\n      sse_algorithm = \"aws:kms\"\n" +
           key + "    }\n  }\n}\n";
  };
  check(kBucket, "aws_s3_bucket.b", "encryption_key", "\"provider\"");
  check(with(""), "aws_s3_bucket.b", "encryption_key", "\"provider\"");
  check(with("kms_master_key_id = aws_kms_key.k.arn\n"), "aws_s3_bucket.b", "encryption_key", "\"customer\"");
  check(with("kms_master_key_id = \"alias/aws/s3\"\n"), "aws_s3_bucket.b", "encryption_key", "\"provider\"");
}

TEST_CASE("a bucket is public by ACL or policy, unless its access block says no") {
  const std::string acl =
      "resource \"aws_s3_bucket_acl\" \"a\" {\n  bucket = aws_s3_bucket.b.id\n  acl = \"public-read\"\n}\n";
  check(kBucket, "aws_s3_bucket.b", "public", "false");
  check(kBucket + acl, "aws_s3_bucket.b", "public", "true");
  check(kBucket + kPublicPolicy, "aws_s3_bucket.b", "public", "true");
  check(kBucket + kBlock, "aws_s3_bucket.b", "public", "false");
  check(kBucket + acl + kPublicPolicy + kBlock, "aws_s3_bucket.b", "public", "false");
}

TEST_CASE("an access block that leaves something open is no evidence") {
  check(kBucket +
            "resource \"aws_s3_bucket_public_access_block\" \"b\" {\n  bucket = aws_s3_bucket.b.id\n"
            "  block_public_acls = true\n}\n",
        "aws_s3_bucket.b", "public",
        "?(`ignore_public_acls` of its access block is not on; what else opens it is not in the tree)");
}

TEST_CASE("a statement's wildcards are read from every form of a policy") {
  const std::string json =
      "resource \"aws_iam_policy\" \"p\" {\n  policy = <<EOF\n{\"Statement\": [{\"Sid\": \"S\", \"Effect\": "
      "\"Allow\","
      " \"Action\": [\"*\"], \"Resource\": \"arn:aws:s3:::${var.b}/*\"}]}\nEOF\n}\nvariable \"b\" {}\n";
  check(json, "aws_iam_policy.p#S", "wildcard_actions", "true");
  check(json, "aws_iam_policy.p#S", "wildcard_resources", "false");
  const std::string document =
      "data \"aws_iam_policy_document\" \"d\" {\n  statement {\n    sid = \"T\"\n    actions = [\"s3:*\"]\n"
      "    resources = [\"*\"]\n    principals {\n      type = \"AWS\"\n      identifiers = [\"*\"]\n    }\n "
      " }\n}\n"
      "resource \"aws_sqs_queue_policy\" \"p\" {\n  queue_url = aws_sqs_queue.q.id\n"
      "  policy = data.aws_iam_policy_document.d.json\n}\nresource \"aws_sqs_queue\" \"q\" {}\n";
  check(document, "aws_sqs_queue_policy.p#T", "wildcard_actions", "false");
  check(document, "aws_sqs_queue_policy.p#T", "wildcard_resources", "true");
  check(document, "aws_sqs_queue_policy.p#T", "any_principal", "true");
  check(document, "aws_sqs_queue.q", "public", "true");
}

TEST_CASE("a policy that is not known says so") {
  check("resource \"aws_iam_policy\" \"p\" { policy = file(\"p.json\") }", "aws_iam_policy.p#1",
        "wildcard_actions", "?(the file `p.json` is not in the tree)");
}

TEST_CASE("a binding to everybody opens a bucket of Google Cloud") {
  const auto with = [](const std::string& member) {
    return "resource \"google_storage_bucket\" \"b\" {\n  name = \"n\"\n  location = \"EU\"\n}\n"
           "resource \"google_storage_bucket_iam_member\" \"m\" {\n  bucket = google_storage_bucket.b.name\n"
           "  role = \"roles/storage.objectViewer\"\n  member = \"" +
           member + "\"\n}\n";
  };
  check(with("allUsers"), "google_storage_bucket.b", "public", "true");
  check(with("user:a@example.com"), "google_storage_bucket.b", "public", "false");
  check(with("allUsers"), "google_storage_bucket_iam_member.m", "any_principal", "true");
}

TEST_CASE("a policy of Google Cloud binds whom its document names") {
  const auto with = [](const std::string& data) {
    return "data \"google_iam_policy\" \"p\" {\n  binding {\n    role = \"roles/cloudkms.viewer\"\n    "
           "members = "
           "[\"allUsers\"]\n  }\n}\nresource \"google_kms_crypto_key\" \"k\" { name = \"n\" }\n"
           "resource \"google_kms_crypto_key_iam_policy\" \"k\" {\n  crypto_key_id = "
           "google_kms_crypto_key.k.id\n  policy_data = " +
           data + "\n}\nvariable \"d\" {}\n";
  };
  check(with("data.google_iam_policy.p.policy_data"), "google_kms_crypto_key.k", "any_principal", "true");
  check(with("jsonencode({ bindings = [{ role = \"r\", members = [\"user:a@example.com\"] }] })"),
        "google_kms_crypto_key.k", "any_principal", "false");
  check(with("var.d"), "google_kms_crypto_key.k", "any_principal",
        "?(the bindings of its policy are not known)");
}

TEST_CASE("a condition counts where it narrows who may ask") {
  const auto with = [](const std::string& condition) {
    return "resource \"aws_sns_topic\" \"t\" {\n  policy = jsonencode({ Statement = [{ Sid = \"S\", Effect = "
           "\"Allow\", Principal = \"*\", Action = \"sns:Publish\", Resource = \"x\", Condition = " +
           condition + " }] })\n}\n";
  };
  check(with("{ Bool = { \"aws:SecureTransport\" = \"true\" } }"), "aws_sns_topic.t#S", "conditional",
        "false");
  check(with("{ StringEquals = { \"aws:PrincipalOrgID\" = \"o-1\" } }"), "aws_sns_topic.t#S", "conditional",
        "true");
  check(with("{ Bool = { \"aws:SecureTransport\" = \"true\" } }"), "aws_sns_topic.t", "public", "true");
}

TEST_CASE("an ACL opens its bucket, also one that is not in the tree") {
  check(
      "resource \"aws_s3_bucket_acl\" \"a\" {\n  bucket = var.b\n  acl = \"public-read\"\n}\nvariable \"b\" "
      "{}\n",
      "aws_s3_bucket_acl.a", "any_principal", "true");
}

TEST_CASE("volumes are encrypted where their account says so for all") {
  const std::string volume = "resource \"aws_ebs_volume\" \"v\" { availability_zone = \"eu-west-1a\" }\n";
  check(volume, "aws_ebs_volume.v", "encrypted_at_rest", "false");
  check(volume + "resource \"aws_ebs_encryption_by_default\" \"d\" {}\n", "aws_ebs_volume.v",
        "encrypted_at_rest", "true");
  check(volume + "resource \"aws_ebs_encryption_by_default\" \"d\" { enabled = var.e }\nvariable \"e\" {}\n",
        "aws_ebs_volume.v", "encrypted_at_rest",
        "?(`aws_ebs_encryption_by_default.d` may encrypt it by default)");
}

TEST_CASE("a container of Azure opens its account") {
  const auto with = [](const std::string& access) {
    return "resource \"azurerm_storage_account\" \"a\" { name = \"n\" }\n"
           "resource \"azurerm_storage_container\" \"c\" {\n  storage_account_name = "
           "azurerm_storage_account.a.name\n"
           "  container_access_type = \"" +
           access + "\"\n}\n";
  };
  check(with("private"), "azurerm_storage_account.a", "public", "false");
  check(with("blob"), "azurerm_storage_account.a", "public", "true");
}

TEST_CASE("a role of Azure that permits everything has no condition") {
  const auto with = [](const std::string& permissions) {
    return "data \"azurerm_subscription\" \"s\" {}\nresource \"azurerm_role_definition\" \"r\" {\n  scope = "
           "data.azurerm_subscription.s.id\n  permissions {\n    " +
           permissions + "\n  }\n}\n";
  };
  check(with("actions = [\"*\"]"), "azurerm_role_definition.r", "wildcard_actions", "true");
  check(with("actions = [\"*\"]"), "azurerm_role_definition.r", "conditional", "false");
  check(with("actions = [\"*\"]\n    not_actions = [\"Microsoft.Authorization/*\"]"),
        "azurerm_role_definition.r", "wildcard_actions",
        "?(it permits everything but the actions that are listed)");
}

TEST_CASE("replicas of a bucket are in the regions of the buckets they go to") {
  const Facts facts = terraform_facts_of(
      {{"main.tf",
        "provider \"aws\" { region = \"eu-west-1\" }\nprovider \"aws\" {\n  alias = \"us\"\n  region = "
        "\"us-east-1\"\n}\n" +
            kBucket +
            "resource \"aws_s3_bucket\" \"copy\" { provider = aws.us }\n"
            "resource \"aws_s3_bucket_replication_configuration\" \"r\" {\n  bucket = aws_s3_bucket.b.id\n"
            "  rule {\n    destination { bucket = aws_s3_bucket.copy.arn }\n  }\n}\n"}});
  CHECK(said(facts, "aws_s3_bucket.b", "replica_regions") == "[\"us-east-1\"]");
  CHECK(said(facts, "aws_s3_bucket.b replica", "code") == "\"us-east-1\"");
}

TEST_CASE("rules of a security group are one fact each") {
  const Facts facts =
      terraform_facts_of({{"main.tf",
                           "resource \"aws_security_group\" \"g\" {\n"
                           "  ingress {\n    from_port = 22\n    to_port = 22\n    protocol = \"tcp\"\n"
                           "    cidr_blocks = [\"10.0.0.0/8\"]\n    ipv6_cidr_blocks = [\"::/0\"]\n  }\n"
                           "  egress {\n    from_port = 0\n    to_port = 0\n    protocol = \"-1\"\n"
                           "    cidr_blocks = [var.c]\n  }\n}\nvariable \"c\" {}\n"}});
  REQUIRE(facts.size() == 2);
  CHECK(facts.all()[0].value(Attr::any_address).as_boolean());
  CHECK(to_string(facts.all()[0].value(Attr::from_port)) == "22");
  CHECK(to_string(facts.all()[1].value(Attr::protocol)) == "\"all\"");
  CHECK(to_string(facts.all()[1].value(Attr::any_address)) == "?(variable `c` has no value)");
}

TEST_CASE("each range of ports is one fact") {
  const Facts facts =
      terraform_facts_of({{"main.tf",
                           "resource \"google_compute_firewall\" \"f\" {\n  source_ranges = [\"0.0.0.0/0\"]\n"
                           "  allow {\n    protocol = \"tcp\"\n    ports = [\"80\", \"20-25\"]\n  }\n  allow "
                           "{ protocol = \"icmp\" }\n}\n"
                           "resource \"azurerm_network_security_rule\" \"r\" { destination_port_range = "
                           "\"22, 8000-8080\" }\n"}});
  std::string ports;
  for (const Fact& fact : facts.all()) {
    ports += to_string(fact.value(Attr::from_port)) + "-" + to_string(fact.value(Attr::to_port)) + " ";
  }
  CHECK(ports == "80-80 20-25 0-65535 22-22 8000-8080 ");
}

TEST_CASE("names and tags say what a store holds") {
  check("resource \"aws_s3_bucket\" \"kyc_documents\" { bucket = \"x\" }", "aws_s3_bucket.kyc_documents",
        "holds", "[\"kyc.document\"]");
}

TEST_CASE("side resources that go through all buckets find each of them") {
  const std::string buckets =
      "resource \"aws_s3_bucket\" \"b\" {\n  for_each = toset([\"x\", \"y\"])\n  bucket = each.key\n}\n"
      "resource \"aws_s3_bucket_acl\" \"a\" {\n  for_each = aws_s3_bucket.b\n  bucket = each.value.id\n"
      "  acl = \"public-read\"\n}\n";
  check(buckets, "aws_s3_bucket.b[\"y\"]", "public", "true");
  const auto blocked = [&](const std::string& each, const std::string& bucket) {
    return buckets + "resource \"aws_s3_bucket_public_access_block\" \"p\" {\n  for_each = " + each +
           "\n  bucket = " + bucket +
           "\n  block_public_acls = true\n  ignore_public_acls = true\n  block_public_policy = true\n"
           "  restrict_public_buckets = true\n}\n";
  };
  check(blocked("aws_s3_bucket.b", "each.value.id"), "aws_s3_bucket.b[\"y\"]", "public", "false");
  check(blocked("{ for k, v in aws_s3_bucket.b : k => v.id }", "each.value"), "aws_s3_bucket.b[\"y\"]",
        "public", "false");
  check(blocked("toset(keys(aws_s3_bucket.b))", "aws_s3_bucket.b[each.key].id"), "aws_s3_bucket.b[\"y\"]",
        "public", "false");
}

TEST_CASE("the block of an account holds for its buckets, and may for those of another provider") {
  const std::string bucket =
      "resource \"aws_s3_bucket_acl\" \"b\" {\n  bucket = aws_s3_bucket.b.id\n  acl = \"public-read\"\n}\n" +
      kBucket;
  const auto with = [&](const std::string& provider) {
    return bucket +
           "provider \"aws\" { alias = \"other\" }\nresource \"aws_s3_account_public_access_block\" \"a\" "
           "{\n" +
           provider + "  block_public_acls = true\n}\n";
  };
  check(bucket, "aws_s3_bucket.b", "public", "true");
  check(with(""), "aws_s3_bucket.b", "public",
        "?(`ignore_public_acls` of its access block is not on; what else opens it is not in the tree)");
  check(with("  provider = aws.other\n"), "aws_s3_bucket.b", "public",
        "?(whether the access block overrides its ACL is not known)");
}

TEST_CASE("a condition closes what it opens to everybody only where it says who asks") {
  const auto with = [](const std::string& condition) {
    return said(terraform_facts_of(
                    {{"main.tf",
                      kBucket +
                          "variable \"v\" {}\nresource \"aws_s3_bucket_policy\" \"b\" {\n  bucket = "
                          "aws_s3_bucket.b.id\n  policy = jsonencode({ Statement = [{ Effect = \"Allow\", "
                          "Principal = \"*\", Action = \"s3:GetObject\", Resource = \"*\", Condition = { " +
                          condition + " } }] })\n}\n"}}),
                "aws_s3_bucket.b", "public");
  };
  CHECK(with("StringEquals = { \"aws:SourceVpce\" = \"vpce-1\" }") == "false");
  CHECK(with("StringEquals = { \"aws:SourceVpce\" = var.v }") == "false");
  CHECK(with("StringEquals = { \"aws:PrincipalOrgID\" = \"o-1\" }, Bool = { \"aws:SecureTransport\" = "
             "\"true\" }") == "false");
  CHECK(with("StringNotEquals = { \"aws:PrincipalOrgID\" = \"o-1\" }") == "true");
  CHECK(with("StringLike = { \"aws:PrincipalOrgID\" = \"o-*\" }") == "true");
  CHECK(with("StringLike = { \"aws:PrincipalArn\" = \"arn:aws:iam::*:role/app\" }") == "true");
  CHECK(with("StringLike = { \"aws:PrincipalArn\" = \"arn:aws:iam::111122223333:role/*\" }") == "false");
  CHECK(with("StringLike = { \"aws:Referer\" = \"https://shop.example/*\" }") == "true");
  CHECK(with("IpAddress = { \"aws:SourceIp\" = [\"10.0.0.0/8\", \"::/0\"] }") == "true");
  CHECK(with("IpAddress = { \"aws:SourceIp\" = [\"198.51.100.0/24\"] }") == "false");
  CHECK(with("NotIpAddress = { \"aws:SourceIp\" = [\"198.51.100.0/24\"] }") == "true");
  CHECK(with("IpAddress = { \"aws:SourceIp\" = var.v }") == "?(variable `v` has no value)");
  CHECK(with("StringEqualsIfExists = { \"aws:SourceVpce\" = \"vpce-1\" }") ==
        "?(who asks without a `aws:SourceVpce` meets the condition too)");
  CHECK(with("StringEquals = { \"shop:Till\" = \"7\" }") ==
        "?(whether everybody can meet the condition on `shop:Till` is not known)");
}

TEST_CASE("a policy that is attached by name is what the provider keeps under it") {
  const auto with = [](const std::string& arn, const std::string& rest = "") {
    return said(
        terraform_facts_of(
            {{"main.tf", "resource \"aws_iam_role_policy_attachment\" \"a\" {\n  policy_arn = " + arn +
                             "\n}\nvariable \"v\" {}\ndata \"aws_partition\" \"p\" {}\n" + rest}}),
        rest.empty() ? "aws_iam_role_policy_attachment.a" : "aws_iam_policy.w#1", "wildcard_actions");
  };
  const auto of = [](const std::string& arn, const std::string& name) {
    return said(terraform_facts_of(
                    {{"main.tf", "resource \"aws_iam_role_policy_attachment\" \"a\" {\n  policy_arn = " +
                                     arn + "\n}\ndata \"aws_partition\" \"p\" {}\n"}}),
                "aws_iam_role_policy_attachment.a#" + name, "wildcard_actions");
  };
  CHECK(of("\"arn:aws-cn:iam::aws:policy/AdministratorAccess\"", "AdministratorAccess") == "true");
  CHECK(of("\"arn:${data.aws_partition.p.partition}:iam::aws:policy/AdministratorAccess\"",
           "AdministratorAccess") == "true");
  CHECK(of("\"arn:aws:iam::aws:policy/job-function/ViewOnlyAccess\"", "ViewOnlyAccess") == "false");
  CHECK(of("\"arn:aws:iam::111122223333:policy/ops\"", "ops") ==
        "?(the policy `arn:aws:iam::111122223333:policy/ops` is not in the tree)");
  CHECK(with("var.v") == "?(variable `v` has no value)");
  CHECK(with("aws_iam_policy.w.arn",
             "resource \"aws_iam_policy\" \"w\" {\n  policy = jsonencode({ Statement = [{ Effect = "
             "\"Allow\", Action = \"*\", "
             "Resource = \"*\" }] })\n}") == "true");
}

TEST_CASE("an override that is not known may take the place of statements with an id") {
  check(
      "variable \"v\" {}\ndata \"aws_iam_policy_document\" \"d\" {\n  statement {\n    sid = \"A\"\n    "
      "actions = [\"*\"]\n    "
      "resources = [\"*\"]\n  }\n  override_policy_documents = [var.v]\n}\nresource \"aws_iam_policy\" \"w\" "
      "{\n  policy = "
      "data.aws_iam_policy_document.d.json\n}\n",
      "aws_iam_policy.w#A", "allows", "?(variable `v` has no value)");
}

TEST_CASE("credentials in Terraform are told by their names, once and where they are written") {
  const auto secrets = [](const Files& files) {
    std::string out;
    const Facts facts = terraform_facts_of(files);
    for (const Fact& fact : facts.all()) {
      if (fact.kind != Kind::secret) continue;
      out += to_string(fact.value(Attr::name)) + "=" + to_string(fact.value(Attr::value_kind)) + " ";
    }
    return out;
  };
  CHECK(secrets({{"main.tf", "resource \"aws_db_instance\" \"d\" { password = \"Amsel!Quitte84\" }"}}) ==
        "\"password\"=\"literal\" ");
  CHECK(secrets({{"main.tf",
                  "variable \"db_password\" { default = \"Amsel!Quitte84\" }\n"
                  "resource \"aws_db_instance\" \"d\" { password = var.db_password }"}}) ==
        "\"db_password\"=\"literal\" ");
  CHECK(secrets({{"main.tf",
                  "variable \"p\" { default = \"Amsel!Quitte84\" }\n"
                  "resource \"aws_db_instance\" \"d\" { password = var.p }"}}) ==
        "\"password\"=\"literal\" ");
  CHECK(secrets({{"main.tf",
                  "variable \"db_password\" {}\n"
                  "resource \"aws_db_instance\" \"d\" { password = var.db_password }"}}) ==
        "\"password\"=\"reference\" ");
  CHECK(secrets({{"prod.tfvars", "db = { password = \"Amsel!Quitte84\" }\n"}}) ==
        "\"password\"=\"literal\" ");
  CHECK(secrets(
            {{"main.tf",
              "resource \"aws_ecs_task_definition\" \"t\" {\n  container_definitions = jsonencode([{ name = "
              "\"app\", environment = [{ name = \"DB_PASSWORD\", value = \"Amsel!Quitte84\" }] }])\n}"}}) ==
        "\"DB_PASSWORD\"=\"literal\" ");
  CHECK(
      secrets(
          {{"main.tf",
            "resource \"aws_ssm_parameter\" \"p\" {\n  name = \"/pay/db/password\"\n  type = "
            "\"SecureString\"\n  value = random_password.p.result\n}\nresource \"random_password\" \"p\" {\n"
            "  length = 24\n}"}}) == "\"password\"=\"reference\" ");
  CHECK(
      secrets(
          {{"main.tf",
            "resource \"google_cloud_run_v2_service\" \"s\" {\n  template {\n    containers {\n      env {\n"
            "        name = \"DB_PASSWORD\"\n        value = \"Amsel!Quitte84\"\n      }\n    }\n  }\n}"}}) ==
      "\"DB_PASSWORD\"=\"literal\" ");
  CHECK(secrets({{"main.tf",
                  "resource \"aws_db_parameter_group\" \"g\" {\n  parameter {\n    name = "
                  "\"password_encryption\"\n    value = \"scram-sha-256\"\n  }\n}"}})
            .empty());
}

TEST_CASE("a bucket that only takes logs of access need not log its own") {
  const std::string logs = kBucket +
                           "resource \"aws_s3_bucket\" \"l\" { bucket = \"logs\" }\n"
                           "resource \"aws_s3_bucket_logging\" \"b\" {\n  bucket = aws_s3_bucket.b.id\n"
                           "  target_bucket = aws_s3_bucket.l.id\n}\n";
  check(kBucket, "aws_s3_bucket.b", "access_logged", "false");
  check(logs, "aws_s3_bucket.b", "access_logged", "true");
  check(logs, "aws_s3_bucket.l", "access_logged", "none");
  check(logs + "resource \"aws_cloudtrail\" \"t\" { s3_bucket_name = aws_s3_bucket.l.id }\n",
        "aws_s3_bucket.l", "access_logged", "false");
}

TEST_CASE("a binding on a key ring opens every key in it") {
  const auto with = [](const std::string& ring, const std::string& member) {
    return "variable \"ring\" {}\nvariable \"who\" {}\n"
           "resource \"google_kms_key_ring\" \"r\" {\n  name = \"ring\"\n  location = \"eu\"\n}\n"
           "resource \"google_kms_key_ring\" \"other\" {\n  name = \"other\"\n  location = \"eu\"\n}\n"
           "resource \"google_kms_crypto_key\" \"k\" {\n  name = \"k\"\n  key_ring = "
           "google_kms_key_ring.r.id\n}\n"
           "resource \"google_kms_key_ring_iam_member\" \"m\" {\n  key_ring_id = " +
           ring + "\n  role = \"roles/cloudkms.cryptoKeyDecrypter\"\n  member = " + member + "\n}\n";
  };
  check(with("google_kms_key_ring.r.id", "\"allUsers\""), "google_kms_crypto_key.k", "any_principal", "true");
  check(with("google_kms_key_ring.other.id", "\"allUsers\""), "google_kms_crypto_key.k", "any_principal",
        "false");
  check(with("google_kms_key_ring.r.id", "\"user:a@example.com\""), "google_kms_crypto_key.k",
        "any_principal", "false");
  check(with("google_kms_key_ring.r.id", "var.who"), "google_kms_crypto_key.k", "any_principal",
        "?(variable `who` has no value)");
  check(with("var.ring", "\"allUsers\""), "google_kms_crypto_key.k", "any_principal",
        "?(`google_kms_key_ring_iam_member.m` may open it, for what is not known)");
}

TEST_CASE("lists of who may read open a bucket as bindings do") {
  const auto with = [](const std::string& entity) {
    return "variable \"who\" {}\n"
           "resource \"google_storage_bucket\" \"b\" {\n  name = \"n\"\n  location = \"EU\"\n}\n"
           "resource \"google_storage_bucket_acl\" \"a\" {\n  bucket = google_storage_bucket.b.name\n"
           "  role_entity = [\"OWNER:user-a@example.com\", " +
           entity + "]\n}\n";
  };
  check(with("\"READER:allUsers\""), "google_storage_bucket.b", "public", "true");
  check(with("\"READER:group-x@example.com\""), "google_storage_bucket.b", "public", "false");
  check(with("var.who"), "google_storage_bucket.b", "public", "?(variable `who` has no value)");
}

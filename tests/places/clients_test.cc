// Regions of cloud clients in source code, with the shipped tables of places.
#include <fmt/format.h>

#include <catch2/catch.hpp>

#include "scanners/meaning/places/places.h"
#include "scanners/syntax/code/go/go.h"
#include "scanners/syntax/code/java/java.h"
#include "scanners/syntax/code/javascript/javascript.h"
#include "scanners/syntax/code/python/python.h"
#include "tests/classify/policy_data.h"

using namespace payaudit;

namespace {

// "provider code", one line a place.
std::string regions(Code (*read)(const Source&), const std::string& text) {
  SourceMap sources;
  Units units;
  units.sources = &sources;
  Unit unit;
  unit.file = sources.add("a", text);
  unit.form = read(sources[0]);
  units.units.push_back(std::move(unit));
  Facts facts = place_facts(units, Facts(), shipped_policies().places);
  facts.sort();
  std::string all;
  for (const Fact& fact : facts.all()) {
    if (fact.kind != Kind::place) continue;
    const Value code = fact.value(Attr::code);
    all += fmt::format("{} {}\n", fact.value(Attr::provider).as_text(),
                       code.is_unknown() ? "?" : code.as_text());
  }
  return all;
}

}  // namespace

TEST_CASE("boto3: clients, sessions and their clients, by keyword and by position") {
  const std::string head = "import boto3\nREGION = 'eu-west-1'\n";
  CHECK(regions(read_python, head + "s3 = boto3.client('s3', region_name='eu-central-1')\n") ==
        "aws eu-central-1\n");
  CHECK(regions(read_python, head + "s3 = boto3.resource('s3', REGION)\n") == "aws eu-west-1\n");
  CHECK(regions(read_python, head + "session = boto3.session.Session(profile_name='a')\ndef f():\n"
                                    "  return session.client('kms', region_name=REGION)\n") ==
        "aws eu-west-1\n");
  CHECK(
      regions(read_python, "import os, boto3\ns3 = boto3.client('s3', region_name=os.environ['REGION'])\n") ==
      "aws ?\n");
  CHECK(regions(read_python, head + "s3 = boto3.client('s3')\n") == "");
}

TEST_CASE("Java: both versions of the AWS library name regions by constants, factories and texts") {
  CHECK(regions(read_java,
                "import software.amazon.awssdk.regions.Region;\nimport "
                "software.amazon.awssdk.services.s3.S3Client;\n"
                "class A { S3Client s3 = S3Client.builder().region(Region.EU_CENTRAL_1).build(); }") ==
        "aws eu-central-1\n");
  CHECK(regions(read_java,
                "import software.amazon.awssdk.regions.Region;\nimport "
                "software.amazon.awssdk.services.s3.S3Client;\n"
                "class A { private static final String HERE = \"eu-west-2\";\n"
                "Object f() { return S3Client.builder().region(Region.of(HERE)).build(); } }") ==
        "aws eu-west-2\n");
  CHECK(regions(
            read_java,
            "import com.amazonaws.regions.Regions;\nimport com.amazonaws.services.s3.AmazonS3ClientBuilder;\n"
            "class A { Object f() { return "
            "AmazonS3ClientBuilder.standard().withRegion(Regions.US_EAST_1).build(); }\n"
            "Object g() { return AmazonS3ClientBuilder.standard().withRegion(\"eu-west-3\").build(); } }") ==
        "aws us-east-1\naws eu-west-3\n");
}

TEST_CASE("Java: a region that is only compared or listed is no place of a client") {
  CHECK(regions(read_java,
                "import software.amazon.awssdk.regions.Region;\nclass A { boolean f(Region r) {\n"
                "return r == Region.US_EAST_1 || List.of(Region.EU_WEST_1).contains(r); } }") == "");
}

TEST_CASE("JavaScript: clients of both versions, and the settings of all") {
  CHECK(regions(read_typescript,
                "import { S3Client } from '@aws-sdk/client-s3';\nconst s3 = new S3Client({ region: "
                "'eu-north-1' });\n") == "aws eu-north-1\n");
  CHECK(regions(read_javascript,
                "const AWS = require('aws-sdk');\nAWS.config.update({ region: 'eu-west-1' });\n"
                "const kms = new AWS.KMS({ region: 'us-west-2' });\nAWS.config.region = 'eu-central-1';\n") ==
        "aws eu-west-1\naws us-west-2\naws eu-central-1\n");
  CHECK(regions(read_typescript,
                "import { S3Client } from '@aws-sdk/client-s3';\n"
                "export const offered = [{ region: 'us-east-1', label: 'Virginia' }];\n") == "");
}

TEST_CASE("Go: settings of both versions of the AWS library") {
  CHECK(
      regions(
          read_go,
          "package a\nimport (\"github.com/aws/aws-sdk-go/aws\"; \"github.com/aws/aws-sdk-go/aws/session\")\n"
          "func f() { session.NewSession(&aws.Config{Region: aws.String(\"eu-west-1\")}) }\n") ==
      "aws eu-west-1\n");
  CHECK(regions(
            read_go,
            "package a\nimport (\"context\"; \"github.com/aws/aws-sdk-go-v2/config\")\n"
            "func f() { config.LoadDefaultConfig(context.TODO(), config.WithRegion(\"eu-central-2\")) }\n") ==
        "aws eu-central-2\n");
  CHECK(regions(read_go,
                "package a\nimport \"github.com/aws/aws-sdk-go-v2/service/s3\"\n"
                "func f(c aws.Config) { s3.NewFromConfig(c, func(o *s3.Options) { o.Region = \"us-east-2\" "
                "}) }\n") == "aws us-east-2\n");
}

TEST_CASE("Google and Azure: a location that a resource is made in") {
  CHECK(regions(read_python,
                "from google.cloud import bigquery\nclient = bigquery.Client(project='p', "
                "location='europe-west3')\n") == "gcp europe-west3\n");
  CHECK(
      regions(read_typescript,
              "import { Storage } from '@google-cloud/storage';\nconst storage = new Storage();\n"
              "async function f() { await storage.createBucket('kyc', { location: 'europe-west4' }); }\n") ==
      "gcp europe-west4\n");
  CHECK(regions(
            read_python,
            "from azure.mgmt.resource import ResourceManagementClient\nrm = ResourceManagementClient(c, s)\n"
            "rm.resource_groups.create_or_update('kyc', {'location': 'westeurope'})\n") ==
        "azure westeurope\n");
}

TEST_CASE("a code is read as the code of the provider whose library it is given to") {
  const std::string both = "import boto3\nfrom google.cloud import bigquery\n";
  CHECK(regions(read_python, both + "client = bigquery.Client(location='me-central1')\n") ==
        "gcp me-central1\n");
  CHECK(regions(read_python, both + "s3 = boto3.client('s3', region_name='me-central-1')\n") ==
        "aws me-central-1\n");
  // Of a client that comes from elsewhere nobody knows whose it is.
  CHECK(regions(read_python, both + "def f(session):\n  session.connect(region='eu-west-1')\n") == "");
}

TEST_CASE("a local zone is where it is, and a place that is only recalled leads to no verdict") {
  Facts facts;
  facts.add(Kind::place, {}, "x")
      .set(Attr::provider, facts.text("aws"))
      .set(Attr::code, facts.text("eu-central-1-waw-1a"));
  resolve_places(facts, shipped_policies().places, {});
  const Value countries = facts.all().front().value(Attr::countries);
  const Value basis = facts.all().front().value(Attr::basis);
  CHECK(to_string(basis) == "\"recalled\"");
  CHECK(countries.is_unknown());
}

// kDeepest of clients.cc
TEST_CASE("a client whose region comes through more steps than are followed is a gap") {
  const auto text = [](size_t count) {
    std::string all = "import boto3\ndef f():\n  r0 = 'eu-central-1'\n";
    for (size_t i = 1; i <= count; ++i)
      all += "  r" + std::to_string(i) + " = r" + std::to_string(i - 1) + "\n";
    return all + "  boto3.client('s3', region_name=r" + std::to_string(count) + ")\n";
  };
  CHECK(regions(read_python, text(3)) == "aws eu-central-1\n");
  CHECK(regions(read_python, text(80)) == "aws ?\n");
}

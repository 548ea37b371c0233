#include "scanners/meaning/image/image.h"

#include <catch2/catch.hpp>

#include "scanners/meaning/image/reference.h"
#include "scanners/syntax/dockerfile/dockerfile.h"
#include "tests/classify/policy_data.h"

using namespace payaudit;

namespace {

std::string check(const std::string& text, std::string_view kind,
                  std::initializer_list<std::string_view> attributes) {
  SourceMap sources;
  Units units;
  units.sources = &sources;
  Unit unit;
  unit.file = sources.add("Dockerfile", text);
  unit.format = "dockerfile";
  unit.form = read_dockerfile(sources[0]);
  units.units.push_back(std::move(unit));
  const SettingModels models;
  const Facts facts = image_facts(units, {models, shipped_classifier()});
  std::string result;
  for (const Fact& fact : facts.all()) {
    if (row(fact.kind).name != kind) continue;
    for (std::string_view name : attributes) {
      result +=
          (result.empty() ? "" : ", ") + std::string(name) + ": " + to_string(fact.value(*find_attr(name)));
    }
  }
  return result;
}

}  // namespace

TEST_CASE("the last USER of the final stage runs the container") {
  CHECK(check("FROM alpine:3\nUSER root\nUSER app\n", "container", {"root"}) == "root: false");
  CHECK(check("FROM alpine:3\nUSER 0:0\n", "container", {"root"}) == "root: true");
  CHECK(check("FROM a:1 AS build\nUSER app\nFROM b:1\n", "container", {"root"}) ==
        "root: ?(no USER; that of b:1 is not known here)");
  CHECK(check("FROM a:1 AS build\nUSER app\nFROM build\n", "container", {"root"}) == "root: false");
  CHECK(check("FROM scratch\nCOPY x /\n", "container", {"root"}) == "root: true");
  CHECK(check("FROM a:1\nARG WHO\nUSER $WHO\n", "container", {"root"}) == "root: ?(set by a build argument)");
}

TEST_CASE("an image is pinned by a tag or a digest, also through a build argument") {
  CHECK(check("FROM alpine\n", "container", {"pinned", "digest"}) == "pinned: false, digest: false");
  CHECK(check("FROM alpine:latest\n", "container", {"pinned"}) == "pinned: false");
  CHECK(check("FROM host:5000/alpine@sha256:00\n", "container", {"pinned", "digest"}) ==
        "pinned: true, digest: true");
  CHECK(check("ARG V=3.20\nFROM alpine:${V}\n", "container", {"image", "pinned"}) ==
        "image: \"alpine:3.20\", pinned: true");
  CHECK(check("ARG V\nFROM alpine:${V}\n", "container", {"pinned"}) == "pinned: ?(set by a build argument)");
}

TEST_CASE("a port of the registry is no tag") {
  const ImageReference image = parse_image("host:5000/team/app");
  CHECK(image.name == "host:5000/team/app");
  CHECK(image.tag.empty());
}

TEST_CASE("credentials in ENV and ARG are secrets, references are not values") {
  CHECK(check("FROM a:1\nENV DB_PASSWORD=not-real-9f2k\n", "secret", {"name", "value_kind"}) ==
        "name: \"DB_PASSWORD\", value_kind: \"literal\"");
  CHECK(check("FROM a:1\nARG API_TOKEN\nENV API_TOKEN=$API_TOKEN\n", "secret", {"value_kind"}) ==
        "value_kind: \"reference\"");
  CHECK(check("FROM a:1\nENV PATH=/bin LOG_LEVEL=info\n", "secret", {"name"}).empty());
}

// What only code can show without a key that looks like a live one; the rest is examples of the rules.
#include "scanners/meaning/stages/stages.h"

#include <catch2/catch.hpp>
#include <tuple>

using namespace payaudit;

namespace {

const std::string kAccessKey = std::string("AKIA") + "3QNEBELHORN7ZUGQ";
const std::string kBrowserKey = std::string("AI") + "zaSyDxNebelhornZug35AmselQuitte84Kahx";

StageModels models() {
  StageModels models;
  models.words = {{"production", {"prod"}}, {"development", {"dev", "sandbox"}}, {"load-test", {"k6"}}};
  models.browser_keys = {"google-api-key"};
  models.browser_words = {"authDomain"};
  models.key_ids = {"aws-access-key-id"};
  return models;
}

struct Secret {
  std::string_view name;
  std::string value;
  std::string_view source = "name";
};

// One line a secret: its stage, "-" where nothing says one, and "again" for one that is told elsewhere.
std::string check(std::string path, std::string text, const std::vector<Secret>& secrets) {
  SourceMap sources;
  const FileId file = sources.add(std::move(path), text);
  Units units;
  units.sources = &sources;
  Facts facts;
  for (const Secret& secret : secrets) {
    const auto begin = static_cast<uint32_t>(text.find(secret.value));
    const Span span{begin, begin + static_cast<uint32_t>(secret.value.size())};
    facts.add(Kind::secret, {file, span}, secret.name)
        .set(Attr::name, facts.text(secret.name))
        .set(Attr::type, facts.text("key"))
        .set(Attr::value_kind, facts.text("literal"))
        .set(Attr::source, facts.text(secret.source));
  }
  set_stages(facts, units, models(),
             {[](std::string_view each) { return each; }, [](std::string_view) { return false; }});
  std::string told;
  for (const Fact& fact : facts.all()) {
    const Value stage = fact.value(Attr::stage);
    told += told.empty() ? "" : "\n";
    told += stage.is(Value::Type::text) ? std::string(stage.as_text()) : "-";
    if (fact.find(Attr::repeats) != nullptr) told += " again";
  }
  return told;
}

// One secret a file, of `name` and value; a line each: what it is the same as, "-" for what stands once.
std::string copies(const std::vector<std::tuple<std::string, std::string_view, std::string>>& files) {
  SourceMap sources;
  Units units;
  units.sources = &sources;
  Facts facts;
  for (const auto& [path, name, value] : files) {
    const FileId file = sources.add(path, "\n" + value);
    facts.add(Kind::secret, {file, {1, 1 + static_cast<uint32_t>(value.size())}}, name)
        .set(Attr::name, facts.text(name))
        .set(Attr::type, facts.text("password"))
        .set(Attr::value_kind, facts.text("literal"));
  }
  set_stages(facts, units, models(),
             {[](std::string_view each) { return each; }, [](std::string_view) { return false; }});
  std::string told;
  for (const Fact& fact : facts.all()) {
    const Value same = fact.value(Attr::same_as);
    told += told.empty() ? "" : " ";
    told += same.is(Value::Type::text) ? std::string(same.as_text()) : "-";
  }
  return told;
}

}  // namespace

TEST_CASE("the name of a file says what it is for, and a folder where it does not") {
  CHECK(check("application-dev.yml", "secret: a1b2c3d4", {{"secret", "a1b2c3d4"}}) == "development");
  CHECK(check("prod/application-dev.yml", "secret: a1b2c3d4", {{"secret", "a1b2c3d4"}}) == "development");
  CHECK(check("k6/users.yml", "secret: a1b2c3d4", {{"secret", "a1b2c3d4"}}) == "load-test");
  CHECK(check("devices/devops.yml", "secret: a1b2c3d4", {{"secret", "a1b2c3d4"}}) == "-");
}

TEST_CASE("what an issuer made opens its door from any file") {
  CHECK(check("application-dev.yml", "x: " + kAccessKey, {{"aws-access-key-id", kAccessKey, "value"}}) ==
        "-");
}

TEST_CASE("the name of a key is told with the key beside it, and alone where that is not in the tree") {
  const std::string text = "id: " + kAccessKey + "\nsecret: Zug35Amsel84\n";
  CHECK(check("a.yml", text, {{"aws-access-key-id", kAccessKey, "value"}, {"secret", "Zug35Amsel84"}}) ==
        "- again\n-");
  CHECK(check("a.yml", text, {{"aws-access-key-id", kAccessKey, "value"}}) == "-");
}

TEST_CASE("a key that browsers are given is known by what stands near it") {
  const std::string text = "apiKey: \"" + kBrowserKey + "\",\n";
  CHECK(check("a.js", text + "authDomain: \"shop\"", {{"google-api-key", kBrowserKey, "value"}}) ==
        "browser");
  CHECK(check("a.js", text, {{"google-api-key", kBrowserKey, "value"}}) == "-");
}

TEST_CASE("a long secret is one in whatever files it stands, a short one where names or folders agree") {
  const std::string token = "Nebelhorn-Zug-35-Amsel-84";
  CHECK(copies({{"a/x.yml", "token", token}, {"b/y.yml", "secret", token}}) == "a/x.yml:2 a/x.yml:2");
  CHECK(copies({{"a/x.yml", "token", "Zug35Amsel"}, {"b/y.yml", "secret", "Zug35Amsel"}}) == "- -");
  CHECK(copies({{"a/x.yml", "token", "Zug35Amsel"}, {"b/y.yml", "token", "Zug35Amsel"}}) ==
        "a/x.yml:2 a/x.yml:2");
  CHECK(copies({{"a/x.yml", "token", "Zug35Amsel"}, {"a/y.yml", "secret", "Zug35Amsel"}}) ==
        "a/x.yml:2 a/x.yml:2");
  CHECK(copies({{"a/x.yml", "token", "Zug35"}, {"a/y.yml", "token", "Zug35"}}) == "- -");
}

#include "scanners/meaning/places/mentions.h"

#include <catch2/catch.hpp>

#include "scanners/syntax/code/java/java.h"
#include "scanners/syntax/code/javascript/javascript.h"
#include "scanners/syntax/code/python/python.h"
#include "scanners/syntax/html/html.h"
#include "scanners/syntax/yaml/yaml.h"
#include "tests/classify/policy_data.h"

using namespace payaudit;

namespace {

// Whether `api.psp.example`, which stands in the text once, is used there.
template <typename Read>
bool is_used(Read read, const std::string& text, const std::string& path = "a", const char* format = "yaml") {
  SourceMap sources;
  Unit unit;
  unit.file = sources.add(path, text);
  unit.format = format;
  unit.form = read(sources[0]);
  const auto begin = static_cast<uint32_t>(text.find("api.psp.example"));
  return UsedTexts(shipped_policies().places.mentions, path, unit).has({begin, begin + 15});
}

bool in_yaml(const std::string& text, const std::string& path = "a.yaml") {
  return is_used([](const Source& source) { return read_yaml(source); }, text, path);
}
bool in_page(const std::string& text) {
  return is_used([](const Source& source) { return read_html(source); }, text, "a.html", "html");
}
bool in_python(const std::string& text) {
  return is_used([](const Source& source) { return read_python(source); }, text);
}
bool in_typescript(const std::string& text) {
  return is_used([](const Source& source) { return read_typescript(source); }, text);
}
bool in_java(const std::string& text) {
  return is_used([](const Source& source) { return read_java(source); }, text);
}

}  // namespace

TEST_CASE("a host in a setting is used, one in a comment, a schema's name or documentation is not") {
  CHECK(in_yaml("psp: {url: 'https://api.psp.example/v1'}\n"));
  CHECK(in_yaml("urls:\n  - https://api.psp.example\n"));
  CHECK_FALSE(in_yaml("psp: 1  # see https://api.psp.example\n"));
  CHECK_FALSE(in_yaml("$schema: https://api.psp.example/s.json\n"));
  CHECK_FALSE(in_yaml("info: {contact: {url: 'https://api.psp.example'}}\n"));
  CHECK_FALSE(in_yaml("xmlns:x: https://api.psp.example\n"));
}

TEST_CASE("a host in what builds the program is not used by it") {
  CHECK_FALSE(in_yaml("env: {URL: 'https://api.psp.example'}\n", ".github/workflows/build.yaml"));
  CHECK_FALSE(in_yaml("steps:\n  - run: curl https://api.psp.example\n"));
  CHECK(in_yaml("env: {URL: 'https://api.psp.example'}\n", "deploy/github/app.yaml"));
}

TEST_CASE("what a page loads is used, what it links to or says is not") {
  CHECK(in_page("<script src=\"https://api.psp.example/a.js\"></script>"));
  CHECK(in_page("<form action='https://api.psp.example/pay'></form>"));
  CHECK(in_page("<script>fetch('https://api.psp.example')</script>"));
  CHECK_FALSE(in_page("<p>See https://api.psp.example</p>"));
  CHECK_FALSE(in_page("<a href='https://api.psp.example'>x</a>"));
  CHECK_FALSE(in_page("<!-- https://api.psp.example --><p>x</p>"));
}

TEST_CASE("a text of the source is used, a comment and a text that nothing takes are not") {
  CHECK(in_python("URL = 'https://api.psp.example'\n"));
  CHECK(in_python("def f(x):\n  return post(f'https://api.psp.example/{x}')\n"));
  CHECK_FALSE(in_python("def f():\n  \"\"\"See https://api.psp.example\"\"\"\n  return 1\n"));
  CHECK_FALSE(in_python("def f():\n  # https://api.psp.example\n  return 1\n"));
  CHECK(in_typescript("await axios.post('https://api.psp.example', body);"));
  CHECK(in_typescript("const f = () => { send(`https://api.psp.example/${id}`); };"));
  CHECK_FALSE(in_typescript("send(/* https://api.psp.example */ body);"));
  CHECK(in_java("@FeignClient(url = \"https://api.psp.example\") interface C {}"));
  CHECK(in_java("class C { static final String URL = \"https://api.psp.example\"; }"));
  CHECK_FALSE(in_java("/** See https://api.psp.example */ class C { int a; }"));
}

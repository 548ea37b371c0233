#include <catch2/catch.hpp>

#include "tests/calls/call_lines.h"

using namespace payaudit;

namespace {

// `structured lines` of each address.
std::string addresses(Read read, const std::string& text) {
  std::string all;
  each_call_fact(read, text, Kind::address, [&](const Fact& fact) {
    all += to_string(fact.value(Attr::structured)) + " " + to_string(fact.value(Attr::address_lines)) + "\n";
  });
  return all;
}

const std::string kOpen = "?(other code may add town and country)";

std::string java(const std::string& body) {
  return "class M { void fill(PostalAddress24 given, CreditTransfer tx, boolean known) {\n" + body +
         "\n} }\n";
}

}  // namespace

TEST_CASE("a map with free lines alone has no town and country") {
  CHECK(addresses(read_python, "def f(a):\n  return {'Dbtr': {'PstlAdr': {'AdrLine': [a.street]}}}\n") ==
        "false 1\n");
  CHECK(addresses(read_python,
                  "def f(a):\n  p = {'AdrLine': [a.street], 'TwnNm': a.town}\n  p['Ctry'] = a.country\n  "
                  "return p\n") == "true 1\n");
  CHECK(addresses(read_typescript,
                  "export const f = (a) => ({ PstlAdr: { AdrLine: a.lines, ...a.rest } });\n") ==
        kOpen + " 1\n");
}

TEST_CASE("setters of one object are taken together, those of another are not") {
  CHECK(addresses(read_java, java("PostalAddress24 p = new PostalAddress24(); p.getAdrLine().add(\"a\");"
                                  " p.getAdrLine().add(\"b\");")) == "false 2\n");
  CHECK(
      addresses(read_java,
                java("PostalAddress24 p = new PostalAddress24(); p.addAdrLine(\"a\");"
                     " PostalAddress24 q = new PostalAddress24(); q.setTwnNm(\"x\"); q.setCtry(\"DE\");")) ==
      "false 1\ntrue 0\n");
  CHECK(addresses(read_java, java("PostalAddress24 p = new PostalAddress24(); p.addAdrLine(\"a\");"
                                  " p.setTwnNm(\"x\"); p.setCtry(\"DE\");")) == "true 1\n");
}

TEST_CASE("an object that others may fill is not known to lack anything") {
  CHECK(addresses(read_java, java("given.getAdrLine().add(\"a\");")) == kOpen + " 1\n");
  CHECK(addresses(read_java, java("tx.getDbtr().getPstlAdr().getAdrLine().add(\"a\");")) == kOpen + " 1\n");
  CHECK(addresses(read_java,
                  java("PostalAddress24 p = new PostalAddress24(); p.addAdrLine(\"a\"); complete(p);")) ==
        kOpen + " 1\n");
  CHECK(addresses(read_java, java("PostalAddress24 p = new PostalAddress24(); p.addAdrLine(\"a\");"
                                  " if (known) { p.setTwnNm(\"x\"); p.setCtry(\"DE\"); }")) ==
        kOpen + " 1\n");
}

TEST_CASE("elements added to a tree belong to what they are added to") {
  const std::string head =
      "import xml.etree.ElementTree as ET\ndef f(party, lines):\n  p = ET.SubElement(party, 'PstlAdr')\n";
  CHECK(addresses(read_python, head + "  for l in lines:\n    ET.SubElement(p, 'AdrLine').text = l\n") ==
        "false 1\n");
  CHECK(
      addresses(
          read_python,
          head + "  ET.SubElement(p, '{urn:x}TwnNm').text = 'x'\n  ET.SubElement(p, 'Ctry').text = 'DE'\n") ==
      "true 0\n");
}

TEST_CASE("elements appended to another one belong to it, and one of an unknown name leaves it open") {
  const std::string head =
      "from xml.etree.ElementTree import Element\ndef f(lines, rest):\n  p = Element('PstlAdr')\n";
  const std::string lines = "  for l in lines:\n    n = Element('AdrLine')\n    p.append(n)\n";
  CHECK(addresses(read_python, head + lines + "  return p\n") == "false 1\n");
  CHECK(addresses(read_python, head + "  for r in rest:\n    n = Element(r.name)\n    p.append(n)\n" +
                                   lines) == kOpen + " 1\n");
  CHECK(addresses(read_java,
                  "class M { void f(Document d) { Element p = d.createElement(\"PstlAdr\"); Element l = "
                  "d.createElement(\"AdrLine\"); p.appendChild(l); } }") == "false 1\n");
}

TEST_CASE("elements written to a stream are open as soon as a town is written anywhere") {
  const std::string head = "class M { void f(XMLStreamWriter w) {\n w.writeStartElement(\"AdrLine\");\n";
  CHECK(addresses(read_java, head + "} }") == "false 1\n");
  CHECK(addresses(read_java, head + "} void g(XMLStreamWriter w) { w.writeStartElement(\"TwnNm\"); } }") ==
        kOpen + " 1\n");
}

TEST_CASE("XML put together as text is read between the tags of the address") {
  CHECK(addresses(
            read_javascript,
            "const x = (a) => `<Dbtr><PstlAdr><AdrLine>${a.line}</AdrLine></PstlAdr></Dbtr><Cdtr><PstlAdr>"
            "<TwnNm>${a.t}</TwnNm><Ctry>DE</Ctry></PstlAdr></Cdtr>`;\n") == "false 1\ntrue 0\n");
  CHECK(addresses(read_javascript, "const x = (a) => '<PstlAdr><AdrLine>' + a.line + '</AdrLine>';\n") ==
        kOpen + " 1\n");
}

TEST_CASE("addresses of anything else are none of payment messages") {
  CHECK(addresses(read_python,
                  "def f(a):\n  return {'line1': a.street, 'city': a.city, 'country': 'DE'}\n") == "");
}

TEST_CASE("an address in a text of many parts is read to its end") {
  std::string text = "def f(a):\n  return '<PstlAdr><AdrLine>'";
  for (int i = 0; i < 100; ++i) text += " + a.line + 'x'";
  CHECK(addresses(read_python, text + " + '</AdrLine></PstlAdr>'\n") == "false 1\n");
}

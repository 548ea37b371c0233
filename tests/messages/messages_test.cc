#include "scanners/meaning/messages/messages.h"

#include <catch2/catch.hpp>

#include "scanners/syntax/json/json.h"
#include "scanners/syntax/xml/xml.h"
#include "scanners/syntax/yaml/yaml.h"

using namespace payaudit;

namespace {

// Addresses as "name structured lines".
Tree plain_yaml(const Source& source) {
  return read_yaml(source);
}

std::string addresses(Tree (*read)(const Source&), std::string_view format, const std::string& text) {
  SourceMap sources;
  Units units;
  units.sources = &sources;
  Unit unit;
  unit.file = sources.add("a", text);
  unit.format = format;
  unit.form = read(sources[0]);
  units.units.push_back(std::move(unit));
  Facts facts = message_facts(units);
  facts.sort();
  std::string all;
  for (const Fact& fact : facts.all()) {
    all += std::string(fact.value(Attr::name).as_text()) + " " + to_string(fact.value(Attr::structured)) +
           " " + to_string(fact.value(Attr::address_lines)) + "\n";
  }
  return all;
}

std::string xml(const std::string& text) {
  return addresses(read_xml, "xml", text);
}

const std::string kOpen = "?(whether town and country come in too is not known)";

}  // namespace

TEST_CASE("an element with free lines alone has no town and country, whatever its prefix") {
  CHECK(xml("<Document xmlns='urn:iso:std:iso:20022:tech:xsd:pain.001.001.09'><Dbtr><Nm>A</Nm><PstlAdr>"
            "<AdrLine>x</AdrLine><AdrLine>y</AdrLine></PstlAdr></Dbtr><Cdtr><PstlAdr><AdrLine>x</AdrLine>"
            "<TwnNm>z</TwnNm><Ctry>DE</Ctry></PstlAdr></Cdtr></Document>") == "Dbtr false 2\nCdtr true 1\n");
  CHECK(xml("<p:Dbtr><p:PstlAdr><p:Ctry>DE</p:Ctry><p:AdrLine>${line}</p:AdrLine></p:PstlAdr></p:Dbtr>") ==
        "Dbtr false 1\n");
}

TEST_CASE("an address without lines, town and country says nothing") {
  CHECK(xml("<Dbtr><PstlAdr><Ctry>DE</Ctry></PstlAdr></Dbtr>") == "");
}

TEST_CASE("what the other side writes is not judged") {
  CHECK(xml("<Document "
            "xmlns='urn:iso:std:iso:20022:tech:xsd:camt.053.001.08'><Dbtr><PstlAdr><AdrLine>x</AdrLine>"
            "</PstlAdr></Dbtr></Document>") == "");
  CHECK(xml("<BkToCstmrStmt><Dbtr><PstlAdr><AdrLine>x</AdrLine></PstlAdr></Dbtr></BkToCstmrStmt>") == "");
}

TEST_CASE("parts under a condition of a style sheet, and a text that breaks off, leave it open") {
  CHECK(xml("<Dbtr><PstlAdr><AdrLine>x</AdrLine><xsl:if test='t'><TwnNm>z</TwnNm><Ctry>DE</Ctry></xsl:if>"
            "</PstlAdr></Dbtr>") == "Dbtr " + kOpen + " 1\n");
  CHECK(xml("<Dbtr><PstlAdr><AdrLine>x</AdrLine>") == "Dbtr " + kOpen + " 1\n");
}

TEST_CASE("YAML and JSON with the elements of a message are read the same way, schemas are not") {
  CHECK(addresses(plain_yaml, "yaml", "Dbtr:\n  PstlAdr:\n    AdrLine: [a, b]\n") == "Dbtr false 2\n");
  CHECK(addresses(plain_yaml, "yaml",
                  "Dbtr:\n  PstlAdr:\n    AdrLine: [a, b]\n    {{- toYaml .Values.rest | nindent 4 }}\n") ==
        "Dbtr " + kOpen + " 2\n");
  CHECK(addresses(read_json, "json",
                  R"({"PstlAdr": {"type": "object", "properties": {"AdrLine": {"type": "string"}}}})") == "");
}

TEST_CASE("a mapping to the paths of a message is taken together party by party") {
  const std::string mapping =
      "- {from: debtor.street, to: CdtTrfTxInf/Dbtr/PstlAdr/AdrLine}\n"
      "- {from: creditor.street, to: 'CdtTrfTxInf/Cdtr/PstlAdr/AdrLine[1]'}\n"
      "- {from: creditor.town, to: CdtTrfTxInf/Cdtr/PstlAdr/TwnNm}\n"
      "- {from: creditor.country, to: CdtTrfTxInf/Cdtr/PstlAdr/Ctry}\n";
  CHECK(addresses(plain_yaml, "yaml", mapping) == "CdtTrfTxInf/Dbtr false 1\nCdtTrfTxInf/Cdtr true 1\n");
  CHECK(addresses(read_json, "json", R"({"debtor.address": "dbtr.pstlAdr.adrLine"})") == "dbtr false 1\n");
}

#include "reports/coverage/workbook.h"

#include <zlib.h>

#include <catch2/catch.hpp>
#include <cstring>
#include <map>

using namespace payaudit;

namespace {

uint32_t number_at(const std::string& bytes, size_t at, size_t size) {
  uint32_t number = 0;
  for (size_t i = size; i-- > 0;) number = number << 8 | static_cast<unsigned char>(bytes.at(at + i));
  return number;
}

// The parts of a package by name, through its central directory (APPNOTE 4.3.12).
std::map<std::string, std::string> parts_of(const std::string& bytes) {
  std::map<std::string, std::string> parts;
  size_t at = number_at(bytes, bytes.rfind("PK\x05\x06") + 16, 4);
  while (bytes.compare(at, 4, "PK\x01\x02") == 0) {
    const size_t packed = number_at(bytes, at + 20, 4);
    std::string part(number_at(bytes, at + 24, 4), '\0');
    const size_t name = number_at(bytes, at + 28, 2);
    const size_t local = number_at(bytes, at + 42, 4);
    const size_t data = local + 30 + number_at(bytes, local + 26, 2) + number_at(bytes, local + 28, 2);
    z_stream stream = {};
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data() + data));
    stream.avail_in = static_cast<uInt>(packed);
    stream.next_out = reinterpret_cast<Bytef*>(part.data());
    stream.avail_out = static_cast<uInt>(part.size());
    REQUIRE(inflateInit2(&stream, -MAX_WBITS) == Z_OK);
    const int ended = inflate(&stream, Z_FINISH);
    inflateEnd(&stream);
    REQUIRE(ended == Z_STREAM_END);
    parts[bytes.substr(at + 46, name)] = std::move(part);
    at += 46 + name + number_at(bytes, at + 30, 2) + number_at(bytes, at + 32, 2);
  }
  return parts;
}

const std::vector<std::vector<std::string>> kRows = {
    {"requirement", "state", "violations"},
    {"3.3.1.2", "violation", "2"},
    {"2.10", "=SUM(1;2) <&>", ""},
};

}  // namespace

TEST_CASE("a workbook holds the rows: numbers as numbers, all else as texts") {
  const auto parts = parts_of(write_workbook(kRows));
  REQUIRE(parts.count("xl/worksheets/sheet1.xml") == 1);
  const std::string& sheet = parts.at("xl/worksheets/sheet1.xml");
  const std::string& texts = parts.at("xl/sharedStrings.xml");
  CHECK(sheet.find("<v>2</v>") != std::string::npos);
  CHECK(sheet.find("<f>") == std::string::npos);  // no cell is a formula
  CHECK(sheet.find("state=\"frozen\"") != std::string::npos);
  CHECK(sheet.find("<autoFilter ref=\"A1:C3\"/>") != std::string::npos);
  CHECK(texts.find("<t>2.10</t>") != std::string::npos);
  CHECK(texts.find("<t>=SUM(1;2) &lt;&amp;&gt;</t>") != std::string::npos);
}

TEST_CASE("the same rows are the same workbook") {
  CHECK(write_workbook(kRows) == write_workbook(kRows));
}

TEST_CASE("a workbook without rows is one") {
  CHECK(parts_of(write_workbook({})).count("xl/workbook.xml") == 1);
}

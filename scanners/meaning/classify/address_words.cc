#include "scanners/meaning/classify/address_words.h"

#include <string>

#include "scanners/meaning/classify/words.h"

namespace payaudit {
namespace {

struct Row {
  std::string_view name;  // words, joined
  AddressPart part;
  bool is_iso;
};
using enum AddressPart;
constexpr Row kRows[] = {
    {"adrline", line, true},       {"twnnm", town, true},          {"ctry", country, true},
    {"addressline", line, false},  {"addressline1", line, false},  {"addressline2", line, false},
    {"addressline3", line, false}, {"addressline4", line, false},  {"line1", line, false},
    {"line2", line, false},        {"line3", line, false},         {"unstructuredaddress", line, false},
    {"townname", town, false},     {"town", town, false},          {"city", town, false},
    {"country", country, false},   {"countrycode", country, false}};

}  // namespace

AddressWord address_word(std::string_view name) {
  const std::string words = joined_words(name);
  for (const Row& row : kRows) {
    if (row.name == words) return {row.part, row.is_iso};
  }
  return {};
}

bool is_postal_address(std::string_view name) {
  const std::string words = joined_words(name);
  return words == "pstladr" || words == "postaladdress" || words == "postaladdress24" ||
         words == "postaladdress27" || words == "postaladdress6";
}

}  // namespace payaudit

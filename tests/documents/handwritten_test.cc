// Pages that people write say all that the program knows, and nothing that it does not.
#include <catch2/catch.hpp>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "checker/cli/outputs.h"
#include "checker/settings/settings.h"
#include "scanners/units/gap.h"
#include "tests/golden.h"

using namespace payaudit;

namespace {

std::vector<std::string> lines_of(const std::string& page) {
  std::istringstream text(read_test_file(PAYAUDIT_ROOT "/docs/" + page));
  std::vector<std::string> lines;
  for (std::string line; std::getline(text, line);) lines.push_back(line);
  return lines;
}

// Headings of one word, from the second level on.
std::set<std::string> words_of_headings(const std::string& page) {
  std::set<std::string> words;
  for (const std::string& line : lines_of(page)) {
    const size_t begin = line.find_first_not_of('#');
    if (begin < 2 || begin == std::string::npos || line[begin] != ' ') continue;
    const std::string word = line.substr(begin + 1);
    if (word.find(' ') == std::string::npos) words.insert(word);
  }
  return words;
}

std::vector<std::string> blocks_of(const std::string& page, const std::string& language) {
  std::vector<std::string> blocks;
  bool is_inside = false;
  for (const std::string& line : lines_of(page)) {
    if (line == "```" + language) {
      blocks.emplace_back();
      is_inside = true;
    } else if (line == "```") {
      is_inside = false;
    } else if (is_inside) {
      blocks.back() += line + "\n";
    }
  }
  return blocks;
}

}  // namespace

TEST_CASE("the page of the settings has every key that the reader knows, and no other") {
  const std::vector<std::string> keys = settings_keys();
  CHECK(words_of_headings("settings.md") == std::set<std::string>(keys.begin(), keys.end()));
}

TEST_CASE("every key that is listed is read, and what is not listed is an error") {
  for (const std::string& key : settings_keys()) {
    const size_t dot = key.find('.');
    const std::string map = key.substr(0, dot);
    const std::string inner = dot == std::string::npos ? "" : key.substr(dot + 1);
    std::string text = key + ":\n";
    if (dot != std::string::npos) text = map + (map == "scripts" ? ": [{" : ": {") + inner + ": }";
    if (map == "scripts" && dot != std::string::npos) text += "]";
    const Result<Settings> settings = parse_settings("payaudit.yaml", text);
    INFO(text << (settings ? "" : settings.error().message));
    CHECK((settings || settings.error().message.find("unknown key") == std::string::npos));
  }
  CHECK_FALSE(parse_settings("payaudit.yaml", "no_such_key: 1\n"));
}

TEST_CASE("every example of settings loads") {
  const std::vector<std::string> blocks = blocks_of("settings.md", "yaml");
  CHECK(blocks.size() >= 6);
  for (const std::string& block : blocks) {
    const Result<Settings> settings = parse_settings("payaudit.yaml", block);
    INFO(block << (settings ? "" : settings.error().message));
    CHECK(settings);
  }
}

TEST_CASE("the page of the gaps has every reason") {
  std::set<std::string> reasons;
  for (size_t i = 0; i < kGapReasons; ++i) reasons.emplace(word(static_cast<GapReason>(i)));
  CHECK(words_of_headings("gaps.md") == reasons);
}

TEST_CASE("the page of the formats has every format") {
  const std::vector<std::string> formats = output_formats();
  CHECK(words_of_headings("formats.md") == std::set<std::string>(formats.begin(), formats.end()));
}

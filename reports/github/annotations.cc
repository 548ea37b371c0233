#include "reports/github/annotations.h"

#include <fmt/format.h>

#include <string_view>

#include "reports/outline/figures.h"
#include "reports/outline/spots.h"

namespace payaudit {
namespace {

constexpr size_t kMostOfOneLevel = 10;
constexpr size_t kMostRelated = 10;
constexpr size_t kLongestText = 4000;  // characters: more is no annotation, but a page

std::string_view command(Level level) {
  switch (level) {
    case Level::error: return "error";
    case Level::warning: return "warning";
    case Level::notice: return "notice";
  }
  return "";
}

// What the runner decodes: in values of properties also what parts them.
std::string escaped(std::string_view text, bool is_property) {
  std::string out;
  for (const char c : text) {
    if (c == '%') {
      out += "%25";
    } else if (c == '\r') {
      out += "%0D";
    } else if (c == '\n') {
      out += "%0A";
    } else if (is_property && c == ':') {
      out += "%3A";
    } else if (is_property && c == ',') {
      out += "%2C";
    } else if (static_cast<unsigned char>(c) < 0x20) {
      out += "�";  // names of files may hold what a terminal obeys
    } else {
      out += c;
    }
  }
  return out;
}

std::string text_of(const Report& report, const Finding& finding) {
  std::string text = message_sentences(finding);
  const auto add = [&](std::string_view name, const std::string& more) {
    if (!more.empty()) text += fmt::format("\n{}{}", name, more);
  };
  add("", sentence(standing_text(finding)));
  for (const RelatedSpot& spot : related_spots(finding, kMostRelated))
    add("", fmt::format("{}: {}", to_string(spot_of(report, spot.place)), spot.text));
  add("Fix: ", sentence(fix_of(report, finding)));
  add("Bears on: ", mappings(report, finding));
  add("More: payaudit explain ", finding.rule);
  add("Waive: ", way_to_waive(report, finding));
  return cut(text, kLongestText);
}

std::string annotation(const Report& report, const Finding& finding) {
  std::string properties;
  if (has_annotated_place(finding)) {
    const Spot spot = annotated_spot(report, finding);
    properties =
        fmt::format("file={},line={},endLine={},", escaped(spot.path, true), spot.begin.line, spot.end.line);
    // Columns of several lines are refused.
    if (spot.begin.line == spot.end.line) properties += fmt::format("col={},", spot.begin.column);
  }
  const std::string title = fmt::format("{} ({})", finding.rule, word(finding.severity));
  return fmt::format("::{} {}title={}::{}\n", command(level(finding.severity)), properties,
                     escaped(title, true), escaped(text_of(report, finding), false));
}

}  // namespace

std::string write_annotations(const Report& report, Told told) {
  std::string out;
  const std::string incomplete = incomplete_text(report);
  if (!incomplete.empty()) {
    out = fmt::format(
        "::error title=payaudit::{}\n",
        escaped("Not everything was examined, and nothing is said of the rest: " + incomplete, false));
  }
  const auto by_level = shares(open_findings(report, told), kMostOfOneLevel, incomplete.empty() ? 0 : 1);
  for (size_t i = 0; i < by_level.size(); ++i) {
    for (const Finding* finding : by_level[i].shown) out += annotation(report, *finding);
    if (by_level[i].more > 0) {
      out += fmt::format("::{} title=payaudit::and {} more, see the summary of the step\n",
                         command(static_cast<Level>(i)), by_level[i].more);
    }
  }
  const std::string open = open_ends(figures(report));
  return out + fmt::format("{}{}{}\n", closing_line(report), open.empty() ? "" : "; open: ", open);
}

}  // namespace payaudit

#include "checker/cli/outputs.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <map>

#include "rules/cel/cel.h"

namespace payaudit {
namespace {

constexpr std::array<std::string_view, 15> kFormats = {
    "text",     "json",  "sarif",     "sarif-full", "github", "github-summary", "gitlab",  "junit",
    "markdown", "azure", "bitbucket", "sonar",      "csv",    "agent",          "baseline"};

// One name for each place; empty: nothing is kept there, so any number may go.
std::string place_of(const Output& output) {
  if (output.file == "/dev/null") return {};
  if (output.file.empty() || output.file == "/dev/stdout" || output.file == "/dev/fd/1")
    return "standard output";
  std::error_code error;
  const std::filesystem::path full = std::filesystem::absolute(output.file, error);
  return std::filesystem::weakly_canonical(full, error).string();
}

}  // namespace

std::string format_names() {
  return fmt::format("{}", fmt::join(kFormats, ", "));
}

std::vector<std::string> output_formats() {
  return {kFormats.begin(), kFormats.end()};
}

Result<std::vector<Output>> read_outputs(const std::vector<std::string>& formats, const std::string& file,
                                         std::string_view otherwise) {
  std::vector<Output> outputs;
  for (const std::string& text : formats) {
    const size_t colon = text.find(':');
    outputs.push_back({text.substr(0, colon), colon == std::string::npos ? "" : text.substr(colon + 1)});
    const std::string& format = outputs.back().format;
    if (std::find(kFormats.begin(), kFormats.end(), format) == kFormats.end()) {
      const std::string_view near = nearest(format, kFormats);
      return Error{fmt::format(
          "--format: '{}' is not a format; {}", format,
          near.empty() ? fmt::format("there are {}", fmt::join(kFormats, ", "))
                       : fmt::format("did you mean '{}'? There are {}", near, fmt::join(kFormats, ", ")))};
    }
    if (colon != std::string::npos && outputs.back().file.empty())
      return Error{fmt::format("--format: '{}' names no file after the colon", text)};
  }
  if (outputs.empty()) outputs.push_back({std::string(otherwise), ""});
  if (!file.empty()) {
    const auto takes = [](const Output& output) { return output.file.empty(); };
    if (std::none_of(outputs.begin(), outputs.end(), takes))
      return Error{fmt::format("--output: every format has a file already; {} would stay empty", file)};
    for (Output& output : outputs) {
      if (takes(output)) output.file = file;
    }
  }
  std::map<std::string, std::string> taken;
  for (const Output& output : outputs) {
    const std::string place = place_of(output);
    if (place.empty()) continue;
    const auto [other, is_new] = taken.try_emplace(place, output.format);
    if (!is_new) {
      return Error{
          fmt::format("--format: {} and {} would both be written to {}; give one a file of its own, as in "
                      "-f {}:FILE",
                      other->second, output.format, place, output.format)};
    }
  }
  return outputs;
}

}  // namespace payaudit

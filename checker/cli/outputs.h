// Where reports go: `-f FORMAT[:FILE]` and `-o FILE`, checked against each other.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "checker/cli/options.h"
#include "scanners/source/result.h"

namespace payaudit {

// "text, json, …": all there are.
std::string format_names();

// What `-f` takes.
std::vector<std::string> output_formats();

// `formats` as written; `file` of -o, empty where it is not given, is that of the one format without a file.
// Without any format it is `otherwise`. The error is for a format that is none, and for two in one place:
// standard output or a file can hold one report.
Result<std::vector<Output>> read_outputs(const std::vector<std::string>& formats, const std::string& file,
                                         std::string_view otherwise);

}  // namespace payaudit

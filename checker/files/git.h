// What git says of a folder. Runs the program without a shell; that it is not there, refuses or fails is an
// answer too.
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace payaudit {

// What git prints when it is run in `folder`; nullopt: it could not be run, or ended with an error.
std::optional<std::string> ask_git(const std::string& folder, const std::vector<std::string>& arguments);

}  // namespace payaudit

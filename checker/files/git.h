// What git says of a folder. Runs the program without a shell; that it is not there, refuses or fails is an
// answer too.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace payaudit {

// How many digits of a commit's hash people are shown.
inline constexpr size_t kShownHash = 12;

// What git prints when it is run in `folder` with `input` on its standard input; nullopt: it could not be
// run, or ended with an error. It asks no other machine, not even for objects that a partial clone left
// there.
std::optional<std::string> ask_git(const std::string& folder, const std::vector<std::string>& arguments,
                                   std::string_view input = {});

// The first line of what it prints; empty: none, or it failed.
std::string ask_git_line(const std::string& folder, const std::vector<std::string>& arguments);

// Why git has no work tree to tell of in `folder`, and what to do where that is not plain; empty: it has one.
std::string why_not_git(const std::string& folder);

// What `-z` lists, one by one: each ends in NUL. Views into the listing.
std::vector<std::string_view> entries_of(std::string_view listing);

}  // namespace payaudit

// Where a workflow of GitHub shows the files that it audits, by the variables that it sets.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>

namespace payaudit {

// What the path of a file follows in the address of its page, with the commit in it: links of a comment have
// to be whole, since they are looked up from the page of the pull request. `value_of` gives a variable's
// value, or nullptr. Empty: this is no such workflow, or a variable is not what GitHub writes.
template <typename Lookup>
std::string files_address(Lookup&& value_of) {
  const auto text_of = [&](const char* name) {
    const char* value = value_of(name);
    return std::string_view(value == nullptr ? "" : value);
  };
  const std::string_view server = text_of("GITHUB_SERVER_URL");
  const std::string_view repository = text_of("GITHUB_REPOSITORY");
  const std::string_view commit = text_of("GITHUB_SHA");
  constexpr std::string_view kDigits = "0123456789abcdef";
  constexpr std::string_view kPlain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~/:";
  const auto is_of = [](std::string_view text, std::string_view letters) {
    return !text.empty() && text.find_first_not_of(letters) == std::string_view::npos;
  };
  const bool is_named = repository.find(':') == std::string_view::npos &&
                        std::count(repository.begin(), repository.end(), '/') == 1;
  if (!server.starts_with("https://") || !is_of(server, kPlain) || !is_of(repository, kPlain) || !is_named ||
      !is_of(commit, kDigits))
    return {};
  return std::string(server) + '/' + std::string(repository) + "/blob/" + std::string(commit) + '/';
}

}  // namespace payaudit

#include "scanners/meaning/stages/names.h"

#include <algorithm>
#include <vector>

#include "scanners/meaning/classify/words.h"
#include "scanners/meaning/settings/connections.h"
#include "scanners/meaning/settings/variables.h"
#include "scanners/source/characters.h"
#include "scanners/source/glob.h"

namespace payaudit {
namespace {

// Of names of hosts without a mark between their words: `webservicestest`.
constexpr size_t kShortestEnding = 4;

// Runs of letters and digits: `k6` is one, which words of identifiers part.
std::vector<std::string> runs_of(std::string_view name) {
  std::vector<std::string> runs(1);
  for (const char c : name) {
    if (is_letter(c) || is_digit(c)) {
      runs.back() += lower(c);
    } else if (!runs.back().empty()) {
      runs.emplace_back();
    }
  }
  return runs;
}

std::string_view first_stage(const StageModels& models, const std::vector<std::string>& words) {
  for (const StageWords& each : models.words) {
    if (std::any_of(words.begin(), words.end(),
                    [&](const std::string& word) { return each.words.contains(word); }))
      return each.stage;
  }
  return {};
}

}  // namespace

bool fits_any(std::string_view name, const std::vector<std::string>& patterns) {
  return std::any_of(patterns.begin(), patterns.end(), [&](const std::string& pattern) {
    return fits_glob_in_any_case(std::string(name), pattern);
  });
}

std::string_view stage_of_name(const StageModels& models, std::string_view name) {
  std::vector<std::string> words = runs_of(name);
  for (std::string& word : split_words(name)) words.push_back(std::move(word));
  return first_stage(models, words);
}

std::string_view made_up_word(const StageModels& models, std::string_view name) {
  std::vector<std::string> words = runs_of(name);
  for (std::string& word : split_words(name)) words.push_back(std::move(word));
  for (const std::string& word : words) {
    if (const auto found = models.made_up.find(word); found != models.made_up.end()) return *found;
  }
  return {};
}

namespace {

bool is_own(const StageModels& models, std::string_view host) {
  return host.starts_with("127.") || host.starts_with("0.") || models.own_names.contains(host);
}

}  // namespace

bool names_own_machine(const StageModels& models, std::string_view key, std::string_view text) {
  if (const auto address = parse_address(text)) return is_own(models, address->host);
  const std::vector<std::string> words = split_words(key);
  return !words.empty() && models.machines.contains(words.back()) &&
         is_own(models, lower(text.substr(0, text.find_first_of(",:/"))));
}

bool names_machine(const StageModels& models, std::string_view key, std::string_view text) {
  std::string host = lower(text.substr(0, text.find_first_of(",:/")));
  bool is_host = false;
  if (const auto address = parse_address(text)) {
    host = address->host;
    is_host = !is_one_of(address->scheme, {"http", "https", "ws", "wss"});
  } else {
    const std::vector<std::string> words = split_words(key);
    is_host = !words.empty() && models.machines.contains(words.back());
  }
  const bool is_name =
      host.find('.') != std::string::npos && std::all_of(host.begin(), host.end(), [](char c) {
        return is_letter(c) || is_digit(c) || c == '.' || c == '-';
      });
  return is_host && is_name && !is_own(models, host);
}

NamedStage stage_of_key(const StageModels& models, std::string_view name) {
  while (!name.empty()) {
    const size_t dot = name.rfind('.');
    const std::string_view part = name.substr(dot + 1);  // npos + 1 is 0
    for (const auto& [pattern, stage] : models.keys) {
      if (fits_glob(lower(part), pattern)) return {stage, part};
    }
    if (const std::string_view stage = stage_of_name(models, part); !stage.empty()) return {stage, part};
    if (dot == std::string_view::npos) break;
    name = name.substr(0, dot);
  }
  return {};
}

NamedStage stage_of_path(const StageModels& models, std::string_view path, bool has_folders) {
  size_t end = path.size();
  bool is_file = true;
  while (true) {
    const size_t slash = end == 0 ? std::string_view::npos : path.rfind('/', end - 1);
    const std::string_view step = path.substr(slash + 1, end - slash - 1);
    if (is_file) {
      for (const auto& [pattern, stage] : models.files) {
        if (fits_glob(lower(step), pattern)) return {stage, step};
      }
    }
    if (const std::string_view stage = stage_of_name(models, step); !stage.empty()) return {stage, step};
    if (slash == std::string_view::npos || !has_folders) return {};
    is_file = false;
    end = slash;
  }
}

std::string with_defaults(std::string_view text) {
  std::string result;
  while (!text.empty()) {
    const size_t begin = std::min(text.find("${"), text.size());
    result += text.substr(0, begin);
    text.remove_prefix(begin);
    const size_t end = text.find('}');
    if (end == std::string_view::npos) break;
    const std::string_view placeholder = text.substr(0, end + 1);
    result += placeholder_default(placeholder).value_or(placeholder);
    text.remove_prefix(end + 1);
  }
  return result.append(text);
}

NamedStage stage_of_address(const StageModels& models, std::string_view text) {
  const auto address = parse_address(text);
  if (!address) return {};
  const size_t begin = text.find("://") + 3;
  const std::string_view path = text.substr(std::min(text.find('/', begin), text.size()));
  for (const std::string_view part : {std::string_view(address->host), path.substr(0, path.find('?'))}) {
    const std::string_view stage = first_stage(models, runs_of(part));
    if (!stage.empty() && stage != "production") return {stage, part};
  }
  for (const std::string& label : runs_of(address->host)) {
    if (models.whole_words.contains(label)) continue;
    for (const StageWords& each : models.words) {
      const bool is_end = std::any_of(each.words.begin(), each.words.end(), [&](const std::string& word) {
        return word.size() >= kShortestEnding && label.size() > word.size() && label.ends_with(word);
      });
      if (is_end && each.stage != "production") return {each.stage, address->host};
    }
  }
  return {};
}

}  // namespace payaudit

#include "checker/files/patterns.h"

#include <algorithm>
#include <cctype>
#include <span>

namespace payaudit {
namespace {

using Steps = std::vector<std::string>;

constexpr size_t kMostSpellings = 256;

// The end of the class that opens at `at`, past its `]`; npos: it is not closed.
size_t class_end(std::string_view glob, size_t at) {
  size_t i = at + 1;
  if (i < glob.size() && (glob[i] == '!' || glob[i] == '^')) ++i;
  if (i < glob.size() && glob[i] == ']') ++i;  // first, it is itself
  for (; i < glob.size(); ++i) {
    if (glob[i] == '\\') {
      ++i;
    } else if (glob[i] == ']') {
      return i + 1;
    }
  }
  return std::string_view::npos;
}

// `content` is what stands between the brackets.
bool is_in_class(std::string_view content, char c) {
  const bool is_negated = content.starts_with('!') || content.starts_with('^');
  if (is_negated) content.remove_prefix(1);
  bool is_in = false;
  for (size_t i = 0; i < content.size(); ++i) {
    if (content[i] == '\\' && i + 1 < content.size()) ++i;
    char first = content[i];
    char last = first;
    if (i + 2 < content.size() && content[i + 1] == '-') {
      i += 2;
      if (content[i] == '\\' && i + 1 < content.size()) ++i;
      last = content[i];
    }
    is_in = is_in || (first <= c && c <= last);
  }
  return is_in != is_negated;
}

// One character of `glob` from `g` against `c`; moves `g` past it when it fits.
bool fits_one(std::string_view glob, size_t& g, char c) {
  if (glob[g] == '?') {
    ++g;
    return true;
  }
  if (glob[g] == '[') {
    const size_t end = class_end(glob, g);
    if (!is_in_class(glob.substr(g + 1, end - g - 2), c)) return false;
    g = end;
    return true;
  }
  const size_t at = glob[g] == '\\' ? g + 1 : g;
  if (glob[at] != c) return false;
  g = at + 1;
  return true;
}

// Within one step. Goes back to the last `*` only: quadratic at worst.
bool fits_step(std::string_view glob, std::string_view text) {
  size_t g = 0, t = 0;
  size_t star = std::string_view::npos, from = 0;
  while (t < text.size()) {
    if (g < glob.size() && glob[g] == '*') {
      star = ++g;
      from = t;
    } else if (g < glob.size() && fits_one(glob, g, text[t])) {
      ++t;
    } else if (star != std::string_view::npos) {
      g = star;
      t = ++from;
    } else {
      return false;
    }
  }
  while (g < glob.size() && glob[g] == '*') ++g;
  return g == glob.size();
}

// All steps of a path against all steps of a pattern; `**` stands for any number of them, at the end for at
// least one.
bool fits(std::span<const std::string> glob, std::span<const std::string_view> steps) {
  size_t g = 0, s = 0;
  size_t deep = std::string_view::npos, from = 0;
  while (s < steps.size()) {
    if (g < glob.size() && glob[g] == "**") {
      if (g + 1 == glob.size()) return true;
      deep = ++g;
      from = s;
    } else if (g < glob.size() && fits_step(glob[g], steps[s])) {
      ++g;
      ++s;
    } else if (deep != std::string_view::npos) {
      g = deep;
      s = ++from;
    } else {
      return false;
    }
  }
  return g == glob.size();
}

template <typename Text>
std::vector<Text> split(std::string_view text) {
  std::vector<Text> steps;
  for (size_t at = 0; at <= text.size();) {
    const size_t end = std::min(text.find('/', at), text.size());
    steps.emplace_back(text.substr(at, end - at));
    at = end + 1;
  }
  return steps;
}

// Where the brace that opens at `open` is closed, and the commas of its own level.
struct Braces {
  size_t close = std::string_view::npos;
  std::vector<size_t> commas;
};
Braces braces_at(std::string_view glob, size_t open) {
  Braces braces;
  size_t depth = 0;
  for (size_t i = open; i < glob.size(); ++i) {
    if (glob[i] == '\\') {
      ++i;
    } else if (glob[i] == '{') {
      ++depth;
    } else if (glob[i] == ',' && depth == 1) {
      braces.commas.push_back(i);
    } else if (glob[i] == '}' && --depth == 0) {
      braces.close = i;
      break;
    }
  }
  return braces;
}

// All spellings of `glob`; false: too many of them, or a brace that is not closed.
bool spell_out(std::string_view glob, size_t from, std::vector<std::string>& spellings) {
  for (size_t i = from; i < glob.size(); ++i) {
    if (glob[i] == '\\') {
      ++i;
      continue;
    }
    if (glob[i] != '{') continue;
    const Braces braces = braces_at(glob, i);
    if (braces.close == std::string_view::npos) return false;
    if (braces.commas.empty()) continue;  // `{x}` is written as it is
    std::vector<size_t> edges = {i};
    edges.insert(edges.end(), braces.commas.begin(), braces.commas.end());
    edges.push_back(braces.close);
    for (size_t k = 0; k + 1 < edges.size(); ++k) {
      std::string one(glob.substr(0, i));
      one += glob.substr(edges[k] + 1, edges[k + 1] - edges[k] - 1);
      one += glob.substr(braces.close + 1);
      if (!spell_out(one, i, spellings)) return false;
    }
    return true;
  }
  spellings.emplace_back(glob);
  return spellings.size() <= kMostSpellings;
}

// What no pattern may hold, whatever it was meant to say.
std::string problem_of(std::string_view glob) {
  for (size_t i = 0; i < glob.size(); ++i) {
    if (glob[i] == '\\') {
      if (i + 1 == glob.size()) return "ends in a backslash that stands for nothing";
      if (std::isalnum(static_cast<unsigned char>(glob[i + 1])) != 0)
        return "has a backslash before a letter; between folders stands /";
      ++i;
    } else if (glob[i] == '[') {
      const size_t end = class_end(glob, i);
      if (end == std::string_view::npos) return "opens a [ that is not closed";
      i = end - 1;
    }
  }
  return {};
}

std::string problem_of_steps(const Steps& steps) {
  for (const std::string& step : steps) {
    if (step.empty()) return "has an empty step: two slashes in a row";
    if (step == ".") return "has a step `.` that no path has";
    if (step == "..") return "leads out of the tree";
  }
  return {};
}

}  // namespace

std::string Patterns::add(std::string_view written) {
  Pattern pattern;
  pattern.text = written;
  std::string_view glob = written;
  while (glob.ends_with(' ') && !glob.ends_with("\\ ")) glob.remove_suffix(1);
  if (glob.starts_with('#')) return "is a comment to gitignore; write \\# for a name that begins with it";
  if (glob.starts_with('!')) {
    pattern.is_negated = true;
    glob.remove_prefix(1);
  }
  if (glob.starts_with("./")) {
    pattern.is_tied = true;
    glob.remove_prefix(2);
  } else if (glob.starts_with('/')) {
    pattern.is_tied = true;
    glob.remove_prefix(1);
  }
  if (glob.ends_with('/') && !glob.ends_with("\\/")) {
    pattern.is_folder = true;
    glob.remove_suffix(1);
  }
  if (glob.empty() || glob == ".") return "names nothing; ** is everything";
  if (std::string problem = problem_of(glob); !problem.empty()) return problem;
  std::vector<std::string> spellings;
  if (!spell_out(glob, 0, spellings)) return "opens a { that is not closed, or stands for too many patterns";
  for (const std::string& spelling : spellings) {
    Steps steps = split<std::string>(spelling);
    if (std::string problem = problem_of_steps(steps); !problem.empty()) return problem;
    if (steps.size() == 1 && !pattern.is_tied && steps.front() != "**") steps.insert(steps.begin(), "**");
    pattern.globs.push_back(std::move(steps));
  }
  patterns_.push_back(std::move(pattern));
  return {};
}

std::optional<size_t> Patterns::match(std::string_view path, std::vector<bool>* met) const {
  if (patterns_.empty()) return std::nullopt;
  if (met != nullptr) met->resize(patterns_.size());
  const std::vector<std::string_view> steps = split<std::string_view>(path);
  std::optional<size_t> by;
  // From the outermost folder in: what is out with its folder does not come back.
  for (size_t count = 1; count <= steps.size() && !by; ++count) {
    const std::span<const std::string_view> head(steps.data(), count);
    for (size_t i = 0; i < patterns_.size(); ++i) {
      const Pattern& pattern = patterns_[i];
      if (pattern.is_folder && count == steps.size()) continue;
      const bool is_met = std::any_of(pattern.globs.begin(), pattern.globs.end(),
                                      [&](const Steps& glob) { return fits(glob, head); });
      if (!is_met) continue;
      if (met != nullptr) (*met)[i] = true;
      by = pattern.is_negated ? std::nullopt : std::optional(i);
    }
  }
  return by;
}

std::optional<std::string_view> below(std::string_view path, std::string_view folder) {
  if (folder.empty()) return path;
  if (!path.starts_with(folder) || path.size() <= folder.size() || path[folder.size()] != '/')
    return std::nullopt;
  return path.substr(folder.size() + 1);
}

}  // namespace payaudit

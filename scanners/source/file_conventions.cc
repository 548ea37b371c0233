#include "scanners/source/file_conventions.h"

#include <algorithm>
#include <array>

#include "scanners/source/characters.h"
#include "scanners/source/glob.h"

namespace payaudit {
namespace {

constexpr std::array<std::string_view, 10> kKindWords = {
    "source", "script", "configuration", "schema", "page", "binary", "data", "prose", "generated", "media"};

constexpr std::array<std::string_view, 23> kReaderWords = {"none",         "yaml",       "json",
                                                           "yaml-or-json", "hcl",        "sql",
                                                           "prisma",       "properties", "properties-or-xml",
                                                           "env",          "ini",        "toml",
                                                           "dockerfile",   "nginx",      "conf",
                                                           "html",         "xml",        "java",
                                                           "python",       "javascript", "typescript",
                                                           "tsx",          "go"};

bool fits_any(std::string_view text, const std::vector<std::string>& patterns) {
  const std::string name(text);  // made once, not once a pattern
  return std::any_of(patterns.begin(), patterns.end(),
                     [&](const std::string& pattern) { return fits_glob(name, pattern); });
}

// Where `steps` stand in `path` as whole steps that follow each other, with something below them; npos:
// nowhere.
size_t find_steps(std::string_view path, std::string_view steps) {
  for (size_t at = path.find(steps); at != std::string_view::npos; at = path.find(steps, at + 1)) {
    const size_t end = at + steps.size();
    if ((at == 0 || path[at - 1] == '/') && end < path.size() && path[end] == '/') return at;
  }
  return std::string_view::npos;
}

// The program of `#!/usr/bin/env -S python3.11 -u` is "python3"; empty: no such line.
std::string_view interpreter(std::string_view head) {
  if (!head.starts_with("#!")) return {};
  std::string_view line = head.substr(2, head.find_first_of("\r\n") - 2);
  while (true) {
    line.remove_prefix(std::min(line.find_first_not_of(" \t"), line.size()));
    const std::string_view first = line.substr(0, line.find_first_of(" \t"));
    std::string_view program = first.substr(first.rfind('/') + 1);  // npos + 1 is 0
    line.remove_prefix(first.size());
    const bool goes_on = program == "env" || program.starts_with('-');
    if (goes_on && !line.empty()) continue;
    return program.substr(0, program.find('.'));
  }
}

}  // namespace

std::string_view word(FileKind kind) {
  return kKindWords[static_cast<size_t>(kind)];
}

std::optional<FileKind> find_file_kind(std::string_view word) {
  const auto found = std::find(kKindWords.begin(), kKindWords.end(), word);
  if (found == kKindWords.end()) return std::nullopt;
  return static_cast<FileKind>(found - kKindWords.begin());
}

std::vector<std::string_view> file_kind_words() {
  return {kKindWords.begin(), kKindWords.end()};
}

std::optional<Reader> find_reader(std::string_view word) {
  const auto found = std::find(kReaderWords.begin(), kReaderWords.end(), word);
  if (found == kReaderWords.end()) return std::nullopt;
  return static_cast<Reader>(found - kReaderWords.begin());
}

std::vector<std::string_view> reader_words() {
  return {kReaderWords.begin(), kReaderWords.end()};
}

bool PathConvention::covers(std::string_view path) const {
  const size_t whole = path.size();
  for (const std::string& steps : not_below) path = path.substr(0, find_steps(path, steps));
  const bool is_file = path.size() == whole;
  const auto is_below = [&](const std::string& steps) {
    return find_steps(path, steps) != std::string_view::npos;
  };
  if (std::any_of(paths.begin(), paths.end(), is_below)) return true;
  while (true) {
    const size_t slash = path.find('/');
    if (slash == std::string_view::npos) break;
    const std::string_view folder = path.substr(0, slash);
    if (std::find(folders.begin(), folders.end(), folder) != folders.end()) return true;
    if (fits_any(folder, folder_patterns)) return true;
    path.remove_prefix(slash + 1);
  }
  return is_file && fits_any(path, files);
}

std::vector<std::string> FileConventions::installed_folders(const std::vector<std::string>& paths) const {
  std::vector<std::string> folders;
  for (const std::string& path : paths) {
    for (const std::string& list : package_lists) {
      const size_t begin = path.size() - std::min(path.size(), list.size());
      const bool is_list = path.ends_with(list) && (begin == 0 || path[begin - 1] == '/');
      if (is_list) folders.push_back(path.substr(0, begin + list.find('/') + 1));
    }
  }
  return folders;
}

std::vector<std::string> FileConventions::add(FileFormat format, const std::vector<std::string>& names) {
  std::vector<std::string> repeated;
  const size_t index = formats_.size();
  formats_.push_back(std::move(format));
  for (const std::string& name : names) {
    std::string key = lower(name);
    if (key.find('*') != std::string::npos) {
      patterns_.emplace_back(std::move(key), index);
      continue;
    }
    auto& table = key.starts_with('.') ? endings_ : names_;
    if (!table.emplace(std::move(key), index).second) repeated.push_back(name);
  }
  return repeated;
}

void FileConventions::add_interpreter(std::string program, std::string format) {
  interpreters_.insert_or_assign(std::move(program), std::move(format));
}

const FileFormat* FileConventions::find(std::string_view name) const {
  const auto format = std::find_if(formats_.begin(), formats_.end(),
                                   [&](const FileFormat& each) { return each.name == name; });
  return format == formats_.end() ? nullptr : &*format;
}

const FileFormat* FileConventions::format_of(std::string_view path, std::string_view head) const {
  const std::string name = lower(path.substr(path.rfind('/') + 1));  // npos + 1 is 0
  if (const auto whole = names_.find(name); whole != names_.end()) return &formats_[whole->second];
  for (size_t dot = name.find('.'); dot != std::string::npos; dot = name.find('.', dot + 1)) {
    const auto ending = endings_.find(name.substr(dot));
    if (ending != endings_.end()) return &formats_[ending->second];
  }
  for (const auto& [pattern, index] : patterns_) {
    if (fits_glob(name, pattern)) return &formats_[index];
  }
  const auto program = interpreters_.find(interpreter(head));
  return program == interpreters_.end() ? nullptr : find(program->second);
}

}  // namespace payaudit

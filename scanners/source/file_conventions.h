// What the name of a file says of it: its format, its kind, whether it is test code. The conventions are data
// (policies/models/files.yaml); this is how they are looked up. Reads no file.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace payaudit {

enum class FileKind : uint8_t {
  source,
  script,
  configuration,
  schema,
  page,
  binary,     // matters and has no lines: key stores, archives
  data,       // searched as text only
  prose,      // likewise
  generated,  // likewise; left out of what is judged
  media,      // not read
};

// The word of the data and of reports: "source".
std::string_view word(FileKind kind);
std::optional<FileKind> find_file_kind(std::string_view word);
std::vector<std::string_view> file_kind_words();
// Its lines are what a share of lines examined is about.
constexpr bool matters(FileKind kind) {
  return kind <= FileKind::page;
}

// The readers of scanners/syntax. What no reader takes is text: searched for card numbers and secrets.
enum class Reader : uint8_t {
  none,
  yaml,
  json,
  yaml_or_json,  // by the first character
  hcl,
  sql,
  prisma,
  properties,
  properties_or_xml,  // by the first character: `.props` is of Java and of MSBuild
  env,
  ini,
  toml,
  dockerfile,
  nginx,
  conf,  // by what it says, nginx, ini or none: `.conf` is the ending of many formats
  html,
  xml,
  java,
  python,
  javascript,
  typescript,
  tsx,
  go,
};
// By the word of the data, "tsx"; nullopt: there is no such reader.
std::optional<Reader> find_reader(std::string_view word);
std::vector<std::string_view> reader_words();

struct FileFormat {
  std::string name;  // "yaml", "Kotlin"
  Reader reader = Reader::none;
  FileKind kind = FileKind::data;
};

// Folders and names that mean one thing, such as test code. Steps of a path are compared with their case.
struct PathConvention {
  std::vector<std::string> folders;          // a step of the path, not the last
  std::vector<std::string> folder_patterns;  // the same, with `*`
  std::vector<std::string> paths;            // steps that follow each other: "src/it"
  std::vector<std::string> files;            // patterns of the last step: `*`, `?`, `[a-z]`
  std::vector<std::string> not_below;        // steps that follow each other; below them nothing of this holds

  // `path` has forward slashes.
  bool covers(std::string_view path) const;
};

// Endings of files that others are made from; what stands before one of them is the name of what is made.
struct TemplateConvention {
  std::vector<std::string> engines;        // `.j2`: where the name before it does not tell, its content does
  std::vector<std::string> pages;          // `.hbs`: the same, and a page where nothing tells
  std::vector<std::string> copies;         // `.dist`: no engine, filled in by hand or by a build
  std::vector<std::string> dollar_braces;  // of the first: `${ … }` is the engine's
  std::vector<std::string> definitions;    // patterns of names that define what others take: nothing to judge
  std::vector<std::string> sites;          // folders that hold sites of nginx under any name
  std::vector<std::string> plain_sites;    // the same, under names without an ending
};

class FileConventions {
 public:
  TemplateConvention templates;
  PathConvention tests;
  PathConvention examples;
  PathConvention scripts;  // programs that people run by hand
  PathConvention left_out;
  std::vector<std::string> bundle_marks;   // in the first bytes of a script that a bundler wrote
  std::vector<std::string> package_lists;  // "vendor/modules.txt": what fills the folder leaves it there

  // The folders that the lists among the paths say package managers fill, with a slash at their end.
  std::vector<std::string> installed_folders(const std::vector<std::string>& paths) const;

  // All names of a format, as policies/models/files.yaml has them. Those that are there already are returned.
  std::vector<std::string> add(FileFormat format, const std::vector<std::string>& names);
  void add_interpreter(std::string program, std::string format);

  // By the name of the file, then by the interpreter that `head`, its first bytes, names; null: not known.
  // Lives as long as the conventions.
  const FileFormat* format_of(std::string_view path, std::string_view head) const;
  // The first format of that name; null: there is none.
  const FileFormat* find(std::string_view name) const;

  // Test code, examples, fixtures, documentation.
  bool is_test_or_example(std::string_view path) const { return tests.covers(path) || examples.covers(path); }

 private:
  std::vector<FileFormat> formats_;
  // To an index of `formats_`; all lower case.
  std::vector<std::pair<std::string, size_t>> patterns_;
  std::unordered_map<std::string, size_t> names_;    // whole names
  std::unordered_map<std::string, size_t> endings_;  // from a dot on
  std::map<std::string, std::string, std::less<>> interpreters_;
};

}  // namespace payaudit

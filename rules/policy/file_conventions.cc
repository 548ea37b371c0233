#include "rules/policy/file_conventions.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "rules/policy/fields.h"

namespace payaudit {
namespace {

// The value of `key` among `words`; `fallback` where it is absent.
template <typename T>
T read_word(const Fields& fields, std::string_view key, std::optional<T> (*find)(std::string_view),
            const std::vector<std::string_view>& words, T fallback) {
  const auto node = fields.find(key);
  if (!node) return fallback;
  const std::string word = read_text(*node, fields.problems());
  if (const std::optional<T> found = find(word)) return *found;
  fields.problems().add(*node, fmt::format("there is no {} '{}'", key, word), did_you_mean(word, words));
  return fallback;
}

void read_format(YamlNode node, FileConventions& conventions, Problems& problems) {
  const Fields fields(node, "a format", {"name", "reader", "kind", "names"}, problems);
  if (!fields.is_map()) return;
  FileFormat format;
  format.name = fields.require_text("name");
  format.reader = read_word(fields, "reader", find_reader, reader_words(), Reader::none);
  fields.require("kind");
  format.kind = read_word(fields, "kind", find_file_kind, file_kind_words(), FileKind::data);
  fields.require("names");
  for (const std::string& repeated : conventions.add(std::move(format), fields.texts("names")))
    problems.add(node, fmt::format("'{}' is the name of another format already", repeated));
}

PathConvention read_paths(const Fields& fields, std::string_view key, Problems& problems) {
  PathConvention convention;
  const auto node = fields.find(key);
  if (!node) return convention;
  const Fields parts(*node, "a convention of paths",
                     {"folders", "folder_patterns", "paths", "files", "not_below"}, problems);
  if (!parts.is_map()) return convention;
  convention.folders = parts.texts("folders");
  convention.folder_patterns = parts.texts("folder_patterns");
  convention.paths = parts.texts("paths");
  convention.files = parts.texts("files");
  convention.not_below = parts.texts("not_below");
  return convention;
}

TemplateConvention read_templates(const Fields& fields, Problems& problems) {
  TemplateConvention convention;
  const auto node = fields.find("templates");
  if (!node) return convention;
  const Fields parts(*node, "a convention of templates",
                     {"engines", "pages", "copies", "dollar_braces", "definitions", "sites", "plain_sites"},
                     problems);
  if (!parts.is_map()) return convention;
  convention.engines = parts.texts("engines");
  convention.pages = parts.texts("pages");
  convention.copies = parts.texts("copies");
  convention.dollar_braces = parts.texts("dollar_braces");
  convention.definitions = parts.texts("definitions");
  convention.sites = parts.texts("sites");
  convention.plain_sites = parts.texts("plain_sites");
  return convention;
}

}  // namespace

void read_file_conventions(const Document& document, FileConventions& conventions, Problems& problems) {
  const Fields fields(document.root(), "the conventions of files",
                      {"formats", "interpreters", "templates", "tests", "examples", "scripts", "left_out",
                       "package_lists", "bundle_marks"},
                      problems);
  if (!fields.is_map()) return;
  const auto formats = fields.require("formats");
  for (size_t i = 0; formats && formats->is_sequence() && i < formats->size(); ++i)
    read_format(formats->item(i), conventions, problems);
  if (const auto programs = fields.find("interpreters"); programs && programs->is_map()) {
    for (size_t i = 0; i < programs->size(); ++i) {
      std::string format = read_text(programs->value(i), problems);
      if (conventions.find(format) == nullptr)
        problems.add(programs->value(i), fmt::format("there is no format '{}'", format));
      conventions.add_interpreter(std::string(programs->key(i).text()), std::move(format));
    }
  }
  conventions.templates = read_templates(fields, problems);
  conventions.tests = read_paths(fields, "tests", problems);
  conventions.examples = read_paths(fields, "examples", problems);
  conventions.scripts = read_paths(fields, "scripts", problems);
  conventions.left_out = read_paths(fields, "left_out", problems);
  conventions.bundle_marks = fields.texts("bundle_marks");
  conventions.package_lists = fields.texts("package_lists");
  for (const std::string& list : conventions.package_lists) {
    if (list.find('/') == std::string::npos || list.starts_with('/'))
      problems.add(*fields.find("package_lists"),
                   fmt::format("'{}' has no folder before the name of the list", list));
  }
}

}  // namespace payaudit

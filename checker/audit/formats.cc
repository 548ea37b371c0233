#include "checker/audit/formats.h"

#include <algorithm>
#include <string>

#include "checker/audit/content.h"
#include "scanners/source/characters.h"
#include "scanners/source/glob.h"

namespace payaudit {
namespace {

void set(const FileFormat& known, Format& format) {
  format.is_known = true;
  format.reader = known.reader;
  format.name = known.name;
  format.kind = known.kind;
}

// A format that the content tells; one that the conventions do not have is left as it is.
void set(const FileConventions& conventions, std::string_view name, Format& format) {
  if (const FileFormat* known = conventions.find(name)) set(*known, format);
}

// The readers that the first bytes decide on.
void settle_by_content(const FileConventions& conventions, std::string_view head, Format& format) {
  if (format.reader == Reader::yaml_or_json) {
    set(conventions, looks_like_json(head) ? "json" : "yaml", format);
  } else if (format.reader == Reader::properties_or_xml) {
    set(conventions, looks_like_xml(head) ? "xml" : "properties", format);
  } else if (format.reader == Reader::conf) {
    format.reader = Reader::none;
    if (looks_like_nginx(head))
      set(conventions, "nginx", format);
    else if (!looks_like_xml(head) && looks_like_ini(head))  // Apache has elements
      set(conventions, "ini", format);
  }
}

// By the name of a file below `folder` and the content that settles it; false: the name does not tell.
bool by_name(const FileConventions& conventions, std::string_view folder, std::string_view name,
             std::string_view head, Format& format) {
  const FileFormat* known = conventions.format_of(name, head);
  if (known != nullptr) {
    set(*known, format);
    settle_by_content(conventions, head, format);
    return true;
  }
  const std::string_view last = folder.substr(folder.rfind('/') + 1);
  const auto is_in = [&](const std::vector<std::string>& folders) {
    return std::find(folders.begin(), folders.end(), last) != folders.end();
  };
  const bool has_ending = name.find('.') != std::string_view::npos;
  const bool is_site =
      is_in(conventions.templates.sites) || (!has_ending && is_in(conventions.templates.plain_sites));
  if (!is_site || !looks_like_nginx(head)) return false;
  set(conventions, "nginx", format);
  return true;
}

// Of a template whose name does not tell.
bool by_content(const FileConventions& conventions, std::string_view head, Format& format) {
  const auto is = [&](bool looks_so, std::string_view name) {
    if (looks_so) set(conventions, name, format);
    return looks_so;
  };
  return is(looks_like_json(head), "json") || is(head.starts_with("<?xml"), "xml") ||
         is(looks_like_page(head), "html") || is(looks_like_nginx(head), "nginx") ||
         is(looks_like_yaml(head), "yaml") || is(looks_like_ini(head), "ini");
}

// The name before one of the endings; empty where it has none.
std::string_view name_before(std::string_view name, const std::vector<std::string>& endings) {
  for (const std::string& ending : endings) {
    if (name.size() > ending.size() && name.ends_with(ending))
      return name.substr(0, name.size() - ending.size());
  }
  return {};
}

bool fits(const std::string& name, const std::vector<std::string>& patterns) {
  return std::any_of(patterns.begin(), patterns.end(),
                     [&](const std::string& pattern) { return fits_glob(name, pattern); });
}

// True where the file is a template or a copy of something.
bool by_template(const FileConventions& conventions, std::string_view folder, const std::string& name,
                 std::string_view head, Format& format) {
  const TemplateConvention& all = conventions.templates;
  if (const std::string_view copy = name_before(name, all.copies); !copy.empty()) {
    const FileFormat* known = conventions.format_of(copy, {});
    const bool is_read = known != nullptr && known->reader != Reader::none;
    return is_read && by_name(conventions, folder, copy, head, format);
  }
  const std::string_view page = name_before(name, all.pages);
  const std::string_view inner = page.empty() ? name_before(name, all.engines) : page;
  if (inner.empty()) return false;
  if (fits(name, all.definitions)) {
    format.is_known = true;
    format.kind = FileKind::data;
    return true;
  }
  if (!by_name(conventions, folder, inner, head, format)) {
    const bool is_told = by_content(conventions, head, format);
    // CloudFormation's own name for its files, which no engine fills in.
    if (is_told && name.ends_with(".template") &&
        (format.reader == Reader::yaml || format.reader == Reader::json))
      return true;
    if (!is_told) set(conventions, page.empty() ? "template" : "html", format);
  }
  format.is_template = true;
  format.has_dollar_braces = !name_before(name, all.dollar_braces).empty();
  return true;
}

}  // namespace

void leave_out(Format& format) {
  format.reader = Reader::none;
  format.name = "installed packages and editors' state";
  format.kind = FileKind::generated;
}

Format format_of(const FileConventions& conventions, std::string_view path, std::string_view head,
                 bool parses_tests) {
  Format format;
  const size_t slash = path.rfind('/');
  const std::string_view folder = path.substr(0, slash == std::string_view::npos ? 0 : slash);
  const std::string name = lower(path.substr(slash + 1));  // npos + 1 is 0
  if (!by_template(conventions, folder, name, head, format) &&
      !by_name(conventions, folder, name, head, format)) {
    return format;
  }
  if (conventions.left_out.covers(path)) {
    leave_out(format);
    return format;
  }
  const bool is_script = format.reader == Reader::javascript || format.reader == Reader::typescript;
  const bool is_bundle =
      is_script &&
      std::any_of(conventions.bundle_marks.begin(), conventions.bundle_marks.end(),
                  [&](const std::string& mark) { return head.find(mark) != std::string_view::npos; });
  if (is_bundle) {
    leave_out(format);
    format.name = "bundled scripts";
    return format;
  }
  const bool is_code = format.kind == FileKind::source || format.kind == FileKind::script;
  format.is_test = is_code && !parses_tests && conventions.tests.covers(path);
  return format;
}

}  // namespace payaudit

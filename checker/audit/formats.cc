#include "checker/audit/formats.h"

namespace payaudit {
namespace {

bool looks_like_json(std::string_view head) {
  const size_t first = head.find_first_not_of(" \t\r\n\xEF\xBB\xBF");
  return first != std::string_view::npos && (head[first] == '{' || head[first] == '[');
}

bool looks_like_nginx(std::string_view head) {
  for (std::string_view mark :
       {"server {", "server{", "http {", "location ", "upstream ", "ssl_protocols", "proxy_pass"}) {
    if (head.find(mark) != std::string_view::npos) return true;
  }
  return false;
}

// The readers that the first bytes decide on.
void settle_by_content(std::string_view head, Format& format) {
  if (format.reader == Reader::yaml_or_json) {
    const bool is_json = looks_like_json(head);
    format.reader = is_json ? Reader::json : Reader::yaml;
    format.name = is_json ? "json" : "yaml";
  } else if (format.reader == Reader::nginx_or_none) {
    const bool is_nginx = looks_like_nginx(head);
    format.reader = is_nginx ? Reader::nginx : Reader::none;
    if (is_nginx) format.name = "nginx";
  }
}

}  // namespace

Format format_of(const FileConventions& conventions, std::string_view path, std::string_view head,
                 bool parses_tests) {
  Format format;
  const FileFormat* known = conventions.format_of(path, head);
  if (known == nullptr) return format;
  format.is_known = true;
  format.reader = known->reader;
  format.name = known->name;
  format.kind = known->kind;
  settle_by_content(head, format);
  const bool is_code = format.kind == FileKind::source || format.kind == FileKind::script;
  format.is_test = is_code && !parses_tests && conventions.tests.covers(path);
  return format;
}

}  // namespace payaudit

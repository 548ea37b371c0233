#include "checker/audit/content.h"

#include <algorithm>
#include <string>

#include "scanners/source/characters.h"

namespace payaudit {
namespace {

std::string_view trimmed(std::string_view text) {
  const size_t first = text.find_first_not_of(" \t\r\n\xEF\xBB\xBF");
  if (first == std::string_view::npos) return {};
  const size_t last = text.find_last_not_of(" \t\r\n");
  return text.substr(first, last + 1 - first);
}

bool is_blank(char c) {
  return c == ' ' || c == '\t';
}

// Calls `is_so(line)` for each line of the head that says something, the last one only if it is whole. True
// if there is one and it is so of all of them.
template <typename F>
bool all_lines(std::string_view head, F is_so) {
  bool has_any = false;
  for (size_t at = 0; at < head.size();) {
    const size_t end = head.find('\n', at);
    if (end == std::string_view::npos && has_any) break;
    const std::string_view line = head.substr(at, end - at);
    at = std::min(end, head.size() - 1) + 1;
    const std::string_view text = trimmed(line);
    if (text.empty() || text.front() == '#' || text.front() == ';' || text.starts_with("{%") ||
        text.starts_with("{#") || text.starts_with("{{") || text.starts_with("<%") ||
        text.starts_with("%{")) {
      continue;
    }
    if (!is_so(line, text)) return false;
    has_any = true;
  }
  return has_any;
}

bool is_key(std::string_view text) {
  if (text.empty()) return false;
  for (const char c : text) {
    if (!is_letter(c) && !is_digit(c) && std::string_view("_-.[]/$ ").find(c) == std::string_view::npos)
      return false;
  }
  return true;
}

}  // namespace

bool looks_like_json(std::string_view head) {
  head = trimmed(head);
  if (head.size() < 2) return head == "{" || head == "[";
  const std::string_view rest = trimmed(head.substr(1));
  const char next = rest.empty() ? ' ' : rest.front();
  // `[a]` begins INI; `{{`, `{%` and `{#` begin what an engine does.
  if (head.front() == '[')
    return is_digit(next) || std::string_view(" {[\"]-").find(next) != std::string_view::npos;
  return head.front() == '{' && head[1] != '{' && head[1] != '%' && head[1] != '#';
}

bool looks_like_nginx(std::string_view head) {
  for (std::string_view mark :
       {"server {", "server{", "http {", "location ", "upstream ", "ssl_protocols", "proxy_pass"}) {
    if (head.find(mark) != std::string_view::npos) return true;
  }
  return false;
}

bool looks_like_page(std::string_view head) {
  const std::string folded = lower(head);
  for (std::string_view mark : {"<!doctype html", "<html", "<head", "<body", "<div", "<form", "<script",
                                "<table", "<section", "<p>", "<span", "<ul"}) {
    if (folded.find(mark) != std::string::npos) return true;
  }
  return false;
}

bool looks_like_xml(std::string_view head) {
  head = trimmed(head);
  return head.starts_with("<?xml") || (head.starts_with('<') && head.size() > 1 && is_letter(head[1]));
}

bool looks_like_ini(std::string_view head) {
  bool has_section = false;
  return all_lines(head, [&](std::string_view line, std::string_view text) {
    if (text.ends_with('{') || text.front() == '}') return false;
    has_section = has_section || (text.front() == '[' && text.ends_with(']'));
    const size_t equals = text.find('=');
    return has_section || is_blank(line.front()) ||
           (equals != std::string_view::npos && is_key(trimmed(text.substr(0, equals))));
  });
}

bool looks_like_yaml(std::string_view head) {
  bool has_key = false;
  const bool is_so = all_lines(head, [&](std::string_view line, std::string_view text) {
    if (is_blank(line.front()) || text.starts_with('-')) return true;
    const size_t colon = text.find(':');
    const bool is_entry = colon != std::string_view::npos && is_key(trimmed(text.substr(0, colon))) &&
                          (colon + 1 == text.size() || text[colon + 1] == ' ');
    has_key = has_key || is_entry;
    return is_entry;
  });
  return is_so && has_key;
}

}  // namespace payaudit

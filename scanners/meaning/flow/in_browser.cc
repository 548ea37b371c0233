#include "scanners/meaning/flow/in_browser.h"

#include <algorithm>

namespace payaudit {
namespace {

// A directive stands before all code; comments may stand before it.
constexpr size_t kLongestHead = 2000;

bool is_below(std::string_view path, const WordList& folders) {
  for (size_t begin = 0; begin < path.size();) {
    const size_t end = path.find('/', begin);
    if (end == std::string_view::npos) return false;
    if (folders.has(path.substr(begin, end - begin))) return true;
    begin = end + 1;
  }
  return false;
}

bool is_written_for_page(const Resolution& resolution, const WordList& calls) {
  bool has_element = false, has_call = false;
  for (const Function& function : resolution.code().functions) {
    for (const Instruction& now : function.body) {
      has_element |= now.op == Op::make && now.text.starts_with('<');
      has_call |= now.op == Op::call && calls.has(now.text);
    }
  }
  return has_element && has_call;
}

bool takes_from_others(const Resolution& resolution) {
  if (!resolution.code().imports.empty()) return true;
  for (const Function& function : resolution.code().functions) {
    for (const Instruction& now : function.body) {
      if ((now.op == Op::call || now.op == Op::name) && (now.text == "require" || now.text == "module"))
        return true;
    }
  }
  return false;
}

}  // namespace

bool is_in_browser(const Source& source, const Resolution& resolution) {
  const CodeModels& models = resolution.index().models();
  if (model_language(resolution.code().language) != "javascript") return false;
  const std::string_view path = source.path();
  // A script that a page loads as it is: it takes nothing from the files of a program.
  if (path.ends_with(".js") && is_below(path, models.words_of("browser.folders")))
    return !takes_from_others(resolution);
  const auto& endings = models.words_of("browser.endings").words;
  if (std::none_of(endings.begin(), endings.end(),
                   [&](const std::string& each) { return path.ends_with(each); }))
    return false;
  const std::string_view head = std::string_view(source.bytes()).substr(0, kLongestHead);
  const auto& directives = models.words_of("browser.directives").words;
  return std::any_of(directives.begin(), directives.end(),
                     [&](const std::string& each) {
                       return head.find("\"" + each + "\"") != std::string_view::npos ||
                              head.find("'" + each + "'") != std::string_view::npos;
                     }) ||
         is_written_for_page(resolution, models.words_of("browser.calls"));
}

bool is_for_server(const Resolution& resolution, FunctionId function) {
  const WordList& known = resolution.index().models().words_of("browser.server-functions");
  const auto& functions = resolution.code().functions;
  for (FunctionId id = function; id != kNoFunction; id = functions[id].parent) {
    if (known.has(functions[id].name)) return true;
  }
  return false;
}

}  // namespace payaudit

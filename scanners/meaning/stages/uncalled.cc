#include "scanners/meaning/stages/uncalled.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "scanners/meaning/stages/names.h"
#include "scanners/source/characters.h"

namespace payaudit {
namespace {

bool is_of_code(const Fact& fact) {
  const bool is_done = fact.kind == Kind::flow || fact.kind == Kind::crypto || fact.kind == Kind::random ||
                       fact.kind == Kind::tls;
  return is_done && fact.find(Attr::stage) == nullptr;
}

std::string_view line_around(const Source& source, uint32_t at) {
  const std::string_view bytes = source.bytes();
  const size_t begin = bytes.rfind('\n', at) + 1;  // npos + 1 is 0
  return bytes.substr(begin, bytes.find('\n', at) - begin);
}

// The line is a comment as a whole.
bool is_comment(std::string_view line, std::string_view language) {
  line.remove_prefix(std::min(line.find_first_not_of(" \t"), line.size()));
  if (language == "python") return line.starts_with('#');
  return !language.empty() && (line.starts_with("//") || line.starts_with('*') || line.starts_with("/*"));
}

class Uncalled {
 public:
  Uncalled(Facts& facts, const Units& units, const StageModels& models, const StagePaths& paths)
      : facts_(facts), units_(units), models_(models), paths_(paths) {}

  void run() {
    for (Fact& fact : facts_.all()) {
      if (!is_of_code(fact)) continue;
      const Function* function = function_around(fact);
      if (function != nullptr) asked_[function->name].facts.push_back(&fact);
    }
    if (asked_.empty() || !is_program()) return;
    count_definitions();
    count_names();
    for (const auto& [name, of] : asked_) {
      if (of.named > of.defined) continue;
      for (Fact* fact : of.facts) {
        Origin origin;
        origin.written = facts_.keep(fmt::format("nothing in the tree calls `{}`", name));
        fact->set(Attr::stage, facts_.text("uncalled"), origin);
      }
    }
  }

 private:
  struct Asked {
    std::vector<Fact*> facts;  // what functions of the name do
    size_t defined = 0;
    size_t named = 0;  // its definitions too
  };

  const Source& source(FileId file) const { return (*units_.sources)[file]; }

  // The innermost with a name, if only its name can call it.
  const Function* function_around(const Fact& fact) {
    if (fact.place.file >= units_.units.size()) return nullptr;
    const Code* code = units_.units[fact.place.file].code();
    if (code == nullptr) return nullptr;
    const Function* around = nullptr;
    for (const Function& function : code->functions) {
      const Span span = function.span;
      const bool is_around = span.begin <= fact.place.span.begin && fact.place.span.end <= span.end;
      const bool is_named = !function.name.empty() && !function.name.starts_with('<');
      if (is_around && is_named && (around == nullptr || around->span.begin <= span.begin))
        around = &function;
    }
    return around != nullptr && is_called_by_name(*code, *around, source(fact.place.file)) ? around : nullptr;
  }

  bool is_called_by_name(const Code& code, const Function& function, const Source& source) {
    const std::string_view name = function.name;
    if (name.starts_with("__") || fits_any(name, models_.called_by_name)) return false;
    for (const Annotation& annotation : function.annotations) {
      if (!fits_any(annotation.name, models_.idle_annotations)) return false;
    }
    // Serializers and templates read properties.
    const size_t parameters = function.parameters.size();
    if ((parameters == 0 && (name.starts_with("get") || name.starts_with("is"))) ||
        (parameters == 1 && name.starts_with("set")))
      return false;
    if (line_around(source, function.name_span.begin).find("export default") != std::string_view::npos)
      return false;
    if (function.owner == kNoType) return true;
    const Type& owner = code.types[function.owner];
    // Constructors; and what overrides a method of a framework's type is called by the framework.
    return name != owner.name && name != "constructor" &&
           std::all_of(owner.bases.begin(), owner.bases.end(), [&](std::string_view base) {
             return types().contains(base.substr(0, base.find('<')));
           });
  }

  const std::set<std::string_view>& types() {
    if (!types_.empty()) return types_;
    for (const Unit& unit : units_.units) {
      if (const Code* code = unit.code()) {
        for (const Type& type : code->types) types_.insert(type.name);
      }
    }
    return types_;
  }

  bool is_program() const {
    for (const Unit& unit : units_.units) {
      const std::string_view path = source(unit.file).path();
      if (fits_any(file_name(path), models_.program_files)) return true;
      const Code* code = unit.code();
      if (code == nullptr || paths_.is_test(paths_.own(path))) continue;
      const bool has_main = std::any_of(code->functions.begin(), code->functions.end(),
                                        [](const Function& function) { return function.name == "main"; });
      if (has_main) return true;
    }
    return false;
  }

  void count_definitions() {
    for (const Unit& unit : units_.units) {
      const Code* code = unit.code();
      if (code == nullptr || paths_.is_test(paths_.own(source(unit.file).path()))) continue;
      for (const Function& function : code->functions) {
        const auto at = asked_.find(function.name);
        const bool is_written = function.name_span.end - function.name_span.begin == function.name.size();
        if (at != asked_.end() && is_written) ++at->second.defined;
      }
    }
  }

  void count_names() {
    for (FileId file = 0; file < units_.sources->size(); ++file) {
      if (paths_.is_test(paths_.own(source(file).path()))) continue;
      const Code* code = file < units_.units.size() ? units_.units[file].code() : nullptr;
      count_names_in(source(file), code == nullptr ? std::string_view() : code->language);
    }
  }

  void count_names_in(const Source& source, std::string_view language) {
    const std::string_view bytes = source.bytes();
    for (size_t at = 0; at < bytes.size();) {
      const size_t end = std::min(bytes.find('\n', at), bytes.size());
      const std::string_view line = bytes.substr(at, end - at);
      if (!is_comment(line, language)) count_names_of(line);
      at = end + 1;
    }
  }

  void count_names_of(std::string_view line) {
    for (size_t at = 0; at < line.size();) {
      if (!is_name_character(line[at])) {
        ++at;
        continue;
      }
      const size_t begin = at;
      while (at < line.size() && is_name_character(line[at])) ++at;
      const auto name = asked_.find(line.substr(begin, at - begin));
      if (name != asked_.end()) ++name->second.named;
    }
  }

  static bool is_name_character(char c) { return is_letter(c) || is_digit(c) || c == '_' || c == '$'; }

  Facts& facts_;
  const Units& units_;
  const StageModels& models_;
  const StagePaths& paths_;
  std::unordered_map<std::string_view, Asked> asked_;
  std::set<std::string_view> types_;
};

}  // namespace

void set_uncalled(Facts& facts, const Units& units, const StageModels& models, const StagePaths& paths) {
  Uncalled(facts, units, models, paths).run();
}

}  // namespace payaudit

#include "scanners/meaning/flow/call_index.h"

#include <algorithm>
#include <mutex>
#include <unordered_map>
#include <unordered_set>

#include "scanners/meaning/classify/words.h"

namespace payaudit {
namespace {

// "a.{b,c}.d" to "a.b.d" and "a.c.d"; several groups multiply.
std::vector<std::string> expand(const std::string& pattern) {
  const size_t open = pattern.find('{');
  const size_t close = open == std::string::npos ? std::string::npos : pattern.find('}', open);
  if (close == std::string::npos) return {pattern};
  std::vector<std::string> tails = expand(pattern.substr(close + 1));
  std::vector<std::string> all;
  for (size_t begin = open + 1; begin <= close;) {
    const size_t end = std::min(pattern.find(',', begin), close);
    for (const std::string& tail : tails) {
      all.push_back(pattern.substr(0, open) + pattern.substr(begin, end - begin) + tail);
    }
    begin = end + 1;
  }
  return all;
}

// The last segment: calls are looked up by it.
std::string_view method_of(std::string_view callee) {
  const size_t dot = callee.rfind('.');
  return dot == std::string_view::npos ? callee : callee.substr(dot + 1);
}

struct StringHash {
  using is_transparent = void;
  size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
};
using StringSet = std::unordered_set<std::string, StringHash, std::equal_to<>>;

struct Row {
  std::string pattern;
  const CallModel* model = nullptr;
};

struct Table {
  std::unordered_map<std::string, std::vector<Row>, StringHash, std::equal_to<>> by_method;
  std::vector<Row> with_wild_method;

  void add(const CallModel& model) {
    for (std::string& pattern : expand(model.pattern)) {
      const std::string method(method_of(pattern));
      Row row{std::move(pattern), &model};
      if (method.find('*') != std::string::npos) {
        with_wild_method.push_back(std::move(row));
      } else {
        by_method[method].push_back(std::move(row));
      }
    }
  }

  std::vector<const CallModel*> find(std::string_view callee) const {
    std::vector<const CallModel*> found;
    const auto collect = [&](const std::vector<Row>& rows) {
      for (const Row& row : rows) {
        if (glob_matches(row.pattern, callee)) found.push_back(row.model);
      }
    };
    if (const auto rows = by_method.find(method_of(callee)); rows != by_method.end()) collect(rows->second);
    collect(with_wild_method);
    std::sort(found.begin(), found.end());
    found.erase(std::unique(found.begin(), found.end()), found.end());
    return found;
  }
};

}  // namespace

bool glob_matches(std::string_view pattern, std::string_view text) {
  // Backtracks to the last star only; a `*` that would have to cross a dot gives way to the last `**`.
  size_t p = 0, t = 0;
  size_t star = std::string_view::npos, star_text = 0;
  size_t deep = std::string_view::npos, deep_text = 0;
  while (true) {
    if (p < pattern.size() && pattern[p] == '*') {
      if (p + 1 < pattern.size() && pattern[p + 1] == '*') {
        deep = p += 2;
        deep_text = t;
        star = std::string_view::npos;
      } else {
        star = ++p;
        star_text = t;
      }
      continue;
    }
    if (t == text.size()) {
      if (p == pattern.size()) return true;
    } else if (p < pattern.size() && pattern[p] == text[t]) {
      ++p;
      ++t;
      continue;
    }
    if (star != std::string_view::npos && star_text < text.size() && text[star_text] != '.') {
      p = star;
      t = ++star_text;
    } else if (deep != std::string_view::npos && deep_text < text.size()) {
      p = deep;
      t = ++deep_text;
      star = std::string_view::npos;
    } else {
      return false;
    }
  }
}

bool is_sink(const CallModel& model) {
  constexpr std::string_view kOthers[] = {"protection", "carry",         "crypto",         "random",
                                          "tls",        "payment",       "webhook-verify", "time-safe",
                                          "credential", "secret-source", "token-read",     "session-cookie",
                                          "truncate"};
  return std::find(std::begin(kOthers), std::end(kOthers), model.role) == std::end(kOthers);
}

std::string_view model_language(std::string_view language) {
  return language == "typescript" ? "javascript" : language;
}

std::string_view CallModel::attribute(std::string_view name) const {
  for (const auto& [key, value] : attributes) {
    if (key == name) return value;
  }
  return {};
}

bool WordList::has(std::string_view word) const {
  return std::find(words.begin(), words.end(), word) != words.end();
}

bool WordList::is_in(std::string_view identifier) const {
  const std::vector<std::string> all = split_words(identifier);
  return std::any_of(all.begin(), all.end(), [&](const std::string& word) { return has(word); });
}

const WordList& CodeModels::words_of(std::string_view name) const {
  static const WordList kNone;
  const auto found =
      std::find_if(words.begin(), words.end(), [&](const WordList& each) { return each.name == name; });
  return found == words.end() ? kNone : *found;
}

const PrintingModel& CodeModels::printing_of(std::string_view language) const {
  static const PrintingModel kNone;
  const auto found = std::find_if(printing.begin(), printing.end(), [&](const PrintingModel& each) {
    return each.language == model_language(language);
  });
  return found == printing.end() ? kNone : *found;
}

struct CallIndex::Tables {
  struct Language {
    Table callees;
    Table names;
    StringSet roots;
  };
  CodeModels models;
  std::once_flag is_built;  // what follows: a tree without source code does not need it
  std::unordered_map<std::string, Language, StringHash, std::equal_to<>> languages;

  void build();
  // Nullptr when no model is of that language.
  const Language* find(std::string_view language) {
    std::call_once(is_built, [&] { build(); });
    const auto found = languages.find(model_language(language));
    return found == languages.end() ? nullptr : &found->second;
  }
};

void CallIndex::Tables::build() {
  for (const CallModel& model : models.calls) {
    Language& language = languages[model.language];
    (model.is_by_name ? language.names : language.callees).add(model);
    if (model.is_by_name) continue;
    for (const std::string& pattern : expand(model.pattern)) {
      std::string_view path = pattern;
      if (path.starts_with("new ")) {
        path.remove_prefix(4);
        language.roots.emplace(path);
      } else if (path.starts_with("set ") || path.starts_with("use ")) {
        path.remove_prefix(4);
      }
      for (size_t dot = path.find('.'); dot != std::string_view::npos; dot = path.find('.', dot + 1)) {
        const std::string_view root = path.substr(0, dot);
        if (root.find_first_of("*(") != std::string_view::npos) break;
        language.roots.emplace(root);
      }
    }
  }
}

CallIndex::CallIndex(CodeModels models) : tables_(std::make_unique<Tables>()) {
  tables_->models = std::move(models);
}

CallIndex::~CallIndex() = default;
CallIndex::CallIndex(CallIndex&&) noexcept = default;

std::vector<const CallModel*> CallIndex::of_callee(std::string_view language, std::string_view callee) const {
  const Tables::Language* const found = callee.empty() ? nullptr : tables_->find(language);
  return found == nullptr ? std::vector<const CallModel*>() : found->callees.find(callee);
}

std::vector<const CallModel*> CallIndex::of_name(std::string_view language, std::string_view written) const {
  const Tables::Language* const found = written.empty() ? nullptr : tables_->find(language);
  return found == nullptr ? std::vector<const CallModel*>() : found->names.find(written);
}

bool CallIndex::knows(std::string_view language, std::string_view root) const {
  const Tables::Language* const found = tables_->find(language);
  return found != nullptr && found->roots.contains(root);
}

const CodeModels& CallIndex::models() const {
  return tables_->models;
}

}  // namespace payaudit

#include "rules/policy/code_models.h"

#include <fmt/format.h>

#include <algorithm>

#include "rules/policy/fields.h"
#include "rules/policy/printing_models.h"

namespace payaudit {
namespace {

constexpr std::string_view kLanguages[] = {"java", "python", "javascript", "go"};
constexpr std::string_view kRoles[] = {
    "log",        "telemetry",     "third-party", "store",      "cache",       "message",
    "response",   "error",         "url",         "cookie",     "carry",       "browser-storage",
    "crypto",     "random",        "tls",         "payment",    "protections", "webhook-verify",
    "credential", "secret-source", "time-safe",   "token-read", "words",       "session-cookie",
    "truncate"};
// What a model may say of its call besides `call`. Each role reads its own; a word that none reads is an
// error.
constexpr std::string_view kAttributes[] = {"accepts",
                                            "algorithm",
                                            "algorithms",
                                            "confidence",
                                            "decrypts",
                                            "default",
                                            "default_mode",
                                            "default_name",
                                            "errors",
                                            "form",
                                            "format",
                                            "from",
                                            "gives",
                                            "hash",
                                            "hash_of",
                                            "http_only",
                                            "http_only_default",
                                            "if",
                                            "input",
                                            "into",
                                            "iterations",
                                            "iv",
                                            "key",
                                            "key_bits",
                                            "lazy",
                                            "level",
                                            "made",
                                            "max_age",
                                            "mode",
                                            "mode_name",
                                            "name",
                                            "off",
                                            "only",
                                            "operation",
                                            "own_check",
                                            "password",
                                            "redacts",
                                            "same_site",
                                            "secure",
                                            "secure_default",
                                            "session",
                                            "shown",
                                            "signature",
                                            "skip_verify",
                                            "source",
                                            "switch",
                                            "terminal",
                                            "tls_highest",
                                            "tls_name",
                                            "tls_version",
                                            "transformation",
                                            "unit",
                                            "vendor",
                                            "verbs",
                                            "verified",
                                            "verify"};
constexpr std::string_view kProtections[] = {"truncated",    "masked",    "hashed",
                                             "keyed-hashed", "encrypted", "tokenized"};

template <size_t n>
bool check_word(YamlNode key, const std::string_view (&words)[n], std::string_view what, Problems& problems) {
  if (std::find(std::begin(words), std::end(words), key.text()) != std::end(words)) return true;
  problems.add(key, fmt::format("unknown {} '{}'", what, key.text()), did_you_mean(key.text(), words));
  return false;
}

class CodeModelReader {
 public:
  CodeModelReader(CodeModels& models, Problems& problems) : models_(models), problems_(problems) {}

  void read_role(YamlNode key, YamlNode node) {
    if (!check_word(key, kRoles, "role", problems_) || !check_map(node, "a role is a map of languages"))
      return;
    if (key.text() == "words") {
      read_words(node);
      return;
    }
    if (key.text() != "protections") {
      read_languages(node, key.text(), {});
      return;
    }
    for (size_t i = 0; i < node.size(); ++i) {
      const YamlNode kind = node.key(i);
      if (!check_word(kind, kProtections, "protection", problems_)) continue;
      if (!check_map(node.value(i), "a protection is a map of languages")) continue;
      read_languages(node.value(i), "protection", kind.text());
    }
  }

 private:
  // Lists of the same name in several files are one.
  void read_words(YamlNode node) {
    for (size_t i = 0; i < node.size(); ++i) {
      if (!check_word(node.key(i), kWordLists, "list of words", problems_)) continue;
      const std::string_view name = node.key(i).text();
      auto list = std::find_if(models_.words.begin(), models_.words.end(),
                               [&](const WordList& each) { return each.name == name; });
      if (list == models_.words.end()) list = models_.words.insert(list, WordList{std::string(name), {}});
      for (std::string& word : read_texts(node.value(i), problems_)) list->words.push_back(std::move(word));
    }
  }

  bool check_map(YamlNode node, std::string_view message) {
    if (!node.is_map()) problems_.add(node, std::string(message));
    return node.is_map();
  }

  void read_languages(YamlNode node, std::string_view role, std::string_view protection) {
    for (size_t i = 0; i < node.size(); ++i) {
      const YamlNode language = node.key(i);
      if (language.text() == "names") {
        read_names(node.value(i), role, protection);
      } else if (check_word(language, kLanguages, "language", problems_)) {
        read_patterns(node.value(i), language.text(), role, protection, false);
      }
    }
  }

  void read_names(YamlNode node, std::string_view role, std::string_view protection) {
    if (!protection.empty()) {
      models_.protection_names.push_back({std::string(protection), read_texts(node, problems_)});
      return;
    }
    if (!check_map(node, "'names' is a map of languages")) return;
    for (size_t i = 0; i < node.size(); ++i) {
      if (!check_word(node.key(i), kLanguages, "language", problems_)) continue;
      read_patterns(node.value(i), node.key(i).text(), role, protection, true);
    }
  }

  void read_patterns(YamlNode node, std::string_view language, std::string_view role,
                     std::string_view protection, bool is_by_name) {
    if (!node.is_sequence()) {
      problems_.add(node, "patterns are a list");
      return;
    }
    for (size_t i = 0; i < node.size(); ++i) {
      const YamlNode item = node.item(i);
      CallModel model;
      model.language = language;
      model.role = role;
      model.is_by_name = is_by_name;
      if (!protection.empty()) model.attributes.emplace_back("protection", protection);
      if (item.is_map()) {
        for (size_t k = 0; k < item.size(); ++k) {
          const std::string value = read_text(item.value(k), problems_);
          if (item.key(k).text() == "call") {
            model.pattern = value;
          } else if (check_word(item.key(k), kAttributes, "attribute of a call", problems_)) {
            model.attributes.emplace_back(item.key(k).text(), value);
          }
        }
      } else {
        model.pattern = read_text(item, problems_);
      }
      check_pattern(item, model.pattern);
      models_.calls.push_back(std::move(model));
    }
  }

  void check_pattern(YamlNode node, std::string_view pattern) {
    if (pattern.empty()) {
      problems_.add(node, "a model needs a 'call'");
    } else if (std::count(pattern.begin(), pattern.end(), '{') !=
               std::count(pattern.begin(), pattern.end(), '}')) {
      problems_.add(node, fmt::format("braces do not match in '{}'", pattern));
    }
  }

  CodeModels& models_;
  Problems& problems_;
};

}  // namespace

void read_code_models(const Document& document, CodeModels& models, Problems& problems) {
  const YamlNode root = document.root();
  if (!root.is_map()) {
    problems.add(root, "a file of code models is a map of roles");
    return;
  }
  CodeModelReader reader(models, problems);
  for (size_t i = 0; i < root.size(); ++i) {
    const std::string_view key = root.key(i).text();
    if (key == "printing") {
      read_printing(root.value(i), models, problems);
    } else if (key == "logger-fields") {
      read_logger_fields(root.value(i), models, problems);
    } else {
      reader.read_role(root.key(i), root.value(i));
    }
  }
}

}  // namespace payaudit

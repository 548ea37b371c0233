#include "scanners/meaning/settings/translations.h"

#include <algorithm>
#include <cctype>
#include <iterator>

#include "scanners/meaning/settings/models.h"
#include "scanners/source/characters.h"
#include "scanners/source/glob.h"

namespace payaudit {
namespace {

constexpr size_t kEnoughValues = 8;

// Letters, and the marks that stand in and after words: `don't`, `e-mail`, `end.`
bool is_written_word(std::string_view text) {
  return is_letter(text.front()) && std::all_of(text.begin(), text.end(), [](char c) {
           return is_letter(c) || std::string_view("'.,:;!?()-\"").find(c) != std::string_view::npos;
         });
}

constexpr std::string_view kFolders[] = {"messages", "bundles", "i18n",         "l10n",  "locale",
                                         "locales",  "lang",    "translations", "langs", "languages"};

bool is_folder_of_texts(std::string_view folder) {
  return std::find(std::begin(kFolders), std::end(kFolders), folder) != std::end(kFolders);
}

bool is_named_so(std::string_view path) {
  std::string_view name = path.substr(path.rfind('/') + 1);
  if (!name.ends_with(".properties")) return false;
  std::string_view folder = path.substr(0, path.size() - name.size());
  if (!folder.empty()) folder.remove_suffix(1);
  folder = folder.substr(folder.rfind('/') + 1);
  if (is_folder_of_texts(folder)) return true;
  name.remove_suffix(std::string_view(".properties").size());
  if (fits_glob_in_any_case(std::string(name), "messages*") ||
      fits_glob_in_any_case(std::string(name), "*messages"))
    return true;
  if (name.size() <= 3) return false;
  const std::string_view code = name.substr(name.size() - 3);
  return code[0] == '_' && is_letter(code[1]) && is_letter(code[2]);
}

// Two or more words of letters, or any text in letters beyond ASCII.
bool is_prose(std::string_view value) {
  size_t words = 0;
  while (!value.empty()) {
    const size_t end = std::min(value.find_first_of(" \t\n"), value.size());
    const std::string_view word = value.substr(0, end);
    if (std::any_of(word.begin(), word.end(), [](char c) { return static_cast<unsigned char>(c) >= 0x80; }))
      return true;
    if (!word.empty() && is_written_word(word) && ++words == 2) return true;
    value.remove_prefix(std::min(end + 1, value.size()));
  }
  return false;
}

// `en`, `de-AT`, `pt_BR`, and `messages.fr`: a code of a language, alone or as the last part.
bool is_language(std::string_view stem) {
  stem = stem.substr(stem.rfind('.') + 1);
  if (stem.size() == 5 && (stem[2] == '-' || stem[2] == '_'))
    return is_letter(stem[0]) && is_letter(stem[1]) && is_upper(stem[3]) && is_upper(stem[4]);
  static constexpr std::string_view kCodes[] = {
      "en", "de", "fr", "es", "it", "pt", "nl", "pl", "ru", "uk", "cs", "sv", "da", "fi", "nb", "no", "hu",
      "ro", "bg", "el", "tr", "ar", "he", "hi", "id", "ja", "ko", "th", "vi", "zh", "ca", "hr", "sk"};
  return std::find(std::begin(kCodes), std::end(kCodes), stem) != std::end(kCodes);
}

}  // namespace

bool is_translation_path(std::string_view path) {
  const std::string_view name = path.substr(path.rfind('/') + 1);
  for (std::string_view rest = path.substr(0, path.size() - name.size()); !rest.empty();) {
    const size_t end = rest.find('/');
    if (is_folder_of_texts(rest.substr(0, end))) return true;
    rest.remove_prefix(end + 1);
  }
  return is_language(name.substr(0, name.rfind('.')));
}

bool is_translation(std::string_view path, const std::vector<NamedValue>& values) {
  if (is_named_so(path)) return true;
  size_t known = 0;
  size_t prose = 0;
  for (const NamedValue& value : values) {
    if (value.is_reference || !value.why_unknown.empty() || value.value.empty()) continue;
    ++known;
    if (is_prose(value.value)) ++prose;
  }
  return known >= kEnoughValues && prose * 5 >= known * 2;
}

}  // namespace payaudit

#include "scanners/meaning/settings/value_forms.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <string>
#include <vector>

#include "scanners/meaning/classify/words.h"
#include "scanners/source/characters.h"

namespace payaudit {
namespace {

// Eight bytes of a block of an old cipher in hexadecimal digits, and more.
constexpr size_t kShortestCiphertext = 24;
constexpr size_t kLongestBeginning = 64;
// Values longer than that are texts or certificates.
constexpr size_t kLongestValue = 1000;

// A build or a shell puts something in its place: `@db.password@` of Maven, `%DB_PASSWORD%` of Windows,
// `#DB_PASSWORD#` and `!DB_PASSWORD!` of other tools.
bool is_filled_in(std::string_view value) {
  if (value.size() < 4 || value.front() != value.back()) return false;
  const char mark = value.front();
  if (mark == '#' && value.starts_with("##")) return is_filled_in(value.substr(1, value.size() - 2));
  if (mark != '@' && mark != '%' && mark != '#') return false;
  const std::string_view name = value.substr(1, value.size() - 2);
  return is_letter(name.front()) && std::all_of(name.begin(), name.end(), [](char c) {
           return is_letter(c) || is_digit(c) || c == '.' || c == '-' || c == '_';
         });
}

// `$DB_PASSWORD`: a variable by custom, as one in small letters is not.
bool is_variable(std::string_view value) {
  return value.size() > 1 && value.front() == '$' && (is_upper(value[1]) || value[1] == '_') &&
         std::all_of(value.begin() + 1, value.end(),
                     [](char c) { return is_upper(c) || is_digit(c) || c == '_'; });
}

// `$dbPassword`: a variable, or a value that begins with a dollar.
bool may_be_variable(std::string_view value) {
  return value.size() > 1 && value.front() == '$' && is_letter(value[1]) &&
         std::all_of(value.begin() + 1, value.end(),
                     [](char c) { return is_letter(c) || is_digit(c) || c == '_' || c == '.' || c == ':'; });
}

bool has_form(const std::vector<std::pair<std::string, std::string>>& forms, std::string_view folded) {
  return std::any_of(forms.begin(), forms.end(), [&](const auto& form) {
    return folded.size() >= form.first.size() + form.second.size() && folded.starts_with(form.first) &&
           folded.ends_with(form.second);
  });
}

// Bytes in hexadecimal digits or base64: what an encryption gives, if it is text.
bool looks_encoded(std::string_view value) {
  if (value.size() < kShortestCiphertext) return false;
  if (std::all_of(value.begin(), value.end(), [](char c) { return hex_digit(c) >= 0; })) return true;
  bool has_digit = false, has_upper = false, has_lower = false;
  for (const char c : value) {
    if (!is_letter(c) && !is_digit(c) && std::string_view("+/=-_:.").find(c) == std::string_view::npos)
      return false;
    has_digit = has_digit || is_digit(c);
    has_upper = has_upper || is_upper(c);
    has_lower = has_lower || (is_letter(c) && !is_upper(c));
  }
  return has_digit && has_upper && has_lower;
}

constexpr size_t kFewestOfSecret = 2;

// A name in place of a value: GOOGLE_API_KEY_VALUE, OIDC_S2S_SECRET. Each of its words begins with a letter,
// and the last has no digit: ADMIN_2023 is a password.
bool is_constant_name(std::string_view value) {
  if (value.find('_') == std::string_view::npos) return false;
  char before = '_';
  for (const char c : value) {
    if ((c < 'A' || c > 'Z') && !is_digit(c) && c != '_') return false;
    if (is_digit(c) && before == '_') return false;
    before = c;
  }
  const std::string_view last = value.substr(value.rfind('_') + 1);
  return std::none_of(last.begin(), last.end(), is_digit);
}

}  // namespace

std::string_view value_kind(const ValueForms& forms, std::string_view value) {
  while (!value.empty() && std::isspace(static_cast<unsigned char>(value.back())) != 0)
    value.remove_suffix(1);
  if (value.empty() || value == "#{null}") return "empty";
  const std::string folded = lower(value);
  if (is_filled_in(value) || is_variable(value) || has_form(forms.references, folded)) return "reference";
  // A dollar inside may be another variable: half a value is none.
  if (value.find("${") != std::string_view::npos || value.find("{{") != std::string_view::npos)
    return "reference";
  const bool is_bracketed = (value.front() == '<' && value.back() == '>') ||
                            (value.front() == '[' && value.back() == ']') ||
                            (folded.size() > 4 && folded.starts_with("__") && folded.ends_with("__"));
  const bool is_name = is_constant_name(value) || value.size() < kFewestOfSecret;
  // `sk_test_...`, `whsec_…`, and `yourKey`, `yourAdyenApiKey`
  const bool is_cut = value.ends_with("...") || value.ends_with("…");
  const bool is_yours =
      folded.starts_with("your") && has_word_of(value, std::array<std::string_view, 2>{"your", "yourkey"});
  // The type's name, as a reference page of a format has it, or rules for a validator.
  const bool is_type = folded == "string" || has_form(forms.descriptions, folded);
  if (is_bracketed || is_name || is_cut || is_yours || is_type) return "placeholder";
  const bool stands_in =
      std::any_of(forms.placeholders.begin(), forms.placeholders.end(),
                  [&](const std::string& part) { return folded.find(part) != std::string::npos; });
  return stands_in ? "placeholder" : "literal";
}

bool looks_made(std::string_view value, std::string_view type) {
  const size_t shortest = type == "password" ? 6 : 8;
  if (value.size() < shortest || value.size() > kLongestValue) return false;
  bool has_letter = false;
  bool has_digit = false;
  bool has_sign = false;
  for (const char c : value) {
    if (c == ' ' || c == '\t' || c == '\n' || c == '<' || c == '>') return false;
    has_letter = has_letter || is_letter(c);
    has_digit = has_digit || is_digit(c);
    // What joins the words of names and paths tells nothing.
    has_sign = has_sign || std::string_view("!#$%^&*+=?@~|,;'`").find(c) != std::string_view::npos;
  }
  return has_letter && (has_digit || has_sign);
}

bool is_published(const ValueForms& forms, std::string_view value) {
  const std::string folded = lower(value.substr(0, kLongestBeginning));
  return std::any_of(forms.published.begin(), forms.published.end(),
                     [&](const std::string& beginning) { return folded.starts_with(beginning); });
}

bool names_ciphertext(const ValueForms& forms, std::string_view name) {
  const std::vector<std::string> words = split_words(name.substr(name.rfind('.') + 1));
  return words.size() > 1 &&
         (forms.ciphertext_first.contains(words.front()) || forms.ciphertext_last.contains(words.back()));
}

std::string_view why_doubtful(const ValueForms& forms, std::string_view name, std::string_view value) {
  if (may_be_variable(value)) return "it may be the name of a variable, or begin with a dollar";
  if (has_form(forms.hashes, lower(value))) return "it has the form of a hash of a password";
  if (names_ciphertext(forms, name) && looks_encoded(value)) return "its name says that it is encrypted";
  return {};
}

}  // namespace payaudit

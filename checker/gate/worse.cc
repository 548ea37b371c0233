#include "checker/gate/worse.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <string_view>

#include "rules/cel/functions.h"
#include "scanners/meaning/settings/connections.h"
#include "scanners/meaning/settings/variables.h"
#include "scanners/source/characters.h"
#include "scanners/source/glob.h"

namespace payaudit {
namespace {

bool is_space(char c) {
  return std::isspace(static_cast<unsigned char>(c)) != 0;
}

bool is_in_name(char c) {
  return is_letter(c) || is_digit(c) || c == '_' || c == '.' || c == '-';
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && (is_space(text.back()) || text.back() == ';' || text.back() == ','))
    text.remove_suffix(1);
  return text;
}

// `connect(host, PASSWORD)`: the secret is not in it.
bool is_call(std::string_view text) {
  const size_t open = std::find_if_not(text.begin(), text.end(), is_in_name) - text.begin();
  return open > 0 && open < text.size() && text[open] == '(' && text.ends_with(')');
}

// Of `name = "value"`, `name: value` and `value` the value.
std::string_view value_in(std::string_view text) {
  constexpr std::string_view kQuotes = "\"'`";
  if (!text.empty() && kQuotes.find(text.back()) != std::string_view::npos) {
    const size_t open = text.substr(0, text.size() - 1).rfind(text.back());
    if (open != std::string_view::npos) return text.substr(open + 1, text.size() - open - 2);
  }
  size_t sign = std::find_if_not(text.begin(), text.end(), is_in_name) - text.begin();
  if (sign == 0) return text;
  while (sign < text.size() && is_space(text[sign])) ++sign;
  if (sign == text.size() || (text[sign] != '=' && text[sign] != ':')) return text;
  const std::string_view rest = text.substr(sign);
  // Addresses begin with a scheme, and base64 ends in such signs.
  if (rest.starts_with("://") || rest.find_first_not_of('=') == std::string_view::npos) return text;
  return value_in(trimmed(rest.substr(1)));
}

// `base` says all that `now` says, and maybe more.
bool covers(std::string_view base, std::string_view now) {
  if (base == now || base == "ALL") return true;
  if (in_cidr(now, base).value_or(false)) return true;
  if (base.starts_with('/') && now.starts_with(base)) return base.ends_with('/') || now[base.size()] == '/';
  // Of what else is a pattern somewhere, nothing is known.
  const bool is_pattern = base.find('*') != std::string_view::npos;
  return is_pattern && base.find_first_of("?[") == std::string_view::npos &&
         fits_glob(std::string(now), std::string(base));
}

}  // namespace

std::optional<std::string> secret_of(const Finding& finding, const SourceMap& sources) {
  if (!finding.extent.secret || finding.extent.secret->file >= sources.size()) return std::nullopt;
  const Place& at = *finding.extent.secret;
  const std::string_view text = trimmed(sources[at.file].text(at.span));
  if (text.empty() || is_call(text)) return std::nullopt;
  std::string_view value = value_in(text);
  value = placeholder_default(value).value_or(value);
  std::string secret(value);
  if (const auto address = parse_address(value); address && address->has_password) secret = address->password;
  const bool is_number = std::all_of(secret.begin(), secret.end(),
                                     [](char c) { return is_digit(c) || is_space(c) || c == '-'; });
  std::erase_if(secret, [&](char c) { return is_space(c) || (is_number && c == '-'); });
  return secret;
}

std::string how_worse(const Finding& now, const Finding& base, const Change& change) {
  const auto secret = secret_of(now, change.after());
  const auto former = secret_of(base, change.before());
  if (secret && former && *secret != *former) return "the base has another secret here";
  for (const std::string& value : now.extent.values) {
    const bool is_old = std::any_of(base.extent.values.begin(), base.extent.values.end(),
                                    [&](const std::string& each) { return covers(each, value); });
    if (!is_old) return fmt::format("the base has it without `{}`", value);
  }
  for (const auto& [name, size] : now.extent.sizes) {
    const bool is_larger =
        std::any_of(base.extent.sizes.begin(), base.extent.sizes.end(),
                    [&](const auto& each) { return each.first == name && each.second < size; });
    if (is_larger) return fmt::format("the base has it, where `{}` is not as bad", name);
  }
  return {};
}

}  // namespace payaudit

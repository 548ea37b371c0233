#include "scanners/meaning/stages/profiles.h"

#include <algorithm>

#include "scanners/meaning/stages/names.h"
#include "scanners/source/characters.h"

namespace payaudit {
namespace {

// `profiles:` and, below it, `active:` and its list.
constexpr uint32_t kNearActive = 5;
constexpr size_t kLongestProfiles = 300'000;
constexpr size_t kLongestProfileLine = 600;

void add_words(std::string_view line, std::set<std::string, std::less<>>& to) {
  const auto is_part = [](char c) { return is_letter(c) || is_digit(c) || c == '_' || c == '-'; };
  std::string word;
  for (const char c : line) {
    if (is_part(c)) {
      word += lower(c);
    } else if (!word.empty()) {
      to.insert(std::move(word));
      word.clear();
    }
  }
  if (!word.empty()) to.insert(std::move(word));
}

void add_named(const Source& source, std::set<std::string, std::less<>>& to) {
  const std::string_view bytes = source.bytes();
  if (bytes.size() > kLongestProfiles) return;
  uint32_t next = 1;
  for (const std::string_view word : {"rofile", "ROFILE", "config.import", "import:"}) {
    next = 1;
    for (size_t at = bytes.find(word); at != std::string_view::npos; at = bytes.find(word, at + 1)) {
      const uint32_t line = source.line_of(static_cast<uint32_t>(at));
      for (uint32_t each = std::max(line, next); each <= line + kNearActive; ++each) {
        const std::string_view text = source.text(source.line_span(each));
        if (text.size() <= kLongestProfileLine) add_words(text, to);
      }
      next = line + kNearActive + 1;
    }
  }
}

// `secrets` of `application-secrets.yml`; empty: no profile's.
std::string_view profile_of(std::string_view path) {
  std::string_view name = file_name(path);
  for (const std::string_view begin : {"application-", "bootstrap-"}) {
    if (!name.starts_with(begin)) continue;
    name.remove_prefix(begin.size());
    const size_t dot = name.rfind('.');
    return dot == std::string_view::npos ? std::string_view() : name.substr(0, dot);
  }
  return {};
}

}  // namespace

bool Profiles::is_of_unused(std::string_view path) {
  const std::string_view profile = profile_of(path);
  if (profile.empty()) return false;
  if (!named_) {
    named_.emplace();
    for (FileId file = 0; file < sources_.size(); ++file) add_named(sources_[file], *named_);
  }
  const std::string name = lower(profile);
  return !named_->contains(name) && !named_->contains("application-" + name);
}

}  // namespace payaudit

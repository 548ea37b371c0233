#include "scanners/meaning/openapi/descriptions.h"

#include <algorithm>
#include <string>
#include <vector>

#include "scanners/meaning/classify/words.h"

namespace payaudit::openapi {
namespace {

constexpr size_t kMostSentenceBytes = 2000;

// Words by which a description says that the value is not in clear.
constexpr std::string_view kProtecting[] = {"masked",    "truncated", "redacted",  "obfuscated",
                                            "encrypted", "hashed",    "tokenized", "tokenised",
                                            "partial",   "partially", "encrypt"};
constexpr std::string_view kOfResponses[] = {"response",  "returned", "return",
                                             "retrieved", "display",  "displayed"};

template <size_t n>
bool has_one(const std::vector<std::string>& words, const std::string_view (&list)[n]) {
  return std::any_of(words.begin(), words.end(), [&](const std::string& word) {
    return std::find(std::begin(list), std::end(list), word) != std::end(list);
  });
}

bool speaks_of_part(const std::vector<std::string>& words) {
  for (size_t i = 0; i + 1 < words.size(); ++i) {
    const bool is_end = words[i] == "last" || words[i] == "first";
    const std::string& next = words[i + 1];
    if (is_end && (next == "4" || next == "four" || next == "6" || next == "six" || next == "8")) return true;
  }
  return false;
}

// True where a sentence of the description speaks of a protection, and does so for this medium.
bool may_be_protected(std::string_view description, Medium medium) {
  const bool is_cut = description.size() > kMostSentenceBytes;
  description = description.substr(0, kMostSentenceBytes);
  while (!description.empty()) {
    size_t end = 0;
    while (end < description.size()) {
      const char c = description[end];
      const bool ends_here =
          (c == '.' &&
           (end + 1 == description.size() || description[end + 1] == ' ' || description[end + 1] == '\n')) ||
          c == ';' || (c == '\n' && end + 1 < description.size() && description[end + 1] == '\n');
      if (ends_here) break;
      ++end;
    }
    // Identifiers longer than a word's limit are cut by split_words, so a sentence goes in pieces.
    std::vector<std::string> words;
    std::string_view sentence = description.substr(0, end);
    while (!sentence.empty()) {
      const size_t piece =
          sentence.size() <= 200 ? sentence.size() : std::max<size_t>(1, sentence.rfind(' ', 200) + 1);
      for (std::string& word : split_words(sentence.substr(0, piece))) words.push_back(std::move(word));
      sentence.remove_prefix(piece);
    }
    const bool is_of_response = has_one(words, kOfResponses);
    const bool is_other_way = is_of_response && medium != Medium::response && medium != Medium::event;
    if (!is_other_way && (has_one(words, kProtecting) || speaks_of_part(words))) return true;
    description.remove_prefix(std::min(end + 1, description.size()));
  }
  return is_cut;  // the rest may speak of one
}

}  // namespace

std::optional<std::string_view> doubt_of_clear(const Classified& field,
                                               std::string_view container_description, Medium medium) {
  if (!within(field.data_class, "account.chd") && !within(field.data_class, "account.iban"))
    return std::nullopt;
  if (may_be_protected(field.shape.description, medium))
    return "its description speaks of masking, truncation or encryption";
  if (may_be_protected(container_description, medium))
    return "the description of its container speaks of masking, truncation or encryption";
  return std::nullopt;
}

}  // namespace payaudit::openapi

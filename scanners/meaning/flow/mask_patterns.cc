#include "scanners/meaning/flow/mask_patterns.h"

#include <algorithm>
#include <cstdlib>
#include <optional>
#include <string>
#include <vector>

#include "scanners/meaning/flow/protection.h"

namespace payaudit {
namespace {

constexpr long kUnbounded = 1000;
// Most card numbers have as many; an expression that is written for them is judged by it.
constexpr long kUsualDigits = 16;

// One class of characters with how often it stands there.
struct Part {
  long most = 1;  // digits
  int group = 0;  // that captures it; 0: none
};

struct Pattern {
  std::vector<Part> parts;
  bool is_at_begin = false;
  bool is_at_end = false;
  long spared_first = 0;  // digits that must stand before a match, and those that must stand behind
  long spared_last = 0;
};

class PatternReader {
 public:
  explicit PatternReader(std::string text) : text_(std::move(text)) {}

  // nullopt: of a form that is not read.
  std::optional<Pattern> read() {
    while (at_ < text_.size()) {
      if (!step()) return std::nullopt;
    }
    return open_ == 0 ? std::optional(pattern_) : std::nullopt;
  }

 private:
  bool take(std::string_view word) {
    if (!rest().starts_with(word)) return false;
    at_ += word.size();
    return true;
  }
  std::string_view rest() const { return std::string_view(text_).substr(at_); }

  bool step() {
    if (take("^")) return pattern_.is_at_begin = pattern_.parts.empty();
    if (take("$")) return pattern_.is_at_end = true;
    if (take("\\b") || take("\\B")) return true;
    if (take("(?=") || take("(?!")) return look(text_[at_ - 1] == '!', pattern_.spared_last);
    if (take("(?<=")) return look(false, pattern_.spared_first);
    if (rest().starts_with("(?") && !rest().starts_with("(?:")) return false;
    if (take("(?:")) return open_++ == 0;
    if (take("(")) {
      group_ = ++groups_;
      return open_++ == 0;
    }
    if (take(")")) {
      group_ = 0;
      --open_;
      // What a group repeats is not counted.
      return open_ == 0 &&
             (rest().empty() || std::string_view("{+*?").find(rest()[0]) == std::string_view::npos);
    }
    const std::optional<bool> has_digits = character();
    if (!has_digits) return false;
    const std::optional<long> count = most();
    if (!count) return false;
    if (*has_digits) pattern_.parts.push_back({*count, group_});
    return true;
  }

  // Steps over one character or class; whether it may be a digit.
  std::optional<bool> character() {
    if (take("\\d") || take("\\w") || take("\\S") || take(".")) return true;
    if (take("\\s") || take(" ") || take("-")) return false;
    if (!take("[")) return std::nullopt;
    const size_t close = rest().find(']');
    if (close == std::string_view::npos) return std::nullopt;
    const std::string_view inside = rest().substr(0, close);
    at_ += close + 1;
    return inside.starts_with('^') || inside.find("\\d") != std::string_view::npos ||
           inside.find("0-9") != std::string_view::npos || inside.find("\\w") != std::string_view::npos;
  }

  // How often at most; nullopt: it cannot be read.
  std::optional<long> most() {
    long count = 1;
    if (take("+") || take("*")) {
      count = kUnbounded;
    } else if (take("{")) {
      const size_t close = rest().find('}');
      if (close == std::string_view::npos) return std::nullopt;
      const std::string_view inside = rest().substr(0, close);
      at_ += close + 1;
      const size_t comma = inside.find(',');
      const std::string_view last = comma == std::string_view::npos ? inside : inside.substr(comma + 1);
      if (last.find_first_not_of("0123456789") != std::string_view::npos || last.size() > 3)
        return std::nullopt;
      count = last.empty() ? kUnbounded : std::stol(std::string(last));
    }
    take("?");  // optional, or as few as possible
    return count;
  }

  // What must or must not stand beside a match: `\d{4}`, `.{4,}$`; what must not, up to the end: `\d{0,3}$`.
  bool look(bool is_not, long& spared) {
    long digits = 0;
    while (!take(")")) {
      if (take("$") || take("^") || take("\\b")) continue;
      const std::optional<bool> has_digits = character();
      if (!has_digits) return false;
      if (!*has_digits) {
        if (!most()) return false;
        continue;
      }
      const size_t begin = at_;
      const std::optional<long> count = most();
      if (!count) return false;
      // `{4,}` is four at least.
      const std::string_view written = std::string_view(text_).substr(begin, at_ - begin);
      const bool is_open = *count == kUnbounded && written.starts_with('{');
      digits += is_open ? std::atol(text_.c_str() + begin + 1) : *count;
    }
    spared += is_not ? digits + 1 : digits;
    return spared < kUnbounded;
  }

  std::string text_;
  size_t at_ = 0;
  Pattern pattern_;
  int groups_ = 0;
  int group_ = 0;
  int open_ = 0;
};

bool refers_to(std::string_view replacement, int group) {
  const std::string number = std::to_string(group);
  return replacement.find("$" + number) != std::string_view::npos ||
         replacement.find("\\" + number) != std::string_view::npos ||
         replacement.find("${" + number + "}") != std::string_view::npos;
}

}  // namespace

bool leaves_a_truncated_number(std::string_view pattern, std::string_view replacement, bool is_global) {
  std::string text;
  for (size_t at = 0; at < pattern.size(); ++at) {
    if (pattern[at] == '\\' && at + 1 < pattern.size() && pattern[at + 1] == '\\') ++at;
    text += pattern[at];
  }
  const std::optional<Pattern> read = PatternReader(std::move(text)).read();
  if (!read || read->parts.empty()) return false;
  long before = 0, after = 0, replaced = 0, matched = 0;
  for (const Part& part : read->parts) {
    matched += part.most;
    const bool is_kept = part.group > 0 && refers_to(replacement, part.group);
    if (!is_kept) {
      replaced += part.most;
      before += after;  // what was kept in between stands before a replaced part
      after = 0;
    } else {
      (replaced > 0 ? after : before) += part.most;
    }
  }
  if (replaced == 0) return false;
  // What no match takes in.
  long left = 0;
  if (matched < kUsualDigits) {
    const bool repeats = is_global && !read->is_at_begin && !read->is_at_end;
    left = repeats ? kUsualDigits % matched : kUsualDigits - matched;
    if (repeats && (before > 0 || after > 0)) return false;
  }
  long first = before + read->spared_first, last = after + read->spared_last;
  (read->is_at_end ? first : last) +=
      left > 0 && read->spared_last > 0 ? std::max(left - read->spared_last, 0L) : left;
  return first <= kMostFirst && last <= kMostLast;
}

}  // namespace payaudit

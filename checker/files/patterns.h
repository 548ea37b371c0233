// Patterns of paths, with the meaning that gitignore gives them: what `ignore:`, `scope:` and `--exclude`
// hold.
//
// `static` is a file or folder of that name at any depth, with all below it; a slash at the beginning or
// inside ties a pattern to the base; a slash at the end means folders only; `*` and `?` stay within a step,
// `**` goes across steps, `[a-z]` is one character; `!` takes back in, as far as no folder above is out. Two
// additions, since both are written and would otherwise match nothing: a leading `./` is the base, and
// `{a,b}` is either.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace payaudit {

class Patterns {
 public:
  // What is wrong with the pattern, as the end of a sentence that begins with it; empty: it was added.
  std::string add(std::string_view pattern);

  // The index of the pattern that takes the path in: of the last one that speaks of it. `path` is relative to
  // the base, with forward slashes. Marks in `met` every pattern that fits the path, whichever decides.
  std::optional<size_t> match(std::string_view path, std::vector<bool>* met = nullptr) const;

  bool empty() const { return patterns_.empty(); }
  size_t size() const { return patterns_.size(); }
  const std::string& text(size_t i) const& { return patterns_[i].text; }

 private:
  struct Pattern {
    std::string text;  // as written
    bool is_negated = false;
    bool is_folder = false;
    bool is_tied = false;                         // to the base
    std::vector<std::vector<std::string>> globs;  // the steps of each spelling that braces give
  };
  std::vector<Pattern> patterns_;
};

// The part of `path` below `folder`, both relative to the same root; nullopt: it is not below. Below "" is
// all.
std::optional<std::string_view> below(std::string_view path, std::string_view folder);

}  // namespace payaudit

#include "checker/gate/match.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string_view>
#include <tuple>
#include <utility>

#include "checker/gate/worse.h"
#include "rules/judge/fingerprint.h"

namespace payaudit {
namespace {

// Findings of one rule in one replacement that are compared each with each.
constexpr size_t kMostInGroup = 64;

uint32_t line_of(const Finding& finding, const SourceMap& sources) {
  return sources[finding.place.file].line_of(finding.place.span.begin);
}

bool is_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         static_cast<unsigned char>(c) >= 0x80;
}

std::vector<std::string_view> words_in(std::string_view text) {
  std::vector<std::string_view> words;
  for (size_t at = 0; at < text.size();) {
    size_t end = at;
    while (end < text.size() && is_word(text[end])) ++end;
    if (end > at) words.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  return words;
}

std::set<std::string_view> words_of(std::string_view text) {
  const std::vector<std::string_view> words = words_in(text);
  return {words.begin(), words.end()};
}

// The line behind those below `first` that are indented more than it, with empty ones between them.
uint32_t end_of_body(const Source& source, uint32_t first) {
  const auto indent = [&](uint32_t line) {
    const std::string_view text = source.text(source.line_span(line));
    return std::min(text.find_first_not_of(" \t\r"), text.size());
  };
  const auto is_empty = [&](uint32_t line) {
    return indent(line) == source.text(source.line_span(line)).size();
  };
  uint32_t end = first + 1;
  for (uint32_t line = end; line <= source.line_count(); ++line) {
    if (is_empty(line)) continue;
    if (indent(line) <= indent(first)) break;
    end = line + 1;
  }
  return end;
}

// The nearest line above that has one of the names: what opens the thing around it, a function, a resource, a
// container. 0: there is none.
uint32_t opening_line(const Finding& finding, const std::set<std::string_view>& names,
                      const SourceMap& sources) {
  const Source& source = sources[finding.place.file];
  for (uint32_t line = line_of(finding, sources); line-- > 1;) {
    const std::set<std::string_view> words = words_of(source.text(source.line_span(line)));
    if (std::any_of(names.begin(), names.end(), [&](std::string_view name) { return words.contains(name); }))
      return line;
  }
  return 0;
}

class Matching {
 public:
  Matching(const std::vector<Finding>& now, const std::vector<Finding>& base, const Change& change)
      : now_(now), base_(base), change_(change), of_now_(now.size(), kNew), is_taken_(base.size(), false) {
    for (const Finding& finding : now) names_now_.emplace(finding.place.file, finding.symbol);
    for (const Finding& finding : base) names_base_.emplace(finding.place.file, finding.symbol);
  }

  std::vector<size_t> run() {
    match_exact();
    match_moved();
    match_renamed();
    match_same_symbol();
    match_renamed_things();
    return std::move(of_now_);
  }

 private:
  using Indices = std::vector<size_t>;

  // A line of a file as it is now; of the base, the one that it became.
  struct Line {
    FileId file = 0;
    uint32_t line = 0;
    auto operator<=>(const Line&) const = default;
  };

  // Gives each that is left now one that is left of the base, has the same key and `may_be` it, in their
  // order. `key` says nullopt of what takes no part. Where they have to be alone, only groups of one and one
  // are pairs.
  template <typename Key, typename MayBe>
  void pair_equal(Key key, MayBe may_be, bool have_to_be_alone = false) {
    using K = typename decltype(key(now_.front(), true))::value_type;
    std::map<K, std::pair<Indices, Indices>> groups;
    for (size_t i = 0; i < now_.size(); ++i) {
      if (of_now_[i] != kNew) continue;
      if (auto of = key(now_[i], true)) groups[*std::move(of)].first.push_back(i);
    }
    for (size_t j = 0; j < base_.size() && !groups.empty(); ++j) {
      if (is_taken_[j]) continue;
      const auto of = key(base_[j], false);
      const auto group = of ? groups.find(*of) : groups.end();
      if (group != groups.end()) group->second.second.push_back(j);
    }
    for (const auto& [of, group] : groups) {
      const auto& [now, base] = group;
      if (have_to_be_alone && (now.size() != 1 || base.size() != 1)) continue;
      for (size_t k = 0; k < std::min(now.size(), base.size()); ++k) {
        if (!may_be(now_[now[k]], base_[base[k]])) continue;
        of_now_[now[k]] = base[k];
        is_taken_[base[k]] = true;
      }
    }
  }
  template <typename Key>
  void pair_equal(Key key) {
    pair_equal(key, [](const Finding&, const Finding&) { return true; });
  }

  // What opens the one came, and what opens the other went: the thing moved, or has another name. Where the
  // old one is still there, or the new one was there before, one was mended and another broken. Where nothing
  // opens them, their file has to have come, gone or been renamed.
  bool went_with_surroundings(const Finding& now, const Finding& base) const {
    std::set<std::string_view> of_now = words_of(now.symbol);
    std::set<std::string_view> of_base = words_of(base.symbol);
    // Of two names the words that differ are those that were given up and taken.
    if (now.symbol != base.symbol) {
      const std::set<std::string_view> all = of_now;
      std::erase_if(of_now, [&](std::string_view word) { return of_base.contains(word); });
      std::erase_if(of_base, [&](std::string_view word) { return all.contains(word); });
    }
    const uint32_t opens = opening_line(now, of_now, change_.after());
    const uint32_t opened = opening_line(base, of_base, change_.before());
    if (opens != 0 && opened != 0)
      return change_.is_new_line(now.place.file, opens) && change_.line_after(base.place.file, opened) == 0;
    const Source* before = change_.before_of(now.place.file);
    if (before == nullptr || change_.after_of(base.place.file) == nullptr ||
        before->path() != change_.after()[now.place.file].path())
      return true;
    // The name was only made longer, or shorter.
    if (!has_other_name(now, base)) return false;
    if (of_base.empty() && opens != 0) return change_.is_new_line(now.place.file, opens);
    if (of_now.empty() && opened != 0) return change_.line_after(base.place.file, opened) == 0;
    return false;
  }

  // Nothing in the file is called as before, and nothing there was called so.
  bool has_other_name(const Finding& now, const Finding& base) const {
    return names_now_.count({now.place.file, base.symbol}) == 0 &&
           names_base_.count({base.place.file, now.symbol}) == 0;
  }

  // The same thing by its name, in a line that stayed.
  bool is_renamed(const Finding& now, const Finding& base) const {
    return now.symbol == base.symbol || went_with_surroundings(now, base);
  }

  const SourceMap& sources(bool is_now) const { return is_now ? change_.after() : change_.before(); }

  bool has_line(const Finding& finding, bool is_now) const {
    return finding.has_place && finding.place.file < sources(is_now).size();
  }

  // nullopt: the line came, or went.
  std::optional<Line> line_that_stayed(const Finding& finding, bool is_now) const {
    if (!has_line(finding, is_now)) return std::nullopt;
    const FileId file = finding.place.file;
    const uint32_t line = line_of(finding, sources(is_now));
    if (is_now) return change_.is_new_line(file, line) ? std::nullopt : std::optional(Line{file, line});
    const uint32_t after = change_.line_after(file, line);
    return after == 0 ? std::nullopt : std::optional(Line{change_.after_id_of(file), after});
  }

  // The replacement that brought the line, or took it away; nullptr: there is none.
  const Hunk* hunk_of(FileId file, uint32_t line, bool is_now) const {
    const LineMap* lines = is_now ? change_.lines_after(file) : change_.lines_before(file);
    if (lines == nullptr) return nullptr;
    return is_now ? lines->hunk_after(line) : lines->hunk_before(line);
  }

  // Where that replacement begins. A file that was converted is one as a whole.
  std::optional<Line> replacement(const Finding& finding, bool is_now) const {
    if (!has_line(finding, is_now)) return std::nullopt;
    const FileId file = finding.place.file;
    const bool has_other = (is_now ? change_.before_of(file) : change_.after_of(file)) != nullptr;
    const FileId after = is_now || !has_other ? file : change_.after_id_of(file);
    if (has_other && change_.is_converted(after)) return Line{after, 0};
    const Hunk* hunk = hunk_of(file, line_of(finding, sources(is_now)), is_now);
    return hunk == nullptr ? std::nullopt : std::optional(Line{after, hunk->after});
  }

  static std::string_view alone(const Finding& finding) { return finding.stands_for.front().alone; }

  void match_exact() {
    // Which of several equal ones came or went is told by its line.
    using InLine = std::pair<std::string_view, Line>;
    pair_equal([&](const Finding& finding, bool is_now) -> std::optional<InLine> {
      const auto line = line_that_stayed(finding, is_now);
      return line ? std::optional(InLine(alone(finding), *line)) : std::nullopt;
    });
    using OfSecret = std::pair<std::string_view, std::string>;
    pair_equal([&](const Finding& finding, bool is_now) -> std::optional<OfSecret> {
      const auto secret = secret_of(finding, sources(is_now));
      return secret ? std::optional(OfSecret(alone(finding), *secret)) : std::nullopt;
    });
    pair_equal([](const Finding& finding, bool) { return std::optional(alone(finding)); });
  }

  void match_moved() {
    using Key = std::pair<std::string_view, uint64_t>;
    const auto key = [&](const Finding& finding, FileId file, uint32_t line, bool is_now) {
      const Source& source = sources(is_now)[file];
      const std::vector<uint64_t> text = line_digests(source.text(source.line_span(line)));
      return Key(identity_of(alone(finding)), text.empty() ? 0 : text.front());
    };
    pair_equal(
        [&](const Finding& finding, bool is_now) -> std::optional<Key> {
          if (!has_line(finding, is_now) || line_that_stayed(finding, is_now)) return std::nullopt;
          return key(finding, finding.place.file, line_of(finding, sources(is_now)), is_now);
        },
        [&](const Finding& now, const Finding& base) { return went_with_surroundings(now, base); });
    // What decides may stay behind when the thing moves.
    pair_equal(
        [&](const Finding& finding, bool is_now) -> std::optional<Key> {
          const auto line = thing_line(finding, is_now);
          if (!line || stayed(*line, is_now)) return std::nullopt;
          return key(finding, line->file, line->line, is_now);
        },
        [](const Finding& now, const Finding& base) {
          return now.thing != now.place || base.thing != base.place;
        });
  }

  // The first line of the thing, in its own tree.
  std::optional<Line> thing_line(const Finding& finding, bool is_now) const {
    if (!has_line(finding, is_now) || finding.thing.file >= sources(is_now).size()) return std::nullopt;
    const Source& source = sources(is_now)[finding.thing.file];
    return Line{finding.thing.file, source.line_of(finding.thing.span.begin)};
  }
  bool stayed(const Line& at, bool is_now) const {
    return is_now ? !change_.is_new_line(at.file, at.line) : change_.line_after(at.file, at.line) != 0;
  }

  void match_renamed() {
    using Key = std::tuple<std::string_view, Verdict, Line, std::string_view>;
    pair_equal(
        [&](const Finding& finding, bool is_now) -> std::optional<Key> {
          const auto line = line_that_stayed(finding, is_now);
          if (!line) return std::nullopt;
          return Key(finding.rule, finding.verdict, *line, without_surroundings(finding.symbol));
        },
        [&](const Finding& now, const Finding& base) { return is_renamed(now, base); });
    pair_equal(
        [&](const Finding& finding, bool is_now) -> std::optional<Key> {
          const auto line = line_that_stayed(finding, is_now);
          return line ? std::optional(Key(finding.rule, finding.verdict, *line, "")) : std::nullopt;
        },
        [&](const Finding& now, const Finding& base) { return is_renamed(now, base); }, true);
  }

  // What a symbol says behind the name of what is around the thing: `account.chd.pan log` of
  // `Checkout.pay account.chd.pan log`.
  static std::string_view without_surroundings(std::string_view symbol) {
    const size_t blank = symbol.find(' ');
    return blank == std::string_view::npos ? std::string_view() : symbol.substr(blank);
  }

  // What a symbol says without the name of the file that it is in, which a renamed file changes.
  std::string without_file(const Finding& finding, bool is_now) const {
    const std::string& path = sources(is_now)[finding.place.file].path();
    const std::string_view name = std::string_view(path).substr(path.rfind('/') + 1);
    std::string symbol = finding.symbol;
    if (const size_t at = symbol.find(name); at != std::string::npos) symbol.erase(at, name.size());
    return symbol;
  }

  void match_same_symbol() {
    using Key = std::tuple<std::string_view, Verdict, std::string, Line>;
    pair_equal([&](const Finding& finding, bool is_now) -> std::optional<Key> {
      const auto hunk = replacement(finding, is_now);
      const auto secret = hunk ? secret_of(finding, sources(is_now)) : std::nullopt;
      return secret ? std::optional(Key(finding.rule, finding.verdict, *secret, *hunk)) : std::nullopt;
    });
    pair_equal([&](const Finding& finding, bool is_now) -> std::optional<Key> {
      const auto hunk = finding.symbol.empty() ? std::nullopt : replacement(finding, is_now);
      return hunk ? std::optional(Key(finding.rule, finding.verdict, without_file(finding, is_now), *hunk))
                  : std::nullopt;
    });
    // What decides about the same thing is written elsewhere now, or was: `false`, or a variable that is it.
    pair_equal(
        [&](const Finding& finding, bool is_now) -> std::optional<Key> {
          const auto line = thing_line(finding, is_now);
          if (finding.symbol.empty() || !line || !stayed(*line, is_now)) return std::nullopt;
          const Line at =
              is_now ? *line
                     : Line{change_.after_id_of(line->file), change_.line_after(line->file, line->line)};
          return Key(finding.rule, finding.verdict, finding.symbol, at);
        },
        [](const Finding& now, const Finding& base) {
          return (now.thing == now.place) != (base.thing == base.place);
        },
        true);
  }

  void match_renamed_things() {
    using Key = std::tuple<std::string_view, Verdict, Line>;
    std::map<Key, std::pair<Indices, Indices>> groups;
    const auto group = [&](const Finding& finding, size_t index, bool is_now) {
      const auto line = thing_line(finding, is_now);
      const Hunk* hunk = line ? hunk_of(line->file, line->line, is_now) : nullptr;
      if (hunk == nullptr || hunk->before_count == 0 || hunk->after_count == 0) return;
      const Line at{is_now ? line->file : change_.after_id_of(line->file), hunk->after};
      auto& [now, base] = groups[{finding.rule, finding.verdict, at}];
      (is_now ? now : base).push_back(index);
    };
    for (size_t i = 0; i < now_.size(); ++i) {
      if (of_now_[i] == kNew) group(now_[i], i, true);
    }
    for (size_t j = 0; j < base_.size(); ++j) {
      if (!is_taken_[j]) group(base_[j], j, false);
    }
    for (const auto& [of, members] : groups) {
      const auto& [now, base] = members;
      if (now.size() > kMostInGroup || base.size() > kMostInGroup) continue;
      for (const size_t i : now) {
        const auto same = std::find_if(base.begin(), base.end(), [&](size_t j) {
          return !is_taken_[j] && is_renamed_thing(now_[i], base_[j]);
        });
        if (same == base.end()) continue;
        of_now_[i] = *same;
        is_taken_[*same] = true;
      }
    }
  }

  // Both are in one replacement. Where a name that was given up is still there, or one that was taken was
  // there before, it is no renaming: one was mended and another broken.
  bool is_renamed_thing(const Finding& now, const Finding& base) const {
    const bool has_other = now.symbol != base.symbol && has_other_name(now, base);
    if (!has_other || without_surroundings(now.symbol) != without_surroundings(base.symbol)) return false;
    const std::set<std::string_view> of_now = words_of(now.symbol);
    const std::set<std::string_view> of_base = words_of(base.symbol);
    const Line in_now = *thing_line(now, true);
    const Line in_base = *thing_line(base, false);
    const Source& after = change_.after()[in_now.file];
    const Source& before = change_.before()[in_base.file];
    if (words_without(after.text(after.line_span(in_now.line)), of_now) !=
        words_without(before.text(before.line_span(in_base.line)), of_base))
      return false;
    const Hunk& hunk = *hunk_of(in_now.file, in_now.line, true);
    return !has_any(after, hunk.after, hunk.after_count, of_base, of_now) &&
           !has_any(before, hunk.before, hunk.before_count, of_now, of_base) && kept_most(in_now, in_base);
  }

  static std::vector<std::string_view> words_without(std::string_view text,
                                                     const std::set<std::string_view>& left_out) {
    std::vector<std::string_view> words = words_in(text);
    std::erase_if(words, [&](std::string_view word) { return left_out.contains(word); });
    return words;
  }

  // One of the lines has a word that is among `words` and not among `others`.
  static bool has_any(const Source& source, uint32_t first, uint32_t count,
                      const std::set<std::string_view>& words, const std::set<std::string_view>& others) {
    for (uint32_t line = first; line < first + count; ++line) {
      for (const std::string_view word : words_in(source.text(source.line_span(line)))) {
        if (words.contains(word) && !others.contains(word)) return true;
      }
    }
    return false;
  }

  // At least half of the lines below the first ones, which are indented more, are in both.
  bool kept_most(const Line& in_now, const Line& in_base) const {
    const uint32_t end = end_of_body(change_.after()[in_now.file], in_now.line);
    const uint32_t end_before = end_of_body(change_.before()[in_base.file], in_base.line);
    uint32_t kept = 0;
    for (uint32_t line = in_now.line + 1; line < end; ++line) {
      const uint32_t before = change_.line_before(in_now.file, line);
      if (before > in_base.line && before < end_before) ++kept;
    }
    return 2 * kept + 1 >= std::max(end - in_now.line, end_before - in_base.line);
  }

  const std::vector<Finding>& now_;
  const std::vector<Finding>& base_;
  const Change& change_;
  std::vector<size_t> of_now_;
  std::vector<bool> is_taken_;
  std::set<std::pair<FileId, std::string_view>> names_now_, names_base_;
};

}  // namespace

std::vector<size_t> match(const std::vector<Finding>& now, const std::vector<Finding>& base,
                          const Change& change) {
  if (now.empty() || base.empty()) return std::vector<size_t>(now.size(), kNew);
  return Matching(now, base, change).run();
}

std::vector<bool> met_in_base(const std::vector<size_t>& of_now, size_t count) {
  std::vector<bool> is_met(count, false);
  for (const size_t each : of_now) {
    if (each != kNew) is_met[each] = true;
  }
  return is_met;
}

}  // namespace payaudit

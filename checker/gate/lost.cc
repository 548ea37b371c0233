#include "checker/gate/lost.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string_view>
#include <tuple>

namespace payaudit {
namespace {

class Losses {
 public:
  Losses(const std::vector<Finding>& now, const std::vector<Finding>& base, const std::vector<size_t>& of_now,
         const RulePack& pack, const Change& change, const std::set<FileId>& unread)
      : base_(base),
        pack_(pack),
        change_(change),
        unread_(unread),
        is_found_(met_in_base(of_now, base.size())) {
    for (size_t i = 0; i < now.size(); ++i) {
      const Finding& finding = now[i];
      if (finding.verdict == Verdict::satisfied) satisfied_.insert(finding.rule);
      if (!finding.has_place) about_tree_.emplace(finding.rule, &finding);
      // What the base had already says nothing of what became of its evidence.
      if (of_now[i] != kNew) continue;
      by_symbol_.emplace(std::pair(std::string_view(finding.rule), std::string_view(finding.symbol)),
                         &finding);
      if (has_line(finding, change.after()))
        by_line_.emplace(line_key(finding, finding.place.file, line_of(finding, change.after())), &finding);
    }
  }

  LostEvidence find() {
    for (size_t i = 0; i < base_.size(); ++i) {
      const bool is_unread = base_[i].has_place && unread_.contains(base_[i].place.file);
      if (base_[i].verdict == Verdict::satisfied && !is_found_[i] && !is_unread) look_at(base_[i]);
    }
    for (auto& [of, finding] : lost_) result_.findings.push_back(std::move(finding));
    return std::move(result_);
  }

 private:
  using Line = std::tuple<std::string_view, FileId, uint32_t>;

  static Line line_key(const Finding& finding, FileId file, uint32_t line) {
    return {finding.rule, file, line};
  }
  static bool has_line(const Finding& finding, const SourceMap& sources) {
    return finding.has_place && finding.place.file < sources.size();
  }
  static uint32_t line_of(const Finding& finding, const SourceMap& sources) {
    return sources[finding.place.file].line_of(finding.place.span.begin);
  }

  void look_at(const Finding& was) {
    const Rule* rule = pack_.find(was.rule);
    if (rule == nullptr) return;
    if (rule->shape == RuleShape::presence) return look_at_presence(was);
    const uint32_t line = has_line(was, change_.before())
                              ? change_.line_after(was.place.file, line_of(was, change_.before()))
                              : 0;
    const Finding* is = said_now(was, line);
    if (is != nullptr && is->verdict != Verdict::undetermined) return;
    if (is != nullptr) {
      add(was, is->place, is->has_place, is->reason, is->severity);
    } else if (line != 0) {
      const FileId file = change_.after_id_of(was.place.file);
      add(was, {file, change_.after()[file].line_span(line)}, true, "nothing is left here to be judged",
          Severity::low);
    } else {
      ++result_.gone;
    }
  }

  // One that is left is enough.
  void look_at_presence(const Finding& was) {
    if (satisfied_.contains(was.rule)) {
      ++result_.gone;
      return;
    }
    const auto is = about_tree_.find(was.rule);
    const Rule* rule = pack_.find(was.rule);
    if (is == about_tree_.end()) {
      ++result_.gone;
      return;
    }
    const std::optional<Place> at = where_it_stood(was);
    add(was, at.value_or(Place{}), at.has_value(), is->second->reason, rule->severity);
  }

  // The line behind what went; nullopt: its file is gone.
  std::optional<Place> where_it_stood(const Finding& was) const {
    if (!has_line(was, change_.before())) return std::nullopt;
    const Source* after = change_.after_of(was.place.file);
    if (after == nullptr) return std::nullopt;
    const uint32_t before = line_of(was, change_.before());
    const LineMap* lines = change_.lines_before(was.place.file);
    const Hunk* hunk = lines == nullptr ? nullptr : lines->hunk_before(before);
    const uint32_t line = hunk == nullptr ? change_.line_after(was.place.file, before) : hunk->after;
    return Place{change_.after_id_of(was.place.file),
                 after->line_span(std::clamp<uint32_t>(line, 1, after->line_count()))};
  }

  const Finding* said_now(const Finding& was, uint32_t line) const {
    if (const auto same = by_symbol_.find({was.rule, was.symbol}); same != by_symbol_.end()) {
      // Gravest first: a violation, then what is not known.
      if (same->second->verdict != Verdict::satisfied) return same->second;
    }
    if (line == 0) return nullptr;
    const auto same = by_line_.find(line_key(was, change_.after_id_of(was.place.file), line));
    return same == by_line_.end() ? nullptr : same->second;
  }

  void add(const Finding& was, Place place, bool has_place, std::string_view reason, Severity severity) {
    const auto [at, is_first] = lost_.try_emplace({was.rule, severity, std::string(reason)});
    Finding& finding = at->second;
    if (!is_first) {
      ++finding.count;
      if (has_place) finding.also_at.push_back(place);
      return;
    }
    finding.rule = kEvidenceLost;
    finding.severity = severity;
    finding.has_place = has_place;
    finding.place = place;
    finding.symbol = fmt::format("{} {}", was.rule, was.symbol);
    finding.message = fmt::format("`{}` was satisfied in the base and is not known now: {}", was.rule,
                                  reason.empty() ? "no reason is given" : reason);
    finding.label = was.symbol;
    finding.bears_on = was.bears_on;
    finding.standing.novelty = Novelty::is_new;
  }

  const std::vector<Finding>& base_;
  const RulePack& pack_;
  const Change& change_;
  const std::set<FileId>& unread_;
  std::vector<bool> is_found_;
  std::set<std::string_view> satisfied_;
  std::map<std::pair<std::string_view, std::string_view>, const Finding*> by_symbol_;
  std::map<Line, const Finding*> by_line_;
  std::map<std::string_view, const Finding*> about_tree_;
  std::map<std::tuple<std::string, Severity, std::string>, Finding> lost_;
  LostEvidence result_;
};

}  // namespace

LostEvidence find_lost(const std::vector<Finding>& now, const std::vector<Finding>& base,
                       const std::vector<size_t>& of_now, const RulePack& pack, const Change& change,
                       const std::set<FileId>& unread) {
  return Losses(now, base, of_now, pack, change, unread).find();
}

}  // namespace payaudit

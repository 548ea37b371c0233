#include "rules/judge/said_once.h"

#include <algorithm>
#include <map>
#include <set>
#include <string_view>
#include <tuple>

#include "rules/judge/fingerprint.h"

namespace payaudit {
namespace {

// So few are easier to read one by one.
constexpr size_t kFew = 3;
constexpr std::string_view kTheSame = "the same here";

bool overlaps(const Place& a, const Place& b) {
  return a.file == b.file && (a.span == b.span || (a.span.begin < b.span.end && b.span.begin < a.span.end));
}

const Step* source_of(const Finding& finding) {
  const auto at = std::find_if(finding.steps.begin(), finding.steps.end(),
                               [](const Step& step) { return step.role == StepRole::source; });
  return at == finding.steps.end() ? nullptr : &*at;
}

// New findings and old ones are told apart: what is new would hide in what is old.
bool are_told_together(const Finding& a, const Finding& b) {
  return a.standing.novelty == b.standing.novelty && a.standing.cause == b.standing.cause;
}

// Two flows into one call may carry two values, and members of one object are two values.
bool are_about_one(const Finding& a, const Finding& b) {
  if (a.verdict != b.verdict || !are_told_together(a, b) || !overlaps(a.place, b.place)) return false;
  const Step* of_a = source_of(a);
  const Step* of_b = source_of(b);
  return of_a == nullptr || of_b == nullptr || of_a->place == of_b->place;
}

void take_out(std::vector<Finding>& findings, const std::vector<bool>& is_told) {
  size_t kept = 0;
  for (size_t i = 0; i < findings.size(); ++i) {
    if (is_told[i]) continue;
    if (kept != i) findings[kept] = std::move(findings[i]);
    ++kept;
  }
  findings.resize(kept);
}

void stand_for(Finding& finding, const Finding& other) {
  finding.stands_for.insert(finding.stands_for.end(), other.stands_for.begin(), other.stands_for.end());
}

void add_also(Finding& finding, const Also& also) {
  const bool is_known =
      also.rule == finding.rule || std::any_of(finding.also.begin(), finding.also.end(),
                                               [&](const Also& other) { return other.rule == also.rule; });
  if (!is_known) finding.also.push_back(also);
}

bool yields_to(const Rule& rule, std::string_view other) {
  return std::find(rule.yields_to.begin(), rule.yields_to.end(), other) != rule.yields_to.end();
}

class Yielding {
 public:
  explicit Yielding(const RulePack& pack) : pack_(pack) {}

  void settle(std::vector<Finding>& findings) {
    std::map<FileId, std::vector<size_t>> by_file;
    for (size_t i = 0; i < findings.size(); ++i) {
      const Finding& finding = findings[i];
      if (is_told(finding.verdict) && finding.has_place && takes_part(finding.rule)) {
        by_file[finding.place.file].push_back(i);
      }
    }
    std::vector<size_t> into(findings.size(), kItself);
    for (auto& [file, indices] : by_file) {
      std::sort(indices.begin(), indices.end(), [&](size_t a, size_t b) {
        return std::tuple(findings[a].place.span.begin, findings[a].place.span.end, a) <
               std::tuple(findings[b].place.span.begin, findings[b].place.span.end, b);
      });
      for (size_t i = 0; i < indices.size(); ++i) settle_with_neighbours(findings, indices, i, into);
    }
    merge(findings, into);
  }

 private:
  static constexpr size_t kItself = static_cast<size_t>(-1);

  // Evidence is kept for each rule.
  static bool is_told(Verdict verdict) {
    return verdict == Verdict::violation || verdict == Verdict::undetermined;
  }

  bool takes_part(std::string_view rule) {
    if (partners_.empty()) {
      for (const Rule& each : pack_.rules) {
        if (each.kind == Kind::secret || !each.yields_to.empty()) partners_.insert(each.id);
        for (const std::string& other : each.yields_to) partners_.insert(other);
      }
    }
    return partners_.contains(rule);
  }

  // Sorted by where they begin: what overlaps the i-th and begins later stands right behind it.
  void settle_with_neighbours(const std::vector<Finding>& findings, const std::vector<size_t>& indices,
                              size_t i, std::vector<size_t>& into) const {
    const size_t a = indices[i];
    for (size_t j = i + 1; j < indices.size(); ++j) {
      const size_t b = indices[j];
      const Span span = findings[a].place.span;
      if (findings[b].place.span.begin > span.begin && findings[b].place.span.begin >= span.end) break;
      if (!are_about_one(findings[a], findings[b])) continue;
      if (yields(findings[a], findings[b]) && last_of(into, b) != a) {
        into[a] = b;
      } else if (yields(findings[b], findings[a]) && last_of(into, a) != b) {
        into[b] = a;
      }
    }
  }

  bool yields(const Finding& finding, const Finding& to) const {
    const Rule* rule = pack_.find(finding.rule);
    if (rule == nullptr) return false;
    if (finding.rule != to.rule) return yields_to(*rule, to.rule);
    // The name in front of a secret belongs to a longer place than the secret by its form.
    const auto length = [](Span span) { return span.end - span.begin; };
    return rule->kind == Kind::secret && length(finding.place.span) >= length(to.place.span);
  }

  // The one that stays: rules that yield in a circle never make one here.
  static size_t last_of(const std::vector<size_t>& into, size_t i) {
    while (into[i] != kItself) i = into[i];
    return i;
  }

  static void merge(std::vector<Finding>& findings, const std::vector<size_t>& into) {
    std::vector<bool> is_told(findings.size(), false);
    for (size_t i = 0; i < findings.size(); ++i) {
      if (into[i] == kItself) continue;
      Finding& stays = findings[last_of(into, i)];
      add_also(stays, {findings[i].rule, findings[i].message, findings[i].bears_on});
      stand_for(stays, findings[i]);
      is_told[i] = true;
    }
    take_out(findings, is_told);
  }

  const RulePack& pack_;
  std::set<std::string, std::less<>> partners_;
};

// One statement that hands on an object hands on all that is in it.
void join_flows(std::vector<Finding>& findings, const RulePack& pack) {
  std::map<std::tuple<std::string_view, FileId, uint32_t, uint32_t, Novelty, Cause>, size_t> firsts;
  std::vector<bool> is_told(findings.size(), false);
  for (size_t i = 0; i < findings.size(); ++i) {
    const Finding& finding = findings[i];
    const Step* source = source_of(finding);
    const Rule* rule = pack.find(finding.rule);
    if (finding.verdict != Verdict::violation || source == nullptr || rule == nullptr) continue;
    if (rule->shape != RuleShape::flow) continue;
    const Span span = finding.place.span;
    const auto [first, is_new] = firsts.try_emplace({rule->id, finding.place.file, span.begin, span.end,
                                                     finding.standing.novelty, finding.standing.cause},
                                                    i);
    if (is_new) continue;
    is_told[i] = true;
    stand_for(findings[first->second], finding);
    std::vector<Step>& steps = findings[first->second].steps;
    const std::string text = "so does " + source->text;
    const bool is_known = std::any_of(steps.begin(), steps.end(), [&](const Step& step) {
      return step.text == text || (step.place == source->place && step.text == source->text);
    });
    if (!is_known) steps.push_back({source->place, text, StepRole::context});
  }
  take_out(findings, is_told);
}

// Of one value of one attribute, rules of which one yields to the other say one thing, wherever they say it.
bool say_one_thing(const Finding& a, const Finding& b, const RulePack& pack) {
  if (a.rule == b.rule) return true;
  const Rule* of_a = pack.find(a.rule);
  const Rule* of_b = pack.find(b.rule);
  const bool have_attribute = of_a != nullptr && of_b != nullptr && of_a->once == Rule::Once::in_tree &&
                              of_b->once == Rule::Once::in_tree && of_a->once_by == of_b->once_by;
  return have_attribute && (yields_to(*of_a, b.rule) || yields_to(*of_b, a.rule));
}

// What is told once bears on all that each of them bears on; for sure, where one of them does.
void add_requirements(Finding& finding, const std::vector<BearsOn>& rows) {
  for (const BearsOn& row : rows) {
    const auto same = std::find_if(finding.bears_on.begin(), finding.bears_on.end(), [&](const BearsOn& own) {
      return own.framework == row.framework && own.requirement == row.requirement;
    });
    if (same == finding.bears_on.end()) {
      finding.bears_on.push_back(row);
    } else {
      same->is_certain = same->is_certain || row.is_certain;
    }
  }
}

// What is one defect stays where it is told first, which is where it is gravest; the other places explain it.
void join_once(std::vector<Finding>& findings, const RulePack& pack, const SourceMap& sources) {
  std::map<std::string_view, std::vector<size_t>> staying;
  std::vector<bool> is_told(findings.size(), false);
  for (size_t i = 0; i < findings.size(); ++i) {
    const Finding& finding = findings[i];
    if (finding.verdict != Verdict::violation || finding.suppression || !finding.once || !finding.has_place)
      continue;
    std::vector<size_t>& known = staying[*finding.once];
    const auto first = std::find_if(known.begin(), known.end(), [&](size_t j) {
      return are_told_together(findings[j], finding) && say_one_thing(findings[j], finding, pack);
    });
    if (first == known.end()) {
      known.push_back(i);
      continue;
    }
    is_told[i] = true;
    Finding& told = findings[*first];
    stand_for(told, finding);
    if (told.rule != finding.rule) {
      add_also(told, {finding.rule, finding.message, finding.bears_on});
    } else {
      add_requirements(told, finding.bears_on);
    }
    for (const Also& also : finding.also) add_also(told, also);
    const Source& source = sources[finding.place.file];
    const auto is_same_line = [&](const Place& other) {
      return finding.place.file == other.file &&
             source.line_of(finding.place.span.begin) == source.line_of(other.span.begin);
    };
    const bool is_shown =
        is_same_line(told.place) || std::any_of(told.steps.begin(), told.steps.end(), [&](const Step& step) {
          return step.text == kTheSame && is_same_line(step.place);
        });
    if (!is_shown) told.steps.push_back({finding.place, std::string(kTheSame), StepRole::context});
  }
  staying.clear();  // its texts are views into the findings
  take_out(findings, is_told);
}

// The message without the names in it, which are between quotes.
std::string without_names(std::string_view message) {
  std::string rest;
  bool is_name = false;
  for (const char c : message) {
    is_name ^= c == '\'';
    if (!is_name) rest += c;
  }
  return rest;
}

// A module that several call, a base of several overlays: one line makes several things of one name, and is
// mended once. What the others are called, and what makes them, explains the first, which is the gravest.
void join_instances(std::vector<Finding>& findings, const RulePack& pack) {
  using Key =
      std::tuple<std::string_view, FileId, uint32_t, uint32_t, std::string_view, std::string, Novelty, Cause>;
  std::map<Key, size_t> firsts;
  std::vector<bool> is_told(findings.size(), false);
  for (size_t i = 0; i < findings.size(); ++i) {
    const Finding& finding = findings[i];
    const Rule* rule = pack.find(finding.rule);
    const bool may_be_one = finding.verdict == Verdict::violation && !finding.suppression &&
                            finding.has_place && !finding.symbol.empty() && rule != nullptr &&
                            rule->shape != RuleShape::flow;
    if (!may_be_one) continue;
    const Span span = finding.place.span;
    const auto [first, is_new] =
        firsts.try_emplace({finding.rule, finding.place.file, span.begin, span.end, finding.symbol,
                            without_names(finding.message), finding.standing.novelty, finding.standing.cause},
                           i);
    if (is_new) continue;
    Finding& told = findings[first->second];
    is_told[i] = true;
    stand_for(told, finding);
    add_requirements(told, finding.bears_on);
    for (const Also& also : finding.also) add_also(told, also);
    const Place& made_at = finding.steps.empty() ? finding.place : finding.steps.front().place;
    const std::string text = "the same of another: " + finding.message;
    const bool is_known =
        told.message == finding.message || std::any_of(told.steps.begin(), told.steps.end(),
                                                       [&](const Step& step) { return step.text == text; });
    if (!is_known) told.steps.push_back({made_at, text, StepRole::context});
  }
  firsts.clear();  // its texts are views into the findings
  take_out(findings, is_told);
}

// Findings of one rule and verdict for which `key` gives the same text become the first of them. None where
// the text is empty.
template <typename F>
void count_alike(std::vector<Finding>& findings, const SourceMap& sources, F key) {
  using Key = std::tuple<std::string_view, std::string_view, Novelty, Cause>;
  std::map<Key, std::vector<size_t>> alike;
  for (size_t i = 0; i < findings.size(); ++i) {
    const Finding& finding = findings[i];
    const std::string_view text = key(finding);
    if (text.empty() || !finding.has_place) continue;
    alike[{finding.rule, text, finding.standing.novelty, finding.standing.cause}].push_back(i);
  }
  std::vector<bool> is_told(findings.size(), false);
  std::vector<size_t> firsts;
  std::vector<Finding> groups;
  std::vector<std::string> evidence;
  for (const auto& [of, indices] : alike) {
    if (indices.size() <= kFew) continue;
    firsts.push_back(indices.front());
    Finding& group = groups.emplace_back(findings[indices.front()]);
    evidence.emplace_back(std::get<1>(of));
    group.count = indices.size();
    std::set<std::tuple<FileId, uint32_t, uint32_t>> told;
    for (size_t i = 0; i < indices.size(); ++i) {
      if (i > 0) {
        is_told[indices[i]] = true;
        stand_for(group, findings[indices[i]]);
      }
      add_requirements(group, findings[indices[i]].bears_on);
      for (const Also& also : findings[indices[i]].also) add_also(group, also);
      const Place place = findings[indices[i]].place;
      const bool is_new = told.emplace(place.file, place.span.begin, place.span.end).second;
      if (i > 0 && is_new) group.also_at.push_back(place);
    }
    group.symbol.clear();     // one thing's name is not that of all
    group.has_place = false;  // nor is its path a part of the fingerprint
  }
  std::vector<std::vector<Identity>> standing_for;
  for (Finding& group : groups) standing_for.push_back(std::move(group.stands_for));
  set_fingerprints(groups, evidence, sources);
  for (size_t i = 0; i < groups.size(); ++i) {
    groups[i].has_place = true;
    groups[i].stands_for = std::move(standing_for[i]);
  }
  alike.clear();  // its keys are views into the findings
  for (size_t i = 0; i < firsts.size(); ++i) findings[firsts[i]] = std::move(groups[i]);
  take_out(findings, is_told);
}

}  // namespace

std::vector<Finding> say_once(std::vector<Finding> findings, const RulePack& pack, const SourceMap& sources) {
  Yielding(pack).settle(findings);
  join_flows(findings, pack);
  count_alike(findings, sources, [](const Finding& finding) {
    return finding.verdict == Verdict::undetermined ? std::string_view(finding.reason) : std::string_view();
  });
  return findings;
}

std::vector<Finding> count_violations(std::vector<Finding> findings, const RulePack& pack,
                                      const SourceMap& sources) {
  join_instances(findings, pack);
  join_once(findings, pack, sources);
  count_alike(findings, sources, [](const Finding& finding) {
    const bool is_open = finding.verdict == Verdict::violation && !finding.suppression;
    return is_open ? std::string_view(finding.alike) : std::string_view();
  });
  return findings;
}

}  // namespace payaudit

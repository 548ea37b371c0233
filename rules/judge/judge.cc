#include "rules/judge/judge.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cassert>
#include <optional>
#include <set>
#include <tuple>

#include "rules/judge/edits.h"
#include "rules/judge/extent.h"
#include "rules/judge/fingerprint.h"
#include "rules/judge/message.h"
#include "rules/judge/statement.h"
#include "rules/judge/verdict.h"

namespace payaudit {
namespace {

// `shop/web` of `shop/web:1.4@sha256:…`: the next version of an image is no other image.
std::string_view without_version(std::string_view image) {
  image = image.substr(0, image.find('@'));
  const size_t tag = image.find(':', image.rfind('/') + 1);  // npos + 1 is 0
  return image.substr(0, tag);
}

// Of a longer one the rest may change.
constexpr size_t kLongestStatement = 4096;

using KindIndex = std::vector<std::vector<const Fact*>>;

KindIndex by_kind(const Facts& facts) {
  KindIndex index(kind_rows().size());
  for (const Fact& fact : facts.all()) index[static_cast<size_t>(fact.kind)].push_back(&fact);
  return index;
}

StepRole step_role(NoteRole role) {
  switch (role) {
    case NoteRole::source: return StepRole::source;
    case NoteRole::step: return StepRole::step;
    case NoteRole::protection: return StepRole::protection;
    case NoteRole::sink: return StepRole::sink;
    case NoteRole::context: return StepRole::context;
  }
  return StepRole::context;
}

class Judge {
 public:
  Judge(std::vector<const Rule*> rules, const Facts& facts, const SourceMap& sources,
        const JudgeSettings& settings)
      : rules_(std::move(rules)), index_(by_kind(facts)), sources_(sources), around_(settings) {}

  Judged run() {
    Judged judged;
    judged.tallies.reserve(rules_.size());
    // Only facts of the rule's kind: cost grows with what matches, not with the pack.
    for (const Rule* each : rules_) {
      const Rule& rule = *each;
      tally_ = &judged.tallies.emplace_back();
      tally_->rule = rule.id;
      scratch_ = Arena();
      if (rule.shape == RuleShape::presence) {
        judge_presence(rule);
      } else {
        judge_each(rule);
      }
    }
    finish(judged);
    return judged;
  }

 private:
  struct Draft {
    Finding finding;
    std::string evidence;
  };

  const std::vector<const Fact*>& of(Kind kind) const { return index_[static_cast<size_t>(kind)]; }
  std::string_view path(const Fact& fact) const {
    return fact.place.file < sources_.size() ? std::string_view(sources_[fact.place.file].path())
                                             : std::string_view();
  }
  Outcome decide_on(const Rule& rule, const Fact& fact) {
    Outcome outcome = decide(rule, FactInputs(fact, path(fact), around_), scratch_);
    // What may not be there breaks nothing for certain, and is no certain evidence of something that has to
    // be.
    const bool is_certain = outcome.verdict == Verdict::violation ||
                            (rule.shape == RuleShape::presence && outcome.verdict == Verdict::satisfied);
    if (const Attribute* doubt = fact.find(Attr::detail); doubt != nullptr && is_certain) {
      outcome.verdict = Verdict::undetermined;
      outcome.reason = plain_text(doubt->value);
    }
    return outcome;
  }

  void judge_each(const Rule& rule) {
    tally_->facts = of(rule.kind).size();
    for (const Fact* fact : of(rule.kind)) {
      const Outcome outcome = decide_on(rule, *fact);
      if (!outcome.verdict) continue;
      ++tally_->population;
      add(rule, *fact, outcome);
    }
  }

  void judge_presence(const Rule& rule) {
    tally_->facts = of(rule.kind).size();
    if (rule.only_with && of(*rule.only_with).empty()) return;
    if (!rule.in_each) {
      judge_presence_in(rule, std::nullopt);
      return;
    }
    std::set<std::string> things;
    for (const Fact* fact : of(*rule.only_with)) {
      if (const auto thing = thing_of(*fact, *rule.in_each)) things.insert(*thing);
    }
    for (const std::string& thing : things) judge_presence_in(rule, thing);
  }

  // How a fact calls what it is in: by its value, or by the expression that stands for it; empty: it does not
  // say. nullopt: it is in nothing of that sort.
  std::optional<std::string> thing_of(const Fact& fact, Attr attr) const {
    const Attribute* attribute = fact.find(attr);
    if (attribute == nullptr) return std::nullopt;
    if (attribute->value.is(Value::Type::text)) return std::string(attribute->value.as_text());
    const Origin& origin = attribute->origin;
    const bool is_expression = origin.kind == OriginKind::template_ && origin.has_place;
    if (!is_expression || origin.place.file >= sources_.size()) return std::string();
    return std::string(sources_[origin.place.file].text(origin.place.span));
  }

  // The gaps in which a fact of the kind may be.
  std::vector<const Fact*> gaps_for(Kind kind) const {
    std::vector<const Fact*> gaps;
    for (const Fact* gap : of(Kind::gap)) {
      const Attribute* kinds = gap->find(Attr::may_hold);
      const bool may_hold = kinds == nullptr || !kinds->value.is(Value::Type::list) ||
                            std::any_of(kinds->value.as_list().begin(), kinds->value.as_list().end(),
                                        [&](const Value& each) { return each.as_text() == row(kind).name; });
      if (may_hold) gaps.push_back(gap);
    }
    return gaps;
  }

  // In one thing; in the whole tree where `thing` is nullopt.
  void judge_presence_in(const Rule& rule, const std::optional<std::string>& thing) {
    ++tally_->population;
    bool is_found = false;
    const Fact* possible = nullptr;
    Outcome doubt;
    for (const Fact* fact : of(rule.kind)) {
      const std::optional<std::string> own = thing ? thing_of(*fact, *rule.in_each) : std::nullopt;
      const bool is_elsewhere = thing && own != thing;
      // One that does not say where it is may be here.
      if (is_elsewhere && own && !own->empty() && !thing->empty()) continue;
      Outcome outcome = decide_on(rule, *fact);
      if (outcome.verdict == Verdict::satisfied && is_elsewhere) {
        outcome.verdict = Verdict::undetermined;
        outcome.reason = fmt::format("whether its `{}` is that of {} is not stated", row(*rule.in_each).name,
                                     thing->empty() ? row(*rule.only_with).name : std::string_view(*thing));
      }
      if (outcome.verdict == Verdict::satisfied) {
        is_found = true;
        add(rule, *fact, outcome);
      } else if (outcome.verdict == Verdict::undetermined && possible == nullptr) {
        possible = fact;
        doubt = std::move(outcome);
      }
    }
    if (is_found) return;
    const std::string_view named = thing ? std::string_view(*thing) : std::string_view();
    if (possible != nullptr) {
      add(rule, *possible, doubt);
    } else if (const auto gaps = gaps_for(rule.kind); !gaps.empty()) {
      Outcome hidden;
      hidden.verdict = Verdict::undetermined;
      hidden.reason =
          fmt::format("none was found, but {} not examined{}: one may be there",
                      gaps.size() == 1 ? "a part of the tree was" : fmt::format("{} parts were", gaps.size()),
                      path(*gaps.front()).empty() ? "" : fmt::format(", such as {}", path(*gaps.front())));
      add_about_tree(rule, hidden, named);
    } else {
      Outcome none;
      none.verdict = Verdict::evidence_required;
      none.reason = fmt::format("no {} that counts is declared {}", row(rule.kind).name,
                                named.empty() ? "anywhere in the tree"
                                              : fmt::format("in the {} {}", row(*rule.in_each).name, named));
      add_about_tree(rule, none, named);
    }
  }

  void count(Verdict verdict) {
    switch (verdict) {
      case Verdict::violation: ++tally_->violations; break;
      case Verdict::satisfied: ++tally_->satisfied; break;
      case Verdict::undetermined: ++tally_->undetermined; break;
      case Verdict::evidence_required: ++tally_->evidence_required; break;
      case Verdict::not_applicable: break;
    }
  }

  static Finding start(const Rule& rule, const Outcome& outcome) {
    Finding finding;
    finding.rule = rule.id;
    finding.verdict = *outcome.verdict;
    finding.severity = rule.severity;
    finding.reason = outcome.reason;
    return finding;
  }

  void add_about_tree(const Rule& rule, const Outcome& outcome, std::string_view thing) {
    count(*outcome.verdict);
    Finding finding = start(rule, outcome);
    finding.has_place = false;
    finding.symbol = thing;
    for (const Bearing& each : rule.bearings)
      finding.bears_on.push_back({each.framework, each.requirement, !each.when && !each.is_pointer});
    finding.message = sentence_of(*outcome.verdict, rule);
    finding.fix = rule.fix;
    drafts_.push_back({std::move(finding), {}});
  }

  void add(const Rule& rule, const Fact& fact, const Outcome& outcome) {
    count(*outcome.verdict);
    if (outcome.verdict == Verdict::violation && rule.at) {
      if (const auto blamed = blamed_of(rule, fact)) return add_finding(rule, *blamed, outcome);
    }
    add_finding(rule, fact, outcome);
  }

  // Of a list whose values have places, those that break the rule by themselves; nullopt: all do, or none
  // does alone. The first of them is where the finding stands.
  std::optional<Fact> blamed_of(const Rule& rule, const Fact& fact) {
    const Attribute* list = fact.find(*rule.at);
    if (list == nullptr || !list->value.is(Value::Type::list)) return std::nullopt;
    const auto values = list->value.as_list();
    const auto places = list->origin.items;
    if (places.size() != values.size() || values.size() < 2) return std::nullopt;
    std::vector<Value> blamed;
    std::vector<Place> at;
    Fact alone = fact;
    for (size_t i = 0; i < values.size(); ++i) {
      alone.set(*rule.at, Value::list(values.subspan(i, 1)), list->origin);
      if (decide(rule, FactInputs(alone, path(fact), around_), scratch_).verdict != Verdict::violation)
        continue;
      blamed.push_back(values[i]);
      at.push_back(places[i]);
    }
    if (blamed.empty()) return std::nullopt;
    Origin origin = list->origin;
    origin.place = at.front();
    alone.set(*rule.at, Value::list(scratch_.keep(std::span<const Value>(blamed))), origin);
    for (size_t i = 1; i < at.size(); ++i)
      alone.notes.push_back(
          {at[i], scratch_.keep(fmt::format("also `{}`", plain_text(blamed[i]))), NoteRole::context});
    return alone;
  }

  std::optional<std::string> once_of(const Rule& rule, const Fact& fact) const {
    const Source& source = sources_[fact.place.file];
    switch (rule.once) {
      case Rule::Once::in_file: return std::string(source.path());
      case Rule::Once::in_function:
        return fmt::format("{} {}", source.path(), plain_text(fact.value(Attr::function)));
      case Rule::Once::in_line:
        return fmt::format("{}:{} {}", source.path(), source.line_of(fact.place.span.begin), fact.symbol);
      case Rule::Once::in_file_by:
      case Rule::Once::in_tree: {
        const Value same = fact.value(rule.once_by);
        if (!same.is(Value::Type::text)) return std::nullopt;
        return rule.once == Rule::Once::in_tree ? std::string(same.as_text())
                                                : fmt::format("{} {}", source.path(), same.as_text());
      }
      case Rule::Once::never: break;
    }
    return std::nullopt;
  }

  void add_finding(const Rule& rule, const Fact& fact, const Outcome& outcome) {
    Finding finding = start(rule, outcome);
    finding.symbol = fact.symbol;
    const Wording* instead = first_that_holds(rule.instead, fact);
    finding.message =
        sentence_of(*outcome.verdict, instead != nullptr ? instead->message : rule.message, rule, fact);
    finding.fix = fill(instead != nullptr && !instead->fix.empty() ? instead->fix : rule.fix, rule, fact);
    if (rule.is_counted) {
      finding.alike = rule.counted_by ? std::string(plain_text(fact.value(*rule.counted_by))) : rule.id;
    }
    finding.once = once_of(rule, fact);
    for (const Note& note : fact.notes) {
      finding.steps.push_back({note.place, std::string(note.text), step_role(note.role)});
    }
    const Place decided = set_place(finding, rule, fact, outcome);
    lessen(finding, rule, fact);
    finding.bears_on = borne_on(rule, fact);
    if (finding.verdict == Verdict::violation) {
      finding.edits = edits_of(rule, fact);
      finding.extent = extent_of(rule, fact, path(fact), around_, scratch_);
    }
    std::string evidence = evidence_of(finding, fact, decided);
    drafts_.push_back({std::move(finding), std::move(evidence)});
  }

  // The one switch that breaks the rule: turned over it is kept. Where several would do, which is meant is
  // not certain.
  std::vector<Edit> edits_of(const Rule& rule, const Fact& fact) {
    std::vector<Edit> found;
    if (!rule.fail_when) return found;
    for (const uint32_t slot : rule.fail_when->slots()) {
      const Attribute* attribute = fact.find(static_cast<Attr>(slot));
      auto edit = attribute == nullptr ? std::nullopt : turned_over(*attribute, sources_);
      if (!edit) continue;
      Fact mended = fact;
      mended.set(attribute->id, Value::boolean(!attribute->value.as_boolean()), attribute->origin);
      if (decide(rule, FactInputs(mended, path(fact), around_), scratch_).verdict == Verdict::satisfied)
        found.push_back(*std::move(edit));
    }
    if (found.size() != 1) found.clear();
    return found;
  }

  // The requirements whose condition is not false of the fact.
  std::vector<BearsOn> borne_on(const Rule& rule, const Fact& fact) {
    std::vector<BearsOn> all;
    all.reserve(rule.bearings.size());
    for (const Bearing& each : rule.bearings) {
      const Value holds =
          each.when ? each.when->run(FactInputs(fact, path(fact), around_), scratch_) : Value::boolean(true);
      const bool is_known = holds.is(Value::Type::boolean);
      if (!is_known || holds.as_boolean())
        all.push_back({each.framework, each.requirement, is_known && !each.is_pointer});
    }
    return all;
  }

  // Whose `when` is true of the fact; nullptr: of none. What is unknown is not true.
  template <typename T>
  const T* first_that_holds(const std::vector<T>& all, const Fact& fact) {
    for (const T& each : all) {
      const Value holds = each.when.run(FactInputs(fact, path(fact), around_), scratch_);
      if (holds.is(Value::Type::boolean) && holds.as_boolean()) return &each;
    }
    return nullptr;
  }

  // What breaks the rule and weighs less is told so, with what says it.
  void lessen(Finding& finding, const Rule& rule, const Fact& fact) {
    if (finding.verdict != Verdict::violation && finding.verdict != Verdict::undetermined) return;
    const Lessening* lessening = first_that_holds(rule.lessened, fact);
    if (lessening == nullptr) return;
    finding.severity = lessening->severity;
    finding.message += fmt::format("; {}", fill(lessening->because, rule, fact));
    for (const uint32_t slot : lessening->when.slots()) {
      const Attribute* said = fact.find(static_cast<Attr>(slot));
      if (said == nullptr || !said->origin.has_place || said->origin.place == finding.place) continue;
      finding.steps.push_back({said->origin.place, "this is why it weighs less", StepRole::context});
    }
  }

  // The attribute that decided, where it stands in the fact's own file or over it; else the fact. Returns
  // where what decided is written, in whatever file.
  static Place set_place(Finding& finding, const Rule& rule, const Fact& fact, const Outcome& outcome) {
    finding.place = fact.place;
    finding.thing = fact.place;
    if (outcome.protection != nullptr) {
      finding.place = outcome.protection->place;
      finding.label = outcome.protection->text;
      return finding.place;
    }
    const Attribute* shown = outcome.unknown;
    if (shown == nullptr && rule.at) shown = fact.find(*rule.at);
    if (shown == nullptr) return finding.place;
    finding.label = describe(*shown);
    // The name of a field is plain to see; what it was taken for is not.
    const Attribute* data_class =
        fact.kind == Kind::field && shown->id == Attr::name ? fact.find(Attr::class_) : nullptr;
    if (data_class != nullptr && data_class->value.is(Value::Type::text)) {
      const std::string_view why = data_class->origin.note;
      finding.label = fmt::format("{}{}{}", data_class->value.as_text(), why.empty() ? "" : ": ", why);
    }
    if (!shown->origin.has_place) return finding.place;
    if (shown->origin.place.file == fact.place.file || shown->origin.is_override) {
      finding.place = shown->origin.place;
    } else {
      finding.steps.push_back({shown->origin.place, fmt::format("`{}` comes from here", written_name(*shown)),
                               StepRole::context});
    }
    return shown->origin.place;
  }

  // What decided is evidence wherever it is written: it may move to another file, and the place with it.
  std::string evidence_of(const Finding& finding, const Fact& fact, const Place& decided) const {
    if (fact.kind == Kind::secret || fact.kind == Kind::card_literal) {
      return std::string(plain_text(fact.value(Attr::masked)));
    }
    if (decided.file >= sources_.size()) return {};
    const std::string_view text = sources_[decided.file].text(decided.span);
    if (fact.find(Attr::function) != nullptr) return statement_of(finding, text);
    const size_t line = text.find('\n');
    // Of a block with a name, any line may change without it becoming another thing.
    if (line != std::string_view::npos && !fact.symbol.empty()) return {};
    const Attribute* image = fact.kind == Kind::container ? fact.find(Attr::image) : nullptr;
    const bool is_image = image != nullptr && image->origin.has_place && image->origin.place == decided;
    return normal_statement(is_image ? without_version(text) : text.substr(0, line), Names::kept);
  }

  // Of program code: the statement, and what its value comes from.
  std::string statement_of(const Finding& finding, std::string_view text) const {
    std::string statement = normal_statement(text.substr(0, kLongestStatement), Names::locals);
    for (const Step& step : finding.steps) {
      if (step.role != StepRole::source || step.place.file >= sources_.size()) continue;
      const std::string_view source = sources_[step.place.file].text(step.place.span);
      statement += " <- " + normal_statement(source.substr(0, kLongestStatement), Names::receivers);
    }
    return statement;
  }

  void finish(Judged& judged) {
    const auto key = [](const Draft& draft) {
      const Finding& f = draft.finding;
      return std::tuple(f.verdict, -static_cast<int>(f.severity), std::string_view(f.rule), f.place.file,
                        f.place.span.begin, f.place.span.end, std::string_view(f.symbol),
                        std::string_view(f.message), std::string_view(f.reason));
    };
    std::stable_sort(drafts_.begin(), drafts_.end(),
                     [&](const Draft& a, const Draft& b) { return key(a) < key(b); });
    // The same statement made twice (a chart rendered for two environments) is one finding.
    drafts_.erase(std::unique(drafts_.begin(), drafts_.end(),
                              [&](const Draft& a, const Draft& b) { return key(a) == key(b); }),
                  drafts_.end());
    std::vector<std::string> evidence;
    for (Draft& draft : drafts_) {
      judged.findings.push_back(std::move(draft.finding));
      evidence.push_back(std::move(draft.evidence));
    }
    set_fingerprints(judged.findings, evidence, sources_);
    sort(judged.findings, sources_);
  }

  std::vector<const Rule*> rules_;
  KindIndex index_;
  const SourceMap& sources_;
  Surroundings around_;
  Arena scratch_;
  RuleTally* tally_ = nullptr;
  std::vector<Draft> drafts_;
};

std::string outcome_text(const Outcome& outcome) {
  if (!outcome.verdict) return "not about this";
  std::string text(word(*outcome.verdict));
  return outcome.reason.empty() ? text : fmt::format("{}: {}", text, outcome.reason);
}

void add_values(const CelProgram& program, const FactInputs& inputs, TraceRow& row) {
  for (uint32_t slot : program.slots()) {
    const std::string name(slot_name(slot));
    const bool is_known = std::any_of(row.values.begin(), row.values.end(),
                                      [&](const TraceValue& value) { return value.name == name; });
    if (is_known) continue;
    const Attribute* attribute = inputs.fact().find(static_cast<Attr>(slot));
    row.values.push_back({name, to_string(inputs.variable(slot)),
                          attribute != nullptr ? describe(*attribute) : std::string()});
  }
}

}  // namespace

Judged judge(const RulePack& pack, const Facts& facts, const SourceMap& sources,
             const JudgeSettings& settings) {
  std::vector<const Rule*> rules;
  for (const Rule& rule : pack.rules) rules.push_back(&rule);
  return Judge(std::move(rules), facts, sources, settings).run();
}

Judged judge(const Rule& rule, const Facts& facts, const SourceMap& sources, const JudgeSettings& settings) {
  return Judge({&rule}, facts, sources, settings).run();
}

std::vector<TraceRow> trace(const Rule& rule, const Facts& facts, const SourceMap& sources,
                            const JudgeSettings& settings) {
  const Surroundings around(settings);
  std::vector<TraceRow> rows;
  for (const Fact& fact : facts.all()) {
    if (fact.kind != rule.kind) continue;
    Arena scratch;
    const std::string_view path = fact.place.file < sources.size()
                                      ? std::string_view(sources[fact.place.file].path())
                                      : std::string_view();
    const FactInputs inputs(fact, path, around);
    const Outcome outcome = decide(rule, inputs, scratch);
    TraceRow row;
    row.fact = &fact;
    if (outcome.when) row.when = to_string(*outcome.when);
    if (outcome.fail_when) row.fail_when = to_string(*outcome.fail_when);
    if (rule.when) add_values(*rule.when, inputs, row);
    if (rule.fail_when) add_values(*rule.fail_when, inputs, row);
    row.outcome = outcome_text(outcome);
    rows.push_back(std::move(row));
  }
  return rows;
}

}  // namespace payaudit

// Ends of keeping that code counts: a date and a constant period added to it. Which date it is tells whether
// the five years of AML law begin at the end of the relationship. Only where a name says that something is
// kept or deleted, and of which classes; other dates are none of its business.
#include <fmt/format.h>
#include <algorithm>
#include <cmath>
#include <utility>

#include "scanners/facts/gaps.h"
#include "scanners/meaning/calls/amounts.h"
#include "scanners/meaning/calls/writers.h"
#include "scanners/meaning/classify/words.h"

namespace payaudit {
namespace {

constexpr int kDeepestOperation = 12;  // operations in operations of one number

constexpr std::string_view kKeeping[] = {"keep",  "kept",   "retain", "retention", "delete",  "deletion",
                                         "purge", "expire", "expiry", "erase",     "archive", "discard"};
constexpr std::string_view kCreated[] = {"created",  "creation", "opened",   "onboarded", "registered",
                                         "inserted", "uploaded", "captured", "collected", "received"};
constexpr std::string_view kClosed[] = {"closed",  "ended",       "terminated",
                                        "closure", "termination", "offboarded"};

struct PeriodWord {
  std::string_view name;
  double days;
};
// Years of the calendar: five have one leap day or two, and count as if they had two.
constexpr double kYear = 365.25;
constexpr PeriodWord kPeriods[] = {{"day", 1},          {"year", kYear},   {"month", 30},  {"week", 7},
                                   {"plusyear", kYear}, {"plusmonth", 30}, {"plusday", 1}, {"plusweek", 7},
                                   {"addyear", kYear},  {"addmonth", 30},  {"addday", 1},  {"ofyear", kYear},
                                   {"ofmonth", 30},     {"ofday", 1}};

std::optional<double> days_of_unit(std::string_view name) {
  std::string joined;
  for (const std::string& word : split_words(name)) joined += word;
  for (const PeriodWord& each : kPeriods) {
    if (each.name == joined) return each.days;
  }
  return std::nullopt;
}

class RetentionReader {
 public:
  RetentionReader(CallWriter& out, const Values& values) : out_(out), values_(values) {}

  void read(FunctionId id) {
    id_ = id;
    function_ = &out_.code().functions[id];
    for (const Instruction& now : function_->body) {
      if (now.op == Op::binary && now.text == "+" && now.args.size() == 2) {
        write(now, now.args[0].value, period({id_, now.args[1].value}));
      } else if (now.op == Op::call && now.receiver != kNoReg && now.args.size() == 1) {
        // `closed.plusYears(5)`, `closed.plus(Period.ofYears(5))`
        if (const auto unit = days_of_unit(now.text)) {
          const auto count = number({id_, now.args[0].value}, 0);
          write(now, now.receiver, count ? std::optional(*count * *unit) : std::nullopt);
        } else if (now.text == "plus") {
          write(now, now.receiver, period({id_, now.args[0].value}));
        }
      } else if (now.op == Op::call && now.args.size() == 2) {
        // `addYears(closed, 5)` of date libraries
        const auto unit = days_of_unit(now.text);
        const auto count = unit ? number({id_, now.args[1].value}, 0) : std::nullopt;
        if (count) write(now, now.args[0].value, *count * *unit);
      }
    }
    if (std::exchange(is_cut_, false)) {
      add_limit_gap(out_.facts, {out_.context.file, function_->span}, "periods",
                    "a period is worked out in more operations than are followed");
    }
  }

 private:
  // A number of constants: `5 * 365 + 2`.
  std::optional<double> number(ValueAt value, int depth) const {
    value = values_.origin(value);
    const Constant constant = values_.constant(value);
    if (constant.kind == LiteralKind::number) return written_number(constant.text);
    const Instruction* made = values_.definition(value);
    if (made == nullptr || made->op != Op::binary || made->args.size() != 2) return std::nullopt;
    if (depth > kDeepestOperation) {
      is_cut_ = true;
      return std::nullopt;
    }
    const auto left = number({value.function, made->args[0].value}, depth + 1);
    const auto right = number({value.function, made->args[1].value}, depth + 1);
    if (!left || !right) return std::nullopt;
    if (made->text == "+") return *left + *right;
    if (made->text == "-") return *left - *right;
    if (made->text == "*") return *left * *right;
    return std::nullopt;
  }

  // `timedelta(days=1825)`, `Period.ofYears(5)`, `relativedelta(years=5)`.
  std::optional<double> period(ValueAt value) const {
    value = values_.origin(value);
    const Instruction* made = values_.definition(value);
    if (made == nullptr || (made->op != Op::call && made->op != Op::construct)) return std::nullopt;
    if (const auto unit = days_of_unit(made->text); unit && made->args.size() == 1) {
      const auto count = number({value.function, made->args[0].value}, 0);
      return count ? std::optional(*count * *unit) : std::nullopt;
    }
    std::optional<double> days;
    for (const Argument& each : made->args) {
      const auto unit = days_of_unit(each.name);
      const auto count = unit ? number({value.function, each.value}, 0) : std::nullopt;
      if (!count) return std::nullopt;
      days = days.value_or(0) + *count * *unit;
    }
    return days;
  }

  // What the date is called: a variable, a member, a key of a map, a getter.
  std::string_view date_name(Reg reg) const {
    const ValueAt value = values_.origin({id_, reg});
    const Instruction* made = values_.definition(value);
    if (made != nullptr && made->op == Op::index && made->args.size() == 2) {
      const Constant key = values_.constant({value.function, made->args[1].value});
      if (key.kind == LiteralKind::string) return key.text;
    }
    return values_.name(value);
  }

  void write(const Instruction& now, Reg date, std::optional<double> days) {
    if (!days || *days < 1) return;
    const std::string_view name = date_name(date);
    const bool is_created = has_word_of(name, kCreated), is_closed = has_word_of(name, kClosed);
    if (is_created == is_closed) return;
    const std::string receiver = receiving_name(now);
    std::string_view of;  // the name that says what is kept
    for (std::string_view each : {std::string_view(receiver), std::string_view(function_->name)}) {
      if (of.empty() && has_word_of(each, kKeeping)) of = each;
    }
    if (of.empty()) return;
    std::string subject;
    for (const std::string& word : split_words(of)) {
      if (has_word_of(word, kKeeping) || word == "until" || word == "get" || word == "at" || word == "date" ||
          word == "on")
        continue;
      subject += (subject.empty() ? "" : " ") + word;
    }
    std::vector<std::string_view> classes = out_.context.classifier.classes_of_store(subject);
    // Papers and results of a file about customers' identity are those of their identification.
    const std::string named = speaks_of_identity() ? "kyc " + subject : subject;
    if (const auto found = out_.context.classifier.classify(named);
        found && std::find(classes.begin(), classes.end(), found->data_class) == classes.end()) {
      classes.push_back(found->data_class);
    }
    if (classes.empty()) return;
    Facts& facts = out_.facts;
    const std::string function = function_name(out_.code(), id_);
    const Place place{out_.context.file, now.span};
    const Origin origin = facts.origin(OriginKind::literal, place);
    std::vector<std::string_view> kept;
    for (std::string_view each : classes) kept.push_back(facts.keep(each));
    facts.add(Kind::retention, place, fmt::format("{} {}", function, name))
        .set(Attr::name, facts.text(function), origin)
        .set(Attr::subject, facts.text(subject), origin)
        .set(Attr::days, Value::integer(static_cast<int64_t>(std::ceil(*days))), origin)
        .set(Attr::unlimited, Value::boolean(false), origin)
        .set(Attr::basis, facts.text(is_created ? "created" : "closed"), origin)
        .set(Attr::classes, facts.texts(kept), origin);
  }

  bool speaks_of_identity() {
    if (!speaks_of_identity_) speaks_of_identity_ = names_identity();
    return *speaks_of_identity_;
  }

  // The file has names of customers' identification.
  bool names_identity() const {
    constexpr std::string_view kWords[] = {"kyc", "aml", "sanction", "cdd"};
    for (const Function& each : out_.code().functions) {
      if (has_word_of(each.name, kWords)) return true;
      for (const Instruction& now : each.body) {
        const bool is_name = now.op == Op::name || now.op == Op::field || now.op == Op::call ||
                             (now.op == Op::literal && now.text.size() <= 64);
        if (is_name && has_word_of(now.text, kWords)) return true;
      }
    }
    return false;
  }

  // The variable, member or key that gets the result.
  std::string receiving_name(const Instruction& made) const {
    for (const Instruction& now : function_->body) {
      if (now.op == Op::copy && !now.args.empty() && now.args[0].value == made.out &&
          now.out < function_->variables.size()) {
        return std::string(function_->variables[now.out].name);
      }
      if (now.op == Op::set_field && now.args.size() == 2 && now.args[1].value == made.out)
        return std::string(now.text);
      for (const Argument& each : now.args) {
        if (each.value == made.out && !each.name.empty()) return std::string(each.name);
      }
    }
    return {};
  }

  CallWriter& out_;
  const Values& values_;
  FunctionId id_ = kNoFunction;
  const Function* function_ = nullptr;
  std::optional<bool> speaks_of_identity_;
  mutable bool is_cut_ = false;  // a number was not worked out to its end
};

}  // namespace

void write_retention(CallWriter& out, const Values& values) {
  RetentionReader reader(out, values);
  for (FunctionId id = 0; id < out.code().functions.size(); ++id) reader.read(id);
}

}  // namespace payaudit

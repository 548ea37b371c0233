#include "checker/gate/waivers.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <map>

#include "checker/gate/days.h"
#include "rules/policy/fields.h"
#include "rules/policy/yaml.h"

namespace payaudit {
namespace {

constexpr size_t kShortestFingerprint = 16;

bool is_fingerprint(std::string_view text) {
  return text.size() >= kShortestFingerprint && std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || c == '-';
         });
}

bool is_id(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](unsigned char c) {
    return std::isalnum(c) != 0 || c == '-' || c == '_' || c == '.';
  });
}

bool is_blank(char c) {
  return std::isspace(static_cast<unsigned char>(c)) != 0;
}

// In characters, white space at the ends and twice in a row not counted: a reason is not made of blanks.
size_t length_of(std::string_view text) {
  size_t length = 0;
  bool is_after_space = true;
  for (const char c : text) {
    const bool is_continuation = (static_cast<unsigned char>(c) & 0xC0) == 0x80;
    if (!is_continuation && !(is_blank(c) && is_after_space)) ++length;
    is_after_space = is_blank(c);
  }
  return is_after_space && length > 0 ? length - 1 : length;
}

// One entry of the list into its waiver.
class EntryReader {
 public:
  EntryReader(YamlNode entry, std::string_view today, const std::set<std::string, std::less<>>& rule_ids,
              Problems& problems, Waiver& waiver)
      : fields_(entry, "a waiver",
                {"id", "fingerprint", "rule", "path", "symbol", "kind", "reason", "owner", "approver",
                 "approved_on", "expires", "ticket", "worksheet"},
                problems),
        today_(today),
        rule_ids_(rule_ids),
        problems_(problems),
        waiver_(waiver) {
    waiver_.line = entry.line();
    waiver_.column = entry.column();
  }

  void read() {
    if (!fields_.is_map()) return;
    read_id();
    read_what();
    const auto kind = fields_.word("kind", {word(WaiverKind::false_positive), word(WaiverKind::accepted_risk),
                                            word(WaiverKind::compensating_control)});
    if (fields_.require("kind") && kind) waiver_.kind = static_cast<WaiverKind>(*kind);
    read_reason();
    waiver_.owner = fields_.require_text("owner");
    waiver_.ticket = fields_.text("ticket");
    read_approval();
    read_days();
    if (kind) read_worksheet();
  }

 private:
  void read_id() {
    waiver_.id = fields_.require_text("id");
    if (!is_id(waiver_.id))
      problems_.add(*fields_.find("id"), fmt::format("'{}' is no id", waiver_.id),
                    "an id is letters, digits, '-', '_' and '.': W-1");
  }

  void read_what() {
    waiver_.fingerprint = fields_.text("fingerprint");
    waiver_.rule = fields_.text("rule");
    waiver_.path = fields_.text("path");
    waiver_.symbol = fields_.text("symbol");
    const bool has_place = fields_.find("rule") || fields_.find("path") || fields_.find("symbol");
    if (const auto fingerprint = fields_.find("fingerprint")) {
      if (!is_fingerprint(waiver_.fingerprint))
        problems_.add(*fingerprint, fmt::format("'{}' is no fingerprint", waiver_.fingerprint),
                      "copy that of the finding from a report, or let `payaudit waiver add` write the entry");
      if (has_place)
        problems_.add(*fingerprint, "a waiver is of a fingerprint, or of a rule and a path, not of both",
                      "the fingerprint alone says which finding is meant");
      return;
    }
    if (!has_place) {
      problems_.add(fields_.node(), "a waiver needs 'fingerprint', or 'rule' and 'path'");
      return;
    }
    waiver_.rule = fields_.require_text("rule");
    waiver_.path = fields_.require_text("path");
    if (!waiver_.rule.empty() && !rule_ids_.contains(waiver_.rule)) {
      const std::vector<std::string_view> known(rule_ids_.begin(), rule_ids_.end());
      const std::string near = did_you_mean(waiver_.rule, known);
      problems_.add(*fields_.find("rule"), fmt::format("unknown rule '{}'", waiver_.rule),
                    near.empty() ? "`payaudit rules` lists them" : near);
    }
    if (waiver_.path.empty()) return;
    const std::string problem =
        waiver_.path.starts_with('!') ? "takes nothing in" : waiver_.paths.add(waiver_.path);
    if (!problem.empty())
      problems_.add(*fields_.find("path"), fmt::format("the pattern '{}' {}", waiver_.path, problem),
                    "patterns are those of gitignore: src/Checkout.java, infra/site/**");
  }

  void read_reason() {
    waiver_.reason = fields_.require_text("reason");
    const size_t length = length_of(waiver_.reason);
    if (waiver_.reason.empty() || length >= kShortestReason) return;
    problems_.add(*fields_.find("reason"),
                  fmt::format("the reason has {} characters, and {} are the least", length, kShortestReason),
                  "say what was looked at, and why it does no harm");
  }

  void read_approval() {
    waiver_.approver = fields_.text("approver");
    const bool has_day = fields_.find("approved_on").has_value();
    waiver_.is_draft = waiver_.approver.empty() && !has_day;
    if (waiver_.is_draft) return;
    if (waiver_.approver.empty()) {
      problems_.add(*fields_.find("approved_on"), "it is approved by nobody",
                    "write approver: and who it was, other than the owner");
    } else if (!has_day) {
      problems_.add(*fields_.find("approver"), "it does not say when it was approved",
                    "write approved_on: YYYY-MM-DD");
    }
    if (!waiver_.approver.empty() && is_same_person(waiver_.approver, waiver_.owner))
      problems_.add(*fields_.find("approver"), "the approver is the owner",
                    "somebody else has to approve it");
  }

  std::optional<int> read_day(std::string_view key, std::string& text) {
    const auto node = fields_.find(key);
    if (!node) return std::nullopt;
    text = read_text(*node, problems_);
    const auto day = day_number(text);
    if (!day && node->is_scalar())
      problems_.add(*node, fmt::format("'{}' is no day", text), "write YYYY-MM-DD");
    return day;
  }

  void read_days() {
    const auto approved = read_day("approved_on", waiver_.approved_on);
    (void)fields_.require("expires");
    const auto expires = read_day("expires", waiver_.expires);
    const int now = day_number(today_).value_or(0);
    if (approved && *approved > now)
      problems_.add(*fields_.find("approved_on"), fmt::format("{} is to come", waiver_.approved_on),
                    "a waiver holds once it was approved");
    if (!expires) return;
    waiver_.is_ended = *expires < now;
    if (!approved) return;
    if (*expires < *approved)
      problems_.add(*fields_.find("expires"),
                    fmt::format("it ends before it was approved, which was on {}", waiver_.approved_on));
    if (waiver_.days() > kLongestWaiver)
      problems_.add(*fields_.find("expires"),
                    fmt::format("it runs {} days from its approval, and {} are the most", waiver_.days(),
                                kLongestWaiver),
                    "let it end earlier, and have it approved again then");
  }

  void read_worksheet() {
    const auto node = fields_.find("worksheet");
    if (waiver_.kind != WaiverKind::compensating_control) {
      if (node)
        problems_.add(*node, fmt::format("a waiver of kind {} has no worksheet", word(waiver_.kind)),
                      "the worksheet is that of a compensating-control");
      return;
    }
    if (!node) {
      problems_.add(*fields_.find("kind"), "a compensating-control needs a 'worksheet' (PCI DSS Appendix C)",
                    "with constraints, objective, risk, definition, validation and maintenance");
      return;
    }
    const Fields boxes(*node, "the worksheet",
                       {"constraints", "objective", "risk", "definition", "validation", "maintenance"},
                       problems_);
    Worksheet& worksheet = waiver_.worksheet;
    worksheet.constraints = boxes.require_text("constraints");
    worksheet.objective = boxes.require_text("objective");
    worksheet.risk = boxes.require_text("risk");
    worksheet.definition = boxes.require_text("definition");
    worksheet.validation = boxes.require_text("validation");
    worksheet.maintenance = boxes.require_text("maintenance");
  }

  Fields fields_;
  std::string_view today_;
  const std::set<std::string, std::less<>>& rule_ids_;
  Problems& problems_;
  Waiver& waiver_;
};

// What `read` finds wrong goes to the waiver. Of very many problems only the first have a text: each costs a
// look for its line.
template <typename Read>
void note_problems(Problems& problems, Waiver& waiver, Read read) {
  const size_t told = problems.items().size();
  const size_t before = problems.size();
  read();
  for (size_t i = told; i < problems.items().size(); ++i)
    waiver.problems.push_back({problems.items()[i].message, problems.items()[i].text});
  if (problems.size() > before && problems.items().size() == told)
    waiver.problems.push_back({"there are too many problems to tell this one", ""});
}

// Which entry was approved of two that have one id, nobody can say: neither suppresses.
void refuse_twins(YamlNode list, Problems& problems, std::vector<Waiver>& waivers) {
  std::map<std::string_view, std::vector<size_t>> by_id;
  for (size_t i = 0; i < waivers.size(); ++i) {
    if (!waivers[i].id.empty()) by_id[waivers[i].id].push_back(i);
  }
  for (const auto& [id, twins] : by_id) {
    if (twins.size() < 2) continue;
    for (const size_t i : twins) {
      const size_t other = i == twins.front() ? twins[1] : twins.front();
      note_problems(problems, waivers[i], [&, id = id] {
        problems.add(*list.item(i).find("id"),
                     fmt::format("the id '{}' is that of line {} too", id, waivers[other].line),
                     "give each its own");
      });
    }
  }
}

}  // namespace

std::string_view word(WaiverKind kind) {
  switch (kind) {
    case WaiverKind::false_positive: return "false-positive";
    case WaiverKind::accepted_risk: return "accepted-risk";
    case WaiverKind::compensating_control: return "compensating-control";
  }
  return "";
}

int Waiver::days() const {
  const auto from = day_number(approved_on);
  const auto to = day_number(expires);
  return from && to ? *to - *from : 0;
}

bool is_same_person(std::string_view a, std::string_view b) {
  const auto plain = [](std::string_view name) {
    std::string all;
    for (const char c : name) {
      if (is_blank(c) || (c == '@' && all.empty())) continue;
      all += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    }
    return all;
  };
  return plain(a) == plain(b);
}

Result<std::vector<Waiver>> parse_waivers(const std::string& path, std::string text, std::string_view today,
                                          const std::set<std::string, std::less<>>& rule_ids) {
  const Result<Document> document = read_yaml(path, path, std::move(text));
  if (!document) return document.error();
  std::vector<Waiver> waivers;
  if (document->root().kind() == YamlKind::null) return waivers;
  Problems problems;
  const Fields fields(document->root(), "the file of waivers", {"version", "waivers"}, problems);
  if (const auto version = fields.integer("version"); version && *version != 1)
    problems.add(*fields.find("version"), "this program reads version 1 of the waivers", "write version: 1");
  const auto list = fields.require("waivers");
  const bool is_empty = list && list->kind() == YamlKind::null;
  if (list && !is_empty && !list->is_sequence())
    problems.add(*list, "a list of waivers is needed", "write waivers: and below it - id: W-1 …");
  if (!problems.empty()) return Error{problems.text()};
  if (is_empty) return waivers;
  waivers.reserve(list->size());
  for (size_t i = 0; i < list->size(); ++i) {
    Waiver waiver;
    note_problems(problems, waiver,
                  [&] { EntryReader(list->item(i), today, rule_ids, problems, waiver).read(); });
    waivers.push_back(std::move(waiver));
  }
  refuse_twins(*list, problems, waivers);
  return waivers;
}

}  // namespace payaudit

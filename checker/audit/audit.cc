#include "checker/audit/audit.h"

#include <fmt/format.h>

#include <chrono>
#include <cstdlib>
#include <ctime>
#include <set>

#include "checker/audit/gate.h"
#include "checker/audit/parallel.h"
#include "checker/audit/report_builder.h"

namespace payaudit {
namespace {

// Measures stages. The clock is for --timing only: nothing that is reported depends on it.
class Stopwatch {
 public:
  explicit Stopwatch(std::vector<std::pair<std::string, double>>& timings)
      : timings_(timings), last_(Clock::now()) {}
  void lap(std::string stage) {
    const Clock::time_point now = Clock::now();
    timings_.emplace_back(std::move(stage), std::chrono::duration<double, std::milli>(now - last_).count());
    last_ = now;
  }

 private:
  using Clock = std::chrono::steady_clock;
  std::vector<std::pair<std::string, double>>& timings_;
  Clock::time_point last_;
};

// The day that dates are compared with: SOURCE_DATE_EPOCH where it is set, so that a run can be repeated;
// else today, in UTC.
std::string current_day() {
  std::time_t now = std::time(nullptr);
  if (const char* epoch = std::getenv("SOURCE_DATE_EPOCH"); epoch != nullptr && *epoch != '\0') {
    now = static_cast<std::time_t>(std::strtoll(epoch, nullptr, 10));
  }
  std::tm utc{};
  gmtime_r(&now, &utc);
  return fmt::format("{:04}-{:02}-{:02}", utc.tm_year + 1900, utc.tm_mon + 1, utc.tm_mday);
}

std::set<std::string, std::less<>> ids_of(const RulePack& pack) {
  std::set<std::string, std::less<>> ids;
  for (const Rule& rule : pack.rules) ids.insert(rule.id);
  return ids;
}

// Unknown ids in `rules: off` are errors, not silence.
Result<bool> switch_off_rules(const Settings& settings, Policies& policies) {
  const std::set<std::string, std::less<>> ids = ids_of(policies.rules);
  for (const std::string& off : settings.rules_off) {
    if (ids.contains(off)) continue;
    const std::vector<std::string_view> known(ids.begin(), ids.end());
    const std::string_view near = nearest(off, known);
    return Error{fmt::format("{}: rules: off: unknown rule '{}'{}", settings.path, off,
                             near.empty() ? std::string() : fmt::format(", did you mean '{}'?", near))};
  }
  std::erase_if(policies.rules.rules, [&](const Rule& rule) { return settings.rules_off.contains(rule.id); });
  return true;
}

void judge_audit(Audit& audit) {
  ReportParts parts;
  Judged judged = judge(audit.tables->policies.rules, audit.facts, audit.corpus.sources,
                        judge_settings(audit.settings, audit.tables->policies));
  parts.policies = &audit.tables->policies;
  parts.corpus = &audit.corpus;
  parts.settings = &audit.settings;
  parts.facts = &audit.facts;
  parts.today = current_day();
  parts.tallies = std::move(judged.tallies);
  parts.findings = std::move(judged.findings);
  std::set<std::string, std::less<>> ids = ids_of(audit.tables->policies.rules);
  ids.insert(audit.settings.rules_off.begin(), audit.settings.rules_off.end());
  apply_suppressions(find_suppressions(audit.corpus, ids, parts.today), audit.corpus.sources, parts.findings);
  audit.report = build_report(std::move(parts));
}

}  // namespace

JudgeSettings judge_settings(const Settings& settings, const Policies& policies) {
  JudgeSettings judged;
  const bool has_scope = !settings.cde.empty() || !settings.connected.empty() || !settings.out.empty();
  if (has_scope) judged.scope_of = [&settings](std::string_view path) { return settings.scope_of(path); };
  if (settings.allowed_countries)
    judged.declared_countries = spell_out(*settings.allowed_countries, policies.places);
  judged.declared_regions = settings.allowed_regions;
  if (!settings.jurisdictions.empty()) judged.provided_jurisdictions = settings.jurisdictions;
  judged.is_test = [&policies](std::string_view path) { return policies.files.is_test_or_example(path); };
  judged.region_country = [&places = policies.places](
                              std::string_view provider,
                              std::string_view code) -> std::optional<std::string_view> {
    const RegionEntry* region = find_region(places, provider, code);
    if (region == nullptr || region->countries.size() != 1) return std::nullopt;
    return region->countries.front();
  };
  return judged;
}

Result<std::unique_ptr<Audit>> run_audit(const AuditOptions& options, bool is_judging) {
  auto audit = std::make_unique<Audit>();
  Stopwatch watch(audit->timings);
  Result<Settings> settings = load_settings(options.path, options.settings_file);
  if (!settings) return settings.error();
  audit->settings = *std::move(settings);
  Result<std::unique_ptr<Tables>> tables = load_tables(options.policy_folders);
  if (!tables) return tables.error();
  audit->tables = *std::move(tables);
  if (const Result<bool> off = switch_off_rules(audit->settings, audit->tables->policies); !off)
    return off.error();
  watch.lap("policies");

  const unsigned threads = options.jobs == 0 ? available_threads() : options.jobs;
  const Result<FileList> files = list_files(options.path, audit->settings.ignore);
  if (!files) return files.error();
  watch.lap("list");
  ReadLimits limits;
  limits.parses_tests = options.parses_tests;
  read_files(options.path, *files, *audit->tables, limits, threads, audit->corpus);
  watch.lap("read");
  audit->facts = make_facts(audit->corpus.units, *audit->tables, audit->settings, threads);
  watch.lap("meaning");
  if (is_judging) {
    judge_audit(*audit);
    watch.lap("judge");
  }
  return audit;
}

Scanned scan_texts(std::span<const ExampleFile> files, const Tables& tables) {
  std::vector<std::pair<std::string, std::string>> texts;
  const auto settings = std::make_shared<Settings>();
  for (const ExampleFile& file : files) {
    texts.emplace_back(file.path, file.text);
    if (file.path != "payaudit.yaml") continue;
    if (Result<Settings> parsed = parse_settings(file.path, file.text)) *settings = *std::move(parsed);
  }
  Corpus corpus;
  read_texts(texts, tables, corpus);
  Scanned scanned;
  scanned.facts = make_facts(corpus.units, tables, *settings, 1);
  scanned.sources = std::move(corpus.sources);  // a deque's elements stay where they are
  scanned.settings = judge_settings(*settings, tables.policies);
  // The settings live as long as what refers to them.
  if (scanned.settings.scope_of)
    scanned.settings.scope_of = [settings](std::string_view path) { return settings->scope_of(path); };
  return scanned;
}

}  // namespace payaudit

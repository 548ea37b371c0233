#include "checker/audit/audit.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <ctime>
#include <iterator>
#include <set>

#include "checker/audit/parallel.h"
#include "checker/audit/provenance.h"
#include "checker/audit/report_builder.h"
#include "checker/cli/progress.h"
#include "checker/gate/gate_findings.h"
#include "checker/gate/lost.h"
#include "checker/gate/waiver_file.h"
#include "rules/cel/cel.h"
#include "rules/judge/said_once.h"

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

std::set<std::string, std::less<>> ids_of(const RulePack& pack) {
  std::set<std::string, std::less<>> ids;
  for (const Rule& rule : pack.rules) ids.insert(rule.id);
  return ids;
}

// What a rule may be called that is none; empty: it is one, of the pack or of the gate.
std::string unknown_rule(const std::set<std::string, std::less<>>& ids, const std::string& id) {
  std::vector<std::string_view> known(ids.begin(), ids.end());
  if (ids.contains(id)) return {};
  const std::string_view near = nearest(id, known);
  return fmt::format(
      "unknown rule '{}'{}", id,
      near.empty() ? "; `payaudit rules` lists them" : fmt::format(", did you mean '{}'?", near));
}

// Leaves the rules that are to be judged: those that are not off, or only those that the command line names,
// which then count though they are off. Unknown ids are errors, not silence.
Result<bool> choose_rules(const Settings& settings, const std::vector<std::string>& only,
                          Policies& policies) {
  std::set<std::string, std::less<>> ids = ids_of(policies.rules);
  for (const std::string& off : settings.rules_off) {
    if (const std::string problem = unknown_rule(ids, off); !problem.empty())
      return Error{fmt::format("{}: rules: off: {}", settings.path, problem)};
  }
  for (const RuleEntry& rule : gate_rules()) ids.insert(rule.id);
  for (const std::string& id : only) {
    if (const std::string problem = unknown_rule(ids, id); !problem.empty())
      return Error{fmt::format("--rule: {}", problem)};
  }
  std::erase_if(policies.rules.rules, [&](const Rule& rule) {
    return only.empty() ? settings.rules_off.contains(rule.id)
                        : std::find(only.begin(), only.end(), rule.id) == only.end();
  });
  return true;
}

// What was asked for instead of all there is: no verdict here speaks of the rest.
std::vector<std::string> limits_of(const AuditOptions& options, const Target& target) {
  std::vector<std::string> notes;
  if (!options.only_rules.empty())
    notes.push_back(fmt::format("only these rules were judged: {}", fmt::join(options.only_rules, ", ")));
  if (target.is_whole()) return notes;
  std::vector<std::string_view> parts;
  for (const Part& part : target.parts) parts.push_back(part.path);
  notes.push_back(fmt::format("only a part of the tree was read, and nothing is known of the rest: {}",
                              fmt::join(parts, ", ")));
  return notes;
}

}  // namespace

std::string current_day() {
  std::time_t now = std::time(nullptr);
  if (const char* epoch = std::getenv("SOURCE_DATE_EPOCH"); epoch != nullptr && *epoch != '\0') {
    now = static_cast<std::time_t>(std::strtoll(epoch, nullptr, 10));
  }
  std::tm utc{};
  gmtime_r(&now, &utc);
  return fmt::format("{:04}-{:02}-{:02}", utc.tm_year + 1900, utc.tm_mon + 1, utc.tm_mday);
}

JudgeSettings judge_settings(const Settings& settings, const Policies& policies) {
  JudgeSettings judged;
  const bool has_scope = !settings.cde.empty() || !settings.connected.empty() || !settings.out.empty();
  if (has_scope) judged.scope_of = [&settings](std::string_view path) { return settings.scope_of(path); };
  if (settings.allowed_countries)
    judged.declared_countries = spell_out(*settings.allowed_countries, policies.places);
  judged.declared_regions = settings.allowed_regions;
  if (!settings.jurisdictions.empty()) judged.provided_jurisdictions = settings.jurisdictions;
  judged.is_test = [&policies, base = settings.base](std::string_view path) {
    return policies.files.is_test_or_example(below(path, base).value_or(path));
  };
  judged.region_country = [&places = policies.places](
                              std::string_view provider,
                              std::string_view code) -> std::optional<std::string_view> {
    const RegionEntry* region = find_region(places, provider, code);
    if (region == nullptr || region->countries.size() != 1) return std::nullopt;
    return region->countries.front();
  };
  return judged;
}

namespace {

// To standard error: what the audit is of, for whoever wonders about a report.
void tell(const Audit& audit, const FileList& files) {
  const auto count = [](size_t n) { return fmt::format("{} {}", n, n == 1 ? "file" : "files"); };
  fmt::print(stderr, "root       {}\nsettings   {}\n", audit.target.root,
             audit.settings.path.empty() ? "none found" : audit.settings.path);
  for (const std::string& folder : audit.settings.policies) fmt::print(stderr, "policies   {}\n", folder);
  fmt::print(stderr, "listed     {}, {} left out\n", count(files.paths.size()), files.excluded.size());
  for (const Excluded& file : files.excluded)
    fmt::print(stderr, "left out   {} (`{}` of {})\n", file.path, file.pattern, file.by);
  for (const Unlisted& file : files.unlisted)
    fmt::print(stderr, "unread     {} ({})\n", file.path, file.detail);
}

// Of what the settings and the command line leave out.
Result<FileList> list_audited(const AuditOptions& options, const Audit& audit) {
  const Result<Patterns> excluded = excluded_by(options.exclude);
  if (!excluded) return excluded.error();
  const std::vector<Exclusion> exclusions = {{audit.settings.ignore, audit.settings.base, "ignore"},
                                             {*excluded, "", "--exclude"}};
  FileList files =
      options.text_path ? list_text(audit.target, exclusions) : list_files(audit.target, exclusions);
  const Settings& settings = audit.settings;
  if (audit.target.is_whole() && !options.text_path) {
    note_idle({settings.cde, settings.base, "scope.cde"}, files);
    note_idle({settings.connected, settings.base, "scope.connected"}, files);
    note_idle({settings.out, settings.base, "scope.out"}, files);
  }
  for (const std::string& path : files.paths) {
    if (path.ends_with("/payaudit.yaml") && path != settings.path)
      files.notes.push_back(fmt::format("{} governs nothing here: settings are those found upwards", path));
  }
  return files;
}

// The waivers that govern: those of the tree as it stands, or of another revision.
Result<bool> load_waivers(Audit& audit) {
  Result<std::string> text =
      audit.governing ? Result<std::string>(audit.governing->waivers_text) : read_waivers_text(audit.target);
  if (!text) return text.error();
  audit.waivers_text = *std::move(text);
  Result<std::vector<Waiver>> waivers =
      parse_waivers(std::string(kWaiversPath), audit.waivers_text, audit.settings.on, audit.rule_ids);
  if (!waivers)
    return Error{fmt::format("{}{}", audit.governing ? "at the base: " : "", waivers.error().message)};
  audit.waivers = *std::move(waivers);
  return true;
}

// Beside the built-in ones, in the order in which they replace each other.
std::vector<std::string> policy_folders(const Settings& settings, const AuditOptions& options) {
  std::vector<std::string> folders = settings.policies;
  folders.insert(folders.end(), options.policy_folders.begin(), options.policy_folders.end());
  return folders;
}

}  // namespace

Result<Patterns> excluded_by(const std::vector<std::string>& written) {
  Patterns patterns;
  for (const std::string& pattern : written) {
    if (const std::string problem = patterns.add(pattern); !problem.empty())
      return Error{fmt::format("--exclude: the pattern '{}' {}", pattern, problem)};
  }
  return patterns;
}

unsigned threads_of(const AuditOptions& options) {
  return options.jobs == 0 ? available_threads() : options.jobs;
}

void add_provenance(const AuditOptions& options, Audit& audit) {
  audit.report.provenance =
      provenance_of(audit.target, audit.settings.file, policy_folders(audit.settings, options));
}

Result<std::unique_ptr<Audit>> prepare_audit(const AuditOptions& options,
                                             std::optional<Governing> governing) {
  auto audit = std::make_unique<Audit>();
  Stopwatch watch(audit->timings);
  Result<Target> target = options.text_path ? find_target_of_text(*options.text_path)
                                            : find_target(options.paths, !options.settings_file.empty());
  if (!target) return target.error();
  audit->target = *std::move(target);
  Result<Settings> settings =
      governing ? Result<Settings>(governing->settings) : load_settings(audit->target, options.settings_file);
  if (!settings) return settings.error();
  audit->settings = *std::move(settings);
  audit->settings.on = options.on.empty() ? current_day() : options.on;
  Result<std::unique_ptr<Tables>> tables =
      load_tables(governing ? audit->settings.policies : policy_folders(audit->settings, options),
                  governing ? governing->policies : std::vector<Document>());
  if (!tables) return tables.error();
  audit->tables = *std::move(tables);
  audit->governing = std::move(governing);
  audit->rule_ids = ids_of(audit->tables->policies.rules);
  audit->rule_ids.insert(std::string(kEvidenceLost));
  Result<Declaration> declared = declare(audit->settings, audit->tables->policies);
  if (!declared) return declared.error();
  audit->declared = *std::move(declared);
  if (const auto chosen = choose_rules(audit->settings, options.only_rules, audit->tables->policies); !chosen)
    return chosen.error();
  if (const Result<bool> loaded = load_waivers(*audit); !loaded) return loaded.error();
  watch.lap("policies");
  return audit;
}

ReadLimits read_limits(const AuditOptions& options, const Audit& audit) {
  ReadLimits limits;
  limits.parses_tests = options.parses_tests;
  limits.base = audit.settings.base;
  return limits;
}

Result<bool> read_audited(const AuditOptions& options, Audit& audit, Progress& progress) {
  Stopwatch watch(audit.timings);
  const Result<FileList> files = list_audited(options, audit);
  if (!files) return files.error();
  if (options.is_verbose) tell(audit, *files);
  watch.lap("list");
  const ReadLimits limits = read_limits(options, audit);
  if (!options.text_path) {
    read_files(audit.target.root, *files, *audit.tables, limits, threads_of(options), progress, audit.corpus);
  } else if (const Result<bool> read = read_standard_input(*files, *audit.tables, limits, audit.corpus);
             !read) {
    return read;
  }
  watch.lap("read");
  return true;
}

void find_facts(const AuditOptions& options, Audit& audit, Progress& progress) {
  Stopwatch watch(audit.timings);
  audit.facts = make_facts(audit.corpus.units, *audit.tables, audit.settings, threads_of(options), &progress);
  watch.lap("meaning");
}

void judge_facts(Audit& audit) {
  Stopwatch watch(audit.timings);
  audit.judged = judge(audit.tables->policies.rules, audit.facts, audit.corpus.sources,
                       judge_settings(audit.settings, audit.tables->policies));
  watch.lap("judge");
}

void conclude(const AuditOptions& options, Audit& audit) {
  Stopwatch watch(audit.timings);
  ReportParts parts;
  parts.policies = &audit.tables->policies;
  parts.corpus = &audit.corpus;
  parts.settings = &audit.settings;
  parts.facts = &audit.facts;
  parts.today = audit.settings.on;
  parts.tallies = std::move(audit.judged.tallies);
  parts.findings =
      say_once(std::move(audit.judged.findings), audit.tables->policies.rules, audit.corpus.sources);
  std::vector<Finding> added = gate_findings(options, audit, parts.findings);
  if (options.keeps_violations) {
    std::copy_if(parts.findings.begin(), parts.findings.end(), std::back_inserter(audit.violations),
                 [](const Finding& finding) { return finding.verdict == Verdict::violation; });
  }
  parts.findings =
      count_violations(std::move(parts.findings), audit.tables->policies.rules, audit.corpus.sources);
  parts.findings.insert(parts.findings.end(), std::make_move_iterator(added.begin()),
                        std::make_move_iterator(added.end()));
  const Bindings law = law_of(audit.tables->policies, audit.settings, audit.declared, parts.today);
  apply_law(parts.findings, audit.tables->policies, law);
  apply_law(audit.violations, audit.tables->policies, law);
  set_scopes(parts.findings, audit.settings, audit.corpus.sources);
  parts.law = &law;
  parts.gaps = std::move(audit.gaps);
  audit.report = build_report(std::move(parts));
  if (audit.compared != nullptr) {
    audit.report.comparison = audit.compared->comparison;
  }
  for (std::string& note : limits_of(options, audit.target)) audit.report.notes.push_back(std::move(note));
  watch.lap("report");
}

Result<std::unique_ptr<Audit>> run_audit(const AuditOptions& options, bool is_judging) {
  Result<std::unique_ptr<Audit>> audit = prepare_audit(options);
  if (!audit) return audit;
  Progress progress(options.shows_progress);
  if (const Result<bool> read = read_audited(options, **audit, progress); !read) return read.error();
  find_facts(options, **audit, progress);
  if (is_judging) {
    judge_facts(**audit);
    conclude(options, **audit);
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

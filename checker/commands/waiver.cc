// payaudit waiver: dispatch, and `waiver check`.
#include <fmt/format.h>

#include <algorithm>
#include <cstdio>

#include "checker/commands/commands.h"
#include "checker/commands/waivers.h"
#include "checker/files/output.h"
#include "checker/gate/waiver_file.h"

namespace payaudit {
namespace {

int fail(const Error& error) {
  fmt::print(stderr, "error: {}\n", error.message);
  return kExitUsage;
}

std::string check_text(const std::vector<Waiver>& waivers, const std::vector<WaiverUse>& uses) {
  std::string out;
  for (size_t i = 0; i < waivers.size(); ++i) {
    const Waiver& waiver = waivers[i];
    const auto say = [&](std::string_view what) {
      out += fmt::format("{}:{}:{}: {}\n", kWaiversPath, waiver.line, waiver.column, what);
    };
    for (const WaiverProblem& problem : waiver.problems) {
      if (problem.text.empty()) {
        say(problem.message);
      } else {
        out += problem.text;
      }
    }
    if (!waiver.problems.empty()) continue;
    switch (uses[i].state) {
      case WaiverState::active: break;
      case WaiverState::ending:
        say(fmt::format("note: waiver {} ends on {}", waiver.id, waiver.expires));
        break;
      case WaiverState::ended: say(fmt::format("waiver {} ended on {}", waiver.id, waiver.expires)); break;
      case WaiverState::draft:
        say(fmt::format("waiver {} is a draft that nobody approved, and suppresses nothing", waiver.id));
        break;
      case WaiverState::unused:
      case WaiverState::invalid: say(uses[i].why); break;
    }
  }
  return out + counts_of(uses) + '\n';
}

int check_waivers(const std::vector<Waiver>& waivers, const std::vector<WaiverUse>& uses) {
  if (const Result<bool> written = write_output(check_text(waivers, uses)); !written)
    return fail(written.error());
  const bool all_hold = std::all_of(uses.begin(), uses.end(), [](const WaiverUse& use) {
    return use.state == WaiverState::active || use.state == WaiverState::ending;
  });
  return all_hold ? kExitClean : kExitFindings;
}

// The file alone: which rules there are is known without an audit, what is there to waive is not.
int check_file(const WaiverOptions& options) {
  const Result<Target> target = find_target(options.paths, !options.settings_file.empty());
  if (!target) return fail(target.error());
  const Result<Settings> settings = load_settings(*target, options.settings_file);
  if (!settings) return fail(settings.error());
  std::vector<std::string> folders = settings->policies;
  folders.insert(folders.end(), options.policy_folders.begin(), options.policy_folders.end());
  const Result<std::unique_ptr<Tables>> tables = load_tables(folders);
  if (!tables) return fail(tables.error());
  std::set<std::string, std::less<>> ids;
  for (const Rule& rule : (*tables)->policies.rules.rules) ids.insert(rule.id);
  const Result<std::string> text = read_waivers_text(*target);
  if (!text) return fail(text.error());
  const std::string today = options.on.empty() ? current_day() : options.on;
  const Result<std::vector<Waiver>> waivers = parse_waivers(std::string(kWaiversPath), *text, today, ids);
  if (!waivers) return fail(waivers.error());
  SourceMap sources;
  const FileId file = sources.add(std::string(kWaiversPath), *text);
  std::vector<Finding> none;
  std::vector<WaiverUse> uses;
  (void)apply_waivers(*waivers, {sources, file, today, ids, false}, none, &uses);
  return check_waivers(*waivers, uses);
}

}  // namespace

std::string counts_of(const std::vector<WaiverUse>& uses) {
  if (uses.empty()) return fmt::format("no waivers in {}", kWaiversPath);
  std::string all = fmt::format("{} {}", uses.size(), uses.size() == 1 ? "waiver" : "waivers");
  std::string_view between = ": ";
  for (const WaiverState state : {WaiverState::active, WaiverState::ending, WaiverState::ended,
                                  WaiverState::draft, WaiverState::unused, WaiverState::invalid}) {
    const auto count =
        std::count_if(uses.begin(), uses.end(), [&](const WaiverUse& use) { return use.state == state; });
    if (count == 0) continue;
    all += fmt::format("{}{} {}", between, count, word(state));
    between = ", ";
  }
  return all;
}

int run(const WaiverOptions& options) {
  if (options.action == WaiverOptions::Action::check && !options.is_audited) return check_file(options);
  const Result<std::unique_ptr<Audit>> audit = run_audit(options, true);
  if (!audit) return fail(audit.error());
  switch (options.action) {
    case WaiverOptions::Action::add: return add_waiver(options, **audit);
    case WaiverOptions::Action::list: return list_waivers(options, **audit);
    case WaiverOptions::Action::check: return check_waivers((*audit)->waivers, (*audit)->waiver_uses);
  }
  return kExitUsage;
}

}  // namespace payaudit

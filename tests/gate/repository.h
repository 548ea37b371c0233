// A git repository of its own for one test, and what comparing its tree with a commit says.
#pragma once

#include <fmt/format.h>

#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include "checker/audit/gate.h"
#include "checker/gate/compare.h"
#include "tests/checker/folder.h"

class Repository {
 public:
  Repository() { git("init -q -b main"); }

  void write(const std::string& name, std::string_view text) const { folder_.write(name, text); }
  void remove(const std::string& name) const { std::filesystem::remove(folder_.at(name)); }
  void move(const std::string& from, const std::string& to) const {
    std::filesystem::create_directories(std::filesystem::path(folder_.at(to)).parent_path());
    std::filesystem::rename(folder_.at(from), folder_.at(to));
  }
  std::string read(const std::string& name) const {
    std::ostringstream text;
    text << std::ifstream(folder_.at(name), std::ios::binary).rdbuf();
    return text.str();
  }
  void replace(const std::string& name, const std::string& from, const std::string& to) const {
    std::string text = read(name);
    const size_t at = text.find(from);
    REQUIRE(at != std::string::npos);
    write(name, text.replace(at, from.size(), to));
  }

  void git(const std::string& command) const {
    const std::string all = fmt::format(
        "git -C {} -c user.name=t -c user.email=t@example.org -c commit.gpgsign=false {} >/dev/null 2>&1",
        folder_.path(), command);
    REQUIRE(std::system(all.c_str()) == 0);
  }
  void commit() const {
    git("add -A");
    git("commit -q -m x");
  }

  const std::string& path() const { return folder_.path(); }

  payaudit::CheckOptions options(const std::string& base = "HEAD") const {
    payaudit::CheckOptions options;
    options.paths = {folder_.path()};
    options.base = base;
    options.on = "2026-11-29";
    options.jobs = 1;
    return options;
  }

  // What is new, each in a line with its cause unless that is the code, the line that made it new and why,
  // and `!` where it gates; then what is gone. `with_rest`: then how many stay, and how many are waived.
  std::string compare(const std::string& base = "HEAD", bool with_rest = false) const {
    return told(payaudit::run_compared(options(base)), with_rest);
  }

  // What is told of the comparison as a whole, each in a line.
  std::string notes(const std::string& base = "HEAD") const {
    return notes_of(payaudit::run_compared(options(base)));
  }

  static std::string notes_of(const payaudit::Result<std::unique_ptr<payaudit::Audit>>& audited) {
    if (!audited) return "error: " + audited.error().message;
    std::string text;
    for (const std::string& note : (*audited)->report.comparison->notes) text += note + '\n';
    return text;
  }

  static std::string told(const payaudit::Result<std::unique_ptr<payaudit::Audit>>& audited, bool with_rest) {
    using namespace payaudit;
    if (!audited) return "error: " + audited.error().message;
    Report& report = (*audited)->report;
    mark_gating(report);
    const auto spot = [&](const Place& place) {
      const Source& source = (*report.sources)[place.file];
      return fmt::format("{}:{}", source.path(), source.line_of(place.span.begin));
    };
    std::string text;
    size_t waived = 0;
    for (const Finding& finding : report.findings) {
      if (finding.verdict != Verdict::violation) continue;
      if (finding.suppression) {
        ++waived;
        continue;
      }
      const Standing& standing = finding.standing;
      if (standing.novelty != Novelty::is_new) continue;
      text += fmt::format("{}{}{}", finding.is_gating ? "!" : "", finding.rule,
                          finding.has_place ? " " + spot(finding.place) : "");
      if (finding.count > 1) text += fmt::format(" x{}", finding.count);
      if (standing.cause != Cause::code) text += fmt::format(" [{}]", word(standing.cause));
      if (standing.changed && *standing.changed != finding.place) text += " by " + spot(*standing.changed);
      if (!standing.because.empty()) text += ": " + standing.because;
      text += '\n';
    }
    for (const GoneEntry& gone : report.comparison->gone)
      text += fmt::format("gone {} {}:{}\n", gone.rule, gone.path, gone.line);
    if (with_rest) text += fmt::format("{} unchanged, {} waived\n", report.comparison->unchanged, waived);
    return text;
  }

 private:
  Folder folder_;
};

inline void has(const std::string& text, const std::string& part) {
  INFO(text);
  CHECK(text.find(part) != std::string::npos);
}

inline void lacks(const std::string& text, const std::string& part) {
  INFO(text);
  CHECK(text.find(part) == std::string::npos);
}

// A small audit as `checker` would hand it to the writers: every verdict, a flow, secrets, a suppression,
// gaps.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "reports/report.h"

namespace payaudit {

struct Audit {
  std::unique_ptr<SourceMap> sources = std::make_unique<SourceMap>();
  Report report;

  Audit();

  FileId add(std::string path, std::string text);
  // The first place of `text` in a file.
  Place find(FileId file, std::string_view text) const;
};

// A violation of `rule` at `place`.
Finding violation(std::string rule, Severity severity, Place place, std::string message);

// Nothing found, in no file.
Audit clean_audit();

// The card shop that the goldens show.
Audit shop_audit();

// The same, compared with an earlier commit: one finding is new by a changed line that took a masker away,
// one has an edit that mends it, one is new by other rules and gates nothing, one is unchanged, one is gone.
Audit compared_audit();

// `count` violations of a rule, each on a line of its own of one file.
Audit many_violations(size_t count, Severity severity);

// Of what a writer wrote.
bool has(const std::string& text, std::string_view part);
size_t count(const std::string& text, std::string_view part);

}  // namespace payaudit

// What the formats say alike: sentences about a finding, for readers who are not at a terminal. Card numbers
// are masked in all of it, and each text is one printable line.
#pragma once

#include <string>
#include <string_view>

#include "reports/report.h"

namespace payaudit {

// Levels of the build servers.
enum class Level : uint8_t { error, warning, notice };

// critical and high; medium; low and info
Level level(Severity severity);

// One printable line, masked.
std::string prose(std::string_view text);
// The same as a sentence: "Text." of "text". Empty stays empty.
std::string sentence(std::string_view text);
// The first `most` characters; what is cut ends in `…`.
std::string cut(std::string_view text, size_t most);

// A violation that nobody waived, or whatever else gates.
bool is_open(const Finding& finding);
bool is_unchanged(const Finding& finding);

// "other rules": what a new finding came with, other than the code.
std::string_view cause_text(Cause cause);

// "new: the masker was deleted", "new by other rules, does not gate: …", "unchanged"; empty: not compared.
std::string standing_text(const Finding& finding);

// The message, and what the underlined text is.
std::string message_sentences(const Finding& finding);

// The finding's fix, else its rule's.
std::string fix_of(const Report& report, const Finding& finding);

// Why it does not count, and who said so until when: "…reason (W-1, accepted-risk; by a, approved by b, until
// 2027-01-31; at)". `at` is where that is written; may be empty.
std::string waiver_text(const Suppression& why, std::string_view at);

// nullptr: the report does not list it.
const RuleEntry* find_rule(const Report& report, std::string_view id);

// The comment or the command that waives a violation; empty for what the gate says of waivers and comments,
// which is mended.
std::string way_to_waive(const Report& report, const Finding& finding);

// "PCI DSS 4.0.1 3.3.1.2, 3.3.1; DORA 9(2)": what it bears on, of what binds or does later.
std::string mappings(const Report& report, const Finding& finding);

// "PCI DSS 4.0.1": the name, with its version where that is short.
std::string title(const FrameworkEntry& framework);

}  // namespace payaudit

// The sentences of findings: placeholders of messages, and what the text underlined is.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "rules/judge/rule.h"
#include "scanners/facts/facts.h"

namespace payaudit {

// `{name}` in a message or fix. Only lower-case words count, so `${VAR}` and `{}` stay as they are.
struct Placeholder {
  size_t offset = 0;  // of the opening brace
  std::string_view name;
};
std::vector<Placeholder> placeholders(std::string_view text);

// Whether facts of the rule's kind can fill the placeholder:
//   {ATTRIBUTE}       the value; a list is joined by ", "; an unknown one is "?" whatever stands at its place
//   {ATTRIBUTE_path}  how the source writes the attribute, else its name
//   {attribute_path}  the same for the attribute of `at`
//   {label}           what the fact is about: its symbol
//   {ports}           of a kind with from_port and to_port: "port 22", "ports 0 to 65535"
//   {whole_name}      of a kind with name and workload: "'api' of deployment 'shop'"
// A presence rule speaks of what is not there: nothing fills its placeholders.
bool fills(std::string_view placeholder, const Rule& rule);

// The text with its placeholders filled from the fact.
std::string fill(std::string_view text, const Rule& rule, const Fact& fact);

// The sentence of a finding: what the rule's message says, where it is a violation; where it is not decided,
// that it may be so ("perhaps …"); where it is satisfied, what the thing has that the rule asked for, so that
// no denial is denied: "aws_db_instance.cards: encrypted at rest: yes".
// `message`: the rule's own, or what is said instead of it.
std::string sentence_of(Verdict verdict, std::string_view message, const Rule& rule, const Fact& fact);
// The same for what is about the tree as a whole.
std::string sentence_of(Verdict verdict, const Rule& rule);

// What an attribute's place shows: "`storage_encrypted` is not set: AWS provider default",
// "`proxy_ssl_verify` says verified: no".
std::string describe(const Attribute& attribute);
// How the source writes the attribute, else the name of rules.
std::string_view written_name(const Attribute& attribute);

// A value as a sentence has it: lists joined by ", ", unknown "?", cut where it is long.
std::string plain_text(const Value& value);

}  // namespace payaudit

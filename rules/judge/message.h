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
//   {ATTRIBUTE}       the value; a list is joined by ", "; an unknown one is what its source writes, if that
//   is
//                     short and no text of somebody's (`var.name`, `{{ .Values.name }}`), else "?"
//   {ATTRIBUTE_path}  how the source writes the attribute, else its name
//   {attribute_path}  the same for the attribute of `at`
//   {label}           what the fact is about: its symbol
//   {ports}           of a kind with from_port and to_port: "port 22", "ports 0 to 65535"
// A presence rule speaks of what is not there: nothing fills its placeholders.
bool fills(std::string_view placeholder, const Rule& rule);

// The text with its placeholders filled from the fact.
std::string fill(std::string_view text, const Rule& rule, const Fact& fact, const SourceMap& sources);

// What an attribute's place shows: "`storage_encrypted` is not set: AWS provider default",
// "`proxy_ssl_verify` says verified: no".
std::string describe(const Attribute& attribute);
// How the source writes the attribute, else the name of rules.
std::string_view written_name(const Attribute& attribute);

// A value as a sentence has it: lists joined by ", ", unknown "?", cut where it is long.
std::string plain_text(const Value& value);

}  // namespace payaudit

// Programs that write code run commands and read all that they print: they say so by variables of the
// environment.
#pragma once

#include <array>
#include <string_view>

namespace payaudit {

// Set by such a program for the commands that it runs, not by an editor for the terminal of a person.
inline constexpr std::array kAgentVariables = {
    "AI_AGENT",  // of any, by its name
    "AUGMENT_AGENT",   "CLAUDECODE",   "CLAUDE_CODE", "CLINE_ACTIVE",   "CODEX_SANDBOX",
    "CODEX_THREAD_ID", "CURSOR_AGENT", "GEMINI_CLI",  "GOOSE_TERMINAL", "OPENCODE",
};

// `value_of` gives a variable's value, or nullptr. `0`, `false` and nothing are no.
template <typename Lookup>
bool is_run_by_agent(Lookup&& value_of) {
  for (const char* name : kAgentVariables) {
    const char* value = value_of(name);
    if (value == nullptr) continue;
    const std::string_view text = value;
    if (!text.empty() && text != "0" && text != "false") return true;
  }
  return false;
}

}  // namespace payaudit

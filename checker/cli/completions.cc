#include "checker/cli/completions.h"

#include <fmt/format.h>

#include <string_view>

namespace payaudit {
namespace {

using Option = DescribedOption;
using Completes = Option::Completes;

// Calls `each` with a command, the program too, and its words from the program on: "policy test".
template <typename Each>
void each_command(const DescribedCommand& command, const std::string& words, const Each& each) {
  each(command, words);
  for (const DescribedCommand& inner : command.commands)
    each_command(inner, words.empty() ? inner.name : words + " " + inner.name, each);
}

std::string replaced(std::string text, std::string_view what, std::string_view by) {
  for (size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + by.size()))
    text.replace(at, what.size(), by);
  return text;
}

// A word of a shell that reads nothing into it. fish knows \' inside of quotes, the others do not.
std::string quoted(const std::string& text) {
  return "'" + replaced(text, "'", "'\\''") + "'";
}

std::string fish_quoted(const std::string& text) {
  return "'" + replaced(replaced(text, "\\", "\\\\"), "'", "\\'") + "'";
}

std::string joined(const std::vector<std::string>& words) {
  return fmt::format("{}", fmt::join(words, " "));
}

std::string function_of(const std::string& words) {
  return "_payaudit" + (words.empty() ? "" : "_" + replaced(replaced(words, " ", "_"), "-", "_"));
}

const Option* positional_of(const DescribedCommand& command) {
  for (const Option& option : command.options) {
    if (option.is_positional) return &option;
  }
  return nullptr;
}

// bash: what fills COMPREPLY, with the word that is completed in $current.
std::string bash_action(const Option& option) {
  switch (option.completes) {
    case Completes::nothing: break;
    case Completes::choices: return fmt::format("_payaudit_words {}", quoted(joined(option.choices)));
    case Completes::files: return "_payaudit_files -f";
    case Completes::folders: return "_payaudit_files -d";
    case Completes::rules: return "_payaudit_words \"$(_payaudit_rules)\"";
  }
  return ":";
}

constexpr std::string_view kBashHead =
    R"(# bash completion of payaudit; made from its command line by `payaudit generate bash`

_payaudit_fill() {
  local found
  if found=$(compgen "$@" -- "$current"); then mapfile -t COMPREPLY <<<"$found"; fi
}

_payaudit_words() {
  _payaudit_fill -W "$1"
}

_payaudit_files() {
  compopt -o filenames 2>/dev/null
  _payaudit_fill "$1"
}

_payaudit_rules() {
  payaudit rules 2>/dev/null | awk '/^ / { print $2 }'
}

_payaudit() {
  local current=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]} command='' word
  COMPREPLY=()
  # Readline takes `=` and `:` for words.
  if [ "$current" = = ] || [ "$current" = : ]; then
    before=$current
    current=''
  fi
  if [ "$before" = : ]; then
    _payaudit_files -f
    return
  fi
  if [ "$before" = = ]; then
    local at=$COMP_CWORD
    [ "${COMP_WORDS[at]}" = = ] || at=$((at - 1))
    before=${COMP_WORDS[at-1]}
  fi
  for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "$command $word" in
)";

constexpr std::string_view kBashTail =
    R"(}

complete -F _payaudit payaudit
)";

}  // namespace

std::string write_bash_completion(const DescribedCommand& program) {
  std::string out(kBashHead);
  each_command(program, "", [&](const DescribedCommand& command, const std::string& words) {
    const size_t last = words.rfind(' ');
    if (!words.empty())
      out +=
          fmt::format("      {}) command={} ;;\n",
                      quoted((last == std::string::npos ? "" : words.substr(0, last)) + " " + command.name),
                      quoted(words));
  });
  out += "      *) break ;;\n    esac\n  done\n  case \"$command:$before\" in\n";
  each_command(program, "", [&](const DescribedCommand& command, const std::string& words) {
    for (const Option& option : command.options) {
      if (option.is_positional || option.value.empty()) continue;
      std::string patterns;
      for (const std::string& name : option.names)
        patterns += (patterns.empty() ? "" : " | ") + quoted(words + ":" + name);
      out += fmt::format("    {})\n      {}\n      return\n      ;;\n", patterns, bash_action(option));
    }
  });
  out += "  esac\n  case \"$command:$current\" in\n";
  each_command(program, "", [&](const DescribedCommand& command, const std::string& words) {
    std::vector<std::string> names, commands;
    for (const Option& option : command.options) {
      if (!option.is_positional) names.insert(names.end(), option.names.begin(), option.names.end());
    }
    for (const DescribedCommand& inner : command.commands) commands.push_back(inner.name);
    out += fmt::format("    {}:-*) _payaudit_words {} ;;\n", quoted(words), quoted(joined(names)));
    const Option* const positional = positional_of(command);
    out += fmt::format("    {}:*) {} ;;\n", quoted(words),
                       !commands.empty() ? fmt::format("_payaudit_words {}", quoted(joined(commands)))
                       : positional      ? bash_action(*positional)
                                         : ":");
  });
  out += "  esac\n";
  return out + std::string(kBashTail);
}

namespace {

// What _arguments reads between brackets, and after a colon.
std::string zsh_escaped(std::string text) {
  for (const std::string_view sign : {"\\", "[", "]", ":", "`", "$"})
    text = replaced(text, sign, "\\" + std::string(sign));
  return text;
}

std::string zsh_action(const Option& option) {
  switch (option.completes) {
    case Completes::nothing: break;
    case Completes::choices: return fmt::format("({})", joined(option.choices));
    case Completes::files: return "_files";
    case Completes::folders: return "_files -/";
    case Completes::rules: return "_payaudit__rules";
  }
  return {};
}

// One specification of _arguments, for each name; names of one option exclude each other.
std::string zsh_specifications(const Option& option) {
  std::string out;
  const std::string value =
      option.value.empty() ? "" : fmt::format(":{}:{}", zsh_escaped(option.value), zsh_action(option));
  if (option.is_positional) {
    const std::string count = option.is_repeatable ? "*" : "1";
    return fmt::format(" \\\n    {}", quoted(fmt::format("{}:{}:{}", count, zsh_escaped(option.names.front()),
                                                         zsh_action(option))));
  }
  for (const std::string& name : option.names) {
    const std::string before = option.is_repeatable ? "*" : fmt::format("({})", joined(option.names));
    // The value may follow a long name after `=`, and a short one at once.
    const std::string_view joint = option.value.empty() ? "" : name.starts_with("--") ? "=" : "+";
    out += fmt::format(" \\\n    {}", quoted(fmt::format("{}{}{}[{}]{}", before, name, joint,
                                                         zsh_escaped(option.text), value)));
  }
  return out;
}

constexpr std::string_view kZshHead =
    R"zsh(#compdef payaudit
# zsh completion of payaudit; made from its command line by `payaudit generate zsh`

_payaudit__rules() {
  local -a rules
  rules=(${(f)"$(payaudit rules 2>/dev/null | awk '/^ / { print $2 }')"})
  compadd -a rules
}
)zsh";

}  // namespace

std::string write_zsh_completion(const DescribedCommand& program) {
  std::string out(kZshHead);
  each_command(program, "", [&](const DescribedCommand& command, const std::string& words) {
    out += fmt::format("\n{}() {{\n", function_of(words));
    if (!command.commands.empty()) out += "  local context state state_descr line\n  typeset -A opt_args\n";
    out += fmt::format("  _arguments -s{}", command.commands.empty() ? "" : " -C");
    for (const Option& option : command.options) out += zsh_specifications(option);
    if (command.commands.empty()) {
      out += "\n}\n";
      return;
    }
    std::string commands, cases;
    for (const DescribedCommand& inner : command.commands) {
      commands += " " + quoted(inner.name + ":" + inner.text);
      cases += fmt::format("    {}) {} ;;\n", inner.name,
                           function_of(words.empty() ? inner.name : words + " " + inner.name));
    }
    out += fmt::format(
        " \\\n    '1:command:->command' \\\n    '*::argument:->argument'\n"
        "  case $state in\n"
        "  command)\n    local -a commands\n    commands=({})\n    _describe command commands\n    ;;\n"
        "  argument)\n    case $line[1] in\n{}    esac\n    ;;\n  esac\n}}\n",
        commands.substr(1), cases);
  });
  out +=
      "\nif [ \"$funcstack[1]\" = _payaudit ]; then\n  _payaudit \"$@\"\nelse\n  compdef _payaudit "
      "payaudit\nfi\n";
  return out;
}

namespace {

std::string fish_action(const Option& option) {
  switch (option.completes) {
    case Completes::nothing: return option.value.empty() || option.is_positional ? "" : " -x";
    case Completes::choices: return " -x -a " + fish_quoted(joined(option.choices));
    case Completes::files: return option.is_positional ? " -F" : " -r -F";
    case Completes::folders: return " -x -a '(__fish_complete_directories (commandline -ct))'";
    case Completes::rules: return " -x -a '(__payaudit_rules)'";
  }
  return {};
}

constexpr std::string_view kFishHead =
    R"(# fish completion of payaudit; made from its command line by `payaudit generate fish`

# The words before the first option are those given, and no others where the first argument is `exactly`.
function __payaudit_in
    set -l words
    for word in (commandline -opc)[2..-1]
        string match -q -- '-*' $word; and break
        set -a words $word
    end
    if test "$argv[1]" = exactly
        test (commandline -opc | count) -eq (count $argv)
        and test "$words" = "$argv[2..-1]"
        return
    end
    set -l count (count $argv)
    test $count -eq 0; and return 0
    test (count $words) -ge $count
    and test "$words[1..$count]" = "$argv"
end

function __payaudit_rules
    payaudit rules 2>/dev/null | awk '/^ / { print $2 }'
end

complete -c payaudit -f
)";

}  // namespace

std::string write_fish_completion(const DescribedCommand& program) {
  std::string out(kFishHead);
  each_command(program, "", [&](const DescribedCommand& command, const std::string& words) {
    const bool holds_commands = !command.commands.empty();
    const std::string at =
        fmt::format("__payaudit_in{}{}{}", holds_commands ? " exactly" : "", words.empty() ? "" : " ", words);
    for (const DescribedCommand& inner : command.commands)
      out += fmt::format("complete -c payaudit -n {} -a {} -d {}\n", fish_quoted(at), inner.name,
                         fish_quoted(inner.text));
    for (const Option& option : command.options) {
      if (option.is_positional && fish_action(option).empty()) continue;
      out += fmt::format("complete -c payaudit -n {}", fish_quoted(at));
      if (!option.is_positional) {
        for (const std::string& name : option.names)
          out += name.starts_with("--") ? " -l " + name.substr(2) : " -s " + name.substr(1);
        out += fmt::format(" -d {}", fish_quoted(option.text));
      }
      out += fish_action(option) + "\n";
    }
  });
  return out;
}

}  // namespace payaudit

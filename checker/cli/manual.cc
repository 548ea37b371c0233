#include "checker/cli/manual.h"

#include <fmt/format.h>

#include <map>

namespace payaudit {
namespace {

using Option = DescribedOption;

// Hyphens are minus signs, to be copied to a shell; a line's first dot or apostrophe would be a request.
std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const bool begins = out.empty() || out.back() == '\n';
    if (c == '\\') {
      out += "\\e";
    } else if (c == '-') {
      out += "\\-";
    } else if (begins && (c == '.' || c == '\'')) {
      out.append("\\&").push_back(c);
    } else {
      out += c;
    }
  }
  return out;
}

std::string bold(std::string_view text) {
  return fmt::format("\\fB{}\\fR", escaped(text));
}

std::string italic(std::string_view text) {
  return fmt::format("\\fI{}\\fR", escaped(text));
}

std::string head_of(const Option& option) {
  std::string head;
  for (const std::string& name : option.names) {
    head += head.empty() ? "" : ", ";
    head += option.is_positional ? italic(name) : bold(name);
  }
  if (!option.is_positional && !option.value.empty()) head += " " + italic(option.value);
  return head;
}

void write_options(const DescribedCommand& command, std::string& out) {
  for (const Option& option : command.options) {
    out += fmt::format(".TP\n{}\n{}\n", head_of(option), escaped(option.text));
    if (!option.choices.empty()) {
      out += ".br\nOne of";
      for (const std::string& choice : option.choices)
        out += (&choice == &option.choices.front() ? " " : ", ") + bold(choice);
      out += ".\n";
    }
    if (!option.variable.empty())
      out += fmt::format(".br\nAlso given by the environment variable {}.\n", bold(option.variable));
  }
}

std::string synopsis_of(const std::string& path, const DescribedCommand& command) {
  bool has_options = false;
  std::string positionals;
  for (const Option& option : command.options) {
    if (!option.is_positional) {
      has_options = true;
      continue;
    }
    const std::string name = italic(option.names.front()) + (option.is_repeatable ? "..." : "");
    positionals += option.is_required ? " " + name : fmt::format(" [{}]", name);
  }
  return fmt::format("{}{}{}", bold(path), has_options ? " [options]" : "", positionals);
}

// Commands that take something themselves; those that only hold others have these in their place.
template <typename Each>
void each_command(const std::string& path, const DescribedCommand& command, const Each& each) {
  for (const DescribedCommand& inner : command.commands) {
    const std::string name = path + " " + inner.name;
    each(name, inner);
    each_command(name, inner, each);
  }
}

void collect_variables(const DescribedCommand& command, std::map<std::string, std::string>& to) {
  for (const Option& option : command.options) {
    if (!option.variable.empty())
      to.try_emplace(option.variable,
                     option.is_positional ? italic(option.names.front()) : bold(option.names.back()));
  }
  for (const DescribedCommand& inner : command.commands) collect_variables(inner, to);
}

constexpr std::string_view kStatus =
    ".SH EXIT STATUS\n"
    ".TP\n0\nNothing at or above \\fB\\-\\-fail\\-on\\fR, and all that matters was examined.\n"
    ".TP\n1\nFindings at or above \\fB\\-\\-fail\\-on\\fR.\n"
    ".TP\n2\nWrong usage, settings or policies, or a report that could not be written.\n"
    ".TP\n3\nThe analysis is incomplete: less was examined than the settings ask for.\n";

constexpr std::string_view kFiles =
    ".SH FILES\n"
    ".TP\n\\fIpayaudit.yaml\\fR\n"
    "The settings of a tree: what is declared of its owner, what is left out, which policies are added.\n"
    "The nearest one is read, from the audited path up to the top of the repository.\n";

constexpr std::string_view kExamples =
    ".SH EXAMPLES\n"
    ".TP\n\\fBpayaudit check\\fR\nAudits the current folder.\n"
    ".TP\n\\fBpayaudit check \\-f text \\-f sarif:out.sarif src\\fR\n"
    "Prints findings of one folder, and writes them for a platform that shows them.\n"
    ".TP\n\\fBpayaudit explain pan\\-logged\\fR\nTells of one rule what it asks for, why, and how to mend "
    "it.\n";

}  // namespace

std::string write_manual(const DescribedCommand& program, std::string_view version) {
  std::string out = fmt::format(
      ".\\\" Made from the command line of the program by `payaudit generate man`.\n"
      ".TH PAYAUDIT 1 \"\" \"payaudit {}\" \"User Commands\"\n"
      ".SH NAME\npayaudit \\- static auditor for payment systems\n"
      ".SH SYNOPSIS\n",
      version);
  each_command(program.name, program, [&](const std::string& path, const DescribedCommand& command) {
    if (command.commands.empty()) out += synopsis_of(path, command) + "\n.br\n";
  });
  out += synopsis_of(program.name, program) + "\n";
  out += fmt::format(".SH DESCRIPTION\n{}\n.SH OPTIONS\n", escaped(program.text));
  write_options(program, out);
  out += ".SH COMMANDS\n";
  each_command(program.name, program, [&](const std::string& path, const DescribedCommand& command) {
    out += fmt::format(".SS {}\n{}.\n", escaped(path), escaped(command.text));
    write_options(command, out);
  });
  out += kStatus;
  std::map<std::string, std::string> variables;
  collect_variables(program, variables);
  out += ".SH ENVIRONMENT\n";
  for (const auto& [name, option] : variables)
    out += fmt::format(".TP\n{}\nStands for {} where it is not given.\n", bold(name), option);
  out += fmt::format(".TP\n{}\nNo colours, where it is not empty.\n", bold("NO_COLOR"));
  out += kFiles;
  out += kExamples;
  return out;
}

}  // namespace payaudit

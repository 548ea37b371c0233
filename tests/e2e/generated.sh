#!/bin/bash
# The manual page and the completions hold every command and option that --help tells of, and nothing else.
source "$(dirname "$0")/lib.sh"

for what in man bash zsh fish; do "$payaudit" generate $what >"$work/payaudit.$what"; done
PATH=$(dirname "$payaudit"):$PATH

# section NAME WORDS…: the first column of that section of a command's help.
section() {
  local name=$1
  shift
  "$payaudit" "$@" --help | awk -v name="$name:" '
    /^[A-Z]/ { inside = $0 == name; next }
    inside && /^  [^ ]/ { print $1 }'
}
options_of() { section Options "$@" | tr , '\n' | LC_ALL=C sort; }
commands_of() { section Subcommands "$@" | LC_ALL=C sort; }
# choices_of OPTION WORDS…: what the help lists between braces.
choices_of() {
  local option=$1
  shift
  "$payaudit" "$@" --help | awk -v option="$option" '
    $1 ~ "(^|,)" option "$" && match($0, /\{[^}]*\}/) { print substr($0, RSTART + 1, RLENGTH - 2) }' |
    tr , '\n' | sed 's/->.*//' | LC_ALL=C sort
}

# Every command as its words, the program itself first, as an empty line.
all_commands() {
  local name inner
  echo
  for name in $(commands_of); do
    echo "$name"
    for inner in $(commands_of "$name"); do echo "$name $inner"; done
  done
}
mapfile -t all < <(all_commands)
[ "${#all[@]}" -ge 10 ] || fail "only ${#all[@]} commands were found in the help"

same() { # WHAT EXPECTED FOUND
  [ "$2" = "$3" ] || fail "$1: $(diff <(echo "$2") <(echo "$3"))"
}

# --- the manual page
plain=$(sed -E 's/\\f[BIR]//g; s/\\-/-/g' "$work/payaudit.man")
in_manual() { # WORDS…: options of the section of that command
  local title=".SS payaudit $*"
  [ -n "$*" ] || title=".SH OPTIONS"
  awk -v title="$title" '
    /^\.S[HS] / { inside = $0 == title; next }
    inside && heads { if ($0 ~ /^-/) print; heads = 0 }
    inside && $0 == ".TP" { heads = 1 }' <<<"$plain" | sed -E 's/, /\n/g; s/ [^\n]*//g' | sed 's/ .*//' | LC_ALL=C sort
}
for words in "${all[@]}"; do
  # shellcheck disable=SC2086
  same "the manual of 'payaudit $words'" "$(options_of $words)" "$(in_manual $words)"
done
same "commands of the manual" "$(printf 'payaudit %s\n' "${all[@]:1}" | LC_ALL=C sort)" \
  "$(sed -n 's/^\.SS //p' <<<"$plain" | LC_ALL=C sort)"
for variable in $("$payaudit" check --help | grep -o 'Env:[A-Z_]*' | sed 's/Env://'); do
  grep -q "^$variable\$" <<<"$plain" || fail "the manual has no variable $variable"
done
if command -v man >/dev/null && man -l --warnings -Tutf8 "$work/payaudit.man" >"$work/page" 2>"$work/said" &&
  [ -s "$work/page" ]; then
  [ ! -s "$work/said" ] || fail "the manual is not clean: $(cat "$work/said")"
fi

# --- bash: the function that Tab calls, with the words of the line
source "$work/payaudit.bash"
complete -p payaudit | has -- '-F _payaudit payaudit' || fail "bash: nothing completes payaudit"
completed() { # WORD…: what the last one can become
  COMP_WORDS=(payaudit "$@")
  COMP_CWORD=$#
  COMPREPLY=()
  _payaudit
  printf '%s\n' "${COMPREPLY[@]}" | LC_ALL=C sort
}
for words in "${all[@]}"; do
  # shellcheck disable=SC2086
  same "bash: options of 'payaudit $words'" "$(options_of $words)" "$(completed $words -)"
  # shellcheck disable=SC2086
  inner=$(commands_of $words)
  # shellcheck disable=SC2086
  [ -z "$inner" ] || same "bash: commands of 'payaudit $words'" "$inner" "$(completed $words '')"
done
same "bash: a command half written" coverage "$(completed cov)"
same "bash: choices" "$(choices_of --fail-on check)" "$(completed check --fail-on '')"
same "bash: choices after a word that is given" "$(choices_of --fail-on check)" "$(completed check --strict --fail-on '')"
same "bash: choices after =" high "$(completed check --fail-on = hi)"
same "bash: choices of formats" "$(printf 'sarif\nsarif-full')" "$(completed check -f sa)"
mkdir "$work/tree"
cd "$work/tree"
touch 'with blank.tf' report.sarif
mkdir rules
same "bash: files" "$(printf 'report.sarif\nrules\nwith blank.tf')" "$(completed check '')"
same "bash: a file after a format" report.sarif "$(completed check -f sarif : rep)"
same "bash: folders only" rules "$(completed check --policies '')"
same "bash: rules" pan-logged "$(completed explain pan-logge)"
[ -z "$(completed check --exclude '')" ] || fail "bash: nothing can be known of a pattern"

# --- zsh: syntax, and what each function hands to _arguments
if command -v zsh >/dev/null; then
  zsh -n "$work/payaudit.zsh"
  handed() { # FUNCTION: names of options, of all specifications
    zsh -fc 'compdef() { }; _arguments() { print -rl -- "$@" }; source '"$work/payaudit.zsh"'; '"$1" |
      sed -nE 's/^(\*|\([^)]*\))(-[^]+=[]*)[=+]?\[.*/\2/p' | LC_ALL=C sort
  }
  for words in "${all[@]}"; do
    name=$(tr ' -' '__' <<<"_payaudit${words:+_$words}")
    # shellcheck disable=SC2086
    same "zsh: options of 'payaudit $words'" "$(options_of $words)" "$(handed "$name")"
    # shellcheck disable=SC2086
    for inner in $(commands_of $words); do
      sed -n "/^$name() {/,/^}/p" "$work/payaudit.zsh" | has -E "^ +$inner\) " || fail "zsh: no '$words $inner'"
    done
  done
else
  echo "skipped: zsh is not installed"
fi

# --- fish completes a line by itself
if command -v fish >/dev/null; then
  fish -n "$work/payaudit.fish"
  by_fish() { # LINE
    HOME=$work fish --no-config -c 'source $argv[1]; complete -C $argv[2]' "$work/payaudit.fish" "$1" |
      cut -f1 | LC_ALL=C sort
  }
  for words in "${all[@]}"; do
    line="payaudit ${words:+$words }"
    # shellcheck disable=SC2086
    same "fish: options of 'payaudit $words'" "$(options_of $words)" "$(by_fish "$line-")"
    # shellcheck disable=SC2086
    inner=$(commands_of $words)
    [ -z "$inner" ] || same "fish: commands of 'payaudit $words'" "$inner" "$(by_fish "$line")"
  done
  same "fish: choices" "$(choices_of --fail-on check)" "$(by_fish 'payaudit check --fail-on ')"
else
  echo "skipped: fish is not installed"
fi

#!/usr/bin/env bash
# What cannot be written, held or started ends with a message and exit status 2, in every command; formats, colour and progress go
# where they belong.
source "$(dirname "$0")/lib.sh" "$@"

mkdir "$work/tree"
cat >"$work/tree/main.tf" <<'TF'
resource "aws_db_instance" "cards" {
  identifier        = "cards"
  storage_encrypted = false
}
TF
printf '{"$schema": "x", "version": "2.1.0", "runs": []}' >"$work/empty.sarif"

status_in_pipe() {
  local status=0
  "$payaudit" "$@" 2>"$work/err" || status=$?
  echo "$status" >"$work/status"
}

commands=("check $work/tree" "check $work/tree -f json" "check $work/tree -f sarif" "check $work/tree -f json:/dev/full"
  "coverage $work/tree" "coverage $work/tree --json" "facts $work/tree" "facts $work/tree --units" "facts --kinds"
  "facts $work/tree --trace store-unencrypted" "explain store-unencrypted" "explain 3.5.1" "rules" "rules --json"
  "policy test --rule store-unencrypted" "policy lint" "lint-sarif $work/empty.sarif" "--version" "--help" "check --help")
for command in "${commands[@]}"; do
  read -ra words <<<"$command"
  status=0
  "$payaudit" "${words[@]}" >/dev/full 2>"$work/err" || status=$?
  [ "$status" = 2 ] || fail "$command on a full disk: exit status $status"
  grep -q 'cannot write' "$work/err" || fail "$command on a full disk says: $(cat "$work/err")"
  status=0
  "$payaudit" "${words[@]}" >&- 2>"$work/err" || status=$?
  [ "$status" = 2 ] || fail "$command with standard output closed: exit status $status"
  # A pipe whose reader is gone before anything is written.
  { sleep 0.2; status_in_pipe "${words[@]}"; } | true
  [ "$(cat "$work/status")" = 2 ] || fail "$command into a closed pipe: exit status $(cat "$work/status")"
done

# Little memory and no threads: an error, or the same report; never an abort.
"$payaudit" check "$work/tree" -f json --fail-on none >"$work/whole"
for kilobytes in 20000 40000 60000 80000 120000 200000 400000; do
  status=0
  (ulimit -v $kilobytes; exec "$payaudit" check "$work/tree" -f json --fail-on none -j 8) >"$work/out" 2>"$work/err" || status=$?
  case $status in
    0) cmp -s "$work/out" "$work/whole" || fail "with $kilobytes kB another report" ;;
    2) grep -q 'not enough memory' "$work/err" || fail "with $kilobytes kB: $(cat "$work/err")" ;;
    127) ;;  # the loader itself had not enough
    *) fail "with $kilobytes kB: exit status $status: $(cat "$work/err")" ;;
  esac
done

# Formats and files.
[ "$(status_of "$payaudit" check "$work/tree" -f text -f json)" = 2 ] || fail "two formats on one standard output"
[ "$(status_of "$payaudit" check "$work/tree" -f json -o "$work/o.json" --fail-on none)" = 0 ] || fail "-o: $(cat "$work/err")"
[ ! -s "$work/out" ] && cmp "$work/o.json" "$work/whole" || fail "-o does not hold the report"
[ "$(wc -c <"$work/whole")" -lt 20000 ] || fail "a small report has $(wc -c <"$work/whole") bytes"
"$payaudit" check "$work/tree" -f json --with-catalogue --fail-on none | has '"requirements"' || fail "no catalogue"

# Only what was asked for.
"$payaudit" check "$work/tree" --rule store-unencrypted -f json --fail-on none >"$work/out"
grep -q 'only these rules were judged: store-unencrypted' "$work/out" || fail "--rule does not say what was judged"
! grep '"rule":' "$work/out" | has -v store-unencrypted || fail "--rule judges others"
[ "$(status_of "$payaudit" check "$work/tree" --rule store-unencrypte)" = 2 ] || fail "an unknown rule is taken"
grep -q "did you mean 'store-unencrypted'" "$work/err" || fail "no near rule: $(cat "$work/err")"
"$payaudit" check "$work/tree" --severity critical --fail-on none >"$work/out"
! grep -qE '^(error|warning)\[store-unencrypted\]' "$work/out" && grep -q 'not shown (under critical)' "$work/out" || fail "--severity"
"$payaudit" check "$work/tree" -q --fail-on none >"$work/out"
! grep -q 'files\? .*examined\|note:' "$work/out" && grep -qE '^(error|warning)\[store-unencrypted\]' "$work/out" || fail "-q"
"$payaudit" check "$work/tree" -v --fail-on none 2>&1 >/dev/null | has '^root ' || fail "-v says nothing"

# Every format is a file of its own in one run, and those without a place for counts are not silent about them.
formats=(text json sarif sarif-full github github-summary gitlab junit markdown azure bitbucket sonar csv agent)
for format in "${formats[@]}"; do all+=(-f "$format:$work/all.$format"); done
[ "$(status_of "$payaudit" check "$work/tree" "${all[@]}" --fail-on none)" = 0 ] || fail "all formats: $(cat "$work/err")"
for format in "${formats[@]}"; do grep -q store-unencrypted "$work/all.$format" || fail "$format names no finding"; done
for format in gitlab sonar csv; do
  "$payaudit" check "$work/tree" -f "$format" --fail-on none 2>&1 >/dev/null | has ', 0 waived' || fail "$format says nothing of what is waived"
done
[ -z "$("$payaudit" check "$work/tree" -f gitlab -q --fail-on none 2>&1 >/dev/null)" ] || fail "-q with gitlab"

# The summary of a workflow's step: behind what is there, for the format github alone, and never over the limit.
echo "before" >"$work/summary"
GITHUB_STEP_SUMMARY="$work/summary" "$payaudit" check "$work/tree" -f text --fail-on none >"$work/out"
[ "$(cat "$work/summary")" = before ] || fail "text writes the summary of a step"
GITHUB_STEP_SUMMARY="$work/summary" "$payaudit" check "$work/tree" -f github --fail-on none >"$work/out"
head -1 "$work/summary" | has -x before && grep -q '^### payaudit: ' "$work/summary" || fail "the summary of a step is not written"
head -c 1048000 /dev/zero | tr '\0' x >"$work/summary"
GITHUB_STEP_SUMMARY="$work/summary" "$payaudit" check "$work/tree" -f github --fail-on none >"$work/out" 2>"$work/err"
[ "$(wc -c <"$work/summary")" = 1048000 ] && grep -q 'no summary fits' "$work/err" || fail "a full summary: $(cat "$work/err")"

# A program that writes code gets its own format, a person text.
CLAUDECODE=1 "$payaudit" check "$work/tree" --fail-on none >"$work/out"
[ "$(wc -l <"$work/out")" -lt 20 ] && ! grep -q '^ *-->' "$work/out" || fail "agent: $(cat "$work/out")"
CLAUDECODE=1 "$payaudit" check "$work/tree" -f text --fail-on none | has '^ *-->' || fail "-f text under an agent"

# One text from standard input.
"$payaudit" check - --stdin-path "$work/tree/a/main.tf" -f json --fail-on none <"$work/tree/main.tf" | has '"path": ".*main.tf"' || fail "-"
[ "$(status_of "$payaudit" check - </dev/null)" = 2 ] || fail "a text without a name is taken"

"$payaudit" --version | has -E '^payaudit [0-9.]+ \(([0-9a-f]{12}( with changes)?|unknown)\)$' || fail "version: $("$payaudit" --version)"

# Colour and progress on a terminal.
if command -v python3 >/dev/null; then
  cat >"$work/terminal.py" <<'PYTHON'
import os, pty, sys
out = b""
def read(fd):
    global out
    data = os.read(fd, 65536)
    out += data
    return b""
pty.spawn(sys.argv[1:], read)
sys.stdout.buffer.write(out)
PYTHON
  run() { TERM=${TERM_IS:-xterm} python3 "$work/terminal.py" "$payaudit" check "$work/tree" --fail-on none "$@" </dev/null; }
  run | has $'\x1b\\[' || fail "no colour on a terminal"
  ! NO_COLOR=1 run | has $'\x1b\\[' || fail "NO_COLOR is passed over"
  ! TERM_IS=dumb run | has $'\x1b\\[' || fail "a dumb terminal gets colours"
  ! run --color never | has $'\x1b\\[' || fail "--color never is passed over"
  NO_COLOR=1 run --color always | has $'\x1b\\[' || fail "--color always is passed over"
fi
! "$payaudit" check "$work/tree" --fail-on none | has $'\x1b\\[' || fail "colour into a pipe"
"$payaudit" check "$work/tree" --color always --fail-on none | has $'\x1b\\[' || fail "--color always into a pipe"
echo "no output is lost without a word"

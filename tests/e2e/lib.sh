# Shared by the scripts: a folder that goes away, and how a check fails.
set -euo pipefail
payaudit=$1
root=$2
work=$(mktemp -d)
trap 'chmod -R u+rwx "$work" 2>/dev/null || true; rm -rf "$work"' EXIT
export SOURCE_DATE_EPOCH=1764000000
# What is tested is what a person gets, whoever runs the tests.
unset AI_AGENT AUGMENT_AGENT CLAUDECODE CLAUDE_CODE CLINE_ACTIVE CODEX_SANDBOX CODEX_THREAD_ID CURSOR_AGENT GEMINI_CLI GOOSE_TERMINAL OPENCODE
unset GITHUB_STEP_SUMMARY GITHUB_SERVER_URL GITHUB_REPOSITORY GITHUB_SHA PAYAUDIT_FORMAT

fail() {
  echo "FAILED: $*" >&2
  exit 1
}

# status_of COMMAND…: its exit status, its output in $work/out and $work/err.
status_of() {
  local status=0
  "$@" >"$work/out" 2>"$work/err" || status=$?
  echo "$status"
}

# has PATTERN: whether a line of standard input fits; reads all of it, so that who writes it is not cut off.
has() {
  grep "$@" >/dev/null
}

#!/bin/sh
# gate.sh [OPTION of payaudit check]… [PATH]…: what the change of a pull or merge request breaks.
#
# Finds the base that the build server names, fetches what the clone lacks of it, and runs `payaudit check --base`. Settings and waivers
# are those of the base, and this script is the program's own (`payaudit init --show gate.sh`): a change brings neither. The exit status
# is that of payaudit; 2 where a change has no base.
#
# Without a change the whole tree is reported and no violation fails the build; PAYAUDIT_GATE_ALL=1 lets all of them count.
# PAYAUDIT_BASE names the base where no build server does, PAYAUDIT the program.
set -eu

say() { printf 'payaudit gate: %s\n' "$*" >&2; }
give_up() {
  say "$*"
  exit 2
}

# In a container the checkout seldom belongs to whoever runs this, and git then refuses to read it.
settings=${GIT_CONFIG_COUNT:-0}
export "GIT_CONFIG_KEY_$settings=safe.directory" "GIT_CONFIG_VALUE_$settings=*" GIT_CONFIG_COUNT=$((settings + 1))

base=${PAYAUDIT_BASE:-}
branch=
if [ -n "$base" ]; then
  :
elif [ -n "${CI_MERGE_REQUEST_TARGET_BRANCH_SHA:-}" ]; then
  base=$CI_MERGE_REQUEST_TARGET_BRANCH_SHA # GitLab, of a merged result: its other parent
elif [ -n "${CI_MERGE_REQUEST_DIFF_BASE_SHA:-}" ]; then
  base=$CI_MERGE_REQUEST_DIFF_BASE_SHA
elif [ -n "${GITHUB_BASE_REF:-}" ]; then
  branch=$GITHUB_BASE_REF
elif [ -n "${CHANGE_ID:-}" ]; then
  branch=${CHANGE_TARGET:-} # Jenkins
elif [ -n "${SYSTEM_PULLREQUEST_TARGETBRANCH:-}" ]; then
  branch=${SYSTEM_PULLREQUEST_TARGETBRANCH#refs/heads/} # Azure
elif [ -n "${BITBUCKET_PR_ID:-}" ]; then
  branch=${BITBUCKET_PR_DESTINATION_BRANCH:-}
else
  if [ "${PAYAUDIT_GATE_ALL:-}" != 1 ]; then
    say "no pull or merge request: all of the tree is reported, no violation fails the build"
    export PAYAUDIT_FAIL_ON=none
  fi
  exec "${PAYAUDIT:-payaudit}" check "$@"
fi

command -v git >/dev/null || give_up "git is not installed: the base cannot be read"
git rev-parse --git-dir >/dev/null 2>&1 || give_up "this is no git repository: check it out with its history"

if [ -z "$base" ]; then
  [ -n "$branch" ] || give_up "the build server names no target branch: set PAYAUDIT_BASE"
  base=refs/remotes/origin/$branch
  if ! git fetch -q --no-tags origin "+refs/heads/$branch:$base"; then
    git rev-parse -q --verify "$base^{commit}" >/dev/null || give_up "$branch cannot be fetched: check out with all history"
    say "$branch cannot be fetched: the base is what an earlier fetch left"
  fi
fi

has_merge_base() { git merge-base "$base" HEAD >/dev/null 2>&1; }
if ! has_merge_base && [ "$(git rev-parse --is-shallow-repository)" = true ]; then
  say "the clone is shallow: fetching the history between $base and the change"
  git fetch -q --no-tags --unshallow origin || give_up "the history cannot be fetched: check out with all of it (fetch-depth: 0, GIT_DEPTH: \"0\")"
fi
has_merge_base || give_up "$base and the change have no common commit in this clone: check out with all history"
exec "${PAYAUDIT:-payaudit}" check --base "$base" "$@"

#!/usr/bin/env bash
# Hostile input: no crash, no hang, a gap with its reason, exit status 3.
source "$(dirname "$0")/lib.sh" "$@"

# check NAME REASON: audits $work/tree; the report must hold a gap of that reason for NAME within 60 seconds.
check() {
  local status
  status=$(status_of timeout 60 "$payaudit" check "$work/tree" -f json)
  [ "$status" = 3 ] || fail "$1: exit status $status, not 3: $(head -c 300 "$work/err")"
  tr -d '\n' <"$work/out" | grep -qE "\"path\": *\"$1\"[^}]*\"reason\": *\"$2\"" || fail "$1: no gap for $2: $(grep -A6 '"gaps"' "$work/out" | head -20)"
  rm -rf "$work/tree"
  mkdir "$work/tree"
}

mkdir "$work/tree"
printf ',\n' >"$work/tree/comma.yaml"
check comma.yaml syntax
for _ in $(seq 300); do printf -- '- '; done >"$work/tree/nested.yaml"
echo x >>"$work/tree/nested.yaml"
check nested.yaml limit
head -c 100000 /dev/zero | tr '\0' '[' >"$work/tree/brackets.json"
check brackets.json limit
head -c 100000 /dev/zero | tr '\0' '[' >"$work/tree/brackets.yaml"
check brackets.yaml limit
{ printf '{"a": ['; head -c 52428800 /dev/zero | sed 's/\x0/1,/g'; printf '1]}'; } >"$work/tree/large.json"
check large.json limit
printf 'a: "\xff\xfe\xfd"\n' >"$work/tree/bytes.yaml"
check bytes.yaml 'encoding|syntax'
printf 'resource "a" "b" {\0}\n' >"$work/tree/nul.tf"
check nul.tf encoding
ln -s loop "$work/tree/loop"
check loop unreadable
for name in deep.java deep.py deep.js deep.ts deep.go deep.tf; do
  head -c 100000 /dev/zero | tr '\0' '(' >"$work/tree/$name"
  check "$name" 'limit|syntax'
done
if [ "$(id -u)" != 0 ]; then  # root reads everything
  echo 'a: 1' >"$work/tree/secret.yaml"
  chmod 000 "$work/tree/secret.yaml"
  check secret.yaml unreadable
fi
echo "every hostile file became a gap"

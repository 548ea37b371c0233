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

# ends WHAT: the audit of $work/tree ends within 60 seconds, whatever it finds.
ends() {
  local status
  status=$(status_of timeout 60 "$payaudit" check "$work/tree" -f json)
  case $status in 0 | 1 | 3) ;; *) fail "$1: exit status $status" ;; esac
  rm -rf "$work/tree"
  mkdir "$work/tree"
}

# repeat TEXT BYTES: the text over and over.
repeat() {
  head -c "$2" < <(yes "$1" 2>/dev/null | tr -d '\n')
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
# Each kept the parser busy for 4 seconds to a minute: it copies all it has skipped, or tries every token at every word.
repeat 'a<' 200000 >"$work/tree/compared.java"
check compared.java limit
for text in '"' 'a ' "'" '@' '`' '$ ' 'a!' '<*' '"?'; do
  for ending in java py js ts tsx go tf; do repeat "$text" 100000 >"$work/tree/repeated.$ending"; done
  ends "'$text' over and over in source code"
done
# A gap a byte, all on one line; passwords without a user; documents without a template.
{ echo 'server {'; repeat ';' 100000; } >"$work/tree/nginx.conf"
check nginx.conf syntax
seq -f 'a%.0f.password=value' 50000 >"$work/tree/many.properties"
ends "50,000 passwords in one file"
for i in $(seq 20000); do printf -- '---\napiVersion: v1\nkind: Service\nmetadata: {name: s%s}\n' "$i"; done >"$work/tree/many.yaml"
ends "20,000 documents in one file"
if [ "$(id -u)" != 0 ]; then  # root reads everything
  echo 'a: 1' >"$work/tree/secret.yaml"
  chmod 000 "$work/tree/secret.yaml"
  check secret.yaml unreadable
fi
echo "every hostile file became a gap"

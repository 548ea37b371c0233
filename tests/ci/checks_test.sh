#!/bin/bash
# ci/check-layers and ci/check-tree find what they are for, and nothing else. Usage: checks_test.sh ROOT
set -euo pipefail
root=$1
tree=$(mktemp -d)
trap 'rm -rf "$tree"' EXIT
cd "$tree"
failed=0

# check SENTENCE CHECKER STATUS OUTPUT
check() {
  local status=0 output
  output=$("$root/ci/$2" "$tree" 2>&1) || status=$?
  if [ "$status" != "$3" ] || [ "$output" != "$4" ]; then
    printf 'FAILED: %s\nexpected (%s):\n%s\ngot (%s):\n%s\n' "$1" "$3" "$4" "$status" "$output"
    failed=1
  fi
}

# file PATH LINE…
file() {
  mkdir -p "$(dirname "$1")"
  printf '%s\n' "${@:2}" >"$1"
}

mkdir -p ci
cp "$root/ci/layers.txt" ci/
file scanners/syntax/yaml/yaml.cc '#include <vector>' '#include "scanners/units/tree.h"' '#include "scanners/syntax/yaml/yaml.h"'
file checker/main.cc '#include "rules/judge/judge.h"' '#include "scanners/syntax/yaml/yaml.h"'
check "a layer includes itself and what is listed" check-layers 0 ""

file scanners/syntax/yaml/yaml.cc '#include "scanners/syntax/json/json.h"' '  # include "rules/findings/finding.h"'
check "a format includes no other format, and no findings" check-layers 1 \
  'scanners/syntax/yaml/yaml.cc:1: scanners/syntax/yaml may not include scanners/syntax/json ("scanners/syntax/json/json.h")
scanners/syntax/yaml/yaml.cc:2: scanners/syntax/yaml may not include rules/findings ("rules/findings/finding.h")'

file scanners/syntax/yaml/yaml.cc '#include "yaml.h"'
file common/strings.h
file scanners/common.h
check "includes are written from the root, and a file belongs to a layer" check-layers 1 \
  'scanners/common.h:1: belongs to no layer of ci/layers.txt
scanners/syntax/yaml/yaml.cc:1: "yaml.h" is in no layer; includes are written from the root of the repository'

git init -q .
key='-----BEGIN PRIVATE KEY-----'
body=$(printf 'A%.0s' {1..64})
file package-lock.json '{"integrity": "sha512-AAAA"}'
file scanners/pem.cc "constexpr char kHeader[] = \"$key\";" "constexpr char kNext[] = \"short\";"
file tests/key.pem "$key" "$body"
file Dockerfile 'COPY /home/build/work/out /app' 'WORKDIR /app'
git add -A
check "headers of keys, keys of tests, and paths that end like ours are fine" check-tree 0 ""

machine=/work # apart from what follows, so that this file is fine itself
file deploy/key.pem "$key" "$body"
file package-lock.json '{' '"resolved": "x"}'
file notes.txt "see $machine/main"
git add -A
check "keys, registries and paths of a machine are found" check-tree 1 \
  'package-lock.json:2: names a package registry
deploy/key.pem:1: is a private key
notes.txt:1: names a path of a machine'

exit $failed

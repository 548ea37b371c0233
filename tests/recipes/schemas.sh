#!/usr/bin/env bash
# schemas.sh PAYAUDIT ROOT FOLDER: the recipes against the schemas of their platforms, and the hooks run by pre-commit itself, with
# packages of PyPI in a virtual environment below FOLDER. Skipped where they cannot be installed.
set -euo pipefail
payaudit=$1 root=$2 folder=$3
here=$root/tests/recipes
environment=$folder/recipes-environment

skip() {
  echo "SKIPPED: $*: the recipes were held against no schema, and pre-commit ran none of the hooks"
  exit 77
}

if ! cmp -s "$here/requirements.txt" "$environment/requirements.txt"; then
  rm -rf "$environment"
  python3 -m venv "$environment" >/dev/null 2>&1 || skip "python3-venv is missing"
  timeout 300 "$environment/bin/pip" install -q --disable-pip-version-check -r "$here/requirements.txt" >"$environment/log" 2>&1 ||
    skip "PyPI does not give the packages of tests/recipes/requirements.txt"
  cp "$here/requirements.txt" "$environment/"
fi
exec "$environment/bin/python" "$here/schemas_test.py" "$payaudit" "$root" "$environment/bin"

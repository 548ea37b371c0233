#!/usr/bin/env bash
# SARIF of the example shop, the demo shop and the API specs is valid: for the schemas, for a validator of others, for our own lint.
source "$(dirname "$0")/lib.sh" "$@"

trees=("$root/examples/webshop")
if [ -d "$root/../shared/corpus" ]; then
  trees+=("$root/../shared/corpus/demo-shop" "$root"/../shared/corpus/api-specs/*.yaml "$root"/../shared/corpus/api-specs/*.json)
else
  echo "skipped: the corpus beside the tree is not here; only the example shop is checked"
fi
n=0
for tree in "${trees[@]}"; do
  n=$((n + 1))
  "$payaudit" check "$tree" -f "sarif:$work/$n.sarif" -f "sarif-full:$work/$n.full.sarif" --fail-on none || [ $? = 3 ] || fail "$tree: no report"
  "$payaudit" lint-sarif "$work/$n.sarif" || fail "$tree: lint"
  "$payaudit" lint-sarif --evidence "$work/$n.full.sarif" || fail "$tree: lint of all verdicts"
done
"$root/ci/sarif-check" "$work"/*.sarif
echo "$n trees give valid SARIF"

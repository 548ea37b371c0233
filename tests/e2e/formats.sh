#!/usr/bin/env bash
# The formats for build servers, of real trees, keep their schemas and limits.
source "$(dirname "$0")/lib.sh" "$@"

trees=("$root/examples/webshop")
if [ -d "$root/../shared/corpus/demo-shop" ]; then
  trees+=("$root/../shared/corpus/demo-shop")
else
  echo "skipped: the corpus beside the tree is not here; only the example shop is checked"
fi
command -v node >/dev/null && [ -d "$root/node_modules/ajv" ] || { echo "skipped: node or node_modules is missing; run ci/setup"; exit 77; }

n=0
for tree in "${trees[@]}"; do
  n=$((n + 1))
  outputs=()
  for format in gitlab sonar bitbucket junit json csv github github-summary azure markdown agent; do
    outputs+=(-f "$format:$work/$n.$format")
  done
  "$payaudit" check "$tree" "${outputs[@]}" >"$work/out" || [ $? -lt 4 ] || fail "$tree: no report"
  [ ! -s "$work/out" ] || fail "$tree: something is on standard output"
  for format in gitlab sonar bitbucket json; do mv "$work/$n.$format" "$work/$n.$format.json"; done
done
node "$root/ci/schema-check.mjs" "$root/docs/schemas/gitlab-code-quality.json" "$work"/*.gitlab.json
node "$root/ci/schema-check.mjs" "$root/docs/schemas/sonar-generic-issues.json" "$work"/*.sonar.json
node "$root/ci/schema-check.mjs" "$root/docs/schemas/bitbucket-code-insights.json" "$work"/*.bitbucket.json
node "$root/ci/schema-check.mjs" "$root/docs/schemas/payaudit-report-1.json" "$work"/*.json.json
if command -v xmllint >/dev/null; then
  xmllint --noout --nonet --schema "$root/docs/schemas/junit.xsd" "$work"/*.junit 2>"$work/err" || fail "junit: $(cat "$work/err")"
else
  echo "skipped: xmllint is missing; run ci/setup"
fi

# What no schema says: nothing stands there twice, and every format tells as many findings as the report of all.
cat >"$work/counts.mjs" <<'JS'
import { readFileSync } from "node:fs";
const [prefix] = process.argv.slice(2);
const read = (format) => JSON.parse(readFileSync(`${prefix}.${format}.json`, "utf8"));
const all = (condition, text) => { if (!condition) { console.error(text); process.exitCode = 1; } };
const unique = (values) => new Set(values).size === values.length;
const open = read("json").findings.filter((f) => f.verdict === "violation" && !f.suppression);
const gitlab = read("gitlab");
all(open.length > 0, "no finding: nothing was tested");
all(gitlab.length === open.length, `gitlab: ${gitlab.length} of ${open.length}`);
all(unique(gitlab.map((i) => i.fingerprint)), "gitlab: a fingerprint stands there twice");
const { rules, issues } = read("sonar");
const ids = rules.map((r) => r.id);
all(issues.length === open.length, `sonar: ${issues.length} of ${open.length}`);
all(unique(ids) && issues.every((i) => ids.includes(i.ruleId)), "sonar: rules");
const annotations = read("bitbucket").annotations.flat();
all(annotations.length === Math.min(open.length, 1000), `bitbucket: ${annotations.length} of ${open.length}`);
all(unique(annotations.map((a) => a.external_id)), "bitbucket: an identifier stands there twice");
JS
for i in $(seq "$n"); do
  node "$work/counts.mjs" "$work/$i" || fail "tree $i"
  for level in error warning notice; do
    [ "$(grep -c "^::$level " "$work/$i.github")" -le 10 ] || fail "tree $i: more than ten annotations of the level $level"
  done
  [ "$(wc -c <"$work/$i.agent")" -le 8192 ] || fail "tree $i: the format agent is over its budget"
  [ "$(wc -c <"$work/$i.markdown")" -le 65536 ] || fail "tree $i: the comment is too long"
  [ "$(head -1 "$work/$i.markdown")" = '<!-- payaudit -->' ] || fail "tree $i: the comment has no marker"
  for format in github azure markdown agent github-summary; do
    grep -qE '[0-9]+ waived' "$work/$i.$format" || fail "tree $i: $format does not say what is waived"
  done
done
echo "$n trees in 11 formats"

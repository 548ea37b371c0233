#!/usr/bin/env bash
# A waived violation leaves no requirement without a word: every summary counts it as waived.
source "$(dirname "$0")/lib.sh" "$@"

mkdir "$work/tree"
cat >"$work/tree/main.tf" <<'TF'
resource "aws_s3_bucket" "shop" {
  bucket = "shop-pictures"
  acl    = "public-read" # payaudit:ignore store-public until=2099-01-31 by=@shop reason="pictures are public"
}
TF
"$payaudit" check "$work/tree" -f "json:$work/report.json" -f text --fail-on none >"$work/text" || true
grep -q '"suppression"' "$work/report.json" || fail "the violation is not waived"
grep -q '"waived": 1' "$work/report.json" || fail "json counts no waived violation"
grep -q '^ .*waived' "$work/text" || fail "the table of the text has no waived violations"
"$payaudit" coverage "$work/tree" >"$work/coverage" || true
grep -qE ' waived +0 +0 +[0-9]+ +1$' "$work/coverage" || fail "no row of the coverage is waived"
echo "waived violations are counted as such"

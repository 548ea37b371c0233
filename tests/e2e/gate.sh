#!/usr/bin/env bash
# A pull request against the example shop: what it breaks gates, on the lines that broke it, and nothing else does.
source "$(dirname "$0")/lib.sh" "$@"
tree=$work/shop
cp -r "$root/examples/webshop" "$tree"
git() { command git -C "$tree" -c user.name=t -c user.email=t@example.com "$@"; }
controller=services/checkout/src/main/java/shop/kiesel/checkout/phone/PhoneOrderController.java
sed -i 's/^    log.info("phone order for {} with card {}", request.sku(), CardMask.mask(request.cardNumber()));$/    String shown = CardMask.mask(request.cardNumber());\n    log.info("phone order for {} with card {}", request.sku(), shown);/' "$tree/$controller"
has -F 'String shown = CardMask' <"$tree/$controller" || fail "the example shop masks no card number any more"
git init -q -b main
git add -A
git commit -q -m shop
git checkout -q -b change

check() { status_of "$payaudit" check "$tree" --base main -f "json:$work/report.json" -f "sarif-full:$work/report.sarif" "$@"; }
# What gates, with the line that it is annotated on; then how many are new, old and gone.
told() {
  python3 - "$work/report.json" <<'PY'
import json, sys
report = json.load(open(sys.argv[1]))
for finding in report["findings"]:
    if finding.get("gates"):
        at = finding.get("changed", finding["place"])
        print(finding["rule"], finding["place"]["path"].split("/")[-1], at["path"].split("/")[-1], at["line"])
gone = report["comparison"]["gone"]
print(report["comparison"]["new"], "new,", report["comparison"]["unchanged"], "unchanged,", len(gone), "gone")
PY
}
expect() {
  diff <(cat) <(told) >"$work/diff" || fail "$1: $(cat "$work/diff" "$work/err")"
}

[ "$(check)" = 0 ] || fail "an unchanged tree gates: $(cat "$work/out" "$work/err")"
expect "nothing changed" <<<"0 new, 98 unchanged, 0 gone"

# Old findings move, and a file with some is renamed.
for file in infra/storage.tf infra/network.tf k8s/ledger.yaml docker-compose.yaml; do
  sed -i '1i # moved\n# by\n# three lines' "$tree/$file"
done
mv "$tree/services/ledger/ledger/payouts.py" "$tree/services/ledger/ledger/outgoing.py"
# One violation comes, in a file that is not even staged.
printf 'CREATE TABLE refund_order (\n  card_number VARCHAR(19) NOT NULL\n);\n' \
  >"$tree/services/checkout/src/main/resources/db/migration/V9__refund_orders.sql"
# A masker goes; the call that logs stays as it is.
sed -i 's/String shown = CardMask.mask(request.cardNumber());/String shown = request.cardNumber();/' "$tree/$controller"
# The change waives what it brings, and ignores all there is.
mkdir -p "$tree/.payaudit"
cat >"$tree/.payaudit/waivers.yaml" <<'YAML'
version: 1
waivers:
  - id: W-1
    rule: pan-column-clear
    path: services/**
    kind: accepted-risk
    reason: "the refunds are paid out next week"
    owner: "@shop"
    approver: "@security"
    approved_on: 2025-11-01
    expires: 2025-12-31
YAML
sed -i '/^fail_on:/d' "$tree/payaudit.yaml"
printf 'ignore: ["**"]\nfail_on: none\n' >>"$tree/payaudit.yaml"
[ "$(check)" = 1 ] || fail "the change does not gate: $(cat "$work/out" "$work/err")"
told | sed '$d' >"$work/gating"
line=$(grep -n 'String shown = request.cardNumber' "$tree/$controller" | cut -d: -f1)
diff - "$work/gating" <<EOF || fail "other findings gate: $(cat "$work/out")"
pan-column-clear V9__refund_orders.sql V9__refund_orders.sql 2
pan-logged PhoneOrderController.java PhoneOrderController.java $line
EOF
told | has -E '^[0-9]+ new, 98 unchanged, 0 gone$' || fail "old findings are new or gone: $(told)"

# A base that is not there is an error, never all or nothing.
[ "$(status_of "$payaudit" check "$tree" --base origin/main)" = 2 ] || fail "a missing base is no error"
has -F "no such commit in this repository" <"$work/err" || fail "says not what is missing: $(cat "$work/err")"

# Nor is a repository that git refuses, and what gates where nothing is compared.
refused() {
  [ "$(status_of env GIT_TEST_ASSUME_DIFFERENT_OWNER=1 GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_SYSTEM=/dev/null "$payaudit" check "$tree" --base main)" = 2 ]
}
refused || fail "a refused repository is no error"
has -F "git config --global --add safe.directory $tree" <"$work/err" || fail "says not how to trust it: $(cat "$work/err")"
[ "$(status_of "$payaudit" check "$tree" --gate-on rules)" = 2 ] || fail "--gate-on is taken where nothing is compared"
has -F "say with what by --base REV or --baseline FILE" <"$work/err" || fail "says not what is missing: $(cat "$work/err")"

# A submodule whose former commit was not fetched: told, and no reason to gate.
lib=$work/lib
command git init -q -b main "$lib"
printf 'import logging\n\ndef pay(card_number):\n    logging.info(card_number)\n' >"$lib/pay.py"
library() { command git -C "$1" -c user.name=t -c user.email=t@example.com "${@:2}"; }
library "$lib" add -A
library "$lib" commit -q -m lib
shop=$work/with-lib
command git init -q -b main "$shop"
library "$shop" -c protocol.file.allow=always submodule --quiet add "file://$lib" lib
library "$shop" commit -q -m shop
sed -i '1i # moved' "$lib/pay.py"
library "$lib" commit -q -a -m more
rm -rf "$shop/lib" "$shop/.git/modules"
command git clone -q --depth 1 "file://$lib" "$shop/lib"
[ "$(status_of "$payaudit" check "$shop" --base main -f "json:$work/report.json")" = 0 ] || fail "what may be old gates: $(cat "$work/out" "$work/err")"
has -F "warning: --base main: the base has the submodule lib at commit" <"$work/err" || fail "an incomplete base is not told: $(cat "$work/err")"
has -F 'git -C lib fetch --unshallow' <"$work/err" || fail "says not how to fetch it: $(cat "$work/err")"
python3 -c '
import json, sys
report = json.load(open(sys.argv[1]))
assert any("submodule lib" in note for note in report["comparison"]["notes"]), report["comparison"]
assert any(finding.get("cause") == "base" for finding in report["findings"]), report["findings"]' "$work/report.json" || fail "the report tells no incomplete base"

# The same against a file of known findings, without git.
command rm -rf "$tree/.git"
git init -q
[ "$(status_of "$payaudit" check "$root/examples/webshop" -f "baseline:$work/known" --fail-on none)" = 0 ] || fail "no baseline: $(cat "$work/err")"
[ "$(status_of "$payaudit" check "$root/examples/webshop" --baseline "$work/known")" = 0 ] || fail "known findings gate: $(cat "$work/out")"
LC_ALL=C sort -c <(grep -v '^#' "$work/known") || fail "the lines of a baseline are not sorted"
sed -i '/ pan-column-clear /d' "$work/known"
[ "$(status_of "$payaudit" check "$root/examples/webshop" --baseline "$work/known")" = 1 ] || fail "an unknown finding does not gate"

# What passes without anybody having agreed to it by name is told in every report of a pull request.
tree=$work/quiet
mkdir -p "$tree/.payaudit"
printf 'import logging\n\ndef charge(card_number):\n    logging.info(card_number)\n' >"$tree/pay.py"
cat >"$tree/.payaudit/waivers.yaml" <<'YAML'
version: 1
waivers:
  - id: W-7
    rule: pan-logged
    path: "*.py"
    kind: accepted-risk
    reason: "these are old, and are mended with the next release"
    owner: "@shop"
    approver: "@security"
    approved_on: 2025-11-01
    expires: 2025-12-31
YAML
git init -q -b main
git add -A
git commit -q -m quiet
printf '\ndef refund(card_number):\n    logging.info(card_number)\n' >>"$tree/pay.py"
printf 'import logging\n\0' >"$tree/void.py"
waived="1 new finding falls under a broad waiver of the base: W-7"
unread="1 newly unread file is undetermined for every rule"
status=$(status_of "$payaudit" check "$tree" --base main -f text -f "markdown:$work/report.md" -f "json:$work/report.json")
[ "$status" != 1 ] || fail "what the base waives gates: $(cat "$work/out")"
for told in "$work/out" "$work/report.md" "$work/report.json"; do
  has -F "$waived" <"$told" || fail "$told: says nothing of what a broad waiver covers: $(cat "$told")"
  has -F "$unread" <"$told" || fail "$told: says nothing of a file that came unread: $(cat "$told")"
done

# A file does not lose what is found in it by a move to the tests.
git checkout -q -- .
command rm -f "$tree/void.py" "$tree/.payaudit/waivers.yaml"
git add -A
git commit -q -m open
mkdir -p "$tree/tests"
mv "$tree/pay.py" "$tree/tests/pay.py"
[ "$(check)" = 0 ] || fail "a move gates: $(cat "$work/out")"
told | has -E '^0 new, [0-9]+ unchanged, 0 gone$' || fail "what moved to the tests is gone: $(told)"
printf '\ndef refund(card_number):\n    logging.info(card_number)\n' >>"$tree/tests/pay.py"
[ "$(check)" = 1 ] || fail "what comes with a move to the tests passes: $(cat "$work/out")"
told | has -E '^pan-logged pay.py pay.py 7$' || fail "something else gates: $(told)"

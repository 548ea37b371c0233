#!/usr/bin/env bash
# Waivers as their users meet them: added, approved, listed, checked, ended; and under a base.
source "$(dirname "$0")/lib.sh" "$@"
unset SOURCE_DATE_EPOCH
on=(--as-of 2026-11-29)
tree=$work/tree
mkdir -p "$tree/src"
git() { command git -C "$tree" -c user.name=t -c user.email=t@example.com "$@"; }
git init -q
cat >"$tree/src/pay.py" <<'PY'
import logging
log = logging.getLogger(__name__)
def pay(cvv, card_number):
    log.info("code %s", cvv)  # payaudit:ignore sad-logged until=2027-01-31 by=@shop reason="for now"
    log.info("card %s", card_number)
    log.debug("card %s", card_number)
PY
add() {
  status_of "$payaudit" waiver add "$@" --tree "$tree" "${on[@]}" --kind false-positive --owner @shop --expires 2027-01-31
}
reason="the parameter is a reference, no number"
is() { [ "$1" = "$2" ] || fail "$3: $1 in place of $2: $(cat "$work/out" "$work/err")"; }
says() { has -F "$1" <"$work/out" || has -F "$1" <"$work/err" || fail "does not say '$1': $(cat "$work/out" "$work/err")"; }

# A comment does not silence a critical finding, and says what does.
is "$(status_of "$payaudit" check "$tree" "${on[@]}")" 1 "check"
says "a comment cannot waive a critical finding"
says "waive: payaudit waiver add sad-logged src/pay.py:4"

# What would suppress nothing is not written, and what is not one finding is asked for.
is "$(add sad-logged --reason short)" 2 "a short reason"
says "the reason has 5 characters, and 20 are the least"
[ ! -e "$tree/.payaudit" ] || fail "something was written"
is "$(add sad-loged --reason "$reason")" 2 "an unknown rule"
says "did you mean 'sad-logged'?"
is "$(add pan-logged --reason "$reason")" 2 "two findings"
says "2 findings are meant; name one by its fingerprint, or take --all:"
says "src/pay.py:6  pan-logged"
is "$(add pan-logged src/pay.py:3 --reason "$reason")" 2 "no finding"
says "no open finding of 'pan-logged' at src/pay.py:3"
is "$(add sad-logged --reason "$reason" --approver " @SHOP")" 2 "the owner approves"
says "the approver is the owner"
is "$(status_of "$payaudit" waiver add sad-logged --tree "$tree" "${on[@]}" --kind accepted-risk --owner @shop --reason "$reason" --expires 2027-10-31)" 2 "too long"
says "for a critical finding 90 are the most"

# A draft suppresses nothing; approved, it does.
is "$(add sad-logged --reason "$reason")" 0 "a draft"
says ".payaudit/waivers.yaml:7: W-1 of src/pay.py:4"
says "a draft: it suppresses nothing"
is "$(add sad-logged --reason "$reason")" 2 "a second draft"
says "W-1 is a draft of it"
is "$(status_of "$payaudit" check "$tree" "${on[@]}")" 1 "check with a draft"
says "waiver W-1 is a draft that nobody approved"
is "$(status_of "$payaudit" waiver check "$tree" "${on[@]}" --no-audit)" 1 "a draft is told"
sed -i 's/^    owner: "@shop"$/&\n    approver: "@security"\n    approved_on: 2026-11-20/' "$tree/.payaudit/waivers.yaml"
cp "$tree/.payaudit/waivers.yaml" "$work/before"
is "$(add pan-logged src --all --reason "$reason" --approver @security)" 0 "both at once"
cmp <(head -c "$(stat -c %s "$work/before")" "$tree/.payaudit/waivers.yaml") "$work/before" || fail "what was there is changed"
is "$(status_of "$payaudit" check "$tree" "${on[@]}")" 0 "all is waived"
says "3 waived"
is "$(status_of "$payaudit" waiver check "$tree" "${on[@]}")" 0 "all hold"
says "3 waivers: 3 active"
is "$(status_of "$payaudit" waiver list "$tree" "${on[@]}")" 0 "list"
says "covers 'sad-logged' at src/pay.py:4"
is "$(status_of "$payaudit" waiver list "$tree" "${on[@]}" -f csv)" 0 "list as csv"
says 'W-3,active,false-positive,'
is "$(status_of "$payaudit" waiver list "$tree" "${on[@]}" -f json)" 0 "list as json"
python3 -c 'import json,sys; d=json.load(open(sys.argv[1])); assert [w["state"] for w in d["waivers"]] == ["active"]*3 and d["waivers"][0]["covers"][0]["line"] == 4' "$work/out" || fail "the json is not as it should be"

# Its last day is its last.
is "$(status_of "$payaudit" check "$tree" --as-of 2027-01-31)" 0 "the last day"
is "$(status_of "$payaudit" waiver check "$tree" --as-of 2027-01-31)" 0 "ending is no fault"
says "note: waiver W-1 ends on 2027-01-31"
is "$(status_of "$payaudit" check "$tree" --as-of 2027-02-01)" 1 "the day after"
says "waiver W-1 ended on 2027-01-31; it covered 'sad-logged' at src/pay.py:4"
is "$(status_of "$payaudit" waiver check "$tree" --as-of 2027-02-01 --no-audit)" 1 "ended is a fault"

# Under a base: its waivers govern, a waiver of the change does not.
git add -A && GIT_COMMITTER_DATE=2026-11-28T12:00:00Z git commit -qm base
printf '    log.warning("card %%s", card_number)\n' >>"$tree/src/pay.py"
is "$(add pan-logged src/pay.py:7 --reason "$reason" --approver @security)" 0 "a waiver of the change"
git add -A && git commit -qm change
is "$(status_of "$payaudit" check "$tree" "${on[@]}")" 0 "without a base it counts"
is "$(status_of "$payaudit" check "$tree" "${on[@]}" --base HEAD~1 -f json)" 1 "under the base it does not"
python3 - "$work/out" <<'PY' || fail "not exactly the new line is open"
import json, sys
found = json.load(open(sys.argv[1]))["findings"]
open_ = [(f["rule"], f["place"]["line"]) for f in found
         if f["verdict"] == "violation" and f["severity"] == "critical" and "suppression" not in f]
assert open_ == [("pan-logged", 7)], open_
PY
# What a comment of the base waives stays so, though the change brings a waiver of it.
git checkout -q HEAD~1 && git checkout -qb both
cat >"$tree/main.tf" <<'TF'
resource "aws_s3_bucket" "shop" {
  bucket = "shop-pictures"
  acl    = "public-read" # payaudit:ignore store-public until=2027-01-31 by=@shop reason="pictures are public"
}
TF
git add -A && git commit -qm comment
printf '  - {id: W-9, rule: store-public, path: main.tf, kind: accepted-risk, reason: pictures of goods are public, owner: a, approver: b, approved_on: 2026-11-20, expires: 2027-01-31}\n' >>"$tree/.payaudit/waivers.yaml"
git add -A && git commit -qm waiver
status_of "$payaudit" check "$tree" "${on[@]}" --base HEAD~1 --fail-on medium -f json >"$work/status"
python3 -c 'import json,sys; assert all("suppression" in f for f in json.load(open(sys.argv[1]))["findings"] if f["rule"] == "store-public" and f["verdict"] == "violation")' "$work/out" || fail "a comment of the base is taken back"
git checkout -q HEAD~2 && git checkout -qb ended && echo "# nothing" >>"$tree/src/pay.py" && git commit -qam nothing
is "$(status_of "$payaudit" check "$tree" --as-of 2027-02-01 --base HEAD~1)" 0 "an ended waiver does not gate a change"
is "$(status_of "$payaudit" check "$tree" --as-of 2027-02-01 --base HEAD~1 --gate-on code,waiver)" 1 "unless it is asked for"

# A file that is no list of waivers.
printf 'waivers:\n  - [\n' >"$tree/.payaudit/waivers.yaml"
is "$(status_of "$payaudit" check "$tree" "${on[@]}")" 2 "check of what cannot be read"
says ".payaudit/waivers.yaml:2:5"
is "$(status_of "$payaudit" waiver check "$tree" "${on[@]}" --no-audit)" 2 "waiver check of what cannot be read"
rm "$tree/.payaudit/waivers.yaml"
is "$(status_of "$payaudit" waiver check "$tree" "${on[@]}" --no-audit)" 0 "no file"
says "no waivers in .payaudit/waivers.yaml"
echo "waivers are added, approved, checked, and end"

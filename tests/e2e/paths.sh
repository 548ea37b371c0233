#!/usr/bin/env bash
# What is audited, by which settings and under which names: the same, wherever one stands and whatever part one names.
source "$(dirname "$0")/lib.sh" "$@"
command -v git >/dev/null || { echo "skipped: no git"; exit 77; }
export GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_SYSTEM=/dev/null
commit() { git -C "$repo" add -A && git -C "$repo" -c user.name=t -c user.email=t@example.org commit -qm "$1"; }

# findings COMMAND…: rule, verdict, path, line, fingerprint of each finding, sorted.
findings() {
  "$payaudit" "$@" -f json --fail-on none 2>"$work/err" >"$work/json" || [ $? = 3 ] || fail "$*: $(cat "$work/err")"
  python3 - "$work/json" <<'PYTHON'
import json, sys
for f in sorted(json.load(open(sys.argv[1]))["findings"], key=str):
    place = f.get("place", {})
    print(f["rule"], f["verdict"], place.get("path", "-"), place.get("line", 0), f["fingerprint"])
PYTHON
}

repo=$work/repo
mkdir -p "$repo/services/a" "$repo/services/b" "$repo/third_party"
git -C "$work" init -q repo
cat >"$repo/payaudit.yaml" <<'YAML'
version: 1
ignore: ["third_party"]
scope: {cde: ["services/a/**"], out: ["services/b"]}
YAML
for folder in services/a services/b third_party; do
  cat >"$repo/$folder/main.tf" <<'TF'
resource "aws_db_instance" "cards" {
  identifier        = "cards"
  storage_encrypted = false
}
TF
done
commit first

# One file's findings are the same from the top, from its folder, from elsewhere, alone or beside others.
all=$(findings check "$repo")
a=$(grep ' services/a/' <<<"$all")
[ -n "$a" ] || fail "nothing is found in services/a: $all"
! grep -q third_party <<<"$all" || fail "an ignored folder is judged"
for way in "$repo/services/a" "$repo/services/a/main.tf"; do
  [ "$(findings check "$way" | grep ' services/a/')" = "$a" ] || fail "$way gives other findings"
done
[ "$(cd "$repo/services/a" && findings check . | grep ' services/a/')" = "$a" ] || fail "inside the folder there are other findings"
[ "$(cd "$repo/services/a" && GIT_DIR=.git GIT_INDEX_FILE=.git/index findings check . | grep ' services/a/')" = "$a" ] || fail "in a hook of git there are other findings"
[ "$(cd "$repo/services" && findings check b a | grep ' services/a/')" = "$a" ] || fail "beside another folder there are other findings"
[ "$(findings check - --stdin-path "$repo/services/a/main.tf" <"$repo/services/a/main.tf" | grep ' services/a/')" = "$a" ] || fail "from standard input there are other findings"
[ -z "$(findings check "$repo/third_party/main.tf" | grep main.tf || true)" ] || fail "an ignored file is judged when it is named"

(cd "$repo" && "$payaudit" check services/a --fail-on none | has 'only a part of the tree was read.*: services/a$') || fail "a part is not said to be one"

# Of twins in two files one keeps its fingerprint when the other goes, and neither takes the other's.
b=$(grep ' services/b/' <<<"$all" | awk '{print $5}' | sort)
[ -z "$(comm -12 <(awk '{print $5}' <<<"$a" | sort) <(echo "$b"))" ] || fail "twins share a fingerprint"
rm "$repo/services/a/main.tf"
[ "$(findings check "$repo" | grep ' services/b/' | awk '{print $5}' | sort)" = "$b" ] || fail "fingerprints changed when another file went"
git -C "$repo" checkout -q services/a/main.tf
sed -i '1i # moved\n\n' "$repo/services/a/main.tf"
[ "$(findings check "$repo" | grep ' services/a/' | awk '{print $5}' | sort)" = "$(awk '{print $5}' <<<"$a" | sort)" ] || fail "moved lines changed a fingerprint"
git -C "$repo" checkout -q services/a/main.tf

# Lines are counted as editors do.
printf 'package a\nvar b = 1\n' >"$work/two.go"
"$payaudit" check "$work/two.go" -f json --fail-on none | has '"lines_examined": 2' || fail "two lines are not two"

# Left out, and said so; a pattern that fits nothing is said, a malformed one is an error.
"$payaudit" check "$repo" --exclude 'services/{a,b}' --exclude './nothing/**' --fail-on none >"$work/out"
grep -q '2  left out by `services/{a,b}` of --exclude' "$work/out" || fail "what is excluded is not said"
grep -q '`./nothing/\*\*` of --exclude matches no file' "$work/out" || fail "a pattern without a file is not said"
[ "$(status_of "$payaudit" check "$repo" --exclude 'a[b')" = 2 ] || fail "a malformed pattern is taken"
grep -q 'opens a \[ that is not closed' "$work/err" || fail "what is wrong with a pattern is not said"

# A change that ignores more or switches a rule off is a finding of its own, until it is committed.
cat >"$repo/payaudit.yaml" <<'YAML'
version: 1
ignore: ["third_party", "**"]
scope: {cde: ["services/a/**"], out: ["services/b"]}
rules: {off: [store-unencrypted]}
YAML
"$payaudit" check "$repo" -f json --fail-on none >"$work/json" || [ $? = 3 ]
[ "$(grep -c '"rule": "settings-widened"' "$work/json")" = 2 ] || fail "two new entries are not two findings"
! grep -q '"message": "`third_party`' "$work/json" || fail "an entry that was there is a finding"
[ "$(findings check "$repo/services/a" | grep -c settings-widened)" = 2 ] || fail "from a folder below the change is not seen"
commit second
[ "$(findings check "$repo" | grep -c settings-widened || true)" = 0 ] || fail "committed settings are a finding"

cat >"$repo/payaudit.yaml" <<'YAML'
version: 1
scope: {cde: ["services/chekout/**"]}
YAML
"$payaudit" check "$repo" --fail-on none | has '`services/chekout/\*\*` of scope.cde matches no file' || fail "a scope that covers nothing is not said"

# Parts that different settings govern are refused, not judged by one of them.
mkdir "$repo/own" && printf 'version: 1\n' >"$repo/own/payaudit.yaml"
"$payaudit" check "$repo" --fail-on none | has 'own/payaudit.yaml governs nothing here' || fail "settings that are not read are not said"
[ "$(status_of "$payaudit" check "$repo/own" "$repo/services")" = 2 ] || fail "two settings at once are taken"

# What declares itself a tree of its own is one: that it lies in a folder of examples makes nothing in it an example.
mkdir -p "$work/shop/examples/shop/src"
git -C "$work" init -q shop
printf 'version: 1\n' >"$work/shop/examples/shop/payaudit.yaml"
cp "$repo/services/b/main.tf" "$work/shop/examples/shop/main.tf"
cp -r "$work/shop/examples/shop" "$work/alone"
verdicts() { "$payaudit" check "$1" -f json --fail-on none >"$work/json" || [ $? = 3 ]; sed -n '/"verdicts"/,/}/p' "$work/json"; }
[ "$(verdicts "$work/shop/examples/shop")" = "$(verdicts "$work/alone")" ] || fail "a tree of its own is judged by where it lies"

# Without a repository, names are those below the settings, and nothing is said of changes.
mkdir -p "$work/plain/x/y"
printf 'version: 1\nignore: ["z"]\n' >"$work/plain/payaudit.yaml"
cp "$repo/services/a/main.tf" "$work/plain/x/y/main.tf"
plain=$(findings check "$work/plain/x/y")
grep -q ' x/y/main.tf ' <<<"$plain" || fail "the path is not that below the settings: $plain"
! grep -q settings-widened <<<"$plain" || fail "a change is claimed without a repository"
echo "paths, settings and fingerprints are those of the repository"

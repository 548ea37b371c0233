#!/usr/bin/env bash
# `payaudit init` writes settings that load and audit, and the very files of ci/recipes; it overwrites nothing.
source "$(dirname "$0")/lib.sh" "$@"

# With every declaration switched on, as somebody would who takes the `#` away.
switched_on() {
  sed -E 's/^#([^ ]|  [^ ])/\1/' "$1"
}

# starts FOLDER: the written file loads and audits, as it is and with all it proposes.
starts() {
  local folder=$1 status
  (cd "$folder" && "$payaudit" init >"$work/said") || fail "init failed in $folder"
  grep -qx 'wrote payaudit.yaml' "$work/said" || fail "init does not say what it wrote: $(cat "$work/said")"
  grep -q '^next  payaudit check' "$work/said" || fail "init does not say the next command"
  status=$(status_of "$payaudit" check "$folder" --fail-on none)
  case $status in 0 | 3) ;; *) fail "the written settings do not audit: $(cat "$work/err")" ;; esac
  switched_on "$folder/payaudit.yaml" >"$work/all.yaml"
  [ "$(grep -cE '^[a-z_]+:' "$work/all.yaml")" -ge 13 ] || fail "not all declarations are switched on: $(cat "$work/all.yaml")"
  status=$(status_of "$payaudit" check "$folder" --fail-on none --config "$work/all.yaml")
  case $status in 0 | 3) ;; *) fail "the proposals do not audit: $(cat "$work/err")" ;; esac
}

mkdir "$work/empty"
starts "$work/empty"

cp -r "$root/examples/webshop" "$work/shop"
rm "$work/shop/payaudit.yaml"
git -C "$work/shop" init -q
starts "$work/shop"
grep -q '^#  cde: .*"services/checkout/\*\*"' "$work/shop/payaudit.yaml" || fail "the folder with card numbers is not proposed"
grep -q '^# Regions in the tree: .*aws:eu-central-1' "$work/shop/payaudit.yaml" || fail "the regions are not named"
grep -q '^#   - java: ' "$work/shop/payaudit.yaml" || fail "the languages are not named"

# What is there stays as it is, a link that leads nowhere too.
echo mine >"$work/shop/Jenkinsfile"
ln -s "$work/nowhere" "$work/shop/azure-pipelines.yml"
before=$(sha256sum <"$work/shop/payaudit.yaml")
mkdir -p "$work/shop/services/own"
said=$("$payaudit" init "$work/shop/services/own" --ci github --ci gitlab --ci jenkins --ci azure --ci bitbucket --ci pre-commit)
[ -s "$work/shop/services/own/payaudit.yaml" ] || fail "the settings are not in the named folder"
[ "$(cat "$work/shop/Jenkinsfile")" = mine ] || fail "a file was overwritten"
[ -e "$work/nowhere" ] && fail "a file was written through a link"
[ "$(sha256sum <"$work/shop/payaudit.yaml")" = "$before" ] || fail "other settings were changed"
grep -q 'kept .*Jenkinsfile.*--show Jenkinsfile' <<<"$said" || fail "a kept file is not told: $said"

# same FILE SOURCE: the written file is that of the repository.
same() {
  cmp "$work/shop/$1" "$root/$2" || fail "$1 is not $2"
}
same .github/workflows/payaudit.yml ci/recipes/github.yml
same .gitlab/payaudit.yml templates/payaudit/template.yml
same .gitlab-ci.yml ci/recipes/gitlab-ci.yml
same bitbucket-pipelines.yml ci/recipes/bitbucket-pipelines.yml
same .pre-commit-config.yaml ci/recipes/pre-commit-config.yaml
"$payaudit" init --show gate.sh | cmp - "$root/ci/recipes/gate.sh" || fail "--show gate.sh is not the script"
"$payaudit" init --show Jenkinsfile | cmp - "$root/ci/recipes/Jenkinsfile" || fail "--show Jenkinsfile is not the file"
[ "$(status_of "$payaudit" init --show no-such-file)" = 2 ] || fail "an unknown file is no error"
grep -q 'gate.sh' "$work/err" || fail "the error does not list the files"
[ "$(status_of "$payaudit" init --ci no-such-server)" = 2 ] || fail "an unknown build server is no error"
mkdir "$work/closed"
chmod a-w "$work/closed"
if [ "$(id -u)" != 0 ]; then
  [ "$(status_of "$payaudit" init "$work/closed")" = 2 ] || fail "a file that cannot be written is no error"
fi
echo "init starts an empty folder and the shop, and overwrites nothing"

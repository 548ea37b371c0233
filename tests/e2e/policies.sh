#!/usr/bin/env bash
# A company's own rules: named by the settings, tested where they are, and judged by tags; what CONTRIBUTING.md prints, works.
source "$(dirname "$0")/lib.sh" "$@"

mkdir -p "$work/shop/company/rules/own" "$work/shop/infra"
cat >"$work/shop/company/rules/own/store-without-owner.yaml" <<'YAML'
id: store-without-owner
title: Data store has no owner
severity: medium
since: 0.2.0
for: store
fail_when: "!('owner' in tags) || tags['owner'] == ''"
at: tags
message: "{label} names no owner"
why: Nobody answers for what nobody owns.
fix: Set the tag `owner` to the team that answers for the data.
examples:
  - says: a store without the tag is flagged
    files:
      main.tf: |
        provider "aws" {
          region = "eu-central-1"
        }
        resource "aws_db_instance" "cards" {
          identifier = "cards"
          tags       = { cost = "7" }
        }
    flags: ['cost = "7"']
  - says: a store whose owner comes from the provider is satisfied
    files:
      main.tf: |
        provider "aws" {
          default_tags {
            tags = { owner = "payments" }
          }
        }
        resource "aws_db_instance" "cards" {
          identifier = "cards"
          tags       = { cost = "7" }
        }
    satisfied: [aws_db_instance.cards]
  - says: tags that nobody knows are undetermined
    files:
      main.tf: |
        provider "aws" {
          region = "eu-central-1"
        }
        variable "tags" {}
        resource "aws_db_instance" "cards" {
          identifier = "cards"
          tags       = var.tags
        }
    undetermined: ["var.tags"]
  - says: labels of another provider count alike
    files:
      main.tf: |
        provider "google" {
          project = "p"
        }
        resource "google_storage_bucket" "a" {
          name   = "a"
          labels = { owner = "payments" }
        }
    satisfied: [google_storage_bucket.a]
  - says: the tags of a stack may be added to those of the template
    files:
      stack.yaml: |
        AWSTemplateFormatVersion: "2010-09-09"
        Resources:
          Cards:
            Type: AWS::DynamoDB::Table
            Properties:
              Tags: [{Key: cost, Value: "7"}]
          Payments:
            Type: AWS::DynamoDB::Table
            Properties:
              Tags: [{Key: owner, Value: payments}]
    undetermined: ['[{Key: cost, Value: "7"}]']
    satisfied: [Payments]
YAML
cat >"$work/shop/payaudit.yaml" <<'YAML'
version: 1
policies: [company]
YAML
cat >"$work/shop/infra/main.tf" <<'TF'
provider "aws" {
  region = "eu-central-1"
}
resource "aws_db_instance" "cards" {
  identifier        = "cards"
  storage_encrypted = false
}
TF

# The settings' rules are judged, explained and listed, wherever one stands.
for way in "$work/shop" "$work/shop/infra" "$work/shop/infra/main.tf"; do
  "$payaudit" check "$way" --rule store-without-owner --fail-on none | has '^warning\[store-without-owner\]' || fail "$way: the own rule is not judged"
done
(cd "$work/shop/infra" && "$payaudit" explain store-without-owner >/dev/null && "$payaudit" rules | has store-without-owner) || fail "the own rule is not known here"
(cd "$work/shop" && "$payaudit" facts infra/main.tf --trace store-without-owner | has 'violation') || fail "the own rule has no trace"

# A folder's own examples, however the folder is given.
for way in "$work/shop/company" "--policies $work/shop/company" "$work/shop/company --rule store-without-owner" "--policies $work/shop/company --rule store-without-owner"; do
  read -ra words <<<"$way"
  [ "$("$payaudit" policy test "${words[@]}")" = "5 examples right, 0 wrong" ] || fail "policy test $way: $("$payaudit" policy test "${words[@]}")"
done
(cd "$work/shop" && [ "$("$payaudit" policy test --rule store-without-owner)" = "5 examples right, 0 wrong" ]) || fail "policy test without a folder"
sed -i "s/== ''/== 'x'/; s/!('owner' in tags)/false/" "$work/shop/company/rules/own/store-without-owner.yaml"
[ "$(status_of "$payaudit" policy test "$work/shop/company")" = 1 ] || fail "a wrong rule passes its examples"
mkdir "$work/empty"
[ "$(status_of "$payaudit" policy test "$work/empty")" = 2 ] || fail "a folder without rules passes"
printf 'version: 1\npolicies: [nowhere]\n' >"$work/shop/payaudit.yaml"
[ "$(status_of "$payaudit" check "$work/shop")" = 2 ] || fail "a folder of policies that is not there is taken"

# What CONTRIBUTING.md prints, as it stands there, with a file of that name.
cp "$work/shop/infra/main.tf" "$work/main.tf"
ln -s "$root/policies" "$work/policies"
grep -E '^payaudit ' "$root/CONTRIBUTING.md" | sed 's/#.*//' >"$work/printed"
[ -s "$work/printed" ] || fail "CONTRIBUTING.md prints no command"
while read -ra words; do
  (cd "$work" && "$payaudit" "${words[@]:1}" >/dev/null) || fail "CONTRIBUTING.md: ${words[*]}"
done <"$work/printed"
for script in $(grep -oE '`ci/[a-z-]+`' "$root/CONTRIBUTING.md" | tr -d '`' | sort -u); do
  [ -x "$root/$script" ] || fail "CONTRIBUTING.md: $script"
done
echo "own rules are judged, tested and explained"

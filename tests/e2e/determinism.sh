#!/usr/bin/env bash
# The same input gives the same bytes: with one thread or two, from another folder, in another time zone and locale.
source "$(dirname "$0")/lib.sh" "$@"

formats=(text json sarif sarif-full github github-summary gitlab junit markdown azure bitbucket sonar csv agent)
# A copy, so that the root is the folder of its settings: in this repository paths begin above it.
shop=$work/shop
cp -r "$root/examples/webshop" "$shop"
for format in "${formats[@]}"; do
  "$payaudit" check "$shop" -f "$format" -j1 --fail-on none >"$work/$format.1" || true
  [ -s "$work/$format.1" ] || fail "$format is empty"
  "$payaudit" check "$shop" -f "$format" -j2 --fail-on none >"$work/$format.2" || true
  cmp "$work/$format.1" "$work/$format.2" || fail "$format differs between -j1 and -j2"
  (cd "$shop" && "$payaudit" check . -f "$format" --fail-on none >"$work/$format.3") || true
  cmp "$work/$format.1" "$work/$format.3" || fail "$format differs from inside the folder"
  TZ=Asia/Tokyo LANG=tr_TR.UTF-8 LC_ALL=tr_TR.UTF-8 "$payaudit" check "$shop" -f "$format" --fail-on none >"$work/$format.4" || true
  cmp "$work/$format.1" "$work/$format.4" || fail "$format differs in another time zone and locale"
  cp -r "$shop" "$work/copy"
  "$payaudit" check "$work/copy" -f "$format" --fail-on none >"$work/$format.5" || true
  cmp "$work/$format.1" "$work/$format.5" || fail "$format differs for a copy of the folder"
  rm -rf "$work/copy"
done
echo "${#formats[@]} formats are equal over 5 ways to run"

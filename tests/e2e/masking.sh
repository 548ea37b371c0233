#!/usr/bin/env bash
# No full card number and no secret is in any output, whatever the verdict.
source "$(dirname "$0")/lib.sh" "$@"

mkdir "$work/tree"
card=4000007382916051
cat >"$work/tree/seed.sql" <<SQL
INSERT INTO card (card_number) VALUES ('$card');
SQL
cat >"$work/tree/app.properties" <<PROPERTIES
spring.datasource.password=Correct-Horse-Battery-9
payment.card.number=$card
PROPERTIES
cat >"$work/tree/main.py" <<PYTHON
import logging
logging.info("card number $card")
AWS = "AKIAQQQQQQQQQQQQQQQQ"
from cryptography.fernet import Fernet
box = Fernet(b"bm90LWEtcmVhbC1rZXktbm90LWEtcmVhbC1rZXktMDE=")
PYTHON
cat >"$work/tree/api.yaml" <<'YAML'
openapi: 3.0.0
info: {title: shop, version: '1'}
servers: [{url: 'http://shop:Wrong-Donkey-Battery-7@pay.shop.eu'}]
paths: {/payments: {post: {operationId: pay, responses: {'200': {description: done}}}}}
YAML
planted=("$card" Correct-Horse-Battery-9 AKIAQQQQQQQQQQQQQQQQ bm90LWEtcmVhbC1rZXkt Wrong-Donkey-Battery-7)
for format in text json sarif sarif-full github github-summary gitlab junit markdown azure bitbucket sonar csv agent; do
  "$payaudit" check "$work/tree" -f "$format:$work/out.$format" -q --fail-on none || true
  for secret in "${planted[@]}"; do
    ! grep -qF "$secret" "$work/out.$format" || fail "$format shows $(printf %.6s "$secret")…"
  done
done
"$payaudit" check "$work/tree" -f text --show all >"$work/all" || true
! grep -qF "$card" "$work/all" || fail "text of all verdicts shows the number"
grep -q 'card-number-live' "$work/all" || fail "the planted number was not found, so nothing was tested"
"$payaudit" facts "$work/tree" --units >"$work/units" || true
for secret in "${planted[@]}"; do
  ! grep -qF "$secret" "$work/units" || fail "the forms show $(printf %.6s "$secret")…"
done
echo "nothing planted was shown"

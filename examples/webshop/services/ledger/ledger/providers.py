"""What the providers tell us: transfers of the card provider, results of the identity provider."""

import hashlib
import hmac
import logging
import os

import stripe
from fastapi import APIRouter, HTTPException, Request

from . import db

router = APIRouter(prefix="/webhooks")
log = logging.getLogger(__name__)


@router.post("/identity")
async def identity_result(request: Request) -> dict:
    body = await request.body()
    expected = hmac.new(os.environ["IDENTITY_WEBHOOK_TOKEN"].encode(), body, hashlib.sha256).hexdigest()
    if not hmac.compare_digest(expected, request.headers.get("X-SHA2-Signature", "")):
        raise HTTPException(status_code=400, detail="signature")
    event = await request.json()
    log.info("identity check %s is complete", event["payload"]["object"]["id"])
    return {}


@router.post("/stripe-connect")
async def transfer_event(request: Request) -> dict:
    event = await request.json()
    if event["type"] == "transfer.created":
        with db.connect() as connection:
            connection.execute(
                "UPDATE payout SET status = 'paid' WHERE id = %s", (event["data"]["object"]["metadata"]["payout"],)
            )
    return {}


def take_over_authentication(order: dict, cryptogram: str) -> stripe.PaymentIntent:
    """The app of the department store authenticates its customers itself and hands us the result."""
    return stripe.PaymentIntent.create(
        amount=order["amount_minor"],
        currency=order["currency"],
        payment_method=order["payment_method"],
        confirm=True,
        idempotency_key=order["id"],
        payment_method_options={
            "card": {
                "three_d_secure": {
                    "version": "1.0.2",
                    "cryptogram": cryptogram,
                    "transaction_id": order["authentication_id"],
                }
            }
        },
    )

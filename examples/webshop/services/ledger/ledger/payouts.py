"""Payouts to sellers: thresholds, the code that confirms one, and the message that leaves for the bank."""

import hashlib
import hmac
import logging
import os
import uuid
import xml.etree.ElementTree as ET
from dataclasses import dataclass
from decimal import Decimal

from fastapi import APIRouter
from pydantic import BaseModel

from . import db, notify

router = APIRouter(prefix="/sellers")
log = logging.getLogger(__name__)

TRANSFER_RULE_EUR = Decimal("1000")


class PayoutRequest(BaseModel):
    amount: Decimal
    currency: str
    payee_name: str
    payee_iban: str


@dataclass(frozen=True)
class PayeeAddress:
    street: str
    building: str
    post_code: str
    town_name: str
    country: str


def needs_payer_details(amount: Decimal, currency: str) -> bool:
    return currency == "EUR" and amount >= TRANSFER_RULE_EUR


def needs_due_diligence(total_amount: float) -> bool:
    """Sellers without a contract are looked at once their payouts of a year reach the limit."""
    return total_amount >= 10000.0


def confirmation_code(payout_id: uuid.UUID, seller_id: uuid.UUID) -> str:
    """What the seller's app shows and sends back to release a payout."""
    key = os.environ["PAYOUT_CODE_KEY"].encode()
    authentication_code = hmac.new(key, f"{payout_id}|{seller_id}".encode(), hashlib.sha256).hexdigest()
    return authentication_code


@router.post("/{seller_id}/payouts", status_code=202)
def create_payout(seller_id: uuid.UUID, request: PayoutRequest) -> dict:
    payout_id = uuid.uuid4()
    with db.connect() as connection:
        connection.execute(
            "INSERT INTO payout (id, seller_id, payout_amount, currency, payee_name, payee_iban)"
            " VALUES (%s, %s, %s, %s, %s, %s)",
            (payout_id, seller_id, request.amount, request.currency, request.payee_name, request.payee_iban),
        )
    log.info("payout %s over %s %s waits", payout_id, request.amount, request.currency)
    notify.payout_waits(str(seller_id), confirmation_code(payout_id, seller_id))
    return {"payoutId": str(payout_id)}


def credit_transfer(payout: dict, address: PayeeAddress) -> ET.Element:
    """The creditor's part of a pacs.008."""
    creditor = ET.Element("Cdtr")
    ET.SubElement(creditor, "Nm").text = payout["payee_name"]
    postal = ET.SubElement(creditor, "PstlAdr")
    ET.SubElement(postal, "StrtNm").text = address.street
    ET.SubElement(postal, "BldgNb").text = address.building
    ET.SubElement(postal, "PstCd").text = address.post_code
    ET.SubElement(postal, "TwnNm").text = address.town_name
    ET.SubElement(postal, "Ctry").text = address.country
    return creditor


def debtor(name: str, lines: list[str]) -> ET.Element:
    """Our own side, as it stands in the register."""
    party = ET.Element("Dbtr")
    ET.SubElement(party, "Nm").text = name
    postal = ET.SubElement(party, "PstlAdr")
    for line in lines:
        ET.SubElement(postal, "AdrLine").text = line
    return party

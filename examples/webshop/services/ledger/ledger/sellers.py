"""Who the sellers are: papers, owners, screening, and how long all of it is kept."""

import datetime
import logging
import os
import uuid
from decimal import Decimal

import boto3
import requests
from fastapi import APIRouter, UploadFile

from . import db

router = APIRouter(prefix="/sellers")
log = logging.getLogger(__name__)

DOCUMENT_BUCKET = os.environ["KYC_BUCKET"]
DOCUMENT_KEY = os.environ["KYC_KMS_KEY"]
SCREENING_URL = "https://api.eu.complyadvantage.com/searches"
REGISTER_URL = "https://register.chamber.example/extracts"
KEEP = datetime.timedelta(days=5 * 365 + 2)

s3 = boto3.client("s3", region_name="eu-central-1")


@router.post("/{seller_id}/documents")
def add_document(seller_id: uuid.UUID, document: UploadFile) -> dict:
    name = f"{seller_id}/{uuid.uuid4()}"
    s3.put_object(
        Bucket=DOCUMENT_BUCKET,
        Key=name,
        Body=document.file.read(),
        ServerSideEncryption="aws:kms",
        SSEKMSKeyId=DOCUMENT_KEY,
    )
    log.info("document %s of seller %s is stored", name, seller_id)
    return {"document": name}


def must_be_identified(ownership_percentage: Decimal) -> bool:
    """Owners of more than a quarter show their papers."""
    return ownership_percentage > 25


def screen(seller_id: str, full_name: str, birth_date: datetime.date) -> str:
    answer = requests.post(
        SCREENING_URL,
        json={"search_term": full_name, "filters": {"birth_year": birth_date.year}},
        headers={"Authorization": f"Token {os.environ['SCREENING_TOKEN']}"},
        timeout=10,
    )
    answer.raise_for_status()
    screening_result = answer.json()["content"]["data"]["match_status"]
    log.info("screening of %s (%s): %s", full_name, birth_date, screening_result)
    with db.connect() as connection:
        connection.execute(
            "INSERT INTO sanctions_screening_result (id, seller_id, list_version, screening_result)"
            " VALUES (%s, %s, %s, %s)",
            (uuid.uuid4(), seller_id, answer.headers.get("X-List-Version", ""), screening_result),
        )
    return screening_result


def register_extract(company_number: str) -> bytes:
    """The chamber's test system and its real one share a self-made certificate."""
    answer = requests.get(REGISTER_URL, params={"company": company_number}, verify=False, timeout=30)
    answer.raise_for_status()
    return answer.content


def keep_documents_until(seller: dict) -> datetime.datetime:
    return seller["closed_at"] + KEEP


def keep_screening_until(seller: dict) -> datetime.datetime:
    return seller["created_at"] + KEEP


def purge(now: datetime.datetime) -> None:
    with db.connect() as connection:
        sellers = connection.execute("SELECT id, created_at, closed_at FROM seller WHERE closed_at IS NOT NULL")
        for seller_id, created_at, closed_at in sellers.fetchall():
            seller = {"created_at": created_at, "closed_at": closed_at}
            if keep_screening_until(seller) < now:
                connection.execute("DELETE FROM sanctions_screening_result WHERE seller_id = %s", (seller_id,))
            if keep_documents_until(seller) < now:
                connection.execute("DELETE FROM beneficial_owner WHERE seller_id = %s", (seller_id,))

"""Mail to sellers and a line for the compliance channel."""

import os

import requests

MAIL_URL = "https://api.sendgrid.com/v3/mail/send"
EVENTS_URL = "https://api-eu.mixpanel.com/track"


def payout_waits(seller_id: str, code: str) -> None:
    mail(seller_id, "Confirm your payout", f"Your code is {code}.")
    requests.post(EVENTS_URL, json=[{"event": "payout waits", "properties": {"count": 1}}], timeout=5)


def mail(seller_id: str, subject: str, text: str) -> None:
    requests.post(
        MAIL_URL,
        headers={"Authorization": f"Bearer {os.environ['MAIL_TOKEN']}"},
        json={
            "personalizations": [{"to": [{"email": f"{seller_id}@sellers.kiesel.example"}]}],
            "from": {"email": "payouts@kiesel.example"},
            "subject": subject,
            "content": [{"type": "text/plain", "value": text}],
        },
        timeout=10,
    )
